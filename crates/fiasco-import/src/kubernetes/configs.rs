//! ConfigMaps and Secrets: where variables and files of containers come from. Nothing of a Secret is ever shown;
//! only names of hosts are looked for in it.

use super::document::Object;
use super::named::Named;
use super::reading::Reading;
use crate::hints::hosts;
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

/// Lines of files in ConfigMaps that may name a callee, by namespace and name of the ConfigMap: the key, the value,
/// and where the line stands.
pub(super) type Settings<'t> = Named<'t, Vec<(&'t str, &'t str, Span)>>;

impl<'t> Configs<'t, '_> {
    /// The lines whose values hold a host that `may_be` somebody.
    pub fn settings(&self, reading: &Reading<'_>, may_be: impl Fn(&str) -> bool) -> Settings<'t> {
        let mut found = Settings::default();
        for (namespace, name, held) in self.0.iter() {
            let mut settings = Vec::new();
            for (_, value) in held {
                let Some(text) = value.text() else { continue };
                let whole = value.span();
                let raw = reading.files.snippet(whole);
                let mut places = Places { whole, raw, from: 0 };
                for line in lines(text) {
                    if hosts(line.key, line.value).iter().any(|host| may_be(host)) {
                        settings.push((line.key, line.value, places.of(line.whole)));
                    }
                }
            }
            if !settings.is_empty() {
                found.insert(namespace, name, settings);
            }
        }
        found
    }
}

/// A line of a file that looks like a setting.
struct Line<'t> {
    /// All of it, without blanks around it.
    whole: &'t str,
    /// What is set.
    key: &'t str,
    /// What to, without quotes.
    value: &'t str,
}

/// Longer lines are certificates and scripts.
const LONGEST: usize = 1_000;

/// The lines of a text that look like `key: value`, `key = value` or `key value`.
fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
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

/// Where the lines of a value stand in its file. Lines are asked for in their order, so that a long text is
/// searched once.
struct Places<'s> {
    whole: Span,
    raw: &'s str,
    from: usize,
}

impl Places<'_> {
    /// The place of a line; of a text that is not in the file as it is meant, all of it.
    fn of(&mut self, line: &str) -> Span {
        let rest = self.raw.get(self.from..).unwrap_or_default();
        let Some(found) = rest.find(line) else {
            self.raw = "";
            return self.whole;
        };
        let fit = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        let whole = self.whole;
        let start = whole.start.saturating_add(fit(self.from + found)).min(whole.end);
        self.from += found + line.len();
        Span::new(
            whole.file,
            start,
            start.saturating_add(fit(line.len())).min(whole.end),
        )
    }
}
