//! The search for walls that only a run can show. At each scale that is tried the services are run a few times with
//! the same random numbers as at the others; what breaks in all runs breaks, what breaks in some may. Scales are tried
//! where they decide most: first a few along the course, then between the last that held and the first that broke, until
//! the interval is narrow or the budget is spent. The budget is counted in events of the simulator, so that the same
//! input gives the same ladder on any machine.

use crate::causes::hold;
use crate::course::Course;
use crate::finding::Finding;
use crate::search::{At, Phase, Wall};
use fiasco_estate::quantity::Rational;
use fiasco_estate::script::{self, Script};
use fiasco_estate::{Dimension, Rehearsed, Said, Step, View};
use fiasco_rehearse::faults::{self, Planned};
use fiasco_rehearse::lower::{Lowered, lower};
use fiasco_rehearse::play::{Limits, play};
use fiasco_rehearse::relax::Relax;
use fiasco_rehearse::see::{see, together};
use fiasco_rehearse::stage::Stage;
use fiasco_rules::{Rule, Side, State, Subject, Verdict};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// How much is spent on rehearsals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Effort {
    /// None are made.
    #[default]
    Off,
    /// As much as fits in about a second.
    Quick,
    /// Until every interval is narrow.
    Full,
}

impl Effort {
    /// Events of the simulator that may be spent.
    fn budget(self) -> u64 {
        match self {
            Self::Off => 0,
            Self::Quick => 14_000_000,
            Self::Full => 2_000_000_000,
        }
    }

    /// The width of an interval that is narrow enough, as a share of its upper end.
    fn narrow(self) -> f64 {
        match self {
            Self::Off | Self::Quick => 0.05,
            Self::Full => 0.01,
        }
    }
}

/// Runs at each scale: unanimous, they decide between one in ten and nine in ten with an error of 1 % (Wald's
/// sequential test: ln(0.99 / 0.01) / ln(0.9 / 0.1) = 2.1).
const RUNS: u64 = 3;
/// Events after which a single run is cut, as a share of the budget.
const ONE_RUN: u64 = 12;
/// The same for a single run far behind what is known to break.
const FAR_RUN: u64 = 24;
/// The room is followed for so long, s.
const ROOM: f64 = 630.0;
/// Scales that are tried first, as shares of the way to where something is known to break.
const FIRST: [(i128, i128); 4] = [(1, 2), (4, 5), (19, 20), (1, 1)];
/// Rounds of narrowing.
const ROUNDS: usize = 40;

/// What was found by rehearsing.
#[derive(Default)]
pub struct Rehearsals {
    /// Walls, in no order.
    pub breaks: Vec<Finding>,
    /// What is said less well by another of the same rule.
    pub folded: Vec<Finding>,
    /// What held all along.
    pub holds: Vec<Finding>,
    /// Events that were spent.
    pub events: u64,
    /// Scales that were tried.
    pub scales: usize,
    /// Whether the budget was spent before every interval was narrow.
    pub cut: bool,
}

/// A scale on the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Scale {
    pub phase: Phase,
    pub progress: Rational,
}

/// Before anything moves.
const NOW: Scale = Scale {
    phase: Phase::Now,
    progress: Rational::ZERO,
};

/// What a scale showed of one subject of a rule: whether it broke in all runs, and in any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Shown {
    all: bool,
    any: bool,
}

/// A pair of a rule and a subject, by the rule's place in the list.
type Pair = (usize, Subject);

struct Tried {
    seen: Rehearsed,
    shown: BTreeMap<Pair, Shown>,
}

/// A scale made ready to run: what no run of it changes.
struct Staged {
    low: Lowered,
    planned: Vec<Planned>,
}

impl Staged {
    /// One run, cut after so many events; and how many it took.
    fn run(&self, replication: u64, events: u64) -> (Rehearsed, u64) {
        let limits = Limits {
            seed: 1,
            replication,
            events,
            room_until: self.low.stage.end.max(ROOM),
        };
        let made = play(&self.low, &self.planned, limits);
        (see(&self.low, &made), made.events)
    }
}

