//! What can go wrong on the way to a server and back, in words for a person. No message holds a secret: a URL
//! prints as its origin and path, and what a server says of itself is cleaned before it comes here.

use super::Url;
use std::io::ErrorKind;
use std::time::Duration;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpError {
    /// It is no URL.
    #[error("cannot read the URL: expected https://HOST, http://HOST:PORT or one of them with a path")]
    Url,
    /// The certificates cannot be used.
    #[error("failed to read the certificates in {path}: {why}")]
    CaFile {
        /// The file.
        path: String,
        /// What is wrong with it.
        why: String,
    },
    /// The token cannot be sent.
    #[error("the token in {from} is empty or has a space or another character that no token has")]
    Token {
        /// Where it came from.
        from: String,
    },
    /// One request carries one secret.
    #[error(
        "the URL holds a user name, and {from} a token: only one of them can be sent; take the user name out of the URL"
    )]
    TwoSecrets {
        /// Where the token came from.
        from: String,
    },
    /// The name leads nowhere.
    #[error("failed to find {}: no address is known for that name", .url.origin())]
    Unknown {
        /// What was asked for.
        url: Box<Url>,
    },
    /// Nobody listens.
    #[error("failed to connect to {}: {why}", .url.origin())]
    Connect {
        /// What was asked for.
        url: Box<Url>,
        /// Refused, unreachable and the like.
        why: String,
    },
    /// The two sides cannot agree on who the server is, or how to talk.
    #[error("failed to connect to {} safely: {why}; for a private authority name its certificate with --ca-file", .url.origin())]
    Tls {
        /// What was asked for.
        url: Box<Url>,
        /// What is wrong.
        why: String,
    },
    /// It took too long.
    #[error("{url} did not answer within {} s", .limit.as_secs())]
    Timeout {
        /// What was asked for.
        url: Box<Url>,
        /// How long it had.
        limit: Duration,
    },
    /// The connection ended too early, or the answer is no HTTP.
    #[error("{url} broke off while it answered: {why}")]
    Broken {
        /// What was asked for.
        url: Box<Url>,
        /// How.
        why: String,
    },
    /// 401 or 403.
    #[error("{url} answered {status}: {}{}", refused_why(.with.as_deref(), *.status, .words.as_deref()), in_words(.words.as_deref()))]
    Refused {
        /// What was asked for.
        url: Box<Url>,
        /// 401 or 403.
        status: u16,
        /// Where the token that was sent came from.
        with: Option<String>,
        /// The server's own words.
        words: Option<String>,
    },
    /// 404 or 410.
    #[error("{url} answered 404: there is nothing at that place; is the URL the root of the server?")]
    NotFound {
        /// What was asked for.
        url: Box<Url>,
    },
    /// 429 or 5xx, to the end.
    #[error("{url} answered {status}{}", busy_how(*.tries, *.asked))]
    Busy {
        /// What was asked for.
        url: Box<Url>,
        /// The last status.
        status: u16,
        /// How often it was asked.
        tries: u32,
        /// How long it asked us to wait.
        asked: Option<Duration>,
    },
    /// Another status.
    #[error("{url} answered {status}{}", in_words(.words.as_deref()))]
    Status {
        /// What was asked for.
        url: Box<Url>,
        /// The status.
        status: u16,
        /// The server's own words.
        words: Option<String>,
    },
    /// A redirect to somebody else.
    #[error("{url} answered with a redirect to {}, which is not followed: if that is the server you mean, give its URL", .to.as_deref().unwrap_or("no place that can be read"))]
    Elsewhere {
        /// What was asked for.
        url: Box<Url>,
        /// The origin it leads to.
        to: Option<String>,
    },
    /// Redirects without end.
    #[error("{url} answered with more than {limit} redirects")]
    Redirects {
        /// What was asked for last.
        url: Box<Url>,
        /// How many are followed.
        limit: u32,
    },
    /// The answer is too large.
    #[error("{url} answered with more than {} MiB", .limit / (1024 * 1024))]
    TooLarge {
        /// What was asked for.
        url: Box<Url>,
        /// How many bytes are read.
        limit: u64,
    },
    /// The answer is no JSON.
    #[error("{url} answered with {got}, not JSON: is the URL the API's root?")]
    NotJson {
        /// What was asked for.
        url: Box<Url>,
        /// What it is instead.
        got: String,
    },
}

