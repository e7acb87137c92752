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
//! cluster: {nodes: 3, max_nodes: 6, cores: 4}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! estate.yaml:1:18: x2 LIM009 group-maximum: servers above x2: the 7th machine of nodes is refused: it goes to 6 [refuses]
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

use crate::limit::{Found, Limit};
use crate::rule::{Class, Effect, Meta, Story, Subject, Trend};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Dimension, PoolId, View};

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

/// The record. Every group states its own maximum, so there is no default to give.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a group of machines",
    what: "machines",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws autoscaling describe-auto-scaling-groups, MaxSize",
    evidence: "New SetDesiredCapacity value is above max value for the AutoScalingGroup",
    as_of: "2026-11-23",
    reference: "AWS documentation, Set scaling limits for your Auto Scaling group",
    subjects: |view| {
        let limited = |id: &PoolId| view.estate.pool(*id).facts.has(FactKind::MaxReplicas);
        view.estate
            .pool_ids()
            .filter(limited)
            .map(Subject::Pool)
            .collect()
    },
    used: |view, subject| match subject {
        Subject::Pool(pool) => Ok(Bounds::count(view.machines(pool))),
        _ => Ok(Bounds::ZERO),
    },
    limit,
    tell,
};

fn limit(view: &View<'_>, subject: Subject) -> Result<Found, Overflow> {
    let Subject::Pool(pool) = subject else {
        return Ok(Found::unknown());
    };
    let most = view.estate.pool(pool).facts.get(key::MaxReplicas);
    let says = format!("it goes to {}", words::bounds(most.bounds(), Measure::Count));
    Ok(Found {
        value: most.bounds(),
        at: most.at,
        confidence: most.confidence,
        says,
    })
}

fn tell(view: &View<'_>, subject: Subject, _verdict: &Verdict, found: &Found) -> Result<Story, Overflow> {
    let Subject::Pool(pool) = subject else {
        return Ok(Story::new("", ""));
    };
    let row = view.estate.pool(pool);
    let name = &row.name.value;
    let machines = view.machines(pool);
    let says = format!(
        "the {} machine of {name} is refused: {}",
        words::ordinal(machines),
        found.says
    );
    let most = words::bounds(found.value, Measure::Count);
    Ok(Story::new(name.clone(), says)
        .formula(format!(
            "{name}: {} of {most}",
            words::plural(machines, "machine")
        ))
        .cite(row.name.at, format!("group {name}")))
}
