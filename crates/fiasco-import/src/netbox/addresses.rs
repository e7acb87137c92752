//! Addresses: who has each, in which network it lies, and how it may be shared.

use super::devices::{Class, Devices};
use super::lists::{Kind, List};
use super::prefixes::{Place, Prefixes, Scope, address};
use super::row::{Row, Table, number, text};
use crate::Part;
use crate::part::PlaceRow;
use fiasco_estate::Said;
use fiasco_estate::device::Role;
use fiasco_source::{Node, Span};
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;

/// Roles of addresses that several devices may hold at a time, or that no neighbor sees.
const SHARED: &[&str] = &["vip", "vrrp", "hsrp", "glbp", "carp", "anycast", "loopback"];

/// Addresses of one NetBox.
pub(super) struct Places {
    prefixes: Prefixes,
    /// Numbers of addresses that have a row of their own.
    rows: HashSet<u64>,
    /// The device of each interface, where addresses name an interface by its number alone.
    interfaces: HashMap<u64, Option<usize>>,
    /// What is held by somebody, by the label of its scope.
    held: HashMap<String, HashSet<IpAddr>>,
    /// Addresses of nobody.
    free: Vec<Free>,
}

/// An address that no device has.
struct Free {
    ip: IpAddr,
    scope: Scope,
    role: Role,
    at: Span,
}

impl Places {
    pub(super) fn new(prefixes: Prefixes) -> Self {
        Self {
            prefixes,
            rows: HashSet::new(),
            interfaces: HashMap::new(),
            held: HashMap::new(),
            free: Vec::new(),
        }
    }

    /// Reads addresses, and gives them to their devices.
    pub(super) fn read(&mut self, lists: &[List<'_, '_>], devices: &mut Devices, part: &mut Part) {
        for list in lists.iter().filter(|list| list.kind == Kind::Addresses) {
            let mut table = Table::new(&[
                "id",
                "address",
                "vrf",
                "status",
                "role",
                "assigned_object_type",
                "assigned_object_id",
                "assigned_object",
            ]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                let Some((id, _)) = row.id(&mut table) else {
                    continue;
                };
                if self.rows.insert(id) {
                    self.row(&row, lists, devices, &mut table);
                }
            }
            table.finish(part);
        }
        // What a device states of itself counts where the list of addresses lacks it.
        for (device, id, said) in std::mem::take(&mut devices.stated) {
            if id.is_some_and(|id| self.rows.contains(&id)) {
                continue;
            }
            if let (Some(ip), Some(at)) = (address(&said.value), said.at) {
                self.give(devices, device, 0, ip, Role::Ordinary, at);
            }
        }
    }

