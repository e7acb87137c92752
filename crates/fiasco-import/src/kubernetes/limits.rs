//! LimitRange: what a namespace fills in where a container says nothing.

use super::document::Object;
use super::reading::Reading;
use super::resources::{Amounts, Resources, amounts};
use fiasco_source::Node;
use std::collections::BTreeMap;

/// What each namespace fills in.
pub(super) type Defaults<'t> = BTreeMap<&'t str, Resources>;

/// Reads a LimitRange. Of several in a namespace the first that names a default counts.
pub(super) fn limit_range<'t>(reading: &mut Reading<'_>, object: &Object<'t, '_>, into: &mut Defaults<'t>) {
    object.understood(&[]);
    let Some(spec) = object.spec.and_then(|spec| reading.map(spec, object)) else {
        return;
    };
    let Some(limits) = spec.get("limits").and_then(|limits| reading.list(limits, object)) else {
        return;
    };
    for item in limits.items() {
        let Some(item) = reading.map(item, object) else {
            continue;
        };
        let found = defaults(reading, object, item);
        if item.get("type").and_then(Node::text) == Some("Container") {
            let known = into.entry(object.namespace).or_default();
            for (known, new) in [
                (&mut known.requests, found.requests),
                (&mut known.limits, found.limits),
            ] {
                for (known, new) in known.iter_mut().zip(new) {
                    *known = known.or(new);
                }
            }
        }
    }
}

/// A default limit is the largest there may be where none is named; a default request is the default limit, or
/// else the least there may be. So the API server completes a LimitRange.
fn defaults(reading: &mut Reading<'_>, object: &Object<'_, '_>, item: Node<'_, '_>) -> Resources {
    item.irrelevant(&["maxLimitRequestRatio"]);
    let mut of = |key: &str| -> Amounts {
        let value = item.get(key);
        value.map_or(Amounts::default(), |value| amounts(reading, value, object))
    };
    let (default, request) = (of("default"), of("defaultRequest"));
    let (most, least) = (of("max"), of("min"));
    let limits = [0, 1].map(|i: usize| pick(&[&default, &most], i));
    let requests = [0, 1].map(|i: usize| pick(&[&request, &limits, &least], i));
    Resources { requests, limits }
}

fn pick(of: &[&Amounts], index: usize) -> Option<super::resources::Amount> {
    of.iter()
        .find_map(|amounts| amounts.get(index).copied().flatten())
}
