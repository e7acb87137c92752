//! Workloads: whatever keeps pods alive becomes a service, with its replicas and how they are replaced.

use super::claims;
use super::document::Object;
use super::environment::Variable;
use super::keys::WORKLOAD_IRRELEVANT;
use super::kinds::Tables;
use super::pod;
use super::reading::{Reading, fact};
use super::selector::{Labels, labels};
use super::strategy;
use crate::part::ServiceRow;
use fiasco_estate::confidence::Said;
use fiasco_estate::fact::FactKind;
use fiasco_estate::kubernetes::{Pods, Workload};
use fiasco_estate::quantity::Rational;
use fiasco_estate::service::Runtime;
use fiasco_source::{Node, Span};

/// A service on the way: its row, and what is only needed until all objects are read.
pub(super) struct Draft<'t, 'a> {
    /// The workload.
    pub object: Object<'t, 'a>,
    /// Its row.
    pub row: ServiceRow,
    /// What goes into the row last.
    pub pods: Pods,
    /// The labels of its pods, which selectors look at.
    pub labels: Labels<'t>,
    /// What may name a callee.
    pub variables: Vec<Variable<'t>>,
}

/// What a kind of workload is here: what keeps its pods, and whether updates roll.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeper {
    Deployment,
    /// A Rollout of Argo.
    Rollout,
    /// A ReplicaSet or ReplicationController that nothing owns: its pods are not replaced by updates.
    ReplicaSet,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
    Pod,
}

impl Keeper {
    /// The keeper that an object is.
    pub fn of(object: &Object<'_, '_>) -> Option<Self> {
        Some(match (object.group(), object.kind) {
            ("apps" | "extensions", "Deployment") => Self::Deployment,
            ("apps" | "extensions", "ReplicaSet") | ("", "ReplicationController") => Self::ReplicaSet,
            ("apps", "StatefulSet") => Self::StatefulSet,
            ("apps" | "extensions", "DaemonSet") => Self::DaemonSet,
            ("batch", "Job") => Self::Job,
            ("batch", "CronJob") => Self::CronJob,
            ("", "Pod") => Self::Pod,
            ("argoproj.io", "Rollout") => Self::Rollout,
            _ => return None,
        })
    }

    fn workload(self) -> Workload {
        match self {
            Self::Deployment | Self::Rollout | Self::ReplicaSet => Workload::Deployment,
            Self::StatefulSet => Workload::StatefulSet,
            Self::DaemonSet => Workload::DaemonSet,
            Self::Job | Self::CronJob => Workload::Job,
            Self::Pod => Workload::Pod,
        }
    }
}

/// Reads a workload. One that something else made, or that is over, is left to whatever made it.
pub(super) fn read<'t, 'a>(
    reading: &mut Reading<'_>,
    tables: &Tables<'t, 'a>,
    object: Object<'t, 'a>,
    keeper: Keeper,
) -> Option<Draft<'t, 'a>> {
    if is_over(&object) {
        object.known();
        return None;
    }
    object.understood(&[]);
    let row = ServiceRow::named(Said::new(object.name.to_owned(), object.at), Runtime::Kubernetes);
    let mut draft = Draft {
        object,
        row,
        pods: Pods::new(keeper.workload(), object.namespace),
        labels: Labels::default(),
        variables: Vec::new(),
    };
    let Some(spec) = object.spec else {
        reading.unreadable(object.at, format!("{object} has no `spec`"));
        return Some(draft);
    };
    let spec = reading.map(spec, &format_args!("`spec` of {object}"))?;
    if keeper == Keeper::Pod {
        draft.labels = labels(object.node.peek("metadata").and_then(|node| node.peek("labels")));
        pod::read(reading, tables, &object, spec, &[], &mut draft);
    } else if keeper == Keeper::CronJob {
        cron_job(reading, tables, spec, &mut draft);
    } else {
        settings(reading, tables, keeper, spec, &mut draft);
    }
    Some(draft)
}

/// Whether a Job or a Pod has ended, as `kubectl get` says in its status.
fn is_over(object: &Object<'_, '_>) -> bool {
    let Some(status) = object.node.peek("status") else {
        return false;
    };
    match object.kind {
        "Pod" => matches!(
            status.peek("phase").and_then(Node::text),
            Some("Succeeded" | "Failed")
        ),
        "Job" => {
            let conditions = status.peek("conditions").into_iter().flat_map(Node::items);
            conditions.into_iter().any(|condition| {
                let is = |key: &str, words: &[&str]| {
                    let text = condition.peek(key).and_then(Node::text);
                    text.is_some_and(|text| words.contains(&text))
                };
                is("type", &["Complete", "Failed"]) && is("status", &["True"])
            })
        }
        _ => false,
    }
}

