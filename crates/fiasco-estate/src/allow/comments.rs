//! `# fiasco: allow CODE reason`, at the end of a line or on a line of its own above the line it speaks of.

use super::{Allow, AllowScope};
use crate::note::{Note, NoteKind};
use fiasco_source::{FileId, Files, Span, directives, nearest};

/// The only word it may say.
const WORD: &str = "allow";

/// The suppressions in the comments of a file, in order, and notes about comments that nearly are such.
#[must_use]
pub fn comments(files: &Files, file: FileId) -> (Vec<Allow>, Vec<Note>) {
    let (mut allows, mut notes) = (Vec::new(), Vec::new());
    let text = files.text(file);
    for directive in directives(files, file) {
        let said = directive.text;
        let at = part_of(file, text, said);
        let (word, said) = said
            .split_once([' ', '\t'])
            .unwrap_or((said, &said[said.len()..]));
        if word != WORD {
            if nearest(word, [WORD]).is_some() {
                let message = format!("`fiasco: {word}` is not understood");
                notes.push(Note::new(NoteKind::NotUnderstood, at, message).help("did you mean `allow`?"));
            }
            continue;
        }
        let hash = directive.span.start as usize;
        let before = text.get(..hash).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = text.get(start..).unwrap_or_default().lines();
        let own = lines.next().unwrap_or_default();
        let alone = before.get(start..).is_some_and(|before| before.trim().is_empty());
        let next = alone.then(|| lines.find(|line| !line.trim_start().starts_with('#')));
        let line = next.flatten().unwrap_or(own);
        let scope = AllowScope::Line(part_of(file, text, line));
        let mut allow = Allow::read(said, scope, part_of(file, text, said));
        allow.at = at;
        allows.push(allow);
    }
    (allows, notes)
}

/// Where a part of a text stands in it.
fn part_of(file: FileId, text: &str, part: &str) -> Span {
    let offset = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let at = |byte: usize| u32::try_from(byte.min(text.len())).unwrap_or(u32::MAX);
    Span::new(file, at(offset), at(offset + part.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Codes, the text of the line spoken of, and the reason.
    fn read(text: &str) -> Vec<(String, String, String)> {
        let mut files = Files::new();
        let id = files.add("a.yaml", text.as_bytes().to_vec()).expect("a file");
        let found = comments(&files, id).0;
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
        let (allows, notes) = comments(&files, id);
        assert_eq!((allows.len(), notes.len()), (0, 1));
    }
}
