//! Large files are read in two halves side by side, each into a tree of its own, and the two become one: to the
//! last index the tree that reading from start to end gives.
//!
//! A file is cut where a line at the very left begins with a word, in a document that is a block map from the very
//! left: nothing that a value of such a map holds can stand there, be it text of several lines or a bracket that is
//! still open. Whatever is not as it should be (a problem, a second document, a key that both halves have, aliases
//! that reach across) means that the file is read in one piece, which says what is wrong with it.

use std::collections::HashSet;
use std::thread;

use saphyr_parser::{Event, Parser};

use super::events::Reader;
use crate::builder::MAX_EXPANDED_NODES;
use crate::files::{FileId, Files, count};
use crate::tree::{EntryData, NodeData, Shape, Tree};

/// Files from this many bytes on are worth a second thread.
const LARGE: usize = 1 << 17;

/// Reads a large file in halves; `None` where it has to be read in one piece.
pub(super) fn read(files: &Files, id: FileId) -> Option<Tree<'_>> {
    let source = files.text(id);
    if source.len() < LARGE {
        return None;
    }
    read_cut(files, id, cut(source)?)
}

/// The place to cut nearest to the middle; `None` where that would leave next to nothing on one side.
fn cut(source: &str) -> Option<usize> {
    let bytes = source.as_bytes();
    let reach = source.len() / 8 * 3;
    let middle = source.floor_char_boundary(source.len() / 2);
    let (head, tail) = source.split_at_checked(middle)?;
    let suits = |at: &usize| bytes.get(*at).is_some_and(u8::is_ascii_alphabetic);
    let ahead = tail.match_indices('\n').map(|(at, _)| middle + at + 1);
    let ahead = ahead.take_while(|at| *at - middle < reach).find(suits);
    let back = head.rmatch_indices('\n').map(|(at, _)| at + 1);
    let back = back.take_while(|at| middle - *at < reach).find(suits);
    match (ahead, back) {
        (Some(ahead), Some(back)) if middle - back < ahead - middle => Some(back),
        (ahead, back) => ahead.or(back),
    }
}

/// Reads what stands before and behind a cut side by side.
fn read_cut(files: &Files, id: FileId, cut: usize) -> Option<Tree<'_>> {
    let end = files.text(id).len();
    let (first, second) = thread::scope(|scope| {
        let second = scope.spawn(|| part(files, id, cut, end));
        (part(files, id, 0, cut), second.join().ok().flatten())
    });
    stitch(first?, second?, cut)
}

/// The one document of a part of the file, if it is one and nothing is wrong with it.
fn part(files: &Files, id: FileId, at: usize, end: usize) -> Option<Tree<'_>> {
    let mut reader = Reader::new(files, id);
    reader.start(at);
    let mut parser = Parser::new_from_str(reader.source.get(at..end)?);
    while let Some(next) = parser.next_event() {
        let (event, marks) = next.ok()?;
        if matches!(event, Event::DocumentStart(_)) && reader.builder.has_documents() {
            return None;
        }
        reader.event(event, marks).ok()?;
    }
    // Together they have to stay below the limit.
    if reader.builder.expanded() > MAX_EXPANDED_NODES / 2 + reader.builder.tree.nodes.len() as u64 {
        return None;
    }
    let (tree, problems) = reader.builder.finish();
    problems.is_empty().then_some(tree)
}

/// The root of a half that is a block map from the very left, and where its entries begin.
fn root(tree: &Tree<'_>) -> Option<(NodeData, usize)> {
    if tree.documents != [0] {
        return None;
    }
    let root = tree.node(0);
    let bytes = tree.source.as_bytes();
    let start = root.start as usize;
    let at_left = start == 0 || bytes.get(start - 1) == Some(&b'\n');
    let in_brackets = bytes.get(start) == Some(&b'{');
    // Those of the root come last, since it closes last.
    let entries = root.a as usize;
    let last = entries + root.b as usize == tree.entries.len();
    (root.shape == Shape::Map && root.b > 0 && at_left && !in_brackets && last).then_some((root, entries))
}

/// Whether a text is nothing but comments and blanks.
fn is_blank(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim_start_matches([' ', '\t']);
        line.is_empty() || line.starts_with('#')
    })
}

