//! What a folder says, file by file: what is named in it, and of how many things which number. What is missing
//! follows, the fact that decides most first.

use crate::questions::questions;
use crate::style::{self, paint};
use crate::text::wrap;
use crate::{Look, Report};
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_rules::words;
use fiasco_source::{FileId, Span};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Files of one kind that are listed.
const FILES_SHOWN: usize = 6;
/// Missing facts that are listed.
const MISSING_SHOWN: usize = 5;

/// Files of one kind.
pub struct Kind {
    /// What such a file is called.
    pub word: &'static str,
    /// The files, in order.
    pub files: Vec<FileId>,
}

/// Renders what was found and what is missing.
#[must_use]
pub fn render(report: &Report<'_>, kinds: &[Kind], look: Look) -> String {
    let mut out = String::new();
    heading(&mut out, "read");
    for kind in kinds {
        for file in kind.files.iter().take(FILES_SHOWN) {
            let says = contents(report, *file);
            put(
                &mut out,
                look,
                &format!("{}: {}: {says}", report.files.path(*file), kind.word),
            );
        }
        if kind.files.len() > FILES_SHOWN {
            let more = format!("+{} more: {}", kind.files.len() - FILES_SHOWN, kind.word);
            put(&mut out, look, &more);
        }
    }
    if !report.read.not_read.is_empty() {
        heading(&mut out, "not read: another tool's or project's");
        put(
            &mut out,
            look,
            &words::list(report.read.not_read.iter().map(String::as_str)),
        );
    }
    let missing = questions(report);
    if !missing.is_empty() {
        heading(&mut out, "missing most");
    }
    for question in missing.iter().take(MISSING_SHOWN) {
        let of = words::list(question.of.iter().map(String::as_str));
        let checks = if question.checks == 1 {
            "1 check waits".to_owned()
        } else {
            format!("{} checks wait", question.checks)
        };
        put(
            &mut out,
            look,
            &format!("{} of {of}: {checks} for it", question.fact),
        );
    }
    if missing.len() > MISSING_SHOWN {
        put(
            &mut out,
            look,
            &format!("+{} more", missing.len() - MISSING_SHOWN),
        );
    }
    out
}

fn heading(out: &mut String, text: &str) {
    let _ = writeln!(out, "{}", paint(style::HEADING, text));
}

fn put(out: &mut String, look: Look, text: &str) {
    for (position, line) in wrap(text, look.width.saturating_sub(4)).iter().enumerate() {
        let indent = if position == 0 { "  " } else { "    " };
        let _ = writeln!(out, "{indent}{line}");
    }
}

/// What one file says: `5 services, 2 host ports; memory of 5`.
fn contents(report: &Report<'_>, file: FileId) -> String {
    let estate = report.estate;
    let here = |at: Option<Span>| at.is_some_and(|at| at.file == file);
    let count = |spans: &mut dyn Iterator<Item = Option<Span>>| spans.filter(|at| here(*at)).count();
    let rows = [
        ("device", count(&mut estate.devices.iter().map(|row| row.name.at))),
        (
            "network",
            count(&mut estate.networks.iter().map(|row| row.name.at)),
        ),
        ("link", count(&mut estate.links.iter().map(|row| Some(row.at)))),
        (
            "service",
            count(&mut estate.services.iter().map(|row| row.name.at)),
        ),
        ("call", count(&mut estate.calls.iter().map(|row| Some(row.at)))),
        (
            "host port",
            count(&mut estate.ports.iter().map(|row| Some(row.at))),
        ),
        (
            "arrival",
            count(&mut estate.traffic.iter().map(|row| Some(row.at))),
        ),
        ("pool", count(&mut estate.pools.iter().map(|row| row.name.at))),
    ];
    let rows = rows.into_iter().filter(|(_, count)| *count > 0);
    let rows: Vec<String> = rows
        .map(|(noun, count)| words::plural(i64::try_from(count).unwrap_or(i64::MAX), noun))
        .collect();
    let mut facts: BTreeMap<FactKind, usize> = BTreeMap::new();
    let all = estate.devices.iter().map(|row| &row.facts);
    let all = all.chain(estate.networks.iter().map(|row| &row.facts));
    let all = all.chain(estate.services.iter().map(|row| &row.facts));
    for fact in all.flat_map(Facts::iter).filter(|fact| here(fact.at)) {
        *facts.entry(fact.kind).or_insert(0) += 1;
    }
    let facts: Vec<String> = facts
        .iter()
        .map(|(kind, count)| format!("{} of {count}", kind.key()))
        .collect();
    let parts = [rows.join(", "), facts.join(", ")];
    let parts: Vec<&str> = parts
        .iter()
        .map(String::as_str)
        .filter(|part| !part.is_empty())
        .collect();
    if parts.is_empty() {
        "nothing that a check needs".to_owned()
    } else {
        parts.join("; ")
    }
}
