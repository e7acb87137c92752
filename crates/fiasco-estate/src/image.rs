//! Container images: which software they carry, and which version of it.

/// An image reference, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    /// As written.
    pub reference: String,
}

/// Software whose limits fiasco knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Product {
    /// PostgreSQL.
    Postgres,
    /// MySQL.
    Mysql,
    /// MariaDB.
    Mariadb,
    /// Redis.
    Redis,
    /// Valkey, which kept Redis' limits.
    Valkey,
    /// nginx.
    Nginx,
    /// A pooler of connections to PostgreSQL.
    Pooler,
    /// Any other database.
    OtherDatabase,
}

/// Last part of an image's name, and what it is.
const KNOWN: &[(&str, Product)] = &[
    ("postgres", Product::Postgres),
    ("postgresql", Product::Postgres),
    ("postgis", Product::Postgres),
    ("timescaledb", Product::Postgres),
    ("pgvector", Product::Postgres),
    ("mysql", Product::Mysql),
    ("mysql-server", Product::Mysql),
    ("percona", Product::Mysql),
    ("mariadb", Product::Mariadb),
    ("redis", Product::Redis),
    ("redis-stack-server", Product::Redis),
    ("valkey", Product::Valkey),
    ("nginx", Product::Nginx),
    ("openresty", Product::Nginx),
    ("pgbouncer", Product::Pooler),
    ("pgcat", Product::Pooler),
    ("pgpool", Product::Pooler),
    ("mongo", Product::OtherDatabase),
    ("mongodb", Product::OtherDatabase),
    ("cassandra", Product::OtherDatabase),
    ("couchdb", Product::OtherDatabase),
    ("elasticsearch", Product::OtherDatabase),
    ("opensearch", Product::OtherDatabase),
    ("influxdb", Product::OtherDatabase),
    ("clickhouse-server", Product::OtherDatabase),
    ("neo4j", Product::OtherDatabase),
    ("server-mssql", Product::OtherDatabase),
];

impl Image {
    /// An image as it is written: `registry/path/name:tag@digest`.
    #[must_use]
    pub fn new(reference: &str) -> Self {
        Self {
            reference: reference.to_owned(),
        }
    }

    /// The last part of its name: `postgres` of `docker.io/library/postgres:18.4@sha256:…`.
    #[must_use]
    pub fn short_name(&self) -> &str {
        let without_digest = self.reference.split('@').next().unwrap_or_default();
        let last = without_digest.rsplit('/').next().unwrap_or_default();
        last.split(':').next().unwrap_or_default()
    }

    /// Its tag: `18.4` of `postgres:18.4`.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        let without_digest = self.reference.split('@').next().unwrap_or_default();
        let last = without_digest.rsplit('/').next().unwrap_or_default();
        last.split_once(':').map(|(_, tag)| tag)
    }

    /// The software, where the name says so.
    #[must_use]
    pub fn product(&self) -> Option<Product> {
        let name = self.short_name();
        KNOWN
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, product)| *product)
    }

    /// The version its tag begins with, as major and minor number: `(18, 4)` of `18.4-alpine`.
    #[must_use]
    pub fn version(&self) -> Option<(u32, u32)> {
        let tag = self.tag()?;
        let tag = tag.strip_prefix('v').unwrap_or(tag);
        let mut numbers = tag
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .next()?
            .split('.');
        let major = numbers.next()?.parse().ok()?;
        let minor = numbers.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        Some((major, minor))
    }
}

impl Product {
    /// As people write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mysql => "MySQL",
            Self::Mariadb => "MariaDB",
            Self::Redis => "Redis",
            Self::Valkey => "Valkey",
            Self::Nginx => "nginx",
            Self::Pooler => "a connection pooler",
            Self::OtherDatabase => "a database",
        }
    }

    /// Whether it keeps data, so that a clone adds nothing by itself.
    #[must_use]
    pub fn is_database(self) -> bool {
        !matches!(self, Self::Nginx | Self::Pooler)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_taken_apart() {
        for (reference, name, tag, version) in [
            ("postgres:9.6", "postgres", Some("9.6"), Some((9, 6))),
            ("postgres", "postgres", None, None),
            (
                "ghcr.io/valkey-io/valkey:9.0.4-alpine3.23",
                "valkey",
                Some("9.0.4-alpine3.23"),
                Some((9, 0)),
            ),
            (
                "localhost:5000/team/redis:v7@sha256:ab",
                "redis",
                Some("v7"),
                Some((7, 0)),
            ),
            ("mongo:latest", "mongo", Some("latest"), None),
            ("", "", None, None),
        ] {
            let image = Image::new(reference);
            assert_eq!(
                (image.short_name(), image.tag(), image.version()),
                (name, tag, version),
                "{reference}"
            );
        }
    }
}
