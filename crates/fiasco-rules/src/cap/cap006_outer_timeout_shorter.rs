//! # CAP006 outer-timeout-shorter
//!
//! A caller gives up before the service it calls has stopped trying.
//!
//! ## What breaks
//! `timeout` and `retries` of a service say how long it waits for each call it makes and how often it tries again.
//! When its own caller waits for less than all of that, the caller is gone while the work goes on: under load the
//! inner tier is busy with answers that nobody waits for, and the caller's next attempt adds to them.
//!
//! ## Why growth brings it out
//! It is there from the start and does no harm while everything is quick. It shows when the innermost tier
//! saturates, and is told under that wall.
//!
//! ## How it is computed
//! For a call from an outer to an inner service: the inner one's `timeout x (1 + retries) x calls per request`, its
//! calls one after another, against the outer one's `timeout`. Retries that nobody states are counted as none;
//! waiting between attempts is not counted.
//!
//! ## Example
//! ```yaml
//! devices: {box: {cores: 4}}
//! services:
//!   web: {calls: app, timeout: 2 s, retries: 2}
//!   app: {calls: db x 3, timeout: 5 s, retries: 3}
//!   db: {runs: box, cpu: 6 ms}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! CAP006 one call of app may take 5 s x (1 + 3) = 20 s, 3 in sequence 60
//! s; web gives up after 2 s
//! ```
//!
//! ## When it stays quiet
//! Unless both timeouts are stated, and until the service at the end of the calls has a wall of its own.
//!
//! ## Fix
//! Give each outer tier more time than the inner one can take, or the inner one less: fewer retries, a shorter
//! timeout, a deadline that is passed on with the request.
//!
//! ## Undo
//! Set the old timeouts.
//!
//! ## References
//! Google, *Site Reliability Engineering*, chapter *Addressing Cascading Failures* (deadline propagation).

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::service::Call;
use fiasco_estate::{Bounds, ServiceId, View};

/// The rule.
pub static RULE: OuterTimeoutShorter = OuterTimeoutShorter;

/// CAP006.
pub struct OuterTimeoutShorter;

static META: Meta = Meta {
    code: "CAP006",
    name: "outer-timeout-shorter",
    class: Class::Smell,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Time,
    trends: &[],
    contradiction: false,
    attached: true,
    fix: "give the outer tier more time than the inner one can take, or the inner one fewer retries",
    undo: "set the old timeouts",
    source: include_str!("cap006_outer_timeout_shorter.rs"),
};

/// Declared calls that a service makes.
fn callees<'v>(view: &'v View<'_>, service: ServiceId) -> impl Iterator<Item = &'v Call> {
    let calls = view.relations.callees[service.index()]
        .iter()
        .map(|id| view.estate.call(*id));
    calls.filter(|call| call.carries_requests())
}

/// How long a service may wait for one call it makes, with every attempt.
fn one_call(view: &View<'_>, service: ServiceId) -> Result<Bounds, Overflow> {
    let facts = &view.estate.service(service).facts;
    let attempts = retries(view, service).plus(Bounds::ONE)?;
    facts.get(key::Timeout).bounds().times(attempts)
}

/// Retries of a service; none where nobody states any.
fn retries(view: &View<'_>, service: ServiceId) -> Bounds {
    let stated = view.estate.service(service).facts.get(key::Retries);
    if stated.is_known() {
        stated.bounds()
    } else {
        Bounds::ZERO
    }
}

/// Calls that a service makes per request.
fn calls_per_request(view: &View<'_>, service: ServiceId) -> Result<Rational, Overflow> {
    callees(view, service).try_fold(Rational::ZERO, |sum, call| sum.plus(call.times))
}

/// The service at the end of the calls that begin at one: along the first call of each, as far as that leads.
fn innermost(view: &View<'_>, from: ServiceId) -> ServiceId {
    let mut at = from;
    // As many steps as there are services end every walk that is not a circle.
    for _ in 0..view.estate.services.len() {
        match callees(view, at).next() {
            Some(call) => at = call.to,
            None => break,
        }
    }
    at
}

impl Rule for OuterTimeoutShorter {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let waits = |service: ServiceId| view.estate.service(service).facts.has(FactKind::Timeout);
        let both = |call: &Call| {
            call.carries_requests()
                && waits(call.from)
                && waits(call.to)
                && callees(view, call.to).next().is_some()
        };
        view.estate
            .call_ids()
            .filter(|id| both(view.estate.call(*id)))
            .map(Subject::Call)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Call(id) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let call = view.estate.call(id);
        let used = one_call(view, call.to)?.scaled(calls_per_request(view, call.to)?)?;
        Ok(Verdict::at_most(
            used,
            view.estate.service(call.from).facts.get(key::Timeout).bounds(),
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Call(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let call = view.estate.call(id);
        let (outer, inner) = (view.estate.service(call.from), view.estate.service(call.to));
        let (outer_name, inner_name) = (&outer.name.value, &inner.name.value);
        let (gives_up, waits) = (outer.facts.get(key::Timeout), inner.facts.get(key::Timeout));
        let again = inner.facts.get(key::Retries);
        let time = |bounds: Bounds| words::bounds(bounds, Measure::Time);
        let calls = calls_per_request(view, call.to)?;
        let each = time(one_call(view, call.to)?);
        let attempts = words::bounds(retries(view, call.to), Measure::Count);
        let sequence = match calls {
            Rational::ONE => String::new(),
            _ => format!(", {} in sequence {}", words::number(calls), time(verdict.used)),
        };
        let says = format!(
            "one call of {inner_name} may take {} x (1 + {attempts}) = {each}{sequence}; {outer_name} gives up after {}",
            time(waits.bounds()),
            time(gives_up.bounds()),
        );
        Ok(Story::new(format!("{outer_name} -> {inner_name}"), says)
            .formula(format!(
                "{inner_name}: {} x (1 + {attempts}) x {} calls = {}, against {} of {outer_name}",
                time(waits.bounds()),
                words::number(calls),
                time(verdict.used),
                time(gives_up.bounds()),
            ))
            .cite(
                waits.at,
                format!("{inner_name} waits {} for each call", time(waits.bounds())),
            )
            .cite(again.at, format!("{inner_name} tries {attempts} times again"))
            .cite(
                gives_up.at,
                format!("{outer_name} gives up after {}", time(gives_up.bounds())),
            )
            .rests_on(waits.confidence)
            .rests_on(gives_up.confidence)
            .rests_on(call.confidence))
    }

    fn attaches_to(&self, view: &View<'_>, subject: Subject) -> Option<ServiceId> {
        match subject {
            Subject::Call(id) => Some(innermost(view, view.estate.call(id).to)),
            _ => None,
        }
    }
}
