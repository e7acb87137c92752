//! Power: feeds, the strips and UPSs whose outlets pass it on, and what devices draw from which feed. A feed that
//! is not active brings no power, so it is not there.

use super::amounts::{above_nothing, decimal, found, set};
use super::devices::{Class, Devices};
use super::links::ends;
use super::lists::{Kind, List};
use super::modules::Modules;
use super::racks::{Racks, Room};
use super::row::{Row, Table, name, number, text};
use super::types::Types;
use crate::Part;
use crate::library::draw::together;
use crate::library::inlet_of;
use crate::part::{FeedName, FeedRow, OutletsRow, PowerUnitRow};
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::{Measure, Rational};
use fiasco_estate::room::Leg;
use fiasco_estate::room::plug::Plug;
use fiasco_estate::{Confidence, Note, NoteKind, Said};
use fiasco_source::{Node, Span};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Feeds that bring no power.
const GONE: &[&str] = &["offline", "planned", "failed"];

/// Outlets behind each other that are followed to a feed.
const MAX_CHAIN: usize = 16;

/// Feeds behind one thing, and ports of one thing that passes power on, that are looked at.
const MAX_BEHIND: usize = 64;

/// Kinds of outlets that NetBox has a name for and whose shape is not in the table of plugs.
const SHAPELESS: &[&str] = &[
    "usb-a",
    "usb-micro-b",
    "usb-c",
    "molex-micro-fit-1x2",
    "molex-micro-fit-2x2",
    "molex-micro-fit-2x3",
    "molex-micro-fit-2x4",
    "cs6360c",
    "cs6364c",
    "cs8164c",
    "cs8264c",
    "cs8364c",
    "cs8464c",
    "neutrik-powercon-20a",
    "neutrik-powercon-32a",
    "neutrik-powercon-true1",
    "neutrik-powercon-true1-top",
    "ubiquiti-smartpower",
    "ita-multistandard",
    "iec-60906-1",
    "nbr-14136-10a",
    "nbr-14136-20a",
];

/// A feed that brings power.
struct Feed {
    row: FeedRow,
    panel: Option<String>,
    id: u64,
    /// The room of its rack; else of what hangs on it; else of its panel.
    room: Option<Room>,
    panel_room: Option<Room>,
}

/// What a power port is plugged into.
#[derive(Clone, Copy)]
enum Source {
    Feed(u64),
    Outlet(u64),
}

/// A power port of a device.
struct Port {
    device: usize,
    at: Span,
    plug: Option<Plug>,
    most: Option<Said<Rational>>,
    usual: Option<Said<Rational>>,
    sources: Vec<Source>,
}

/// A power outlet of a device.
struct Outlet {
    device: usize,
    at: Span,
    kind: Plug,
    leg: Option<Leg>,
    /// The port behind it; all of the device where it names none.
    port: Option<u64>,
}

/// A feed by its place among those that are there, and the leg of it.
type Behind = Vec<(usize, Option<Leg>)>;

#[derive(Default)]
struct Power {
    feeds: Vec<Feed>,
    /// Nothing for a feed that is not there.
    feed_ids: HashMap<u64, Option<usize>>,
    ports: Vec<Port>,
    port_ids: HashMap<u64, usize>,
    outlets: Vec<Outlet>,
    outlet_ids: HashMap<u64, usize>,
    /// Ports and outlets by device, in the order of devices.
    ports_of: BTreeMap<usize, Vec<usize>>,
    outlets_of: BTreeMap<usize, Vec<usize>>,
    /// Feeds behind each port, once they were followed.
    behind: HashMap<usize, Behind>,
}

/// Reads feeds, ports and outlets.
pub(super) fn read<'t>(
    lists: &[List<'t, '_>],
    (devices, types): (&mut Devices, &mut Types<'t>),
    modules: &Modules,
    racks: &mut Racks,
    part: &mut Part,
) {
    let mut power = Power::default();
    power.feeds(lists, racks, part);
    power.ports(lists, devices, modules, part);
    power.outlets(lists, devices, modules, part);
    power.settle(devices, racks);
    power.give(devices, types, part);
    power.units(devices, racks, part);
    part.feeds.extend(power.feeds.into_iter().map(|feed| feed.row));
}

