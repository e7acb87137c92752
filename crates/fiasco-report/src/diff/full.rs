//! The difference as text for a person.

use super::{Diff, Line};
use crate::Look;
use crate::style::{self, paint};
use crate::text::wrap;
use crate::wording;
use anstyle::{AnsiColor, Style};
use fiasco_scale::compare::Shift;

/// Columns of a line's label.
const LABEL: usize = 10;
/// Lines shown unless everything is.
const LINES_SHOWN: usize = 20;

/// Renders a difference; one that is none takes one line.
#[must_use]
pub fn render(diff: &Diff<'_>, look: Look) -> String {
    let mut out = String::new();
    for note in &diff.notes {
        put(&mut out, look, style::DIM, "note", note);
    }
    let equal = diff.comparison.is_equal();
    if !equal && diff.head.ladder.plan.asked {
        put(&mut out, look, style::DIM, "target", &wording::target(diff.head));
    }
    for line in wrap(&diff.sentence(), look.width) {
        out.push_str(&paint(style::HEADING, &line));
        out.push('\n');
    }
    let lines = diff.lines(look.verbose);
    let shown = if look.verbose { lines.len() } else { LINES_SHOWN };
    if !lines.is_empty() {
        out.push('\n');
    }
    for line in lines.iter().take(shown) {
        put(&mut out, look, color(line.shift), line.shift.word(), &text(line));
    }
    if lines.len() > shown {
        let more = format!("+{} (-v shows all)", lines.len() - shown);
        put(&mut out, look, style::DIM, "", &more);
    }
    let questions = diff.new_questions();
    if questions > 0 && !look.verbose {
        let checks = if questions == 1 {
            "1 new check waits for a fact (-v)".to_owned()
        } else {
            format!("{questions} new checks wait for facts (-v)")
        };
        put(&mut out, look, style::DIM, "open", &checks);
    }
    let gating = diff.comparison.changes.iter().filter(|change| diff.gates(change));
    let gating = gating.count();
    if gating > 0 {
        let text = match gating {
            1 => "1 of these changes stops a build (exit code 1)".to_owned(),
            count => format!("{count} of these changes stop a build (exit code 1)"),
        };
        out.push('\n');
        put(&mut out, look, color(Shift::Nearer), "gate", &text);
    }
    out
}

fn text(line: &Line) -> String {
    let place = if line.place.is_empty() {
        String::new()
    } else {
        format!(" ({})", line.place)
    };
    format!("{} {}: {}{place}", line.at, line.rule, line.text())
}

/// A label, and a text with a hanging indent.
fn put(out: &mut String, look: Look, style: Style, label: &str, text: &str) {
    for (position, line) in wrap(text, look.width.saturating_sub(LABEL)).iter().enumerate() {
        let head = if position == 0 {
            paint(style, &format!("{label:<LABEL$}"))
        } else {
            " ".repeat(LABEL)
        };
        out.push_str(&head);
        out.push_str(line);
        out.push('\n');
    }
}

/// What comes nearer is red, what goes is green, what is open is yellow.
fn color(shift: Shift) -> Style {
    match shift {
        Shift::Nearer | Shift::Appears => AnsiColor::Red.on_default(),
        Shift::Undecided => AnsiColor::Yellow.on_default(),
        Shift::Further | Shift::Gone | Shift::Decided => AnsiColor::Green.on_default(),
        Shift::Same => style::DIM,
    }
}
