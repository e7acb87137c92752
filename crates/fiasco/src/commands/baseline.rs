//! `fiasco baseline`: what is known already, written to a file and held against a later run.

use super::{Built, Failure, build_rehearsed, print, warn, wider};
use crate::cli::{BaselineAction, BaselineArgs, BaselineCheck, BaselineWrite};
use crate::exit;
use fiasco_report::baseline::{self, Baseline};
use fiasco_report::gate;
use fiasco_source::Files;
use std::collections::BTreeSet;
use std::path::Path;

/// Runs it; the exit code of a check is the gate's.
///
/// # Errors
/// What is wrong with the input, the target or the file.
pub fn run(args: &BaselineArgs) -> Result<u8, Failure> {
    match &args.action {
        BaselineAction::Write(args) => write(args),
        BaselineAction::Check(args) => check(args),
    }
}

fn write(args: &BaselineWrite) -> Result<u8, Failure> {
    let built = build_rehearsed(&args.paths, &args.read)?;
    let name = args.file.display();
    let mut entries = if args.file.exists() {
        read(&args.file)?
    } else {
        Baseline::new()
    };
    // Of this target only what is there now; what the file knows of other targets stays.
    entries.retain(|key, _| key.target != built.target);
    let now = baseline::of(&built.ladder, &built.target);
    let count = now.len();
    entries.extend(now);
    std::fs::write(&args.file, baseline::write(&entries))
        .map_err(|error| format!("failed to write {name}: {error}"))?;
    print(&format!(
        "{name}: {count} known for the target {}\n",
        built.target
    ))?;
    Ok(exit::OK)
}

fn check(args: &BaselineCheck) -> Result<u8, Failure> {
    let mut built = build_rehearsed(&args.paths, &args.read)?;
    compare(&mut built, &args.file)?;
    let report = built.report();
    let gate = wider(&args.gate);
    print(&baseline::render(&report, gate))?;
    let fails = gate::fails(&report, gate);
    Ok(if fails { exit::GATE } else { exit::OK })
}

/// Holds a ladder against a file.
///
/// # Errors
/// What is wrong with the file.
pub fn compare(built: &mut Built, file: &Path) -> Result<(), Failure> {
    let known = read(file)?;
    let targets: BTreeSet<&str> = known.keys().map(|key| key.target.as_str()).collect();
    if !targets.is_empty() && !targets.contains(built.target.as_str()) {
        let targets: Vec<&str> = targets.into_iter().collect();
        warn(&format!(
            "{} holds nothing for the target {}, only for {}: everything counts as new",
            file.display(),
            built.target,
            targets.join("; ")
        ));
    }
    built.baseline = Some(baseline::compare(&built.ladder, &built.target, &known));
    Ok(())
}

fn read(path: &Path) -> Result<Baseline, Failure> {
    let name = path.display().to_string();
    let bytes = std::fs::read(path).map_err(|error| {
        format!("failed to read the baseline {name}: {error}; `fiasco baseline write` writes one")
    })?;
    let mut files = Files::new();
    let id = files.add(name, bytes).map_err(|problem| problem.to_string())?;
    Ok(baseline::read(&files, id)?)
}
