//! Which object is read by whom, and in which order: what others refer to first, then the workloads, then what
//! speaks of workloads.

use super::claims::{self, Claims};
use super::configs::{Configs, Settings};
use super::document::Object;
use super::keys::OWN_GROUPS;
use super::limits::{self, Defaults};
use super::reading::Reading;
use super::selector::Index;
use super::services::{Directory, Services};
use super::workload::{self, Keeper};
use super::{autoscaler, budget, calls, names, nodes, quotas};
use fiasco_estate::{Note, NoteKind};
use std::collections::BTreeMap;

/// What workloads refer to.
#[derive(Default)]
pub(super) struct Tables<'t, 'a> {
    pub claims: Claims<'t>,
    pub configs: Configs<'t, 'a>,
    pub secrets: Configs<'t, 'a>,
    pub limits: Defaults<'t>,
    /// Lines of ConfigMaps that may name a Service.
    pub settings: Settings<'t>,
    pub services: Services<'t>,
}

/// Objects that speak of workloads.
#[derive(Default)]
struct Later<'t, 'a> {
    workloads: Vec<(Object<'t, 'a>, Keeper)>,
    autoscalers: Vec<Object<'t, 'a>>,
    budgets: Vec<Object<'t, 'a>>,
    /// Whether pods were left to what made them.
    owned: bool,
}

/// Reads all objects of a cluster.
pub(super) fn read<'t, 'a>(reading: &mut Reading<'_>, objects: Vec<Object<'t, 'a>>) {
    let mut tables = Tables::default();
    let mut later = Later::default();
    for object in objects {
        sort(reading, object, &mut tables, &mut later);
    }
    tables.settings = tables
        .configs
        .settings(reading, |host| tables.services.may_be(host));
    let mut drafts = Vec::with_capacity(later.workloads.len());
    for (object, keeper) in unique(reading, later.workloads) {
        drafts.extend(workload::read(reading, &tables, object, keeper));
    }
    if drafts.is_empty() && later.owned {
        reading.later("pods without the workloads that made them");
    }
    let mut index = Index::default();
    for (at, draft) in drafts.iter().enumerate() {
        index.add(draft.object.namespace, &draft.labels, at);
    }
    autoscaler::read(reading, &later.autoscalers, &mut drafts);
    budget::read(reading, &later.budgets, &index, &mut drafts);
    let names = names::of(&drafts);
    let directory = Directory::new(&tables.services, &drafts, &index);
    let rows = calls::add(&directory, drafts, &names);
    reading.part.services.extend(rows);
}

/// Puts an object where it is read.
fn sort<'t, 'a>(
    reading: &mut Reading<'_>,
    object: Object<'t, 'a>,
    tables: &mut Tables<'t, 'a>,
    later: &mut Later<'t, 'a>,
) {
    if let Some(keeper) = Keeper::of(&object) {
        // What is owned is counted with its owner.
        if object.owned || object.test {
            object.known();
            later.owned |= object.owned;
        } else if named(reading, &object) {
            later.workloads.push((object, keeper));
        }
        return;
    }
    match (object.group(), object.kind) {
        ("", "ConfigMap") => {
            nodes::kubeadm_config_map(reading, &object);
            tables.configs.add(reading, &object, "data");
        }
        ("", "Secret") => tables.secrets.add(reading, &object, "stringData"),
        ("", "Service") if named(reading, &object) => tables.services.add(reading, &object),
        ("", "PersistentVolumeClaim") => claims::claim(reading, &object, &mut tables.claims),
        ("", "LimitRange") => limits::limit_range(reading, &object, &mut tables.limits),
        ("", "ResourceQuota") => quotas::quota(reading, &object),
        ("", "Node") if named(reading, &object) => nodes::node(reading, &object),
        ("kubeadm.k8s.io", "ClusterConfiguration") => nodes::kubeadm(reading, &object),
        ("autoscaling", "HorizontalPodAutoscaler") | ("keda.sh", "ScaledObject") => {
            later.autoscalers.push(object);
        }
        ("policy", "PodDisruptionBudget") => later.budgets.push(object),
        (group, kind) => {
            object.known();
            if kind == "NetworkPolicy" {
                reading.later("network policies");
            } else if !OWN_GROUPS.contains(&group) && !group.ends_with(".k8s.io") {
                reading.later("custom resources");
            }
        }
    }
}

/// Whether an object has a name; one without cannot be spoken of, and is noted.
fn named(reading: &mut Reading<'_>, object: &Object<'_, '_>) -> bool {
    if object.name.is_empty() {
        object.known();
        reading.unreadable(
            object.at,
            format!("this {} has no name; it is left out", object.kind),
        );
    }
    !object.name.is_empty()
}

/// One workload of each kind and name in a namespace. Of two the later one counts, as if both were applied.
fn unique<'t, 'a>(
    reading: &mut Reading<'_>,
    workloads: Vec<(Object<'t, 'a>, Keeper)>,
) -> Vec<(Object<'t, 'a>, Keeper)> {
    let mut places = BTreeMap::new();
    let mut found: Vec<(Object<'t, 'a>, Keeper)> = Vec::with_capacity(workloads.len());
    for (object, keeper) in workloads {
        let place = *places
            .entry((object.namespace, object.kind, object.name))
            .or_insert(found.len());
        let Some((known, _)) = found.get_mut(place) else {
            found.push((object, keeper));
            continue;
        };
        let text = |object: &Object<'_, '_>| reading.files.snippet(object.node.span()).trim();
        if text(known) != text(&object) {
            let message = format!(
                "{object} is in namespace `{}` twice, and the two differ; the later one counts",
                object.namespace
            );
            let note = Note::new(NoteKind::Disagree, object.at, message).related(known.at, "the other one");
            reading.note(note.help("read the manifests of one environment at a time"));
        }
        known.known();
        *known = object;
    }
    found
}
