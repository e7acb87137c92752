//! Pools of like machines that something else scales, and what a cloud account holds against its quotas.

use crate::confidence::Said;
use crate::fact::Facts;
use crate::ids::{PoolId, ServiceId};
use crate::quantity::Rational;
use fiasco_source::Span;

/// What a pool is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PoolKind {
    /// Machines that one resource counts.
    Instances,
    /// An autoscaling group: the cloud replaces and adds machines, up to its maximum.
    Autoscaled,
    /// Nodes of the Kubernetes cluster.
    Nodes,
}

/// A pool of like machines: a unit in which `servers` grows, whatever runs on them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pool {
    /// Its name.
    pub name: Said<String>,
    /// What it is.
    pub kind: PoolKind,
    /// `min_replicas`, `max_replicas`, where stated.
    pub facts: Facts,
}

/// What is held against a quota of a cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoldingKind {
    /// Rules of one security group, in one direction.
    SecurityGroupRules,
    /// Security groups of one network interface.
    SecurityGroupsOfInterface,
    /// Routes of one route table.
    Routes,
    /// Virtual networks of one region.
    Vpcs,
    /// Subnets of one virtual network.
    Subnets,
    /// Elastic addresses of one region.
    ElasticAddresses,
    /// Virtual processors of standard on-demand instances of one region.
    StandardCpus,
    /// Targets of one target group or load balancer.
    Targets,
    /// Network address translation gateways of one availability zone.
    NatGateways,
    /// Database instances of one region.
    DatabaseInstances,
}

/// A count that a cloud limits: so much of one kind belongs to one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// What is counted.
    pub kind: HoldingKind,
    /// What it belongs to: a security group, a region.
    pub of: Said<String>,
    /// What does not grow.
    pub fixed: Rational,
    /// What each machine of a pool adds.
    pub per_machine: Vec<(PoolId, Rational)>,
    /// What each replica of a service adds.
    pub per_replica: Vec<(ServiceId, Rational)>,
    /// Whether something could not be counted: the number is then a least one.
    pub at_least: bool,
    /// Whether all of it stands already, so that the quota, whatever it is, allows it.
    pub exists: bool,
    /// Places that show it, the first few.
    pub shows: Vec<Span>,
}

/// What the team says a quota is: cloud providers raise most of them on request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// What is counted.
    pub kind: HoldingKind,
    /// How many there may be.
    pub limit: Rational,
    /// Where it is written.
    pub at: Span,
}

impl HoldingKind {
    /// The kinds whose quota can be stated, by the key that states it.
    pub const KEYS: [(&'static str, Self); 8] = [
        ("vcpus", Self::StandardCpus),
        ("security_group_rules", Self::SecurityGroupRules),
        ("routes_per_table", Self::Routes),
        ("vpcs", Self::Vpcs),
        ("subnets_per_vpc", Self::Subnets),
        ("elastic_addresses", Self::ElasticAddresses),
        ("targets", Self::Targets),
        ("nat_gateways", Self::NatGateways),
    ];

    /// The key that states its quota in the native notation.
    #[must_use]
    pub fn key(self) -> Option<&'static str> {
        let mut keys = Self::KEYS.iter();
        keys.find(|(_, kind)| *kind == self).map(|(key, _)| *key)
    }
}
