//! What YAML texts mean: trees and problems.

use crate::support::{read, show, with_tree};
use fiasco_source::Kind;

#[test]
fn documents() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        ("# only a comment\n", &[]),
        ("---\n", &["~"]),
        ("a: 1", &["{a: 1}"]),
        (
            "a: no\nb: 010\nc: 1.10\nd: 0x1F\ne: 12:30\n",
            &["{a: no, b: 010, c: 1.10, d: 0x1F, e: 12:30}"],
        ),
        (
            "[null, ~, Null, NULL, '', \"null\", nULL]",
            &["[~, ~, ~, ~, \"\", \"null\", nULL]"],
        ),
        ("a:\nb: ''\nc: |-\n  null\n", &["{a: ~, b: \"\", c: \"null\"}"]),
        (
            "- a\n-\n- [b, {c: d}]\n- e: f\n  g: h\n",
            &["[a, ~, [b, {c: d}], {e: f, g: h}]"],
        ),
        ("a:\n- 1\n- 2\nb: 3\n", &["{a: [1, 2], b: 3}"]),
        ("a: one\n  two\n\n  three\n", &["{a: one two\nthree}"]),
        (r#"a: "x\ty\u00e9\"z""#, &["{a: \"x\\tyé\\\"z\"}"]),
        ("a: 'it''s'", &["{a: \"it's\"}"]),
        (
            "a: |\n  x\n   y\nb: >-\n  x\n  y\n",
            &["{a: \"x\\n y\\n\", b: \"x y\"}"],
        ),
        ("{a: , b: 1, c}", &["{a: ~, b: 1, c: ~}"]),
        ("[a: 1, {b: 2}, ? c : 3]", &["[{a: 1}, {b: 2}, {c: 3}]"]),
        ("? a\n: b\n? c\n", &["{a: b, c: ~}"]),
        (": b", &["{: b}"]),
        ("a: 1\n---\nb: 2\n...\n--- c\n", &["{a: 1}", "{b: 2}", "c"]),
        ("a: 1\r\nb:\r\n  - x\r\n  - 'y'\r\n", &["{a: 1, b: [x, \"y\"]}"]),
        (
            "a: !reset\nb: !override [x]\nc: !!str 1\nd: !<tag:x,1> {}\n",
            &["{a: !reset ~, b: !override [x], c: !!str 1, d: tag:x,1 {}}"],
        ),
        ("x: &a !t [1]\ny: *a\n", &["{x: !t [1], y: !t [1]}"]),
        ("&k key: 1\nother: *k\n*k : x\n", &["{key: 1, other: key}"]),
        ("a: &s text\nb: [*s, *s]\n", &["{a: text, b: [text, text]}"]),
        ("a: &e\nb: *e\n", &["{a: ~, b: ~}"]),
        ("a: &x 1\nb: &x 2\nc: *x\n", &["{a: 1, b: 2, c: 2}"]),
        ("\"<<\": {a: 1}\n", &["{<<: {a: 1}}"]),
        ("größe: 漢字\n名: '🦀'\n", &["{größe: 漢字, 名: \"🦀\"}"]),
    ];
    for (text, documents) in cases {
        let (shown, problems) = read(text);
        if text.contains("*k :") {
            assert_eq!(
                problems,
                ["3:1 key `key` is given twice; the first is at line 1 (1:4 the first, which counts)"]
            );
        } else {
            assert_eq!(problems, Vec::<String>::new(), "{text}");
        }
        assert_eq!(shown, *documents, "{text}");
    }
}

#[test]
fn merges() {
    let cases = [
        ("b: &b {x: 1, y: 2}\nm:\n  <<: *b\n  y: 3\n", "{y: 3, x: 1}"),
        ("b: &b {x: 1, y: 2}\nm:\n  y: 3\n  <<: *b\n", "{y: 3, x: 1}"),
        (
            "b: &b {x: 1}\nc: &c {x: 2, z: 4}\nm: {<<: [*b, *c], a: 0}\n",
            "{a: 0, x: 1, z: 4}",
        ),
        (
            "b: &b {x: 1}\nc: &c {x: 2, z: 4}\nm: {<<: [*c, *b]}\n",
            "{x: 2, z: 4}",
        ),
        (
            "b: &b {x: 1}\nc: &c {<<: *b, y: 2}\nm: {<<: *c, z: 3}\n",
            "{z: 3, y: 2, x: 1}",
        ),
        ("b: &b [{x: 1}, {x: 2, y: 2}]\nm: {<<: *b}\n", "{x: 1, y: 2}"),
        ("m: {<<: {x: 1, y: 2}, y: 3}\n", "{y: 3, x: 1}"),
        ("m: {<<: [], y: 3}\n", "{y: 3}"),
        ("b: &b {}\nm: {<<: *b}\n", "{}"),
    ];
    for (text, expected) in cases {
        with_tree(text, |_, tree| {
            let root = tree.documents().next().unwrap();
            assert_eq!(show(root.peek("m").unwrap()), expected, "{text}");
        });
    }
}

