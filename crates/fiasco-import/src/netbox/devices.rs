//! Devices and virtual machines. What is planned or staged is described and not installed; what is offline, being
//! taken away or in a store is not there: it has no capacity and no address.

use super::amounts::found;
use super::lists::{Kind, List};
use super::prefixes::address;
use super::racks::{Racks, Room};
use super::row::{Row, Table, name, number, said, text};
use crate::Part;
use crate::part::{DeviceRow, Identity, PlaceRow};
use fiasco_estate::Said;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, Reading, read};
use fiasco_estate::room::Airflow;
use fiasco_source::{Node, Span};
use std::collections::{HashMap, HashSet};

/// Described, and not installed.
const PLANNED: &[&str] = &["planned", "staged"];
/// Not there.
const GONE: &[&str] = &["offline", "decommissioning", "inventory"];

/// Devices and virtual machines have numbers of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    Device,
    Machine,
}

/// What a device is besides its row.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Thing {
    pub(super) site: Option<u64>,
    /// The number of its type.
    pub(super) kind: Option<u64>,
    pub(super) airflow: Option<Airflow>,
    /// The room it is in, if it turns out to be one.
    pub(super) room: Option<Room>,
}

/// Devices of one NetBox.
pub(super) struct Devices {
    rows: Vec<DeviceRow>,
    /// As many as there are rows.
    things: Vec<Thing>,
    /// The row of each, or nothing for what is not there.
    by_id: HashMap<(Class, u64), Option<usize>>,
    /// How often each name is given; names are unique in a site or cluster, and not beyond.
    given: HashMap<String, usize>,
    names: HashSet<String>,
    /// Addresses that devices themselves state: the device, the address's number, and where it stands.
    pub(super) stated: Vec<(usize, Option<u64>, Said<String>)>,
}

impl Devices {
    /// Reads devices and virtual machines.
    pub(super) fn read(lists: &[List<'_, '_>], racks: &mut Racks, part: &mut Part) -> Self {
        let mut devices = Self {
            rows: Vec::new(),
            things: Vec::new(),
            by_id: HashMap::new(),
            given: HashMap::new(),
            names: HashSet::new(),
            stated: Vec::new(),
        };
        let classes = |kind| match kind {
            Kind::Devices => Some(Class::Device),
            Kind::Machines => Some(Class::Machine),
            _ => None,
        };
        let lists: Vec<_> = lists
            .iter()
            .filter_map(|list| Some((classes(list.kind)?, list)))
            .collect();
        for (_, list) in &lists {
            for node in &list.rows {
                if let Some(name) = node.peek("name").and_then(text) {
                    *devices.given.entry(name.to_owned()).or_default() += 1;
                }
            }
        }
        for (class, list) in lists {
            devices.list(class, list, racks, part);
        }
        devices
    }

    fn list(&mut self, class: Class, list: &List<'_, '_>, racks: &mut Racks, part: &mut Part) {
        let mut table = Table::new(match class {
            Class::Device => &[
                "id",
                "name",
                "device_type",
                "status",
                "serial",
                "asset_tag",
                "site",
                "location",
                "rack",
                "position",
                "face",
                "airflow",
                "primary_ip4",
                "primary_ip6",
                "oob_ip",
            ],
            Class::Machine => &[
                "id",
                "name",
                "status",
                "serial",
                "site",
                "cluster",
                "vcpus",
                "memory",
                "primary_ip4",
                "primary_ip6",
            ],
        });
        self.rows.reserve(list.rows.len());
        for node in &list.rows {
            let Some(row) = table.row(*node) else { continue };
            let Some((id, at)) = row.id(&mut table) else {
                continue;
            };
            if self.by_id.contains_key(&(class, id)) {
                continue;
            }
            let status = row.choice("status");
            let is = |words: &[&str]| {
                status
                    .and_then(text)
                    .is_some_and(|status| words.contains(&status))
            };
            if is(GONE) {
                self.by_id.insert((class, id), None);
                continue;
            }
            let mut device = DeviceRow::named(self.name(class, &row, id, at));
            device.places_complete = true;
            device.planned = status.filter(|_| is(PLANNED)).map(Node::span);
            let mut thing = Thing {
                site: row.get("site").and_then(number),
                ..Thing::default()
            };
            match class {
                Class::Device => {
                    device.kind = kind(&row);
                    thing.kind = row.get("device_type").and_then(number);
                    thing.airflow = airflow(&row, &mut table);
                    let standing = racks.standing(&row, &mut table);
                    (device.stand, thing.room) = (standing.stand, standing.room);
                }
                Class::Machine => size(&row, &mut device, &mut table),
            }
            for key in ["primary_ip4", "primary_ip6", "oob_ip"] {
                let stated = row
                    .get(key)
                    .and_then(|ip| Some((ip.peek("address").and_then(said)?, number(ip))));
                if let Some((address, id)) = stated {
                    self.stated.push((self.rows.len(), id, address));
                }
            }
            device.identity = identity(&row);
            self.by_id.insert((class, id), Some(self.rows.len()));
            self.things.push(thing);
            self.rows.push(device);
        }
        table.finish(part);
    }

