//! The ladder as text for a person: the verdict first and last, one entry per rule and wall, what would decide
//! what is open; quiet unless asked for more.

use crate::alike::{Alike, alike};
use crate::excerpt;
use crate::gate::{self, Gate};
use crate::next;
use crate::questions::questions;
use crate::style::{self, paint};
use crate::text::{width_of, wrap};
use crate::wording::{self, Section};
use crate::{Look, Report};
use crate::{allow, baseline};
use fiasco_estate::quantity::Rational;
use fiasco_rules::{Class, Meta, words};
use fiasco_scale::{Corner, Finding, Outcome, growth};
use fiasco_source::{Files, Place};
use std::fmt::Write as _;

/// Entries shown beyond the target unless everything is.
const BEYOND_SHOWN: usize = 2;
/// Lines that all walls together may take unless everything is shown.
const WALL_LINES: usize = 14;
/// Lines that walls may take where not all of them are told in full.
const SHORT_LINES: usize = 22;
/// Open questions shown unless everything is.
const QUESTIONS_SHOWN: usize = 3;
/// Wrong suppressions shown unless everything is.
const REMARKS_SHOWN: usize = 3;
/// Points of the curve of problems.
const CURVE_POINTS: i64 = 24;

/// Renders a report.
#[must_use]
pub fn render(report: &Report<'_>, look: Look) -> String {
    let mut page = Page {
        report,
        look,
        out: String::new(),
        lines_left: WALL_LINES,
        left_out: 0,
    };
    page.head();
    page.walls();
    page.corners();
    page.questions();
    page.not_looked_at();
    if look.verbose {
        page.headroom();
        page.notes();
        page.allowed();
        page.unmatched();
    }
    page.foot();
    page.out
}

struct Page<'a> {
    report: &'a Report<'a>,
    look: Look,
    out: String,
    lines_left: usize,
    left_out: usize,
}

