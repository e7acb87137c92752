//! # EST003 sources-disagree
//!
//! Two sources state the same fact differently.
//!
//! ## What breaks
//! Nothing by itself: the later source counts. But one of the two is wrong, and every wall that rests on the fact
//! is as wrong as it.
//!
//! ## Why growth brings it out
//! It does not. Growing by wrong numbers buys the wrong things, so it is told before anything is bought.
//!
//! ## How it is computed
//! 1 for a fact with two different values, against 0. Both places are cited, that which counts first.
//!
//! ## Example
//! ```yaml
//! devices:
//!   old-[1-2]: {cores: 4}
//!   old-2: {cores: 8}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:3:18: now EST003 sources-disagree: the number of cores of old-2 is 4 cores in one place and 8 cores in another; the later one counts; remove the one that is wrong [degrades]
//! ```
//!
//! ## When it stays quiet
//! Equal values, however they are written: 1024 MiB and 1 GiB are the same. It never fails a build.
//!
//! ## Fix
//! Find out which is right and remove the other.
//!
//! ## Undo
//! Put the removed line back.
//!
//! ## References
//! The order in which files are merged is that of the command line; see the book, *Files*.

use crate::est::Notes;
use crate::rule::{Class, Effect, Meta};
use fiasco_estate::NoteKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "EST003",
    name: "sources-disagree",
    class: Class::Smell,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "find out which is right and remove the other",
    undo: "put the removed line back",
    source: include_str!("est003_sources_disagree.rs"),
};

/// The rule.
pub static RULE: Notes = Notes {
    meta: &META,
    kind: NoteKind::Disagree,
};
