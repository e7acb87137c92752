//! # CAP007 retry-amplification
//!
//! Retries of several tiers multiply: when the innermost is slow, it gets many times its load.
//!
//! ## What breaks
//! A tier that tries 3 times again sends 4 requests for one, and each tier above it multiplies that. The load comes
//! when there is least room for it, so a store that was slow for a moment is held down after the cause has gone.
//!
//! ## Why growth brings it out
//! It is there from the start and does no harm while nothing fails. It shows when the innermost tier saturates, and is
//! told under that wall.
//!
//! ## How it is computed
//! Over every chain of declared calls that ends at the service: the product of `1 + retries` of the callers on it;
//! the largest counts. Retries that nobody states are counted as none. Where calls form a circle the chain is not
//! followed.
//!
//! ## Example
//! ```yaml
//! devices: {box: {cores: 4}}
//! services:
//!   web: {calls: app, retries: 2}
//!   app: {calls: db, retries: 3}
//!   db: {runs: box, cpu: 18 ms}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! CAP007 when db is slow, retries multiply its load up to 12 times: web
//! (1 + 2) x app (1 + 3)
//! ```
//!
//! ## When it stays quiet
//! Unless at least two tiers of one chain state retries, and until the service has a wall of its own.
//!
//! ## Fix
//! Retry in one tier only, the outermost; a budget (retries for at most a tenth of the requests); a breaker that
//! stops calling what fails.
//!
//! ## Undo
//! Set the old numbers of retries.
//!
//! ## References
//! Google, *Site Reliability Engineering*, chapter *Addressing Cascading Failures* (retries).

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, ServiceId, View};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: RetryAmplification = RetryAmplification;

/// CAP007.
pub struct RetryAmplification;

static META: Meta = Meta {
    code: "CAP007",
    name: "retry-amplification",
    class: Class::Smell,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: true,
    fix: "retry in the outermost tier only, with a budget",
    undo: "set the old numbers of retries",
    source: include_str!("cap007_retry_amplification.rs"),
};

/// The worst chain of callers of a service.
#[derive(Clone, Copy)]
struct Chain {
    /// Requests that one request at its start can become.
    product: Rational,
    /// Callers on it that retry.
    tiers: u32,
    /// The last caller on it.
    caller: Option<ServiceId>,
}

/// What ends at a service nobody calls.
const START: Chain = Chain {
    product: Rational::ONE,
    tiers: 0,
    caller: None,
};

/// Retries that a service states.
fn retries(view: &View<'_>, service: ServiceId) -> Rational {
    view.estate.service(service).facts.get(key::Retries).bounds().lo
}

/// Services that call one along declared calls.
fn callers(view: &View<'_>, service: ServiceId) -> impl Iterator<Item = ServiceId> {
    let calls = view.relations.callers[service.index()]
        .iter()
        .map(|id| view.estate.call(*id));
    calls.filter(|call| call.carries_requests()).map(|call| call.from)
}

/// Whether a service lies on, or behind, a circle of calls.
fn is_cyclic(view: &View<'_>, service: ServiceId) -> bool {
    view.relations.on_cycle.contains(&service)
}

/// The worst chains of services, each found once: callers before what they call, with a stack of its own, since a
/// chain may be long.
struct Chains(BTreeMap<ServiceId, Chain>);

impl Chains {
    /// The worst chain that ends at a service.
    fn of(&mut self, view: &View<'_>, service: ServiceId) -> Result<Chain, Overflow> {
        let mut stack = vec![service];
        while let Some(at) = stack.last().copied() {
            // Nothing above a service that lies behind no circle lies on one, so the stack is never longer than this.
            if self.0.contains_key(&at) || is_cyclic(view, at) || stack.len() > view.estate.services.len() {
                self.0.entry(at).or_insert(START);
                stack.pop();
                continue;
            }
            match callers(view, at).find(|caller| !self.0.contains_key(caller)) {
                Some(caller) => stack.push(caller),
                None => {
                    let chain = self.worst(view, at)?;
                    self.0.insert(at, chain);
                    stack.pop();
                }
            }
        }
        Ok(self.0.get(&service).copied().unwrap_or(START))
    }

    /// The worst chain that ends at a service, all of whose callers are known.
    fn worst(&self, view: &View<'_>, service: ServiceId) -> Result<Chain, Overflow> {
        let mut worst = START;
        for caller in callers(view, service) {
            let above = self.0.get(&caller).copied().unwrap_or(START);
            let again = retries(view, caller);
            let product = above.product.times(again.plus(Rational::ONE)?)?;
            let tiers = above.tiers + u32::from(!again.is_zero());
            if (product, tiers) > (worst.product, worst.tiers) || worst.caller.is_none() {
                worst = Chain {
                    product,
                    tiers,
                    caller: Some(caller),
                };
            }
        }
        Ok(worst)
    }

    /// The callers on the worst chain of a service that retry, outermost first.
    fn retrying(&self, view: &View<'_>, service: ServiceId) -> Vec<ServiceId> {
        let mut names = Vec::new();
        let mut at = service;
        while let Some(caller) = self.0.get(&at).and_then(|chain| chain.caller) {
            if !retries(view, caller).is_zero() {
                names.push(caller);
            }
            at = caller;
        }
        names.reverse();
        names
    }
}

impl Rule for RetryAmplification {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let mut chains = Chains(BTreeMap::new());
        let mut found = Vec::new();
        for service in view.estate.service_ids() {
            if chains.of(view, service).is_ok_and(|chain| chain.tiers >= 2) {
                found.push(Subject::Service(service));
            }
        }
        found
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let chain = Chains(BTreeMap::new()).of(view, service)?;
        Ok(Verdict::at_most(Bounds::exact(chain.product), Bounds::ONE))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let mut chains = Chains(BTreeMap::new());
        let product = words::number(chains.of(view, service)?.product);
        let name = view.estate.service_name(service);
        let tiers = chains.retrying(view, service);
        let terms = tiers.iter().map(|tier| {
            format!(
                "{} (1 + {})",
                view.estate.service_name(*tier),
                words::number(retries(view, *tier))
            )
        });
        let terms = terms.collect::<Vec<_>>().join(" x ");
        let says = format!("when {name} is slow, retries multiply its load up to {product} times: {terms}");
        let mut story = Story::new(name, says).formula(format!("{terms} = {product}"));
        for tier in tiers {
            let stated = view.estate.service(tier).facts.get(key::Retries);
            let times = words::bounds(stated.bounds(), Measure::Count);
            let tier = view.estate.service_name(tier);
            story = story
                .cite(stated.at, format!("{tier} tries {times} times again"))
                .rests_on(stated.confidence);
        }
        Ok(story)
    }

    fn attaches_to(&self, _view: &View<'_>, subject: Subject) -> Option<ServiceId> {
        match subject {
            Subject::Service(service) => Some(service),
            _ => None,
        }
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        self.attaches_to(view, subject).into_iter().collect()
    }
}
