//! Growth: the pure function that grows an estate along a plan. It runs once and only ever appends; each row
//! it makes has a birth, an origin and a place. What finds no place (an address) still exists for every other
//! rule, so each wall answers its own question.
//!
//! A count `n` under a factor `f(t) = 1 + (F - 1) t` stands at `ceil(n f(t))`: its j-th addition is born just
//! above `t = (j - 1) / (n (F - 1))`. Births at one point come in source order; names take the next number.

use crate::settle::{Today, settle};
use fiasco_estate::fact::{FactKey, FactKind, key};
use fiasco_estate::kubernetes::Workload;
use fiasco_estate::quantity::Rational;
use fiasco_estate::{
    Birthday, DeviceId, Dimension, Estate, GroupId, Grown, NewDevice, NewReplica, Plan, Relations, Scope,
    ServiceId, Step,
};
use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

/// The most births one plan may have: beyond it growth stops, and says where ([`Grown::cut`]).
pub const MAX_BIRTHS: usize = 5_000_000;

/// Something to be born.
#[derive(Debug, Clone, Copy)]
enum Birth {
    Server(GroupId),
    Unit(DeviceId),
    Replica(ServiceId),
}

/// Grows `estate` along `plan` up to progress `end`.
#[must_use]
pub fn grow(estate: &Estate, relations: &Relations, plan: &Plan, end: Rational) -> Grown {
    let files = (estate, relations);
    let (mut grown, today) = rayon::join(|| born(files, plan, end), || Today::of(files, plan));
    settle(files, today, &mut grown);
    grown
}

/// All that is born, without its places.
fn born((estate, relations): (&Estate, &Relations), plan: &Plan, end: Rational) -> Grown {
    let mut growth = Growth::new(estate, relations, plan);
    growth.deliver();
    let kinds = growth.kinds();
    growth.reserve(&kinds, end);
    let cut = births(kinds, end, |progress, birth| {
        growth.celebrate(progress);
        match birth {
            Birth::Server(group) => growth.server(group),
            Birth::Unit(device) => growth.unit(device),
            Birth::Replica(service) => growth.replica(service),
        }
    });
    Grown { cut, ..growth.grown }
}

struct Growth<'a> {
    estate: &'a Estate,
    relations: &'a Relations,
    plan: &'a Plan,
    grown: Grown,
    /// How many devices each group has got.
    made: Vec<u32>,
    names: Names,
    /// For services that grow by themselves: their hosts by how many replicas they have.
    hosts: BTreeMap<ServiceId, BTreeSet<(i64, u32, Option<DeviceId>)>>,
}

impl<'a> Growth<'a> {
    fn new(estate: &'a Estate, relations: &'a Relations, plan: &'a Plan) -> Self {
        let mut growth = Self {
            estate,
            relations,
            plan,
            grown: Grown::nothing(
                relations.groups.len(),
                estate.services.len(),
                estate.networks.len(),
            ),
            made: vec![0; relations.groups.len()],
            names: Names::of(estate),
            hosts: BTreeMap::new(),
        };
        for service in estate.service_ids() {
            if growth.replicas_axis(service).is_none() {
                continue;
            }
            let hosts = relations.hosts[service.index()].iter();
            let filled = hosts.enumerate().map(|(order, host)| {
                (
                    relations.replicas_on(service, *host),
                    u32::try_from(order).unwrap_or(u32::MAX),
                    Some(*host),
                )
            });
            growth.hosts.insert(service, filled.collect());
        }
        growth
    }

    /// The factor of a service's own replicas, where the plan has one: its own wins over that of all. DaemonSets
    /// have none, they follow the nodes; jobs and bare pods only grow where they are named.
    fn replicas_axis(&self, service: ServiceId) -> Option<Rational> {
        let workload = self.estate.service(service).workload();
        if workload == Some(Workload::DaemonSet) {
            return None;
        }
        let with_all = workload.is_none_or(Workload::scales);
        let axes = self
            .plan
            .axes
            .iter()
            .filter(|axis| axis.dimension == Dimension::Replicas);
        axes.filter(|axis| (with_all && axis.scope == Scope::All) || axis.scope == Scope::Service(service))
            .max_by_key(|axis| axis.scope != Scope::All)
            .map(|axis| axis.factor)
    }

