//! Where links lead: which of a switch's links go up, towards the way out, and which devices a VLAN gets to.

use super::sockets::Sockets;
use crate::Confidence;
use crate::device::{End, Gateway, Link, NetworkKind, Owner};
use crate::estate::Estate;
use crate::fact::{FactKind, key};
use crate::ids::{DeviceId, LinkId, NetworkId};
use crate::relations::Relations;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The links of a switch, by where they lead; those to a neighbor as near to the way out as itself are in neither.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Uplinks {
    /// Towards the way out.
    pub up: Vec<LinkId>,
    /// Away from it.
    pub down: Vec<LinkId>,
}

/// A device that stands in a network, and which the network's VLAN does not get to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lost {
    /// The device.
    pub device: DeviceId,
    /// The link on the way to it that does not carry the VLAN.
    pub at: LinkId,
}

/// How far the VLAN of a network gets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// What it gets to, in order.
    pub devices: BTreeSet<DeviceId>,
    /// Devices of the network that cables lead to, and it does not get to, in order.
    pub lost: Vec<Lost>,
}

/// Where links lead.
#[derive(Debug, Clone, Default)]
pub struct Switching {
    /// The links of each switch that states how far it may be sold over, where a way out is known.
    pub uplinks: BTreeMap<DeviceId, Uplinks>,
    /// How far each VLAN gets, where any link says which it carries.
    pub vlans: BTreeMap<NetworkId, Reach>,
}

impl Switching {
    /// Finds them. Needs the sockets, what runs on each device, and the places in networks.
    #[must_use]
    pub fn of(estate: &Estate, relations: &Relations) -> Self {
        let walk = Walk { estate, relations };
        Self {
            uplinks: walk.uplinks(),
            vlans: walk.vlans(),
        }
    }
}

impl Switching {
    /// Whether nobody asks where links lead.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.uplinks.is_empty() && self.vlans.is_empty()
    }

    /// Whether what is plugged into a device counts for any of it.
    #[must_use]
    pub fn asks(&self, device: DeviceId) -> bool {
        !self.vlans.is_empty() || self.uplinks.contains_key(&device)
    }
}

/// The VLAN of a network, where its number is known.
#[must_use]
pub fn vlan_of(estate: &Estate, network: NetworkId) -> Option<u16> {
    let known = estate.network(network).facts.get(key::Vlan);
    let number = known.is_known().then(|| known.bounds().lo.floor())?;
    u16::try_from(number).ok()
}

/// Whether a link may carry a VLAN: one that says nothing of VLANs may carry any.
#[must_use]
pub fn may_carry(link: &Link, vlan: u16) -> bool {
    let stated = link.cabling.as_ref().and_then(|cabling| cabling.vlans.as_ref());
    stated.is_none_or(|stated| stated.value.contains(&vlan))
}

struct Walk<'a> {
    estate: &'a Estate,
    relations: &'a Relations,
}

