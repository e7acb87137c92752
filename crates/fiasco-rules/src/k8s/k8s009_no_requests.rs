//! # K8S009 no-requests
//!
//! An autoscaler goes by utilization, and a container does not say of what.
//!
//! ## What breaks
//! Utilization is what a pod uses as a share of what it requests. With one container that requests none, the
//! autoscaler cannot compute it for the pod, and never scales, however busy the pods are.
//!
//! ## Why growth brings it out
//! It stands from the first day, and is noticed on the first busy one: the number of pods stays what it is.
//!
//! ## How it is computed
//! Containers of the autoscaler's pods that leave out the request its metric is a share of, against none.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web}
//! spec:
//!   replicas: 2
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec: {containers: [{name: web, image: "nginx:1.29"}]}
//! ---
//! apiVersion: autoscaling/v2
//! kind: HorizontalPodAutoscaler
//! metadata: {name: web}
//! spec:
//!   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
//!   maxReplicas: 8
//!   metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
//! ```
//! ```text
//! $ fiasco check --to traffic=x3
//! manifests.yaml:9:32: now K8S009 no-requests: the autoscaler of web goes by cpu utilization, and container web states no request: it never scales [degrades]
//! ```
//!
//! ## When it stays quiet
//! Autoscalers that go by average values, by requests per second or by anything but utilization need no
//! requests. A limit without a request is a request. A LimitRange that is not among the files may give the
//! request, so a build fails only with `--gate now`.
//!
//! ## Fix
//! State the request in each container, sidecars included; or go by `ContainerResource`.
//!
//! ## Undo
//! Take the request out again.
//!
//! ## References
//! Kubernetes documentation, *Horizontal Pod Autoscaling*: a pod without the request has no utilization.

use super::{pods_of, without_request, workloads};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::kubernetes::Metric;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, ServiceId, View};
use fiasco_source::Span;

/// The rule.
pub static RULE: NoRequests = NoRequests;

/// K8S009.
pub struct NoRequests;

static META: Meta = Meta {
    code: "K8S009",
    name: "no-requests",
    class: Class::Limit,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "state the request in each container, sidecars included",
    undo: "take the request out again",
    source: include_str!("k8s009_no_requests.rs"),
};

/// Containers that leave out what the autoscaler of their service goes by, each once for each metric: with the
/// word for it and the metric's place.
fn left_out<'v>(
    view: &View<'v>,
    service: ServiceId,
) -> Vec<(&'static str, Option<Span>, &'v str, Option<Span>)> {
    let autoscaler = pods_of(view, service).and_then(|pods| pods.autoscaler.as_ref());
    let metrics = autoscaler.map_or(&[][..], |autoscaler| autoscaler.metrics.as_slice());
    let mut found = Vec::new();
    for metric in metrics {
        let (word, cpu, at) = match metric {
            Metric::CpuUtilization(percent) => ("cpu", true, percent.at),
            Metric::MemoryUtilization(percent) => ("memory", false, percent.at),
            Metric::Other(_) => continue,
        };
        let containers = without_request(view, service, cpu);
        found.extend(containers.map(|(container, place)| (word, at, container, place)));
    }
    found
}

impl Rule for NoRequests {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let scaled = |id: &ServiceId| pods_of(view, *id).is_some_and(|pods| pods.autoscaler.is_some());
        workloads(view).filter(scaled).map(Subject::Service).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let count = left_out(view, service).len();
        Ok(Verdict::at_most(Bounds::count(count), Bounds::ZERO))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.service_name(service);
        let found = left_out(view, service);
        let containers = words::list(found.iter().map(|(_, _, container, _)| *container));
        let word = found.first().map_or("cpu", |(word, ..)| *word);
        let states = if found.len() == 1 { "states" } else { "state" };
        let noun = if found.len() == 1 {
            "container"
        } else {
            "containers"
        };
        let says = format!(
            "the autoscaler of {name} goes by {word} utilization, and {noun} {containers} {states} no request: it never scales"
        );
        let mut story = Story::new(name, says);
        for (word, at, container, place) in found {
            story = story
                .formula(format!("{name}: no {word} request in {container}"))
                .cite(place, format!("{container} requests no {word}"))
                .cite(at, format!("the autoscaler goes by {word} utilization"));
        }
        Ok(story.evidence("failed to get cpu utilization: missing request for cpu in container"))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
