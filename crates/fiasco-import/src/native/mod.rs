//! The native notation: short, maps keyed by name, units as people write them, `a -- b: rate` links. It says
//! what no other file of a team says (rooms, contracts, CPU time per request), and may restate or add to what
//! other files say.

mod cluster;
mod devices;
pub(crate) mod hardware;
mod links;
mod names;
mod networks;
mod read;
pub(crate) mod room;
mod services;

use crate::part::{Part, TrafficRow, split_bytes};
use fiasco_estate::pool::{Grant, HoldingKind};
use fiasco_estate::quantity::{Measure, read as read_quantity};
use fiasco_estate::{Bounds, Note, NoteKind};
use fiasco_source::{Entry, Files, Kind, Node, Span, Tree};
use read::{Reader, said};
use std::panic::resume_unwind;
use std::thread;

pub(crate) use cluster::NODES;
pub use read::KEYS;

/// Top-level keys.
const TOP: &[&str] = &[
    "estate", "outside", "cluster", "devices", "networks", "links", "services", "traffic", "target",
    "quotas", "room", "rooms", "racks", "pdus", "script",
];

/// Keys that only the native notation has at the top of a file.
const ONLY_HERE: &[&str] = &[
    "cluster", "quotas", "estate", "outside", "devices", "links", "traffic", "target", "room", "rooms",
    "racks", "pdus",
];

/// Keys of a service that only the native notation has.
const ONLY_IN_SERVICES: &[&str] = &[
    "runs",
    "cpu",
    "busy",
    "calls",
    "pool",
    "workers",
    "timeout",
    "retries",
    "processes",
    "connections",
    "grows",
];

/// Whether a tree is in the native notation: it has a top-level key that no other format has, or services that
/// say what no other format says, or networks with a prefix.
#[must_use]
pub fn recognizes(tree: &Tree<'_>) -> bool {
    let Some(root) = tree.documents().next() else {
        return false;
    };
    if root.kind() != Kind::Map {
        return false;
    }
    let inside = |key: &str, known: &[&str]| {
        root.peek(key).is_some_and(|map| {
            map.kind() == Kind::Map
                && map.entries().take(20).any(|entry| {
                    entry.value.kind() == Kind::Map
                        && entry.value.entries().any(|field| known.contains(&field.key))
                })
        })
    };
    root.entries().any(|entry| ONLY_HERE.contains(&entry.key))
        || inside("services", ONLY_IN_SERVICES)
        || inside("networks", &["prefix", "dhcp", "reaches"])
}

/// The same by the text alone: a top-level key that no other format has stands at the start of a line.
#[must_use]
pub fn recognizes_text(text: &str) -> bool {
    text.lines().any(|line| {
        line.split_once(':')
            .is_some_and(|(key, _)| ONLY_HERE.contains(&key))
    })
}

/// Reads a tree in the native notation. What cannot be read becomes a note; everything else goes on.
#[must_use]
pub fn import(files: &Files, tree: &Tree<'_>) -> Part {
    let mut documents = tree.documents();
    let mut part = documents
        .next()
        .map_or_else(Part::default, |root| read_root(files, root));
    if let Some(more) = documents.next() {
        part.notes.push(
            Note::new(
                NoteKind::Unreadable,
                more.span(),
                "a second document in a native file is not read",
            )
            .help("put each estate in a file of its own"),
        );
    }
    let (allows, misread) = crate::allow::in_services([tree]);
    part.allows = allows;
    part.notes.extend(misread);
    part.notes.extend(crate::not_understood(tree, KEYS));
    part
}

/// A file with this many bytes under its keys is worth a second thread.
const LARGE: u64 = 1 << 17;

/// Reads a document: a large one in two halves, each by a reader of its own, put together in their order.
fn read_root(files: &Files, root: Node<'_, '_>) -> Part {
    let mut part = Part::default();
    let mut reader = Reader {
        files,
        part: &mut part,
        known: read::Known::default(),
    };
    let what = "a map with keys such as devices:, services: and target:";
    if !reader.is_kind(root, Kind::Map, what) {
        return part;
    }
    root.irrelevant_prefix("x-");
    let entries: Vec<Entry<'_, '_>> = root.entries().filter(|entry| TOP.contains(&entry.key)).collect();
    let Some(middle) = middle(&entries) else {
        reader.top(&entries);
        return part;
    };
    let rest = thread::scope(|scope| {
        let rest = scope.spawn(|| {
            let mut part = Part::default();
            let mut reader = Reader {
                files,
                part: &mut part,
                known: read::Known::default(),
            };
            reader.half(&entries, middle, Half::Second);
            part
        });
        reader.half(&entries, middle, Half::First);
        rest.join()
    });
    part.append(rest.unwrap_or_else(|panic| resume_unwind(panic)));
    part
}

