//! `services:` of the native notation.

use super::list_of;
use super::names::expand;
use super::read::{Reader, said};
use crate::part::{CallRow, SERVICE_FACTS, ServiceRow, declared, exchange, objectives, split_bytes};
use fiasco_estate::confidence::Confidence;
use fiasco_estate::fact::FactKind;
use fiasco_estate::image::Image;
use fiasco_estate::quantity::{Measure, Rational, read, read_exact};
use fiasco_estate::service::{Exchange, Runtime};
use fiasco_estate::{NoteKind, Said};
use fiasco_source::{Kind, Node};

impl Reader<'_> {
    pub(super) fn services(&mut self, node: Node<'_, '_>) {
        if !self.is_kind(node, Kind::Map, "a map of services by name") {
            return;
        }
        for entry in node.entries() {
            entry.mark_used();
            if !entry.value.is_null() && !self.is_kind(entry.value, Kind::Map, "a map of what the service is")
            {
                continue;
            }
            let mut row = ServiceRow::named(said(entry.key, entry.key_span), Runtime::Hosts);
            self.service(entry.value, &mut row);
            self.part.services.push(row);
        }
    }

    fn service(&mut self, node: Node<'_, '_>, row: &mut ServiceRow) {
        for entry in node.entries() {
            if entry.key == "busy" {
                entry.mark_used();
                self.busy(entry.value, row);
                continue;
            }
            if self.fact(&entry, SERVICE_FACTS, &mut row.facts) {
                continue;
            }
            match entry.key {
                "runs" => {
                    for value in list_of(entry.value) {
                        self.runs(value, row);
                    }
                }
                "calls" => {
                    for value in list_of(entry.value) {
                        row.calls.extend(self.call(value));
                    }
                }
                "image" => {
                    row.image = self.text(entry.value).map(|text| Said {
                        value: Image::new(&text.value),
                        at: text.at,
                    });
                }
                "grows" => {
                    let Some(text) = self.text(entry.value) else {
                        continue;
                    };
                    match text.value.as_str() {
                        "out" => {
                            row.grows_out = Some(Said {
                                value: true,
                                at: text.at,
                            })
                        }
                        "no" | "up" => {
                            row.grows_out = Some(Said {
                                value: false,
                                at: text.at,
                            })
                        }
                        other => {
                            let message = format!(
                                "expected `grows: out` (clones share the work) or `grows: no`, found `{other}`"
                            );
                            self.note(NoteKind::Unreadable, entry.value.span(), message);
                        }
                    }
                }
                "reuse" => {
                    row.reuses = self
                        .truth(entry.value)
                        .map(|reuses| Said::new(reuses, entry.value.span()))
                }
                "slo" => {
                    if let Some(text) = self.text(entry.value) {
                        match objectives(&text.value) {
                            Ok(read) => {
                                for (kind, reading) in read {
                                    row.facts.set(declared(kind, reading, entry.value.span()));
                                }
                            }
                            Err(error) => self.note(NoteKind::Unreadable, entry.value.span(), error),
                        }
                    }
                }
                "container_name" => row.container_name = self.text(entry.value),
                "ports" => {
                    for value in list_of(entry.value) {
                        let Some(text) = self.text(value) else { continue };
                        match crate::compose::published_port(&text.value, value.span()) {
                            Ok(port) => row.ports.extend(port),
                            Err(error) => self.note(NoteKind::Unreadable, value.span(), error),
                        }
                    }
                }
                "address" | "addresses" => {
                    for value in list_of(entry.value) {
                        row.places.extend(self.place(value));
                    }
                }
                "network" | "networks" => {
                    for value in list_of(entry.value) {
                        row.networks.extend(self.text(value));
                    }
                }
                _ => continue,
            }
            entry.mark_used();
        }
    }

    /// `old-[1-3]`, or several of them separated by commas.
    fn runs(&mut self, node: Node<'_, '_>, row: &mut ServiceRow) {
        let Some(text) = self.text(node) else { return };
        for name in text
            .value
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            match expand(name) {
                Ok(names) => row
                    .runs
                    .extend(names.into_iter().map(|name| said(&name, node.span()))),
                Err(error) => self.note(NoteKind::Unreadable, node.span(), error),
            }
        }
    }

    /// `1.4 cores`, or `1.4 cores at 120/s`.
    fn busy(&mut self, node: Node<'_, '_>, row: &mut ServiceRow) {
        let Some(text) = self.text(node) else { return };
        let (cores, rate) = match text.value.split_once(" at ") {
            Some((cores, rate)) => (cores, Some(rate)),
            None => (text.value.as_str(), None),
        };
        let wishes = [(FactKind::Busy, Some(cores)), (FactKind::BusyAt, rate)];
        for (kind, text) in wishes {
            let Some(text) = text else { continue };
            match read(text, kind.measure()) {
                Ok(reading) => drop(row.facts.set(declared(kind, reading, node.span()))),
                Err(error) => self.note(NoteKind::Unreadable, node.span(), error.to_string()),
            }
        }
    }

    /// `db`, `db x 3`, or `db x 3 of 4 kB`.
    fn call(&mut self, node: Node<'_, '_>) -> Option<CallRow> {
        let text = self.text(node)?;
        let (call, bytes) = split_bytes(&text.value);
        let bytes = self.bytes(bytes, node)?;
        let (to, times) = match call.split_once(" x ") {
            Some((to, times)) => (to.trim(), read_exact(times.trim(), Measure::Count).ok()),
            None => (call, Some(Rational::ONE)),
        };
        let Some(times) = times else {
            let message = format!(
                "expected a call such as `db`, `db x 3` or `db x 3 of 4 kB`, found `{}`",
                text.value
            );
            self.note(NoteKind::Unreadable, node.span(), message);
            return None;
        };
        Some(CallRow {
            to: said(to, node.span()),
            times,
            bytes,
            confidence: Confidence::Declared,
            side_channel: false,
            hint: None,
            at: node.span(),
        })
    }

    /// Bytes behind `of`; nothing of what they belong to where they cannot be read.
    pub(super) fn bytes(&mut self, text: Option<&str>, node: Node<'_, '_>) -> Option<Option<Exchange>> {
        match text.map(|text| exchange(text, node.span())).transpose() {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                self.note(NoteKind::Unreadable, node.span(), error);
                None
            }
        }
    }
}
