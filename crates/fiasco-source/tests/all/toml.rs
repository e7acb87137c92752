//! TOML becomes the same tree: places, order, text as typed, and nothing that a hostile file can break.

use fiasco_source::{Files, Kind, Node, toml};
use proptest::prelude::*;

/// Every entry as `path=text@line:column`, in order.
fn flat(files: &Files, node: Node<'_, '_>, path: &str, out: &mut Vec<String>) {
    match node.kind() {
        Kind::Scalar => {
            let place = files.place(node.span());
            out.push(format!(
                "{path}={}@{}:{}",
                node.text().unwrap_or_default(),
                place.line,
                place.column
            ));
        }
        Kind::List => node
            .items()
            .enumerate()
            .for_each(|(at, item)| flat(files, item, &format!("{path}[{at}]"), out)),
        Kind::Map => node
            .entries()
            .for_each(|entry| flat(files, entry.value, &format!("{path}.{}", entry.key), out)),
    }
}

#[test]
fn tables_are_maps_with_places() {
    let text = "z = 1\n[[allow]]\nrule = \"A\\u0041\" # c\nx = {b = 'two', a = [1, 2027-01-31]}\n[other]\n\"q r\" = true\n[[allow]]\nrule = '''ü'''\n";
    let mut files = Files::new();
    let id = files.add("a.toml", text.as_bytes().to_vec()).expect("a file");
    let (tree, problems) = toml::read(&files, id);
    assert_eq!(problems, []);
    let mut out = Vec::new();
    tree.documents().for_each(|root| flat(&files, root, "", &mut out));
    assert_eq!(
        out,
        [
            ".z=1@1:5",
            ".allow[0].rule=AA@3:8",
            ".allow[0].x.b=two@4:10",
            ".allow[0].x.a[0]=1@4:22",
            ".allow[0].x.a[1]=2027-01-31@4:25",
            ".allow[1].rule=ü@8:8",
            ".other.q r=true@6:9",
        ]
    );
    let root = tree.documents().next().expect("a root");
    for key in ["z", "other"] {
        assert!(root.get(key).is_some());
    }
    let unread: Vec<String> = tree.unread().into_iter().map(|unread| unread.path).collect();
    assert_eq!(unread, ["allow", "other.\"q r\""]);
}

#[test]
fn what_is_broken_is_told_and_the_rest_is_kept() {
    let mut files = Files::new();
    let id = files
        .add("a.toml", b"a = 1\nb = = 2\nc = 3\na = 4\n".to_vec())
        .expect("a file");
    let (tree, problems) = toml::read(&files, id);
    let lines: Vec<u32> = problems
        .iter()
        .filter_map(|problem| Some(files.place(problem.span?).line))
        .collect();
    assert!(lines.contains(&2) && lines.contains(&4), "{problems:?}");
    let root = tree.documents().next().expect("a root");
    assert_eq!(root.get("c").and_then(Node::text), Some("3"));
}

#[test]
fn depth_and_size_are_bounded() {
    for text in [
        format!("{}b = 1", "a.".repeat(200_000)),
        format!("[{}b]", "a.".repeat(200_000)),
        format!("x = {}", "[".repeat(200_000)),
        format!("x = {}", "{a = ".repeat(100_000)),
        format!(
            "{}b = {}",
            "a.".repeat(70),
            "{c = ".repeat(70) + "1" + &"}".repeat(70)
        ),
        "a".repeat(2 * 1024 * 1024),
    ] {
        let mut files = Files::new();
        let id = files.add("a.toml", text.into_bytes()).expect("a file");
        let (_, problems) = toml::read(&files, id);
        assert!(problems.len() < 300);
    }
}

proptest! {
    #[test]
    fn no_text_breaks_the_reader(text in "[\\[\\]{}a-c.=\"'#\n,0-9üx\\\\ \t-]{0,200}") {
        let mut files = Files::new();
        let id = files.add("a.toml", text.clone().into_bytes()).expect("a file");
        let (tree, _) = toml::read(&files, id);
        let mut out = Vec::new();
        tree.documents().for_each(|root| flat(&files, root, "", &mut out));
        let _ = tree.unread();
    }
}
