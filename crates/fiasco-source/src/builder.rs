//! Builds a [`Tree`] from what any syntax says: a scalar, a list opens, it closes.
//!
//! The limits that protect everyone who walks the tree later belong to it, so that every syntax has
//! them: depth, and how large the tree becomes when aliases are followed.

mod limits;

use std::collections::HashMap;

use crate::files::{FileId, Files, count};
use crate::node::Kind;
use crate::problem::{Problem, Problems};
use crate::tree::{NodeData, Shape, Tree};

use limits::{Checkpoint, Extent};
pub use limits::{MAX_DEPTH, MAX_EXPANDED_NODES};
pub(crate) use limits::{Stop, char_at};

/// The style of a scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Quoted,
    /// As a key, merges its value into the map.
    Merge,
}

/// Where the text of a scalar comes from.
#[derive(Debug)]
pub(crate) enum Text<'s> {
    /// These bytes of the file.
    InFile(u32, u32),
    /// A text the file does not hold as such.
    Own(&'s str),
}

pub(crate) struct Builder<'a> {
    pub(crate) tree: Tree<'a>,
    pub(crate) files: &'a Files,
    pub(crate) problems: Problems,
    /// The children of every open list and map, in one stack.
    pub(crate) pending: Vec<u32>,
    /// The entries copied for merged maps so far.
    pub(crate) copied: u64,
    /// In how many lists and maps of the file stands what is read.
    pub(crate) under: usize,
    frames: Vec<Frame>,
    root: Option<u32>,
    /// Complete nodes that aliases may name.
    shared: HashMap<u32, Extent>,
    /// The nodes so far, with aliases followed.
    expanded: u64,
    /// The first key that the outermost map of the document repeats.
    pub(crate) repeated: Option<u32>,
    /// Whether the document was said to hold templates.
    pub(crate) templates: bool,
    checkpoint: Checkpoint,
}

struct Frame {
    node: u32,
    kind: Kind,
    /// Where its children start in the stack.
    from: usize,
    end: u32,
    /// The depth of what it holds.
    height: usize,
    expanded_before: u64,
    shared: bool,
}

impl<'a> Builder<'a> {
    pub(crate) fn new(files: &'a Files, file: FileId) -> Self {
        let source = files.text(file);
        // A node for every ten bytes is what dense configuration holds. Reserving is cheap, since
        // memory that is never written is never handed out; moving millions of nodes is not.
        let dense = source.len() / 10 + 16;
        let tree = Tree {
            file,
            source,
            own: String::new(),
            nodes: Vec::with_capacity(dense),
            items: Vec::with_capacity(dense / 8),
            entries: Vec::with_capacity(dense / 2),
            merged: Vec::new(),
            effective: Vec::new(),
            tags: Vec::new(),
            documents: Vec::new(),
        };
        Self {
            tree,
            files,
            problems: Problems::new(files.path(file)),
            pending: Vec::new(),
            copied: 0,
            under: 0,
            frames: Vec::new(),
            root: None,
            shared: HashMap::new(),
            expanded: 0,
            repeated: None,
            templates: false,
            checkpoint: Checkpoint::default(),
        }
    }

    pub(crate) fn begin_document(&mut self) {
        self.root = None;
        self.forget_shared();
        let tree = &self.tree;
        self.checkpoint = Checkpoint {
            own: tree.own.len(),
            nodes: tree.nodes.len(),
            items: tree.items.len(),
            entries: tree.entries.len(),
            merged: tree.merged.len(),
            effective: tree.effective.len(),
            tags: tree.tags.len(),
            expanded: self.expanded,
            told: self.problems.told(),
        };
    }

    pub(crate) fn end_document(&mut self) {
        self.tree.documents.extend(self.root.take());
        self.begin_document();
    }

    /// Whether what closes or opens next is the root of its document.
    pub(crate) fn is_at_root(&self) -> bool {
        self.frames.is_empty()
    }

    /// In how many lists and maps stands what comes next.
    pub(crate) fn depth(&self) -> usize {
        self.under + self.frames.len()
    }

    /// Whether a document is complete already.
    pub(crate) fn has_documents(&self) -> bool {
        !self.tree.documents.is_empty()
    }

    /// The nodes so far, with aliases followed.
    pub(crate) fn expanded(&self) -> u64 {
        self.expanded
    }

