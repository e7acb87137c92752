//! A course: an estate on its way to a target, and the views along it.
//!
//! Between two birthdays nothing is born: such a stretch of progress is a *piece*, open on the left (what is
//! born at its start exists only above it) and closed on the right. A view is (births so far, one factor per
//! axis), so the limit from the right of a birthday is itself a view, and no epsilon is needed.

use fiasco_estate::quantity::{Overflow, Rational};
use fiasco_estate::{Depends, Dimension, Estate, Grown, Plan, Relations, Step, View};
use std::cell::RefCell;
use std::collections::BTreeSet;

/// An estate, a plan, and what grew.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// What the files say.
    pub estate: &'a Estate,
    /// What follows from them.
    pub relations: &'a Relations,
    /// What moves.
    pub plan: &'a Plan,
    /// What grew along it.
    pub grown: &'a Grown,
    /// The progress at which it ends.
    pub end: Rational,
}

/// The factors of a moment: one per axis, on the stack for as many axes as targets have in practice.
pub type Factors = Vec<Rational>;

impl<'a> Course<'a> {
    /// The factors at progress `t`: `1 + (F - 1) t`.
    ///
    /// # Errors
    /// [`Overflow`] when one grows beyond exact computation.
    pub fn factors(&self, t: Rational) -> Result<Factors, Overflow> {
        self.plan
            .axes
            .iter()
            .map(|axis| factor_at(axis.factor, t))
            .collect()
    }

    /// The view with these births and factors.
    #[must_use]
    pub fn view<'v>(&self, born: Step, factors: &'v [Rational]) -> View<'v>
    where
        'a: 'v,
    {
        View {
            estate: self.estate,
            relations: self.relations,
            plan: self.plan,
            grown: self.grown,
            born,
            factors,
            seen: None,
            rehearsed: None,
        }
    }

    /// The same, noting what answers depend on.
    #[must_use]
    pub fn watched<'v>(
        &self,
        born: Step,
        factors: &'v [Rational],
        seen: &'v RefCell<BTreeSet<Depends>>,
    ) -> View<'v>
    where
        'a: 'v,
    {
        View {
            seen: Some(seen),
            ..self.view(born, factors)
        }
    }

    /// Factors of one: today.
    #[must_use]
    pub fn ones(&self) -> Factors {
        vec![Rational::ONE; self.plan.axes.len()]
    }

    /// The step that stands once additions are delivered: 1 where there are any, else 0.
    #[must_use]
    pub fn delivered(&self) -> Step {
        Step::from(
            self.grown
                .birthdays
                .first()
                .is_some_and(|birthday| birthday.delivery),
        )
    }

    /// The last step before or at progress `t`, whose births exist at `t` itself: those born just above `t` do
    /// not yet.
    #[must_use]
    pub fn step_at(&self, t: Rational) -> Step {
        let birthdays = &self.grown.birthdays;
        let born = birthdays.partition_point(|birthday| birthday.delivery || birthday.progress < t);
        Step::try_from(born).unwrap_or(Step::MAX)
    }

    /// The last step of the course: what grew may reach further than it does.
    #[must_use]
    pub fn last_step(&self) -> Step {
        self.step_at(self.end)
    }

    /// The last step whose births exist just above progress `t`.
    #[must_use]
    pub fn step_after(&self, t: Rational) -> Step {
        let birthdays = &self.grown.birthdays;
        let born = birthdays.partition_point(|birthday| birthday.delivery || birthday.progress <= t);
        Step::try_from(born).unwrap_or(Step::MAX)
    }

    /// Where the piece after step `step` begins: at its birthday, or at 0.
    #[must_use]
    pub fn start_of(&self, step: Step) -> Rational {
        self.grown
            .birthday(step)
            .map_or(Rational::ZERO, |birthday| birthday.progress)
    }

    /// Where the piece after step `step` ends: at the next birthday, or at the end of the course.
    #[must_use]
    pub fn end_of(&self, step: Step) -> Rational {
        self.grown
            .birthday(step + 1)
            .map_or(self.end, |birthday| birthday.progress.min(self.end))
    }

    /// The birth steps that an answer which saw `depends` can change at.
    #[must_use]
    pub fn steps_of(&self, depends: Depends) -> &'a [Step] {
        let steps = match depends {
            Depends::Service(id) => self.grown.service_steps.get(id.index()),
            Depends::Group(id) => self.grown.group_steps.get(id.index()),
            Depends::Places(id) => self.grown.place_steps.get(id.index()),
            Depends::Like(like) => self.grown.like_steps.get(like as usize),
            Depends::Asked(room) => self.grown.asked_steps.get(room.index()),
            Depends::Rack(rack) => self.grown.rack_steps.get(rack.index()),
            Depends::Outlets(outlets) => self.grown.outlet_steps.get(outlets.index()),
            Depends::Ports(ports) => self.grown.port_steps.get(ports as usize),
            Depends::Links(switch) => self.grown.new_links.get(&switch).map(|links| &links.steps),
            Depends::Installed => None,
        };
        steps.map(Vec::as_slice).unwrap_or_default()
    }
}

/// The factor of an axis at progress `t`: `1 + (F - 1) t`.
///
/// # Errors
/// [`Overflow`] when it grows beyond exact computation.
pub fn factor_at(factor: Rational, t: Rational) -> Result<Rational, Overflow> {
    if t.is_zero() {
        return Ok(Rational::ONE);
    }
    factor.minus(Rational::ONE)?.times(t)?.plus(Rational::ONE)
}

/// Whether growing along a dimension makes births.
#[must_use]
pub fn makes_births(dimension: Dimension) -> bool {
    matches!(
        dimension,
        Dimension::Servers | Dimension::Replicas | Dimension::Capacity
    )
}
