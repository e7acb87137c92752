//! Names that must lead somewhere: what services wait for, and the volumes, configs and secrets they use.

use super::reading::Reading;
use super::service::Wait;
use super::value::{Field, Map, Value};
use super::volumes;
use fiasco_source::Span;
use std::collections::BTreeSet;

impl<'t> Reading<'t> {
    /// Notes services that are waited for but do not exist. One that its profiles leave out does exist.
    pub fn check_waits(&mut self, name: &str, waits: &[Wait], services: &BTreeSet<&str>) {
        for wait in waits.iter().filter(|wait| !services.contains(wait.on.as_str())) {
            let shown = self.shown(&wait.on, wait.at);
            let message = format!(
                "{shown}, which `{name}` names under `{}`, is not a service",
                wait.key
            );
            self.notes
                .dangling(wait.at, message, &wait.on, services.iter().copied());
        }
    }

    /// Notes volumes, configs and secrets of a service that are not declared.
    pub fn check_references(&mut self, name: &str, field: &Field<'t>, top: &Map<'t>) {
        let Some(map) = field.value.map() else { return };
        for key in ["volumes", "configs", "secrets"] {
            let declared: Vec<&str> = match top.0.get(key).and_then(|field| field.value.map()) {
                Some(map) => map.0.keys().map(String::as_str).collect(),
                None => Vec::new(),
            };
            let items = map
                .0
                .get(key)
                .map(|field| field.value.items())
                .unwrap_or_default();
            for item in items {
                let used = source(key, item).filter(|(used, _)| !declared.contains(&used.as_str()));
                let Some((used, at)) = used else { continue };
                let shown = self.shown(&used, at);
                let message = format!("{shown}, which `{name}` uses, is not declared under `{key}`");
                self.notes.dangling(at, message, &used, declared.iter().copied());
            }
        }
    }
}

/// The declared thing that an entry names, and where.
fn source(key: &str, item: &Value<'_>) -> Option<(String, Span)> {
    let text = |value: &Value<'_>| value.text().map(|text| text.text.clone().into_owned());
    let (name, at) = match item.map() {
        None if key == "volumes" => (volumes::short(&text(item)?).volume?, item.at),
        None => (text(item)?, item.at),
        Some(map) => {
            let get = |key: &str| map.0.get(key).map(|field| &field.value);
            let other_kind =
                key == "volumes" && get("type").and_then(text).is_some_and(|kind| kind != "volume");
            let source = get("source").filter(|_| !other_kind)?;
            let name = text(source)?;
            let folder = key == "volumes" && volumes::is_folder(&name);
            (if folder { String::new() } else { name }, source.at)
        }
    };
    (!name.is_empty()).then_some((name, at))
}
