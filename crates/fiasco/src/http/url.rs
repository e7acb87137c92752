//! URLs as people name servers: `https://HOST[:PORT][/PATH]`. What is printed of one is its origin and path,
//! never a user name, a password or a query.

use super::{HttpError, Secret};
use std::fmt;
use ureq::http::Uri;

/// A URL of a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Url {
    secure: bool,
    host: String,
    port: Option<u16>,
    path: String,
    query: Option<String>,
    user: Option<Secret>,
}

impl Url {
    /// Reads one.
    ///
    /// # Errors
    /// When it is none, or of another scheme than `http` and `https`. The message does not repeat it, as it
    /// may hold a password.
    pub fn parse(text: &str) -> Result<Self, HttpError> {
        let uri: Uri = text.trim().parse().map_err(|_| HttpError::Url)?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(HttpError::Url),
        };
        let authority = uri.authority().ok_or(HttpError::Url)?;
        let (user, place) = match authority.as_str().rsplit_once('@') {
            Some((user, place)) => (Some(user), place),
            None => (None, authority.as_str()),
        };
        // The port as it is read must be the port as it is written: `host:99999` has none that is.
        let port = authority.port_u16();
        let host = authority.host();
        if host.is_empty() || (port.is_none() && place.len() > host.len()) {
            return Err(HttpError::Url);
        }
        let usual = if secure { 443 } else { 80 };
        Ok(Self {
            secure,
            host: host.to_ascii_lowercase(),
            port: port.filter(|port| *port != usual),
            path: uri.path().to_owned(),
            query: uri.query().map(str::to_owned),
            user: user.map(|user| Secret::new(percent_decoded(user))),
        })
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        match self.port {
            Some(port) => format!("{scheme}://{}:{port}", self.host),
            None => format!("{scheme}://{}", self.host),
        }
    }

    /// The path, `/` at least.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The user name and password in it.
    pub(super) fn user(&self) -> Option<&Secret> {
        self.user.as_ref()
    }

    /// The same server at another path, without a query.
    #[must_use]
    pub fn with_path(&self, path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            query: None,
            ..self.clone()
        }
    }

    /// The same place with another query.
    #[must_use]
    pub fn with_query(&self, query: impl Into<String>) -> Self {
        Self {
            query: Some(query.into()),
            ..self.clone()
        }
    }

    /// Where a reference in an answer leads: a whole URL, a path, or a query. RFC 3986, section 5.2, without
    /// dot segments, which no server of ours sends.
    pub fn join(&self, reference: &str) -> Option<Self> {
        let whole = match reference.trim() {
            text if text.contains("://") => text.to_owned(),
            text if text.starts_with("//") => {
                let scheme = if self.secure { "https:" } else { "http:" };
                format!("{scheme}{text}")
            }
            text if text.starts_with('/') => format!("{}{text}", self.origin()),
            text if text.starts_with('?') => format!("{self}{text}"),
            text => {
                let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                format!("{}{folder}/{text}", self.origin())
            }
        };
        let joined = Self::parse(&whole).ok()?;
        let user = joined.user.or_else(|| self.user.clone());
        Some(Self { user, ..joined })
    }

    /// As it is sent: with its query, without its user name.
    pub(super) fn request(&self) -> String {
        match &self.query {
            Some(query) => format!("{self}?{query}"),
            None => self.to_string(),
        }
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.path)
    }
}

/// `%40` as `@`; what is no such code stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after
            .get(..2)
            .and_then(|code| u8::from_str_radix(std::str::from_utf8(code).ok()?, 16).ok());
        match (first, code) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_and_sent() {
        for (text, printed, sent) in [
            (
                "https://netbox.example",
                "https://netbox.example/",
                "https://netbox.example/",
            ),
            (
                "HTTPS://NetBox.Example:443/a?b=c",
                "https://netbox.example/a",
                "https://netbox.example/a?b=c",
            ),
            (
                "http://[::1]:8000/x/",
                "http://[::1]:8000/x/",
                "http://[::1]:8000/x/",
            ),
            (
                "https://me:hunter2@host:8443/",
                "https://host:8443/",
                "https://host:8443/",
            ),
        ] {
            let url = Url::parse(text).expect(text);
            assert_eq!(
                (url.to_string().as_str(), url.request().as_str()),
                (printed, sent)
            );
            assert!(!format!("{url:?}").contains("hunter2"));
        }
    }

    #[test]
    fn what_is_no_url_of_a_server() {
        for text in [
            "",
            "netbox.example",
            "/api",
            "ftp://host/",
            "https://",
            "https://host:99999/",
            "https://a b/",
            "https://me:hunter2@",
        ] {
            let error = Url::parse(text).expect_err(text);
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }

    #[test]
    fn where_references_lead() {
        let at = Url::parse("https://me:pw@host:8443/api/sites/?limit=5").expect("a URL");
        for (reference, leads) in [
            ("https://other/x", "https://other/x"),
            ("//other/x", "https://other/x"),
            ("/api/racks/", "https://host:8443/api/racks/"),
            ("?limit=9", "https://host:8443/api/sites/?limit=9"),
            ("more", "https://host:8443/api/sites/more"),
        ] {
            assert_eq!(at.join(reference).expect(reference).request(), leads);
        }
        assert_eq!(at.join("ftp://host/"), None);
    }

    #[test]
    fn a_password_is_decoded() {
        assert_eq!(percent_decoded("me:p%40ss%zz%4"), "me:p@ss%zz%4");
    }
}
