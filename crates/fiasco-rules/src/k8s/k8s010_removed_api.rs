//! # K8S010 removed-api
//!
//! A manifest is written for an interface version that the cluster no longer has.
//!
//! ## What breaks
//! The server refuses the object: `no matches for kind`. What was applied before goes on, and the next
//! deployment, or the restore of a backup, fails as a whole.
//!
//! ## Why growth brings it out
//! A cluster grows new versions. It is met with the upgrade that was long put off, or with the second cluster
//! that is new.
//!
//! ## How it is computed
//! The cluster's version against the version that removed the object's `apiVersion` and `kind`. Objects alike
//! are told once.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: policy/v1beta1
//! kind: PodDisruptionBudget
//! metadata: {name: web}
//! spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
//! # file: estate.yaml
//! cluster: {version: 1.31}
//! ```
//! ```text
//! $ fiasco check
//! manifests.yaml:1:13: now K8S010 removed-api: PodDisruptionBudget web: policy/v1beta1 is gone since 1.25, use policy/v1 [refuses]
//! ```
//!
//! ## When it stays quiet
//! Interface versions that are deprecated and still served. Kinds of others, which their own definitions
//! version. Where nobody says which version the cluster has, it asks.
//!
//! ## Fix
//! Write the object for the version that took its place; `kubectl convert` helps.
//!
//! ## Undo
//! Keep the old manifest for clusters that are older.
//!
//! ## References
//! Kubernetes documentation, *Deprecated API Migration Guide*.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::kubernetes::ApiObject;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{ApiObjectId, Bounds, View};

/// The rule.
pub static RULE: RemovedApi = RemovedApi;

/// K8S010.
pub struct RemovedApi;

static META: Meta = Meta {
    code: "K8S010",
    name: "removed-api",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: true,
    attached: false,
    fix: "write the object for the version that took its place",
    undo: "keep the old manifest for clusters that are older",
    source: include_str!("k8s010_removed_api.rs"),
};

/// An interface version that a release no longer serves.
struct Removed {
    api: &'static str,
    kinds: &'static [&'static str],
    /// The minor version of Kubernetes 1 that removed it.
    minor: u32,
    /// What took its place, in words that fit after "use".
    instead: &'static str,
}

const fn removed(
    api: &'static str,
    kinds: &'static [&'static str],
    minor: u32,
    instead: &'static str,
) -> Removed {
    Removed {
        api,
        kinds,
        minor,
        instead,
    }
}

/// As of 2026-11-23, from the migration guide.
const REMOVED: &[Removed] = &[
    removed(
        "extensions/v1beta1",
        &["DaemonSet", "Deployment", "ReplicaSet"],
        16,
        "apps/v1",
    ),
    removed(
        "extensions/v1beta1",
        &["NetworkPolicy"],
        16,
        "networking.k8s.io/v1",
    ),
    removed(
        "extensions/v1beta1",
        &["PodSecurityPolicy"],
        16,
        "Pod Security Admission",
    ),
    removed(
        "apps/v1beta1",
        &["Deployment", "ReplicaSet", "StatefulSet"],
        16,
        "apps/v1",
    ),
    removed(
        "apps/v1beta2",
        &["DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"],
        16,
        "apps/v1",
    ),
    removed("extensions/v1beta1", &["Ingress"], 22, "networking.k8s.io/v1"),
    removed(
        "networking.k8s.io/v1beta1",
        &["Ingress", "IngressClass"],
        22,
        "networking.k8s.io/v1",
    ),
    removed(
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        22,
        "admissionregistration.k8s.io/v1",
    ),
    removed(
        "apiextensions.k8s.io/v1beta1",
        &["CustomResourceDefinition"],
        22,
        "apiextensions.k8s.io/v1",
    ),
    removed(
        "apiregistration.k8s.io/v1beta1",
        &["APIService"],
        22,
        "apiregistration.k8s.io/v1",
    ),
    removed(
        "authentication.k8s.io/v1beta1",
        &["TokenReview"],
        22,
        "authentication.k8s.io/v1",
    ),
    removed(
        "authorization.k8s.io/v1beta1",
        &[
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SubjectAccessReview",
        ],
        22,
        "authorization.k8s.io/v1",
    ),
    removed(
        "certificates.k8s.io/v1beta1",
        &["CertificateSigningRequest"],
        22,
        "certificates.k8s.io/v1",
    ),
    removed(
        "coordination.k8s.io/v1beta1",
        &["Lease"],
        22,
        "coordination.k8s.io/v1",
    ),
    removed(
        "rbac.authorization.k8s.io/v1beta1",
        &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
        22,
        "rbac.authorization.k8s.io/v1",
    ),
    removed(
        "scheduling.k8s.io/v1beta1",
        &["PriorityClass"],
        22,
        "scheduling.k8s.io/v1",
    ),
    removed(
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
        22,
        "storage.k8s.io/v1",
    ),
    removed("batch/v1beta1", &["CronJob"], 25, "batch/v1"),
    removed(
        "discovery.k8s.io/v1beta1",
        &["EndpointSlice"],
        25,
        "discovery.k8s.io/v1",
    ),
    removed("events.k8s.io/v1beta1", &["Event"], 25, "events.k8s.io/v1"),
    removed(
        "autoscaling/v2beta1",
        &["HorizontalPodAutoscaler"],
        25,
        "autoscaling/v2",
    ),
    removed("policy/v1beta1", &["PodDisruptionBudget"], 25, "policy/v1"),
    removed(
        "policy/v1beta1",
        &["PodSecurityPolicy"],
        25,
        "Pod Security Admission",
    ),
    removed("node.k8s.io/v1beta1", &["RuntimeClass"], 25, "node.k8s.io/v1"),
    removed(
        "autoscaling/v2beta2",
        &["HorizontalPodAutoscaler"],
        26,
        "autoscaling/v2",
    ),
    removed(
        "flowcontrol.apiserver.k8s.io/v1beta1",
        FLOW,
        26,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    removed(
        "storage.k8s.io/v1beta1",
        &["CSIStorageCapacity"],
        27,
        "storage.k8s.io/v1",
    ),
    removed(
        "flowcontrol.apiserver.k8s.io/v1beta2",
        FLOW,
        29,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
    removed(
        "flowcontrol.apiserver.k8s.io/v1beta3",
        FLOW,
        32,
        "flowcontrol.apiserver.k8s.io/v1",
    ),
];

/// Kinds of flow control.
const FLOW: &[&str] = &["FlowSchema", "PriorityLevelConfiguration"];

/// What became of an object's interface version, where it is gone.
fn fate(object: &ApiObject) -> Option<&'static Removed> {
    let of_api = REMOVED.iter().filter(|removed| removed.api == object.api.value);
    let mut of_kind = of_api.filter(|removed| removed.kinds.contains(&object.kind.as_str()));
    of_kind.next()
}

/// A version as a number that is ordered as versions are and printed as they are: 1.09, 1.31.
fn as_number((major, minor): (u32, u32)) -> Result<Rational, Overflow> {
    Rational::int(i64::from(major)).plus(Rational::new(i128::from(minor), 100)?)
}

/// Objects of the same interface version and kind, in source order.
fn alike<'v>(view: &View<'v>, id: ApiObjectId) -> impl Iterator<Item = ApiObjectId> + use<'v> {
    let estate = view.estate;
    let object = estate.api_object(id);
    let key = (object.api.value.as_str(), object.kind.as_str());
    let ids = estate.api_object_ids();
    ids.filter(move |other| {
        let other = estate.api_object(*other);
        (other.api.value.as_str(), other.kind.as_str()) == key
    })
}

