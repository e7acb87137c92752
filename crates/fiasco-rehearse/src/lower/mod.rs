//! A view as a simulation: hosts become stations that share their processors, replicas become services behind a
//! balancer, pools and connections become things to hold, calls keep their timeouts and retries, arrivals follow the
//! script.

mod spots;
mod steps;

pub use spots::Spot;

use crate::assume::{self, Honesty};
use crate::plant::Plant;
use crate::plant::middle;
use crate::relax::Relax;
use crate::stage::Stage;
use fiasco_estate::fact::key;
use fiasco_estate::{CallId, Confidence, ServiceId, TrafficId, View, Visits};
use fiasco_sim::kernel::Simulation;
use fiasco_sim::model::{
    self, ArrivalSpec, Arrivals, BalancerId, BalancerSpec, CacheId, Call, Model, ModelError, Policy, PoolId,
    SourceId, StationId, Step, Target,
};
use fiasco_sim::random::Law;
use spots::Spots;
use std::collections::{BTreeMap, BTreeSet};

/// Where traffic comes in.
#[derive(Clone, Debug)]
pub struct Door {
    /// The traffic.
    pub traffic: TrafficId,
    /// The service at the door.
    pub service: ServiceId,
    /// Its arrivals in the simulation, and those of the spikes.
    pub sources: Vec<SourceId>,
    /// Requests a second today, and at the scale that is rehearsed.
    pub rates: (f64, f64),
}

/// A service in the simulation.
#[derive(Clone, Debug)]
pub struct Tier {
    /// The service.
    pub service: ServiceId,
    /// The stations that its replicas run on, each once.
    pub stations: Vec<StationId>,
    /// Pools of its workers.
    pub workers: Vec<PoolId>,
    /// How many workers there are in all.
    pub worker_count: u32,
    /// The connections that its replicas accept.
    pub connections: Vec<PoolId>,
    /// How many connections one of them accepts, where it does not take any number.
    pub accepts: Option<u32>,
    /// Replicas that share its work.
    pub replicas: i64,
    /// Who spreads its work, where it has several members, and on which host each stands.
    pub balancer: Option<(BalancerId, Vec<Option<usize>>)>,
    /// Requests that one request at each door comes to, without retries.
    pub visits: Vec<(TrafficId, f64)>,
    /// Processor time that a request takes, s.
    pub demand: f64,
    /// Cores that there are for it, shared or not.
    pub cores: f64,
    /// Whether an autoscaler changes its replicas.
    pub scaled: bool,
    /// How long a new replica takes until it serves, s.
    pub boot: f64,
    /// The caches before its calls.
    pub caches: Vec<CacheId>,
}

/// A call in the simulation.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The call.
    pub call: CallId,
    /// The caller.
    pub from: ServiceId,
    /// The callee.
    pub to: ServiceId,
    /// Where its attempts are counted.
    pub attempts: Vec<usize>,
    /// The callers' pools of connections.
    pub pools: Vec<PoolId>,
    /// How large each of these is.
    pub pool_size: Option<u32>,
    /// How often a caller tries at most.
    pub tries: u32,
    /// The timeout, s.
    pub timeout: Option<f64>,
}

/// A view as a simulation.
#[derive(Clone, Debug)]
pub struct Lowered {
    /// The simulation; none where no request flows.
    pub sim: Option<Simulation>,
    /// The same had nothing happened: the traffic of the script's end from the first second on, and no spike. None
    /// where nothing is to be overcome.
    pub calm: Option<Simulation>,
    /// Where traffic comes in.
    pub doors: Vec<Door>,
    /// Services, callees first.
    pub tiers: Vec<Tier>,
    /// Calls.
    pub edges: Vec<Edge>,
    /// Hosts.
    pub hosts: Vec<Spot>,
    /// Whether bytes cross links.
    pub has_links: bool,
    /// The machine room.
    pub plant: Plant,
    /// How the traffic goes.
    pub stage: Stage,
    /// What was taken for granted for services, and left out.
    pub honesty: Honesty,
    /// The same for the machine room.
    pub room_honesty: Honesty,
}

