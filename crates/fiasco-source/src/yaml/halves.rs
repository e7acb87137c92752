//! Large files are read in two halves side by side, each into a tree of its own, and the two become one: to the
//! last index the tree that reading from start to end gives.
//!
//! A file is cut where a line begins with a word, in a document that is a block map from the very left: at the very
//! left, or, where one key of that map holds most of the file, between the keys of the map under it. Nothing that a
//! value of such a map holds can stand there, be it text of several lines or a bracket that is still open. What
//! follows a cut between the keys of a map is a map of its own, up to the next line at the very left; from there on
//! the map around it goes on. Whatever is not as it should be (a problem, a second document, a key that both halves
//! have, aliases that reach across) means that the file is read in one piece, which says what is wrong with it.

use std::collections::HashSet;
use std::ops::Range;
use std::thread;

use saphyr_parser::{Event, Parser};

use super::events::Reader;
use crate::builder::MAX_EXPANDED_NODES;
use crate::files::{FileId, Files, count};
use crate::tree::{EntryData, NodeData, Shape, Tree};

/// Files from this many bytes on are worth a second thread.
const LARGE: usize = 1 << 17;

/// Where a file is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cut {
    /// The start of the line that the second half begins with.
    at: usize,
    /// How far that line is indented.
    indent: usize,
    /// Where the map that goes on there ends and the one around it goes on: the next line at the very left, or the
    /// end of the file. The same as `at` where the cut is at the very left itself.
    resumes: usize,
}

/// Reads a large file in halves; `None` where it has to be read in one piece.
pub(super) fn read(files: &Files, id: FileId) -> Option<Tree<'_>> {
    let source = files.text(id);
    if source.len() < LARGE {
        return None;
    }
    read_cut(files, id, cut(source)?)
}

/// The place to cut nearest to the middle; `None` where that would leave next to nothing on one side.
fn cut(source: &str) -> Option<Cut> {
    let middle = middle(source);
    let off = |cut: &Cut| cut.at.abs_diff(middle);
    let at_left = nearest(source, middle, 0).map(|at| cut_at(source, at));
    if at_left.is_some_and(|cut| off(&cut) < source.len() / 32) {
        return at_left;
    }
    let under_key = indent_of_keys_at(source, middle)
        .and_then(|indent| nearest(source, middle, indent))
        .map(|at| cut_at(source, at));
    at_left.into_iter().chain(under_key).min_by_key(off)
}

/// The byte with as much to read before it as behind it: reading takes time by the key, not by the byte.
fn middle(source: &str) -> usize {
    const CHUNK: usize = 1 << 12;
    let separates = |byte: &&u8| matches!(byte, b':' | b',' | b'\n');
    let chunks = source.as_bytes().chunks(CHUNK);
    let counts: Vec<usize> = chunks
        .clone()
        .map(|c| c.iter().filter(separates).count())
        .collect();
    let mut left = counts.iter().sum::<usize>() / 2;
    for (number, (chunk, count)) in chunks.zip(counts).enumerate() {
        if count <= left {
            left -= count;
            continue;
        }
        let separators = chunk.iter().enumerate().filter(|(_, byte)| separates(byte));
        let at = separators.map(|(at, _)| at).nth(left).unwrap_or(0);
        return number * CHUNK + at;
    }
    0
}

/// The start of a line that begins with a word, indented just so, nearest to the middle.
fn nearest(source: &str, middle: usize, indent: usize) -> Option<usize> {
    let least = source.len() / 8;
    let (head, tail) = source.split_at_checked(middle)?;
    let suits = |at: &usize| word_at(source, *at) == Some(indent);
    let ahead = tail.match_indices('\n').map(|(at, _)| middle + at + 1);
    let ahead = ahead.take_while(|at| *at < source.len() - least).find(suits);
    let back = head.rmatch_indices('\n').map(|(at, _)| at + 1);
    let back = back.take_while(|at| *at > least).find(suits);
    match (ahead, back) {
        (Some(ahead), Some(back)) if middle - back < ahead - middle => Some(back),
        (ahead, back) => ahead.or(back),
    }
}

