//! # ADR004 gateway-missing
//!
//! Traffic is declared to leave a network that has no way out.
//!
//! ## What breaks
//! Without a gateway, or with one that lies outside the prefix, packets to other networks have no next hop:
//! calls fail with "network is unreachable".
//!
//! ## Why growth brings it out
//! It does not: it breaks as it stands. A network drawn for growth gets its devices first and its gateway
//! later, or never.
//!
//! ## How it is computed
//! 1 against 0 for a network that
//!
//! - says it `reaches` others and has no gateway;
//! - has a device that runs a service whose declared call goes to a service that runs in other networks alone,
//!   where none of the device's networks has a gateway;
//! - states a gateway address outside its own prefix.
//!
//! ## Example
//! ```yaml
//! devices: {a: {address: 10.0.1.5}, b: {address: 10.0.2.5}}
//! networks:
//!   front: {prefix: 10.0.1.0/24}
//!   back: {prefix: 10.0.2.0/24, gateway: 10.0.2.1}
//! services: {web: {runs: a, calls: db}, db: {runs: b}}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:3:3: now ADR004 gateway-missing: web on a calls db outside front, which has no gateway [stops]
//! ```
//!
//! ## When it stays quiet
//! Where no declared flow leaves the network; calls that were only inferred; callees for which no network is
//! known; Docker networks, whose gateway Docker makes; a gateway that is a device; a link-local gateway of an
//! IPv6 network; /32 and /128.
//!
//! ## Fix
//! State the gateway, or correct its address.
//!
//! ## Undo
//! Remove the gateway again.
//!
//! ## References
//! RFC 1122, section 3.3.1, *Routing Outbound Datagrams*.

use super::{is_host_route, is_local};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::device::{Gateway, NetworkKind, Owner};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, CallId, Confidence, DeviceId, NetworkId, Said, View};
use std::net::IpAddr;

/// The rule.
pub static RULE: GatewayMissing = GatewayMissing;

/// ADR004.
pub struct GatewayMissing;

static META: Meta = Meta {
    code: "ADR004",
    name: "gateway-missing",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "state the gateway of the network, or correct its address",
    undo: "remove the gateway again",
    source: include_str!("adr004_gateway_missing.rs"),
};

/// What is wrong with the way out of a network.
enum Fault<'v> {
    /// It reaches another network and has no gateway.
    Reaches(&'v Said<String>),
    /// A call leaves a device in it, and none of the device's networks has a gateway.
    Call(CallId, DeviceId),
    /// The gateway lies outside the prefix.
    Outside(IpAddr),
}

/// Cabled networks that a device stands in.
fn networks_of(view: &View<'_>, device: DeviceId) -> impl Iterator<Item = NetworkId> {
    let rows = view.relations.places_of[device.index()]
        .iter()
        .map(|id| view.estate.address(*id));
    rows.filter_map(|row| row.network)
        .filter(|id| view.estate.network(*id).kind == NetworkKind::Lan)
}

/// A declared call that leaves a device whose first network this is, and whose networks have no gateway: the
/// first such call, from the first such device.
fn leaving(view: &View<'_>, network: NetworkId) -> Option<(CallId, DeviceId)> {
    let estate = view.estate;
    let places = view.relations.places[network.index()].iter();
    let devices = places.filter_map(|place| match estate.address(*place).owner {
        Owner::Device(device) => Some(device),
        Owner::Service(_) | Owner::Gateway(_) => None,
    });
    let stuck = devices.filter(|device| {
        let mut networks = networks_of(view, *device);
        networks_of(view, *device).min() == Some(network)
            && networks.all(|id| estate.network(id).gateway.is_none())
    });
    let calls = stuck.flat_map(|device| {
        let services = view.relations.services_on[device.index()].iter();
        let calls = services.flat_map(|service| &view.relations.callees[service.index()]);
        calls.map(move |call| (*call, device))
    });
    let leaves = calls.filter(|(call, device)| {
        let call = estate.call(*call);
        let to = &view.relations.networks_of_service[call.to.index()];
        call.confidence > Confidence::Inferred
            && !to.is_empty()
            && networks_of(view, *device).all(|id| to.binary_search(&id).is_err())
    });
    leaves.min()
}

fn fault<'v>(view: &View<'v>, network: NetworkId) -> Option<Fault<'v>> {
    let row = view.estate.network(network);
    let gateway = row.gateway.as_ref().map(|gateway| &gateway.value);
    match (gateway, row.prefix.as_ref().map(|prefix| prefix.value)) {
        (Some(Gateway::Address(ip)), Some(prefix)) => {
            let same_family = ip.is_ipv4() == prefix.addr().is_ipv4();
            let judged = same_family && !is_host_route(&prefix) && !is_local(*ip);
            (judged && !prefix.contains(ip)).then_some(Fault::Outside(*ip))
        }
        (None, _) if row.kind == NetworkKind::Lan => {
            let other = row.reaches.iter().find(|name| name.value != row.name.value);
            let call = || leaving(view, network).map(|(call, host)| Fault::Call(call, host));
            other.map(Fault::Reaches).or_else(call)
        }
        _ => None,
    }
}

impl Rule for GatewayMissing {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let flows = |id: &NetworkId| {
            let row = view.estate.network(*id);
            row.gateway.is_some() || !row.reaches.is_empty() || fault(view, *id).is_some()
        };
        view.estate
            .network_ids()
            .filter(flows)
            .map(Subject::Network)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let faulty = matches!(subject, Subject::Network(network) if fault(view, network).is_some());
        Ok(Verdict::at_most(
            if faulty { Bounds::ONE } else { Bounds::ZERO },
            Bounds::ZERO,
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Network(network) = subject else {
            return Ok(Story::new("", ""));
        };
        let estate = view.estate;
        let row = estate.network(network);
        let name = &row.name.value;
        let story = |says: String| Story::new(name.clone(), says);
        Ok(match fault(view, network) {
            None => story(String::new()),
            Some(Fault::Reaches(other)) => {
                story(format!("{name} reaches {} and has no gateway", other.value))
                    .cite(row.name.at, "no gateway is stated")
                    .cite(other.at, format!("traffic goes to {}", other.value))
            }
            Some(Fault::Call(call, host)) => {
                let call = estate.call(call);
                let (from, to) = (estate.service_name(call.from), estate.service_name(call.to));
                let host = estate.device_name(host);
                story(format!(
                    "{from} on {host} calls {to} outside {name}, which has no gateway"
                ))
                .cite(row.name.at, "no gateway is stated")
                .cite(Some(call.at), format!("{from} calls {to}"))
                .rests_on(call.confidence)
            }
            Some(Fault::Outside(ip)) => {
                let (gateway, prefix) = (row.gateway.as_ref(), row.prefix.as_ref());
                let range = prefix.map(|prefix| prefix.value.to_string()).unwrap_or_default();
                story(format!(
                    "the gateway {ip} of {name} lies outside its prefix {range}"
                ))
                .cite(
                    gateway.and_then(|gateway| gateway.at),
                    format!("the gateway of {name}"),
                )
                .cite(
                    prefix.and_then(|prefix| prefix.at),
                    format!("the prefix of {name}"),
                )
            }
        })
    }
}
