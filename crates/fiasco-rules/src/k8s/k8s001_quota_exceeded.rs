//! # K8S001 quota-exceeded
//!
//! The pods of a namespace ask for more than its quota gives.
//!
//! ## What breaks
//! The pod that would exceed a ResourceQuota is not created. Nothing crashes: the Deployment stays at fewer pods
//! than it wants, and says so only in the events of its ReplicaSet.
//!
//! ## Why growth brings it out
//! `replicas` adds pods to the namespace, and `servers` adds those of its DaemonSets; the quota stays.
//!
//! ## How it is computed
//! For each line of a quota, the sum over the workloads of its namespace of `pods x what one pod asks for`
//! (for `pods`, just the pods). Where an update may not take an old pod away before a new one runs, one more pod
//! has to fit, or the update hangs: the largest such pod is added once. With 25 % of surge and 25 % that may be
//! missing, as Kubernetes has it, that is so up to three replicas.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: v1
//! kind: ResourceQuota
//! metadata: {name: compute, namespace: shop}
//! spec: {hard: {requests.cpu: "4"}}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web, namespace: shop}
//! spec:
//!   replicas: 4
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers: [{name: web, image: "nginx:1.29", resources: {requests: {cpu: 500m, memory: 1Gi}}}]
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! manifests.yaml:4:29: x2 K8S001 quota-exceeded: replicas above x2: requests.cpu of web sum to 4.5 cores of 4 cores in namespace shop [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where no manifest has a pod in the quota's namespace. What other teams run in the same namespace is not in
//! the files: the sum is a least one. Pods that do not state what the quota counts are told by K8S012, and count
//! nothing here.
//!
//! ## Fix
//! A larger quota, smaller requests, or fewer replicas; for an update that hangs, `maxUnavailable: 1`.
//!
//! ## Undo
//! Set the old number of replicas: the pods that are there stay.
//!
//! ## References
//! Kubernetes documentation, *Resource Quotas*; *Deployments*, on rolling updates.

use super::{Each, ask_nodes, count, cpu_request, memory_request, names, pods_of, stated, tell_pods};
use super::{updates_need_room, workloads};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::kubernetes::{Quota, QuotaOf};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Confidence, Dimension, ServiceId, View};

/// The rule.
pub static RULE: QuotaExceeded = QuotaExceeded;

/// K8S001.
pub struct QuotaExceeded;

static META: Meta = Meta {
    code: "K8S001",
    name: "quota-exceeded",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Replicas, Trend::Falls),
        (Dimension::Servers, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "raise the quota or lower the requests; for an update that hangs, allow maxUnavailable: 1",
    undo: "set the old number of replicas",
    source: include_str!("k8s001_quota_exceeded.rs"),
};

/// The services whose pods a quota binds.
pub(super) fn bound<'v>(view: &View<'v>, quota: &'v Quota) -> impl Iterator<Item = ServiceId> + use<'v> {
    let view = *view;
    workloads(&view)
        .filter(move |id| pods_of(&view, *id).is_some_and(|pods| pods.namespace == quota.namespace))
}

/// What one pod takes of what a quota counts, where it says so.
pub(super) fn takes(view: &View<'_>, service: ServiceId, of: QuotaOf) -> Option<Each> {
    match of {
        QuotaOf::Pods => Some(Each {
            value: Bounds::ONE,
            at: None,
            confidence: Confidence::Declared,
        }),
        QuotaOf::CpuRequests => cpu_request(view, service),
        QuotaOf::CpuLimits => stated(view, service, key::CpuLimit),
        QuotaOf::MemoryRequests => memory_request(view, service),
        QuotaOf::MemoryLimits => stated(view, service, key::Memory),
    }
}

/// What all pods of a namespace take as they stand.
fn standing(view: &View<'_>, quota: &Quota) -> Result<Bounds, Overflow> {
    bound(view, quota).try_fold(Bounds::ZERO, |sum, service| {
        match takes(view, service, quota.of) {
            Some(each) => sum.plus(count(view, service).times(each.value)?),
            None => Ok(sum),
        }
    })
}

/// The largest pod that an update has to start before any may go, and whose it is.
fn updating(view: &View<'_>, quota: &Quota) -> Option<(ServiceId, Bounds)> {
    let mut largest: Option<(ServiceId, Bounds)> = None;
    for service in bound(view, quota).filter(|service| updates_need_room(view, *service)) {
        let Some(each) = takes(view, service, quota.of) else {
            continue;
        };
        largest = Some(match largest {
            Some((other, value)) if value.lo >= each.value.lo => (other, value.max(each.value)),
            Some((_, value)) => (service, value.max(each.value)),
            None => (service, each.value),
        });
    }
    largest
}

impl Rule for QuotaExceeded {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let estate = view.estate;
        let speaks = |quota: &Quota| bound(view, quota).any(|id| takes(view, id, quota.of).is_some());
        estate
            .quota_ids()
            .filter(|id| speaks(estate.quota(*id)))
            .map(Subject::Quota)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Quota(id) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let quota = view.estate.quota(id);
        let more = updating(view, quota).map_or(Bounds::ZERO, |(_, more)| more);
        let used = standing(view, quota)?.plus(more)?;
        Ok(Verdict::at_most(used, Bounds::exact(quota.hard.value)))
    }

    fn measure(&self, view: &View<'_>, subject: Subject) -> Measure {
        match subject {
            Subject::Quota(id) => view.estate.quota(id).of.measure(),
            _ => META.measure,
        }
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Quota(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let quota = view.estate.quota(id);
        let (of, measure) = (quota.of.word(), quota.of.measure());
        let print = |bounds| words::bounds(bounds, measure);
        let hard = Bounds::exact(quota.hard.value);
        let there = standing(view, quota)?;
        let members: Vec<ServiceId> = bound(view, quota)
            .filter(|service| takes(view, *service, quota.of).is_some())
            .collect();
        let who = names(view, &members);
        let fit = Verdict::at_most(there, hard).margin(crate::verdict::Side::Best);
        let says = match updating(view, quota) {
            Some((service, more)) if fit.is_none_or(|margin| !margin.is_negative()) => format!(
                "an update of {} needs one more pod: {of} sum to {} of {} in namespace {}",
                view.estate.service_name(service),
                print(there.plus(more)?),
                print(hard),
                quota.namespace
            ),
            _ => format!(
                "{of} of {who} sum to {} of {} in namespace {}",
                print(there),
                print(hard),
                quota.namespace
            ),
        };
        let subject = format!("{}/{} {of}", quota.namespace, quota.name.value);
        let mut story = Story::new(subject, says).cite(
            quota.hard.at,
            format!("quota {} gives {} {of}", quota.name.value, print(hard)),
        );
        for service in &members {
            if let Some(each) = takes(view, *service, quota.of) {
                story = tell_pods(view, story, *service, &each, measure)?;
            }
        }
        if let Some((service, more)) = updating(view, quota) {
            let name = view.estate.service_name(service);
            let surge = pods_of(view, service).and_then(|pods| pods.surge.as_ref());
            story = story
                .formula(format!(
                    "+{} for one more pod of {name} while an update rolls",
                    print(more)
                ))
                .cite(
                    surge.and_then(|surge| surge.at),
                    format!("an update of {name} starts a new pod first"),
                );
        }
        if there.hi.is_none() {
            story = ask_nodes(view, story);
        }
        Ok(story.evidence(format!("exceeded quota: {}, requested: {of}", quota.name.value)))
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Quota(id) => bound(view, view.estate.quota(id)).collect(),
            _ => Vec::new(),
        }
    }
}
