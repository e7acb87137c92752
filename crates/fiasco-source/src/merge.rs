//! What happens when a map closes: keys are checked, duplicates dropped, other maps merged in.

use std::collections::{HashMap, HashSet};

use crate::builder::{Builder, MAX_EXPANDED_NODES, Stop};
use crate::files::{Files, Span, count};
use crate::marks::{MERGE, UNREAD};
use crate::node::Kind;
use crate::problem::Problem;
use crate::tree::{Effective, EntryData, MergedMap, NONE, NodeData, Shape, Tree, text_of};

/// What is said where the braces of a template stand.
pub(crate) const UNRENDERED: &str = "this looks like a template that was not rendered";

/// What to do about it.
pub(crate) const RENDER: &str = "render it first, for instance with `helm template`, and check the result";

/// Up to this many entries a scan over the keys is faster than hashing them.
const SMALL_MAP: usize = 16;

impl Builder<'_> {
    /// Turns the pending nodes from `from` on (key, value, key, value) into the entries of a map.
    pub(crate) fn close_map(&mut self, map: u32, from: usize) -> Result<(), Stop> {
        let first = count(self.tree.entries.len());
        let merges = self.push_entries(from);
        let own = first..count(self.tree.entries.len());
        let (shape, a, b) = if merges {
            let effective = self.merge(own.clone())?;
            self.tree.merged.push(MergedMap { own, effective });
            (Shape::MergedMap, count(self.tree.merged.len() - 1), 0)
        } else {
            (Shape::Map, own.start, own.end - own.start)
        };
        if let Some(node) = self.tree.nodes.get_mut(map as usize) {
            *node = NodeData { shape, a, b, ..*node };
        }
        Ok(())
    }

    /// Stores the entries whose keys are texts and new to the map; says whether one is a merge key.
    fn push_entries(&mut self, from: usize) -> bool {
        let at_root = self.is_at_root();
        let Tree {
            nodes,
            entries,
            source,
            own,
            file,
            ..
        } = &mut self.tree;
        let node = |id: u32| {
            let node = nodes.get(id as usize)?;
            if node.shape == Shape::Alias {
                nodes.get(node.a as usize)
            } else {
                Some(node)
            }
        };
        let key_of = |id: u32| node(id).map_or("", |node| text_of(*node, source, own));
        let span_of = |id: u32| {
            nodes
                .get(id as usize)
                .map_or(Span::new(*file, 0, 0), |n| Span::new(*file, n.start, n.end))
        };
        let first = entries.len();
        let mut large: HashMap<&str, u32> = HashMap::new();
        let mut merges = false;
        for pair in self.pending.get(from..).unwrap_or_default().chunks_exact(2) {
            let &[key, value] = pair else { continue };
            let shape = node(key).map_or(Shape::Void, |node| node.shape);
            if shape.kind() != Kind::Scalar {
                let span = span_of(key);
                if is_template(source, span) {
                    // One file has hundreds of them: say it once.
                    if !self.templates {
                        self.problems.add(|path| template(path, span));
                    }
                    self.templates = true;
                    continue;
                }
                // A key that is a map with such a key itself starts at the same place: say it once.
                if self.problems.last_start() != Some(span.start) {
                    self.problems.add(|path| not_text(path, span));
                }
                continue;
            }
            let text = key_of(key);
            let known = entries.get(first..).unwrap_or_default();
            let earlier = if known.len() < SMALL_MAP {
                known
                    .iter()
                    .find(|entry| key_of(entry.key) == text)
                    .map(|entry| entry.key)
            } else {
                if large.is_empty() {
                    large.extend(known.iter().map(|entry| (key_of(entry.key), entry.key)));
                }
                large.get(text).copied()
            };
            if let Some(earlier) = earlier {
                let files = self.files;
                if at_root && self.repeated.is_none() {
                    self.repeated = Some(span_of(key).start);
                }
                self.problems
                    .add(|path| twice(path, files, text, span_of(earlier), span_of(key)));
                continue;
            }
            if !large.is_empty() {
                large.insert(text, key);
            }
            merges |= shape == Shape::MergeKey;
            let mark = if shape == Shape::MergeKey { MERGE } else { UNREAD };
            entries.push(EntryData::new(key, value, mark));
        }
        merges
    }

    /// The entries that count in a map: its own, then what it merges and does not have yet.
    fn merge(&mut self, own: std::ops::Range<u32>) -> Result<std::ops::Range<u32>, Stop> {
        let first = count(self.tree.effective.len());
        let mut candidates: Vec<Effective> = Vec::new();
        let mut sources: Vec<(u32, u32)> = Vec::new();
        for index in own {
            let Some(entry) = self.tree.entries.get(index as usize) else {
                continue;
            };
            let (key, value) = (entry.key, entry.value);
            if entry.mark() == MERGE {
                self.check_merge_value(key, value);
                sources.extend(self.merge_sources(value));
            } else {
                candidates.push(Effective {
                    entry: index,
                    via: NONE,
                });
            }
        }
        for (source, via) in sources {
            let node = self.tree.node(source);
            if node.shape == Shape::MergedMap {
                let range = self
                    .tree
                    .merged
                    .get(node.a as usize)
                    .map_or(0..0, |map| map.effective.clone());
                let range = range.start as usize..range.end as usize;
                let merged = self.tree.effective.get(range).unwrap_or_default();
                let outer = |inner: u32| if via == NONE { inner } else { via };
                candidates.extend(merged.iter().map(|e| Effective {
                    entry: e.entry,
                    via: outer(e.via),
                }));
            } else {
                candidates.extend(
                    self.tree
                        .own_entries(source)
                        .map(|entry| Effective { entry, via }),
                );
            }
            if self.copied + candidates.len() as u64 > MAX_EXPANDED_NODES {
                return Err(self.refuse_copies(source));
            }
        }
        self.copied += candidates.len() as u64;
        let Tree {
            nodes,
            entries,
            source,
            own,
            effective,
            ..
        } = &mut self.tree;
        let mut seen: HashSet<&str> = HashSet::with_capacity(candidates.len());
        for candidate in candidates {
            let key = entries
                .get(candidate.entry as usize)
                .and_then(|entry| nodes.get(entry.key as usize));
            let key = key.and_then(|key| {
                if key.shape == Shape::Alias {
                    nodes.get(key.a as usize)
                } else {
                    Some(key)
                }
            });
            if seen.insert(key.map_or("", |key| text_of(*key, source, own))) {
                effective.push(candidate);
            }
        }
        Ok(first..count(self.tree.effective.len()))
    }

    /// The maps a merge value stands for, each with the alias it was named by.
    fn merge_sources(&self, value: u32) -> Vec<(u32, u32)> {
        let (target, via) = self.tree.resolve(value);
        match self.tree.node(target).shape {
            Shape::Map | Shape::MergedMap => vec![(target, via)],
            Shape::List => self
                .tree
                .item_ids(target)
                .iter()
                .map(|item| self.tree.resolve(*item))
                .map(|(map, inner)| (map, if via == NONE { inner } else { via }))
                .collect(),
            _ => Vec::new(),
        }
    }

    /// Says what is wrong with the values of merge keys. Apart from the merging, which only needs
    /// to skip what it cannot use.
    fn check_merge_value(&mut self, key: u32, value: u32) {
        let is_map = |id: u32| {
            let shape = self.tree.node(self.tree.resolve(id).0).shape;
            // A void stands for something that was complained about already.
            shape.kind() == Kind::Map || shape == Shape::Void
        };
        let (target, _) = self.tree.resolve(value);
        let bad = match self.tree.node(target).shape {
            Shape::List => self
                .tree
                .item_ids(target)
                .iter()
                .copied()
                .find(|item| !is_map(*item)),
            _ => (!is_map(value)).then_some(value),
        };
        if let Some(bad) = bad {
            let (span, name) = (self.tree.span(bad), self.tree.text(key).to_owned());
            self.problems.add(|path| {
                Problem::at(
                    path,
                    span,
                    format!("`{name}` merges maps: expected a map or a list of maps"),
                )
            });
        }
    }

    fn refuse_copies(&mut self, source: u32) -> Stop {
        let (span, copied) = (self.tree.span(source), self.copied);
        self.refuse(|path| {
            let message = format!(
                "merging this map once more would copy more than {MAX_EXPANDED_NODES} entries ({copied} so far)"
            );
            Problem::at(path, span, message).with_help("name shared entries once and merge them fewer times")
        })
    }
}

fn not_text(path: &str, key: Span) -> Problem {
    let message = "a key must be a text, not a list or a map; the entry is skipped";
    Problem::at(path, key, message)
}

/// Whether the key is the inner map of `{{ … }}`.
fn is_template(source: &str, key: Span) -> bool {
    let (before, from) = source.split_at_checked(key.start as usize).unwrap_or_default();
    before.ends_with('{') && from.starts_with('{')
}

fn template(path: &str, key: Span) -> Problem {
    let braces = Span::new(key.file, key.start - 1, key.start + 1);
    let message = format!("{UNRENDERED}: nothing in `{{{{ … }}}}` is read");
    Problem::at(path, braces, message).with_help(RENDER)
}

fn twice(path: &str, files: &Files, key: &str, first: Span, second: Span) -> Problem {
    let shown: String = key.chars().take(60).collect();
    let line = files.place(first).line;
    let message = format!("key `{shown}` is given twice; the first is at line {line}");
    Problem::at(path, second, message).with_related(first, "the first, which counts")
}
