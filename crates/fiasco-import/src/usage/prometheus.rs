//! Saved answers of Prometheus: `query` (a vector) and `query_range` (a matrix), as its HTTP interface gives
//! them, one or several in a file.
//!
//! What a series measures is said by its label `fiasco`, which the [queries](super::queries) add; without it,
//! by the name of a well-known metric. Whom it is about is said by the first of these labels that it has:
//!
//! 1. `container_label_com_docker_compose_service`, `container_label_com_docker_swarm_service_name`
//! 2. `pod` with `namespace`
//! 3. `service`, `service_name`, `deployment`, `statefulset`, `daemonset`
//! 4. `container`, `container_name`, `name`
//! 5. `app`, `app_kubernetes_io_name`, `job`
//! 6. `node`, `nodename`, `instance` without its port
//!
//! A matrix counts with the largest sample of each series: walls are met at the peak. Peaks of several series of
//! one thing are added up, which is at least what they reached together. A sample that is not a number is left
//! out; a series of which none is left says nothing.

use super::notes::Notes;
use super::{add, decimals, number, row};
use crate::part::{Measured, UsageRow, measured};
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::Rational;
use fiasco_source::{Kind, Node, Span, Tree};
use number::Odd;
use std::collections::{HashMap, HashSet};

/// How to say what an answer measures.
const SAY: &str =
    "ask for label_replace(QUERY, \"fiasco\", \"cpu\", \"\", \"\"), or memory, requests, connections";

/// Metrics whose name says what they are: levels that can be taken as they stand.
const LEVELS: &[(&str, FactKind)] = &[
    ("container_memory_working_set_bytes", FactKind::MemoryUsed),
    ("container_memory_usage_bytes", FactKind::MemoryUsed),
    ("container_memory_rss", FactKind::MemoryUsed),
    ("process_resident_memory_bytes", FactKind::MemoryUsed),
    ("pg_stat_activity_count", FactKind::Connections),
    ("pg_stat_database_numbackends", FactKind::Connections),
    ("mysql_global_status_threads_connected", FactKind::Connections),
    ("redis_connected_clients", FactKind::Connections),
];

/// Labels that name a thing, strongest first, and what they name.
const NAMES: &[(&str, Names)] = &[
    ("container_label_com_docker_compose_service", Names::Service),
    ("container_label_com_docker_swarm_service_name", Names::Service),
    ("pod", Names::Pod),
    ("pod_name", Names::Pod),
    ("service", Names::Service),
    ("service_name", Names::Service),
    ("deployment", Names::Service),
    ("statefulset", Names::Service),
    ("daemonset", Names::Service),
    ("container", Names::Container),
    ("container_name", Names::Container),
    ("name", Names::Container),
    ("app", Names::Service),
    ("app_kubernetes_io_name", Names::Service),
    ("job", Names::Service),
    ("node", Names::Device),
    ("nodename", Names::Device),
    ("instance", Names::Instance),
];

#[derive(Debug, Clone, Copy)]
enum Names {
    Service,
    Pod,
    Container,
    Device,
    Instance,
}

/// One series that says something.
struct Series {
    of: Measured,
    kind: FactKind,
    /// Of one container of a pod, and not of the whole pod.
    one_container: bool,
    value: Rational,
    at: Span,
}

/// Whether the beginning of a text is an answer of Prometheus.
pub(super) fn recognizes(head: &str) -> bool {
    let answer = head.contains("\"resultType\"") && head.contains("\"result\"");
    answer || (head.contains("\"status\"") && head.contains("\"errorType\""))
}

/// Reads all answers of a file, each as a measurement of its own.
pub(super) fn import(tree: &Tree<'_>, usage: &mut Vec<UsageRow>, notes: &mut Notes) {
    for document in tree.documents() {
        let series = answer(document, notes);
        usage.extend(rows(&series));
    }
}

/// The series of one answer.
fn answer(document: Node<'_, '_>, notes: &mut Notes) -> Vec<Series> {
    let text = |node: Node<'_, '_>, key| node.get(key).and_then(Node::text).map(str::to_owned);
    if text(document, "status").is_some_and(|status| status == "error") {
        let error = text(document, "error").unwrap_or_default();
        let error: String = error.chars().filter(|c| !c.is_control()).take(200).collect();
        notes.left_out(
            document.span(),
            "error",
            format!("this is not an answer but an error of Prometheus: {error}"),
            "ask again",
        );
        return Vec::new();
    }
    let data = document.get("data").unwrap_or(document);
    let form = text(data, "resultType").unwrap_or_default();
    let result = data.get("result").filter(|result| result.kind() == Kind::List);
    let Some(result) = result.filter(|_| form == "vector" || form == "matrix") else {
        notes.left_out(
            data.span(),
            "form",
            "expected an answer with `resultType` vector or matrix and a list as `result`".to_owned(),
            "save what /api/v1/query or /api/v1/query_range gives",
        );
        return Vec::new();
    };
    result.items().filter_map(|item| series(item, notes)).collect()
}