impl Power {
    fn feeds(&mut self, lists: &[List<'_, '_>], racks: &mut Racks, part: &mut Part) {
        let mut panels = HashMap::new();
        for list in lists.iter().filter(|list| list.kind == Kind::Panels) {
            let mut table = Table::new(&["id", "site", "location"]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                if let Some((id, _)) = row.id(&mut table) {
                    panels.insert(id, racks.room(&row));
                }
            }
            table.finish(part);
        }
        for list in lists.iter().filter(|list| list.kind == Kind::Feeds) {
            let mut table = Table::new(&[
                "id",
                "name",
                "power_panel",
                "rack",
                "status",
                "supply",
                "phase",
                "voltage",
                "amperage",
                "max_utilization",
            ]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                let Some((id, at)) = row.id(&mut table) else {
                    continue;
                };
                if self.feed_ids.contains_key(&id) {
                    continue;
                }
                let status = row.choice("status").and_then(text);
                if status.is_some_and(|status| GONE.contains(&status)) {
                    self.feed_ids.insert(id, None);
                    continue;
                }
                let panel = row.get("power_panel");
                let feed = Feed {
                    row: feed_row(&row, (id, at), &mut table),
                    panel: panel.and_then(name).and_then(text).map(str::to_owned),
                    id,
                    room: row.get("rack").and_then(|rack| racks.room_of_rack(rack)),
                    panel_room: panel
                        .and_then(number)
                        .and_then(|id| panels.get(&id).copied().flatten()),
                };
                self.feed_ids.insert(id, Some(self.feeds.len()));
                self.feeds.push(feed);
            }
            table.finish(part);
        }
    }

    fn ports(&mut self, lists: &[List<'_, '_>], devices: &mut Devices, modules: &Modules, part: &mut Part) {
        for list in lists.iter().filter(|list| list.kind == Kind::PowerPorts) {
            let mut table = Table::new(&[
                "id",
                "device",
                "module",
                "type",
                "maximum_draw",
                "allocated_draw",
                "connected_endpoints",
                "connected_endpoints_type",
                "connected_endpoints_reachable",
                "connected_endpoint",
                "connected_endpoint_type",
                "connected_endpoint_reachable",
            ]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                let Some((id, at)) = row.id(&mut table) else {
                    continue;
                };
                let device = row
                    .get("device")
                    .and_then(|short| devices.find(Class::Device, short));
                let is_there = modules.has(&row) && !self.port_ids.contains_key(&id);
                let Some(device) = device.filter(|_| is_there) else {
                    continue;
                };
                let mut watts = |key: &str| {
                    let node = row.get(key)?;
                    let what = format!("`{key}`");
                    let watts = above_nothing(node, ("W", Measure::Power), &what, &mut table)?;
                    Some(Said::new(watts, node.span()))
                };
                let (most, usual) = (watts("maximum_draw"), watts("allocated_draw"));
                let port = Port {
                    device,
                    at,
                    plug: plug(&row, "power port", inlet_of, &mut table),
                    most,
                    usual,
                    sources: sources(&row),
                };
                self.port_ids.insert(id, self.ports.len());
                self.ports_of.entry(device).or_default().push(self.ports.len());
                self.ports.push(port);
            }
            table.finish(part);
        }
    }

    fn outlets(&mut self, lists: &[List<'_, '_>], devices: &mut Devices, modules: &Modules, part: &mut Part) {
        for list in lists.iter().filter(|list| list.kind == Kind::PowerOutlets) {
            let mut table = Table::new(&[
                "id",
                "device",
                "module",
                "type",
                "status",
                "power_port",
                "feed_leg",
            ]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                let Some((id, at)) = row.id(&mut table) else {
                    continue;
                };
                let device = row
                    .get("device")
                    .and_then(|short| devices.find(Class::Device, short));
                let broken = row.choice("status").and_then(text) == Some("faulty") || !modules.has(&row);
                let Some(device) = device.filter(|_| !broken && !self.outlet_ids.contains_key(&id)) else {
                    continue;
                };
                let Some(kind) =
                    plug(&row, "power outlet", outlet_of, &mut table).or_else(|| outlet_of("other"))
                else {
                    continue;
                };
                let outlet = Outlet {
                    device,
                    at,
                    kind,
                    leg: leg(&row, &mut table),
                    port: row.get("power_port").and_then(number),
                };
                self.outlet_ids.insert(id, self.outlets.len());
                self.outlets_of
                    .entry(device)
                    .or_default()
                    .push(self.outlets.len());
                self.outlets.push(outlet);
            }
            table.finish(part);
        }
    }

