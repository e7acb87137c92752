//! # ADR001 duplicate-address
//!
//! Two owners claim one address.
//!
//! ## What breaks
//! Both answer for the address, and packets go to whichever answered last. Connections break off without a
//! pattern. Docker refuses to start the second container.
//!
//! ## Why growth brings it out
//! A service with a fixed address has one claim as long as it has one replica. The second replica, by
//! `replicas`, `servers` or `capacity`, wants the same address. New servers take free addresses and never
//! collide by themselves.
//!
//! ## How it is computed
//! Per routing scope and address: the installed devices that claim it, plus the replicas of services that do,
//! against 1. On a Docker bridge the replicas of one host count, since every host has a bridge of its own, and
//! the bridge's gateway counts too: as stated, or the first address of the subnet.
//!
//! ## Example
//! ```yaml
//! devices:
//!   old-1: {address: 192.168.1.11}
//!   old-2: {address: 192.168.1.11}
//! networks: {lan: {prefix: 192.168.1.0/24}}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:2:20: now ADR001 duplicate-address: old-1 and old-2 both claim 192.168.1.11 [refuses]
//! ```
//!
//! ## When it stays quiet
//! Addresses meant to be shared (`192.168.1.9 shared`: VRRP, anycast, virtual addresses), leases, loopback,
//! link-local and multicast addresses, planned devices that are not installed, one device that states an
//! address twice, and the same address in two routing scopes. The default addresses of docker0 and virbr0 are
//! left out where they lie in no network that is described. A device that has its network's gateway address is
//! the gateway.
//!
//! ## Fix
//! Give all but one of them another address, or declare the address shared. Drop the fixed address of a
//! service that is to have replicas and reach it by name.
//!
//! ## Undo
//! Put the former addresses back.
//!
//! ## References
//! RFC 5227, *IPv4 Address Conflict Detection*.

use super::{gateway_address, is_local, is_there, owner_name, replicas_in};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::device::{Address, NetworkKind, Owner, Role};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{AddressId, Bounds, Dimension, NetworkId, ServiceId, View};
use std::net::{IpAddr, Ipv4Addr};

/// The rule.
pub static RULE: DuplicateAddress = DuplicateAddress;

/// ADR001.
pub struct DuplicateAddress;

static META: Meta = Meta {
    code: "ADR001",
    name: "duplicate-address",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
        (Dimension::Replicas, Trend::Falls),
    ],
    contradiction: true,
    attached: false,
    fix: "give all but one another address, or declare it shared; drop it where replicas are wanted",
    undo: "put the former addresses back",
    source: include_str!("adr001_duplicate_address.rs"),
};

/// What docker0 and virbr0 have on every host where nobody changed it.
const BEHIND_HOSTS: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(172, 17, 0, 1)),
    IpAddr::V4(Ipv4Addr::new(192, 168, 122, 1)),
];

/// The address that a row claims for its owner alone.
fn claimed(address: &Address) -> Option<IpAddr> {
    let ip = address
        .ip
        .filter(|ip| !is_local(*ip) && address.role == Role::Ordinary)?;
    let behind_host = address.network.is_none() && BEHIND_HOSTS.contains(&ip);
    (!behind_host && !matches!(address.owner, Owner::Gateway(_))).then_some(ip)
}

/// The rows that claim what the first of them does, each owner once.
fn claims<'v>(view: &View<'v>, first: AddressId) -> Vec<&'v Address> {
    let mut found: Vec<&Address> = Vec::new();
    for id in view.relations.same_address(view.estate, first) {
        let row = view.estate.address(id);
        if claimed(row).is_some() && !found.iter().any(|known| known.owner == row.owner) {
            found.push(row);
        }
    }
    found
}

/// How many claims one row stands for.
fn weight(view: &View<'_>, row: &Address) -> i64 {
    match row.owner {
        Owner::Service(service) => replicas_in(view, service, row.network),
        owner => i64::from(is_there(view, owner)),
    }
}

