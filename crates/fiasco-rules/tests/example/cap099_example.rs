//! # CAP099 workers-busy
//!
//! Requests keep as many workers busy as a service has.
//!
//! ## What breaks
//! A service that serves one request per worker. When all of them compute, the next request waits, whatever the
//! host has to spare.
//!
//! ## Why growth brings it out
//! `traffic` needs more workers at a time; `servers`, `capacity` and `replicas` bring them along.
//!
//! ## How it is computed
//! Little's law: `X` requests per second times `S` seconds of CPU each are `X S` workers that compute at a time,
//! against `workers` of all replicas that share the work. Workers that wait for something else come on top, so
//! this is the least there is.
//!
//! ## Example
//! ```yaml
//! services: {web: {workers: 2, cpu: 8 ms}}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:1:27: x2.5 CAP099 workers-busy: traffic x2.5: web needs 2 of 2 workers [queues]
//! ```
//!
//! ## When it stays quiet
//! Where a service does not state both its `workers` and its `cpu`.
//!
//! ## Fix
//! More workers, or more replicas.
//!
//! ## Undo
//! Set the old number of workers.
//!
//! ## References
//! J. D. C. Little, *A Proof for the Queuing Formula: L = λW*, 1961.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, ServiceId, View};

/// The rule.
pub static RULE: WorkersBusy = WorkersBusy;

/// CAP099.
pub struct WorkersBusy;

static META: Meta = Meta {
    code: "CAP099",
    name: "workers-busy",
    class: Class::Limit,
    effect: Effect::Queues,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Traffic, Trend::Falls),
        (Dimension::Servers, Trend::Rises),
        (Dimension::Capacity, Trend::Rises),
        (Dimension::Replicas, Trend::Rises),
    ],
    contradiction: false,
    attached: false,
    fix: "give the service more workers, or more replicas",
    undo: "set the old number of workers",
    source: include_str!("cap099_example.rs"),
};

/// Workers of all replicas that share the work.
fn workers(view: &View<'_>, service: ServiceId) -> Result<Bounds, Overflow> {
    let each = view.estate.service(service).facts.get(key::Workers).bounds();
    each.scaled(Rational::int(view.serving(service)))
}

impl Rule for WorkersBusy {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks = |id: &ServiceId| {
            let facts = &view.estate.service(*id).facts;
            facts.has(FactKind::Workers) && facts.has(FactKind::Cpu)
        };
        view.estate
            .service_ids()
            .filter(speaks)
            .map(Subject::Service)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Verdict::below(Bounds::ZERO, Bounds::UNKNOWN));
        };
        Ok(Verdict::below(view.busy_cores(service)?, workers(view, service)?))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let verdict = self.judge(view, subject)?;
        let row = view.estate.service(service);
        let name = &row.name.value;
        let (used, limit) = (
            words::bounds(verdict.used, Measure::Count),
            words::bounds(verdict.limit, Measure::Count),
        );
        let (cpu, each) = (row.facts.get(key::Cpu), row.facts.get(key::Workers));
        let rate = words::bounds(view.arrival(service)?, Measure::RequestRate);
        let time = words::bounds(cpu.bounds(), Measure::Time);
        Ok(
            Story::new(name.clone(), format!("{name} needs {used} of {limit} workers"))
                .formula(format!(
                    "{name}: {rate} x {time} = {used} busy workers, of {limit}"
                ))
                .cite(each.at, format!("workers of a replica of {name}"))
                .cite(cpu.at, format!("{name} takes {time} of CPU per request"))
                .rests_on(each.confidence.min(cpu.confidence)),
        )
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Service(service) => vec![service],
            _ => Vec::new(),
        }
    }
}