/// One tree of both halves; `None` where they are not halves of one map.
fn stitch<'a>(mut first: Tree<'a>, second: Tree<'a>, cut: usize) -> Option<Tree<'a>> {
    let (head, own) = root(&first)?;
    let (tail, more) = root(&second)?;
    let last = first.nodes.last()?;
    // A value that is not there may lie behind the cut, as far as the parser says, and so may the text
    // of a block without any.
    let is_block = matches!(
        first.source.as_bytes().get(last.start as usize),
        Some(b'|' | b'>')
    );
    let ends = last.start < last.end && !is_block && is_blank(first.source.get(head.end as usize..cut)?);
    if !ends || tail.start as usize != cut {
        return None;
    }
    let keys = |tree: &Tree<'_>, from: usize| -> Vec<u32> {
        let entries = tree.entries.get(from..).unwrap_or_default().iter();
        entries.map(|entry| tree.resolve(entry.key).0).collect()
    };
    let known = keys(&first, own);
    let known: HashSet<&str> = known.iter().map(|key| first.text(*key)).collect();
    if keys(&second, more)
        .iter()
        .any(|key| known.contains(second.text(*key)))
    {
        return None;
    }
    let shift = Shift {
        // The root of the second half is left out: its entries become the first's.
        nodes: count(first.nodes.len()) - 1,
        items: count(first.items.len()),
        entries: count(own),
        own: count(first.own.len()),
        merged: count(first.merged.len()),
        effective: count(first.effective.len()),
    };
    first
        .nodes
        .extend(second.nodes.iter().skip(1).map(|node| shift.node(*node)));
    first
        .items
        .extend(second.items.iter().map(|item| item + shift.nodes));
    let mut entries = second.entries.into_iter().map(|entry| EntryData {
        key: entry.key + shift.nodes,
        value: entry.value + shift.nodes,
        mark: entry.mark,
    });
    let roots = first.entries.split_off(own);
    first.entries.extend(entries.by_ref().take(more));
    let a = count(first.entries.len());
    first.entries.extend(roots);
    first.entries.extend(entries);
    if let Some(root) = first.nodes.first_mut() {
        *root = NodeData {
            end: tail.end,
            a,
            b: head.b + tail.b,
            ..head
        };
    }
    first.own.push_str(&second.own);
    first.merged.extend(second.merged.into_iter().map(|mut map| {
        map.own = map.own.start + shift.entries..map.own.end + shift.entries;
        map.effective = map.effective.start + shift.effective..map.effective.end + shift.effective;
        map
    }));
    first
        .effective
        .extend(second.effective.into_iter().map(|mut one| {
            one.entry += shift.entries;
            if one.via != crate::tree::NONE {
                one.via += shift.nodes;
            }
            one
        }));
    let tags = second.tags.into_iter();
    first
        .tags
        .extend(tags.map(|(node, tag)| (node + shift.nodes, tag)));
    Some(first)
}

/// By how much the positions of the second half move.
struct Shift {
    nodes: u32,
    items: u32,
    entries: u32,
    own: u32,
    merged: u32,
    effective: u32,
}

impl Shift {
    fn node(&self, node: NodeData) -> NodeData {
        let mut moved = node;
        match node.shape {
            Shape::Plain | Shape::Quoted | Shape::MergeKey | Shape::Void => {}
            Shape::PlainOwn | Shape::QuotedOwn => {
                moved.a += self.own;
                moved.b += self.own;
            }
            Shape::List => moved.a += self.items,
            Shape::Map => moved.a += self.entries,
            Shape::MergedMap => moved.a += self.merged,
            Shape::Alias => moved.a += self.nodes,
        }
        moved
    }
}

#[cfg(test)]
mod tests {
    use super::super::whole;
    use super::*;

