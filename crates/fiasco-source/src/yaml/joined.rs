//! Files that were joined without a line break between them, so that a `---` stands at the end of a
//! line:
//!
//! ```yaml
//! kind: Service---
//! kind: ConfigMap
//! ```
//!
//! To YAML that is a text like any other. So it takes evidence to read it as a separator: an error
//! there, or a key of the outermost map that comes again right behind it.

use std::collections::VecDeque;
use std::ops::Range;

use crate::files::{FileId, Span, count};
use crate::problem::Problem;

/// Whether the line before the one at `place` ends in such a separator.
pub(super) fn before(source: &str, document: usize, place: usize) -> bool {
    let text = source.get(document..place).unwrap_or_default();
    text.strip_suffix('\n')
        .is_some_and(|text| separator(last_line(text)).is_some())
}

/// Whether an error at `place` is one of such a separator: on its line, or right behind it.
pub(super) fn at(source: &str, document: usize, place: usize) -> bool {
    let text = source.get(document..).unwrap_or_default();
    let at = text.floor_char_boundary(place.saturating_sub(document));
    let (before, behind) = text.split_at_checked(at).unwrap_or_default();
    let rest = behind.split('\n').next().unwrap_or_default();
    let next = behind.get(rest.len() + 1..).unwrap_or_default();
    let start = last_line(before).len();
    let line = text.get(at - start..at + rest.len()).unwrap_or_default();
    let above = before.get(..at - start).and_then(|text| text.strip_suffix('\n'));
    (separator(line).is_some() && starts_document(next))
        || above.is_some_and(|above| separator(last_line(above)).is_some()) && starts_document(line)
}

/// Every such separator of a document.
pub(super) fn cuts(source: &str, document: Range<usize>) -> VecDeque<usize> {
    let mut at = document.start;
    let text = source.get(document).unwrap_or_default();
    let mut lines = text.split_inclusive('\n').peekable();
    let mut cuts = VecDeque::new();
    while let Some(line) = lines.next() {
        let next = lines.peek().copied().unwrap_or_default();
        let found = separator(line.strip_suffix('\n').unwrap_or(line));
        if let Some(found) = found.filter(|_| starts_document(next)) {
            cuts.push_back(at + found);
        }
        at += line.len();
    }
    cuts
}

pub(super) fn problem(path: &str, file: FileId, at: usize) -> Problem {
    let span = Span::new(file, count(at), count(at + 3));
    Problem::at(path, span, "a line break is missing before this `---`").with_help(
        "what follows is read as another document: end each file with a line break before joining them",
    )
}

/// Where in a line its separator is, if it ends in one.
fn separator(line: &str) -> Option<usize> {
    let before = line.trim_end().strip_suffix("---")?;
    let last = before.chars().next_back()?;
    (last != '-' && !last.is_whitespace()).then_some(before.len())
}

/// Whether a line can be the first of a document: it is not indented and says something.
fn starts_document(line: &str) -> bool {
    line.starts_with(|c: char| !c.is_whitespace() && c != '#')
}

fn last_line(text: &str) -> &str {
    text.rsplit('\n').next().unwrap_or_default()
}
