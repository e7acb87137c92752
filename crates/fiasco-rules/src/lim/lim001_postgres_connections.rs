//! # LIM001 postgres-connections
//!
//! PostgreSQL turns ordinary roles away before `max_connections` is reached.
//!
//! ## What breaks
//! `max_connections` counts every connection, but the last `superuser_reserved_connections` (3) are kept for
//! superusers, so that an ordinary role gets 97 of the default 100. The next one is refused.
//!
//! ## Why growth brings it out
//! Connections that clients open grow with `traffic`. Those of connection pools grow with replicas: that is
//! CAP002, which takes its limit from this record.
//!
//! ## How it is computed
//! `connections` (as stated today, all replicas together) times the factor of `traffic`, spread over the replicas
//! that share the work, against `max_connections - reserved_connections` of one server. Defaults: 100 and 3 in
//! every supported version. On a running server:
//! `SHOW max_connections; SHOW superuser_reserved_connections; SHOW reserved_connections`.
//!
//! ## Example
//! ```yaml
//! services: {db: {image: "postgres:16", connections: 40}}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:1:52: x2.43 LIM001 postgres-connections: traffic above x2.43: db has 97 of 97 connections open; the next is refused [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where no `connections` are stated, and where every caller states its pool: then CAP002 speaks. A default that
//! no version is named for informs, and never gates.
//!
//! ## Fix
//! A pooler such as PgBouncer between callers and server; smaller pools; a higher `max_connections`, which
//! costs memory per connection and a restart.
//!
//! ## Undo
//! Set `max_connections` back and restart.
//!
//! ## References
//! PostgreSQL documentation, *Connections and Authentication*. Tried on PostgreSQL 15: 97 of 100 for an
//! ordinary role, 3 more for a superuser.

use crate::limit::{DefaultValue, Found, Limit};
use crate::rule::{Class, Effect, Meta, Story, Subject};
use crate::verdict::{Compare, Verdict};
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::image::Product;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, View};

/// Connections kept for superusers by default (`superuser_reserved_connections`).
const RESERVED: i64 = 3;

static META: Meta = Meta {
    code: "LIM001",
    name: "postgres-connections",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: super::SPREAD,
    contradiction: false,
    attached: false,
    fix: "put a pooler such as PgBouncer between, or raise max_connections",
    undo: "set max_connections back and restart",
    source: include_str!("lim001_postgres_connections.rs"),
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a PostgreSQL server",
    what: "usable connections",
    compare: Compare::AtMost,
    defaults: &[DefaultValue {
        product: Some(Product::Postgres),
        from: None,
        before: None,
        value: 100,
    }],
    found_by: "SHOW max_connections, then max_connections: under the service",
    // How the line goes on differs between versions.
    evidence: "FATAL: remaining connection slots are reserved",
    as_of: "2026-11-23",
    reference: "PostgreSQL documentation, Connections and Authentication",
    subjects: |view| super::stores_with_connections(view, &[Product::Postgres]),
    used: super::connections_now,
    limit: usable,
    tell,
};

/// Connections that ordinary roles can have: `max_connections` less those kept for superusers.
///
/// # Errors
/// [`Overflow`] when the numbers are too large to subtract.
pub fn usable(view: &View<'_>, subject: Subject) -> Result<Found, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Found::unknown());
    };
    let mut found = RULE.of_service(view, service, key::MaxConnections);
    if found.value == Bounds::UNKNOWN {
        return Ok(found);
    }
    let reserved = view.estate.service(service).facts.get(key::ReservedConnections);
    let kept = if reserved.is_known() {
        reserved.bounds()
    } else {
        Bounds::exact(Rational::int(RESERVED))
    };
    found.value = found.value.less(kept)?;
    found.says = format!(
        "{}, less {} reserved",
        found.says,
        words::bounds(kept, Measure::Count)
    );
    Ok(found)
}

fn tell(view: &View<'_>, subject: Subject, verdict: &Verdict, found: &Found) -> Result<Story, Overflow> {
    super::connections_story(view, subject, verdict, found)
}
