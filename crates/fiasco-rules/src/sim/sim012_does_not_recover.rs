//! # SIM012 does-not-recover
//!
//! Something fails and comes back, and the service does not.
//!
//! ## What breaks
//! What was asked meanwhile has piled up and is asked again; what is back is met by more than it ever had to carry.
//!
//! ## Why growth brings it out
//! With more traffic more piles up, and there is less room to work it off.
//!
//! ## How it is computed
//! The services are run under their traffic: up to it in 10 s, held for 40 s, a spike of half as much again for 15
//! s, and back to today's for a minute (or the estate's own `script:`, which may let things fail), three times with
//! other random numbers at each scale that is tried. What breaks in all of them breaks; the wall is given as the
//! interval between that scale and the last at which it broke in none.
//!
//! Used: the share of the requests that are not answered in time (well, and within 10 s) in the second half of what
//! comes after the fault. It breaks from a half on, if the same traffic without the fault, with the same random
//! numbers, is answered: what is down in both is overload, and [CAP001](CAP001.md) says so.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {runs: box, cpu: 1 ms, cpu_p99: 4 ms, calls: db, timeout: 200 ms, retries: 3, backoff: 0 s}
//!   db: {runs: store, cpu: 9 ms, cpu_p99: 36 ms, image: "postgres:16"}
//! devices: {box: {cores: 4}, store: {cores: 1}}
//! traffic: {web: 20/s}
//! script: [ramp 5 s, hold 60 s, slow db x20 at 20 s for 10 s]
//! ```
//! ```text
//! $ fiasco check --to traffic=x3
//! estate.yaml:5:16: ≈x1.97 SIM012 does-not-recover: traffic ≈x1.97: after what failed is back, with 39.4/s at web, 15.1 %..37.4 % are answered in time, and 99.7 %..100 % had nothing happened: it does not recover by itself; possibly from ≈x1.85 on [stops]
//! ```
//!
//! ## When it stays quiet
//! Where no `script:` of the estate lets anything fail. Without traffic whose rate is known, and a service on its
//! way whose `cpu` (or `busy`) and processors are known; with `--rehearse off`.
//!
//! ## Fix
//! Limit the retries by a budget, drop what is too old, admit callers slowly after a failure.
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
pub static RULE: DoesNotRecover = DoesNotRecover;

/// SIM012.
pub struct DoesNotRecover;

static META: Meta = Meta {
    code: "SIM012",
    name: "does-not-recover",
    class: Class::Fault,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Ratio,
    trends: SERVES,
    contradiction: false,
    attached: false,
    fix: "limit the retries by a budget, drop what is too old, admit callers slowly after a failure",
    undo: "take the limits back",
    source: include_str!("sim012_does_not_recover.rs"),
};

impl Rule for DoesNotRecover {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        overcome(view, true)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        stays_down(view, subject, true)
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Some(seen) = DOORS.of(view, subject) else {
            return Ok(Story::new("", ""));
        };
        let after = format!("what failed is back, with {},", rate(view, seen));
        Ok(down_story(view, subject, true, &after))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
