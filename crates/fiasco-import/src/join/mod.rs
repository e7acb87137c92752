//! One estate of many parts: names become ids, what two sources say of one thing becomes one thing, and where
//! they disagree or a name leads nowhere, a note says so with both lines. The later source wins.

mod cloud;
mod identity;
mod merge;
mod room;
mod usage;

#[cfg(test)]
mod tests;

use crate::part::{
    CallRow, DeviceRow, GatewayRow, HoldingRow, LinkRow, NetworkRow, Part, PlaceRow, ServiceRow, UsageRow,
    add,
};
use crate::quick::QuickMap;
use fiasco_estate::addressing::number;
use fiasco_estate::confidence::{Confidence, Said};
use fiasco_estate::device::{Address, Device, End, Gateway, Link, Network, NetworkKind, Owner, Role};
use fiasco_estate::kubernetes::Workload;
use fiasco_estate::service::{Call, HostPort, Runtime, Service, Traffic};
use fiasco_estate::{DeviceId, Estate, NetworkId, Note, NoteKind, PoolId, ServiceId};
use fiasco_source::{FileId, nearest};
use identity::PartNumber;
use merge::{merge_device, merge_network, merge_service};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::thread;

/// Joins parts, in the order given, into one estate called `name` unless a part says otherwise.
#[must_use]
pub fn join(name: &str, parts: Vec<Part>) -> Estate {
    let mut join = Join {
        estate: Estate {
            name: name.to_owned(),
            ..Estate::default()
        },
        ..Join::default()
    };
    for (number, part) in (0..).zip(parts) {
        join.take(number, part);
    }
    join.unite_devices();
    join.unite_networks();
    join.usage();
    // Ends of links are names of devices, which are known by now, or names outside.
    let links = Ends {
        devices: Arc::clone(&join.devices),
        outside: join
            .estate
            .outside
            .iter()
            .map(|said| said.value.clone())
            .collect(),
        rows: std::mem::take(&mut join.link_rows),
    };
    let found = thread::scope(|scope| {
        let many = links.rows.len() > MANY_LINKS;
        let (mut early, mut late) = (Some(links), None);
        if many {
            late = early.take().map(|links| scope.spawn(|| links.found()));
        }
        join.networks();
        join.rooms();
        join.devices();
        join.services();
        let late = late.map(|links| links.join().unwrap_or_else(|panic| resume_unwind(panic)));
        late.or(early.map(Ends::found)).unwrap_or_default()
    });
    join.links(found);
    join.holdings();
    join.estate
}

#[derive(Default)]
struct Join {
    estate: Estate,
    /// Devices as the sources list them, until it is known which are one.
    listed_devices: Vec<(PartNumber, Vec<DeviceRow>)>,
    listed_networks: Vec<(PartNumber, NetworkRow)>,
    device_rows: Vec<DeviceRow>,
    network_rows: Vec<NetworkRow>,
    /// Devices that several rows speak of.
    joined: HashSet<DeviceId>,
    usage_rows: Vec<UsageRow>,
    /// The name that Docker puts before those of containers.
    project: Option<String>,
    service_rows: Vec<ServiceRow>,
    link_rows: Vec<LinkRow>,
    traffic_rows: Vec<crate::part::TrafficRow>,
    holding_rows: Vec<HoldingRow>,
    room: room::Rooms,
    devices: Arc<QuickMap<String, DeviceId>>,
    networks: HashMap<(IsBridge, String), NetworkId>,
    services: QuickMap<String, ServiceId>,
    pools: HashMap<String, PoolId>,
    /// LAN prefixes by scope and length, to find the network an address lies in.
    prefixes: BTreeMap<(String, bool, u8), HashMap<u128, NetworkId>>,
}

/// So many links are worth a second thread.
const MANY_LINKS: usize = 1_000;

/// Links whose ends are names, and where those lead.
struct Ends {
    devices: Arc<QuickMap<String, DeviceId>>,
    outside: HashSet<String>,
    rows: Vec<LinkRow>,
}

impl Ends {
    /// The links whose ends are all there, and the names of the others that are not.
    fn found(self) -> (Vec<Link>, Vec<Said<String>>) {
        let end = |name: &Said<String>| match self.devices.get(&name.value) {
            Some(device) => Some(End::Device(*device)),
            None => self
                .outside
                .contains(&name.value)
                .then(|| End::Outside(name.value.clone())),
        };
        let mut links = Vec::with_capacity(self.rows.len());
        let mut lost = Vec::new();
        for row in self.rows {
            match (end(&row.a), end(&row.b)) {
                (Some(a), Some(b)) => links.push(Link {
                    a,
                    b,
                    at: row.at,
                    facts: row.facts,
                    cabling: row.cabling,
                }),
                (None, b) => {
                    lost.push(row.a);
                    lost.extend(b.is_none().then_some(row.b));
                }
                (Some(_), None) => lost.push(row.b),
            }
        }
        (links, lost)
    }
}

