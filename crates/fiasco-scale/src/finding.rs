//! What the ladder is made of: findings about one subject each, and the walls that only a corner meets.

use crate::course::Course;
use crate::search::{Phase, Wall};
use fiasco_estate::quantity::Measure;
use fiasco_estate::{Confidence, Dimension, Plan};
use fiasco_rules::{Meta, Rule, State, Story, Subject, Verdict, words};

/// What was found out about one subject of one rule.
pub struct Finding {
    /// The rule.
    pub rule: &'static dyn Rule,
    /// What it judged.
    pub subject: Subject,
    /// What its `used` and `limit` measure.
    pub measure: Measure,
    /// Breaks, unknown, or holds, all along the course.
    pub state: State,
    /// Where it certainly breaks, or, for what is unknown, where it first may.
    pub wall: Option<Wall>,
    /// For what breaks: where it first may, when that is earlier.
    pub doubt: Option<Wall>,
    /// The verdict next to the wall, on the side that breaks; at the target for what holds.
    pub verdict: Verdict,
    /// The verdict today.
    pub today: Verdict,
    /// The verdict at the target, or at the end where there is none.
    pub at_target: Verdict,
    /// Dimensions that it would not break without.
    pub drivers: Vec<Dimension>,
    /// What is to be told, made for what breaks or cannot be said.
    pub story: Option<Story>,
    /// The subject of the same rule that says it better and no later.
    pub folded_under: Option<Subject>,
    /// Findings told under this one, as positions in [`Ladder::attached`](crate::Ladder::attached).
    pub causes: Vec<usize>,
}

impl Finding {
    /// What is fixed about its rule.
    #[must_use]
    pub fn meta(&self) -> &'static Meta {
        self.rule.meta()
    }

    /// Whether it was rehearsed and rests on what nobody stated: then it is told, and decides nothing by itself.
    #[must_use]
    pub fn is_presumed(&self) -> bool {
        let assumed = |story: &Story| story.confidence == Confidence::Assumed;
        self.meta().family() == "SIM" && self.story.as_ref().is_some_and(assumed)
    }

    /// Whether it holds something against an objective that nobody stated: then it is told, and that is all.
    #[must_use]
    pub fn only_informs(&self) -> bool {
        self.is_presumed() && matches!(self.meta().code, "SIM001" | "SIM002")
    }

    /// Whether the wall lies before or on the target, or stands now where there is none.
    #[must_use]
    pub fn within(&self, plan: &Plan) -> bool {
        self.wall.is_some_and(|wall| is_within(&wall, plan))
    }

    /// Whether it may break before or on the target, for all that is known.
    #[must_use]
    pub fn may_within(&self, plan: &Plan) -> bool {
        self.doubt.is_some_and(|doubt| is_within(&doubt, plan))
    }
}

fn is_within(wall: &Wall, plan: &Plan) -> bool {
    if plan.asked {
        wall.within_target()
    } else {
        wall.phase == Phase::Now
    }
}

/// A wall that is met only when one side of the growth comes late.
pub struct Corner {
    /// The rule.
    pub rule: &'static dyn Rule,
    /// What it judged.
    pub subject: Subject,
    /// The wall on that course.
    pub wall: Wall,
    /// What is to be told there.
    pub story: Story,
    /// Whether demand ran ahead (`true`) or supply did.
    pub demand_first: bool,
}

/// What is to be told about a wall.
pub(crate) fn story(course: &Course<'_>, rule: &dyn Rule, subject: Subject, wall: &Wall) -> Story {
    let told = course
        .factors(wall.progress)
        .and_then(|factors| rule.explain(&course.view(wall.born, &factors), subject));
    told.unwrap_or_else(|overflow| {
        let name = words::subject(course.estate, course.relations, subject);
        Story::new(name.clone(), format!("{name} cannot be judged: {overflow}")).missing(
            "a number that can be computed",
            name,
            "smaller numbers, or fewer decimals",
        )
    })
}

/// The dimensions of a plan that move, each once, in order.
#[must_use]
pub fn dimensions(plan: &Plan) -> Vec<Dimension> {
    Dimension::ALL
        .into_iter()
        .filter(|dimension| plan.moves(*dimension))
        .collect()
}
