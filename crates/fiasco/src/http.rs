//! A small client that gets JSON from a server the person named: for `fiasco pull` and whatever else asks a
//! live system. Everything is bounded (time, size, redirects, tries), and a secret goes to the origin it was
//! given for and nowhere else: redirects are followed only where scheme, host and port stay the same.
//!
//! ```text
//! let client = Client::new(&Options::default())?;
//! let bytes = client.get_json(&Url::parse("https://netbox.example/api/")?, &Auth::None)?;
//! ```

mod auth;
mod error;
mod url;

pub use auth::{Auth, Secret};
pub use error::HttpError;
pub use url::Url;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use ureq::http::Response;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body};

/// How long making a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long one request may take, answer included, unless the person says otherwise.
pub const WHOLE: Duration = Duration::from_secs(60);
/// The largest answer that is read.
const MAX_ANSWER: u64 = 64 * 1024 * 1024;
/// How often a request is tried again when the server says that it is busy or broken.
const RETRIES: u32 = 3;
/// The longest that a server may ask us to wait before the next try.
const MAX_WAIT: Duration = Duration::from_secs(30);
/// Redirects followed for one request.
const MAX_REDIRECTS: u32 = 5;
/// How much of a refusal is read for the words in it.
const MAX_REFUSAL: u64 = 16 * 1024;

/// How to talk to a server.
#[derive(Debug, Clone)]
pub struct Options {
    /// Certificates (PEM) that vouch for the server, instead of those the machine trusts.
    pub ca_file: Option<PathBuf>,
    /// How long one request may take.
    pub whole: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ca_file: None,
            whole: WHOLE,
        }
    }
}

/// A client; it keeps connections open between requests.
pub struct Client {
    agent: Agent,
    whole: Duration,
}

impl Client {
    /// A client with these options.
    ///
    /// # Errors
    /// When the file of certificates cannot be read or holds none.
    pub fn new(options: &Options) -> Result<Self, HttpError> {
        let roots = match &options.ca_file {
            Some(path) => certificates(path)?,
            None => RootCerts::PlatformVerifier,
        };
        let tls = TlsConfig::builder()
            .root_certs(roots)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .timeout_connect(Some(CONNECT))
            .timeout_global(Some(options.whole))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .accept("application/json")
            .user_agent(concat!("fiasco/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self {
            agent: config.new_agent(),
            whole: options.whole,
        })
    }

    /// The body of an answer that says it is JSON, or looks like it: not yet parsed.
    ///
    /// A server that is busy (429) or broken (5xx) is asked up to three times more.
    ///
    /// # Errors
    /// What went wrong, in words for a person; never with a secret in it.
    pub fn get_json(&self, url: &Url, auth: &Auth) -> Result<Vec<u8>, HttpError> {
        let header = auth.header(url)?;
        let mut at = url.clone();
        let (mut redirects, mut tries) = (0, 0);
        loop {
            let response = self.send(&at, header.as_ref())?;
            match response.status().as_u16() {
                200 => return self.body(&at, response),
                301 | 302 | 303 | 307 | 308 => {
                    redirects += 1;
                    at = redirected(&at, &response, redirects)?;
                }
                status @ (429 | 500..=599) => match wait(&response, tries) {
                    Some(pause) => {
                        tries += 1;
                        std::thread::sleep(pause);
                    }
                    None => {
                        let asked = retry_after(&response);
                        return Err(HttpError::Busy {
                            url: Box::new(at),
                            status,
                            tries: tries + 1,
                            asked,
                        });
                    }
                },
                status => return Err(refusal(at, status, auth, response)),
            }
        }
    }

    fn send(&self, url: &Url, header: Option<&Secret>) -> Result<Response<Body>, HttpError> {
        let mut request = self.agent.get(url.request());
        if let Some(header) = header {
            request = request.header("authorization", header.reveal());
        }
        request
            .call()
            .map_err(|error| HttpError::of(url, self.whole, &error))
    }