    /// Feeds behind a port, through the outlets of whatever passes power on. What is plugged in a circle hangs on
    /// nothing.
    fn behind(&mut self, port: usize, chain: usize) -> Behind {
        if let Some(known) = self.behind.get(&port) {
            return known.clone();
        }
        if chain > MAX_CHAIN {
            return Behind::new();
        }
        self.behind.insert(port, Behind::new());
        let mut found = Behind::new();
        let sources = self.ports.get(port).map(|port| port.sources.clone());
        for source in sources.into_iter().flatten() {
            let feeds = match source {
                Source::Feed(id) => {
                    let feed = self.feed_ids.get(&id).copied().flatten();
                    feed.map(|feed| (feed, None)).into_iter().collect()
                }
                Source::Outlet(id) => match self.outlet_ids.get(&id).copied() {
                    Some(outlet) => self.behind_outlet(outlet, chain + 1),
                    None => Behind::new(),
                },
            };
            add(&mut found, feeds);
        }
        self.behind.insert(port, found.clone());
        found
    }

    /// Feeds behind an outlet. The leg nearest to the feed counts, and only where the feed has several.
    fn behind_outlet(&mut self, outlet: usize, chain: usize) -> Behind {
        let Some(Outlet {
            device, leg, port, ..
        }) = self.outlets.get(outlet)
        else {
            return Behind::new();
        };
        let (device, leg) = (*device, *leg);
        let ports = match port.and_then(|id| self.port_ids.get(&id)) {
            Some(port) => vec![*port],
            None => self
                .ports_of
                .get(&device)
                .map(|ports| ports.iter().take(MAX_BEHIND).copied().collect())
                .unwrap_or_default(),
        };
        let mut found = Behind::new();
        for port in ports {
            let mut feeds = self.behind(port, chain);
            for (feed, known) in &mut feeds {
                let legs = self.feeds.get(*feed).is_some_and(|feed| feed.row.three_phase);
                *known = known.or(leg.filter(|_| legs));
            }
            add(&mut found, feeds);
        }
        found
    }

    /// Gives feeds their rooms, and names that are unique in them.
    fn settle(&mut self, devices: &Devices, racks: &mut Racks) {
        for port in 0..self.ports.len() {
            let room = self
                .ports
                .get(port)
                .and_then(|port| devices.thing(port.device).room);
            let Some(room) = room else { continue };
            for (feed, _) in self.behind(port, 0) {
                if let Some(feed) = self.feeds.get_mut(feed) {
                    feed.room = feed.room.or(Some(room));
                }
            }
        }
        let mut given: HashMap<(Option<Room>, String), usize> = HashMap::new();
        for feed in &mut self.feeds {
            feed.room = feed.room.or(feed.panel_room);
            if let Some(room) = feed.room {
                racks.is_used(room);
                feed.row.room = racks.used_name(room).cloned();
            }
            *given.entry((feed.room, feed.row.name.value.clone())).or_default() += 1;
        }
        let mut names = HashSet::new();
        for feed in &mut self.feeds {
            let mut value = feed.row.name.value.clone();
            let alone = given.get(&(feed.room, value.clone())) == Some(&1);
            if let Some(panel) = feed.panel.as_ref().filter(|_| !alone) {
                value = format!("{value} ({panel})");
            }
            if names.contains(&(feed.room, value.clone())) {
                value = format!("{value} #{}", feed.id);
            }
            while !names.insert((feed.room, value.clone())) {
                value.push('\'');
            }
            feed.row.name.value = value;
        }
    }

