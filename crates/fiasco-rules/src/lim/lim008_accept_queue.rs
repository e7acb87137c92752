//! # LIM008 accept-queue
//!
//! More connections arrive while a service does not accept than its queue holds.
//!
//! ## What breaks
//! A connection that the kernel has completed waits in the accept queue until the service takes it. While the
//! service pauses (a collection, a reload, a long system call) the queue fills. Once it is full the kernel drops
//! what completes the handshake, and the client tries again a second later: requests that take 1 s, 3 s or 7 s
//! longer, with no error in any log.
//!
//! ## Why growth brings it out
//! Arrivals grow with `traffic`; the queue does not. `servers` and `replicas` spread them.
//!
//! ## How it is computed
//! `arrivals per second and replica x stall`, against `min(backlog, somaxconn) + 1`. An arrival is a connection,
//! unless it comes from a service that says `reuse: yes`. `backlog` is what the service asks for when it listens:
//! 511 in nginx, Redis and Valkey, else it is asked about. `somaxconn` is that of the fullest host; containers have
//! their own. Its default is 4,096 since Linux 5.4, and 128 before. On a running host: `ss -lnt` (Send-Q is the
//! backlog in force), `sysctl net.core.somaxconn`.
//!
//! ## Example
//! ```yaml
//! services: {web: {backlog: 128, stall: 500 ms}}
//! traffic: {web: 100/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:1:39: x2.58 LIM008 accept-queue: traffic above x2.58: web gets 129 connections in a stall of 500 ms, and its queue holds 129; the next is dropped [drops]
//! ```
//!
//! ## When it stays quiet
//! Unless `stall` is stated and a known request rate reaches the service. A default of the kernel informs, and
//! never gates, unless the backlog is so small that no kernel lowers it.
//!
//! ## Fix
//! A larger backlog, and a `somaxconn` no smaller; shorter pauses; connections that are kept open.
//!
//! ## Undo
//! Set the old values; both hold from the next `listen` on.
//!
//! ## References
//! Linux manual, *listen(2)*; `include/linux/socket.h` (`SOMAXCONN`, 4,096 since Linux 5.4). Tried on Linux 6.18:
//! exactly `min(backlog, somaxconn) + 1`: 6, 129 and 257 for 5, 128 and 5,000 at `somaxconn` 256.

use crate::limit::{DefaultValue, Found, Limit};
use crate::rule::{Class, Effect, Meta, Story, Subject};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::image::Product;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, ServiceId, View};

/// The lowest `somaxconn` a kernel starts with: that of Linux before 5.4.
const LEAST_SOMAXCONN: i64 = 128;

static META: Meta = Meta {
    code: "LIM008",
    name: "accept-queue",
    class: Class::Limit,
    effect: Effect::Drops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: super::SPREAD,
    contradiction: false,
    attached: false,
    fix: "raise the backlog and net.core.somaxconn, or shorten the pauses",
    undo: "set the old values and restart the service",
    source: include_str!("lim008_accept_queue.rs"),
};

/// The record. Its defaults are two: the backlog that a program asks for, and `somaxconn` of the kernel.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a service that listens",
    what: "backlog",
    compare: Compare::AtMost,
    defaults: &[
        DefaultValue {
            product: Some(Product::Nginx),
            from: None,
            before: None,
            value: 511,
        },
        DefaultValue {
            product: Some(Product::Redis),
            from: None,
            before: None,
            value: 511,
        },
        DefaultValue {
            product: Some(Product::Valkey),
            from: None,
            before: None,
            value: 511,
        },
        DefaultValue {
            product: None,
            from: Some((5, 4)),
            before: None,
            value: 4096,
        },
    ],
    found_by: "ss -lnt, column Send-Q, then backlog: under the service",
    evidence: "TcpExtListenOverflows rises (nstat -az TcpExtListenOverflows)",
    as_of: "2026-11-23",
    reference: "Linux manual, listen(2); include/linux/socket.h; tried on Linux 6.18",
    subjects: |view| {
        let stalls = |id: &ServiceId| {
            view.estate.service(*id).facts.has(FactKind::Stall) && super::is_reached(view, *id)
        };
        view.estate
            .service_ids()
            .filter(stalls)
            .map(Subject::Service)
            .collect()
    },
    used,
    limit: queue,
    tell,
};

