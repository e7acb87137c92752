//! Which entries count as unread.

use crate::support::with_tree;
use fiasco_source::Node;

/// Reads a text, lets the closure read the first document, and lists what stayed unread.
fn unread(text: &str, look: impl FnOnce(Node<'_, '_>)) -> Vec<String> {
    with_tree(text, |files, tree| {
        look(tree.documents().next().unwrap());
        let unread = tree.unread();
        assert!(unread.is_sorted_by_key(|u| u.span.start), "{unread:?}");
        unread
            .into_iter()
            .map(|u| format!("{} {}", files.place(u.span).line, u.path))
            .collect()
    })
}

const COMPOSE: &str = "services:
  web:
    image: x
    foo: {bar: 1}
    ports: [{target: 80, mode: host}, {target: 81}]
  api:
    image: y
x-note: {a: 1}
volumes:
";

#[test]
fn topmost_unread_entries_in_the_order_of_the_file() {
    let all = ["1 services", "8 x-note", "9 volumes"];
    assert_eq!(unread(COMPOSE, |_| {}), all);
    assert_eq!(
        unread(COMPOSE, |root| assert!(root.peek("services").is_some())),
        all
    );
    let found = unread(COMPOSE, |root| {
        let services = root.get("services").unwrap();
        let web = services.get("web").unwrap();
        let _ = web.get("image");
        let first = web.get("ports").unwrap().items().next().unwrap();
        let _ = first.get("target");
        root.irrelevant_prefix("x-");
    });
    let expected = [
        "4 services.web.foo",
        "5 services.web.ports[0].mode",
        "5 services.web.ports[1].target",
        "6 services.api",
        "9 volumes",
    ];
    assert_eq!(found, expected);
}

#[test]
fn irrelevant_entries_hide_what_is_under_them() {
    let found = unread("a: {b: 1, c: {d: 1}}\ne: 1\nf: 1\n", |root| {
        root.irrelevant(&["a", "f", "no-such-key"]);
        let _ = root.get("f");
    });
    assert_eq!(found, ["2 e"]);
}

#[test]
fn used_wins_over_irrelevant() {
    for order in [true, false] {
        let found = unread("a: {b: 1}\n", |root| {
            if order {
                root.irrelevant(&["a"]);
            }
            let _ = root.get("a");
            root.irrelevant(&["a"]);
        });
        assert_eq!(found, ["1 a.b"]);
    }
}

#[test]
fn reading_inside_an_entry_reads_the_entry() {
    let found = unread("a: {b: 1, c: 2}\nd: 1\n", |root| {
        let _ = root.peek("a").unwrap().get("b");
    });
    assert_eq!(found, ["1 a.c", "2 d"]);
}

#[test]
fn marking_entries_and_everything() {
    let found = unread("a: {b: 1}\nc: 1\n", |root| {
        for entry in root.entries() {
            assert!(!entry.is_used());
            entry.mark_used();
            assert!(entry.is_used());
        }
    });
    assert_eq!(found, ["1 a.b"]);
    assert_eq!(unread(COMPOSE, |root| root.mark_all_used()), Vec::<String>::new());
    let found = unread(COMPOSE, |root| root.get("services").unwrap().mark_all_used());
    assert_eq!(found, ["8 x-note", "9 volumes"]);
}

#[test]
fn merged_and_aliased_entries_share_the_mark_of_the_original() {
    let text = "base: &b {x: 1, y: {z: 1}}\nweb:\n  <<: *b\n  k: 1\n";
    assert_eq!(unread(text, |_| {}), ["1 base", "2 web"]);
    let found = unread(text, |root| {
        let web = root.get("web").unwrap();
        let _ = (web.get("x"), web.get("k"));
    });
    assert_eq!(found, ["1 base.y"]);
    assert_eq!(
        unread(text, |root| root.get("web").unwrap().mark_all_used()),
        Vec::<String>::new()
    );

    let text = "base: &b {x: 1, y: 1}\nweb: *b\n";
    let found = unread(text, |root| {
        let _ = root.get("web").unwrap().get("x");
    });
    assert_eq!(found, ["1 base.y"]);
    let found = unread(text, |root| {
        let _ = root.get("base").unwrap().get("x");
    });
    assert_eq!(found, ["1 base.y", "2 web"]);
    assert_eq!(
        unread("a: &s 1\nb: *s\n", |root| assert!(root.get("b").is_some())),
        Vec::<String>::new()
    );
}

#[test]
fn entries_of_an_inline_merge_count_but_the_merge_key_does_not() {
    let found = unread("web: {<<: [{x: 1}, {y: 1}], k: 1}\n", |root| {
        let web = root.get("web").unwrap();
        assert!(web.peek("<<").is_none());
        let _ = (web.get("x"), web.get("k"));
    });
    assert_eq!(found, ["1 web[1].y"]);
}

#[test]
fn odd_keys_are_quoted_in_paths_and_all_documents_count() {
    let text = "a.b: {'': 1, 'c d': {e: 1}}\n---\n- f: 1\n---\ng: 1\n";
    let found = unread(text, |root| {
        let _ = root.get("a.b").unwrap().get("c d");
    });
    assert_eq!(found, ["1 \"a.b\".\"\"", "1 \"a.b\".\"c d\".e", "3 [0].f", "5 g"]);
}
