//! From files to objects: documents, lists of objects, and what every object has.

use super::allow;
use super::keys::METADATA_IRRELEVANT;
use super::reading::Reading;
use super::recognize::is_object;
use fiasco_estate::confidence::Said;
use fiasco_estate::kubernetes::ApiObject;
use fiasco_source::{Kind, Node, Span, Tree};
use std::fmt;

/// One object.
#[derive(Clone, Copy)]
pub(super) struct Object<'t, 'a> {
    /// `apiVersion`, as it is written.
    pub api: &'t str,
    /// `kind`.
    pub kind: &'t str,
    /// `metadata.name`.
    pub name: &'t str,
    /// Where its name is written, or else the object.
    pub at: Span,
    /// `metadata.namespace`; `default` where none is written.
    pub namespace: &'t str,
    /// Whether something else made it and keeps it: the pods of a Deployment.
    pub owned: bool,
    /// Whether it is only made to try the rest (`helm test`): it never runs beside it.
    pub test: bool,
    /// `spec`.
    pub spec: Option<Node<'t, 'a>>,
    /// All of it.
    pub node: Node<'t, 'a>,
}

impl fmt::Display for Object<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.kind, self.name)
    }
}

impl Object<'_, '_> {
    /// The interface without its version: `apps` of `apps/v1`; empty for the core.
    pub fn group(&self) -> &str {
        self.api.split_once('/').map_or("", |(group, _)| group)
    }

    /// Takes the object as one whose `spec` is read key by key; beside it only these keys may stand.
    pub fn understood(&self, keys: &[&str]) {
        if let Some(spec) = self.node.find("spec") {
            spec.mark_used();
        }
        self.node.irrelevant(keys);
        self.node.irrelevant(&["status"]);
    }

    /// Takes the whole object as known, though nothing in it matters.
    pub fn known(&self) {
        self.node.entries().for_each(|entry| entry.mark_irrelevant());
    }
}

/// Every object of the files, in source order. Lists are taken apart.
pub(super) fn objects<'t, 'a>(reading: &mut Reading<'_>, trees: &'t [Tree<'a>]) -> Vec<Object<'t, 'a>> {
    let mut found = Vec::new();
    for root in trees.iter().flat_map(Tree::documents) {
        take(reading, root, &Inherited::default(), 0, &mut found);
    }
    found
}

/// What a list says of its items.
#[derive(Default)]
struct Inherited<'t> {
    api: Option<&'t str>,
    kind: Option<&'t str>,
}

/// Lists in lists: no deeper than anybody would write them.
const MAX_DEPTH: usize = 8;

fn take<'t, 'a>(
    reading: &mut Reading<'_>,
    node: Node<'t, 'a>,
    list: &Inherited<'t>,
    depth: usize,
    found: &mut Vec<Object<'t, 'a>>,
) {
    match node.kind() {
        Kind::Scalar if node.is_null() => return,
        Kind::List if depth < MAX_DEPTH => {
            for item in node.items() {
                take(reading, item, list, depth + 1, found);
            }
            return;
        }
        Kind::Map => {}
        Kind::Scalar | Kind::List => {
            let message = "expected a Kubernetes object: a map with `apiVersion`, `kind` and `metadata`";
            reading.unreadable(node.used_at(), message);
            return;
        }
    }
    let api = word(reading, node, "apiVersion").or(list.api);
    let kind = word(reading, node, "kind").or(list.kind);
    let (Some(api), Some(kind)) = (api, kind) else {
        node.entries().for_each(|entry| entry.mark_irrelevant());
        // What a tool left between two objects: a document with nothing in it.
        if node.entries().len() > 0 {
            let missing = if api.is_none() { "apiVersion" } else { "kind" };
            let at = node
                .entries()
                .next()
                .map_or(node.used_at(), |entry| entry.key_span);
            reading.unreadable(at, format!("this object has no `{missing}`; it is left out"));
        }
        return;
    };
    let items = node.peek("items").filter(|items| items.kind() == Kind::List);
    if let (Some(of), Some(items)) = (kind.strip_suffix("List"), items) {
        node.entries().for_each(|entry| entry.mark_used());
        node.irrelevant(&["metadata"]);
        if let Some(metadata) = node.peek("metadata") {
            metadata.mark_all_used();
        }
        let list = Inherited {
            api: (api != "v1" || !of.is_empty()).then_some(api),
            kind: (!of.is_empty()).then_some(of),
        };
        for item in items.items() {
            if depth < MAX_DEPTH {
                take(reading, item, &list, depth + 1, found);
            }
        }
        return;
    }
    if !is_object(api, kind) {
        node.entries().for_each(|entry| entry.mark_irrelevant());
        return;
    }
    let object = object(reading, node, api, kind);
    reading.part.allows.extend(allow::allowed(node));
    if !object.name.is_empty() {
        let api = node.peek("apiVersion").map_or(object.at, Node::used_at);
        reading.part.api_objects.push(ApiObject {
            api: Said::new(object.api.to_owned(), api),
            kind: kind.to_owned(),
            name: object.name.to_owned(),
        });
    }
    found.push(object);
}

fn object<'t, 'a>(
    reading: &mut Reading<'_>,
    node: Node<'t, 'a>,
    api: &'t str,
    kind: &'t str,
) -> Object<'t, 'a> {
    let mut object = Object {
        api,
        kind,
        name: "",
        at: node
            .find("kind")
            .map_or(node.used_at(), |entry| entry.value.used_at()),
        namespace: "default",
        owned: false,
        test: false,
        spec: node.peek("spec"),
        node,
    };
    let Some(metadata) = node.get("metadata") else {
        return object;
    };
    let what = format!("`metadata` of a {kind}");
    for entry in reading.map(metadata, &what).into_iter().flat_map(Node::entries) {
        match entry.key {
            "name" => {
                entry.mark_used();
                if let Some(name) = reading.text(entry.value, &format_args!("`name` of a {kind}")) {
                    object.name = name;
                    object.at = entry.value.used_at();
                }
            }
            "namespace" => {
                entry.mark_used();
                let namespace = reading.text(entry.value, &format_args!("`namespace` of a {kind}"));
                object.namespace = namespace.filter(|text| !text.is_empty()).unwrap_or("default");
            }
            "ownerReferences" => {
                entry.mark_irrelevant();
                object.owned = entry.value.items().len() > 0;
            }
            "annotations" => {
                allow::annotations(entry);
                let hook = entry.value.peek("helm.sh/hook").and_then(Node::text);
                object.test =
                    hook.is_some_and(|hook| hook.split(',').any(|hook| hook.trim().starts_with("test")));
            }
            key if METADATA_IRRELEVANT.contains(&key) => entry.mark_irrelevant(),
            _ => {}
        }
    }
    object
}

/// The text of a key; nothing else is said of it here.
fn word<'t>(reading: &mut Reading<'_>, node: Node<'t, '_>, key: &str) -> Option<&'t str> {
    let value = node.get(key)?;
    reading.text(value, &format_args!("`{key}`"))
}
