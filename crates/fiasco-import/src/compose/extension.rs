//! `x-fiasco`: what Compose has no key for and rules ask for, written beside it in the same file.
//!
//! ```yaml
//! services:
//!   web:
//!     x-fiasco: {cpu: 8 ms, pool: 20, calls: [db x 3]}
//! x-fiasco: {host: {cores: 8, memory: 32 GiB}, traffic: {web: 100/s}}
//! ```

use super::reading::Reading;
use super::value::{Field, Map, Value};
use crate::part::{
    CallRow, DeviceRow, SERVICE_FACTS, ServiceRow, TrafficRow, declared, exchange, objectives, split_bytes,
};
use fiasco_estate::Bounds;
use fiasco_estate::confidence::{Confidence, Said};
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, Rational, Reading as Amount, read, read_exact};

/// Facts that the host can state.
const HOST_FACTS: &[FactKind] = &[
    FactKind::Cores,
    FactKind::Memory,
    FactKind::Conntrack,
    FactKind::NewConnections,
    FactKind::EphemeralPorts,
    FactKind::Somaxconn,
];

/// Every key that is read under `x-fiasco`, for the suggestion of the nearest.
pub(super) fn keys() -> Vec<&'static str> {
    let facts = SERVICE_FACTS.iter().chain(HOST_FACTS).map(|kind| kind.key());
    facts
        .chain(["calls", "grows", "reuse", "host", "traffic"])
        .collect()
}

/// What a file says of the whole project.
#[derive(Default)]
pub(super) struct Extension<'t> {
    /// The host.
    pub host: Option<Field<'t>>,
    /// Requests that arrive.
    pub traffic: Vec<TrafficRow>,
}

impl<'t> Reading<'t> {
    /// Reads `x-fiasco` of a service.
    pub fn service_extension(&mut self, name: &str, map: &Map<'t>, row: &mut ServiceRow) {
        let what = format!("`x-fiasco` of `{name}`");
        let Some(value) = map.get("x-fiasco") else { return };
        let Some(map) = self.map(value, &what, "a map such as `{cpu: 8 ms}`") else {
            return;
        };
        for (key, field) in &map.0 {
            let what = format!("`{key}` of `{name}`");
            match key.as_str() {
                "calls" => {
                    field.mark_deep();
                    self.calls(&what, &field.value, row);
                }
                "grows" => {
                    field.mark();
                    let text = self
                        .some_text(&field.value, &what, "`out`")
                        .map(|text| text == "out");
                    row.grows_out = text.map(|out| Said::new(out, field.value.at));
                }
                "reuse" => {
                    field.mark();
                    row.reuses = self
                        .truth(&field.value, &what)
                        .map(|reuses| Said::new(reuses, field.value.at));
                }
                "slo" => {
                    field.mark();
                    self.slo(&what, &field.value, row);
                }
                "busy" => {
                    field.mark();
                    self.busy(&what, &field.value, row);
                }
                _ => {
                    let Some(kind) = SERVICE_FACTS.iter().find(|kind| kind.key() == key) else {
                        continue;
                    };
                    field.mark();
                    if let Some(amount) = self.amount(&what, &field.value, None, kind.measure()) {
                        self.set(row, *kind, amount, field.value.at);
                    }
                }
            }
        }
    }

    /// `p99 < 300 ms, errors < 0.1 %`.
    fn slo(&mut self, what: &str, value: &Value<'t>, row: &mut ServiceRow) {
        let Some(text) = self.some_text(value, what, "objectives such as `p99 < 300 ms`") else {
            return;
        };
        match objectives(text) {
            Ok(read) => {
                for (kind, reading) in read {
                    row.facts.set(declared(kind, reading, value.at));
                }
            }
            Err(_) => self.misread(value, what, "objectives such as `p99 < 300 ms, errors < 0.1 %`"),
        }
    }

    /// `1.4 cores`, or `1.4 cores at 120/s`.
    fn busy(&mut self, what: &str, value: &Value<'t>, row: &mut ServiceRow) {
        let Some(text) = self.some_text(value, what, "a number of cores such as `1.4`") else {
            return;
        };
        let (cores, rate) = match text.split_once(" at ") {
            Some((cores, rate)) => (cores, Some(rate)),
            None => (text, None),
        };
        if let Some(amount) = self.amount(what, value, Some(cores), Measure::Cores) {
            self.set(row, FactKind::Busy, amount, value.at);
        }
        if let Some(amount) = rate.and_then(|rate| self.amount(what, value, Some(rate), Measure::RequestRate))
        {
            self.set(row, FactKind::BusyAt, amount, value.at);
        }
    }

