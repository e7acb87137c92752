//! `fiasco.toml`: settings of a folder. For now what may break there, each with a reason and, if it is wished,
//! a last day; and the folder of its device types:
//!
//! ```toml
//! device_library = "devicetype-library"    # optional, seen from the folder of this file
//!
//! [[allow]]
//! rule = "CAP002"
//! subject = "app -> db"    # optional; * stands for any characters
//! reason = "a pooler comes in March"
//! until = 2027-03-31       # optional
//! ```

use crate::part::Part;
use fiasco_estate::{Allow, AllowScope, Date, Note, NoteKind, Said};
use fiasco_source::{Kind, Node, Tree};

/// The name of the file.
pub const NAME: &str = "fiasco.toml";

/// Every key, for did-you-mean.
const KEYS: &[&str] = &[
    "allow",
    "device_library",
    "rule",
    "rules",
    "subject",
    "reason",
    "until",
];

/// Reads settings. What cannot be read becomes a note; everything else goes on.
#[must_use]
pub fn import(tree: &Tree<'_>) -> Part {
    let mut part = Part::default();
    for root in tree.documents() {
        let Some(allow) = root.get("allow") else { continue };
        let tables: Vec<Node<'_, '_>> = match allow.kind() {
            Kind::List => allow.items().collect(),
            _ => vec![allow],
        };
        for table in tables {
            if table.kind() == Kind::Map {
                read(table, &mut part);
            } else {
                part.notes.push(unreadable(table, "an [[allow]] table"));
            }
        }
    }
    for root in tree.documents() {
        if let Some(node) = root.get("device_library") {
            text(node, "the path of a folder", &mut part);
        }
    }
    part.notes.extend(crate::not_understood(tree, KEYS));
    part
}

/// The folder of device types that settings name, as written.
#[must_use]
pub fn device_library(tree: &Tree<'_>) -> Option<Said<String>> {
    let mut roots = tree.documents();
    roots.find_map(|root| text(root.get("device_library")?, "", &mut Part::default()))
}

fn read(table: Node<'_, '_>, part: &mut Part) {
    let rules = [table.get("rule"), table.get("rules")];
    let rules: Vec<Said<String>> = rules
        .into_iter()
        .flatten()
        .flat_map(|node| match node.kind() {
            Kind::List => node.items().collect(),
            _ => vec![node],
        })
        .filter_map(|node| text(node, "the code of a rule", part))
        .collect();
    let mut optional = |key: &str, what: &str| text(table.get(key)?, what, part);
    let subject = optional("subject", "the subject of a finding");
    let reason = optional("reason", "a text").map_or_else(String::new, |reason| reason.value);
    let until = table.get("until").and_then(|node| {
        let date = node.text().and_then(Date::read);
        if date.is_none() {
            part.notes.push(unreadable(node, "a day such as 2027-03-31"));
        }
        date.map(|date| (date, node.span()))
    });
    if until.is_none() && table.peek("until").is_some() {
        // A day that cannot be read must not become one that never comes.
        return;
    }
    let at = rules
        .iter()
        .find_map(|rule| rule.at)
        .unwrap_or_else(|| table.span());
    part.allows.push(Allow {
        rules,
        scope: subject.map_or(AllowScope::Anywhere, |subject| AllowScope::Subject(subject.value)),
        reason: reason.trim().to_owned(),
        until: until.map(|(date, _)| date),
        at,
    });
}

fn text(node: Node<'_, '_>, what: &str, part: &mut Part) -> Option<Said<String>> {
    match node.text() {
        Some(text) if node.is_quoted() => Some(Said::new(text.to_owned(), node.span())),
        _ => {
            part.notes.push(unreadable(node, what));
            None
        }
    }
}

fn unreadable(node: Node<'_, '_>, what: &str) -> Note {
    let found = match (node.kind(), node.text()) {
        (Kind::Scalar, Some(text)) => {
            let short: String = text.chars().take(40).collect();
            format!("`{short}`")
        }
        (Kind::List, _) => "a list".to_owned(),
        _ => "a table".to_owned(),
    };
    Note::new(
        NoteKind::Unreadable,
        node.span(),
        format!("expected {what}, found {found}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_source::{Files, toml};

    /// The part, and what its places show.
    fn import_text(text: &str) -> (Part, Files) {
        let mut files = Files::new();
        let id = files.add(NAME, text.as_bytes().to_vec()).expect("a file");
        let (tree, problems) = toml::read(&files, id);
        assert_eq!(problems, [], "{text}");
        let part = import(&tree);
        drop(tree);
        (part, files)
    }

    #[test]
    fn what_may_break_is_read_with_its_places() {
        let (part, files) = import_text(
            "[[allow]]\nrule = \"CAP002\"\nsubject = \"app*\"\nreason = \"soon\"\nuntil = 2027-03-31\n\n[[allow]]\nrules = ['A', \"B\"]\n",
        );
        assert_eq!(part.notes, []);
        let [first, second] = part.allows.as_slice() else {
            panic!("two");
        };
        assert_eq!(first.scope, AllowScope::Subject("app*".to_owned()));
        assert_eq!(
            (first.reason.as_str(), first.until),
            ("soon", Date::read("2027-03-31"))
        );
        assert_eq!(files.place(first.at).to_string(), "fiasco.toml:2:8");
        assert_eq!(
            (second.scope.clone(), second.rules.len()),
            (AllowScope::Anywhere, 2)
        );
        assert_eq!(second.reason, "");
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        for (text, place, message) in [
            (
                "[[allow]]\nrule = 2\n",
                "fiasco.toml:2:8",
                "expected the code of a rule, found `2`",
            ),
            (
                "device_library = 1\n",
                "fiasco.toml:1:18",
                "expected the path of a folder, found `1`",
            ),
            (
                "allow = 1\n",
                "fiasco.toml:1:9",
                "expected an [[allow]] table, found `1`",
            ),
            (
                "[[allow]]\nrule = 'A'\nuntil = \"soon\"\n",
                "fiasco.toml:3:9",
                "expected a day such as 2027-03-31, found `soon`",
            ),
            (
                "[[alow]]\nrule = 'A'\n",
                "fiasco.toml:1:3",
                "`alow` is not understood",
            ),
            (
                "[[allow]]\nrule = 'A'\nresaon = 'x'\n",
                "fiasco.toml:3:1",
                "`allow[0].resaon` is not understood",
            ),
        ] {
            let (part, files) = import_text(text);
            let [note] = part.notes.as_slice() else {
                panic!("{text}: {:?}", part.notes);
            };
            let at = note.at.expect("a place");
            assert_eq!(
                (files.place(at).to_string().as_str(), note.message.as_str()),
                (place, message)
            );
        }
    }
}