    /// Gives devices their feeds, inlets and draws.
    fn give<'t>(&mut self, devices: &mut Devices, types: &mut Types<'t>, part: &mut Part) {
        for (device, outlets) in &self.outlets_of {
            let first = outlets.first().and_then(|outlet| self.outlets.get(*outlet));
            types.own(*device).passes_on = first.map(|outlet| outlet.at);
        }
        for (device, numbers) in self.ports_of.clone() {
            let mut behind = Behind::new();
            for port in &numbers {
                add(&mut behind, self.behind(*port, 0));
            }
            let ports: Vec<&Port> = numbers.iter().filter_map(|port| self.ports.get(*port)).collect();
            let Some(at) = ports.first().map(|port| port.at) else {
                continue;
            };
            let feeds = self.named(behind, device, at, devices, part);
            let Some(row) = devices.row(device) else { continue };
            row.feeds = feeds;
            if self.outlets_of.contains_key(&device) {
                continue;
            }
            draws(&ports, at, &mut row.facts);
            let inlets = &mut types.own(device).inlets;
            for plug in ports.iter().filter_map(|port| port.plug) {
                match inlets.iter_mut().find(|(known, _)| *known == plug) {
                    Some((_, count)) => *count = count.saturating_add(1),
                    None => inlets.push((plug, 1)),
                }
            }
        }
    }

    /// The names of feeds, as a device of a room may use them.
    fn named(
        &self,
        behind: Behind,
        device: usize,
        at: Span,
        devices: &Devices,
        part: &mut Part,
    ) -> Option<Said<Arc<Vec<FeedName>>>> {
        let room = devices.thing(device).room;
        let mut names = Vec::with_capacity(behind.len());
        for (feed, leg) in behind {
            let Some(feed) = self.feeds.get(feed) else {
                continue;
            };
            if feed.room != room && feed.room.is_some() && room.is_some() {
                let message = format!(
                    "{} hangs on the feed {} of another room: it is not counted there",
                    devices.name_of(device).unwrap_or_default(),
                    feed.row.name.value
                );
                part.notes.push(Note::new(NoteKind::NotUnderstood, at, message));
                continue;
            }
            names.push(FeedName {
                feed: feed.row.name.value.clone(),
                leg,
            });
        }
        (!names.is_empty()).then(|| Said::new(Arc::new(names), at))
    }

    /// Hands in what passes power on: a unit for each feed behind its outlets.
    fn units(&mut self, devices: &mut Devices, racks: &Racks, part: &mut Part) {
        for (device, outlets) in self.outlets_of.clone() {
            let mut by_feed: BTreeMap<Option<usize>, Vec<OutletsRow>> = BTreeMap::new();
            for number in outlets {
                let feeds: BTreeMap<usize, ()> = self
                    .behind_outlet(number, 0)
                    .into_iter()
                    .map(|(feed, _)| (feed, ()))
                    .collect();
                let feed = feeds.keys().next().copied().filter(|_| feeds.len() == 1);
                let Some(outlet) = self.outlets.get(number) else {
                    continue;
                };
                let like = by_feed.entry(feed).or_default();
                match like
                    .iter_mut()
                    .find(|row| (row.kind, row.leg) == (outlet.kind, outlet.leg))
                {
                    Some(row) => row.count = row.count.saturating_add(1),
                    None => like.push(OutletsRow {
                        kind: outlet.kind,
                        count: 1,
                        leg: outlet.leg,
                        at: outlet.at,
                    }),
                }
            }
            let thing = devices.thing(device);
            let Some(row) = devices.row(device).filter(|row| row.planned.is_none()) else {
                continue;
            };
            let several = by_feed.len() > 1;
            for (feed, outlets) in by_feed {
                let feed = feed.and_then(|feed| self.feeds.get(feed));
                let feed = feed
                    .filter(|feed| feed.room.is_none() || feed.room == thing.room || thing.room.is_none());
                let mut name = row.name.clone();
                if let (true, Some(feed)) = (several, feed) {
                    name.value = format!("{} ({})", name.value, feed.row.name.value);
                }
                part.power_units.push(PowerUnitRow {
                    name,
                    rack: row.stand.as_ref().map(|stand| Said {
                        value: stand.value.rack.clone(),
                        at: stand.at,
                    }),
                    room: thing.room.and_then(|room| racks.used_name(room)).cloned(),
                    feed: feed.map(|feed| feed.row.name.clone()),
                    outlets,
                    facts: Facts::default(),
                });
            }
        }
    }
}

