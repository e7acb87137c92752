//! Services, the calls between them, the host ports they publish and the requests that arrive.

use crate::bounds::Bounds;
use crate::confidence::{Confidence, Said};
use crate::fact::{FactKind, Facts};
use crate::ids::{DeviceId, NetworkId, ServiceId};
use crate::image::{Image, Product};
use crate::kubernetes::{Pods, Workload};
use fiasco_source::Span;
use std::net::IpAddr;

/// What runs a service, as far as that decides what a second replica meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Runtime {
    /// Processes on the devices that `runs` names.
    Hosts,
    /// `docker compose` on one host.
    Compose,
    /// A swarm: published ports are shared by the routing mesh, container names are not used.
    Swarm,
    /// Pods of a Kubernetes cluster, on whichever node has room.
    Kubernetes,
}

/// A service: one program, some replicas of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// Its name, unique in its project.
    pub name: Said<String>,
    /// What runs it.
    pub runtime: Runtime,
    /// Its image, which names the software and its version.
    pub image: Option<Said<Image>>,
    /// Devices that run it, in source order.
    pub runs: Vec<Said<DeviceId>>,
    /// Docker networks each replica joins.
    pub networks: Vec<Said<NetworkId>>,
    /// A fixed container name.
    pub container_name: Option<Said<String>>,
    /// A named volume mounted read-write.
    pub keeps: Option<Said<String>>,
    /// `grows: out`: clones share its work, although it looks like a store.
    pub grows_out: Option<Said<bool>>,
    /// `reuse: no`: every call opens a connection of its own.
    pub reuses: Option<Said<bool>>,
    /// How Kubernetes runs it.
    pub pods: Option<Box<Pods>>,
    /// What is known in numbers.
    pub facts: Facts,
}

impl Service {
    /// The database it is, where its image says so.
    #[must_use]
    pub fn product(&self) -> Option<Product> {
        self.image.as_ref().and_then(|image| image.value.product())
    }

    /// What keeps its pods alive, where Kubernetes runs it.
    #[must_use]
    pub fn workload(&self) -> Option<Workload> {
        self.pods.as_ref().map(|pods| pods.workload)
    }

    /// Whether a clone would add nothing: a database image, a read-write named volume, or a declared number
    /// of connections it accepts; unless it says `grows: out`.
    #[must_use]
    pub fn is_store(&self) -> bool {
        match &self.grows_out {
            Some(said) => !said.value,
            None => {
                self.product().is_some_and(Product::is_database)
                    || self.keeps.is_some()
                    || self.facts.has(FactKind::MaxConnections)
            }
        }
    }
}

/// Bytes that one request and its answer take on the way, all headers included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Exchange {
    /// Bytes of the question.
    pub question: Bounds,
    /// Bytes of the answer; where only a sum is stated, all of it, since most of it nearly always is.
    pub answer: Bounds,
    /// Where it is written.
    pub at: Span,
}

/// A call edge: each request of `from` makes `times` calls to `to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The caller.
    pub from: ServiceId,
    /// The callee.
    pub to: ServiceId,
    /// Calls per request.
    pub times: crate::quantity::Rational,
    /// Bytes of one call, where they are stated.
    pub bytes: Option<Exchange>,
    /// Where it is written.
    pub at: Span,
    /// Declared, or inferred from an environment value.
    pub confidence: Confidence,
    /// Telemetry, flags and the like: no request traffic.
    pub side_channel: bool,
    /// For an inferred edge, the variable that named the callee.
    pub hint: Option<String>,
}

impl Call {
    /// Whether requests flow along it: only what somebody declared or measured counts.
    #[must_use]
    pub fn carries_requests(&self) -> bool {
        self.confidence > Confidence::Inferred && !self.side_channel
    }
}

/// Transport protocol of a published port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Protocol {
    /// TCP.
    Tcp,
    /// UDP.
    Udp,
    /// SCTP.
    Sctp,
}

impl Protocol {
    /// As it is written after the slash.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Sctp => "sctp",
        }
    }
}

/// A fixed host port, or range of them, that each replica of a service wants on its host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostPort {
    /// The service.
    pub service: ServiceId,
    /// The address it binds; `None` is every address.
    pub bind: Option<IpAddr>,
    /// First host port.
    pub first: u16,
    /// Last host port, inclusive.
    pub last: u16,
    /// Ports of the range that one replica takes: all for `8000-8010:8000-8010`, one for `8000-8010:80`.
    pub each: u16,
    /// Transport protocol.
    pub protocol: Protocol,
    /// Published by the swarm's routing mesh: one binding for all replicas.
    pub ingress: bool,
    /// Where it is written.
    pub at: Span,
}

impl HostPort {
    /// `8080/tcp`, `127.0.0.1:8000-8010/udp`.
    #[must_use]
    pub fn text(&self) -> String {
        let bind = match self.bind {
            Some(IpAddr::V6(ip)) => format!("[{ip}]:"),
            Some(ip) => format!("{ip}:"),
            None => String::new(),
        };
        let range = if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}-{}", self.first, self.last)
        };
        format!("{bind}{range}/{}", self.protocol.word())
    }

    /// Whether two bindings want a port in common on one host.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let bind = match (self.bind, other.bind) {
            (Some(a), Some(b)) => a == b || a.is_unspecified() || b.is_unspecified(),
            _ => true,
        };
        bind && self.protocol == other.protocol && self.first <= other.last && other.first <= self.last
    }
}

/// Requests that arrive at a service from outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traffic {
    /// The service at the door.
    pub service: ServiceId,
    /// Requests per second today.
    pub rate: Bounds,
    /// Bytes that one request takes to and from outside, where they are stated.
    pub bytes: Option<Exchange>,
    /// Where it is written.
    pub at: Span,
}
