//! Docker networks: which exist, which prefixes they have, and which services stand in them.

use super::hints::Names;
use super::keys::{ATTACHMENT_IRRELEVANT, NETWORK_IRRELEVANT};
use super::reading::Reading;
use super::value::{Field, Map, Value};
use crate::part::{GatewayRow, NetworkRow, PlaceRow, ServiceRow};
use fiasco_estate::confidence::Said;
use fiasco_estate::device::{NetworkKind, Role};
use fiasco_estate::fact::Facts;
use fiasco_source::Span;
use indexmap::IndexMap;
use ipnet::IpNet;
use std::net::IpAddr;

/// The network a service joins when it names none.
const DEFAULT: &str = "default";

impl<'t> Reading<'t> {
    /// Reads what a service says of networks. Answers whether its `ports` are published at all.
    pub fn attachments(
        &mut self,
        name: &str,
        map: &Map<'t>,
        row: &mut ServiceRow,
        names: &mut Names,
    ) -> bool {
        let mode = map.get("network_mode");
        if let Some(mode) = mode {
            let what = format!("`network_mode` of `{name}`");
            let expected = "`bridge`, `host`, `none` or `service:NAME`";
            map.field("networks").into_iter().for_each(Field::mark_deep);
            let Some(text) = self.some_text(mode, &what, expected) else {
                return true;
            };
            // It stands in the network of its host or of another container; the ports are those of that one.
            return text == "bridge" || text == "default" || !is_shared(text);
        }
        let joined = map.get("networks");
        let what = format!("`networks` of `{name}`");
        let joined = joined.and_then(|value| self.map(value, &what, "a list of networks, or a map of them"));
        for (network, field) in joined.iter().flat_map(|joined| &joined.0) {
            field.mark();
            if network.starts_with('\0') {
                self.misread(&field.value, &what, "the name of a network");
                continue;
            }
            row.networks.push(Said::new(network.clone(), field.key_at));
            if let Some(place) = self.map(&field.value, &what, "a map with `aliases` or `ipv4_address`") {
                self.place(name, network, field.key_at, place, row, names);
            }
        }
        if row.networks.is_empty() {
            row.networks.push(Said::assumed(DEFAULT.to_owned()));
        }
        true
    }

    fn place(
        &mut self,
        name: &str,
        network: &str,
        at: Span,
        place: &Map<'t>,
        row: &mut ServiceRow,
        names: &mut Names,
    ) {
        place.irrelevant(ATTACHMENT_IRRELEVANT);
        for alias in place.get("aliases").map(Value::items).unwrap_or_default() {
            if let Some(text) = self.some_text(alias, &format!("`aliases` of `{name}`"), "a name") {
                names.aliases.push(text.to_owned());
            }
        }
        for key in ["ipv4_address", "ipv6_address"] {
            let Some(value) = place.get(key) else { continue };
            let Some(ip) = self.address(value, &format!("`{key}` of `{name}`")) else {
                continue;
            };
            let network = Some(Said::new(network.to_owned(), at));
            row.places.push(PlaceRow {
                network,
                ip: Some(ip),
                role: Role::Ordinary,
                at: value.at,
            });
        }
    }

    fn address(&mut self, value: &Value<'t>, what: &str) -> Option<IpAddr> {
        let text = self.some_text(value, what, "an IP address")?;
        let ip = text.parse().ok();
        if ip.is_none() {
            self.misread(value, what, "an IP address");
        }
        ip
    }

    /// The networks that services use, in the order of the file; the names by which services say them become
    /// those that Docker knows.
    pub fn networks(&mut self, project: &str, top: &Map<'t>, rows: &mut [ServiceRow]) -> Vec<NetworkRow> {
        let empty = Map::default();
        let declared = top.get("networks").and_then(Value::map).unwrap_or(&empty);
        let mut known: IndexMap<&str, NetworkRow> = IndexMap::new();
        for (key, field) in &declared.0 {
            field.mark();
            known.insert(key, self.network(project, key, field));
        }
        let mut used: IndexMap<String, NetworkRow> = IndexMap::new();
        for row in rows {
            let mut joined = Vec::new();
            for said in std::mem::take(&mut row.networks) {
                let Some(network) = self.joined(project, &said, &known, &row.name.value) else {
                    continue;
                };
                let name = network.name.value.clone();
                for place in &mut row.places {
                    if let Some(place) = place.network.as_mut().filter(|place| place.value == said.value) {
                        place.value.clone_from(&name);
                    }
                }
                used.entry(said.value).or_insert(network);
                joined.push(Said {
                    value: name,
                    at: said.at,
                });
            }
            row.networks = joined;
        }
        let order = |key: &String| known.get_index_of(key.as_str()).unwrap_or(usize::MAX);
        used.sort_by(|a, _, b, _| order(a).cmp(&order(b)));
        used.into_values().collect()
    }

