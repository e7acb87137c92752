//! What one importer found: the rows of a part of an estate, with names where the estate has ids. Joining the
//! parts resolves the names, merges what two sources say of one thing, and notes where they disagree.

use fiasco_estate::confidence::{Confidence, Said};
use fiasco_estate::device::{NetworkKind, Role};
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::image::Image;
use fiasco_estate::kubernetes::{ApiObject, Cluster, Pods, Quota};
use fiasco_estate::pool::{Grant, HoldingKind, PoolKind};
use fiasco_estate::quantity::{Measure, Rational, Reading, read};
use fiasco_estate::room::plug::Plug;
use fiasco_estate::room::{Cabling, CoolingUnit, Face, Hardware, Leg, Opening};
use fiasco_estate::service::{Exchange, Protocol, Runtime};
use fiasco_estate::{Allow, Bounds, Note, Target};
use fiasco_source::Span;
use ipnet::IpNet;
use std::net::IpAddr;
use std::sync::Arc;

/// What one source says.
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// The estate's name, where the source gives one.
    pub name: Option<String>,
    /// The name that Docker puts before those of the project's containers.
    pub project: Option<String>,
    /// Devices, in source order.
    pub devices: Vec<DeviceRow>,
    /// Networks, in source order.
    pub networks: Vec<NetworkRow>,
    /// Links, in source order.
    pub links: Vec<LinkRow>,
    /// Services, in source order.
    pub services: Vec<ServiceRow>,
    /// Arrivals, in source order.
    pub traffic: Vec<TrafficRow>,
    /// Rooms, in source order.
    pub rooms: Vec<RoomRow>,
    /// Racks, in source order.
    pub racks: Vec<RackRow>,
    /// Feeds, in source order.
    pub feeds: Vec<FeedRow>,
    /// UPSs.
    pub ups: Vec<UpsRow>,
    /// Power distribution units.
    pub power_units: Vec<PowerUnitRow>,
    /// Pools of like machines.
    pub pools: Vec<PoolRow>,
    /// What a cloud account holds against its quotas.
    pub holdings: Vec<HoldingRow>,
    /// Quotas of cloud accounts, where somebody says what they are.
    pub grants: Vec<Grant>,
    /// What is known of the Kubernetes cluster.
    pub cluster: Cluster,
    /// Quotas of Kubernetes namespaces.
    pub quotas: Vec<Quota>,
    /// Kubernetes objects with their interface versions.
    pub api_objects: Vec<ApiObject>,
    /// What was measured, by whom it was measured of.
    pub usage: Vec<UsageRow>,
    /// Names that lie outside.
    pub outside: Vec<Said<String>>,
    /// The target it states.
    pub target: Target,
    /// What it says a rehearsal goes through.
    pub script: fiasco_estate::Script,
    /// What reading it brought up.
    pub notes: Vec<Note>,
    /// What it says may break.
    pub allows: Vec<Allow>,
    /// Areas it speaks of that no rule looks at yet, such as `racks`.
    pub not_looked_at: Vec<&'static str>,
}

impl Part {
    /// Adds what another part of the same source says behind this one.
    pub fn append(&mut self, more: Self) {
        let Self {
            name,
            project,
            devices,
            networks,
            links,
            services,
            traffic,
            rooms,
            racks,
            feeds,
            ups,
            power_units,
            pools,
            holdings,
            grants,
            cluster,
            quotas,
            api_objects,
            usage,
            outside,
            target,
            script,
            notes,
            allows,
            not_looked_at,
        } = more;
        self.name = name.or(self.name.take());
        self.project = project.or(self.project.take());
        add(&mut self.devices, devices);
        add(&mut self.networks, networks);
        add(&mut self.links, links);
        add(&mut self.services, services);
        add(&mut self.traffic, traffic);
        add(&mut self.rooms, rooms);
        add(&mut self.racks, racks);
        add(&mut self.feeds, feeds);
        add(&mut self.ups, ups);
        add(&mut self.power_units, power_units);
        add(&mut self.pools, pools);
        add(&mut self.holdings, holdings);
        add(&mut self.grants, grants);
        if cluster != Cluster::default() {
            self.cluster = cluster;
        }
        add(&mut self.quotas, quotas);
        add(&mut self.api_objects, api_objects);
        add(&mut self.usage, usage);
        add(&mut self.outside, outside);
        if !target.is_empty() {
            self.target = target;
        }
        add(&mut self.script.0, script.0);
        add(&mut self.notes, notes);
        add(&mut self.allows, allows);
        for area in not_looked_at {
            if !self.not_looked_at.contains(&area) {
                self.not_looked_at.push(area);
            }
        }
    }
}

