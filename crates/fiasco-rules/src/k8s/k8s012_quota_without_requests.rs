//! # K8S012 quota-without-requests
//!
//! A quota counts something that pods of its namespace do not state.
//!
//! ## What breaks
//! Kubernetes refuses every pod that does not say how much it takes of what a quota counts: the Deployment is
//! there, and no pod of it is.
//!
//! ## Why growth brings it out
//! It stands from the first pod on. It is met when a quota comes after the workloads: what runs goes on, and
//! the next replica, or the next update, is refused.
//!
//! ## How it is computed
//! For each line of a quota other than `pods`: workloads of its namespace with a container that leaves out what
//! it counts, against none.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: v1
//! kind: ResourceQuota
//! metadata: {name: compute, namespace: shop}
//! spec: {hard: {requests.memory: 8Gi}}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web, namespace: shop}
//! spec:
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec: {containers: [{name: web, image: "nginx:1.29"}]}
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! manifests.yaml:13:32: now K8S012 quota-without-requests: web states no requests.memory, which quota compute counts: their pods are refused [refuses]
//! ```
//!
//! ## When it stays quiet
//! A limit without a request is a request too. A LimitRange among the files gives pods what they leave out; one
//! that is not among the files is not seen, and so this never fails a build by itself.
//!
//! ## Fix
//! State it in each container, or give the namespace a LimitRange with defaults.
//!
//! ## Undo
//! Take the LimitRange, or the lines, out again.
//!
//! ## References
//! Kubernetes documentation, *Resource Quotas*, on requests compared to limits; *Limit Ranges*.

use super::k8s001_quota_exceeded::{bound, takes};
use super::{names, without_request};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::kubernetes::{Quota, QuotaOf};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, ServiceId, View};

/// The rule.
pub static RULE: QuotaWithoutRequests = QuotaWithoutRequests;

/// K8S012.
pub struct QuotaWithoutRequests;

static META: Meta = Meta {
    code: "K8S012",
    name: "quota-without-requests",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "state it in each container, or give the namespace a LimitRange with defaults",
    undo: "take the LimitRange, or the lines, out again",
    source: include_str!("k8s012_quota_without_requests.rs"),
};

/// Whether a container of a service leaves out what a quota counts.
fn leaves_out(view: &View<'_>, service: ServiceId, of: QuotaOf) -> bool {
    let containers = match of {
        QuotaOf::Pods => return false,
        QuotaOf::CpuRequests => without_request(view, service, true).next(),
        QuotaOf::MemoryRequests => without_request(view, service, false).next(),
        QuotaOf::CpuLimits | QuotaOf::MemoryLimits => None,
    };
    containers.is_some() || takes(view, service, of).is_none()
}

/// The services of a quota's namespace whose pods it refuses.
fn refused(view: &View<'_>, quota: &Quota) -> Vec<ServiceId> {
    let of = quota.of;
    bound(view, quota)
        .filter(|service| leaves_out(view, *service, of))
        .collect()
}

impl Rule for QuotaWithoutRequests {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let estate = view.estate;
        let speaks = |quota: &Quota| quota.of != QuotaOf::Pods && bound(view, quota).next().is_some();
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
        let refused = refused(view, view.estate.quota(id)).len();
        Ok(Verdict::at_most(Bounds::count(refused), Bounds::ZERO))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Quota(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let quota = view.estate.quota(id);
        let of = quota.of.word();
        let refused = refused(view, quota);
        let (who, state) = (
            names(view, &refused),
            if refused.len() == 1 { "states" } else { "state" },
        );
        let subject = format!("{}/{} {of}", quota.namespace, quota.name.value);
        let says = format!(
            "{who} {state} no {of}, which quota {} counts: their pods are refused",
            quota.name.value
        );
        let mut story = Story::new(subject, says);
        for service in &refused {
            let name = view.estate.service_name(*service);
            let cpu = quota.of == QuotaOf::CpuRequests;
            let containers = without_request(view, *service, cpu);
            for (container, at) in
                containers.filter(|_| matches!(quota.of, QuotaOf::CpuRequests | QuotaOf::MemoryRequests))
            {
                story = story.cite(at, format!("container {container} of {name} leaves it out"));
            }
            story = story.cite(
                view.estate.service(*service).name.at,
                format!("{name} states no {of}"),
            );
        }
        Ok(story
            .cite(quota.hard.at, format!("quota {} counts {of}", quota.name.value))
            .evidence(format!("failed quota: {}: must specify {of}", quota.name.value)))
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Quota(id) => refused(view, view.estate.quota(id)),
            _ => Vec::new(),
        }
    }
}
