//! # LIM011 vcpu-quota
//!
//! Standard on-demand instances together want more virtual processors than the account may have in a region.
//!
//! ## What breaks
//! The next instance does not start: `VcpuLimitExceeded`. An autoscaling group logs a failed activity and stays as
//! small as it is, just when it was asked to grow.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` add machines, each with the processors of its type.
//!
//! ## How it is computed
//! The sum over pools of `machines x vCPUs of the type`, for types of the families A, C, D, H, I, M, R, T and Z
//! bought on demand, against `quotas: {vcpus: …}`. A new account has 5, and nearly every account has more: AWS
//! raises the quota by itself and on request. So the default counts only while no more than that is in use;
//! otherwise the quota is unknown and asked for. Types that are not known, and groups that mix types, make the
//! number a least one.
//!
//! ## Example
//! ```json
//! {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
//!   {"address": "aws_launch_template.web", "type": "aws_launch_template",
//!    "values": {"id": "lt-1", "instance_type": "t3.medium"}},
//!   {"address": "aws_autoscaling_group.web", "type": "aws_autoscaling_group",
//!    "values": {"name": "web", "desired_capacity": 2, "min_size": 2, "max_size": 20,
//!     "availability_zones": ["eu-west-1a"], "launch_template": [{"id": "lt-1"}]}}]}}}
//! ```
//! ```text
//! $ fiasco check --to servers=x3
//! plan.json:3:46: x1 LIM011 vcpu-quota: servers above x1: eu-west-1 needs 6 of the default 5 vCPUs [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where the plan has no such instances; for machines bought on the spot market, which have a quota of their own.
//!
//! ## Fix
//! Ask for a higher quota before the growth, not with it; smaller or fewer machines.
//!
//! ## Undo
//! Take the added machines out again; a higher quota may stay.
//!
//! ## References
//! AWS, *Amazon EC2 endpoints and quotas*: running on-demand standard instances, 5 vCPUs for a new account.

use super::Quota;
use crate::limit::Limit;
use crate::rule::{Class, Effect, Meta};
use crate::verdict::Compare;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "LIM011",
    name: "vcpu-quota",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: super::HELD,
    contradiction: false,
    attached: false,
    fix: "ask for a higher quota before the machines are needed",
    undo: "take the added machines out again; a higher quota may stay",
    source: include_str!("lim011_vcpu_quota.rs"),
};

/// The quota.
static QUOTA: Quota = Quota {
    kind: HoldingKind::StandardCpus,
    default: (5, 5),
    command: "aws service-quotas get-service-quota --service-code ec2 --quota-code L-1216C47A",
    things: "vCPUs",
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a region of an AWS account",
    what: "vCPUs",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws service-quotas get-service-quota --service-code ec2 --quota-code L-1216C47A",
    evidence: "VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit",
    as_of: "2026-11-23",
    reference: "AWS, Amazon EC2 endpoints and quotas",
    subjects: |view| QUOTA.subjects(view),
    used: |view, subject| QUOTA.used(view, subject),
    limit: |view, subject| QUOTA.limit(view, subject),
    tell: |view, subject, verdict, found| QUOTA.tell(view, subject, verdict, found),
};
