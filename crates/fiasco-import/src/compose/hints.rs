//! Call edges read between the lines: a variable that holds the address of another service, or a service that
//! waits until another is healthy. They order the questions to ask; they are never facts.

use super::service::Draft;
use crate::hints::{Edge, Edges, hosts, side};
use crate::part::ServiceRow;
use fiasco_estate::confidence::Said;
use std::collections::BTreeMap;

/// What a service answers to besides its name.
#[derive(Debug, Default)]
pub(super) struct Names {
    fixed: Vec<String>,
    /// Aliases in its networks.
    pub aliases: Vec<String>,
}

impl Names {
    /// The names a row and its host name give.
    pub fn of(row: &ServiceRow, hostname: Option<Said<String>>) -> Self {
        let fixed = row
            .container_name
            .iter()
            .cloned()
            .chain(hostname)
            .map(|said| said.value);
        Self {
            fixed: fixed.collect(),
            aliases: Vec::new(),
        }
    }
}

/// Adds the inferred calls of every service to its row.
pub(super) fn add(drafts: &mut [Draft]) {
    let owners = owners(drafts);
    let side: Vec<bool> = drafts
        .iter()
        .map(|draft| {
            let image = draft.row.image.as_ref().map(|image| image.value.short_name());
            side::service(&draft.row.name.value, image)
        })
        .collect();
    let names: Vec<String> = drafts.iter().map(|draft| draft.row.name.value.clone()).collect();
    for (from, draft) in drafts.iter_mut().enumerate() {
        let edges = edges(from, draft, &owners, &side);
        edges.add_to(&mut draft.row.calls, |to| names.get(to).cloned());
    }
}

/// The services a service may call, each with its strongest hint.
fn edges(from: usize, draft: &Draft, owners: &Owners, side: &[bool]) -> Edges {
    let is_side = |index: usize| side.get(index) == Some(&true);
    let mut edges = Edges::default();
    for (name, variable) in &draft.variables {
        let Some(at) = variable.at else { continue };
        for host in hosts(name, &variable.value) {
            let Some(to) = owners.get(&host).copied().flatten().filter(|to| *to != from) else {
                continue;
            };
            // A collector that knows a service watches it.
            let side = side::variable(name) || is_side(to) || is_side(from);
            let hint = name.clone();
            edges.add(to, Edge { hint, at, side });
        }
    }
    for wait in draft.waits.iter().filter(|wait| wait.hint) {
        let to = owners.get(&wait.on.to_ascii_lowercase()).copied().flatten();
        let Some(to) = to.filter(|to| *to != from && !edges.has(*to)) else {
            continue;
        };
        let edge = Edge {
            hint: wait.key.to_owned(),
            at: wait.at,
            side: is_side(to) || is_side(from),
        };
        edges.add(to, edge);
    }
    edges
}

/// Which service a name leads to; `None` where several claim it.
type Owners = BTreeMap<String, Option<usize>>;

fn owners(drafts: &[Draft]) -> Owners {
    let mut others = Owners::new();
    for (index, draft) in drafts.iter().enumerate() {
        for name in draft.names.fixed.iter().chain(&draft.names.aliases) {
            let owner = others.entry(name.to_ascii_lowercase()).or_insert(Some(index));
            if *owner != Some(index) {
                *owner = None;
            }
        }
    }
    // A service's own name always leads to it.
    for (index, draft) in drafts.iter().enumerate() {
        others.insert(draft.row.name.value.to_ascii_lowercase(), Some(index));
    }
    others
}
