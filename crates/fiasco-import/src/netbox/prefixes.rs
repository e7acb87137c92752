//! Prefixes as networks, VRFs as the scopes their addresses are unique in, and which network an address lies in.
//!
//! A prefix that stands once for each of several sites is a network at each: nobody routes between them. What
//! only holds other prefixes (containers), what is no longer used and pools for translation are no networks.

use super::lists::{Kind, List};
use super::row::{Row, Table, name, number, text};
use crate::Part;
use crate::part::NetworkRow;
use fiasco_estate::addressing::number as as_number;
use fiasco_estate::device::NetworkKind;
use fiasco_estate::fact::Facts;
use fiasco_estate::{Note, NoteKind, Said};
use fiasco_source::Span;
use ipnet::IpNet;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::net::IpAddr;

/// A VRF as it is counted here; the first is the global table.
pub(super) type Scope = usize;

/// What a prefix is good for, by its status.
const NO_NETWORK: &[&str] = &["container", "deprecated"];

/// Networks and scopes of one NetBox.
pub(super) struct Prefixes {
    pub(super) networks: Vec<NetworkRow>,
    /// Networks by family and length.
    found: BTreeMap<(bool, u8), ByBase>,
    scopes: Vec<String>,
    scope_names: HashSet<String>,
    by_vrf: HashMap<u64, Scope>,
    /// The network of addresses outside of all prefixes, by the label of its scope.
    loose: HashMap<String, String>,
    /// How often each name was wished for.
    names: HashMap<String, usize>,
}

/// Networks of one length, by scope and base, and then by site: several sites may have the same prefix.
type ByBase = HashMap<(Scope, u128), BTreeMap<Option<u64>, usize>>;

/// Where an address lies.
pub(super) enum Place {
    /// In this network.
    In(usize),
    /// In no prefix of its scope.
    Nowhere,
    /// In a prefix that several sites have, and this site is none of them.
    Ambiguous,
}

/// A prefix as it is written.
struct Draft {
    net: Said<IpNet>,
    scope: Scope,
    site: Option<(u64, String)>,
    vlan: Option<String>,
}

impl Draft {
    fn site_id(&self) -> Option<u64> {
        self.site.as_ref().map(|(id, _)| *id)
    }
}

impl Prefixes {
    /// Reads VRFs, prefixes and ranges.
    pub(super) fn read(lists: &[List<'_, '_>], part: &mut Part) -> Self {
        let mut prefixes = Self {
            networks: Vec::new(),
            found: BTreeMap::new(),
            scopes: vec![String::new()],
            scope_names: HashSet::from([String::new()]),
            by_vrf: HashMap::new(),
            loose: HashMap::new(),
            names: HashMap::new(),
        };
        for list in lists.iter().filter(|list| list.kind == Kind::Vrfs) {
            let mut table = Table::new(&["id", "name"]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                if let (Some((id, _)), Some(name)) = (row.id(&mut table), row.text("name")) {
                    prefixes.scope_of(id, name);
                }
            }
            table.finish(part);
        }
        let mut drafts = Vec::new();
        let mut seen = HashSet::new();
        for list in lists.iter().filter(|list| list.kind == Kind::Prefixes) {
            prefixes.drafts(list, &mut seen, &mut drafts, part);
        }
        prefixes.name_networks(&drafts, part);
        for list in lists.iter().filter(|list| list.kind == Kind::Ranges) {
            prefixes.ranges(list, part);
        }
        prefixes
    }

    /// The scope of a VRF.
    fn scope_of(&mut self, id: u64, name: &str) -> Scope {
        if let Some(scope) = self.by_vrf.get(&id) {
            return *scope;
        }
        let label = if self.scope_names.insert(name.to_owned()) {
            name.to_owned()
        } else {
            format!("{name} #{id}")
        };
        let scope = self.scopes.len();
        self.scopes.push(label);
        self.by_vrf.insert(id, scope);
        scope
    }

