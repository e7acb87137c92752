//! Why a wall stands: the dimensions it would not break without, the findings that go with it, and the walls
//! that are only met when demand and supply do not grow together.

use crate::course::{Course, makes_births};
use crate::finding::{Corner, Finding, dimensions, story};
use crate::growth::grow;
use crate::search::{At, Phase, Search, Wall};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Dimension, Grown, Plan};
use fiasco_rules::{Effect, Side, State};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// Finds what drives each wall, by holding each dimension at today and judging again. Growth is run again
/// without the dimension held, since places and names then fall differently. What is only told under another wall has
/// no drivers of its own.
pub(crate) fn drivers(course: &Course<'_>, found: &mut [Finding]) {
    let moving = dimensions(course.plan);
    let answered = |finding: &Finding| -> Vec<Dimension> {
        let own = finding.folded_under.is_some() || !finding.meta().attached;
        let on_the_way = finding.wall.is_some_and(|wall| wall.phase == Phase::Way);
        let answers = moving.iter().copied();
        let answers = answers.filter(|dimension| finding.meta().trend(*dimension).is_some());
        if own && on_the_way && finding.state == State::Breaks {
            answers.collect()
        } else {
            Vec::new()
        }
    };
    let asked = found.iter().map(&answered).filter(|answered| answered.len() > 1);
    let asked: BTreeSet<Dimension> = asked.flatten().collect();
    let held: BTreeMap<Dimension, (Plan, Option<Grown>)> = asked
        .into_iter()
        .map(|dimension| (dimension, hold(course, dimension)))
        .collect();
    found.par_iter_mut().for_each(|finding| {
        let answered = answered(finding);
        // What answers to one thing alone is driven by it.
        let alone = answered.len() == 1;
        let Some(wall) = finding.wall else { return };
        for dimension in answered {
            let stands = held.get(&dimension).is_some_and(|(plan, grown)| {
                let held = Course {
                    plan,
                    grown: grown.as_ref().unwrap_or(course.grown),
                    ..*course
                };
                breaks_next_to(&held, finding, &wall)
            });
            if alone || !stands {
                finding.drivers.push(dimension);
            }
        }
    });
}

/// A plan without a dimension, and what grows along it where that bears anything.
pub(crate) fn hold(course: &Course<'_>, dimension: Dimension) -> (Plan, Option<Grown>) {
    let mut plan = course.plan.clone();
    plan.axes.retain(|axis| axis.dimension != dimension);
    let grown = makes_births(dimension).then(|| grow(course.estate, course.relations, &plan, course.end));
    (plan, grown)
}

/// Whether a subject breaks on another course, on the breaking side of the same progress.
fn breaks_next_to(course: &Course<'_>, finding: &Finding, wall: &Wall) -> bool {
    let born = match wall.at {
        At::On => course.step_at(wall.progress),
        At::Above => course.step_after(wall.progress),
    };
    course
        .factors(wall.progress)
        .and_then(|factors| finding.rule.judge(&course.view(born, &factors), finding.subject))
        .is_ok_and(|verdict| match wall.at {
            At::On => verdict.breaks(Side::Best),
            // A margin that a rate brings to 0 breaks just above: 0 counts as breaking there.
            At::Above => verdict
                .margin(Side::Best)
                .is_some_and(|margin| margin <= Rational::ZERO),
        })
}

/// Hangs findings of attached rules on the first wall at which the service they concern slows down: what makes
/// a slow tier worse is told where it becomes slow.
pub(crate) fn attach(course: &Course<'_>, breaks: &mut [Finding], attached: &[Finding]) {
    let ones = course.ones();
    let today = course.view(0, &ones);
    for (position, finding) in attached.iter().enumerate() {
        let Some(service) = finding.rule.attaches_to(&today, finding.subject) else {
            continue;
        };
        let concerned = breaks.iter_mut().find(|wall| {
            // A rehearsal has run with it: it is told under what can be said without one.
            wall.wall.is_some_and(|wall| wall.phase == Phase::Way)
                && wall.meta().family() != "SIM"
                && matches!(wall.meta().effect, Effect::Queues | Effect::Degrades)
                && wall.rule.about(&today, wall.subject).contains(&service)
        });
        if let Some(wall) = concerned {
            wall.causes.push(position);
        }
    }
}

/// The walls of the two corners: demand at the target's with supply as today, and the other way round; only
/// those that the diagonal does not meet before the target.
pub(crate) fn late_supply(course: &Course<'_>, found: &[Finding]) -> Vec<Corner> {
    let moving = dimensions(course.plan);
    let both = moving.iter().any(|d| d.is_demand()) && moving.iter().any(|d| !d.is_demand());
    if !both || !course.plan.asked {
        return Vec::new();
    }
    let ones = course.ones();
    let mut corners: Vec<Corner> = Vec::new();
    for demand_first in [true, false] {
        let mut plan = course.plan.clone();
        plan.axes
            .retain(|axis| axis.dimension.is_demand() == demand_first);
        let moved = course
            .plan
            .axes
            .iter()
            .filter(|axis| axis.dimension.is_demand() != demand_first);
        let own = if demand_first {
            Some(Grown::nothing(
                course.relations.groups.len(),
                course.estate.services.len(),
                course.estate.networks.len(),
            ))
        } else if moved.into_iter().any(|axis| makes_births(axis.dimension)) {
            Some(grow(course.estate, course.relations, &plan, Rational::ONE))
        } else {
            // What is held bears nothing: the births are those of the whole plan, up to the target.
            None
        };
        let corner = Course {
            plan: &plan,
            grown: own.as_ref().unwrap_or(course.grown),
            end: course.end.min(Rational::ONE),
            ..*course
        };
        let met = found.par_iter().filter_map(|finding| {
            let met = finding.state == State::Breaks && finding.within(course.plan);
            let mut trends = finding.meta().trends.iter();
            if met || !trends.any(|(dimension, _)| plan.moves(*dimension)) {
                return None;
            }
            // What is only told under another is not told here either.
            let today = course.view(0, &ones);
            if finding.meta().attached || finding.rule.only_under(&today, finding.subject) {
                return None;
            }
            let wall = Search::new(&corner, finding.rule, finding.subject, Side::Best).first_wall()?;
            (wall.within_target() && wall.phase == Phase::Way).then(|| Corner {
                rule: finding.rule,
                subject: finding.subject,
                wall,
                story: story(&corner, finding.rule, finding.subject, &wall),
                demand_first,
            })
        });
        corners.par_extend(met);
    }
    corners.sort_by(|a, b| {
        (!a.demand_first, a.wall.progress, a.rule.meta().code, a.subject).cmp(&(
            !b.demand_first,
            b.wall.progress,
            b.rule.meta().code,
            b.subject,
        ))
    });
    corners
}
