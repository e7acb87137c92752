//! What a running Prometheus says of how busy things are. The questions are those that `fiasco init --usage
//! prometheus` prints, and the answers are read as if they had been saved in files.

use crate::cli::ReadArgs;
use crate::commands::Failure;
use crate::http::{Auth, Client, Options, Secret, Url};
use fiasco_import::usage::queries;
use std::fmt::Write as _;

/// An answer, as a file: what to call it, and its bytes.
pub type Answer = (String, Vec<u8>);

/// Asks the server that the arguments name; nothing where they name none.
///
/// # Errors
/// When it cannot be asked, or knows nothing: whoever named it wants to hear that.
pub fn ask(args: &ReadArgs) -> Result<Vec<Answer>, Failure> {
    let Some(server) = &args.prometheus else {
        return Ok(Vec::new());
    };
    let failed = |error: &dyn std::fmt::Display| Failure::Message(format!("--prometheus: {error}"));
    let url = Url::parse(server).map_err(|error| failed(&error))?;
    let auth = auth(args.prometheus_token_env.as_deref())?;
    let client = Client::new(&Options::default()).map_err(|error| failed(&error))?;
    let at = url.with_path(format!("{}/api/v1/query", url.path().trim_end_matches('/')));
    let mut answers = Vec::new();
    for query in queries() {
        let asks = at.with_query(format!("query={}", percent_encoded(query.text)));
        let bytes = client
            .get_json(&asks, &auth)
            .map_err(|error| failed(&format!("failed to ask for {}: {error}", query.measures)))?;
        answers.push((format!("prometheus: {}", query.measures), bytes));
    }
    if answers.iter().all(|(_, bytes)| is_empty(bytes)) {
        return Err(failed(&format!(
            "{at} answers, and has no series of containers, requests or connections: save answers of queries of your own, and name the files"
        )));
    }
    Ok(answers)
}

/// The token in the environment variable that was named.
fn auth(name: Option<&str>) -> Result<Auth, Failure> {
    let Some(name) = name else {
        return Ok(Auth::None);
    };
    match std::env::var(name) {
        Ok(token) if !token.trim().is_empty() => Ok(Auth::Token {
            scheme: "Bearer",
            secret: Secret::new(token.trim()),
            from: name.to_owned(),
        }),
        _ => Err(Failure::Message(format!(
            "the environment variable {name} is not set, or empty: it should hold the token for --prometheus"
        ))),
    }
}

/// Whether an answer is one, and has no series.
fn is_empty(bytes: &[u8]) -> bool {
    let answer: Option<serde_json::Value> = serde_json::from_slice(bytes).ok();
    answer.is_some_and(|answer| answer["data"]["result"].as_array().is_some_and(Vec::is_empty))
}

/// A text as the value of a query (RFC 3986: all but the unreserved characters as bytes).
fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_in_a_url() {
        for (text, encoded) in [
            ("up", "up"),
            ("rate(a{b!=\"\"}[5m])", "rate%28a%7Bb%21%3D%22%22%7D%5B5m%5D%29"),
            ("a b+c&d", "a%20b%2Bc%26d"),
        ] {
            assert_eq!(percent_encoded(text), encoded);
        }
    }

    #[test]
    fn answers_without_series() {
        assert!(is_empty(
            br#"{"status":"success","data":{"resultType":"vector","result":[]}}"#
        ));
        assert!(!is_empty(
            br#"{"status":"success","data":{"resultType":"vector","result":[1]}}"#
        ));
        assert!(!is_empty(b"{}"));
        assert!(!is_empty(b"["));
    }
}
