//! From files to lists of rows: what each list is, and which NetBox it belongs to.

use super::SCHEMA;
use super::row::clip;
use crate::Part;
use fiasco_estate::{Note, NoteKind};
use fiasco_source::{Kind as Shape, Node, Span, Tree};

/// What the rows of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Devices,
    Machines,
    Interfaces,
    Addresses,
    Ranges,
    Prefixes,
    Vrfs,
    Cables,
    Racks,
    Reservations,
    Types,
    Modules,
    ModuleTypes,
    Panels,
    Feeds,
    PowerPorts,
    PowerOutlets,
    /// Known, and of no use here.
    Aside,
    /// For rules that are not there yet, with the area they are about.
    Later(&'static str),
}

/// Lists that are read or known, by their path below `/api/`.
const KINDS: &[(&str, Kind)] = &[
    ("dcim/devices", Kind::Devices),
    ("virtualization/virtual-machines", Kind::Machines),
    ("dcim/interfaces", Kind::Interfaces),
    ("ipam/ip-addresses", Kind::Addresses),
    ("ipam/ip-ranges", Kind::Ranges),
    ("ipam/prefixes", Kind::Prefixes),
    ("ipam/vrfs", Kind::Vrfs),
    ("dcim/cables", Kind::Cables),
    ("dcim/racks", Kind::Racks),
    ("dcim/rack-reservations", Kind::Reservations),
    ("dcim/device-types", Kind::Types),
    ("dcim/power-panels", Kind::Panels),
    ("dcim/power-feeds", Kind::Feeds),
    ("dcim/power-ports", Kind::PowerPorts),
    ("dcim/power-outlets", Kind::PowerOutlets),
    ("dcim/modules", Kind::Modules),
    ("dcim/module-types", Kind::ModuleTypes),
    ("circuits/circuits", Kind::Later("circuits")),
    ("circuits/circuit-terminations", Kind::Later("circuits")),
    ("virtualization/clusters", Kind::Later("clusters")),
    // Addresses name the machine of their interface, prefixes their VLAN, racks and panels their location. Racks
    // have what their type says in fields of their own.
    ("virtualization/interfaces", Kind::Aside),
    ("ipam/vlans", Kind::Aside),
    ("ipam/fhrp-groups", Kind::Aside),
    ("ipam/fhrp-group-assignments", Kind::Aside),
    ("ipam/aggregates", Kind::Aside),
    ("ipam/asns", Kind::Aside),
    ("ipam/rirs", Kind::Aside),
    ("ipam/roles", Kind::Aside),
    ("ipam/route-targets", Kind::Aside),
    ("ipam/vlan-groups", Kind::Aside),
    ("dcim/sites", Kind::Aside),
    ("dcim/locations", Kind::Aside),
    ("dcim/rack-types", Kind::Aside),
    ("dcim/regions", Kind::Aside),
    ("dcim/site-groups", Kind::Aside),
    ("dcim/manufacturers", Kind::Aside),
    ("dcim/device-roles", Kind::Aside),
    ("dcim/platforms", Kind::Aside),
    ("dcim/console-ports", Kind::Aside),
    ("dcim/console-server-ports", Kind::Aside),
    ("dcim/device-bays", Kind::Aside),
    ("dcim/front-ports", Kind::Aside),
    ("dcim/inventory-items", Kind::Aside),
    ("dcim/mac-addresses", Kind::Aside),
    ("dcim/module-bays", Kind::Aside),
    ("dcim/rack-roles", Kind::Aside),
    ("dcim/rear-ports", Kind::Aside),
    ("dcim/virtual-chassis", Kind::Aside),
    ("virtualization/cluster-groups", Kind::Aside),
    ("virtualization/cluster-types", Kind::Aside),
    ("virtualization/virtual-disks", Kind::Aside),
];

impl Kind {
    fn of(endpoint: &str) -> Option<Self> {
        let found = KINDS.iter().find(|(known, _)| *known == endpoint);
        found.map(|(_, kind)| *kind)
    }

    /// By the name of a file: `devices.json`, `dcim_ip-addresses.json`.
    fn of_file(path: &str) -> Option<Self> {
        let name = path.rsplit(['/', '\\']).next()?.split('.').next()?;
        let name = name.to_ascii_lowercase().replace('_', "-");
        let known = KINDS.iter().find(|(endpoint, _)| {
            let (app, list) = endpoint.split_once('/').unwrap_or_default();
            name == list || name.strip_prefix(app).and_then(|rest| rest.strip_prefix('-')) == Some(list)
        });
        known.map(|(_, kind)| *kind)
    }
}

/// One list.
pub(super) struct List<'t, 'a> {
    pub(super) kind: Kind,
    /// Its rows, as far as they are maps.
    pub(super) rows: Vec<Node<'t, 'a>>,
}

/// All lists, by the server they come from, in the order it was first met.
#[derive(Default)]
pub(super) struct Lists<'t, 'a> {
    servers: Vec<(String, Vec<List<'t, 'a>>)>,
}

impl<'t, 'a> Lists<'t, 'a> {
    /// The lists of each server.
    pub(super) fn servers(&self) -> impl Iterator<Item = &[List<'t, 'a>]> {
        self.servers.iter().map(|(_, lists)| lists.as_slice())
    }