    /// Reads an amount: the whole text of a value, or a part of it.
    fn amount(
        &mut self,
        what: &str,
        value: &Value<'t>,
        part: Option<&str>,
        measure: Measure,
    ) -> Option<Amount> {
        let whole = self.some_text(value, what, &measure.noun())?;
        let read = read(part.unwrap_or(whole), measure);
        if let Err(error) = &read {
            // An error of the reader quotes the text, which must not be one that came from a variable.
            let typed = value.text().is_some_and(|text| text.text == text.written);
            if typed {
                self.notes.unreadable(value.at, format!("{what}: {error}"));
            } else {
                self.misread(value, what, &measure.noun());
            }
        }
        read.ok()
    }

    fn truth(&mut self, value: &Value<'t>, what: &str) -> Option<bool> {
        let text = self.some_text(value, what, "`yes` or `no`")?;
        match text.to_ascii_lowercase().as_str() {
            "yes" | "true" | "on" => Some(true),
            "no" | "false" | "off" => Some(false),
            _ => {
                self.misread(value, what, "`yes` or `no`");
                None
            }
        }
    }

    /// `[db x 3, cache]`; of two for one callee the last counts.
    fn calls(&mut self, what: &str, value: &Value<'t>, row: &mut ServiceRow) {
        let expected = "a call such as `db`, `db x 3` or `db x 3 of 4 kB`";
        if value.map().is_some() {
            self.misread(value, what, expected);
        }
        for item in value.items() {
            let Some(text) = self.some_text(item, what, expected) else {
                continue;
            };
            let (call, bytes) = split_bytes(text);
            let Ok(bytes) = bytes.map(|bytes| exchange(bytes, item.at)).transpose() else {
                self.misread(item, what, expected);
                continue;
            };
            let (to, times) = match call.split_once(" x ") {
                Some((to, times)) => (to.trim(), read_exact(times.trim(), Measure::Count).ok()),
                None => (call.trim(), Some(Rational::ONE)),
            };
            let Some(times) = times.filter(|_| !to.is_empty()) else {
                self.misread(item, what, expected);
                continue;
            };
            row.calls.retain(|call| call.to.value != to);
            row.calls.push(CallRow {
                to: Said::new(to.to_owned(), item.at),
                times,
                bytes,
                confidence: Confidence::Declared,
                side_channel: false,
                hint: None,
                at: item.at,
            });
        }
    }

    /// Reads `x-fiasco` of the project.
    pub fn extension(&mut self, top: &Map<'t>) -> Extension<'t> {
        let mut extension = Extension::default();
        let Some(value) = top.get("x-fiasco") else {
            return extension;
        };
        let Some(map) = self.map(value, "`x-fiasco`", "a map with `host` and `traffic`") else {
            return extension;
        };
        extension.host = map.field("host").cloned();
        let Some(traffic) = map.get("traffic") else {
            return extension;
        };
        let Some(traffic) = self.map(traffic, "`traffic`", "a map such as `{web: 100/s}`") else {
            return extension;
        };
        for (service, field) in &traffic.0 {
            field.mark();
            let what = format!("`traffic` of `{service}`");
            let Some(amount) = self.amount(&what, &field.value, None, Measure::RequestRate) else {
                continue;
            };
            let rate = Bounds {
                lo: amount.lo,
                hi: Some(amount.hi),
            };
            let service = Said::new(service.clone(), field.key_at);
            extension.traffic.push(TrafficRow {
                service,
                rate,
                bytes: None,
                at: field.value.at,
            });
        }
        extension
    }

    /// The host that everything runs on: nobody named it, but somebody may know it.
    pub fn host(&mut self, name: &str, stated: Option<&Field<'t>>) -> DeviceRow {
        let mut row = DeviceRow::named(Said::assumed(name.to_owned()));
        row.assumed = true;
        let Some(field) = stated else { return row };
        let Some(map) = self.map(
            &field.value,
            "`host`",
            "a map such as `{cores: 8, memory: 32 GiB}`",
        ) else {
            return row;
        };
        for (key, field) in &map.0 {
            let Some(kind) = HOST_FACTS.iter().find(|kind| kind.key() == key) else {
                continue;
            };
            field.mark();
            let what = format!("`{key}` of the host");
            if let Some(amount) = self.amount(&what, &field.value, None, kind.measure()) {
                row.facts.set(declared(*kind, amount, field.value.at));
            }
        }
        row
    }
}
