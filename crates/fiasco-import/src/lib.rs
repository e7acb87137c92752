//! Importers: one file (or folder) a format. Each turns a tree into the rows of a part of an estate, and notes
//! what it did not understand; [`join`] makes one estate of the parts.

pub mod allow;
pub mod compose;
pub mod config;
mod hints;
mod join;
pub mod kubernetes;
pub mod library;
pub mod native;
pub mod netbox;
pub mod part;
mod quick;
pub mod terraform;
pub mod usage;

use fiasco_estate::{Note, NoteKind};
use fiasco_source::{Problem, Tree, nearest};

pub use join::join;
pub use part::Part;

/// Notes for every key that nobody read, with the nearest that would have been.
#[must_use]
pub fn not_understood(tree: &Tree<'_>, known: &[&str]) -> Vec<Note> {
    let unread = tree.unread().into_iter().map(|unread| {
        let note = Note::new(
            NoteKind::NotUnderstood,
            unread.span,
            format!("`{}` is not understood", unread.path),
        );
        let key = unread.path.rsplit('.').next().unwrap_or_default();
        match nearest(key, known.iter().copied()) {
            Some(near) if near != key => note.help(format!("did you mean `{near}`?")),
            Some(_) => note.help("it has no meaning at this place"),
            None => note,
        }
    });
    unread.collect()
}

/// What a reader of one syntax found wrong, as notes.
#[must_use]
pub fn unreadable(problems: Vec<Problem>) -> Vec<Note> {
    problems
        .into_iter()
        .map(|problem| {
            let place = problem
                .place
                .as_ref()
                .map_or_else(|| problem.path.clone(), ToString::to_string);
            let message = if problem.span.is_some() {
                problem.message
            } else {
                format!("{place}: {}", problem.message)
            };
            Note {
                kind: NoteKind::Unreadable,
                message,
                at: problem.span,
                related: problem.related,
                help: problem.help,
            }
        })
        .collect()
}
