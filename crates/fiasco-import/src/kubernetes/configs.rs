//! ConfigMaps and Secrets: where variables and files of containers come from. Nothing of a Secret is ever shown;
//! only names of hosts are looked for in it.

use super::document::Object;
use super::named::Named;
use super::reading::Reading;
use fiasco_source::{Kind, Node, Span};

/// What ConfigMaps or Secrets hold, by namespace and name.
#[derive(Default)]
pub(super) struct Configs<'t, 'a>(Named<'t, Vec<(&'t str, Node<'t, 'a>)>>);

impl<'t, 'a> Configs<'t, 'a> {
    /// Adds what an object holds under a key.
    pub fn add(&mut self, reading: &mut Reading<'_>, object: &Object<'t, 'a>, key: &str) {
        object.understood(&["binaryData", "data", "immutable", "stringData", "type"]);
        let data = object.node.peek(key);
        let data =
            data.and_then(|data| reading.unsaid(data, Kind::Map, &format_args!("`{key}` of {object}")));
        let entries = data.into_iter().flat_map(Node::entries);
        let entries = entries.map(|entry| (entry.key, entry.value)).collect();
        self.0.insert(object.namespace, object.name, entries);
    }

    /// What one of them holds, if it is among the files.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&[(&'t str, Node<'t, 'a>)]> {
        self.0.get(namespace, name).map(Vec::as_slice)
    }
}

/// A line of a file that looks like a setting.
pub(super) struct Line<'t> {
    /// All of it, without blanks around it.
    pub whole: &'t str,
    /// What is set.
    pub key: &'t str,
    /// What to, without quotes.
    pub value: &'t str,
}

/// Longer lines are certificates and scripts.
const LONGEST: usize = 1_000;

/// The lines of a text that look like `key: value`, `key = value` or `key value`.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let quotes = ['"', '\''];
    text.lines().filter_map(move |whole| {
        let whole = whole.trim();
        if whole.len() > LONGEST || whole.starts_with(['#', ';']) || whole.starts_with("//") {
            return None;
        }
        let line = whole.trim_start_matches("- ").trim_start_matches(quotes);
        let (key, value) = line.split_at_checked(line.find([':', '=', ' '])?)?;
        let value = value
            .trim_start_matches(quotes)
            .trim_start_matches([':', '=', ' ']);
        let value = value.trim_end_matches([',', ';']).trim_matches(quotes);
        let key = key.trim_matches(quotes);
        (!key.is_empty() && !value.is_empty()).then_some(Line { whole, key, value })
    })
}

/// Where a line of a value stands in its file, as near as can be told.
pub(super) fn line_span(reading: &Reading<'_>, value: Node<'_, '_>, line: &str) -> Span {
    let whole = value.span();
    let raw = reading.files.snippet(whole);
    let fit = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    match raw.find(line) {
        Some(offset) => {
            let start = whole.start.saturating_add(fit(offset)).min(whole.end);
            Span::new(
                whole.file,
                start,
                start.saturating_add(fit(line.len())).min(whole.end),
            )
        }
        None => whole,
    }
}
