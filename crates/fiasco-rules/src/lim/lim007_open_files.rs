//! # LIM007 open-files
//!
//! A process has as many sockets open as it may have files, and cannot accept the next connection.
//!
//! ## What breaks
//! Each connection is an open file of the process that holds it. At the limit `accept` and `open` both fail, so a
//! service often loses its log and its files together with its clients.
//!
//! ## Why growth brings it out
//! Open connections grow with `traffic`. `servers` and `replicas` spread them.
//!
//! ## How it is computed
//! `connections` (as stated today, all replicas together) times the factor of `traffic`, over replicas and
//! processes, against `nofile`. What a process opens to the services it calls comes on top: `pool` for each of them
//! where that is stated; otherwise one for each client in nginx, and somewhere between none and one in anything
//! else. `workers` are processes in nginx; elsewhere they may be threads, which share the limit. The files a
//! process has open besides (five in a bare one) are not counted. On a running host:
//! `grep 'open files' /proc/PID/limits`, `ls /proc/PID/fd | wc -l`.
//!
//! ## Example
//! ```yaml
//! services:
//!   app: {nofile: 1024, connections: 300, pool: 20, calls: db}
//!   db: {}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:2:36: x3.35 LIM007 open-files: traffic above x3.35: app has 1,024 of 1,024 files open; the next connection fails [refuses]
//! ```
//!
//! ## When it stays quiet
//! Unless both `nofile` and `connections` are stated. Redis and Valkey lower their number of clients by
//! themselves: LIM003 speaks.
//!
//! ## Fix
//! A higher limit (`LimitNOFILE=`, `ulimits:`, `worker_rlimit_nofile`); fewer idle connections.
//!
//! ## Undo
//! Set the old limit and restart.
//!
//! ## References
//! Linux manual, *getrlimit(2)*, `RLIMIT_NOFILE`. Tried on Linux 6.18: with a limit of 256 a process with 5 files
//! open gets 251 sockets, then EMFILE.

use crate::limit::{Found, Limit};
use crate::rule::{Class, Effect, Meta, Story, Subject};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::image::Product;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, ServiceId, View};

static META: Meta = Meta {
    code: "LIM007",
    name: "open-files",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: super::SPREAD,
    contradiction: false,
    attached: false,
    fix: "raise the limit of open files of the service",
    undo: "set the old limit and restart",
    source: include_str!("lim007_open_files.rs"),
};

/// The record. Who starts a process sets its limit, so there is no default to give.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a process",
    what: "open files",
    compare: Compare::AtMost,
    defaults: &[],
    found_by: "grep 'open files' /proc/PID/limits, then nofile: under the service",
    evidence: "Too many open files (EMFILE)",
    as_of: "2026-11-23",
    reference: "Linux manual, getrlimit(2)",
    subjects,
    used,
    limit: |view, subject| match subject {
        Subject::Service(service) => Ok(RULE.of_service(view, service, key::Nofile)),
        _ => Ok(Found::unknown()),
    },
    tell,
};

fn subjects(view: &View<'_>) -> Vec<Subject> {
    let stated = |id: &ServiceId| {
        let service = view.estate.service(*id);
        let lowers_itself = matches!(service.product(), Some(Product::Redis | Product::Valkey));
        !lowers_itself && service.facts.has(FactKind::Nofile) && service.facts.has(FactKind::Connections)
    };
    view.estate
        .service_ids()
        .filter(stated)
        .map(Subject::Service)
        .collect()
}

/// Processes of one replica, each with a limit of its own.
fn processes(view: &View<'_>, service: ServiceId) -> Bounds {
    let row = view.estate.service(service);
    let (processes, workers) = (row.facts.get(key::Processes), row.facts.get(key::Workers));
    let nginx = row.product() == Some(Product::Nginx);
    match (processes.is_known(), workers.is_known(), nginx) {
        (true, _, _) => processes.bounds(),
        (false, true, true) => workers.bounds(),
        (false, false, true) => Bounds {
            lo: Rational::ONE,
            hi: None,
        },
        (false, true, false) => Bounds {
            lo: Rational::ONE,
            hi: workers.bounds().hi,
        },
        (false, false, false) => Bounds::ONE,
    }
}

/// Whether a process opens connections for its clients' sake that nobody counted.
fn opens_uncounted(view: &View<'_>, service: ServiceId) -> Option<Confidence> {
    let pooled = view.estate.service(service).facts.has(FactKind::Pool);
    super::calls_others(view, service).filter(|_| !pooled)
}

/// Files a client costs: its own connection, and the one to the service behind where there is one each.
fn files_per_client(view: &View<'_>, service: ServiceId) -> Bounds {
    let two = Rational::int(2);
    let nginx = view.estate.service(service).product() == Some(Product::Nginx);
    match opens_uncounted(view, service) {
        None => Bounds::ONE,
        Some(confidence) if nginx && confidence > Confidence::Inferred => Bounds::exact(two),
        Some(_) => Bounds {
            lo: Rational::ONE,
            hi: Some(two),
        },
    }
}

/// Connections of the pools of one process: one pool for each service it calls.
fn pooled(view: &View<'_>, service: ServiceId) -> Result<Bounds, Overflow> {
    let pool = view.estate.service(service).facts.get(key::Pool);
    if !pool.is_known() {
        return Ok(Bounds::ZERO);
    }
    let calls = &view.relations.callees[service.index()];
    let again = |n: usize, to: ServiceId| calls.iter().take(n).any(|id| view.estate.call(*id).to == to);
    let called = calls.iter().enumerate().filter(|(n, id)| {
        let call = view.estate.call(**id);
        call.carries_requests() && !again(*n, call.to)
    });
    pool.bounds()
        .scaled(Rational::int(i64::try_from(called.count()).unwrap_or(i64::MAX)))
}

fn used(view: &View<'_>, subject: Subject) -> Result<Bounds, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Bounds::ZERO);
    };
    let clients = super::connections_now(view, subject)?.over(processes(view, service))?;
    clients
        .times(files_per_client(view, service))?
        .plus(pooled(view, service)?)
}

fn tell(view: &View<'_>, subject: Subject, verdict: &Verdict, found: &Found) -> Result<Story, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Story::new("", ""));
    };
    let name = view.estate.service_name(service);
    let used = words::bounds(verdict.used, Measure::Count);
    let limit = words::bounds(found.value, Measure::Count);
    let (processes, per_client) = (processes(view, service), files_per_client(view, service));
    let holder = match processes.point() {
        Some(one) if one == Rational::ONE => super::each_replica(view, service),
        _ => format!("each process of {name}"),
    };
    let says = format!("{holder} has {used} of {limit} files open; the next connection fails");
    let formula = format!(
        "{}{} x {} a client, and {} of pools = {used} of {limit}",
        super::connections_formula(view, service),
        if processes == Bounds::ONE {
            String::new()
        } else {
            format!(" / {} processes", words::bounds(processes, Measure::Count))
        },
        words::bounds(per_client, Measure::Count),
        words::bounds(pooled(view, service)?, Measure::Count),
    );
    let mut story = super::story_of_connections(view, service, says, formula);
    if !processes.is_exact() {
        story = story.missing(
            "processes",
            name,
            words::ask(view.estate, service, "processes: 4"),
        );
    }
    if !per_client.is_exact() {
        story = story.missing("connections", name, words::ask(view.estate, service, "pool: 20"));
    }
    Ok(story)
}
