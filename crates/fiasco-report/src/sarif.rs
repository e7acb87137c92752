//! The findings as SARIF 2.1.0, for lists of alerts: a result with its lines, the chain of lines that lead to
//! it as a code flow, and a fingerprint by which the same finding is known again in the next run.
//!
//! Objects are made of what is there: nothing is written as an empty object or as null, which the schema of
//! SARIF would not have. Lines of files are not copied, so that no secret gets there.

mod parts;

use crate::Report;
use crate::gate::{Gate, Level, told};
use crate::text::one_line;
use crate::wording;
use fiasco_estate::Cite;
use fiasco_rules::{Class, Meta, Story};
use fiasco_scale::Finding;
use parts::{flow, level_word, location, message, rule};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// The most results that are written: a list of alerts shows no more.
pub const MAX_RESULTS: usize = 5000;
/// The most places of one result: more are not shown either.
const MAX_PLACES: usize = 100;

/// Renders a report; the same bytes for the same input.
#[must_use]
pub fn render(report: &Report<'_>, gate: Gate) -> String {
    let mut run = Run {
        report,
        rules: Vec::new(),
        seen: BTreeMap::new(),
        results: Vec::new(),
        left_out: 0,
    };
    for (finding, level) in told(report, gate) {
        run.result(finding, level);
    }
    let value = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run.finish()],
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// One run that is being written.
struct Run<'r, 'a> {
    report: &'r Report<'a>,
    /// Rules that have a result, in order of appearance.
    rules: Vec<&'static Meta>,
    /// How many results have each identity.
    seen: BTreeMap<(&'static str, String), u32>,
    results: Vec<Value>,
    left_out: usize,
}

impl Run<'_, '_> {
    fn result(&mut self, finding: &Finding, level: Level) {
        if self.results.len() >= MAX_RESULTS {
            self.left_out += 1;
            return;
        }
        let meta = finding.meta();
        let index = self.rule_index(meta);
        let story = finding.story.as_ref();
        let mut out = Map::new();
        let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
        put("ruleId", json!(meta.code));
        put("ruleIndex", json!(index));
        put("level", json!(level_word(level)));
        put("message", message(&text(self.report, finding)));
        let cites = story.map(|story| story.cites.as_slice()).unwrap_or_default();
        if let Some((first, others)) = cites.split_first() {
            put("locations", json!([location(self.report.files, first, false)]));
            let related: Vec<Value> = others
                .iter()
                .take(MAX_PLACES)
                .map(|cite| location(self.report.files, cite, true))
                .collect();
            if !related.is_empty() {
                put("relatedLocations", Value::Array(related));
            }
        }
        let chain = chain(self.report, finding, story);
        if chain.len() > 1 {
            put("codeFlows", flow(self.report.files, &chain));
        }
        let subject = story.map_or("", |story| story.subject.as_str());
        put("partialFingerprints", self.fingerprint(meta.code, subject));
        self.results.push(Value::Object(out));
    }

    fn rule_index(&mut self, meta: &'static Meta) -> usize {
        let known = self.rules.iter().position(|rule| rule.code == meta.code);
        known.unwrap_or_else(|| {
            self.rules.push(meta);
            self.rules.len() - 1
        })
    }

    /// Identity: the rule and the subject, whatever the target; and a number where several have the same.
    fn fingerprint(&mut self, code: &'static str, subject: &str) -> Value {
        let count = self.seen.entry((code, subject.to_owned())).or_insert(0);
        *count += 1;
        let hash = identity(code, subject);
        json!({"fiascoIdentity/v1": format!("{hash:016x}:{count}")})
    }

    fn finish(self) -> Value {
        let report = self.report;
        let rules: Vec<Value> = self.rules.iter().map(|meta| rule(meta)).collect();
        let verdict = format!(
            "{}: {}",
            wording::outcome(report.ladder.outcome),
            wording::verdict(report)
        );
        let mut notifications = vec![json!({
            "level": "note",
            "message": message(&verdict),
        })];
        if self.left_out > 0 {
            let text = format!(
                "{} more findings are not in this file, which holds {MAX_RESULTS}",
                self.left_out
            );
            notifications.push(json!({"level": "warning", "message": message(&text)}));
        }
        json!({
            "tool": {"driver": {
                "name": "fiasco",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notifications,
            }],
            "columnKind": "unicodeCodePoints",
            "results": self.results,
        })
    }
}

/// The sentence of a result, with the target that it was judged for and what removes it.
fn text(report: &Report<'_>, finding: &Finding) -> String {
    let meta = finding.meta();
    let sentence = one_line(&wording::sentence(report, finding));
    format!("{sentence} [{}]. To fix it: {}", meta.effect.word(), meta.fix)
}

/// The lines that lead to a finding: its own in order, then those of what goes with it.
fn chain<'s>(report: &'s Report<'_>, finding: &Finding, story: Option<&'s Story>) -> Vec<&'s Cite> {
    let causes = finding
        .causes
        .iter()
        .filter_map(|cause| report.ladder.attached.get(*cause)?.story.as_ref());
    story
        .into_iter()
        .chain(causes)
        .flat_map(|story| &story.cites)
        .take(MAX_PLACES)
        .collect()
}

/// A number that names a finding for good: FNV-1a, 64 bits, of the rule's code and the subject.
/// Source: G. Fowler, L. C. Noll, K.-P. Vo, D. Eastlake, *The FNV Non-Cryptographic Hash Algorithm*.
#[must_use]
pub fn identity(code: &str, subject: &str) -> u64 {
    let bytes = code.bytes().chain([0]).chain(subject.bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The level a rule has unless a result says otherwise.
fn default_level(meta: &Meta) -> Level {
    match meta.class {
        Class::Limit => Level::Error,
        Class::Fault => Level::Warning,
        Class::Smell => Level::Note,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_is_the_same_for_good() {
        // The published value of FNV-1a for nothing but a zero byte, and one of ours, written down once.
        assert_eq!(identity("", ""), 0xaf63_bd4c_8601_b7df);
        assert_eq!(identity("CAP002", "app -> db"), identity("CAP002", "app -> db"));
        assert_ne!(identity("CAP002", "app -> db"), identity("CAP00", "2app -> db"));
    }
}
