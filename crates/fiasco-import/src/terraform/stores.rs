//! Managed databases of AWS, as services that are stores, with the connections they accept.

use super::Reader;
use super::compute::counted;
use super::network::{between, documented};
use super::resource::tidy;
use super::sizes::{self, Size, mib};
use crate::part::ServiceRow;
use fiasco_estate::Said;
use fiasco_estate::confidence::Confidence;
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::image::Image;
use fiasco_estate::quantity::Rational;
use fiasco_estate::service::Runtime;
use fiasco_source::{Node, Span};
use std::collections::BTreeMap;

/// Bytes of memory that RDS reckons for one connection (`max_connections` of its default parameter groups).
const POSTGRES_BYTES: i64 = 9_531_392;
/// The same for MySQL and MariaDB.
const MYSQL_BYTES: i64 = 12_582_880;
/// The most connections of RDS for PostgreSQL.
const POSTGRES_MOST: i64 = 5000;
/// The most connections of MySQL on RDS.
const MYSQL_MOST: i64 = 16_000;
/// Kept for superusers and for RDS itself (`superuser_reserved_connections` 3, `rds.rds_superuser_reserved_connections`
/// 2).
const RESERVED_BY_RDS: i64 = 5;
/// `maxclients` of ElastiCache, which nobody can change; small burstable nodes have fewer.
const CACHE_CLIENTS: (i64, i64) = (20_000, 65_000);

/// What a database engine is, for the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Postgres,
    Mysql,
    Other,
}

/// The image that stands for an engine.
fn engine(name: &str) -> (Engine, &'static str) {
    match name {
        "postgres" | "aurora-postgresql" => (Engine::Postgres, "postgres"),
        "mysql" | "aurora" | "aurora-mysql" => (Engine::Mysql, "mysql"),
        "mariadb" => (Engine::Mysql, "mariadb"),
        _ => (Engine::Other, "server-mssql"),
    }
}

/// A row for a service that runs somewhere in the cloud.
pub(super) fn hosted(name: Said<String>) -> ServiceRow {
    ServiceRow::named(name, Runtime::Hosts)
}

/// `postgres:15.4`: the image of a product with the version that is stated.
pub(super) fn image(product: &str, version: Option<&str>, at: Option<Span>) -> Said<Image> {
    let reference = version.map_or_else(
        || product.to_owned(),
        |version| format!("{product}:{}", tidy(version)),
    );
    Said {
        value: Image::new(&reference),
        at,
    }
}

