//! Ports of devices by group, and which of them each link takes today. A link that names its port takes that one;
//! one that names none takes a port of the group that suits it best, since somebody has to have plugged it in.

use super::model::{Hardware, PortGroup};
use super::port::{Form, Mate, PortKind, mates};
use super::port_names::PortNames;
use crate::device::{End, Link};
use crate::estate::Estate;
use crate::fact::{FactKind, key};
use crate::ids::{DeviceId, HardwareId, LinkId};
use std::collections::BTreeMap;

/// Like ports of one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ports {
    /// Whose they are.
    pub device: DeviceId,
    /// What they are.
    pub kind: PortKind,
    /// Only for management.
    pub management: bool,
    /// How many there are.
    pub count: u32,
    /// How many of them links hold today; a port that two links name is held once.
    pub today: i64,
}

/// Links that name one port of a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SamePort {
    /// The device.
    pub device: DeviceId,
    /// The links, in source order.
    pub links: Vec<LinkId>,
    /// What the port is, where that is known.
    pub kind: Option<PortKind>,
}

/// The ports of all devices of which any are known, and the links of each device.
#[derive(Debug, Clone, Default)]
pub struct Sockets {
    /// Groups of like ports, in the order of their devices.
    pub groups: Vec<Ports>,
    /// The group that each end of each link takes a port of, as a position in `groups`; empty where no device
    /// states ports.
    pub of_link: Vec<[Option<u32>; 2]>,
    /// Ports that more than one link names, in the order of their first links.
    pub same: Vec<SamePort>,
    /// Ends that name a port which a device with names for all its ports does not have, in order.
    dangling: Vec<(LinkId, u8)>,
    /// Where the groups of each device begin in `groups`, and where those of the last end.
    first_group: Vec<u32>,
    /// Where the links of each device begin in `device_links`, and where those of the last end.
    first_link: Vec<u32>,
    device_links: Vec<LinkId>,
}

/// What can be said of two groups of ports under a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Suits {
    /// They cannot carry the link.
    unfit: bool,
    /// No port is left in one of them.
    full: bool,
    /// Ports that are for management only.
    management: bool,
    /// How little is known of whether it works, or what it takes.
    effort: u8,
    /// The rates of both together: no port is spent that is better than need be.
    rates: u64,
    /// Of groups that do not fit, the largest is taken.
    few: u32,
}