fn refused_why(with: Option<&str>, status: u16, words: Option<&str>) -> String {
    match (with, status) {
        (Some(with), 403) if is_permission(words) => format!("the token in {with} may not read this"),
        (Some(with), _) => format!("the token in {with} was refused"),
        (None, 401) => "it wants to know who asks, and no token was given".to_owned(),
        (None, _) => "it is not allowed, and no token was given".to_owned(),
    }
}

/// Whether a refusal is about this one thing, not about who asks.
fn is_permission(words: Option<&str>) -> bool {
    words.is_some_and(|words| words.contains("permission"))
}

fn in_words(words: Option<&str>) -> String {
    words.map_or_else(String::new, |words| format!(" (\"{words}\")"))
}

fn busy_how(tries: u32, asked: Option<Duration>) -> String {
    let asked = asked.map_or_else(String::new, |asked| {
        format!(", and asks to wait {} s", asked.as_secs())
    });
    match tries {
        1 => asked,
        tries => format!(" {tries} times{asked}"),
    }
}

impl HttpError {
    /// Whether the server knows who asks and keeps only this one thing from them.
    pub fn is_permission(&self) -> bool {
        matches!(self, Self::Refused { status: 403, words, .. } if is_permission(words.as_deref()))
    }

    pub(super) fn not_json(url: &Url, got: &str) -> Self {
        Self::NotJson {
            url: Box::new(url.clone()),
            got: got.to_owned(),
        }
    }

    /// The client's own error, told by kind: its text could repeat what was sent.
    pub(super) fn of(url: &Url, limit: Duration, error: &ureq::Error) -> Self {
        let url = Box::new(url.clone());
        match error {
            ureq::Error::HostNotFound => Self::Unknown { url },
            ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => Self::Timeout {
                url,
                limit: limit.min(super::CONNECT),
            },
            ureq::Error::Timeout(_) => Self::Timeout { url, limit },
            ureq::Error::Rustls(error) => Self::Tls {
                url,
                why: error.to_string(),
            },
            ureq::Error::Tls(_) | ureq::Error::TlsRequired => Self::Tls {
                url,
                why: "the name of the server cannot be checked".to_owned(),
            },
            ureq::Error::InvalidProxyUrl | ureq::Error::ConnectProxyFailed(_) => Self::Connect {
                url,
                why: "the proxy that the environment names does not let us through".to_owned(),
            },
            ureq::Error::ConnectionFailed => Self::Connect {
                url,
                why: "no connection could be made".to_owned(),
            },
            ureq::Error::Io(error) => Self::of_io(url, limit, error),
            ureq::Error::Protocol(_) | ureq::Error::LargeResponseHeader(..) => Self::Broken {
                url,
                why: "the answer is not HTTP as it should be".to_owned(),
            },
            _ => Self::Broken {
                url,
                why: "the request could not be carried out".to_owned(),
            },
        }
    }

    fn of_io(url: Box<Url>, limit: Duration, error: &std::io::Error) -> Self {
        let inner = error.get_ref();
        if let Some(error) = inner.and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            return Self::Tls {
                url,
                why: error.to_string(),
            };
        }
        // The standard library has no kind for it.
        if error.to_string().starts_with("failed to lookup address") {
            return Self::Unknown { url };
        }
        let why = error.kind().to_string();
        match error.kind() {
            ErrorKind::TimedOut | ErrorKind::WouldBlock => Self::Timeout { url, limit },
            ErrorKind::ConnectionRefused
            | ErrorKind::HostUnreachable
            | ErrorKind::NetworkUnreachable
            | ErrorKind::NetworkDown
            | ErrorKind::AddrNotAvailable
            | ErrorKind::PermissionDenied => Self::Connect { url, why },
            _ => Self::Broken { url, why },
        }
    }
}
