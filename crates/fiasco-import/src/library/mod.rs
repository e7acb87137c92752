//! Device types as the device type libraries of NetBox and Nautobot keep them: a YAML file for each model, in
//! `device-types/Maker/Model.yaml`, and for what is plugged into it in `module-types/Maker/Model.yaml`. What such a
//! file says holds for every device of the type, so a team need not say it again.
//!
//! Reading ([`Library::read`]) makes a [`Hardware`] of each type; [`resolve`] gives it to the devices of an estate;
//! [`check`] says what in the library itself cannot be true.

mod check;
pub mod class;
pub(crate) mod draw;
mod names;
pub mod own;
mod own_mixed;
mod own_proven;
mod own_table;
pub(crate) mod ports;
mod read;
mod resolve;

#[cfg(test)]
mod tests;

pub use check::check;
pub use own_table::{By, Figure, ReadIn, Source};
pub(crate) use read::inlet_of;
pub use resolve::resolve;

use fiasco_estate::quantity::Rational;
use fiasco_estate::room::Hardware;
use fiasco_estate::room::plug::Plug;
use fiasco_estate::{NoteKind, Said};
use fiasco_source::{FileId, Files, Span, nearest};
use names::Names;
use std::sync::Arc;

/// What a type is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// A device: it stands in a rack, or hangs on a wall.
    Device,
    /// A module: it is plugged into a device.
    Module,
}

impl Class {
    /// What it is called.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Device => "device type",
            Self::Module => "module type",
        }
    }
}

/// What a problem of a library is about. The order is that of the summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// More is drawn than the inlet is made for.
    Overdrawn,
    /// A mass that nothing in a rack has.
    Weight,
    /// A kind of port, an airflow or a unit that nobody knows.
    UnknownWord,
    /// A key that has to be there is not.
    Missing,
    /// A key means nothing.
    NotUnderstood,
    /// A file, or a value in it, cannot be read.
    Unreadable,
    /// Two types have one name.
    Twice,
}

impl Topic {
    /// How a note about it is counted where the type is used: what cannot be read of a type informs, and the rest
    /// of it goes on.
    fn kind(self) -> NoteKind {
        match self {
            Self::Twice => NoteKind::Disagree,
            _ => NoteKind::NotUnderstood,
        }
    }
}

/// Something in a library that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What it is about.
    pub topic: Topic,
    /// The class of the type it was found in.
    pub class: Class,
    /// Where; `None` for a file that could not be taken in, which the message then names.
    pub at: Option<Span>,
    /// What is wrong, with the numbers.
    pub message: String,
}

/// A power port of a type, as far as it is judged.
#[derive(Debug, Clone)]
struct Inlet {
    name: String,
    plug: Option<Plug>,
    /// The most that is drawn through it, in watts.
    most: Option<Said<Rational>>,
    /// What is usually drawn through it, in watts.
    usual: Option<Said<Rational>>,
}

/// One type.
#[derive(Debug, Clone)]
struct Type {
    class: Class,
    /// `manufacturer/model`.
    name: String,
    maker: String,
    model: String,
    slug: Option<String>,
    part_number: Option<String>,
    /// The line of the model.
    at: Span,
    hardware: Arc<Hardware>,
    inlets: Vec<Inlet>,
    /// What was wrong while it was read.
    problems: Vec<Problem>,
}

/// A type that was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// `manufacturer/model`, as the library writes it.
    pub name: String,
    /// What its devices have in common.
    pub hardware: Arc<Hardware>,
    /// The line of its model.
    pub at: Span,
}

/// Types of devices and modules, by their names.
#[derive(Debug, Default)]
pub struct Library {
    types: Vec<Type>,
    names: Names,
    /// What belongs to no type: files without one, and types of one name.
    loose: Vec<Problem>,
}

impl Library {
    /// Reads files, each with the class of the types in it. What cannot be read becomes a problem; everything else
    /// goes on.
    #[must_use]
    pub fn read(files: &Files, sources: &[(FileId, Class)]) -> Self {
        let mut library = Self::default();
        for (file, class) in sources {
            let (types, loose) = read::file(files, *file, *class);
            library.types.extend(types);
            library.loose.extend(loose);
        }
        let twice;
        (library.names, twice) = Names::of(&library.types);
        library.loose.extend(twice);
        library
    }

    /// The device type of a name as people type it: `Dell/PowerEdge R740`, in any case, or with the part number for
    /// the model, or a slug. The model or part number alone will do where only one type has it.
    #[must_use]
    pub fn find(&self, kind: &str) -> Option<Found> {
        let found = self.named(kind)?;
        Some(Found {
            name: found.name.clone(),
            hardware: Arc::clone(&found.hardware),
            at: found.at,
        })
    }

    /// The nearest name of a device type to one that [`Library::find`] does not find.
    #[must_use]
    pub fn nearest(&self, kind: &str) -> Option<String> {
        let devices = || self.types.iter().filter(|one| one.class == Class::Device);
        let names = devices().map(|one| one.name.as_str());
        let models = || devices().map(|one| one.model.as_str());
        nearest(kind, names)
            .map(str::to_owned)
            .or_else(|| self.named(nearest(kind, models())?).map(|one| one.name.clone()))
    }

    /// How many types of a class there are.
    #[must_use]
    pub fn count(&self, class: Class) -> usize {
        self.types.iter().filter(|one| one.class == class).count()
    }

    /// Whether there is no type in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    fn named(&self, kind: &str) -> Option<&Type> {
        self.types.get(self.names.find(kind)?)
    }
}