impl Sockets {
    /// Finds them.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut sockets = Self::default();
        sockets.group(estate);
        sockets.list_links(estate);
        let named = sockets.named(estate);
        if !sockets.groups.is_empty() {
            sockets.plug(estate, &named);
        }
        sockets.find_same(estate, &named);
        let lost = named.iter().filter(|port| port.group.is_none());
        sockets.dangling = lost.map(|port| (port.link, u8::from(port.end > 0))).collect();
        sockets.dangling.sort_unstable();
        sockets
    }

    /// The groups of a device, as positions in `groups`.
    pub fn of_device(&self, device: DeviceId) -> impl DoubleEndedIterator<Item = u32> + use<> {
        match self.first_group.get(device.index()..device.index() + 2) {
            Some([first, end]) => *first..*end,
            _ => 0..0,
        }
    }

    /// Whether a group is the only one of its device.
    #[must_use]
    pub fn is_alone(&self, at: u32) -> bool {
        let device = |at: Option<u32>| Some(self.get(at?)?.device);
        let own = device(Some(at));
        device(at.checked_sub(1)) != own && device(at.checked_add(1)) != own
    }

    /// The group at a position.
    #[must_use]
    pub fn get(&self, at: u32) -> Option<&Ports> {
        self.groups.get(at as usize)
    }

    /// The group that one end of a link takes a port of.
    #[must_use]
    pub fn at_end(&self, link: LinkId, end: usize) -> Option<u32> {
        self.of_link.get(link.index())?.get(end).copied().flatten()
    }

    /// Whether an end of a link that names its port names one that its device may have.
    #[must_use]
    pub fn names_a_port(&self, link: LinkId, end: usize) -> bool {
        let end = u8::try_from(end).unwrap_or(u8::MAX);
        self.dangling.binary_search(&(link, end)).is_err()
    }

    /// The name that a device has for the port which an end of a link names.
    #[must_use]
    pub fn port_name<'e>(&self, estate: &'e Estate, link: LinkId, end: usize) -> Option<&'e str> {
        let row = estate.link(link);
        let port = row.cabling.as_ref()?.ports.get(end)?.as_ref()?;
        let End::Device(device) = (if end == 0 { &row.a } else { &row.b }) else {
            return None;
        };
        let ports = &hardware(estate, *device)?.ports;
        let exact = ports
            .iter()
            .flat_map(|group| &group.names)
            .find(|name| **name == port.value);
        match exact {
            Some(name) => Some(name),
            None => PortNames::of(ports).find(&port.value).map(|(_, name)| name),
        }
    }

    /// The links of a device, in source order; a link of a device with itself is there twice.
    #[must_use]
    pub fn links_of(&self, device: DeviceId) -> &[LinkId] {
        match self.first_link.get(device.index()..device.index() + 2) {
            Some([first, end]) => self
                .device_links
                .get(*first as usize..*end as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }

    /// The names of a group's ports, in order, where all of them are known.
    #[must_use]
    pub fn names<'e>(&self, estate: &'e Estate, at: u32) -> Vec<&'e str> {
        let Some(ports) = self.get(at) else {
            return Vec::new();
        };
        let names: Vec<&str> = hardware(estate, ports.device)
            .into_iter()
            .flat_map(|hardware| &hardware.ports)
            .filter(|group| (group.kind, group.management) == (ports.kind, ports.management))
            .flat_map(|group| group.names.iter().map(String::as_str))
            .collect();
        if names.len() == ports.count as usize {
            names
        } else {
            Vec::new()
        }
    }

    fn group(&mut self, estate: &Estate) {
        self.first_group.reserve(estate.devices.len() + 1);
        for device in estate.device_ids() {
            let first = self.groups.len();
            self.first_group.push(u32::try_from(first).unwrap_or(u32::MAX));
            for group in hardware(estate, device).into_iter().flat_map(|own| &own.ports) {
                let mut mine = self.groups.iter_mut().skip(first);
                match mine.find(|known| (known.kind, known.management) == (group.kind, group.management)) {
                    Some(known) => known.count = known.count.saturating_add(group.count),
                    None => self.groups.push(Ports {
                        device,
                        kind: group.kind,
                        management: group.management,
                        count: group.count,
                        today: 0,
                    }),
                }
            }
        }
        let end = u32::try_from(self.groups.len()).unwrap_or(u32::MAX);
        self.first_group.push(end);
    }

    fn list_links(&mut self, estate: &Estate) {
        let ends = |link: &Link| {
            let index = |end: &End| match end {
                End::Device(device) => Some(device.index()),
                End::Outside(_) => None,
            };
            [index(&link.a), index(&link.b)].into_iter().flatten()
        };
        let mut counts = vec![0_u32; estate.devices.len() + 1];
        for link in &estate.links {
            for device in ends(link) {
                if let Some(count) = counts.get_mut(device + 1) {
                    *count += 1;
                }
            }
        }
        let mut sum = 0_u32;
        for count in &mut counts {
            sum = sum.saturating_add(*count);
            *count = sum;
        }
        self.first_link.clone_from(&counts);
        self.device_links = vec![LinkId(0); sum as usize];
        for id in estate.link_ids() {
            for device in ends(estate.link(id)) {
                if let Some(next) = counts.get_mut(device) {
                    if let Some(place) = self.device_links.get_mut(*next as usize) {
                        *place = id;
                    }
                    *next += 1;
                }
            }
        }
    }

    /// Every end that names its port, with the name that the device has for it, in order of device and name.
    fn named<'e>(&self, estate: &'e Estate) -> Vec<Named<'e>> {
        let mut known: BTreeMap<HardwareId, PortNames<'e>> = BTreeMap::new();
        let mut named = Vec::new();
        for id in estate.link_ids() {
            let link = estate.link(id);
            let Some(cabling) = &link.cabling else { continue };
            for (end, (at, port)) in [&link.a, &link.b].into_iter().zip(&cabling.ports).enumerate() {
                let (End::Device(device), Some(port)) = (at, port) else {
                    continue;
                };
                let found = estate.device(*device).hardware.and_then(|hardware| {
                    let names = known
                        .entry(hardware)
                        .or_insert_with(|| PortNames::of(&estate.one_hardware(hardware).ports));
                    names.find(&port.value)
                });
                let (name, group) = match found {
                    Some((group, name)) => (name, self.group_like(*device, group)),
                    None => (port.value.as_str(), None),
                };
                let device = *device;
                named.push(Named {
                    device,
                    name,
                    link: id,
                    end,
                    group,
                });
            }
        }
        named.sort_unstable_by(|a, b| {
            (a.device, a.name, a.link, a.end).cmp(&(b.device, b.name, b.link, b.end))
        });
        named
    }

    fn group_like(&self, device: DeviceId, group: &PortGroup) -> Option<u32> {
        self.of_device(device).find(|at| {
            self.get(*at)
                .is_some_and(|known| (known.kind, known.management) == (group.kind, group.management))
        })
    }

    /// Plugs all links in: first those that name their ports, then the others in source order.
    fn plug(&mut self, estate: &Estate, named: &[Named<'_>]) {
        self.of_link = vec![[None; 2]; estate.links.len()];
        for same in named.chunk_by(|a, b| (a.device, a.name) == (b.device, b.name)) {
            let mut held = false;
            for port in same {
                let Some(group) = port.group else { continue };
                if let Some(end) = self
                    .of_link
                    .get_mut(port.link.index())
                    .and_then(|ends| ends.get_mut(port.end))
                {
                    *end = Some(group);
                }
                if !held && is_there(estate, port.link) {
                    held = true;
                    self.hold(group);
                }
            }
        }
        for id in estate.link_ids() {
            let link = estate.link(id);
            let Some(before) = self.of_link.get(id.index()).copied() else {
                continue;
            };
            let found = self.suiting(link, before);
            for (end, group) in found.into_iter().enumerate() {
                if let (None, Some(group)) = (before.get(end).copied().flatten(), group)
                    && is_there(estate, id)
                {
                    self.hold(group);
                }
            }
            if let Some(ends) = self.of_link.get_mut(id.index()) {
                *ends = found;
            }
        }
    }

    fn hold(&mut self, group: u32) {
        if let Some(ports) = self.groups.get_mut(group as usize) {
            ports.today += 1;
        }
    }

    /// The groups that a link suits best, where `known` does not say them already.
    fn suiting(&self, link: &Link, known: [Option<u32>; 2]) -> [Option<u32>; 2] {
        // Most devices have one group of ports, and nothing to choose from.
        if let [Some(a), Some(b)] =
            [(&link.a, known[0]), (&link.b, known[1])].map(|(end, known)| self.only(end, known))
        {
            return [a, b];
        }
        let [a, b] = self.choices(link, known);
        let rate = rate_of(link);
        let mut best: Option<(Suits, [Option<u32>; 2])> = None;
        for left in &a {
            for right in &b {
                let suits = self.suits(*left, *right, rate, known);
                if best.is_none_or(|(known, _)| suits < known) {
                    best = Some((suits, [*left, *right]));
                }
            }
        }
        best.map_or(known, |(_, groups)| groups)
    }

    /// The only group that an end of a link may take a port of, or `None` in it where nothing is known.
    fn only(&self, end: &End, known: Option<u32>) -> Option<Option<u32>> {
        if known.is_some() {
            return Some(known);
        }
        let End::Device(device) = end else {
            return Some(None);
        };
        let mut all = self.of_device(*device);
        match (all.next(), all.next()) {
            (one, None) => Some(one),
            _ => None,
        }
    }

    /// The groups that each end of a link may take a port of; a single `None` where nothing is known of it.
    fn choices(&self, link: &Link, known: [Option<u32>; 2]) -> [Vec<Option<u32>>; 2] {
        let of = |end: &End, known: Option<u32>| {
            if known.is_some() {
                return vec![known];
            }
            let mut all: Vec<Option<u32>> = match end {
                End::Device(device) => self.of_device(*device).map(Some).collect(),
                End::Outside(_) => Vec::new(),
            };
            if all.is_empty() {
                all.push(None);
            }
            all
        };
        let [left, right] = known;
        [of(&link.a, left), of(&link.b, right)]
    }

    fn suits(&self, a: Option<u32>, b: Option<u32>, rate: u64, known: [Option<u32>; 2]) -> Suits {
        let [left, right] = [a, b].map(|at| at.and_then(|at| self.get(at)));
        let (most, effort) = together(left.map(|ports| ports.kind), right.map(|ports| ports.kind));
        let new = [(left, known[0]), (right, known[1])];
        let new = || {
            new.into_iter()
                .filter(|(_, known)| known.is_none())
                .filter_map(|(ports, _)| ports)
        };
        let unfit = most.is_some_and(|most| most < rate.max(1));
        Suits {
            unfit,
            full: !unfit && new().any(|ports| ports.today >= i64::from(ports.count)),
            management: new().any(|ports| ports.management),
            effort: if unfit { 0 } else { effort },
            rates: if unfit {
                0
            } else {
                new().fold(0, |sum, ports| ports.kind.rate.unwrap_or(0).saturating_add(sum))
            },
            few: if unfit {
                u32::MAX - new().fold(0, |sum, ports| ports.count.saturating_add(sum))
            } else {
                0
            },
        }
    }

    /// The most that the ports of a link can do together, in bit/s, and the groups that can: of the ports it names,
    /// else of any that its devices have. `None` where nothing known sets a limit; 0 where no two of them mate.
    #[must_use]
    pub fn most(&self, link: LinkId, row: &Link) -> Option<(u64, [Option<u32>; 2])> {
        let is_named = |end: usize| {
            let ports = row.cabling.as_ref().and_then(|cabling| cabling.ports.get(end));
            ports.is_some_and(Option::is_some)
        };
        let known = [0, 1].map(|end| self.at_end(link, end).filter(|_| is_named(end)));
        // Most devices have one group of ports, and nothing to choose from.
        if let [Some(a), Some(b)] =
            [(&row.a, known[0]), (&row.b, known[1])].map(|(end, known)| self.only(end, known))
        {
            let kinds = [a, b].map(|at| at.and_then(|at| self.get(at)).map(|ports| ports.kind));
            return together(kinds[0], kinds[1]).0.map(|most| (most, [a, b]));
        }
        let taken = [0, 1].map(|end| self.at_end(link, end));
        let [a, b] = self.choices(row, known);
        let mut best: Option<(u64, bool, [Option<u32>; 2])> = None;
        for left in &a {
            for right in &b {
                let kinds = [*left, *right].map(|at| at.and_then(|at| self.get(at)).map(|ports| ports.kind));
                let (most, _) = together(kinds[0], kinds[1]);
                let most = most?;
                let now = ([*left, *right] == taken, most);
                if best.is_none_or(|(rate, taken, _)| (now.1, now.0) > (rate, taken)) {
                    best = Some((most, now.0, [*left, *right]));
                }
            }
        }
        best.map(|(most, _, groups)| (most, groups))
    }

    /// Ports that several links name: more than the two listings of one and the same cable.
    fn find_same(&mut self, estate: &Estate, named: &[Named<'_>]) {
        for ports in named.chunk_by(|a, b| (a.device, a.name) == (b.device, b.name)) {
            let mut links: Vec<LinkId> = Vec::new();
            for port in ports {
                if !links
                    .iter()
                    .any(|other| same_cable(estate.link(*other), estate.link(port.link)))
                {
                    links.push(port.link);
                }
            }
            if let (Some(first), true) = (ports.first(), links.len() > 1) {
                let kind = first.group.and_then(|at| self.get(at)).map(|ports| ports.kind);
                self.same.push(SamePort {
                    device: first.device,
                    links,
                    kind,
                });
            }
        }
        self.same.sort_by_key(|same| same.links.first().copied());
    }
}

/// An end of a link that names its port.
struct Named<'e> {
    device: DeviceId,
    name: &'e str,
    link: LinkId,
    end: usize,
    group: Option<u32>,
}