impl Walk<'_> {
    fn sockets(&self) -> &Sockets {
        &self.relations.sockets
    }

    /// Whether a device passes on what is meant for others: servers do not.
    fn passes(&self, device: DeviceId) -> bool {
        let services = self.relations.services_on.get(device.index());
        services.is_none_or(Vec::is_empty)
    }

    /// The devices at the other ends of a device's links.
    fn neighbors(&self, device: DeviceId) -> impl Iterator<Item = (LinkId, DeviceId)> + '_ {
        self.sockets().links_of(device).iter().filter_map(move |link| {
            let row = self.estate.link(*link);
            let far = if row.a == End::Device(device) {
                &row.b
            } else {
                &row.a
            };
            match far {
                End::Device(far) if *far != device => Some((*link, *far)),
                _ => None,
            }
        })
    }

    /// Every device that can be reached from `roots` over the links that `may`, with how many links away it is.
    fn reach(
        &self,
        roots: impl IntoIterator<Item = DeviceId>,
        may: impl Fn(LinkId) -> bool,
    ) -> BTreeMap<DeviceId, u32> {
        let mut reached: BTreeMap<DeviceId, u32> = roots.into_iter().map(|root| (root, 0)).collect();
        let mut next: VecDeque<(DeviceId, u32)> = reached.iter().map(|(root, far)| (*root, *far)).collect();
        while let Some((device, far)) = next.pop_front() {
            if far > 0 && !self.passes(device) {
                continue;
            }
            for (link, neighbor) in self.neighbors(device) {
                if may(link) && !reached.contains_key(&neighbor) {
                    reached.insert(neighbor, far + 1);
                    next.push_back((neighbor, far + 1));
                }
            }
        }
        reached
    }

    fn uplinks(&self) -> BTreeMap<DeviceId, Uplinks> {
        let stated = |id: &DeviceId| {
            let device = self.estate.device(*id);
            device.planned.is_none() && self.estate.device_fact(*id, key::Oversubscription).is_known()
        };
        let switches: Vec<DeviceId> = self.estate.device_ids().filter(stated).collect();
        if switches.is_empty() {
            return BTreeMap::new();
        }
        let depth = self.reach(self.ways_out(), |_| true);
        let sorted = switches.into_iter().filter_map(|switch| {
            let own = *depth.get(&switch)?;
            let mut links = Uplinks::default();
            for link in self.sockets().links_of(switch) {
                if matches!(
                    self.estate.link(*link),
                    Link {
                        a: End::Outside(_),
                        ..
                    } | Link {
                        b: End::Outside(_),
                        ..
                    }
                ) {
                    links.up.push(*link);
                }
            }
            for (link, neighbor) in self.neighbors(switch) {
                let standing = self.estate.device(neighbor).planned.is_none();
                match depth.get(&neighbor) {
                    Some(far) if *far < own && standing => links.up.push(link),
                    Some(far) if *far > own && standing => links.down.push(link),
                    _ => {}
                }
            }
            links.up.sort_unstable();
            (!links.up.is_empty()).then_some((switch, links))
        });
        sorted.collect()
    }

    /// Devices with a link to the outside; where there are none, the gateways of networks.
    fn ways_out(&self) -> Vec<DeviceId> {
        let mut roots: Vec<DeviceId> = Vec::new();
        for link in self.estate.link_ids().map(|id| self.estate.link(id)) {
            if let (End::Device(device), End::Outside(_)) | (End::Outside(_), End::Device(device)) =
                (&link.a, &link.b)
            {
                roots.push(*device);
            }
        }
        if roots.is_empty() {
            roots.extend(self.estate.network_ids().filter_map(|id| self.gateway(id)));
        }
        roots
    }

    /// The device that is the gateway of a network.
    fn gateway(&self, network: NetworkId) -> Option<DeviceId> {
        match self.estate.network(network).gateway.as_ref()?.value {
            Gateway::Device(device) => Some(device),
            Gateway::Address(ip) => self
                .members(network)
                .find_map(|(device, own)| (own == Some(ip)).then_some(device)),
        }
    }

    /// Devices that are said to stand in a network: one that is only taken to, because there is no other network, may
    /// be a switch.
    fn members(&self, network: NetworkId) -> impl Iterator<Item = (DeviceId, Option<std::net::IpAddr>)> + '_ {
        let places = self.relations.places[network.index()].iter();
        places.filter_map(|place| {
            let place = self.estate.address(*place);
            match place.owner {
                Owner::Device(device) if place.confidence > Confidence::Inferred => Some((device, place.ip)),
                Owner::Device(_) | Owner::Service(_) | Owner::Gateway(_) => None,
            }
        })
    }

    fn vlans(&self) -> BTreeMap<NetworkId, Reach> {
        let says = |link: &Link| {
            link.cabling
                .as_ref()
                .is_some_and(|cabling| cabling.vlans.is_some())
        };
        if !self.estate.link_ids().any(|id| says(self.estate.link(id))) {
            return BTreeMap::new();
        }
        let is_vlan = |id: &NetworkId| {
            let network = self.estate.network(*id);
            network.kind == NetworkKind::Lan && !network.facts.has(FactKind::Overhead)
        };
        let networks = self.estate.network_ids().filter(is_vlan);
        networks
            .filter_map(|id| Some((id, self.reach_of(id, vlan_of(self.estate, id)?)?)))
            .collect()
    }

    /// How far a VLAN gets from the gateway of its network; where nobody names one, from where it gets to most of
    /// the devices that stand in it.
    fn reach_of(&self, network: NetworkId, vlan: u16) -> Option<Reach> {
        let linked = |id: &DeviceId| !self.sockets().links_of(*id).is_empty();
        let members: BTreeSet<DeviceId> = self
            .members(network)
            .map(|(device, _)| device)
            .filter(linked)
            .collect();
        let carries = |link: LinkId| may_carry(self.estate.link(link), vlan);
        let (root, reached) = match self.gateway(network).filter(linked) {
            Some(gateway) => (gateway, self.reach([gateway], carries)),
            None => self.widest(&members, carries)?,
        };
        let cabled = self.reach([root], |_| true);
        let lost = members.into_iter().filter(|member| !reached.contains_key(member));
        let lost = lost.filter_map(|device| {
            let at = self.stops(&cabled, device, vlan)?;
            Some(Lost { device, at })
        });
        Some(Reach {
            lost: lost.collect(),
            devices: reached.into_keys().collect(),
        })
    }

    fn widest(
        &self,
        members: &BTreeSet<DeviceId>,
        carries: impl Fn(LinkId) -> bool,
    ) -> Option<(DeviceId, BTreeMap<DeviceId, u32>)> {
        let mut seen: BTreeSet<DeviceId> = BTreeSet::new();
        let mut best: Option<(usize, DeviceId, BTreeMap<DeviceId, u32>)> = None;
        for member in members {
            if seen.contains(member) {
                continue;
            }
            let reached = self.reach([*member], &carries);
            let together = members.iter().filter(|other| reached.contains_key(other));
            let together: Vec<DeviceId> = together.copied().collect();
            let count = together.len();
            seen.extend(together);
            if best.as_ref().is_none_or(|(most, _, _)| count > *most) {
                best = Some((count, *member, reached));
            }
        }
        best.map(|(_, root, reached)| (root, reached))
    }

    /// On a shortest way of cables to a device, the link nearest to it that does not carry the VLAN.
    fn stops(&self, cabled: &BTreeMap<DeviceId, u32>, device: DeviceId, vlan: u16) -> Option<LinkId> {
        let mut here = device;
        let mut left = *cabled.get(&device)?;
        while left > 0 {
            let nearer = |(_, far): &(LinkId, DeviceId)| {
                cabled
                    .get(far)
                    .is_some_and(|links| links + 1 == left && (*links == 0 || self.passes(*far)))
            };
            let mut ways = self.neighbors(here).filter(nearer).collect::<Vec<_>>();
            ways.sort_by_key(|(link, _)| !may_carry(self.estate.link(*link), vlan));
            let (link, far) = ways.first().copied()?;
            if !may_carry(self.estate.link(link), vlan) {
                return Some(link);
            }
            (here, left) = (far, left - 1);
        }
        None
    }
}