/// How far the word is indented that the line beginning at `at` begins with, if it does.
fn word_at(source: &str, at: usize) -> Option<usize> {
    let line = source.as_bytes().get(at..)?;
    let indent = line.iter().position(|byte| *byte != b' ')?;
    line.get(indent)?.is_ascii_alphabetic().then_some(indent)
}

/// How far the keys are indented that stand under the key at the very left that holds the middle.
fn indent_of_keys_at(source: &str, middle: usize) -> Option<usize> {
    let head = source.get(..middle)?;
    let mut starts = head.rmatch_indices('\n').map(|(at, _)| at + 1).chain([0]);
    let key = starts.find(|at| word_at(source, *at) == Some(0))?;
    let mut lines = source.get(key..)?.match_indices('\n').map(|(at, _)| key + at + 1);
    lines
        .find_map(|at| word_at(source, at))
        .filter(|indent| *indent > 0)
}

fn cut_at(source: &str, at: usize) -> Cut {
    let indent = word_at(source, at).unwrap_or(0);
    let rest = source.get(at..).unwrap_or_default();
    let mut lines = rest.match_indices('\n').map(|(line, _)| at + line + 1);
    let resumes = match indent {
        0 => at,
        _ => lines
            .find(|line| word_at(source, *line) == Some(0))
            .unwrap_or(source.len()),
    };
    Cut { at, indent, resumes }
}

/// Reads what stands before and behind a cut side by side.
fn read_cut(files: &Files, id: FileId, cut: Cut) -> Option<Tree<'_>> {
    let Cut { at, indent, resumes } = cut;
    let end = files.text(id).len();
    let (first, goes_on, rest) = thread::scope(|scope| {
        let second = scope.spawn(|| {
            let goes_on = (indent > 0).then(|| part(files, id, at..resumes, 1));
            let rest = (resumes < end).then(|| part(files, id, resumes..end, 0));
            (goes_on, rest)
        });
        let first = part(files, id, 0..at, 0);
        second.join().ok().map(|(goes_on, rest)| (first, goes_on, rest))
    })?;
    let mut tree = first?;
    if let Some(goes_on) = goes_on {
        tree = stitch(tree, goes_on?, at, 1)?;
    }
    match rest {
        Some(rest) => stitch(tree, rest?, resumes, 0),
        None => Some(tree),
    }
}

/// The one document of a part of the file, if it is one and nothing is wrong with it. It stands under so many maps.
fn part(files: &Files, id: FileId, range: Range<usize>, under: usize) -> Option<Tree<'_>> {
    let mut reader = Reader::new(files, id);
    reader.start(range.start);
    reader.builder.under = under;
    let mut parser = Parser::new_from_str(reader.source.get(range)?);
    while let Some(next) = parser.next_event() {
        let (event, marks) = next.ok()?;
        if matches!(event, Event::DocumentStart(_)) && reader.builder.has_documents() {
            return None;
        }
        reader.event(event, marks).ok()?;
    }
    // Together they have to stay below the limit.
    if reader.builder.expanded() > MAX_EXPANDED_NODES / 3 + reader.builder.tree.nodes.len() as u64 {
        return None;
    }
    let (tree, problems) = reader.builder.finish();
    problems.is_empty().then_some(tree)
}

/// A block map that others can be appended to, since all that it holds was read last.
#[derive(Clone, Copy)]
struct Open {
    node: u32,
    /// Where its entries begin.
    entries: usize,
    /// How many there are.
    len: usize,
    /// How far its keys are indented.
    indent: usize,
}

/// The block maps that are open at the end of a part: the root, and `under` it the value of its last entry, and so on.
fn open(tree: &Tree<'_>, under: usize) -> Option<Vec<Open>> {
    if tree.documents != [0] {
        return None;
    }
    let mut maps: Vec<Open> = Vec::with_capacity(under + 1);
    let mut node = 0;
    // Those of a map come after those of all that it holds, since it closes last.
    let mut end = tree.entries.len();
    loop {
        let map = tree.node(node);
        let (entries, len) = (map.a as usize, map.b as usize);
        let start = map.start as usize;
        let before = tree.source.get(..start)?;
        let indent = start - before.rfind('\n').map_or(0, |line| line + 1);
        let in_line = !before.get(start - indent..)?.bytes().all(|byte| byte == b' ');
        let in_brackets = tree.source.as_bytes().get(start) == Some(&b'{');
        if map.shape != Shape::Map || len == 0 || in_line || in_brackets || entries + len != end {
            return None;
        }
        maps.push(Open {
            node,
            entries,
            len,
            indent,
        });
        if maps.len() > under {
            return Some(maps);
        }
        (node, end) = (tree.entries.get(end - 1)?.value, entries);
    }
}

