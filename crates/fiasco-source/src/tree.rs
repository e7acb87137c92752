//! The tree every syntax is read into: flat vectors of nodes. [`Node`] handles walk them.
//!
//! Nodes are named by index. An alias is a node of its own that points at its definition, so
//! nothing is copied, and a handle resolves it on the way. Nothing here recurses: a tree of any
//! depth is walked and dropped in constant stack.

use std::ops::Range;
use std::sync::atomic::{AtomicU8, Ordering};

use crate::files::{FileId, Span};
use crate::node::{Kind, Node};

/// "No node" where an index would stand.
pub(crate) const NONE: u32 = u32::MAX;

/// What was read from one file.
#[derive(Debug)]
pub struct Tree<'a> {
    pub(crate) file: FileId,
    pub(crate) source: &'a str,
    /// Every text that does not stand in the file as such (escapes, folded lines), end to end.
    pub(crate) own: String,
    pub(crate) nodes: Vec<NodeData>,
    pub(crate) items: Vec<u32>,
    pub(crate) entries: Vec<EntryData>,
    pub(crate) merged: Vec<MergedMap>,
    pub(crate) effective: Vec<Effective>,
    /// Sorted by node, because nodes are numbered in the order of reading.
    pub(crate) tags: Vec<(u32, String)>,
    pub(crate) documents: Vec<u32>,
}

/// One node. What `a` and `b` mean depends on the shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NodeData {
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) a: u32,
    pub(crate) b: u32,
    pub(crate) shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Unquoted text at `a..b` of the file.
    Plain,
    /// Quoted text at `a..b` of the file.
    Quoted,
    /// Unquoted text at `a..b` of [`Tree::own`].
    PlainOwn,
    /// Quoted text at `a..b` of [`Tree::own`].
    QuotedOwn,
    /// Text at `a..b` of the file that merges its value into the map when it is a key.
    MergeKey,
    /// Stands in for something that was refused; reads as null.
    Void,
    /// `b` items from `a` on.
    List,
    /// `b` entries from `a` on.
    Map,
    /// A map with merged entries; `a` is its place in [`Tree::merged`].
    MergedMap,
    /// Another place of node `a`.
    Alias,
}

impl Shape {
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::List => Kind::List,
            Self::Map | Self::MergedMap => Kind::Map,
            _ => Kind::Scalar,
        }
    }
}

#[derive(Debug)]
pub(crate) struct EntryData {
    pub(crate) key: u32,
    pub(crate) value: u32,
    /// Atomic only so that a tree can be shared between threads; always relaxed.
    pub(crate) mark: AtomicU8,
}

/// A map that merges others: the entries as written, and the entries that count.
#[derive(Clone, Debug)]
pub(crate) struct MergedMap {
    pub(crate) own: Range<u32>,
    pub(crate) effective: Range<u32>,
}

/// An entry that counts in a merged map, and the alias that brought it ([`NONE`] if none did).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effective {
    pub(crate) entry: u32,
    pub(crate) via: u32,
}
impl<'a> Tree<'a> {
    /// The file that was read.
    #[must_use]
    pub fn file(&self) -> FileId {
        self.file
    }

    /// The root of every document, in order.
    pub fn documents(&self) -> impl ExactSizeIterator<Item = Node<'_, 'a>> {
        self.documents.iter().map(|id| Node {
            tree: self,
            id: *id,
            via: NONE,
        })
    }

    /// The number of nodes in the arena.
    #[must_use]
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The bytes of memory the tree holds, without the file itself: what is filled, not reserved.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        size_of_val(self.nodes.as_slice())
            + size_of_val(self.items.as_slice())
            + size_of_val(self.entries.as_slice())
            + size_of_val(self.merged.as_slice())
            + size_of_val(self.effective.as_slice())
            + size_of_val(self.documents.as_slice())
            + self.own.len()
            + self
                .tags
                .iter()
                .map(|(_, tag)| size_of::<(u32, String)>() + tag.len())
                .sum::<usize>()
    }

    /// The node of an index; a void one if there is none, which cannot happen.
    pub(crate) fn node(&self, id: u32) -> NodeData {
        const VOID: NodeData = NodeData {
            start: 0,
            end: 0,
            a: 0,
            b: 0,
            shape: Shape::Void,
        };
        self.nodes.get(id as usize).copied().unwrap_or(VOID)
    }

    /// The definition behind a node, and the alias that was followed for it. Aliases point at
    /// definitions, never at aliases, so one step is enough.
    pub(crate) fn resolve(&self, id: u32) -> (u32, u32) {
        let node = self.node(id);
        if node.shape == Shape::Alias {
            (node.a, id)
        } else {
            (id, NONE)
        }
    }

    pub(crate) fn span(&self, id: u32) -> Span {
        let node = self.node(id);
        Span::new(self.file, node.start, node.end)
    }

    pub(crate) fn text(&self, id: u32) -> &str {
        text_of(self.node(id), self.source, &self.own)
    }

    pub(crate) fn handle(&self, id: u32, via: u32) -> Node<'_, 'a> {
        let (id, alias) = self.resolve(id);
        // The outermost alias is the place of use, whatever its definition refers to in turn.
        Node {
            tree: self,
            id,
            via: if via == NONE { alias } else { via },
        }
    }

    /// The entries of a map as they are written: without merged ones, with the merge key.
    pub(crate) fn own_entries(&self, id: u32) -> Range<u32> {
        let node = self.node(id);
        match node.shape {
            Shape::Map => node.a..node.a.saturating_add(node.b),
            Shape::MergedMap => self
                .merged
                .get(node.a as usize)
                .map_or(0..0, |map| map.own.clone()),
            _ => 0..0,
        }
    }

    pub(crate) fn item_ids(&self, id: u32) -> &[u32] {
        let node = self.node(id);
        if node.shape != Shape::List {
            return &[];
        }
        let range = node.a as usize..node.a.saturating_add(node.b) as usize;
        self.items.get(range).unwrap_or_default()
    }
}

/// The text of a scalar, from the parts of a tree, so that others can be borrowed mutably.
pub(crate) fn text_of<'s>(node: NodeData, source: &'s str, own: &'s str) -> &'s str {
    let range = node.a as usize..node.b as usize;
    match node.shape {
        Shape::Plain | Shape::Quoted | Shape::MergeKey => source.get(range).unwrap_or_default(),
        Shape::PlainOwn | Shape::QuotedOwn => own.get(range).unwrap_or_default(),
        _ => "",
    }
}

impl EntryData {
    pub(crate) fn new(key: u32, value: u32, mark: u8) -> Self {
        Self {
            key,
            value,
            mark: AtomicU8::new(mark),
        }
    }

    pub(crate) fn mark(&self) -> u8 {
        self.mark.load(Ordering::Relaxed)
    }
}
