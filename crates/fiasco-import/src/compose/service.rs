//! One service: from the merged map to the row of the estate.

use super::environment::{Environment, Variable};
use super::gather::Want;
use super::hints::Names;
use super::keys::SERVICE_IRRELEVANT;
use super::reading::Reading;
use super::value::{Field, Map, Value};
use crate::part::ServiceRow;
use fiasco_estate::confidence::Said;
use fiasco_estate::image::Image;
use fiasco_estate::service::Runtime;
use fiasco_source::Span;
use indexmap::IndexMap;

/// The host that every service runs on, which nobody named.
pub(super) const HOST: &str = "host";

/// A service on the way: its row, and what is only needed until all services are known.
pub(super) struct Draft {
    /// The row.
    pub row: ServiceRow,
    /// Its variables, with where each was set.
    pub variables: IndexMap<String, Variable>,
    /// What others may call it by.
    pub names: Names,
    /// Services it waits for: name, place, and whether it waits until they are healthy.
    pub waits: Vec<Wait>,
}

/// An entry of `depends_on` or `links`.
pub(super) struct Wait {
    /// The service.
    pub on: String,
    /// Where it says so.
    pub at: Span,
    /// `depends_on` or `links`.
    pub key: &'static str,
    /// Whether it hints at a call: it waits for health, or is linked.
    pub hint: bool,
}

impl<'t> Reading<'t> {
    /// Reads an active service.
    pub fn service(&mut self, name: &str, field: &Field<'t>, env: &Environment) -> Option<Draft> {
        field.mark();
        let map = field.value.map()?;
        for (key, field) in &map.0 {
            self.unknown_merged(name, key, field);
        }
        map.irrelevant(SERVICE_IRRELEVANT);
        let swarm = self.gathered.request.swarm;
        let runtime = if swarm { Runtime::Swarm } else { Runtime::Compose };
        let mut row = ServiceRow::named(Said::new(name.to_owned(), field.key_at), runtime);
        row.runs.push(Said::assumed(HOST.to_owned()));
        row.image = self
            .word(name, map, "image", "a text such as `nginx:1.27`")
            .map(|said| Said {
                value: Image::new(&said.value),
                at: said.at,
            });
        row.container_name = self.word(name, map, "container_name", "a name");
        let hostname = self.word(name, map, "hostname", "a name");
        let mut names = Names::of(&row, hostname);
        let publishes = self.attachments(name, map, &mut row, &mut names);
        if let (Some(ports), true) = (map.get("ports"), publishes) {
            row.ports = self.ports(name, ports);
        } else if let Some(ports) = map.get("ports") {
            ports.mark_deep();
        }
        row.keeps = self.volumes(name, map);
        self.facts(name, map, &mut row);
        let variables = self.variables(name, map, env);
        let waits = self.waits(name, map);
        self.service_extension(name, map, &mut row);
        for key in ["profiles", "configs", "secrets", "extends"] {
            map.field(key).into_iter().for_each(Field::mark_deep);
        }
        Some(Draft {
            row,
            variables,
            names,
            waits,
        })
    }

    /// A key whose value is one text.
    fn word(&mut self, service: &str, map: &Map<'t>, key: &str, expected: &str) -> Option<Said<String>> {
        let value = map.get(key)?;
        let text = self.only_text(value, &format!("`{key}` of `{service}`"), expected)?;
        Some(Said::new(text.to_owned(), value.at))
    }

    /// The variables of a service: those of its files, then its own.
    fn variables(&mut self, name: &str, map: &Map<'t>, env: &Environment) -> IndexMap<String, Variable> {
        let mut variables = IndexMap::new();
        if let Some(files) = map.get("env_file") {
            for item in files.items() {
                self.env_file(name, item, env, &mut variables);
            }
        }
        let what = format!("`environment` of `{name}`");
        let Some(field) = map.field("environment") else {
            return variables;
        };
        field.mark_deep();
        let Some(own) = field.value.map() else {
            // The text itself stays unsaid: it may hold a password.
            if !field.value.is_null() {
                let message =
                    format!("{what}: expected a map, or a list such as `- NAME=value`, found a single text");
                self.notes.unreadable(field.value.at, message);
            }
            return variables;
        };
        for (name, field) in &own.0 {
            let Some(text) = field.value.text() else {
                self.notes.unreadable(
                    field.value.at,
                    format!("{what}: expected a text for each variable"),
                );
                continue;
            };
            // Without a value it is taken from outside, and is not set if it is not set there.
            let value = if text.null {
                env.value(name)
            } else {
                Some(text.text.clone().into_owned())
            };
            variables.shift_remove(name);
            if let Some(value) = value {
                let at = if text.null { field.key_at } else { field.value.at };
                variables.insert(name.clone(), Variable { value, at: Some(at) });
            }
        }
        variables
    }

    /// One entry of `env_file`, its path already relative to the project.
    fn env_file(
        &mut self,
        name: &str,
        item: &Value<'t>,
        env: &Environment,
        into: &mut IndexMap<String, Variable>,
    ) {
        let what = format!("`env_file` of `{name}`");
        let (path, required, raw) = match item.map() {
            None => (item, true, false),
            Some(map) => {
                let Some(path) = map.get("path") else {
                    self.notes.unreadable(
                        item.at,
                        format!("{what}: expected the path of a file under `path`"),
                    );
                    return;
                };
                let is = |key: &str, word: &str| {
                    map.get(key)
                        .and_then(Value::text)
                        .is_some_and(|text| text.text == word)
                };
                (path, !is("required", "false"), is("format", "raw"))
            }
        };
        let Some(text) = self.some_text(path, &what, "the path of a file") else {
            return;
        };
        let text = text.to_owned();
        let Some(file) = self.file(&text, Want::Environment, required.then_some(path.at)) else {
            return;
        };
        for (name, variable) in self.service_environment(file, raw, env) {
            into.shift_remove(&name);
            into.insert(name, variable);
        }
    }

    /// `depends_on` and `links`.
    fn waits(&mut self, name: &str, map: &Map<'t>) -> Vec<Wait> {
        let mut waits = Vec::new();
        if let Some(field) = map.field("depends_on") {
            field.mark_deep();
            let what = format!("`depends_on` of `{name}`");
            let on = self
                .map(&field.value, &what, "a map, or a list of services")
                .into_iter()
                .flat_map(|map| &map.0);
            let mut bad = Vec::new();
            for (on, field) in on {
                if on.starts_with('\0') {
                    bad.push(&field.value);
                    continue;
                }
                let says = |key: &str, word: &str| {
                    let value = field.value.map().and_then(|map| map.0.get(key));
                    value
                        .and_then(|field| field.value.text())
                        .is_some_and(|text| text.text == word)
                };
                let hint = says("condition", "service_healthy");
                waits.push(Wait {
                    on: on.clone(),
                    at: field.key_at,
                    key: "depends_on",
                    hint,
                });
            }
            for value in bad {
                self.misread(value, &what, "the name of a service");
            }
        }
        for item in map.get("links").map(Value::items).unwrap_or_default() {
            let what = format!("`links` of `{name}`");
            if let Some(text) = self.some_text(item, &what, "the name of a service") {
                let on = text.split(':').next().unwrap_or_default().to_owned();
                waits.push(Wait {
                    on,
                    at: item.at,
                    key: "links",
                    hint: true,
                });
            }
        }
        waits
    }
}
