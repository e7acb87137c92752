//! # ADR003 address-outside-prefix
//!
//! An address is given in a network whose prefix does not contain it.
//!
//! ## What breaks
//! The device thinks its neighbors are elsewhere and they think it is: nothing answers. Docker refuses to
//! start the container.
//!
//! ## Why growth brings it out
//! It does not: it breaks as it stands. It is often a line that was copied for a new server and not changed
//! to the end.
//!
//! ## How it is computed
//! 1 for an address outside the prefix of the network it is said to stand in, against 0.
//!
//! ## Example
//! ```yaml
//! services:
//!   web:
//!     image: nginx
//!     networks: {back: {ipv4_address: 172.31.0.5}}
//! networks:
//!   back: {ipam: {config: [{subnet: 172.30.0.0/24}]}}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:4:37: now ADR003 address-outside-prefix: web has 172.31.0.5 in back, whose prefix is 172.30.0.0/24 [stops]
//! ```
//!
//! ## When it stays quiet
//! Networks of /32 and /128, shared addresses, loopback and link-local addresses, an address of the other
//! family (a network states one prefix), planned devices that are not installed, and addresses for which no
//! network is named: those stand in the narrowest prefix that contains them. The gateway is ADR004's.
//!
//! ## Fix
//! Correct the address, or name the network it belongs to.
//!
//! ## Undo
//! Put the former address back.
//!
//! ## References
//! RFC 1122, section 3.3.1, *Routing Outbound Datagrams*.

use super::{is_host_route, is_local, is_there, owner_name};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::device::{Address, Owner, Role};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, ServiceId, View};
use ipnet::IpNet;
use std::net::IpAddr;

/// The rule.
pub static RULE: AddressOutsidePrefix = AddressOutsidePrefix;

/// ADR003.
pub struct AddressOutsidePrefix;

static META: Meta = Meta {
    code: "ADR003",
    name: "address-outside-prefix",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "correct the address, or name the network it belongs to",
    undo: "put the former address back",
    source: include_str!("adr003_address_outside_prefix.rs"),
};

/// The address of a row and the prefix that should contain it.
fn pair(view: &View<'_>, row: &Address) -> Option<(IpAddr, IpNet)> {
    let prefix = view.estate.network(row.network?).prefix.as_ref()?.value;
    let ip = row.ip?;
    let judged = row.role != Role::Shared && !matches!(row.owner, Owner::Gateway(_)) && !is_local(ip);
    let comparable = ip.is_ipv4() == prefix.addr().is_ipv4() && !is_host_route(&prefix);
    (judged && comparable).then_some((ip, prefix))
}

impl Rule for AddressOutsidePrefix {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        // Nothing that grows brings an address out of its prefix: only those that lie outside are worth a check.
        let outside = |id: &fiasco_estate::AddressId| {
            pair(view, view.estate.address(*id)).is_some_and(|(ip, prefix)| !prefix.contains(&ip))
        };
        view.estate
            .address_ids()
            .filter(outside)
            .map(Subject::Address)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Address(id) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::ZERO));
        };
        let row = view.estate.address(id);
        let outside = pair(view, row).is_some_and(|(ip, prefix)| !prefix.contains(&ip));
        let used = if outside && is_there(view, row.owner) {
            Bounds::ONE
        } else {
            Bounds::ZERO
        };
        Ok(Verdict::at_most(used, Bounds::ZERO))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Address(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.address(id);
        let (Some((ip, prefix)), Some(network)) = (pair(view, row), row.network) else {
            return Ok(Story::new("", ""));
        };
        let network = view.estate.network(network);
        let name = &network.name.value;
        let owner = owner_name(view.estate, row.owner);
        let says = format!("{owner} has {ip} in {name}, whose prefix is {prefix}");
        Ok(Story::new(format!("{owner} {ip}"), says)
            .cite(row.at, format!("{owner} has {ip}"))
            .cite(
                network.prefix.as_ref().and_then(|said| said.at),
                format!("the prefix of {name}"),
            )
            .rests_on(row.confidence))
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Address(id) => match view.estate.address(id).owner {
                Owner::Service(service) => vec![service],
                Owner::Device(_) | Owner::Gateway(_) => Vec::new(),
            },
            _ => Vec::new(),
        }
    }
}
