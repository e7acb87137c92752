//! A comment for a pull request, in Markdown: the verdict, the first walls as a table, everything else folded
//! away. Names come from files that anybody may have written, so nothing in them can end a cell, a line or the
//! comment, nor notify anybody.

use crate::Report;
use crate::alike::{Alike, alike};
use crate::next;
use crate::questions::questions;
use crate::text::{clip, one_line};
use crate::wording::{self, Section};
use fiasco_rules::words;
use std::fmt::Write as _;

/// The first line: a bot finds its own comment by it, and updates it.
pub const MARKER: &str = "<!-- fiasco -->";
/// The most bytes of a comment; the place where it is posted refuses 65,536 characters and more.
pub const MAX_BYTES: usize = 60 * 1024;
/// Rows that are seen at once.
const FIRST_ROWS: usize = 5;
/// Characters of one cell.
const CELL: usize = 400;
/// Bytes kept for what closes the comment.
const RESERVE: usize = 2 * 1024;
/// The table's heading.
const HEADING: &str = "| when | rule | what | where |\n|---|---|---|---|\n";

/// Renders a report.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut comment = Comment {
        out: format!("{MARKER}\n"),
    };
    let outcome = wording::outcome(report.ladder.outcome);
    let verdict = text(&wording::verdict(report));
    let _ = writeln!(comment.out, "**{outcome}**: {verdict}\n");
    if report.ladder.plan.asked {
        let _ = writeln!(comment.out, "Target: {}\n", text(&wording::target(report)));
    }
    comment.walls(report);
    comment.questions(report);
    let _ = writeln!(comment.out, "Next: {}", code(&next::command(report)));
    comment.out
}

struct Comment {
    out: String,
}

impl Comment {
    /// Adds lines as long as there is room, and says how many were left out.
    fn fill(&mut self, lines: &[String], what: &str) {
        let mut left = lines.len();
        for line in lines {
            if self.out.len() + line.len() + RESERVE > MAX_BYTES {
                break;
            }
            self.out.push_str(line);
            left -= 1;
        }
        if left > 0 {
            let _ = writeln!(self.out, "\n{left} more {what}");
        }
    }

    fn fold(&mut self, summary: &str, head: &str, lines: &[String], what: &str) {
        let _ = writeln!(self.out, "<details><summary>{summary}</summary>\n");
        self.out.push_str(head);
        self.fill(lines, what);
        self.out.push_str("\n</details>\n\n");
    }

    fn walls(&mut self, report: &Report<'_>) {
        let mut rows = Vec::new();
        for section in [Section::Now, Section::Delivery, Section::Way, Section::Beyond] {
            let findings = report
                .ladder
                .breaks
                .iter()
                .filter(|finding| finding.meta().code != "EST002");
            let alike = alike(findings, report, section);
            rows.extend(alike.iter().map(|entry| row(report, entry, section)));
        }
        if rows.is_empty() {
            return;
        }
        let rest = rows.split_off(rows.len().min(FIRST_ROWS));
        self.out.push_str(HEADING);
        self.fill(&rows, "walls");
        self.out.push('\n');
        if !rest.is_empty() {
            let summary = format!("{} more", rest.len());
            self.fold(&summary, HEADING, &rest, "walls");
        }
    }

    fn questions(&mut self, report: &Report<'_>) {
        let lines: Vec<String> = questions(report)
            .iter()
            .map(|question| {
                let of = words::list(question.of.iter().map(String::as_str));
                let fact = clip(&format!("{} of {of}", question.fact), CELL);
                let ask = code(&clip(&question.ask, CELL));
                format!("- {} ({}): {ask}\n", text(&fact), checks(question.checks))
            })
            .collect();
        if lines.is_empty() {
            return;
        }
        let summary = match lines.len() {
            1 => "1 fact would decide what is open".to_owned(),
            count => format!("{count} facts would decide what is open"),
        };
        self.fold(&summary, "", &lines, "facts");
    }
}

fn checks(count: usize) -> String {
    if count == 1 {
        "1 check".to_owned()
    } else {
        format!("{count} checks")
    }
}

/// One row of the table.
fn row(report: &Report<'_>, entry: &Alike<'_>, section: Section) -> String {
    let plan = &report.ladder.plan;
    let meta = entry.first.meta();
    let stand = match wording::stand(&entry.wall, plan) {
        stand if stand.is_empty() => section.heading(plan).to_owned(),
        stand => stand,
    };
    let place = entry.first.story.as_ref().and_then(|story| story.cites.first());
    let mut place = place.map_or_else(String::new, |cite| cell(&report.files.place(cite.at).to_string()));
    if !entry.more.is_empty() {
        let _ = write!(place, " +{} alike", entry.more.len());
    }
    let message = wording::sentence(report, entry.first);
    format!(
        "| {stand} | {} {} | {} | {place} |\n",
        meta.code,
        meta.name,
        cell(&message)
    )
}

fn cell(content: &str) -> String {
    text(&clip(content, CELL))
}

/// A text that Markdown shows as it is.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A bar ends a cell even behind a backslash that is itself escaped, and in code.
            '|' => out.push_str("&#124;"),
            '\\' => out.push_str("&#92;"),
            '`' => out.push_str("&#96;"),
            '*' => out.push_str("&#42;"),
            '[' => out.push_str("&#91;"),
            ']' => out.push_str("&#93;"),
            '~' => out.push_str("&#126;"),
            // Names of people are not to be called by accident.
            '@' => out.push_str("@&#8203;"),
            c => out.push(c),
        }
    }
    out
}

/// A text as code, outside of tables.
fn code(text: &str) -> String {
    let text = one_line(text);
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let space = if text.starts_with('`') || text.ends_with('`') {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{text}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_is_markup() {
        assert_eq!(
            text("a|b`c`<img src=x>\n@team \\| *x*"),
            "a&#124;b&#96;c&#96;&lt;img src=x&gt; @&#8203;team &#92;&#124; &#42;x&#42;"
        );
        assert_eq!(text("old-db: 97 of 100_000"), "old-db: 97 of 100_000");
    }

    #[test]
    fn code_ends_where_it_should() {
        assert_eq!(code("fiasco check"), "`fiasco check`");
        assert_eq!(code("a``b\nc`"), "``` a``b c` ```");
    }
}
