//! What the quotas of a cloud account share: what is held against them, what limit counts, how to tell of it. AWS
//! raises most quotas on request, so a default is only assumed to hold: it informs and never gates. Where more than
//! the default stands already, it was raised, and nobody here knows to what.

use crate::limit::Found;
use crate::rule::{Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::pool::{Holding, HoldingKind};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, Dimension, HoldingId, View};

/// Share of a quota from which on a count that does not grow is worth a judgment.
const WORTH: (i64, i64) = (4, 5);

/// What grows with machines or replicas takes of a quota.
pub const HELD: &[(Dimension, Trend)] = &[
    (Dimension::Servers, Trend::Falls),
    (Dimension::Capacity, Trend::Falls),
    (Dimension::Replicas, Trend::Falls),
];

/// A quota of a cloud account.
pub struct Quota {
    /// What is counted against it.
    pub kind: HoldingKind,
    /// The least and the most that the default is said to be.
    pub default: (i64, i64),
    /// The command that shows the account's own.
    pub command: &'static str,
    /// What is held, in words: `rules`.
    pub things: &'static str,
}

/// The holding a subject is about.
fn holding<'v>(view: &View<'v>, subject: Subject) -> Option<&'v Holding> {
    match subject {
        Subject::Holding(id) => Some(view.estate.holding(id)),
        _ => None,
    }
}

/// What a holding comes to, when so many machines and replicas exist.
fn held(view: &View<'_>, holding: &Holding) -> Result<Rational, Overflow> {
    let mut sum = holding.fixed;
    for (pool, each) in &holding.per_machine {
        sum = sum.plus(each.times(Rational::int(view.machines(*pool)))?)?;
    }
    for (service, each) in &holding.per_replica {
        sum = sum.plus(each.times(Rational::int(view.instances(*service)))?)?;
    }
    Ok(sum)
}

/// What is held as the files say it, before anything grows.
fn held_today(view: &View<'_>, holding: &Holding) -> Result<Rational, Overflow> {
    let mut sum = holding.fixed;
    for (pool, each) in &holding.per_machine {
        let machines = view
            .estate
            .devices
            .iter()
            .filter(|device| device.pool == Some(*pool))
            .count();
        let machines = Rational::int(i64::try_from(machines).unwrap_or(i64::MAX));
        sum = sum.plus(each.times(machines)?)?;
    }
    for (service, each) in &holding.per_replica {
        let replicas = view.relations.replicas[service.index()];
        sum = sum.plus(each.times(Rational::int(replicas))?)?;
    }
    Ok(sum)
}

