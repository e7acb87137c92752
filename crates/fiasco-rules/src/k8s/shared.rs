//! What the rules about Kubernetes share: which services run as pods, how many pods each has, what a pod asks
//! for, and what nodes have left for pods once each has its DaemonSets.

use crate::rule::Story;
use crate::words;
use fiasco_estate::fact::{FactKey, FactKind, key};
use fiasco_estate::kubernetes::{Pods, Workload};
use fiasco_estate::pool::PoolKind;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::service::Runtime;
use fiasco_estate::{Bounds, Confidence, GroupId, PoolId, ServiceId, View};
use fiasco_source::Span;

/// Services that run as pods, in source order.
pub fn workloads<'v>(view: &View<'v>) -> impl Iterator<Item = ServiceId> + use<'v> {
    let estate = view.estate;
    let ids = estate.service_ids();
    ids.filter(move |id| estate.service(*id).runtime == Runtime::Kubernetes)
}

/// How Kubernetes runs a service.
#[must_use]
pub fn pods_of<'v>(view: &View<'v>, service: ServiceId) -> Option<&'v Pods> {
    view.estate.service(service).pods.as_deref()
}

/// Whether a service has one pod on each node.
#[must_use]
pub fn is_daemon(view: &View<'_>, service: ServiceId) -> bool {
    view.estate.service(service).workload() == Some(Workload::DaemonSet)
}

/// How many pods a service has: one on each node where it is a DaemonSet, and then at least one where nobody
/// says how many nodes there are.
#[must_use]
pub fn count(view: &View<'_>, service: ServiceId) -> Bounds {
    if !is_daemon(view, service) {
        return Bounds::count(view.instances(service));
    }
    match view.nodes() {
        Some(nodes) => Bounds::count(nodes),
        None => at_least(1),
    }
}

/// Whether an update of a service cannot begin before one more of its pods runs.
#[must_use]
pub fn updates_need_room(view: &View<'_>, service: ServiceId) -> bool {
    pods_of(view, service).is_some_and(|pods| pods.updates_need_room(view.instances(service)))
}

/// This many or more.
#[must_use]
pub fn at_least(count: i64) -> Bounds {
    Bounds {
        lo: Rational::int(count),
        hi: None,
    }
}

/// What one pod says of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Each {
    /// How much of it.
    pub value: Bounds,
    /// Where it is written.
    pub at: Option<Span>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// A fact of one pod, where it is stated.
#[must_use]
pub fn stated<K: FactKey>(view: &View<'_>, service: ServiceId, key: K) -> Option<Each> {
    let fact = view.estate.service(service).facts.get(key);
    fact.is_known().then(|| Each {
        value: fact.bounds(),
        at: fact.at,
        confidence: fact.confidence,
    })
}

/// The CPU that one pod asks for; a limit without a request is both.
#[must_use]
pub fn cpu_request(view: &View<'_>, service: ServiceId) -> Option<Each> {
    stated(view, service, key::CpuRequest).or_else(|| stated(view, service, key::CpuLimit))
}

/// The memory that one pod asks for; a limit without a request is both.
#[must_use]
pub fn memory_request(view: &View<'_>, service: ServiceId) -> Option<Each> {
    stated(view, service, key::MemoryRequest).or_else(|| stated(view, service, key::Memory))
}

/// The containers of a service that leave a request out: of CPU, or of memory.
pub fn without_request<'v>(
    view: &View<'v>,
    service: ServiceId,
    cpu: bool,
) -> impl Iterator<Item = (&'v str, Option<Span>)> {
    let missing = pods_of(view, service).map_or(&[][..], |pods| pods.without_requests.as_slice());
    let of_kind = missing.iter().filter(move |(kind, _)| match kind {
        FactKind::CpuRequest | FactKind::Cpu => cpu,
        FactKind::MemoryRequest | FactKind::Memory => !cpu,
        _ => false,
    });
    of_kind.map(|(_, container)| (container.value.as_str(), container.at))
}

/// Names of services, as a list.
#[must_use]
pub fn names(view: &View<'_>, services: &[ServiceId]) -> String {
    words::list(services.iter().map(|service| view.estate.service_name(*service)))
}

/// `web: 4 pods x 500 mcores = 2 cores`.
///
/// # Errors
/// [`Overflow`] when the product grows beyond exact computation.
pub fn tell_pods(
    view: &View<'_>,
    story: Story,
    service: ServiceId,
    each: &Each,
    measure: Measure,
) -> Result<Story, Overflow> {
    let name = view.estate.service_name(service);
    let pods = count(view, service);
    let one = words::bounds(each.value, measure);
    let all = words::bounds(pods.times(each.value)?, measure);
    let pods = pods.point().map_or_else(
        || "one pod on each node".to_owned(),
        |pods| words::plural(whole(pods), "pod"),
    );
    Ok(story
        .formula(format!("{name}: {pods} x {one} = {all}"))
        .cite(each.at, format!("a pod of {name} asks for {one}"))
        .rests_on(each.confidence))
}