    fn group_axis(&self, group: GroupId) -> Option<Rational> {
        let axes = self
            .plan
            .axes
            .iter()
            .filter(|axis| axis.dimension == Dimension::Servers);
        axes.filter(|axis| matches!(axis.scope, Scope::All) || axis.scope == Scope::Group(group))
            .max_by_key(|axis| axis.scope != Scope::All)
            .map(|axis| axis.factor)
    }

    /// What is born again and again, and how far apart, in source order.
    fn kinds(&self) -> Vec<(Rational, Birth)> {
        let mut kinds = Vec::new();
        let mut add = |count: i64, factor: Rational, birth: Birth| {
            let scale = factor
                .minus(Rational::ONE)
                .and_then(|way| way.times(Rational::int(count)));
            if let Ok(spacing) = scale.and_then(|scale| Rational::ONE.over(scale)) {
                kinds.push((spacing, birth));
            }
        };
        for (index, group) in self.relations.groups.iter().enumerate() {
            if !self.estate.device(group.members[0]).assumed
                && let Some(factor) = self.group_axis(GroupId::at(index))
            {
                let count = i64::try_from(group.members.len()).unwrap_or(i64::MAX);
                add(count, factor, Birth::Server(GroupId::at(index)));
            }
        }
        for service in self.estate.service_ids() {
            if let Some(factor) = self.replicas_axis(service) {
                add(
                    self.relations.replicas[service.index()],
                    factor,
                    Birth::Replica(service),
                );
            }
        }
        kinds.extend(self.units());
        kinds.retain(|(spacing, _)| *spacing > Rational::ZERO);
        kinds
    }

    /// Makes room for all servers that will be born, so that no list is copied while it grows. Where there are
    /// more than growth will make, nobody knows how they share what is made: then lists grow as they need.
    fn reserve(&mut self, kinds: &[(Rational, Birth)], end: Rational) {
        let beats = |spacing: Rational| {
            let beats = end.over(spacing).map_or(i128::MAX, Rational::ceil);
            usize::try_from(beats).unwrap_or(usize::MAX)
        };
        let servers = kinds.iter().filter_map(|(spacing, birth)| match birth {
            Birth::Server(group) => Some((*group, beats(*spacing))),
            Birth::Unit(_) | Birth::Replica(_) => None,
        });
        let devices = servers
            .clone()
            .fold(0_usize, |sum, (_, beats)| sum.saturating_add(beats));
        if devices > MAX_BIRTHS {
            return;
        }
        for (group, beats) in servers {
            self.grown.group_steps[group.index()].reserve(beats);
            for service in &self.relations.groups[group.index()].services {
                self.grown.service_steps[service.index()].reserve(beats);
            }
        }
        self.grown.devices.reserve(devices);
    }

    /// Units of a named type until both cores and memory of all servers together reach the factor: the j-th
    /// is needed as soon as either of them asks for more than j - 1 units bring.
    fn units(&self) -> Vec<(Rational, Birth)> {
        let axes = self
            .plan
            .axes
            .iter()
            .filter(|axis| axis.dimension == Dimension::Capacity);
        let units = axes.filter_map(|axis| {
            let unit = axis.with?;
            let way = axis.factor.minus(Rational::ONE).ok()?;
            let shares = [self.share_of(unit, key::Cores), self.share_of(unit, key::Memory)];
            let spacing = shares.into_iter().flatten().min()?.over(way).ok()?;
            Some((spacing, Birth::Unit(unit)))
        });
        units.collect()
    }

