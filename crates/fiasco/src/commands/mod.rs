//! One file a command; what they share is here: printing, and building a ladder from arguments.

pub mod baseline;
pub mod check;
pub mod diff;
pub mod init;
pub mod library;
pub mod papers;
pub mod pull;
pub mod rehearse;
pub mod rule;
pub mod show;
mod timing;
pub mod why;

use crate::cli::{Gate, ReadArgs, Rehearse};
use crate::load::{self, Loaded};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Date, Estate, Plan, Relations, Target};
use fiasco_report::allow::{self, Allowances};
use fiasco_report::baseline::Compared;
use fiasco_report::{Look, ReadSummary, Report, gate, wording};
use fiasco_rules::RULES;
use fiasco_scale::{Effort, Ladder, Options, ladder, plan};
use std::borrow::Cow;
use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// Columns to fill where nobody says.
const DEFAULT_WIDTH: usize = 100;

/// Why a command could not do its work.
#[derive(Debug)]
pub enum Failure {
    /// Whoever read the output went away.
    BrokenPipe,
    /// What happened and what to do.
    Message(String),
    /// That there is nothing to read, where it was looked for and what would be read.
    NothingToRead(String),
}

impl From<String> for Failure {
    fn from(message: String) -> Self {
        Self::Message(message)
    }
}

/// Prints a result to standard output, without styles where they are not wanted.
///
/// # Errors
/// [`Failure`] when it cannot be written.
pub fn print(text: &str) -> Result<(), Failure> {
    let text = tame(text);
    let mut out = anstream::stdout().lock();
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            _ => Failure::Message(format!("failed to write to standard output: {error}")),
        })
}

/// A text whose only control characters are line breaks, tabs and the styles of renderers: names in files may
/// hold anything, and a terminal would obey them.
pub fn tame(text: &str) -> Cow<'_, str> {
    let bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let wild = |c: char| bidi(c) || (c.is_control() && !matches!(c, '\n' | '\t'));
    if !text.contains(wild) {
        return Cow::Borrowed(text);
    }
    let mut tamed = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if !wild(c) || (c == '\u{1b}' && is_style(text.get(at + 1..).unwrap_or_default())) {
            tamed.push(c);
        }
    }
    Cow::Owned(tamed)
}

/// Whether what follows an escape character makes it a style: `[`, numbers, `m`.
fn is_style(rest: &str) -> bool {
    let numbers = rest
        .strip_prefix('[')
        .map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';'));
    numbers.is_some_and(|rest| rest.starts_with('m'))
}

/// Prints a message for a person to standard error.
pub fn complain(message: &str) {
    let mut err = anstream::stderr().lock();
    // Nobody is left to tell when standard error is gone.
    let _ = writeln!(err, "error: {message}");
}

/// Prints what a person should know, though the work goes on, to standard error.
pub fn warn(message: &str) {
    let mut err = anstream::stderr().lock();
    let _ = writeln!(err, "warning: {message}");
}

/// What a wish for a wider gate means.
pub fn wider(wishes: &[Gate]) -> gate::Gate {
    gate::Gate {
        now: wishes.contains(&Gate::Now),
        faults: wishes.contains(&Gate::Faults),
        unknown: wishes.contains(&Gate::Unknown),
    }
}

/// How the output should look here.
pub fn look(verbose: bool) -> Look {
    let terminal = std::io::stdout().is_terminal();
    let columns = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let width = columns.or_else(|| {
        let (terminal_size::Width(width), _) = terminal_size::terminal_size_of(std::io::stdout())?;
        Some(usize::from(width))
    });
    Look {
        width: width.unwrap_or(DEFAULT_WIDTH).clamp(60, 160),
        verbose,
        terminal,
    }
}

