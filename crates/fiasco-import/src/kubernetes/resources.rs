//! What a pod asks of its node and what it may use: the sums over its containers, as the scheduler makes them.
//!
//! A pod's request is the larger of two: what its containers ask for together, and what any init container asks
//! for, since those run before, one at a time. An init container that restarts always (a sidecar) runs on: it
//! counts among the containers, and beside every init container that comes after it. A limit holds for the pod
//! only if every container has one.

use super::containers::Container;
use super::quantity;
use super::reading::{Reading, clip, fact};
use crate::part::ServiceRow;
use fiasco_estate::confidence::Said;
use fiasco_estate::fact::FactKind;
use fiasco_estate::kubernetes::Pods;
use fiasco_estate::quantity::{Overflow, Rational};
use fiasco_source::{Node, Span};
use std::fmt::Display;

/// An amount of CPU (in cores) or of memory (in bytes), and where it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Amount {
    pub value: Rational,
    pub at: Span,
}

/// One amount of each of [`KINDS`].
pub(super) type Amounts = [Option<Amount>; 2];

/// What is counted: its key, its fact as a request, its fact as a limit.
pub(super) const KINDS: [(&str, FactKind, FactKind); 2] = [
    ("cpu", FactKind::CpuRequest, FactKind::CpuLimit),
    ("memory", FactKind::MemoryRequest, FactKind::Memory),
];

/// `resources` of a container or of a pod.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Resources {
    pub requests: Amounts,
    pub limits: Amounts,
}

impl Resources {
    /// `{requests: {cpu: 100m, memory: 64Mi}, limits: {…}}`.
    pub fn read(reading: &mut Reading<'_>, node: Node<'_, '_>, of: &dyn Display) -> Self {
        let mut found = Self::default();
        let what = format!("`resources` of {of}");
        for entry in reading.map(node, &what).into_iter().flat_map(Node::entries) {
            match entry.key {
                "requests" => {
                    entry.mark_used();
                    found.requests = amounts(reading, entry.value, of);
                }
                "limits" => {
                    entry.mark_used();
                    found.limits = amounts(reading, entry.value, of);
                }
                "claims" => entry.mark_irrelevant(),
                _ => {}
            }
        }
        found
    }

    /// A limit without a request is the request as well.
    pub fn completed(mut self) -> Self {
        for (request, limit) in self.requests.iter_mut().zip(self.limits) {
            *request = request.or(limit);
        }
        self
    }

    /// The same, with what its namespace fills in where it says nothing.
    pub fn or(self, defaults: &Self) -> Self {
        let mut filled = self.completed();
        for (own, default) in filled.requests.iter_mut().zip(defaults.requests) {
            *own = own.or(default);
        }
        for (own, default) in filled.limits.iter_mut().zip(defaults.limits) {
            *own = own.or(default);
        }
        filled
    }
}

/// `{cpu: 100m, memory: 64Mi}`. Other resources are known, but nothing counts them.
pub(super) fn amounts(reading: &mut Reading<'_>, node: Node<'_, '_>, of: &dyn Display) -> Amounts {
    let mut found = Amounts::default();
    let what = format!("the resources of {of}");
    for entry in reading.map(node, &what).into_iter().flat_map(Node::entries) {
        let known = KINDS
            .iter()
            .zip(&mut found)
            .find(|((key, ..), _)| *key == entry.key);
        if let Some((_, place)) = known {
            entry.mark_used();
            *place = amount(reading, entry.value, &format_args!("`{}` of {of}", entry.key));
        } else if is_other(entry.key) {
            entry.mark_irrelevant();
        }
    }
    found
}

/// Resources of which Kubernetes knows others than CPU and memory.
fn is_other(key: &str) -> bool {
    matches!(key, "ephemeral-storage" | "storage" | "pods")
        || key.starts_with("hugepages-")
        || key.contains('/')
}

/// A quantity.
pub(super) fn amount(reading: &mut Reading<'_>, node: Node<'_, '_>, what: &dyn Display) -> Option<Amount> {
    let text = reading.text(node, what)?;
    let at = node.used_at();
    let value = quantity::parse(text);
    if value.is_none() {
        let message = format!(
            "{what}: expected a quantity such as 500m, 2 or 1.5Gi, found `{}`",
            clip(text)
        );
        reading.unreadable(at, message);
    }
    value.map(|value| Amount { value, at })
}

/// Puts what the containers of a pod ask for and may use into the row of its service.
pub(super) fn sum(
    reading: &mut Reading<'_>,
    containers: &[Container<'_, '_>],
    whole_pod: &Resources,
    row: &mut ServiceRow,
    pods: &mut Pods,
) {
    for (index, (key, request, limit)) in KINDS.into_iter().enumerate() {
        let of_pod = whole_pod.requests.get(index).copied().flatten();
        let requests = effective(containers, |resources| {
            resources.requests.get(index).copied().flatten()
        });
        let limits = effective(containers, |resources| {
            resources.limits.get(index).copied().flatten()
        });
        let (Ok(requests), Ok(limits)) = (requests, limits) else {
            let message = format!("the {key} of `{}` is too large to compute with", row.name.value);
            if let Some(at) = row.name.at {
                reading.unreadable(at, message);
            }
            continue;
        };
        if let Some(amount) = of_pod.or(requests) {
            fact(&mut row.facts, request, amount.value, amount.at);
        }
        let running = |container: &&Container<'_, '_>| !container.init || container.sidecar;
        let lacks = |of: fn(&Resources) -> &Amounts, container: &Container<'_, '_>| {
            of(&container.resources).get(index).copied().flatten().is_none()
        };
        let unlimited = containers.iter().filter(running).any(|c| lacks(|r| &r.limits, c));
        let of_pod_limit = whole_pod.limits.get(index).copied().flatten();
        if let Some(amount) = of_pod_limit.or(limits.filter(|_| !unlimited)) {
            fact(&mut row.facts, limit, amount.value, amount.at);
        }
        if of_pod.is_none() {
            let silent = containers
                .iter()
                .filter(running)
                .filter(|c| lacks(|r| &r.requests, c));
            pods.without_requests
                .extend(silent.map(|c| (request, Said::new(c.name.to_owned(), c.at))));
        }
    }
}

/// The larger of what runs together and what starts it up. Where it is written is the place of the first part.
fn effective(
    containers: &[Container<'_, '_>],
    of: impl Fn(&Resources) -> Option<Amount>,
) -> Result<Option<Amount>, Overflow> {
    let (mut sidecars, mut starting): (Option<Amount>, Option<Amount>) = (None, None);
    for container in containers.iter().filter(|container| container.init) {
        let own = of(&container.resources);
        if container.sidecar {
            sidecars = plus(sidecars, own)?;
            starting = larger(starting, sidecars);
        } else {
            starting = larger(starting, plus(own, sidecars)?);
        }
    }
    let mut running = None;
    for container in containers.iter().filter(|container| !container.init) {
        running = plus(running, of(&container.resources))?;
    }
    Ok(larger(plus(running, sidecars)?, starting))
}

fn plus(a: Option<Amount>, b: Option<Amount>) -> Result<Option<Amount>, Overflow> {
    Ok(match (a, b) {
        (Some(a), Some(b)) => Some(Amount {
            value: a.value.plus(b.value)?,
            at: a.at,
        }),
        (a, b) => a.or(b),
    })
}

fn larger(a: Option<Amount>, b: Option<Amount>) -> Option<Amount> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.value > a.value { b } else { a }),
        (a, b) => a.or(b),
    }
}
