//! What the rules about addresses and ports share: who is there, how many addresses lie between two, which
//! hosts stand for the others.

use fiasco_estate::addressing::{number, usable_range};
use fiasco_estate::device::{Gateway, Network, NetworkKind, Owner};
use fiasco_estate::service::Runtime;
use fiasco_estate::{DeviceId, Estate, NetworkId, ServiceId, View};
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How many addresses there are from one to another, both included.
#[must_use]
pub fn count_between(first: u128, last: u128) -> u128 {
    last.checked_sub(first).map_or(0, |steps| steps.saturating_add(1))
}

/// A number of addresses as rules count: an IPv6 prefix has more than any estate fills, so it is capped.
#[must_use]
pub fn capped(count: u128) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Whether a prefix is one address, as `/32` and `/128` are: a route to a host, no network to stand in.
#[must_use]
pub fn is_host_route(prefix: &IpNet) -> bool {
    prefix.prefix_len() == prefix.max_prefix_len()
}

/// Whether an address means something else on every link or host, so that two of it do not collide.
#[must_use]
pub fn is_local(ip: IpAddr) -> bool {
    let link_local = match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    link_local || ip.is_loopback() || ip.is_unspecified() || ip.is_multicast()
}

/// The DHCP range of a network, where it states one.
#[must_use]
pub fn dhcp_range(network: &Network) -> Option<(IpAddr, IpAddr)> {
    network.dhcp.as_ref().map(|range| range.value)
}

/// Whether DHCP leases an address of this network.
#[must_use]
pub fn is_leased(network: &Network, ip: IpAddr) -> bool {
    dhcp_range(network).is_some_and(|(first, last)| {
        first.is_ipv4() == ip.is_ipv4() && (number(first)..=number(last)).contains(&number(ip))
    })
}

/// The address of a network's gateway: as stated, or the first of the subnet on a Docker bridge, which takes
/// it for itself.
#[must_use]
pub fn gateway_address(network: &Network) -> Option<IpAddr> {
    match network.gateway.as_ref().map(|gateway| &gateway.value) {
        Some(Gateway::Address(ip)) => Some(*ip),
        Some(Gateway::Device(_)) => None,
        None if network.kind == NetworkKind::Bridge => {
            let prefix = network.prefix.as_ref()?.value;
            let first = usable_range(&prefix).0;
            match prefix {
                IpNet::V4(_) => u32::try_from(first).ok().map(|n| IpAddr::V4(Ipv4Addr::from(n))),
                IpNet::V6(_) => Some(IpAddr::V6(Ipv6Addr::from(first))),
            }
        }
        None => None,
    }
}

/// Whether who has an address is there: planned devices are once they are installed.
#[must_use]
pub fn is_there(view: &View<'_>, owner: Owner) -> bool {
    match owner {
        Owner::Device(device) => view.is_installed(device),
        Owner::Service(_) | Owner::Gateway(_) => true,
    }
}

/// Replicas of a service that share one network: on a Docker bridge those of one host, since every host has a
/// bridge of its own.
#[must_use]
pub fn replicas_in(view: &View<'_>, service: ServiceId, network: Option<NetworkId>) -> i64 {
    let bridge = network.is_some_and(|id| view.estate.network(id).kind == NetworkKind::Bridge);
    if bridge && view.estate.service(service).runtime == Runtime::Compose {
        view.instances_on_fullest(service)
    } else {
        view.instances(service)
    }
}

/// Who has an address, in words.
#[must_use]
pub fn owner_name(estate: &Estate, owner: Owner) -> String {
    match owner {
        Owner::Device(device) => estate.device_name(device).to_owned(),
        Owner::Service(service) => estate.service_name(service).to_owned(),
        Owner::Gateway(network) => format!("the gateway of {}", estate.network(network).name.value),
    }
}

/// The hosts to look at for a service: its first, the first of each group of like servers, which stands for
/// the group, and planned ones. None where nobody said where it runs.
pub fn hosts<'v>(view: &View<'v>, service: ServiceId) -> impl Iterator<Item = DeviceId> + use<'v> {
    let relations = view.relations;
    let first = relations.hosts[service.index()].first().copied();
    view.estate
        .service(service)
        .runs
        .iter()
        .map(|device| device.value)
        .filter(move |device| {
            let group = relations.group_of[device.index()];
            let leads =
                group.is_none_or(|group| relations.groups[group.index()].members.first() == Some(device));
            leads || first == Some(*device)
        })
}

/// A host as it is named in a sentence: one that nobody named is "the host".
#[must_use]
pub fn host_name(estate: &Estate, host: DeviceId) -> &str {
    if estate.device(host).assumed {
        "the host"
    } else {
        estate.device_name(host)
    }
}

/// A host that is known by name, with the word before it: ` on box`.
#[must_use]
pub fn on_host(estate: &Estate, host: Option<DeviceId>) -> String {
    match host {
        Some(host) if !estate.device(host).assumed => format!(" on {}", estate.device_name(host)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_counted_and_capped() {
        for (first, last, count, shown) in [
            (1, 254, 254, 254),
            (5, 5, 1, 1),
            (6, 5, 0, 0),
            (0, u128::MAX, u128::MAX, i64::MAX),
            (0, u128::from(u64::MAX), 1 << 64, i64::MAX),
        ] {
            let between = count_between(first, last);
            assert_eq!((between, capped(between)), (count, shown), "{first}-{last}");
        }
    }

    #[test]
    fn local_addresses_never_collide() {
        for (ip, local) in [
            ("127.0.0.1", true),
            ("169.254.3.4", true),
            ("fe80::1", true),
            ("::1", true),
            ("0.0.0.0", true),
            ("192.168.1.1", false),
            ("fd00::1", false),
        ] {
            assert_eq!(is_local(ip.parse().expect(ip)), local, "{ip}");
        }
    }
}
