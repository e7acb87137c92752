//! How busy things are: `docker stats`, `kubectl top`, answers of Prometheus; one file a form.
//!
//! Each form gives rows of what was measured of whom, as the tool names it: a container, a pod, a service, a
//! node. Which service that is, is found out when the parts are joined. Everything here is of confidence
//! *measured*, and so counts more than what somebody wrote down.

mod notes;
mod number;
mod prometheus;
pub mod queries;
mod stats;
mod top;

#[cfg(test)]
mod tests;

pub use queries::queries;

use crate::Part;
use crate::part::{Measured, UsageRow};
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::Rational;
use fiasco_source::{FileId, Files, Span, Tree};
use notes::Notes;

/// How much of a text is looked at to tell what it is.
const LOOK: usize = 8 * 1024;

/// The forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Stats,
    Top,
    Prometheus,
}

/// Whether a text is a measurement in one of these forms.
#[must_use]
pub fn recognizes_text(text: &str) -> bool {
    form(text).is_some()
}

fn form(text: &str) -> Option<Form> {
    let mut end = text.len().min(LOOK);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let head = text.get(..end).unwrap_or_default().trim_start();
    if !head.starts_with(['{', '[']) {
        return top::recognizes(head).then_some(Form::Top);
    }
    if stats::recognizes(head) {
        Some(Form::Stats)
    } else {
        prometheus::recognizes(head).then_some(Form::Prometheus)
    }
}

/// Reads measurements, in order; where two say the same of one thing, joining takes the later.
#[must_use]
pub fn import(files: &Files, ids: &[FileId]) -> Part {
    let mut part = Part::default();
    for id in ids {
        let mut notes = Notes::default();
        match form(files.text(*id)) {
            Some(Form::Top) => top::import(files, *id, &mut part.usage, &mut notes),
            Some(Form::Prometheus) => {
                let tree = json(files, *id, &mut part);
                prometheus::import(&tree, &mut part.usage, &mut notes);
            }
            // What is named as a measurement and is none is read as the commonest, which says what is wrong.
            Some(Form::Stats) | None => {
                let tree = json(files, *id, &mut part);
                stats::import(&tree, &mut part.usage, &mut notes);
            }
        }
        part.notes.extend(notes.finish());
    }
    part
}

/// Reads JSON, one document or one a line.
fn json<'f>(files: &'f Files, id: FileId, part: &mut Part) -> Tree<'f> {
    let (tree, problems) = fiasco_source::json::read(files, id);
    part.notes.extend(crate::unreadable(problems));
    tree
}

/// A row with one or more facts.
fn row(of: Measured, at: Span, facts: impl IntoIterator<Item = RawFact>) -> UsageRow {
    let mut row = UsageRow {
        of,
        facts: Facts::default(),
        at,
    };
    for fact in facts {
        row.facts.set(fact);
    }
    row
}

/// Adds to what a row says of one kind; a sum that cannot be computed leaves the row as it was.
fn add(row: &mut UsageRow, fact: RawFact) {
    let known = row.facts.raw(fact.kind).map_or(Rational::ZERO, |known| known.lo);
    let at = row.facts.raw(fact.kind).map_or(fact.at, |known| known.at);
    if let Ok(sum) = known.plus(fact.lo) {
        row.facts.set(RawFact {
            lo: sum,
            hi: sum,
            at,
            ..fact
        });
    }
}

/// What a measurement of this kind is rounded to: bytes and connections are whole.
fn decimals(kind: FactKind) -> usize {
    match kind {
        FactKind::MemoryUsed | FactKind::Memory | FactKind::Connections => 0,
        _ => number::FINE,
    }
}
