//! Compose projects as small tables and stories; then the real ones, read in place.

mod bad;
mod combining;
mod dotenv;
mod facts;
mod hints;
mod interpolation;
mod merging;
mod never;
mod places;
mod ports;
mod real;

use super::{Imported, Request, gather, import};
use crate::part::ServiceRow;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Note, NoteKind};
use fiasco_source::Files;

/// A project that was read, with its files for spans.
pub(super) struct Project {
    pub files: Files,
    pub read: Imported,
}

/// Reads a project of these files: the ones whose names start with `compose` are merged in order, the others are
/// there to be found.
pub(super) fn project(texts: &[(&str, &str)]) -> Project {
    with(texts, Request::default())
}

/// The same, with a request for everything but the files.
pub(super) fn with(texts: &[(&str, &str)], mut request: Request) -> Project {
    let mut files = Files::new();
    for (path, text) in texts.iter().filter(|(path, _)| path.starts_with("compose")) {
        request
            .files
            .push(files.add(*path, text.as_bytes().to_vec()).unwrap());
    }
    let load = |path: &str| {
        let found = texts.iter().find(|(known, _)| *known == path)?;
        Some(found.1.as_bytes().to_vec())
    };
    let gathered = gather(&mut files, &load, &request);
    let read = import(&files, &gathered);
    Project { files, read }
}

/// Reads one file.
pub(super) fn one(text: &str) -> Project {
    project(&[("compose.yaml", text)])
}

impl Project {
    pub fn service(&self, name: &str) -> &ServiceRow {
        let found = self.read.part.services.iter().find(|row| row.name.value == name);
        found.unwrap_or_else(|| panic!("no service {name}; notes: {:?}", self.said()))
    }

    pub fn names(&self) -> Vec<&str> {
        self.read
            .part
            .services
            .iter()
            .map(|row| row.name.value.as_str())
            .collect()
    }

    pub fn fact(&self, service: &str, kind: FactKind) -> Option<Rational> {
        self.service(service).facts.raw(kind).map(|fact| fact.lo)
    }

    /// Every note as `place kind message`.
    pub fn said(&self) -> Vec<String> {
        self.read.part.notes.iter().map(|note| self.line(note)).collect()
    }

    fn line(&self, note: &Note) -> String {
        let place = note
            .at
            .map(|at| self.files.place(at).to_string())
            .unwrap_or_default();
        let help = note
            .help
            .as_ref()
            .map(|help| format!(" ({help})"))
            .unwrap_or_default();
        format!("{place} {:?} {}{help}", note.kind, note.message)
    }

    pub fn of(&self, kind: NoteKind) -> Vec<String> {
        self.read
            .part
            .notes
            .iter()
            .filter(|note| note.kind == kind)
            .map(|note| self.line(note))
            .collect()
    }

    /// The texts of the calls of a service: `callee by hint`, with `~` for side channels and `!` for declared ones.
    pub fn calls(&self, service: &str) -> Vec<String> {
        let calls = self.service(service).calls.iter().map(|call| {
            let side = if call.side_channel { "~" } else { "" };
            match &call.hint {
                Some(hint) => format!("{side}{} by {hint}", call.to.value),
                None => format!("!{}", call.to.value),
            }
        });
        calls.collect()
    }
}