/// Lowers a view.
///
/// # Errors
/// What the simulator refuses, by the name of the element; the estate cannot bring that about but by numbers out of
/// all proportion.
pub fn lower(view: &View<'_>, stage: Stage, relax: &[Relax]) -> Result<Lowered, ModelError> {
    let mut low = Lowering::new(view, relax);
    let order = low.order();
    let hosts = std::mem::take(&mut low.spots.all);
    let mut room_honesty = Honesty::default();
    let plant = Plant::of(view, &hosts, relax, &mut room_honesty);
    low.spots.all = hosts;
    for service in order {
        low.tier(service);
    }
    let bare = (low.model.clone(), low.counted);
    low.arrivals(&stage);
    let flows = !low.doors.is_empty();
    let model = std::mem::replace(&mut low.model, bare.0);
    let sim = flows.then(|| Simulation::of(model)).transpose()?;
    let mut calm = None;
    if flows && stage.over.is_some() {
        let doors = std::mem::take(&mut low.doors);
        low.arrivals(&stage.calm());
        low.doors = doors;
        calm = Some(Simulation::of(low.model)?);
    }
    Ok(Lowered {
        sim,
        calm,
        doors: low.doors,
        tiers: low.tiers,
        edges: low.edges,
        hosts: low.spots.all,
        has_links: !low.links.is_empty(),
        plant,
        stage,
        honesty: low.honesty,
        room_honesty,
    })
}

impl Lowered {
    /// By how much retries multiply a request on its way to the callee of a call: attempts for each call there, times
    /// those of the callers above it, along the way where that is most. `counted` gives calls and attempts of a call,
    /// by its place.
    pub fn multiplied(&self, edge: usize, counted: &impl Fn(usize) -> (f64, f64)) -> f64 {
        let mut product = 1.0;
        let mut at = edge;
        // No longer than there are calls: what closes a circle was left out.
        for _ in 0..self.edges.len() {
            let each = |at: usize| match counted(at) {
                (calls, attempts) if calls > 0.0 => (attempts / calls).max(1.0),
                _ => 1.0,
            };
            product *= each(at);
            let above = (0..self.edges.len()).filter(|other| self.edges[*other].to == self.edges[at].from);
            match above.max_by(|a, b| each(*a).total_cmp(&each(*b))) {
                Some(next) => at = next,
                None => break,
            }
        }
        product
    }

    /// Requests a second at a service, at the traffic of the scale and without retries.
    #[must_use]
    pub fn arrival(&self, tier: &Tier) -> f64 {
        let of_door = |(traffic, visits): &(TrafficId, f64)| {
            let door = self.doors.iter().find(|door| door.traffic == *traffic);
            door.map_or(0.0, |door| door.rates.1 * visits)
        };
        tier.visits.iter().map(of_door).sum()
    }

    /// The share of its processors that a service needs for that; `None` where it has none, or needs none.
    #[must_use]
    pub fn need(&self, tier: &Tier) -> Option<f64> {
        let works = tier.cores > 0.0 && tier.demand > 0.0;
        works.then(|| self.arrival(tier) * tier.demand / tier.cores)
    }

    /// The processors of a station that services run on.
    #[must_use]
    pub fn cores_of(&self, station: StationId) -> Option<f64> {
        let host = self.hosts.iter().find(|host| host.station == station);
        let own = || {
            self.tiers
                .iter()
                .find(|tier| tier.stations == [station])
                .map(|tier| tier.cores)
        };
        host.map(|host| host.cores).or_else(own)
    }

    /// The shortest time that a caller of a service waits, s; what keeps attention where nobody states one.
    #[must_use]
    pub fn patience(&self, service: ServiceId) -> f64 {
        let callers = self.edges.iter().filter(|edge| edge.to == service);
        callers
            .filter_map(|edge| edge.timeout)
            .fold(assume::IN_TIME, f64::min)
    }
}

/// What is built on the way.
struct Lowering<'v> {
    view: &'v View<'v>,
    relax: &'v [Relax],
    model: Model,
    spots: Spots,
    doors: Vec<Door>,
    tiers: Vec<Tier>,
    edges: Vec<Edge>,
    targets: BTreeMap<ServiceId, Target>,
    /// Stations of links: by link, and by the host it ends at where it is that host's own.
    links: BTreeMap<(fiasco_estate::LinkId, Option<usize>), StationId>,
    caches: BTreeMap<ServiceId, Vec<CacheId>>,
    /// Calls counted so far, in the order of services and steps.
    counted: usize,
    honesty: Honesty,
}

impl<'v> Lowering<'v> {
    fn new(view: &'v View<'v>, relax: &'v [Relax]) -> Self {
        let mut model = Model::new();
        let mut honesty = Honesty::default();
        let spots = Spots::of(view, &mut model, &mut honesty);
        Self {
            view,
            relax,
            model,
            spots,
            doors: Vec::new(),
            tiers: Vec::new(),
            edges: Vec::new(),
            targets: BTreeMap::new(),
            links: BTreeMap::new(),
            caches: BTreeMap::new(),
            counted: 0,
            honesty,
        }
    }

