//! # SIM010 autoscaler-too-late
//!
//! Replicas are ordered when the load is there, and serve when everybody has given up.
//!
//! ## What breaks
//! Who comes between the rise of the load and the first new replica waits for all who came before.
//!
//! ## Why growth brings it out
//! The more the traffic rises, the more piles up until new replicas serve.
//!
//! ## How it is computed
//! The services are run under their traffic: up to it in 10 s, held for 40 s, a spike of half as much again for 15
//! s, and back to today's for a minute (or the estate's own `script:`), three times with other random numbers at
//! each scale that is tried. What breaks in all of them breaks; the wall is given as the interval between that
//! scale and the last at which it broke in none.
//!
//! An autoscaler looks every 15 s, keeps 80 % of the processors busy, and what it orders serves after `boot` (30 s
//! where it is not stated, which is then assumed). Used: the longest that a request waits for the service while
//! traffic rises and is held, the requests inside times the time of one, over the processors. Limit: the shortest
//! `timeout` of its callers, 10 s where none is stated.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {replicas: 2, cpu_limit: 1, cpu: 10 ms, cpu_p99: 40 ms, min_replicas: 2, max_replicas: 20, boot: 20 s}
//! traffic: {web: 150/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x4
//! estate.yaml:2:95: ≈x1.75 SIM010 autoscaler-too-late: traffic ≈x1.75: requests wait up to 10.1 s..11.2 s for web, whose callers wait 10 s: a new replica serves after 20 s; possibly from ≈x1.67 on [queues]
//! ```
//!
//! ## When it stays quiet
//! Where no service has a `max_replicas` and a CPU limit of its own. Without traffic whose rate is known, and a
//! service on its way whose `cpu` (or `busy`) and processors are known; with `--rehearse off`.
//!
//! ## Fix
//! More replicas to begin with, faster starts, or an order by what arrives instead of by what is busy.
//!
//! ## Undo
//! Set the old minimum.
//!
//! ## References
//! The autoscaler that starts too late: case 31 of the simulator's table (docs/simulator.md); Kubernetes,
//! *Horizontal Pod Autoscaling* (interval and formula); the book: [the rehearsal](../rehearsal.md).

use super::{Kind, SERVES, nothing, of_services, ranged};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::rehearsed::ScalerSeen;
use fiasco_estate::{ServiceId, View};

/// The rule.
pub static RULE: AutoscalerTooLate = AutoscalerTooLate;

/// SIM010.
pub struct AutoscalerTooLate;

static META: Meta = Meta {
    code: "SIM010",
    name: "autoscaler-too-late",
    class: Class::Limit,
    effect: Effect::Queues,
    since: "0.1.0",
    measure: Measure::Time,
    trends: SERVES,
    contradiction: false,
    attached: false,
    fix: "more replicas to begin with, faster starts, or an order by what arrives instead of by what is busy",
    undo: "set the old minimum",
    source: include_str!("sim010_autoscaler_too_late.rs"),
};

/// Services whose replicas follow their load.
const SCALERS: Kind<ScalerSeen> = Kind {
    all: |seen| &seen.scalers,
    subject: |_, scaler| Some(Subject::Service(scaler.service)),
};

impl Rule for AutoscalerTooLate {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        SCALERS.subjects(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        Ok(match SCALERS.of(view, subject) {
            Some(seen) => Verdict::at_most(seen.worst_wait, seen.patience),
            None => nothing(),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let (Some(seen), Subject::Service(service)) = (SCALERS.of(view, subject), subject) else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.service_name(service);
        let facts = &view.estate.service(service).facts;
        let time = |bounds| ranged(bounds, Measure::Time);
        let says = format!(
            "requests wait up to {} for {name}, whose callers wait {}: a new replica serves after {}",
            time(seen.worst_wait),
            time(seen.patience),
            time(seen.boot)
        );
        let (most, boot) = (facts.get(key::MaxReplicas), facts.get(key::Boot));
        Ok(of_services(view, name.to_owned(), says)
            .formula(format!("the longest wait for {name}: {}", time(seen.worst_wait)))
            .cite(
                most.at,
                format!("up to {} replicas", words::bounds(most.bounds(), Measure::Count)),
            )
            .cite(
                boot.at,
                format!("a new replica of {name} serves after {}", time(seen.boot)),
            ))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
