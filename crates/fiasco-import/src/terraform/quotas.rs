//! What is held against the quotas of an AWS account, counted.

use super::Reader;
use super::compute::Type;
use super::resource::{maps, texts};
use crate::part::HoldingRow;
use fiasco_estate::Said;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::quantity::Rational;
use fiasco_source::{Node, Span};
use std::collections::BTreeMap;

/// How many places a count shows.
const SHOWN: usize = 3;

/// A count in the making.
#[derive(Debug, Clone, Default)]
pub(super) struct Count {
    fixed: i64,
    per_machine: Vec<(String, i64)>,
    per_replica: Vec<(String, i64)>,
    at_least: bool,
    /// Something of it is only planned.
    planned: bool,
    shows: Vec<Span>,
    at: Option<Span>,
}

impl Count {
    fn shows(&mut self, at: Span) {
        if self.shows.len() < SHOWN {
            self.shows.push(at);
        }
        self.at.get_or_insert(at);
    }
}

/// Rules of one security group, by direction and family of addresses.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Rules {
    v4: i64,
    v6: i64,
    /// Something could not be counted.
    open: bool,
}

impl Rules {
    fn plus(&mut self, other: Self) {
        self.v4 = self.v4.saturating_add(other.v4);
        self.v6 = self.v6.saturating_add(other.v6);
        self.open |= other.open;
    }

    fn both(number: i64) -> Self {
        Self {
            v4: number,
            v6: number,
            open: false,
        }
    }

    fn most(&self) -> i64 {
        self.v4.max(self.v6)
    }
}

/// Kinds of target groups.
const TARGET_GROUPS: &[&str] = &["aws_lb_target_group", "aws_alb_target_group"];

