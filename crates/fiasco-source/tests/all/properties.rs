//! Whatever the text: no panic, and every span lies on character boundaries inside the file.

use fiasco_source::{Files, Node, Span, Tree, nearest, yaml};
use proptest::prelude::*;

const SEED: &str = "x-base: &base\n  image: \"nginx:1.2\\n\"\n  ports: ['80:80', {target: 81, mode: host}]\n\
services:\n  web:\n    <<: [*base, {k: v}]\n    größe: 漢字 # 🦀 ü\n    list:\n    - a\n    -\n    - *base\n  \
? [k]\n  : |\n    text\n     more\n\n  !reset z: !override &q\n  y: >-\n    folded\n    text\r\n---\n\
- - a\n  - b: c\n- {a: , 'b': \"ü\", c}\n...\n--- plain\n  text\n";

fn check_span(text: &str, span: Span) {
    assert!(
        span.start <= span.end && text.get(span.start as usize..span.end as usize).is_some(),
        "{span:?}"
    );
}

fn walk(text: &str, root: Node<'_, '_>) {
    // Bounded because aliases may make the walk much longer than the file.
    let mut budget = 10_000;
    let mut open = vec![root];
    while let Some(node) = open.pop() {
        check_span(text, node.span());
        check_span(text, node.used_at());
        let _ = (node.text(), node.is_null(), node.tag(), node.kind());
        open.extend(node.items());
        for entry in node.entries() {
            check_span(text, entry.key_span);
            open.push(entry.value);
        }
        budget -= 1;
        if budget == 0 {
            return;
        }
    }
}

fn check_tree(files: &Files, text: &str, tree: &Tree<'_>) {
    tree.documents().for_each(|root| walk(text, root));
    tree.unread()
        .iter()
        .for_each(|unread| check_span(text, unread.span));
    tree.documents().for_each(Node::mark_all_used);
    for unread in tree.unread() {
        // Only an entry of a merged map that another one hides can never be read.
        assert!(text.contains("<<"), "{} in {text:?}", unread.path);
        let _ = (files.place(unread.span), files.line_text(unread.span));
    }
}

fn check(text: &str) {
    let mut files = Files::new();
    let Ok(id) = files.add("a", text.as_bytes().to_vec()) else {
        return;
    };
    let text = files.text(id);
    let (tree, problems) = yaml::read(&files, id);
    check_tree(&files, text, &tree);
    for problem in problems {
        let related = problem.related.iter().map(|(span, _)| *span);
        for span in problem.span.into_iter().chain(related) {
            check_span(text, span);
            let _ = (files.place(span), files.line_text(span));
        }
    }
}

/// Inserts, deletes, doubles or replaces a piece of the text.
fn mutate(text: &str, edits: &[(usize, usize, usize)]) -> String {
    const PIECES: &[&str] = &[
        "\t",
        " ",
        "\n",
        "- ",
        ": ",
        ":",
        "[",
        "]",
        "{",
        "}",
        ",",
        "&a ",
        "*a",
        "*base",
        "<<: ",
        "!t ",
        "? ",
        "'",
        "\"",
        "|\n",
        ">",
        "#",
        " #",
        "é",
        "🦀",
        "\r",
        "---\n",
        "...\n",
        "%TAG ! x\n",
        "\u{feff}",
        "\u{0}",
        "\\",
        "&base ",
        "~",
        "@",
        "<<",
        "\u{85}",
        "---\nservices: x\n",
        "x---\n",
        "{{ x }}",
        "[\n",
    ];
    let mut text: Vec<char> = text.chars().collect();
    for (at, len, piece) in edits {
        let at = at % (text.len() + 1);
        let end = (at + len % 8).min(text.len());
        if piece % 5 == 0 {
            text.drain(at..end);
        } else if piece % 7 == 0 {
            let copy = text[at..end].to_vec();
            text.splice(at..at, copy);
        } else {
            text.splice(at..at, PIECES[piece % PIECES.len()].chars());
        }
    }
    text.into_iter().collect()
}

#[test]
fn the_seed_is_nearly_valid() {
    let mut files = Files::new();
    let id = files.add("a", SEED.as_bytes().to_vec()).unwrap();
    let (tree, problems) = yaml::read(&files, id);
    assert_eq!((tree.documents().len(), problems.len()), (3, 1), "{problems:?}");
    check(SEED);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn yaml_like_text(text in "([a-c]|[-:?,#&*!|>'\"%@`{}\\[\\] \n\t\r<~é🦀]|: |- |\n  |&a |\\*a|<<: ){0,40}") {
        check(&text);
    }

    #[test]
    fn mutated_yaml(edits in prop::collection::vec(any::<(usize, usize, usize)>(), 0..6)) {
        check(&mutate(SEED, &edits));
    }

    #[test]
    fn cut_yaml(at in 0..SEED.len()) {
        check(&SEED[..SEED.floor_char_boundary(at)]);
    }

    #[test]
    fn plain_scalars_survive(words in prop::collection::vec("[a-zé🦀][a-z0-9é]{0,8}", 1..30)) {
        let text: String = words.iter().map(|word| format!("- {word}\n")).collect();
        let mut files = Files::new();
        let id = files.add("a", text.into_bytes()).unwrap();
        let (tree, _) = yaml::read(&files, id);
        let root = tree.documents().next().unwrap();
        let read: Vec<_> = root.items().map(|item| files.snippet(item.span())).collect();
        prop_assert_eq!(&read, &words);
        let texts: Vec<_> = root.items().filter_map(Node::text).collect();
        prop_assert_eq!(&texts, &words);
    }

    #[test]
    fn nearest_is_one_of_the_candidates(word in ".{0,12}", known in prop::collection::vec(".{0,12}", 0..5)) {
        let candidates: Vec<&str> = known.iter().map(String::as_str).collect();
        if let Some(found) = nearest(&word, candidates.iter().copied()) {
            prop_assert!(candidates.contains(&found));
        }
        if !word.is_empty() && candidates.contains(&word.as_str()) {
            prop_assert!(nearest(&word, candidates).is_some());
        }
    }
}
