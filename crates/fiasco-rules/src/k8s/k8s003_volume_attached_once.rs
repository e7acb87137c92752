//! # K8S003 volume-attached-once
//!
//! Replicas share a volume that only one node can have.
//!
//! ## What breaks
//! A `ReadWriteOnce` volume is attached to one node at a time. A replica that is scheduled to another node waits
//! in ContainerCreating with a multi-attach error, and never starts. `ReadWriteOncePod` does not even allow a
//! second pod on the same node.
//!
//! ## Why growth brings it out
//! One replica has the volume; `replicas` asks for a second. A StatefulSet gives each replica a claim of its own.
//!
//! ## How it is computed
//! Nodes that a workload's pods may stand on, which are as many as it has pods and at most as many as there are
//! nodes, against 1. For `ReadWriteOncePod`, pods against 1. Where nobody says how many nodes there are, more
//! than one is inferred, and the finding never fails a build.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: v1
//! kind: PersistentVolumeClaim
//! metadata: {name: uploads}
//! spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
//! ---
//! apiVersion: apps/v1
//! kind: Deployment
//! metadata: {name: web}
//! spec:
//!   strategy: {type: Recreate}
//!   selector: {matchLabels: {app: web}}
//!   template:
//!     metadata: {labels: {app: web}}
//!     spec:
//!       containers: [{name: web, image: "nginx:1.29"}]
//!       volumes: [{name: uploads, persistentVolumeClaim: {claimName: uploads}}]
//! # file: estate.yaml
//! cluster: {nodes: 3}
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! manifests.yaml:4:22: x1 K8S003 volume-attached-once: replicas above x1: the 2nd pod of web may stand on another node, and volume uploads is on one [stops]
//! ```
//!
//! ## When it stays quiet
//! One replica, one node, or a claim that several nodes may mount. A rolling update of a single replica may meet
//! the same error when its new pod lands on another node: that is so in most clusters with such a volume, and
//! `strategy: Recreate` avoids it, but it depends on where the pod lands and is not told here. Replicas that are
//! all placed on one node share it without trouble; nothing in the manifests keeps them there.
//!
//! ## Fix
//! A storage class with `ReadWriteMany`, object storage, or a StatefulSet with a claim for each replica.
//!
//! ## Undo
//! Set the replicas back to 1.
//!
//! ## References
//! Kubernetes documentation, *Persistent Volumes*, on access modes.

use super::{ask_nodes, is_daemon, pods_of, workloads};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::kubernetes::{Access, Claim};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, Dimension, ServiceId, View};

/// The rule.
pub static RULE: VolumeAttachedOnce = VolumeAttachedOnce;

/// K8S003.
pub struct VolumeAttachedOnce;

static META: Meta = Meta {
    code: "K8S003",
    name: "volume-attached-once",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Replicas, Trend::Falls),
        (Dimension::Servers, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "use a volume with ReadWriteMany, object storage, or a StatefulSet with a claim for each replica",
    undo: "set the replicas back to 1",
    source: include_str!("k8s003_volume_attached_once.rs"),
};

/// The claim of a service that the fewest may mount, of those that not everybody may.
fn tightest<'v>(view: &View<'v>, service: ServiceId) -> Option<&'v Claim> {
    let claims = pods_of(view, service)?.claims.iter();
    claims
        .filter(|claim| claim.access != Access::Many)
        .min_by_key(|claim| claim.access)
}

/// How many mount a claim: pods, or the nodes they may stand on.
fn mounting(view: &View<'_>, service: ServiceId, access: Access) -> i64 {
    let nodes = view.nodes();
    let pods = if is_daemon(view, service) {
        nodes.unwrap_or(1)
    } else {
        view.instances(service)
    };
    match access {
        Access::OncePod => pods,
        Access::Once | Access::Many | Access::Unknown => nodes.map_or(pods, |nodes| pods.min(nodes)),
    }
}

impl Rule for VolumeAttachedOnce {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        workloads(view)
            .filter(|id| tightest(view, *id).is_some())
            .map(Subject::Service)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let claim = match subject {
            Subject::Service(service) => tightest(view, service).map(|claim| (service, claim)),
            _ => None,
        };
        let Some((service, claim)) = claim else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let limit = match claim.access {
            Access::OncePod | Access::Once => Bounds::ONE,
            Access::Many | Access::Unknown => Bounds {
                lo: Rational::ONE,
                hi: None,
            },
        };
        let used = Bounds::count(mounting(view, service, claim.access));
        Ok(Verdict::at_most(used, limit))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let Some(claim) = tightest(view, service) else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.service_name(service);
        let pods = view.instances(service);
        let volume = &claim.name.value;
        let (mode, one) = match claim.access {
            Access::OncePod => ("ReadWriteOncePod", "one pod"),
            Access::Once => ("ReadWriteOnce", "one node"),
            Access::Many | Access::Unknown => ("an access mode that is not among the files", "one node"),
        };
        let replica = words::ordinal(pods.max(2));
        let says = match claim.access {
            Access::OncePod => {
                format!("the {replica} pod of {name} wants volume {volume}, which one pod has")
            }
            Access::Once => {
                format!(
                    "the {replica} pod of {name} may stand on another node, and volume {volume} is on one"
                )
            }
            Access::Many | Access::Unknown => {
                format!("{name} shares volume {volume}, and how often it may be mounted is not known")
            }
        };
        let mut story = Story::new(name, says)
            .formula(format!(
                "{name}: {} of {}, volume {volume} for {one}",
                words::plural(pods, "pod"),
                super::node_names(view)
            ))
            .cite(claim.access_at, format!("{volume} is {mode}"))
            .cite(claim.name.at, format!("{name} mounts {volume}"));
        if claim.access == Access::Unknown {
            return Ok(story.missing(
                "access mode",
                volume.clone(),
                format!("the manifest of claim {volume}, or a StatefulSet"),
            ));
        }
        if view.nodes().is_none() && claim.access == Access::Once {
            story = story.rests_on(Confidence::Inferred);
        } else {
            story = ask_nodes(view, story);
        }
        Ok(story.evidence("Multi-Attach error for volume: Volume is already used by pod(s)"))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
