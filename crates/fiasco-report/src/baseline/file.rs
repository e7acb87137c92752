//! The file of a baseline, schema `fiasco/baseline/1` (`docs/schema/baseline-1.schema.json`): JSON with an entry
//! a line, sorted, so that two branches merge. It is read through the spanned tree, so that every complaint has
//! a position.

use super::{Baseline, Key, Mark};
use fiasco_estate::quantity::Rational;
use fiasco_scale::{At, Phase};
use fiasco_source::{FileId, Files, Kind, Node, Span, nearest, yaml};
use serde_json::json;
use std::fmt::Write as _;

/// The version of the file.
pub const SCHEMA: &str = "fiasco/baseline/1";

/// The keys of an entry.
const KEYS: [&str; 6] = ["target", "rule", "subject", "state", "at", "progress_exact"];

/// The text of a file; the same for the same entries.
#[must_use]
pub fn write(baseline: &Baseline) -> String {
    let mut out = format!("{{\n\"schema\": {},\n\"entries\": [", json!(SCHEMA));
    for (position, (key, mark)) in baseline.iter().enumerate() {
        let at = match (mark.phase, mark.at) {
            (Phase::Now, _) => "now",
            (Phase::Delivery, _) => "delivery",
            (Phase::Way, At::On) => "on",
            (Phase::Way, At::Above) => "above",
        };
        let state = if mark.breaks { "breaks" } else { "unknown" };
        let _ = write!(
            out,
            "{}\n{{\"target\": {}, \"rule\": {}, \"subject\": {}, \"state\": \"{state}\", \"at\": \"{at}\", \"progress_exact\": \"{}\"}}",
            if position == 0 { "" } else { "," },
            quoted(&key.target),
            quoted(&key.rule),
            quoted(&key.subject),
            mark.progress
        );
    }
    out.push_str("\n]\n}\n");
    out
}

/// A text as JSON, with characters that some readers refuse written as numbers.
fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in json!(text).to_string().chars() {
        match c {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out
}

/// Reads a file that was added to `files`.
///
/// # Errors
/// The first thing that is wrong, with its position.
pub fn read(files: &Files, id: FileId) -> Result<Baseline, String> {
    let (tree, problems) = yaml::read(files, id);
    let reader = Reader { files };
    if let Some(problem) = problems.first() {
        let place = problem
            .span
            .map_or_else(|| problem.path.clone(), |at| files.place(at).to_string());
        return Err(format!("{place}: {}", problem.message));
    }
    let start = Span::new(id, 0, 0);
    let root = tree.documents().next();
    let root = root.ok_or_else(|| reader.wrong(start, "expected a baseline, found nothing"))?;
    let schema = reader.text(root, "schema")?;
    if schema.0 != SCHEMA {
        return Err(reader.wrong(
            schema.1,
            &format!("expected the schema {SCHEMA}, found `{}`", schema.0),
        ));
    }
    reader.only(root, &["schema", "entries"])?;
    let entries = root.get("entries").filter(|node| node.kind() == Kind::List);
    let entries = entries.ok_or_else(|| reader.wrong(root.span(), "expected a list of `entries`"))?;
    let mut out = Baseline::new();
    for entry in entries.items() {
        let (key, mark) = reader.entry(entry)?;
        if out.insert(key, mark).is_some() {
            return Err(reader.wrong(entry.span(), "stands here a second time"));
        }
    }
    Ok(out)
}

struct Reader<'a> {
    files: &'a Files,
}

