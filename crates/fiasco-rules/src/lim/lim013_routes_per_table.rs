//! # LIM013 routes-per-table
//!
//! A route table has more routes than AWS takes.
//!
//! ## What breaks
//! The route that is one too many is not made: `RouteLimitExceeded`. What it should reach stays unreachable from
//! the subnets of this table.
//!
//! ## Why growth brings it out
//! Each peering, each site and each further network wants a route in every table.
//!
//! ## How it is computed
//! Routes in the table, or routes of their own that name it, against `quotas: {routes_per_table: …}`. Sources
//! differ on what the default is, 50 or 500: below 50 it holds, above 500 it breaks, and between them it is asked.
//! Propagated routes have a quota of their own.
//!
//! ## Example
//! ```json
//! {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
//!   {"address": "aws_route_table.hub", "type": "aws_route_table",
//!    "values": {"tags": {"Name": "hub"}, "route": [
//!     {"cidr_block": "10.0.0.0/16"}, {"cidr_block": "10.1.0.0/16"}, {"cidr_block": "10.2.0.0/16"},
//!     {"cidr_block": "10.3.0.0/16"}, {"cidr_block": "10.4.0.0/16"}, {"cidr_block": "10.5.0.0/16"},
//!     {"cidr_block": "10.6.0.0/16"}, {"cidr_block": "10.7.0.0/16"}, {"cidr_block": "10.8.0.0/16"},
//!     {"cidr_block": "10.9.0.0/16"}, {"cidr_block": "10.10.0.0/16"}, {"cidr_block": "10.11.0.0/16"},
//!     {"cidr_block": "10.12.0.0/16"}, {"cidr_block": "10.13.0.0/16"}, {"cidr_block": "10.14.0.0/16"},
//!     {"cidr_block": "10.15.0.0/16"}, {"cidr_block": "10.16.0.0/16"}, {"cidr_block": "10.17.0.0/16"},
//!     {"cidr_block": "10.18.0.0/16"}, {"cidr_block": "10.19.0.0/16"}, {"cidr_block": "10.20.0.0/16"},
//!     {"cidr_block": "10.21.0.0/16"}, {"cidr_block": "10.22.0.0/16"}, {"cidr_block": "10.23.0.0/16"},
//!     {"cidr_block": "10.24.0.0/16"}, {"cidr_block": "10.25.0.0/16"}, {"cidr_block": "10.26.0.0/16"},
//!     {"cidr_block": "10.27.0.0/16"}, {"cidr_block": "10.28.0.0/16"}, {"cidr_block": "10.29.0.0/16"},
//!     {"cidr_block": "10.30.0.0/16"}, {"cidr_block": "10.31.0.0/16"}, {"cidr_block": "10.32.0.0/16"},
//!     {"cidr_block": "10.33.0.0/16"}, {"cidr_block": "10.34.0.0/16"}, {"cidr_block": "10.35.0.0/16"},
//!     {"cidr_block": "10.36.0.0/16"}, {"cidr_block": "10.37.0.0/16"}, {"cidr_block": "10.38.0.0/16"},
//!     {"cidr_block": "10.39.0.0/16"}, {"cidr_block": "10.40.0.0/16"}, {"cidr_block": "10.41.0.0/16"},
//!     {"cidr_block": "10.42.0.0/16"}, {"cidr_block": "10.43.0.0/16"}, {"cidr_block": "10.44.0.0/16"},
//!     {"cidr_block": "10.45.0.0/16"}, {"cidr_block": "10.46.0.0/16"}, {"cidr_block": "10.47.0.0/16"},
//!     {"cidr_block": "10.48.0.0/16"}, {"cidr_block": "10.49.0.0/16"}, {"cidr_block": "10.50.0.0/16"}
//!    ]}}]}}}
//! ```
//! ```text
//! $ fiasco check
//! plan.json:2:15: unknown LIM013 routes-per-table: hub needs 51 of the default 50..500 routes [refuses]
//! ```
//!
//! ## When it stays quiet
//! Below 40 routes, or four fifths of the quota that is stated; and where more than 500 stand already.
//!
//! ## Fix
//! Wider routes that cover several networks; a transit gateway; a higher quota, up to 1,000.
//!
//! ## Undo
//! Put the routes back as they were.
//!
//! ## References
//! AWS, *Amazon VPC quotas*: long 50, newer lists of the Service Quotas API say 500; at most 1,000.

use super::Quota;
use crate::limit::Limit;
use crate::rule::{Class, Effect, Meta};
use crate::verdict::Compare;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::quantity::Measure;

static META: Meta = Meta {
    code: "LIM013",
    name: "routes-per-table",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "cover several networks by one wider route, or ask for a higher quota",
    undo: "put the routes back as they were",
    source: include_str!("lim013_routes_per_table.rs"),
};

/// The quota.
static QUOTA: Quota = Quota {
    kind: HoldingKind::Routes,
    default: (50, 500),
    command: "aws service-quotas get-service-quota --service-code vpc --quota-code L-93826ACB",
    things: "routes",
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a route table of AWS",
    what: "routes",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws service-quotas get-service-quota --service-code vpc --quota-code L-93826ACB",
    evidence: "RouteLimitExceeded: The maximum number of routes has been reached",
    as_of: "2026-11-23",
    reference: "AWS, Amazon VPC quotas",
    subjects: |view| QUOTA.subjects(view),
    used: |view, subject| QUOTA.used(view, subject),
    limit: |view, subject| QUOTA.limit(view, subject),
    tell: |view, subject, verdict, found| QUOTA.tell(view, subject, verdict, found),
};
