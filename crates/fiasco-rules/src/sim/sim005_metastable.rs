//! # SIM005 metastable
//!
//! A spike brings the system down, and it stays down when the spike has gone.
//!
//! ## What breaks
//! Work that nobody waits for any more keeps everybody busy: retries, requests that were given up, a queue of the
//! past. The load that is left would be served if it came alone.
//!
//! ## Why growth brings it out
//! The less room there is, the smaller the spike that is enough, and the more load there is that sustains the
//! state.
//!
//! ## How it is computed
//! The services are run under their traffic: up to it in 10 s, held for 40 s, a spike of half as much again for 15
//! s, and back to today's for a minute (or the estate's own `script:`, which may let things fail), three times with
//! other random numbers at each scale that is tried. What breaks in all of them breaks; the wall is given as the
//! interval between that scale and the last at which it broke in none.
//!
//! Used: the share of the requests that are not answered in time (well, and within 10 s) in the second half of what
//! comes after the spike. It breaks from a half on, if the same traffic without the spike, with the same random
//! numbers, is answered: what is down in both is overload, and [CAP001](CAP001.md) says so.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {runs: box, cpu: 1 ms, cpu_p99: 4 ms, calls: db, timeout: 200 ms, retries: 3, backoff: 0 s}
//!   db: {runs: store, cpu: 9 ms, cpu_p99: 36 ms, image: "postgres:16"}
//! devices: {box: {cores: 4}, store: {cores: 1}}
//! traffic: {web: 60/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x2
//! estate.yaml:5:16: ≈x1.05 SIM005 metastable: traffic ≈x1.05: after a spike on top of 63.2/s at web 8.07 %..8.6 % are answered in time, and 99.9 %..100 % had nothing happened: it does not recover by itself [stops]
//! ```
//!
//! ## When it stays quiet
//! Without traffic whose rate is known, and a service on its way whose `cpu` (or `busy`) and processors are known;
//! with `--rehearse off`. Where machines go off in the run: that is told instead.
//!
//! ## Fix
//! Limit the retries by a budget, drop what is too old, shed load before the queue is full.
//!
//! ## Undo
//! Take the limits back.
//!
//! ## References
//! N. Bronson, A. Aghayev, A. Charapko, T. Zhu, *Metastable Failures in Distributed Systems*, HotOS 2021; L. Huang
//! et al., *Metastable Failures in the Wild*, OSDI 2022; the book: [the rehearsal](../rehearsal.md).

use super::{DOORS, SERVES, down_story, overcome, rate, stays_down};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{ServiceId, View};

/// The rule.
pub static RULE: Metastable = Metastable;

/// SIM005.
pub struct Metastable;

static META: Meta = Meta {
    code: "SIM005",
    name: "metastable",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Ratio,
    trends: SERVES,
    contradiction: false,
    attached: false,
    fix: "limit the retries by a budget, drop what is too old, shed load before the queue is full",
    undo: "take the limits back",
    source: include_str!("sim005_metastable.rs"),
};

impl Rule for Metastable {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        overcome(view, false)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        stays_down(view, subject, false)
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some(seen) = DOORS.of(view, subject) else {
            return Ok(Story::new("", ""));
        };
        let after = format!("a spike on top of {}", rate(view, seen));
        Ok(down_story(view, subject, false, &after))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
