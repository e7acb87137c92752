//! One line a finding, as compilers print them: `file:line:column: phase CODE name: message [effect]`.

use crate::Report;
use crate::wording::{self, Section};
use fiasco_scale::Finding;
use std::fmt::Write as _;

/// Renders what breaks, first wall first, then what is undecided; the verdict is the last line.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = String::new();
    for finding in &report.ladder.breaks {
        let _ = writeln!(out, "{}", line(report, finding));
    }
    for finding in report.ladder.undecided() {
        let _ = writeln!(out, "{}", line(report, finding));
    }
    for remark in &report.allowances.wrong {
        let _ = writeln!(
            out,
            "{}: allow: {}",
            report.files.place(remark.at),
            remark.message
        );
    }
    let _ = writeln!(
        out,
        "{}: {}",
        wording::outcome(report.ladder.outcome),
        wording::verdict(report)
    );
    out
}

/// One finding on one line.
#[must_use]
pub fn line(report: &Report<'_>, finding: &Finding) -> String {
    let meta = finding.meta();
    let story = finding.story.as_ref();
    let place = story.and_then(|story| story.cites.first());
    let place = place.map_or_else(String::new, |cite| format!("{}: ", report.files.place(cite.at)));
    let phase = match finding.wall {
        Some(_) if finding.state == fiasco_rules::State::Unknown => "unknown".to_owned(),
        Some(wall) => match wording::stand(&wall, &report.ladder.plan) {
            stand if stand.is_empty() => Section::of(&wall, &report.ladder.plan).word().to_owned(),
            stand => stand,
        },
        None => String::new(),
    };
    let message = wording::sentence(report, finding);
    format!(
        "{place}{phase} {} {}: {message} [{}]",
        meta.code,
        meta.name,
        meta.effect.word()
    )
}
