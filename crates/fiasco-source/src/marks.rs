//! Who read what: every entry is unread until an importer uses it or calls it irrelevant.
//!
//! What stays unread at the end was not understood, and a person should hear of it. A mark belongs
//! to the entry as written, so an entry that is merged or reached by alias shares it.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::atomic::Ordering;

use crate::files::Span;
use crate::node::{Entry, Kind, Node};
use crate::tree::{EntryData, NONE, Shape, Tree};

/// Nobody asked for the entry.
pub(crate) const UNREAD: u8 = 0;
const USED: u8 = 1;
const IRRELEVANT: u8 = 2;
/// The entry is a merge key: not an entry anybody can ask for, but what it holds may be read.
pub(crate) const MERGE: u8 = 3;

/// An entry nobody read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// The keys on the way to the entry: `services.web.ports[0].target`.
    pub path: String,
    /// The key.
    pub span: Span,
}

impl Entry<'_, '_> {
    /// Notes that somebody read the entry. Used wins over irrelevant.
    pub fn mark_used(&self) {
        self.set(USED);
    }

    /// Notes that neither the entry nor anything under it matters, unless it was used.
    pub fn mark_irrelevant(&self) {
        if self.mark() == UNREAD {
            self.set(IRRELEVANT);
        }
    }

    /// Whether the entry itself was marked as used.
    #[must_use]
    pub fn is_used(&self) -> bool {
        self.mark() == USED
    }

    fn mark(&self) -> u8 {
        self.value
            .tree
            .entries
            .get(self.index as usize)
            .map_or(UNREAD, EntryData::mark)
    }

    fn set(&self, mark: u8) {
        if let Some(entry) = self.value.tree.entries.get(self.index as usize) {
            entry.mark.store(mark, Ordering::Relaxed);
        }
    }
}

impl Node<'_, '_> {
    /// Marks the entries of these keys as irrelevant.
    pub fn irrelevant(self, keys: &[&str]) {
        self.entries()
            .filter(|entry| keys.contains(&entry.key))
            .for_each(|entry| entry.mark_irrelevant());
    }

    /// Marks the entries whose keys start with a prefix as irrelevant.
    pub fn irrelevant_prefix(self, prefix: &str) {
        let entries = self.entries().filter(|entry| entry.key.starts_with(prefix));
        entries.for_each(|entry| entry.mark_irrelevant());
    }

    /// Marks every entry in and under the node as used.
    pub fn mark_all_used(self) {
        // Only what is reached through an alias or a merge can be reached twice, and has to be
        // remembered: following every path through a web of aliases could take forever.
        let mut visited = HashSet::new();
        let mut open = vec![(self, false)];
        while let Some((node, merged)) = open.pop() {
            let again = (merged || node.via != NONE) && !visited.insert(node.id);
            if again || node.kind() == Kind::Scalar {
                continue;
            }
            open.extend(node.items().map(|item| (item, false)));
            for entry in node.entries() {
                entry.mark_used();
                open.push((entry.value, entry.merged));
            }
        }
    }
}

/// Where the walk through the tree stands in one list or map.
struct Level {
    children: std::ops::Range<u32>,
    /// The node of a list; its items are children.
    list: Option<u32>,
    /// The path to the node.
    path: usize,
}

impl Tree<'_> {
    /// The topmost unread entries in the order of the file.
    ///
    /// An entry counts as read if it was used, or something under it was: whoever read a part of
    /// it knew it. What is irrelevant, or under something irrelevant, does not count.
    #[must_use]
    pub fn unread(&self) -> Vec<Unread> {
        // Most files are understood, and then nothing has to be walked.
        if self.entries.iter().all(|entry| entry.mark() != UNREAD) {
            return Vec::new();
        }
        let touched = self.touched();
        let mut found = Vec::new();
        let mut path = String::new();
        for root in &self.documents {
            path.clear();
            let mut levels: Vec<Level> = self.level(*root, 0).into_iter().collect();
            while let Some(level) = levels.last_mut() {
                path.truncate(level.path);
                let Some(child) = level.children.next() else {
                    levels.pop();
                    continue;
                };
                let next = match level.list {
                    Some(list) => self.step_into_item(list, child, &mut path),
                    None => self.step_into_entry(child, &mut path, &touched, &mut found),
                };
                levels.extend(next.and_then(|id| self.level(id, path.len())));
            }
        }
        found
    }

    fn level(&self, id: u32, path: usize) -> Option<Level> {
        let node = self.node(id);
        match node.shape {
            Shape::List => Some(Level {
                children: 0..node.b,
                list: Some(id),
                path,
            }),
            Shape::Map | Shape::MergedMap => Some(Level {
                children: self.own_entries(id),
                list: None,
                path,
            }),
            _ => None,
        }
    }

    fn step_into_item(&self, list: u32, index: u32, path: &mut String) -> Option<u32> {
        let item = self.item_ids(list).get(index as usize)?;
        // Writing to a `String` cannot fail.
        let _ = write!(path, "[{index}]");
        Some(*item)
    }

    fn step_into_entry(
        &self,
        index: u32,
        path: &mut String,
        touched: &[bool],
        found: &mut Vec<Unread>,
    ) -> Option<u32> {
        let entry = self.entries.get(index as usize)?;
        let mark = entry.mark();
        if mark == MERGE {
            return Some(entry.value);
        }
        if mark == IRRELEVANT {
            return None;
        }
        push_key(path, self.text(self.resolve(entry.key).0));
        if mark == USED || touched.get(entry.value as usize) == Some(&true) {
            return Some(entry.value);
        }
        found.push(Unread {
            path: path.clone(),
            span: self.span(entry.key),
        });
        None
    }

    /// For every node whether anything in it was marked. One pass: children have larger numbers
    /// than their parents.
    fn touched(&self) -> Vec<bool> {
        let mut touched = vec![false; self.nodes.len()];
        for entry in self.entries.iter().filter(|entry| entry.mark() == USED) {
            // Who uses an alias uses its definition.
            let (target, alias) = self.resolve(entry.value);
            if let Some(place) = touched.get_mut(target as usize)
                && alias != NONE
            {
                *place = true;
            }
        }
        for id in (0..crate::files::count(self.nodes.len())).rev() {
            let is = |id: u32| touched.get(id as usize) == Some(&true);
            let inside = self.item_ids(id).iter().any(|item| is(*item))
                || self.own_entries(id).any(|index| {
                    let entry = self.entries.get(index as usize);
                    entry.is_some_and(|entry| matches!(entry.mark(), USED | IRRELEVANT) || is(entry.value))
                });
            if let (Some(place), true) = (touched.get_mut(id as usize), inside) {
                *place = true;
            }
        }
        touched
    }
}

/// Adds a key to a path; keys that would be misread in one are quoted.
fn push_key(path: &mut String, key: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    if key.is_empty() || key.contains(['.', '[', ']', '"', ' ', '\n']) {
        let _ = write!(path, "{key:?}");
    } else {
        path.push_str(key);
    }
}
