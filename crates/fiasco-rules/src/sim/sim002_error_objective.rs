//! # SIM002 error-objective
//!
//! More requests fail than may.
//!
//! ## What breaks
//! The objective for errors: callers give up, stores turn connections away, queues are full.
//!
//! ## Why growth brings it out
//! Timeouts that were never reached are, and a store that had connections to spare has none.
//!
//! ## How it is computed
//! The services are run under their traffic: up to it in 10 s, held for 40 s, a spike of half as much again for 15
//! s, and back to today's for a minute (or the estate's own `script:`), three times with other random numbers at
//! each scale that is tried. What breaks in all of them breaks; the wall is given as the interval between that
//! scale and the last at which it broke in none.
//!
//! Used: the share of the requests that ended in the second half of the hold and failed. Limit: the `slo` of the
//! service at the door, `errors < 0.1 %`; 1 % where none is stated, which is then assumed.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {runs: box, cpu: 1 ms, cpu_p99: 4 ms, calls: db, timeout: 300 ms, slo: errors < 0.1 %}
//!   db: {runs: store, cpu: 9 ms, cpu_p99: 36 ms, image: "postgres:16"}
//! devices: {box: {cores: 4}, store: {cores: 1}}
//! traffic: {web: 50/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x3
//! estate.yaml:5:16: ≈x1.98 SIM002 error-objective: traffic ≈x1.98: at 98.9/s at web 1.15 %..5.22 % of the requests fail: its objective is 0.1 %; possibly from ≈x1.49 on [drops]
//! ```
//!
//! ## When it stays quiet
//! Without traffic whose rate is known, and a service on its way whose `cpu` (or `busy`) and processors are known;
//! with `--rehearse off`. Under an objective that nobody stated it informs and never gates.
//!
//! ## Fix
//! More room where callers give up: `fiasco why` names the place.
//!
//! ## Undo
//! Take the added room away.
//!
//! ## References
//! The book: [the rehearsal](../rehearsal.md).

use super::{DOORS, Objective, SERVES, at_door, nothing, of_services, ranged, rate};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, ServiceId, View};

/// The rule.
pub static RULE: ErrorObjective = ErrorObjective;

/// SIM002.
pub struct ErrorObjective;

static META: Meta = Meta {
    code: "SIM002",
    name: "error-objective",
    class: Class::Limit,
    effect: Effect::Drops,
    since: "0.1.0",
    measure: Measure::Ratio,
    trends: SERVES,
    contradiction: false,
    attached: false,
    fix: "more room where callers give up: `fiasco why` names the place",
    undo: "take the added room away",
    source: include_str!("sim002_error_objective.rs"),
};

/// The objective: as stated, else 1 %.
fn objective(view: &View<'_>, service: ServiceId) -> Result<Objective, Overflow> {
    Ok(Objective::of(
        view.estate.service(service).facts.get(key::SloErrors),
        Bounds::exact(Rational::new(1, 100)?),
    ))
}

impl Rule for ErrorObjective {
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
        Ok(Verdict::at_most(seen.errors, objective(view, service)?.most))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let (Some(seen), Subject::Service(service)) = (DOORS.of(view, subject), subject) else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.service_name(service);
        let objective = objective(view, service)?;
        let errors = ranged(seen.errors, Measure::Ratio);
        let says = format!(
            "at {} {errors} of the requests fail: {}",
            rate(view, seen),
            objective.says(Measure::Ratio)
        );
        let story = at_door(view, of_services(view, name.to_owned(), says), service).formula(format!(
            "requests of {name} that failed while traffic was held: {errors}"
        ));
        Ok(objective.tell(story, name))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