    /// A name that no other has: with the site or cluster, or else the number, where it is given twice.
    fn name(&mut self, class: Class, row: &Row<'_, '_>, id: u64, at: Span) -> Said<String> {
        let place = match class {
            Class::Device => row.get("site"),
            Class::Machine => row.get("cluster").or_else(|| row.get("site")),
        };
        let Some(own) = row.said("name") else {
            // Patch panels and the like often have none.
            let kind = kind(row).map_or_else(|| "device".to_owned(), |kind| kind.value.replacen('/', " ", 1));
            return self.unique(format!("{kind} #{id}"), id, Some(at));
        };
        let alone = self.given.get(&own.value).is_none_or(|count| *count == 1);
        let wish = match place.and_then(name).and_then(text) {
            Some(place) if !alone => format!("{} ({place})", own.value),
            _ => own.value,
        };
        self.unique(wish, id, own.at)
    }

    fn unique(&mut self, wish: String, id: u64, at: Option<Span>) -> Said<String> {
        let mut value = wish.clone();
        if self.names.contains(&value) {
            value = format!("{wish} #{id}");
        }
        while !self.names.insert(value.clone()) {
            value.push('\'');
        }
        Said { value, at }
    }

    /// The device that another row speaks of: its row, or `None` for one that is not there. One whose own row is
    /// missing is known by name alone.
    pub(super) fn find(&mut self, class: Class, short: Node<'_, '_>) -> Option<usize> {
        let id = number(short)?;
        if let Some(known) = self.by_id.get(&(class, id)) {
            return *known;
        }
        let name = name(short).and_then(said);
        let wish = name
            .as_ref()
            .map_or_else(|| format!("device #{id}"), |name| name.value.clone());
        let name = self.unique(wish, id, name.map_or(Some(short.span()), |name| name.at));
        let mut device = DeviceRow::named(name);
        device.places_complete = true;
        Some(self.push(class, id, device))
    }

    fn push(&mut self, class: Class, id: u64, device: DeviceRow) -> usize {
        let row = self.rows.len();
        self.by_id.insert((class, id), Some(row));
        self.things.push(Thing::default());
        self.rows.push(device);
        row
    }

    /// A row that stands for the owners of addresses that NetBox gives to nobody.
    pub(super) fn nobody(&mut self, at: Span) -> usize {
        let name = self.unique("addresses of no device".to_owned(), 0, Some(at));
        let mut device = DeviceRow::named(name);
        device.places_complete = true;
        self.things.push(Thing::default());
        self.rows.push(device);
        self.rows.len() - 1
    }

    /// The name of a device.
    pub(super) fn name_of(&self, row: usize) -> Option<&str> {
        self.rows.get(row).map(|device| device.name.value.as_str())
    }

    /// The site of a device.
    pub(super) fn site(&self, row: usize) -> Option<u64> {
        self.things.get(row)?.site
    }

