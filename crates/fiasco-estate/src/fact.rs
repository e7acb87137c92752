//! Numeric facts: which there are, what they measure, who said them and how sure that is.
//!
//! The table below is the whole vocabulary. A fact is stored sparsely in the row it belongs to, so a device
//! about which little is known costs little; its key is a type, so `facts.get(Cpu)` is a time and nothing
//! else. To add a fact, add a line.

use crate::bounds::Bounds;
use crate::confidence::Confidence;
use crate::quantity::{Dim, Measure, Qty, Rational, dim};
use fiasco_source::Span;

/// A fact's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<D: Dim> {
    /// Said exactly.
    Known(Qty<D>),
    /// Said to lie between two values, both possible.
    Interval(Qty<D>, Qty<D>),
    /// Not said.
    Unknown,
}

/// A typed fact with its provenance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fact<D: Dim> {
    /// What is known.
    pub value: Value<D>,
    /// Who said it; `None` for what is unknown or assumed.
    pub at: Option<Span>,
    /// How sure it is.
    pub confidence: Confidence,
}

impl<D: Dim> Fact<D> {
    /// Nobody said it.
    #[must_use]
    pub fn unknown() -> Self {
        Self {
            value: Value::Unknown,
            at: None,
            confidence: Confidence::Assumed,
        }
    }

    /// The interval it stands for, in base units: a point, an interval, or everything.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        match self.value {
            Value::Known(x) => Bounds::exact(x.value()),
            Value::Interval(lo, hi) => Bounds {
                lo: lo.value(),
                hi: Some(hi.value()),
            },
            Value::Unknown => Bounds::UNKNOWN,
        }
    }

    /// Whether anything is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !matches!(self.value, Value::Unknown)
    }
}

/// A fact as it is stored and merged: its kind is in the key, its value in base units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawFact {
    /// Which fact.
    pub kind: FactKind,
    /// The least it can be, in the base unit of its measure.
    pub lo: Rational,
    /// The most it can be.
    pub hi: Rational,
    /// Who said it.
    pub at: Option<Span>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// The key of a fact, as a type that knows what it measures.
pub trait FactKey: Copy {
    /// What it measures.
    type Dim: Dim;
    /// The stored key.
    const KIND: FactKind;
}

/// The facts known of one row, in the order of [`FactKind`]; at most one of each kind.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Facts(Vec<RawFact>);

impl Facts {
    /// The fact of this kind; unknown where nobody said it.
    #[must_use]
    pub fn get<K: FactKey>(&self, _key: K) -> Fact<K::Dim> {
        match self.raw(K::KIND) {
            None => Fact::unknown(),
            Some(raw) => {
                let value = if raw.lo == raw.hi {
                    Value::Known(Qty::new(raw.lo))
                } else {
                    Value::Interval(Qty::new(raw.lo), Qty::new(raw.hi))
                };
                Fact {
                    value,
                    at: raw.at,
                    confidence: raw.confidence,
                }
            }
        }
    }

    /// The stored fact of this kind.
    #[must_use]
    pub fn raw(&self, kind: FactKind) -> Option<&RawFact> {
        self.0.iter().find(|fact| fact.kind == kind)
    }

    /// Whether a fact of this kind is known.
    #[must_use]
    pub fn has(&self, kind: FactKind) -> bool {
        self.raw(kind).is_some()
    }

    /// Puts a fact in, replacing one of the same kind, which is returned.
    pub fn set(&mut self, fact: RawFact) -> Option<RawFact> {
        match self.0.binary_search_by_key(&fact.kind, |f| f.kind) {
            Ok(at) => self.0.get_mut(at).map(|old| std::mem::replace(old, fact)),
            Err(at) => {
                self.0.insert(at, fact);
                None
            }
        }
    }

    /// The same facts, as said at another place.
    #[must_use]
    pub fn said_at(&self, at: Span) -> Self {
        let mut facts = self.clone();
        for fact in &mut facts.0 {
            fact.at = Some(at);
        }
        facts
    }

    /// All facts, in the order of their kinds.
    pub fn iter(&self) -> impl Iterator<Item = &RawFact> {
        self.0.iter()
    }

    /// What stays as it is while the load comes and goes.
    fn lasting(&self) -> impl Iterator<Item = (FactKind, Rational, Rational)> {
        let passing = |kind| matches!(kind, FactKind::Busy | FactKind::MemoryUsed);
        let lasting = self.0.iter().filter(move |fact| !passing(fact.kind));
        lasting.map(|fact| (fact.kind, fact.lo, fact.hi))
    }

    /// The same values, whoever said them: what makes two servers alike. How busy they happen to be does not
    /// tell them apart.
    #[must_use]
    pub fn same_values(&self, other: &Self) -> bool {
        self.lasting().eq(other.lasting())
    }
}

