//! # K8S008 autoscaler-ceiling
//!
//! An autoscaler would need more replicas than its maximum allows.
//!
//! ## What breaks
//! At `maxReplicas` the autoscaler stops adding pods: from there on the load goes up and the pods do not. Replicas
//! asked for above the maximum are taken away again within seconds.
//!
//! ## Why growth brings it out
//! `traffic` makes the autoscaler add pods up to its maximum; `replicas` may ask for more than that.
//!
//! ## How it is computed
//! Where the target says how many replicas there are to be, that number against `maxReplicas`. For load,
//! `busy cores / (request x target utilization)` pods keep the average at the target; the busy cores scale with
//! `traffic`. What is seen busy today is drawn on as a straight line, so from 80 % of the maximum on it cannot be
//! said. Where nobody says how busy the pods are, the load needs at most as many times the replicas as there is
//! more traffic, and the rule asks.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web}
//! spec:
//!   replicas: 3
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers: [{name: web, image: "nginx:1.29", resources: {requests: {cpu: 500m, memory: 1Gi}}}]
//! ---
//! apiVersion: autoscaling/v2
//! kind: HorizontalPodAutoscaler
//! metadata: {name: web}
//! spec:
//!   scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
//!   minReplicas: 3
//!   maxReplicas: 8
//!   metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 60}}}]
//! # file: estate.yaml
//! services: {web: {cpu: 9 ms}}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! manifests.yaml:18:16: x2.67 K8S008 autoscaler-ceiling: traffic above x2.67: the load of web needs all 8 pods that its autoscaler makes, and more [queues]
//! ```
//!
//! ## When it stays quiet
//! Where there is no autoscaler. Metrics other than CPU utilization are not computed: then only the bound from
//! the traffic counts.
//!
//! ## Fix
//! Raise `maxReplicas`, with the connections and the nodes that many pods need (CAP002, K8S011).
//!
//! ## Undo
//! Set the old maximum; the autoscaler goes back to it by itself.
//!
//! ## References
//! Kubernetes documentation, *Horizontal Pod Autoscaling*, algorithm details.

use super::{pods_of, workloads};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::kubernetes::Metric;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, Said, ServiceId, View};

/// The rule.
pub static RULE: AutoscalerCeiling = AutoscalerCeiling;

/// K8S008.
pub struct AutoscalerCeiling;

static META: Meta = Meta {
    code: "K8S008",
    name: "autoscaler-ceiling",
    class: Class::Limit,
    effect: Effect::Queues,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Traffic, Trend::Falls),
        // What is asked for takes the place of what the load needs once it is above the maximum.
        (Dimension::Replicas, Trend::Mixed),
    ],
    contradiction: false,
    attached: false,
    fix: "raise maxReplicas, with the connections and nodes that many pods need",
    undo: "set the old maximum: the autoscaler goes back to it by itself",
    source: include_str!("k8s008_autoscaler_ceiling.rs"),
};

/// The CPU utilization that the autoscaler of a service keeps, in percent.
fn target<'v>(view: &View<'v>, service: ServiceId) -> Option<&'v Said<i64>> {
    let metrics = &pods_of(view, service)?.autoscaler.as_ref()?.metrics;
    metrics.iter().find_map(|metric| match metric {
        Metric::CpuUtilization(percent) if percent.value > 0 => Some(percent),
        _ => None,
    })
}

/// Whether enough is stated to say how many pods the load needs.
fn is_stated(view: &View<'_>, service: ServiceId) -> bool {
    let facts = &view.estate.service(service).facts;
    let request = super::cpu_request(view, service);
    target(view, service).is_some()
        && request.is_some_and(|each| !each.value.lo.is_zero())
        && (facts.has(FactKind::Cpu) || facts.has(FactKind::Busy))
}

/// Pods that the load needs: those that keep the utilization at the autoscaler's target, where enough is known
/// to say so; else as many times those of today as there is more traffic, at most.
fn needed(view: &View<'_>, service: ServiceId) -> Result<Bounds, Overflow> {
    let there = Bounds::count(view.instances(service));
    if is_stated(view, service)
        && let (Some(request), Some(target)) = (super::cpu_request(view, service), target(view, service))
    {
        let each = request
            .value
            .scaled(Rational::new(i128::from(target.value), 100)?)?;
        return view.busy_cores(service)?.over(each);
    }
    let most = there.scaled(view.factor(Dimension::Traffic, Some(service)))?;
    Ok(Bounds {
        lo: there.lo,
        hi: most.hi,
    })
}

/// Whether what the load needs was drawn on from what is seen busy today.
fn is_drawn_on(view: &View<'_>, service: ServiceId) -> bool {
    is_stated(view, service) && !view.estate.service(service).facts.has(FactKind::Cpu)
}

