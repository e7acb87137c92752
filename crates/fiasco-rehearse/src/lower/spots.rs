//! Where replicas run: hosts that share their processors among what runs on them, nodes of a cluster as one, or a
//! limit of their own.

use crate::assume::{self, Honesty};
use crate::plant::middle;
use fiasco_estate::fact::key;
use fiasco_estate::service::Runtime;
use fiasco_estate::{DeviceId, ServiceId, View};
use fiasco_sim::model::{AutoscalerSpec, Contention, Discipline, Metric, Model, StationId, StationSpec};
use std::collections::BTreeMap;

/// A host.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// The device; for one that growth made, what it copies.
    pub device: DeviceId,
    /// For one that growth made, its number.
    pub grown: Option<u32>,
    /// Its processors.
    pub cores: f64,
    /// Its station.
    pub station: StationId,
}

/// The replicas of a service on one host, or all of them where they have no host of their own.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The station, where its processors are known.
    pub station: Option<StationId>,
    /// The host, by its place.
    pub host: Option<usize>,
    /// How many there are.
    pub replicas: i64,
    /// Processors of the station.
    pub cores: f64,
    /// The device.
    pub device: Option<DeviceId>,
}

/// All hosts.
pub struct Spots {
    pub all: Vec<Spot>,
    servers: BTreeMap<u32, u32>,
    cluster: Option<(StationId, f64)>,
}

fn station(model: &mut Model, name: &str, cores: f64) -> StationId {
    let servers = cores.ceil().clamp(1.0, 1e6);
    model.station_of(
        name,
        StationSpec {
            servers: servers as u32,
            speed: cores / servers,
            discipline: Discipline::Sharing(None),
            ..StationSpec::default()
        },
    )
}

impl Spots {
    /// The hosts of services that requests reach.
    pub fn of(view: &View<'_>, model: &mut Model, honesty: &mut Honesty) -> Self {
        let estate = view.estate;
        let mut spots = Self {
            all: Vec::new(),
            servers: BTreeMap::new(),
            cluster: None,
        };
        for device in estate.device_ids() {
            let runs = !view.relations.services_on[device.index()].is_empty();
            if runs && estate.device(device).planned.is_none() {
                spots.add(view, model, device, None, honesty);
            }
        }
        for new in view.grown.devices.iter().take_while(|new| new.step <= view.born) {
            if !view.relations.services_on[new.origin.index()].is_empty() {
                spots.add(view, model, new.origin, Some(new.number), honesty);
            }
        }
        let nodes = view.nodes().is_some_and(|nodes| nodes > 0);
        let cores = view.of_nodes(key::Cores).ok().and_then(middle);
        if let (true, Some(cores)) = (nodes, cores) {
            spots.cluster = Some((station(model, "the cluster", cores), cores));
        }
        spots
    }

    fn add(
        &mut self,
        view: &View<'_>,
        model: &mut Model,
        device: DeviceId,
        grown: Option<u32>,
        honesty: &mut Honesty,
    ) {
        let name = view.estate.device_name(device);
        let stated = view.estate.device(device).facts.get(key::Cores);
        let Some(cores) = middle(stated.bounds()).filter(|cores| *cores > 0.0) else {
            honesty.leave_out(format!("the processors of {name}: its cores are not known"));
            return;
        };
        honesty.rests_on(stated.confidence);
        let name = grown.map_or(name.to_owned(), |number| format!("{name}+{number}"));
        let station = station(model, &name, cores);
        self.servers.insert(station.index() as u32, cores.ceil() as u32);
        self.all.push(Spot {
            device,
            grown,
            cores,
            station,
        });
    }