    /// Takes the lists of one file.
    pub(super) fn take(&mut self, tree: &'t Tree<'a>, path: &str, part: &mut Part) {
        for root in tree.documents() {
            match root.kind() {
                Shape::Map if root.peek("endpoints").is_some() || root.peek("schema").is_some() => {
                    self.dump(root, part);
                }
                Shape::Map if root.peek("results").is_some() => {
                    let results = root.peek("results").unwrap_or(root);
                    self.saved(results, path, part);
                    short(root, results, part);
                }
                Shape::Map | Shape::List => self.saved(root, path, part),
                Shape::Scalar => {
                    let message = "expected a list of NetBox, as its REST interface answers it";
                    part.notes
                        .push(Note::new(NoteKind::Unreadable, root.span(), message));
                }
            }
        }
    }

    /// The file of `fiasco pull netbox`.
    fn dump(&mut self, root: Node<'t, 'a>, part: &mut Part) {
        let mut server = String::new();
        for entry in root.entries() {
            match entry.key {
                "schema" if entry.value.text() != Some(SCHEMA) => {
                    let found = clip(entry.value.text().unwrap_or_default());
                    let message = format!("expected the schema {SCHEMA}, found `{found}`");
                    part.notes
                        .push(Note::new(NoteKind::Unreadable, entry.value.span(), message));
                }
                "url" => server = origin(entry.value.text().unwrap_or_default()),
                "gaps" => gaps(entry.value, part),
                "schema" | "left_out" | "absent" | "endpoints" => {}
                key => part.notes.push(Note::new(
                    NoteKind::NotUnderstood,
                    entry.key_span,
                    format!("`{}` is not understood", clip(key)),
                )),
            }
        }
        let Some(endpoints) = root.peek("endpoints") else {
            let message = "the dump has no `endpoints`, so nothing of it can be read";
            return part
                .notes
                .push(Note::new(NoteKind::Unreadable, root.span(), message));
        };
        for entry in endpoints.entries() {
            let Some(kind) = Kind::of(entry.key) else {
                unknown(entry.key, entry.key_span, part);
                continue;
            };
            let rows = entry.value.peek("results").unwrap_or(entry.value);
            self.add(server.clone(), kind, rows, part);
        }
    }

    /// A list, or one row, as somebody saved it.
    fn saved(&mut self, rows: Node<'t, 'a>, path: &str, part: &mut Part) {
        let mut items = rows.items();
        let first = if rows.kind() == Shape::Map {
            Some(rows)
        } else {
            items.next()
        };
        let url = first.and_then(|row| row.peek("url")).and_then(Node::text);
        let (server, endpoint) = url.map(split).unwrap_or_default();
        let kind = match endpoint {
            Some(endpoint) => Kind::of(endpoint).ok_or(endpoint),
            None => Kind::of_file(path).ok_or(path),
        };
        match kind {
            Ok(kind) => self.add(server, kind, rows, part),
            // An empty list says nothing, whatever it is a list of.
            Err(_) if rows.kind() == Shape::List && rows.items().len() == 0 => {}
            Err(what) => unknown(what, rows.span(), part),
        }
    }

    fn add(&mut self, server: String, kind: Kind, rows: Node<'t, 'a>, part: &mut Part) {
        let rows = match rows.kind() {
            Shape::List => rows.items().collect(),
            Shape::Map => vec![rows],
            Shape::Scalar if rows.is_null() => Vec::new(),
            Shape::Scalar => {
                let message = format!(
                    "expected a list of rows, found `{}`",
                    clip(rows.text().unwrap_or_default())
                );
                return part
                    .notes
                    .push(Note::new(NoteKind::Unreadable, rows.span(), message));
            }
        };
        let list = List { kind, rows };
        match self.servers.iter_mut().find(|(known, _)| *known == server) {
            Some((_, lists)) => lists.push(list),
            None => self.servers.push((server, vec![list])),
        }
    }
}

/// The server and the list of a row's `url`: `https://host/netbox/api/dcim/devices/7/`.
fn split(url: &str) -> (String, Option<&str>) {
    let Some((server, path)) = url.rsplit_once("/api/") else {
        return (String::new(), None);
    };
    let list = path
        .match_indices('/')
        .nth(1)
        .and_then(|(end, _)| path.get(..end));
    (origin(server), list)
}

fn origin(url: &str) -> String {
    url.trim_end_matches('/').to_ascii_lowercase()
}

fn unknown(what: &str, at: Span, part: &mut Part) {
    let message = format!("the list `{}` of NetBox is not understood", clip(what));
    part.notes.push(Note::new(NoteKind::NotUnderstood, at, message));
}

/// What could not be fetched.
fn gaps(node: Node<'_, '_>, part: &mut Part) {
    for gap in node.items() {
        let word = |key| gap.peek(key).and_then(Node::text).unwrap_or("?");
        let of = gap.peek("of").filter(|of| !of.is_null()).and_then(Node::text);
        let of = of.map_or_else(String::new, |of| format!(" of {}", clip(of)));
        let message = format!(
            "`{}` was read in part: {}{of} rows",
            clip(word("endpoint")),
            clip(word("read"))
        );
        let help = format!("pull it again; the reason was: {}", word("error"));
        part.notes
            .push(Note::new(NoteKind::Unreadable, gap.span(), message).help(help));
    }
}

/// A page of a list that has more.
fn short(root: Node<'_, '_>, results: Node<'_, '_>, part: &mut Part) {
    let next = root.peek("next").filter(|next| !next.is_null());
    let count = root
        .peek("count")
        .and_then(Node::text)
        .and_then(|count| count.parse::<usize>().ok());
    let read = results.items().len();
    if let (Some(next), Some(count)) = (next, count)
        && count > read
    {
        let message = format!("this is a page of {read} rows of a list of {count}");
        let help = "save the other pages too and remove `next`, or use `fiasco pull netbox`";
        part.notes
            .push(Note::new(NoteKind::Unreadable, next.span(), message).help(help));
    }
}
