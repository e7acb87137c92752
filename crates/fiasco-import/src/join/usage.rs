//! What was measured, given to the services and devices it was measured of. Tools name containers and pods; the
//! files name services. What a name leads to:
//!
//! - a container: the service with that `container_name`; else `PROJECT-SERVICE-1`, `PROJECT_SERVICE_1` or
//!   `STACK_SERVICE.1.ID`; else the service of that very name
//! - a pod: the workload with the longest name that the pod's begins with, followed by what its kind adds
//! - a service, a node: the one of that name
//!
//! Measurements of all replicas are added up. A measurement counts more than what somebody wrote down, and the
//! later of two counts. What leads to nothing in the files is counted, and no problem: a machine runs more
//! than one project.

mod names;

use super::Join;
use crate::part::{Measured, TrafficRow, UsageRow};
use fiasco_estate::confidence::Said;
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::kubernetes::Workload;
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Bounds, Confidence, DeviceId, Note, NoteKind, ServiceId};
use fiasco_source::{FileId, Span};
use names::Names;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What a measurement leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Leads {
    Service(ServiceId),
    Device(DeviceId),
    Host,
}

/// What was measured of each thing, and of how many replicas.
#[derive(Default)]
struct Sums {
    facts: BTreeMap<(Leads, FactKind), RawFact>,
    replicas: BTreeMap<ServiceId, (i64, Span)>,
    /// How many facts were measured more than once, with the first two places.
    again: Option<(usize, Span, Span)>,
}

impl Sums {
    fn measured_again(&mut self, first: Option<Span>, then: Option<Span>) {
        let (Some(first), Some(then)) = (first, then) else {
            return;
        };
        match &mut self.again {
            Some((count, _, _)) => *count += 1,
            None => self.again = Some((1, first, then)),
        }
    }
}

impl Join {
    /// Gives measurements to what they were measured of.
    pub(super) fn usage(&mut self) {
        let rows = std::mem::take(&mut self.usage_rows);
        if rows.is_empty() {
            return;
        }
        let mut sums = Sums::default();
        let mut files: Vec<(FileId, Vec<&UsageRow>)> = Vec::new();
        for row in &rows {
            match files.iter_mut().find(|(file, _)| *file == row.at.file) {
                Some((_, rows)) => rows.push(row),
                None => files.push((row.at.file, vec![row])),
            }
        }
        for (_, rows) in &files {
            self.sum_up(rows, &mut sums);
        }
        if let Some((count, first, then)) = sums.again {
            self.estate.notes.push(said_again(count, first, then));
        }
        self.replicas(&sums.replicas);
        let called = self.called();
        for ((leads, kind), fact) in sums.facts {
            match leads {
                Leads::Service(id) => {
                    if let Some(row) = self.service_rows.get_mut(id.index()) {
                        row.facts.set(fact);
                    }
                    if kind == FactKind::BusyAt {
                        self.arrivals(id, fact, &called);
                    }
                }
                Leads::Device(id) => {
                    if let Some(row) = self.device_rows.get_mut(id.index()) {
                        row.facts.set(fact);
                    }
                }
                Leads::Host => self.host_memory(fact),
            }
        }
    }

    /// Adds up what one file says: of each name the last measurement, of each service all its replicas.
    fn sum_up(&mut self, rows: &[&UsageRow], sums: &mut Sums) {
        let mut last: HashMap<(&Measured, FactKind), usize> = HashMap::new();
        let mut facts: Vec<(&Measured, RawFact)> = Vec::new();
        for row in rows {
            for fact in row.facts.iter() {
                match last.get(&(&row.of, fact.kind)).and_then(|at| facts.get_mut(*at)) {
                    Some((_, known)) => {
                        sums.measured_again(known.at, fact.at);
                        *known = *fact;
                    }
                    None => {
                        last.insert((&row.of, fact.kind), facts.len());
                        facts.push((&row.of, *fact));
                    }
                }
            }
        }
        let names = Names::of(self, rows.iter().map(|row| &row.of));
        let mut found: BTreeMap<(Leads, FactKind), RawFact> = BTreeMap::new();
        let mut replicas: BTreeMap<ServiceId, (BTreeSet<&Measured>, Span)> = BTreeMap::new();
        let mut unmatched: Vec<(&Measured, Span)> = Vec::new();
        for row in rows {
            if names.leads(&row.of).is_none() && !unmatched.iter().any(|(of, _)| **of == row.of) {
                unmatched.push((&row.of, row.at));
            }
        }
        for (of, fact) in facts {
            let Some(leads) = names.leads(of) else { continue };
            let at = fact.at;
            found
                .entry((leads, fact.kind))
                .and_modify(|known| {
                    // A sum that cannot be computed is left at what fits.
                    let sum = known.lo.plus(fact.lo).unwrap_or(known.lo);
                    (known.lo, known.hi) = (sum, sum);
                })
                .or_insert(fact);
            let is_replica = matches!(of, Measured::Container(_) | Measured::Pod { .. })
                && matches!(fact.kind, FactKind::Busy | FactKind::MemoryUsed);
            if let (Leads::Service(id), true, Some(at)) = (leads, is_replica, at) {
                replicas
                    .entry(id)
                    .or_insert_with(|| (BTreeSet::new(), at))
                    .0
                    .insert(of);
            }
        }
        for (key, fact) in found {
            if let Some(known) = sums.facts.insert(key, fact)
                && key.0 != Leads::Host
            {
                sums.measured_again(known.at, fact.at);
            }
        }
        for (id, (seen, at)) in replicas {
            let count = i64::try_from(seen.len()).unwrap_or(i64::MAX);
            sums.replicas.insert(id, (count, at));
        }
        let unmatched = unmatched.into_iter().map(|(of, at)| Said::new(text(of), at));
        self.estate.unmatched.extend(unmatched);
    }

