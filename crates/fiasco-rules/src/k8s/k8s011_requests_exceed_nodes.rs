//! # K8S011 requests-exceed-nodes
//!
//! The pods together request more cores or memory than the nodes have.
//!
//! ## What breaks
//! The scheduler goes by requests, not by what is used. The pod that finds no room stays Pending, on a cluster
//! that may well be idle. It is the wall a cluster without an autoscaler meets first.
//!
//! ## Why growth brings it out
//! `replicas` adds requests; `servers` adds nodes, less what their DaemonSets request.
//!
//! ## How it is computed
//! The sum over workloads other than DaemonSets of `pods x request`, against the sum over nodes of what a node
//! has, less the requests of one pod of each DaemonSet. A limit without a request is a request; a pod that
//! states neither requests nothing. Where an autoscaler adds nodes up to a maximum (`max_nodes`), that many
//! count. This is the best case: no node keeps anything for itself, pods pack without
//! gaps, and nothing else runs there. Where an update may not take an old pod away before a new one runs, that
//! one comes on top: the largest such pod is added once.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web}
//! spec:
//!   replicas: 6
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers: [{name: web, image: "nginx:1.29", resources: {requests: {cpu: 500m, memory: 1Gi}}}]
//! # file: estate.yaml
//! cluster: {nodes: 3, cores: 4, memory: 16 GiB}
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! manifests.yaml:10:81: x4 K8S011 requests-exceed-nodes: replicas above x4: web requests 12.5 cores of 12 cores of 3 nodes [stops]
//! manifests.yaml:10:95: x8 K8S011 requests-exceed-nodes: replicas above x8: web requests 49 GiB of 48 GiB of 3 nodes [stops]
//! ```
//!
//! ## When it stays quiet
//! Where no pod requests anything. Where nobody says what nodes there are, it asks.
//!
//! ## Fix
//! More nodes, a higher maximum, larger ones, or requests nearer to what is used.
//!
//! ## Undo
//! Set the old number of replicas.
//!
//! ## References
//! Kubernetes documentation, *Resource Management for Pods and Containers*, on how pods are scheduled.

use super::{
    Each, ask_nodes, cpu_request, daemons, is_daemon, left_on_nodes, memory_request, names, node_names,
    tell_pods, updates_need_room, workloads,
};
use crate::rule::{Class, Effect, Meta, Offer, Rule, Story, Subject, Trend};
use crate::verdict::{Side, Verdict};
use crate::words;
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, GroupId, ServiceId, View};

/// The rule.
pub static RULE: RequestsExceedNodes = RequestsExceedNodes;

/// K8S011.
pub struct RequestsExceedNodes;

static META: Meta = Meta {
    code: "K8S011",
    name: "requests-exceed-nodes",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Cores,
    trends: &[
        (Dimension::Replicas, Trend::Falls),
        (Dimension::Servers, Trend::Rises),
    ],
    contradiction: false,
    attached: false,
    fix: "add nodes, or bring requests nearer to what is used",
    undo: "set the old number of replicas",
    source: include_str!("k8s011_requests_exceed_nodes.rs"),
};

/// What one pod of a service requests, where it says so.
fn request(view: &View<'_>, service: ServiceId, offer: Offer) -> Option<Each> {
    match offer {
        Offer::Memory => memory_request(view, service),
        _ => cpu_request(view, service),
    }
}

/// What a node of a group has.
fn of_node<'v>(view: &View<'v>, group: GroupId, offer: Offer) -> Option<&'v RawFact> {
    let first = view.relations.groups[group.index()].members.first()?;
    let kind = match offer {
        Offer::Memory => FactKind::Memory,
        _ => FactKind::Cores,
    };
    view.estate.device(*first).facts.raw(kind)
}

/// The services that request something and are not on every node.
fn asking(view: &View<'_>, offer: Offer) -> Vec<ServiceId> {
    let asks = |service: &ServiceId| !is_daemon(view, *service) && request(view, *service, offer).is_some();
    workloads(view).filter(asks).collect()
}

/// What all pods request that are not on every node.
fn standing(view: &View<'_>, offer: Offer) -> Result<Bounds, Overflow> {
    let mut sum = Bounds::ZERO;
    for service in asking(view, offer) {
        if let Some(each) = request(view, service, offer) {
            sum = sum.plus(each.value.scaled(Rational::int(view.instances(service)))?)?;
        }
    }
    Ok(sum)
}

/// The largest pod that an update has to start before any may go.
fn updating(view: &View<'_>, offer: Offer) -> Option<(ServiceId, Bounds)> {
    let mut most: Option<(ServiceId, Bounds)> = None;
    for service in asking(view, offer) {
        if let Some(each) = request(view, service, offer).filter(|_| updates_need_room(view, service)) {
            most = Some(match most {
                Some((other, value)) if value.lo >= each.value.lo => (other, value.max(each.value)),
                Some((_, value)) => (service, value.max(each.value)),
                None => (service, each.value),
            });
        }
    }
    most
}

