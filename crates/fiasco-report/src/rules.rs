//! Rules as text and as JSON: their pages, and a list of them all.

use crate::style::{self, paint};
use fiasco_rules::{Meta, RULES};
use fiasco_source::nearest;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The rule of a code or name.
///
/// # Errors
/// The nearest code or name there is.
pub fn find(word: &str) -> Result<&'static Meta, String> {
    let mut all = RULES.iter().map(|rule| rule.meta());
    all.find(|meta| meta.code.eq_ignore_ascii_case(word) || meta.name.eq_ignore_ascii_case(word))
        .ok_or_else(|| {
            let words = RULES.iter().flat_map(|rule| [rule.meta().code, rule.meta().name]);
            let near = nearest(word, words).map_or(String::new(), |near| format!(": did you mean `{near}`?"));
            format!("there is no rule `{word}`{near}")
        })
}

/// One rule's page.
#[must_use]
pub fn page(meta: &Meta) -> String {
    let mut out = String::new();
    for line in meta.page().lines() {
        let painted = match line.strip_prefix('#') {
            Some(heading) => paint(style::HEADING, heading.trim_start_matches('#').trim()),
            None => line.to_owned(),
        };
        let _ = writeln!(out, "{painted}");
    }
    out
}

/// A line for each rule.
#[must_use]
pub fn list() -> String {
    let mut out = String::new();
    for rule in RULES {
        let meta = rule.meta();
        let page = meta.page();
        let summary: Vec<&str> = page
            .lines()
            .skip(1)
            .skip_while(|line| line.is_empty())
            .take_while(|line| !line.is_empty())
            .collect();
        let _ = writeln!(
            out,
            "{} {:<28} {}",
            paint(style::effect(meta.effect), meta.code),
            meta.name,
            summary.join(" ")
        );
    }
    out
}

/// Rules as JSON.
#[must_use]
pub fn json(metas: &[&Meta]) -> String {
    let rules: Vec<Value> = metas
        .iter()
        .map(|meta| {
            json!({
                "code": meta.code,
                "name": meta.name,
                "family": meta.family(),
                "class": meta.class.word(),
                "effect": meta.effect.word(),
                "since": meta.since,
                "fix": meta.fix,
                "undo": meta.undo,
                "page": meta.page(),
            })
        })
        .collect();
    let value = match rules.as_slice() {
        [one] => one.clone(),
        _ => Value::Array(rules),
    };
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}