/// A ladder with all it was built from.
pub struct Built {
    pub loaded: Loaded,
    pub relations: Relations,
    pub ladder: Ladder,
    pub allowances: Allowances,
    /// How the ladder was built.
    pub options: Options,
    /// The target in its normal form.
    pub target: String,
    /// The ladder held against a baseline, where one was given.
    pub baseline: Option<Compared>,
}

impl Built {
    /// What renderers speak of.
    pub fn report(&self) -> Report<'_> {
        Report {
            files: &self.loaded.files,
            estate: &self.loaded.estate,
            relations: &self.relations,
            ladder: &self.ladder,
            read: &self.loaded.read,
            allowances: &self.allowances,
            baseline: self.baseline.as_ref(),
        }
    }

    /// The ladder of what was loaded, along the plan that `plan` makes of it, which comes with the target's text.
    ///
    /// # Errors
    /// Those of `plan`, or that `--beyond` cannot be read.
    pub fn along(
        loaded: Loaded,
        args: &ReadArgs,
        plan: impl FnOnce(&Loaded, &Relations) -> Result<(Plan, String), Failure>,
    ) -> Result<Self, Failure> {
        let relations = Relations::of(&loaded.estate);
        let (plan, target) = plan(&loaded, &relations)?;
        let beyond = Rational::parse_decimal(args.beyond.trim_start_matches('x'))
            .filter(|beyond| *beyond >= Rational::ONE)
            .ok_or_else(|| {
                format!(
                    "cannot read --beyond {}: expected a number of at least 1",
                    args.beyond
                )
            })?;
        let options = Options {
            beyond,
            only: None,
            rehearse: effort(args.rehearse),
        };
        let as_of = as_of(&loaded.estate, args.as_of.as_deref())?;
        let mut ladder = ladder::build(&loaded.estate, &relations, plan, RULES, options);
        let allowances = allow::apply(&mut ladder, &loaded.estate, as_of);
        Ok(Self {
            loaded,
            relations,
            ladder,
            allowances,
            options,
            target,
            baseline: None,
        })
    }
}

/// Reads the paths and builds the ladder.
///
/// # Errors
/// What is wrong with the paths or the target.
pub fn build(paths: &[PathBuf], args: &ReadArgs) -> Result<Built, Failure> {
    let loaded = load::load(paths, args)?;
    let asked = args.to.as_deref().map(Target::read).transpose();
    let asked = asked.map_err(|error| error.to_string())?;
    Built::along(loaded, args, |loaded, relations| {
        let target = asked.as_ref().unwrap_or(&loaded.estate.target);
        resolve_target(target, asked.is_none(), loaded, relations).map(|plan| (plan, target.normal()))
    })
}

/// The same, rehearsed quickly unless the command line says otherwise.
///
/// # Errors
/// As for [`build`].
pub fn build_rehearsed(paths: &[PathBuf], args: &ReadArgs) -> Result<Built, Failure> {
    let args = ReadArgs {
        rehearse: args.rehearse.or(Some(Rehearse::Quick)),
        ..args.clone()
    };
    build(paths, &args)
}

/// How much is spent on rehearsals; nothing where nobody asks.
fn effort(asked: Option<Rehearse>) -> Effort {
    match asked {
        None | Some(Rehearse::Off) => Effort::Off,
        Some(Rehearse::Quick) => Effort::Quick,
        Some(Rehearse::Full) => Effort::Full,
    }
}

/// The plan of a target; errors name its place where it is written in the files.
///
/// # Errors
/// What of it cannot be met.
pub fn resolve_target(
    target: &Target,
    in_files: bool,
    loaded: &Loaded,
    relations: &Relations,
) -> Result<Plan, Failure> {
    plan::resolve(target, &loaded.estate, relations).map_err(|error| {
        let place = target.asks.iter().find_map(|ask| ask.at).filter(|_| in_files);
        let place = place.map_or(String::new(), |at| format!("{}: ", loaded.files.place(at)));
        Failure::Message(format!("{place}{error}"))
    })
}