impl<'a> Page<'a> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn label(&mut self, label: &str, text: &str) {
        let indent = 9;
        let mut first = true;
        for line in wrap(text, self.look.width.saturating_sub(indent)) {
            let head = if first {
                paint(style::DIM, &format!("{label:<8} "))
            } else {
                " ".repeat(indent)
            };
            self.line(&format!("{head}{line}"));
            first = false;
        }
    }

    fn head(&mut self) {
        let report = self.report;
        let target = if report.ladder.plan.asked {
            wording::target(report)
        } else {
            format!(
                "none given: how far {} can grow, every dimension together",
                report.estate.name
            )
        };
        self.label("target", &target);
        let summary = self.summary();
        self.label("read", &summary);
        self.verdict();
        self.remarks();
        if let Some(counts) = baseline::counted(self.report) {
            self.label("baseline", &counts);
        }
        if let Some(curve) = self.curve() {
            self.label("problems", &curve);
        }
        if report.ladder.rehearsed.cut {
            let text =
                "rehearsals ended with their budget, and intervals are as wide as they are: --rehearse full";
            self.label("limit", text);
        }
        if let Some(cut) = report.ladder.grown.cut {
            let births = words::plural(i64::try_from(growth::MAX_BIRTHS).unwrap_or(i64::MAX), "birth");
            let text = format!(
                "growth stops at {} of the way, with {births}: nothing is known beyond",
                wording::percent(cut)
            );
            self.label("limit", &text);
        }
    }

    fn summary(&self) -> String {
        let estate = self.report.estate;
        let read = &self.report.read.read;
        let files = match read.as_slice() {
            [one] => one.clone(),
            files => format!("{} files", files.len()),
        };
        let mut parts = vec![files];
        let services = estate.services.len();
        if estate.devices.iter().all(|device| device.assumed) {
            parts.push(words::plural(
                i64::try_from(services).unwrap_or(i64::MAX),
                "service",
            ));
            if !estate.devices.is_empty() {
                parts.push("one host assumed".to_owned());
            }
        } else {
            let entities = i64::try_from(estate.entities()).unwrap_or(i64::MAX);
            parts.push(if entities == 1 {
                "1 entity".to_owned()
            } else {
                format!("{entities} entities")
            });
        }
        let mut text = parts.join(", ");
        let unknown = self.report.not_understood().len();
        if unknown > 0 {
            let keys = if unknown == 1 {
                "1 key".to_owned()
            } else {
                format!("{unknown} keys")
            };
            let _ = write!(text, "; {keys} not understood (-v)");
        }
        match estate.unmatched.len() {
            0 => {}
            1 => text.push_str("; 1 measurement belongs to nothing here (-v)"),
            many => {
                let _ = write!(text, "; {many} measurements belong to nothing here (-v)");
            }
        }
        if let Some((count, folder)) = &self.report.read.device_types {
            let count = words::plural(i64::try_from(*count).unwrap_or(i64::MAX), "device type");
            let _ = write!(text, "; {count} in {folder}");
        }
        if !self.report.read.inactive.is_empty() {
            let _ = write!(text, "; {} behind profiles", self.report.read.inactive.len());
        }
        if !self.report.read.not_read.is_empty() {
            let _ = write!(
                text,
                "; not read: {}",
                words::list(self.report.read.not_read.iter().map(String::as_str))
            );
        }
        if let Some(day) = self.report.allowances.as_of {
            let _ = write!(text, "; as of {day}");
        }
        text
    }

    fn verdict(&mut self) {
        let outcome = self.report.ladder.outcome;
        let word = wording::outcome(outcome);
        let indent = word.len().max(7) + 2;
        let mut first = true;
        for line in wrap(
            &wording::verdict(self.report),
            self.look.width.saturating_sub(indent),
        ) {
            let head = if first {
                paint(style::outcome(outcome), &format!("{word:<7}  "))
            } else {
                " ".repeat(indent)
            };
            self.line(&format!("{head}{line}"));
            first = false;
        }
    }

    /// How many problems there are along the way, on one line.
    fn curve(&self) -> Option<String> {
        let ladder = self.report.ladder;
        let counts: Vec<usize> = (0..=CURVE_POINTS)
            .filter_map(|point| {
                let share = Rational::int(point).over(Rational::int(CURVE_POINTS)).ok()?;
                Some(ladder.problems_at(ladder.end.times(share).ok()?))
            })
            .collect();
        let (first, last) = (*counts.first()?, *counts.last()?);
        let most = counts.iter().copied().max().filter(|most| *most > 0)?;
        let end = match wording::common_factor(&ladder.plan) {
            Some(common) => fiasco_scale::factor_at(common, ladder.end)
                .map(wording::factor)
                .unwrap_or_default(),
            None => format!("{} of the way", wording::percent(ladder.end)),
        };
        if self.look.terminal {
            let steps: Vec<char> = "▁▂▃▄▅▆▇█".chars().collect();
            let bars: String = counts
                .iter()
                .filter_map(|count| steps.get((count * (steps.len() - 1)).div_ceil(most)))
                .collect();
            return Some(format!("{first} {bars} {last}  today to {end}"));
        }
        let target = if ladder.plan.asked && ladder.end >= Rational::ONE {
            format!("{} at the target, ", ladder.problems_at(Rational::ONE))
        } else {
            String::new()
        };
        Some(format!("{first} today, {target}{last} at {end}"))
    }

    fn walls(&mut self) {
        let report = self.report;
        let sections = [Section::Now, Section::Delivery, Section::Way, Section::Beyond].map(|section| {
            let shown = report.ladder.breaks.iter().filter(|finding| self.shows(finding));
            (section, alike(shown, report, section))
        });
        // Where not all can be told in full, each wall before the target has a line of its own all the same.
        let inside = |section| section != Section::Beyond || !report.ladder.plan.asked;
        let within = sections.iter().filter(|(section, _)| inside(*section));
        let mut entries = within.clone().flat_map(|(_, alike)| alike);
        let whole: usize = entries.clone().map(|entry| self.entry(entry).len()).sum();
        let mut left = entries.by_ref().count();
        let short = !self.look.verbose && whole > self.lines_left;
        if short {
            self.lines_left = SHORT_LINES;
        }
        for (section, alike) in &sections {
            let section = *section;
            if alike.is_empty() {
                continue;
            }
            let shown = if self.look.verbose || section != Section::Beyond || !report.ladder.plan.asked {
                alike.len()
            } else {
                BEYOND_SHOWN
            };
            let mut heading = false;
            for (position, entry) in alike.iter().enumerate() {
                let mut lines = self.entry(entry);
                if short && inside(section) {
                    left = left.saturating_sub(1);
                    lines = self.short(entry);
                    if lines.len() + left > self.lines_left {
                        lines = self.stated(entry, "");
                    }
                }
                if !self.look.verbose && (position >= shown || lines.len() > self.lines_left) {
                    self.left_out += 1 + entry.more.len();
                    continue;
                }
                if !heading {
                    self.line("");
                    self.line(&paint(style::HEADING, section.heading(&report.ladder.plan)));
                    heading = true;
                }
                self.lines_left = self.lines_left.saturating_sub(lines.len());
                for line in lines {
                    self.line(&line);
                }
                if self.look.verbose {
                    let excerpt = excerpt::of(report.files, entry.first, self.look);
                    self.out.push_str(&excerpt);
                }
            }
        }
        if self.left_out > 0 {
            let text = format!("        +{} more (-v shows all)", self.left_out);
            self.line(&paint(style::DIM, &text));
        }
    }

    /// A wall in two lines: what is told under it is left to `-v`.
    fn short(&self, entry: &Alike<'_>) -> Vec<String> {
        let width = self.look.width.saturating_sub(8);
        self.stated(entry, &clipped(&self.message(entry), width))
    }

    /// Keys not understood are counted in the summary, and listed below with `-v`.
    fn shows(&self, finding: &Finding) -> bool {
        finding.meta().code != "EST002"
    }

    /// Where a wall stands, whose it is, and a message.
    fn stated(&self, entry: &Alike<'_>, message: &str) -> Vec<String> {
        let report = self.report;
        let meta = entry.first.meta();
        let stand = wording::stand(&entry.wall, &report.ladder.plan);
        let cites = entry.first.story.as_ref().map(|story| &story.cites);
        let cite = cites.and_then(|cites| cites.first());
        let place = cite.map(|cite| report.files.place(cite.at));
        let more = match entry.more.len() {
            0 => String::new(),
            more => format!(" +{more}"),
        };
        let whole = place.as_ref().map_or_else(String::new, Place::to_string) + &more;
        let short = place.as_ref().map_or_else(Vec::new, |place| {
            let ends = shown_ends(report.files, &place.path);
            let ends = ends.map(|end| format!("…{end}:{}:{}{more}", place.line, place.column));
            ends.collect()
        });
        self.two_part(&stand, meta, &whole, &short, message)
    }

    fn entry(&self, entry: &Alike<'_>) -> Vec<String> {
        let report = self.report;
        let mut lines = self.stated(entry, &self.message(entry));
        for cause in &entry.first.causes {
            if let Some(cause) = report.ladder.attached.get(*cause) {
                let text = format!("{} {}", cause.meta().code, wording::sentence(report, cause));
                lines.extend(
                    wrap(&text, self.look.width.saturating_sub(10))
                        .into_iter()
                        .map(|line| paint(style::DIM, &format!("          {line}"))),
                );
            }
        }
        if self.look.verbose {
            for other in &entry.more {
                let place = other.story.as_ref().and_then(|story| story.cites.first());
                let place = place.map_or_else(String::new, |cite| report.files.place(cite.at).to_string());
                lines.push(format!(
                    "        {}  {}",
                    paint(style::PLACE, &place),
                    wording::sentence(report, other)
                ));
            }
        }
        lines
    }

    fn message(&self, entry: &Alike<'_>) -> String {
        let mut message = wording::sentence(self.report, entry.first);
        if entry.first.meta().family() == "EST" && !entry.more.is_empty() {
            // Each of these says something else: a name of it alone would say nothing.
            let _ = write!(message, "; and {} more (-v)", entry.more.len());
        } else if !entry.more.is_empty() {
            let subjects = entry
                .more
                .iter()
                .filter_map(|finding| Some(finding.story.as_ref()?.subject.as_str()));
            let _ = write!(message, "; so for {}", words::list(subjects));
        }
        if wording::passes(entry.first, &self.report.ladder.plan) {
            message.push_str("; at the target it holds again");
        }
        message
    }

    /// One line where it fits, else the message, if there is one, on lines of its own. Where the place is too long, the
    /// longest of its shorter forms that fits stands for it, out of its column if need be; where none does, it has a
    /// line to itself.
    fn two_part(
        &self,
        stand: &str,
        meta: &Meta,
        place: &str,
        shorter: &[String],
        message: &str,
    ) -> Vec<String> {
        let (code, width) = (meta.code, self.look.width);
        let style = style::effect(meta.effect);
        let word = paint(style, meta.effect.word());
        let painted = |name: &str, place: &str| {
            let place = paint(style::PLACE, place);
            format!("{stand:>6}  {} {name} {place}", paint(style, code))
        };
        let taken = |name: &str, place: &str| {
            let head = width_of(&format!("{stand:>6}  {code} {name} {place}"));
            head + meta.effect.word().len()
        };
        let columns = format!("{:<20}", meta.name);
        let whole = taken(&columns, place) + width_of(message) + 2;
        if !message.is_empty() && whole + 2 <= width {
            let gap = " ".repeat(width - whole);
            return vec![format!("{}  {message}{gap}{word}", painted(&columns, place))];
        }
        let names = [columns.as_str(), meta.name];
        let places = std::iter::once(place).chain(shorter.iter().map(String::as_str));
        let mut shown = names
            .into_iter()
            .flat_map(|name| places.clone().map(move |place| (name, place)));
        let shown = shown.find(|(name, place)| taken(name, place) < width);
        let (name, here) = shown.unwrap_or((meta.name, ""));
        let gap = " ".repeat(width.saturating_sub(taken(name, here)).max(1));
        let mut lines = vec![format!("{}{gap}{word}", painted(name, here))];
        if shown.is_none() {
            lines.push(format!("        {}", paint(style::PLACE, place)));
        }
        if !message.is_empty() {
            let message = wrap(message, width.saturating_sub(8));
            lines.extend(message.into_iter().map(|line| format!("        {line}")));
        }
        lines
    }

    fn corners(&mut self) {
        let report = self.report;
        for demand_first in [true, false] {
            let corners: Vec<&Corner> = report
                .ladder
                .corners
                .iter()
                .filter(|corner| corner.demand_first == demand_first)
                .collect();
            let Some(first) = corners.first() else { continue };
            let when = if demand_first {
                "if the servers come late"
            } else {
                "if the load comes late"
            };
            let drivers: Vec<fiasco_estate::Dimension> = fiasco_estate::Dimension::ALL
                .into_iter()
                .filter(|d| d.is_demand() == demand_first && first.rule.meta().trend(*d).is_some())
                .filter(|d| report.ladder.plan.moves(*d))
                .collect();
            let driver = wording::driver(report, &first.wall, &drivers);
            let more = if corners.len() > 1 {
                format!(" (+{} more)", corners.len() - 1)
            } else {
                String::new()
            };
            let text = format!(
                "{when}: {} {driver}: {}{more}",
                first.rule.meta().code,
                first.story.says
            );
            self.line("");
            for line in wrap(&text, self.look.width.saturating_sub(2)) {
                self.line(&format!("  {line}"));
            }
        }
    }

    fn questions(&mut self) {
        let questions = questions(self.report);
        if questions.is_empty() {
            return;
        }
        self.line("");
        self.line(&paint(style::HEADING, "decide next, most useful first"));
        let shown = if self.look.verbose {
            questions.len()
        } else {
            QUESTIONS_SHOWN
        };
        for question in questions.iter().take(shown) {
            let checks = if question.checks == 1 {
                "1 check".to_owned()
            } else {
                format!("{} checks", question.checks)
            };
            let mut text = format!(
                "{} of {} ({checks})",
                question.fact,
                words::list(question.of.iter().map(String::as_str))
            );
            if let Some(flips) = &question.flips {
                let _ = write!(text, ": {flips}");
            }
            let ask = format!("-> {}", question.ask);
            if text.len() + ask.len() + 4 <= self.look.width {
                self.line(&format!("  {text}  {}", paint(style::COMMAND, &ask)));
            } else {
                for line in wrap(&text, self.look.width.saturating_sub(2)) {
                    self.line(&format!("  {line}"));
                }
                for line in wrap(&ask, self.look.width.saturating_sub(5)) {
                    self.line(&format!("     {}", paint(style::COMMAND, &line)));
                }
            }
        }
        if questions.len() > shown {
            self.line(&paint(
                style::DIM,
                &format!("  +{} more (-v)", questions.len() - shown),
            ));
        }
    }

    fn not_looked_at(&mut self) {
        let areas = &self.report.estate.not_looked_at;
        if !areas.is_empty() {
            let text = format!("not looked at: {} (no rule reads them yet)", areas.join(", "));
            self.line("");
            for line in wrap(&text, self.look.width) {
                self.line(&paint(style::DIM, &line));
            }
        }
    }

    /// With everything shown: what cannot be decided, and what holds with how much room.
    fn headroom(&mut self) {
        let report = self.report;
        let unknown: Vec<String> = report
            .ladder
            .unknown
            .iter()
            .map(|finding| self.standing(finding))
            .collect();
        // A check of something that is not used at all says nothing.
        let used = report
            .ladder
            .holds
            .iter()
            .filter(|finding| !finding.verdict.limit.lo.is_zero());
        let holds: Vec<String> = used.map(|finding| self.standing(finding)).collect();
        let when = if report.ladder.plan.asked {
            "holds, at the target"
        } else {
            "holds, all along"
        };
        for (heading, lines) in [("cannot be decided", unknown), (when, holds)] {
            if !lines.is_empty() {
                self.line("");
                self.line(&paint(style::HEADING, heading));
                for line in lines {
                    self.line(&line);
                }
            }
        }
    }

    /// A check on one line, with its numbers.
    fn standing(&self, finding: &Finding) -> String {
        let meta = finding.meta();
        let used = words::bounds(finding.at_target.used, finding.measure);
        let limit = words::bounds(finding.at_target.limit, finding.measure);
        let share = finding
            .at_target
            .utilization()
            .map_or(String::new(), |u| format!(" ({})", wording::percent(u)));
        let subject = self
            .report
            .story(finding)
            .map(|story| story.subject)
            .unwrap_or_default();
        format!(
            "        {} {:<20} {subject}: {used} of {limit}{share}",
            meta.code, meta.name
        )
    }

    fn notes(&mut self) {
        let report = self.report;
        let unknown = report.not_understood();
        if unknown.is_empty() {
            return;
        }
        self.line("");
        self.line(&paint(style::HEADING, "not understood"));
        for note in unknown {
            let place = note
                .at
                .map_or_else(String::new, |at| report.files.place(at).to_string());
            let help = note
                .help
                .as_ref()
                .map_or_else(String::new, |help| format!("; {help}"));
            self.line(&format!(
                "        {}  {}{help}",
                paint(style::PLACE, &place),
                note.message
            ));
        }
    }

    /// What is wrong with suppressions, and how many do nothing.
    fn remarks(&mut self) {
        let (report, verbose) = (self.report, self.look.verbose);
        let allowances = report.allowances;
        let shown = if verbose { usize::MAX } else { REMARKS_SHOWN };
        let unused = allowances.unused.iter().filter(|_| verbose);
        let wrong = allowances.wrong.iter().take(shown);
        for remark in wrong.chain(unused) {
            let place = report.files.place(remark.at);
            self.label("allow", &format!("{place}: {}", remark.message));
        }
        let rest = allowances.wrong.len().saturating_sub(shown);
        if rest > 0 {
            self.label("allow", &format!("+{rest} more (-v)"));
        }
        if !verbose && !allowances.unused.is_empty() {
            let text = match allowances.unused.len() {
                1 => "1 suppression does nothing (-v)".to_owned(),
                count => format!("{count} suppressions do nothing (-v)"),
            };
            self.label("allow", &text);
        }
    }

    /// With everything shown: what is allowed, and why.
    fn allowed(&mut self) {
        let report = self.report;
        if report.ladder.allowed.is_empty() {
            return;
        }
        self.line("");
        self.line(&paint(style::HEADING, "allowed"));
        for allowed in &report.ladder.allowed {
            let Some(allow) = allow::of(report.estate, allowed) else {
                continue;
            };
            let finding = &allowed.finding;
            let place = finding.story.as_ref().and_then(|story| story.cites.first());
            let place = place.map_or_else(String::new, |cite| report.files.place(cite.at).to_string());
            self.line(&format!(
                "        {} {}  {}",
                finding.meta().code,
                paint(style::PLACE, &place),
                wording::sentence(report, finding)
            ));
            let why = format!("{} ({})", allow.reason, report.files.place(allow.at));
            for line in wrap(&why, self.look.width.saturating_sub(10)) {
                self.line(&paint(style::DIM, &format!("          {line}")));
            }
        }
    }

    fn unmatched(&mut self) {
        let report = self.report;
        if report.estate.unmatched.is_empty() {
            return;
        }
        self.line("");
        self.line(&paint(style::HEADING, "measured, and of nothing here"));
        for said in &report.estate.unmatched {
            let place = said
                .at
                .map_or_else(String::new, |at| report.files.place(at).to_string());
            self.line(&format!(
                "        {}  {}",
                paint(style::PLACE, &place),
                said.value
            ));
        }
    }

    /// What lets a build pass although something breaks: nothing where it fails.
    fn why_no_build_fails(&self) -> &'static str {
        let narrow = Gate::default();
        let fails = |gate| gate::fails(self.report, gate);
        if self.report.ladder.outcome != Outcome::NoGo || self.report.baseline.is_some() || fails(narrow) {
            ""
        } else if fails(Gate { now: true, ..narrow }) {
            "; fails a build only with --gate now"
        } else if fails(Gate {
            faults: true,
            ..narrow
        }) {
            "; fails a build only with --gate faults"
        } else {
            "; none fails a build"
        }
    }

    fn foot(&mut self) {
        let ladder = self.report.ladder;
        self.line("");
        let within = ladder.within().count();
        let walls = ladder
            .breaks
            .iter()
            .filter(|finding| finding.meta().class != Class::Smell)
            .count();
        let text = match ladder.outcome {
            Outcome::NoGo if ladder.plan.asked => {
                format!(
                    "{within} of {walls} {} before the target",
                    if walls == 1 { "wall lies" } else { "walls lie" }
                )
            }
            // What reading brought up is no check.
            Outcome::NoGo if within > ladder.checks() => {
                format!(
                    "{within} {} now",
                    if within == 1 {
                        "problem stands"
                    } else {
                        "problems stand"
                    }
                )
            }
            Outcome::NoGo => format!("{within} of {} checks break now", ladder.checks()),
            Outcome::Undecided if ladder.judges_nothing() => "nothing to judge yet".to_owned(),
            Outcome::Undecided
                if ladder.undecided().next().is_none() && ladder.presumed().next().is_some() =>
            {
                "what a rehearsal shows rests on assumptions: state them, and it is decided".to_owned()
            }
            Outcome::Undecided => {
                format!(
                    "{} of {} checks wait for facts",
                    ladder.undecided().count(),
                    ladder.checks()
                )
            }
            Outcome::Go => wording::checks_hold(ladder.checks()),
        };
        let text = text + self.why_no_build_fails();
        let next = next::command(self.report);
        let word = wording::outcome(ladder.outcome);
        let head = paint(style::outcome(ladder.outcome), &format!("{word:<7}  "));
        let next_painted = paint(style::COMMAND, &next);
        if word.len().max(7) + 2 + width_of(&text) + width_of(&next) + 9 <= self.look.width {
            self.line(&format!("{head}{text}.  Next: {next_painted}"));
        } else {
            self.line(&format!("{head}{text}.  Next:"));
            self.line(&format!("         {next_painted}"));
        }
    }
}

