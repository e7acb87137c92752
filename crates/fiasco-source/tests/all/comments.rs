//! Comments and the instructions in them.

use crate::support::file;
use fiasco_source::{comments, directives};
use proptest::prelude::*;

#[test]
fn comments_of_one_line() {
    let cases = [
        ("# all of it ", Some("all of it")),
        ("  #", Some("")),
        ("a: 1 # why", Some("why")),
        ("a: 1\t#why", Some("why")),
        ("a: b#c", None),
        ("a: 'x # y' # z", Some("z")),
        ("a: \"x # y\\\" # y\" # z", Some("z")),
        ("a: 'it''s # y' # z", Some("z")),
        ("a: it's # z", Some("z")),
        ("a: 5\" # z", Some("z")),
        ("[\"# a\",'# b'] # z", Some("z")),
        ("key=\"# a\" # z", Some("z")),
        ("a: 'open # x", None),
        ("a: \"\\", None),
        ("größe: 漢 # 🦀", Some("🦀")),
        ("", None),
    ];
    for (line, expected) in cases {
        let found: Vec<_> = comments(line).map(|comment| comment.text).collect();
        assert_eq!(found, expected.into_iter().collect::<Vec<_>>(), "{line}");
    }
}

#[test]
fn lines_and_ranges() {
    let text = "# one\r\n\nä: 'open\nb: 1 # two\r\n";
    let found: Vec<_> = comments(text)
        .map(|comment| (comment.line, &text[comment.range], comment.text))
        .collect();
    assert_eq!(found, [(1, "# one", "one"), (4, "# two", "two")]);
}

#[test]
fn instructions() {
    let text = "# fiasco: allow ADR008 both behind\r\nports: [80]   #fiasco:allow ADR009  \n\
fiasco: 1\na: '# fiasco: no'\nb: x # two of them # fiasco: allow PWR002 ü # fiasco: once\n# fiasco:\n# see fiasco: no\n# fiascoo: no";
    let (files, id) = file(text);
    let found: Vec<_> = directives(&files, id)
        .into_iter()
        .map(|directive| (directive.line, directive.text, files.snippet(directive.span)))
        .collect();
    let expected = [
        (
            1,
            "allow ADR008 both behind",
            "# fiasco: allow ADR008 both behind",
        ),
        (2, "allow ADR009", "#fiasco:allow ADR009"),
        (
            5,
            "allow PWR002 ü # fiasco: once",
            "# fiasco: allow PWR002 ü # fiasco: once",
        ),
        (6, "", "# fiasco:"),
    ];
    assert_eq!(found, expected);
    let (files, id) = file("a: 1\n# nothing here\n");
    assert!(directives(&files, id).is_empty());
}

#[test]
fn long_lines_are_read_once() {
    let start = std::time::Instant::now();
    for piece in [
        "fiasco:",
        "# fiasco",
        "#",
        "'",
        "\"\\",
        "# fiasco:\n",
        "fiasco:\n",
        " #  ",
    ] {
        let (files, id) = file(&piece.repeat(500_000));
        let _ = directives(&files, id).len() + comments(files.text(id)).count();
    }
    assert!(start.elapsed() < std::time::Duration::from_secs(10));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in prop_oneof![any::<String>(), "([#'\"\\\\ \n\r\té🦀:]|fiasco:|# fiasco: allow X y){0,30}"]) {
        prop_assume!(!text.contains('\0'));
        let (files, id) = file(&text);
        let text = files.text(id);
        let mut last = 0;
        for comment in comments(text) {
            prop_assert!(comment.line > last && text[comment.range.clone()].starts_with('#'));
            prop_assert!(text[comment.range].contains(comment.text));
            last = comment.line;
        }
        let lines: Vec<_> = comments(text).map(|comment| comment.line).collect();
        for directive in directives(&files, id) {
            prop_assert!(lines.contains(&directive.line));
            prop_assert_eq!(files.place(directive.span).line, directive.line);
            prop_assert!(files.snippet(directive.span).ends_with(directive.text));
        }
    }
}