    /// The scope that a row's `vrf` names.
    pub(super) fn scope(&mut self, row: &Row<'_, '_>) -> Scope {
        let Some(vrf) = row.get("vrf") else { return 0 };
        match number(vrf) {
            Some(id) => {
                let fallback = format!("vrf {id}");
                let label = name(vrf).and_then(text).filter(|_| vrf.text().is_none());
                self.scope_of(id, label.unwrap_or(&fallback))
            }
            None => 0,
        }
    }

    fn drafts(
        &mut self,
        list: &List<'_, '_>,
        seen: &mut HashSet<u64>,
        drafts: &mut Vec<Draft>,
        part: &mut Part,
    ) {
        let mut table = Table::new(&[
            "id",
            "prefix",
            "vrf",
            "status",
            "site",
            "scope",
            "scope_type",
            "scope_id",
            "vlan",
            "is_pool",
        ]);
        for node in &list.rows {
            let Some(row) = table.row(*node) else { continue };
            let Some((id, _)) = row.id(&mut table) else {
                continue;
            };
            if !seen.insert(id) {
                continue;
            }
            let status = row.choice("status").and_then(text);
            if status.is_some_and(|status| NO_NETWORK.contains(&status))
                || row.text("is_pool") == Some("true")
            {
                continue;
            }
            let Some(net) = row.said("prefix") else {
                table.wrong(node.span(), "expected a `prefix`".to_owned());
                continue;
            };
            let Ok(parsed) = net.value.parse::<IpNet>() else {
                let message = format!("expected a prefix such as 192.168.1.0/24, found `{}`", net.value);
                table.wrong(net.at.unwrap_or(node.span()), message);
                continue;
            };
            drafts.push(Draft {
                net: Said {
                    value: parsed.trunc(),
                    at: net.at,
                },
                scope: self.scope(&row),
                site: site(&row),
                vlan: row.get("vlan").and_then(name).and_then(text).map(str::to_owned),
            });
        }
        table.finish(part);
    }

    /// Makes networks of prefixes. A network is called as its VLAN where no other is, else as its prefix.
    fn name_networks(&mut self, drafts: &[Draft], part: &mut Part) {
        let mut vlans: HashMap<&str, usize> = HashMap::new();
        // The first draft of each prefix at each site.
        let mut groups: HashMap<(Scope, IpNet), HashMap<Option<u64>, usize>> = HashMap::new();
        for (n, draft) in drafts.iter().enumerate() {
            if let Some(vlan) = &draft.vlan {
                *vlans.entry(vlan).or_default() += 1;
            }
            let group = groups.entry((draft.scope, draft.net.value)).or_default();
            group.entry(draft.site_id()).or_insert(n);
        }
        for (n, draft) in drafts.iter().enumerate() {
            let Some(group) = groups.get(&(draft.scope, draft.net.value)) else {
                continue;
            };
            if let Some(first) = group.get(&draft.site_id()).filter(|first| **first != n) {
                self.twice(draft, drafts.get(*first), part);
                continue;
            }
            let mut label = self.label(draft.scope).to_owned();
            if let Some((_, site)) = draft.site.as_ref().filter(|_| group.len() > 1) {
                label = if label.is_empty() {
                    format!("site {site}")
                } else {
                    format!("{label}, site {site}")
                };
            }
            let net = draft.net.value;
            let mut title = match &draft.vlan {
                Some(vlan) if vlans.get(vlan.as_str()) == Some(&1) => vlan.clone(),
                Some(vlan) => format!("{vlan} {net}"),
                None if label.is_empty() => net.to_string(),
                None => format!("{net} ({label})"),
            };
            if draft.vlan.is_some() && self.names.contains_key(&title) {
                title = format!("{title} ({})", if label.is_empty() { "global" } else { &label });
            }
            self.push(title, label, draft);
        }
    }

    fn push(&mut self, title: String, scope: String, draft: &Draft) {
        let mut name = title;
        loop {
            let wished = self.names.entry(name.clone()).or_default();
            *wished += 1;
            match *wished {
                1 => break,
                n => name = format!("{name} #{n}"),
            }
        }
        let net = draft.net.value;
        let key = (net.addr().is_ipv4(), net.prefix_len());
        let base = (draft.scope, as_number(net.network()));
        let at = self.found.entry(key).or_default().entry(base).or_default();
        at.insert(draft.site_id(), self.networks.len());
        self.networks.push(NetworkRow {
            name: Said {
                value: name,
                at: draft.net.at,
            },
            kind: NetworkKind::Lan,
            scope,
            prefix: Some(draft.net.clone()),
            gateway: None,
            dhcp: None,
            reaches: Vec::new(),
            external: false,
            facts: Facts::default(),
        });
    }