    pub(crate) fn finish(self) -> (Tree<'a>, Vec<Problem>) {
        (self.tree, self.problems.finish())
    }

    pub(crate) fn scalar(&mut self, start: u32, end: u32, text: &Text<'_>, style: Style) -> u32 {
        let (a, b, owned) = match text {
            Text::InFile(a, b) => (*a, *b, false),
            Text::Own(text) => {
                let a = count(self.tree.own.len());
                self.tree.own.push_str(text);
                (a, count(self.tree.own.len()), true)
            }
        };
        let shape = match (style, owned) {
            (Style::Merge, false) => Shape::MergeKey,
            (Style::Plain, false) => Shape::Plain,
            (Style::Quoted, false) => Shape::Quoted,
            (Style::Quoted, true) => Shape::QuotedOwn,
            (Style::Plain | Style::Merge, true) => Shape::PlainOwn,
        };
        self.leaf(NodeData {
            start,
            end,
            a,
            b,
            shape,
        })
    }

    /// A null where something had to be refused.
    pub(crate) fn void(&mut self, start: u32, end: u32) {
        self.leaf(NodeData {
            start,
            end,
            a: 0,
            b: 0,
            shape: Shape::Void,
        });
    }

    pub(crate) fn open(&mut self, kind: Kind, start: u32) -> Result<u32, Stop> {
        if self.depth() >= MAX_DEPTH {
            return Err(self.too_deep(start));
        }
        let expanded_before = self.expanded;
        let shape = if kind == Kind::List {
            Shape::List
        } else {
            Shape::Map
        };
        let node = self.leaf(NodeData {
            start,
            end: start,
            a: 0,
            b: 0,
            shape,
        });
        let from = self.pending.len();
        self.frames.push(Frame {
            node,
            kind,
            from,
            end: start,
            height: 0,
            expanded_before,
            shared: false,
        });
        Ok(node)
    }

    /// Closes the innermost list or map; it ends at `end`, or else with its last child.
    pub(crate) fn close(&mut self, end: Option<u32>) -> Result<(), Stop> {
        let Some(frame) = self.frames.pop() else {
            return Ok(());
        };
        let end = end.unwrap_or(frame.end);
        if let Some(node) = self.tree.nodes.get_mut(frame.node as usize) {
            node.end = end.max(node.start);
        }
        if frame.kind == Kind::Map {
            self.close_map(frame.node, frame.from)?;
        } else {
            self.close_list(frame.node, frame.from);
        }
        self.pending.truncate(frame.from);
        let extent = Extent {
            size: self.expanded - frame.expanded_before,
            height: frame.height + 1,
        };
        if frame.shared {
            self.shared.insert(frame.node, extent);
        }
        self.grow(end, extent.height);
        Ok(())
    }

    fn close_list(&mut self, list: u32, from: usize) {
        let children = self.pending.get(from..).unwrap_or_default();
        let a = count(self.tree.items.len());
        self.tree.items.extend_from_slice(children);
        if let Some(node) = self.tree.nodes.get_mut(list as usize) {
            *node = NodeData {
                a,
                b: count(children.len()),
                ..*node
            };
        }
    }

    /// Gives the last added node a tag.
    pub(crate) fn tag(&mut self, node: u32, tag: String) {
        self.tree.tags.push((node, tag));
    }

    /// Where the key ends whose value comes next, if a value comes next.
    pub(crate) fn open_key_end(&self) -> Option<u32> {
        let frame = self.frames.last().filter(|frame| frame.kind == Kind::Map)?;
        let is_value = (self.pending.len() - frame.from) % 2 == 1;
        is_value.then(|| {
            self.pending
                .last()
                .map_or(frame.end, |key| self.tree.node(*key).end)
        })
    }

    /// Adds a node to what is open.
    fn leaf(&mut self, node: NodeData) -> u32 {
        let id = count(self.tree.nodes.len());
        self.tree.nodes.push(node);
        self.expanded = self.expanded.saturating_add(1);
        match self.frames.last_mut() {
            Some(frame) => {
                frame.end = frame.end.max(node.end);
                self.pending.push(id);
            }
            None => self.root = Some(id),
        }
        id
    }

    /// Tells what is open about a child that ends at `end` and is `height` deep.
    fn grow(&mut self, end: u32, height: usize) {
        if let Some(frame) = self.frames.last_mut() {
            frame.end = frame.end.max(end);
            frame.height = frame.height.max(height);
        }
    }
}
