//! # ADR002 prefix-exhausted
//!
//! More places are asked for in a network than its prefix has addresses.
//!
//! ## What breaks
//! The next server, or the next replica on a Docker network, gets no address: it does not start, or it starts
//! and nobody reaches it. Widening a prefix afterwards touches every device in it.
//!
//! ## Why growth brings it out
//! `servers` and `capacity` add devices, each with the places its origin has. Every replica of a service that
//! joins a network takes a place of its own. The prefix stays as wide as it was drawn.
//!
//! ## How it is computed
//! Places: devices and replicas in the network other than leases, with stated addresses or not, and one for
//! the gateway. A gateway stated as an address counts unless a row has that address; one stated as a device
//! counts unless the device has a place in the network; on a Docker bridge without a stated gateway Docker
//! takes one. A shared address counts once. A Docker bridge counts the replicas of one host.
//! Limit: the addresses of the prefix that hosts may have (without network and broadcast address; all of a
//! /31 and /127), less the part of the DHCP range inside the prefix that no static address is held in. Where the
//! provider keeps addresses (`reserved_addresses`: 5 on AWS and Azure, 4 on Google), these are taken off instead of
//! network and broadcast address, which are among them.
//!
//! ## Example
//! ```yaml
//! devices:
//!   web-[1-3]: {}
//! networks:
//!   lan: {prefix: 10.0.0.0/28, gateway: 10.0.0.1}
//! services:
//!   web:
//!     runs: web-[1-3]
//! ```
//! ```text
//! $ fiasco check --to servers=x5
//! estate.yaml:4:17: x4.33 ADR002 prefix-exhausted: servers above x4.33: lan needs 15 of the 14 addresses of 10.0.0.0/28 [refuses]
//! ```
//!
//! ## When it stays quiet
//! Networks without a stated prefix, networks nobody is a member of, and /32 or /128, which are routes to one
//! host. An IPv6 prefix of usual size has more addresses than can be counted here and holds. Where members
//! were only inferred (a device that states no network, with a single network to stand in), it informs and
//! never gates.
//!
//! ## Fix
//! A wider prefix, a second network, or a smaller DHCP range.
//!
//! ## Undo
//! Take the added servers out again; a wider prefix may stay.
//!
//! ## References
//! RFC 3021 and RFC 6164 for /31 and /127.

use super::{capped, count_between, gateway_address, is_host_route, is_there, replicas_in};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::addressing::{left_of, number, usable_range};
use fiasco_estate::device::{Address, Gateway, NetworkKind, Owner, Role};
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, NetworkId, View};
use ipnet::IpNet;
use std::net::IpAddr;

/// The rule.
pub static RULE: PrefixExhausted = PrefixExhausted;

/// ADR002.
pub struct PrefixExhausted;

static META: Meta = Meta {
    code: "ADR002",
    name: "prefix-exhausted",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
        (Dimension::Replicas, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "widen the prefix, add a network, or make the DHCP range smaller",
    undo: "take the added servers out again; a wider prefix may stay",
    source: include_str!("adr002_prefix_exhausted.rs"),
};

/// The rows of a network.
fn rows<'v>(view: &View<'v>, network: NetworkId) -> impl Iterator<Item = &'v Address> + use<'v> {
    let estate = view.estate;
    view.relations.places[network.index()]
        .iter()
        .map(|id| estate.address(*id))
}

/// 1 when the gateway takes an address that no row stands for.
fn gateway_place(view: &View<'_>, network: NetworkId, prefix: &IpNet) -> i64 {
    let row = view.estate.network(network);
    let owned = |owner| rows(view, network).any(|row| row.owner == owner);
    if owned(Owner::Gateway(network)) {
        return 0;
    }
    let takes = match row.gateway.as_ref().map(|gateway| &gateway.value) {
        Some(Gateway::Device(device)) => !owned(Owner::Device(*device)),
        _ => gateway_address(row)
            .is_some_and(|ip| prefix.contains(&ip) && !rows(view, network).any(|row| row.ip == Some(ip))),
    };
    i64::from(takes)
}

/// Places that are taken: one address each. What all share is one place, and on a Docker bridge only the
/// replicas of one host meet.
fn taken(view: &View<'_>, network: NetworkId, prefix: &IpNet) -> i64 {
    let bridge = view.estate.network(network).kind == NetworkKind::Bridge;
    let mut sum = view
        .places(network)
        .saturating_add(gateway_place(view, network, prefix));
    for (n, row) in rows(view, network).enumerate() {
        let counted = match row.owner {
            Owner::Device(device) => i64::from(view.estate.device(device).planned.is_none()),
            Owner::Service(service) => view.instances(service),
            Owner::Gateway(_) => 1,
        };
        let places = match (row.role, row.owner) {
            (Role::Lease, _) => continue,
            (Role::Shared, _) => counted.min(i64::from(!shared_before(view, network, n, row))),
            (Role::Ordinary, Owner::Service(service)) if bridge => replicas_in(view, service, Some(network)),
            (Role::Ordinary, _) => counted,
        };
        sum = sum.saturating_sub(counted.saturating_sub(places));
    }
    sum
}

