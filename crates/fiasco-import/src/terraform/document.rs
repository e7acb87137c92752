//! What a plan or state holds: its resources, the configuration behind them, and a note where it is not one.

use super::config::Config;
use super::kinds;
use super::resource::{Resource, parts};
use fiasco_estate::{Note, NoteKind};
use fiasco_source::{Kind, Node, Span, Tree};
use std::collections::HashMap;

/// Keys of a plan or state that say nothing of what there is.
const IRRELEVANT: &[&str] = &[
    "terraform_version",
    "output_changes",
    "relevant_attributes",
    "resource_drift",
    "deferred_changes",
    "deferred_action_invocations",
    "action_invocations",
    "proposed_unknown",
    "checks",
    "check_results",
    "timestamp",
    "applyable",
    "complete",
    "errored",
    "serial",
    "lineage",
    "outputs",
    "infracost_resource_usage",
];

/// A plan or state that was read.
#[derive(Default)]
pub(super) struct Document<'t, 'a> {
    /// Resources of known types, in source order.
    pub(super) resources: Vec<Resource<'t, 'a>>,
    /// What the plan says of its configuration.
    pub(super) config: Config<'t, 'a>,
    /// What is wrong with it.
    pub(super) notes: Vec<Note>,
}

/// The parts of the document that matter, each once.
#[derive(Default)]
struct Top<'t, 'a> {
    version: Option<(&'t str, Span)>,
    planned: Option<Node<'t, 'a>>,
    values: Option<Node<'t, 'a>>,
    prior: Option<Node<'t, 'a>>,
    changes: Option<Node<'t, 'a>>,
    configuration: Option<Node<'t, 'a>>,
    variables: Option<Node<'t, 'a>>,
    /// `resources` of a state file.
    resources: Option<Node<'t, 'a>>,
    state_version: Option<&'t str>,
}

impl<'t, 'a> Document<'t, 'a> {
    /// Reads the root of a tree.
    pub(super) fn read(tree: &'t Tree<'a>) -> Self {
        let mut document = Self::default();
        let Some(root) = tree.documents().next() else {
            return document;
        };
        if root.kind() != Kind::Map {
            let message = "expected what `terraform show -json` prints: an object";
            document.note(root.span(), message);
            return document;
        }
        let top = Top::of(root);
        document.version(&top);
        document.config = Config::read(top.configuration, top.variables, kinds::is_known);
        let exists = top.changes.map(existing).unwrap_or_default();
        if let Some(prior) = top.prior.and_then(|prior| prior.peek("values")) {
            document.modules(prior, |row| row.data.then_some(row));
        }
        if let Some(planned) = top.planned {
            document.modules(planned, |mut row| {
                row.exists = exists.get(row.address.as_str()).copied().unwrap_or(false);
                Some(row)
            });
        } else if let Some(values) = top.values {
            document.modules(values, |mut row| {
                row.exists = true;
                Some(row)
            });
        } else if let Some(resources) = top.resources {
            document.state_file(resources);
        } else if let Some(changes) = top.changes {
            document.changes(changes);
        } else if document.notes.is_empty() {
            let message =
                "there is nothing in this plan or state: no planned_values, values or resource_changes";
            document.note(root.span(), message);
        }
        document
    }

    fn note(&mut self, at: Span, message: impl Into<String>) {
        let help = "run `terraform show -json FILE > plan.json` and name plan.json";
        self.notes
            .push(Note::new(NoteKind::Unreadable, at, message).help(help));
    }

    fn version(&mut self, top: &Top<'t, 'a>) {
        if let Some((version, at)) = top.version
            && !(version.starts_with("0.") || version.starts_with("1."))
        {
            let version = super::resource::tidy(version);
            self.note(
                at,
                format!("format_version {version} is not known: it is read as 1.x"),
            );
        }
        if let (Some(version), Some(resources)) = (top.state_version, top.resources)
            && version != "4"
        {
            let version = super::resource::tidy(version);
            self.note(
                resources.span(),
                format!("a state file of version {version}: only version 4 is read"),
            );
        }
    }

    /// Resources of the root module and of the modules inside it.
    fn modules(
        &mut self,
        values: Node<'t, 'a>,
        mut keep: impl FnMut(Resource<'t, 'a>) -> Option<Resource<'t, 'a>>,
    ) {
        let mut open: Vec<Node<'t, 'a>> = values.peek("root_module").into_iter().collect();
        while let Some(module) = open.pop() {
            let mut inner = Vec::new();
            for part in module.entries() {
                match part.key {
                    "resources" => {
                        let rows = part.value.items().filter_map(|row| resource(row, "values"));
                        self.resources.extend(rows.filter_map(&mut keep));
                    }
                    "child_modules" => inner.extend(part.value.items()),
                    _ => {}
                }
            }
            open.extend(inner.into_iter().rev());
        }
    }

