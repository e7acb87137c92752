//! What follows from the rows of an estate alone, computed once: who runs where, which servers are alike, who
//! calls whom, and how often a request at the door reaches each service.

use crate::bounds::Bounds;
use crate::device::{Device, NetworkKind, Owner};
use crate::estate::Estate;
use crate::fact::FactKind;
use crate::flows::Flows;
use crate::ids::{AddressId, CallId, DeviceId, GroupId, NetworkId, PortId, ServiceId, TrafficId};
use crate::quantity::{Overflow, Rational};
use crate::room::{Legs, Likes, Plugging, Sockets, Supplies, Switching, UnitLoads};
use std::collections::HashMap;
use std::panic::resume_unwind;
use std::thread;

/// A group of like servers: devices that run the same services, or belong to one pool, and are alike in all
/// facts but name, address, place and cable ends. The unit in which `servers` grows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its members, in source order. The first carries at least as many replicas of each service as any other,
    /// since replicas are dealt from the first on; so it stands for all of them.
    pub members: Vec<DeviceId>,
    /// The services they run, in source order.
    pub services: Vec<ServiceId>,
}

/// How a service is reached from the doors: calls per request of each traffic, or not to be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visits {
    /// No declared path leads from any traffic to it.
    Unreached,
    /// Calls per request, by traffic.
    Known(Vec<(TrafficId, Rational)>),
    /// It lies on, or behind, a cycle of calls (or the product overflows).
    Cyclic,
}

/// So many devices are worth a second thread.
const MANY_DEVICES: usize = 500;

/// Everything that follows from an estate's rows.
#[derive(Debug, Clone, Default)]
pub struct Relations {
    /// Installed devices that run each service, in source order.
    pub hosts: Vec<Vec<DeviceId>>,
    /// Services that run on each device.
    pub services_on: Vec<Vec<ServiceId>>,
    /// Replicas of each service today.
    pub replicas: Vec<i64>,
    /// Groups of like servers, in source order of their first members.
    pub groups: Vec<Group>,
    /// The group of each device that runs services.
    pub group_of: Vec<Option<GroupId>>,
    /// Groups whose servers run each service, in source order.
    pub groups_of_service: Vec<Vec<GroupId>>,
    /// Calls that arrive at each service.
    pub callers: Vec<Vec<CallId>>,
    /// Calls that each service makes.
    pub callees: Vec<Vec<CallId>>,
    /// How each service is reached.
    pub visits: Vec<Visits>,
    /// Services on a cycle of declared calls, in source order.
    pub on_cycle: Vec<ServiceId>,
    /// Host ports of each service.
    pub ports_of: Vec<Vec<PortId>>,
    /// Places taken in each network.
    pub places: Vec<Vec<AddressId>>,
    /// Places each device has.
    pub places_of: Vec<Vec<AddressId>>,
    /// Stated addresses, those of one address in one scope side by side, in order of source.
    pub by_ip: Vec<AddressId>,
    /// What is in rooms, by what it draws and weighs.
    pub likes: Likes,
    /// On which leg of a feed likes are by the outlets within their reach.
    pub legs: Legs,
    /// What may be plugged into each power unit with a rating of its own.
    pub unit_loads: UnitLoads,
    /// Devices that name a rack, planned ones among them, by rack, each in source order.
    pub in_rack: Vec<Vec<DeviceId>>,
    /// Power cords of today's devices in each row of outlets.
    pub outlets_today: Vec<i64>,
    /// Devices alike in their power supplies.
    pub supplies: Supplies,
    /// Which cord goes into which row of outlets today.
    pub plugging: Plugging,
    /// Ports of devices.
    pub sockets: Sockets,
    /// Where links lead: up or down, and how far each VLAN.
    pub switching: Switching,
    /// What flows over which link.
    pub flows: Flows,
    /// Cabled networks that the hosts of each service together stand in, in order; none when that is not known
    /// of every host.
    pub networks_of_service: Vec<Vec<NetworkId>>,
}

