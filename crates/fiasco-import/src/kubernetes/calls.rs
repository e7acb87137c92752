//! Calls that variables, options and files of pods hint at: a host name in them that leads to another workload.

use super::services::Directory;
use super::workload::Draft;
use crate::hints::{Edge, Edges, hosts, side};
use crate::part::ServiceRow;

/// The rows of all services, with their names and the calls they may make.
pub(super) fn add(
    directory: &Directory<'_, '_>,
    drafts: Vec<Draft<'_, '_>>,
    names: &[String],
) -> Vec<ServiceRow> {
    let side: Vec<bool> = drafts
        .iter()
        .map(|draft| {
            let image = draft.row.image.as_ref().map(|image| image.value.short_name());
            side::service(draft.object.name, image)
        })
        .collect();
    let is_side = |index: usize| side.get(index) == Some(&true);
    let mut rows = Vec::with_capacity(drafts.len());
    for (from, draft) in drafts.into_iter().enumerate() {
        let mut edges = Edges::default();
        for variable in &draft.variables {
            for host in hosts(&variable.name, &variable.value) {
                for to in directory.find(draft.object.namespace, &host) {
                    if *to != from {
                        // A collector that knows a service watches it.
                        let side = side::variable(&variable.name) || is_side(*to) || is_side(from);
                        let hint = variable.name.clone().into_owned();
                        let at = variable.at;
                        edges.add(*to, Edge { hint, at, side });
                    }
                }
            }
        }
        let mut row = draft.row;
        edges.add_to(&mut row.calls, |to| names.get(to).cloned());
        if let Some(name) = names.get(from) {
            row.name.value.clone_from(name);
        }
        row.pods = Some(Box::new(draft.pods));
        rows.push(row);
    }
    rows
}