/// The Docker network that claims an address for its gateway, where a service is given it.
fn docker_gateway(view: &View<'_>, claims: &[&Address]) -> Option<NetworkId> {
    claims
        .iter()
        .filter(|row| matches!(row.owner, Owner::Service(_)))
        .find_map(|row| {
            let network = view.estate.network(row.network?);
            let takes = network.kind == NetworkKind::Bridge && gateway_address(network) == row.ip;
            row.network.filter(|_| takes)
        })
}

fn says(view: &View<'_>, claims: &[&Address], ip: IpAddr) -> String {
    let estate = view.estate;
    let there: Vec<&Address> = claims
        .iter()
        .copied()
        .filter(|row| weight(view, row) > 0)
        .collect();
    let mut names: Vec<String> = there.iter().map(|row| owner_name(estate, row.owner)).collect();
    if let Some(network) = docker_gateway(view, claims) {
        names.push(owner_name(estate, Owner::Gateway(network)));
    }
    match (names.as_slice(), there.as_slice()) {
        ([name], [row]) => {
            format!(
                "the {} replica of {name} asks for {ip} again",
                words::ordinal(weight(view, row))
            )
        }
        ([_, _], _) => format!(
            "{} both claim {ip}",
            words::list(names.iter().map(String::as_str))
        ),
        _ => format!("{} claim {ip}", words::list(names.iter().map(String::as_str))),
    }
}

impl Rule for DuplicateAddress {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let estate = view.estate;
        let same = |a: &AddressId, b: &AddressId| {
            let (a, b) = (estate.address(*a), estate.address(*b));
            a.ip == b.ip && a.scope == b.scope
        };
        let groups = view.relations.by_ip.chunk_by(same);
        let mut subjects: Vec<AddressId> = groups
            .filter_map(|rows| {
                let mut claiming = rows.iter().filter(|id| claimed(estate.address(**id)).is_some());
                let first = claiming.next()?;
                // More than one claim is possible: of another owner, or of a service's next replica.
                let owner = estate.address(*first).owner;
                let several = matches!(owner, Owner::Service(_))
                    || claiming.any(|id| estate.address(*id).owner != owner);
                several.then_some(*first)
            })
            .collect();
        subjects.sort_unstable();
        subjects.into_iter().map(Subject::Address).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Address(first) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::ONE));
        };
        let claims = claims(view, first);
        let gateway = i64::from(docker_gateway(view, &claims).is_some());
        let used = claims
            .iter()
            .fold(gateway, |sum, row| sum.saturating_add(weight(view, row)));
        Ok(Verdict::at_most(Bounds::count(used), Bounds::ONE))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Address(first) = subject else {
            return Ok(Story::new("", ""));
        };
        let claims = claims(view, first);
        let Some(ip) = claims.first().and_then(|row| row.ip) else {
            return Ok(Story::new("", ""));
        };
        let verdict = self.judge(view, subject)?;
        let mut story = Story::new(ip.to_string(), says(view, &claims, ip)).formula(format!(
            "{ip}: {} claims, 1 is possible",
            words::number(verdict.used.lo),
        ));
        for row in &claims {
            let name = owner_name(view.estate, row.owner);
            story = story
                .cite(row.at, format!("{name} claims {ip}"))
                .rests_on(row.confidence);
        }
        if let Some(network) = docker_gateway(view, &claims) {
            let row = view.estate.network(network);
            let at = row.gateway.as_ref().map_or(row.name.at, |gateway| gateway.at);
            story = story.cite(at, format!("{ip} is the gateway of {}", row.name.value));
        }
        Ok(story)
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        let Subject::Address(first) = subject else {
            return Vec::new();
        };
        let service = |row: &Address| match row.owner {
            Owner::Service(service) => Some(service),
            Owner::Device(_) | Owner::Gateway(_) => None,
        };
        claims(view, first).into_iter().filter_map(service).collect()
    }
}