    /// What one unit brings of a resource, as a share of what all servers have today.
    fn share_of<K: FactKey>(&self, unit: DeviceId, resource: K) -> Option<Rational> {
        let amount = self.estate.device(unit).facts.get(resource).bounds().point()?;
        let members = self.relations.groups.iter().flat_map(|group| &group.members);
        let mut total = Rational::ZERO;
        for device in members {
            total = total
                .plus(self.estate.device(*device).facts.get(resource).bounds().point()?)
                .ok()?;
        }
        amount.over(total).ok().filter(|share| *share > Rational::ZERO)
    }

    /// Makes `progress` the birthday of what comes next.
    fn celebrate(&mut self, progress: Rational) {
        let same = self
            .grown
            .birthdays
            .last()
            .is_some_and(|last| !last.delivery && last.progress == progress);
        if !same {
            self.grown.birthdays.push(Birthday {
                progress,
                delivery: false,
            });
        }
    }

    fn step(&self) -> Step {
        self.grown.last_step()
    }

    /// Installs what is added on delivery.
    fn deliver(&mut self) {
        if self.plan.adds.is_empty() {
            return;
        }
        self.grown.birthdays.push(Birthday {
            progress: Rational::ZERO,
            delivery: true,
        });
        for device in &self.plan.adds {
            self.grown.installed.insert(*device, self.step());
            self.bear(*device, 0);
            for service in &self.relations.services_on[device.index()] {
                if self.estate.service(*service).facts.has(FactKind::Replicas) {
                    continue;
                }
                self.put(*service, Some(*device));
            }
        }
    }

    /// A device comes into being; where it stands and what it is plugged into is settled once all are born.
    fn bear(&mut self, origin: DeviceId, number: u32) {
        let step = self.step();
        self.grown.devices.push(NewDevice { origin, number, step });
    }

    fn server(&mut self, group: GroupId) {
        let relations = self.relations;
        let row = &relations.groups[group.index()];
        let made = &mut self.made[group.index()];
        let origin = row.members[*made as usize % row.members.len()];
        *made += 1;
        let number = self.names.next_number(origin);
        self.bear(origin, number);
        let step = self.step();
        self.grown.group_steps[group.index()].push(step);
        for service in &row.services {
            // A node brings pods of DaemonSets; any other pod is on whichever node has room.
            let workload = self.estate.service(*service).workload();
            if workload.is_some_and(|workload| workload != Workload::DaemonSet) {
                continue;
            }
            match self.hosts.get_mut(service) {
                Some(hosts) => {
                    let order = u32::try_from(hosts.len()).unwrap_or(u32::MAX);
                    hosts.insert((0, order, None));
                }
                None => {
                    let each = relations.replicas_each(*service);
                    for _ in 0..each.unwrap_or_else(|| relations.replicas_on(*service, origin)) {
                        self.grown.service_steps[service.index()].push(step);
                    }
                }
            }
        }
    }

    fn unit(&mut self, device: DeviceId) {
        // The first unit is the planned device itself, unless it was delivered before.
        let planned = self.estate.device(device).planned.is_some();
        let number = if planned && !self.grown.installed.contains_key(&device) {
            self.grown.installed.insert(device, self.step());
            0
        } else {
            self.names.next_number(device)
        };
        self.bear(device, number);
        let relations = self.relations;
        for service in relations.groups.iter().flat_map(|group| &group.services) {
            let row = self.estate.service(*service);
            if !row.is_store() && row.pods.is_none() && !self.hosts.contains_key(service) {
                self.put(*service, None);
            }
        }
    }

    /// One more replica of a service that grows by itself, on the host that has fewest of it.
    fn replica(&mut self, service: ServiceId) {
        let mut place = None;
        if let Some(hosts) = self.hosts.get_mut(&service)
            && let Some((count, order, host)) = hosts.pop_first()
        {
            hosts.insert((count + 1, order, host));
            place = host;
        }
        self.put(service, place);
    }

    fn put(&mut self, service: ServiceId, host: Option<DeviceId>) {
        let step = self.step();
        self.grown.service_steps[service.index()].push(step);
        if let Some(host) = host {
            self.grown.on_host.entry((service, host)).or_default().push(step);
        }
        self.grown.replicas.push(NewReplica { service, host, step });
    }
}