    fn row<'t>(
        &mut self,
        row: &Row<'t, '_>,
        lists: &[List<'_, '_>],
        devices: &mut Devices,
        table: &mut Table<'t>,
    ) {
        let status = row.choice("status").and_then(text).unwrap_or("active");
        if status == "deprecated" {
            return;
        }
        let Some(node) = row.get("address") else {
            return table.wrong(row.node.span(), "expected an `address`".to_owned());
        };
        let Some(ip) = text(node).and_then(address) else {
            let message = "expected an address such as 192.168.1.5/24".to_owned();
            return table.wrong(node.span(), message);
        };
        let scope = self.prefixes.scope(row);
        let role = match row.choice("role").and_then(text) {
            Some(role) if SHARED.contains(&role) => Role::Shared,
            _ if status == "dhcp" => Role::Lease,
            _ if status == "reserved" && self.is_leased(scope, ip) => Role::Lease,
            _ => Role::Ordinary,
        };
        match self.owner(row, lists, devices) {
            Owner::Device(device) => self.give(devices, device, scope, ip, role, node.span()),
            Owner::Group => self.free.push(Free {
                ip,
                scope,
                role: Role::Shared,
                at: node.span(),
            }),
            Owner::Nobody => self.free.push(Free {
                ip,
                scope,
                role,
                at: node.span(),
            }),
            Owner::Gone => {}
        }
    }

    /// Whether DHCP leases an address, so that a reserved one is a reservation.
    fn is_leased(&self, scope: Scope, ip: IpAddr) -> bool {
        let Place::In(network) = self.prefixes.place(scope, ip, None) else {
            return false;
        };
        let dhcp = self.prefixes.network(network).and_then(|row| row.dhcp.as_ref());
        dhcp.is_some_and(|range| (range.value.0..=range.value.1).contains(&ip))
    }

    /// Who has an address.
    fn owner(&mut self, row: &Row<'_, '_>, lists: &[List<'_, '_>], devices: &mut Devices) -> Owner {
        let object = row.get("assigned_object");
        let id = row.get("assigned_object_id").and_then(number);
        let kind = row.text("assigned_object_type").unwrap_or_default();
        let by_short = |devices: &mut Devices, class, short: Node<'_, '_>| {
            devices.find(class, short).map_or(Owner::Gone, Owner::Device)
        };
        if kind == "ipam.fhrpgroup" {
            return Owner::Group;
        }
        if let Some(short) = object.and_then(|object| object.peek("device")) {
            return by_short(devices, Class::Device, short);
        }
        if let Some(short) = object.and_then(|object| object.peek("virtual_machine")) {
            return by_short(devices, Class::Machine, short);
        }
        match id.or_else(|| object.and_then(number)) {
            Some(id) if kind.is_empty() || kind == "dcim.interface" => self
                .interface(id, lists, devices)
                .map_or(Owner::Gone, Owner::Device),
            _ => Owner::Nobody,
        }
    }

    /// The device of an interface; the list is gone through once, and only if it is needed.
    fn interface(&mut self, id: u64, lists: &[List<'_, '_>], devices: &mut Devices) -> Option<usize> {
        if self.interfaces.is_empty() {
            let lists = lists.iter().filter(|list| list.kind == Kind::Interfaces);
            for node in lists.flat_map(|list| &list.rows) {
                let device = node
                    .peek("device")
                    .and_then(|short| devices.find(Class::Device, short));
                if let Some(id) = number(*node) {
                    self.interfaces.insert(id, device);
                }
            }
        }
        self.interfaces.get(&id).copied().flatten()
    }

    fn give(&mut self, devices: &mut Devices, device: usize, scope: Scope, ip: IpAddr, role: Role, at: Span) {
        let site = devices.site(device);
        let (network, label) = match self.prefixes.place(scope, ip, site) {
            Place::In(network) => match self.prefixes.network(network) {
                Some(row) => (Some(row.name.value.clone()), row.scope.clone()),
                None => return,
            },
            // Another source may know the network.
            Place::Nowhere if scope == 0 && self.prefixes.only_global() => (None, String::new()),
            Place::Nowhere => {
                let label = self.prefixes.label(scope).to_owned();
                (Some(self.prefixes.loose(&label, at)), label)
            }
            Place::Ambiguous => {
                let name = devices.name_of(device).unwrap_or_default();
                let label =
                    site.map_or_else(|| format!("the site of {name}"), |site| format!("site #{site}"));
                (Some(self.prefixes.loose(&label, at)), label)
            }
        };
        self.held.entry(label).or_default().insert(ip);
        let network = network.map(|name| Said::new(name, at));
        devices.give(
            device,
            PlaceRow {
                network,
                ip: Some(ip),
                role,
                at,
            },
        );
    }

    /// Gives what nobody has to a row that stands for its owners, as it takes places all the same, and hands in
    /// the networks. What somebody else holds, or what may lie at one of several sites, is left out.
    pub(super) fn finish(mut self, devices: &mut Devices, part: &mut Part) {
        let mut nobody = None;
        for free in std::mem::take(&mut self.free) {
            let label = match self.prefixes.place(free.scope, free.ip, None) {
                Place::In(network) => self.prefixes.network(network).map(|row| row.scope.clone()),
                Place::Nowhere => Some(self.prefixes.label(free.scope).to_owned()),
                Place::Ambiguous => None,
            };
            let Some(label) = label else { continue };
            let held = self.held.get(&label).is_some_and(|held| held.contains(&free.ip));
            if !held {
                let device = *nobody.get_or_insert_with(|| devices.nobody(free.at));
                self.give(devices, device, free.scope, free.ip, free.role, free.at);
            }
        }
        part.networks.extend(self.prefixes.finish());
    }
}

/// Who has an address.
enum Owner {
    Device(usize),
    /// A group of routers that share it.
    Group,
    Nobody,
    /// Somebody who is not there.
    Gone,
}
