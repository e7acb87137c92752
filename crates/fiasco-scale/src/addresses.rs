//! The next free address of a network, as growth hands them out: never the network or broadcast address or another
//! one that the provider keeps, never one that is taken, leased by DHCP or the gateway's, and never the same one
//! twice.

use fiasco_estate::addressing::{left_of, number, usable_range};
use fiasco_estate::device::Gateway;
use fiasco_estate::fact::FactKind;
use fiasco_estate::{Estate, NetworkId, Relations};
use ipnet::IpNet;
use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

fn address(number: u128, like: &IpNet) -> Option<IpAddr> {
    match like {
        IpNet::V4(_) => u32::try_from(number).ok().map(|n| IpAddr::V4(Ipv4Addr::from(n))),
        IpNet::V6(_) => Some(IpAddr::V6(Ipv6Addr::from(number))),
    }
}

/// Hands out addresses, one network at a time.
#[derive(Debug, Default)]
pub struct Allocators(BTreeMap<NetworkId, Option<Allocator>>);

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
    pub fn next(&mut self, estate: &Estate, relations: &Relations, network: NetworkId) -> Option<IpAddr> {
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
