//! Autoscalers: HorizontalPodAutoscaler of every version, and KEDA's ScaledObject. Their bounds become facts of
//! the workload, and today's replicas are kept within them, since the autoscaler does so at once.

use super::document::Object;
use super::reading::{Reading, fact};
use super::workload::Draft;
use crate::part::ServiceRow;
use fiasco_estate::confidence::Said;
use fiasco_estate::fact::FactKind;
use fiasco_estate::kubernetes::{Autoscaler, Metric};
use fiasco_estate::quantity::Rational;
use fiasco_source::{Node, Span};
use std::collections::BTreeMap;

/// Percent of the requests that an autoscaler aims at where nobody says.
const DEFAULT_CPU: i64 = 80;

/// Reads autoscalers into the workloads they scale.
pub(super) fn read<'t>(reading: &mut Reading<'_>, objects: &[Object<'t, '_>], drafts: &mut [Draft<'t, '_>]) {
    let places: BTreeMap<(&str, &str, &str), usize> = drafts
        .iter()
        .enumerate()
        .map(|(index, draft)| {
            let object = &draft.object;
            ((object.namespace, object.kind, object.name), index)
        })
        .collect();
    let names: Vec<(&str, &str)> = places
        .keys()
        .map(|(namespace, _, name)| (*namespace, *name))
        .collect();
    for object in objects {
        object.understood(&[]);
        let Some(spec) = object.spec.and_then(|spec| reading.map(spec, object)) else {
            continue;
        };
        let found = if object.kind == "ScaledObject" {
            scaled_object(reading, object, spec)
        } else {
            pod_autoscaler(reading, object, spec)
        };
        let Some((kind, target)) = target(reading, object, spec) else {
            continue;
        };
        let Some(name) = target.text() else { continue };
        match places.get(&(object.namespace, kind, name)) {
            Some(index) => {
                if let Some(draft) = drafts.get_mut(*index) {
                    found.apply(object, draft);
                }
            }
            None => {
                let others = || {
                    names
                        .iter()
                        .filter(|(space, _)| *space == object.namespace)
                        .map(|(_, name)| *name)
                };
                // Files may hold autoscalers without the workloads; only a name beside others is surely wrong.
                if matches!(kind, "Deployment" | "StatefulSet") && others().next().is_some() {
                    let message = format!("{object} scales {kind} `{name}`, which is not among the files");
                    reading.dangling(target.used_at(), message, name, others());
                }
            }
        }
    }
}

/// What an autoscaler says.
struct Scaling {
    least: (i64, Option<Span>),
    most: Option<(i64, Span)>,
    metrics: Vec<Metric>,
}

impl Scaling {
    fn apply(self, object: &Object<'_, '_>, draft: &mut Draft<'_, '_>) {
        let facts = &mut draft.row.facts;
        let (least, least_at) = self.least;
        if let Some(at) = least_at {
            fact(facts, FactKind::MinReplicas, Rational::int(least), at);
        }
        if let Some((most, at)) = self.most {
            fact(facts, FactKind::MaxReplicas, Rational::int(most), at);
        }
        self.keep_within(&mut draft.row);
        draft.pods.autoscaler = Some(Autoscaler {
            name: Said::new(object.name.to_owned(), object.at),
            metrics: self.metrics,
        });
    }

    /// Replicas below the least or above the most are set right at once; none at all turn the autoscaler off.
    fn keep_within(&self, row: &mut ServiceRow) {
        let stated = row.facts.raw(FactKind::Replicas).map(|fact| fact.lo);
        if stated.is_some_and(Rational::is_zero) {
            return;
        }
        let now = stated.unwrap_or(Rational::ONE);
        let (least, least_at) = self.least;
        if let Some(at) = least_at.filter(|_| stated.is_none() || now < Rational::int(least)) {
            fact(&mut row.facts, FactKind::Replicas, Rational::int(least), at);
        } else if let Some((most, at)) = self.most
            && now > Rational::int(most)
        {
            fact(&mut row.facts, FactKind::Replicas, Rational::int(most), at);
        }
    }
}

/// Kind and name of what is scaled.
fn target<'t, 'a>(
    reading: &mut Reading<'_>,
    object: &Object<'_, '_>,
    spec: Node<'t, 'a>,
) -> Option<(&'t str, Node<'t, 'a>)> {
    let target = spec.get("scaleTargetRef")?;
    let target = reading.map(target, &format_args!("`scaleTargetRef` of {object}"))?;
    target.irrelevant(&["apiVersion", "envSourceContainerName"]);
    let kind = target.get("kind").and_then(Node::text).unwrap_or("Deployment");
    Some((kind, target.get("name")?))
}

/// A whole number and where it is written.
fn count(
    reading: &mut Reading<'_>,
    object: &Object<'_, '_>,
    spec: Node<'_, '_>,
    key: &str,
) -> Option<(i64, Span)> {
    let node = spec.get(key)?;
    let count = reading.whole(node, &format_args!("`{key}` of {object}"))?;
    Some((count, node.used_at()))
}

