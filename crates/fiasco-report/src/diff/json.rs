//! The difference as JSON, schema `fiasco/diff/1` (`docs/schema/diff-1.schema.json`). Findings have the form
//! they have in the ladder.

use super::{Diff, stand};
use crate::Report;
use crate::json::{finding, target};
use fiasco_scale::Finding;
use fiasco_scale::compare::{Change, Shift};
use serde_json::{Value, json};

/// Renders a difference; the same bytes for the same input.
#[must_use]
pub fn render(diff: &Diff<'_>) -> String {
    let comparison = &diff.comparison;
    let moved = |change: &&Change<'_>| change.shift != Shift::Same;
    let changes: Vec<Value> = comparison
        .changes
        .iter()
        .filter(moved)
        .map(|one| change(diff, one))
        .collect();
    let first = |report: &Report<'_>, first: Option<&Finding>| {
        first.map(|first| json!({"at": stand(report, first), "rule": first.meta().code}))
    };
    let value = json!({
        "schema": "fiasco/diff/1",
        "base": side(&diff.base_name, diff.base_commit.as_deref(), diff.base),
        "head": side(&diff.head_name, diff.head_commit.as_deref(), diff.head),
        "equal": comparison.is_equal(),
        "fails": diff.fails(),
        "sentence": diff.sentence(),
        "notes": diff.notes,
        "first": {
            "shift": comparison.first.map(Shift::word),
            "base": first(diff.base, comparison.base_first),
            "head": first(diff.head, comparison.head_first),
        },
        "changes": changes,
        "same": comparison.changes.len() - changes.len(),
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

fn side(name: &str, commit: Option<&str>, report: &Report<'_>) -> Value {
    json!({
        "name": name,
        "commit": commit,
        "estate": report.estate.name,
        "files": report.read.read,
        "target": target(report),
    })
}

fn change(diff: &Diff<'_>, change: &Change<'_>) -> Value {
    let told = change.told();
    json!({
        "shift": change.shift.word(),
        "rule": told.map(|finding| finding.meta().code),
        "name": told.map(|finding| finding.meta().name),
        "gates": diff.gates(change),
        "base": change.base.map(|base| finding(diff.base, base)),
        "head": change.head.map(|head| finding(diff.head, head)),
    })
}
