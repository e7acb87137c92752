//! `docker stats --no-stream --format json`: one object a line, or the list that `docker compose stats` prints.
//!
//! `CPUPerc` is percent of one core, so `387.50%` is 3.875 cores. The right side of `MemUsage` is the
//! container's limit, or, where there is none, the memory of the host: the largest that several containers
//! share is taken for the host's, where nobody states it, and only *inferred*.

use super::notes::Notes;
use super::{number, row};
use crate::part::{Measured, UsageRow, measured};
use fiasco_estate::Confidence;
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::quantity::{Rational, read_docker_bytes};
use fiasco_source::{Kind, Node, Span, Tree};
use std::collections::BTreeMap;

/// What a container is told by, where it has none of the keys that name it.
const UNNAMED: &str = "a container without a name";

/// Keys that say nothing a rule reads.
const IRRELEVANT: &[&str] = &["BlockIO", "NetIO", "PIDs", "MemPerc", "ID", "Service", "Project"];

/// Whether the beginning of a text is such a list.
pub(super) fn recognizes(head: &str) -> bool {
    head.contains("\"CPUPerc\"") && (head.contains("\"MemUsage\"") || head.contains("\"Name\""))
}

/// Reads all containers.
pub(super) fn import(tree: &Tree<'_>, usage: &mut Vec<UsageRow>, notes: &mut Notes) {
    let mut limits: BTreeMap<Rational, (usize, Span)> = BTreeMap::new();
    for document in tree.documents() {
        match document.kind() {
            Kind::List => document
                .items()
                .for_each(|item| container(item, usage, &mut limits, notes)),
            _ => container(document, usage, &mut limits, notes),
        }
    }
    if let Some((size, (count, at))) = limits.into_iter().next_back()
        && count > 1
    {
        let host = RawFact {
            confidence: Confidence::Inferred,
            ..measured(FactKind::Memory, size, at)
        };
        usage.push(row(Measured::Host, at, [host]));
    }
}

fn container(
    node: Node<'_, '_>,
    usage: &mut Vec<UsageRow>,
    limits: &mut BTreeMap<Rational, (usize, Span)>,
    notes: &mut Notes,
) {
    if node.kind() != Kind::Map {
        notes.left_out(
            node.span(),
            "object",
            "expected a container as an object with `Name`, `CPUPerc` and `MemUsage`".to_owned(),
            "write it with docker stats --no-stream --format json",
        );
        return;
    }
    node.irrelevant(IRRELEVANT);
    let text = |key| node.get(key).and_then(Node::text).map(str::trim);
    // A stopped container is listed by its id, with dashes for a name.
    let name = [text("Name"), text("Container")]
        .into_iter()
        .flatten()
        .find(|name| !name.is_empty() && *name != "--");
    let name = name.map(|name| name.trim_start_matches('/'));
    let mut facts = Vec::new();
    facts.extend(busy(node, name, notes));
    if let Some(memory) = node.get("MemUsage") {
        facts.extend(memory_used(memory, name, limits, notes));
    }
    match name {
        Some(name) if !facts.is_empty() => {
            usage.push(row(Measured::Container(name.to_owned()), node.span(), facts));
        }
        None if !facts.is_empty() => notes.left_out(
            node.span(),
            "name",
            "a container has no `Name`: nobody can say which service it is".to_owned(),
            "write it with docker stats --no-stream --format json",
        ),
        _ => {}
    }
}

/// `CPUPerc`; nothing for a container that is stopped.
fn busy(node: Node<'_, '_>, name: Option<&str>, notes: &mut Notes) -> Option<RawFact> {
    let value = node.get("CPUPerc")?;
    let text = value.text().unwrap_or_default().trim();
    let memory = node.peek("MemUsage").and_then(Node::text).unwrap_or_default();
    if text == "--" || is_stopped(memory) {
        return None;
    }
    match number::cores_of_percent(text) {
        Ok(cores) => Some(measured(FactKind::Busy, cores, value.span())),
        Err(odd) => {
            let name = name.unwrap_or(UNNAMED);
            notes.left_out(
                value.span(),
                "cpu",
                format!("the CPU of {name} is {}: it is left out", odd.what()),
                "a percentage of one core is expected, such as \"12.34%\"",
            );
            None
        }
    }
}

/// No memory at all, or dashes: the container does not run.
fn is_stopped(memory: &str) -> bool {
    let (used, limit) = memory.split_once('/').unwrap_or((memory, ""));
    (used.trim(), limit.trim()) == ("0B", "0B") || used.trim() == "--"
}

/// `12.3MiB / 15.6GiB`: what is used; what it is used of is remembered.
fn memory_used(
    value: Node<'_, '_>,
    name: Option<&str>,
    limits: &mut BTreeMap<Rational, (usize, Span)>,
    notes: &mut Notes,
) -> Option<RawFact> {
    let text = value.text().unwrap_or_default();
    if is_stopped(text) {
        return None;
    }
    let (used, limit) = text.split_once('/').unwrap_or((text, ""));
    if let Ok(limit) = read_docker_bytes(limit.trim())
        && !limit.value().is_zero()
        && !limit.value().is_negative()
    {
        limits.entry(limit.value()).or_insert((0, value.span())).0 += 1;
    }
    match read_docker_bytes(used.trim()) {
        Ok(bytes) if !bytes.value().is_negative() => {
            Some(measured(FactKind::MemoryUsed, bytes.value(), value.span()))
        }
        _ => {
            let name = name.unwrap_or(UNNAMED);
            notes.left_out(
                value.span(),
                "memory",
                format!("the memory of {name} is not written as a size: it is left out"),
                "a size and a limit are expected, such as \"12.3MiB / 15.6GiB\"",
            );
            None
        }
    }
}
