//! The difference as a comment for a pull request. Names come from files that anybody may have written: nothing
//! in them can end a cell, a line or the comment, nor notify anybody.

use super::{Diff, Line};
use crate::Look;
use crate::wording;
use std::fmt::Write as _;

/// The first line: a bot finds its own comment by it, and updates it.
pub const MARKER: &str = "<!-- fiasco diff -->";
/// Rows shown unless everything is.
const ROWS_SHOWN: usize = 20;
/// Rows of which even everything consists at most: a comment has a limit.
const MOST_ROWS: usize = 100;
/// Characters of one cell.
const CELL: usize = 400;

/// Renders a difference.
#[must_use]
pub fn render(diff: &Diff<'_>, look: Look) -> String {
    let mut out = format!("{MARKER}\n**{}**\n", safe(&diff.sentence()));
    let lines = diff.lines(look.verbose);
    let shown = if look.verbose { MOST_ROWS } else { ROWS_SHOWN };
    if !lines.is_empty() {
        out.push_str("\n| | wall | what | where |\n|---|---|---|---|\n");
    }
    for line in lines.iter().take(shown) {
        out.push_str(&row(line));
    }
    if lines.len() > shown {
        let _ = writeln!(out, "\n{} more", lines.len() - shown);
    }
    let target = if diff.head.ladder.plan.asked {
        format!(", target {}", wording::target(diff.head))
    } else {
        String::new()
    };
    let sides = format!("{} → {}{target}", diff.base_name, diff.head_name);
    let _ = writeln!(out, "\n{}", safe(&sides));
    for note in &diff.notes {
        let _ = writeln!(out, "\n{}", safe(note));
    }
    out
}

fn row(line: &Line) -> String {
    let at = line.at.replace("->", "→");
    let what = format!("{}: {}", line.rule, line.text());
    format!(
        "| {} | {} | {} | {} |\n",
        line.shift.word(),
        safe(&at),
        safe(&what),
        safe(&line.place)
    )
}

/// A text that Markdown takes for nothing but text, on one line.
fn safe(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(CELL) {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            c if c.is_control()
                || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}') =>
            {
                out.push(' ');
            }
            c => out.push(c),
        }
    }
    if text.chars().nth(CELL).is_some() {
        out.push('…');
    }
    // A bare address would become a link.
    out.replace("://", ":&#47;&#47;")
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn names_stay_text() {
        for (text, shown) in [
            ("old-[1-3]", "old-\\[1-3\\]"),
            ("a | b\nc", "a \\| b c"),
            ("@everyone <img>", "&#64;everyone &lt;img>"),
            ("http://x", "http:&#47;&#47;x"),
        ] {
            assert_eq!(safe(text), shown);
        }
    }
}
