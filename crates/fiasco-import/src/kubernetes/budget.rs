//! PodDisruptionBudgets: how many of the pods they select may be away at once.

use super::document::Object;
use super::reading::Reading;
use super::selector::{Index, Selector};
use super::strategy::share;
use super::workload::Draft;
use fiasco_estate::confidence::Said;
use fiasco_estate::kubernetes::Budget;

/// Reads budgets into the workloads they select; one that selects none is nobody's concern. Of several budgets
/// over one workload the first counts.
pub(super) fn read<'t>(
    reading: &mut Reading<'_>,
    objects: &[Object<'t, '_>],
    index: &Index<'t>,
    drafts: &mut [Draft<'t, '_>],
) {
    for object in objects {
        object.understood(&[]);
        let Some(spec) = object.spec.and_then(|spec| reading.map(spec, object)) else {
            continue;
        };
        spec.irrelevant(&["unhealthyPodEvictionPolicy"]);
        let mut of = |key: &str| {
            let value = spec.get(key)?;
            share(reading, value, &format_args!("`{key}` of {object}"))
        };
        let budget = Budget {
            name: Said::new(object.name.to_owned(), object.at),
            min_available: of("minAvailable"),
            max_unavailable: of("maxUnavailable"),
        };
        let Some(selector) = spec.get("selector").map(|node| Selector::read(reading, node)) else {
            continue;
        };
        // Of the first version of the interface an empty selector selects nothing.
        if selector.is_empty() && object.api == "policy/v1beta1" {
            continue;
        }
        for at in index.candidates(object.namespace, &selector) {
            if let Some(draft) = drafts.get_mut(*at)
                && draft.pods.budget.is_none()
                && selector.matches(&draft.labels)
            {
                draft.pods.budget = Some(budget.clone());
            }
        }
    }
}
