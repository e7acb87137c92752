//! # SIM004 retry-storm
//!
//! Retries add more load than the requests that they repeat.
//!
//! ## What breaks
//! A tier that is slow for a moment is asked again by everybody who gave up on it, and is slower for it. Retries of
//! several tiers multiply.
//!
//! ## Why growth brings it out
//! While a tier has room, a retry is rare and helps. Near its limit each retry makes the next one likelier.
//!
//! ## How it is computed
//! The services are run under their traffic: up to it in 10 s, held for 40 s, a spike of half as much again for 15
//! s, and back to today's for a minute (or the estate's own `script:`), three times with other random numbers at
//! each scale that is tried. What breaks in all of them breaks; the wall is given as the interval between that
//! scale and the last at which it broke in none.
//!
//! Used: attempts for each call in the second half of the hold, multiplied along the way from the door to the
//! callee: how often a request that gets in is tried there. It breaks above 2. Of several calls the one with the
//! most is told.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {runs: box, cpu: 1 ms, cpu_p99: 4 ms, calls: db, timeout: 200 ms, retries: 3, backoff: 0 s}
//!   db: {runs: store, cpu: 9 ms, cpu_p99: 36 ms, image: "postgres:16"}
//! devices: {box: {cores: 4}, store: {cores: 1}}
//! traffic: {web: 50/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x3
//! estate.yaml:2:83: ≈x1.73 SIM004 retry-storm: traffic ≈x1.73: retries multiply a request on its way to db 3.87..3.89 times: web makes 3.87..3.89 attempts for each call, and gives 31.7 %..34 % of them up; possibly from ≈x1.49 on [degrades]
//! ```
//!
//! ## When it stays quiet
//! Without traffic whose rate is known, and a service on its way whose `cpu` (or `busy`) and processors are known;
//! with `--rehearse off`. Where nobody retries.
//!
//! ## Fix
//! Retry in one tier only, with a budget and a pause that grows; give up earlier than the caller does.
//!
//! ## Undo
//! Set the old numbers of retries.
//!
//! ## References
//! N. Bronson, A. Aghayev, A. Charapko, T. Zhu, *Metastable Failures in Distributed Systems*, HotOS 2021;
//! [CAP007](CAP007.md) gives the worst case without a run; the book: [the rehearsal](../rehearsal.md).

use super::{Kind, SERVES, nothing, of_services, ranged};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::rehearsed::CallSeen;
use fiasco_estate::{Bounds, ServiceId, View};

/// The rule.
pub static RULE: RetryStorm = RetryStorm;

/// SIM004.
pub struct RetryStorm;

static META: Meta = Meta {
    code: "SIM004",
    name: "retry-storm",
    class: Class::Limit,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Count,
    trends: SERVES,
    contradiction: false,
    attached: false,
    fix: "retry in one tier only, with a budget and a pause that grows; give up earlier than the caller does",
    undo: "set the old numbers of retries",
    source: include_str!("sim004_retry_storm.rs"),
};

/// Calls that may be repeated.
const CALLS: Kind<CallSeen> = Kind {
    all: |seen| &seen.calls,
    subject: |_, call| Some(Subject::Call(call.call)),
};

impl Rule for RetryStorm {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        CALLS.subjects(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        Ok(match CALLS.of(view, subject) {
            Some(seen) => Verdict::at_most(seen.load, Bounds::exact(Rational::int(2))),
            None => nothing(),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let (Some(seen), Subject::Call(id)) = (CALLS.of(view, subject), subject) else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.call(id);
        let (from, to) = (
            view.estate.service_name(row.from),
            view.estate.service_name(row.to),
        );
        let load = ranged(seen.load, Measure::Count);
        let attempts = ranged(seen.attempts, Measure::Count);
        let says = format!(
            "retries multiply a request on its way to {to} {load} times: {from} makes {attempts} attempts for each call, and gives {} of them up",
            ranged(seen.timeouts, Measure::Ratio)
        );
        let facts = &view.estate.service(row.from).facts;
        let (timeout, retries) = (facts.get(key::Timeout), facts.get(key::Retries));
        Ok(of_services(view, format!("{from} -> {to}"), says)
            .formula(format!("attempts for each call of {from} to {to}: {attempts}"))
            .formula(format!("multiplied along the way from the door to {to}: {load}"))
            .cite(
                retries.at,
                format!(
                    "{from} tries {} times again",
                    words::bounds(retries.bounds(), Measure::Count)
                ),
            )
            .cite(
                timeout.at,
                format!(
                    "{from} gives up after {}",
                    words::bounds(timeout.bounds(), Measure::Time)
                ),
            )
            .cite(Some(row.at), format!("{from} calls {to}")))
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Call(call) => vec![view.estate.call(call).to],
            _ => Vec::new(),
        }
    }
}