impl Rule for RemovedApi {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        // Objects alike are told once, by the first of them.
        let estate = view.estate;
        let mut seen = std::collections::BTreeSet::new();
        let gone = estate.api_object_ids().filter(|id| {
            let object = estate.api_object(*id);
            fate(object).is_some() && seen.insert((object.api.value.as_str(), object.kind.as_str()))
        });
        gone.map(Subject::ApiObject).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let gone = match subject {
            Subject::ApiObject(id) => fate(view.estate.api_object(id)),
            _ => None,
        };
        let Some(gone) = gone else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let used = match &view.estate.cluster.version {
            Some((version, _)) => Bounds::exact(as_number(version.value)?),
            None => Bounds::UNKNOWN,
        };
        Ok(Verdict::below(used, Bounds::exact(as_number((1, gone.minor))?)))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::ApiObject(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let object = view.estate.api_object(id);
        let Some(gone) = fate(object) else {
            return Ok(Story::new("", ""));
        };
        let (api, kind) = (&object.api.value, &object.kind);
        let all: Vec<ApiObjectId> = alike(view, id).collect();
        let names = words::list(all.iter().map(|id| view.estate.api_object(*id).name.as_str()));
        let says = format!(
            "{kind} {names}: {api} is gone since 1.{}, use {}",
            gone.minor, gone.instead
        );
        let mut story =
            Story::new(format!("{kind} {names}"), says).formula(match &view.estate.cluster.version {
                Some((version, _)) => format!(
                    "{api} {kind} until 1.{}, cluster {}.{}",
                    gone.minor - 1,
                    version.value.0,
                    version.value.1
                ),
                None => format!("{api} {kind} until 1.{}, cluster unknown", gone.minor - 1),
            });
        for other in &all {
            let other = view.estate.api_object(*other);
            story = story.cite(
                other.api.at,
                format!("{kind} {} is written for {api}", other.name),
            );
        }
        story = match &view.estate.cluster.version {
            Some((version, confidence)) => {
                let (major, minor) = version.value;
                story
                    .cite(version.at, format!("the cluster is {major}.{minor}"))
                    .rests_on(*confidence)
            }
            None => story.missing("version", "cluster", words::ask_cluster("version: 1.31")),
        };
        Ok(story.evidence(format!("no matches for kind \"{kind}\" in version \"{api}\"")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_estate::Said;

    #[test]
    fn versions_are_ordered_as_versions_are() {
        let number = |version| as_number(version).expect("small");
        assert!(number((1, 9)) < number((1, 22)) && number((1, 31)) < number((2, 0)));
    }

    #[test]
    fn each_interface_version_has_one_fate() {
        for (api, kind, gone) in [
            (
                "extensions/v1beta1",
                "Ingress",
                Some((22, "networking.k8s.io/v1")),
            ),
            ("extensions/v1beta1", "Deployment", Some((16, "apps/v1"))),
            ("batch/v1beta1", "CronJob", Some((25, "batch/v1"))),
            (
                "autoscaling/v2beta2",
                "HorizontalPodAutoscaler",
                Some((26, "autoscaling/v2")),
            ),
            (
                "flowcontrol.apiserver.k8s.io/v1beta3",
                "FlowSchema",
                Some((32, "flowcontrol.apiserver.k8s.io/v1")),
            ),
            ("policy/v1", "PodDisruptionBudget", None),
            ("cert-manager.io/v1beta1", "Certificate", None),
        ] {
            let object = ApiObject {
                api: Said::assumed(api.to_owned()),
                kind: kind.to_owned(),
                name: "x".to_owned(),
            };
            assert_eq!(
                fate(&object).map(|gone| (gone.minor, gone.instead)),
                gone,
                "{api} {kind}"
            );
        }
    }
}