/// The maximum of the autoscaler of a service.
fn maximum(view: &View<'_>, service: ServiceId) -> Bounds {
    view.estate.service(service).facts.get(key::MaxReplicas).bounds()
}

/// Whether more replicas are asked for than the maximum, whatever the load needs.
fn asks_for_more(view: &View<'_>, service: ServiceId) -> bool {
    let there = Rational::int(view.instances(service));
    maximum(view, service).hi.is_some_and(|most| there > most)
}

impl AutoscalerCeiling {
    fn tell_load(view: &View<'_>, story: Story, service: ServiceId) -> Result<Story, Overflow> {
        let row = view.estate.service(service);
        let name = &row.name.value;
        let pods = words::bounds(needed(view, service)?, Measure::Count);
        if let (true, Some(request), Some(target)) = (
            is_stated(view, service),
            super::cpu_request(view, service),
            target(view, service),
        ) {
            let busy = words::bounds(view.busy_cores(service)?, Measure::Cores);
            let each = words::bounds(request.value, Measure::Cores);
            let facts = (row.facts.get(key::Cpu), row.facts.get(key::Busy));
            let (at, sure) = if facts.0.is_known() {
                (facts.0.at, facts.0.confidence)
            } else {
                (facts.1.at, facts.1.confidence)
            };
            return Ok(story
                .formula(format!(
                    "{name}: {busy} busy / ({each} x {} %) = {pods} pods",
                    target.value
                ))
                .cite(at, format!("{name} keeps {busy} busy"))
                .cite(request.at, format!("a pod of {name} asks for {each}"))
                .cite(target.at, format!("kept at {} % of that", target.value))
                .rests_on(sure)
                .rests_on(request.confidence));
        }
        let mut story = story.formula(format!(
            "{name}: at most {} x {} = {}",
            words::plural(view.instances(service), "replica"),
            view.factor(Dimension::Traffic, Some(service)).decimal(2),
            words::bounds(
                Bounds {
                    lo: Rational::ZERO,
                    ..needed(view, service)?
                },
                Measure::Count
            ),
        ));
        if !row.facts.has(FactKind::Cpu) && !row.facts.has(FactKind::Busy) {
            story = story.missing(
                "CPU",
                name.clone(),
                words::ask(view.estate, service, "busy: 0.4 cores"),
            );
        }
        if target(view, service).is_some() && super::cpu_request(view, service).is_none() {
            story = story.missing("CPU request", name.clone(), "resources: {requests: {cpu: 500m}}");
        }
        Ok(story)
    }
}

impl Rule for AutoscalerCeiling {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        workloads(view)
            .filter(|id| view.estate.service(*id).facts.has(FactKind::MaxReplicas))
            .map(Subject::Service)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let most = maximum(view, service);
        if asks_for_more(view, service) {
            return Ok(Verdict::at_most(Bounds::count(view.instances(service)), most));
        }
        let lo = if is_drawn_on(view, service) {
            most.lo.times(Rational::new(4, 5)?)?
        } else {
            most.lo
        };
        Ok(Verdict::at_most(needed(view, service)?, Bounds { lo, ..most }))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.service(service);
        let name = &row.name.value;
        let most = words::bounds(maximum(view, service), Measure::Count);
        let there = words::plural(view.instances(service), "replica");
        let needed = needed(view, service)?;
        let says = if asks_for_more(view, service) {
            format!("{there} of {name} are asked for, and its autoscaler goes to {most}")
        } else if is_stated(view, service) && needed == maximum(view, service) {
            format!("the load of {name} needs all {most} pods that its autoscaler makes, and more")
        } else if is_stated(view, service) {
            let pods = words::bounds(needed, Measure::Count);
            format!("the load of {name} needs {pods} pods, and its autoscaler goes to {most}")
        } else {
            let pods = words::bounds(needed, Measure::Count);
            format!(
                "the load of {name} needs {pods} pods, depending on how busy they are, and its autoscaler goes to {most}"
            )
        };
        let fact = row.facts.get(key::MaxReplicas);
        let mut story = Story::new(name.clone(), says)
            .cite(fact.at, format!("the autoscaler of {name} goes to {most}"))
            .rests_on(fact.confidence);
        let replicas = row.facts.get(key::Replicas);
        if asks_for_more(view, service) {
            story = story
                .formula(format!("{name}: {there} of {most}"))
                .cite(replicas.at, format!("replicas of {name}"));
        } else {
            story = Self::tell_load(view, story, service)?;
        }
        Ok(story.evidence("the desired replica count is more than the maximum replica count"))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