impl Quota {
    /// Holdings of this kind: all that grow, and those that do not from four fifths of the quota on. What does not grow
    /// and stands already, beyond the default, is allowed by a quota that was raised.
    pub fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let worth = |id: &HoldingId| {
            let holding = view.estate.holding(*id);
            if holding.kind != self.kind {
                return false;
            }
            if !holding.per_machine.is_empty() || !holding.per_replica.is_empty() {
                return true;
            }
            let granted = self.granted(view);
            if granted.is_none() && holding.exists && holding.fixed > Rational::int(self.default.1) {
                return false;
            }
            let limit = granted.map_or(Rational::int(self.default.0), |(limit, _)| limit);
            let scaled = |value: Rational, by: i64| value.times(Rational::int(by)).unwrap_or(value);
            scaled(holding.fixed, WORTH.1) >= scaled(limit, WORTH.0)
        };
        view.estate
            .holding_ids()
            .filter(worth)
            .map(Subject::Holding)
            .collect()
    }

    fn granted(&self, view: &View<'_>) -> Option<(Rational, fiasco_source::Span)> {
        let mut grants = view.estate.grants.iter().rev();
        let grant = grants.find(|grant| grant.kind == self.kind)?;
        Some((grant.limit, grant.at))
    }

    /// What is held now; more of it may stand where no file says so.
    ///
    /// # Errors
    /// [`Overflow`] when the sum grows beyond exact computation.
    pub fn used(&self, view: &View<'_>, subject: Subject) -> Result<Bounds, Overflow> {
        let Some(holding) = holding(view, subject) else {
            return Ok(Bounds::ZERO);
        };
        let lo = held(view, holding)?;
        let hi = (!holding.at_least).then_some(lo);
        Ok(Bounds { lo, hi })
    }

    /// The quota: as stated; else the default, unless more than that stands already.
    ///
    /// # Errors
    /// [`Overflow`] when what stands cannot be computed.
    pub fn limit(&self, view: &View<'_>, subject: Subject) -> Result<Found, Overflow> {
        if let Some((limit, at)) = self.granted(view) {
            return Ok(Found {
                value: Bounds::exact(limit),
                at: Some(at),
                confidence: Confidence::Declared,
                says: format!("the quota is {}", words::number(limit)),
            });
        }
        let (lo, hi) = self.default;
        if let Some(holding) = holding(view, subject) {
            // Of processors nearly every account has more than the default, planned ones included.
            let raised = holding.exists || self.kind == HoldingKind::StandardCpus;
            let today = held_today(view, holding)?;
            if raised && today > Rational::int(hi) {
                return Ok(Found {
                    value: Bounds { lo: today, hi: None },
                    says: format!(
                        "{} in use is more than the default of {}: the quota was raised",
                        words::number(today),
                        words::number(Rational::int(hi))
                    ),
                    ..Found::unknown()
                });
            }
        }
        let says = if lo == hi {
            format!(
                "{} is the default, which is raised on request",
                words::number(Rational::int(lo))
            )
        } else {
            format!("{lo} to {hi} is the default, which is raised on request")
        };
        Ok(Found {
            value: Bounds {
                lo: Rational::int(lo),
                hi: Some(Rational::int(hi)),
            },
            at: None,
            confidence: Confidence::Assumed,
            says,
        })
    }

    /// What to tell: how many of how many, where they come from, and what would decide.
    ///
    /// # Errors
    /// [`Overflow`] when a number grows beyond exact computation.
    pub fn tell(
        &self,
        view: &View<'_>,
        subject: Subject,
        verdict: &Verdict,
        found: &Found,
    ) -> Result<Story, Overflow> {
        let Some(holding) = holding(view, subject) else {
            return Ok(Story::new("", ""));
        };
        let of = &holding.of.value;
        let count = words::number(verdict.used.lo);
        let used = words::bounds(verdict.used, Measure::Count);
        let limit = words::bounds(found.value, Measure::Count);
        let assumed = found.confidence == Confidence::Assumed && found.value.hi.is_some();
        let limit_words = if assumed {
            format!("the default {limit}")
        } else {
            limit.clone()
        };
        let says = format!("{of} needs {used} of {limit_words} {}", self.things);
        let mut story = Story::new(of.clone(), says);
        let grows = !holding.per_machine.is_empty() || !holding.per_replica.is_empty();
        let fixed = (!holding.fixed.is_zero() || !grows).then(|| words::number(holding.fixed));
        let mut terms: Vec<String> = fixed.into_iter().collect();
        for (pool, each) in &holding.per_machine {
            let machines = words::number(Rational::int(view.machines(*pool)));
            let name = &view.estate.pool(*pool).name.value;
            terms.push(format!("{machines} x {} of {name}", words::number(*each)));
        }
        for (service, each) in &holding.per_replica {
            let replicas = words::number(Rational::int(view.instances(*service)));
            let name = view.estate.service_name(*service);
            terms.push(format!("{replicas} x {} of {name}", words::number(*each)));
        }
        story = story.formula(format!("{} = {count} of {limit}", terms.join(" + ")));
        for at in holding.shows.iter().copied().chain(holding.of.at).take(3) {
            story = story.cite(Some(at), format!("counts for {of}"));
        }
        let key = self.kind.key().unwrap_or_default();
        if !found.value.is_exact() {
            let ask = format!("{}, then quotas: {{{key}: …}} in a file beside", self.command);
            story = story.missing(format!("quota of {}", self.things), of.clone(), ask);
        } else if holding.at_least && self.granted(view).is_none() {
            story = story.missing(
                format!("number of {}", self.things),
                of.clone(),
                format!("{}: what else there is counts as well", self.command),
            );
        }
        Ok(story)
    }
}
