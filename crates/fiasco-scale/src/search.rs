//! The search for walls: the exact progress at which one subject's verdict starts to break.
//!
//! A rule states how its margin answers each dimension ([`Trend`]). For a range of pieces that gives a bound:
//! with every falling dimension as at the range's end and every rising one as at its start, the margin is at
//! most what it is anywhere inside. If even that view holds, the range is done in one judgment; otherwise it
//! is halved. With falling dimensions only, the bound is the range's last view and the search is plain
//! bisection. A rule that may go either way is judged piece by piece, at both ends, but only at births that
//! its answer was seen to depend on.
//!
//! Inside the first breaking piece the margin is monotone, and affine for all that is linear in the factors:
//! the secant's root is judged once more, and a margin of exactly 0 certifies it. Otherwise the boundary is
//! bisected to `2^-30` and said to be approximate.

use crate::course::{Course, makes_births};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Bounds, Depends, Step};
use fiasco_rules::{Compare, Rule, Side, Subject, Trend, Verdict};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// Where a wall stands on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// As it stands, before anything moves.
    Now,
    /// With additions installed, at progress 0.
    Delivery,
    /// At some progress.
    Way,
}

/// Which side of its boundary a wall breaks on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// The boundary itself breaks.
    On,
    /// The boundary holds; anything above it breaks.
    Above,
}

/// The boundary at which a subject starts to break.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wall {
    /// When.
    pub phase: Phase,
    /// `inf { t : breaks }`; 0 for now and on delivery.
    pub progress: Rational,
    /// Whether the boundary itself breaks.
    pub at: At,
    /// Whether the boundary is exact; otherwise it is within `2^-30` above the true one.
    pub exact: bool,
    /// The births that a breaking view next to the boundary has.
    pub born: Step,
}

impl Wall {
    /// Whether it lies before or on the target.
    #[must_use]
    pub fn within_target(&self) -> bool {
        self.phase != Phase::Way
            || self.progress < Rational::ONE
            || (self.progress == Rational::ONE && self.at == At::On)
    }

    /// Where it stands among walls, the first one first: what breaks on a boundary comes before what breaks
    /// above it.
    #[must_use]
    pub fn stand(&self) -> (Phase, Rational, At) {
        (self.phase, self.progress, self.at)
    }

    fn at(progress: Rational, at: At, exact: bool, born: Step) -> Self {
        Self {
            phase: Phase::Way,
            progress,
            at,
            exact,
            born,
        }
    }
}

/// A verdict for numbers that cannot be computed: anything is possible.
pub const INCOMPUTABLE: Verdict = Verdict {
    used: Bounds::UNKNOWN,
    limit: Bounds::UNKNOWN,
    compare: Compare::AtMost,
};

/// The search for the walls of one subject.
pub struct Search<'a> {
    course: &'a Course<'a>,
    rule: &'a dyn Rule,
    subject: Subject,
    side: Side,
    births: Option<Trend>,
    axes: Vec<Option<Trend>>,
}

impl<'a> Search<'a> {
    /// Prepares a search on one side of what is possible.
    pub fn new(course: &'a Course<'a>, rule: &'a dyn Rule, subject: Subject, side: Side) -> Self {
        let mut births = None;
        let mut axes = Vec::with_capacity(course.plan.axes.len());
        for axis in &course.plan.axes {
            let trend = rule
                .meta()
                .trend(axis.dimension)
                .filter(|_| axis.factor > Rational::ONE);
            let is_birth = makes_births(axis.dimension);
            if let (true, Some(trend)) = (is_birth, trend) {
                births = Some(if births.is_none_or(|other| other == trend) {
                    trend
                } else {
                    Trend::Mixed
                });
            }
            axes.push(trend.filter(|_| !is_birth));
        }
        Self {
            course,
            rule,
            subject,
            side,
            births,
            axes,
        }
    }

    /// The first wall, if there is one before the end of the course.
    #[must_use]
    pub fn first_wall(&self) -> Option<Wall> {
        let ones = self.course.ones();
        let delivered = self.course.delivered();
        for (step, phase) in [(0, Phase::Now), (delivered, Phase::Delivery)] {
            if (step == 0 || step == delivered) && self.breaks_in(step, &ones) {
                return Some(Wall {
                    phase,
                    progress: Rational::ZERO,
                    at: At::On,
                    exact: true,
                    born: step,
                });
            }
        }
        if self.course.end <= Rational::ZERO
            || (self.births.is_none() && self.axes.iter().all(Option::is_none))
        {
            return None;
        }
        if self.births == Some(Trend::Mixed) || self.axes.contains(&Some(Trend::Mixed)) {
            return self.walk(delivered);
        }
        if self.births.is_none() {
            // Whatever is born does not matter: one piece.
            return self.piece(delivered, Rational::ZERO, self.course.end);
        }
        self.halve(delivered, self.course.last_step())
    }

    fn judge(&self, born: Step, factors: &[Rational]) -> Verdict {
        self.rule
            .judge(&self.course.view(born, factors), self.subject)
            .unwrap_or(INCOMPUTABLE)
    }

    fn breaks_in(&self, born: Step, factors: &[Rational]) -> bool {
        self.judge(born, factors).breaks(self.side)
    }

    fn verdict_at(&self, born: Step, t: Rational) -> Verdict {
        match self.course.factors(t) {
            Ok(factors) => self.judge(born, &factors),
            Err(_) => INCOMPUTABLE,
        }
    }

