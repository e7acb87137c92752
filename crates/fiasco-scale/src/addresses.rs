//! The places that new devices take in networks, and the next free address of each: never the network or broadcast address or another
//! one that the provider keeps, never one that is taken, leased by DHCP or the gateway's, and never the same one
//! twice.

use fiasco_estate::addressing::{left_of, number, usable_range};
use fiasco_estate::device::{Gateway, Role};
use fiasco_estate::fact::FactKind;
use fiasco_estate::{AddressId, DeviceId, Estate, NetworkId, NewAddress, NewDevice, Relations, Step};
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fn address(number: u128, like: &IpNet) -> Option<IpAddr> {
    match like {
        IpNet::V4(_) => u32::try_from(number).ok().map(|n| IpAddr::V4(Ipv4Addr::from(n))),
        IpNet::V6(_) => Some(IpAddr::V6(Ipv6Addr::from(number))),
    }
}

/// What new devices take in networks.
pub(crate) struct Places {
    /// Places, in order of birth.
    pub(crate) addresses: Vec<NewAddress>,
    /// Birth steps of ordinary places, by network.
    pub(crate) place_steps: Vec<Vec<Step>>,
    /// Birth steps of leases, by network.
    pub(crate) lease_steps: Vec<Vec<Step>>,
}

/// Gives new devices their places in networks.
pub(crate) fn hand_out((estate, relations): (&Estate, &Relations), devices: &[NewDevice]) -> Places {
    let mut places = Places {
        addresses: Vec::with_capacity(devices.len()),
        place_steps: vec![Vec::new(); estate.networks.len()],
        lease_steps: vec![Vec::new(); estate.networks.len()],
    };
    let origins = Origins::of(estate, relations);
    let mut allocators = Allocators::default();
    for (position, new) in (0_u32..).zip(devices) {
        for place in origins.places(new.origin) {
            let steps = match place.role {
                Role::Shared => continue,
                Role::Lease => &mut places.lease_steps,
                Role::Ordinary => &mut places.place_steps,
            };
            steps[place.network.index()].push(new.step);
            // A planned device has its own address; a clone takes the next free one, unless its origin's is
            // not stated: then nobody can say which are free.
            let ip = match (new.number, place.stated) {
                (0, _) => estate.address(place.id).ip,
                (_, true) => allocators.next(estate, relations, place.network),
                (_, false) => None,
            };
            places.addresses.push(NewAddress {
                network: place.network,
                ip,
                origin: place.id,
                device: position,
                step: new.step,
            });
        }
    }
    places
}

/// The places of today's devices, side by side in memory: births go from group to group, and would otherwise wait for
/// each row they touch.
struct Origins {
    /// The first place of each device, and the end of those of the last.
    first: Vec<u32>,
    places: Vec<Place>,
}

/// A place in a network that a clone will want too.
struct Place {
    network: NetworkId,
    id: AddressId,
    role: Role,
    /// Whether its address is stated.
    stated: bool,
}

impl Origins {
    fn of(estate: &Estate, relations: &Relations) -> Self {
        let mut places: Vec<Place> = Vec::with_capacity(estate.addresses.len());
        let mut first = Vec::with_capacity(estate.devices.len() + 1);
        first.push(0);
        for own in &relations.places_of {
            places.extend(own.iter().filter_map(|id| {
                let address = estate.address(*id);
                let (role, stated) = (address.role, address.ip.is_some());
                Some(Place {
                    network: address.network?,
                    id: *id,
                    role,
                    stated,
                })
            }));
            first.push(u32::try_from(places.len()).unwrap_or(u32::MAX));
        }
        Self { first, places }
    }

    fn places(&self, device: DeviceId) -> &[Place] {
        match self.first.get(device.index()..device.index() + 2) {
            Some([first, end]) => self
                .places
                .get(*first as usize..*end as usize)
                .unwrap_or_default(),
            _ => &[],
        }
    }
}

/// Hands out addresses, one network at a time.
#[derive(Debug, Default)]
struct Allocators(BTreeMap<NetworkId, Option<Allocator>>);

#[derive(Debug)]
struct Allocator {
    prefix: IpNet,
    /// Taken addresses that still lie ahead, the nearest last.
    taken: Vec<u128>,
    leased: Option<(u128, u128)>,
    next: u128,
    last: u128,
}

impl Allocators {
    /// The next free address of a network; `None` when there is none, or no prefix is known.
    fn next(&mut self, estate: &Estate, relations: &Relations, network: NetworkId) -> Option<IpAddr> {
        self.0
            .entry(network)
            .or_insert_with(|| Allocator::new(estate, relations, network))
            .as_mut()?
            .take()
    }
}

impl Allocator {
    fn new(estate: &Estate, relations: &Relations, network: NetworkId) -> Option<Self> {
        let row = estate.network(network);
        let prefix = row.prefix.as_ref()?.value;
        let (next, last) = match row.facts.raw(FactKind::ReservedAddresses) {
            Some(kept) => left_of(&prefix, u128::try_from(kept.hi.ceil()).unwrap_or(0))?,
            None => usable_range(&prefix),
        };
        let mut taken: Vec<u128> = relations.places[network.index()]
            .iter()
            .filter_map(|id| estate.address(*id).ip)
            .map(number)
            .collect();
        if let Some(Gateway::Address(ip)) = row.gateway.as_ref().map(|gateway| &gateway.value) {
            taken.push(number(*ip));
        }
        taken.sort_unstable_by(|a, b| b.cmp(a));
        let leased = row
            .dhcp
            .as_ref()
            .map(|range| (number(range.value.0), number(range.value.1)));
        Some(Self {
            prefix,
            taken,
            leased,
            next,
            last,
        })
    }

    fn take(&mut self) -> Option<IpAddr> {
        while self.next <= self.last {
            let candidate = self.next;
            self.next = match self.leased {
                Some((first, last)) if (first..=last).contains(&candidate) => {
                    self.next = last.checked_add(1)?;
                    continue;
                }
                _ => candidate.checked_add(1)?,
            };
            while self.taken.last().is_some_and(|taken| *taken < candidate) {
                self.taken.pop();
            }
            if self.taken.last() != Some(&candidate) {
                return address(candidate, &self.prefix);
            }
        }
        None
    }
}
