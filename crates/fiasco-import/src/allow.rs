//! `x-fiasco-allow:` on a service or at the top of a file: what is said there may break. A map of codes and
//! reasons, or a list of `CODE reason`.

use fiasco_estate::{Allow, AllowScope, Note, NoteKind, Said};
use fiasco_source::{Kind, Node, Span, Tree};
use std::collections::BTreeMap;

/// The key.
pub const KEY: &str = "x-fiasco-allow";

/// The suppressions of the files of one project: what stands on a service reaches that service in every file of
/// the project, since files are merged by the names of services; what stands at the top reaches its file.
#[must_use]
pub fn in_services<'t, 'a: 't>(trees: impl IntoIterator<Item = &'t Tree<'a>>) -> (Vec<Allow>, Vec<Note>) {
    let mut found = Found::default();
    let mut places: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut on_services: Vec<(&str, Node<'_, '_>)> = Vec::new();
    for root in trees.into_iter().flat_map(Tree::documents) {
        if let Some(value) = root.get(KEY) {
            let whole = Span::new(root.span().file, 0, u32::MAX);
            found.read(value, &AllowScope::Within(vec![whole]));
        }
        let services = root.peek("services");
        for service in services.into_iter().flat_map(Node::entries) {
            let value = service.value.span();
            let end = if value.file == service.key_span.file {
                value.end.max(service.key_span.end)
            } else {
                service.key_span.end
            };
            let place = Span::new(value.file, service.key_span.start, end);
            places.entry(service.key).or_default().push(place);
            if let Some(value) = service.value.get(KEY) {
                on_services.push((service.key, value));
            }
        }
    }
    for (name, value) in on_services {
        let scope = AllowScope::Within(places.get(name).cloned().unwrap_or_default());
        found.read(value, &scope);
    }
    (found.allows, found.notes)
}

#[derive(Default)]
struct Found {
    allows: Vec<Allow>,
    notes: Vec<Note>,
}

impl Found {
    fn read(&mut self, node: Node<'_, '_>, scope: &AllowScope) {
        match node.kind() {
            Kind::Map => {
                for entry in node.entries() {
                    entry.mark_used();
                    let Some(reason) = entry.value.text() else {
                        self.misread(entry.value.span());
                        continue;
                    };
                    let rules = entry.key.split(',').map(str::trim);
                    let reason = if entry.value.is_null() { "" } else { reason };
                    self.allows.push(Allow {
                        rules: rules
                            .map(|rule| Said::new(rule.to_owned(), entry.key_span))
                            .collect(),
                        scope: scope.clone(),
                        reason: reason.trim().to_owned(),
                        until: None,
                        at: entry.key_span,
                    });
                }
            }
            Kind::List => {
                for item in node.items() {
                    match item.text() {
                        Some(text) => self.allows.push(Allow::read(text, scope.clone(), item.span())),
                        None => self.misread(item.span()),
                    }
                }
            }
            Kind::Scalar => self.misread(node.span()),
        }
    }

    fn misread(&mut self, at: Span) {
        let message = format!("`{KEY}` is not understood here");
        let note = Note::new(NoteKind::NotUnderstood, at, message);
        let help = "write a map such as {CAP002: the reason} or a list such as [CAP002 the reason]";
        self.notes.push(note.help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_source::{Files, yaml};

    #[test]
    fn maps_and_lists_of_services_and_files_are_read() {
        let text = "services:\n  web:\n    image: a\n    x-fiasco-allow: {CAP002: one, 'ADR008, ADR009': two}\n  db: {x-fiasco-allow: [LIM001 three, [no]]}\nx-fiasco-allow:\n  CAP001:\n";
        let mut files = Files::new();
        let first = files.add("a.yaml", text.as_bytes().to_vec()).expect("a file");
        let second = files
            .add("b.yaml", b"services: {web: {scale: 2}}".to_vec())
            .expect("a file");
        let trees = [yaml::read(&files, first).0, yaml::read(&files, second).0];
        let (allows, notes) = in_services(&trees);
        let said: Vec<String> = allows
            .iter()
            .map(|allow| {
                let rules: Vec<&str> = allow.rules.iter().map(|rule| rule.value.as_str()).collect();
                let AllowScope::Within(places) = &allow.scope else {
                    panic!("places");
                };
                format!("{} {} {}", rules.join("+"), allow.reason, places.len())
            })
            .collect();
        assert_eq!(
            said,
            [
                "CAP001  1",
                "CAP002 one 2",
                "ADR008+ADR009 two 2",
                "LIM001 three 1"
            ]
        );
        assert_eq!(notes.len(), 1, "a list in a list says nothing");
        let AllowScope::Within(places) = &allows[1].scope else {
            panic!("places");
        };
        assert!(files.snippet(places[0]).starts_with("web:\n") && files.snippet(places[0]).ends_with("two}"));
        assert_eq!(files.snippet(places[1]), "web: {scale: 2}");
    }
}
