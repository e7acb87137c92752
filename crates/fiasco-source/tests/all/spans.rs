//! Where nodes stand: every span is checked by the text under it.

use crate::support::with_tree;
use fiasco_source::{Files, Kind, Node};

/// The text under every node and key, in the order of the file.
fn collect(files: &Files, node: Node<'_, '_>, found: &mut Vec<String>) {
    found.push(files.snippet(node.span()).to_owned());
    match node.kind() {
        Kind::Scalar => {}
        Kind::List => node.items().for_each(|item| collect(files, item, found)),
        Kind::Map => node.entries().for_each(|entry| {
            found.push(files.snippet(entry.key_span).to_owned());
            collect(files, entry.value, found);
        }),
    }
}

#[test]
fn texts_under_spans() {
    let cases: &[(&str, &[&str])] = &[
        ("a: 1 # x\n", &["a: 1", "a", "1"]),
        (
            "a:   # nothing\nb: 1\n",
            &["a:   # nothing\nb: 1", "a", "", "b", "1"],
        ),
        ("a: 'x y'   # c\n", &["a: 'x y'", "a", "'x y'"]),
        (
            "'a''b' : \"c\\\"d\"  \n",
            &["'a''b' : \"c\\\"d\"", "'a''b'", "\"c\\\"d\""],
        ),
        (
            "[ a , 'b' , {c: d} ]   # e\n",
            &["[ a , 'b' , {c: d} ]", "a", "'b'", "{c: d}", "c", "d"],
        ),
        ("- a\n- b\n# end\n", &["- a\n- b", "a", "b"]),
        (
            "k:\n- a\n-  b\nl: 1\n",
            &["k:\n- a\n-  b\nl: 1", "k", "- a\n-  b", "a", "b", "l", "1"],
        ),
        (
            "k:\n  - a\n  - b\n\n\nl: 1\n",
            &[
                "k:\n  - a\n  - b\n\n\nl: 1",
                "k",
                "- a\n  - b",
                "a",
                "b",
                "l",
                "1",
            ],
        ),
        ("k: !t &x  'v' \n", &["k: !t &x  'v'", "k", "'v'"]),
        (
            "k: &x [ 1 ]\nl: &y\n  m: 1\n",
            &[
                "k: &x [ 1 ]\nl: &y\n  m: 1",
                "k",
                "[ 1 ]",
                "1",
                "l",
                "m: 1",
                "m",
                "1",
            ],
        ),
        ("k: !t  # c\nl: 1\n", &["k: !t  # c\nl: 1", "k", "!t", "l", "1"]),
        (
            "k: |\n  a\n   b\n\nl: 1\n",
            &["k: |\n  a\n   b\n\nl: 1", "k", "a\n   b", "l", "1"],
        ),
        ("{a, b: }", &["{a, b: }", "a", "", "b", ""]),
        ("[a: b]", &["[a: b]", "a: b", "a", "b"]),
        ("k: a\n  b\nl: 1", &["k: a\n  b\nl: 1", "k", "a\n  b", "l", "1"]),
        (
            "é: ü # ö\n漢: ['🦀', x] # ñ\nz: 1\n",
            &[
                "é: ü # ö\n漢: ['🦀', x] # ñ\nz: 1",
                "é",
                "ü",
                "漢",
                "['🦀', x]",
                "'🦀'",
                "x",
                "z",
                "1",
            ],
        ),
        (
            "a: b\r\nc:\r\n  - 'd'\r\n",
            &["a: b\r\nc:\r\n  - 'd'", "a", "b", "c", "- 'd'", "'d'"],
        ),
        ("{}", &["{}"]),
        ("a: []\n", &["a: []", "a", "[]"]),
    ];
    for (text, expected) in cases {
        with_tree(text, |files, tree| {
            let mut found = Vec::new();
            collect(files, tree.documents().next().unwrap(), &mut found);
            assert_eq!(found, *expected, "{text}");
        });
    }
}

#[test]
fn nothing_stands_behind_its_colon() {
    with_tree("a:   # nothing\nb: {c: }\n", |files, tree| {
        let root = tree.documents().next().unwrap();
        assert_eq!(
            files.place(root.peek("a").unwrap().span()).to_string(),
            "a.yaml:1:3"
        );
        let c = root.peek("b").and_then(|b| b.peek("c")).unwrap();
        assert_eq!(files.place(c.span()).to_string(), "a.yaml:2:7");
    });
}

#[test]
fn columns_count_characters() {
    with_tree("größe: {漢字: 🦀, z: x}\n", |files, tree| {
        let root = tree.documents().next().unwrap();
        let places: Vec<_> = root
            .peek("größe")
            .unwrap()
            .entries()
            .map(|e| files.place(e.value.span()).column)
            .collect();
        assert_eq!(places, [13, 19]);
    });
}

#[test]
fn an_alias_is_defined_in_one_place_and_used_in_another() {
    let text = "base: &b\n  ports: [80]\nweb: *b\napi:\n  <<: *b\n  x: 1\ninline: {<<: {y: 2}}\n";
    with_tree(text, |files, tree| {
        let place = |span| files.place(span).to_string().replace("a.yaml:", "");
        let root = tree.documents().next().unwrap();
        let web = root.peek("web").unwrap();
        assert_eq!(
            (place(web.span()), place(web.used_at())),
            ("2:3".into(), "3:6".into())
        );
        let port = web.peek("ports").unwrap().items().next().unwrap();
        assert_eq!(
            (place(port.span()), place(port.used_at())),
            ("2:11".into(), "3:6".into())
        );
        let ports = root.peek("api").unwrap().find("ports").unwrap();
        assert_eq!(
            (place(ports.key_span), place(ports.value.used_at())),
            ("2:3".into(), "5:7".into())
        );
        assert!(ports.is_merged());
        let x = root.peek("api").unwrap().find("x").unwrap();
        assert!(!x.is_merged() && x.value.alias().is_none());
        let base = root.peek("base").unwrap();
        assert_eq!(base.used_at(), base.span());
        let y = root.peek("inline").unwrap().find("y").unwrap();
        assert!(y.is_merged());
        assert_eq!((place(y.key_span), y.value.alias()), ("7:15".into(), None));
    });
}

#[test]
fn the_outermost_alias_is_the_place_of_use() {
    let text = "a: &a {v: 1}\nb: &b {inner: *a, <<: *a}\nc: *b\nd: {<<: *b}\n";
    with_tree(text, |files, tree| {
        let root = tree.documents().next().unwrap();
        let line = |node: Node<'_, '_>| files.place(node.used_at()).line;
        let b = root.peek("b").unwrap();
        assert_eq!(
            (line(b.peek("inner").unwrap()), line(b.peek("v").unwrap())),
            (2, 2)
        );
        for (key, expected) in [("c", 3), ("d", 4)] {
            let map = root.peek(key).unwrap();
            assert_eq!(line(map.peek("inner").unwrap()), expected, "{key}");
            assert_eq!(
                line(map.peek("inner").and_then(|i| i.peek("v")).unwrap()),
                expected,
                "{key}"
            );
            assert_eq!(line(map.peek("v").unwrap()), expected, "{key}");
        }
    });
}
