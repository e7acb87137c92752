//! The numbers of a service: replicas, limits, and what its command says.

use super::keys::DEPLOY_IRRELEVANT;
use super::reading::Reading;
use super::value::{Field, Map, Value};
use crate::hints::command;
use crate::part::{ServiceRow, declared};
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Quantity, Rational, Reading as Amount, read_docker_bytes};
use fiasco_estate::{Note, NoteKind};
use fiasco_source::Span;

impl<'t> Reading<'t> {
    /// Reads every number that Compose has a key for.
    pub fn facts(&mut self, name: &str, map: &Map<'t>, row: &mut ServiceRow) {
        let mut limits = None;
        if let Some(scale) = map.get("scale") {
            self.count(name, "scale", scale, FactKind::Replicas, row);
        }
        if let Some(memory) = map.get("mem_limit") {
            self.memory(name, "mem_limit", memory, row);
        }
        if let Some(cpus) = map.get("cpus") {
            self.cpus(name, "cpus", cpus, row);
        }
        if let Some(deploy) = map.get("deploy")
            && let Some(deploy) = self.map(deploy, &format!("`deploy` of `{name}`"), "a map with `replicas`")
        {
            deploy.irrelevant(DEPLOY_IRRELEVANT);
            let global = deploy
                .get("mode")
                .and_then(Value::text)
                .is_some_and(|text| text.text.starts_with("global"));
            if let Some(replicas) = deploy.get("replicas").filter(|_| !global) {
                self.count(name, "deploy.replicas", replicas, FactKind::Replicas, row);
            }
            limits = deploy.get("resources");
        }
        if let Some(resources) = limits
            && let Some(resources) = self.map(
                resources,
                &format!("`resources` of `{name}`"),
                "a map with `limits`",
            )
        {
            resources.irrelevant(&["reservations"]);
            self.limits(name, resources, row);
        }
        if let Some(ulimits) = map.get("ulimits") {
            self.nofile(name, ulimits, row);
        }
        self.connections(map, row);
    }

    fn limits(&mut self, name: &str, resources: &Map<'t>, row: &mut ServiceRow) {
        let Some(limits) = resources.get("limits") else {
            return;
        };
        let what = format!("`limits` of `{name}`");
        let Some(limits) = self.map(limits, &what, "a map with `memory` and `cpus`") else {
            return;
        };
        limits.irrelevant(&["pids", "devices"]);
        if let Some(memory) = limits.get("memory") {
            self.memory(name, "deploy.resources.limits.memory", memory, row);
        }
        if let Some(cpus) = limits.get("cpus") {
            self.cpus(name, "deploy.resources.limits.cpus", cpus, row);
        }
    }

    /// Puts a fact in. Two keys may say the same; if they do not, a note says so and the later one counts.
    pub fn set(&mut self, row: &mut ServiceRow, kind: FactKind, amount: Amount, at: Span) {
        let Some(old) = row.facts.set(declared(kind, amount, at)) else {
            return;
        };
        if (old.lo, old.hi) == (amount.lo, amount.hi) {
            return;
        }
        let print = |value| {
            Quantity {
                value,
                dimension: kind.measure(),
            }
            .to_string()
        };
        let name = &row.name.value;
        let message = format!(
            "the {} of `{name}` is {} in one place and {} in another; the second counts",
            kind.what(),
            print(old.lo),
            print(amount.lo)
        );
        let note = Note::new(NoteKind::Disagree, at, message);
        self.notes.add(match old.at {
            Some(first) => note.related(first, "the other place"),
            None => note,
        });
    }

    fn count(&mut self, name: &str, key: &str, value: &Value<'t>, kind: FactKind, row: &mut ServiceRow) {
        let (what, expected) = (format!("`{key}` of `{name}`"), "a whole number such as `3`");
        let Some(text) = self.some_text(value, &what, expected) else {
            return;
        };
        match whole(text) {
            Some(number) => self.set(row, kind, exactly(number), value.at),
            None => self.misread(value, &what, expected),
        }
    }

    fn memory(&mut self, name: &str, key: &str, value: &Value<'t>, row: &mut ServiceRow) {
        let (what, expected) = (format!("`{key}` of `{name}`"), "a size such as `512m` or `2g`");
        let Some(text) = self.some_text(value, &what, expected) else {
            return;
        };
        match read_docker_bytes(text) {
            // Zero is Docker's word for no limit.
            Ok(bytes) if bytes.value().is_zero() => {}
            Ok(bytes) => self.set(row, FactKind::Memory, exactly(bytes.value()), value.at),
            Err(_) if text == "-1" => {}
            Err(_) => self.misread(value, &what, expected),
        }
    }

    fn cpus(&mut self, name: &str, key: &str, value: &Value<'t>, row: &mut ServiceRow) {
        let (what, expected) = (format!("`{key}` of `{name}`"), "a number of cores such as `0.5`");
        let Some(text) = self.some_text(value, &what, expected) else {
            return;
        };
        match Rational::parse_decimal(text).filter(|cores| !cores.is_negative()) {
            Some(cores) if cores.is_zero() => {}
            Some(cores) => self.set(row, FactKind::CpuLimit, exactly(cores), value.at),
            None => self.misread(value, &what, expected),
        }
    }

    /// `ulimits: {nofile: 65536}` or `{nofile: {soft: 20000, hard: 40000}}`; the soft limit is the one that acts.
    fn nofile(&mut self, name: &str, ulimits: &Value<'t>, row: &mut ServiceRow) {
        let what = format!("`ulimits` of `{name}`");
        let Some(map) = self.map(ulimits, &what, "a map of limits") else {
            return;
        };
        map.0
            .iter()
            .filter(|(key, _)| *key != "nofile")
            .for_each(|(_, field)| field.mark_deep());
        let Some(nofile) = map.get("nofile") else { return };
        let value = match nofile.map() {
            Some(map) => {
                map.0.values().for_each(Field::mark_deep);
                map.get("soft").or_else(|| map.get("hard"))
            }
            None => Some(nofile),
        };
        match value {
            Some(value) if value.text().is_some_and(|text| text.text == "-1") => {}
            Some(value) => self.count(name, "ulimits.nofile", value, FactKind::Nofile, row),
            None => self
                .notes
                .unreadable(nofile.at, format!("{what}: expected a number under `soft`")),
        }
    }

    /// How many connections a database is told to accept.
    fn connections(&mut self, map: &Map<'t>, row: &mut ServiceRow) {
        let mut words = Vec::new();
        for key in ["entrypoint", "command"] {
            let Some(value) = map.get(key) else { continue };
            if value.map().is_some() {
                self.misread(
                    value,
                    &format!("`{key}` of `{}`", row.name.value),
                    "a text or a list",
                );
            }
            for item in value.items() {
                let texts = item
                    .text()
                    .map(|text| command::words(&text.text))
                    .unwrap_or_default();
                words.extend(texts.into_iter().map(|word| (word, item.at)));
            }
        }
        let product = row.image.as_ref().and_then(|image| image.value.product());
        if let Some((number, at)) = command::max_connections(&words, product) {
            self.set(row, FactKind::MaxConnections, exactly(Rational::int(number)), at);
        }
    }
}

fn exactly(value: Rational) -> Amount {
    Amount { lo: value, hi: value }
}

/// A whole number, zero included.
fn whole(text: &str) -> Option<Rational> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse::<i64>().ok() } else { None };
    number.map(Rational::int)
}