    /// Services that requests reach, callees before their callers; a call that closes a circle is left out.
    fn order(&mut self) -> Vec<ServiceId> {
        let mut order = Vec::new();
        let mut done = BTreeSet::new();
        let doors: Vec<ServiceId> = self
            .view
            .estate
            .traffic
            .iter()
            .map(|traffic| traffic.service)
            .collect();
        for door in doors {
            // Depth first, with a stack of its own: a chain of calls may be long.
            let mut stack = vec![(door, false)];
            let mut above = Vec::new();
            while let Some((service, ready)) = stack.pop() {
                if ready {
                    above.pop();
                    order.push(service);
                    continue;
                }
                if !done.insert(service) {
                    continue;
                }
                above.push(service);
                stack.push((service, true));
                for call in self.calls(service) {
                    let to = self.view.estate.call(call).to;
                    if above.contains(&to) {
                        let names = above.iter().skip_while(|at| **at != to).chain([&to]);
                        let names: Vec<&str> = names.map(|at| self.view.estate.service_name(*at)).collect();
                        self.honesty.leave_out(format!(
                            "the call {} -> {}: it closes a circle ({})",
                            self.view.estate.service_name(service),
                            self.view.estate.service_name(to),
                            names.join(" -> ")
                        ));
                    } else {
                        stack.push((to, false));
                    }
                }
            }
        }
        order
    }

    /// Calls of a service that requests flow along.
    fn calls(&self, service: ServiceId) -> Vec<CallId> {
        let calls = self.view.relations.callees[service.index()].iter().copied();
        calls
            .filter(|call| self.view.estate.call(*call).carries_requests())
            .collect()
    }

    /// Adds a service with all its replicas.
    fn tier(&mut self, service: ServiceId) {
        let estate = self.view.estate;
        let name = estate.service_name(service).to_owned();
        let row = estate.service(service);
        let mut members = self
            .spots
            .members(self.view, &mut self.model, service, &mut self.honesty);
        self.contend(service, &mut members);
        let demand = self.demand(service);
        let law = self.law(service, demand);
        let accepts = self.accepts(service);
        let mut tier = Tier {
            service,
            stations: Vec::new(),
            workers: Vec::new(),
            worker_count: 0,
            connections: Vec::new(),
            accepts,
            replicas: self.view.serving(service),
            balancer: None,
            visits: self.visits(service),
            demand,
            cores: 0.0,
            scaled: false,
            boot: middle(row.facts.get(key::Boot).bounds()).unwrap_or(assume::BOOT),
            caches: Vec::new(),
        };
        let edges = self.begin_edges(service);
        let mut ids = Vec::new();
        for (at, member) in members.iter().enumerate() {
            let own = if members.len() == 1 {
                name.clone()
            } else {
                format!("{name}#{}", at + 1)
            };
            let mut steps = Vec::new();
            match (member.station, &law) {
                (Some(station), Some(law)) => {
                    if !tier.stations.contains(&station) {
                        tier.stations.push(station);
                        tier.cores += member.cores;
                    }
                    if self.relax.contains(&Relax::Larger(service)) {
                        self.spots.double(&mut self.model, station);
                    }
                    steps.push(Step::Use(station, law.clone()));
                }
                (None, Some(law)) => steps.push(Step::Sleep(law.clone())),
                (_, None) => {}
            }
            let calls = self.calls_of(service, &own, member, &edges);
            steps.extend(self.through_cache(service, &own, calls));
            let whole = |each: f64| (each * member.replicas as f64).clamp(1.0, f64::from(u32::MAX)) as u32;
            if let Some(workers) = middle(row.facts.get(key::Workers).bounds()) {
                let pool = self
                    .model
                    .pool(&format!("workers of {own}"), whole(workers), None);
                tier.workers.push(pool);
                tier.worker_count = tier.worker_count.saturating_add(whole(workers));
                self.honesty.rests_on(row.facts.get(key::Workers).confidence);
                steps = vec![Step::Hold(model::Hold { pool, patience: None }, steps)];
            }
            if let Some(accepts) = accepts {
                let size = whole(f64::from(accepts));
                let pool = self.model.pool(&format!("connections of {own}"), size, Some(0));
                tier.connections.push(pool);
                steps = vec![Step::Hold(model::Hold { pool, patience: None }, steps)];
            }
            ids.push(self.model.service(&own, steps));
        }
        let target = match ids.as_slice() {
            [only] => Target::Service(*only),
            _ => {
                let spec = BalancerSpec::new(Policy::RoundRobin, ids);
                let balancer = self.model.balancer(&format!("balancer of {name}"), spec);
                tier.balancer = Some((balancer, members.iter().map(|member| member.host).collect()));
                Target::Balancer(balancer)
            }
        };
        tier.scaled = self.scale(service, &members);
        tier.caches = self.caches.remove(&service).unwrap_or_default();
        self.targets.insert(service, target);
        self.edges
            .extend(edges.into_iter().map(|(_, edge)| edge.into_inner()));
        self.tiers.push(tier);
    }