/// Adds rows behind others; where there are none, nothing is copied.
pub(crate) fn add<T>(rows: &mut Vec<T>, more: Vec<T>) {
    if rows.is_empty() {
        *rows = more;
    } else {
        rows.extend(more);
    }
}

/// Facts that a service can state, in whichever format.
pub const SERVICE_FACTS: &[FactKind] = &[
    FactKind::Memory,
    FactKind::Cpu,
    FactKind::CpuP99,
    FactKind::Contention,
    FactKind::Coherency,
    FactKind::Busy,
    FactKind::BusyAt,
    FactKind::CpuLimit,
    FactKind::CpuRequest,
    FactKind::MemoryRequest,
    FactKind::MemoryUsed,
    FactKind::MinReplicas,
    FactKind::MaxReplicas,
    FactKind::Replicas,
    FactKind::Workers,
    FactKind::Processes,
    FactKind::Pool,
    FactKind::MaxConnections,
    FactKind::ReservedConnections,
    FactKind::Connections,
    FactKind::WorkerConnections,
    FactKind::Nofile,
    FactKind::Backlog,
    FactKind::Stall,
    FactKind::Timeout,
    FactKind::Retries,
    FactKind::Backoff,
    FactKind::Boot,
    FactKind::Hits,
    FactKind::Keys,
    FactKind::Data,
];

/// Reads objectives: `p99 < 300 ms, errors < 0.1 %`.
///
/// # Errors
/// What was expected, and what was found.
pub fn objectives(text: &str) -> Result<Vec<(FactKind, Reading)>, String> {
    let wishes = text.split(',').map(str::trim).filter(|wish| !wish.is_empty());
    let read_one = |wish: &str| {
        let (what, most) = wish.split_once('<').ok_or_else(|| {
            format!("expected objectives such as `p99 < 300 ms, errors < 0.1 %`, found `{wish}`")
        })?;
        let most = most.trim_start_matches('=').trim();
        let kind = match what.trim() {
            "p99" => FactKind::SloP99,
            "errors" => FactKind::SloErrors,
            other => {
                return Err(format!(
                    "expected an objective for p99 or for errors, found `{other}`"
                ));
            }
        };
        let reading = read(most, kind.measure()).map_err(|error| error.to_string())?;
        Ok((kind, reading))
    };
    wishes.map(read_one).collect()
}

/// A device.
#[derive(Debug, Clone)]
pub struct DeviceRow {
    /// Its name.
    pub name: Said<String>,
    /// Its type.
    pub kind: Option<Said<String>>,
    /// `planned: true`.
    pub planned: Option<Span>,
    /// Nobody named it.
    pub assumed: bool,
    /// Where it stands.
    pub stand: Option<Said<StandRow>>,
    /// The room it is in, where no rack says it.
    pub room: Option<Said<String>>,
    /// The feeds it hangs on; devices that name the same may share the list.
    pub feeds: Option<Said<Arc<Vec<FeedName>>>>,
    /// What it states of its inlets, ports and airflow; devices that are written together share it.
    pub hardware: Option<Arc<Hardware>>,
    /// Where it states that.
    pub hardware_at: Option<Span>,
    /// The name of the set of devices that stand in for each other.
    pub redundant: Option<Said<String>>,
    /// The name of the pool it belongs to.
    pub pool: Option<Said<String>>,
    /// As a Kubernetes node, the range its pods have their addresses from.
    pub pod_range: Option<Said<IpNet>>,
    /// What tells it from others in whichever source.
    pub identity: Option<Box<Identity>>,
    /// What is known in numbers.
    pub facts: Facts,
    /// Its places in networks.
    pub places: Vec<PlaceRow>,
    /// Whether it has no other places: then none is inferred from the only network there is.
    pub places_complete: bool,
}

