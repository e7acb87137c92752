//! What a builder refuses: trees too deep, and trees that aliases make too large.
//!
//! Aliases are where both hide, so naming them lives here as well.

use std::collections::HashMap;

use crate::builder::Builder;
use crate::files::{FileId, Span, count};
use crate::problem::{Problem, Told};
use crate::tree::{NodeData, Shape};

/// The deepest nesting of lists and maps that is read, aliases included.
pub const MAX_DEPTH: usize = 200;

/// How many nodes more than the file holds its aliases may stand for when they are followed.
pub const MAX_EXPANDED_NODES: u64 = 10_000_000;

/// Reading has to stop; the problem is noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The rest of the document is not to be read.
    Document,
    /// The rest of the file is not to be read.
    File,
}

/// What following an alias amounts to.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) size: u64,
    pub(super) height: usize,
}

/// How long everything was when the document began.
#[derive(Clone, Copy, Default)]
pub(super) struct Checkpoint {
    pub(super) own: usize,
    pub(super) nodes: usize,
    pub(super) items: usize,
    pub(super) entries: usize,
    pub(super) merged: usize,
    pub(super) effective: usize,
    pub(super) tags: usize,
    pub(super) expanded: u64,
    pub(super) told: Told,
}

impl Builder<'_> {
    /// Forgets the document that is not complete.
    pub(crate) fn abandon_document(&mut self) {
        let Checkpoint {
            own,
            nodes,
            items,
            entries,
            merged,
            effective,
            tags,
            expanded,
            told: _,
        } = self.checkpoint;
        self.tree.own.truncate(own);
        self.tree.nodes.truncate(nodes);
        self.tree.items.truncate(items);
        self.tree.entries.truncate(entries);
        self.tree.merged.truncate(merged);
        self.tree.effective.truncate(effective);
        self.tree.tags.truncate(tags);
        self.expanded = expanded;
        self.frames.clear();
        self.pending.clear();
        self.root = None;
        self.forget_shared();
    }

    /// Forgets the document that is not complete and what was said about it: it is read again.
    pub(crate) fn take_back_document(&mut self) {
        self.problems.take_back(self.checkpoint.told);
        self.abandon_document();
    }

    /// Aliases reach no further than their document, and the numbers of forgotten nodes are given
    /// again. A new table, because clearing one costs as much as the largest it ever was.
    pub(super) fn forget_shared(&mut self) {
        if !self.shared.is_empty() {
            self.shared = HashMap::new();
        }
        self.repeated = None;
        self.templates = false;
    }

    /// Forgets the whole file and says why.
    pub(crate) fn refuse(&mut self, make: impl FnOnce(&str) -> Problem) -> Stop {
        self.checkpoint = Checkpoint::default();
        self.abandon_document();
        self.tree.documents.clear();
        self.problems.add_break(make);
        Stop::File
    }

    /// Allows aliases to name a node. Called right after the node was added or opened.
    pub(crate) fn share(&mut self, node: u32) {
        match self.frames.last_mut() {
            Some(frame) if frame.node == node => frame.shared = true,
            _ => {
                self.shared.insert(node, Extent { size: 1, height: 0 });
            }
        }
    }

    /// Another place of a shared node, named `name` by the file.
    pub(crate) fn alias(&mut self, target: u32, start: u32, end: u32, name: &str) -> Result<(), Stop> {
        let span = Span::new(self.tree.file, start, end);
        let defined = self.tree.span(target);
        let Some(extent) = self.shared.get(&target).copied() else {
            let message = format!("`{name}` is used inside its own definition");
            self.problems.add(|path| {
                Problem::at(path, span, message).with_related(defined, "the definition starts here")
            });
            self.void(start, end);
            return Ok(());
        };
        if self.depth() + extent.height > MAX_DEPTH {
            return Err(self.too_deep(start));
        }
        self.leaf(NodeData {
            start,
            end,
            a: target,
            b: 0,
            shape: Shape::Alias,
        });
        self.grow(end, extent.height);
        // The alias node itself was counted as one.
        self.expanded = self.expanded.saturating_add(extent.size - 1);
        let real = self.tree.nodes.len() as u64;
        if self.expanded - real.min(self.expanded) > MAX_EXPANDED_NODES {
            let expanded = self.expanded;
            return Err(self.refuse(|path| {
                let message = format!(
                    "aliases blow the file up: at `{name}`, {real} values stand for {expanded}; \
                     at most {MAX_EXPANDED_NODES} more than written are read"
                );
                Problem::at(path, span, message).with_related(defined, format!("`{name}` is defined here"))
            }));
        }
        Ok(())
    }

    pub(super) fn too_deep(&mut self, start: u32) -> Stop {
        let span = char_at(self.tree.file, self.tree.source, start);
        self.problems.add_break(|path| {
            Problem::at(
                path,
                span,
                format!("nested deeper than {MAX_DEPTH} levels; the document is not read"),
            )
        });
        self.abandon_document();
        Stop::Document
    }
}

/// The span of the character at an offset; empty at the end of the file.
pub(crate) fn char_at(file: FileId, source: &str, at: u32) -> Span {
    let start = source.floor_char_boundary(at as usize);
    let len = source
        .get(start..)
        .and_then(|rest| rest.chars().next())
        .map_or(0, char::len_utf8);
    Span::new(file, count(start), count(start + len))
}