/// Connections per second at one replica: arrivals from outside and from services that do not keep theirs.
fn connections(view: &View<'_>, service: ServiceId) -> Result<Bounds, Overflow> {
    let mut rate = Bounds::ZERO;
    for id in view
        .estate
        .traffic_ids()
        .filter(|id| view.estate.arrivals(*id).service == service)
    {
        rate = rate.plus(view.traffic(id)?)?;
    }
    for call in view.relations.callers[service.index()]
        .iter()
        .map(|id| view.estate.call(*id))
    {
        let keeps = view
            .estate
            .service(call.from)
            .reuses
            .as_ref()
            .is_some_and(|reuses| reuses.value);
        if call.carries_requests() && !keeps && super::is_reached(view, call.from) {
            rate = rate.plus(view.arrival(call.from)?.scaled(call.times)?)?;
        }
    }
    super::per_replica(view, service, rate)
}

fn used(view: &View<'_>, subject: Subject) -> Result<Bounds, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Bounds::ZERO);
    };
    connections(view, service)?.times(view.estate.service(service).facts.get(key::Stall).bounds())
}

/// `somaxconn` where a service listens.
fn somaxconn(view: &View<'_>, service: ServiceId) -> Found {
    super::kernel_of(view, service)
        .map(|host| super::of_device(view, host, key::Somaxconn))
        .filter(|found| found.value != Bounds::UNKNOWN)
        // Which kernel it is nobody says.
        .unwrap_or_else(|| super::of_kernel(&RULE, Confidence::Assumed))
}

fn queue(view: &View<'_>, subject: Subject) -> Result<Found, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Found::unknown());
    };
    let mut found = RULE.of_service(view, service, key::Backlog);
    let kernel = somaxconn(view, service);
    let backlog = found.value;
    found.value = backlog.min(kernel.value).plus(Bounds::ONE)?;
    let below_any_kernel = backlog.hi.is_some_and(|hi| hi <= Rational::int(LEAST_SOMAXCONN));
    if !below_any_kernel {
        found.confidence = found.confidence.min(kernel.confidence);
        found.says = format!("backlog: {}; somaxconn: {}", found.says, kernel.says);
        found.at = found.at.or(kernel.at);
    }
    Ok(found)
}

fn tell(view: &View<'_>, subject: Subject, verdict: &Verdict, found: &Found) -> Result<Story, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Story::new("", ""));
    };
    let row = view.estate.service(service);
    let name = &row.name.value;
    let stall = row.facts.get(key::Stall);
    let pause = words::bounds(stall.bounds(), Measure::Time);
    let rate = words::bounds(connections(view, service)?, Measure::RequestRate);
    let used = words::bounds(verdict.used, Measure::Count);
    let backlog = RULE.of_service(view, service, key::Backlog).value;
    let asked = words::bounds(backlog, Measure::Count);
    let kernel = words::bounds(somaxconn(view, service).value, Measure::Count);
    let room = match backlog {
        Bounds::UNKNOWN => "an unknown number".to_owned(),
        _ => words::bounds(found.value, Measure::Count),
    };
    let each = super::each_replica(view, service);
    let says = format!(
        "{each} gets {used} connections in a stall of {pause}, and its queue holds {room}; the next is dropped"
    );
    let story = Story::new(name.clone(), says)
        .formula(format!(
            "{rate} x {pause} = {used}, against min(backlog {asked}, somaxconn {kernel}) + 1 = {room}"
        ))
        .cite(stall.at, format!("{name} may not accept for {pause}"))
        .rests_on(stall.confidence);
    Ok(if backlog == Bounds::UNKNOWN {
        story.missing(RULE.what, name.clone(), RULE.found_by)
    } else {
        story
    })
}
