//! # SIM001 latency-objective
//!
//! Answers take longer than they may.
//!
//! ## What breaks
//! The objective for the slowest one percent. Users wait, and leave.
//!
//! ## Why growth brings it out
//! Waiting grows without bound as processors, workers or connections come close to all being busy, and long before
//! that for the slowest of a hundred.
//!
//! ## How it is computed
//! The services are run under their traffic: up to it in 10 s, held for 40 s, a spike of half as much again for 15
//! s, and back to today's for a minute (or the estate's own `script:`), three times with other random numbers at
//! each scale that is tried. What breaks in all of them breaks; the wall is given as the interval between that
//! scale and the last at which it broke in none.
//!
//! Used: the 99th percentile of the answers in the second half of the hold. Limit: the `slo` of the service at the
//! door, `p99 < 300 ms`; 1 s where none is stated, which is then assumed.
//!
//! ## Example
//! ```yaml
//! services: {web: {runs: box, cpu: 10 ms, cpu_p99: 40 ms, slo: p99 < 200 ms}}
//! devices: {box: {cores: 2}}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x3
//! estate.yaml:3:16: ≈x1.65 SIM001 latency-objective: traffic ≈x1.65: at 165/s at web one answer in a hundred takes over 225 ms..267 ms: its objective is 200 ms; possibly from ≈x1.5 on [degrades]
//! ```
//!
//! ## When it stays quiet
//! Without traffic whose rate is known, and a service on its way whose `cpu` (or `busy`) and processors are known;
//! with `--rehearse off`. Under an objective that nobody stated it informs and never gates.
//!
//! ## Fix
//! Less work for each request, more processors, fewer steps one after the other.
//!
//! ## Undo
//! Take the added processors away.
//!
//! ## References
//! J. F. C. Kingman, *The single server queue in heavy traffic*, 1961; the book: [the rehearsal](../rehearsal.md).

use super::{DOORS, Objective, SERVES, at_door, nothing, of_services, ranged, rate};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, ServiceId, View};

/// The rule.
pub static RULE: LatencyObjective = LatencyObjective;

/// SIM001.
pub struct LatencyObjective;

static META: Meta = Meta {
    code: "SIM001",
    name: "latency-objective",
    class: Class::Limit,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Time,
    trends: SERVES,
    contradiction: false,
    attached: false,
    fix: "less work for each request, more processors, fewer steps one after the other",
    undo: "take the added processors away",
    source: include_str!("sim001_latency_objective.rs"),
};

/// The objective: as stated, else 1 s.
fn objective(view: &View<'_>, service: ServiceId) -> Objective {
    Objective::of(view.estate.service(service).facts.get(key::SloP99), Bounds::ONE)
}

impl Rule for LatencyObjective {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        DOORS.subjects(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let (Some(seen), Subject::Service(service)) = (DOORS.of(view, subject), subject) else {
            return Ok(nothing());
        };
        Ok(Verdict::at_most(seen.p99, objective(view, service).most))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let (Some(seen), Subject::Service(service)) = (DOORS.of(view, subject), subject) else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.service_name(service);
        let objective = objective(view, service);
        let p99 = match seen.p99.hi {
            Some(_) => ranged(seen.p99, Measure::Time),
            None => ranged(Bounds::exact(seen.p99.lo), Measure::Time),
        };
        let says = format!(
            "at {} one answer in a hundred takes over {p99}: {}",
            rate(view, seen),
            objective.says(Measure::Time)
        );
        let story = at_door(view, of_services(view, name.to_owned(), says), service)
            .formula(format!(
                "99th percentile of the answers of {name} while traffic is held: {p99}"
            ))
            .formula(format!(
                "their mean: {}; by theory, without retries, limits and links: {}",
                ranged(seen.mean, Measure::Time),
                seen.theory
                    .map_or("no end".to_owned(), |theory| ranged(theory, Measure::Time))
            ));
        Ok(objective.tell(story, name))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
