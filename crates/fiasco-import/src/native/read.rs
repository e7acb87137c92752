//! Reading single values: text, quantities, lists of names; each that cannot be read becomes a note that says
//! what was expected and what was found.

use super::links::LinkWord;
use crate::part::{FeedName, Part, declared};
use crate::quick::QuickMap;
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::quantity::{Measure, Quantity, Rational, ReadError, Reading, read};
use fiasco_estate::room::plug::Plug;
use fiasco_estate::room::port::PortKind;
use fiasco_estate::room::{Cabling, Hardware};
use fiasco_estate::{Note, NoteKind, Said};
use fiasco_source::{Entry, Files, Kind, Node, Span};
use std::sync::Arc;

/// Every key the notation knows, for did-you-mean.
pub const KEYS: &[&str] = &[
    "estate",
    "outside",
    "devices",
    "networks",
    "links",
    "services",
    "traffic",
    "target",
    "room",
    "racks",
    "type",
    "rack",
    "planned",
    "address",
    "network",
    "prefix",
    "gateway",
    "dhcp",
    "reaches",
    "scope",
    "runs",
    "calls",
    "image",
    "grows",
    "reuse",
    "container_name",
    "ports",
    "cores",
    "memory",
    "conntrack",
    "new_connections",
    "ephemeral_ports",
    "somaxconn",
    "cluster",
    "node",
    "nodes",
    "max_nodes",
    "node_prefix",
    "version",
    "pods",
    "pod_range",
    "max_pods",
    "cpu",
    "busy",
    "busy_at",
    "cpu_limit",
    "cpu_request",
    "memory_request",
    "memory_used",
    "min_replicas",
    "max_replicas",
    "replicas",
    "workers",
    "processes",
    "pool",
    "max_connections",
    "reserved_connections",
    "connections",
    "worker_connections",
    "nofile",
    "backlog",
    "stall",
    "timeout",
    "retries",
    "backoff",
    "boot",
    "hits",
    "keys",
    "slo",
    "script",
    "cpu_p99",
    "contention",
    "coherency",
    "idle",
    "shutdown_inlet",
    "data",
    "clients",
    "reserved_addresses",
    "quotas",
    "vcpus",
    "security_group_rules",
    "routes_per_table",
    "vpcs",
    "subnets_per_vpc",
    "elastic_addresses",
    "targets",
    "nat_gateways",
    "power",
    "psus",
    "feeds",
    "inlet",
    "size",
    "weight",
    "nic",
    "speaks",
    "throughput",
    "rooms",
    "name",
    "pdus",
    "ups",
    "door",
    "openings",
    "cooling",
    "floor",
    "tile",
    "air",
    "supply",
    "continuous",
    "units",
    "depth",
    "width",
    "max_weight",
    "area",
    "reserved",
    "nameplate",
    "psu",
    "max_inlet",
    "window",
    "mtu",
    "oversubscription",
    "inlets",
    "full_depth",
    "airflow",
    "redundant",
    "overlay",
    "vlan",
    "outlets",
    "feed",
    "rating",
    "watts",
    "runtime",
    "runtime_at",
    "hold",
    "peukert",
    "voltage",
    "current",
    "phases",
    "curve",
    "servers",
    "capacity",
    "bandwidth",
    "add",
    crate::allow::KEY,
];

/// Facts of which nothing makes no sense: a rack of no units, a feed of 0 V.
const ABOVE_NOTHING: &[FactKind] = &[
    FactKind::Units,
    FactKind::Width,
    FactKind::Depth,
    FactKind::Weight,
    FactKind::MaxWeight,
    FactKind::FloorArea,
    FactKind::Floor,
    FactKind::Tile,
    FactKind::Air,
    FactKind::Voltage,
    FactKind::Current,
    FactKind::Continuous,
    FactKind::PsuRating,
    FactKind::UpsRating,
    FactKind::UpsWatts,
    FactKind::Runtime,
    FactKind::RuntimeAt,
    FactKind::Peukert,
    FactKind::Mtu,
    FactKind::Window,
    FactKind::Oversubscription,
];

/// A part that is being read.
pub(super) struct Reader<'a> {
    pub(super) files: &'a Files,
    pub(super) part: &'a mut Part,
    pub(super) known: Known,
}

/// What was read before: in a large estate the same few texts stand on each line.
#[derive(Default)]
pub(super) struct Known {
    /// By the number of the measure.
    quantities: Vec<QuickMap<String, Reading>>,
    pub(super) sides: QuickMap<String, Result<Vec<Quantity>, ReadError>>,
    pub(super) link_words: QuickMap<String, LinkWord>,
    /// What was said of a link last: text, facts, cable.
    pub(super) link: Option<(String, Facts, Cabling)>,
    pub(super) plugs: QuickMap<String, Option<Plug>>,
    pub(super) ports: QuickMap<String, Option<PortKind>>,
    pub(super) feeds: QuickMap<String, Arc<Vec<FeedName>>>,
    pub(super) hardware: Vec<Arc<Hardware>>,
}

/// Texts that are remembered of each kind; more of them are not repetitions.
pub(super) const MOST_KNOWN: usize = 10_000;

/// What a text says, remembered.
pub(super) fn known<T: Clone>(texts: &mut QuickMap<String, T>, text: &str, read: impl FnOnce() -> T) -> T {
    if let Some(known) = texts.get(text) {
        return known.clone();
    }
    let value = read();
    if texts.len() < MOST_KNOWN {
        texts.insert(text.to_owned(), value.clone());
    }
    value
}

