//! # EST004 dangling-reference
//!
//! A name is used and nothing has it.
//!
//! ## What breaks
//! A service that runs on a device nobody describes, calls a service that does not exist, or joins a network that
//! is not there; or a device of a type that the device library does not have. What the reference leads to is left out
//! of every other check.
//!
//! ## Why growth brings it out
//! It does not. It is told because a missing edge hides the load that would flow along it.
//!
//! ## How it is computed
//! 1 for a name that leads nowhere, against 0. The nearest existing name is given where one is near.
//!
//! ## Example
//! ```yaml
//! devices: {box: {cores: 4}}
//! services: {web: {runs: bix}}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:2:24: now EST004 dangling-reference: `bix` is not a device here; did you mean `box`? [degrades]
//! ```
//!
//! ## When it stays quiet
//! Networks and volumes that say `external: true`, and every name listed under `outside:`: those are elsewhere by
//! declaration. Types of devices where no device library was given. It never fails a build.
//!
//! ## Fix
//! Correct the name, describe what it names, or list it under `outside:`.
//!
//! ## Undo
//! Put the name back as it was.
//!
//! ## References
//! The book, *The native notation*, for `outside:`.

use crate::est::Notes;
use crate::rule::{Class, Effect, Meta};
use fiasco_estate::NoteKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "EST004",
    name: "dangling-reference",
    class: Class::Smell,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "correct the name, describe what it names, or list it under outside:",
    undo: "put the name back as it was",
    source: include_str!("est004_dangling_reference.rs"),
};

/// The rule.
pub static RULE: Notes = Notes {
    meta: &META,
    kind: NoteKind::Dangling,
};
