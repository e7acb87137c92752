//! # SIM011 cold-start
//!
//! With an empty cache the tier behind it gets everything, and the cache never fills.
//!
//! ## What breaks
//! A cache that answers nine in ten hides nine tenths of the load from the store behind it. Emptied, all of it
//! arrives there, answers come too late to be kept, and the next request asks the store again.
//!
//! ## Why growth brings it out
//! The store was sized by what the cache let through; at some traffic all of it is more than it can answer.
//!
//! ## How it is computed
//! The services are run under their traffic: up to it in 10 s, held for 40 s, a spike of half as much again for 15
//! s, and back to today's for a minute (or the estate's own `script:`, which may say `forget web at 60 s`), three
//! times with other random numbers at each scale that is tried. What breaks in all of them breaks; the wall is
//! given as the interval between that scale and the last at which it broke in none.
//!
//! The cache holds `hits` of the `keys` that are asked for, all alike; what is loaded in time is kept. Used: the
//! share of the requests that are not answered in time after the cache was emptied. It breaks from a half on, if
//! with a warm cache they are.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {runs: box, cpu: 1 ms, cpu_p99: 4 ms, hits: 90 %, keys: 20000, calls: db, timeout: 500 ms, backoff: 0 s}
//!   db: {runs: store, cpu: 10 ms, cpu_p99: 40 ms, image: "postgres:16"}
//! devices: {box: {cores: 4}, store: {cores: 1}}
//! traffic: {web: 80/s}
//! script: [ramp 5 s, hold 2 min, forget web at 30 s]
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:2:52: ≈x1.54 SIM011 cold-start: traffic ≈x1.54: with an empty cache 57.3 %..64.3 % of the requests are not answered in time, with a warm one 0 %; possibly from ≈x1.37 on [drops]
//! ```
//!
//! ## When it stays quiet
//! Where no `script:` of the estate empties a cache, or no service states its `hits`. Without traffic whose rate is
//! known, and a service on its way whose `cpu` (or `busy`) and processors are known; with `--rehearse off`.
//!
//! ## Fix
//! Let one load for all who ask (coalescing), admit callers slowly, or warm the cache before.
//!
//! ## Undo
//! Take the limits back.
//!
//! ## References
//! L. Huang et al., *Metastable Failures in the Wild*, OSDI 2022 (the look-aside cache); the book: [the
//! rehearsal](../rehearsal.md).

use super::{Kind, SERVES, half, nothing, of_services, ranged};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::rehearsed::CacheSeen;
use fiasco_estate::{Bounds, ServiceId, View};

/// The rule.
pub static RULE: ColdStart = ColdStart;

/// SIM011.
pub struct ColdStart;

static META: Meta = Meta {
    code: "SIM011",
    name: "cold-start",
    class: Class::Fault,
    effect: Effect::Drops,
    since: "0.1.0",
    measure: Measure::Ratio,
    trends: SERVES,
    contradiction: false,
    attached: false,
    fix: "let one load for all who ask (coalescing), admit callers slowly, or warm the cache before",
    undo: "take the limits back",
    source: include_str!("sim011_cold_start.rs"),
};

/// Services that began with an empty cache.
const CACHES: Kind<CacheSeen> = Kind {
    all: |seen| &seen.caches,
    subject: |_, cache| Some(Subject::Service(cache.service)),
};

impl Rule for ColdStart {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        CACHES.subjects(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Some(seen) = CACHES.of(view, subject) else {
            return Ok(nothing());
        };
        // What is down with a warm cache is overload, and told elsewhere.
        if seen.errors_warm.hi.is_none_or(|warm| warm >= half()) {
            return Ok(nothing());
        }
        Ok(Verdict::below(seen.errors, Bounds::exact(half())))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let (Some(seen), Subject::Service(service)) = (CACHES.of(view, subject), subject) else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.service_name(service);
        let hits = view.estate.service(service).facts.get(key::Hits);
        let lost = ranged(seen.errors, Measure::Ratio);
        let says = format!(
            "with an empty cache {lost} of the requests are not answered in time, with a warm one {}",
            ranged(seen.errors_warm, Measure::Ratio)
        );
        Ok(of_services(view, name.to_owned(), says)
            .formula(format!(
                "not answered in time after the cache of {name} was emptied: {lost}"
            ))
            .cite(
                hits.at,
                format!(
                    "the cache of {name} answers {}",
                    words::bounds(hits.bounds(), Measure::Ratio)
                ),
            )
            .rests_on(hits.confidence))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