pub(crate) struct Search<'c> {
    course: &'c Course<'c>,
    rules: Vec<&'static dyn Rule>,
    script: Script,
    effort: Effort,
    tried: BTreeMap<Scale, Tried>,
    spent: u64,
}

/// The script for ladders: that of the estate, else a short demo.
fn script_for(own: &Script) -> Script {
    if own.has_traffic() {
        return own.clone();
    }
    let demo = ["ramp 10 s", "hold 40 s", "spike x1.5 15 s", "back 60 s"];
    let acts = demo
        .iter()
        .filter_map(|act| script::read(act).ok())
        .map(Said::assumed);
    Script(acts.chain(own.0.iter().cloned()).collect())
}

/// Rehearses along a course. `known` is the progress from which on processors are known not to be enough.
#[must_use]
pub fn rehearse(
    course: &Course<'_>,
    rules: &[&'static dyn Rule],
    effort: Effort,
    known: Option<Rational>,
) -> Rehearsals {
    let rules: Vec<&'static dyn Rule> = rules
        .iter()
        .copied()
        .filter(|rule| rule.meta().family() == "SIM")
        .collect();
    if effort == Effort::Off || rules.is_empty() || !worth_it(course) {
        return Rehearsals::default();
    }
    let mut search = Search::new(course, rules, effort);
    search.first(known);
    let cut = search.narrow();
    search.findings(cut)
}

/// Whether there is traffic of a known rate to a service that works, at all.
fn worth_it(course: &Course<'_>) -> bool {
    use fiasco_estate::fact::FactKind;
    let estate = course.estate;
    let works = |service: &fiasco_estate::service::Service| {
        service.facts.has(FactKind::Cpu) || service.facts.has(FactKind::Busy)
    };
    estate.traffic.iter().any(|traffic| traffic.rate.hi.is_some()) && estate.services.iter().any(works)
}

impl<'c> Search<'c> {
    /// A search that has tried nothing yet.
    pub(crate) fn new(course: &'c Course<'c>, rules: Vec<&'static dyn Rule>, effort: Effort) -> Self {
        Self {
            course,
            rules,
            script: script_for(&course.estate.script),
            effort,
            tried: BTreeMap::new(),
            spent: 0,
        }
    }
}

impl Search<'_> {
    fn view<'v>(&'v self, scale: Scale, factors: &'v [Rational]) -> View<'v> {
        let born = match scale.phase {
            Phase::Now => 0,
            Phase::Delivery => self.course.delivered(),
            Phase::Way => self.course.step_at(scale.progress),
        };
        self.course.view(born, factors)
    }

    /// Today, on delivery, and a few scales along the way.
    fn first(&mut self, known: Option<Rational>) {
        let mut scales = vec![NOW];
        if self.course.delivered() > 0 {
            scales.push(Scale {
                phase: Phase::Delivery,
                progress: Rational::ZERO,
            });
        }
        let end = self.course.end;
        let goal = known
            .filter(|known| *known > Rational::ZERO)
            .map_or(end, |known| known.min(end));
        if end > Rational::ZERO {
            for (num, den) in FIRST {
                let share = Rational::new(num, den).and_then(|share| share.times(goal));
                scales.extend(share.ok().map(way));
            }
            if Rational::ONE <= end {
                scales.push(way(Rational::ONE));
            }
            // Heat and breakers may give way far behind: once more at the end.
            scales.push(way(end));
        }
        // Behind what is known not to be enough, services are down, and one run shows how the room takes it.
        let (near, far): (Vec<Scale>, Vec<Scale>) =
            scales.into_iter().partition(|scale| scale.progress <= goal);
        self.visit(&near, RUNS, ONE_RUN);
        self.visit(&far, 1, FAR_RUN);
    }

    /// Tries scales that were not tried yet, side by side, so many runs each, of this part of the budget at the most.
    fn visit(&mut self, scales: &[Scale], runs: u64, part: u64) {
        let mut new: Vec<Scale> = scales
            .iter()
            .copied()
            .filter(|scale| !self.tried.contains_key(scale))
            .collect();
        new.sort();
        new.dedup();
        let left = self.effort.budget().saturating_sub(self.spent);
        let most = (self.effort.budget() / part).min(left).max(100_000);
        // Chance is in the run alone: a scale is lowered once.
        let staged: Vec<Option<Staged>> = new.par_iter().map(|scale| self.stage(*scale, &[])).collect();
        let jobs: Vec<(&Option<Staged>, u64)> = staged
            .iter()
            .flat_map(|staged| (0..runs).map(move |run| (staged, run)))
            .collect();
        let made: Vec<Option<(Rehearsed, u64)>> = jobs
            .par_iter()
            .map(|(staged, run)| Some(staged.as_ref()?.run(*run, most)))
            .collect();
        for (scale, runs) in new.iter().zip(made.chunks(runs as usize)) {
            let done: Vec<Rehearsed> = runs.iter().flatten().map(|(seen, _)| seen.clone()).collect();
            self.spent += runs.iter().flatten().map(|(_, events)| events).sum::<u64>();
            let shown = self.judge(*scale, &done);
            let seen = together(done);
            self.tried.insert(*scale, Tried { seen, shown });
        }
    }

    /// A scale made ready to run, with something made better; none where the simulator refuses it.
    fn stage(&self, scale: Scale, relax: &[Relax]) -> Option<Staged> {
        let factors = self.course.factors(scale.progress).ok()?;
        let view = self.view(scale, &factors);
        let low = lower(&view, Stage::of(&self.script), relax).ok()?;
        let (planned, _) = faults::find(&view, &low, &low.stage);
        Some(Staged { low, planned })
    }

    /// One run of one scale, with something made better.
    pub(crate) fn one(&self, scale: Scale, most: u64, relax: &[Relax]) -> Option<(Rehearsed, u64)> {
        Some(self.stage(scale, relax)?.run(0, most))
    }

    fn judge(&self, scale: Scale, runs: &[Rehearsed]) -> BTreeMap<Pair, Shown> {
        let mut shown: BTreeMap<Pair, Shown> = BTreeMap::new();
        let Ok(factors) = self.course.factors(scale.progress) else {
            return shown;
        };
        for run in runs {
            let view = View {
                rehearsed: Some(run),
                ..self.view(scale, &factors)
            };
            for (at, rule) in self.rules.iter().enumerate() {
                for subject in rule.subjects(&view) {
                    let verdict = rule.judge(&view, subject);
                    let breaks = |side| verdict.is_ok_and(|verdict| verdict.breaks(side));
                    let entry = shown.entry((at, subject)).or_insert(Shown {
                        all: true,
                        any: false,
                    });
                    entry.all &= breaks(Side::Best);
                    entry.any |= breaks(Side::Worst);
                }
            }
        }
        shown
    }

    /// Whether a subject broke in a run; one that was cut before anything could be judged was far too much.
    pub(crate) fn breaks(&self, scale: Scale, pair: Pair, run: Option<(Rehearsed, u64)>) -> bool {
        run.is_none_or(|(seen, _)| {
            let cut = seen.doors.is_empty();
            let shown = self.judge(scale, &[seen]);
            shown.get(&pair).map_or(cut, |shown| shown.all)
        })
    }

    /// For a pair, the last scale before the first at which it broke in all runs; and that.
    fn bracket(&self, pair: Pair) -> Option<(Option<Scale>, Scale)> {
        let shown = |tried: &Tried| tried.shown.get(&pair).copied();
        let first = self
            .tried
            .iter()
            .find(|(_, tried)| shown(tried).is_some_and(|shown| shown.all))?;
        let before = self.tried.range(..first.0);
        let mut held = before
            .filter(|(_, tried)| shown(tried).is_none_or(|shown| !shown.any))
            .map(|(scale, _)| *scale);
        Some((held.next_back(), *first.0))
    }

    fn pairs(&self) -> Vec<Pair> {
        let mut pairs: Vec<Pair> = self
            .tried
            .values()
            .flat_map(|tried| tried.shown.keys().copied())
            .collect();
        pairs.sort();
        pairs.dedup();
        pairs
    }

    /// How wide the interval of a pair is, as a share of its upper end.
    fn width(&self, held: Option<Scale>, broke: Scale) -> f64 {
        if broke.phase != Phase::Way {
            return 0.0;
        }
        let low = held.map_or(0.0, |scale| scale.progress.to_f64());
        let high = broke.progress.to_f64();
        // In factors rather than in progress: x1.00 to x1.02 is narrow, however short the way is.
        let span = self
            .course
            .plan
            .axes
            .iter()
            .map(|axis| axis.factor.to_f64() - 1.0)
            .fold(0.0, f64::max);
        (high - low) * span / (1.0 + high * span)
    }

    /// Narrows the intervals, the widest first; whether some are left.
    fn narrow(&mut self) -> bool {
        for _ in 0..ROUNDS {
            let mut wide: Vec<(f64, Scale, u64)> = Vec::new();
            for pair in self.pairs() {
                let Some((held, broke)) = self.bracket(pair) else {
                    continue;
                };
                let width = self.width(held, broke);
                let low = held.map_or(Rational::ZERO, |scale| scale.progress);
                let middle = low
                    .plus(broke.progress)
                    .and_then(|sum| sum.over(Rational::int(2)));
                if let (true, Ok(middle)) = (width > self.effort.narrow(), middle) {
                    let scale = way(middle);
                    if !self.tried.contains_key(&scale) && wide.iter().all(|(_, other, _)| *other != scale) {
                        // Chance moves the room little: one run shows how it takes it.
                        let of_room = matches!(pair.1, Subject::Room(_) | Subject::Feed(_) | Subject::Ups(_));
                        wide.push((width, scale, if of_room { 1 } else { RUNS }));
                    }
                }
            }
            if wide.is_empty() {
                return false;
            }
            if self.spent >= self.effort.budget() {
                return true;
            }
            wide.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            wide.truncate(2);
            for runs in [1, RUNS] {
                let next = wide
                    .iter()
                    .filter(|(_, _, of)| *of == runs)
                    .map(|(_, scale, _)| *scale);
                let next: Vec<Scale> = next.collect();
                self.visit(&next, runs, if runs == 1 { FAR_RUN } else { ONE_RUN });
            }
        }
        true
    }

    fn findings(self, cut: bool) -> Rehearsals {
        let mut found = Rehearsals {
            events: self.spent,
            scales: self.tried.len(),
            cut,
            ..Rehearsals::default()
        };
        let made: Vec<Finding> = self
            .pairs()
            .into_par_iter()
            .map(|pair| self.finding(pair))
            .collect();
        for finding in made {
            match finding.state {
                State::Breaks => found.breaks.push(finding),
                State::Holds | State::Unknown => found.holds.push(finding),
            }
        }
        fold(&mut found);
        found
    }

    /// The finding about a pair.
    fn finding(&self, pair: Pair) -> Finding {
        let (at, subject) = pair;
        let rule = self.rules[at];
        let bracket = self.bracket(pair);
        let target = way(Rational::ONE);
        let verdict_at = |scale: &Scale| self.verdict(rule, subject, *scale);
        let last = self.tried.keys().next_back().copied().unwrap_or(NOW);
        let told_at = bracket.map_or(
            if self.tried.contains_key(&target) {
                target
            } else {
                last
            },
            |(_, broke)| broke,
        );
        let wall = bracket.map(|(_, broke)| self.wall(broke));
        let doubt = bracket.and_then(|(held, broke)| {
            let held = held.filter(|held| held.phase == Phase::Way || broke.phase == Phase::Way)?;
            (broke.phase == Phase::Way).then(|| Wall {
                at: At::Above,
                ..self.wall(way(held.progress))
            })
        });
        let factors = self.course.factors(told_at.progress).unwrap_or_default();
        let seen = self.tried.get(&told_at).map(|tried| &tried.seen);
        let view = View {
            rehearsed: seen,
            ..self.view(told_at, &factors)
        };
        Finding {
            rule,
            subject,
            measure: rule.measure(&view, subject),
            state: if bracket.is_some() {
                State::Breaks
            } else {
                State::Holds
            },
            wall,
            doubt,
            verdict: verdict_at(&told_at),
            today: verdict_at(&NOW),
            at_target: verdict_at(if self.tried.contains_key(&target) {
                &target
            } else {
                &last
            }),
            drivers: self.drivers(pair, wall.as_ref()),
            story: wall.and_then(|_| rule.explain(&view, subject).ok()),
            folded_under: None,
            causes: Vec::new(),
        }
    }

    fn wall(&self, scale: Scale) -> Wall {
        let born: Step = match scale.phase {
            Phase::Now => 0,
            Phase::Delivery => self.course.delivered(),
            Phase::Way => self.course.step_at(scale.progress),
        };
        Wall {
            phase: scale.phase,
            progress: scale.progress,
            at: At::On,
            exact: false,
            born,
        }
    }

    fn verdict(&self, rule: &dyn Rule, subject: Subject, scale: Scale) -> Verdict {
        let seen = self.tried.get(&scale).map(|tried| &tried.seen);
        let factors = self.course.factors(scale.progress).unwrap_or_default();
        let view = View {
            rehearsed: seen,
            ..self.view(scale, &factors)
        };
        rule.judge(&view, subject).unwrap_or(crate::search::INCOMPUTABLE)
    }

    /// The dimensions that a wall would not be there without: each is held at today's, growth is run again where it
    /// bears something, and one run says whether the wall is still there. Of services traffic is asked first, and
    /// alone where that is enough.
    fn drivers(&self, pair: Pair, wall: Option<&Wall>) -> Vec<Dimension> {
        let Some(wall) = wall.filter(|wall| wall.phase == Phase::Way) else {
            return Vec::new();
        };
        let meta = self.rules[pair.0].meta();
        let mut dimensions: Vec<Dimension> = meta.trends.iter().map(|(dimension, _)| *dimension).collect();
        dimensions.retain(|dimension| self.course.plan.moves(*dimension));
        if let [only] = dimensions.as_slice() {
            return vec![*only];
        }
        let mut drivers = Vec::new();
        for dimension in dimensions {
            let (plan, grown) = hold(self.course, dimension);
            let course = Course {
                plan: &plan,
                grown: grown.as_ref().unwrap_or(self.course.grown),
                ..*self.course
            };
            let held = Search::new(&course, self.rules.clone(), self.effort);
            let scale = way(wall.progress);
            let most = self.effort.budget() / FAR_RUN;
            if !held.breaks(scale, pair, held.one(scale, most, &[])) {
                drivers.push(dimension);
                if dimension.is_demand() {
                    break;
                }
            }
        }
        drivers
    }
}