/// The ends of a path from one of its folders on, the longest first, by which a person finds the file all the same: no
/// other one that was read ends so.
fn shown_ends<'p>(files: &'p Files, path: &'p str) -> impl Iterator<Item = &'p str> {
    let ends = path.match_indices('/').skip(usize::from(path.starts_with('/')));
    ends.filter_map(|(at, _)| path.get(at..)).filter(move |end| {
        let others = files.iter().filter(|(_, other, _)| *other != path);
        others
            .into_iter()
            .all(|(_, other, _)| !format!("/{other}").ends_with(end))
    })
}

/// A text in one line of so many columns.
fn clipped(text: &str, columns: usize) -> String {
    if width_of(text) <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    for word in text.split(' ') {
        if width_of(&short) + width_of(word) + 2 > columns {
            break;
        }
        if !short.is_empty() {
            short.push(' ');
        }
        short.push_str(word);
    }
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(read: &[&str], path: &str) -> Vec<String> {
        let mut files = Files::new();
        for path in read {
            files.add(*path, Vec::new()).expect("a file");
        }
        shown_ends(&files, path).map(str::to_owned).collect()
    }

    #[test]
    fn a_path_is_cut_where_no_other_file_ends_so() {
        let one = ["/srv/shop/web/compose.yaml", "/srv/shop/db.yaml"];
        assert_eq!(
            ends(&one, one[0]),
            ["/shop/web/compose.yaml", "/web/compose.yaml", "/compose.yaml"]
        );
        let two = ["a/web/compose.yaml", "b/web/compose.yaml", "compose.yaml"];
        assert!(ends(&two, two[0]).is_empty());
        assert_eq!(
            ends(
                &["shop/web/compose.yaml", "compose.yaml"],
                "shop/web/compose.yaml"
            ),
            ["/web/compose.yaml"]
        );
        assert!(ends(&["compose.yaml"], "compose.yaml").is_empty());
    }
}
