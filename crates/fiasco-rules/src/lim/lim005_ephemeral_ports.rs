//! # LIM005 ephemeral-ports
//!
//! A host that opens a connection for every call runs out of ports towards one destination.
//!
//! ## What breaks
//! A connection is told apart by its two addresses and two ports. Towards one port of one address, a caller's
//! address has as many connections as it has ephemeral ports, and a port stays taken for 60 s after its connection
//! was closed (`TIME_WAIT`). The next connect fails at once, although nobody is busy.
//!
//! ## Why growth brings it out
//! Calls grow with `traffic`. More hosts bring more addresses, so `servers` helps; more replicas on the same host
//! do not.
//!
//! ## How it is computed
//! `calls per second from one address to one replica of the callee x 60 s`, against the ephemeral ports of the
//! host: 28,232 by default (32768 to 60999), that is 470 new connections a second. Work is split evenly over the
//! replicas of both sides. Replicas on one host share its address; containers have one each, and their own port
//! range, which is the kernel's whatever the host was set to. Behind one virtual address all calls go to one
//! destination: state the balancer as a service. The 60 s are fixed in Linux (`TCP_TIMEWAIT_LEN`), and the side
//! that closes first pays them: this counts it as the caller. The time a connection is open comes on top. On a running
//! host: `sysctl net.ipv4.ip_local_port_range`, `ss -tan state time-wait | wc -l`.
//!
//! ## Example
//! ```yaml
//! devices: {edge: {}, box: {}}
//! services:
//!   web: {runs: edge, calls: app, reuse: no}
//!   app: {runs: box}
//! traffic: {web: 200/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:3:28: x2.35 LIM005 ephemeral-ports: traffic above x2.35: web opens 471/s to app from edge: 28,232 of 28,232 ports are taken, and the next connection fails [refuses]
//! ```
//!
//! ## When it stays quiet
//! Unless the caller says `reuse: no`, and a known request rate reaches it. Other services of the same host that
//! call the same destination are not added.
//!
//! ## Fix
//! Keep connections open (keep-alive, a pool): one connection then carries many calls. Else a wider
//! `ip_local_port_range`, a second source address, or `tcp_tw_reuse=1`.
//!
//! ## Undo
//! Set the old range with `sysctl`; it holds from the next connection on.
//!
//! ## References
//! Linux documentation, *ip-sysctl* (`ip_local_port_range`); `include/net/tcp.h` (`TCP_TIMEWAIT_LEN`). Tried on
//! Linux 6.18: a range of 1,000 gives exactly 1,000 connections to one destination and 2,000 to two.

use crate::limit::{DefaultValue, Found, Limit};
use crate::rule::{Class, Effect, Meta, Story, Subject, Trend};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::service::{Call, Runtime};
use fiasco_estate::{Bounds, Confidence, Dimension, ServiceId, View};

/// Seconds a port stays taken after its connection was closed: fixed in the kernel.
const TIME_WAIT: i64 = 60;

static META: Meta = Meta {
    code: "LIM005",
    name: "ephemeral-ports",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Traffic, Trend::Falls),
        (Dimension::Servers, Trend::Rises),
        (Dimension::Capacity, Trend::Rises),
        // A new replica on the host judged takes a larger share of the calls there, one elsewhere a smaller.
        (Dimension::Replicas, Trend::Mixed),
    ],
    contradiction: false,
    attached: false,
    fix: "keep connections open (keep-alive, a pool), or widen net.ipv4.ip_local_port_range",
    undo: "set the old range with sysctl",
    source: include_str!("lim005_ephemeral_ports.rs"),
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "an address that opens connections",
    what: "ephemeral ports",
    compare: Compare::AtMost,
    defaults: &[DefaultValue {
        product: None,
        from: None,
        before: None,
        value: 28_232,
    }],
    found_by: "sysctl net.ipv4.ip_local_port_range, then ephemeral_ports: under the device",
    evidence: "Cannot assign requested address (EADDRNOTAVAIL)",
    as_of: "2026-11-23",
    reference: "Linux documentation, ip-sysctl; include/net/tcp.h; tried on Linux 6.18",
    subjects,
    used,
    limit,
    tell,
};

