//! `# fiasco: allow CODE reason`, at the end of a line or on a line of its own above the line it speaks of. One
//! scan over the text serves every format with `#` comments; only a `#` outside of quotes begins one.

use super::{Allow, AllowScope};
use crate::note::{Note, NoteKind};
use fiasco_source::{FileId, Span, nearest};

/// What a comment for fiasco begins with.
const NAME: &str = "fiasco:";
/// The only word it may say.
const WORD: &str = "allow";

/// The suppressions in the comments of a file, in order, and notes about comments that nearly are such.
#[must_use]
pub fn comments(file: FileId, text: &str) -> (Vec<Allow>, Vec<Note>) {
    let (mut allows, mut notes) = (Vec::new(), Vec::new());
    // Nearly every file has none, and is not gone through by line.
    if !text.contains(NAME) {
        return (allows, notes);
    }
    let lines = lines(text);
    for (position, (start, line)) in lines.iter().enumerate() {
        let Some(hash) = comment_start(line) else { continue };
        let comment = line.get(hash + 1..).unwrap_or_default();
        let Some(directive) = comment.trim_start().strip_prefix(NAME) else {
            continue;
        };
        let directive = directive.trim();
        let at = part_of(file, *start, line, directive);
        let (word, said) = directive.split_once([' ', '\t']).unwrap_or((directive, ""));
        if word != WORD {
            if nearest(word, [WORD]).is_some() {
                let message = format!("`{NAME} {word}` is not understood");
                notes.push(Note::new(NoteKind::NotUnderstood, at, message).help("did you mean `allow`?"));
            }
            continue;
        }
        let own_line = line.get(..hash).is_some_and(|before| before.trim().is_empty());
        let spoken_of = if own_line {
            next_line(&lines, position)
        } else {
            Some((*start, *line))
        };
        let (start_of, line_of) = spoken_of.unwrap_or((*start, *line));
        let scope = AllowScope::Line(part_of(file, start_of, line_of, line_of));
        let mut allow = Allow::read(said, scope, part_of(file, *start, line, said));
        allow.at = at;
        allows.push(allow);
    }
    (allows, notes)
}

/// Every line with the byte it starts at, without its line break.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    let all = text.split_inclusive('\n').map(|line| {
        let at = start;
        start += line.len();
        (at, line.trim_end_matches(['\n', '\r']))
    });
    all.collect()
}

/// The next line that is more than a comment.
fn next_line<'t>(lines: &[(usize, &'t str)], position: usize) -> Option<(usize, &'t str)> {
    let mut after = lines.iter().skip(position + 1);
    after
        .find(|(_, line)| !line.trim_start().starts_with('#'))
        .copied()
}

/// Where a part of a line stands in its file.
fn part_of(file: FileId, start: usize, line: &str, part: &str) -> Span {
    let offset = (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    let offset = if offset > line.len() { line.len() } else { offset };
    let from = u32::try_from(start + offset).unwrap_or(u32::MAX);
    let to = u32::try_from(start + offset + part.len()).unwrap_or(u32::MAX);
    Span::new(file, from, to)
}

/// Where the comment of a line begins, if it has one: a `#` at the start or behind a blank, outside of quotes.
/// A quotation mark opens only where a value can begin, so that `don't` opens none.
fn comment_start(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match quote {
            Some('"') if escaped => escaped = false,
            Some('"') if c == '\\' => escaped = true,
            Some(open) if c == open => quote = None,
            Some(_) => {}
            None if c == '#' && before.is_whitespace() => return Some(at),
            None if matches!(c, '"' | '\'') && (before.is_whitespace() || "[{(,:=".contains(before)) => {
                quote = Some(c);
            }
            None => {}
        }
        before = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_source::Files;

    /// Codes, the text of the line spoken of, and the reason.
    fn read(text: &str) -> Vec<(String, String, String)> {
        let mut files = Files::new();
        let id = files.add("a.yaml", text.as_bytes().to_vec()).expect("a file");
        let found = comments(id, files.text(id)).0;
        let said = found.iter().map(|allow| {
            let AllowScope::Line(line) = allow.scope else {
                panic!("a line");
            };
            let rules: Vec<&str> = allow
                .rules
                .iter()
                .map(|rule| files.snippet(rule.at.expect("a place")))
                .collect();
            (
                rules.join(" "),
                files.snippet(line).to_owned(),
                allow.reason.clone(),
            )
        });
        said.collect()
    }

    #[test]
    fn a_comment_speaks_of_its_line_or_of_the_next() {
        for (text, codes, line, reason) in [
            (
                "a: 1 # fiasco: allow CAP002 fine\n",
                "CAP002",
                "a: 1 # fiasco: allow CAP002 fine",
                "fine",
            ),
            (
                "# fiasco: allow CAP002 fine\r\na: 1\r\n",
                "CAP002",
                "a: 1",
                "fine",
            ),
            (
                "  #fiasco:allow CAP002,ADR009 both fine\n# more\na: 1",
                "CAP002 ADR009",
                "a: 1",
                "both fine",
            ),
            (
                "it: don't # fiasco: allow CAP002 x",
                "CAP002",
                "it: don't # fiasco: allow CAP002 x",
                "x",
            ),
            (
                "a: \"#\\\"\" # fiasco: allow CAP002 x",
                "CAP002",
                "a: \"#\\\"\" # fiasco: allow CAP002 x",
                "x",
            ),
            (
                "grün: ü # fiasco:\tallow CAP002 ja",
                "CAP002",
                "grün: ü # fiasco:\tallow CAP002 ja",
                "ja",
            ),
            (
                "# fiasco: allow CAP002 at the end",
                "CAP002",
                "# fiasco: allow CAP002 at the end",
                "at the end",
            ),
            (
                "a: 1 # fiasco: allow CAP002",
                "CAP002",
                "a: 1 # fiasco: allow CAP002",
                "",
            ),
            ("a: 1 # fiasco: allow", "", "a: 1 # fiasco: allow", ""),
        ] {
            let expected = (codes.to_owned(), line.to_owned(), reason.to_owned());
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn what_is_no_comment_says_nothing() {
        for text in [
            "a: \"# fiasco: allow CAP002 x\"",
            "a: '# fiasco: allow CAP002 x'",
            "a: b#fiasco: allow CAP002 x",
            "fiasco: allow",
            "# fiasco: checks this file",
            "",
        ] {
            assert_eq!(read(text), [], "{text}");
        }
    }

    #[test]
    fn a_misspelled_word_is_told() {
        let mut files = Files::new();
        let id = files
            .add("a", b"a: 1 # fiasco: alow CAP002 x".to_vec())
            .expect("a file");
        let (allows, notes) = comments(id, files.text(id));
        assert_eq!((allows.len(), notes.len()), (0, 1));
    }
}
