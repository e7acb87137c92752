//! # RCK004 rack-overweight
//!
//! What stands in a rack weighs more than the rack carries.
//!
//! ## What breaks
//! Rails bend, the frame leans, feet sink in. What a rack carries standing is more than what it carries on its wheels.
//!
//! ## Why growth brings it out
//! Each server that growth places adds its mass; batteries and chassis that are planned add that of several.
//!
//! ## How it is computed
//! The sum of the masses of what stands in the rack, today's devices and those that took a place in it, against the
//! mass the rack carries. A server's mass is an interval where only that of its heaviest build is known.
//!
//! ## Example
//! ```yaml
//! racks: {r1: {units: 24, max_weight: 200 kg}}
//! devices:
//!   old-[1-3]: {rack: r1 @ 1 3 5, size: 2 U, weight: 26 kg}
//! services:
//!   web: {runs: "old-[1-3]"}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:37: x2.33 RCK004 rack-overweight: servers above x2.33: r1 carries 208 kg of 200 kg [damages]
//! ```
//!
//! ## When it stays quiet
//! Racks of which nobody states what they carry. The mass of cables, rails and PDUs is not counted.
//!
//! ## Fix
//! Put some of it into another rack; heavy devices at the bottom.
//!
//! ## Undo
//! Take the added devices out again.
//!
//! ## References
//! Makers state a static and a dynamic load; the static one is meant here.

use super::{FILLS, mass};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Grown, RackId, View};

/// The rule.
pub static RULE: RackOverweight = RackOverweight;

/// RCK004.
pub struct RackOverweight;

static META: Meta = Meta {
    code: "RCK004",
    name: "rack-overweight",
    class: Class::Limit,
    effect: Effect::Damages,
    since: "0.1.0",
    measure: Measure::Mass,
    trends: FILLS,
    contradiction: false,
    attached: false,
    fix: "put some of it into another rack, and heavy devices at the bottom",
    undo: "take the added devices out again",
    source: include_str!("rck004_rack_overweight.rs"),
};

impl Rule for RackOverweight {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let stated = |id: &RackId| view.estate.rack(*id).facts.get(key::MaxWeight).is_known();
        view.estate.rack_ids().filter(stated).map(Subject::Rack).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Rack(rack) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let limit = view.estate.rack(rack).facts.get(key::MaxWeight).bounds();
        Ok(Verdict::at_most(view.rack_mass(rack)?, limit))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Rack(rack) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.rack(rack);
        let name = &row.name.value;
        let carries = row.facts.get(key::MaxWeight);
        let says = format!("{name} carries {} of {}", mass(verdict.used), mass(verdict.limit));
        let story = Story::new(name.clone(), says)
            .rests_on(carries.confidence)
            .cite(carries.at, format!("{name} carries {}", mass(verdict.limit)));
        with_masses(view, rack, story)
    }
}

/// Tells what stands in a rack: a line for each kind of device, with what nobody stated.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn with_masses(view: &View<'_>, rack: RackId, mut story: Story) -> Result<Story, Overflow> {
    let likes = &view.relations.likes;
    let mut counts: std::collections::BTreeMap<u32, i64> = std::collections::BTreeMap::new();
    for (like, count) in likes.in_rack.get(rack.index()).into_iter().flatten() {
        *counts.entry(*like).or_default() += count;
    }
    for ((_, like), steps) in view.grown.rack_likes.range((rack, 0)..=(rack, u32::MAX)) {
        *counts.entry(*like).or_default() += Grown::count(steps, view.born);
    }
    for (at, count) in counts.into_iter().filter(|(_, count)| *count > 0).take(8) {
        let Some(like) = likes.all.get(at as usize) else {
            continue;
        };
        let name = view.estate.device_name(like.first);
        let weight = view.estate.device_fact(like.first, key::Weight);
        let count = words::number(Rational::int(count));
        story = story
            .formula(format!("{count} x {} like {name}", mass(like.mass)))
            .cite(weight.at, format!("{name} weighs {}", mass(like.mass)));
        story = if weight.is_known() {
            story.rests_on(weight.confidence)
        } else {
            story.missing("mass", name, format!("weight: 26 kg, under {name}"))
        };
    }
    Ok(story)
}
