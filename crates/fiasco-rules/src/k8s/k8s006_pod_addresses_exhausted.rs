//! # K8S006 pod-addresses-exhausted
//!
//! The range that pods have their addresses from has none left, for another node or for another pod.
//!
//! ## What breaks
//! Each node gets a range of its own cut from the cluster's. When none is left, the next node joins and stays
//! NotReady; nothing says why but a line in the log of the controller manager. When a node's own range is
//! smaller than the pods it takes, its last pods wait in ContainerCreating without an address.
//!
//! ## Why growth brings it out
//! `servers` adds nodes, each with a range; `replicas` adds pods, each with an address. The cluster's range is
//! set when it is made and can hardly be changed.
//!
//! ## How it is computed
//! Nodes against `2^(node_prefix - length of the cluster's range)`: a /16 cut into /24 has 256. `node_prefix` is
//! 24 for IPv4 and 64 for IPv6 where nobody says. Pods of all workloads but DaemonSets against the addresses of
//! the nodes' ranges, less one for each DaemonSet: a range has its size less its network, its broadcast and its
//! gateway address.
//!
//! ## Example
//! ```yaml
//! # file: estate.yaml
//! cluster: {nodes: 100, pods: 10.244.0.0/16}
//! ```
//! ```text
//! $ fiasco check --to servers=x4
//! estate.yaml:1:29: x2.56 K8S006 pod-addresses-exhausted: servers above x2.56: the 257th node finds no range for its pods: 10.244.0.0/16 has 256 of /24 [stops]
//! ```
//!
//! ## When it stays quiet
//! Where nobody states the cluster's range, and for pods where a node's range has room for all it takes
//! (K8S005 tells that one). Networks that deal addresses in another way, such as Calico's blocks or a cloud's
//! own interfaces, have no range for each node: leave `pods:` out.
//!
//! ## Fix
//! A smaller range for each node (`--node-cidr-mask-size`), another range beside the first, or a new cluster
//! with a larger one.
//!
//! ## Undo
//! Remove the nodes that found no range.
//!
//! ## References
//! Kubernetes documentation, *kube-controller-manager*, `--cluster-cidr` and `--node-cidr-mask-size-ipv4`;
//! *Network Plugins*, host-local address management.

use super::k8s005_pods_per_node::max_pods;
use super::{ask_nodes, daemons, left_on_nodes, node_names, other_pods};
use crate::rule::{Class, Effect, Meta, Offer, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, Dimension, GroupId, View};
use ipnet::IpNet;

/// The rule.
pub static RULE: PodAddressesExhausted = PodAddressesExhausted;

/// K8S006.
pub struct PodAddressesExhausted;