fn series(item: Node<'_, '_>, notes: &mut Notes) -> Option<Series> {
    let labels = item.get("metric").unwrap_or(item);
    let kind = measures(labels, notes)?;
    let of = names(labels);
    let (value, at) = match (item.get("value"), item.get("values")) {
        (Some(sample), _) => sample_of(sample, kind, notes)?,
        (None, Some(samples)) => peak(samples, kind, notes)?,
        (None, None) => {
            notes.left_out(
                item.span(),
                "sample",
                "expected a series with `value` or `values`".to_owned(),
                "histograms are not read: ask for a number, such as a rate",
            );
            return None;
        }
    };
    let Some(of) = of else {
        notes.not_understood(
            labels.span(),
            "names",
            "a series names nothing that it measures".to_owned(),
            "expected a label such as service, pod, container, name or job",
        );
        return None;
    };
    let one_container = label(labels, "container").is_some();
    Some(Series {
        of,
        kind,
        one_container,
        value,
        at,
    })
}

/// A label's value, where it says something.
fn label<'t>(labels: Node<'t, '_>, key: &str) -> Option<&'t str> {
    let value = labels.peek(key).and_then(Node::text)?.trim();
    (!value.is_empty()).then_some(value)
}

/// What a series measures; a note where nobody can say.
fn measures(labels: Node<'_, '_>, notes: &mut Notes) -> Option<FactKind> {
    match label(labels, "fiasco") {
        Some("cpu") => return Some(FactKind::Busy),
        Some("memory") => return Some(FactKind::MemoryUsed),
        Some("requests") => return Some(FactKind::BusyAt),
        Some("connections") => return Some(FactKind::Connections),
        Some(other) => {
            let message = format!("the label fiasco=\"{other}\" says nothing that is read");
            notes.left_out(labels.span(), "measure", message, SAY);
            return None;
        }
        None => {}
    }
    let name = label(labels, "__name__").unwrap_or_default();
    if let Some((_, kind)) = LEVELS.iter().find(|(known, _)| *known == name) {
        return Some(*kind);
    }
    if ["_total", "_count", "_sum", "_bucket"]
        .iter()
        .any(|end| name.ends_with(end))
    {
        let message = format!("{name} only counts up since its process began: it is no measure of now");
        let help = "ask for its rate: label_replace(rate(METRIC[5m]), \"fiasco\", \"cpu\", \"\", \"\")";
        notes.left_out(labels.span(), "counter", message, help);
    } else {
        let named = if name.is_empty() {
            "a series without a name".to_owned()
        } else {
            name.to_owned()
        };
        let message = format!("what {named} measures is not known");
        notes.left_out(labels.span(), "measure", message, SAY);
    }
    None
}

/// Whom a series is about.
fn names(labels: Node<'_, '_>) -> Option<Measured> {
    let (value, names) = NAMES
        .iter()
        .find_map(|(key, names)| Some((label(labels, key)?, *names)))?;
    let owned = value.to_owned();
    Some(match names {
        Names::Service => Measured::Service(owned),
        Names::Container => Measured::Container(value.trim_start_matches('/').to_owned()),
        Names::Device => Measured::Device(owned),
        Names::Pod => Measured::Pod {
            namespace: label(labels, "namespace").map(str::to_owned),
            pod: owned,
        },
        Names::Instance => {
            let host = value.rsplit_once(':').map_or(value, |(host, _)| host);
            Measured::Service(host.to_owned())
        }
    })
}

/// `[1700000000.123, "0.25"]`.
fn sample_of(sample: Node<'_, '_>, kind: FactKind, notes: &mut Notes) -> Option<(Rational, Span)> {
    let value = sample.items().nth(1);
    let Some(value) = value.filter(|value| value.kind() == Kind::Scalar) else {
        notes.left_out(
            sample.span(),
            "sample",
            "expected a sample: a time and a value".to_owned(),
            "save the answer as Prometheus gives it",
        );
        return None;
    };
    match number::rounded(value.text().unwrap_or_default(), decimals(kind)) {
        Ok(number) => Some((number, value.span())),
        // Prometheus says NaN and Inf where there is nothing to divide by: nothing is wrong with the file.
        Err(odd @ (Odd::NotANumber | Odd::TooLarge)) => {
            let message = format!("a sample is {}: it is left out", odd.what());
            notes.not_understood(value.span(), "nan", message, "ask for a range that has samples");
            None
        }
        Err(odd) => {
            let message = format!("a sample is {}: it is left out", odd.what());
            notes.left_out(
                value.span(),
                "odd",
                message,
                "ask for something that cannot be below zero",
            );
            None
        }
    }
}

/// The largest sample of a series, the first of those alike.
fn peak(samples: Node<'_, '_>, kind: FactKind, notes: &mut Notes) -> Option<(Rational, Span)> {
    samples
        .items()
        .filter_map(|sample| sample_of(sample, kind, notes))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
}

/// One row for each thing, with series of one thing added up. Where containers of a pod have series of their
/// own, those of the whole pod would count them twice.
fn rows(series: &[Series]) -> Vec<UsageRow> {
    let by_container: HashSet<(&Measured, FactKind)> = series
        .iter()
        .filter(|series| series.one_container)
        .map(|series| (&series.of, series.kind))
        .collect();
    let mut rows: Vec<UsageRow> = Vec::new();
    let mut known: HashMap<&Measured, usize> = HashMap::new();
    for series in series {
        let of_pod = matches!(series.of, Measured::Pod { .. });
        if of_pod && !series.one_container && by_container.contains(&(&series.of, series.kind)) {
            continue;
        }
        let fact = measured(series.kind, series.value, series.at);
        match known.get(&series.of).and_then(|position| rows.get_mut(*position)) {
            Some(known) => add(known, fact),
            None => {
                known.insert(&series.of, rows.len());
                rows.push(row(series.of.clone(), series.at, [fact]));
            }
        }
    }
    rows
}