pub(crate) fn way(progress: Rational) -> Scale {
    Scale {
        phase: Phase::Way,
        progress,
    }
}

/// Takes aside what another finding says better: of several retry storms all but the first, of those the worst; what
/// is full behind a storm or a collapse; and objectives that nobody stated, where something breaks that needs none.
fn fold(found: &mut Rehearsals) {
    let progress = |finding: &Finding| finding.wall.map_or(f64::INFINITY, |wall| wall.progress.to_f64());
    let is = |finding: &Finding, codes: &[&str]| codes.contains(&finding.meta().code);
    let key = |finding: &Finding| {
        (
            finding.wall.map(|wall| wall.stand()),
            std::cmp::Reverse(finding.verdict.used.lo),
        )
    };
    let storms = found.breaks.iter().filter(|finding| is(finding, &["SIM004"]));
    let first = storms
        .min_by_key(|finding| key(finding))
        .map(|finding| finding.subject);
    let down = found
        .breaks
        .iter()
        .filter(|finding| is(finding, &["SIM004", "SIM005"]))
        .map(progress);
    let down = down.fold(f64::INFINITY, f64::min);
    let said_better = |finding: &Finding| match finding.meta().code {
        "SIM004" => Some(finding.subject) != first,
        "SIM003" => down <= progress(finding),
        "SIM001" | "SIM002" => finding.is_presumed() && down <= progress(finding) * NEAR,
        _ => false,
    };
    let (folded, told): (Vec<Finding>, Vec<Finding>) = std::mem::take(&mut found.breaks)
        .into_iter()
        .partition(|finding| said_better(finding));
    found.breaks = told;
    found.folded = folded;
}

/// A wall this much further than another is the same for a person.
const NEAR: f64 = 1.2;
