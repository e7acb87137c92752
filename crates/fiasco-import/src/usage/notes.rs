//! Notes about measurements, alike ones folded: a file of a thousand series that all lack a label is one
//! problem, told at its first place.

use fiasco_estate::{Note, NoteKind};
use fiasco_source::Span;

/// Notes of one file.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<Told>);

#[derive(Debug)]
struct Told {
    /// What makes notes alike.
    why: &'static str,
    kind: NoteKind,
    at: Span,
    message: String,
    help: &'static str,
    count: usize,
}

impl Notes {
    /// Something is left out. `why` is what makes notes alike; the first is told in full.
    pub(super) fn left_out(&mut self, at: Span, why: &'static str, message: String, help: &'static str) {
        self.tell(NoteKind::NotUnderstood, at, why, message, help);
    }

    /// Something is not understood.
    pub(super) fn not_understood(
        &mut self,
        at: Span,
        why: &'static str,
        message: String,
        help: &'static str,
    ) {
        self.tell(NoteKind::NotUnderstood, at, why, message, help);
    }

    fn tell(&mut self, kind: NoteKind, at: Span, why: &'static str, message: String, help: &'static str) {
        match self.0.iter_mut().find(|told| told.why == why) {
            Some(told) => told.count += 1,
            None => self.0.push(Told {
                why,
                kind,
                at,
                message,
                help,
                count: 1,
            }),
        }
    }

    /// One note for what is alike, in order of first places.
    pub(super) fn finish(self) -> impl Iterator<Item = Note> {
        self.0.into_iter().map(|told| {
            let more = match told.count - 1 {
                0 => String::new(),
                1 => "; 1 more like it".to_owned(),
                more => format!("; {more} more like it"),
            };
            Note::new(told.kind, told.at, format!("{}{more}", told.message)).help(told.help)
        })
    }
}