/// Rows with the numbers of their sources.
fn numbered(listed: &[(PartNumber, Vec<DeviceRow>)]) -> Vec<(PartNumber, &DeviceRow)> {
    let rows = listed.iter();
    rows.flat_map(|(number, rows)| rows.iter().map(|row| (*number, row)))
        .collect()
}

/// A key part: names of cabled and of Docker networks are apart.
type IsBridge = bool;

impl Join {
    fn take(&mut self, number: PartNumber, mut part: Part) {
        self.room.take(&mut part);
        if let Some(name) = part.name {
            self.estate.name = name;
        }
        if !part.script.0.is_empty() {
            self.estate.script = part.script;
        }
        if !part.target.is_empty() {
            self.estate.target = part.target;
        }
        self.estate.outside.extend(part.outside);
        self.estate.notes.extend(part.notes);
        self.estate.allows.extend(part.allows);
        for area in part.not_looked_at {
            if !self.estate.not_looked_at.contains(&area) {
                self.estate.not_looked_at.push(area);
            }
        }
        add(&mut self.link_rows, part.links);
        self.holding_rows.extend(part.holdings);
        self.estate.grants.extend(part.grants);
        self.pools(part.pools);
        self.cluster(part.cluster);
        self.estate.quotas.extend(part.quotas);
        self.estate.api_objects.extend(part.api_objects);
        self.traffic_rows.extend(part.traffic);
        self.usage_rows.extend(part.usage);
        self.project = part.project.or(self.project.take());
        self.listed_devices.push((number, part.devices));
        let networks = part.networks.into_iter().map(|row| (number, row));
        self.listed_networks.extend(networks);
        for row in part.services {
            match self.services.get(&row.name.value) {
                Some(id) => {
                    if let Some(known) = self.service_rows.get_mut(id.index()) {
                        merge_service(known, row, &mut self.estate.notes);
                    }
                }
                None => {
                    self.services
                        .insert(row.name.value.clone(), ServiceId::at(self.service_rows.len()));
                    self.service_rows.push(row);
                }
            }
        }
    }

    /// Makes one row of all rows of a device, in the order of the sources. Each name leads to it.
    fn unite_devices(&mut self) {
        if self.take_devices_as_listed() {
            return;
        }
        let listed = std::mem::take(&mut self.listed_devices);
        let united = identity::devices(&numbered(&listed), &mut self.estate.notes);
        let mut rows: Vec<Option<DeviceRow>> =
            listed.into_iter().flat_map(|(_, rows)| rows).map(Some).collect();
        let mut names: QuickMap<String, DeviceId> = QuickMap::default();
        names.reserve(united.things.len());
        self.device_rows.reserve(united.things.len());
        for (position, thing) in united.things.iter().enumerate() {
            let id = DeviceId::at(position);
            let mut known: Option<DeviceRow> = None;
            for row in thing.iter().filter_map(|row| rows.get_mut(*row)?.take()) {
                let leads_elsewhere = !united.contested.is_empty()
                    && united
                        .contested
                        .get(&row.name.value)
                        .is_some_and(|to| *to != position);
                if !leads_elsewhere {
                    names.insert(row.name.value.clone(), id);
                }
                match &mut known {
                    None => known = Some(row),
                    Some(known) => {
                        // A name that leads elsewhere is no name for it.
                        if united
                            .contested
                            .get(&known.name.value)
                            .is_some_and(|to| *to != position)
                        {
                            known.name = row.name.clone();
                        }
                        merge_device(known, row, &mut self.estate.notes);
                    }
                }
            }
            if thing.len() > 1 {
                self.joined.insert(id);
            }
            self.device_rows.extend(known);
        }
        self.devices = Arc::new(names);
    }

    /// Every name once, and nothing else to tell devices by: each row is a device. `false` where that is not so.
    fn take_devices_as_listed(&mut self) -> bool {
        let rows = &numbered(&self.listed_devices);
        // Whose a measurement is, is settled among the united.
        if !self.usage_rows.is_empty() || identity::tells_more_than_names(rows) {
            return false;
        }
        let mut names: QuickMap<String, DeviceId> = QuickMap::default();
        names.reserve(rows.len());
        for (position, (_, row)) in rows.iter().enumerate() {
            if names
                .insert(row.name.value.clone(), DeviceId::at(position))
                .is_some()
            {
                return false;
            }
        }
        self.devices = Arc::new(names);
        true
    }

