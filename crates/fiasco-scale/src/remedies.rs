//! What would move a wall of a rehearsal: the same script and random numbers, and one thing made better. Causes are those
//! without which the wall is gone.

use crate::course::Course;
use crate::finding::Finding;
use crate::rehearsals::{Effort, Scale, Search, way};
use crate::search::Phase;
use fiasco_estate::Script;
use fiasco_estate::quantity::Rational;
use fiasco_rehearse::lower::lower;
use fiasco_rehearse::relax::Relax;
use fiasco_rehearse::stage::Stage;
use rayon::prelude::*;

/// Where a wall goes when one thing is made better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// What was made better.
    pub relax: Relax,
    /// The last scale that held and the first that broke with it; none where it is gone as far as was looked.
    pub wall: Option<(Rational, Rational)>,
}

/// What may be made better about a finding of a rehearsal: for services the retries, pools, timeouts and the services
/// behind; for the room its cooling and feeds.
#[must_use]
pub fn remedies(course: &Course<'_>, finding: &Finding) -> Vec<Relax> {
    use fiasco_estate::fact::FactKind;
    let services = &course.estate.services;
    match finding.meta().code {
        "SIM006" | "SIM007" => vec![Relax::Cooling],
        "SIM008" | "SIM009" => vec![Relax::Feeds, Relax::Cooling],
        _ => {
            let mut all = Vec::new();
            let states = |kind| services.iter().any(|service| service.facts.has(kind));
            if states(FactKind::Retries) {
                all.push(Relax::NoRetries);
            }
            if states(FactKind::Pool) || states(FactKind::MaxConnections) {
                all.push(Relax::Pools);
            }
            if states(FactKind::Timeout) {
                all.push(Relax::Patience);
            }
            // The service that is the first to have no processors left at the wall.
            let wall = finding.wall.map_or(Rational::ONE, |wall| wall.progress);
            all.extend(busiest(course, wall).map(Relax::Faster));
            all
        }
    }
}

/// The service that needs the largest share of its processors at a progress.
fn busiest(course: &Course<'_>, t: Rational) -> Option<fiasco_estate::ServiceId> {
    let factors = course.factors(t).ok()?;
    let view = course.view(course.step_at(t), &factors);
    let low = lower(&view, Stage::of(&Script::default()), &[]).ok()?;
    let needs = low
        .tiers
        .iter()
        .filter_map(|tier| Some((tier.service, low.need(tier)?)));
    needs
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .map(|(service, _)| service)
}

/// Halvings of the way between where a wall is and where it would be looked for.
const HALVINGS: usize = 5;
/// Events of one run of a counterfactual.
const COUNTERFACTUAL: u64 = 3_000_000;

/// Where a wall goes with each of several remedies: the same script and random numbers, one difference. The one that
/// moves it furthest comes first.
#[must_use]
pub fn moved(course: &Course<'_>, finding: &Finding, remedies: &[Relax]) -> Vec<Moved> {
    let Some(wall) = finding.wall else {
        return Vec::new();
    };
    let search = Search::new(course, vec![finding.rule], Effort::Quick);
    let breaks = |t: Rational, relax: Relax| {
        let scale = if wall.phase == Phase::Way {
            way(t)
        } else {
            Scale {
                phase: wall.phase,
                progress: t,
            }
        };
        let run = search.one(scale, COUNTERFACTUAL, &[relax]);
        search.breaks(scale, (0, finding.subject), run)
    };
    let mut all: Vec<Moved> = remedies
        .par_iter()
        .map(|relax| {
            let mut held = wall.progress;
            if breaks(held, *relax) {
                let before = finding.doubt.map_or(Rational::ZERO, |doubt| doubt.progress);
                return Moved {
                    relax: *relax,
                    wall: Some((before, held)),
                };
            }
            let ends = [Rational::ONE, course.end].into_iter().filter(|end| *end > held);
            let ends: Vec<Rational> = ends.collect();
            let Some(mut broke) = ends.into_iter().find(|end| {
                let broken = breaks(*end, *relax);
                if !broken {
                    held = *end;
                }
                broken
            }) else {
                return Moved {
                    relax: *relax,
                    wall: None,
                };
            };
            for _ in 0..HALVINGS {
                let Ok(middle) = held.plus(broke).and_then(|sum| sum.over(Rational::int(2))) else {
                    break;
                };
                if breaks(middle, *relax) {
                    broke = middle;
                } else {
                    held = middle;
                }
            }
            Moved {
                relax: *relax,
                wall: Some((held, broke)),
            }
        })
        .collect();
    let key = |moved: &Moved| {
        moved.wall.map_or((0, Rational::ZERO), |wall| {
            (1, Rational::ZERO.minus(wall.1).unwrap_or(Rational::ZERO))
        })
    };
    all.sort_by(|a, b| key(a).cmp(&key(b)).then(a.relax.cmp(&b.relax)));
    all
}