impl<'t, 'a> Reader<'_, 't, 'a> {
    /// The count of one kind for one thing.
    fn counted(&mut self, kind: HoldingKind, of: &str) -> &mut Count {
        self.counts.entry((kind, of.to_owned())).or_default()
    }

    /// The region of a resource, as it is named in messages.
    fn region_name(&self, index: usize) -> String {
        self.graph.region(index).unwrap_or("the region").to_owned()
    }

    /// Processors of the machines of a pool.
    pub(super) fn cpus_of(&mut self, index: usize, pool: &str, kind: &Type, machines: usize) {
        if !self.graph.row(index).kind.starts_with("aws_") || kind.spot {
            return;
        }
        if kind.size.is_some_and(|size| !size.standard) {
            return;
        }
        let region = self.region_name(index);
        let (at, exists) = (self.graph.row(index).at, self.graph.row(index).exists);
        let count = self.counted(HoldingKind::StandardCpus, &region);
        count.shows(kind.name.as_ref().and_then(|name| name.at).unwrap_or(at));
        count.planned |= !exists;
        match kind.size {
            Some(size) => count.per_machine.push((pool.to_owned(), size.cpus)),
            None => count.at_least |= machines > 0,
        }
    }

    /// Everything that does not come with machines, and the rows of all of it.
    pub(super) fn quotas(&mut self) {
        self.regional();
        self.inside(HoldingKind::Subnets, &["aws_subnet"], "vpc_id", &["aws_vpc"]);
        self.routes();
        self.security_groups();
        self.targets();
        for ((kind, of), count) in std::mem::take(&mut self.counts) {
            let scaled = |rows: Vec<(String, i64)>| {
                let rows = rows.into_iter();
                rows.map(|(name, each)| (name, Rational::int(each))).collect()
            };
            self.part.holdings.push(HoldingRow {
                kind,
                of: Said {
                    value: of,
                    at: count.at,
                },
                fixed: Rational::int(count.fixed),
                per_machine: scaled(count.per_machine),
                per_replica: scaled(count.per_replica),
                at_least: count.at_least,
                exists: !count.planned,
                shows: count.shows,
            });
        }
    }

    fn one_more(&mut self, kind: HoldingKind, of: &str, index: usize) {
        let (at, exists) = (self.graph.row(index).at, self.graph.row(index).exists);
        let count = self.counted(kind, of);
        count.fixed = count.fixed.saturating_add(1);
        count.planned |= !exists;
        count.shows(at);
    }

    fn regional(&mut self) {
        for (kind, types) in [
            (HoldingKind::Vpcs, &["aws_vpc"][..]),
            (HoldingKind::ElasticAddresses, &["aws_eip"]),
            (
                HoldingKind::DatabaseInstances,
                &["aws_db_instance", "aws_rds_cluster_instance"],
            ),
        ] {
            for index in self.graph.of_kind(types) {
                let region = self.region_name(index);
                self.one_more(kind, &region, index);
                // What others have in the same account is not in this plan.
                self.counted(kind, &region).at_least = true;
            }
        }
    }

    /// What stands inside something else.
    fn inside(&mut self, kind: HoldingKind, types: &[&str], argument: &str, of: &[&str]) {
        for index in self.graph.of_kind(types) {
            if let Some(outer) = self.graph.link(index, argument, of) {
                let name = self.label(outer).value;
                self.one_more(kind, &name, index);
            }
        }
    }

    /// Routes: in the table, or resources of their own. A state has those of their own in the table as well.
    fn routes(&mut self) {
        let mut own: BTreeMap<usize, i64> = BTreeMap::new();
        for index in self.graph.of_kind(&["aws_route"]) {
            if let Some(table) = self.graph.link(index, "route_table_id", &["aws_route_table"]) {
                *own.entry(table).or_default() += 1;
            }
        }
        for index in self.graph.of_kind(&["aws_route_table"]) {
            let row = self.graph.row(index);
            let inline = i64::try_from(row.blocks("route").len()).unwrap_or(i64::MAX);
            let own = own.get(&index).copied().unwrap_or(0);
            let (at, exists) = (row.at, row.exists);
            let name = self.label(index).value;
            let count = self.counted(HoldingKind::Routes, &name);
            count.fixed = count.fixed.saturating_add(inline.max(own));
            count.planned |= !exists;
            count.shows(at);
        }
    }

    fn security_groups(&mut self) {
        let mut own: BTreeMap<(usize, bool), Rules> = BTreeMap::new();
        for index in self.graph.of_kind(&["aws_security_group_rule"]) {
            let row = self.graph.row(index);
            let inward = row.text("type") != Some("egress");
            let rules = self.rules_of(row.values);
            if let Some(group) = self
                .graph
                .link(index, "security_group_id", &["aws_security_group"])
            {
                own.entry((group, inward)).or_default().plus(rules);
            }
        }
        for (kind, inward) in [
            ("aws_vpc_security_group_ingress_rule", true),
            ("aws_vpc_security_group_egress_rule", false),
        ] {
            for index in self.graph.of_kind(&[kind]) {
                let rules = self.rule_of_one(index);
                if let Some(group) = self
                    .graph
                    .link(index, "security_group_id", &["aws_security_group"])
                {
                    own.entry((group, inward)).or_default().plus(rules);
                }
            }
        }
        for index in self.graph.of_kind(&["aws_security_group"]) {
            let name = self.label(index).value;
            for (argument, inward, word) in [("ingress", true, "inbound"), ("egress", false, "outbound")] {
                let row = self.graph.row(index);
                let mut inline = Rules::default();
                let written = row.get(argument);
                for block in written.map(maps).unwrap_or_default() {
                    inline.plus(self.rules_of(block));
                }
                // A state lists rules of their own in the group as well, so the larger number is all of them.
                let own = own.get(&(index, inward)).copied().unwrap_or_default();
                let most = inline.most().max(own.most());
                if most == 0 {
                    continue;
                }
                let at = written.map_or(row.at, Node::span);
                let exists = row.exists;
                let count = self.counted(HoldingKind::SecurityGroupRules, &format!("{name} ({word})"));
                count.fixed = most;
                count.at_least = inline.open || own.open;
                count.planned |= !exists;
                count.shows(at);
            }
        }
    }

    /// Rules that a block with lists stands for: one for each prefix, and one for each group in both families.
    fn rules_of(&self, block: Node<'t, 'a>) -> Rules {
        let mut rules = Rules::default();
        let mut said = false;
        for entry in block.entries().filter(|entry| !entry.value.is_null()) {
            let listed = i64::try_from(entry.value.items().count()).unwrap_or(i64::MAX);
            let more = match entry.key {
                "cidr_blocks" => Rules {
                    v4: listed,
                    ..Rules::default()
                },
                "ipv6_cidr_blocks" => Rules {
                    v6: listed,
                    ..Rules::default()
                },
                "security_groups" => Rules::both(listed),
                "source_security_group_id" => Rules::both(1),
                "self" if entry.value.text() == Some("true") => Rules::both(1),
                "prefix_list_ids" => {
                    let mut sum = Rules::default();
                    for id in texts(entry.value) {
                        sum.plus(self.prefix_list(id));
                    }
                    sum
                }
                _ => continue,
            };
            said |= more.most() > 0;
            rules.plus(more);
        }
        if !said {
            // Whom it lets in is known after apply: one rule at least.
            rules.plus(Rules {
                open: true,
                ..Rules::both(1)
            });
        }
        rules
    }

    fn rule_of_one(&self, index: usize) -> Rules {
        let row = self.graph.row(index);
        if row.text("cidr_ipv4").is_some() {
            return Rules {
                v4: 1,
                ..Rules::default()
            };
        }
        if row.text("cidr_ipv6").is_some() {
            return Rules {
                v6: 1,
                ..Rules::default()
            };
        }
        match row.text("prefix_list_id") {
            Some(id) => self.prefix_list(id),
            None => Rules::both(1),
        }
    }

    /// A prefix list counts as many rules as it may have entries.
    fn prefix_list(&self, id: &str) -> Rules {
        let list = self.graph.named(id, "aws_ec2_managed_prefix_list");
        match list.and_then(|index| self.graph.row(index).count("max_entries")) {
            Some((entries, _)) => Rules::both(entries),
            None => Rules {
                open: true,
                ..Rules::both(1)
            },
        }
    }

    /// Targets of target groups and of the older load balancers.
    fn targets(&mut self) {
        for index in self.graph.of_kind(&["aws_autoscaling_group"]) {
            for (argument, kinds) in [
                ("target_group_arns", TARGET_GROUPS),
                ("load_balancers", &["aws_elb"]),
            ] {
                for group in self.graph.linked(index, argument, kinds) {
                    self.pool_behind(group, index);
                }
            }
        }
        for index in self.graph.of_kind(&["aws_autoscaling_attachment"]) {
            let pool = self
                .graph
                .link(index, "autoscaling_group_name", &["aws_autoscaling_group"]);
            let Some(pool) = pool else { continue };
            for (argument, kinds) in [
                ("lb_target_group_arn", TARGET_GROUPS),
                ("alb_target_group_arn", TARGET_GROUPS),
                ("elb", &["aws_elb"]),
            ] {
                for group in self.graph.linked(index, argument, kinds) {
                    self.pool_behind(group, pool);
                }
            }
        }
        self.attached();
        for index in self.graph.of_kind(&["aws_ecs_service"]) {
            let Some(service) = self.services.get(&index).cloned() else {
                continue;
            };
            for group in self.graph.linked(index, "load_balancer", TARGET_GROUPS) {
                let (name, at) = (self.label(group).value, self.graph.row(group).at);
                let exists = self.graph.row(group).exists;
                let count = self.counted(HoldingKind::Targets, &name);
                count.per_replica.push((service.clone(), 1));
                count.planned |= !exists;
                count.shows(at);
            }
        }
    }

    /// Every machine of a pool is a target.
    fn pool_behind(&mut self, group: usize, pool: usize) {
        let Some(pool) = self.pools.get(&pool).map(|made| made.name.clone()) else {
            return;
        };
        let name = self.label(group).value;
        let (at, exists) = (self.graph.row(group).at, self.graph.row(group).exists);
        let count = self.counted(HoldingKind::Targets, &name);
        if !count.per_machine.iter().any(|(known, _)| *known == pool) {
            count.per_machine.push((pool, 1));
        }
        count.planned |= !exists;
        count.shows(at);
    }

    /// Instances that are attached one by one: a pool of which all are attached brings the next one along.
    fn attached(&mut self) {
        let mut found: BTreeMap<(usize, String), (usize, usize)> = BTreeMap::new();
        for (kinds, group_key, groups, target_key) in [
            (
                &[
                    "aws_lb_target_group_attachment",
                    "aws_alb_target_group_attachment",
                ][..],
                "target_group_arn",
                TARGET_GROUPS,
                "target_id",
            ),
            (&["aws_elb_attachment"][..], "elb", &["aws_elb"][..], "instance"),
        ] {
            for index in self.graph.of_kind(kinds) {
                let Some(group) = self.graph.link(index, group_key, groups) else {
                    continue;
                };
                let instance = self.graph.linked(index, target_key, &["aws_instance"]);
                let pool = instance.first().and_then(|instance| self.pools.get(instance));
                let (name, machines) =
                    pool.map_or((String::new(), 0), |made| (made.name.clone(), made.machines));
                let entry = found.entry((group, name)).or_insert((0, machines));
                entry.0 += 1;
            }
        }
        for ((group, pool), (attached, machines)) in found {
            let name = self.label(group).value;
            let (at, exists) = (self.graph.row(group).at, self.graph.row(group).exists);
            let count = self.counted(HoldingKind::Targets, &name);
            if !pool.is_empty() && attached == machines {
                count.per_machine.push((pool, 1));
            } else {
                let more = i64::try_from(attached).unwrap_or(i64::MAX);
                count.fixed = count.fixed.saturating_add(more);
            }
            count.planned |= !exists;
            count.shows(at);
        }
    }
}