/// Whether a text is nothing but comments and blanks.
fn is_blank(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim_start_matches([' ', '\t']);
        line.is_empty() || line.starts_with('#')
    })
}

/// Whether two maps have a key in common.
fn share_a_key((first, a): (&Tree<'_>, Open), (second, b): (&Tree<'_>, Open)) -> bool {
    let keys = |tree: &Tree<'_>, map: Open| -> Vec<u32> {
        let entries = tree.entries.iter().skip(map.entries).take(map.len);
        entries.map(|entry| tree.resolve(entry.key).0).collect()
    };
    let known = keys(first, a);
    let known: HashSet<&str> = known.iter().map(|key| first.text(*key)).collect();
    keys(second, b)
        .iter()
        .any(|key| known.contains(second.text(*key)))
}

/// One tree of both parts; `None` where the second does not go on with the map that stands `under` so many others at
/// the end of the first.
fn stitch<'a>(mut first: Tree<'a>, second: Tree<'a>, cut: usize, under: usize) -> Option<Tree<'a>> {
    let maps = open(&first, under)?;
    let (outer, goes_on) = (maps.get(..under)?, *maps.get(under)?);
    let more = *open(&second, 0)?.first()?;
    let end = first.node(0).end;
    let last = first.nodes.last()?;
    // A value that is not there may lie behind the cut, as far as the parser says, and so may the text
    // of a block without any.
    let is_block = matches!(
        first.source.as_bytes().get(last.start as usize),
        Some(b'|' | b'>')
    );
    let ends = last.start < last.end && !is_block && is_blank(first.source.get(end as usize..cut)?);
    let begins = second.node(0).start as usize == cut + more.indent && more.indent == goes_on.indent;
    if !ends || !begins || share_a_key((&first, goes_on), (&second, more)) {
        return None;
    }
    let end = second.node(0).end;
    let shift = Shift {
        // The root of the second half is left out: its entries become the first's.
        nodes: count(first.nodes.len()) - 1,
        items: count(first.items.len()),
        entries: count(goes_on.entries),
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
    // What the second holds, the entries of the map that goes on, and those of the maps around it.
    let added = second.entries.len();
    let mut entries = second.entries.into_iter().map(|entry| EntryData {
        key: entry.key + shift.nodes,
        value: entry.value + shift.nodes,
        mark: entry.mark,
    });
    let mut open = first.entries.split_off(goes_on.entries);
    let around = open.split_off(goes_on.len);
    first.entries.extend(entries.by_ref().take(more.entries));
    first.entries.extend(open);
    first.entries.extend(entries);
    first.entries.extend(around);
    if let Some(map) = first.nodes.get_mut(goes_on.node as usize) {
        map.a += count(more.entries);
        map.b += count(more.len);
        map.end = end;
    }
    for map in outer {
        if let Some(map) = first.nodes.get_mut(map.node as usize) {
            map.a += count(added);
            map.end = end;
        }
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
    use crate::builder::MAX_DEPTH;

    /// Cuts a text at every line and compares what comes out; how many cuts were taken.
    fn check(text: &str) -> usize {
        let mut files = Files::new();
        let id = files.add("t.yaml", text.as_bytes().to_vec()).expect("text");
        let (tree, problems) = whole(&files, id);
        let mut taken = 0;
        for (at, _) in text.match_indices('\n') {
            let cut = at + 1;
            if word_at(text, cut).is_none() {
                continue;
            }
            if let Some(halves) = read_cut(&files, id, cut_at(text, cut)) {
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
            ("a:\n  b: 1\n  c: {d: e}\nf:\n  - g\n  - h: i\nj: k\n", 3),
            // Cuts between the keys under a key: what follows ends with the file, or where the map around it goes on.
            ("a:\n  b: 1\n  c: 2\n  d: {e: [f]}\n", 2),
            ("x: 1\na:\n  b: {g: h}\n  c: 2\n\n# y\nd: {e: [f]}\nz: 3\n", 4),
            (
                "a:\n    b: \"x\\ty\"\n    c: \"z\\tw\"\n\n  # y\n    d: |\n      e\nf: 1\n",
                3,
            ),
            ("a:\n  b: {k: &x 1}\n  c: &y {k: *x}\n  d: 2\n  e: {<<: *y}\n", 0),
            ("a:\n  b: 1\n  c: &y {k: 2}\n  d: {<<: *y, l: !t 3}\ne: 4\n", 2),
            ("ä:\n  ö: 1\n  ü: {ß: 2}\n  b: é\nc: ß\n", 2),
            ("a:\r\n  b: 1\r\n  c: 2\r\nd: 3\r\n", 2),
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
            // The same between the keys under a key, and lines that are not between them.
            "a:\n  b: 1\n  b: 2\n",
            "a:\n  b: 1\n  c: 2\na: 3\n",
            "a:\n  b:\n  c: 2\n",
            "a:\n  b: {k: 1,\n  c: 2}\n",
            "a:\n  b: \"k\n  c: 2\"\n",
            "a:\n  b: k\n   c: 2\n",
            "a: |\n  b: 1\n  c: 2\n",
            "a:\n  - b: 1\n    c: 2\n",
            "a:\n  d:\n    b: 1\n    c: 2\n",
            "a:\n  {b: 1,\n  c: 2}\n",
            "a:\n  b: 1\n c: 2\n",
            "a:\n  b: 1\n  <<: {d: 2}\n  c: 2\n",
            "a:\n  b: &x 1\n  c: *x\n",
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
            "  F: 1",
            "  G: {H: 2}",
            "  I: *s",
            "  J: \"K",
            "  - L: 1",
            "    M: 2",
            "N: &s",
            "  b: [O]",
            "E: |+",
            "",
        ];
        let (mut state, mut taken) = (1_u64, 0);
        for _ in 0..15_000 {
            let mut text = String::new();
            for _ in 0..6 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let line = lines[(state >> 33) as usize % lines.len()];
                text.push_str(line);
                text.push('\n');
            }
            taken += check(&text);
        }
        assert!(taken > 300, "{taken}");
    }

    #[test]
    fn what_is_too_deep_is_told_wherever_the_file_is_cut() {
        for depth in MAX_DEPTH - 4..MAX_DEPTH + 2 {
            let deep = format!("{}1{}", "[".repeat(depth), "]".repeat(depth));
            let text = format!("a:\n  b: 1\n  c: {deep}\n  d: 2\n");
            // Two maps stand around the lists.
            assert_eq!(check(&text) > 0, depth + 2 <= MAX_DEPTH, "{depth}");
        }
    }

    #[test]
    fn a_large_file_with_one_large_key_is_cut_under_it() {
        let text = format!("a: 1\nb:\n  # y\n{}c: 3\n", "  x: {y: z}\n".repeat(100));
        let at = cut(&text).expect("a place");
        assert_eq!((at.indent, &text[at.resumes..]), (2, "c: 3\n"));
        assert!(at.at.abs_diff(text.len() / 2) < 12, "{at:?}");
        let text = format!("a: 1\nb:\n{}", "  - x\n".repeat(100));
        assert_eq!(cut(&text), None);
    }

    #[test]
    fn a_large_file_is_cut_near_its_middle() {
        let text = format!(
            "a: 1\nb:\n{}c: 3\n{}d: 4\n",
            "  - x\n".repeat(100),
            "# y\n".repeat(160)
        );
        let at = cut(&text).expect("a place");
        assert!(text[at.at..].starts_with("c: 3"), "{at:?}");
        assert_eq!(cut("a: 1\n  - x\n"), None);
    }
}
