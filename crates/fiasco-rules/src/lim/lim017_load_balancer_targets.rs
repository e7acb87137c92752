//! # LIM017 load-balancer-targets
//!
//! A target group, or an older load balancer, has more targets than AWS takes.
//!
//! ## What breaks
//! The machine or task that is one too many is not registered: it runs, costs, and gets no requests.
//!
//! ## Why growth brings it out
//! `servers` and `replicas` add targets.
//!
//! ## How it is computed
//! Machines of autoscaling groups and pools behind it, attached instances, and tasks of ECS services, against
//! `quotas: {targets: …}` or the default of 1,000. Where more stand already, the quota was raised, and is asked
//! for.
//!
//! ## Example
//! ```json
//! {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
//!   {"address": "aws_lb_target_group.api", "type": "aws_lb_target_group",
//!    "values": {"name": "api", "arn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/api/1"}},
//!   {"address": "aws_ecs_service.api", "type": "aws_ecs_service",
//!    "values": {"name": "api", "desired_count": 300, "load_balancer": [
//!     {"target_group_arn": "arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/api/1"}]}}]}}}
//! ```
//! ```text
//! $ fiasco check --to replicas=x4
//! plan.json:2:15: x3.33 LIM017 load-balancer-targets: replicas above x3.33: api needs 1,001 of the default 1,000 targets [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where nothing behind it grows, below four fifths of the quota.
//!
//! ## Fix
//! Fewer and larger targets; a second target group; a higher quota.
//!
//! ## Undo
//! Take the added targets out again.
//!
//! ## References
//! AWS, *Quotas for your Application Load Balancers* and *for your Classic Load Balancer*: 1,000 targets of a
//! target group, of an Application Load Balancer, and registered instances.

use super::Quota;
use crate::limit::Limit;
use crate::rule::{Class, Effect, Meta};
use crate::verdict::Compare;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "LIM017",
    name: "load-balancer-targets",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: super::HELD,
    contradiction: false,
    attached: false,
    fix: "use fewer and larger targets, or ask for a higher quota",
    undo: "take the added targets out again",
    source: include_str!("lim017_load_balancer_targets.rs"),
};

/// The quota.
static QUOTA: Quota = Quota {
    kind: HoldingKind::Targets,
    default: (1000, 1000),
    command: "aws service-quotas get-service-quota --service-code elasticloadbalancing --quota-code L-A0D0B863",
    things: "targets",
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a target group of AWS",
    what: "targets",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws service-quotas get-service-quota --service-code elasticloadbalancing --quota-code L-A0D0B863",
    evidence: "TooManyTargets",
    as_of: "2026-11-23",
    reference: "AWS, Quotas for your Application Load Balancers",
    subjects: |view| QUOTA.subjects(view),
    used: |view, subject| QUOTA.used(view, subject),
    limit: |view, subject| QUOTA.limit(view, subject),
    tell: |view, subject, verdict, found| QUOTA.tell(view, subject, verdict, found),
};