    /// Where the replicas of a service run.
    pub fn members(
        &self,
        view: &View<'_>,
        model: &mut Model,
        service: ServiceId,
        honesty: &mut Honesty,
    ) -> Vec<Member> {
        let row = view.estate.service(service);
        let name = view.estate.service_name(service);
        let limit = middle(row.facts.get(key::CpuLimit).bounds()).filter(|limit| *limit > 0.0);
        let replicas = view.serving(service).max(1);
        let own = |model: &mut Model, limit: f64| {
            let cores = limit * replicas as f64;
            Member {
                station: Some(station(model, &format!("processors of {name}"), cores)),
                host: None,
                replicas,
                cores,
                device: None,
            }
        };
        if row.runtime == Runtime::Kubernetes {
            if let Some(limit) = limit {
                honesty.rests_on(row.facts.get(key::CpuLimit).confidence);
                return vec![own(model, limit)];
            }
            if self.cluster.is_none() {
                honesty.leave_out(format!(
                    "the processors of {name}: neither its limit nor its nodes are known"
                ));
            }
            return vec![Member {
                station: self.cluster.map(|(station, _)| station),
                host: None,
                replicas,
                cores: self.cluster.map_or(0.0, |(_, cores)| cores),
                device: None,
            }];
        }
        let hosts = &view.relations.hosts[service.index()];
        let mut members = Vec::new();
        for (at, spot) in self.all.iter().enumerate() {
            let here = match spot.grown {
                None => view.serving_on(service, spot.device),
                Some(_) if row.is_store() => 0,
                Some(_) => {
                    let planned = view.estate.device(spot.device).planned.is_some();
                    let runs = view.relations.services_on[spot.device.index()].contains(&service);
                    if planned {
                        i64::from(runs)
                    } else {
                        view.relations.replicas_on(service, spot.device)
                    }
                }
            };
            if here > 0 {
                members.push(Member {
                    station: Some(spot.station),
                    host: Some(at),
                    replicas: here,
                    cores: spot.cores,
                    device: Some(spot.device),
                });
            }
        }
        if !members.is_empty() {
            return members;
        }
        if let Some(limit) = limit {
            honesty.rests_on(row.facts.get(key::CpuLimit).confidence);
            return vec![own(model, limit)];
        }
        if hosts.is_empty() {
            honesty.leave_out(format!("the processors of {name}: what it runs on is not known"));
        }
        vec![Member {
            station: None,
            host: None,
            replicas,
            cores: 0.0,
            device: None,
        }]
    }

    /// Doubles the processors of a station, once.
    pub fn double(&mut self, model: &mut Model, at: StationId) {
        if let Some(servers) = self.servers.remove(&(at.index() as u32)) {
            model.change(
                0.0,
                fiasco_sim::model::Effect::Servers(at, servers.saturating_mul(2)),
            );
        }
    }
}

/// Servers of a station that has one for each request: more than there ever are inside.
const ONE_EACH: u32 = 1_000_000;

impl super::Lowering<'_> {
    /// Where a service says how its requests slow each other down, each of its replicas has a station of its own: every
    /// request is at work at once, as fast as the Universal Scalability Law lets it be. Its host's processors are then not
    /// counted, since what is stated was measured on them.
    pub(super) fn contend(&mut self, service: ServiceId, members: &mut [Member]) {
        let facts = &self.view.estate.service(service).facts;
        let (alone, pairs) = (facts.get(key::Contention), facts.get(key::Coherency));
        if !alone.is_known() && !pairs.is_known() {
            return;
        }
        self.honesty.rests_on(alone.confidence.max(pairs.confidence));
        let stated = |bounds: fiasco_estate::Bounds| middle(bounds).unwrap_or(0.0);
        let contention = Contention {
            alone: stated(alone.bounds()),
            pairs: stated(pairs.bounds()),
        };
        let name = self.view.estate.service_name(service);
        for (at, member) in members.iter_mut().enumerate() {
            let spec = StationSpec {
                servers: ONE_EACH,
                contention,
                ..StationSpec::default()
            };
            let own = self
                .model
                .station_of(&format!("{name} at work #{}", at + 1), spec);
            (member.station, member.cores) = (Some(own), 0.0);
        }
    }

    /// Lets replicas follow their load, where an autoscaler does that.
    pub(super) fn scale(&mut self, service: ServiceId, members: &[Member]) -> bool {
        let facts = &self.view.estate.service(service).facts;
        let most = middle(facts.get(key::MaxReplicas).bounds());
        let ([member], Some(most)) = (members, most) else {
            return false;
        };
        let (Some(station), None) = (member.station, member.host) else {
            return false;
        };
        if self.spots.cluster.is_some_and(|(cluster, _)| cluster == station) {
            return false;
        }
        let each = member.cores / member.replicas as f64;
        let servers = |replicas: f64| (replicas * each).ceil().clamp(1.0, 1e6) as u32;
        let least = middle(facts.get(key::MinReplicas).bounds()).unwrap_or(1.0);
        let boot = middle(facts.get(key::Boot).bounds()).unwrap_or_else(|| {
            let name = self.view.estate.service_name(service);
            self.honesty
                .assume(format!("a new replica of {name} serves after 30 s"), "boot");
            assume::BOOT
        });
        self.honesty.assume(
            "autoscalers look every 15 s and keep 80 % of the processors busy",
            "boot",
        );
        let name = format!("autoscaler of {}", self.view.estate.service_name(service));
        self.model.autoscaler(
            &name,
            station,
            AutoscalerSpec {
                metric: Metric::Utilization,
                target: assume::SCALER_TARGET,
                least: servers(least),
                most: servers(most.max(member.replicas as f64)),
                interval: assume::SCALER_INTERVAL,
                boot,
                up_cooldown: 0.0,
                down_cooldown: 300.0,
                tolerance: 0.1,
            },
        );
        true
    }
}
