//! The containers of a pod: images, command lines, ports, mounts, resources.

use super::keys::CONTAINER_IRRELEVANT;
use super::reading::Reading;
use super::resources::Resources;
use crate::hints::command;
use crate::part::PortRow;
use fiasco_estate::confidence::Said;
use fiasco_estate::image::Image;
use fiasco_estate::service::Protocol;
use fiasco_source::{Kind, Node, Span};
use std::fmt::Display;

/// A container.
pub(super) struct Container<'t, 'a> {
    /// Its name.
    pub name: &'t str,
    /// Where its name is written, or else the container.
    pub at: Span,
    /// Whether it runs before the others.
    pub init: bool,
    /// Whether it goes on beside the others though it started before them.
    pub sidecar: bool,
    /// Its image.
    pub image: Option<Said<Image>>,
    /// What it asks for and may use.
    pub resources: Resources,
    /// The volumes it mounts.
    pub mounts: Vec<Mount<'t>>,
    /// Its ports.
    pub ports: Vec<Port>,
    /// The words of its command line.
    pub words: Vec<(String, Span)>,
    /// `env` and `envFrom`.
    pub env: (Option<Node<'t, 'a>>, Option<Node<'t, 'a>>),
}

/// A volume in a container.
pub(super) struct Mount<'t> {
    pub volume: &'t str,
    pub read_only: bool,
}

/// A port of a container.
pub(super) struct Port {
    number: Option<u16>,
    host: Option<u16>,
    bind: Option<std::net::IpAddr>,
    protocol: Protocol,
    at: Span,
}

impl Port {
    /// The port it takes on its node: the one it asks for, or its own where the pod lives in the node's network.
    pub fn on_node(&self, host_network: bool) -> Option<PortRow> {
        let port = self.host.or(self.number.filter(|_| host_network))?;
        Some(PortRow {
            bind: self.bind.filter(|ip| !ip.is_unspecified()),
            first: port,
            last: port,
            each: 1,
            protocol: self.protocol,
            ingress: false,
            at: self.at,
        })
    }
}

/// The containers of a list.
pub(super) fn containers<'t, 'a>(
    reading: &mut Reading<'_>,
    node: Node<'t, 'a>,
    init: bool,
    of: &dyn Display,
) -> Vec<Container<'t, 'a>> {
    let what = format!("the containers of {of}");
    let Some(list) = reading.list(node, &what) else {
        return Vec::new();
    };
    let maps: Vec<Node<'t, 'a>> = list.items().filter_map(|item| reading.map(item, &what)).collect();
    maps.into_iter()
        .map(|map| container(reading, map, init, of))
        .collect()
}

fn container<'t, 'a>(
    reading: &mut Reading<'_>,
    node: Node<'t, 'a>,
    init: bool,
    of: &dyn Display,
) -> Container<'t, 'a> {
    let name = node.get("name");
    let mut found = Container {
        name: name.and_then(Node::text).unwrap_or_default(),
        at: name.map_or(node.used_at(), Node::used_at),
        init,
        sidecar: false,
        image: None,
        resources: Resources::default(),
        mounts: Vec::new(),
        ports: Vec::new(),
        words: Vec::new(),
        env: (None, None),
    };
    let of = format!("container `{}` of {of}", found.name);
    for entry in node.entries() {
        let value = entry.value;
        match entry.key {
            "name" => {}
            "image" => {
                let image = reading.text(value, &format_args!("`image` of {of}"));
                found.image = image.map(|text| Said::new(Image::new(text), value.used_at()));
            }
            "restartPolicy" => found.sidecar = init && value.text() == Some("Always"),
            "resources" => found.resources = Resources::read(reading, value, &of),
            "volumeMounts" => mounts(reading, value, &of, &mut found.mounts),
            "volumeDevices" => mounts(reading, value, &of, &mut found.mounts),
            "ports" => found.ports = ports(reading, value, &of),
            "command" | "args" => words(
                reading,
                &format!("`{}` of {of}", entry.key),
                value,
                &mut found.words,
            ),
            "env" => found.env.0 = Some(value),
            "envFrom" => found.env.1 = Some(value),
            key if CONTAINER_IRRELEVANT.contains(&key) => {
                entry.mark_irrelevant();
                continue;
            }
            _ => continue,
        }
        entry.mark_used();
    }
    found
}

/// `command` and `args`: lists of texts.
fn words(reading: &mut Reading<'_>, what: &str, node: Node<'_, '_>, into: &mut Vec<(String, Span)>) {
    for item in reading
        .unsaid(node, Kind::List, &what)
        .into_iter()
        .flat_map(Node::items)
    {
        match item.text() {
            Some(text) => into.extend(
                command::words(text)
                    .into_iter()
                    .map(|word| (word, item.used_at())),
            ),
            None => reading.unreadable(item.used_at(), format!("{what}: expected a text")),
        }
    }
}

fn mounts<'t>(reading: &mut Reading<'_>, node: Node<'t, '_>, of: &dyn Display, into: &mut Vec<Mount<'t>>) {
    let what = format!("the mounts of {of}");
    for item in reading.list(node, &what).into_iter().flat_map(Node::items) {
        let Some(item) = reading.map(item, &what) else {
            continue;
        };
        item.irrelevant(&[
            "devicePath",
            "mountPath",
            "mountPropagation",
            "recursiveReadOnly",
            "subPath",
            "subPathExpr",
        ]);
        let read_only = item
            .get("readOnly")
            .is_some_and(|node| reading.truth(node, &what));
        if let Some(volume) = item.get("name").and_then(Node::text) {
            into.push(Mount { volume, read_only });
        }
    }
}

fn ports(reading: &mut Reading<'_>, node: Node<'_, '_>, of: &dyn Display) -> Vec<Port> {
    let what = format!("the ports of {of}");
    let mut found = Vec::new();
    for item in reading.list(node, &what).into_iter().flat_map(Node::items) {
        let Some(item) = reading.map(item, &what) else {
            continue;
        };
        item.irrelevant(&["name"]);
        let (number, at) = port(reading, item, "containerPort", &what);
        let (host, host_at) = port(reading, item, "hostPort", &what);
        let protocol = match item.get("protocol").and_then(Node::text) {
            Some("UDP") => Protocol::Udp,
            Some("SCTP") => Protocol::Sctp,
            _ => Protocol::Tcp,
        };
        let bind = item.get("hostIP").and_then(Node::text);
        found.push(Port {
            number,
            host,
            bind: bind.and_then(|text| text.parse().ok()),
            protocol,
            at: host_at.or(at).unwrap_or_else(|| item.used_at()),
        });
    }
    found
}

/// A port; zero is the same as none.
fn port(
    reading: &mut Reading<'_>,
    item: Node<'_, '_>,
    key: &str,
    what: &dyn Display,
) -> (Option<u16>, Option<Span>) {
    let Some(node) = item.get(key) else {
        return (None, None);
    };
    let Some(text) = reading.text(node, &format_args!("`{key}` in {what}")) else {
        return (None, None);
    };
    match text.parse::<u16>() {
        Ok(0) => (None, None),
        Ok(port) => (Some(port), Some(node.used_at())),
        Err(_) => {
            reading.misread(node, &format_args!("`{key}` in {what}"), "a port from 1 to 65535");
            (None, None)
        }
    }
}
