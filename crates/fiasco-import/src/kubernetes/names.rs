//! What services are called: the name of their workload, with as much before it as tells it from others.

use super::workload::Draft;
use std::collections::BTreeMap;

/// The names of services, in the order of the workloads: `web`; `shop/web` where another namespace has a `web`;
/// `cronjob/web` where a workload of another kind came first in the same one.
pub(super) fn of(drafts: &[Draft<'_, '_>]) -> Vec<String> {
    let mut namespaces: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for draft in drafts {
        let known = namespaces.entry(draft.object.name).or_default();
        if known.last() != Some(&draft.object.namespace) {
            known.push(draft.object.namespace);
        }
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut names = Vec::with_capacity(drafts.len());
    for (index, draft) in drafts.iter().enumerate() {
        let object = &draft.object;
        let kind = object.kind.to_ascii_lowercase();
        let several = namespaces.get(object.name).is_some_and(|known| known.len() > 1);
        let name = if several {
            format!("{}/{}", object.namespace, object.name)
        } else {
            object.name.to_owned()
        };
        let with_kind = || match several {
            true => format!("{}/{kind}/{}", object.namespace, object.name),
            false => format!("{kind}/{}", object.name),
        };
        let name = if taken.contains_key(&name) {
            with_kind()
        } else {
            name
        };
        taken.insert(name.clone(), index);
        names.push(name);
    }
    names
}
