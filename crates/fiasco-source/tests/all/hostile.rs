//! Files that are made to hurt: nothing may overflow, hang, or fill the memory.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::{read, show, with_tree};
use fiasco_source::{MAX_DEPTH, MAX_PROBLEMS};

/// Reads on a small stack and against the clock, and returns the problems.
fn attack(text: String) -> (Vec<String>, Vec<String>) {
    let start = Instant::now();
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    let result = thread.spawn(move || read(&text)).unwrap().join().unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "took {:?}",
        start.elapsed()
    );
    result
}

#[test]
fn deep_nesting_is_refused_where_it_gets_too_deep() {
    let deep = 20_000;
    let mut block = String::new();
    for level in 0..2_000 {
        writeln!(block, "{}k:", " ".repeat(level)).unwrap();
    }
    let cases = [
        ("[".repeat(deep), None),
        ("{a: ".repeat(deep), None),
        ("[{a: ".repeat(deep), None),
        (format!("{}{}", "[".repeat(deep), "]".repeat(deep)), None),
        ("- ".repeat(deep), Some("3:401")),
        ("? ".repeat(deep), Some("3:401")),
        ("- ? ".repeat(deep), Some("3:401")),
        ("a: &a [".to_owned() + &"[".repeat(deep), None),
        (block, Some("203:201")),
    ];
    for (text, place) in cases {
        let name: String = text.chars().take(12).collect();
        // The second document is the deep one; the first is kept.
        let (documents, problems) = attack(format!("kept\n---\n{text}"));
        assert_eq!(documents, ["kept"], "{name}");
        assert_eq!(problems.len(), 1, "{name}: {problems:?}");
        let message = "nested deeper than 200 levels; the document is not read";
        assert!(problems[0].ends_with(message), "{name}: {problems:?}");
        assert!(
            place.is_none_or(|place| problems[0].starts_with(place)),
            "{name}: {problems:?}"
        );
    }
}

#[test]
fn the_depth_limit_is_exact() {
    let nest = |depth: usize| format!("{}x{}", "[".repeat(depth), "]".repeat(depth));
    assert_eq!(read(&nest(MAX_DEPTH)).1, Vec::<String>::new());
    let too_deep = ["1:201 nested deeper than 200 levels; the document is not read"];
    assert_eq!(read(&nest(MAX_DEPTH + 1)).1, too_deep);
    let dashes = "- ".repeat(MAX_DEPTH) + "x";
    assert_eq!(read(&dashes).1, Vec::<String>::new());
    assert_eq!(
        read(&format!("- {dashes}")).1,
        ["1:401 nested deeper than 200 levels; the document is not read"]
    );
}

#[test]
fn aliases_cannot_nest_deeper_either() {
    let mut text = String::from("a0: &a0 [x]\n");
    for level in 1..1000 {
        writeln!(text, "a{level}: &a{level} [*a{}]", level - 1).unwrap();
    }
    let (documents, problems) = attack(text);
    assert!(documents.is_empty());
    assert_eq!(
        problems,
        ["200:14 nested deeper than 200 levels; the document is not read"]
    );
}

fn bomb(levels: usize, lists: bool) -> String {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for level in 1..levels {
        let below = format!("*a{}", level - 1);
        if lists {
            writeln!(text, "a{level}: &a{level} [{}]", vec![below; 9].join(", ")).unwrap();
        } else {
            let entries: Vec<_> = (0..9).map(|key| format!("k{key}: {below}")).collect();
            writeln!(text, "a{level}: &a{level} {{{}}}", entries.join(", ")).unwrap();
        }
    }
    text
}

#[test]
fn an_anchor_bomb_is_refused() {
    for lists in [true, false] {
        let (documents, problems) = attack(format!("first: 1\n---\n{}", bomb(50, lists)));
        assert!(documents.is_empty(), "the whole file is refused");
        assert_eq!(problems.len(), 1);
        let problem = &problems[0];
        assert!(
            problem.contains("aliases blow the file up: at `&a6`, "),
            "{problem}"
        );
        assert!(
            problem.contains("at most 10000000 more than written are read"),
            "{problem}"
        );
        assert!(problem.contains("`&a6` is defined here"), "{problem}");
    }
}

#[test]
fn a_smaller_bomb_is_walked_without_following_every_path() {
    with_tree(&bomb(7, false), |_, tree| {
        let root = tree.documents().next().unwrap();
        let start = Instant::now();
        // Following every path takes about five million steps each time.
        (0..200).for_each(|_| root.mark_all_used());
        assert!(
            start.elapsed() < Duration::from_secs(5),
            "took {:?}",
            start.elapsed()
        );
        // Also from a node that was itself reached through an alias.
        root.peek("a6")
            .and_then(|a6| a6.peek("k0"))
            .unwrap()
            .mark_all_used();
        assert!(tree.unread().is_empty());
    });
}

#[test]
fn merged_copies_are_bounded() {
    // Nested merges without a single alias: every level copies what is inside it.
    let keys: Vec<_> = (0..80_000).map(|key| format!("k{key}: 1")).collect();
    let depth = 150;
    let text = format!(
        "{}{{{}}}{}",
        "{<<: ".repeat(depth),
        keys.join(", "),
        "}".repeat(depth)
    );
    let (documents, problems) = attack(text);
    assert!(documents.is_empty());
    assert!(
        problems[0].contains("would copy more than 10000000 entries"),
        "{problems:?}"
    );

    // A chain of merges through aliases.
    let mut text = String::from("a0: &a0 {k: 1}\n");
    for level in 1..20_000 {
        writeln!(text, "a{level}: &a{level} {{<<: *a{}, k{level}: 1}}", level - 1).unwrap();
    }
    let (documents, problems) = attack(text);
    assert!(documents.is_empty());
    assert_eq!(problems.len(), 1, "{problems:?}");
}

#[test]
fn problems_do_not_pile_up() {
    let (documents, problems) = attack(format!("[{}]", "{a, a}, ".repeat(50_000)));
    assert_eq!(documents.len(), 1);
    assert_eq!(problems.len(), MAX_PROBLEMS + 1);
    assert_eq!(
        problems[MAX_PROBLEMS],
        "a.yaml 49800 more problems of this file are not shown"
    );
}

#[test]
fn a_map_of_many_keys_and_a_list_of_many_items_are_quick() {
    let mut text = String::new();
    for key in 0..300_000 {
        writeln!(text, "k{key}: [a, 'b']").unwrap();
    }
    let start = Instant::now();
    with_tree(&text, |_, tree| {
        let root = tree.documents().next().unwrap();
        assert_eq!(root.entries().len(), 300_000);
        assert_eq!(show(root.peek("k299999").unwrap()), "[a, \"b\"]");
        assert_eq!(tree.unread().len(), 300_000);
    });
    assert!(
        start.elapsed() < Duration::from_secs(20),
        "took {:?}",
        start.elapsed()
    );
}

#[test]
fn control_characters_and_stray_marks() {
    for text in [
        "\u{feff}a: 1",
        "a: \u{feff}b",
        "a\u{0}b: 1",
        "\u{85}\u{2028}",
        "a: |\n\u{2029}",
        "%é\n---\n",
        "*",
        "&",
        "!",
    ] {
        let mut files = fiasco_source::Files::new();
        // Behind the part that is searched for NUL, so that the reader sees it.
        let text = format!("{}\n{text}", "#".repeat(9000));
        let id = files.add("a", text.into_bytes()).unwrap();
        let (tree, problems) = fiasco_source::yaml::read(&files, id);
        assert!(tree.documents().count() + problems.len() > 0);
    }
}