macro_rules! facts {
    ($($(#[$doc:meta])* $name:ident = $key:literal : $dim:ident, $what:literal;)*) => {
        /// Which fact. The order is that of `fiasco show`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum FactKind { $($(#[$doc])* $name,)* }

        impl FactKind {
            /// Every kind of fact.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The key that says it in the native notation.
            #[must_use]
            pub fn key(self) -> &'static str {
                match self { $(Self::$name => $key,)* }
            }

            /// What it measures.
            #[must_use]
            pub fn measure(self) -> Measure {
                match self { $(Self::$name => <dim::$dim as Dim>::MEASURE,)* }
            }

            /// What it is, in words that fit after "the".
            #[must_use]
            pub fn what(self) -> &'static str {
                match self { $(Self::$name => $what,)* }
            }
        }

        /// The keys of facts, as types.
        pub mod key {
            use super::{FactKey, FactKind, dim};
            $(
                $(#[$doc])*
                #[derive(Debug, Clone, Copy)]
                pub struct $name;
                impl FactKey for $name {
                    type Dim = dim::$dim;
                    const KIND: FactKind = FactKind::$name;
                }
            )*
        }
    };
}

facts! {
    /// Processor cores of a device.
    Cores = "cores": Cores, "number of cores";
    /// Memory of a device, or the memory limit of one replica of a service.
    Memory = "memory": Data, "memory";
    /// Entries a device's connection tracking table can hold.
    Conntrack = "conntrack": Count, "size of the connection tracking table";
    /// Connections per second that a device sees begin.
    NewConnections = "new_connections": RequestRate, "rate of new connections";
    /// Ephemeral ports of a device (`net.ipv4.ip_local_port_range`).
    EphemeralPorts = "ephemeral_ports": Count, "number of ephemeral ports";
    /// `net.core.somaxconn` of a device.
    Somaxconn = "somaxconn": Count, "net.core.somaxconn";
    /// Processor time one request takes of a service.
    Cpu = "cpu": Time, "CPU time per request";
    /// The processor time that one request in a hundred exceeds.
    CpuP99 = "cpu_p99": Time, "CPU time that one request in a hundred exceeds";
    /// Share of a request's work that only one request of a replica does at a time (Universal Scalability Law).
    Contention = "contention": Ratio, "share of the work that is done one at a time";
    /// What requests of a replica cost each other in pairs, as a share of the work of one (Universal Scalability Law).
    Coherency = "coherency": Ratio, "cost of agreement between pairs of requests";
    /// Cores a service keeps busy today, all its replicas together.
    Busy = "busy": Cores, "busy cores today";
    /// The request rate at which `busy` was seen.
    BusyAt = "busy_at": RequestRate, "request rate at which it was busy";
    /// Cores one replica may use.
    CpuLimit = "cpu_limit": Cores, "CPU limit of a replica";
    /// Cores that the scheduler keeps for one replica.
    CpuRequest = "cpu_request": Cores, "CPU request of a replica";
    /// Memory that the scheduler keeps for one replica.
    MemoryRequest = "memory_request": Data, "memory request of a replica";
    /// Memory a service uses today, all its replicas together.
    MemoryUsed = "memory_used": Data, "memory used today";
    /// The fewest replicas or machines an autoscaler leaves.
    MinReplicas = "min_replicas": Count, "minimum of the autoscaler";
    /// The most replicas or machines an autoscaler makes.
    MaxReplicas = "max_replicas": Count, "maximum of the autoscaler";
    /// Pods that fit on a node, whatever room it has (`maxPods` of the kubelet).
    MaxPods = "max_pods": Count, "number of pods a node takes";
    /// Addresses of a network that whoever runs it keeps, network and broadcast address included.
    ReservedAddresses = "reserved_addresses": Count, "number of addresses kept by the provider";
    /// Replicas of a service today.
    Replicas = "replicas": Count, "number of replicas";
    /// Worker processes or threads of one replica that serve requests.
    Workers = "workers": Count, "number of workers";
    /// Processes of one replica, each with a pool of its own.
    Processes = "processes": Count, "number of processes";
    /// Connections each process of a service may open to each store it calls.
    Pool = "pool": Count, "size of the connection pool";
    /// Connections a store accepts.
    MaxConnections = "max_connections": Count, "number of connections it accepts";
    /// Of these, kept for administrators.
    ReservedConnections = "reserved_connections": Count, "number of connections kept for administrators";
    /// Connections open at a service today, all its replicas together.
    Connections = "connections": Count, "number of open connections today";
    /// nginx `worker_connections`.
    WorkerConnections = "worker_connections": Count, "worker_connections";
    /// Open files one process may hold.
    Nofile = "nofile": Count, "limit of open files";
    /// Backlog a service asks for when it listens.
    Backlog = "backlog": Count, "listen backlog";
    /// The longest time a service does not accept (a collection pause, a reload).
    Stall = "stall": Time, "longest time without accepting";
    /// How long a caller waits for an answer.
    Timeout = "timeout": Time, "timeout";
    /// How often a caller tries again.
    Retries = "retries": Count, "number of retries";
    /// The pause before the first retry; it doubles with each, and is drawn evenly below that.
    Backoff = "backoff": Time, "pause before the first retry";
    /// How long a new replica takes until it serves.
    Boot = "boot": Time, "time a new replica takes to serve";
    /// Share of its calls that a service answers from its own cache, once that is warm.
    Hits = "hits": Ratio, "share of calls that its cache answers";
    /// Different things that are asked for, for a service with a cache.
    Keys = "keys": Count, "number of different things it is asked for";
    /// The time that all but one answer in a hundred are to take at most.
    SloP99 = "slo_p99": Time, "objective for the 99th percentile";
    /// The share of requests that may fail.
    SloErrors = "slo_errors": Ratio, "objective for the share of errors";
    /// Bytes a store keeps.
    Data = "data": Data, "amount of stored data";
    /// Rate a link carries.
    Rate = "rate": DataRate, "rate";
    /// One-way or round-trip delay of a link, as stated.
    Delay = "delay": Time, "delay";
    /// What a device draws from all its supplies together, in normal operation.
    Power = "power": Power, "power it draws";
    /// What a device draws when it has nothing to do; working, it draws evenly more, up to `power`.
    Idle = "idle": Power, "power it draws when idle";
    /// What its nameplate says it may draw at most.
    Nameplate = "nameplate": Power, "power on its nameplate";
    /// Power supplies of a device.
    Psus = "psus": Count, "number of power supplies";
    /// What one power supply delivers.
    PsuRating = "psu": Power, "rating of one power supply";
    /// Height of a device, or of a rack inside.
    Units = "units": RackUnits, "height";
    /// Width of a device.
    Width = "width": Length, "width";
    /// Depth of a device, or the mounting depth of a rack.
    Depth = "depth": Length, "depth";
    /// Mass of a device, or of an empty rack.
    Weight = "weight": Mass, "mass";
    /// Mass a rack carries.
    MaxWeight = "max_weight": Mass, "mass it carries";
    /// Floor that carries a rack: its own and its share of the aisles.
    FloorArea = "area": Area, "floor it stands on";
    /// Mass that the floor of a room carries per area.
    Floor = "floor": AreaLoad, "load the floor carries";
    /// Mass that one tile of a raised floor carries.
    Tile = "tile": Mass, "load one tile carries";
    /// Air in a room.
    Air = "air": Volume, "volume of its air";
    /// Temperature of the air that cooling supplies.
    Supply = "supply": Temperature, "temperature of the supplied air";
    /// The warmest air a device may take in.
    MaxInlet = "max_inlet": Temperature, "warmest air it may take in";
    /// The air at which a device shuts itself down.
    ShutdownInlet = "shutdown_inlet": Temperature, "air at which it shuts down";
    /// Voltage of a feed; between two phases where it has three.
    Voltage = "voltage": Voltage, "voltage";
    /// Current a breaker is rated for.
    Current = "current": Current, "rated current";
    /// Share of its rating that a breaker carries for hours.
    Continuous = "continuous": Ratio, "share that is carried for hours";
    /// Volt-amperes of a UPS.
    UpsRating = "rating": Power, "rating in volt-amperes";
    /// Watts of a UPS.
    UpsWatts = "watts": Power, "rating in watts";
    /// How long a UPS holds at `runtime_at`.
    Runtime = "runtime": Time, "time it holds";
    /// The load at which it holds that long.
    RuntimeAt = "runtime_at": Power, "load it was measured at";
    /// How long a UPS has to hold.
    Hold = "hold": Time, "time it has to hold";
    /// Exponent of a battery's capacity under load (Peukert): 1 for one that gives the same at any load.
    Peukert = "peukert": Ratio, "Peukert exponent of its battery";
    /// Data rate that a firewall inspects.
    Throughput = "throughput": DataRate, "rate it inspects";
    /// Receive window of a host.
    Window = "window": Data, "receive window";
    /// Largest packet of a network or interface, in bytes.
    Mtu = "mtu": Count, "largest packet";
    /// Bytes that an overlay network adds to each packet of the network beneath.
    Overhead = "overlay": Count, "overhead of the overlay";
    /// The VLAN that a network is.
    Vlan = "vlan": Count, "VLAN";
    /// The most that the ports of a switch may be sold over, as 3 for three times what its uplinks carry.
    Oversubscription = "oversubscription": Count, "oversubscription it is built for";
    /// Length of a cable.
    CableLength = "length": Length, "length";
    /// Clients that lease an address from a network's DHCP range.
    Clients = "clients": Count, "number of DHCP clients";
}