    /// Requests that one request at each door comes to.
    fn visits(&self, service: ServiceId) -> Vec<(TrafficId, f64)> {
        match &self.view.relations.visits[service.index()] {
            Visits::Known(visits) => visits.iter().map(|(id, times)| (*id, times.to_f64())).collect(),
            Visits::Unreached | Visits::Cyclic => Vec::new(),
        }
    }

    /// Processor time that one request takes, s; 0 where nobody knows.
    fn demand(&mut self, service: ServiceId) -> f64 {
        let facts = &self.view.estate.service(service).facts;
        let faster = if self.relax.contains(&Relax::Faster(service)) {
            0.5
        } else {
            1.0
        };
        let cpu = facts.get(key::Cpu);
        if let Some(cpu_time) = middle(cpu.bounds()) {
            self.honesty.rests_on(cpu.confidence);
            return cpu_time * faster;
        }
        // What it keeps busy at what arrives is what one request takes.
        let busy = self.view.busy_cores(service).ok().and_then(middle);
        let arrival = self.view.arrival(service).ok().and_then(middle);
        match busy.zip(arrival) {
            Some((busy, arrival)) if arrival > 0.0 => {
                self.honesty.rests_on(facts.get(key::Busy).confidence);
                busy / arrival * faster
            }
            _ => {
                let name = self.view.estate.service_name(service);
                self.honesty
                    .leave_out(format!("the work of {name}: its cpu per request is not known"));
                0.0
            }
        }
    }

    fn law(&mut self, service: ServiceId, mean: f64) -> Option<Law> {
        if mean <= 0.0 {
            return None;
        }
        let stated = self.view.estate.service(service).facts.get(key::CpuP99);
        let p99 = middle(stated.bounds()).filter(|p99| *p99 > 0.0);
        let p99 = match p99 {
            // It scales with what was made faster.
            Some(p99) => {
                let cpu = middle(self.view.estate.service(service).facts.get(key::Cpu).bounds());
                p99 * cpu.map_or(1.0, |cpu| mean / cpu)
            }
            None => {
                self.honesty.assume(
                    "CPU times are log-normal, and 1 in 100 is over 4 times the mean",
                    "cpu_p99",
                );
                assume::P99_OVER_MEAN * mean
            }
        };
        Law::log_normal_p99(mean, p99)
            .or_else(|_| Law::exponential(mean))
            .ok()
    }

    /// Connections that one replica of a store accepts.
    fn accepts(&mut self, service: ServiceId) -> Option<u32> {
        if !self.view.estate.service(service).is_store() {
            return None;
        }
        let usable = fiasco_rules::cap::cap002_pool_exhausted::usable_connections(self.view, service)?;
        self.honesty.rests_on(usable.1.max(Confidence::Default));
        let more = if self.relax.contains(&Relax::Pools) {
            2.0
        } else {
            1.0
        };
        Some((middle(usable.0)? * more).clamp(1.0, 1e9) as u32)
    }

    /// Adds the arrivals at each door.
    fn arrivals(&mut self, stage: &Stage) {
        let estate = self.view.estate;
        for traffic in estate.traffic_ids() {
            let row = estate.arrivals(traffic);
            let name = estate.service_name(row.service);
            let today = middle(row.rate);
            let scale = self.view.traffic(traffic).ok().and_then(middle);
            let (Some((today, scale)), Some(target)) = (today.zip(scale), self.targets.get(&row.service))
            else {
                self.honesty
                    .leave_out(format!("the traffic of {name}: its rate is not known"));
                continue;
            };
            let call = vec![Step::Call(Call::to(*target))];
            let call = self.door_way(traffic, call);
            let entry = self.model.service(&format!("users of {name}"), call);
            let process = |points| {
                Arrivals::Process(ArrivalSpec::Rates {
                    points,
                    ramps: true,
                    repeat: None,
                })
            };
            let mut sources = vec![self.model.arrivals(
                &format!("traffic of {name}"),
                process(stage.rates(today, scale)),
                entry,
            )];
            if !stage.spikes.is_empty() {
                let spike = process(stage.spike_rates(scale));
                sources.push(self.model.arrivals(&format!("spike of {name}"), spike, entry));
            }
            self.counted += 1;
            self.doors.push(Door {
                traffic,
                service: row.service,
                sources,
                rates: (today, scale),
            });
        }
    }
}
