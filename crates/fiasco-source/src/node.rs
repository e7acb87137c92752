//! Handles to nodes: how importers walk a tree.
//!
//! A handle follows aliases silently and remembers that it did, so that an importer need not know
//! about them, and a message can still name the place of use.

use std::ops::Range;

use crate::files::Span;
use crate::tree::{NONE, NodeData, Shape, Tree};

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A text; numbers, booleans and null are texts too until somebody reads them as such.
    Scalar,
    /// A list of nodes.
    List,
    /// Keys with values.
    Map,
}

/// A handle to a node; cheap to copy.
#[derive(Clone, Copy)]
pub struct Node<'t, 'a> {
    pub(crate) tree: &'t Tree<'a>,
    pub(crate) id: u32,
    /// The alias through which the node was reached.
    pub(crate) via: u32,
}

/// An entry of a map.
#[derive(Clone, Copy, Debug)]
pub struct Entry<'t, 'a> {
    /// The key.
    pub key: &'t str,
    /// Where the key is written; for a merged entry that is in the map it comes from.
    pub key_span: Span,
    /// The value.
    pub value: Node<'t, 'a>,
    pub(crate) index: u32,
    pub(crate) merged: bool,
}

impl<'t, 'a> Node<'t, 'a> {
    /// Where the node is written. For a node reached through an alias: where it is defined.
    #[must_use]
    pub fn span(self) -> Span {
        self.tree.span(self.id)
    }

    /// Where the node is used: the alias through which it (or what holds it) was reached, the
    /// outermost if there are several, or else its own span.
    #[must_use]
    pub fn used_at(self) -> Span {
        self.alias().unwrap_or_else(|| self.span())
    }

    /// The alias through which the node was reached, if it was.
    #[must_use]
    pub fn alias(self) -> Option<Span> {
        (self.via != NONE).then(|| self.tree.span(self.via))
    }

    /// What the node is.
    #[must_use]
    pub fn kind(self) -> Kind {
        self.data().shape.kind()
    }

    /// The text of a scalar, exactly as typed or, if quoted, as meant.
    #[must_use]
    pub fn text(self) -> Option<&'t str> {
        (self.kind() == Kind::Scalar).then(|| self.tree.text(self.id))
    }

    /// Whether the node is a scalar in quotes or another style that can only mean text.
    #[must_use]
    pub fn is_quoted(self) -> bool {
        matches!(self.data().shape, Shape::Quoted | Shape::QuotedOwn)
    }

    /// Whether the node says "nothing": unquoted and empty, `null` or `~`.
    #[must_use]
    pub fn is_null(self) -> bool {
        let text = self.text();
        !self.is_quoted() && matches!(text, Some("" | "~" | "null" | "Null" | "NULL"))
    }

    /// The tag, such as `!reset` or `!!str`.
    #[must_use]
    pub fn tag(self) -> Option<&'t str> {
        let found = self
            .tree
            .tags
            .binary_search_by_key(&self.id, |(node, _)| *node)
            .ok()?;
        self.tree.tags.get(found).map(|(_, tag)| tag.as_str())
    }

    /// The items of a list; none if the node is not a list.
    #[must_use]
    pub fn items(self) -> Items<'t, 'a> {
        Items {
            tree: self.tree,
            ids: self.tree.item_ids(self.id).iter(),
            via: self.via,
        }
    }

    /// The entries of a map, merged ones last; none if the node is not a map.
    #[must_use]
    pub fn entries(self) -> Entries<'t, 'a> {
        let node = self.data();
        let merged = (node.shape == Shape::MergedMap).then_some(node.a as usize);
        match merged.and_then(|index| self.tree.merged.get(index)) {
            Some(map) => Entries {
                map: self,
                range: map.effective.clone(),
                merged: true,
            },
            None => Entries {
                map: self,
                range: self.tree.own_entries(self.id),
                merged: false,
            },
        }
    }

    /// The value of a key, marking the entry as used. Searches the map from its start: walk
    /// [`Node::entries`] instead of asking a huge map for many keys.
    #[must_use]
    pub fn get(self, key: &str) -> Option<Self> {
        let entry = self.find(key)?;
        entry.mark_used();
        Some(entry.value)
    }

    /// The value of a key, without marking the entry.
    #[must_use]
    pub fn peek(self, key: &str) -> Option<Self> {
        self.find(key).map(|entry| entry.value)
    }

    /// The entry of a key, without marking it.
    #[must_use]
    pub fn find(self, key: &str) -> Option<Entry<'t, 'a>> {
        self.entries().find(|entry| entry.key == key)
    }

    fn data(self) -> NodeData {
        self.tree.node(self.id)
    }
}

impl std::fmt::Debug for Node<'_, '_> {
    /// Shows the node, not the whole tree it belongs to.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let span = self.span();
        write!(f, "{:?}({}..{})", self.kind(), span.start, span.end)
    }
}

impl Entry<'_, '_> {
    /// Whether the entry was merged in from another map.
    #[must_use]
    pub fn is_merged(&self) -> bool {
        self.merged
    }
}

/// The items of a list.
#[derive(Clone, Debug)]
pub struct Items<'t, 'a> {
    tree: &'t Tree<'a>,
    ids: std::slice::Iter<'t, u32>,
    via: u32,
}

impl<'t, 'a> Iterator for Items<'t, 'a> {
    type Item = Node<'t, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        self.ids.next().map(|id| self.tree.handle(*id, self.via))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

impl ExactSizeIterator for Items<'_, '_> {}

/// The entries of a map.
#[derive(Clone, Debug)]
pub struct Entries<'t, 'a> {
    map: Node<'t, 'a>,
    range: Range<u32>,
    /// Whether the range is one of [`Tree::effective`] and not of [`Tree::entries`].
    merged: bool,
}

impl<'t, 'a> Iterator for Entries<'t, 'a> {
    type Item = Entry<'t, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let tree = self.map.tree;
        let index = self.range.next()?;
        let (index, via) = if self.merged {
            let effective = tree.effective.get(index as usize)?;
            (effective.entry, effective.via)
        } else {
            (index, NONE)
        };
        let entry = tree.entries.get(index as usize)?;
        let via = if self.map.via == NONE { via } else { self.map.via };
        let (key, _) = tree.resolve(entry.key);
        Some(Entry {
            key: tree.text(key),
            key_span: tree.span(entry.key),
            value: tree.handle(entry.value, via),
            index,
            merged: self.merged && !tree.own_entries(self.map.id).contains(&index),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl ExactSizeIterator for Entries<'_, '_> {}
