//! # CAP002 pool-exhausted
//!
//! The connection pools of all replicas together ask a store for more connections than it accepts.
//!
//! ## What breaks
//! A database that counts its connections. Each replica of each caller opens a pool of its own, so that adding
//! replicas adds connections, whether there is more work or not. The first connection too many is refused,
//! usually while a new replica starts.
//!
//! ## Why growth brings it out
//! `servers`, `capacity` and `replicas` add callers; the store's limit stays. It is the wall most often met
//! when an application is scaled out.
//!
//! ## How it is computed
//! The sum over callers of `replicas x processes x pool`, against the connections an ordinary client can have
//! (LIM001 to LIM003 say how many that are: 97 of PostgreSQL's default 100).
//!
//! ## Example
//! ```yaml
//! services:
//!   app: {replicas: 3, pool: 20, calls: db}
//!   db: {image: "postgres:16"}
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! estate.yaml:2:28: x1.33 CAP002 pool-exhausted: replicas above x1.33: the 5th app replica asks for 100 of 97 connections [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where nobody calls the store. A call that was only inferred (from an environment variable) never breaks it:
//! it asks for the pool instead.
//!
//! ## Fix
//! Smaller pools, or a pooler such as PgBouncer in front of the store; a higher limit where memory allows.
//!
//! ## Undo
//! Remove the replicas that were added; their connections close with them.
//!
//! ## References
//! Reported as an outage in public (five replicas with a pool of 20 against 97), among others.

use crate::lim;
use crate::limit::Found;
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::image::Product;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::service::Call;
use fiasco_estate::{Bounds, CallId, Confidence, Dimension, ServiceId, View};

/// The rule.
pub static RULE: PoolExhausted = PoolExhausted;

/// CAP002.
pub struct PoolExhausted;

static META: Meta = Meta {
    code: "CAP002",
    name: "pool-exhausted",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
        (Dimension::Replicas, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "shrink the pools, or put a pooler such as PgBouncer in front of the store",
    undo: "remove the replicas that were added: their connections close with them",
    source: include_str!("cap002_pool_exhausted.rs"),
};

/// Callers whose connections count: those that requests or inferred edges come from, each once.
fn callers<'v>(view: &'v View<'_>, store: ServiceId) -> impl Iterator<Item = &'v Call> {
    let calls: &'v [CallId] = &view.relations.callers[store.index()];
    calls
        .iter()
        .enumerate()
        .map(|(n, id)| (n, view.estate.call(*id)))
        .filter_map(move |(n, call)| {
            let again = calls
                .iter()
                .take(n)
                .any(|other| view.estate.call(*other).from == call.from);
            (!call.side_channel && !again).then_some(call)
        })
}

/// Connections that all replicas of a caller open to each store it calls.
fn asked(view: &View<'_>, call: &Call) -> Result<Bounds, Overflow> {
    let facts = &view.estate.service(call.from).facts;
    let pool = facts.get(key::Pool).bounds();
    let processes = facts.get(key::Processes);
    let processes = if processes.is_known() {
        processes.bounds()
    } else {
        Bounds::ONE
    };
    let all = pool
        .times(processes)?
        .scaled(Rational::int(view.serving(call.from)))?;
    // An inferred edge may carry no connection at all.
    Ok(if call.confidence > Confidence::Inferred {
        all
    } else {
        Bounds {
            lo: Rational::ZERO,
            ..all
        }
    })
}

/// How many connections callers of a store can have.
fn usable(view: &View<'_>, store: ServiceId) -> Result<Found, Overflow> {
    let subject = Subject::Service(store);
    match view.estate.service(store).product() {
        Some(Product::Mysql | Product::Mariadb) => (lim::lim002_mysql_connections::RULE.limit)(view, subject),
        Some(Product::Redis | Product::Valkey) => (lim::lim003_redis_clients::RULE.limit)(view, subject),
        _ => lim::lim001_postgres_connections::usable(view, subject),
    }
}

impl Rule for PoolExhausted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let counts_connections = |id: &ServiceId| {
            let service = view.estate.service(*id);
            service.facts.has(fiasco_estate::fact::FactKind::MaxConnections)
                || matches!(
                    service.product(),
                    Some(
                        Product::Postgres
                            | Product::Mysql
                            | Product::Mariadb
                            | Product::Redis
                            | Product::Valkey
                    )
                )
        };
        let stores = view.estate.service_ids().filter(counts_connections);
        stores
            .filter(|id| callers(view, *id).next().is_some())
            .map(Subject::Service)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(store) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let mut used = Bounds::ZERO;
        for call in callers(view, store) {
            used = used.plus(asked(view, call)?)?;
        }
        Ok(Verdict::at_most(used, usable(view, store)?.value))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Service(store) = subject else {
            return Ok(Story::new("", ""));
        };
        let limit = usable(view, store)?;
        let store_name = view.estate.service_name(store);
        let calls: Vec<&Call> = callers(view, store).collect();
        let names = words::list(calls.iter().map(|call| view.estate.service_name(call.from)));
        let used = words::bounds(verdict.used, Measure::Count);
        let room = words::bounds(limit.value, Measure::Count);
        let says = match calls.as_slice() {
            [one] => {
                let replica = words::ordinal(view.serving(one.from));
                let from = view.estate.service_name(one.from);
                format!("the {replica} {from} replica asks for {used} of {room} connections")
            }
            _ => format!("the pools of {names} ask for {used} of {room} connections of {store_name}"),
        };
        let mut story = Story::new(format!("{names} -> {store_name}"), says);
        for call in &calls {
            let row = view.estate.service(call.from);
            let name = &row.name.value;
            let pool = row.facts.get(key::Pool);
            let processes = row.facts.get(key::Processes);
            let each = if processes.is_known() {
                format!(
                    " x {} processes",
                    words::bounds(processes.bounds(), Measure::Count)
                )
            } else {
                String::new()
            };
            let replicas = words::plural(view.serving(call.from), "replica");
            let pool_words = words::bounds(pool.bounds(), Measure::Count);
            story = story.formula(format!(
                "{name}: {replicas}{each} x pool {pool_words} = {}",
                words::bounds(asked(view, call)?, Measure::Count)
            ));
            story = if pool.is_known() {
                story
                    .cite(
                        pool.at,
                        format!("each process of {name} opens up to {pool_words}"),
                    )
                    .rests_on(pool.confidence)
            } else {
                story.missing(
                    "connections",
                    store_name,
                    words::ask(view.estate, call.from, "pool: 20"),
                )
            };
            let how = match &call.hint {
                Some(variable) => format!("{variable} names {store_name}"),
                None => format!("{name} calls {store_name}"),
            };
            story = story.cite(Some(call.at), how).rests_on(call.confidence);
        }
        story = story
            .cite(limit.at, limit.says.clone())
            .rests_on(limit.confidence);
        if limit.value == Bounds::UNKNOWN {
            story = story.missing(
                "connections",
                store_name,
                words::ask(view.estate, store, "max_connections: 100"),
            );
        }
        let evidence = match view.estate.service(store).product() {
            Some(Product::Mysql | Product::Mariadb) => lim::lim002_mysql_connections::RULE.evidence,
            Some(Product::Redis | Product::Valkey) => lim::lim003_redis_clients::RULE.evidence,
            _ => lim::lim001_postgres_connections::RULE.evidence,
        };
        Ok(story.evidence(evidence))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Service(store) => vec![store],
            _ => Vec::new(),
        }
    }
}
