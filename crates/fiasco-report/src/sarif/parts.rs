//! The parts of a SARIF file: rules, messages, places in files, flows.

use super::default_level;
use crate::gate::Level;
use crate::text::one_line;
use fiasco_estate::Cite;
use fiasco_rules::Meta;
use fiasco_source::Files;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// The word for a level.
pub(super) fn level_word(level: Level) -> &'static str {
    match level {
        Level::Error => "error",
        Level::Warning => "warning",
        Level::Note => "note",
    }
}

/// A message of plain text.
pub(super) fn message(text: &str) -> Value {
    // `[text](target)` would be a link, and braces stand for arguments unless they are doubled.
    let text = one_line(text).replace("](", "] (");
    json!({"text": text.replace('{', "{{").replace('}', "}}")})
}

/// A rule, with its page as help.
pub(super) fn rule(meta: &Meta) -> Value {
    let page = meta.page();
    let mut paragraphs = page.split("\n\n").skip(1);
    let short = one_line(paragraphs.next().unwrap_or(meta.name).trim());
    let full = section(&page, "What breaks").unwrap_or_else(|| short.clone());
    json!({
        "id": meta.code,
        "name": name(meta.name),
        "shortDescription": {"text": short},
        "fullDescription": {"text": full},
        "help": {"text": format!("Fix: {}. Undo: {}.", meta.fix, meta.undo), "markdown": page},
        "defaultConfiguration": {"level": level_word(default_level(meta))},
        "properties": {"tags": [meta.family(), meta.class.word(), meta.effect.word()]},
    })
}

/// `PoolExhausted` for `pool-exhausted`: names of rules are written so.
fn name(name: &str) -> String {
    let words = name.split('-').filter_map(|word| {
        let (first, rest) = word.split_at_checked(1)?;
        Some(format!("{}{rest}", first.to_ascii_uppercase()))
    });
    words.collect()
}

/// The text of a section of a page, on one line.
fn section(page: &str, heading: &str) -> Option<String> {
    let (_, rest) = page.split_once(&format!("## {heading}\n"))?;
    let body = rest.split("\n## ").next()?;
    let line = one_line(body.trim());
    (!line.is_empty()).then_some(line)
}

/// A place in a file, with what stands there where that is asked for.
pub(super) fn location(files: &Files, cite: &Cite, says: bool) -> Value {
    let (start, end) = files.extent(cite.at);
    let mut artifact = Map::new();
    artifact.insert("uri".to_owned(), json!(uri(&start.path)));
    if !is_absolute(&start.path) {
        artifact.insert("uriBaseId".to_owned(), json!("%SRCROOT%"));
    }
    let mut out = Map::new();
    out.insert(
        "physicalLocation".to_owned(),
        json!({
            "artifactLocation": artifact,
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        }),
    );
    if says && !cite.says.is_empty() {
        out.insert("message".to_owned(), message(&cite.says));
    }
    Value::Object(out)
}

/// Places in order, as the way that leads to a result.
pub(super) fn flow(files: &Files, chain: &[&Cite]) -> Value {
    let steps: Vec<Value> = chain
        .iter()
        .map(|cite| json!({"location": location(files, cite, true)}))
        .collect();
    json!([{"threadFlows": [{"locations": steps}]}])
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.get(1..3) == Some(":\\") || path.get(1..3) == Some(":/")
}

/// A path as a URI reference: forward slashes, and percent signs for all that has a meaning of its own.
fn uri(path: &str) -> String {
    let path = if std::path::MAIN_SEPARATOR == '\\' {
        path.replace('\\', "/")
    } else {
        path.to_owned()
    };
    let path = path.strip_prefix("./").unwrap_or(&path);
    let mut out = match (is_absolute(path), path.starts_with('/')) {
        (true, true) => "file://".to_owned(),
        (true, false) => "file:///".to_owned(),
        (false, _) => String::new(),
    };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
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
    fn a_path_is_a_reference_to_its_file() {
        for (path, expected) in [
            ("services.yaml", "services.yaml"),
            ("./a b/c#d.yaml", "a%20b/c%23d.yaml"),
            ("c:d.yaml", "c%3Ad.yaml"),
            ("grün/100%.yaml", "gr%C3%BCn/100%25.yaml"),
            ("/srv/a.yaml", "file:///srv/a.yaml"),
            ("../a.yaml", "../a.yaml"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }

    #[test]
    fn a_message_holds_no_links_and_no_arguments() {
        assert_eq!(
            message("old-[1-3] {0}\n[x](http://x)"),
            json!({"text": "old-[1-3] {{0}} [x] (http://x)"})
        );
    }

    #[test]
    fn names_of_rules_are_in_the_usual_form() {
        assert_eq!(name("pool-exhausted"), "PoolExhausted");
    }
}
