//! Errors of files that are not YAML yet, but templates of it: Helm charts, Jinja.

use std::ops::Range;

use crate::merge::{RENDER, UNRENDERED};
use crate::problem::Problem;

/// The problem at `place` of a document, told as what it is if the document is a template, or known
/// to be one.
pub(super) fn explained(
    problem: Problem,
    source: &str,
    document: Range<usize>,
    place: usize,
    is_template: bool,
) -> Problem {
    let text = source.get(document.clone()).unwrap_or_default();
    let at = text.floor_char_boundary(place.saturating_sub(document.start));
    let (before, behind) = text.split_at_checked(at).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let end = at + behind.find('\n').unwrap_or(behind.len());
    let line = text.get(start..end).unwrap_or_default();
    if is_template || has_braces(line) || text.lines().any(is_template_line) {
        let message = format!("{UNRENDERED} ({})", problem.message);
        return Problem { message, ..problem }.with_help(RENDER);
    }
    if problem.help.is_none() && has_braces(text) {
        return problem.with_help(format!(
            "the document holds `{{{{`: if it is a template, {RENDER}"
        ));
    }
    problem
}

/// A line that only a template has.
fn is_template_line(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("{{") || line.starts_with("{%")
}

/// Whether there are template braces; `${{ … }}` is a text that other tools read.
fn has_braces(text: &str) -> bool {
    text.match_indices("{{")
        .any(|(at, _)| !text.get(..at).is_some_and(|before| before.ends_with('$')))
}