/// What all nodes have for pods besides their DaemonSets.
fn room(view: &View<'_>, offer: Offer) -> Result<Bounds, Overflow> {
    let mut taken = Bounds::ZERO;
    for service in daemons(view) {
        if let Some(each) = request(view, service, offer) {
            taken = taken.plus(each.value)?;
        }
    }
    left_on_nodes(view, taken, |group| match of_node(view, group, offer) {
        Some(fact) => Bounds {
            lo: fact.lo,
            hi: Some(fact.hi),
        },
        None => Bounds::UNKNOWN,
    })
}

fn measure_of(offer: Offer) -> Measure {
    match offer {
        Offer::Memory => Measure::Data,
        _ => Measure::Cores,
    }
}

/// What the nodes have, a line for each group, and what nobody says of them.
fn tell_nodes(view: &View<'_>, mut story: Story, offer: Offer) -> Story {
    let measure = measure_of(offer);
    for group in view.relations.node_groups(view.estate) {
        let nodes = words::plural(view.servers(group), "node");
        story = match of_node(view, group, offer) {
            Some(fact) => {
                let each = words::bounds(
                    Bounds {
                        lo: fact.lo,
                        hi: Some(fact.hi),
                    },
                    measure,
                );
                story
                    .formula(format!("{nodes} x {each}"))
                    .cite(fact.at, format!("a node has {each}"))
                    .rests_on(fact.confidence)
            }
            None => {
                let fact = if offer == Offer::Memory {
                    "memory: 16 GiB"
                } else {
                    "cores: 4"
                };
                let what = if offer == Offer::Memory { "memory" } else { "cores" };
                story.missing(what, "nodes", words::ask_cluster(fact))
            }
        };
    }
    let daemons = daemons(view);
    if !daemons.is_empty() && view.nodes().is_some() {
        story = story.formula(format!("less, on each, what {} asks for", names(view, &daemons)));
    }
    ask_nodes(view, story)
}

impl Rule for RequestsExceedNodes {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let offers = [Offer::Cpu, Offer::Memory].into_iter();
        offers
            .filter(|offer| !asking(view, *offer).is_empty())
            .map(Subject::Cluster)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Cluster(offer) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let more = updating(view, offer).map_or(Bounds::ZERO, |(_, more)| more);
        Ok(Verdict::at_most(
            standing(view, offer)?.plus(more)?,
            room(view, offer)?,
        ))
    }

    fn measure(&self, _view: &View<'_>, subject: Subject) -> Measure {
        match subject {
            Subject::Cluster(offer) => measure_of(offer),
            _ => META.measure,
        }
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Cluster(offer) = subject else {
            return Ok(Story::new("", ""));
        };
        let measure = measure_of(offer);
        let print = |bounds| words::bounds(bounds, measure);
        let services = asking(view, offer);
        let (there, limit) = (standing(view, offer)?, room(view, offer)?);
        let what = if offer == Offer::Memory { "memory" } else { "cores" };
        let have = match limit {
            Bounds::UNKNOWN if view.nodes().is_none() => "nodes that are not stated".to_owned(),
            Bounds::UNKNOWN => format!("the unknown {what} of {}", node_names(view)),
            limit => format!("{} of {}", print(limit), node_names(view)),
        };
        let fits = Verdict::at_most(there, limit).margin(Side::Best);
        let says = match updating(view, offer) {
            Some((service, more))
                if fits.is_none_or(|margin| !margin.is_negative()) && limit != Bounds::UNKNOWN =>
            {
                format!(
                    "an update of {} needs one more pod, {} of {have}",
                    view.estate.service_name(service),
                    print(there.plus(more)?)
                )
            }
            _ => {
                let ask = if services.len() == 1 {
                    "requests"
                } else {
                    "request"
                };
                format!("{} {ask} {} of {have}", names(view, &services), print(there))
            }
        };
        let mut story = Story::new(format!("{what} of the nodes"), says);
        for service in &services {
            if let Some(each) = request(view, *service, offer) {
                story = tell_pods(view, story, *service, &each, measure)?;
            }
        }
        if let Some((service, more)) = updating(view, offer) {
            let name = view.estate.service_name(service);
            story = story.formula(format!(
                "+{} for one more pod of {name} while an update rolls",
                print(more)
            ));
        }
        let lacking = if offer == Offer::Memory {
            "Insufficient memory"
        } else {
            "Insufficient cpu"
        };
        Ok(tell_nodes(view, story, offer).evidence(lacking))
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Cluster(offer) => asking(view, offer),
            _ => Vec::new(),
        }
    }
}