impl Relations {
    /// Computes them.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut relations = Self::default();
        let (likes, legs, unit_loads, supplies, plugging) = thread::scope(|scope| {
            // What stands and plugs in asks nothing of what runs and calls.
            let power = || {
                let supplies = Supplies::of(estate);
                let plugging = Plugging::of(estate, &supplies);
                let likes = Likes::of(estate);
                let legs = Legs::of(estate, &likes, &supplies);
                let loads = UnitLoads::of(estate, &likes, &supplies);
                (likes, legs, loads, supplies, plugging)
            };
            let many = estate.devices.len() > MANY_DEVICES;
            let power = if many {
                Err(scope.spawn(power))
            } else {
                Ok(power())
            };
            relations.services_and_networks(estate);
            power.unwrap_or_else(|running| running.join().unwrap_or_else(|panic| resume_unwind(panic)))
        });
        relations.likes = likes;
        relations.legs = legs;
        relations.unit_loads = unit_loads;
        relations.outlets_today.clone_from(&plugging.cords);
        relations.supplies = supplies;
        relations.plugging = plugging;
        relations
    }

    /// All but power.
    fn services_and_networks(&mut self, estate: &Estate) {
        self.place_services(estate);
        self.group_servers(estate);
        self.sockets = Sockets::of(estate);
        self.groups_of_service = vec![Vec::new(); estate.services.len()];
        for (index, group) in self.groups.iter().enumerate() {
            for service in &group.services {
                self.groups_of_service[service.index()].push(GroupId::at(index));
            }
        }
        self.follow_calls(estate);
        self.flows = Flows::of(estate, self);
        self.ports_of = vec![Vec::new(); estate.services.len()];
        for id in estate.port_ids() {
            self.ports_of[estate.port(id).service.index()].push(id);
        }
        self.places = vec![Vec::new(); estate.networks.len()];
        self.places_of = vec![Vec::new(); estate.devices.len()];
        for id in estate.address_ids() {
            let address = estate.address(id);
            if let Some(network) = address.network {
                self.places[network.index()].push(id);
            }
            if let Owner::Device(device) = address.owner {
                self.places_of[device.index()].push(id);
            }
        }
        self.in_rack = vec![Vec::new(); estate.racks.len()];
        for id in estate.device_ids() {
            if let Some(stand) = &estate.device(id).stand {
                self.in_rack[stand.value.rack.index()].push(id);
            }
        }
        self.switching = Switching::of(estate, self);
        self.by_ip = estate
            .address_ids()
            .filter(|id| estate.address(*id).ip.is_some())
            .collect();
        self.by_ip.sort_unstable_by(|a, b| {
            let (a_row, b_row) = (estate.address(*a), estate.address(*b));
            (a_row.ip, &a_row.scope, a).cmp(&(b_row.ip, &b_row.scope, b))
        });
        self.networks_of_service = self
            .hosts
            .iter()
            .map(|hosts| self.networks(estate, hosts))
            .collect();
    }

    /// The networks that some devices together stand in; none when that is not known of each.
    fn networks(&self, estate: &Estate, devices: &[DeviceId]) -> Vec<NetworkId> {
        let mut found = Vec::new();
        for device in devices {
            let before = found.len();
            let places = self.places_of[device.index()]
                .iter()
                .filter_map(|place| estate.address(*place).network);
            found.extend(places.filter(|network| estate.network(*network).kind == NetworkKind::Lan));
            if found.len() == before {
                return Vec::new();
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    fn place_services(&mut self, estate: &Estate) {
        self.services_on = vec![Vec::new(); estate.devices.len()];
        for id in estate.service_ids() {
            let service = estate.service(id);
            let mut hosts = Vec::with_capacity(service.runs.len());
            for device in &service.runs {
                self.services_on[device.value.index()].push(id);
                if estate.device(device.value).planned.is_none() {
                    hosts.push(device.value);
                }
            }
            // Replicas are dealt in source order of the devices, whatever order `runs` names them in.
            hosts.sort_unstable();
            let stated = service.facts.raw(FactKind::Replicas).map(|fact| fact.lo.floor());
            let unstated = i128::try_from(hosts.len().max(1)).unwrap_or(1);
            self.replicas
                .push(i64::try_from(stated.unwrap_or(unstated)).unwrap_or(i64::MAX));
            self.hosts.push(hosts);
        }
    }

    fn group_servers(&mut self, estate: &Estate) {
        self.group_of = vec![None; estate.devices.len()];
        // Likeness is an equivalence; hashing its key would need one for every fact, so servers are first
        // told apart by what they run, which already leaves few candidates.
        let services_on = std::mem::take(&mut self.services_on);
        let mut by_services: HashMap<&[ServiceId], Vec<GroupId>> = HashMap::new();
        for (id, services) in estate.device_ids().zip(&services_on) {
            let device = estate.device(id);
            let clonable = !services.is_empty() || device.pool.is_some();
            if !clonable || device.planned.is_some() {
                continue;
            }
            let candidates = by_services.entry(services).or_default();
            let like = candidates
                .iter()
                .copied()
                .find(|group| alike(device, estate.device(self.groups[group.index()].members[0])));
            let group = like.unwrap_or_else(|| {
                let group = GroupId::at(self.groups.len());
                candidates.push(group);
                self.groups.push(Group {
                    members: Vec::new(),
                    services: services.clone(),
                });
                group
            });
            self.groups[group.index()].members.push(id);
            self.group_of[id.index()] = Some(group);
        }
        self.services_on = services_on;
    }

    fn follow_calls(&mut self, estate: &Estate) {
        let count = estate.services.len();
        self.callers = vec![Vec::new(); count];
        self.callees = vec![Vec::new(); count];
        for id in estate.call_ids() {
            let call = estate.call(id);
            self.callers[call.to.index()].push(id);
            self.callees[call.from.index()].push(id);
        }
        let order = self.callees_last(estate);
        self.visits = vec![Visits::Unreached; count];
        for id in estate.traffic_ids() {
            let door = estate.arrivals(id).service;
            add_visits(
                &mut self.visits[door.index()],
                &Visits::Known(vec![(id, Rational::ONE)]),
                Rational::ONE,
            );
        }
        for &service in &self.on_cycle {
            self.visits[service.index()] = Visits::Cyclic;
        }
        for service in order {
            let from = self.visits[service.index()].clone();
            for call in &self.callees[service.index()] {
                let call = estate.call(*call);
                if call.carries_requests() {
                    add_visits(&mut self.visits[call.to.index()], &from, call.times);
                }
            }
        }
    }

    /// Services in an order in which callers come before callees; what is left over lies on a cycle, and is
    /// put last and remembered.
    fn callees_last(&mut self, estate: &Estate) -> Vec<ServiceId> {
        let mut waiting: Vec<usize> = self
            .callers
            .iter()
            .map(|calls| {
                calls
                    .iter()
                    .filter(|call| estate.call(**call).carries_requests())
                    .count()
            })
            .collect();
        let mut order: Vec<ServiceId> = estate
            .service_ids()
            .filter(|id| waiting[id.index()] == 0)
            .collect();
        let mut next = 0;
        while let Some(service) = order.get(next).copied() {
            next += 1;
            for call in &self.callees[service.index()] {
                let call = estate.call(*call);
                if call.carries_requests() {
                    waiting[call.to.index()] -= 1;
                    if waiting[call.to.index()] == 0 {
                        order.push(call.to);
                    }
                }
            }
        }
        self.on_cycle = estate
            .service_ids()
            .filter(|id| waiting[id.index()] > 0)
            .collect();
        order.extend(self.on_cycle.iter().copied());
        order
    }

    /// The rows that state one address in one scope, in order of source.
    pub fn same_address<'r>(
        &'r self,
        estate: &'r Estate,
        id: AddressId,
    ) -> impl Iterator<Item = AddressId> + 'r {
        let key = |id: AddressId| (estate.address(id).ip, estate.address(id).scope.as_str());
        let first = self.by_ip.partition_point(|other| key(*other) < key(id));
        let from = self.by_ip.get(first..).unwrap_or_default().iter().copied();
        from.take_while(move |other| key(*other) == key(id))
    }

    /// Groups of servers that are said to run something; nodes of a cluster are not among them, since nobody
    /// says what runs on which.
    pub fn host_groups<'r>(&'r self, estate: &'r Estate) -> impl Iterator<Item = GroupId> + 'r {
        let hosts = move |group: &Group| {
            let first = group.members.first();
            !group.services.is_empty() && first.is_some_and(|device| !estate.is_node(*device))
        };
        let groups = self.groups.iter().enumerate();
        groups
            .filter(move |(_, group)| hosts(group))
            .map(|(index, _)| GroupId::at(index))
    }

    /// Groups of nodes of the Kubernetes cluster.
    pub fn node_groups<'r>(&'r self, estate: &'r Estate) -> impl Iterator<Item = GroupId> + 'r {
        let nodes = move |group: &Group| {
            group
                .members
                .first()
                .is_some_and(|device| estate.is_node(*device))
        };
        let groups = self.groups.iter().enumerate();
        groups
            .filter(move |(_, group)| nodes(group))
            .map(|(index, _)| GroupId::at(index))
    }

    /// How many replicas of a service each of its hosts has, where all have as many.
    #[must_use]
    pub fn replicas_each(&self, service: ServiceId) -> Option<i64> {
        let hosts = i64::try_from(self.hosts[service.index()].len()).unwrap_or(i64::MAX);
        let replicas = self.replicas[service.index()];
        (hosts > 0 && replicas % hosts == 0).then(|| replicas / hosts)
    }

    /// Replicas of a service that stand on one of today's devices: they are dealt in turn.
    #[must_use]
    pub fn replicas_on(&self, service: ServiceId, device: DeviceId) -> i64 {
        let hosts = &self.hosts[service.index()];
        if let Some(each) = self.replicas_each(service) {
            return if hosts.binary_search(&device).is_ok() {
                each
            } else {
                0
            };
        }
        let Some(position) = hosts.iter().position(|host| *host == device) else {
            return 0;
        };
        let replicas = self.replicas[service.index()];
        let count = i64::try_from(hosts.len()).unwrap_or(i64::MAX);
        let position = i64::try_from(position).unwrap_or(i64::MAX);
        replicas / count + i64::from(position < replicas % count)
    }

    /// Requests per second at a service, when each traffic flows at `rate`; infinite where nobody can say.
    ///
    /// # Errors
    /// [`Overflow`] when a rate grows beyond exact computation.
    pub fn arrival(
        &self,
        service: ServiceId,
        mut rate: impl FnMut(TrafficId) -> Result<Bounds, Overflow>,
    ) -> Result<Bounds, Overflow> {
        match &self.visits[service.index()] {
            Visits::Unreached | Visits::Cyclic => Ok(Bounds::UNKNOWN),
            Visits::Known(visits) => visits.iter().try_fold(Bounds::ZERO, |sum, (traffic, times)| {
                sum.plus(rate(*traffic)?.scaled(*times)?)
            }),
        }
    }
}

fn alike(a: &Device, b: &Device) -> bool {
    let kinds = [a, b].map(|device| device.kind.as_ref().map(|kind| kind.value.as_str()));
    a.assumed == b.assumed && a.pool == b.pool && kinds[0] == kinds[1] && a.facts.same_values(&b.facts)
}

fn add_visits(to: &mut Visits, from: &Visits, times: Rational) {
    match (&mut *to, from) {
        (_, Visits::Unreached) | (Visits::Cyclic, _) => {}
        (_, Visits::Cyclic) => *to = Visits::Cyclic,
        (Visits::Unreached, Visits::Known(_)) => {
            *to = Visits::Known(Vec::new());
            add_visits(to, from, times);
        }
        (Visits::Known(sums), Visits::Known(more)) => {
            for (traffic, count) in more {
                let Ok(count) = count.times(times) else {
                    *to = Visits::Cyclic;
                    return;
                };
                match sums.iter_mut().find(|(id, _)| id == traffic) {
                    Some((_, sum)) => match sum.plus(count) {
                        Ok(total) => *sum = total,
                        Err(_) => {
                            *to = Visits::Cyclic;
                            return;
                        }
                    },
                    None => sums.push((*traffic, count)),
                }
            }
        }
    }
}
