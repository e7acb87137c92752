//! The cores of a Kubernetes cluster: what its services keep busy together, against what all nodes have. Nobody
//! says which pod runs on which node, so the nodes are judged as one.

use crate::k8s::{ask_nodes, node_names, workloads};
use crate::rule::Story;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, ServiceId, View};

/// The services that run as pods.
#[must_use]
pub fn cluster_services(view: &View<'_>) -> Vec<ServiceId> {
    workloads(view).collect()
}

/// Whether there is something to say: pods need processor time, whether anybody says how much or not.
#[must_use]
pub fn speaks_of_cluster(view: &View<'_>) -> bool {
    workloads(view).next().is_some()
}

/// Cores that all services together keep busy.
///
/// # Errors
/// [`Overflow`] when the sum grows beyond exact computation.
pub fn busy_pods(view: &View<'_>) -> Result<Bounds, Overflow> {
    workloads(view).try_fold(Bounds::ZERO, |sum, service| sum.plus(view.busy_cores(service)?))
}

/// Cores that all nodes have together.
///
/// # Errors
/// [`Overflow`] when the sum grows beyond exact computation.
pub fn cores_of_nodes(view: &View<'_>) -> Result<Bounds, Overflow> {
    view.of_nodes(key::Cores)
}

/// The story's subject and sentence, with what the nodes have; services are told by the rule.
///
/// # Errors
/// [`Overflow`] when a sum grows beyond exact computation.
pub fn cluster_story(view: &View<'_>) -> Result<Story, Overflow> {
    let known: Vec<ServiceId> = workloads(view)
        .filter(|id| view.busy_cores(*id).is_ok_and(|busy| !busy.lo.is_zero()))
        .collect();
    let names = crate::k8s::names(view, &known);
    let used = words::number(busy_pods(view)?.lo);
    let need = if known.len() == 1 { "needs" } else { "need" };
    let nodes = node_names(view);
    let says = match (known.is_empty(), cores_of_nodes(view)?.point()) {
        (true, _) if view.nodes().is_none() => "what the services need is not known".to_owned(),
        (true, _) => format!("what the services on {nodes} need is not known"),
        (false, None) => {
            format!("{names} {need} {used} cores of {nodes}, whose number of cores is not known")
        }
        (false, Some(cores)) => {
            let cores = words::bounds(Bounds::exact(cores), Measure::Cores);
            format!("{names} {need} {used} of {cores} of {nodes}")
        }
    };
    let mut story = Story::new("nodes", says);
    for group in view.relations.node_groups(view.estate) {
        let Some(first) = view.relations.groups[group.index()].members.first() else {
            continue;
        };
        let each = view.estate.device(*first).facts.get(key::Cores);
        story = if each.is_known() {
            let cores = words::bounds(each.bounds(), Measure::Cores);
            let here = words::plural(view.servers(group), "node");
            story
                .formula(format!("{here} x {cores}"))
                .cite(each.at, format!("a node has {cores}"))
                .rests_on(each.confidence)
        } else {
            story.missing("cores", "nodes", words::ask_cluster("cores: 4"))
        };
    }
    Ok(if view.nodes().is_some() {
        story
    } else {
        ask_nodes(view, story)
    })
}