static META: Meta = Meta {
    code: "K8S006",
    name: "pod-addresses-exhausted",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        // One more node wants a range, and brings addresses for pods.
        (Dimension::Servers, Trend::Mixed),
        (Dimension::Replicas, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "cut smaller ranges for each node, or make a cluster with a larger range",
    undo: "remove the nodes that found no range",
    source: include_str!("k8s006_pod_addresses_exhausted.rs"),
};

/// Addresses of a node's range that no pod gets: network, broadcast, gateway.
const KEPT: u128 = 3;

/// `2^bits`, as rules count.
fn power(bits: u8) -> i64 {
    1_i64
        .checked_shl(u32::from(bits))
        .filter(|count| *count > 0)
        .unwrap_or(i64::MAX)
}

/// The length of the prefix that each node gets of a range, and whether somebody says so.
fn node_prefix(view: &View<'_>, range: &IpNet) -> (u8, bool) {
    match &view.estate.cluster.node_prefix {
        Some(said) => (said.value, true),
        None if matches!(range, IpNet::V4(_)) => (24, false),
        None => (64, false),
    }
}

/// How many ranges for nodes the cluster's range has.
fn ranges(view: &View<'_>, range: &IpNet) -> i64 {
    let (length, _) = node_prefix(view, range);
    length.checked_sub(range.prefix_len()).map_or(0, power)
}

/// Addresses for pods in a range of this length.
fn addresses(bits: u8, length: u8) -> i64 {
    let all = u128::try_from(power(bits.saturating_sub(length))).unwrap_or(0);
    i64::try_from(all.saturating_sub(KEPT)).unwrap_or(i64::MAX)
}

/// Addresses for pods on a node of a group: of its own range, or of one cut from the cluster's.
fn on_node(view: &View<'_>, group: GroupId) -> Option<i64> {
    let first = view.relations.groups[group.index()].members.first()?;
    if let Some(range) = &view.estate.device(*first).pod_range {
        return Some(addresses(range.value.max_prefix_len(), range.value.prefix_len()));
    }
    let range = view.estate.cluster.pods.as_ref()?.value;
    Some(addresses(range.max_prefix_len(), node_prefix(view, &range).0))
}

/// Whether a node of some group takes more pods than it has addresses.
fn is_narrow(view: &View<'_>) -> bool {
    let mut groups = view.relations.node_groups(view.estate);
    groups.any(|group| {
        on_node(view, group).is_some_and(|addresses| Rational::int(addresses) < max_pods(view, group).lo)
    })
}

/// Addresses that all nodes have for pods besides their DaemonSets: for as many as they take.
fn room(view: &View<'_>) -> Result<Bounds, Overflow> {
    left_on_nodes(view, Bounds::count(daemons(view).len()), |group| {
        let takes = max_pods(view, group);
        on_node(view, group).map_or(takes, |addresses| takes.min(Bounds::count(addresses)))
    })
}

impl PodAddressesExhausted {
    fn tell_nodes(view: &View<'_>, range: IpNet) -> Story {
        let (length, said) = node_prefix(view, &range);
        let (nodes, there) = (view.nodes().unwrap_or(0), ranges(view, &range));
        let says = format!(
            "the {} node finds no range for its pods: {range} has {there} of /{length}",
            words::ordinal(nodes)
        );
        let cluster = &view.estate.cluster;
        let story = Story::new("nodes", says)
            .formula(format!("2^({length} - {}) = {there} ranges", range.prefix_len()))
            .formula(node_names(view))
            .cite(
                cluster.pods.as_ref().and_then(|pods| pods.at),
                format!("pods have {range}"),
            );
        let prefix = cluster.node_prefix.as_ref().and_then(|prefix| prefix.at);
        let story = story.cite(prefix, format!("each node has a /{length} of it"));
        let story = if said {
            story
        } else {
            story.rests_on(Confidence::Default)
        };
        story.evidence("Failed to allocate a CIDR: CIDR allocation failed; there are no remaining CIDRs left")
    }

    fn tell_pods(view: &View<'_>) -> Result<Story, Overflow> {
        let room = words::bounds(room(view)?, Measure::Count);
        let pods = words::plural(other_pods(view), "pod");
        let says = format!(
            "{pods} want an address, and the ranges of {} have {room}",
            node_names(view)
        );
        let mut story = Story::new("pods", says);
        let less = match daemons(view).len() {
            0 => String::new(),
            count => format!(", less {count} of DaemonSets"),
        };
        for group in view.relations.node_groups(view.estate) {
            let nodes = words::plural(view.servers(group), "node");
            let each = on_node(view, group).map_or_else(|| "unknown".to_owned(), |each| each.to_string());
            story = story.formula(format!("{nodes} x {each} addresses{less}"));
            if let Some(first) = view.relations.groups[group.index()].members.first() {
                let range = view.estate.device(*first).pod_range.as_ref();
                story = story.cite(
                    range.and_then(|range| range.at),
                    format!("a node has {each} addresses"),
                );
            }
        }
        let cluster = &view.estate.cluster;
        if let Some(range) = &cluster.pods {
            story = story.cite(range.at, format!("pods have {}", range.value));
        }
        let prefix = cluster.node_prefix.as_ref().and_then(|prefix| prefix.at);
        Ok(story
            .cite(prefix, "the range of each node")
            .evidence("failed to allocate for range 0: no IP addresses available in range set"))
    }
}

impl Rule for PodAddressesExhausted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let nodes = view.nodes().is_some() && view.estate.cluster.pods.is_some();
        let pods = is_narrow(view) && other_pods(view) > 0;
        let nodes = nodes.then_some(Subject::Cluster(Offer::Nodes));
        let pods = pods.then_some(Subject::Cluster(Offer::Pods));
        nodes.into_iter().chain(pods).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        match (subject, &view.estate.cluster.pods) {
            (Subject::Cluster(Offer::Nodes), Some(range)) => Ok(Verdict::at_most(
                Bounds::count(view.nodes().unwrap_or(0)),
                Bounds::count(ranges(view, &range.value)),
            )),
            _ => Ok(Verdict::at_most(Bounds::count(other_pods(view)), room(view)?)),
        }
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let story = match (subject, &view.estate.cluster.pods) {
            (Subject::Cluster(Offer::Nodes), Some(range)) => Self::tell_nodes(view, range.value),
            _ => Self::tell_pods(view)?,
        };
        Ok(ask_nodes(view, story))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_addresses_are_counted() {
        for (bits, length, pods) in [(32, 24, 253), (32, 26, 61), (32, 31, 0), (128, 64, i64::MAX - 3)] {
            assert_eq!(addresses(bits, length), pods, "/{length} of {bits}");
        }
        assert_eq!(
            (power(8), power(0), power(63), power(200)),
            (256, 1, i64::MAX, i64::MAX)
        );
    }
}
