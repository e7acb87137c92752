//! # LIM004 nginx-worker-connections
//!
//! An nginx worker has no free connection left for the next client.
//!
//! ## What breaks
//! `worker_connections` counts everything a worker has open: its listening sockets, its channel to the master
//! process, the clients, and for a proxied client the connection to the server behind as well. A proxy therefore
//! serves about half as many clients as the number says.
//!
//! ## Why growth brings it out
//! Open connections grow with `traffic`. `servers` and `replicas` spread them.
//!
//! ## How it is computed
//! `connections` (as stated today, all replicas together) times the factor of `traffic`, over the replicas,
//! against `floor((worker_connections - listeners - 1) / 2) x workers`: 511 a worker for 1,024. A service that
//! calls nothing serves files itself, and nothing is halved. Listeners are the ports it publishes, at least one.
//! `worker_connections` is 512 built in, but 1,024 in the `nginx.conf` of the official nginx and OpenResty
//! images, and it is those that an image here means. `worker_processes` differs between them (`auto`, 1), so where
//! `workers` is not stated there is at least one, and it is asked about. Clients are taken to spread evenly over
//! workers, which is the best case. On a running server: `nginx -T | grep worker_`.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {image: "nginx:1.29", workers: 1, connections: 200, calls: app}
//!   app: {}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:2:55: x2.56 LIM004 nginx-worker-connections: traffic above x2.56: web has 511 of 511 clients connected; the next is refused [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where no `connections` are stated, and where they fit into one worker.
//!
//! ## Fix
//! A higher `worker_connections`, and `worker_rlimit_nofile` of twice that; more workers; a shorter
//! `keepalive_timeout`.
//!
//! ## Undo
//! Set the old values and reload.
//!
//! ## References
//! nginx documentation, *worker_connections*; nginx `src/event/ngx_event.c` (512) and the packages' `nginx.conf`
//! (1,024). Tried on nginx 1.22 with a server behind that never answers: 512 gives 255 and 1,024 gives 511.

use crate::limit::{DefaultValue, Found, Limit};
use crate::rule::{Class, Effect, Meta, Story, Subject};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::image::Product;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Confidence, ServiceId, View};

static META: Meta = Meta {
    code: "LIM004",
    name: "nginx-worker-connections",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: super::SPREAD,
    contradiction: false,
    attached: false,
    fix: "raise worker_connections, and worker_rlimit_nofile to twice that",
    undo: "set the old values and reload",
    source: include_str!("lim004_nginx_worker_connections.rs"),
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "an nginx server",
    what: "worker_connections",
    compare: Compare::AtMost,
    defaults: &[DefaultValue {
        product: Some(Product::Nginx),
        from: None,
        before: None,
        value: 1024,
    }],
    found_by: "nginx -T | grep worker_connections, then worker_connections: under the service",
    evidence: "worker_connections are not enough",
    as_of: "2026-11-23",
    reference: "nginx documentation, worker_connections; nginx.conf of the official packages",
    subjects: |view| super::services_with(view, &[Product::Nginx], FactKind::Connections),
    used: super::connections_now,
    limit: clients,
    tell,
};

/// Listening sockets of a service: one for each port it publishes, at least one.
fn listeners(view: &View<'_>, service: ServiceId) -> i64 {
    let ports = view.relations.ports_of[service.index()].iter();
    ports
        .map(|id| i64::from(view.estate.port(*id).each))
        .sum::<i64>()
        .max(1)
}

/// Clients that one worker serves: of its connections, those that are neither listeners nor the channel to the
/// master process, two for each client where it proxies.
fn per_worker(worker_connections: Rational, listeners: i64, proxies: bool) -> Result<Rational, Overflow> {
    let own = Rational::int(listeners.saturating_add(1));
    let free = worker_connections.minus(own)?.max(Rational::ZERO);
    let each = Rational::int(if proxies { 2 } else { 1 });
    Rational::new(free.over(each)?.floor(), 1)
}

/// Clients that one worker serves, at the ends of what is known: a call that was only inferred may not exist.
fn clients_of_worker(view: &View<'_>, service: ServiceId, connections: Bounds) -> Result<Bounds, Overflow> {
    let calls = super::calls_others(view, service);
    let listeners = listeners(view, service);
    let lo = per_worker(connections.lo, listeners, calls.is_some())?;
    let proxies = calls.is_some_and(|confidence| confidence > Confidence::Inferred);
    let hi = connections
        .hi
        .map(|hi| per_worker(hi, listeners, proxies))
        .transpose()?;
    Ok(Bounds { lo, hi })
}

/// Worker processes of a replica: at least one where nobody says.
fn workers(view: &View<'_>, service: ServiceId) -> Bounds {
    let stated = view.estate.service(service).facts.get(key::Workers);
    if stated.is_known() {
        stated.bounds()
    } else {
        Bounds {
            lo: Rational::ONE,
            hi: None,
        }
    }
}

fn clients(view: &View<'_>, subject: Subject) -> Result<Found, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Found::unknown());
    };
    let mut found = RULE.of_service(view, service, key::WorkerConnections);
    found.value = clients_of_worker(view, service, found.value)?.times(workers(view, service))?;
    Ok(found)
}

fn tell(view: &View<'_>, subject: Subject, verdict: &Verdict, found: &Found) -> Result<Story, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Story::new("", ""));
    };
    let row = view.estate.service(service);
    let name = &row.name.value;
    let connections = RULE.of_service(view, service, key::WorkerConnections).value;
    let one = words::bounds(clients_of_worker(view, service, connections)?, Measure::Count);
    let used = words::bounds(verdict.used, Measure::Count);
    let stated = row.facts.get(key::Workers);
    let each = super::each_replica(view, service);
    let calls = super::calls_others(view, service);
    let says = if stated.is_known() {
        let limit = words::bounds(found.value, Measure::Count);
        format!("{each} has {used} of {limit} clients connected; the next is refused")
    } else {
        format!("{each} has {used} clients connected, and each worker serves {one}")
    };
    let formula = format!("{} = {used}", super::connections_formula(view, service));
    let mut story = super::story_of_connections(view, service, says, formula)
        .formula(format!(
            "({} worker_connections - {} - 1){} = {one} clients a worker",
            words::bounds(connections, Measure::Count),
            words::plural(listeners(view, service), "listener"),
            if calls.is_some() { " / 2" } else { "" },
        ))
        .cite(stated.at, "the number of workers");
    if let Some(confidence) = calls {
        story = story.rests_on(confidence);
    }
    Ok(if stated.is_known() {
        story.rests_on(stated.confidence)
    } else {
        story.missing(
            "workers",
            name.clone(),
            format!("workers: 4, under {name} (nginx -T | grep worker_processes)"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clients_of_a_worker() {
        for (connections, listeners, proxies, expected) in [
            (512, 1, true, 255),
            (1024, 1, true, 511),
            (1024, 2, true, 510),
            (64, 1, true, 31),
            (64, 2, true, 30),
            (1024, 1, false, 1022),
            (1, 1, true, 0),
        ] {
            let clients = per_worker(Rational::int(connections), listeners, proxies);
            assert_eq!(
                clients,
                Ok(Rational::int(expected)),
                "{connections} {listeners} {proxies}"
            );
        }
    }
}