    /// The network a service names.
    fn joined(
        &mut self,
        project: &str,
        said: &Said<String>,
        known: &IndexMap<&str, NetworkRow>,
        service: &str,
    ) -> Option<NetworkRow> {
        if let Some(network) = known.get(said.value.as_str()) {
            return Some(network.clone());
        }
        if said.value == DEFAULT {
            return Some(bridge(project, Said::assumed(DEFAULT.to_owned())));
        }
        if let Some(at) = said.at {
            let shown = self.shown(&said.value, at);
            let message = format!("{shown}, which `{service}` joins, is not declared under `networks`");
            self.notes
                .dangling(at, message, &said.value, known.keys().copied());
        }
        None
    }

    /// One entry under `networks`.
    fn network(&mut self, project: &str, key: &str, field: &Field<'t>) -> NetworkRow {
        let what = format!("network `{key}`");
        let mut row = bridge(project, Said::new(key.to_owned(), field.key_at));
        let Some(map) = self.map(&field.value, &what, "a map of what the network is") else {
            return row;
        };
        map.irrelevant(NETWORK_IRRELEVANT);
        let mut name = map.get("name").cloned();
        if let Some(external) = map.get("external") {
            row.external = external.text().is_none_or(|text| text.text != "false");
            // An older notation: `external: {name: x}`.
            name = name.or_else(|| external.map()?.get("name").cloned());
        }
        if let Some(value) = &name
            && let Some(text) = self.some_text(value, &what, "a name")
        {
            row.name = Said::new(text.to_owned(), field.key_at);
            row.scope = format!("{project}/{text}");
        }
        if let Some(ipam) = map.get("ipam") {
            self.ipam(&what, ipam, &mut row);
        }
        row
    }

    /// The first IPv4 subnet, or else the first of any kind.
    fn ipam(&mut self, what: &str, ipam: &Value<'t>, row: &mut NetworkRow) {
        let Some(map) = self.map(ipam, what, "a map with `config`") else {
            return;
        };
        map.irrelevant(&["driver", "options"]);
        let mut pools: Vec<(Said<IpNet>, Option<Said<GatewayRow>>)> = Vec::new();
        for item in map.get("config").map(Value::items).unwrap_or_default() {
            let Some(map) = self.map(item, what, "a map with `subnet`") else {
                continue;
            };
            map.irrelevant(&["ip_range", "aux_addresses"]);
            let gateway = map.get("gateway").and_then(|value| {
                let ip = self.address(value, &format!("{what}: `gateway`"))?;
                Some(Said::new(GatewayRow::Address(ip), value.at))
            });
            let Some(value) = map.get("subnet") else { continue };
            let what = format!("{what}: `subnet`");
            let Some(text) = self.some_text(value, &what, "a prefix such as `172.28.0.0/16`") else {
                continue;
            };
            match text.parse::<IpNet>() {
                Ok(net) => pools.push((Said::new(net.trunc(), value.at), gateway)),
                Err(_) => self.misread(value, &what, "a prefix such as `172.28.0.0/16`"),
            }
        }
        let first = pools
            .iter()
            .position(|(net, _)| net.value.addr().is_ipv4())
            .unwrap_or(0);
        if let Some((prefix, gateway)) = pools.into_iter().nth(first) {
            row.prefix = Some(prefix);
            row.gateway = gateway;
        }
    }
}

/// Whether a mode puts the container into a network that is not its own.
fn is_shared(mode: &str) -> bool {
    matches!(mode, "host" | "none") || mode.starts_with("service:") || mode.starts_with("container:")
}

fn bridge(project: &str, name: Said<String>) -> NetworkRow {
    NetworkRow {
        scope: format!("{project}/{}", name.value),
        name,
        kind: NetworkKind::Bridge,
        prefix: None,
        gateway: None,
        dhcp: None,
        reaches: Vec::new(),
        external: false,
        facts: Facts::default(),
    }
}
