//! # EST001 unreadable
//!
//! A file, or a value in it, cannot be read.
//!
//! ## What breaks
//! A file that is not what its name says, that ends in the middle, or that has a value nothing can be made of:
//! `cores: many`. The tool the file is for refuses it too. The rest of it, and every other file, is still read.
//!
//! ## Why growth brings it out
//! It does not: it breaks as it stands, whatever the target. It stands first because every other answer lacks what
//! was not read.
//!
//! ## How it is computed
//! 1 for a part that cannot be read, against 0. The sentence says what was expected and what was found.
//!
//! ## Example
//! ```yaml
//! devices: {box: {cores: many}}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:1:24: now EST001 unreadable: expected a number of cores such as `4 cores`, found `many` [stops]
//! ```
//!
//! ## When it stays quiet
//! A file whose format is not known is listed as not read and is no finding. A key that is not understood is
//! EST002.
//!
//! ## Fix
//! Write the value as the sentence says it is expected.
//!
//! ## Undo
//! Restore the file as it was: `git checkout FILE`.
//!
//! ## References
//! The documentation of the format; for the native notation `fiasco rule` and the book.

use crate::est::Notes;
use crate::rule::{Class, Effect, Meta};
use fiasco_estate::NoteKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "EST001",
    name: "unreadable",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: true,
    attached: false,
    fix: "write the value as the message says it is expected",
    undo: "restore the file as it was",
    source: include_str!("est001_unreadable.rs"),
};

/// The rule.
pub static RULE: Notes = Notes {
    meta: &META,
    kind: NoteKind::Unreadable,
};
