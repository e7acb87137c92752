//! Lists in brackets whose lines are not indented, as in
//!
//! ```yaml
//!     command: [
//!       "start",
//!     ]
//! ```
//!
//! YAML wants the last line one column further in; most readers do not care, so neither may we.
//! Where the parser stops at such a line, the line break before it is blanked, and the document read
//! again. Every byte keeps its place, so spans stay true; the tree keeps the text of the file.

use std::ops::Range;

/// How many lines of one file are drawn up.
const MAX_TRIES: u32 = 200;

/// How many bytes of one file are read again.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// What has been drawn up in a file so far.
#[derive(Default)]
pub(super) struct Repair {
    tries: u32,
    bytes: usize,
    last: Option<usize>,
}

impl Repair {
    /// What to blank for an error at `place` of a document, if the error is of this kind and there
    /// is progress.
    pub(super) fn blanks(
        &mut self,
        text: &str,
        document: usize,
        place: usize,
        info: &str,
    ) -> Option<Range<usize>> {
        let is_this_kind = info.contains("invalid indentation") && !info.contains("quoted");
        let is_new = self.last.is_none_or(|last| last < place);
        if !is_this_kind || !is_new || self.tries == MAX_TRIES {
            return None;
        }
        self.bytes += place.checked_sub(document)?;
        if self.bytes > MAX_BYTES {
            return None;
        }
        let blanks = line_break(text, document, place)?;
        self.tries += 1;
        self.last = Some(place);
        Some(blanks)
    }
}

/// The line break before the line whose first word stands at `at`, with a comment before it.
fn line_break(text: &str, document: usize, at: usize) -> Option<Range<usize>> {
    let before = text.get(document..at)?;
    let line = before.rfind('\n')?;
    // A tab is no indentation, and told as what it is.
    if !before.get(line + 1..)?.bytes().all(|byte| byte == b' ') {
        return None;
    }
    let from = before.get(..line)?.rfind('\n').map_or(0, |end| end + 1);
    let end = from + without_comment(before.get(from..line)?).len();
    Some(document + end..document + line + 1)
}

/// A line up to its comment.
fn without_comment(line: &str) -> &str {
    let (mut quote, mut blank) = (None, true);
    for (at, c) in line.char_indices() {
        match quote {
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && blank => return line.get(..at).unwrap_or_default(),
            None if matches!(c, '"' | '\'') => quote = Some(c),
            None => {}
        }
        blank = c.is_whitespace();
    }
    line.trim_end_matches('\r')
}
