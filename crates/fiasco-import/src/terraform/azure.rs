//! Azure, where the same rows serve: machines and scale sets, subnets, PostgreSQL.

use super::Reader;
use super::compute::{Scaling, Type};
use super::network::{between, documented};
use super::sizes;
use super::stores::{hosted, image};
use fiasco_estate::confidence::Confidence;
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::pool::PoolKind;
use fiasco_estate::quantity::Rational;
use fiasco_source::Node;

/// Addresses of each subnet that Azure keeps: the first four and the last.
const KEPT: i64 = 5;
/// Connections a flexible server keeps for replication and monitoring.
const RESERVED: i64 = 15;
/// Connections for each hundred GiB of memory: what Azure's table of sizes comes to (429 of 4 GiB, 3,437 of 32).
const OF_100_GIB: i64 = 10_742;
/// The most connections of a flexible server.
const MOST: i64 = 5000;
/// What the smallest size, `B1ms`, accepts.
const SMALLEST: i64 = 50;

impl<'t, 'a> Reader<'_, 't, 'a> {
    pub(super) fn azure(&mut self) {
        for index in self.graph.of_kind(&["azurerm_subnet"]) {
            let prefixes = self.graph.row(index).get("address_prefixes");
            if let Some(prefix) = prefixes.and_then(|list| list.items().next()) {
                let scope = self.scope(index, "virtual_network_name", &["azurerm_virtual_network"]);
                self.subnet(index, prefix, scope, KEPT);
            }
        }
        let single = ["azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine"];
        self.instances(&single, "size", "azure", sizes::azure);
        let sets = [
            "azurerm_linux_virtual_machine_scale_set",
            "azurerm_windows_virtual_machine_scale_set",
        ];
        for index in self.graph.of_kind(&sets) {
            let row = self.graph.row(index);
            let kind = row
                .get("sku")
                .map(|node| Type::of("azure", node, sizes::azure))
                .unwrap_or_default();
            let scaling = Scaling {
                desired: row.count("instances"),
                ..Scaling::default()
            };
            let subnets = self.subnets_of(index, "network_interface");
            self.group(index, PoolKind::Instances, &kind, scaling, &subnets);
        }
        for index in self.graph.of_kind(&["azurerm_postgresql_flexible_server"]) {
            self.flexible(index);
        }
    }

    fn flexible(&mut self, index: usize) {
        let row = self.graph.row(index);
        let mut service = hosted(self.label(index));
        let version = row.get("version");
        let at = version.map_or(row.at, Node::span);
        service.image = Some(image("postgres", version.and_then(Node::text), Some(at)));
        let sku = row.get("sku_name");
        let size = sku.and_then(|sku| sizes::azure(sku.text()?));
        let at = sku.map_or(at, Node::span);
        let number = match (sku.and_then(Node::text), size.and_then(|size| size.memory_mib)) {
            (Some(sku), _) if sku.ends_with("_B1ms") => Some(SMALLEST),
            (_, Some(memory)) => Some((memory * OF_100_GIB / (1024 * 100)).min(MOST)),
            _ => None,
        };
        service.facts.set(match number {
            Some(number) => documented(FactKind::MaxConnections, number, at),
            None => RawFact {
                confidence: Confidence::Assumed,
                ..between(
                    FactKind::MaxConnections,
                    Rational::int(SMALLEST),
                    Rational::int(MOST),
                    at,
                )
            },
        });
        service
            .facts
            .set(documented(FactKind::ReservedConnections, RESERVED, at));
        self.services.insert(index, service.name.value.clone());
        self.part.services.push(service);
    }
}
