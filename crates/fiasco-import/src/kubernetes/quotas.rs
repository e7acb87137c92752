//! ResourceQuota: what all pods of a namespace together may use.

use super::document::Object;
use super::reading::Reading;
use super::resources::amount;
use fiasco_estate::confidence::Said;
use fiasco_estate::kubernetes::{Quota, QuotaOf};

/// What a key of `hard` counts.
fn counted(key: &str) -> Option<QuotaOf> {
    Some(match key {
        "pods" | "count/pods" => QuotaOf::Pods,
        "cpu" | "requests.cpu" => QuotaOf::CpuRequests,
        "limits.cpu" => QuotaOf::CpuLimits,
        "memory" | "requests.memory" => QuotaOf::MemoryRequests,
        "limits.memory" => QuotaOf::MemoryLimits,
        _ => return None,
    })
}

/// Other things that quotas count.
fn is_other(key: &str) -> bool {
    const NAMES: &[&str] = &[
        "configmaps",
        "ephemeral-storage",
        "persistentvolumeclaims",
        "replicationcontrollers",
        "resourcequotas",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
        "storage",
    ];
    let starts = ["count/", "hugepages-", "limits.", "requests."];
    // `limits.cpus` is a slip, not another resource.
    let slips = ["limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];
    NAMES.contains(&key)
        || key.contains('/')
        || key.contains(".storageclass.")
        || (starts.iter().any(|start| key.starts_with(start))
            && !slips.iter().any(|slip| key.starts_with(slip)))
}

/// Reads a ResourceQuota. One that binds only some pods is not judged.
pub(super) fn quota(reading: &mut Reading<'_>, object: &Object<'_, '_>) {
    object.understood(&[]);
    let Some(spec) = object.spec.and_then(|spec| reading.map(spec, object)) else {
        return;
    };
    let scoped = ["scopes", "scopeSelector"]
        .iter()
        .any(|key| spec.peek(key).is_some());
    spec.irrelevant(&["scopes", "scopeSelector"]);
    if scoped {
        reading.later("quotas of some pods only");
    }
    let Some(hard) = spec.get("hard").and_then(|hard| reading.map(hard, object)) else {
        return;
    };
    for entry in hard.entries() {
        let Some(of) = counted(entry.key) else {
            if is_other(entry.key) {
                entry.mark_irrelevant();
            }
            continue;
        };
        entry.mark_used();
        let amount = amount(reading, entry.value, &format_args!("`{}` of {object}", entry.key));
        if let Some(amount) = amount.filter(|_| !scoped) {
            reading.part.quotas.push(Quota {
                name: Said::new(object.name.to_owned(), object.at),
                namespace: object.namespace.to_owned(),
                of,
                hard: Said::new(amount.value, amount.at),
            });
        }
    }
}