    /// Gives a device an address.
    pub(super) fn give(&mut self, row: usize, place: PlaceRow) {
        if let Some(device) = self.rows.get_mut(row) {
            device.places.push(place);
        }
    }

    /// What a device is besides its row.
    pub(super) fn thing(&self, row: usize) -> Thing {
        self.things.get(row).copied().unwrap_or_default()
    }

    /// The row of a device.
    pub(super) fn row(&mut self, row: usize) -> Option<&mut DeviceRow> {
        self.rows.get_mut(row)
    }

    /// The rows with what they are besides.
    pub(super) fn rows(&mut self) -> impl Iterator<Item = (&mut DeviceRow, Thing)> {
        self.rows.iter_mut().zip(self.things.iter().copied())
    }

    /// The rows. What is in no rack is in the room of its location, where racks or feeds are there.
    pub(super) fn finish(mut self, racks: &Racks) -> Vec<DeviceRow> {
        for (row, thing) in self.rows() {
            if row.stand.is_none() {
                row.room = thing.room.and_then(|room| racks.used_name(room)).cloned();
            }
        }
        self.rows
    }
}

/// What tells a device from others in other sources. A name with dots is a whole one; the address for management
/// is the one out of band, or else the primary one.
fn identity(row: &Row<'_, '_>) -> Option<Box<Identity>> {
    let management = ["oob_ip", "primary_ip4", "primary_ip6"].iter().find_map(|key| {
        let said = row.get(key)?.peek("address").and_then(said)?;
        Some(Said {
            value: address(&said.value)?,
            at: said.at,
        })
    });
    let identity = Identity {
        serial: row.said("serial"),
        asset_tag: row.said("asset_tag"),
        fqdn: row
            .said("name")
            .filter(|name| name.value.contains('.') && !name.value.contains(' ')),
        management,
    };
    let says = identity.serial.is_some()
        || identity.asset_tag.is_some()
        || identity.fqdn.is_some()
        || identity.management.is_some();
    says.then(|| Box::new(identity))
}

/// `manufacturer/model`.
fn kind(row: &Row<'_, '_>) -> Option<Said<String>> {
    let kind = row.get("device_type")?;
    let model = kind.peek("model").and_then(said)?;
    let maker = kind.peek("manufacturer").and_then(name).and_then(text);
    Some(match maker {
        Some(maker) => Said {
            value: format!("{maker}/{}", model.value),
            at: model.at,
        },
        None => model,
    })
}

/// Which way a device, or those of a type, blow.
pub(super) fn airflow<'t>(row: &Row<'t, '_>, table: &mut Table<'t>) -> Option<Airflow> {
    let node = row.choice("airflow")?;
    let slug = text(node)?;
    let airflow = Airflow::of_slug(slug);
    if airflow.is_none() {
        let message = format!("{} is no airflow that is known", found(node));
        table.strange(node.span(), message);
    }
    airflow
}

/// Cores and memory of a virtual machine. NetBox counts memory in MB and does not say of which kind: the interval
/// holds both.
fn size<'t>(row: &Row<'t, '_>, device: &mut DeviceRow, table: &mut Table<'t>) {
    if let Some(node) = row.get("vcpus") {
        match node
            .text()
            .map(|cores| read(&format!("{cores} cores"), Measure::Cores))
        {
            Some(Ok(cores)) => drop(device.facts.set(crate::part::declared(
                FactKind::Cores,
                cores,
                node.span(),
            ))),
            _ => table.wrong(node.span(), "expected a number of `vcpus`".to_owned()),
        }
    }
    if let Some(node) = row.get("memory") {
        let of = |unit| {
            read(
                &format!("{} {unit}", node.text().unwrap_or_default()),
                Measure::Data,
            )
        };
        match (of("MB"), of("MiB")) {
            (Ok(least), Ok(most)) => {
                let memory = Reading {
                    lo: least.lo,
                    hi: most.hi,
                };
                device
                    .facts
                    .set(crate::part::declared(FactKind::Memory, memory, node.span()));
            }
            _ => table.wrong(node.span(), "expected `memory` in MB".to_owned()),
        }
    }
}
