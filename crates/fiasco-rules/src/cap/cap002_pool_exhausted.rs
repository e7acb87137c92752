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
//! (LIM001 to LIM003 say how many that are: 97 of PostgreSQL's default 100). A caller with an autoscaler counts
//! at its maximum, which it will reach under load, and not when anybody asked for it. A rolling update in
//! Kubernetes starts new pods before old ones go (`maxSurge`, 25 % where nobody says): these are added, since
//! their pools are open at the same time.
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
//! it asks for the pool instead. Where callers reach the database through a pooler such as PgBouncer, they are
//! counted at the pooler, against the `max_connections` stated for it (its `max_client_conn`), and only the
//! pooler's own `pool` at the database.
//!
//! ## Fix
//! Smaller pools, or a pooler such as PgBouncer in front of the store; a higher limit where memory allows.
//!
//! ## Undo
//! Remove the replicas that were added; their connections close with them.
//!
//! ## References
//! Reported in public, among others: mdn/mdn-http-observatory pull request 386 (five replicas with a pool of 20
//! against 97), superserve-ai/sandbox pull request 346 (a maximum of 100 instances with 15 each, above what the
//! pooler takes), n8n-io/terraform-aws-n8n pull request 106 (9,200 against 6,000), hushh-labs/hushh-research pull
//! request 5872 (fits, until an update rolls).

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

/// Replicas of a caller that have their pools open at the same time, at worst: those of its autoscaler's
/// maximum, and what an update adds to them.
struct Most {
    /// Those that stand, or as many as the autoscaler makes.
    standing: Bounds,
    /// Whether the autoscaler makes more than stand.
    scaled: bool,
    /// Those and what an update adds.
    all: Bounds,
}

fn most(view: &View<'_>, service: ServiceId) -> Result<Most, Overflow> {
    let row = view.estate.service(service);
    let there = view.serving(service);
    let maximum = row.facts.get(key::MaxReplicas);
    let standing = if maximum.is_known() {
        maximum.bounds().max(Bounds::count(there))
    } else {
        Bounds::count(there)
    };
    let surge = |replicas: Rational| {
        let replicas = i64::try_from(replicas.floor()).unwrap_or(i64::MAX);
        Rational::int(row.pods.as_ref().map_or(0, |pods| pods.surging(replicas)))
    };
    let hi = match standing.hi {
        Some(hi) => Some(hi.plus(surge(hi))?),
        None => None,
    };
    Ok(Most {
        standing,
        scaled: standing.lo > Rational::int(there),
        all: Bounds {
            lo: standing.lo.plus(surge(standing.lo))?,
            hi,
        },
    })
}

/// `3 replicas`, `100 replicas at the autoscaler's maximum of 100`, `5 replicas +2 while an update rolls`.
fn replicas_words(most: &Most) -> Result<String, Overflow> {
    let standing = words::bounds(most.standing, Measure::Count);
    let s = if most.standing == Bounds::ONE { "" } else { "s" };
    let mut text = format!("{standing} replica{s}");
    if most.scaled {
        text = format!("{text} at the autoscaler's maximum of {standing}");
    }
    let surge = most.all.lo.minus(most.standing.lo)?;
    if !surge.is_zero() {
        text = format!("({text}, +{} while an update rolls)", words::number(surge));
    }
    Ok(text)
}

/// What the one caller of a store does, in a sentence.
fn says_of_one(view: &View<'_>, from: ServiceId, used: &str, room: &str) -> Result<String, Overflow> {
    let most = most(view, from)?;
    let name = view.estate.service_name(from);
    let standing = words::bounds(most.standing, Measure::Count);
    let surge = most.all.lo.minus(most.standing.lo)?;
    Ok(if !surge.is_zero() {
        let at = if most.scaled {
            " at its autoscaler's maximum"
        } else {
            ""
        };
        format!(
            "an update of {standing} {name} replicas{at}, +{} while it rolls, asks for {used} of {room} connections",
            words::number(surge)
        )
    } else if most.scaled {
        format!("{standing} {name} replicas, the autoscaler's maximum, ask for {used} of {room} connections")
    } else {
        let replica = words::ordinal(view.serving(from));
        format!("the {replica} {name} replica asks for {used} of {room} connections")
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
    let all = pool.times(processes)?.times(most(view, call.from)?.all)?;
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
        // A pooler keeps none of its clients' connections for administrators.
        Some(Product::Pooler) => {
            Ok(lim::lim001_postgres_connections::RULE.of_service(view, store, key::MaxConnections))
        }
        _ => lim::lim001_postgres_connections::usable(view, subject),
    }
}

/// Connections that one replica of a store accepts of its callers, and how sure that is; `None` where nobody knows.
#[must_use]
pub fn usable_connections(view: &View<'_>, store: ServiceId) -> Option<(Bounds, Confidence)> {
    let found = usable(view, store).ok()?;
    found.value.hi.map(|_| (found.value, found.confidence))
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
            [one] => says_of_one(view, one.from, &used, &room)?,
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
            let most = most(view, call.from)?;
            let replicas = replicas_words(&most)?;
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
            if most.scaled {
                let maximum = row.facts.get(key::MaxReplicas);
                story = story
                    .cite(maximum.at, format!("the autoscaler of {name} goes to this many"))
                    .rests_on(maximum.confidence);
            }
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
            Some(Product::Pooler) => "no more connections allowed (max_client_conn)",
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
