//! Broken YAML documents among good ones, joined files, brackets, templates.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::support::{file, read, show, show_problems};
use fiasco_source::{MAX_PROBLEMS, yaml};
use proptest::prelude::*;

#[test]
fn a_broken_document_does_not_stop_the_others() {
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "a: 1\n---\nb: [1, 2\nc: 3\n---\nd: 4\n---\ne: 5\n",
            &["{a: 1}", "{d: 4}", "{e: 5}"],
            &["4:2 expected `,` or `]` in this list"],
        ),
        // The bracket would run through all that follows.
        (
            "[a\n---\nb: {c: 1}\n--- # next\nd: 'x\n---\ne: 5\n",
            &["{b: {c: 1}}", "{e: 5}"],
            &[
                "2:1 expected `,` or `]` in this list",
                "5:4 the quote that opens here is never closed",
            ],
        ),
        (
            "a: b: c\n--- x\n---\n- 1\nb: 2\n---\r\nc: 3",
            &["x", "{c: 3}"],
            &[
                "1:5 a `key: value` pair cannot stand here",
                "5:1 expected a list item here",
            ],
        ),
        (
            "--- a: b: c\n--- {d: 1}\n",
            &["{d: 1}"],
            &["1:6 a `key: value` pair cannot stand here"],
        ),
        (
            "\"a\"\n\"b\"\n---\nc: 1\n",
            &["{c: 1}"],
            &["2:1 the document is complete before this line"],
        ),
        // Directives belong to the document behind them.
        (
            "a: ]\n...\n# c\n%TAG !e! tag:x,1:\n---\nb: !e!f 1\n---\nc: 1\n",
            &["{b: tag:x,1:f 1}", "{c: 1}"],
            &["1:4 this bracket closes nothing"],
        ),
        (
            "# head\n%TAG ! x\n---\na: ]\n...\nb: 2\n---\nc: 3\n",
            &["{c: 3}"],
            &["4:4 this bracket closes nothing"],
        ),
        // Anchors and what was said of a document stay with it.
        (
            "a: &x 1\na: 2\n---\nb: &x [1, *x]\nc: ]\n---\nd: &x [*x]\n---\ne: 1\n",
            &["{a: 1}", "{d: [~]}", "{e: 1}"],
            &[
                "2:1 key `a` is given twice; the first is at line 1 (1:1 the first, which counts)",
                "4:11 `&x` is used inside its own definition (4:7 the definition starts here)",
                "5:4 this bracket closes nothing",
                "7:8 `&x` is used inside its own definition (7:7 the definition starts here)",
            ],
        ),
        // No line is a separator but a whole one.
        (
            "a: ]\n ---\nb: 1\n----\nc: 1\n",
            &[],
            &["1:4 this bracket closes nothing"],
        ),
        (
            "a: 1\n---\nb: ]\n",
            &["{a: 1}"],
            &["3:4 this bracket closes nothing"],
        ),
    ];
    for (text, documents, problems) in cases {
        assert_eq!(read(text), (owned(documents), owned(problems)), "{text}");
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn spans_behind_a_broken_document() {
    for name in ["web", "größe 漢🦀"] {
        let text = format!("{name}: [\n---\nx: {name}\n---\ny: ]\n---\nz:\n  - '{name}'\n");
        let (files, id) = file(&text);
        let (tree, problems) = yaml::read(&files, id);
        assert_eq!(show_problems(&files, &problems).len(), 2, "{problems:?}");
        let shown: Vec<_> = tree.documents().map(|root| files.snippet(root.span())).collect();
        assert_eq!(shown, [format!("x: {name}"), format!("z:\n  - '{name}'")]);
        let last = tree
            .documents()
            .last()
            .unwrap()
            .peek("z")
            .unwrap()
            .items()
            .next()
            .unwrap();
        assert_eq!(files.place(last.span()).to_string(), "a.yaml:8:5");
    }
}

#[test]
fn a_line_break_may_be_missing_before_a_separator() {
    let missing = "a line break is missing before this `---`";
    let cases: &[(&str, &[&str], &[String])] = &[
        (
            "kind: a\nn: 1---\nkind: b\nn: 2---\nkind: c\n",
            &["{kind: a, n: 1}", "{kind: b, n: 2}", "{kind: c}"],
            &[format!("2:5 {missing}"), format!("4:5 {missing}")],
        ),
        (
            "x: 0\n---\nkind: ä\nt: |\n  text---\nkind: b\n---\nkind: c\n",
            &["{x: 0}", "{kind: ä, t: \"text\\n\"}", "{kind: b}", "{kind: c}"],
            &[format!("5:7 {missing}")],
        ),
        (
            "- a---\r\nkind: b\r\n---\r\nkind: c\r\n",
            &["[a]", "{kind: b}", "{kind: c}"],
            &[format!("1:4 {missing}")],
        ),
        (
            "a: \"x\"---\nb: 1\n",
            &["{a: \"x\"}", "{b: 1}"],
            &[format!("1:7 {missing}")],
        ),
        (
            "kind: a # note---\nkind: b\n",
            &["{kind: a}", "{kind: b}"],
            &[format!("1:15 {missing}")],
        ),
        // No evidence: a text like any other.
        ("a: x---\nb: 1\n", &["{a: x---, b: 1}"], &[]),
        (
            "a: x---\nb: 1\na: 2\n",
            &["{a: x---, b: 1}"],
            &["3:1 key `a` is given twice; the first is at line 1 (1:1 the first, which counts)".into()],
        ),
        (
            "a: 1 ---\na: 2\n# --\na: x----\na: 3\n",
            &["{a: 1 ---}"],
            &[2, 4, 5].map(|line| {
                format!(
                    "{line}:1 key `a` is given twice; the first is at line 1 (1:1 the first, which counts)"
                )
            }),
        ),
        // The parts are broken themselves.
        (
            "a: 1---\na: ]---\na: 3\n",
            &["{a: 1}", "{a: 3}"],
            &[
                format!("1:5 {missing}"),
                format!("2:5 {missing}"),
                "2:4 this bracket closes nothing".into(),
            ],
        ),
    ];
    for (text, documents, problems) in cases {
        let (shown, found) = read(text);
        assert_eq!((shown, found.as_slice()), (owned(documents), *problems), "{text}");
    }
}

#[test]
fn brackets_may_close_at_the_column_of_their_key() {
    let text = "é: 1\n---\na:\n  command: [\n    \"postgres\", # a ] in a comment\n\n    # more\n    \"-c\",\n  \"x\n    y\"\n  ]\n  ports: [\n  ]\n  ö: z\n---\nb: {\n}\n";
    let (files, id) = file(text);
    let (tree, problems) = yaml::read(&files, id);
    assert_eq!(show_problems(&files, &problems), Vec::<String>::new());
    let shown: Vec<_> = tree.documents().map(show).collect();
    assert_eq!(
        shown,
        [
            "{é: 1}",
            "{a: {command: [\"postgres\", \"-c\", \"x y\"], ports: [], ö: z}}",
            "{b: {}}"
        ]
    );
    let a = tree.documents().nth(1).unwrap().peek("a").unwrap();
    let command = a.peek("command").unwrap();
    assert!(
        files
            .snippet(command.span())
            .starts_with("[\n    \"postgres\", # a ]")
    );
    assert!(files.snippet(command.span()).ends_with("y\"\n  ]"));
    assert_eq!(
        files.place(a.find("ö").unwrap().key_span).to_string(),
        "a.yaml:14:3"
    );
}

#[test]
fn brackets_that_cannot_be_drawn_up_are_told() {
    let (documents, problems) = read("a:\n  b: [\n  x,\n  c: 1\n---\nd: 1\n");
    assert_eq!(
        (documents, problems.len()),
        (vec!["{d: 1}".to_owned()], 1),
        "{problems:?}"
    );
    // More lines than are drawn up.
    let text = format!("a:\n  b: [\n{}  ]\n---\nd: 1\n", "  x,\n".repeat(500));
    let (documents, problems) = read(&text);
    assert_eq!(documents, ["{d: 1}"]);
    assert_eq!(
        problems,
        ["203:3 this line is indented less than what it belongs to"]
    );
}

#[test]
fn templates_are_called_templates() {
    let says = |text: &str| {
        let (files, id) = file(text);
        let (_, problems) = yaml::read(&files, id);
        assert_eq!(problems.len(), 1, "{text}: {problems:?}");
        let problem = problems.first().unwrap();
        let line = show_problems(&files, &problems).remove(0);
        (line, problem.help.clone().unwrap_or_default())
    };
    let template = "this looks like a template that was not rendered";
    for (text, place) in [
        ("a: {{ .Values.x }}\nb: {{ .Values.y }}\n", "1:4"),
        ("a: 1\nb: [{{ x }}]\n", "2:5"),
        ("{{- if .Values.x }}\na: 1\n{{- end }}\n", ""),
        ("a: {{ x }}-{{ y }}\n", ""),
        ("{{ include \"x\" . }}\na: 1\n", ""),
        ("a: 1\n{% if x %}\nb: 1\n{% endif %}\n", ""),
        ("a: {{ x | default \"y\" }}\n", ""),
        ("labels:\n  {{- toYaml . | nindent 4 }}\n  b: 1\n", ""),
    ] {
        let (line, help) = says(text);
        assert!(
            line.starts_with(place) && line.contains(template),
            "{text}: {line}"
        );
        assert!(help.contains("helm template"), "{text}: {help}");
    }
    // Braces in quotes may be meant; the error says what it is.
    let (line, help) = says("a: '{{ $x }}'\nb: [\n");
    assert!(
        !line.contains(template) && help.contains("if it is a template"),
        "{line} {help}"
    );
    let (line, help) = says("a: ${{ env.X }}\nb: [\n");
    assert!(!line.contains(template) && help.is_empty(), "{line} {help}");
    let (_, problems) = read("a: 1\n---\nb: {{ x }}\n---\nc: {{ x }}\n");
    assert_eq!(problems.len(), 2, "once per document: {problems:?}");
}

/// Reads on a small stack and against the clock; gives the numbers of documents and problems.
fn attack(text: String) -> (usize, usize) {
    let start = Instant::now();
    let name: String = text.chars().take(30).collect();
    let thread = std::thread::Builder::new().stack_size(256 * 1024);
    let (documents, problems) = thread.spawn(move || read(&text)).unwrap().join().unwrap();
    assert!(
        start.elapsed() < Duration::from_secs(10),
        "{name:?} took {:?}",
        start.elapsed()
    );
    (documents.len(), problems.len())
}

#[test]
fn a_thousand_broken_documents() {
    let mut text = String::new();
    for number in 0..1000 {
        writeln!(text, "---\na: [{number}\n---\nb: {number}").unwrap();
    }
    let (documents, problems) = read(&text);
    assert_eq!(documents.len(), 1000);
    assert_eq!(documents[999], "{b: 999}");
    assert_eq!(problems.len(), MAX_PROBLEMS + 1);
    assert_eq!(
        problems[MAX_PROBLEMS],
        "a.yaml 800 more problems of this file are not shown"
    );
}

#[test]
fn many_broken_documents_take_no_longer_than_their_bytes() {
    let pieces = [
        "---\n[a\n",
        "---\n{a: [\n",
        "---\na: 'x\n",
        "---\na: |\n x\n]\n",
        "a: 1---\n",
        "---\n# c\n%TAG\n",
        "...\n%TAG ! x\n---\n]\n",
        "---\n",
        "--- ]\n...\n",
        "---\n&a [*a, ]]\n",
        "a: {{ x }}\n---\n",
        "---\na: [\nx\n]\n",
        "---\na:\n b: [\n x\n ]\n",
        "---\n? - ? -\n",
        "é: ]\n---\n",
        "a: [\n",
        "%\n",
        "# x---\n",
    ];
    for piece in pieces {
        attack(piece.repeat(100_000));
        // The first document is larger than all the others.
        attack(format!(
            "é: [{}]\n---\n{}",
            "&a x, ".repeat(100_000),
            piece.repeat(50_000)
        ));
        attack(format!("[{}", piece.repeat(50_000)));
    }
}

#[test]
fn many_deep_documents_are_read_one_by_one() {
    let deep = format!("---\n{}\n", "- ".repeat(300));
    let (documents, problems) = attack(format!("{}---\nkept: 1\n", deep.repeat(2000)));
    assert_eq!((documents, problems), (1, MAX_PROBLEMS + 1));
}

/// Documents, good and bad, that are not separated by themselves.
const DOCUMENTS: &[&str] = &[
    "a: 1\n",
    "b:\n- [x, {y: z}]\n- é\n",
    "|\n  text\n",
    "c: &x [1]\nd: *x\n",
    "- '---'\n",
    "a: {{ x }}\n",
    "k: [\n 1\n]\n",
    "k:\n m: [\n 1\n ]\n",
    "",
    "# only this\n",
    "[a\n",
    "a: ]\n",
    "a: 'x\n",
    "{a: [\n",
    "a:\n\tb: 1\n",
    "*nope\n",
    "a: |\n x\n]: y\n",
    "é: \"\\q\"\n",
    "- a\nb: 1\n",
    "a:\n b: [\n c\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_stream_reads_like_its_documents(picks in prop::collection::vec(0..DOCUMENTS.len(), 1..9)) {
        let (mut text, mut documents, mut problems) = (String::new(), Vec::new(), Vec::new());
        for pick in picks {
            let alone = format!("---\n{}", DOCUMENTS[pick]);
            let (shown, said) = read(&alone);
            let above = u32::try_from(text.lines().count()).unwrap();
            documents.extend(shown);
            problems.extend(said.iter().map(|said| {
                let (line, rest) = said.split_once(':').unwrap();
                format!("{}:{rest}", line.parse::<u32>().unwrap() + above)
            }));
            text += &alone;
        }
        let (shown, said) = read(&text);
        prop_assert_eq!(&shown, &documents, "{}", text);
        prop_assert_eq!(said.len(), problems.len(), "{}: {:?}", text, said);
        for (said, expected) in said.iter().zip(&problems) {
            // What is missing at the end may be seen at the next separator.
            let words = |text: &str| {
                let words = text.split_once(' ').map_or("", |(_, words)| words);
                words.replace("is never closed", "is not closed in its document")
            };
            prop_assert_eq!(words(said), words(expected), "{}", text);
        }
    }
}
