//! # LIM003 redis-clients
//!
//! Redis and Valkey turn away the client after `maxclients`, which the limit of open files lowers in silence.
//!
//! ## What breaks
//! Each client takes a file descriptor, and the server keeps 32 for itself. Where `nofile` is lower than
//! `maxclients + 32`, it starts with `nofile - 32` clients and says so only in one line of its log: 992 instead
//! of 10,000 with the common limit of 1,024.
//!
//! ## Why growth brings it out
//! Connections that clients open grow with `traffic`. Those of connection pools grow with replicas: that is
//! CAP002, which takes its limit from this record.
//!
//! ## How it is computed
//! `connections` (as stated today, all replicas together) times the factor of `traffic`, spread over the replicas
//! that share the work, against `min(max_connections, nofile - 32)`. `max_connections` stands for `maxclients`;
//! its default is 10,000 in Redis since 2.8 and in every Valkey. On a running server: `CONFIG GET maxclients`,
//! `INFO clients`, and `grep 'open files' /proc/PID/limits`.
//!
//! ## Example
//! ```yaml
//! services: {cache: {image: "valkey/valkey:9.0", nofile: 1024, connections: 400}}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:1:75: x2.48 LIM003 redis-clients: traffic above x2.48: cache has 992 of 992 connections open; the next is refused [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where no `connections` are stated, and where every caller states its pool: then CAP002 speaks. Where `nofile`
//! is not stated, `maxclients` is taken to be in force. A default that no version is named for informs, and never
//! gates.
//!
//! ## Fix
//! Raise `nofile` of the service to `maxclients + 32` or more, then `maxclients`; share connections in the clients.
//!
//! ## Undo
//! Set both back; lowering `nofile` needs a restart.
//!
//! ## References
//! `redis.conf` and `valkey.conf`, section *clients*; Redis documentation, *ERR max number of clients reached*.
//! Tried on Redis 7.0: `maxclients` is exact, and `nofile` 1,024 gives 992.

use crate::limit::{DefaultValue, Found, Limit};
use crate::rule::{Class, Effect, Meta, Subject};
use crate::verdict::Compare;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::image::Product;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, View};

/// File descriptors that the server keeps for itself (`CONFIG_MIN_RESERVED_FDS`).
const OWN_FILES: i64 = 32;

static META: Meta = Meta {
    code: "LIM003",
    name: "redis-clients",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: super::SPREAD,
    contradiction: false,
    attached: false,
    fix: "raise nofile to maxclients + 32 or more, then maxclients",
    undo: "set both back and restart",
    source: include_str!("lim003_redis_clients.rs"),
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a Redis or Valkey server",
    what: "connections",
    compare: Compare::AtMost,
    defaults: &[
        DefaultValue {
            product: Some(Product::Redis),
            from: Some((2, 8)),
            before: None,
            value: 10_000,
        },
        DefaultValue {
            product: Some(Product::Valkey),
            from: None,
            before: None,
            value: 10_000,
        },
    ],
    found_by: "CONFIG GET maxclients, then max_connections: under the service",
    evidence: "max number of clients reached",
    as_of: "2026-11-23",
    reference: "redis.conf and valkey.conf, maxclients; tried on Redis 7.0",
    subjects: |view| super::stores_with_connections(view, &[Product::Redis, Product::Valkey]),
    used: super::connections_now,
    limit: usable,
    tell: super::connections_story,
};

/// Clients the server lets in: what it is told, or what its open files leave.
fn usable(view: &View<'_>, subject: Subject) -> Result<Found, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Found::unknown());
    };
    let mut found = RULE.of_service(view, service, key::MaxConnections);
    let nofile = view.estate.service(service).facts.get(key::Nofile);
    if !nofile.is_known() {
        return Ok(found);
    }
    let by_files = nofile.bounds().less(Bounds::exact(Rational::int(OWN_FILES)))?;
    let lowered = found.value.min(by_files);
    if lowered != found.value {
        let files = words::bounds(nofile.bounds(), Measure::Count);
        found.says = format!(
            "nofile: {files}, of which {OWN_FILES} are its own; {}",
            found.says
        );
        found.at = nofile.at;
    }
    found.confidence = found.confidence.min(nofile.confidence);
    found.value = lowered;
    Ok(found)
}