    /// Makes one row of all rows of a network, in the order of the sources. Each name leads to it.
    fn unite_networks(&mut self) {
        let listed = std::mem::take(&mut self.listed_networks);
        let things = identity::networks(&listed);
        let mut rows: Vec<Option<NetworkRow>> = listed.into_iter().map(|(_, row)| Some(row)).collect();
        for (position, thing) in things.iter().enumerate() {
            let mut known: Option<NetworkRow> = None;
            for row in thing.iter().filter_map(|row| rows.get_mut(*row)?.take()) {
                let key = (row.kind == NetworkKind::Bridge, row.name.value.clone());
                self.networks.insert(key, NetworkId::at(position));
                match &mut known {
                    None => known = Some(row),
                    Some(known) => merge_network(known, row, &mut self.estate.notes),
                }
            }
            self.network_rows.extend(known);
        }
    }

    fn networks(&mut self) {
        for row in std::mem::take(&mut self.network_rows) {
            let id = NetworkId::at(self.estate.networks.len());
            if let (NetworkKind::Lan, Some(prefix)) = (row.kind, &row.prefix) {
                let net = prefix.value;
                let key = (row.scope.clone(), net.addr().is_ipv4(), net.prefix_len());
                self.prefixes
                    .entry(key)
                    .or_default()
                    .insert(number(net.network()), id);
            }
            let gateway = row.gateway.and_then(|gateway| {
                let value = match gateway.value {
                    GatewayRow::Address(ip) => Gateway::Address(ip),
                    GatewayRow::Device(name) => Gateway::Device(self.device(
                        &Said {
                            value: name,
                            at: gateway.at,
                        },
                        "an address or a device",
                    )?),
                };
                Some(Said {
                    value,
                    at: gateway.at,
                })
            });
            self.estate.networks.push(Network {
                name: row.name,
                kind: row.kind,
                scope: row.scope,
                prefix: row.prefix,
                gateway,
                dhcp: row.dhcp,
                reaches: row.reaches,
                external: row.external,
                facts: row.facts,
            });
        }
        for network in 0..self.estate.networks.len() {
            let reaches = self.estate.networks[network].reaches.clone();
            for name in &reaches {
                let outside = self
                    .estate
                    .outside
                    .iter()
                    .any(|outside| outside.value == name.value);
                if !outside && !self.networks.contains_key(&(false, name.value.clone())) {
                    self.dangling(name, "a network", Self::network_names);
                }
            }
        }
    }

    fn devices(&mut self) {
        let mut lans = self
            .estate
            .network_ids()
            .filter(|id| self.estate.network(*id).kind == NetworkKind::Lan);
        let only_lan = lans.next().filter(|_| lans.next().is_none());
        // As they were united, or as they were listed.
        let rows = std::mem::take(&mut self.device_rows).into_iter();
        let listed = std::mem::take(&mut self.listed_devices);
        let count = rows.len() + listed.iter().map(|(_, rows)| rows.len()).sum::<usize>();
        self.estate.devices.reserve(count);
        self.estate.addresses.reserve(count);
        for row in rows.chain(listed.into_iter().flat_map(|(_, rows)| rows)) {
            let id = DeviceId::at(self.estate.devices.len());
            let first = self.estate.addresses.len();
            for place in &row.places {
                self.place(Owner::Device(id), place, only_lan);
            }
            if self.joined.contains(&id) {
                self.places_once(first);
            }
            let may_stand_anywhere = row.places.is_empty() && !row.assumed && !row.places_complete;
            if let (true, Some(lan)) = (may_stand_anywhere, only_lan) {
                let scope = self.estate.network(lan).scope.clone();
                self.estate.addresses.push(Address {
                    ip: None,
                    owner: Owner::Device(id),
                    network: Some(lan),
                    scope,
                    role: Role::Ordinary,
                    at: row.name.at,
                    confidence: Confidence::Inferred,
                });
            }
            let pool = row.pool.as_ref().and_then(|name| self.pool(name));
            let placed = self.placed(&row);
            self.estate.devices.push(Device {
                name: row.name,
                kind: row.kind,
                planned: row.planned,
                assumed: row.assumed,
                stand: placed.stand,
                room: placed.room,
                feeds: placed.feeds,
                hardware: placed.hardware,
                hardware_at: row.hardware_at,
                redundant: row.redundant,
                pool,
                pod_range: row.pod_range,
                facts: row.facts,
            });
        }
    }

