//! # LIM006 connection-tracking
//!
//! The connection tracking table of a firewall or host is full, and new connections are dropped.
//!
//! ## What breaks
//! Every connection through a stateful firewall takes an entry, and keeps it for 120 s after it was closed. When
//! the table is full, packets that would begin a connection are dropped; those that exist go on, which makes it
//! hard to see.
//!
//! ## Why growth brings it out
//! New connections grow with `traffic`; the table does not.
//!
//! ## How it is computed
//! `new_connections x the factor of traffic x 120 s`, against `conntrack`. The time a connection lasts comes on top,
//! so this is the least there is. On a device that runs services, a share goes to replicas that were added
//! elsewhere. Where the target gives services traffic factors of their own, the device lies between the lowest and
//! the highest. On a running host: `sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max`.
//!
//! ## Example
//! ```yaml
//! devices: {fw1: {conntrack: 65536, new_connections: 200/s}}
//! services: {web: {}}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:1:52: x2.73 LIM006 connection-tracking: traffic above x2.73: fw1 tracks 65,536 of 65,536 connections; the next is dropped [drops]
//! ```
//!
//! ## When it stays quiet
//! Where no `new_connections` are stated.
//!
//! ## Fix
//! A larger `nf_conntrack_max` (and as many buckets); connections that are kept open; `notrack` for traffic that no
//! rule looks at the state of; a shorter `nf_conntrack_tcp_timeout_time_wait`.
//!
//! ## Undo
//! Set the old value with `sysctl`.
//!
//! ## References
//! Linux documentation, *nf_conntrack-sysctl* (`nf_conntrack_tcp_timeout_time_wait`, default 120). Tried on Linux
//! 6.18: with a full table a new TCP connection times out and the kernel logs the line.

use crate::limit::{Found, Limit};
use crate::rule::{Class, Effect, Meta, Story, Subject, Trend};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, DeviceId, Dimension, ServiceId, View};

/// Seconds an entry is kept once its connection was closed (`nf_conntrack_tcp_timeout_time_wait`).
const TIME_WAIT: i64 = 120;

static META: Meta = Meta {
    code: "LIM006",
    name: "connection-tracking",
    class: Class::Limit,
    effect: Effect::Drops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Traffic, Trend::Falls),
        (Dimension::Servers, Trend::Rises),
        (Dimension::Capacity, Trend::Rises),
        (Dimension::Replicas, Trend::Mixed),
    ],
    contradiction: false,
    attached: false,
    fix: "raise nf_conntrack_max, or keep connections open",
    undo: "set the old value with sysctl",
    source: include_str!("lim006_connection_tracking.rs"),
};

/// The record. The kernel computes the default from its memory, so there is none to give.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a stateful firewall",
    what: "connection tracking entries",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "sysctl net.netfilter.nf_conntrack_max, then conntrack: under the device",
    evidence: "nf_conntrack: table full, dropping packet",
    as_of: "2026-11-23",
    reference: "Linux documentation, nf_conntrack-sysctl",
    subjects: |view| {
        let states = |id: &DeviceId| view.estate.device(*id).facts.has(FactKind::NewConnections);
        view.estate
            .device_ids()
            .filter(states)
            .map(Subject::Device)
            .collect()
    },
    used,
    limit: |view, subject| match subject {
        Subject::Device(device) => Ok(super::of_device(view, device, key::Conntrack)),
        _ => Ok(Found::unknown()),
    },
    tell,
};

/// How the share of a service's work that a device does compares with today's; `None` where it does none today.
fn change_of_share(
    view: &View<'_>,
    service: ServiceId,
    device: DeviceId,
) -> Result<Option<Rational>, Overflow> {
    let here = view.relations.replicas_on(service, device);
    if here == 0 {
        return Ok(None);
    }
    let share = |on: i64, of: i64| Rational::int(on).over(Rational::int(of.max(1)));
    let today = share(here, view.relations.replicas[service.index()])?;
    share(view.serving_on(service, device), view.serving(service))?
        .over(today)
        .map(Some)
}

/// How much of its work a device still does: 1 where it runs no service that is spread over more replicas now.
fn share_left(view: &View<'_>, device: DeviceId) -> Result<Bounds, Overflow> {
    let mut left: Option<(Rational, Rational)> = None;
    for service in &view.relations.services_on[device.index()] {
        if let Some(change) = change_of_share(view, *service, device)? {
            left = Some(left.map_or((change, change), |(lo, hi)| (lo.min(change), hi.max(change))));
        }
    }
    Ok(left.map_or(Bounds::ONE, |(lo, hi)| Bounds { lo, hi: Some(hi) }))
}

fn used(view: &View<'_>, subject: Subject) -> Result<Bounds, Overflow> {
    let Subject::Device(device) = subject else {
        return Ok(Bounds::ZERO);
    };
    if !view.is_installed(device) {
        return Ok(Bounds::ZERO);
    }
    let today = view.estate.device(device).facts.get(key::NewConnections).bounds();
    let now = today
        .times(super::traffic_factor(view))?
        .times(share_left(view, device)?)?;
    now.scaled(Rational::int(TIME_WAIT))
}

fn tell(view: &View<'_>, subject: Subject, verdict: &Verdict, found: &Found) -> Result<Story, Overflow> {
    let Subject::Device(device) = subject else {
        return Ok(Story::new("", ""));
    };
    let row = view.estate.device(device);
    let name = &row.name.value;
    let stated = row.facts.get(key::NewConnections);
    let rate = words::bounds(stated.bounds(), Measure::RequestRate);
    let used = words::bounds(verdict.used, Measure::Count);
    let limit = words::bounds(found.value, Measure::Count);
    let factor = words::bounds(
        super::traffic_factor(view).times(share_left(view, device)?)?,
        Measure::Count,
    );
    let says = format!("{name} tracks {used} of {limit} connections; the next is dropped");
    Ok(Story::new(name.clone(), says)
        .formula(format!(
            "{rate} today x {factor} x {TIME_WAIT} s in TIME_WAIT = {used} of {limit}"
        ))
        .cite(stated.at, format!("{name} sees {rate} begin"))
        .rests_on(stated.confidence))
}
