//! Annotations for a pull request, as workflow commands: `::error file=…,line=…::message`. A workflow that
//! prints them shows each beside its line. Only ten of each kind are shown there, so more are counted, not
//! printed.

use crate::Report;
use crate::gate::{Gate, Level, told};
use crate::text::one_line;
use crate::wording;
use fiasco_scale::Finding;
use std::fmt::Write as _;

/// How many annotations of one kind a step may show.
pub const MAX_OF_A_KIND: usize = 10;

/// Renders a report; the verdict is the last line, as plain text.
#[must_use]
pub fn render(report: &Report<'_>, gate: Gate) -> String {
    let told = told(report, gate);
    let mut out = String::new();
    let mut left_out = 0;
    for (level, command) in [
        (Level::Error, "error"),
        (Level::Warning, "warning"),
        (Level::Note, "notice"),
    ] {
        let of_kind: Vec<&Finding> = told
            .iter()
            .filter(|(_, other)| *other == level)
            .map(|(finding, _)| *finding)
            .collect();
        let shown = shown(of_kind.len(), left_out, level);
        left_out += of_kind.len() - shown;
        for finding in of_kind.into_iter().take(shown) {
            let _ = writeln!(out, "{}", annotation(report, finding, command));
        }
    }
    if left_out > 0 {
        let text = format!("{left_out} more findings are not shown here: a step shows ten of a kind");
        let _ = writeln!(out, "::notice title=fiasco::{}", message(&text));
    }
    let verdict = format!(
        "{}: {}",
        wording::outcome(report.ladder.outcome),
        wording::verdict(report)
    );
    let _ = writeln!(out, "{}", one_line(&verdict));
    out
}

/// How many of a kind are shown: the last notice is kept for the count of the others, where there are any.
fn shown(count: usize, left_out: usize, level: Level) -> usize {
    let counts = level == Level::Note && (left_out > 0 || count > MAX_OF_A_KIND);
    count.min(MAX_OF_A_KIND - usize::from(counts))
}

fn annotation(report: &Report<'_>, finding: &Finding, command: &str) -> String {
    let meta = finding.meta();
    let mut properties = Vec::new();
    let cite = finding.story.as_ref().and_then(|story| story.cites.first());
    if let Some(cite) = cite {
        let (start, end) = report.files.extent(cite.at);
        properties.push(("file", start.path));
        properties.push(("line", start.line.to_string()));
        properties.push(("endLine", end.line.to_string()));
        // A column is understood only within one line.
        if start.line == end.line {
            properties.push(("col", start.column.to_string()));
            properties.push(("endColumn", end.column.to_string()));
        }
    }
    properties.push(("title", format!("{} {}", meta.code, meta.name)));
    let properties: Vec<String> = properties
        .iter()
        .map(|(key, value)| format!("{key}={}", property(value)))
        .collect();
    let text = format!("{} [{}]", wording::sentence(report, finding), meta.effect.word());
    format!("::{command} {}::{}", properties.join(","), message(&text))
}

/// A text as the message of a command.
fn message(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text as a property of a command, where two more characters have a meaning.
fn property(text: &str) -> String {
    message(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_a_meaning_is_escaped() {
        assert_eq!(
            message("100 % of a:b,c\r\n::error::x"),
            "100 %25 of a:b,c%0D%0A::error::x"
        );
        assert_eq!(property("a:b,c%3A\n"), "a%3Ab%2Cc%253A%0A");
    }

    #[test]
    fn the_last_notice_is_kept_for_the_count() {
        for (count, left_out, level, expected) in [
            (3, 0, Level::Error, 3),
            (11, 0, Level::Error, 10),
            (10, 0, Level::Note, 10),
            (10, 1, Level::Note, 9),
            (11, 0, Level::Note, 9),
        ] {
            assert_eq!(
                shown(count, left_out, level),
                expected,
                "{count} {left_out} {level:?}"
            );
        }
    }
}
