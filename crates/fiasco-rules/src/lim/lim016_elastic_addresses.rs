//! # LIM016 elastic-addresses
//!
//! A region of an AWS account has more elastic addresses than it may have.
//!
//! ## What breaks
//! The plan fails at apply with `AddressLimitExceeded`; NAT gateways that were to have the addresses are not made
//! either.
//!
//! ## Why growth brings it out
//! A NAT gateway in each zone takes one, and every environment has its own.
//!
//! ## How it is computed
//! Elastic addresses of the plan in one region, against `quotas: {elastic_addresses: …}` or the default of 5.
//! Others in the same account are not in the plan, so the number is a least one.
//!
//! ## Example
//! ```json
//! {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
//!   {"address": "aws_eip.nat[0]", "type": "aws_eip", "values": {"region": "eu-west-1", "domain": "vpc"}},
//!   {"address": "aws_eip.nat[1]", "type": "aws_eip", "values": {"region": "eu-west-1", "domain": "vpc"}},
//!   {"address": "aws_eip.nat[2]", "type": "aws_eip", "values": {"region": "eu-west-1", "domain": "vpc"}},
//!   {"address": "aws_eip.nat[3]", "type": "aws_eip", "values": {"region": "eu-west-1", "domain": "vpc"}},
//!   {"address": "aws_eip.nat[4]", "type": "aws_eip", "values": {"region": "eu-west-1", "domain": "vpc"}},
//!   {"address": "aws_eip.nat[5]", "type": "aws_eip", "values": {"region": "eu-west-1", "domain": "vpc"}}
//! ]}}}
//! ```
//! ```text
//! $ fiasco check
//! plan.json:2:15: now LIM016 elastic-addresses: eu-west-1 needs at least 6 of the default 5 elastic addresses [refuses]
//! ```
//!
//! ## When it stays quiet
//! Below four fifths of the quota; and where more than the default stands already: then the quota was raised, and
//! allows it.
//!
//! ## Fix
//! A higher quota; one NAT gateway for several environments; addresses that are not used given back.
//!
//! ## Undo
//! Give the added addresses back.
//!
//! ## References
//! AWS, *Amazon VPC quotas*: 5 elastic addresses in a region.

use super::Quota;
use crate::limit::Limit;
use crate::rule::{Class, Effect, Meta};
use crate::verdict::Compare;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "LIM016",
    name: "elastic-addresses",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "ask for a higher quota, or give back addresses that are not used",
    undo: "give the added addresses back",
    source: include_str!("lim016_elastic_addresses.rs"),
};

/// The quota.
static QUOTA: Quota = Quota {
    kind: HoldingKind::ElasticAddresses,
    default: (5, 5),
    command: "aws service-quotas get-service-quota --service-code ec2 --quota-code L-0263D0A3",
    things: "elastic addresses",
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a region of an AWS account",
    what: "elastic addresses",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws service-quotas get-service-quota --service-code ec2 --quota-code L-0263D0A3",
    evidence: "AddressLimitExceeded: The maximum number of addresses has been reached",
    as_of: "2026-11-23",
    reference: "AWS, Amazon VPC quotas",
    subjects: |view| QUOTA.subjects(view),
    used: |view, subject| QUOTA.used(view, subject),
    limit: |view, subject| QUOTA.limit(view, subject),
    tell: |view, subject, verdict, found| QUOTA.tell(view, subject, verdict, found),
};