    /// Cuts a text at every line and compares what comes out; how many cuts were taken.
    fn check(text: &str) -> usize {
        let mut files = Files::new();
        let id = files.add("t.yaml", text.as_bytes().to_vec()).expect("text");
        let (tree, problems) = whole(&files, id);
        let mut taken = 0;
        for (at, _) in text.match_indices('\n') {
            let cut = at + 1;
            if !text.as_bytes().get(cut).is_some_and(u8::is_ascii_alphabetic) {
                continue;
            }
            if let Some(halves) = read_cut(&files, id, cut) {
                taken += 1;
                assert!(problems.is_empty(), "cut at {cut} of {text:?} hides {problems:?}");
                assert_eq!(
                    format!("{halves:?}"),
                    format!("{tree:?}"),
                    "cut at {cut} of {text:?}"
                );
            }
        }
        taken
    }

    #[test]
    fn halves_are_the_whole() {
        for (text, cuts) in [
            ("a: 1\nb: 2\nc: 3\n", 2),
            ("a: {x: [1, 2], y: {}}\nb: [{p: q}, r]\nc: {s: \"t\\n\"}\n", 2),
            (
                "a: \"x\\ty\"\n# a comment\n\nb: \"z\\tw\"\nc: |\n  text\n  more\nd: 1\n",
                3,
            ),
            ("---\na:\n- 1\n- x: 2\nb:\n- [3]\n", 1),
            ("a: &x {k: 1}\nb: &y {<<: *x, l: 2}\nc: {m: *y}\n", 0),
            ("a: 1\nb: &y {k: 2}\nc: {<<: *y, l: !t 3}\nd: *y\n", 1),
            ("ä: ö\nb: ü\nc: {ß: 1}\n", 2),
            ("a:\n  b: 1\n  c: {d: e}\nf:\n  - g\n  - h: i\nj: k\n", 2),
        ] {
            assert_eq!(check(text), cuts, "{text:?}");
        }
    }

    #[test]
    fn what_is_not_two_halves_is_read_in_one_piece() {
        for text in [
            // The same key twice, and merged into the root.
            "a: 1\nb: 2\na: 3\n",
            "x: &x {k: 1}\n<<: *x\nb: 2\n",
            // A value that is missing, a bracket and a quote that are open, a document that ended.
            "a:\nb: 2\n",
            "a: {k: 1,\nb: 2}\n",
            "a: \"k\nb: 2\"\n",
            "a: 1\n...\nb: 2\n",
            "a: 1\n---\nb: 2\n",
            "{a: 1}\nb: 2\n",
            "  a: 1\nb: 2\n",
            "- a\nb: 2\n",
            "a: 1\nb\n",
            "|\ntext\nb: 2\n",
            "a: *x\nb: 2\n",
            "a: &x 1\nb: *x\n",
        ] {
            assert_eq!(check(text), 0, "{text:?}");
        }
    }

    /// Lines put together from a seed: none of them may make a difference.
    #[test]
    fn made_up_files() {
        let lines = [
            "a: 1",
            "b: {c: d}",
            "e:",
            "  - f",
            "  g: h",
            "- i",
            "j: |",
            "  text",
            "k: \"l",
            "m\"",
            "n: [o,",
            "p]",
            "# q",
            "",
            "---",
            "...",
            "r: &s {t: u}",
            "v: *s",
            "w: {<<: *s}",
            "x y",
            "z: 'it''s'",
            "? a",
            ": b",
            "a: !t {b: 1}",
            "ü: ö",
            "  ",
            "%YAML 1.2",
            "B: 2",
            "C: {d: [e, {f: g}]}",
            "D: >-",
            "  folded",
            "E: |+",
            "",
        ];
        let (mut state, mut taken) = (1_u64, 0);
        for _ in 0..5_000 {
            let mut text = String::new();
            for _ in 0..6 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let line = lines[(state >> 33) as usize % lines.len()];
                text.push_str(line);
                text.push('\n');
            }
            taken += check(&text);
        }
        assert!(taken > 200, "{taken}");
    }

    #[test]
    fn a_large_file_is_cut_near_its_middle() {
        let text = format!(
            "a: 1\nb:\n{}c: 3\n{}d: 4\n",
            "  - x\n".repeat(100),
            "# y\n".repeat(160)
        );
        let at = cut(&text).expect("a place");
        assert!(text[at..].starts_with("c: 3"), "{at}");
        assert_eq!(cut("a: 1\n  - x\n"), None);
    }
}