    /// The least margin there can be in the pieces after steps `first..=last`.
    fn bound_breaks(&self, first: Step, last: Step) -> bool {
        let (Ok(start), Ok(end)) = (
            self.course.factors(self.course.start_of(first)),
            self.course.factors(self.course.end_of(last)),
        ) else {
            return true;
        };
        let factors: Vec<Rational> = self
            .axes
            .iter()
            .zip(start.into_iter().zip(end))
            .map(|(trend, (start, end))| if *trend == Some(Trend::Rises) { start } else { end })
            .collect();
        let born = if self.births == Some(Trend::Rises) {
            first
        } else {
            last
        };
        self.breaks_in(born, &factors)
    }

    fn halve(&self, first: Step, last: Step) -> Option<Wall> {
        if !self.bound_breaks(first, last) {
            return None;
        }
        if first == last {
            return self.piece(first, self.course.start_of(first), self.course.end_of(first));
        }
        let middle = first + (last - first) / 2;
        self.halve(first, middle).or_else(|| self.halve(middle + 1, last))
    }

    /// Piece by piece, merging pieces between births that no answer so far depended on.
    fn walk(&self, first: Step) -> Option<Wall> {
        let seen = RefCell::new(BTreeSet::new());
        let last = self.course.last_step();
        let mut step = first;
        loop {
            if let Ok(factors) = self.course.factors(self.course.start_of(step)) {
                // Only the dependencies are wanted: the verdict is the piece's own business.
                let _ = self
                    .rule
                    .judge(&self.course.watched(step, &factors, &seen), self.subject);
            }
            let next = seen
                .borrow()
                .iter()
                .filter_map(|on| self.next_birth(*on, step))
                .filter(|next| *next <= last)
                .min();
            let end = next.map_or(self.course.end, |next| self.course.start_of(next));
            if let Some(wall) = self.piece(step, self.course.start_of(step), end) {
                return Some(wall);
            }
            step = next?;
        }
    }

    fn next_birth(&self, depends: Depends, after: Step) -> Option<Step> {
        let steps = self.course.steps_of(depends);
        steps.get(steps.partition_point(|step| *step <= after)).copied()
    }

    /// The wall in `(start, end]`, where only what has been born by `born` counts.
    fn piece(&self, born: Step, start: Rational, end: Rational) -> Option<Wall> {
        let first = self.verdict_at(born, start);
        if first.breaks(self.side) {
            // Breaking on the right of `start`: what was born there broke it (or it broke before, and this
            // piece would not be searched).
            return Some(Wall::at(start, At::Above, true, born));
        }
        if end <= start {
            return None;
        }
        let last = self.verdict_at(born, end);
        if !last.breaks(self.side) {
            return None;
        }
        Some(self.root(born, (start, &first), (end, &last)))
    }

    /// The boundary between a view that holds and a later one that breaks.
    fn root(&self, born: Step, from: (Rational, &Verdict), to: (Rational, &Verdict)) -> Wall {
        let mut holds = (from.0, from.1.margin(self.side));
        let mut breaks = (to.0, to.1.margin(self.side));
        // A straight line takes one secant. The busier of two flows is a line with a bend: then a secant ends on one
        // side of the root, and the next goes on from there, along the line that it ended on where that leads inside.
        let mut guess = secant(holds, breaks);
        for _ in 0..SECANTS {
            let Some(root) = guess else { break };
            let verdict = self.verdict_at(born, root);
            let margin = verdict.margin(self.side);
            if margin.is_some_and(Rational::is_zero) {
                let at = if verdict.compare == Compare::Below {
                    At::On
                } else {
                    At::Above
                };
                return Wall::at(root, at, true, born);
            }
            let mut along = None;
            if verdict.breaks(self.side) {
                breaks = (root, margin);
            } else {
                along = secant(holds, (root, margin));
                holds = (root, margin);
            }
            let inside = |t: &Rational| holds.0 < *t && *t < breaks.0;
            guess = along.filter(inside).or_else(|| secant(holds, breaks));
        }
        self.bisect(born, holds.0, breaks.0)
    }

    fn bisect(&self, born: Step, mut holds: Rational, mut breaks: Rational) -> Wall {
        let half = Rational::new(1, 2).unwrap_or(Rational::ONE);
        for _ in 0..BISECTIONS {
            let Ok(middle) = holds.plus(breaks).and_then(|sum| sum.times(half)) else {
                break;
            };
            if self.verdict_at(born, middle).breaks(self.side) {
                breaks = middle;
            } else {
                holds = middle;
            }
        }
        Wall::at(breaks, At::On, false, born)
    }
}

/// Secants that are tried before halving: enough for a line with a bend.
const SECANTS: u32 = 8;

/// Enough halvings of a piece, which is at most 4 long, to come within `2^-30`.
const BISECTIONS: u32 = 32;

/// Where a straight line through two margins meets zero.
fn secant(a: (Rational, Option<Rational>), b: (Rational, Option<Rational>)) -> Option<Rational> {
    let (margin_a, margin_b) = (a.1?, b.1?);
    let fall = margin_a.minus(margin_b).ok()?;
    let share = margin_a.over(fall).ok()?;
    b.0.minus(a.0).ok()?.times(share).ok()?.plus(a.0).ok()
}
