//! The cluster itself: its nodes as `kubectl get nodes` prints them, and what kubeadm was told.

use super::document::Object;
use super::quantity;
use super::reading::{Reading, fact};
use crate::native::NODES;
use crate::part::{DeviceRow, PlaceRow, PoolRow};
use fiasco_estate::confidence::{Confidence, Said};
use fiasco_estate::device::Role;
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::pool::PoolKind;
use fiasco_source::{Node, Span};
use ipnet::IpNet;

/// What a node has, by its key under `allocatable`.
const HAS: [(&str, FactKind); 3] = [
    ("cpu", FactKind::Cores),
    ("memory", FactKind::Memory),
    ("pods", FactKind::MaxPods),
];

/// Reads a Node. One that takes no ordinary pods, such as a control plane's, is a device, but not of the pool.
pub(super) fn node(reading: &mut Reading<'_>, object: &Object<'_, '_>) {
    object.known();
    let mut row = DeviceRow::named(Said::new(object.name.to_owned(), object.at));
    if let Some(status) = object.node.peek("status") {
        capacity(reading, object, status, &mut row);
        addresses(status, &mut row);
        version(reading, status);
    }
    let range = object.spec.and_then(|spec| spec.peek("podCIDR"));
    row.pod_range = range.and_then(|node| prefix(node.text()?, node.used_at()));
    if !object.spec.is_some_and(keeps_pods_away) {
        let at = object.at;
        if !reading.part.pools.iter().any(|pool| pool.kind == PoolKind::Nodes) {
            reading.part.pools.push(PoolRow {
                name: Said::new(NODES.to_owned(), at),
                kind: PoolKind::Nodes,
                facts: Facts::default(),
            });
        }
        row.pool = Some(Said::new(NODES.to_owned(), at));
    }
    reading.part.devices.push(row);
}

/// Whether a node is cordoned, or tainted so that only pods which tolerate it come.
fn keeps_pods_away(spec: Node<'_, '_>) -> bool {
    let cordoned = spec.peek("unschedulable").and_then(Node::text) == Some("true");
    let mut taints = spec.peek("taints").into_iter().flat_map(Node::items);
    cordoned
        || taints.any(|taint| {
            let effect = taint.peek("effect").and_then(Node::text);
            matches!(effect, Some("NoSchedule" | "NoExecute"))
        })
}

/// What pods can have of the node, or where that is not said, what it has.
fn capacity(reading: &mut Reading<'_>, object: &Object<'_, '_>, status: Node<'_, '_>, row: &mut DeviceRow) {
    let of = |key: &str| {
        let from = |map: &str| status.peek(map).and_then(|map| map.peek(key));
        from("allocatable").or_else(|| from("capacity"))
    };
    for (key, kind) in HAS {
        let Some(node) = of(key) else { continue };
        match node.text().and_then(quantity::parse) {
            Some(value) => fact(&mut row.facts, kind, value, node.used_at()),
            None => reading.misread(node, &format_args!("`{key}` of {object}"), "a quantity"),
        }
    }
}

fn addresses(status: Node<'_, '_>, row: &mut DeviceRow) {
    for address in status.peek("addresses").into_iter().flat_map(Node::items) {
        let internal = address.peek("type").and_then(Node::text) == Some("InternalIP");
        let Some(node) = address.peek("address").filter(|_| internal) else {
            continue;
        };
        if let Some(ip) = node.text().and_then(|text| text.parse().ok()) {
            row.places.push(PlaceRow {
                network: None,
                ip: Some(ip),
                role: Role::Ordinary,
                at: node.used_at(),
            });
        }
    }
}

/// The oldest kubelet tells the version, unless kubeadm does.
fn version(reading: &mut Reading<'_>, status: Node<'_, '_>) {
    let info = status
        .peek("nodeInfo")
        .and_then(|info| info.peek("kubeletVersion"));
    let Some((node, found)) = info.and_then(|node| Some((node, read_version(node.text()?)?))) else {
        return;
    };
    let known = &mut reading.part.cluster.version;
    let older = known
        .as_ref()
        .is_none_or(|(known, confidence)| *confidence == Confidence::Measured && found < known.value);
    if older {
        *known = Some((Said::new(found, node.used_at()), Confidence::Measured));
    }
}

