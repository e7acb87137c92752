//! # K8S005 pods-per-node
//!
//! There are more pods than nodes take, whatever room they have.
//!
//! ## What breaks
//! A kubelet runs at most `maxPods` pods. The scheduler leaves the next one Pending, with cores and memory to
//! spare.
//!
//! ## Why growth brings it out
//! `replicas` adds pods. `servers` adds nodes, each with room for `maxPods` less its DaemonSets.
//!
//! ## How it is computed
//! Pods of all workloads but DaemonSets, against the sum over nodes of `max_pods` less one pod of each
//! DaemonSet; where an autoscaler adds nodes, at its maximum. Where nobody says, `max_pods` is 110, the kubelet's default; managed clusters have others.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web}
//! spec:
//!   replicas: 120
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec: {containers: [{name: web, image: "nginx:1.29"}]}
//! # file: estate.yaml
//! cluster: {nodes: 3, max_pods: 110}
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! estate.yaml:1:31: x2.75 K8S005 pods-per-node: replicas above x2.75: 331 pods want a place, and 3 nodes have 330 [stops]
//! ```
//!
//! ## When it stays quiet
//! Where no nodes are stated. Pods that are not among the files, such as those of the system, are not counted.
//!
//! ## Fix
//! More nodes, or a higher `maxPods` where the nodes' ranges of addresses allow it (K8S006).
//!
//! ## Undo
//! Set the old number of replicas.
//!
//! ## References
//! Kubernetes documentation, *Considerations for large clusters*: no more than 110 pods per node.

use super::{ask_nodes, daemons, left_on_nodes, names, node_names, other_pods, workloads};
use crate::rule::{Class, Effect, Meta, Offer, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{Fact, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational, dim};
use fiasco_estate::{Bounds, Confidence, Dimension, GroupId, ServiceId, View};

/// The rule.
pub static RULE: PodsPerNode = PodsPerNode;

/// K8S005.
pub struct PodsPerNode;

static META: Meta = Meta {
    code: "K8S005",
    name: "pods-per-node",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Replicas, Trend::Falls),
        (Dimension::Servers, Trend::Rises),
    ],
    contradiction: false,
    attached: false,
    fix: "add nodes, or raise maxPods where the nodes' ranges of addresses allow it",
    undo: "set the old number of replicas",
    source: include_str!("k8s005_pods_per_node.rs"),
};

/// `maxPods` of a kubelet where nobody says.
const MAX_PODS: i64 = 110;

/// What a node of a group says of its `max_pods`.
fn said(view: &View<'_>, group: GroupId) -> Option<Fact<dim::Count>> {
    let first = view.relations.groups[group.index()].members.first()?;
    Some(view.estate.device(*first).facts.get(key::MaxPods)).filter(Fact::is_known)
}

/// How many pods a node of a group takes.
pub(super) fn max_pods(view: &View<'_>, group: GroupId) -> Bounds {
    said(view, group).map_or(Bounds::exact(Rational::int(MAX_PODS)), |fact| fact.bounds())
}

/// What all nodes take besides their DaemonSets.
fn places(view: &View<'_>) -> Result<Bounds, Overflow> {
    left_on_nodes(view, Bounds::count(daemons(view).len()), |group| {
        max_pods(view, group)
    })
}

impl Rule for PodsPerNode {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks = view.nodes().is_some() && other_pods(view) > 0;
        speaks
            .then_some(Subject::Cluster(Offer::Pods))
            .into_iter()
            .collect()
    }

    fn judge(&self, view: &View<'_>, _subject: Subject) -> Result<Verdict, Overflow> {
        Ok(Verdict::at_most(Bounds::count(other_pods(view)), places(view)?))
    }

    fn explain(&self, view: &View<'_>, _subject: Subject) -> Result<Story, Overflow> {
        let pods = words::plural(other_pods(view), "pod");
        let room = words::bounds(places(view)?, Measure::Count);
        let nodes = node_names(view);
        let mut story = Story::new("cluster", format!("{pods} want a place, and {nodes} have {room}"));
        let others = workloads(view).filter(|service| !super::is_daemon(view, *service));
        let others: Vec<ServiceId> = others.collect();
        story = story.formula(format!("{}: {pods}", names(view, &others)));
        let daemons = daemons(view);
        for group in view.relations.node_groups(view.estate) {
            let each = words::bounds(max_pods(view, group), Measure::Count);
            let less = match daemons.len() {
                0 => String::new(),
                count => format!(", less {count} of {}", names(view, &daemons)),
            };
            let here = words::plural(view.servers(group), "node");
            story = story.formula(format!("{here} x {each} pods{less}"));
            story = match said(view, group) {
                Some(fact) => story
                    .cite(fact.at, format!("a node takes {each} pods"))
                    .rests_on(fact.confidence),
                None => story.rests_on(Confidence::Default),
            };
        }
        Ok(ask_nodes(view, story).evidence("Too many pods"))
    }
}