impl Reader<'_> {
    fn wrong(&self, at: Span, message: &str) -> String {
        format!("{}: {message}", self.files.place(at))
    }

    fn entry(&self, entry: Node<'_, '_>) -> Result<(Key, Mark), String> {
        self.only(entry, &KEYS)?;
        let state = self.text(entry, "state")?;
        let at = self.text(entry, "at")?;
        let progress = self.text(entry, "progress_exact")?;
        let breaks = match state.0 {
            "breaks" => true,
            "unknown" => false,
            other => {
                return Err(self.wrong(state.1, &format!("expected breaks or unknown, found `{other}`")));
            }
        };
        let (phase, side) = match at.0 {
            "now" => (Phase::Now, At::On),
            "delivery" => (Phase::Delivery, At::On),
            "on" => (Phase::Way, At::On),
            "above" => (Phase::Way, At::Above),
            other => {
                let message = format!("expected now, delivery, on or above, found `{other}`");
                return Err(self.wrong(at.1, &message));
            }
        };
        let fraction = fraction(progress.0).ok_or_else(|| {
            let message = format!("expected a fraction such as 1/6, found `{}`", progress.0);
            self.wrong(progress.1, &message)
        })?;
        let key = Key {
            target: self.text(entry, "target")?.0.to_owned(),
            rule: self.text(entry, "rule")?.0.to_owned(),
            subject: self.text(entry, "subject")?.0.to_owned(),
        };
        let mark = Mark {
            breaks,
            phase,
            progress: fraction,
            at: side,
        };
        Ok((key, mark))
    }

    fn text<'t>(&self, node: Node<'t, '_>, key: &str) -> Result<(&'t str, Span), String> {
        let found = node.get(key);
        let text = found.and_then(|value| Some((value.text()?, value.span())));
        text.ok_or_else(|| {
            let at = found.map_or_else(|| node.span(), Node::span);
            self.wrong(at, &format!("expected a text for `{key}`"))
        })
    }

    /// Nothing but these keys stands there: a file that says more was written by something newer.
    fn only(&self, node: Node<'_, '_>, keys: &[&str]) -> Result<(), String> {
        match node.entries().find(|entry| !keys.contains(&entry.key)) {
            None => Ok(()),
            Some(entry) => {
                let near = nearest(entry.key, keys.iter().copied());
                let near = near.map_or(String::new(), |near| format!(": did you mean `{near}`?"));
                let message = format!("`{}` is not understood{near}", entry.key);
                Err(self.wrong(entry.key_span, &message))
            }
        }
    }
}

/// `1/6` or `2`; nothing below 0.
fn fraction(text: &str) -> Option<Rational> {
    let (num, den) = text.split_once('/').unwrap_or((text, "1"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(num) || !digits(den) {
        return None;
    }
    let den: i128 = den.parse().ok().filter(|den| *den > 0)?;
    Rational::new(num.parse().ok()?, den).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Baseline, String> {
        let mut files = Files::new();
        let id = files.add("b.json", text.as_bytes().to_vec()).expect("a file");
        read(&files, id)
    }

    fn entry(subject: &str, num: i128, den: i128) -> (Key, Mark) {
        let key = Key {
            target: "servers=x3".to_owned(),
            rule: "CAP002".to_owned(),
            subject: subject.to_owned(),
        };
        let mark = Mark {
            breaks: den != 5,
            phase: if num == 0 { Phase::Delivery } else { Phase::Way },
            progress: Rational::new(num, den).expect("a number"),
            at: if den == 2 { At::Above } else { At::On },
        };
        (key, mark)
    }

    #[test]
    fn what_is_written_is_read_back() {
        let odd = "a\"\\b\n\t\u{0}\u{7f}\u{85}\u{2028}\u{feff}\u{ffff}ü🙂 # : {x}";
        for entries in [
            vec![],
            vec![entry("app -> db", 1, 6)],
            vec![
                entry(odd, 1, 2),
                entry("", 0, 1),
                entry("yes", 7, 5),
                entry("2", 3, 1),
            ],
        ] {
            let baseline: Baseline = entries.into_iter().collect();
            let text = write(&baseline);
            assert_eq!(read_text(&text).as_ref(), Ok(&baseline), "{text}");
            assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_has_a_position() {
        let good = write(&[entry("app -> db", 1, 6)].into_iter().collect());
        for (from, to, expected) in [
            (
                "baseline/1",
                "baseline/2",
                "b.json:2:11: expected the schema fiasco/baseline/1, found `fiasco/baseline/2`",
            ),
            (
                "\"entries\": [",
                "\"entries\": {}, \"x\": [",
                "b.json:3:16: `x` is not understood",
            ),
            (
                "\"1/6\"",
                "\"0.5\"",
                "b.json:4:117: expected a fraction such as 1/6, found `0.5`",
            ),
            (
                "\"1/6\"",
                "\"1/0\"",
                "b.json:4:117: expected a fraction such as 1/6, found `1/0`",
            ),
            (
                "\"on\"",
                "\"off\"",
                "b.json:4:93: expected now, delivery, on or above, found `off`",
            ),
            (
                "\"breaks\"",
                "\"broken\"",
                "b.json:4:77: expected breaks or unknown, found `broken`",
            ),
            (
                "\"rule\": \"CAP002\"",
                "\"rule\": [1]",
                "b.json:4:34: expected a text for `rule`",
            ),
            (
                "\"subject\"",
                "\"subjekt\"",
                "b.json:4:44: `subjekt` is not understood: did you mean `subject`?",
            ),
            ("]\n}", "", "b.json:"),
        ] {
            let text = good.replacen(from, to, 1);
            let error = read_text(&text).expect_err(to);
            assert!(error.starts_with(expected), "{error}");
        }
        assert!(read_text("").is_err() && read_text("[]").is_err() && read_text("3").is_err());
    }
}