/// The middle of a large document: so many of its entries, and so many devices of the next one, come before it.
#[derive(Clone, Copy, Debug)]
struct Middle {
    entries: usize,
    devices: usize,
}

/// A side of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    First,
    Second,
}

/// The middle of a document; `None` where it is small, or where what the one half says depends on the other.
fn middle(entries: &[Entry<'_, '_>]) -> Option<Middle> {
    // Nodes of a cluster are in one pool, whoever speaks of it first.
    if entries.iter().any(|entry| entry.key == "cluster") {
        return None;
    }
    let size = |span: Span| u64::from(span.end - span.start);
    // A device says more in fewer bytes than a link or a service with its list of hosts.
    let effort = |entry: &Entry<'_, '_>| {
        let weight = if entry.key == "devices" { 2 } else { 1 };
        weight * size(entry.value.span())
    };
    let bytes: u64 = entries.iter().map(|entry| size(entry.value.span())).sum();
    if bytes < LARGE {
        return None;
    }
    let mut half = entries.iter().map(effort).sum::<u64>() / 2;
    for (at, entry) in entries.iter().enumerate() {
        let effort = effort(entry);
        if effort <= half {
            half -= effort;
            continue;
        }
        if entry.key == "devices" && entry.value.kind() == Kind::Map {
            let devices = entry.value.entries().len() as u64 * half / effort.max(1);
            return Some(Middle {
                entries: at,
                devices: usize::try_from(devices).unwrap_or(0),
            });
        }
        return Some(Middle {
            entries: if half > effort / 2 { at + 1 } else { at },
            devices: 0,
        });
    }
    None
}

impl Reader<'_> {
    /// What stands on one side of the middle.
    fn half(&mut self, entries: &[Entry<'_, '_>], middle: Middle, half: Half) {
        let (first, mut second) = entries.split_at(middle.entries);
        let mut cut = None;
        if middle.devices > 0 {
            cut = second.split_off_first();
        }
        if half == Half::First {
            self.top(first);
        }
        if let Some(devices) = cut {
            devices.mark_used();
            let all = devices.value.entries().len();
            let range = match half {
                Half::First => 0..middle.devices,
                Half::Second => middle.devices..all,
            };
            self.devices_among(devices.value, range);
        }
        if half == Half::Second {
            self.top(second);
        }
    }

    /// What stands under keys at the top.
    fn top(&mut self, entries: &[Entry<'_, '_>]) {
        for entry in entries {
            entry.mark_used();
            match entry.key {
                "estate" => self.part.name = self.text(entry.value).map(|name| name.value),
                "outside" => {
                    for node in list_of(entry.value) {
                        let name = self.text(node);
                        self.part.outside.extend(name);
                    }
                }
                "cluster" => self.cluster(entry.value),
                "devices" => self.devices(entry.value),
                "networks" => self.networks(entry.value),
                "links" => self.links(entry.value),
                "services" => self.services(entry.value),
                "traffic" => self.traffic(entry.value),
                "target" => self.target(entry.value),
                "script" => self.script(entry.value),
                "quotas" => self.quotas(entry.value),
                "room" => self.room(entry.value, said(room::ONLY_ROOM, entry.key_span)),
                "rooms" => self.rooms(entry.value),
                "racks" => self.racks(entry.value, &None),
                "pdus" => self.power_units(entry.value, &None, None),
                _ => {}
            }
        }
    }

    fn traffic(&mut self, node: Node<'_, '_>) {
        if !self.is_kind(
            node,
            Kind::Map,
            "a map of services and rates, such as {web: 100/s}",
        ) {
            return;
        }
        for entry in node.entries() {
            entry.mark_used();
            // `100/s of 40 kB`: bytes to and from outside, question and answer together.
            let (rate, bytes) = entry.value.text().map_or(("", None), split_bytes);
            let reading = match bytes {
                None => self.quantity(entry.value, Measure::RequestRate),
                Some(_) => match read_quantity(rate, Measure::RequestRate) {
                    Ok(reading) => Some(reading),
                    Err(error) => {
                        self.note(NoteKind::Unreadable, entry.value.span(), error.to_string());
                        None
                    }
                },
            };
            if let Some(reading) = reading {
                let bytes = self.bytes(bytes, entry.value).flatten();
                let rate = Bounds {
                    lo: reading.lo,
                    hi: Some(reading.hi),
                };
                let service = said(entry.key, entry.key_span);
                self.part.traffic.push(TrafficRow {
                    service,
                    rate,
                    bytes,
                    at: entry.value.span(),
                });
            }
        }
    }

    /// `[ramp 30 s, hold 90 s]`, or the name of a script.
    fn script(&mut self, node: Node<'_, '_>) {
        for value in list_of(node) {
            let Some(text) = self.text(value) else { continue };
            if let Some(preset) = fiasco_estate::script::preset(&text.value) {
                let acts = preset.0.into_iter();
                let acts = acts.map(|act| fiasco_estate::Said::new(act.value, value.span()));
                self.part.script.0.extend(acts);
                continue;
            }
            match fiasco_estate::script::read(&text.value) {
                Ok(act) => self
                    .part
                    .script
                    .0
                    .push(fiasco_estate::Said::new(act, value.span())),
                Err(error) => self.note(NoteKind::Unreadable, value.span(), error.to_string()),
            }
        }
    }

    /// `{vcpus: 64}`: what a cloud account may have.
    fn quotas(&mut self, node: Node<'_, '_>) {
        if !self.is_kind(node, Kind::Map, "a map of quotas, such as {vcpus: 64}") {
            return;
        }
        for entry in node.entries() {
            let known = HoldingKind::KEYS.iter().find(|(key, _)| *key == entry.key);
            let Some((_, kind)) = known else { continue };
            entry.mark_used();
            if let Some(reading) = self.quantity(entry.value, Measure::Count) {
                self.part.grants.push(Grant {
                    kind: *kind,
                    limit: reading.lo,
                    at: entry.value.span(),
                });
            }
        }
    }

    fn target(&mut self, node: Node<'_, '_>) {
        if !self.is_kind(
            node,
            Kind::Map,
            "a map of dimensions, such as {servers: x3, traffic: x5}",
        ) {
            return;
        }
        for entry in node.entries() {
            entry.mark_used();
            for value in list_of(entry.value) {
                let Some(text) = self.text(value) else { continue };
                if let Err(error) = self.part.target.wish(entry.key, &text.value, Some(value.span())) {
                    self.note(NoteKind::Unreadable, value.span(), error.to_string());
                }
            }
        }
    }
}

