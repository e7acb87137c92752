//! Commands: their words, and the number of connections a database is told to accept.

use fiasco_estate::image::Product;
use fiasco_source::Span;

/// The words of a command as a shell splits them. Texts inside words (`sh -c "postgres -c …"`) are split too:
/// only options are looked for, and those never hold blanks.
pub(crate) fn words(text: &str) -> Vec<String> {
    let apart = |c: char| c.is_whitespace() || matches!(c, '"' | '\'');
    text.split(apart)
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The options that set the number of connections, by product; `true` if the number may be the next word.
const OPTIONS: &[(Family, &str, bool)] = &[
    (Family::Postgres, "max_connections=", false),
    (Family::Postgres, "-cmax_connections=", false),
    (Family::Postgres, "--max_connections=", false),
    (Family::Postgres, "--max-connections=", false),
    (Family::Postgres, "-N", true),
    (Family::Mysql, "--max-connections", true),
    (Family::Mysql, "--max_connections", true),
    (Family::Redis, "--maxclients", true),
    (Family::Mongo, "--maxConns", true),
];

/// Databases that take the same options.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Postgres,
    Mysql,
    Redis,
    Mongo,
}

impl Family {
    /// What the image is, or else what the command starts: another program's `--max-connections` may be its pool.
    fn of(words: &[(String, Span)], product: Option<Product>) -> Option<Self> {
        match product {
            Some(Product::Postgres) => return Some(Self::Postgres),
            Some(Product::Mysql | Product::Mariadb) => return Some(Self::Mysql),
            Some(Product::Redis | Product::Valkey) => return Some(Self::Redis),
            _ => {}
        }
        words.iter().find_map(|(word, _)| match word.rsplit('/').next()? {
            "postgres" | "postmaster" => Some(Self::Postgres),
            "mysqld" | "mariadbd" => Some(Self::Mysql),
            "redis-server" | "valkey-server" => Some(Self::Redis),
            "mongod" => Some(Self::Mongo),
            _ => None,
        })
    }
}

/// The number of connections, and where it is written; of several the last counts.
pub(crate) fn max_connections(words: &[(String, Span)], product: Option<Product>) -> Option<(i64, Span)> {
    let family = Family::of(words, product).or_else(|| {
        let mongo = product == Some(Product::OtherDatabase)
            && words.iter().any(|(word, _)| word.starts_with("--maxConns"));
        mongo.then_some(Family::Mongo)
    })?;
    let mut found = None;
    for (index, (word, at)) in words.iter().enumerate() {
        for (_, option, separate) in OPTIONS.iter().filter(|(of, ..)| *of == family) {
            let Some(rest) = word.strip_prefix(option) else {
                continue;
            };
            let next = words.get(index + 1).map(|(next, _)| next.as_str());
            let number = if rest.is_empty() && *separate {
                next
            } else {
                Some(rest.strip_prefix('=').unwrap_or(rest))
            };
            if let Some(number) = number
                .and_then(|number| number.parse::<i64>().ok())
                .filter(|number| *number > 0)
            {
                found = Some((number, *at));
            }
        }
    }
    found
}