/// `jobTemplate.spec` of a CronJob is a Job's.
fn cron_job<'t, 'a>(
    reading: &mut Reading<'_>,
    tables: &Tables<'t, 'a>,
    spec: Node<'t, 'a>,
    draft: &mut Draft<'t, 'a>,
) {
    let object = draft.object;
    spec.irrelevant(WORKLOAD_IRRELEVANT);
    let suspended = spec.get("suspend").filter(|node| reading.truth(*node, &object));
    let template = spec
        .get("jobTemplate")
        .and_then(|node| reading.map(node, &object));
    if let Some(template) = template {
        template.irrelevant(&["metadata"]);
        let job = template.get("spec").and_then(|node| reading.map(node, &object));
        match job {
            Some(job) => settings(reading, tables, Keeper::Job, job, draft),
            None => reading.unreadable(object.at, format!("{object} has no pod template")),
        }
    } else {
        reading.unreadable(object.at, format!("{object} has no `jobTemplate`"));
    }
    if let Some(node) = suspended {
        fact(
            &mut draft.row.facts,
            FactKind::Replicas,
            Rational::ZERO,
            node.used_at(),
        );
    }
}

/// The `spec` of everything that has a pod template.
fn settings<'t, 'a>(
    reading: &mut Reading<'_>,
    tables: &Tables<'t, 'a>,
    keeper: Keeper,
    spec: Node<'t, 'a>,
    draft: &mut Draft<'t, 'a>,
) {
    let object = draft.object;
    let (mut template, mut strategy, mut suspended) = (None, None, None);
    let mut claims = Vec::new();
    for entry in spec.entries() {
        let value = entry.value;
        match (entry.key, keeper) {
            ("template", _) => template = Some(value),
            ("replicas", Keeper::Deployment | Keeper::Rollout | Keeper::ReplicaSet | Keeper::StatefulSet)
            | ("parallelism", Keeper::Job) => {
                let what = format_args!("`{}` of {object}", entry.key);
                if let Some(count) = reading.whole(value, &what) {
                    fact(
                        &mut draft.row.facts,
                        FactKind::Replicas,
                        Rational::int(count),
                        value.used_at(),
                    );
                }
            }
            ("strategy", Keeper::Deployment | Keeper::Rollout) | ("updateStrategy", Keeper::DaemonSet) => {
                strategy = Some(value);
            }
            ("suspend", Keeper::Job) => suspended = Some(value).filter(|node| reading.truth(*node, &object)),
            ("volumeClaimTemplates", Keeper::StatefulSet) => {
                claims = claim_templates(reading, &object, value)
            }
            ("updateStrategy", Keeper::StatefulSet) | ("workloadRef", Keeper::Rollout) => {
                entry.mark_irrelevant();
                continue;
            }
            (key, _) if WORKLOAD_IRRELEVANT.contains(&key) => {
                entry.mark_irrelevant();
                continue;
            }
            _ => continue,
        }
        entry.mark_used();
    }
    let what = format!("the strategy of {object}");
    if matches!(keeper, Keeper::Deployment | Keeper::Rollout) {
        draft.pods.unavailable = strategy::unavailable(reading, strategy, &what);
    }
    draft.pods.surge = match keeper {
        Keeper::Deployment => strategy::of_deployment(reading, strategy, &what),
        Keeper::Rollout => strategy::of_rollout(reading, strategy, &what),
        Keeper::DaemonSet => strategy::of_daemon_set(reading, strategy, &what),
        _ => None,
    };
    if let Some(node) = suspended {
        fact(
            &mut draft.row.facts,
            FactKind::Replicas,
            Rational::ZERO,
            node.used_at(),
        );
    }
    let Some(template) = template.and_then(|node| reading.map(node, &format_args!("`template` of {object}")))
    else {
        // A Rollout may point at a Deployment instead.
        if keeper != Keeper::Rollout {
            reading.unreadable(object.at, format!("{object} has no pod template"));
        }
        return;
    };
    if let Some(metadata) = template.find("metadata") {
        metadata.mark_irrelevant();
        draft.labels = labels(metadata.value.peek("labels"));
    }
    match template.get("spec") {
        Some(spec) => pod::read(reading, tables, &object, spec, &claims, draft),
        None => reading.unreadable(object.at, format!("the pod template of {object} has no `spec`")),
    }
}

/// Names of the claims that each replica has of its own.
fn claim_templates<'t>(
    reading: &mut Reading<'_>,
    object: &Object<'_, '_>,
    node: Node<'t, '_>,
) -> Vec<(&'t str, Span)> {
    let what = format!("`volumeClaimTemplates` of {object}");
    let mut found = Vec::new();
    for item in reading.list(node, &what).into_iter().flat_map(Node::items) {
        let Some(item) = reading.map(item, &what) else {
            continue;
        };
        item.irrelevant(&["apiVersion", "kind", "metadata", "status"]);
        if let Some(spec) = item.get("spec").and_then(|spec| reading.map(spec, &what)) {
            claims::access(reading, object, spec);
        }
        let name = item.peek("metadata").and_then(|metadata| metadata.peek("name"));
        if let Some((name, text)) = name.and_then(|name| Some((name, name.text()?))) {
            found.push((text, name.used_at()));
        }
    }
    found
}
