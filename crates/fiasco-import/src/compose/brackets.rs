//! Lists in brackets whose lines are not indented, as in
//!
//! ```yaml
//!     command: [
//!       "start",
//!     ]
//! ```
//!
//! YAML wants the last line one column further in; docker compose does not care, so neither may we. Where the
//! YAML reader stops at such a line, the line break before it is blanked, and the file read again. Every byte
//! keeps its place, so spans stay true.

use fiasco_source::{FileId, Files, Problem, yaml};
use std::collections::{BTreeMap, BTreeSet};

/// What the reader says of a line that stands too far left inside brackets.
const COMPLAINT: &str = "indented less than what it belongs to";

/// How often one file is read again.
const MAX_TRIES: usize = 200;

/// How many bytes are read again, all files together.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The same files with such lines drawn up, if any file has some. Ids stay the same.
pub(super) fn drawn_up(files: &Files, wanted: &BTreeSet<FileId>) -> Option<Files> {
    let mut budget = MAX_BYTES;
    let texts: BTreeMap<FileId, String> = wanted
        .iter()
        .filter_map(|id| Some((*id, repaired(files, *id, &mut budget)?)))
        .collect();
    if texts.is_empty() {
        return None;
    }
    let mut copy = Files::new();
    for (id, path, text) in files.iter() {
        let text = texts.get(&id).map_or(text, String::as_str);
        copy.add(path, text.as_bytes().to_vec()).ok()?;
    }
    Some(copy)
}

/// The text of a file in which every such line is drawn up, if there is one.
fn repaired(files: &Files, id: FileId, budget: &mut usize) -> Option<String> {
    let mut at = complaint(&yaml::read(files, id).1)?;
    let mut text = files.text(id).to_owned();
    for _ in 0..MAX_TRIES {
        *budget = budget.checked_sub(text.len())?;
        text = draw_up(&text, at)?;
        let mut scratch = Files::new();
        let copy = scratch.add(files.path(id), text.clone().into_bytes()).ok()?;
        let (_, problems) = yaml::read(&scratch, copy);
        match complaint(&problems) {
            // No progress: something else is wrong there.
            Some(next) if next <= at => return None,
            Some(next) => at = next,
            None => return Some(text),
        }
    }
    None
}

/// Where the reader stopped, if it was for this reason.
fn complaint(problems: &[Problem]) -> Option<usize> {
    let problem = problems
        .iter()
        .find(|problem| problem.message.contains(COMPLAINT))?;
    Some(problem.span?.start as usize)
}

/// Blanks the line break before the line whose first word stands at `at`, and a comment before the break.
fn draw_up(text: &str, at: usize) -> Option<String> {
    let before = text.get(..at)?;
    let line = before.rfind('\n')?;
    if !before.get(line..)?.trim().is_empty() {
        return None;
    }
    let from = line_start(before.get(..line)?);
    let end = from + without_comment(before.get(from..line)?).len();
    let mut bytes = text.as_bytes().to_vec();
    bytes.get_mut(end..=line)?.fill(b' ');
    String::from_utf8(bytes).ok()
}

fn line_start(text: &str) -> usize {
    text.rfind('\n').map_or(0, |end| end + 1)
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