/// What tells a device from others in whichever source, strongest first; a name comes last.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// Its serial number.
    pub serial: Option<Said<String>>,
    /// The tag its owner gave it.
    pub asset_tag: Option<Said<String>>,
    /// Its fully qualified name.
    pub fqdn: Option<Said<String>>,
    /// The address it is managed by.
    pub management: Option<Said<IpAddr>>,
}

/// A pool of like machines.
#[derive(Debug, Clone)]
pub struct PoolRow {
    /// Its name.
    pub name: Said<String>,
    /// What it is.
    pub kind: PoolKind,
    /// `min_replicas` and `max_replicas`, where stated.
    pub facts: Facts,
}

/// What a cloud account holds against a quota; see `fiasco_estate::pool::Holding`.
#[derive(Debug, Clone)]
pub struct HoldingRow {
    /// What is counted.
    pub kind: HoldingKind,
    /// What it belongs to.
    pub of: Said<String>,
    /// What does not grow.
    pub fixed: Rational,
    /// What each machine of a pool adds, by the pool's name.
    pub per_machine: Vec<(String, Rational)>,
    /// What each replica of a service adds, by the service's name.
    pub per_replica: Vec<(String, Rational)>,
    /// Whether something could not be counted.
    pub at_least: bool,
    /// Whether all of it stands already.
    pub exists: bool,
    /// Places that show it.
    pub shows: Vec<Span>,
}

/// Whom a measurement is about, as the tool that made it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measured {
    /// A container by its name: `shop-web-1`.
    Container(String),
    /// A pod by its name: `web-6d4cf56db6-x7x2p`, in a namespace where one is said.
    Pod {
        /// Its namespace.
        namespace: Option<String>,
        /// Its name.
        pod: String,
    },
    /// A service by its name.
    Service(String),
    /// A device or node by its name.
    Device(String),
    /// The one host that nobody named, as the containers on it show it.
    Host,
}

/// What was measured of one thing.
#[derive(Debug, Clone)]
pub struct UsageRow {
    /// Of whom.
    pub of: Measured,
    /// What, all of confidence *measured*.
    pub facts: Facts,
    /// Where it is written.
    pub at: Span,
}

impl DeviceRow {
    /// A device of which only the name is known.
    #[must_use]
    pub fn named(name: Said<String>) -> Self {
        Self {
            name,
            kind: None,
            planned: None,
            assumed: false,
            stand: None,
            room: None,
            feeds: None,
            hardware: None,
            hardware_at: None,
            redundant: None,
            pool: None,
            pod_range: None,
            identity: None,
            facts: Facts::default(),
            places: Vec::new(),
            places_complete: false,
        }
    }
}

/// A place in a network.
#[derive(Debug, Clone)]
pub struct PlaceRow {
    /// The network's name; `None` where only the address is known.
    pub network: Option<Said<String>>,
    /// The address, where it is stated.
    pub ip: Option<IpAddr>,
    /// How it may be shared.
    pub role: Role,
    /// Where it is written.
    pub at: Span,
}

/// A network.
#[derive(Debug, Clone)]
pub struct NetworkRow {
    /// Its name, unique in its scope.
    pub name: Said<String>,
    /// What it is.
    pub kind: NetworkKind,
    /// The routing scope its addresses are unique in.
    pub scope: String,
    /// Its prefix.
    pub prefix: Option<Said<IpNet>>,
    /// The way out.
    pub gateway: Option<Said<GatewayRow>>,
    /// First and last leased address.
    pub dhcp: Option<Said<(IpAddr, IpAddr)>>,
    /// Networks that traffic from here is declared to reach.
    pub reaches: Vec<Said<String>>,
    /// Created elsewhere.
    pub external: bool,
    /// What is known in numbers.
    pub facts: Facts,
}

/// A gateway, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GatewayRow {
    /// An address.
    Address(IpAddr),
    /// A device's name.
    Device(String),
}

