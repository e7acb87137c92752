//! `fiasco diff`: how a change moves walls.

mod sides;

use super::{Built, Failure, look, print, resolve_target};
use crate::cli::diff::{DiffArgs, DiffFormat};
use crate::cli::{Gate, ReadArgs};
use crate::exit;
use crate::load::{self, Loaded, live};
use fiasco_estate::{Plan, Relations, Target};
use fiasco_import::join;
use fiasco_report::diff::{self, Diff};
use fiasco_report::{ReadSummary, gate};
use fiasco_scale::compare::compare;
use fiasco_scale::plan;
use fiasco_source::Files;
use sides::{Side, Sides};
use std::collections::BTreeMap;

/// Runs it; the exit code is the gate's, for what the change adds or brings nearer.
///
/// # Errors
/// What is wrong with the sides, their files, the target or the output.
pub fn run(args: &DiffArgs) -> Result<u8, Failure> {
    let Sides {
        base,
        head,
        mut notes,
    } = sides::of(args)?;
    let (before, after) = load_both(&base, &head, &args.read, &mut notes)?;
    let asked = args.read.to.as_deref().map(Target::read).transpose();
    let asked = asked.map_err(|error| error.to_string())?;
    let changed = !same_wishes(&before.estate.target, &after.estate.target);
    if asked.is_none() && changed && before.estate.entities() > 0 {
        notes.push("the target in the files changed: both sides are judged against the new one".to_owned());
    }
    let in_files = asked.is_none();
    let target = asked.unwrap_or_else(|| after.estate.target.clone());
    let before = Built::along(before, &args.read, |loaded, relations| {
        let plan = as_far_as_it_goes(&target, loaded, relations, &mut notes);
        Ok((plan, target.normal()))
    })?;
    let after = Built::along(after, &args.read, |loaded, relations| {
        let plan = resolve_target(&target, in_files, loaded, relations)?;
        Ok((plan, target.normal()))
    })?;
    let (base_report, head_report) = (before.report(), after.report());
    let wants = |wish| args.gate.contains(&wish);
    let diff = Diff {
        comparison: compare(base_report.judged(), head_report.judged()),
        base: &base_report,
        head: &head_report,
        base_name: base.name.clone(),
        head_name: head.name.clone(),
        base_commit: base.commit.clone(),
        head_commit: head.commit.clone(),
        gate: gate::Gate {
            // What stands now and did not before is the change's doing, whatever it is.
            now: true,
            faults: wants(Gate::Faults),
            unknown: wants(Gate::Unknown),
        },
        notes,
    };
    if !(args.only_if_changed && diff.comparison.is_equal()) {
        let look = look(args.verbose);
        print(&match args.output_format {
            DiffFormat::Full => diff::full(&diff, look),
            DiffFormat::Markdown => diff::markdown(&diff, look),
            DiffFormat::Json => diff::json(&diff),
        })?;
    }
    let fails = !args.exit_zero && diff.fails();
    Ok(if fails { exit::GATE } else { exit::OK })
}

/// Loads both sides; one of them may have nothing to read, which is then an estate of nothing.
fn load_both(
    base: &Side,
    head: &Side,
    args: &ReadArgs,
    notes: &mut Vec<String>,
) -> Result<(Loaded, Loaded), Failure> {
    // Asked once for both: what is measured twice differs, and that is no change of theirs.
    let args = &ReadArgs {
        answers: Some(live::ask(args)?),
        ..args.clone()
    };
    let before = load_side(base, args)?;
    let after = load_side(head, args)?;
    Ok(match (before, after) {
        (Some(before), Some(after)) => (before, after),
        (None, Some(after)) => {
            notes.push(format!("{} has nothing to read: everything is new", base.name));
            (nothing(), after)
        }
        (Some(before), None) => {
            notes.push(format!("{} has nothing to read: everything is gone", head.name));
            (before, nothing())
        }
        (None, None) => {
            let paths: Vec<String> = head.paths.iter().map(|path| path.display().to_string()).collect();
            return Err(Failure::Message(format!(
                "nothing to read in {} of {} or {}: name the folder as well",
                paths.join(" "),
                base.name,
                head.name
            )));
        }
    })
}

/// A side's files; `None` where there is nothing to read.
fn load_side(side: &Side, args: &ReadArgs) -> Result<Option<Loaded>, Failure> {
    let paths = side.present();
    if paths.is_empty() {
        return Ok(None);
    }
    let args = ReadArgs {
        env_files: args.env_files.iter().map(|path| side.prefix.join(path)).collect(),
        ..args.clone()
    };
    match load::load_from(&*side.world, &paths, &args) {
        Ok(loaded) => Ok(Some(loaded)),
        Err(Failure::NothingToRead(_)) => Ok(None),
        Err(Failure::Message(message)) => Err(Failure::Message(format!("{}: {message}", side.name))),
        Err(failure) => Err(failure),
    }
}

fn nothing() -> Loaded {
    Loaded {
        files: Files::new(),
        estate: join("nothing", Vec::new()),
        read: ReadSummary::default(),
        found: BTreeMap::new(),
    }
}

/// Whether two targets ask for the same, wherever that is written.
fn same_wishes(a: &Target, b: &Target) -> bool {
    let asks = |target: &Target| -> Vec<_> {
        let asks = target.asks.iter().cloned();
        asks.map(|ask| fiasco_estate::target::Ask { at: None, ..ask })
            .collect()
    };
    let adds =
        |target: &Target| -> Vec<String> { target.adds.iter().map(|(name, _)| name.clone()).collect() };
    asks(a) == asks(b) && adds(a) == adds(b)
}

/// The plan of what was there before: wishes that it could not have met, such as for a service that the change
/// brings, are left out and said.
fn as_far_as_it_goes(
    target: &Target,
    loaded: &Loaded,
    relations: &Relations,
    notes: &mut Vec<String>,
) -> Plan {
    let estate = &loaded.estate;
    if let Ok(plan) = plan::resolve(target, estate, relations) {
        return plan;
    }
    let mut whole = Plan {
        asked: true,
        ..Plan::default()
    };
    let one = |asks, adds| Target { asks, adds };
    let asks = target.asks.iter().map(|ask| one(vec![ask.clone()], Vec::new()));
    let adds = target.adds.iter().map(|add| one(Vec::new(), vec![add.clone()]));
    for wish in asks.chain(adds) {
        match plan::resolve(&wish, estate, relations) {
            Ok(plan) => {
                whole.axes.extend(plan.axes);
                whole.adds.extend(plan.adds);
            }
            Err(_) if estate.entities() == 0 => {}
            Err(error) => notes.push(format!("left out of the target before: {error}")),
        }
    }
    whole
}