/// A number that is whole, as one.
#[must_use]
pub fn whole(number: Rational) -> i64 {
    i64::try_from(number.ceil()).unwrap_or(i64::MAX)
}

/// How many nodes there can be: those that stand, or as many as the maximum that an autoscaler adds up to; a pod
/// that finds no place is what makes it add one. `None` where none is stated.
#[must_use]
pub fn nodes_at_most(view: &View<'_>) -> Option<i64> {
    let there = view.nodes()?;
    let most = node_pools(view).fold(0_i64, |sum, pool| {
        sum.saturating_add(view.machines(pool).max(maximum(view, pool).unwrap_or(0)))
    });
    Some(most.max(there))
}

/// Pools of nodes of the cluster.
fn node_pools<'v>(view: &View<'v>) -> impl Iterator<Item = PoolId> + use<'v> {
    let estate = view.estate;
    let ids = estate.pool_ids();
    ids.filter(move |pool| estate.pool(*pool).kind == PoolKind::Nodes)
}

/// The most machines of a pool, where it says so.
fn maximum(view: &View<'_>, pool: PoolId) -> Option<i64> {
    let most = view.estate.pool(pool).facts.raw(FactKind::MaxReplicas)?;
    i64::try_from(most.hi.floor()).ok()
}

/// What all nodes have for pods together, once each has given `taken` to its DaemonSets; `each` says what a node
/// of a group has. Where an autoscaler adds nodes up to a maximum, that many count: for certain where all nodes
/// of the pool are alike, and at best like the largest where they are not. Unknown where no nodes are stated.
///
/// # Errors
/// [`Overflow`] when a sum grows beyond exact computation.
pub fn left_on_nodes(
    view: &View<'_>,
    taken: Bounds,
    each: impl Fn(GroupId) -> Bounds,
) -> Result<Bounds, Overflow> {
    let mut sum: Option<Bounds> = None;
    for pool in node_pools(view) {
        if let Some(left) = left_on_pool(view, pool, taken, &each)? {
            sum = Some(left.plus(sum.unwrap_or(Bounds::ZERO))?);
        }
    }
    Ok(sum.unwrap_or(Bounds::UNKNOWN))
}

fn left_on_pool(
    view: &View<'_>,
    pool: PoolId,
    taken: Bounds,
    each: &impl Fn(GroupId) -> Bounds,
) -> Result<Option<Bounds>, Overflow> {
    let groups = view.relations.node_groups(view.estate);
    let (mut there, mut best, mut kinds) = (Bounds::ZERO, Bounds::ZERO, 0);
    for group in groups {
        let first = view.relations.groups[group.index()].members.first();
        if first.is_none_or(|device| view.estate.device(*device).pool != Some(pool)) {
            continue;
        }
        let left = each(group).less(taken)?;
        there = there.plus(left.scaled(Rational::int(view.servers(group)))?)?;
        best = best.max(left);
        kinds += 1;
    }
    if let Some(most) = maximum(view, pool) {
        let grown = best.scaled(Rational::int(most.max(view.machines(pool))))?;
        let lo = if kinds == 1 { grown.lo } else { there.lo };
        there = Bounds { lo, hi: grown.hi };
    }
    Ok((kinds > 0).then_some(there))
}

/// The services that have a pod on each node, in source order.
#[must_use]
pub fn daemons(view: &View<'_>) -> Vec<ServiceId> {
    workloads(view)
        .filter(|service| is_daemon(view, *service))
        .collect()
}

/// Pods of all services that are not on every node.
#[must_use]
pub fn other_pods(view: &View<'_>) -> i64 {
    let others = workloads(view).filter(|service| !is_daemon(view, *service));
    others.fold(0_i64, |sum, service| sum.saturating_add(view.instances(service)))
}

/// `3 nodes`, or `at most 9 nodes` where an autoscaler adds some.
#[must_use]
pub fn node_names(view: &View<'_>) -> String {
    match (view.nodes(), nodes_at_most(view)) {
        (Some(nodes), Some(most)) if most > nodes => format!("at most {}", words::plural(most, "node")),
        (Some(nodes), _) => words::plural(nodes, "node"),
        (None, _) => "unknown nodes".to_owned(),
    }
}

/// The first node's line: where the size of a cluster is written.
#[must_use]
pub fn nodes_at(view: &View<'_>) -> Option<Span> {
    let first = view.relations.node_groups(view.estate).next()?;
    let device = view.relations.groups[first.index()].members.first()?;
    view.estate.device(*device).name.at
}

/// Asks for the nodes, where none is stated.
#[must_use]
pub fn ask_nodes(view: &View<'_>, story: Story) -> Story {
    if view.nodes().is_some() {
        return story.cite(nodes_at(view), node_names(view));
    }
    story.missing(
        "nodes",
        "cluster",
        words::ask_cluster("nodes: 3, cores: 4, memory: 16 GiB"),
    )
}