/// Adds feeds that are not yet among those found.
fn add(found: &mut Behind, more: Behind) {
    for one in more {
        if found.len() < MAX_BEHIND && !found.contains(&one) {
            found.push(one);
        }
    }
}

/// A feed's row; its room and name are settled later.
fn feed_row<'t>(row: &Row<'t, '_>, (id, at): (u64, Span), table: &mut Table<'t>) -> FeedRow {
    let mut facts = Facts::default();
    let mut declared = |kind, said| set(&mut facts, kind, said, Confidence::Declared);
    let supplies = row.choice("supply").and_then(text);
    let voltage = row.get("voltage").and_then(|node| {
        // A direct voltage may be negative, as the -48 V of telephone exchanges.
        if let (Some("dc"), Some(volts)) = (supplies, decimal(node).filter(|volts| volts.is_negative())) {
            return Some((Rational::ZERO.minus(volts).ok()?, node.span()));
        }
        let volts = above_nothing(node, ("V", Measure::Voltage), "`voltage`", table)?;
        Some((volts, node.span()))
    });
    declared(FactKind::Voltage, voltage);
    let mut measured = |key: &str, unit| {
        let node = row.get(key)?;
        let value = above_nothing(node, unit, &format!("`{key}`"), table)?;
        Some((value, node.span()))
    };
    declared(FactKind::Current, measured("amperage", ("A", Measure::Current)));
    declared(
        FactKind::Continuous,
        measured("max_utilization", ("%", Measure::Ratio)),
    );
    FeedRow {
        name: row.said("name").unwrap_or(Said::new(format!("feed #{id}"), at)),
        room: None,
        three_phase: row.choice("phase").and_then(text) == Some("three-phase"),
        curve: None,
        facts,
    }
}

/// What a power port is plugged into.
fn sources(row: &Row<'_, '_>) -> Vec<Source> {
    let (nodes, kind) = ends(row);
    let source = |node: Node<'_, '_>| {
        let id = number(node)?;
        match kind {
            Some("dcim.powerfeed") => Some(Source::Feed(id)),
            Some("dcim.poweroutlet") => Some(Source::Outlet(id)),
            Some(_) => None,
            // Only an outlet is part of a device.
            None if node.peek("device").is_some() => Some(Source::Outlet(id)),
            None => Some(Source::Feed(id)),
        }
    };
    nodes.into_iter().filter_map(source).take(MAX_BEHIND).collect()
}

/// The kind of an inlet or outlet, where it is said and known.
fn plug<'t>(
    row: &Row<'t, '_>,
    what: &str,
    of: impl Fn(&str) -> Option<Plug>,
    table: &mut Table<'t>,
) -> Option<Plug> {
    let node = row.choice("type")?;
    let slug = text(node)?.to_ascii_lowercase();
    let plug = of(&slug);
    if plug.is_none() {
        let message = format!("{} is no kind of {what} that is known", found(node));
        table.strange(node.span(), message);
    }
    plug
}

fn outlet_of(slug: &str) -> Option<Plug> {
    Plug::of_slug(if SHAPELESS.contains(&slug) { "other" } else { slug })
}

fn leg<'t>(row: &Row<'t, '_>, table: &mut Table<'t>) -> Option<Leg> {
    let node = row.choice("feed_leg")?;
    match text(node)? {
        "A" => Some(Leg::One),
        "B" => Some(Leg::Two),
        "C" => Some(Leg::Three),
        _ => {
            let message = format!("expected a `feed_leg`, A, B or C, found {}", found(node));
            table.wrong(node.span(), message);
            None
        }
    }
}

/// What a device draws, and its number of supplies.
fn draws(ports: &[&Port], at: Span, facts: &mut Facts) {
    let count = i64::try_from(ports.len()).unwrap_or(i64::MAX);
    let supplies = Some((Rational::int(count), at));
    set(facts, FactKind::Psus, supplies, Confidence::Declared);
    let mut put = |kind, said: Option<(Rational, Rational, Span)>| {
        if let Some((lo, hi, at)) = said {
            facts.set(RawFact {
                kind,
                lo,
                hi,
                at: Some(at),
                confidence: Confidence::Declared,
            });
        }
    };
    put(FactKind::Nameplate, together(ports, |port| port.most.as_ref()));
    put(FactKind::Power, together(ports, |port| port.usual.as_ref()));
}
