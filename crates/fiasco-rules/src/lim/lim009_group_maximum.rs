//! # LIM009 group-maximum
//!
//! More machines are asked for than the group that scales them may have.
//!
//! ## What breaks
//! An autoscaling group, or a group of nodes, never goes above its maximum: the request for one more is refused,
//! and the autoscaler that asked waits. Raising the number by hand is refused too, or set back.
//!
//! ## Why growth brings it out
//! `servers` adds machines to the group; its maximum stays.
//!
//! ## How it is computed
//! Machines of the group against its `max_replicas`.
//!
//! ## Example
//! ```yaml
//! # file: plan.json
//! {"format_version": "1.2", "terraform_version": "1.9.0"}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! ```
//!
//! ## When it stays quiet
//! Where no maximum is stated.
//!
//! ## Fix
//! Raise the maximum, within the account's own quotas.
//!
//! ## Undo
//! Set the old maximum; the group removes machines until it fits.
//!
//! ## References
//! AWS documentation, *Set scaling limits for your Auto Scaling group*.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Dimension, PoolId, View};

/// The rule.
pub static RULE: GroupMaximum = GroupMaximum;

/// LIM009.
pub struct GroupMaximum;

static META: Meta = Meta {
    code: "LIM009",
    name: "group-maximum",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Servers, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "raise the maximum of the group, within the account's own quotas",
    undo: "set the old maximum: the group removes machines until it fits",
    source: include_str!("lim009_group_maximum.rs"),
};

impl Rule for GroupMaximum {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let limited = |id: &PoolId| view.estate.pool(*id).facts.has(FactKind::MaxReplicas);
        view.estate
            .pool_ids()
            .filter(limited)
            .map(Subject::Pool)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Pool(pool) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let most = view.estate.pool(pool).facts.get(key::MaxReplicas);
        Ok(Verdict::at_most(
            Bounds::count(view.machines(pool)),
            most.bounds(),
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Pool(pool) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.pool(pool);
        let name = &row.name.value;
        let most = row.facts.get(key::MaxReplicas);
        let limit = words::bounds(most.bounds(), Measure::Count);
        let machines = view.machines(pool);
        let says = format!(
            "the {} machine of {name} is refused: it goes to {limit}",
            words::ordinal(machines)
        );
        Ok(Story::new(name.clone(), says)
            .formula(format!(
                "{name}: {} of {limit}",
                words::plural(machines, "machine")
            ))
            .cite(most.at, format!("{name} goes to {limit}"))
            .cite(row.name.at, format!("group {name}"))
            .rests_on(most.confidence)
            .evidence("New SetDesiredCapacity value is above max value for the AutoScalingGroup"))
    }
}