fn pod_autoscaler(reading: &mut Reading<'_>, object: &Object<'_, '_>, spec: Node<'_, '_>) -> Scaling {
    spec.irrelevant(&["behavior"]);
    let least = count(reading, object, spec, "minReplicas");
    let mut metrics = Vec::new();
    if let Some((percent, at)) = count(reading, object, spec, "targetCPUUtilizationPercentage") {
        metrics.push(Metric::CpuUtilization(Said::new(percent, at)));
    }
    let what = format!("`metrics` of {object}");
    let list = spec.get("metrics").and_then(|node| reading.list(node, &what));
    for item in list.into_iter().flat_map(Node::items) {
        if let Some(item) = reading.map(item, &what) {
            metrics.extend(metric(reading, item, &what));
        }
    }
    if metrics.is_empty() {
        metrics.push(Metric::CpuUtilization(Said::assumed(DEFAULT_CPU)));
    }
    Scaling {
        least: least.map_or((1, None), |(count, at)| (count, Some(at))),
        most: count(reading, object, spec, "maxReplicas"),
        metrics,
    }
}

/// One of `metrics`, as `autoscaling/v2` or its betas write it.
fn metric(reading: &mut Reading<'_>, item: Node<'_, '_>, what: &str) -> Option<Metric> {
    let kind = item.get("type").and_then(Node::text);
    for entry in item.entries() {
        let metric = match entry.key {
            "resource" | "containerResource" => resource_metric(reading, entry.value, what),
            "pods" | "object" | "external" => other_metric(entry.value),
            _ => continue,
        };
        // Details of what is measured and of what it is compared with.
        entry.value.mark_all_used();
        entry.mark_used();
        let at = entry.key_span;
        return Some(
            metric.unwrap_or_else(|| Metric::Other(Said::new(kind.unwrap_or(entry.key).to_owned(), at))),
        );
    }
    None
}

fn resource_metric(reading: &mut Reading<'_>, node: Node<'_, '_>, what: &str) -> Option<Metric> {
    let name = node.peek("name")?;
    let target = node.peek("target");
    let percent = target
        .and_then(|target| target.peek("averageUtilization"))
        .or_else(|| node.peek("targetAverageUtilization"));
    let Some(percent) = percent else {
        return Some(Metric::Other(Said::new(name.text()?.to_owned(), name.used_at())));
    };
    let value = reading.whole(percent, &what)?;
    let said = Said::new(value, percent.used_at());
    match name.text()? {
        "cpu" => Some(Metric::CpuUtilization(said)),
        "memory" => Some(Metric::MemoryUtilization(said)),
        other => Some(Metric::Other(Said::new(other.to_owned(), name.used_at()))),
    }
}

fn other_metric(node: Node<'_, '_>) -> Option<Metric> {
    let metric = node.peek("metric").and_then(|metric| metric.peek("name"));
    let name = metric.or_else(|| node.peek("metricName"))?;
    Some(Metric::Other(Said::new(name.text()?.to_owned(), name.used_at())))
}

/// Replicas a ScaledObject makes at most where it does not say.
const KEDA_MOST: i64 = 100;

fn scaled_object(reading: &mut Reading<'_>, object: &Object<'_, '_>, spec: Node<'_, '_>) -> Scaling {
    spec.irrelevant(&[
        "advanced",
        "cooldownPeriod",
        "fallback",
        "idleReplicaCount",
        "initialCooldownPeriod",
        "pollingInterval",
    ]);
    let what = format!("`triggers` of {object}");
    let list = spec.get("triggers").and_then(|node| reading.list(node, &what));
    let mut metrics = Vec::new();
    for item in list.into_iter().flat_map(Node::items) {
        item.mark_all_used();
        let Some(kind) = item.peek("type") else { continue };
        let Some(text) = kind.text() else { continue };
        let percent = item.peek("metadata").and_then(|metadata| metadata.peek("value"));
        let utilization = item
            .peek("metricType")
            .is_none_or(|node| node.text() == Some("Utilization"));
        let percent = percent
            .filter(|_| utilization)
            .and_then(|node| Some(Said::new(node.text()?.parse().ok()?, node.used_at())));
        metrics.push(match (text, percent) {
            ("cpu", Some(percent)) => Metric::CpuUtilization(percent),
            ("memory", Some(percent)) => Metric::MemoryUtilization(percent),
            _ => Metric::Other(Said::new(text.to_owned(), kind.used_at())),
        });
    }
    let least = count(reading, object, spec, "minReplicaCount");
    let most = count(reading, object, spec, "maxReplicaCount");
    Scaling {
        least: least.map_or((0, None), |(count, at)| (count, Some(at))),
        most: most.or(Some((KEDA_MOST, object.at))),
        metrics,
    }
}