impl<'t, 'a> Reader<'_, 't, 'a> {
    pub(super) fn stores(&mut self) {
        for index in self.graph.of_kind(&["aws_db_instance"]) {
            let class = self.graph.row(index).get("instance_class");
            self.database(
                index,
                class,
                &[("parameter_group_name", "aws_db_parameter_group")],
            );
        }
        // Connections are counted by instance; the first of a cluster stands for all.
        let mut members: BTreeMap<usize, usize> = BTreeMap::new();
        for member in self.graph.of_kind(&["aws_rds_cluster_instance"]) {
            if let Some(cluster) = self
                .graph
                .link(member, "cluster_identifier", &["aws_rds_cluster"])
            {
                members.entry(cluster).or_insert(member);
            }
        }
        for index in self.graph.of_kind(&["aws_rds_cluster"]) {
            let member = members.get(&index);
            let class = member.and_then(|member| self.graph.row(*member).get("instance_class"));
            self.database(
                index,
                class.or_else(|| self.graph.row(index).get("db_cluster_instance_class")),
                &[(
                    "db_cluster_parameter_group_name",
                    "aws_rds_cluster_parameter_group",
                )],
            );
        }
        for index in self
            .graph
            .of_kind(&["aws_elasticache_cluster", "aws_elasticache_replication_group"])
        {
            self.cache(index);
        }
    }

    fn database(&mut self, index: usize, class: Option<Node<'t, 'a>>, groups: &[(&str, &str)]) {
        let row = self.graph.row(index);
        let name = row.text("engine").unwrap_or_default();
        let (kind, product) = engine(name);
        let mut service = hosted(self.label(index));
        let at = row.get("engine").map_or(row.at, Node::span);
        let version = row.text("engine_version").filter(|_| kind != Engine::Other);
        service.image = Some(image(product, version, Some(at)));
        if let Some(fact) = self.stated_connections(index, groups) {
            service.facts.set(fact);
        } else if kind != Engine::Other {
            let aurora = name.starts_with("aurora");
            service.facts.set(by_class(kind, aurora, class, at));
        }
        if kind == Engine::Postgres && !name.starts_with("aurora") {
            let kept = documented(FactKind::ReservedConnections, RESERVED_BY_RDS, at);
            service.facts.set(kept);
        }
        if let Some(class) = class
            && let Some(size) = size_of(class)
        {
            let cores = counted(FactKind::CpuLimit, (size.cpus, class.span()));
            service.facts.set(cores);
        }
        self.services.insert(index, service.name.value.clone());
        self.part.services.push(service);
    }

    /// `max_connections` of the parameter group: a number counts; a formula is left to the class.
    fn stated_connections(&self, index: usize, groups: &[(&str, &str)]) -> Option<RawFact> {
        let (argument, kind) = groups.first()?;
        let group = self.graph.link(index, argument, &[*kind])?;
        let parameters = self.graph.row(group).blocks("parameter");
        let named = parameters
            .into_iter()
            .find(|parameter| parameter.peek("name").and_then(Node::text) == Some("max_connections"))?;
        let value = named.peek("value")?;
        let number = super::resource::count(value).filter(|number| *number > 0)?;
        Some(counted(FactKind::MaxConnections, (number, value.span())))
    }

    fn cache(&mut self, index: usize) {
        let row = self.graph.row(index);
        // A member of a replication group is not a cache of its own.
        let member = self
            .graph
            .link(
                index,
                "replication_group_id",
                &["aws_elasticache_replication_group"],
            )
            .is_some_and(|group| group != index);
        let engine = row.text("engine").unwrap_or("redis");
        let product = match engine {
            "redis" | "valkey" => engine,
            _ => return,
        };
        if member {
            return;
        }
        let at = row.get("engine").map_or(row.at, Node::span);
        let mut service = hosted(self.label(index));
        service.image = Some(image(product, row.text("engine_version"), Some(at)));
        let small = row
            .text("node_type")
            .is_none_or(|node| node.starts_with("cache.t"));
        let (few, many) = CACHE_CLIENTS;
        let least = if small { few } else { many };
        let clients = between(
            FactKind::MaxConnections,
            Rational::int(least),
            Rational::int(many),
            at,
        );
        service.facts.set(clients);
        self.services.insert(index, service.name.value.clone());
        self.part.services.push(service);
    }
}

/// What a class such as `db.t3.medium` has.
fn size_of(class: Node<'_, '_>) -> Option<Size> {
    sizes::aws(class.text()?.strip_prefix("db.")?)
}

/// Connections by the memory of the class. What the formula starts from is that memory less what the system and
/// RDS itself keep, which nobody publishes: seen were 720 MiB of 1 GiB and 7.4 GiB of 8 GiB, so it is taken to lie
/// between nine tenths less 256 MiB, and all of it.
fn by_class(kind: Engine, aurora: bool, class: Option<Node<'_, '_>>, at: Span) -> RawFact {
    let size = class.and_then(size_of);
    let (bytes, most) = match kind {
        Engine::Mysql => (MYSQL_BYTES, MYSQL_MOST),
        Engine::Postgres | Engine::Other => (POSTGRES_BYTES, POSTGRES_MOST),
    };
    let at = class.map_or(at, Node::span);
    let memory = size
        .and_then(|size| size.memory_mib)
        .filter(|_| !(aurora && kind == Engine::Mysql));
    let Some(memory) = memory else {
        // Nobody says which class, or its memory is not known here: anything a class can have.
        return RawFact {
            confidence: Confidence::Assumed,
            ..between(
                FactKind::MaxConnections,
                Rational::int(40),
                Rational::int(most),
                at,
            )
        };
    };
    let connections = |mib_left: i64| {
        let count = mib(mib_left.max(0)).over(Rational::int(bytes));
        let count = count.map_or(0, |count| i64::try_from(count.floor()).unwrap_or(0));
        Rational::int(count.min(most))
    };
    between(
        FactKind::MaxConnections,
        connections(memory * 9 / 10 - 256),
        connections(memory),
        at,
    )
}
