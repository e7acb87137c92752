//! Which fact a check lost: one that a question asks for, and that the base stated.

use super::Diff;
use fiasco_estate::Estate;
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_rules::Story;
use std::collections::BTreeMap;

/// `pool of app`: what the base says and the head does not, of what a story misses.
pub(super) fn fact(diff: &Diff<'_>, story: &Story) -> Option<String> {
    let (before, after) = (rows(diff.base.estate), rows(diff.head.estate));
    for missing in &story.missing {
        for (name, facts) in &before {
            let asked = missing.of == *name || words(&missing.ask).any(|word| word == *name);
            let Some(left) = after.get(name).filter(|_| asked) else {
                continue;
            };
            let is_lost = |kind: &&FactKind| {
                facts.has(**kind) && !left.has(**kind) && missing.ask.contains(&format!("{}:", kind.key()))
            };
            if let Some(kind) = FactKind::ALL.iter().find(is_lost) {
                return Some(format!("{} of {name}", kind.key()));
            }
        }
    }
    None
}

/// Everything that has facts, by name; a service goes before a device of the same name.
fn rows(estate: &Estate) -> BTreeMap<&str, &Facts> {
    let devices = estate
        .devices
        .iter()
        .map(|row| (row.name.value.as_str(), &row.facts));
    let services = estate
        .services
        .iter()
        .map(|row| (row.name.value.as_str(), &row.facts));
    devices.chain(services).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c)))
}
