//! Secrets, and how a request carries them.

use super::{HttpError, Url};
use std::fmt;

/// Something that must never be printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text from being printed.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for the one place that sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// How a request says who asks. A user name and a password in the URL are sent where nothing else is.
#[derive(Debug, Clone)]
pub enum Auth {
    /// Nobody in particular.
    None,
    /// `Authorization: SCHEME SECRET`.
    Token {
        /// `Bearer`, or what else the server wants to see.
        scheme: &'static str,
        /// The token.
        secret: Secret,
        /// Where it came from, such as `NETBOX_TOKEN`: for messages.
        from: String,
    },
}

impl Auth {
    /// The value of the header; `None` where there is nothing to send.
    ///
    /// # Errors
    /// When the token cannot stand in a header, or the URL carries a second secret.
    pub(super) fn header(&self, url: &Url) -> Result<Option<Secret>, HttpError> {
        match (self, url.user()) {
            (Self::None, None) => Ok(None),
            (Self::None, Some(user)) => {
                let encoded = base64(user.reveal().as_bytes());
                Ok(Some(Secret::new(format!("Basic {encoded}"))))
            }
            (Self::Token { from, .. }, Some(_)) => Err(HttpError::TwoSecrets { from: from.clone() }),
            (Self::Token { scheme, secret, from }, None) => {
                let text = secret.reveal();
                if text.is_empty() || text.bytes().any(|byte| !byte.is_ascii_graphic()) {
                    return Err(HttpError::Token { from: from.clone() });
                }
                Ok(Some(Secret::new(format!("{scheme} {text}"))))
            }
        }
    }

    /// What the secret is called in messages.
    pub(super) fn given(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Token { from, .. } => Some(from),
        }
    }

    /// A text of the server's without the secret, should it repeat what it was sent.
    pub(super) fn hide(&self, text: &str) -> String {
        match self {
            Self::Token { secret, .. } if !secret.reveal().is_empty() => text.replace(secret.reveal(), "***"),
            _ => text.to_owned(),
        }
    }
}

/// RFC 4648, section 4, for the one header that needs it.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |n: usize| u32::from(chunk.get(n).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for n in 0..4 {
            let digit = DIGITS[(bits >> (18 - 6 * n) & 63) as usize];
            out.push(if n > chunk.len() { '=' } else { char::from(digit) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_of_the_rfc() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded, "{text}");
        }
    }

    #[test]
    fn a_secret_is_not_printed() {
        let auth = Auth::Token {
            scheme: "Bearer",
            secret: Secret::new("hunter2"),
            from: "TOKEN".to_owned(),
        };
        assert!(!format!("{auth:?}").contains("hunter2"));
        assert_eq!(auth.hide("bad token hunter2!"), "bad token ***!");
    }
}
