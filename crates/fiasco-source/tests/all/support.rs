//! What the tests share: reading a text, and showing trees and problems as text.

use fiasco_source::{FileId, Files, Kind, Node, Problem, Tree, yaml};

pub fn file(text: &str) -> (Files, FileId) {
    let mut files = Files::new();
    let id = files.add("a.yaml", text.as_bytes().to_vec()).unwrap();
    (files, id)
}

/// Reads a text that has no problems and hands every document to a closure.
pub fn with_tree<R>(text: &str, look: impl FnOnce(&Files, &Tree<'_>) -> R) -> R {
    let (files, id) = file(text);
    let (tree, problems) = yaml::read(&files, id);
    assert_eq!(show_problems(&files, &problems), Vec::<String>::new(), "{text}");
    look(&files, &tree)
}

/// Reads a text and shows its documents and its problems.
pub fn read(text: &str) -> (Vec<String>, Vec<String>) {
    let (files, id) = file(text);
    let (tree, problems) = yaml::read(&files, id);
    (
        tree.documents().map(show).collect(),
        show_problems(&files, &problems),
    )
}

/// One line for a node: `~` for null, quotes around what was quoted, tags before what has one.
pub fn show(node: Node<'_, '_>) -> String {
    let tag = node.tag().map(|tag| format!("{tag} ")).unwrap_or_default();
    let body = match node.kind() {
        Kind::Scalar if node.is_null() => "~".to_owned(),
        Kind::Scalar if node.is_quoted() => format!("{:?}", node.text().unwrap()),
        Kind::Scalar => node.text().unwrap().to_owned(),
        Kind::List => format!("[{}]", node.items().map(show).collect::<Vec<_>>().join(", ")),
        Kind::Map => {
            let entries = node
                .entries()
                .map(|entry| format!("{}: {}", entry.key, show(entry.value)));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(", "))
        }
    };
    tag + &body
}

/// `line:column message`, with `(related)` and `(help)` behind it.
pub fn show_problems(files: &Files, problems: &[Problem]) -> Vec<String> {
    let place = |span| {
        let place = files.place(span);
        format!("{}:{}", place.line, place.column)
    };
    let one = |problem: &Problem| {
        let mut line = problem.span.map_or_else(|| problem.path.clone(), place);
        line += &format!(" {}", problem.message);
        for (span, label) in &problem.related {
            line += &format!(" ({} {label})", place(*span));
        }
        line
    };
    problems.iter().map(one).collect()
}