    fn body(&self, url: &Url, response: Response<Body>) -> Result<Vec<u8>, HttpError> {
        let kind = header(&response, "content-type").unwrap_or_default().to_owned();
        let body = response.into_body().into_with_config().limit(MAX_ANSWER);
        let bytes = match { body }.read_to_vec() {
            Ok(bytes) => bytes,
            Err(ureq::Error::BodyExceedsLimit(_)) => {
                return Err(HttpError::TooLarge {
                    url: Box::new(url.clone()),
                    limit: MAX_ANSWER,
                });
            }
            Err(error) => return Err(HttpError::of(url, self.whole, &error)),
        };
        let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
        match first {
            Some(b'{' | b'[') => Ok(bytes),
            Some(b'<') => Err(HttpError::not_json(url, "HTML")),
            _ if kind.contains("html") => Err(HttpError::not_json(url, "HTML")),
            None => Err(HttpError::not_json(url, "an empty answer")),
            Some(_) => Err(HttpError::not_json(url, "something else")),
        }
    }
}

fn header<'r>(response: &'r Response<Body>, name: &str) -> Option<&'r str> {
    response.headers().get(name)?.to_str().ok()
}

/// Where a redirect leads, if that is the same server.
fn redirected(at: &Url, response: &Response<Body>, redirects: u32) -> Result<Url, HttpError> {
    if redirects > MAX_REDIRECTS {
        return Err(HttpError::Redirects {
            url: Box::new(at.clone()),
            limit: MAX_REDIRECTS,
        });
    }
    let to = header(response, "location").and_then(|to| at.join(to));
    match to {
        Some(to) if to.origin() == at.origin() => Ok(to),
        to => Err(HttpError::Elsewhere {
            url: Box::new(at.clone()),
            to: to.map(|to| to.origin()),
        }),
    }
}

/// The seconds a server asks for; a date is not read, as nothing here looks at a clock.
fn retry_after(response: &Response<Body>) -> Option<Duration> {
    let seconds = header(response, "retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// How long to wait before the next try; `None` when there is none.
fn wait(response: &Response<Body>, tries: u32) -> Option<Duration> {
    if tries >= RETRIES {
        return None;
    }
    let pause = retry_after(response).unwrap_or(Duration::from_secs(1 << tries));
    (pause <= MAX_WAIT).then_some(pause)
}

/// A refusal, with the words the server has for it.
fn refusal(url: Url, status: u16, auth: &Auth, response: Response<Body>) -> HttpError {
    let body = response.into_body().into_with_config().limit(MAX_REFUSAL);
    let words = { body }.read_to_vec().ok().and_then(|bytes| {
        let json: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
        let words = ["detail", "error", "message"]
            .iter()
            .find_map(|key| json.get(key)?.as_str())?;
        let words: String = words.chars().filter(|c| !c.is_control()).collect();
        Some(auth.hide(&words).chars().take(120).collect::<String>())
    });
    let url = Box::new(url);
    match status {
        401 | 403 => HttpError::Refused {
            url,
            status,
            with: auth.given().map(str::to_owned),
            words,
        },
        404 | 410 => HttpError::NotFound { url },
        _ => HttpError::Status { url, status, words },
    }
}

/// The certificates of a PEM file.
fn certificates(path: &std::path::Path) -> Result<RootCerts, HttpError> {
    let failed = |why: String| HttpError::CaFile {
        path: path.display().to_string(),
        why,
    };
    let bytes = std::fs::read(path).map_err(|error| failed(error.to_string()))?;
    let mut found = Vec::new();
    for item in parse_pem(&bytes) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(_) => return Err(failed("it is not PEM".to_owned())),
        }
    }
    if found.is_empty() {
        return Err(failed("it holds no certificate".to_owned()));
    }
    Ok(RootCerts::from(found))
}