/// A link.
#[derive(Debug, Clone)]
pub struct LinkRow {
    /// One end: a device, or a name under `outside`.
    pub a: Said<String>,
    /// The other end.
    pub b: Said<String>,
    /// Where it is written.
    pub at: Span,
    /// Rate, delay, length, largest packet.
    pub facts: Facts,
    /// What is known of it as a cable.
    pub cabling: Option<Box<Cabling>>,
}

/// Where a device stands, with the name of the rack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandRow {
    /// The rack's name.
    pub rack: String,
    /// Its lowest place in half units, 0 being the bottom.
    pub at: Option<u32>,
    /// The side it is mounted from.
    pub face: Face,
}

impl std::fmt::Display for StandRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.rack)?;
        match self.at {
            Some(at) => write!(f, " @ {}", fiasco_estate::room::unit_name(at)),
            None => Ok(()),
        }
    }
}

/// A feed that a device names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedName {
    /// The feed's name, in the device's room.
    pub feed: String,
    /// The leg of it.
    pub leg: Option<Leg>,
}

/// A room.
#[derive(Debug, Clone)]
pub struct RoomRow {
    /// Its name.
    pub name: Said<String>,
    /// Every opening on the way in.
    pub openings: Vec<Opening>,
    /// Its cooling units.
    pub cooling: Vec<CoolingUnit>,
    /// What is known in numbers.
    pub facts: Facts,
}

/// A rack.
#[derive(Debug, Clone)]
pub struct RackRow {
    /// Its name.
    pub name: Said<String>,
    /// The room it stands in; the only one there is, where it names none.
    pub room: Option<Said<String>>,
    /// Stretches that are kept free: first place and height in half units.
    pub reserved: Vec<Said<(u32, u32)>>,
    /// What is known in numbers.
    pub facts: Facts,
}

/// A feed.
#[derive(Debug, Clone)]
pub struct FeedRow {
    /// Its name, unique in its room.
    pub name: Said<String>,
    /// The room it feeds; the only one there is, where it names none.
    pub room: Option<Said<String>>,
    /// Whether it has three phases.
    pub three_phase: bool,
    /// The curve of its breaker.
    pub curve: Option<Said<char>>,
    /// What is known in numbers.
    pub facts: Facts,
}

/// A UPS.
#[derive(Debug, Clone)]
pub struct UpsRow {
    /// Its name.
    pub name: Said<String>,
    /// The room it stands in; the only one there is, where it names none.
    pub room: Option<Said<String>>,
    /// The feeds it carries; all of the room, where it names none.
    pub feeds: Vec<Said<String>>,
    /// What is known in numbers.
    pub facts: Facts,
}

/// A power distribution unit.
#[derive(Debug, Clone)]
pub struct PowerUnitRow {
    /// Its name.
    pub name: Said<String>,
    /// The rack it hangs in.
    pub rack: Option<Said<String>>,
    /// The room it hangs in, where no rack says it.
    pub room: Option<Said<String>>,
    /// The feed behind it.
    pub feed: Option<Said<String>>,
    /// Its outlets.
    pub outlets: Vec<OutletsRow>,
    /// What is known in numbers.
    pub facts: Facts,
}

/// Like outlets of a power distribution unit.
#[derive(Debug, Clone)]
pub struct OutletsRow {
    /// What plugs in.
    pub kind: Plug,
    /// How many there are.
    pub count: u32,
    /// The leg they are on.
    pub leg: Option<Leg>,
    /// Where it is written.
    pub at: Span,
}

/// A service.
#[derive(Debug, Clone)]
pub struct ServiceRow {
    /// Its name.
    pub name: Said<String>,
    /// What runs it.
    pub runtime: Runtime,
    /// Its image.
    pub image: Option<Said<Image>>,
    /// Names of the devices that run it.
    pub runs: Vec<Said<String>>,
    /// Names of the Docker networks its replicas join.
    pub networks: Vec<Said<String>>,
    /// Fixed addresses in these networks.
    pub places: Vec<PlaceRow>,
    /// A fixed container name.
    pub container_name: Option<Said<String>>,
    /// A named volume mounted read-write.
    pub keeps: Option<Said<String>>,
    /// `grows: out`.
    pub grows_out: Option<Said<bool>>,
    /// `reuse: no`.
    pub reuses: Option<Said<bool>>,
    /// How Kubernetes runs it.
    pub pods: Option<Box<Pods>>,
    /// What is known in numbers.
    pub facts: Facts,
    /// Calls it makes.
    pub calls: Vec<CallRow>,
    /// Host ports it publishes.
    pub ports: Vec<PortRow>,
}

