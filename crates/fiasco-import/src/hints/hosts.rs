//! Host names in the value of a variable: in addresses, connection strings and lists of them.
//!
//! What is found is only ever compared with the names of services; it is never shown.

/// Longer values are certificates and scripts, not addresses.
const LONGEST: usize = 16 * 1024;

/// Ends of names of variables that hold a host and nothing else.
const HOST_ENDS: &[&str] = &[
    "HOST",
    "HOSTS",
    "HOSTNAME",
    "ADDR",
    "ADDRS",
    "ADDRESS",
    "ADDRESSES",
    "URL",
    "URLS",
    "URI",
    "URIS",
    "ENDPOINT",
    "ENDPOINTS",
    "SERVER",
    "SERVERS",
    "BROKER",
    "BROKERS",
    "UPSTREAM",
    "UPSTREAMS",
    "BACKEND",
    "BACKENDS",
    "NODES",
];

/// Ends of names of variables that hold something like `name:number` which is no address.
const OTHER_ENDS: &[&str] = &["IMAGE", "TAG", "VERSION", "USER"];

/// Keys of connection strings that name a host.
const HOST_KEYS: &[&str] = &[
    "host",
    "hosts",
    "hostname",
    "server",
    "servers",
    "source",
    "datasource",
    "address",
    "addr",
    "endpoint",
    "endpoints",
    "brokers",
    "broker",
    "url",
    "uri",
    "bootstrap.servers",
];

/// The host names a value may hold, in lower case, each once.
pub(crate) fn hosts(variable: &str, value: &str) -> Vec<String> {
    let variable = variable.to_ascii_uppercase();
    let ends = |ends: &[&str]| ends.iter().any(|end| variable.ends_with(end));
    if value.len() > LONGEST || ends(OTHER_ENDS) {
        return Vec::new();
    }
    let mut found = Found::default();
    found.addresses(value);
    found.pairs(value);
    found.tokens(value, ends(HOST_ENDS));
    found.0
}

#[derive(Default)]
struct Found(Vec<String>);

impl Found {
    fn push(&mut self, host: &str) {
        let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if !host.is_empty() && host.chars().all(fine) {
            let host = host.to_ascii_lowercase();
            if !self.0.contains(&host) {
                self.0.push(host);
            }
        }
    }

    /// `scheme://user:password@host:port,host:port/path`, any number of them.
    fn addresses(&mut self, value: &str) {
        let mut parts = value.split("://").skip(1).peekable();
        while let Some(part) = parts.next() {
            // What stands before the next `://` ends with the scheme of that one.
            let part = match (parts.peek(), part.rfind([',', ';', ' ', '|'])) {
                (Some(_), Some(cut)) => part.get(..cut).unwrap_or_default(),
                _ => part,
            };
            let end = part.find(|c: char| {
                matches!(c, '/' | '?' | '#' | ';' | '"' | '\'' | ')' | '\\') || c.is_whitespace()
            });
            let authority = part.get(..end.unwrap_or(part.len())).unwrap_or_default();
            let authority = authority.rsplit('@').next().unwrap_or_default();
            for host in authority.split(',') {
                self.push(host.split(':').next().unwrap_or_default());
            }
        }
    }

    /// `Host=db;Port=5432`, `Server=tcp:db,1433`, `host=db port=5432`.
    fn pairs(&mut self, value: &str) {
        for pair in value.split([';', ' ', '\n']) {
            let Some((key, hosts)) = pair.split_once('=') else {
                continue;
            };
            if !HOST_KEYS.contains(&key.trim().to_ascii_lowercase().as_str()) {
                continue;
            }
            for host in hosts.split(',') {
                let host = host.trim().trim_start_matches("tcp:");
                self.push(host.split(':').next().unwrap_or_default());
            }
        }
    }

    /// `db:5432`, `user:password@tcp(db:3306)/x`, `a:9092,b:9092`; names alone only if `alone`.
    fn tokens(&mut self, value: &str, alone: bool) {
        for token in value.split([',', ';', ' ', '\n', '|']) {
            let token = token.rsplit(['@', '=', '(']).next().unwrap_or_default();
            let token = token.split(['/', ')']).next().unwrap_or_default();
            match token.split_once(':') {
                Some((host, port)) if port.parse::<u16>().is_ok_and(|port| port > 0) => self.push(host),
                // An Oracle listener: `host:1521:name`.
                Some((host, rest)) => {
                    let port = rest.split_once(':').map_or("", |(port, _)| port);
                    if port.len() > 2 && port.parse::<u16>().is_ok() {
                        self.push(host);
                    }
                }
                None if alone => self.push(token),
                None => {}
            }
        }
    }
}