    fn place(&mut self, owner: Owner, place: &PlaceRow, only_lan: Option<NetworkId>) {
        let bridge = matches!(owner, Owner::Service(_));
        let network = match (&place.network, place.ip) {
            (Some(name), _) => {
                let found = self.networks.get(&(bridge, name.value.clone()));
                let found = found
                    .or_else(|| self.networks.get(&(!bridge, name.value.clone())))
                    .copied();
                if found.is_none() {
                    self.dangling(name, "a network", Self::network_names);
                }
                found
            }
            (None, Some(ip)) => self.network_of(ip),
            (None, None) => only_lan,
        };
        let scope = network.map_or_else(String::new, |id| self.estate.network(id).scope.clone());
        let at = Some(place.at);
        let address = Address {
            ip: place.ip,
            owner,
            network,
            scope,
            role: place.role,
            at,
            confidence: Confidence::Declared,
        };
        self.estate.addresses.push(address);
    }

    /// Drops what several sources say of one place of a device, from position `first` on: the same address
    /// again, and a place without an address in a network where the device has one.
    fn places_once(&mut self, first: usize) {
        let said = self.estate.addresses.split_off(first);
        let mut known: HashMap<(IpAddr, String), usize> = HashMap::new();
        let stands: HashSet<NetworkId> = said
            .iter()
            .filter(|address| address.ip.is_some())
            .filter_map(|address| address.network)
            .collect();
        let mut seen_in: HashMap<NetworkId, Option<FileId>> = HashMap::new();
        for address in said {
            let Some(ip) = address.ip else {
                let file = address.at.map(|at| at.file);
                let drop = address.network.is_some_and(|network| {
                    stands.contains(&network) || *seen_in.entry(network).or_insert(file) != file
                });
                if !drop {
                    self.estate.addresses.push(address);
                }
                continue;
            };
            let key = (ip, address.scope.clone());
            match known.get(&key) {
                Some(position) => {
                    if let Some(kept) = self.estate.addresses.get_mut(*position) {
                        kept.role = kept.role.max(address.role);
                        kept.network = kept.network.or(address.network);
                    }
                }
                None => {
                    known.insert(key, self.estate.addresses.len());
                    self.estate.addresses.push(address);
                }
            }
        }
    }

    /// The narrowest network that an address lies in.
    fn network_of(&self, ip: IpAddr) -> Option<NetworkId> {
        let bits = if ip.is_ipv4() { 32 } else { 128 };
        let value = number(ip);
        let same_family = self
            .prefixes
            .iter()
            .rev()
            .filter(|((_, v4, _), _)| *v4 == ip.is_ipv4());
        let mut best: Option<(u8, NetworkId)> = None;
        for ((_, _, length), networks) in same_family {
            let host_bits = bits - u32::from(*length);
            let base = value
                .checked_shr(host_bits)
                .and_then(|high| high.checked_shl(host_bits))
                .unwrap_or(0);
            if let Some(id) = networks.get(&base)
                && best.is_none_or(|(longest, _)| *length > longest)
            {
                best = Some((*length, *id));
            }
        }
        best.map(|(_, id)| id)
    }