/// What is known of a device as a thing.
fn hardware(estate: &Estate, device: DeviceId) -> Option<&Hardware> {
    let hardware = estate.device(device).hardware?;
    Some(estate.one_hardware(hardware))
}

/// Whether a link is plugged in today: both its ends stand.
fn is_there(estate: &Estate, link: LinkId) -> bool {
    let link = estate.link(link);
    [&link.a, &link.b].into_iter().all(|end| match end {
        End::Device(device) => estate.device(*device).planned.is_none(),
        End::Outside(_) => true,
    })
}

/// Whether two rows speak of one cable: the same ends, and no port that differs.
fn same_cable(a: &Link, b: &Link) -> bool {
    let port = |link: &Link, end: usize| {
        let port = link
            .cabling
            .as_ref()
            .and_then(|cabling| cabling.ports.get(end)?.clone());
        port.map(|port| port.value)
    };
    let agree = |x: usize, y: usize| match (port(a, x), port(b, y)) {
        (Some(x), Some(y)) => x == y,
        _ => true,
    };
    (a.a == b.a && a.b == b.b && agree(0, 0) && agree(1, 1))
        || (a.a == b.b && a.b == b.a && agree(0, 1) && agree(1, 0))
}

/// The least a link carries, in whole bit/s; 0 where nobody says.
fn rate_of(link: &Link) -> u64 {
    if !link.facts.has(FactKind::Rate) {
        return 0;
    }
    u64::try_from(link.facts.get(key::Rate).bounds().lo.ceil()).unwrap_or(u64::MAX)
}

