//! Files, spans and one spanned, syntax-free tree for every configuration syntax.
//!
//! Callers hand in bytes ([`Files::add`]), a reader of one syntax turns a file into a [`Tree`]
//! ([`yaml::read`], [`json::read`]), and importers walk [`Node`] handles. Every node and every key knows where it
//! stands in its file, and every map entry remembers whether somebody read it, so that an importer
//! can say what it did not understand ([`Tree::unread`]). Comments are no part of a tree; the
//! instructions in them are found apart ([`directives`]).
//!
//! The crate never touches the file system and never prints. Its input is hostile until proven
//! otherwise: sizes, depth and alias expansion are bounded, and nothing here recurses.

mod builder;
mod comments;
mod files;
pub mod json;
mod marks;
mod merge;
mod node;
mod problem;
mod suggest;
mod tree;
pub mod yaml;

pub use builder::{MAX_DEPTH, MAX_EXPANDED_NODES};
pub use comments::{Comment, Directive, comments, directives};
pub use files::{FileId, Files, MAX_FILE_BYTES, Place, Span};
pub use marks::Unread;
pub use node::{Entries, Entry, Items, Kind, Node};
pub use problem::{MAX_PROBLEMS, Problem};
pub use suggest::{distance, nearest};
pub use tree::Tree;
