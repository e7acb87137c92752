//! # K8S002 anti-affinity-exceeds-nodes
//!
//! Pods that must not share a node are more than there are nodes.
//!
//! ## What breaks
//! The scheduler keeps the rule and leaves the pod that finds no node of its own Pending, for as long as it
//! takes.
//!
//! ## Why growth brings it out
//! `replicas` adds pods; each needs another node. `servers` brings nodes.
//!
//! ## How it is computed
//! Pods of a workload whose anti-affinity to themselves is *required*, against domains of its label: nodes for
//! `kubernetes.io/hostname`, or as many as an autoscaler makes of them. Of zones there is at least one and at most one for each node. Where an update may
//! not take an old pod away before a new one runs, the new one needs a node too: three replicas with the
//! default strategy need four nodes to be updated.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web}
//! spec:
//!   replicas: 4
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers: [{name: web, image: "nginx:1.29"}]
//!       affinity:
//!         podAntiAffinity:
//!           requiredDuringSchedulingIgnoredDuringExecution:
//!           - labelSelector: {matchLabels: {app: web}}
//!             topologyKey: kubernetes.io/hostname
//! # file: estate.yaml
//! cluster: {nodes: 6}
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! manifests.yaml:15:26: x1.5 K8S002 anti-affinity-exceeds-nodes: replicas above x1.5: the 7th pod of web needs one of its own of 6 nodes [stops]
//! ```
//!
//! ## When it stays quiet
//! A *preferred* rule keeps nobody from starting. Taints and selectors that keep pods from some nodes are not
//! looked at: nodes are counted at best.
//!
//! ## Fix
//! Make the rule preferred, spread with `topologySpreadConstraints`, or add nodes; for an update that hangs,
//! `maxUnavailable: 1` or `maxSurge: 0`.
//!
//! ## Undo
//! Set the old number of replicas.
//!
//! ## References
//! Kubernetes documentation, *Assigning Pods to Nodes*; *Deployments*, on rolling updates.

use super::{ask_nodes, at_least, node_names, nodes_at_most, pods_of, updates_need_room, workloads};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, ServiceId, View};

/// The rule.
pub static RULE: AntiAffinityExceedsNodes = AntiAffinityExceedsNodes;

/// K8S002.
pub struct AntiAffinityExceedsNodes;

static META: Meta = Meta {
    code: "K8S002",
    name: "anti-affinity-exceeds-nodes",
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
    fix: "make the rule preferred or add nodes; for an update that hangs, allow maxUnavailable: 1",
    undo: "set the old number of replicas",
    source: include_str!("k8s002_anti_affinity_exceeds_nodes.rs"),
};

/// The label of which each node has a value of its own.
const HOSTNAME: &str = "kubernetes.io/hostname";

/// The label whose domains pods of a service may not share.
fn domain<'v>(view: &View<'v>, service: ServiceId) -> Option<&'v str> {
    let apart = pods_of(view, service)?.apart.as_ref()?;
    Some(apart.value.as_str())
}

/// How many domains there are.
fn domains(view: &View<'_>, label: &str) -> Bounds {
    match (nodes_at_most(view), label == HOSTNAME) {
        (Some(nodes), true) => Bounds::count(nodes),
        (Some(nodes), false) => Bounds {
            lo: Rational::ONE,
            hi: Some(Rational::int(nodes.max(1))),
        },
        (None, _) => at_least(1),
    }
}

/// Pods that need a domain of their own: those that stand, and one more where an update needs it.
fn wanted(view: &View<'_>, service: ServiceId) -> i64 {
    let pods = view.instances(service);
    pods.saturating_add(i64::from(updates_need_room(view, service)))
}

impl Rule for AntiAffinityExceedsNodes {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let scales = |id: &ServiceId| pods_of(view, *id).is_some_and(|pods| pods.workload.scales());
        workloads(view)
            .filter(|id| scales(id) && domain(view, *id).is_some())
            .map(Subject::Service)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let limit = domains(view, domain(view, service).unwrap_or(HOSTNAME));
        Ok(Verdict::at_most(Bounds::count(wanted(view, service)), limit))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let label = domain(view, service).unwrap_or(HOSTNAME);
        let name = view.estate.service_name(service);
        let (pods, wanted) = (view.instances(service), wanted(view, service));
        let places = match (nodes_at_most(view), label == HOSTNAME) {
            (Some(_), true) => format!("of {}", node_names(view)),
            (Some(nodes), false) => format!("of at most {nodes} values of {label}"),
            (None, true) => "of unknown nodes".to_owned(),
            (None, false) => format!("of unknown values of {label}"),
        };
        let update = wanted > pods;
        let fits = domains(view, label)
            .hi
            .is_none_or(|most| Rational::int(pods) <= most);
        let says = if update && fits {
            format!("an update of {name} needs one more for its new pod, {wanted} {places}")
        } else {
            format!(
                "the {} pod of {name} needs one of its own {places}",
                words::ordinal(pods)
            )
        };
        let mut story = Story::new(name, says).formula(format!(
            "{name}: {} apart by {label}{} {places}",
            words::plural(pods, "pod"),
            if update { ", +1 while an update rolls," } else { "" },
        ));
        if let Some(row) = pods_of(view, service) {
            let apart = row.apart.as_ref().and_then(|apart| apart.at);
            story = story.cite(apart, format!("pods of {name} must not share a {label}"));
            let surge = row.surge.as_ref().filter(|_| update);
            story = story.cite(
                surge.and_then(|surge| surge.at),
                "an update starts a new pod first",
            );
        }
        let replicas = view
            .estate
            .service(service)
            .facts
            .get(fiasco_estate::fact::key::Replicas);
        story = story.cite(replicas.at, format!("replicas of {name}"));
        story = ask_nodes(view, story);
        if label != HOSTNAME && view.nodes().is_some() {
            story = story.missing("zones", "cluster", format!("kubectl get nodes -L {label}"));
        }
        Ok(story.evidence("node(s) didn't match pod anti-affinity rules"))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