/// The day for last days: as given, else the clock's where a suppression has one. Nothing else asks the clock.
fn as_of(estate: &Estate, given: Option<&str>) -> Result<Option<Date>, Failure> {
    if let Some(text) = given {
        let day = Date::read(text)
            .ok_or_else(|| format!("cannot read --as-of {text}: expected a day such as 2027-01-31"))?;
        return Ok(Some(day));
    }
    if !allow::needs_date(estate) {
        return Ok(None);
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let day = since
        .ok()
        .and_then(|since| Date::of_days(since.as_secs() / 86_400));
    let no_day = "the clock says no day that can be used: give one with --as-of";
    Ok(Some(day.ok_or_else(|| no_day.to_owned())?))
}

/// How far along the target: `x2` of what it names first, `50%` of the way, or `target`.
///
/// # Errors
/// That it cannot be read, or lies outside of what was grown.
pub fn progress(built: &Built, text: &str) -> Result<Rational, Failure> {
    let plan = &built.ladder.plan;
    let unreadable = || {
        format!(
            "cannot read --at {text}: expected a factor such as x2, a share of the way such as 50%, or target"
        )
    };
    let progress = if text == "target" {
        Rational::ONE
    } else if let Some(share) = text.strip_suffix('%') {
        let share = Rational::parse_decimal(share.trim()).ok_or_else(unreadable)?;
        share
            .over(Rational::int(100))
            .map_err(|error| error.to_string())?
    } else {
        let factor = text
            .strip_prefix('x')
            .and_then(Rational::parse_decimal)
            .ok_or_else(unreadable)?;
        // Where dimensions grow by different factors, it is that of the first that the target names.
        let first = plan.axes.first().map(|axis| axis.factor);
        let common = wording::common_factor(plan).or(first).unwrap_or(Rational::ONE);
        let way = common
            .minus(Rational::ONE)
            .and_then(|way| factor.minus(Rational::ONE)?.over(way));
        way.map_err(|_| "the target does not grow anything".to_owned())?
    };
    if progress.is_negative() || progress > built.ladder.end {
        return Err(Failure::Message(format!(
            "--at {text} lies outside of what was grown: from today to {} of the way (--beyond)",
            wording::percent(built.ladder.end)
        )));
    }
    Ok(progress)
}

/// A text as a shell takes it whole.
fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_.,:/=+@%".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    let shown: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("'{}'", shown.replace('\'', "'\\''"))
}

/// The summary's own words for what was given on the command line.
pub fn name_input(read: &mut ReadSummary, paths: &[PathBuf], args: &ReadArgs) {
    let given: Vec<String> = paths
        .iter()
        .map(|path| shell_word(&path.display().to_string()))
        .collect();
    read.paths = if given.is_empty() {
        ".".to_owned()
    } else {
        given.join(" ")
    };
    read.target = args.to.clone();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_styles_are_obeyed() {
        for (text, expected) in [
            ("plain\n\ttext ü", "plain\n\ttext ü"),
            ("\u{1b}[1;31mred\u{1b}[0m", "\u{1b}[1;31mred\u{1b}[0m"),
            ("a\u{1b}]0;title\u{7}b", "a]0;titleb"),
            ("a\u{1b}]", "a]"),
            ("a\u{1b}[2Jb\rc\u{9b}1m", "a[2Jbc1m"),
            ("a\u{202e}b\u{2066}c", "abc"),
        ] {
            assert_eq!(tame(text), expected, "{text:?}");
        }
    }

    #[test]
    fn paths_are_words_of_a_shell() {
        for (text, expected) in [
            ("examples/a-1.yaml", "examples/a-1.yaml"),
            ("a b; touch x", "'a b; touch x'"),
            ("it's", "'it'\\''s'"),
            ("a\nb", "'ab'"),
            ("", "''"),
        ] {
            assert_eq!(shell_word(text), expected);
        }
    }
}