/// `v1.31.4`, `1.31`, `v1.29.6-gke.1038001`.
fn read_version(text: &str) -> Option<(u32, u32)> {
    let mut numbers = text.trim_start_matches('v').split('.');
    let minor = |text: &str| text.trim_end_matches('+').parse().ok();
    Some((numbers.next()?.parse().ok()?, minor(numbers.next()?)?))
}

/// The first prefix of a list of one for each family.
fn prefix(text: &str, at: Span) -> Option<Said<IpNet>> {
    let net = text.split(',').next()?.trim().parse::<IpNet>().ok()?;
    Some(Said::new(net.trunc(), at))
}

/// A ClusterConfiguration of kubeadm as a document of its own.
pub(super) fn kubeadm(reading: &mut Reading<'_>, object: &Object<'_, '_>) {
    object.known();
    let node = object.node;
    let found = |node: Node<'_, '_>| Some((node.text()?.to_owned(), node.used_at()));
    let networking = node
        .peek("networking")
        .and_then(|networking| networking.peek("podSubnet"));
    let version = node.peek("kubernetesVersion");
    let args = node
        .peek("controllerManager")
        .and_then(|manager| manager.peek("extraArgs"));
    let mask = args.and_then(|args| {
        let listed = args
            .items()
            .find(|item| item.peek("name").and_then(Node::text) == Some(MASK));
        args.peek(MASK).or_else(|| listed?.peek("value"))
    });
    let of = |node: Option<Node<'_, '_>>| node.and_then(found);
    tell(reading, of(version), of(networking), of(mask));
}

/// The option that says how large the range of a node is.
const MASK: &str = "node-cidr-mask-size";

/// The same as the text that kubeadm keeps in the cluster: ConfigMap `kubeadm-config` of `kube-system`. It is a
/// text in a text, so it is searched line by line.
pub(super) fn kubeadm_config_map(reading: &mut Reading<'_>, object: &Object<'_, '_>) {
    if (object.namespace, object.name) != ("kube-system", "kubeadm-config") {
        return;
    }
    let Some(text) = object
        .node
        .peek("data")
        .and_then(|data| data.peek("ClusterConfiguration"))
    else {
        return;
    };
    let span = text.span();
    let raw = reading.files.snippet(span);
    let after = |line: &str, key: &str| -> Option<(String, Span)> {
        let value = line
            .trim()
            .strip_prefix(key)?
            .trim_start()
            .strip_prefix(':')?
            .trim();
        let value = value.trim_matches(['"', '\'']);
        let offset = u32::try_from(value.as_ptr() as usize - raw.as_ptr() as usize).ok()?;
        let start = span.start.saturating_add(offset).min(span.end);
        let end = start
            .saturating_add(u32::try_from(value.len()).ok()?)
            .min(span.end);
        Some((value.to_owned(), Span::new(span.file, start, end)))
    };
    let find = |key: &str| raw.lines().find_map(|line| after(line, key));
    let listed = || {
        let mut lines = raw
            .lines()
            .skip_while(|line| !line.trim().ends_with(&format!("name: {MASK}")));
        lines.next().and_then(|_| after(lines.next()?, "value"))
    };
    let mask = find(MASK).or_else(listed);
    tell(reading, find("kubernetesVersion"), find("podSubnet"), mask);
}

/// Puts what kubeadm was told into the cluster.
fn tell(
    reading: &mut Reading<'_>,
    version: Option<(String, Span)>,
    pods: Option<(String, Span)>,
    mask: Option<(String, Span)>,
) {
    if let Some((found, at)) = version.and_then(|(text, at)| Some((read_version(&text)?, at))) {
        reading.part.cluster.version = Some((Said::new(found, at), Confidence::Declared));
    }
    if let Some(pods) = pods.and_then(|(text, at)| prefix(&text, at)) {
        reading.part.cluster.pods = Some(pods);
    }
    if let Some((length, at)) = mask.and_then(|(text, at)| Some((text.parse::<u8>().ok()?, at))) {
        reading.part.cluster.node_prefix = Some(Said::new(length, at)).filter(|said| said.value <= 128);
    }
}
