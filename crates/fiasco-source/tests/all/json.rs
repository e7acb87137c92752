//! What JSON texts mean: trees and problems, files that are cut off, and one value a line.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::{file, show, show_problems};
use fiasco_source::{MAX_DEPTH, MAX_PROBLEMS, json};
use proptest::prelude::*;

fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let (files, id) = file(text);
    let (tree, problems) = json::read(&files, id);
    (
        tree.documents().map(show).collect(),
        show_problems(&files, &problems),
    )
}

#[test]
fn documents() {
    let cases: &[(&str, &[&str])] = &[
        ("", &[]),
        (" \r\n\t", &[]),
        ("null", &["~"]),
        ("\"null\"", &["\"null\""]),
        (" -0.50e+10 ", &["-0.50e+10"]),
        ("\u{feff}{\"a\": 1}", &["{a: 1}"]),
        (
            r#"{"a": [1, true, false, null, "x"], "b": {}, "c": [], "": ""}"#,
            &[r#"{a: [1, true, false, ~, "x"], b: {}, c: [], : ""}"#],
        ),
        (
            r#""\"\\\/\b\f\n\r\t\u00e9\u6f22\ud83e\udd80\ud83ex\udd80""#,
            &["\"\\\"\\\\/\\u{8}\\u{c}\\n\\r\\té漢🦀\u{fffd}x\u{fffd}\""],
        ),
        (r#"{"\u0061": 1, "größe": "漢"}"#, &[r#"{a: 1, größe: "漢"}"#]),
        (r#"{"<<": {"a": 1}}"#, &["{<<: {a: 1}}"]),
        (
            "{\"a\":1}\n{\"a\":2}\r\n\n[3]\n4 5",
            &["{a: 1}", "{a: 2}", "[3]", "4", "5"],
        ),
    ];
    for (text, documents) in cases {
        assert_eq!(read(text), (owned(documents), Vec::new()), "{text}");
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn spans() {
    let text = "{\"größe\" : [ 1, \"\\u0041\" ],\n \"b\": {\"c\": null}}";
    let (files, id) = file(text);
    let (tree, _) = json::read(&files, id);
    let root = tree.documents().next().unwrap();
    let shown: Vec<_> = root
        .entries()
        .map(|entry| (files.snippet(entry.key_span), files.snippet(entry.value.span())))
        .collect();
    assert_eq!(
        shown,
        [("\"größe\"", "[ 1, \"\\u0041\" ]"), ("\"b\"", "{\"c\": null}")]
    );
    let c = root.peek("b").and_then(|b| b.find("c")).unwrap();
    assert_eq!(files.place(c.value.span()).to_string(), "a.yaml:2:13");
    assert!(root.peek("größe").unwrap().items().last().unwrap().is_quoted());
}

#[test]
fn problems() {
    let list = "(1:1 the list begins here)";
    let map = "(1:1 the map begins here)";
    let comma = |at: &str, end: char, found: &str| {
        let (kind, related) = if end == ']' { ("list", list) } else { ("map", map) };
        format!("{at} expected `,` or `{end}` in the {kind} that begins at line 1, found {found} {related}")
    };
    let cases: &[(&str, &[&str], String)] = &[
        (
            r#"{"a": 1, "a": 2}"#,
            &["{a: 1}"],
            "1:10 key `a` is given twice; the first is at line 1 (1:2 the first, which counts)".into(),
        ),
        ("[1,]", &["[1]"], "1:4 expected another entry before `]`".into()),
        (
            "{\"a\": 1,}",
            &["{a: 1}"],
            "1:9 expected another entry before `}`".into(),
        ),
        ("[1 2, 3]", &["[1]"], comma("1:4", ']', "`2`")),
        ("[01]", &["[0]"], comma("1:3", ']', "`1`")),
        ("{\"a\": 1 \"b\": 2}", &["{a: 1}"], comma("1:9", '}', "`\"`")),
        ("{\"a\": 1]", &["{a: 1}"], comma("1:8", '}', "`]`")),
        ("[1, 'x']", &["[1]"], "1:5 expected a value, found `'`".into()),
        ("[1, NaN]", &["[1]"], "1:5 expected a value, found `N`".into()),
        ("[1, nil]", &["[1]"], "1:5 expected a value, found `n`".into()),
        ("[1, +2]", &["[1]"], "1:5 expected a value, found `+`".into()),
        ("[1, ,]", &["[1]"], "1:5 expected a value, found `,`".into()),
        ("]", &[], "1:1 expected a value, found `]`".into()),
        ("[1, 2.]", &["[1]"], "1:7 expected a digit, found `]`".into()),
        ("[1, -]", &["[1]"], "1:6 expected a digit, found `]`".into()),
        ("[1, 2e]", &["[1]"], "1:7 expected a digit, found `]`".into()),
        (
            "{\"a\": 1, b: 2}",
            &["{a: 1}"],
            "1:10 expected a key in double quotes, found `b`".into(),
        ),
        (
            "{\"a\": 1, \"b\" 2}",
            &["{a: 1}"],
            "1:14 expected `:` behind the key, found `2`".into(),
        ),
        (
            "{\"a\": 1, // why\n\"b\": 2}",
            &["{a: 1}"],
            "1:10 expected a key in double quotes, found `/`".into(),
        ),
        (
            "[1, \"\\q\"]",
            &["[1]"],
            "1:6 this text holds an unknown `\\` escape (1:5 the text begins here)".into(),
        ),
        (
            "[1, \"\\u12x4\"]",
            &["[1]"],
            "1:6 expected four hexadecimal digits behind `\\u` (1:5 the text begins here)".into(),
        ),
        (
            "[1, \"a\nb\"]",
            &["[1]"],
            "1:7 a line ends inside a text (1:5 the text begins here)".into(),
        ),
        (
            "[1, \"a\tb\"]",
            &["[1]"],
            "1:7 the character U+0009 cannot stand in a text as it is (1:5 the text begins here)".into(),
        ),
        (
            "{\"a\": 1}\u{a0}",
            &["{a: 1}"],
            "1:9 expected a value, found the character U+00A0".into(),
        ),
    ];
    for (text, documents, problem) in cases {
        let (shown, found) = read(text);
        assert_eq!(
            (shown, found),
            (owned(documents), vec![problem.clone()]),
            "{text}"
        );
    }
}

#[test]
fn a_file_that_is_cut_off_keeps_what_was_complete() {
    let whole = "{\n  \"a\": [1, 22],\n  \"b\": {\"c\": \"x\\ny\", \"d\": true}\n}";
    let cases = [
        (
            "\"a\": [1",
            "{a: []}",
            "2:10",
            "list that begins at line 2",
            "2:8",
        ),
        ("[1, 22", "{a: [1]}", "2:14", "list that begins at line 2", "2:8"),
        ("22]", "{a: [1, 22]}", "2:15", "map that begins at line 1", "1:1"),
        (
            "22],\n",
            "{a: [1, 22]}",
            "3:1",
            "map that begins at line 1",
            "1:1",
        ),
        ("\"b", "{a: [1, 22]}", "", "text that begins at line 3", "3:3"),
        ("\"b\"", "{a: [1, 22]}", "3:6", "map that begins at line 1", "1:1"),
        (
            "\"c\":",
            "{a: [1, 22], b: {}}",
            "3:13",
            "map that begins at line 3",
            "3:8",
        ),
        (
            "\"x\\",
            "{a: [1, 22], b: {}}",
            "",
            "text that begins at line 3",
            "3:14",
        ),
        (
            "\"d\": tr",
            "{a: [1, 22], b: {c: \"x\\ny\"}}",
            "3:29",
            "map that begins at line 3",
            "3:8",
        ),
        (
            "true}",
            "{a: [1, 22], b: {c: \"x\\ny\", d: true}}",
            "3:32",
            "map that begins at line 1",
            "1:1",
        ),
    ];
    for (until, document, place, inside, begins) in cases {
        let text = &whole[..whole.find(until).unwrap() + until.len()];
        let (shown, problems) = read(text);
        assert_eq!(shown, [document], "{text}");
        let kind = inside.split(' ').next().unwrap();
        let said =
            format!("the file ends inside a {inside}: was it cut off? ({begins} the {kind} begins here)");
        assert!(
            problems.len() == 1 && problems[0].ends_with(&said),
            "{text}: {problems:?}"
        );
        assert!(problems[0].starts_with(place), "{text}: {problems:?}");
    }
    assert_eq!(read("tru").1, ["1:4 the file ends where a value should be"]);
    assert_eq!(
        read("{\"a\": 1}\n-").1,
        ["2:2 the file ends where a value should be"]
    );
}

#[test]
fn a_broken_line_does_not_stop_the_others() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "{\"n\": 1}\n{\"n\": 2\n{\"n\": 3}\n{\"n\": }\n{\"n\": 5}\n",
            &["{n: 1}", "{n: 3}", "{n: 5}"],
            &[
                "3:1 expected `,` or `}` in the map that begins at line 2, found `{`",
                "4:7 expected a value, found `}`",
            ],
        ),
        (
            "{\"n\": \"1\n{\"n\": 2}\n",
            &["{n: 2}"],
            &["1:9 a line ends inside a text"],
        ),
        (
            "Error: no such container\n{\"n\": 2}\nwarning\n[3]\n",
            &["{n: 2}", "[3]"],
            &[
                "1:1 expected a value, found `E`",
                "3:1 expected a value, found `w`",
            ],
        ),
        (
            "{\"n\": 1}\n{\"n\": 2, \"m\": ",
            &["{n: 1}"],
            &["2:15 the file ends inside a map that begins at line 2: was it cut off?"],
        ),
        // Not one value a line: nothing is guessed.
        (
            "{\n\"a\": [1, x],\n\"b\": [\n{\"c\": 1},\n{\"d\": 2}]}\n",
            &["{a: [1]}"],
            &["2:10 expected a value, found `x`"],
        ),
    ];
    for (text, documents, problems) in cases {
        let (shown, found) = read(text);
        assert_eq!(shown, *documents, "{text}");
        assert_eq!(found.len(), problems.len(), "{found:?}");
        for (found, expected) in found.iter().zip(*problems) {
            assert!(found.starts_with(expected), "{text}: {found}");
        }
    }
}

#[test]
fn depth_is_bounded_and_nothing_recurses() {
    let nest = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(read(&nest(MAX_DEPTH)).1, Vec::<String>::new());
    assert_eq!(
        read(&nest(MAX_DEPTH + 1)),
        (
            Vec::new(),
            vec!["1:201 nested deeper than 200 levels; the document is not read".to_owned()]
        )
    );
    let text = format!("{}\n{{\"a\": 1}}\n", nest(1_000_000));
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    let (documents, problems) = thread.spawn(move || read(&text)).unwrap().join().unwrap();
    assert_eq!((documents, problems.len()), (vec!["{a: 1}".to_owned()], 1));
    assert_eq!(read(&"{\"a\":".repeat(1_000_000)).1.len(), 1);
}

#[test]
fn a_million_broken_lines_are_quick_and_do_not_pile_up() {
    for line in [
        "{\"n\": }\n",
        "{\"n\": \"}\n",
        "[1, 2}\n[3]\n",
        "[[[[\n",
        "{\n",
        "\"x\n{}\n",
    ] {
        let mut text = String::new();
        for _ in 0..300_000 {
            text.write_str(line).unwrap();
        }
        let start = Instant::now();
        let (_, problems) = read(&text);
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "{line} {:?}",
            start.elapsed()
        );
        assert!(problems.len() <= MAX_PROBLEMS + 1, "{}", problems.len());
    }
}

const SEED: &str = "{\"a\": [1, -2.5e+3, \"x\\u00e9\\n\", true], \"größe\": {\"b\": null}}\n\
[{\"c\": \"🦀\"}, [], {}]\n{\"n\": 1}\n{\"n\": 2}\n";

fn check(text: &str) {
    let (files, id) = file(text);
    let (tree, problems) = json::read(&files, id);
    let fits = |span: fiasco_source::Span| {
        assert!(
            files
                .text(id)
                .get(span.start as usize..span.end as usize)
                .is_some(),
            "{span:?}"
        );
    };
    for problem in &problems {
        problem.span.into_iter().for_each(fits);
        problem.related.iter().for_each(|(span, _)| fits(*span));
    }
    let mut open: Vec<_> = tree.documents().collect();
    while let Some(node) = open.pop() {
        fits(node.span());
        open.extend(node.items());
        for entry in node.entries() {
            fits(entry.key_span);
            open.push(entry.value);
        }
    }
}

/// What another reader makes of it, shown as [`show`] shows a tree.
fn theirs(value: &serde_json::Value) -> String {
    use serde_json::Value;
    match value {
        Value::Null => "~".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => format!("[{}]", items.iter().map(theirs).collect::<Vec<_>>().join(", ")),
        Value::Object(map) => {
            let entries = map.iter().map(|(key, value)| format!("{key}: {}", theirs(value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    }
}

fn any_json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::Value;
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 60, 8, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..8).prop_map(Value::from),
            prop::collection::btree_map(any::<String>(), inner, 0..8)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>().prop_filter("binary", |text| !text.contains('\0'))) {
        check(&text);
    }

    #[test]
    fn json_like_text(text in "([\\[\\]{}:,\"\\\\ \n\t0-3eu.+-]|\"a\"|\\\\u00|true|nul|é|🦀|\"b\": ){0,40}") {
        check(&text);
        // Both accept the same texts, but for one difference that is meant: half a surrogate pair.
        let (_, problems) = read(&text);
        let accepted = serde_json::Deserializer::from_str(&text)
            .into_iter::<serde_json::Value>()
            .all(|value| value.is_ok());
        let ours = problems.iter().all(|problem| problem.contains("is given twice"));
        let huge = text.contains('e');
        prop_assert!(ours == accepted || huge || text.contains("\\ud"), "{:?}: {:?}", text, problems);
    }

    #[test]
    fn mutated_json(at in 0..SEED.len(), len in 0..6_usize, piece in "[\\[\\]{}:,\"\\\\\n a0é]{0,3}") {
        let start = SEED.floor_char_boundary(at);
        let end = SEED.floor_char_boundary((at + len).min(SEED.len())).max(start);
        check(&format!("{}{piece}{}", &SEED[..start], &SEED[end..]));
        check(&SEED[..start]);
    }

    #[test]
    fn what_another_writes_reads_the_same(value in any_json(), pretty in any::<bool>()) {
        let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) }.unwrap();
        prop_assume!(!text.contains('\0'));
        let (documents, problems) = read(&text);
        prop_assert_eq!(problems, Vec::<String>::new());
        prop_assert_eq!(documents, vec![theirs(&value)]);
    }
}