/// The items of a list; anything else as the only item.
fn list_of<'t, 'a>(node: Node<'t, 'a>) -> Vec<Node<'t, 'a>> {
    if node.kind() == Kind::List {
        node.items().collect()
    } else {
        vec![node]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use fiasco_source::yaml;
    use std::fmt::Write as _;

    /// A large file with something wrong in either half, which says the same whether two threads read it or one.
    #[test]
    fn halves_say_what_the_whole_says() {
        for (devices, links) in [(2_000, 2_000), (2_000, 0), (200, 8_000)] {
            let (parts, whole, part, middle) = read(&large(devices, links));
            assert_eq!(parts, whole, "{devices} devices, {links} links");
            let notes = devices.div_ceil(500) + links.div_ceil(500);
            assert_eq!(
                (part.devices.len(), part.links.len(), part.notes.len()),
                (devices, links, notes),
                "{devices} devices, {links} links"
            );
            // Many devices are read by both.
            assert_eq!(middle.devices > 0, devices > links / 4, "{middle:?}");
        }
    }

    /// What two readers say, what one says, and where the text was cut.
    fn read(text: &str) -> (String, String, Part, Middle) {
        let mut files = Files::new();
        let id = files.add("large.yaml", text.as_bytes().to_vec()).expect("text");
        let (tree, problems) = yaml::read(&files, id);
        assert!(problems.is_empty(), "{problems:?}");
        let root = tree.documents().next().expect("a document");
        let entries: Vec<Entry<'_, '_>> = root.entries().collect();
        let mut whole = Part::default();
        let mut reader = Reader {
            files: &files,
            part: &mut whole,
            known: read::Known::default(),
        };
        reader.top(&entries);
        let middle = middle(&entries).expect("a large text");
        let halves = read_root(&files, root);
        (format!("{halves:?}"), format!("{whole:?}"), whole, middle)
    }

    /// A text with so many devices and links, each 500th with a value that cannot be read.
    fn large(devices: usize, links: usize) -> String {
        let mut text = String::from(
            "estate: large\nroom: {racks: {r1: {units: 42}}, feeds: {A: 230 V 16 A}}\ndevices:\n",
        );
        for number in 0..devices {
            let power = if number % 500 == 7 { "no power" } else { "200 W" };
            let _ = writeln!(
                text,
                "  d-{number}: {{type: t, rack: r1 @ {}, feeds: A, power: {power}, inlet: C14, speaks: old}}",
                number % 42 + 1
            );
        }
        text.push_str("links:\n");
        for number in 0..links {
            let rate = if number % 500 == 9 {
                "fast"
            } else {
                "1 Gbit/s, cat6"
            };
            let _ = writeln!(text, "  - d-{number} -- d-{}: {rate}", number / 2);
        }
        text.push_str("services: {web: {runs: [d-1], wrong: 1}}\ntarget: {servers: x3}\n");
        text
    }
}