    fn services(&mut self) {
        let rows = std::mem::take(&mut self.service_rows);
        for (index, row) in rows.iter().enumerate() {
            let id = ServiceId::at(index);
            let mut runs: Vec<Said<DeviceId>> = Vec::with_capacity(row.runs.len());
            if row
                .pods
                .as_ref()
                .is_some_and(|pods| pods.workload == Workload::DaemonSet)
            {
                let at = row.name.at;
                runs.extend(self.nodes().into_iter().map(|value| Said { value, at }));
            }
            for name in &row.runs {
                if let Some(machines) = self.machines(&name.value) {
                    let at = name.at;
                    runs.extend(machines.into_iter().map(|value| Said { value, at }));
                    continue;
                }
                if let Some(device) = self.device(name, "a device")
                    && !runs.iter().any(|known| known.value == device)
                {
                    runs.push(Said {
                        value: device,
                        at: name.at,
                    });
                }
            }
            let mut networks = Vec::new();
            for name in &row.networks {
                let found = self
                    .networks
                    .get(&(true, name.value.clone()))
                    .or_else(|| self.networks.get(&(false, name.value.clone())));
                if let Some(network) = found.copied() {
                    networks.push(Said {
                        value: network,
                        at: name.at,
                    });
                    let fixed = row
                        .places
                        .iter()
                        .any(|p| p.network.as_ref().is_some_and(|n| n.value == name.value));
                    if !fixed {
                        let at = name.at;
                        let scope = self.estate.network(network).scope.clone();
                        let owner = Owner::Service(id);
                        let (role, confidence) = (Role::Ordinary, Confidence::Declared);
                        let network = Some(network);
                        self.estate.addresses.push(Address {
                            ip: None,
                            owner,
                            network,
                            scope,
                            role,
                            at,
                            confidence,
                        });
                    }
                }
            }
            for place in &row.places {
                // The address of a service on hosts stands for all its replicas: a virtual address.
                let virtual_address = row.runtime == Runtime::Hosts && place.role == Role::Ordinary;
                let role = if virtual_address { Role::Shared } else { place.role };
                self.place(
                    Owner::Service(id),
                    &PlaceRow {
                        role,
                        ..place.clone()
                    },
                    None,
                );
            }
            for port in &row.ports {
                self.estate.ports.push(HostPort {
                    service: id,
                    bind: port.bind,
                    first: port.first,
                    last: port.last,
                    each: port.each,
                    protocol: port.protocol,
                    ingress: port.ingress,
                    at: port.at,
                });
            }
            self.estate.services.push(Service {
                name: row.name.clone(),
                runtime: row.runtime,
                image: row.image.clone(),
                runs,
                networks,
                container_name: row.container_name.clone(),
                keeps: row.keeps.clone(),
                grows_out: row.grows_out.clone(),
                reuses: row.reuses.clone(),
                pods: row.pods.clone(),
                facts: row.facts.clone(),
            });
        }
        for (index, row) in rows.into_iter().enumerate() {
            self.calls(ServiceId::at(index), row.calls);
        }
        for row in std::mem::take(&mut self.traffic_rows) {
            if let Some(service) = self.service(&row.service) {
                self.estate.traffic.push(Traffic {
                    service,
                    rate: row.rate,
                    bytes: row.bytes,
                    at: row.at,
                });
            }
        }
    }

    /// Calls of one service: what is declared replaces what was only inferred.
    fn calls(&mut self, from: ServiceId, rows: Vec<CallRow>) {
        let declared: Vec<String> = rows
            .iter()
            .filter(|row| row.confidence > Confidence::Inferred)
            .map(|row| row.to.value.clone())
            .collect();
        for row in rows {
            let known = declared.contains(&row.to.value);
            if known && row.confidence <= Confidence::Inferred {
                continue;
            }
            if self
                .estate
                .outside
                .iter()
                .any(|outside| outside.value == row.to.value)
            {
                continue;
            }
            if let Some(to) = self.service(&row.to) {
                self.estate.calls.push(Call {
                    from,
                    to,
                    times: row.times,
                    bytes: row.bytes,
                    at: row.at,
                    confidence: row.confidence,
                    side_channel: row.side_channel,
                    hint: row.hint,
                });
            }
        }
    }

    /// Links with both their ends, and names that lead nowhere in the order of the source.
    fn links(&mut self, (links, lost): (Vec<Link>, Vec<Said<String>>)) {
        self.estate.links = links;
        for name in lost {
            self.dangling(&name, "a device or a name under outside:", Self::device_names);
        }
    }

    fn device(&mut self, name: &Said<String>, what: &str) -> Option<DeviceId> {
        let found = self.devices.get(&name.value).copied();
        if found.is_none() {
            self.dangling(name, what, Self::device_names);
        }
        found
    }

    fn service(&mut self, name: &Said<String>) -> Option<ServiceId> {
        let found = self.services.get(&name.value).copied();
        if found.is_none() {
            self.dangling(name, "a service", Self::service_names);
        }
        found
    }

    fn network_names(&self) -> Vec<&str> {
        let networks = self.estate.networks.iter();
        networks.map(|network| network.name.value.as_str()).collect()
    }

    fn service_names(&self) -> Vec<&str> {
        let services = self.estate.services.iter();
        services.map(|service| service.name.value.as_str()).collect()
    }

    /// The first in order of the alphabet, which is the same in every run.
    fn device_names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.devices.keys().map(String::as_str).collect();
        names.sort_unstable();
        names.truncate(10_000);
        names
    }

    /// A name that leads nowhere, with the nearest that would. The names are only asked for where they are
    /// compared: with every wrong name that would take long in a file that is wrong throughout.
    fn dangling(&mut self, name: &Said<String>, what: &str, known: fn(&Self) -> Vec<&str>) {
        let few = self.estate.notes.len() < 100;
        let near = few
            .then(|| nearest(&name.value, known(self)))
            .flatten()
            .map(|near| format!("did you mean `{near}`?"));
        self.estate.notes.push(Note {
            kind: NoteKind::Dangling,
            message: format!("`{}` is not {what} here", name.value),
            at: name.at,
            related: Vec::new(),
            help: near,
        });
    }
}