    /// How many replicas were seen: the number where nobody states one, a disagreement where somebody does.
    fn replicas(&mut self, seen: &BTreeMap<ServiceId, (i64, Span)>) {
        for (id, (count, at)) in seen {
            let Some(row) = self.service_rows.get_mut(id.index()) else {
                continue;
            };
            let scaled = row.facts.has(FactKind::MinReplicas)
                || row.facts.has(FactKind::MaxReplicas)
                || row.pods.as_ref().is_some_and(|pods| pods.autoscaler.is_some());
            let one_each = row.pods.as_ref().is_some_and(|pods| {
                matches!(pods.workload, Workload::DaemonSet | Workload::Job | Workload::Pod)
            });
            if one_each {
                continue;
            }
            let number = Rational::int(*count);
            match row.facts.raw(FactKind::Replicas).copied() {
                // Whoever scales it decides how many there are; the files only say how many it began with.
                stated if scaled || (stated.is_none() && *count > 1) => {
                    let seen = crate::part::measured(FactKind::Replicas, number, *at);
                    row.facts.set(seen);
                }
                Some(stated) if (stated.lo, stated.hi) != (number, number) => {
                    let note = other_count(&row.name.value, &stated, *count, *at);
                    self.estate.notes.push(note);
                }
                _ => {}
            }
        }
    }

    /// Services that others call, whether that was declared or read between the lines.
    fn called(&self) -> BTreeSet<ServiceId> {
        let calls = self.service_rows.iter().flat_map(|row| &row.calls);
        calls
            .filter_map(|call| self.services.get(&call.to.value).copied())
            .collect()
    }

    /// Requests measured at a service that nobody calls come from outside. At one that others call they are
    /// only the rate at which it was busy.
    fn arrivals(&mut self, id: ServiceId, fact: RawFact, called: &BTreeSet<ServiceId>) {
        let Some(row) = self.service_rows.get(id.index()) else {
            return;
        };
        let declared = self
            .traffic_rows
            .iter()
            .any(|traffic| traffic.service.value == row.name.value);
        let Some(at) = fact.at else { return };
        if called.contains(&id) || declared || fact.lo.is_zero() {
            return;
        }
        self.traffic_rows.push(TrafficRow {
            service: Said::new(row.name.value.clone(), at),
            rate: Bounds::exact(fact.lo),
            bytes: None,
            at,
        });
    }

    /// The memory that containers show of the host nobody described.
    fn host_memory(&mut self, fact: RawFact) {
        let unknown = |kind| move |row: &&mut crate::part::DeviceRow| row.assumed && !row.facts.has(kind);
        for row in self.device_rows.iter_mut().filter(unknown(fact.kind)) {
            row.facts.set(RawFact {
                confidence: Confidence::Inferred,
                ..fact
            });
        }
    }
}

/// As many replicas are stated, and others were measured.
fn other_count(name: &str, stated: &RawFact, count: i64, at: Span) -> Note {
    let said = if stated.lo == stated.hi {
        stated.lo.to_string()
    } else {
        format!("{}..{}", stated.lo, stated.hi)
    };
    let message =
        format!("`{name}` is to have {said} replicas, and {count} were measured; the number stated counts");
    let mut note = Note::new(NoteKind::Disagree, at, message);
    let stated_at = stated.at.map(|at| (at, format!("{said} stated here")));
    note.related.extend(stated_at);
    note.help("measure all of them, or state how many there are")
}

fn said_again(count: usize, first: Span, then: Span) -> Note {
    let what = if count == 1 {
        "one number was".to_owned()
    } else {
        format!("{count} numbers were")
    };
    Note::new(
        NoteKind::Disagree,
        then,
        format!("{what} measured more than once; the later measurement counts"),
    )
    .related(first, "measured here first")
    .help("read only the one that counts")
}

/// What was measured, as the tool calls it.
fn text(of: &Measured) -> String {
    match of {
        Measured::Container(name) => format!("container {name}"),
        Measured::Pod {
            namespace: Some(namespace),
            pod,
        } => format!("pod {namespace}/{pod}"),
        Measured::Pod { pod, .. } => format!("pod {pod}"),
        Measured::Service(name) => format!("service {name}"),
        Measured::Device(name) => format!("node {name}"),
        Measured::Host => "host".to_owned(),
    }
}
