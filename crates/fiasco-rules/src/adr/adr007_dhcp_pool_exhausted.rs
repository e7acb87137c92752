//! # ADR007 dhcp-pool-exhausted
//!
//! More clients ask for a lease than the DHCP range holds.
//!
//! ## What breaks
//! The next client gets no address and, as far as it can tell, no network. Those who have a lease keep it, so
//! that it looks like a fault of single devices.
//!
//! ## Why growth brings it out
//! Clients are users: they grow with `traffic`. Servers that lease their address grow with `servers`,
//! `capacity` and `replicas`. The range stays.
//!
//! ## How it is computed
//! `clients` (as stated today) times the factor of `traffic`, plus the devices that lease an address here,
//! against the number of addresses from the first to the last of the range.
//!
//! ## Example
//! ```yaml
//! networks: {wifi: {prefix: 192.168.2.0/24, dhcp: 192.168.2.100-199, clients: 60}}
//! services: {web: {}}
//! ```
//! ```text
//! $ fiasco check --to traffic=x2
//! estate.yaml:1:49: x1.67 ADR007 dhcp-pool-exhausted: traffic above x1.67: wifi is asked for 100 of 100 leases; the next client gets none [refuses]
//! ```
//!
//! ## When it stays quiet
//! Networks without a DHCP range, and those for which neither `clients` nor a leased address is stated.
//! Clients count as if all were there at once: leases that run out between two visits are not modeled.
//!
//! ## Fix
//! A wider range (and prefix), shorter leases where clients come and go, or a second network.
//!
//! ## Undo
//! Put the former range back after its leases have run out.
//!
//! ## References
//! RFC 2131, *Dynamic Host Configuration Protocol*.

use super::{capped, count_between, dhcp_range};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::addressing::number;
use fiasco_estate::device::{Network, Role};
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Dimension, NetworkId, View};

/// The rule.
pub static RULE: DhcpPoolExhausted = DhcpPoolExhausted;

/// ADR007.
pub struct DhcpPoolExhausted;

static META: Meta = Meta {
    code: "ADR007",
    name: "dhcp-pool-exhausted",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Traffic, Trend::Falls),
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
        (Dimension::Replicas, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "widen the DHCP range, shorten the leases where clients come and go, or add a network",
    undo: "put the former range back after its leases have run out",
    source: include_str!("adr007_dhcp_pool_exhausted.rs"),
};

/// Addresses that a network leases.
fn size(network: &Network) -> Bounds {
    dhcp_range(network).map_or(Bounds::UNKNOWN, |(first, last)| {
        Bounds::count(capped(count_between(number(first), number(last))))
    })
}

/// Clients that ask, other than the devices described.
fn clients(view: &View<'_>, network: NetworkId) -> Result<Bounds, Overflow> {
    let stated = view.estate.network(network).facts.get(key::Clients);
    if !stated.is_known() {
        return Ok(Bounds::ZERO);
    }
    stated.bounds().scaled(view.factor(Dimension::Traffic, None))
}

impl Rule for DhcpPoolExhausted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let networks = view.estate.network_ids().filter(|id| {
            let row = view.estate.network(*id);
            let places = &view.relations.places[id.index()];
            let leases = places
                .iter()
                .any(|place| view.estate.address(*place).role == Role::Lease);
            row.dhcp.is_some() && (leases || row.facts.has(FactKind::Clients))
        });
        networks.map(Subject::Network).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Network(network) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let used = clients(view, network)?.plus(Bounds::count(view.leases(network)))?;
        Ok(Verdict::at_most(used, size(view.estate.network(network))))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        let Subject::Network(network) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.network(network);
        let name = &row.name.value;
        let stated = row.facts.get(key::Clients);
        let used = words::bounds(verdict.used, Measure::Count);
        let limit = words::bounds(verdict.limit, Measure::Count);
        let mut story = Story::new(
            name.clone(),
            format!("{name} is asked for {used} of {limit} leases; the next client gets none"),
        );
        let devices = words::plural(view.leases(network), "device");
        let range = row.dhcp.as_ref().and_then(|range| range.at);
        story = story.cite(range, format!("{limit} addresses to lease"));
        if stated.is_known() {
            let today = format!("{} clients today", words::bounds(stated.bounds(), Measure::Count));
            let factor = words::number(view.factor(Dimension::Traffic, None));
            story = story
                .formula(format!(
                    "{name}: {today} x {factor} + {devices} = {used} of {limit}"
                ))
                .cite(stated.at, today)
                .rests_on(stated.confidence);
        } else {
            story = story.formula(format!("{name}: {devices} of {limit}"));
        }
        let places = view.relations.places[network.index()]
            .iter()
            .map(|id| view.estate.address(*id));
        for place in places.filter(|place| place.role == Role::Lease) {
            story = story.rests_on(place.confidence);
        }
        Ok(story.evidence(
            "dhcpd: DHCPDISCOVER from 00:16:3e:12:34:56 via eth0: network 10.0.0.0/24: no free leases",
        ))
    }
}
