//! # ADR010 docker-address-pool-exhausted
//!
//! A host has more Docker networks without a subnet than Docker has address pools to give them.
//!
//! ## What breaks
//! The next network is not created, and with it the whole project does not start. It is usually met by the
//! project that comes last, which did nothing wrong.
//!
//! ## Why growth brings it out
//! Networks do not grow with replicas: it breaks as it stands. Every project adds at least one, though, so the
//! estate grows toward it file by file.
//!
//! ## How it is computed
//! Docker networks without a stated subnet that services on one host join, and one for docker0, against the
//! default pools that are free there. Docker has 31: 172.17.0.0/16 to 172.31.0.0/16, and 192.168.0.0/16 in 16
//! parts of /20. A pool that overlaps a stated subnet of a Docker network on the host, or a prefix the host
//! stands in, is not given out.
//!
//! ## Example
//! ```yaml
//! services:
//!   proxy:
//!     image: traefik
//!     networks: [n01, n02, n03, n04, n05, n06, n07, n08, n09, n10, n11, n12, n13, n14, n15, n16,
//!                n17, n18, n19, n20, n21, n22, n23, n24, n25, n26, n27, n28, n29, n30, n31]
//! networks: {n01: , n02: , n03: , n04: , n05: , n06: , n07: , n08: , n09: , n10: , n11: , n12: ,
//!            n13: , n14: , n15: , n16: , n17: , n18: , n19: , n20: , n21: , n22: , n23: , n24: ,
//!            n25: , n26: , n27: , n28: , n29: , n30: , n31: }
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:8:54: now ADR010 docker-address-pool-exhausted: the host needs 32 of 31 default address pools: docker0 and 31 networks without a subnet [refuses]
//! ```
//!
//! ## When it stays quiet
//! Hosts without such a network; networks with a subnet; `external` networks, which exist already; networks
//! that only swarm services join, which are taken from another pool. `default-address-pools` of the daemon is
//! not read, so the limit is a default and never better than that.
//!
//! ## Fix
//! State a small `subnet:` for each network, or set `default-address-pools` in the daemon's configuration to
//! parts of /24.
//!
//! ## Undo
//! Put the former configuration back and restart the daemon; networks that exist keep their subnets.
//!
//! ## References
//! The list in the package `ipamutils` of moby (main branch, read 2026-11); moby issue 21170, for the pools
//! that are passed over because a route of the host overlaps them.

use super::{host_name, hosts};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::addressing::number;
use fiasco_estate::device::NetworkKind;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::service::{Runtime, Service};
use fiasco_estate::{Bounds, Confidence, DeviceId, NetworkId, View};
use fiasco_source::Span;
use ipnet::IpNet;
use std::collections::BTreeSet;

/// The rule.
pub static RULE: DockerAddressPoolExhausted = DockerAddressPoolExhausted;

/// ADR010.
pub struct DockerAddressPoolExhausted;

static META: Meta = Meta {
    code: "ADR010",
    name: "docker-address-pool-exhausted",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "state a small subnet: for each network, or set default-address-pools of the daemon to parts of /24",
    undo: "put the former daemon configuration back and restart it; networks that exist keep their subnets",
    source: include_str!("adr010_docker_address_pool_exhausted.rs"),
};

/// First and last address of each default pool: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 to
/// 192.168.240.0/20.
fn pools() -> impl Iterator<Item = (u128, u128)> {
    let wide = (17_u128..=31).map(|part| ((172 << 24) + (part << 16), 0xffff));
    let narrow = (0_u128..16).map(|part| ((192 << 24) + (168 << 16) + (part << 12), 0xfff));
    wide.chain(narrow).map(|(first, rest)| (first, first + rest))
}

