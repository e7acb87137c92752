//! # SIM003 saturates
//!
//! All workers of a service, or all connections of a pool, are busy, and the queue for them grows.
//!
//! ## What breaks
//! How long a worker or a connection is held: as long as what it waits for takes. When the tier behind slows down,
//! a pool that was half empty is full.
//!
//! ## Why growth brings it out
//! Processors are counted exactly by [CAP001](CAP001.md). What is held while something else is waited for follows
//! from the answer times of all tiers behind, which only a run of them gives.
//!
//! ## How it is computed
//! The services are run under their traffic: up to it in 10 s, held for 40 s, a spike of half as much again for 15
//! s, and back to today's for a minute (or the estate's own `script:`), three times with other random numbers at
//! each scale that is tried. What breaks in all of them breaks; the wall is given as the interval between that
//! scale and the last at which it broke in none.
//!
//! Used: the share of the workers (`workers`) or connections (`pool`) that are held, on the average over the second
//! half of the hold. It breaks from 99 % on.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {runs: box, cpu: 1 ms, cpu_p99: 4 ms, workers: 4, calls: db, backoff: 0 s}
//!   db: {runs: store, cpu: 10 ms, cpu_p99: 40 ms, image: "postgres:16"}
//! devices: {box: {cores: 4}, store: {cores: 16}}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:2:55: ≈x3.63 SIM003 saturates: traffic ≈x3.63: the workers of web are held 99.9 %..100 % of the time, and 65.8..205 requests wait for one; possibly from ≈x3.5 on [queues]
//! ```
//!
//! ## When it stays quiet
//! Without traffic whose rate is known, and a service on its way whose `cpu` (or `busy`) and processors are known;
//! with `--rehearse off`. Of processors [CAP001](CAP001.md) speaks.
//!
//! ## Fix
//! More workers or connections, or a faster tier behind them.
//!
//! ## Undo
//! Set the old numbers.
//!
//! ## References
//! J. D. C. Little, *A Proof for the Queuing Formula: L = λW*, 1961; the book: [the rehearsal](../rehearsal.md).

use super::{Kind, SERVES, nothing, of_services, ranged};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::rehearsed::{QueueAt, QueueSeen};
use fiasco_estate::{Bounds, ServiceId, View};

/// The rule.
pub static RULE: Saturates = Saturates;

/// SIM003.
pub struct Saturates;

static META: Meta = Meta {
    code: "SIM003",
    name: "saturates",
    class: Class::Limit,
    effect: Effect::Queues,
    since: "0.1.0",
    measure: Measure::Ratio,
    trends: SERVES,
    contradiction: false,
    attached: false,
    fix: "more workers or connections, or a faster tier behind them",
    undo: "set the old numbers",
    source: include_str!("sim003_saturates.rs"),
};

/// For workers, and for connections: processors are CAP001's.
const QUEUES: Kind<QueueSeen> = Kind {
    all: |seen| &seen.queues,
    subject: |_, queue| match queue.at {
        QueueAt::Workers(service) => Some(Subject::Service(service)),
        QueueAt::Pool(call) => Some(Subject::Call(call)),
        QueueAt::Cores(_) => None,
    },
};

impl Rule for Saturates {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        QUEUES.subjects(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        Ok(match QUEUES.of(view, subject) {
            Some(seen) => Verdict::below(seen.busy, Bounds::exact(Rational::new(99, 100)?)),
            None => nothing(),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some(seen) = QUEUES.of(view, subject) else {
            return Ok(Story::new("", ""));
        };
        let busy = ranged(seen.busy, Measure::Ratio);
        let waiting = ranged(seen.waiting, Measure::Count);
        Ok(match subject {
            Subject::Call(id) => {
                let call = view.estate.call(id);
                let (from, to) = (
                    view.estate.service_name(call.from),
                    view.estate.service_name(call.to),
                );
                let pool = view.estate.service(call.from).facts.get(key::Pool);
                let says = format!(
                    "the connections of {from} to {to} are held {busy} of the time, and {waiting} requests wait for one"
                );
                of_services(view, format!("{from} -> {to}"), says)
                    .formula(format!(
                        "connections held: {busy}; waiting at the end of the hold: {waiting}"
                    ))
                    .cite(
                        pool.at,
                        format!("pool of {from}: {}", words::bounds(pool.bounds(), Measure::Count)),
                    )
                    .cite(Some(call.at), format!("{from} calls {to}"))
            }
            Subject::Service(service) => {
                let name = view.estate.service_name(service);
                let workers = view.estate.service(service).facts.get(key::Workers);
                let says = format!(
                    "the workers of {name} are held {busy} of the time, and {waiting} requests wait for one"
                );
                of_services(view, name.to_owned(), says)
                    .formula(format!(
                        "workers held: {busy}; waiting at the end of the hold: {waiting}"
                    ))
                    .cite(
                        workers.at,
                        format!(
                            "workers of each {name}: {}",
                            words::bounds(workers.bounds(), Measure::Count)
                        ),
                    )
            }
            _ => Story::new("", ""),
        })
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Service(service) => vec![service],
            Subject::Call(call) => vec![view.estate.call(call).to],
            _ => Vec::new(),
        }
    }
}