impl ServiceRow {
    /// A service of which only the name is known.
    #[must_use]
    pub fn named(name: Said<String>, runtime: Runtime) -> Self {
        Self {
            name,
            runtime,
            image: None,
            runs: Vec::new(),
            networks: Vec::new(),
            places: Vec::new(),
            container_name: None,
            keeps: None,
            grows_out: None,
            reuses: None,
            pods: None,
            facts: Facts::default(),
            calls: Vec::new(),
            ports: Vec::new(),
        }
    }
}

/// A call.
#[derive(Debug, Clone)]
pub struct CallRow {
    /// The callee's name.
    pub to: Said<String>,
    /// Calls per request.
    pub times: Rational,
    /// Bytes of one call.
    pub bytes: Option<Exchange>,
    /// Declared, or inferred.
    pub confidence: Confidence,
    /// Telemetry, flags and the like.
    pub side_channel: bool,
    /// The variable that named the callee.
    pub hint: Option<String>,
    /// Where it is written.
    pub at: Span,
}

/// A published host port; see `fiasco_estate::service::HostPort`.
#[derive(Debug, Clone)]
pub struct PortRow {
    /// The address it binds.
    pub bind: Option<IpAddr>,
    /// First host port.
    pub first: u16,
    /// Last host port, inclusive.
    pub last: u16,
    /// Ports that one replica takes.
    pub each: u16,
    /// Transport protocol.
    pub protocol: Protocol,
    /// Published by the swarm's routing mesh.
    pub ingress: bool,
    /// Where it is written.
    pub at: Span,
}

/// Requests that arrive.
#[derive(Debug, Clone)]
pub struct TrafficRow {
    /// At which service.
    pub service: Said<String>,
    /// Requests per second.
    pub rate: Bounds,
    /// Bytes that one request takes to and from outside.
    pub bytes: Option<Exchange>,
    /// Where it is written.
    pub at: Span,
}

/// Splits `db x 3 of 4 kB` into what is called or arrives and the bytes of it.
#[must_use]
pub fn split_bytes(text: &str) -> (&str, Option<&str>) {
    text.rsplit_once(" of ")
        .map_or((text, None), |(what, bytes)| (what.trim_end(), Some(bytes)))
}

/// Reads `4 kB`, question and answer together, or `1 kB + 40 kB`, the question and then the answer.
///
/// # Errors
/// What was expected and what was found.
pub fn exchange(text: &str, at: Span) -> Result<Exchange, String> {
    let bytes = |text: &str| {
        let reading = read(text.trim(), Measure::Data).map_err(|error| error.to_string())?;
        Ok::<_, String>(Bounds {
            lo: reading.lo,
            hi: Some(reading.hi),
        })
    };
    let (question, answer) = match text.split_once('+') {
        Some((question, answer)) => (bytes(question)?, bytes(answer)?),
        None => (Bounds::ZERO, bytes(text)?),
    };
    Ok(Exchange { question, answer, at })
}

/// A stated fact, as stored.
#[must_use]
pub fn declared(kind: FactKind, reading: Reading, at: Span) -> RawFact {
    RawFact {
        kind,
        lo: reading.lo,
        hi: reading.hi,
        at: Some(at),
        confidence: Confidence::Declared,
    }
}

/// A fact that was measured, as stored.
#[must_use]
pub fn measured(kind: FactKind, value: Rational, at: Span) -> RawFact {
    RawFact {
        kind,
        lo: value,
        hi: value,
        at: Some(at),
        confidence: Confidence::Measured,
    }
}

/// A fact stated on the command line: declared, but in no file.
#[must_use]
pub fn declared_by_option(kind: FactKind, reading: Reading) -> RawFact {
    RawFact {
        kind,
        lo: reading.lo,
        hi: reading.hi,
        at: None,
        confidence: Confidence::Declared,
    }
}
