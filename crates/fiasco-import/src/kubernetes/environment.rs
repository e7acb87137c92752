//! The variables of a container: its own, and those it takes from ConfigMaps and Secrets.

use super::configs::Configs;
use super::reading::Reading;
use fiasco_source::{Entry, Kind, Node, Span};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

/// A variable. Its value is never to be shown.
pub(super) struct Variable<'t> {
    pub name: Cow<'t, str>,
    pub value: Cow<'t, str>,
    /// Where it was set; for a Secret where it is asked for, so that no excerpt shows one.
    pub at: Span,
}

/// Where variables come from.
pub(super) struct Sources<'s, 't, 'a> {
    pub namespace: &'t str,
    pub configs: &'s Configs<'t, 'a>,
    pub secrets: &'s Configs<'t, 'a>,
}

/// Longer values are certificates and scripts, not addresses.
const LONGEST: usize = 16 * 1024;

impl<'t, 'a> Sources<'_, 't, 'a> {
    /// `envFrom`: all that ConfigMaps and Secrets hold.
    pub fn env_from(
        &self,
        reading: &mut Reading<'_>,
        node: Node<'t, 'a>,
        of: &dyn Display,
        into: &mut Vec<Variable<'t>>,
    ) {
        let what = format!("`envFrom` of {of}");
        for item in reading
            .unsaid(node, Kind::List, &what)
            .into_iter()
            .flat_map(Node::items)
        {
            let Some(item) = reading.unsaid(item, Kind::Map, &what) else {
                continue;
            };
            let prefix = item.get("prefix").and_then(Node::text).unwrap_or_default();
            for (key, configs, secret) in [
                ("configMapRef", self.configs, false),
                ("secretRef", self.secrets, true),
            ] {
                let Some(reference) = item
                    .get(key)
                    .and_then(|node| reading.unsaid(node, Kind::Map, &what))
                else {
                    continue;
                };
                reference.irrelevant(&["optional"]);
                let Some(name) = reference.get("name") else {
                    continue;
                };
                let held = name.text().and_then(|text| configs.get(self.namespace, text));
                for (key, value) in held.unwrap_or_default() {
                    let Some(text) = value.text() else { continue };
                    let full = if prefix.is_empty() {
                        Cow::Borrowed(*key)
                    } else {
                        Cow::Owned(format!("{prefix}{key}"))
                    };
                    let at = if secret { name.used_at() } else { value.used_at() };
                    set(into, full, Cow::Borrowed(text), at);
                }
            }
        }
    }

    /// `env`: a list of names with values, or with where to take them from.
    pub fn env(
        &self,
        reading: &mut Reading<'_>,
        node: Node<'t, 'a>,
        of: &dyn Display,
        into: &mut Vec<Variable<'t>>,
    ) {
        let what = format!("`env` of {of}");
        for item in reading
            .unsaid(node, Kind::List, &what)
            .into_iter()
            .flat_map(Node::items)
        {
            let Some(item) = reading.unsaid(item, Kind::Map, &what) else {
                continue;
            };
            let (mut name, mut found) = ("", None);
            for entry in item.entries() {
                match entry.key {
                    "name" => {
                        entry.mark_used();
                        name = entry.value.text().unwrap_or_default();
                    }
                    "value" => {
                        entry.mark_used();
                        match entry.value.text() {
                            Some(text) => found = Some((text, entry.value.used_at())),
                            // The value itself stays unsaid: it may hold a password.
                            None => {
                                reading.unsaid(entry.value, Kind::Scalar, &format_args!("a value in {what}"));
                            }
                        }
                    }
                    "valueFrom" => {
                        entry.mark_used();
                        found = self.value_from(reading, &entry, &what).or(found);
                    }
                    _ => {}
                }
            }
            if let Some((text, at)) = found {
                let value = expanded(text, into);
                set(into, Cow::Borrowed(name), value, at);
            }
        }
    }

    fn value_from(
        &self,
        reading: &mut Reading<'_>,
        entry: &Entry<'t, 'a>,
        what: &str,
    ) -> Option<(&'t str, Span)> {
        let from = reading.unsaid(entry.value, Kind::Map, &what)?;
        from.irrelevant(&["fieldRef", "resourceFieldRef", "fileKeyRef"]);
        let mut found = None;
        for (key, configs, secret) in [
            ("configMapKeyRef", self.configs, false),
            ("secretKeyRef", self.secrets, true),
        ] {
            let Some(reference) = from
                .get(key)
                .and_then(|node| reading.unsaid(node, Kind::Map, &what))
            else {
                continue;
            };
            let optional = reference.get("optional").and_then(Node::text) == Some("true");
            let (Some(name), Some(key)) = (reference.get("name"), reference.get("key")) else {
                continue;
            };
            let (Some(of), Some(key_text)) = (name.text(), key.text()) else {
                continue;
            };
            let Some(held) = configs.get(self.namespace, of) else {
                continue;
            };
            match held.iter().find(|(known, _)| *known == key_text) {
                Some((_, value)) => {
                    let at = if secret { key.used_at() } else { value.used_at() };
                    found = value.text().map(|text| (text, at));
                }
                // A Secret may hold it encoded, under `data`.
                None if optional || secret => {}
                None => {
                    let names = held.iter().map(|(name, _)| *name);
                    let message = format!("ConfigMap `{of}` has no key `{key_text}`");
                    reading.dangling(key.used_at(), message, key_text, names);
                }
            }
        }
        found
    }
}

fn set<'t>(into: &mut Vec<Variable<'t>>, name: Cow<'t, str>, value: Cow<'t, str>, at: Span) {
    into.push(Variable { name, value, at });
}

/// Of variables of one name the last counts.
pub(super) fn last_of_each(variables: &mut Vec<Variable<'_>>) {
    let names: BTreeMap<&str, usize> = variables
        .iter()
        .enumerate()
        .map(|(index, variable)| (&*variable.name, index))
        .collect();
    if names.len() < variables.len() {
        let keep: BTreeSet<usize> = names.into_values().collect();
        let mut index = 0..;
        variables.retain(|_| index.next().is_some_and(|index| keep.contains(&index)));
    }
}

/// A value with the variables put in that were set before it: `$(DB_HOST):5432`; `$$` is a dollar.
fn expanded<'t>(text: &'t str, known: &[Variable<'t>]) -> Cow<'t, str> {
    if !text.contains("$(") || text.len() > LONGEST {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("$(") {
        out.push_str(before);
        let escaped = before.ends_with('$');
        let variable = after.split_once(')').filter(|_| !escaped);
        let value = variable.and_then(|(name, rest)| {
            let found = known.iter().rfind(|variable| variable.name == name)?;
            Some((&found.value, rest))
        });
        match value {
            Some((value, left)) if out.len() + value.len() <= LONGEST => {
                out.push_str(value);
                rest = left;
            }
            _ => {
                out.push_str("$(");
                rest = after;
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}