    /// The fallback: what is there after the changes. What is deleted is not.
    fn changes(&mut self, changes: Node<'t, 'a>) {
        for row in changes.items() {
            let Some(change) = row.peek("change") else {
                continue;
            };
            let gone = ["delete", "forget"];
            let actions: Vec<&str> = change
                .peek("actions")
                .map(|actions| actions.items().filter_map(Node::text).collect())
                .unwrap_or_default();
            if !actions.is_empty() && actions.iter().all(|action| gone.contains(action)) {
                continue;
            }
            if let Some(mut found) = resource(row, "change") {
                let Some(after) = change.peek("after").filter(|after| after.kind() == Kind::Map) else {
                    continue;
                };
                found.values = after;
                found.sensitive = change.peek("after_sensitive");
                found.exists = stands(&actions);
                self.resources.push(found);
            }
        }
    }

    /// Terraform's own state file, version 4.
    fn state_file(&mut self, resources: Node<'t, 'a>) {
        for row in resources.items() {
            let text = |key: &str| row.peek(key).and_then(Node::text);
            let (Some(kind), Some(name)) = (text("type"), text("name")) else {
                continue;
            };
            if !kinds::is_known(kind) {
                continue;
            }
            let data = text("mode") == Some("data");
            let module = text("module").map_or_else(String::new, |module| format!("{module}."));
            let dot = if data { "data." } else { "" };
            for instance in row.peek("instances").into_iter().flat_map(|list| list.items()) {
                let Some(values) = instance
                    .peek("attributes")
                    .filter(|values| values.kind() == Kind::Map)
                else {
                    continue;
                };
                let key = instance.peek("index_key").and_then(|key| {
                    let text = key.text()?;
                    Some(if key.is_quoted() {
                        format!("[\"{text}\"]")
                    } else {
                        format!("[{text}]")
                    })
                });
                let address = format!("{module}{dot}{kind}.{name}{}", key.unwrap_or_default());
                let at = row.peek("name").map_or(row.span(), Node::span);
                let mut found = made(address, kind, at, values, data);
                found.sensitive = instance.peek("sensitive_attributes");
                found.exists = true;
                self.resources.push(found);
            }
        }
    }
}

impl<'t, 'a> Top<'t, 'a> {
    fn of(root: Node<'t, 'a>) -> Self {
        let mut top = Self::default();
        for entry in root.entries() {
            let value = Some(entry.value).filter(|value| value.kind() != Kind::Scalar);
            match entry.key {
                "format_version" => top.version = entry.value.text().map(|text| (text, entry.value.span())),
                "version" => top.state_version = entry.value.text(),
                "planned_values" => top.planned = value,
                "values" => top.values = value,
                "prior_state" => top.prior = value,
                "resource_changes" => top.changes = value,
                "configuration" => top.configuration = value,
                "variables" => top.variables = value,
                "resources" => top.resources = value,
                other if IRRELEVANT.contains(&other) => {}
                _ => continue,
            }
            // What providers say in them is theirs: arguments that no rule looks at are known not to matter.
            entry.mark_irrelevant();
        }
        top
    }
}

/// A resource of a known type, as a plan or state writes it.
fn resource<'t, 'a>(row: Node<'t, 'a>, values_key: &str) -> Option<Resource<'t, 'a>> {
    let (mut address, mut kind, mut values, mut sensitive, mut data) = (None, None, None, None, false);
    for part in row.entries() {
        match part.key {
            "address" => address = Some(part.value),
            "type" => kind = part.value.text(),
            "mode" => data = part.value.text() == Some("data"),
            "sensitive_values" => sensitive = Some(part.value),
            key if key == values_key => values = Some(part.value),
            _ => {}
        }
    }
    let (address, kind) = (address?, kind.filter(|kind| kinds::is_known(kind))?);
    let values = values.filter(|values| values.kind() == Kind::Map)?;
    let mut found = made(address.text()?.to_owned(), kind, address.span(), values, data);
    found.sensitive = sensitive;
    Some(found)
}

fn made<'t, 'a>(
    address: String,
    kind: &'t str,
    at: Span,
    values: Node<'t, 'a>,
    data: bool,
) -> Resource<'t, 'a> {
    let (block, key, module) = parts(&address);
    Resource {
        address,
        block,
        key,
        module,
        kind,
        at,
        values,
        sensitive: None,
        exists: false,
        data,
    }
}

/// Whether what these actions are done to stands already.
fn stands(actions: &[&str]) -> bool {
    !actions.is_empty() && !actions.contains(&"create")
}

/// Which addresses stand before the plan is applied.
fn existing<'t>(changes: Node<'t, '_>) -> HashMap<&'t str, bool> {
    let mut found = HashMap::new();
    for row in changes.items() {
        let (mut address, mut actions, mut known) = (None, Vec::new(), false);
        for part in row.entries() {
            match part.key {
                "address" => address = part.value.text(),
                "type" => known = part.value.text().is_some_and(kinds::is_known),
                "change" if known => {
                    let list = part.value.peek("actions");
                    actions = list
                        .map(|list| list.items().filter_map(Node::text).collect())
                        .unwrap_or_default();
                }
                _ => {}
            }
        }
        if let (Some(address), true) = (address, known) {
            found.insert(address, stands(&actions));
        }
    }
    found
}
