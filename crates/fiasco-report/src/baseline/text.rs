//! A ladder held against a baseline, as text: what is new or earlier, a line each; what is gone; the count.

use super::Status;
use crate::gate::{Gate, fails_for};
use crate::{Report, concise};
use std::fmt::Write as _;

/// Renders it; the last line says whether it fails.
#[must_use]
pub fn render(report: &Report<'_>, gate: Gate) -> String {
    let Some(compared) = report.baseline else {
        return String::new();
    };
    let mut out = String::new();
    let ladder = report.ladder;
    let mut fails = false;
    for finding in ladder.breaks.iter().chain(&ladder.unknown) {
        let status = compared.status(finding);
        if !matches!(status, Some(Status::New | Status::Earlier(_))) {
            continue;
        }
        let failing = fails_for(report, finding, gate);
        fails |= failing;
        let harmless = if failing { "" } else { " (fails nothing)" };
        let _ = writeln!(out, "{}{harmless}", concise::line(report, finding));
    }
    for key in &compared.gone {
        let _ = writeln!(out, "gone: {} ({}): rewrite the baseline", key.rule, key.subject);
    }
    let word = if fails { "FAILS" } else { "HOLDS" };
    let _ = writeln!(out, "{word}: {}", counted(report).unwrap_or_default());
    out
}

/// `2 known, 1 new, 1 earlier, 1 gone`; `None` without a baseline.
pub(crate) fn counted(report: &Report<'_>) -> Option<String> {
    let compared = report.baseline?;
    let (known, new, earlier) = compared.counts();
    let mut text = format!("{known} known, {new} new, {earlier} earlier");
    if !compared.gone.is_empty() {
        let _ = write!(text, ", {} gone", compared.gone.len());
    }
    Some(text)
}
