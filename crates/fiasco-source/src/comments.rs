//! Comments that begin with `#`, and the instructions to fiasco in them.
//!
//! One scanner serves YAML, TOML and whatever else has such comments, and so knows little of either:
//! a `#` opens a comment at the start of a line or behind white space, unless it stands in quotes. A
//! quote that is still open at the end of its line counts as closed there: one apostrophe must not
//! hide every comment below it.

use std::ops::Range;

use crate::files::{FileId, Files, Span, count};

/// What an instruction begins with, behind the `#`.
const NAME: &str = "fiasco:";

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment<'a> {
    /// The line, from 1.
    pub line: u32,
    /// The bytes from the `#` to the end of the line.
    pub range: Range<usize>,
    /// What stands behind the `#`, without the white space around it.
    pub text: &'a str,
}

/// An instruction in a comment: `# fiasco: allow ADR008 both are behind the balancer`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directive<'a> {
    /// The line, from 1.
    pub line: u32,
    /// From the `#` before `fiasco:` to the end of the instruction.
    pub span: Span,
    /// What stands behind `fiasco:`, without the white space around it.
    pub text: &'a str,
}

/// The comments of a text, in order.
pub fn comments(text: &str) -> impl Iterator<Item = Comment<'_>> {
    let mut at = 0;
    (1..)
        .zip(text.split_inclusive('\n'))
        .filter_map(move |(number, line)| {
            let start = at;
            at += line.len();
            Comment::of_line(number, start, line)
        })
}

/// The instructions of a file, in order; the first of each line. Costs one search where there are
/// none.
#[must_use]
pub fn directives(files: &Files, id: FileId) -> Vec<Directive<'_>> {
    let text = files.text(id);
    let mut found = Vec::new();
    let (mut at, mut number) = (0, 1);
    while let Some(next) = text.get(at..).and_then(|rest| rest.find(NAME)) {
        let before = text.get(at..at + next).unwrap_or_default();
        number += count(before.bytes().filter(|byte| *byte == b'\n').count());
        let start = before.rfind('\n').map_or(at, |end| at + end + 1);
        let rest = text.get(start..).unwrap_or_default();
        let line = rest.split_inclusive('\n').next().unwrap_or_default();
        let comment = Comment::of_line(number, start, line);
        found.extend(comment.and_then(|comment| Directive::of(id, text, &comment)));
        // A line is looked at once, however often it names us.
        at = start + line.len();
        number += 1;
    }
    found
}

impl<'a> Comment<'a> {
    /// The comment of the line that starts at `start`.
    fn of_line(number: u32, start: usize, line: &'a str) -> Option<Self> {
        let line = line.trim_end();
        let at = hash(line.as_bytes())?;
        Some(Self {
            line: number,
            range: start + at..start + line.len(),
            text: line.get(at + 1..)?.trim(),
        })
    }
}

impl<'a> Directive<'a> {
    /// The instruction in a comment, also behind other words: `# two of them # fiasco: allow ADR009 why`.
    fn of(file: FileId, text: &'a str, comment: &Comment<'_>) -> Option<Self> {
        let Range { start, end } = comment.range;
        let raw = text.get(start..end)?;
        raw.match_indices('#').find_map(|(at, _)| {
            let inside = raw.get(at + 1..)?.trim_start();
            Some(Self {
                line: comment.line,
                span: Span::new(file, count(start + at), count(end)),
                text: inside.strip_prefix(NAME)?.trim(),
            })
        })
    }
}

/// Where in a line its comment begins.
fn hash(line: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut before = b' ';
    while let Some(byte) = line.get(at).copied() {
        match byte {
            b'#' if matches!(before, b' ' | b'\t') => return Some(at),
            // Elsewhere a quote is a letter: `it's`, `5" disks`.
            b'"' | b'\'' if matches!(before, b' ' | b'\t' | b'[' | b'{' | b'(' | b',' | b':' | b'=') => {
                at = closing(line, at)?;
            }
            _ => {}
        }
        before = byte;
        at += 1;
    }
    None
}

/// The quote that closes the one at `open`. Without one the rest of the line is in quotes.
fn closing(line: &[u8], open: usize) -> Option<usize> {
    let quote = line.get(open).copied()?;
    let mut at = open + 1;
    loop {
        let byte = line.get(at).copied()?;
        let doubled = quote == b'\'' && line.get(at + 1) == Some(&quote);
        at += match byte {
            b'\\' if quote == b'"' => 2,
            _ if byte == quote && doubled => 2,
            _ if byte == quote => return Some(at),
            _ => 1,
        };
    }
}
