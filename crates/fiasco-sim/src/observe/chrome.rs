//! Traces in the format that Chrome's tracing page, Perfetto and Speedscope open: complete events, microseconds.

use super::trace::{Trace, What};
use crate::model::Model;
use std::fmt::Write;

/// The traces as one JSON document. Each request is a process, each attempt or branch of it a row.
#[must_use]
pub fn chrome_trace(model: &Model, traces: &[Trace]) -> String {
    let mut events = Vec::new();
    for trace in traces {
        let source = &model.sources[trace.source].name;
        let title = format!("{source} #{}", trace.number);
        let title = quoted(&title);
        events.push(format!(
            r#"{{"name":"process_name","ph":"M","pid":{},"args":{{"name":{title}}}}}"#,
            trace.number
        ));
        for (at, span) in trace.spans.iter().enumerate() {
            let row = match span.what {
                What::Service(_) | What::Branch => at,
                _ => span.parent.unwrap_or(at),
            };
            let begin = span.begin * 1e6;
            let mut event = |name: &str, kind: &str, from: f64, to: f64| {
                if to > from || kind == "service" {
                    events.push(format!(
                        r#"{{"name":{},"cat":"{kind}","ph":"X","ts":{from},"dur":{},"pid":{},"tid":{row},"args":{{"well":{}}}}}"#,
                        quoted(name),
                        (to - from).max(0.0),
                        trace.number,
                        span.well
                    ));
                }
            };
            let end = span.end * 1e6;
            match span.what {
                What::Service(service) => {
                    event(&model.services[service as usize].name, "service", begin, end)
                }
                What::Branch => event("branch", "service", begin, end),
                What::Station(station) => {
                    let (name, served) = (&model.stations[station as usize].name, span.served * 1e6);
                    event(name, "queue", begin, served);
                    event(name, "served", served, end);
                }
                What::Pool(pool) => event(&model.pools[pool as usize].name, "pool", begin, end),
                What::Sleep => event("sleep", "sleep", begin, end),
                What::Call => event("call", "call", begin, end),
                What::Fork => event("branches", "fork", begin, end),
                What::Cache(cache) => event(&model.caches[cache as usize].name, "cache", begin, end),
            }
        }
    }
    format!("{{\"traceEvents\":[\n{}\n]}}\n", events.join(",\n"))
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            letter if letter < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(letter));
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
