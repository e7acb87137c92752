//! What all concerns share while manifests are read: the part being made, its notes, and single values.

use crate::Part;
use crate::part::declared;
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::quantity::{Rational, Reading as Amount};
use fiasco_estate::{Note, NoteKind};
use fiasco_source::{Files, Kind, Node, Span, nearest};
use std::fmt::Display;

/// The most notes that are kept: nobody reads more, and a hostile file could fill the memory with them.
const MAX_NOTES: usize = 1_000;

/// The manifests of one cluster, being read.
pub(super) struct Reading<'a> {
    pub files: &'a Files,
    pub part: Part,
    left_off: usize,
}

impl<'a> Reading<'a> {
    pub fn new(files: &'a Files, part: Part) -> Self {
        let left_off = 0;
        Self {
            files,
            part,
            left_off,
        }
    }

    /// What was found.
    pub fn finish(mut self) -> Part {
        if self.left_off > 0 {
            let message = format!("{} more notes on these manifests are left off", self.left_off);
            self.part.notes.push(Note {
                kind: NoteKind::Unreadable,
                message,
                at: None,
                related: Vec::new(),
                help: None,
            });
        }
        self.part
    }

    /// Adds a note, unless there are too many.
    pub fn note(&mut self, note: Note) {
        if self.part.notes.len() < MAX_NOTES {
            self.part.notes.push(note);
        } else {
            self.left_off += 1;
        }
    }

    /// Something that cannot be read.
    pub fn unreadable(&mut self, at: Span, message: impl Into<String>) {
        self.note(Note::new(NoteKind::Unreadable, at, message));
    }

    /// A name that leads nowhere, with the nearest that leads somewhere.
    pub fn dangling<'c>(
        &mut self,
        at: Span,
        message: impl Into<String>,
        name: &str,
        known: impl Iterator<Item = &'c str>,
    ) {
        let note = Note::new(NoteKind::Dangling, at, message);
        // Comparing every wrong name with every right one would take long where all are wrong.
        let few = self.part.notes.len() < 100;
        self.note(match few.then(|| nearest(name, known)).flatten() {
            Some(near) => note.help(format!("did you mean `{near}`?")),
            None => note,
        });
    }

    /// Remembers an area that no rule looks at.
    pub fn later(&mut self, area: &'static str) {
        if !self.part.not_looked_at.contains(&area) {
            self.part.not_looked_at.push(area);
        }
    }

    /// The node if it is a map; what is neither that nor nothing is noted.
    pub fn map<'t, 'n>(&mut self, node: Node<'t, 'n>, what: &dyn Display) -> Option<Node<'t, 'n>> {
        self.of_kind(node, Kind::Map, what, "a map")
    }

    /// The node if it is a list; what is neither that nor nothing is noted.
    pub fn list<'t, 'n>(&mut self, node: Node<'t, 'n>, what: &dyn Display) -> Option<Node<'t, 'n>> {
        self.of_kind(node, Kind::List, what, "a list")
    }

    /// The node if it is of a kind, where values may be secret: what else it is, is noted without showing it.
    pub fn unsaid<'t, 'n>(
        &mut self,
        node: Node<'t, 'n>,
        kind: Kind,
        what: &dyn Display,
    ) -> Option<Node<'t, 'n>> {
        if node.kind() == kind {
            return Some(node);
        }
        if !node.is_null() {
            let word = |kind: Kind| match kind {
                Kind::Scalar => "a text",
                Kind::List => "a list",
                Kind::Map => "a map",
            };
            let (expected, found) = (word(kind), word(node.kind()));
            node.mark_all_used();
            self.unreadable(
                node.used_at(),
                format!("{what}: expected {expected}, found {found}"),
            );
        }
        None
    }

    fn of_kind<'t, 'n>(
        &mut self,
        node: Node<'t, 'n>,
        kind: Kind,
        what: &dyn Display,
        expected: &str,
    ) -> Option<Node<'t, 'n>> {
        if node.kind() == kind {
            return Some(node);
        }
        if !node.is_null() {
            self.misread(node, what, expected);
        }
        None
    }

    /// The text of a scalar that says something.
    pub fn text<'t>(&mut self, node: Node<'t, '_>, what: &dyn Display) -> Option<&'t str> {
        match node.text() {
            Some(text) if !node.is_null() => Some(text),
            Some(_) => None,
            None => {
                self.misread(node, what, "a text");
                None
            }
        }
    }

    /// A whole number, zero included.
    pub fn whole(&mut self, node: Node<'_, '_>, what: &dyn Display) -> Option<i64> {
        let text = self.text(node, what)?;
        let number = text.parse::<i32>().ok().filter(|number| *number >= 0);
        if number.is_none() {
            self.misread(node, what, "a whole number");
        }
        number.map(i64::from)
    }

    /// A yes-or-no.
    pub fn truth(&mut self, node: Node<'_, '_>, what: &dyn Display) -> bool {
        match self.text(node, what) {
            Some("true") => true,
            Some("false") | None => false,
            Some(_) => {
                self.misread(node, what, "true or false");
                false
            }
        }
    }

    /// Notes that a value is not what was expected. Only for values that are never secret.
    pub fn misread(&mut self, node: Node<'_, '_>, what: &dyn Display, expected: &str) {
        let found = match node.kind() {
            Kind::Scalar => format!("`{}`", clip(node.text().unwrap_or_default())),
            Kind::List => "a list".to_owned(),
            Kind::Map => "a map".to_owned(),
        };
        self.unreadable(
            node.used_at(),
            format!("{what}: expected {expected}, found {found}"),
        );
    }
}

/// Puts a fact in that somebody declared.
pub(super) fn fact(facts: &mut Facts, kind: FactKind, value: Rational, at: Span) {
    let amount = Amount { lo: value, hi: value };
    facts.set(declared(kind, amount, at));
}

/// A text, shortened for a message.
pub(super) fn clip(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
