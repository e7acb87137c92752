//! The parser's errors, for people who do not know how YAML is parsed.

use crate::builder::{MAX_DEPTH, char_at};
use crate::files::{FileId, Span, count};
use crate::problem::Problem;

/// What the parser says, what we say instead, and what to do about it.
const MESSAGES: &[(&str, &str, &str)] = &[
    (
        "mapping values are not allowed",
        "a `key: value` pair cannot stand here",
        "check the indentation, or quote the text that holds `: `",
    ),
    (
        "simple key expect",
        "expected `:` after the key",
        "every line of a map is `key: value`",
    ),
    (
        "did not find expected key",
        "expected a key, indented like the other keys of its map",
        "",
    ),
    (
        "did not find expected '-' indicator",
        "expected a list item here",
        "start it with `- `, indented like the other items",
    ),
    ("expected ',' or ']'", "expected `,` or `]` in this list", ""),
    ("expected ',' or '}'", "expected `,` or `}` in this map", ""),
    ("did not find expected node content", "expected a value here", ""),
    (
        "unexpected end of stream",
        "the quote that opens here is never closed",
        "",
    ),
    (
        "unexpected document indicator",
        "the quote that opens here is not closed in its document",
        "",
    ),
    (
        "invalid indentation in quoted",
        "this quoted text is indented less than its key",
        "",
    ),
    (
        "unknown escape",
        "this quoted text holds an unknown `\\` escape",
        "use '…' where `\\` means itself",
    ),
    (
        "invalid trailing content after",
        "nothing may follow the closing quote here",
        "",
    ),
    (
        "unknown anchor",
        "this alias names no anchor above it",
        "define it with `&` before using it",
    ),
    (
        "invalid indentation",
        "this line is indented less than what it belongs to",
        "",
    ),
    (
        "illegal placement of ':'",
        "expected `,` or `]` in this list",
        "a bracket above may not be closed",
    ),
    ("misplaced bracket", "this bracket closes nothing", ""),
    (
        "did not find expected <document start>",
        "the document is complete before this line",
        "check the indentation, or start another document with `---`",
    ),
    (
        "not allowed in this context",
        "a list item or key cannot stand here",
        "start it on a line of its own",
    ),
    (
        "the handle wasn't declared",
        "this tag uses a `!name!` that no %TAG line declares",
        "",
    ),
    (
        "unprintable character",
        "a NUL character cannot stand in YAML",
        "",
    ),
    (
        "comments must be separated",
        "a comment needs a space before its `#`",
        "",
    ),
];

/// Errors that lie in a text or a name, where tabs are not to blame.
const NOT_INDENTATION: &[&str] = &["quoted", "anchor", "tag", "escape", "directive"];

pub(super) fn problem(path: &str, file: FileId, source: &str, at: u32, info: &str) -> Problem {
    if let Some(span) = tab(file, source, at, info) {
        return Problem::at(path, span, "tabs cannot indent YAML: use spaces");
    }
    let span = char_at(file, source, at);
    if info.contains("recursion limit") {
        let message = format!("nested deeper than {MAX_DEPTH} levels; the document is not read");
        return Problem::at(path, span, message);
    }
    if let Some(found) = info
        .strip_prefix("unexpected character: `")
        .and_then(|c| c.chars().next())
    {
        let message = format!("a plain value cannot start with `{found}`");
        return Problem::at(path, span, message).with_help("put the value in quotes");
    }
    match MESSAGES.iter().find(|(theirs, ..)| info.contains(theirs)) {
        Some((_, ours, "")) => Problem::at(path, span, *ours),
        Some((_, ours, help)) => Problem::at(path, span, *ours).with_help(*help),
        None => Problem::at(path, span, format!("not valid YAML: {info}")),
    }
}

/// The tab that is to blame for an error: one that indents the line of the error, or of the text
/// that the error's line continues.
fn tab(file: FileId, source: &str, at: u32, info: &str) -> Option<Span> {
    let says_tab = info.starts_with("tab") || info.contains(" tab") && !info.contains("table");
    if !says_tab && NOT_INDENTATION.iter().any(|word| info.contains(word)) {
        return None;
    }
    let at = source.floor_char_boundary(at as usize);
    let line = source.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
    let rest = source.get(line..)?;
    // Where the parser names a tab it may point at the start of a text that runs over some lines.
    let lines = if says_tab { 100 } else { 1 };
    let mut start = line;
    for text in rest.split_inclusive('\n').take(lines) {
        let indent = text.len() - text.trim_start_matches([' ', '\t']).len();
        if let Some(tab) = text.get(..indent).and_then(|indent| indent.find('\t')) {
            return Some(Span::new(file, count(start + tab), count(start + tab + 1)));
        }
        start += text.len();
    }
    says_tab.then(|| char_at(file, source, count(at)))
}
