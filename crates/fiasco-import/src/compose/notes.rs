//! The notes of one run: each said once, and not more of them than anybody would read.

use fiasco_estate::{Note, NoteKind};
use fiasco_source::{Span, nearest};
use std::collections::BTreeSet;

/// The most notes that are kept.
pub(super) const MAX_NOTES: usize = 1_000;

/// Notes in the order they came up.
#[derive(Debug, Default)]
pub(super) struct Notes {
    list: Vec<Note>,
    seen: BTreeSet<(NoteKind, Option<Span>, String)>,
    left_off: usize,
}

impl Notes {
    /// Adds a note, unless the same was said of the same place: a service that others extend is read often.
    pub fn add(&mut self, note: Note) {
        if self.list.len() >= MAX_NOTES {
            self.left_off += 1;
        } else if self.seen.insert((note.kind, note.at, note.message.clone())) {
            self.list.push(note);
        }
    }

    /// Something that cannot be read.
    pub fn unreadable(&mut self, at: Span, message: impl Into<String>) {
        self.add(Note::new(NoteKind::Unreadable, at, message));
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
        self.add(match nearest(name, known) {
            Some(near) => note.help(format!("did you mean `{near}`?")),
            None => note,
        });
    }

    /// All of them.
    pub fn finish(mut self) -> Vec<Note> {
        if self.left_off > 0 {
            let message = format!("{} more notes on these Compose files are left off", self.left_off);
            self.list.push(Note {
                kind: NoteKind::Unreadable,
                message,
                at: None,
                related: Vec::new(),
                help: None,
            });
        }
        self.list
    }
}