/// The most two ports can do together, in bit/s, as far as they are known, and what it takes to link them: 0 a
/// cable, 1 a module, 2 a leg of a breakout cable, 3 more than is known. No rate at all where they do not mate.
#[must_use]
pub fn together(a: Option<PortKind>, b: Option<PortKind>) -> (Option<u64>, u8) {
    match (a, b) {
        (Some(a), Some(b)) => match mates(a, b) {
            Mate::Direct(rate) => (Some(rate), 0),
            Mate::Module(rate) => (Some(rate), 1),
            Mate::Breakout(rate) => (Some(rate), 2),
            Mate::No => (Some(0), 3),
            Mate::Unknown => (a.rate.into_iter().chain(b.rate).min(), 3),
        },
        (Some(one), None) | (None, Some(one)) => (one.rate, 0),
        (None, None) => (None, 3),
    }
}

impl PortKind {
    /// What people call it: `100G QSFP28`, `1G RJ45`.
    #[must_use]
    pub fn words(self) -> String {
        let form = match self.form {
            Form::Sfp => "SFP".to_owned(),
            Form::SfpPlus => "SFP+".to_owned(),
            Form::QsfpPlus => "QSFP+".to_owned(),
            Form::QsfpDd => "QSFP-DD".to_owned(),
            Form::SfpDd => "SFP-DD".to_owned(),
            Form::SinglePair => "single-pair".to_owned(),
            Form::FixedFiber => "fiber".to_owned(),
            Form::Unstated => "port".to_owned(),
            form => format!("{form:?}").to_uppercase(),
        };
        let rate = self
            .rate
            .map(|rate| match (rate / 1_000_000_000, rate % 1_000_000_000) {
                (0, rest) => format!("{}M ", rest / 1_000_000),
                (whole, 0) => format!("{whole}G "),
                (whole, rest) => format!("{whole}.{}G ", rest / 100_000_000),
            });
        format!("{}{form}", rate.unwrap_or_default())
    }
}
