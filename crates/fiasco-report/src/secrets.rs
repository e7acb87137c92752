//! Secrets stay where they are: what looks like one is starred before a line of a file is shown. Stars take as
//! many bytes as what they hide, so that places stay true.

/// Words in a key whose value is not to be shown.
const TELLING: [&str; 10] = [
    "password",
    "passwd",
    "passphrase",
    "credential",
    "access_key",
    "secret",
    "token",
    "apikey",
    "api_key",
    "private_key",
];

/// A text with its secrets starred: passwords in addresses (`scheme://user:password@host`), and what follows
/// `:` or `=` behind a key that tells.
#[must_use]
pub fn masked(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        for (from, to) in credentials(line).into_iter().chain(values(line)) {
            if let Some(secret) = bytes.get_mut(start + from..start + to) {
                secret.fill(b'*');
            }
        }
        start += line.len();
    }
    // Only whole characters were replaced, and by ASCII.
    String::from_utf8(bytes).unwrap_or_default()
}

/// Passwords in addresses of a line.
fn credentials(line: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("://") {
        let from = at + 3;
        let rest = line.get(from..).unwrap_or_default();
        let authority = rest
            .split(['/', '"', '\'', ' ', ',', '\n'])
            .next()
            .unwrap_or_default();
        if let Some((user, _)) = authority.rsplit_once('@')
            && let Some(colon) = user.find(':')
        {
            found.push((from + colon + 1, from + user.len()));
        }
    }
    found
}

/// Values behind keys that tell.
fn values(line: &str) -> Vec<(usize, usize)> {
    let lower = line.to_ascii_lowercase();
    let mut found = Vec::new();
    for word in TELLING {
        for (at, _) in lower.match_indices(word) {
            let rest = line.get(at..).unwrap_or_default();
            let key = rest
                .find(|c: char| !c.is_alphanumeric() && !"_-.".contains(c))
                .unwrap_or(rest.len());
            let after = rest.get(key..).unwrap_or_default();
            let Some(value) = after
                .trim_start_matches(['"', '\'', ' '])
                .strip_prefix([':', '='])
            else {
                continue;
            };
            let value = value.trim_start_matches([' ', '"', '\'']);
            let length = value
                .find(['"', '\'', ',', '}', ']', '\n', '\r', ';', '&'])
                .unwrap_or(value.len());
            let from = line.len() - value.len();
            found.push((from, from + length));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn what_looks_like_a_secret_is_starred() {
        for (text, shown) in [
            (
                "DB_URL: postgres://u:s3cret@db/x",
                "DB_URL: postgres://u:******@db/x",
            ),
            (
                "  - POSTGRES_PASSWORD=changeit\n  - A=b",
                "  - POSTGRES_PASSWORD=********\n  - A=b",
            ),
            ("{api_key: \"abc\", pool: 20}", "{api_key: \"***\", pool: 20}"),
            (
                "redis://cache:6379/0 and http://a@b",
                "redis://cache:6379/0 and http://a@b",
            ),
            ("TOKEN: grün", "TOKEN: *****"),
            ("secrets:\n  - web", "secrets:\n  - web"),
            ("Host=db;Password=x y;Pool=3", "Host=db;Password=***;Pool=3"),
            ("image: token-service:2", "image: token-service:*"),
        ] {
            assert_eq!(masked(text), shown, "{text}");
            assert_eq!(masked(text).len(), text.len());
        }
    }
}
