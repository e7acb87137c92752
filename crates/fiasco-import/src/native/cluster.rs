//! `cluster:` of the native notation: what manifests do not say of the Kubernetes cluster they are for.

use super::devices::FACTS;
use super::read::{Reader, said};
use crate::part::{DeviceRow, PoolRow};
use fiasco_estate::confidence::Confidence;
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::pool::PoolKind;
use fiasco_estate::quantity::{Measure, Rational, read_exact};
use fiasco_estate::{NoteKind, Said};
use fiasco_source::{Kind, Node, Span};
use ipnet::IpNet;

/// The pool of nodes that are stated without one.
pub const NODES: &str = "nodes";

/// The most nodes one line may state: Kubernetes is made for no more than 5,000.
const MAX_NODES: i64 = 10_000;

impl Reader<'_> {
    /// `{version: 1.31, nodes: 6, max_nodes: 9, cores: 4, memory: 16 GiB, max_pods: 110, pods: 10.244.0.0/16,
    /// node_prefix: 24}`.
    pub(super) fn cluster(&mut self, node: Node<'_, '_>) {
        if !self.is_kind(
            node,
            Kind::Map,
            "a map such as {nodes: 6, cores: 4, memory: 16 GiB}",
        ) {
            return;
        }
        let mut each = DeviceRow::named(said("", node.span()));
        let (mut count, mut most) = (None, None);
        for entry in node.entries() {
            if self.fact(&entry, FACTS, &mut each.facts) {
                continue;
            }
            match entry.key {
                "version" => self.version(entry.value),
                "nodes" => count = self.count(entry.value).map(|count| (count, entry.value.span())),
                "max_nodes" => most = self.count(entry.value).map(|most| (most, entry.value.span())),
                "pods" => self.part.cluster.pods = self.prefix(entry.value),
                "node_prefix" => {
                    self.part.cluster.node_prefix = self
                        .count(entry.value)
                        .and_then(|length| Some(Said::new(u8::try_from(length).ok()?, entry.value.span())));
                }
                _ => continue,
            }
            entry.mark_used();
        }
        if let Some((count, at)) = count {
            let pool = self.nodes(at);
            for number in 1..=count.min(MAX_NODES) {
                let mut row = each.clone();
                row.name = said(&format!("node-{number}"), at);
                row.pool = Some(pool.clone());
                self.part.devices.push(row);
            }
        }
        if let Some((most, at)) = most {
            let name = self.nodes(at).value;
            let pools = self.part.pools.iter_mut();
            for pool in pools.filter(|pool| pool.name.value == name) {
                pool.facts.set(RawFact {
                    kind: FactKind::MaxReplicas,
                    lo: Rational::int(most),
                    hi: Rational::int(most),
                    at: Some(at),
                    confidence: Confidence::Declared,
                });
            }
        }
    }

    /// The pool of nodes, made when it is first asked for.
    pub(super) fn nodes(&mut self, at: Span) -> Said<String> {
        let name = said(NODES, at);
        if !self.part.pools.iter().any(|pool| pool.kind == PoolKind::Nodes) {
            self.part.pools.push(PoolRow {
                name: name.clone(),
                kind: PoolKind::Nodes,
                facts: Facts::default(),
            });
        }
        name
    }

    /// A prefix such as `10.244.0.0/16`.
    pub(super) fn prefix(&mut self, node: Node<'_, '_>) -> Option<Said<IpNet>> {
        let text = self.text(node)?;
        match text.value.parse::<IpNet>() {
            Ok(net) => Some(Said::new(net.trunc(), node.span())),
            Err(_) => {
                let message = format!("expected a prefix such as 10.244.0.0/16, found `{}`", text.value);
                self.note(NoteKind::Unreadable, node.span(), message);
                None
            }
        }
    }

    fn count(&mut self, node: Node<'_, '_>) -> Option<i64> {
        let text = self.text(node)?;
        let count = read_exact(&text.value, Measure::Count).ok();
        let count = count.and_then(|count| i64::try_from(count.floor()).ok());
        if count.is_none() {
            let message = format!("expected a whole number, found `{}`", text.value);
            self.note(NoteKind::Unreadable, node.span(), message);
        }
        count
    }

    fn version(&mut self, node: Node<'_, '_>) {
        let Some(text) = self.text(node) else { return };
        let mut numbers = text
            .value
            .trim_start_matches('v')
            .split('.')
            .map(str::parse::<u32>);
        match (numbers.next(), numbers.next()) {
            (Some(Ok(major)), Some(Ok(minor))) => {
                let version = Said::new((major, minor), node.span());
                self.part.cluster.version = Some((version, Confidence::Declared));
            }
            _ => {
                let message = format!("expected a version such as 1.31, found `{}`", text.value);
                self.note(NoteKind::Unreadable, node.span(), message);
            }
        }
    }
}