/// Every birth before `end`, in order of progress, then of source. What is born equally far apart is born
/// together, so that most estates need only a few merges. Gives the progress at which it stopped for good.
fn births(
    kinds: Vec<(Rational, Birth)>,
    end: Rational,
    mut bear: impl FnMut(Rational, Birth),
) -> Option<Rational> {
    let mut rhythms: BTreeMap<Rational, Vec<(usize, Birth)>> = BTreeMap::new();
    for (order, (spacing, birth)) in kinds.into_iter().enumerate() {
        rhythms.entry(spacing).or_default().push((order, birth));
    }
    let rhythms: Vec<(Rational, Vec<(usize, Birth)>)> = rhythms.into_iter().collect();
    let mut next: BinaryHeap<Reverse<(Rational, usize, i64)>> = (0..rhythms.len())
        .map(|rhythm| Reverse((Rational::ZERO, rhythm, 0)))
        .collect();
    let mut left = MAX_BIRTHS;
    let mut together: Vec<(usize, Birth)> = Vec::new();
    while let Some(Reverse((progress, _, _))) = next.peek().copied() {
        if progress >= end {
            return None;
        }
        together.clear();
        while let Some(Reverse((at, rhythm, beat))) = next.peek().copied() {
            if at != progress {
                break;
            }
            next.pop();
            let Some((spacing, births)) = rhythms.get(rhythm) else {
                continue;
            };
            together.extend(births);
            if let Ok(later) = spacing.times(Rational::int(beat + 1)) {
                next.push(Reverse((later, rhythm, beat + 1)));
            }
        }
        together.sort_unstable_by_key(|(order, _)| *order);
        // All of one point or none: a view in between would be of no progress at all.
        if left < together.len() {
            return Some(progress);
        }
        left -= together.len();
        for (_, birth) in &together {
            bear(progress, *birth);
        }
    }
    None
}

/// The numbers that names of new devices end in.
struct Names {
    /// By device: the base of its name, as a position in `highest`.
    bases: Vec<u32>,
    /// The highest number of each base: the next free one follows.
    highest: Vec<u32>,
}

impl Names {
    fn of(estate: &Estate) -> Self {
        let mut bases: HashMap<Cow<'_, str>, u32> = HashMap::with_capacity(estate.devices.len());
        let mut names = Self {
            bases: Vec::with_capacity(estate.devices.len()),
            highest: Vec::new(),
        };
        for device in &estate.devices {
            let (base, number) = split_number(&device.name.value);
            let position = *bases.entry(base).or_insert_with(|| {
                names.highest.push(0);
                u32::try_from(names.highest.len() - 1).unwrap_or(u32::MAX)
            });
            if let Some(highest) = names.highest.get_mut(position as usize) {
                *highest = number.max(*highest);
            }
            names.bases.push(position);
        }
        names
    }

    fn next_number(&mut self, device: DeviceId) -> u32 {
        let base = self.bases.get(device.index()).copied().unwrap_or(0);
        match self.highest.get_mut(base as usize) {
            Some(highest) => {
                *highest += 1;
                *highest
            }
            None => 0,
        }
    }
}

/// `("old-", 3)` of `old-3`; `("old-db-", 1)` of `old-db`, which counts as the first of its kind.
fn split_number(name: &str) -> (Cow<'_, str>, u32) {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    match name.get(base.len()..).map(str::parse) {
        Some(Ok(number)) if !base.is_empty() && number < 1_000_000_000 => (Cow::Borrowed(base), number),
        _ => (Cow::Owned(format!("{name}-")), 1),
    }
}

/// The name of a device that growth made: its origin's, with its own number, as wide as the origin's.
#[must_use]
pub fn new_name(estate: &Estate, device: &NewDevice) -> String {
    let origin = estate.device_name(device.origin);
    if device.number == 0 {
        return origin.to_owned();
    }
    let (base, _) = split_number(origin);
    format!(
        "{base}{:0width$}",
        device.number,
        width = origin.len().saturating_sub(base.len())
    )
}
