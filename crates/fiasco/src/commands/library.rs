//! `fiasco library check`: what in a folder of device types cannot be true.

use super::{Failure, print};
use crate::cli::library::{LibraryAction, LibraryArgs, LibraryCheck};
use crate::exit;
use crate::load::{Disk, library};
use fiasco_estate::quantity::Count;
use fiasco_import::library::{Class, Problem, Topic, check};
use fiasco_source::Files;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Runs it.
///
/// # Errors
/// That the folder cannot be listed or has no types.
pub fn run(args: &LibraryArgs) -> Result<u8, Failure> {
    let LibraryAction::Check(args) = &args.action;
    check_folder(args)
}

fn check_folder(args: &LibraryCheck) -> Result<u8, Failure> {
    let mut files = Files::new();
    let library::Read { library, refused } = library::read(&Disk, &args.folder, &mut files)?;
    let mut problems = refused;
    problems.extend(check(&library));
    let devices = library.count(Class::Device);
    let modules = library.count(Class::Module);
    let mut out = String::new();
    for problem in &problems {
        match problem.at {
            Some(at) => {
                let _ = writeln!(out, "{}: {}", files.place(at), problem.message);
            }
            None => {
                let _ = writeln!(out, "{}", problem.message);
            }
        }
    }
    if library.is_empty() {
        let found = out.lines().take(5).map(|line| format!("{line}\nerror: "));
        return Err(Failure::NothingToRead(format!(
            "{}no device types in {}: expected device-types/MAKER/MODEL.yaml below it, or MAKER/MODEL.yaml",
            found.collect::<String>(),
            args.folder.display()
        )));
    }
    let _ = writeln!(
        out,
        "{} and {}: {}",
        counted(devices, "device type", "device types"),
        counted(modules, "module type", "module types"),
        summary(&problems)
    );
    print(&out)?;
    Ok(if problems.is_empty() { exit::OK } else { exit::GATE })
}

/// How much of what is wrong.
fn summary(problems: &[Problem]) -> String {
    if problems.is_empty() {
        return "nothing wrong".to_owned();
    }
    let mut counts: BTreeMap<(Topic, Class), usize> = BTreeMap::new();
    for problem in problems {
        *counts.entry((problem.topic, problem.class)).or_default() += 1;
    }
    let of = |topic, class| counts.get(&(topic, class)).copied().unwrap_or_default();
    let parts = WORDS.iter().filter_map(|(topic, one, many)| {
        let (devices, modules) = (of(*topic, Class::Device), of(*topic, Class::Module));
        let all = devices + modules;
        let told = counted(all, one, many);
        match (devices, modules) {
            (0, 0) => None,
            (0, _) => Some(format!("{told} (modules)")),
            (_, 0) => Some(told),
            _ => Some(format!("{told} ({devices} of devices, {modules} of modules)")),
        }
    });
    parts.collect::<Vec<_>>().join(", ")
}

/// What is counted, as one and as many.
const WORDS: &[(Topic, &str, &str)] = &[
    (
        Topic::Overdrawn,
        "type that draws more than its inlet carries",
        "types that draw more than their inlets carry",
    ),
    (Topic::Weight, "weight that cannot be", "weights that cannot be"),
    (
        Topic::UnknownWord,
        "word that is not known",
        "words that are not known",
    ),
    (Topic::Missing, "missing key", "missing keys"),
    (
        Topic::NotUnderstood,
        "type with keys that mean nothing",
        "types with keys that mean nothing",
    ),
    (Topic::Unreadable, "value not readable", "values not readable"),
    (Topic::Twice, "type described twice", "types described twice"),
];

fn counted(count: usize, one: &str, many: &str) -> String {
    let figure = Count::int(i64::try_from(count).unwrap_or(i64::MAX));
    format!("{figure} {}", if count == 1 { one } else { many })
}
