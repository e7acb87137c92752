//! Machines and the pools they belong to: instances of one block, autoscaling groups, node groups of a cluster.

use super::resource::{count, tidy};
use super::sizes::{self, Size, mib};
use super::{Made, Reader};
use crate::part::{DeviceRow, PlaceRow, PoolRow, declared};
use fiasco_estate::confidence::Confidence;
use fiasco_estate::device::Role;
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::pool::PoolKind;
use fiasco_estate::quantity::{Rational, Reading};
use fiasco_estate::{NoteKind, Said};
use fiasco_source::{Node, Span};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The most machines of one group that are laid out one by one.
pub(super) const MAX_MACHINES: i64 = 10_000;

/// The type of a machine, as written.
#[derive(Debug, Clone, Default)]
pub(super) struct Type {
    /// Its name, with the cloud in front: `aws/m5.large`.
    pub(super) name: Option<Said<String>>,
    /// What it has, where that is known.
    pub(super) size: Option<Size>,
    /// Bought on the spot market, which has quotas of its own.
    pub(super) spot: bool,
}

/// Numbers of a group that something scales.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scaling {
    /// Machines today.
    pub(super) desired: Option<(i64, Span)>,
    /// The fewest there may be.
    pub(super) min: Option<(i64, Span)>,
    /// The most there may be.
    pub(super) max: Option<(i64, Span)>,
}

/// A whole number as a fact of a row.
pub(super) fn counted(kind: FactKind, (number, at): (i64, Span)) -> RawFact {
    let value = Rational::int(number);
    declared(kind, Reading { lo: value, hi: value }, at)
}

impl Type {
    /// A type of AWS.
    pub(super) fn aws(node: Node<'_, '_>) -> Self {
        Self::of("aws", node, sizes::aws)
    }

    pub(super) fn of(cloud: &str, node: Node<'_, '_>, size: fn(&str) -> Option<Size>) -> Self {
        let Some(text) = node.text().filter(|text| !text.is_empty() && !node.is_null()) else {
            return Self::default();
        };
        // Some providers give the address of the type.
        let short = text.rsplit('/').next().unwrap_or_default();
        Self {
            name: Some(Said::new(format!("{cloud}/{}", tidy(short)), node.span())),
            size: size(short),
            spot: false,
        }
    }

    /// What the type says of each machine.
    fn describe(&self, row: &mut DeviceRow) {
        row.kind.clone_from(&self.name);
        let at = self.name.as_ref().and_then(|name| name.at);
        let (Some(size), Some(at)) = (self.size, at) else {
            return;
        };
        row.facts.set(counted(FactKind::Cores, (size.cpus, at)));
        if let Some(memory) = size.memory_mib {
            let value = mib(memory);
            let reading = Reading { lo: value, hi: value };
            row.facts.set(declared(FactKind::Memory, reading, at));
        }
    }
}

