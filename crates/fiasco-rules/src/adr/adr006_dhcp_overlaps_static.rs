//! # ADR006 dhcp-overlaps-static
//!
//! A fixed address lies in the range that DHCP leases.
//!
//! ## What breaks
//! Sooner or later the DHCP server leases the address to somebody else, and two devices answer for it. Many
//! servers test an address before they lease it, which fails when the device was off at that moment.
//!
//! ## Why growth brings it out
//! The address is leased when the range fills up: more clients, more often. Addresses that growth itself gives
//! out never come from the range.
//!
//! ## How it is computed
//! 1 against 0 for a device, service or gateway with a stated address of its own from the first to the last
//! address of its network's DHCP range.
//!
//! ## Example
//! ```yaml
//! devices: {printer: {address: 192.168.1.120}}
//! networks: {lan: {prefix: 192.168.1.0/24, dhcp: 192.168.1.100-150}}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:1:30: now ADR006 dhcp-overlaps-static: printer has 192.168.1.120 of its own, and DHCP leases 192.168.1.100 to 192.168.1.150 in lan [refuses]
//! ```
//!
//! ## When it stays quiet
//! Reservations (an address that is leased), shared addresses, planned devices that are not installed, and
//! networks without a range.
//!
//! ## Fix
//! Move the address out of the range, make the range smaller, or make the address a reservation.
//!
//! ## Undo
//! Put the former address or range back.
//!
//! ## References
//! RFC 2131, section 2.2, *Dynamic allocation of network addresses*.

use super::{dhcp_range, gateway_address, is_leased, is_there, owner_name};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::device::{Address, Role};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, NetworkId, View};
use std::net::IpAddr;

/// The rule.
pub static RULE: DhcpOverlapsStatic = DhcpOverlapsStatic;

/// ADR006.
pub struct DhcpOverlapsStatic;

static META: Meta = Meta {
    code: "ADR006",
    name: "dhcp-overlaps-static",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "move the address out of the DHCP range, make the range smaller, or reserve the address",
    undo: "put the former address or range back",
    source: include_str!("adr006_dhcp_overlaps_static.rs"),
};

/// The address of a row that its network's DHCP range holds.
fn leased(view: &View<'_>, row: &Address) -> Option<(NetworkId, IpAddr)> {
    let (network, ip) = (row.network?, row.ip?);
    (row.role == Role::Ordinary && is_leased(view.estate.network(network), ip)).then_some((network, ip))
}

/// The gateway of a network in its DHCP range, where no row stands for it.
fn leased_gateway(view: &View<'_>, network: NetworkId) -> Option<IpAddr> {
    let row = view.estate.network(network);
    let ip = gateway_address(row).filter(|ip| is_leased(row, *ip))?;
    let places = &view.relations.places[network.index()];
    (!places.iter().any(|id| view.estate.address(*id).ip == Some(ip))).then_some(ip)
}

impl Rule for DhcpOverlapsStatic {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let gateways = view
            .estate
            .network_ids()
            .filter(|id| leased_gateway(view, *id).is_some());
        let rows = view
            .estate
            .address_ids()
            .filter(|id| leased(view, view.estate.address(*id)).is_some());
        gateways
            .map(Subject::Network)
            .chain(rows.map(Subject::Address))
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let inside = match subject {
            Subject::Network(network) => leased_gateway(view, network).is_some(),
            Subject::Address(id) => {
                let row = view.estate.address(id);
                leased(view, row).is_some() && is_there(view, row.owner)
            }
            _ => false,
        };
        Ok(Verdict::at_most(
            if inside { Bounds::ONE } else { Bounds::ZERO },
            Bounds::ZERO,
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let estate = view.estate;
        let (found, owner, at, confidence) = match subject {
            Subject::Network(id) => {
                let row = estate.network(id);
                let at = row.gateway.as_ref().map_or(row.name.at, |gateway| gateway.at);
                let found = leased_gateway(view, id).map(|ip| (id, ip));
                (found, format!("the gateway of {}", row.name.value), at, None)
            }
            Subject::Address(id) => {
                let row = estate.address(id);
                (
                    leased(view, row),
                    owner_name(estate, row.owner),
                    row.at,
                    Some(row.confidence),
                )
            }
            _ => return Ok(Story::new("", "")),
        };
        let Some((network, ip)) = found else {
            return Ok(Story::new("", ""));
        };
        let row = estate.network(network);
        let Some((first, last)) = dhcp_range(row) else {
            return Ok(Story::new("", ""));
        };
        let name = &row.name.value;
        let says = format!("{owner} has {ip} of its own, and DHCP leases {first} to {last} in {name}");
        let story = Story::new(format!("{owner} {ip}"), says)
            .cite(at, format!("{owner} has {ip}"))
            .cite(
                row.dhcp.as_ref().and_then(|range| range.at),
                "the range that DHCP leases",
            );
        Ok(match confidence {
            Some(confidence) => story.rests_on(confidence),
            None => story,
        })
    }
}