/// A name with its place.
pub(super) fn said(text: &str, at: Span) -> Said<String> {
    Said::new(text.to_owned(), at)
}

impl Reader<'_> {
    pub(super) fn note(&mut self, kind: NoteKind, at: Span, message: impl Into<String>) {
        self.part.notes.push(Note::new(kind, at, message));
    }

    /// Remembers an area that no rule looks at yet.
    pub(super) fn later(&mut self, area: &'static str) {
        if !self.part.not_looked_at.contains(&area) {
            self.part.not_looked_at.push(area);
        }
    }

    /// Whether a node is of the kind that is due; notes it otherwise.
    pub(super) fn is_kind(&mut self, node: Node<'_, '_>, kind: Kind, what: &str) -> bool {
        if node.kind() == kind {
            return true;
        }
        if !node.is_null() {
            let found = match node.kind() {
                Kind::Scalar => format!("`{}`", clip(node.text().unwrap_or_default())),
                Kind::List => "a list".to_owned(),
                Kind::Map => "a map".to_owned(),
            };
            self.note(
                NoteKind::Unreadable,
                node.span(),
                format!("expected {what}, found {found}"),
            );
        }
        false
    }

    /// The text of a scalar.
    pub(super) fn word<'t>(&mut self, node: Node<'t, '_>) -> Option<&'t str> {
        match node.text() {
            Some(text) if !node.is_null() => Some(text),
            _ => {
                self.is_kind(node, Kind::Scalar, "a word");
                None
            }
        }
    }

    /// The text of a scalar, with its place.
    pub(super) fn text(&mut self, node: Node<'_, '_>) -> Option<Said<String>> {
        self.word(node).map(|text| said(text, node.span()))
    }

    /// A quantity.
    pub(super) fn quantity(&mut self, node: Node<'_, '_>, measure: Measure) -> Option<Reading> {
        let text = self.word(node)?;
        let number = measure as usize;
        if self.known.quantities.len() <= number {
            self.known.quantities.resize_with(number + 1, QuickMap::default);
        }
        let texts = self.known.quantities.get_mut(number)?;
        if let Some(reading) = texts.get(text) {
            return Some(*reading);
        }
        match read(text, measure) {
            Ok(reading) => {
                if texts.len() < MOST_KNOWN {
                    texts.insert(text.to_owned(), reading);
                }
                Some(reading)
            }
            Err(error) => {
                let at = part_of(self.files, node, error.span().offset, error.span().len);
                self.note(NoteKind::Unreadable, at, error.to_string());
                None
            }
        }
    }

    /// A yes-or-no, as people write it.
    pub(super) fn truth(&mut self, node: Node<'_, '_>) -> Option<bool> {
        match self.word(node)? {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" => Some(false),
            other => {
                self.note(
                    NoteKind::Unreadable,
                    node.span(),
                    format!("expected true or false, found `{}`", clip(other)),
                );
                None
            }
        }
    }

    /// Reads an entry as the numeric fact its key names; `false` when the key names none of `kinds`.
    pub(super) fn fact(&mut self, entry: &Entry<'_, '_>, kinds: &[FactKind], facts: &mut Facts) -> bool {
        let Some(kind) = kinds.iter().copied().find(|kind| kind.key() == entry.key) else {
            return false;
        };
        entry.mark_used();
        // `units: 24` says its unit in its name, and `max_inlet: A2` is a class.
        let short = match (kind, entry.value.text()) {
            (FactKind::Units, Some(text)) => Some(format!("{text} U")),
            (FactKind::MaxInlet, Some(text)) => class_of_air(text).map(str::to_owned),
            _ => None,
        };
        let reading = match short.and_then(|text| read(&text, kind.measure()).ok()) {
            Some(reading) => Some(reading),
            None => self.quantity(entry.value, kind.measure()),
        };
        if let Some(reading) = reading {
            let needs = ABOVE_NOTHING.contains(&kind);
            if needs && reading.lo <= Rational::ZERO {
                let found = entry.value.text().unwrap_or_default();
                let message = format!(
                    "expected a {} above nothing, found `{}`",
                    kind.what(),
                    clip(found)
                );
                self.note(NoteKind::Unreadable, entry.value.span(), message);
                return true;
            }
            facts.set(declared(kind, reading, entry.value.span()));
        }
        true
    }
}

/// The warmest air that equipment of an ASHRAE class may take in, as numbers of its thermal guidelines of 2021.
fn class_of_air(class: &str) -> Option<&'static str> {
    Some(match class {
        "A1" => "32 C",
        "A2" => "35 C",
        "A3" => "40 C",
        "A4" => "45 C",
        _ => return None,
    })
}

/// The place of a part of a scalar's text: exact where the text stands in the file as it is, which it does
/// unless it is quoted with escapes or folded over lines.
fn part_of(files: &Files, node: Node<'_, '_>, offset: usize, len: usize) -> Span {
    let whole = node.span();
    let raw = files.snippet(whole);
    let text = node.text().unwrap_or_default();
    let Some(lead) = raw.find(text) else { return whole };
    let Ok(start) = u32::try_from(lead + offset) else {
        return whole;
    };
    let Ok(len) = u32::try_from(len.max(1)) else {
        return whole;
    };
    let start = whole.start.saturating_add(start);
    Span::new(
        whole.file,
        start.min(whole.end),
        start.saturating_add(len).min(whole.end),
    )
}

/// A text, shortened for a message.
pub(super) fn clip(text: &str) -> String {
    let mut short: String = text.chars().take(40).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
