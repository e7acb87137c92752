//! # LIM002 mysql-connections
//!
//! MySQL and MariaDB refuse the connection after `max_connections`.
//!
//! ## What breaks
//! Every client connection counts, idle ones too. One more than `max_connections` is let in, but only for an
//! administrator (`CONNECTION_ADMIN` or `SUPER`), so that somebody can look; applications do not get it.
//!
//! ## Why growth brings it out
//! Connections that clients open grow with `traffic`. Those of connection pools grow with replicas: that is
//! CAP002, which takes its limit from this record.
//!
//! ## How it is computed
//! `connections` (as stated today, all replicas together) times the factor of `traffic`, spread over the replicas
//! that share the work, against `max_connections` of one server, less `reserved_connections` where that is
//! stated. Default: 151 in MySQL 5.6 to 8.4 and in MariaDB 10.1 to 11; newer ones are asked about. On a running
//! server: `SHOW VARIABLES LIKE 'max_connections'`, `SHOW STATUS LIKE 'Threads_connected'`.
//!
//! ## Example
//! ```yaml
//! services: {db: {image: "mysql:8.4", connections: 60}}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:1:50: x2.52 LIM002 mysql-connections: traffic above x2.52: db has 151 of 151 connections open; the next is refused [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where no `connections` are stated, and where every caller states its pool: then CAP002 speaks. A default that
//! no version is named for informs, and never gates.
//!
//! ## Fix
//! A pooler such as ProxySQL or MaxScale between callers and server; smaller pools; a higher `max_connections`,
//! which costs memory per connection.
//!
//! ## Undo
//! Set `max_connections` back; it can be changed while the server runs.
//!
//! ## References
//! MySQL Reference Manual, *Too many connections* (the extra connection); CIS benchmarks for MySQL 5.6 and 8.0
//! and MySQL 5.7 and 8.0 `sql/sql_const.h` (151); MariaDB documentation, *max_connections* (151).

use crate::limit::{DefaultValue, Found, Limit};
use crate::rule::{Class, Effect, Meta, Subject};
use crate::verdict::Compare;
use crate::words;
use fiasco_estate::View;
use fiasco_estate::fact::key;
use fiasco_estate::image::Product;
use fiasco_estate::quantity::{Measure, Overflow};

static META: Meta = Meta {
    code: "LIM002",
    name: "mysql-connections",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: super::SPREAD,
    contradiction: false,
    attached: false,
    fix: "put a pooler such as ProxySQL between, or raise max_connections",
    undo: "set max_connections back",
    source: include_str!("lim002_mysql_connections.rs"),
};

/// The record.
pub static RULE: Limit = Limit {
    meta: &META,
    subject: "a MySQL or MariaDB server",
    what: "connections",
    compare: Compare::AtMost,
    // Ends where the sources read end: the default of MySQL 9 and MariaDB 12 was not found in writing.
    defaults: &[
        DefaultValue {
            product: Some(Product::Mysql),
            from: Some((5, 6)),
            before: Some((9, 0)),
            value: 151,
        },
        DefaultValue {
            product: Some(Product::Mariadb),
            from: Some((10, 1)),
            before: Some((12, 0)),
            value: 151,
        },
    ],
    found_by: "SHOW VARIABLES LIKE 'max_connections', then max_connections: under the service",
    evidence: "Too many connections (ERROR 1040)",
    as_of: "2026-11-23",
    reference: "MySQL Reference Manual, Too many connections; MariaDB documentation, max_connections",
    subjects: |view| super::stores_with_connections(view, &[Product::Mysql, Product::Mariadb]),
    used: super::connections_now,
    limit: usable,
    tell: super::connections_story,
};

/// Connections that applications can have. The administrator's comes on top, so nothing is taken off unless
/// somebody says so.
fn usable(view: &View<'_>, subject: Subject) -> Result<Found, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Found::unknown());
    };
    let mut found = RULE.of_service(view, service, key::MaxConnections);
    let reserved = view.estate.service(service).facts.get(key::ReservedConnections);
    if reserved.is_known() {
        found.value = found.value.less(reserved.bounds())?;
        found.confidence = found.confidence.min(reserved.confidence);
        found.says = format!(
            "{}, less {} reserved",
            found.says,
            words::bounds(reserved.bounds(), Measure::Count)
        );
    }
    Ok(found)
}
