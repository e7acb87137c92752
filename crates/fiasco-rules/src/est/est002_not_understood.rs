//! # EST002 not-understood
//!
//! A key means nothing to fiasco, so what it says was not taken into account.
//!
//! ## What breaks
//! Nothing breaks. Something was said and not heard: a misspelled key, a key at the wrong place, or one that is
//! newer than this version.
//!
//! ## Why growth brings it out
//! It does not. It is told because a limit or a demand may hide behind it, and then a wall would be missing.
//!
//! ## How it is computed
//! 1 for a key that nobody read, against 0. The nearest known key is named where one is near.
//!
//! ## Example
//! ```yaml
//! devices: {box: {cors: 4}}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:1:17: now EST002 not-understood: `devices.box.cors` is not understood; did you mean `cores`? [degrades]
//! ```
//!
//! ## When it stays quiet
//! Keys known to be irrelevant to what grows (health checks, labels, everything that begins with `x-`) are not
//! counted. It never fails a build.
//!
//! ## Fix
//! Correct the spelling, move the key, or begin it with `x-` when it is for somebody else.
//!
//! ## Undo
//! Put the key back as it was.
//!
//! ## References
//! The keys of the native notation are listed in the book; those of other formats in their documentation.

use crate::est::Notes;
use crate::rule::{Class, Effect, Meta};
use fiasco_estate::NoteKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "EST002",
    name: "not-understood",
    class: Class::Smell,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "correct the key, or begin it with x- when it is for somebody else",
    undo: "put the key back as it was",
    source: include_str!("est002_not_understood.rs"),
};

/// The rule.
pub static RULE: Notes = Notes {
    meta: &META,
    kind: NoteKind::NotUnderstood,
};