#[test]
fn problems() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "web: 1\nx: 2\nweb: 3\n",
            &["{web: 1, x: 2}"],
            &["3:1 key `web` is given twice; the first is at line 1 (1:1 the first, which counts)"],
        ),
        (
            "{a: 1, 'a': 2, \"a\": 3}",
            &["{a: 1}"],
            &[
                "1:8 key `a` is given twice; the first is at line 1 (1:2 the first, which counts)",
                "1:16 key `a` is given twice; the first is at line 1 (1:2 the first, which counts)",
            ],
        ),
        (
            "? [a]: b\nc: d\n",
            &["{c: d}"],
            &["1:3 a key must be a text, not a list or a map; the entry is skipped"],
        ),
        (
            "? [a]\n: b\nc: d\n",
            &["{c: d}"],
            &["1:3 a key must be a text, not a list or a map; the entry is skipped"],
        ),
        (
            "{a: b}: c\n",
            &["{}"],
            &["1:1 a key must be a text, not a list or a map; the entry is skipped"],
        ),
        (
            "m: {<<: 1, a: 2}\n",
            &["{m: {a: 2}}"],
            &["1:9 `<<` merges maps: expected a map or a list of maps"],
        ),
        (
            "m: {<<: [{b: 1}, x], a: 2}\n",
            &["{m: {a: 2, b: 1}}"],
            &["1:18 `<<` merges maps: expected a map or a list of maps"],
        ),
        (
            "{<<: {a: 1}, <<: {b: 1}}",
            &["{a: 1}"],
            &["1:14 key `<<` is given twice; the first is at line 1 (1:2 the first, which counts)"],
        ),
        (
            "a: &a [1, *a]\nb: 2\n",
            &["{a: [1, ~], b: 2}"],
            &["1:11 `&a` is used inside its own definition (1:7 the definition starts here)"],
        ),
        (
            "a: &a\n  <<: *a\n  b: 1\n",
            &["{a: {b: 1}}"],
            &["2:7 `&a` is used inside its own definition (2:3 the definition starts here)"],
        ),
        (
            "a: &a 1\n---\nb: *a\n",
            &["{a: 1}", "{b: ~}"],
            &["3:4 this anchor belongs to an earlier document"],
        ),
        (
            "a: 1\n---\nb: *nope\n",
            &["{a: 1}"],
            &["3:4 this alias names no anchor above it"],
        ),
        (
            "a: 1\n---\nb: [1, 2\nc: 3\n",
            &["{a: 1}"],
            &["4:2 expected `,` or `]` in this list"],
        ),
        ("a: b: c\n", &[], &["1:5 a `key: value` pair cannot stand here"]),
        ("a: 1\nb\nc: 2\n", &[], &["3:1 expected `:` after the key"]),
        ("a: @b\n", &[], &["1:4 a plain value cannot start with `@`"]),
        ("a: 'x\n", &[], &["1:4 the quote that opens here is never closed"]),
        ("a: [1\n", &[], &["2:1 expected `,` or `]` in this list"]),
        (
            "a: \"\\q\"\n",
            &[],
            &["1:4 this quoted text holds an unknown `\\` escape"],
        ),
        (
            "a:\n    b: 1\n  c: 2\n",
            &[],
            &["3:3 expected a key, indented like the other keys of its map"],
        ),
        ("a: ]\n", &[], &["1:4 this bracket closes nothing"]),
        ("- a\nb: 1\n", &[], &["2:1 expected a list item here"]),
        ("a:\n\tb: 1\n", &[], &["2:1 tabs cannot indent YAML: use spaces"]),
        (
            "a:\n  b: 1\n\tc: 1\n",
            &[],
            &["3:1 tabs cannot indent YAML: use spaces"],
        ),
        (
            "a:\n  b: 1\n  \tc: 1\n",
            &[],
            &["3:3 tabs cannot indent YAML: use spaces"],
        ),
        ("a:\n\t- 1\n", &[], &["2:1 tabs cannot indent YAML: use spaces"]),
        (
            "é: 1\n---\nä: ü\n\tx: 1\n",
            &["{é: 1}"],
            &["4:1 tabs cannot indent YAML: use spaces"],
        ),
    ];
    let mut wrong = Vec::new();
    for (text, documents, problems) in cases {
        let (shown, found) = read(text);
        if found != *problems || shown != *documents {
            wrong.push((*text, shown, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn many_keys_find_duplicates_too() {
    let mut text = String::new();
    for key in 0..1000 {
        text += &format!("key-{key}: {key}\n");
    }
    text += "key-3: again\nkey-999: again\n";
    let (_, problems) = read(&text);
    assert_eq!(problems.len(), 2);
    assert!(problems[0].starts_with("1001:1 key `key-3` is given twice; the first is at line 4 (4:1"));
    assert!(problems[1].starts_with("1002:1 key `key-999` is given twice; the first is at line 1000"));
}

#[test]
fn access_of_the_wrong_kind_finds_nothing() {
    with_tree("a: [1]\n", |_, tree| {
        let root = tree.documents().next().unwrap();
        let list = root.peek("a").unwrap();
        let scalar = list.items().next().unwrap();
        assert_eq!(
            (root.kind(), list.kind(), scalar.kind()),
            (Kind::Map, Kind::List, Kind::Scalar)
        );
        assert_eq!(
            (root.items().len(), list.entries().len(), scalar.entries().len()),
            (0, 0, 0)
        );
        assert!(root.text().is_none() && list.text().is_none() && list.get("a").is_none());
        assert!(!list.is_null() && !scalar.is_null() && scalar.tag().is_none());
        assert_eq!(scalar.text(), Some("1"));
        assert_eq!(format!("{root:?} {scalar:?}"), "Map(0..6) Scalar(4..5)");
    });
}