fn subjects(view: &View<'_>) -> Vec<Subject> {
    let opens = |call: &Call| {
        let from = view.estate.service(call.from);
        let closes = from.reuses.as_ref().is_some_and(|reuses| !reuses.value);
        closes && call.carries_requests() && super::is_reached(view, call.from)
    };
    view.estate
        .call_ids()
        .filter(|id| opens(view.estate.call(*id)))
        .map(Subject::Call)
        .collect()
}

/// Share of a service's calls that leave from its busiest address.
fn share_of_one_address(view: &View<'_>, service: ServiceId) -> Result<Bounds, Overflow> {
    let serving = Rational::int(view.serving(service).max(1));
    let one = Rational::ONE.over(serving)?;
    let row = view.estate.service(service);
    match (row.runtime, view.relations.hosts[service.index()].first()) {
        (Runtime::Compose | Runtime::Swarm | Runtime::Kubernetes, _) => Ok(Bounds::exact(one)),
        (Runtime::Hosts, Some(host)) => Ok(Bounds::exact(
            Rational::int(view.serving_on(service, *host)).over(serving)?,
        )),
        // Nobody says where they run: on one host together at worst, each on its own at best.
        (Runtime::Hosts, None) => Ok(Bounds {
            lo: one,
            hi: Some(Rational::ONE),
        }),
    }
}

/// Calls per second from the busiest address to one replica of the callee.
fn rate(view: &View<'_>, call: &Call) -> Result<Bounds, Overflow> {
    let calls = view
        .arrival(call.from)?
        .scaled(call.times)?
        .times(share_of_one_address(view, call.from)?)?;
    super::per_replica(view, call.to, calls)
}

fn used(view: &View<'_>, subject: Subject) -> Result<Bounds, Overflow> {
    let Subject::Call(id) = subject else {
        return Ok(Bounds::ZERO);
    };
    rate(view, view.estate.call(id))?.scaled(Rational::int(TIME_WAIT))
}

fn limit(view: &View<'_>, subject: Subject) -> Result<Found, Overflow> {
    let Subject::Call(id) = subject else {
        return Ok(Found::unknown());
    };
    let stated = super::kernel_of(view, view.estate.call(id).from)
        .map(|host| super::of_device(view, host, key::EphemeralPorts))
        .filter(|found| found.value != Bounds::UNKNOWN);
    Ok(stated.unwrap_or_else(|| super::of_kernel(&RULE, Confidence::Default)))
}

fn tell(view: &View<'_>, subject: Subject, verdict: &Verdict, found: &Found) -> Result<Story, Overflow> {
    let Subject::Call(id) = subject else {
        return Ok(Story::new("", ""));
    };
    let call = view.estate.call(id);
    let (from, to) = (
        view.estate.service_name(call.from),
        view.estate.service_name(call.to),
    );
    let place = match super::kernel_of(view, call.from) {
        Some(host) => view.estate.device_name(host),
        None => "one address",
    };
    let rate = words::bounds(rate(view, call)?, Measure::RequestRate);
    let used = words::bounds(verdict.used, Measure::Count);
    let ports = words::bounds(found.value, Measure::Count);
    let says = format!(
        "{from} opens {rate} to {to} from {place}: {used} of {ports} ports are taken, and the next connection fails"
    );
    let mut story = Story::new(format!("{from} -> {to}"), says)
        .formula(format!(
            "{rate} x {TIME_WAIT} s in TIME_WAIT = {used} of {ports} ports"
        ))
        .cite(Some(call.at), format!("{from} calls {to}"))
        .rests_on(call.confidence);
    if let Some(reuses) = &view.estate.service(call.from).reuses {
        story = story.cite(reuses.at, format!("{from} opens a connection for every call"));
    }
    if !share_of_one_address(view, call.from)?.is_exact() {
        story = story.missing("hosts", from, format!("runs: under {from}"));
    }
    Ok(story)
}
