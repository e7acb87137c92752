//! # LIM012 security-group-rules
//!
//! A security group has more rules in one direction than AWS takes.
//!
//! ## What breaks
//! The plan fails at apply with `RulesPerSecurityGroupLimitExceeded`, often half-way through, with some rules made
//! and others not.
//!
//! ## Why growth brings it out
//! Rules do not grow with a target. A list of addresses grows with customers and sites; this says how near it is.
//!
//! ## How it is computed
//! Rules inbound and outbound apart, IPv4 and IPv6 apart: each prefix is a rule, a security group as source is one
//! in both families, and a prefix list is as many as it may have entries. The larger of the two families counts,
//! against `quotas: {security_group_rules: …}` or the default of 60.
//!
//! ## Example
//! ```json
//! {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
//!   {"address": "aws_security_group.web", "type": "aws_security_group",
//!    "values": {"name": "web", "ingress": [
//!     {"from_port": 443, "to_port": 443, "protocol": "tcp", "cidr_blocks": [
//!      "10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24", "10.0.5.0/24", "10.0.6.0/24", "10.0.7.0/24",
//!      "10.0.8.0/24", "10.0.9.0/24", "10.0.10.0/24", "10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24", "10.0.14.0/24", "10.0.15.0/24",
//!      "10.0.16.0/24", "10.0.17.0/24", "10.0.18.0/24", "10.0.19.0/24", "10.0.20.0/24", "10.0.21.0/24", "10.0.22.0/24", "10.0.23.0/24",
//!      "10.0.24.0/24", "10.0.25.0/24", "10.0.26.0/24", "10.0.27.0/24", "10.0.28.0/24", "10.0.29.0/24", "10.0.30.0/24", "10.0.31.0/24",
//!      "10.0.32.0/24", "10.0.33.0/24", "10.0.34.0/24", "10.0.35.0/24", "10.0.36.0/24", "10.0.37.0/24", "10.0.38.0/24", "10.0.39.0/24",
//!      "10.0.40.0/24", "10.0.41.0/24", "10.0.42.0/24", "10.0.43.0/24", "10.0.44.0/24", "10.0.45.0/24", "10.0.46.0/24", "10.0.47.0/24",
//!      "10.0.48.0/24", "10.0.49.0/24", "10.0.50.0/24", "10.0.51.0/24", "10.0.52.0/24", "10.0.53.0/24", "10.0.54.0/24", "10.0.55.0/24",
//!      "10.0.56.0/24", "10.0.57.0/24", "10.0.58.0/24", "10.0.59.0/24", "10.0.60.0/24"
//!    ]}]}}]}}}
//! ```
//! ```text
//! $ fiasco check
//! plan.json:3:41: now LIM012 security-group-rules: web (inbound) needs 61 of the default 60 rules [refuses]
//! ```
//!
//! ## When it stays quiet
//! Below four fifths of the quota; and where more than the default stands already: then the quota was raised, and
//! allows it.
//!
//! ## Fix
//! A managed prefix list for addresses that belong together; a second group on the same interface; a higher quota,
//! which lowers how many groups an interface may have.
//!
//! ## Undo
//! Put the rules back as they were.
//!
//! ## References
//! AWS, *Amazon VPC quotas*: 60 inbound and 60 outbound rules, IPv4 and IPv6 apart.

use super::Quota;
use crate::limit::Limit;
use crate::rule::{Class, Effect, Meta};
use crate::verdict::Compare;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "LIM012",
    name: "security-group-rules",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "put addresses that belong together into a prefix list, or ask for a higher quota",
    undo: "put the rules back as they were",
    source: include_str!("lim012_security_group_rules.rs"),
};

/// The quota.
static QUOTA: Quota = Quota {
    kind: HoldingKind::SecurityGroupRules,
    default: (60, 60),
    command: "aws service-quotas get-service-quota --service-code vpc --quota-code L-0EA8095F",
    things: "rules",
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a security group of AWS",
    what: "rules",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws service-quotas get-service-quota --service-code vpc --quota-code L-0EA8095F",
    evidence: "RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached",
    as_of: "2026-11-23",
    reference: "AWS, Amazon VPC quotas",
    subjects: |view| QUOTA.subjects(view),
    used: |view, subject| QUOTA.used(view, subject),
    limit: |view, subject| QUOTA.limit(view, subject),
    tell: |view, subject, verdict, found| QUOTA.tell(view, subject, verdict, found),
};
