//! # K8S004 hostport-taken
//!
//! More pods want one port of a node than there are nodes.
//!
//! ## What breaks
//! A `hostPort`, or a port of a pod with `hostNetwork`, has one owner on a node. The scheduler leaves a pod that
//! finds no node with the port free Pending.
//!
//! ## Why growth brings it out
//! `replicas` adds pods, each of which needs a node of its own. `servers` brings nodes, and the DaemonSets that
//! want the port there.
//!
//! ## How it is computed
//! Pods of all workloads that want the port, with the same protocol and an address in common, against nodes,
//! or as many as an autoscaler makes of them. A DaemonSet wants it on each node. Where an update may not take an old pod away before a new one runs, one more
//! pod needs a node.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: edge}
//! spec:
//!   replicas: 2
//!   strategy: {type: Recreate}
//!   selector: {matchLabels: {app: edge}}
//!   template:
//!     metadata: {labels: {app: edge}}
//!     spec:
//!       containers:
//!       - {name: edge, image: "nginx:1.29", ports: [{containerPort: 80, hostPort: 80}]}
//! # file: estate.yaml
//! cluster: {nodes: 3}
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! manifests.yaml:12:81: x1.5 K8S004 hostport-taken: replicas above x1.5: 4 pods of edge want port 80/tcp of 3 nodes [stops]
//! ```
//!
//! ## When it stays quiet
//! A single DaemonSet with a port of its own, as node exporters and ingress controllers have. Two workloads that
//! selectors keep on different nodes are not told apart.
//!
//! ## Fix
//! A Service or an ingress instead of the host port; or a DaemonSet, one pod on each node.
//!
//! ## Undo
//! Set the old number of replicas.
//!
//! ## References
//! Kubernetes documentation, *Configuration Best Practices*, on hostPort.

use super::{ask_nodes, at_least, count, is_daemon, names, node_names, nodes_at_most, updates_need_room};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::service::{HostPort, Runtime};
use fiasco_estate::{Bounds, Dimension, PortId, ServiceId, View};

/// The rule.
pub static RULE: HostportTaken = HostportTaken;

/// K8S004.
pub struct HostportTaken;

static META: Meta = Meta {
    code: "K8S004",
    name: "hostport-taken",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Replicas, Trend::Falls),
        // A node is one more place, and has one more pod of each DaemonSet that wants the port.
        (Dimension::Servers, Trend::Mixed),
    ],
    contradiction: false,
    attached: false,
    fix: "use a Service or an ingress instead of the host port, or a DaemonSet",
    undo: "set the old number of replicas",
    source: include_str!("k8s004_hostport_taken.rs"),
};

/// Ports of nodes that pods want.
fn of_pods<'v>(view: &View<'v>) -> impl Iterator<Item = PortId> + use<'v> {
    let estate = view.estate;
    let ids = estate.port_ids();
    ids.filter(move |id| estate.service(estate.port(*id).service).runtime == Runtime::Kubernetes)
}

/// The services that want a port, each once, in source order.
fn claimants(view: &View<'_>, port: &HostPort) -> Vec<ServiceId> {
    let ports = of_pods(view).map(|id| view.estate.port(id));
    let mut services: Vec<ServiceId> = ports
        .filter(|other| other.overlaps(port))
        .map(|other| other.service)
        .collect();
    services.sort_unstable();
    services.dedup();
    services
}

/// Pods that want a port: those that stand, and one more where an update needs it.
fn wanted(view: &View<'_>, services: &[ServiceId]) -> Result<Bounds, Overflow> {
    let mut sum = Bounds::ZERO;
    for service in services {
        let pods = if is_daemon(view, *service) {
            nodes(view)
        } else {
            count(view, *service)
        };
        sum = sum.plus(pods)?;
    }
    let updating = services.iter().any(|service| updates_need_room(view, *service));
    sum.plus(if updating { Bounds::ONE } else { Bounds::ZERO })
}

fn nodes(view: &View<'_>) -> Bounds {
    nodes_at_most(view).map_or(at_least(1), Bounds::count)
}

impl Rule for HostportTaken {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks = |id: &PortId| {
            let services = claimants(view, view.estate.port(*id));
            !matches!(services.as_slice(), [only] if is_daemon(view, *only))
        };
        of_pods(view).filter(speaks).map(Subject::Port).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Port(id) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let services = claimants(view, view.estate.port(id));
        Ok(Verdict::at_most(wanted(view, &services)?, nodes(view)))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Port(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let port = view.estate.port(id);
        let services = claimants(view, port);
        let (who, text) = (names(view, &services), port.text());
        let used = words::bounds(wanted(view, &services)?, Measure::Count);
        let pods = match services.as_slice() {
            [_] => "pods of",
            _ => "pods of all of",
        };
        let says = match view.nodes() {
            Some(_) => format!("{used} {pods} {who} want port {text} of {}", node_names(view)),
            None => format!("{used} {pods} {who} want port {text}, and how many nodes have it is not known"),
        };
        let mut story = Story::new(format!("{who} {text}"), says).cite(
            Some(port.at),
            format!(
                "{} wants {text} of its node",
                view.estate.service_name(port.service)
            ),
        );
        for service in &services {
            let name = view.estate.service_name(*service);
            let each = if is_daemon(view, *service) {
                "one pod on each node".to_owned()
            } else {
                words::plural(view.instances(*service), "pod")
            };
            let update = if updates_need_room(view, *service) {
                ", +1 while an update rolls"
            } else {
                ""
            };
            story = story.formula(format!("{name}: {each}{update}"));
            let other = of_pods(view).map(|id| view.estate.port(id));
            for other in other.filter(|other| other.service == *service && other.at != port.at) {
                if other.overlaps(port) {
                    story = story.cite(Some(other.at), format!("{name} wants {}", other.text()));
                }
            }
        }
        Ok(ask_nodes(view, story).evidence("node(s) didn't have free ports for the requested pod ports"))
    }

    fn folds_under(&self, view: &View<'_>, subject: Subject) -> Option<Subject> {
        let Subject::Port(id) = subject else { return None };
        // Workloads that want ports in common are told once, by the first of them.
        let mine = claimants(view, view.estate.port(id));
        let of_first = view.relations.ports_of[mine.first()?.index()].iter().copied();
        let mut alike = of_first.filter(|other| claimants(view, view.estate.port(*other)) == mine);
        let first = alike.next()?;
        (first != id).then_some(Subject::Port(first))
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Port(id) => claimants(view, view.estate.port(id)),
            _ => Vec::new(),
        }
    }
}