/// Whether a row before the n-th, of somebody who is there today, holds the same shared address.
fn shared_before(view: &View<'_>, network: NetworkId, n: usize, row: &Address) -> bool {
    let planned =
        |owner| matches!(owner, Owner::Device(device) if view.estate.device(device).planned.is_some());
    row.ip.is_some()
        && rows(view, network)
            .take(n)
            .any(|other| other.role == Role::Shared && other.ip == row.ip && !planned(other.owner))
}

/// Addresses that the DHCP range keeps from everybody else, inside the prefix.
fn kept_for_dhcp(view: &View<'_>, network: NetworkId, prefix: &IpNet) -> u128 {
    let row = view.estate.network(network);
    let Some((from, to)) = super::dhcp_range(row) else {
        return 0;
    };
    if from.is_ipv4() != prefix.addr().is_ipv4() {
        return 0;
    }
    let (first, last) = usable_range(prefix);
    let (first, last) = (number(from).max(first), number(to).min(last));
    let inside = |ip: IpAddr| (first..=last).contains(&number(ip));
    let gateway = gateway_place(view, network, prefix) > 0 && gateway_address(row).is_some_and(inside);
    let mut held = u128::from(gateway);
    for row in rows(view, network).filter(|row| row.role == Role::Ordinary && is_there(view, row.owner)) {
        held += u128::from(row.ip.is_some_and(inside));
    }
    count_between(first, last).saturating_sub(held)
}

/// Addresses of the prefix that hosts may have: what a provider keeps is stated, or only network and broadcast
/// address are kept.
fn for_hosts(view: &View<'_>, network: NetworkId, prefix: &IpNet) -> Bounds {
    let kept = view.estate.network(network).facts.get(key::ReservedAddresses);
    let count = |range: Option<(u128, u128)>| {
        Rational::int(capped(
            range.map_or(0, |(first, last)| count_between(first, last)),
        ))
    };
    let without = |reserved: Rational| count(left_of(prefix, u128::try_from(reserved.ceil()).unwrap_or(0)));
    match kept.bounds() {
        Bounds { lo, hi: Some(hi) } if kept.is_known() => Bounds {
            lo: without(hi),
            hi: Some(without(lo)),
        },
        _ => Bounds::exact(count(Some(usable_range(prefix)))),
    }
}

/// Addresses that are there to be taken.
fn room(view: &View<'_>, network: NetworkId, prefix: &IpNet) -> Result<Bounds, Overflow> {
    let leased = Bounds::count(capped(kept_for_dhcp(view, network, prefix)));
    for_hosts(view, network, prefix).less(leased)
}

impl Rule for PrefixExhausted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let networks = view.estate.network_ids().filter(|id| {
            let row = view.estate.network(*id);
            let prefix = row
                .prefix
                .as_ref()
                .is_some_and(|prefix| !is_host_route(&prefix.value));
            prefix && !row.external && !view.relations.places[id.index()].is_empty()
        });
        networks.map(Subject::Network).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Network(network) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let Some(prefix) = view
            .estate
            .network(network)
            .prefix
            .as_ref()
            .map(|prefix| prefix.value)
        else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let used = Bounds::count(taken(view, network, &prefix));
        Ok(Verdict::at_most(used, room(view, network, &prefix)?))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Network(network) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.network(network);
        let Some(prefix) = &row.prefix else {
            return Ok(Story::new("", ""));
        };
        let name = &row.name.value;
        let used = words::bounds(verdict.used, Measure::Count);
        let limit = words::bounds(verdict.limit, Measure::Count);
        let leased = capped(kept_for_dhcp(view, network, &prefix.value));
        let that = if leased > 0 { " that DHCP leaves" } else { "" };
        let kept = row.facts.get(key::ReservedAddresses);
        let mut story = Story::new(
            name.clone(),
            format!(
                "{name} needs {used} of the {limit} addresses{that} of {}",
                prefix.value
            ),
        )
        .formula(format!(
            "{}: {} addresses for hosts, less {leased} for DHCP = {limit}",
            prefix.value,
            words::bounds(for_hosts(view, network, &prefix.value), Measure::Count),
        ))
        .formula(format!(
            "{name}: {used} places, {} for the gateway among them",
            gateway_place(view, network, &prefix.value),
        ))
        .cite(prefix.at, format!("the prefix of {name}"));
        if kept.is_known() {
            let count = words::bounds(kept.bounds(), Measure::Count);
            story = story
                .cite(
                    kept.at,
                    format!("{count} addresses of {name} are kept by the provider"),
                )
                .rests_on(kept.confidence);
        }
        if let Some(dhcp) = &row.dhcp {
            story = story.cite(dhcp.at, "leased by DHCP");
        }
        for row in rows(view, network) {
            story = story.rests_on(row.confidence);
        }
        Ok(story)
    }
}
