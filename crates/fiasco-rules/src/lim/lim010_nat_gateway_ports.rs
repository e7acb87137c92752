//! # LIM010 nat-gateway-ports
//!
//! A NAT gateway has as many connections to one destination as its addresses have ports for it.
//!
//! ## What breaks
//! Everything behind the gateway shares its addresses. When 55,000 connections of an address to one destination (one
//! address, one port, one protocol) are open, the next one to that destination gets no port and fails, while all
//! others work. The gateway's metric `ErrorPortAllocation` counts them.
//!
//! ## Why growth brings it out
//! Connections to the one interface everybody calls grow with `traffic`, whatever the number of machines.
//!
//! ## How it is computed
//! `connections` (open today through the gateway to the destination that has most) times the factor of `traffic`,
//! against 55,000 for each address of the gateway. A gateway has one address unless the plan gives it more; eight are
//! possible. On a running gateway: the metrics `ActiveConnectionCount`, which is for all destinations together and so
//! the most it can be, and `ErrorPortAllocation`.
//!
//! ## Example
//! ```json
//! {"format_version": "1.2", "planned_values": {"root_module": {"resources": [
//!   {"address": "aws_nat_gateway.a", "type": "aws_nat_gateway", "values": {"tags": {"Name": "nat-a"}}}]}}}
//! ```
//! ```yaml
//! devices: {nat-a: {connections: 18000}}
//! services: {shop: {}}
//! traffic: {shop: 200/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:1:32: x3.06 LIM010 nat-gateway-ports: traffic above x3.06: nat-a has 55,000 of 55,000 connections to one destination; the next one fails [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where there is no NAT gateway, or no `traffic` that could grow. Unless `connections` are stated of it, it asks.
//!
//! ## Fix
//! Connections that are kept open and shared; more addresses on the gateway; a gateway in each zone; a private
//! endpoint for services of the cloud itself.
//!
//! ## Undo
//! Take the added addresses off again.
//!
//! ## References
//! AWS, *NAT gateway basics*: 55,000 connections to each unique destination for each address, up to 8 addresses.

use crate::limit::{Found, Limit};
use crate::rule::{Class, Effect, Meta, Story, Subject, Trend};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, DeviceId, Dimension, View};

static META: Meta = Meta {
    code: "LIM010",
    name: "nat-gateway-ports",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Traffic, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "keep connections open and share them, or give the gateway more addresses",
    undo: "take the added addresses off again",
    source: include_str!("lim010_nat_gateway_ports.rs"),
};

/// The type of device it is a limit of, as importers write it.
const KIND: &str = "aws/nat-gateway";

/// The record. How many addresses a gateway has is a fact of it, so there is no default to give.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a NAT gateway of AWS",
    what: "connections to one destination",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "aws cloudwatch get-metric-statistics --namespace AWS/NATGateway --metric-name ActiveConnectionCount",
    evidence: "ErrorPortAllocation > 0",
    as_of: "2026-11-23",
    reference: "AWS, NAT gateway basics",
    subjects: |view| {
        let gateway = |id: &DeviceId| {
            let row = view.estate.device(*id);
            let grows = !view.estate.traffic.is_empty() || row.facts.has(FactKind::Connections);
            grows && row.kind.as_ref().is_some_and(|kind| kind.value == KIND)
        };
        view.estate
            .device_ids()
            .filter(gateway)
            .map(Subject::Device)
            .collect()
    },
    used,
    limit: |view, subject| match subject {
        Subject::Device(device) => {
            let mut found = super::of_device(view, device, key::EphemeralPorts);
            let ports = words::bounds(found.value, Measure::Count);
            found.says = format!("{ports} connections to one destination");
            Ok(found)
        }
        _ => Ok(Found::unknown()),
    },
    tell,
};

fn used(view: &View<'_>, subject: Subject) -> Result<Bounds, Overflow> {
    let Subject::Device(device) = subject else {
        return Ok(Bounds::ZERO);
    };
    let stated = view.estate.device(device).facts.get(key::Connections);
    stated.bounds().times(super::traffic_factor(view))
}

fn tell(view: &View<'_>, subject: Subject, verdict: &Verdict, found: &Found) -> Result<Story, Overflow> {
    let Subject::Device(device) = subject else {
        return Ok(Story::new("", ""));
    };
    let row = view.estate.device(device);
    let name = &row.name.value;
    let stated = row.facts.get(key::Connections);
    let used = words::bounds(verdict.used, Measure::Count);
    let limit = words::bounds(found.value, Measure::Count);
    let today = words::bounds(stated.bounds(), Measure::Count);
    let factor = words::bounds(super::traffic_factor(view), Measure::Count);
    let says = format!("{name} has {used} of {limit} connections to one destination; the next one fails");
    let mut story = Story::new(name.clone(), says)
        .formula(format!(
            "{name}: {today} connections today x {factor} = {used} of {limit}"
        ))
        .cite(stated.at, format!("{today} connections today"))
        .cite(row.name.at, name.clone());
    if stated.is_known() {
        story = story.rests_on(stated.confidence);
    } else {
        let ask =
            format!("devices: {{{name}: {{connections: …}}}} in a file beside, from ActiveConnectionCount");
        story = story.missing("connections to one destination", name, ask);
    }
    Ok(story)
}
