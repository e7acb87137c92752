//! Devices, networks, addresses and links: where things stand and how they are reached.

use crate::confidence::{Confidence, Said};
use crate::fact::Facts;
use crate::ids::{DeviceId, HardwareId, NetworkId, PoolId, RoomId, ServiceId};
use crate::room::{Cabling, FeedUse, Stand};
use fiasco_source::Span;
use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::Arc;

/// A server, switch, firewall or other box; or the host that a compose file runs on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its name, unique in the estate.
    pub name: Said<String>,
    /// Its type, as `manufacturer/model`.
    pub kind: Option<Said<String>>,
    /// Described but not installed: a target installs it with `add=NAME`.
    pub planned: Option<Span>,
    /// Nobody named it: the one host that a compose file needs.
    pub assumed: bool,
    /// Where it stands.
    pub stand: Option<Said<Stand>>,
    /// The room it is in, where that is known.
    pub room: Option<RoomId>,
    /// The feeds it names; one that names none counts in full on every feed of its room.
    pub feeds: Option<Said<Arc<Vec<FeedUse>>>>,
    /// What devices of its type have in common, and what those have in common that state the same of themselves.
    pub hardware: Option<HardwareId>,
    /// Where it states inlets or ports of its own; none where they are its type's.
    pub hardware_at: Option<Span>,
    /// The name of the set of devices that stand in for each other.
    pub redundant: Option<Said<String>>,
    /// The pool it belongs to; it can then be cloned, whatever runs on it.
    pub pool: Option<PoolId>,
    /// As a Kubernetes node, the range its pods have their addresses from.
    pub pod_range: Option<Said<IpNet>>,
    /// What is known in numbers.
    pub facts: Facts,
}

/// What kind of network a prefix is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NetworkKind {
    /// A network of cables: devices stand in it.
    Lan,
    /// A Docker bridge network: replicas of services stand in it.
    Bridge,
}

/// One prefix in one routing scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    /// Its name, unique in its scope.
    pub name: Said<String>,
    /// What it is.
    pub kind: NetworkKind,
    /// The routing scope: two addresses can only collide in the same one.
    pub scope: String,
    /// Its prefix; a Docker network without one takes the next default pool.
    pub prefix: Option<Said<IpNet>>,
    /// The way out.
    pub gateway: Option<Said<Gateway>>,
    /// First and last address that DHCP leases.
    pub dhcp: Option<Said<(IpAddr, IpAddr)>>,
    /// Networks that traffic from here is declared to reach.
    pub reaches: Vec<Said<String>>,
    /// Created elsewhere (`external: true`): its prefix is not to be read here.
    pub external: bool,
    /// What is known in numbers.
    pub facts: Facts,
}

/// A gateway as it is written: an address, or a device whose address nobody stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gateway {
    /// An address.
    Address(IpAddr),
    /// A device of the estate.
    Device(DeviceId),
}

/// Who has an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// A device.
    Device(DeviceId),
    /// Each replica of a service.
    Service(ServiceId),
    /// The gateway of the network itself.
    Gateway(NetworkId),
}

/// How an address may be shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// One owner, no other.
    Ordinary,
    /// Meant to be held by several: virtual, anycast, VRRP and the like.
    Shared,
    /// Leased from the DHCP range, or reserved in it.
    Lease,
}

/// A place in a network, with its address where one is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The address; `None` for a member whose address is not stated.
    pub ip: Option<IpAddr>,
    /// Who has it.
    pub owner: Owner,
    /// The network it stands in, where that is known.
    pub network: Option<NetworkId>,
    /// The routing scope it is unique in.
    pub scope: String,
    /// How it may be shared.
    pub role: Role,
    /// Where it is written.
    pub at: Option<Span>,
    /// How sure the membership is.
    pub confidence: Confidence,
}

/// One end of a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// A device.
    Device(DeviceId),
    /// A name under `outside:`, so that the link is a contract.
    Outside(String),
}

/// A cable or a contract between two ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// One end.
    pub a: End,
    /// The other.
    pub b: End,
    /// Where it is written.
    pub at: Span,
    /// Rate, delay, length, largest packet.
    pub facts: Facts,
    /// Ports, kind of cable, VLANs, where anything of them is known.
    pub cabling: Option<Box<Cabling>>,
}

impl Link {
    /// Whether it leaves the estate: then bandwidth is bought, not cabled.
    #[must_use]
    pub fn is_contract(&self) -> bool {
        matches!(self.a, End::Outside(_)) || matches!(self.b, End::Outside(_))
    }
}