impl<'t, 'a> Reader<'_, 't, 'a> {
    pub(super) fn compute(&mut self) {
        self.instances(&["aws_instance"], "instance_type", "aws", sizes::aws);
        for index in self.graph.of_kind(&["aws_autoscaling_group"]) {
            let kind = self.launched(index);
            let scaling = Scaling {
                desired: self.graph.row(index).count("desired_capacity"),
                min: self.graph.row(index).count("min_size"),
                max: self.graph.row(index).count("max_size"),
            };
            let subnets = self.subnets_of(index, "vpc_zone_identifier");
            self.group(index, PoolKind::Autoscaled, &kind, scaling, &subnets);
        }
        for index in self.graph.of_kind(&["aws_eks_node_group"]) {
            self.node_group(index);
        }
        if let [index] = self.graph.of_kind(&["aws_eks_cluster"]).as_slice() {
            self.cluster_version(*index);
        }
    }

    /// Single instances: those of one block that are of one type are a pool.
    pub(super) fn instances(
        &mut self,
        kinds: &[&str],
        type_key: &str,
        cloud: &str,
        size: fn(&str) -> Option<Size>,
    ) {
        let mut blocks: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut first: BTreeMap<(String, Option<&'t str>), usize> = BTreeMap::new();
        for index in self.graph.of_kind(kinds) {
            let row = self.graph.row(index);
            let key = (row.block.clone(), row.text(type_key));
            let leader = *first.entry(key).or_insert(index);
            blocks.entry(leader).or_default().push(index);
        }
        for members in blocks.values() {
            let Some(leader) = members.first().copied() else {
                continue;
            };
            let row = self.graph.row(leader);
            let mut kind = row
                .get(type_key)
                .map(|node| Type::of(cloud, node, size))
                .unwrap_or_default();
            kind.spot = !row.blocks("instance_market_options").is_empty();
            let from = first.range((row.block.clone(), None)..);
            let types = from.take_while(|((block, _), _)| *block == row.block).count();
            let mut name = Said::new(tidy(&row.block), row.at);
            if let (true, Some(text)) = (types > 1, row.text(type_key)) {
                name.value = format!("{} {}", name.value, tidy(text));
            }
            let pool = self.pool(leader, name, PoolKind::Instances, Facts::default(), members.len());
            for index in members {
                self.instance(*index, &pool, &kind);
                if *index != leader {
                    let shared = Made {
                        name: pool.value.clone(),
                        machines: members.len(),
                    };
                    self.pools.insert(*index, shared);
                }
            }
            self.cpus_of(leader, &pool.value, &kind, members.len());
        }
    }

    fn instance(&mut self, index: usize, pool: &Said<String>, kind: &Type) {
        let mut row = DeviceRow::named(self.label(index));
        row.pool = Some(pool.clone());
        kind.describe(&mut row);
        let from = self.graph.row(index);
        let ip = from.get("private_ip");
        let stated: Option<(IpAddr, Span)> =
            ip.and_then(|node| Some((node.text()?.parse().ok()?, node.span())));
        let mut subnets = self.subnets_of(index, "subnet_id");
        if subnets.is_empty() {
            subnets = self.subnets_of(index, "network_interface");
        }
        if let [subnet] = subnets.as_slice() {
            let at = stated.map(|(_, at)| at).or(subnet.at).unwrap_or(from.at);
            row.places.push(PlaceRow {
                network: Some(subnet.clone()),
                ip: stated.map(|(ip, _)| ip),
                role: Role::Ordinary,
                at,
            });
        }
        self.part.devices.push(row);
    }

    /// A pool's row.
    fn pool(
        &mut self,
        index: usize,
        name: Said<String>,
        kind: PoolKind,
        facts: Facts,
        machines: usize,
    ) -> Said<String> {
        let made = Made {
            name: name.value.clone(),
            machines,
        };
        self.pools.insert(index, made);
        self.part.pools.push(PoolRow {
            name: name.clone(),
            kind,
            facts,
        });
        name
    }

    /// A group of like machines that something scales, laid out as many as it has today.
    pub(super) fn group(
        &mut self,
        index: usize,
        kind: PoolKind,
        machine: &Type,
        scaling: Scaling,
        subnets: &[Said<String>],
    ) {
        let name = self.label(index);
        let at = self.graph.row(index).at;
        let mut facts = Facts::default();
        for (fact, number) in [
            (FactKind::MinReplicas, scaling.min),
            (FactKind::MaxReplicas, scaling.max),
        ] {
            if let Some(number) = number {
                facts.set(counted(fact, number));
            }
        }
        // A group starts with its minimum where nobody says how many it shall have.
        let (today, said_at) = scaling.desired.or(scaling.min).unwrap_or((1, at));
        if today > MAX_MACHINES {
            let message = format!("{} has {today} machines: {MAX_MACHINES} are laid out", name.value);
            self.note(said_at, message);
        }
        let machines = usize::try_from(today.min(MAX_MACHINES)).unwrap_or(0);
        let pool = self.pool(index, name.clone(), kind, facts, machines);
        // Where machines are not spread evenly today, nobody can say which subnet the next one gets.
        let even = !subnets.is_empty() && machines % subnets.len() == 0;
        for number in 0..machines {
            let mut row = DeviceRow::named(Said {
                value: format!("{}-{}", name.value, number + 1),
                at: Some(said_at),
            });
            row.pool = Some(pool.clone());
            machine.describe(&mut row);
            let subnet = subnets.get(number % subnets.len().max(1)).filter(|_| even);
            row.places.extend(subnet.map(|subnet| PlaceRow {
                network: Some(subnet.clone()),
                ip: None,
                role: Role::Ordinary,
                at: said_at,
            }));
            self.part.devices.push(row);
        }
        self.cpus_of(index, &pool.value, machine, machines);
    }

    /// The type that an autoscaling group launches: unknown where it mixes several.
    fn launched(&self, index: usize) -> Type {
        if !self.graph.row(index).blocks("mixed_instances_policy").is_empty() {
            return Type::default();
        }
        let template = self
            .graph
            .link(index, "launch_template", &["aws_launch_template"])
            .or_else(|| {
                self.graph
                    .link(index, "launch_configuration", &["aws_launch_configuration"])
            });
        let Some(template) = template.map(|template| self.graph.row(template)) else {
            return Type::default();
        };
        let mut kind = template.get("instance_type").map(Type::aws).unwrap_or_default();
        let market = !template.blocks("instance_market_options").is_empty();
        kind.spot = market || template.get("spot_price").is_some();
        kind
    }

    fn node_group(&mut self, index: usize) {
        let row = self.graph.row(index);
        let types: Vec<_> = row
            .get("instance_types")
            .map(|list| list.items().collect())
            .unwrap_or_default();
        let mut kind = match types.as_slice() {
            [one] => Type::aws(*one),
            [] => self.launched(index),
            _ => Type::default(),
        };
        kind.spot |= row.text("capacity_type") == Some("SPOT");
        let block = row.block_of("scaling_config");
        let number = |key: &str| {
            let node = block?.peek(key)?;
            Some((count(node)?, node.span()))
        };
        let scaling = Scaling {
            desired: number("desired_size"),
            min: number("min_size"),
            max: number("max_size"),
        };
        let subnets = self.subnets_of(index, "subnet_ids");
        self.group(index, PoolKind::Nodes, &kind, scaling, &subnets);
    }

    fn cluster_version(&mut self, index: usize) {
        let Some(version) = self.graph.row(index).said("version") else {
            return;
        };
        let numbers = version.value.split_once('.');
        let numbers = numbers.and_then(|(major, minor)| Some((major.parse().ok()?, minor.parse().ok()?)));
        match (numbers, version.at) {
            (Some(numbers), Some(at)) => {
                self.part.cluster.version = Some((Said::new(numbers, at), Confidence::Declared));
            }
            (None, Some(at)) => {
                let message = "expected a version of Kubernetes such as 1.31";
                self.part
                    .notes
                    .push(fiasco_estate::Note::new(NoteKind::Unreadable, at, message));
            }
            _ => {}
        }
    }
}