/// Docker networks on one host: those that take a default pool, and those that state a subnet.
fn networks_on(view: &View<'_>, host: DeviceId) -> (Vec<NetworkId>, Vec<NetworkId>) {
    let estate = view.estate;
    let services = view.relations.services_on[host.index()]
        .iter()
        .map(|id| estate.service(*id));
    let joined: BTreeSet<NetworkId> = services
        .filter(|service| service.runtime == Runtime::Compose)
        .flat_map(|service| service.networks.iter().map(|network| network.value))
        .filter(|id| estate.network(*id).kind == NetworkKind::Bridge && !estate.network(*id).external)
        .collect();
    joined
        .into_iter()
        .partition(|id| estate.network(*id).prefix.is_none())
}

/// Default pools that Docker can give out on a host.
fn free_pools(view: &View<'_>, host: DeviceId, stated: &[NetworkId]) -> usize {
    let estate = view.estate;
    let standing = view.relations.places_of[host.index()]
        .iter()
        .filter_map(|id| estate.address(*id).network);
    let taken: Vec<(u128, u128)> = stated
        .iter()
        .copied()
        .chain(standing)
        .filter_map(|id| estate.network(id).prefix.as_ref())
        .filter(|prefix| matches!(prefix.value, IpNet::V4(_)))
        .map(|prefix| (number(prefix.value.network()), number(prefix.value.broadcast())))
        .collect();
    let free = |pool: &(u128, u128)| {
        !taken
            .iter()
            .any(|(first, last)| *first <= pool.1 && pool.0 <= *last)
    };
    pools().filter(free).count()
}

/// Where a network is written: Compose makes one for services that name none.
fn written(view: &View<'_>, network: NetworkId) -> Option<Span> {
    let joins = |service: &&Service| service.networks.iter().any(|joined| joined.value == network);
    let row = view.estate.network(network);
    row.name
        .at
        .or_else(|| view.estate.services.iter().find(joins)?.name.at)
}

impl Rule for DockerAddressPoolExhausted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let all: BTreeSet<DeviceId> = view.estate.service_ids().flat_map(|id| hosts(view, id)).collect();
        let installed = all
            .into_iter()
            .filter(|host| view.estate.device(*host).planned.is_none());
        installed
            .filter(|host| !networks_on(view, *host).0.is_empty())
            .map(Subject::Device)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Device(host) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let (without, stated) = networks_on(view, host);
        let used = without.len().saturating_add(1);
        Ok(Verdict::at_most(
            Bounds::count(used),
            Bounds::count(free_pools(view, host, &stated)),
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Device(host) = subject else {
            return Ok(Story::new("", ""));
        };
        let (without, stated) = networks_on(view, host);
        let free = free_pools(view, host, &stated);
        let name = host_name(view.estate, host);
        let says = format!(
            "{name} needs {} of {free} default address pools: docker0 and {} networks without a subnet",
            without.len().saturating_add(1),
            without.len(),
        );
        let mut story = Story::new(name, says).formula(format!(
            "{} default pools, {free} of them free on {name}",
            pools().count()
        ));
        // The first network that gets none stands first.
        let (served, left) = without.split_at(free.saturating_sub(1).min(without.len()));
        for id in left.iter().chain(served) {
            let row = view.estate.network(*id);
            story = story.cite(written(view, *id), format!("{} states no subnet", row.name.value));
        }
        let evidence = "all predefined address pools have been fully subnetted";
        Ok(story.rests_on(Confidence::Default).evidence(evidence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_31_pools_and_none_overlap() {
        let pools: Vec<(u128, u128)> = pools().collect();
        assert_eq!(pools.len(), 31);
        assert!(pools.windows(2).all(|pair| pair[0].1 < pair[1].0));
        let address = |text: &str| number(text.parse().expect(text));
        assert_eq!(pools[0], (address("172.17.0.0"), address("172.17.255.255")));
        assert_eq!(pools[14], (address("172.31.0.0"), address("172.31.255.255")));
        assert_eq!(pools[30], (address("192.168.240.0"), address("192.168.255.255")));
    }
}
