//! # LIM014 vpcs-per-region
//!
//! A region of an AWS account has more VPCs than it may have.
//!
//! ## What breaks
//! The plan fails at apply with `VpcLimitExceeded`. The default VPC of the account counts as well.
//!
//! ## Why growth brings it out
//! Each further environment of the same kind wants a VPC of its own.
//!
//! ## How it is computed
//! VPCs of the plan in one region, against `quotas: {vpcs: …}` or the default of 5. Others in the same account are
//! not in the plan, so the number is a least one.
//!
//! ## Example
//! ```json
//! {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
//!   {"address": "aws_vpc.env[0]", "type": "aws_vpc", "values": {"region": "eu-west-1", "cidr_block": "10.0.0.0/16"}},
//!   {"address": "aws_vpc.env[1]", "type": "aws_vpc", "values": {"region": "eu-west-1", "cidr_block": "10.1.0.0/16"}},
//!   {"address": "aws_vpc.env[2]", "type": "aws_vpc", "values": {"region": "eu-west-1", "cidr_block": "10.2.0.0/16"}},
//!   {"address": "aws_vpc.env[3]", "type": "aws_vpc", "values": {"region": "eu-west-1", "cidr_block": "10.3.0.0/16"}},
//!   {"address": "aws_vpc.env[4]", "type": "aws_vpc", "values": {"region": "eu-west-1", "cidr_block": "10.4.0.0/16"}},
//!   {"address": "aws_vpc.env[5]", "type": "aws_vpc", "values": {"region": "eu-west-1", "cidr_block": "10.5.0.0/16"}}
//! ]}}}
//! ```
//! ```text
//! $ fiasco check
//! plan.json:2:15: now LIM014 vpcs-per-region: eu-west-1 needs at least 6 of the default 5 VPCs [refuses]
//! ```
//!
//! ## When it stays quiet
//! Below four fifths of the quota; and where more than the default stands already: then the quota was raised, and
//! allows it.
//!
//! ## Fix
//! A higher quota; fewer VPCs with more subnets.
//!
//! ## Undo
//! Remove the VPCs that were added.
//!
//! ## References
//! AWS, *Amazon VPC quotas*: 5 VPCs in a region.

use super::Quota;
use crate::limit::Limit;
use crate::rule::{Class, Effect, Meta};
use crate::verdict::Compare;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "LIM014",
    name: "vpcs-per-region",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "ask for a higher quota, or put environments into one VPC",
    undo: "remove the VPCs that were added",
    source: include_str!("lim014_vpcs_per_region.rs"),
};

/// The quota.
static QUOTA: Quota = Quota {
    kind: HoldingKind::Vpcs,
    default: (5, 5),
    command: "aws service-quotas get-service-quota --service-code vpc --quota-code L-F678F1CE",
    things: "VPCs",
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a region of an AWS account",
    what: "VPCs",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws service-quotas get-service-quota --service-code vpc --quota-code L-F678F1CE",
    evidence: "VpcLimitExceeded: The maximum number of VPCs has been reached",
    as_of: "2026-11-23",
    reference: "AWS, Amazon VPC quotas",
    subjects: |view| QUOTA.subjects(view),
    used: |view, subject| QUOTA.used(view, subject),
    limit: |view, subject| QUOTA.limit(view, subject),
    tell: |view, subject, verdict, found| QUOTA.tell(view, subject, verdict, found),
};
