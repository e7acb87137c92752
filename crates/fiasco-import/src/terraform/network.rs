//! Subnets, and what besides machines takes addresses in them: gateways and load balancers.

use super::Reader;
use super::compute::counted;
use crate::part::{DeviceRow, NetworkRow, PlaceRow};
use fiasco_estate::confidence::Confidence;
use fiasco_estate::device::{NetworkKind, Role};
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{NoteKind, Said};
use fiasco_source::{Node, Span};
use ipnet::IpNet;

/// Addresses of each subnet that AWS keeps: the first four and the last.
const KEPT_BY_AWS: i64 = 5;

/// Connections that one address of a NAT gateway has to one destination.
const NAT_CONNECTIONS: i64 = 55_000;

/// Subnets of every cloud.
const SUBNETS: &[&str] = &["aws_subnet", "google_compute_subnetwork", "azurerm_subnet"];

impl<'t, 'a> Reader<'_, 't, 'a> {
    /// Subnets of AWS, those that are only looked up included: machines may stand in them.
    pub(super) fn subnets(&mut self) {
        for index in 0..self.graph.document.resources.len() {
            let row = self.graph.row(index);
            if row.kind == "aws_subnet"
                && let Some(prefix) = row.get("cidr_block")
            {
                let scope = self.scope(index, "vpc_id", &["aws_vpc"]);
                self.subnet(index, prefix, scope, KEPT_BY_AWS);
            }
        }
    }

    /// What the addresses of a subnet are unique in: its virtual network.
    pub(super) fn scope(&self, index: usize, argument: &str, kinds: &[&str]) -> String {
        let row = self.graph.row(index);
        match self.graph.link(index, argument, kinds) {
            Some(network) => self.graph.row(network).address.clone(),
            None => row.text(argument).map_or_else(String::new, str::to_owned),
        }
    }

    pub(super) fn subnet(&mut self, index: usize, prefix: Node<'t, 'a>, scope: String, kept: i64) {
        let Some(text) = prefix.text().filter(|text| !text.is_empty()) else {
            return;
        };
        let Ok(net) = text.parse::<IpNet>() else {
            let message = "expected a prefix such as 10.0.1.0/24";
            self.part.notes.push(fiasco_estate::Note::new(
                NoteKind::Unreadable,
                prefix.span(),
                message,
            ));
            return;
        };
        let mut facts = Facts::default();
        facts.set(documented(FactKind::ReservedAddresses, kept, prefix.span()));
        let name = self.label(index);
        self.subnets.insert(index, name.clone());
        self.part.networks.push(NetworkRow {
            name,
            kind: NetworkKind::Lan,
            scope,
            prefix: Some(Said::new(net.trunc(), prefix.span())),
            gateway: None,
            dhcp: None,
            reaches: Vec::new(),
            external: false,
            facts,
        });
    }

    /// The networks that an argument names, in order.
    pub(super) fn subnets_of(&self, index: usize, argument: &str) -> Vec<Said<String>> {
        let linked = self.graph.linked(index, argument, SUBNETS).into_iter();
        linked
            .filter_map(|subnet| self.subnets.get(&subnet).cloned())
            .collect()
    }

    /// NAT gateways and load balancers: each takes an address in its subnets, and none of them grows.
    pub(super) fn gateways(&mut self) {
        for index in self.graph.of_kind(&["aws_nat_gateway"]) {
            let row = self.graph.row(index);
            let more = row.count("secondary_private_ip_address_count").map(|(n, _)| n);
            let listed = |key: &str| row.get(key).map_or(0, |list| list.items().count());
            let listed = listed("secondary_allocation_ids").max(listed("secondary_private_ip_addresses"));
            let addresses = 1 + more.unwrap_or(0).max(i64::try_from(listed).unwrap_or(0)).min(7);
            let at = row.at;
            let mut device = self.fixed(index, "aws/nat-gateway", &["subnet_id"]);
            let ports = NAT_CONNECTIONS * addresses;
            device.facts.set(documented(FactKind::EphemeralPorts, ports, at));
            self.part.devices.push(device);
        }
        for index in self.graph.of_kind(&["aws_lb", "aws_alb", "aws_elb"]) {
            let device = self.fixed(index, "aws/load-balancer", &["subnets", "subnet_mapping"]);
            self.part.devices.push(device);
        }
    }

    fn fixed(&self, index: usize, kind: &str, arguments: &[&str]) -> DeviceRow {
        let row = self.graph.row(index);
        let mut device = DeviceRow::named(self.label(index));
        device.kind = Some(Said::new(kind.to_owned(), row.at));
        let subnets = arguments.iter().map(|argument| self.subnets_of(index, argument));
        let found = subnets.into_iter().find(|subnets| !subnets.is_empty());
        device
            .places
            .extend(found.into_iter().flatten().map(|network| PlaceRow {
                network: Some(network),
                ip: None,
                role: Role::Ordinary,
                at: row.at,
            }));
        device
    }
}

/// A number that the provider documents.
pub(super) fn documented(kind: FactKind, number: i64, at: Span) -> RawFact {
    RawFact {
        confidence: Confidence::Default,
        ..counted(kind, (number, at))
    }
}

/// An interval that the provider documents.
pub(super) fn between(kind: FactKind, lo: Rational, hi: Rational, at: Span) -> RawFact {
    RawFact {
        kind,
        lo,
        hi,
        at: Some(at),
        confidence: Confidence::Default,
    }
}
