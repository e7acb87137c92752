//! # LIM015 subnets-per-vpc
//!
//! A VPC has more subnets than AWS takes.
//!
//! ## What breaks
//! The plan fails at apply with `SubnetLimitExceeded`.
//!
//! ## Why growth brings it out
//! Subnets that are made for each tenant or each service, in each zone, come to many.
//!
//! ## How it is computed
//! Subnets of the plan in one VPC, against `quotas: {subnets_per_vpc: …}` or the default of 200.
//!
//! ## Example
//! ```json
//! {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
//!   {"address": "aws_vpc.main", "type": "aws_vpc", "values": {"id": "vpc-1", "tags": {"Name": "main"}}},
//!   {"address": "aws_subnet.t[0]", "type": "aws_subnet", "values": {"vpc_id": "vpc-1"}},
//!   {"address": "aws_subnet.t[1]", "type": "aws_subnet", "values": {"vpc_id": "vpc-1"}}
//! ]}}}
//! ```
//! ```yaml
//! quotas: {subnets_per_vpc: 1}
//! ```
//! ```text
//! $ fiasco check
//! plan.json:3:15: now LIM015 subnets-per-vpc: main needs 2 of 1 subnets [refuses]
//! ```
//!
//! ## When it stays quiet
//! Below four fifths of the quota; and where more than the default stands already: then the quota was raised, and
//! allows it.
//!
//! ## Fix
//! Fewer and wider subnets; a higher quota.
//!
//! ## Undo
//! Remove the subnets that were added.
//!
//! ## References
//! AWS, *Amazon VPC quotas*: 200 subnets in a VPC.

use super::Quota;
use crate::limit::Limit;
use crate::rule::{Class, Effect, Meta};
use crate::verdict::Compare;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "LIM015",
    name: "subnets-per-vpc",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "make fewer and wider subnets, or ask for a higher quota",
    undo: "remove the subnets that were added",
    source: include_str!("lim015_subnets_per_vpc.rs"),
};

/// The quota.
static QUOTA: Quota = Quota {
    kind: HoldingKind::Subnets,
    default: (200, 200),
    command: "aws service-quotas get-service-quota --service-code vpc --quota-code L-407747CB",
    things: "subnets",
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a VPC of AWS",
    what: "subnets",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws service-quotas get-service-quota --service-code vpc --quota-code L-407747CB",
    evidence: "SubnetLimitExceeded: The maximum number of subnets has been reached",
    as_of: "2026-11-23",
    reference: "AWS, Amazon VPC quotas",
    subjects: |view| QUOTA.subjects(view),
    used: |view, subject| QUOTA.used(view, subject),
    limit: |view, subject| QUOTA.limit(view, subject),
    tell: |view, subject, verdict, found| QUOTA.tell(view, subject, verdict, found),
};
