//! `kubectl top pods` and `kubectl top nodes`: tables for people, with a heading and columns of varying width.
//!
//! The columns are found by the heading: `NAMESPACE` with `-A`, `POD` and `NAME` (of a container) with
//! `--containers`, else `NAME`. A node's percentages are left alone: its capacity is in its manifest.

use super::notes::Notes;
use super::{add, row};
use crate::part::{Measured, UsageRow, measured};
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::quantity::{Measure, Rational, read};
use fiasco_source::{FileId, Files, Span};
use std::collections::HashMap;

/// Where the columns of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Columns {
    namespace: Option<usize>,
    name: usize,
    cpu: Option<usize>,
    memory: Option<usize>,
    /// Nodes, not pods.
    nodes: bool,
}

impl Columns {
    /// The columns that a line names, if it is a heading.
    fn of(line: &str) -> Option<Self> {
        let words: Vec<&str> = line.split_whitespace().collect();
        let column = |is: &dyn Fn(&str) -> bool| words.iter().position(|word| is(word));
        let cpu = column(&|word| word.starts_with("CPU("));
        let memory = column(&|word| word.starts_with("MEMORY("));
        let name = column(&|word| word == "POD").or_else(|| column(&|word| word == "NAME"))?;
        if cpu.is_none() && memory.is_none() {
            return None;
        }
        Some(Self {
            namespace: column(&|word| word == "NAMESPACE"),
            name,
            cpu,
            memory,
            nodes: words
                .iter()
                .any(|word| matches!(*word, "CPU%" | "MEMORY%" | "CPU(%)" | "MEMORY(%)")),
        })
    }
}

/// Whether the beginning of a text is such a table.
pub(super) fn recognizes(head: &str) -> bool {
    head.lines()
        .next()
        .is_some_and(|line| Columns::of(line).is_some())
}

/// Reads all tables of a file; one that follows another begins with a heading of its own.
pub(super) fn import(files: &Files, id: FileId, usage: &mut Vec<UsageRow>, notes: &mut Notes) {
    let mut columns = None;
    let mut rows: Vec<UsageRow> = Vec::new();
    // Containers of one pod stand on lines of their own.
    let mut known: HashMap<Measured, usize> = HashMap::new();
    let text = files.text(id);
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let at = start;
        start += line.len();
        if let Some(heading) = Columns::of(line) {
            columns = Some(heading);
            // A second table is a second measurement.
            usage.append(&mut rows);
            known.clear();
            continue;
        }
        if line.trim().is_empty() {
            continue;
        }
        let words = words(line, at, id);
        let read = columns.map(|columns| (columns, measure(&words, columns)));
        match read {
            Some((columns, Some((of, facts)))) if !facts.is_empty() => {
                let at = words
                    .get(columns.name)
                    .map_or_else(|| line_span(line, at, id), |(_, at)| *at);
                match known.get(&of).and_then(|position| rows.get_mut(*position)) {
                    Some(known) => facts.into_iter().for_each(|fact| add(known, fact)),
                    None => {
                        known.insert(of.clone(), rows.len());
                        rows.push(row(of, at, facts));
                    }
                }
            }
            // `<unknown>`: the node or pod did not answer.
            Some((_, Some(_))) => {}
            _ => notes.left_out(
                line_span(line, at, id),
                "line",
                "expected a line of kubectl top: a name, CPU such as 12m, memory such as 34Mi".to_owned(),
                "write it with kubectl top pods -A",
            ),
        }
    }
    usage.append(&mut rows);
}

/// The words of a line, each with its place.
fn words(line: &str, start: usize, id: FileId) -> Vec<(&str, Span)> {
    let words = line.split_whitespace().map(|word| {
        // Words are parts of the line, so their distance from its start is their offset.
        let offset = start + (word.as_ptr() as usize - line.as_ptr() as usize);
        (word, span(offset, word.len(), id))
    });
    words.collect()
}

fn line_span(line: &str, start: usize, id: FileId) -> Span {
    let indent = line.len() - line.trim_start().len();
    span(start + indent, line.trim().len(), id)
}

fn span(start: usize, length: usize, id: FileId) -> Span {
    let at = |offset| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(id, at(start), at(start + length))
}

/// What one line says; `None` where it is no such line.
fn measure(words: &[(&str, Span)], columns: Columns) -> Option<(Measured, Vec<RawFact>)> {
    let word = |column: usize| words.get(column).copied();
    let (name, _) = word(columns.name)?;
    let mut facts = Vec::new();
    for (column, kind, dimension) in [
        (columns.cpu, FactKind::Busy, Measure::Cores),
        (columns.memory, FactKind::MemoryUsed, Measure::Data),
    ] {
        let Some(column) = column else { continue };
        let (text, at) = word(column)?;
        if text == "<unknown>" {
            continue;
        }
        facts.push(measured(kind, amount(text, dimension)?, at));
    }
    let of = if columns.nodes {
        Measured::Device(name.to_owned())
    } else {
        let namespace = columns.namespace.and_then(word).map(|(text, _)| text.to_owned());
        Measured::Pod {
            namespace,
            pod: name.to_owned(),
        }
    };
    Some((of, facts))
}

/// `12m` cores, `34Mi`, or a bare number of either.
fn amount(text: &str, dimension: Measure) -> Option<Rational> {
    let text = match dimension {
        Measure::Data if text.ends_with('i') => format!("{text}B"),
        Measure::Data if text.bytes().all(|byte| byte.is_ascii_digit()) => format!("{text} B"),
        _ => text.to_owned(),
    };
    let reading = read(&text, dimension).ok()?;
    (reading.lo == reading.hi && !reading.lo.is_negative()).then_some(reading.lo)
}