    /// The same prefix twice in one place.
    fn twice(&self, draft: &Draft, first: Option<&Draft>, part: &mut Part) {
        let Some(at) = draft.net.at else { return };
        let scope = self.scopes.get(draft.scope).map_or("", String::as_str);
        let table = if scope.is_empty() {
            "the global table"
        } else {
            scope
        };
        let mut note = Note::new(
            NoteKind::Disagree,
            at,
            format!("{} stands twice in {table}; the first counts", draft.net.value),
        );
        if let Some(first) = first.and_then(|first| first.net.at) {
            note = note.related(first, "the first");
        }
        part.notes
            .push(note.help("remove one of them, or give each its site or VRF"));
    }

    /// The narrowest network an address lies in, seen from a site.
    pub(super) fn place(&self, scope: Scope, ip: IpAddr, site: Option<u64>) -> Place {
        let bits = if ip.is_ipv4() { 32 } else { 128 };
        let value = as_number(ip);
        let narrowest_first = self.found.range((ip.is_ipv4(), 0)..=(ip.is_ipv4(), 128)).rev();
        for ((_, length), networks) in narrowest_first {
            let host_bits = bits - u32::from(*length);
            let base = value
                .checked_shr(host_bits)
                .and_then(|high| high.checked_shl(host_bits))
                .unwrap_or(0);
            let Some(networks) = networks.get(&(scope, base)) else {
                continue;
            };
            let found = match networks.values().next() {
                Some(only) if networks.len() == 1 => Some(only),
                _ => networks.get(&site).or_else(|| networks.get(&None)),
            };
            return found.map_or(Place::Ambiguous, |network| Place::In(*network));
        }
        Place::Nowhere
    }

    /// Name and scope of a network, and the range that DHCP leases in it.
    pub(super) fn network(&self, n: usize) -> Option<&NetworkRow> {
        self.networks.get(n)
    }

    /// The label of a scope.
    pub(super) fn label(&self, scope: Scope) -> &str {
        self.scopes.get(scope).map_or("", String::as_str)
    }

    /// Whether there is no scope but the global one, so that another source may say where an address lies.
    pub(super) fn only_global(&self) -> bool {
        self.networks.iter().all(|row| row.scope.is_empty())
    }

    /// The network of addresses that lie in no prefix of a scope.
    pub(super) fn loose(&mut self, scope: &str, at: Span) -> String {
        if let Some(name) = self.loose.get(scope) {
            return name.clone();
        }
        let place = if scope.is_empty() {
            "the global table"
        } else {
            scope
        };
        let name = format!("no prefix of {place}");
        self.names.insert(name.clone(), 1);
        self.networks.push(NetworkRow {
            name: Said::new(name.clone(), at),
            kind: NetworkKind::Lan,
            scope: scope.to_owned(),
            prefix: None,
            gateway: None,
            dhcp: None,
            reaches: Vec::new(),
            external: false,
            facts: Facts::default(),
        });
        self.loose.insert(scope.to_owned(), name.clone());
        name
    }

    /// The networks.
    pub(super) fn finish(self) -> Vec<NetworkRow> {
        self.networks
    }
}

/// The site of a prefix: `site` before 4.2, `scope` since.
fn site(row: &Row<'_, '_>) -> Option<(u64, String)> {
    let of_site = row.text("scope_type").is_none_or(|kind| kind == "dcim.site");
    let node = row.get("site").or_else(|| row.get("scope").filter(|_| of_site))?;
    let id = number(node)?;
    let name = name(node)
        .and_then(text)
        .map_or_else(|| id.to_string(), str::to_owned);
    Some((id, name))
}

/// An address, with or without the length of its prefix.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    text.split('/').next()?.trim().parse().ok()
}
