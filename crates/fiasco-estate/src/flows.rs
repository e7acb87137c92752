//! What flows over which link: calls and arrivals whose bytes are stated, along the fewest links between the devices
//! at both ends.
//!
//! A service's work is taken to be split evenly over its replicas, and every replica of a caller to call all replicas
//! of the callee alike. Servers do not pass on what is meant for others. Where two ways are equally short nobody says
//! which is taken: then a flow may be on each of them, or not. What comes from outside enters by the contract of the
//! estate; where there are several, it may be any of them.
//!
//! A clone hangs on copies of its origin's links. So a link that ends at a server carries the share of that server
//! alone, and any other link that of its clones too. Routes are found once; what grows is only how shares split.

use crate::bounds::Bounds;
use crate::device::{End, Link};
use crate::estate::Estate;
use crate::fact::{FactKey, key};
use crate::ids::{CallId, DeviceId, LinkId, ServiceId, TrafficId};
use crate::quantity::{Overflow, Rational};
use crate::relations::Relations;
use crate::service::Exchange;
use crate::view::View;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A call or arrival is not routed where both its ends have more hosts than this: too many ways to look for.
pub const MAX_ENDS: usize = 512;

/// Something that flows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Requests of a call, and their answers.
    Call(CallId),
    /// Arrivals from outside, and their answers.
    Traffic(TrafficId),
}

/// The part of a flow that one of its ends has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Share {
    /// All of it: that end is outside.
    Whole,
    /// That of the replicas on one device.
    On(ServiceId, DeviceId),
    /// That of all replicas but those on planned devices; how it splits over today's hosts is in the weight.
    Rest(ServiceId),
}

/// A part of a flow that passes somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crossing {
    /// What flows.
    pub source: Source,
    /// The asking end.
    pub from: Share,
    /// The answering end.
    pub to: Share,
    /// How much of that part passes here today.
    pub weight: Rational,
    /// Whether questions go from the link's second end to its first.
    pub reverse: bool,
    /// Whether it passes here for certain; otherwise there is another way.
    pub certain: bool,
}

/// What flows where.
#[derive(Debug, Clone, Default)]
pub struct Flows {
    /// Flows over links.
    pub on_link: BTreeMap<LinkId, Vec<Crossing>>,
    /// Flows that devices pass on.
    pub through: BTreeMap<DeviceId, Vec<Crossing>>,
    /// The devices with the smallest and the largest receive window.
    pub windows: Option<(DeviceId, DeviceId)>,
    /// Contracts by the device they end at.
    pub contracts: BTreeMap<DeviceId, Vec<LinkId>>,
}

/// All of a crossing but its weight.
type Key = (Source, Share, Share, bool, bool);

/// Where a way begins: a device, and the contract before it where it begins outside.
type Door = (DeviceId, Option<LinkId>);

impl Flows {
    /// Finds them.
    #[must_use]
    pub fn of(estate: &Estate, relations: &Relations) -> Self {
        let mut flows = Self {
            windows: windows(estate),
            ..Self::default()
        };
        for id in estate.link_ids() {
            if let Some(device) = contract_end(estate.link(id)) {
                flows.contracts.entry(device).or_default().push(id);
            }
        }
        let calls = estate.call_ids().filter(|id| {
            let call = estate.call(*id);
            call.bytes.is_some() && call.carries_requests()
        });
        let doors = estate
            .traffic_ids()
            .filter(|id| estate.arrivals(*id).bytes.is_some());
        let sources: Vec<Source> = calls
            .map(Source::Call)
            .chain(doors.map(Source::Traffic))
            .collect();
        if sources.is_empty() || estate.links.is_empty() {
            return flows;
        }
        let mut router = Router::new(estate, relations);
        for source in sources {
            match source {
                Source::Call(id) => {
                    let call = estate.call(id);
                    router.call(source, call.from, call.to);
                }
                Source::Traffic(id) => {
                    let contracts = flows.contracts.iter();
                    let doors: Vec<Door> = contracts
                        .flat_map(|(device, links)| links.iter().map(|link| (*device, Some(*link))))
                        .collect();
                    router.door(source, &doors, estate.arrivals(id).service);
                }
            }
        }
        flows.on_link = listed(router.links);
        flows.through = listed(router.devices);
        flows
    }
}

fn listed<K: Ord>(found: BTreeMap<K, BTreeMap<Key, Rational>>) -> BTreeMap<K, Vec<Crossing>> {
    let crossing = |((source, from, to, reverse, certain), weight): (Key, Rational)| Crossing {
        source,
        from,
        to,
        weight,
        reverse,
        certain,
    };
    found
        .into_iter()
        .map(|(place, parts)| (place, parts.into_iter().map(crossing).collect()))
        .collect()
}

/// The device that a contract ends at.
fn contract_end(link: &Link) -> Option<DeviceId> {
    match (&link.a, &link.b) {
        (End::Outside(_), End::Device(device)) | (End::Device(device), End::Outside(_)) => Some(*device),
        _ => None,
    }
}

fn windows(estate: &Estate) -> Option<(DeviceId, DeviceId)> {
    let window = |id: DeviceId| estate.device_fact(id, key::Window).bounds();
    let known = |id: &DeviceId| {
        let device = estate.device(*id);
        let own = device.facts.has(key::Window::KIND);
        device.planned.is_none() && (own || estate.device_fact(*id, key::Window).is_known())
    };
    let all = || estate.device_ids().filter(known);
    let smallest = all().min_by_key(|id| window(*id).lo)?;
    let largest = all().rev().max_by_key(|id| window(*id).hi)?;
    Some((smallest, largest))
}

/// Looks for ways.
struct Router<'a> {
    estate: &'a Estate,
    relations: &'a Relations,
    /// Links of each device that do not leave the estate, with the device at the other end.
    neighbors: Vec<Vec<(LinkId, DeviceId)>>,
    links: BTreeMap<LinkId, BTreeMap<Key, Rational>>,
    devices: BTreeMap<DeviceId, BTreeMap<Key, Rational>>,
}

/// One end of a flow on one device.
#[derive(Clone, Copy)]
struct Host {
    device: DeviceId,
    /// The contract it comes in by.
    door: Option<LinkId>,
    /// Its share on its own links.
    own: Share,
    /// Its share anywhere else, and how much of that is its.
    far: Share,
    weight: Rational,
}

/// A hop: a link, whether it is walked from its second end, and whether there is no other way.
struct Hop {
    link: LinkId,
    to: DeviceId,
    reverse: bool,
    certain: bool,
}

impl<'a> Router<'a> {
    fn new(estate: &'a Estate, relations: &'a Relations) -> Self {
        let mut neighbors = vec![Vec::new(); estate.devices.len()];
        for id in estate.link_ids() {
            if let (End::Device(a), End::Device(b)) = (&estate.link(id).a, &estate.link(id).b)
                && a != b
            {
                neighbors[a.index()].push((id, *b));
                neighbors[b.index()].push((id, *a));
            }
        }
        Self {
            estate,
            relations,
            neighbors,
            links: BTreeMap::new(),
            devices: BTreeMap::new(),
        }
    }

    /// Where a service runs, planned devices among it.
    fn hosts(&self, service: ServiceId) -> Vec<Host> {
        let all = Rational::int(self.relations.replicas[service.index()]);
        let today = self.relations.hosts[service.index()].iter().filter_map(|device| {
            let here = Rational::int(self.relations.replicas_on(service, *device));
            Some(Host {
                device: *device,
                door: None,
                own: Share::On(service, *device),
                far: Share::Rest(service),
                weight: here.over(all).ok()?,
            })
        });
        let runs = self.estate.service(service).runs.iter().map(|said| said.value);
        let planned = runs.filter(|device| self.estate.device(*device).planned.is_some());
        let planned = planned.map(|device| Host {
            device,
            door: None,
            own: Share::On(service, device),
            far: Share::On(service, device),
            weight: Rational::ONE,
        });
        today.chain(planned).collect()
    }

    fn call(&mut self, source: Source, from: ServiceId, to: ServiceId) {
        let (from, to) = (self.hosts(from), self.hosts(to));
        self.ways(source, &from, &to);
    }

    fn door(&mut self, source: Source, doors: &[Door], service: ServiceId) {
        let outside = |(device, door): &Door| Host {
            device: *device,
            door: *door,
            own: Share::Whole,
            far: Share::Whole,
            weight: Rational::ONE,
        };
        let to = self.hosts(service);
        // Each door as if all came in by it; then what all of them agree on is certain.
        let (links, devices) = (std::mem::take(&mut self.links), std::mem::take(&mut self.devices));
        let mut over = Vec::with_capacity(doors.len());
        let mut through = Vec::with_capacity(doors.len());
        for door in doors {
            self.ways(source, &[outside(door)], &to);
            over.push(std::mem::take(&mut self.links));
            through.push(std::mem::take(&mut self.devices));
        }
        (self.links, self.devices) = (links, devices);
        agree(&mut self.links, over);
        agree(&mut self.devices, through);
    }

    /// All ways from one of these hosts to one of those.
    fn ways(&mut self, source: Source, from: &[Host], to: &[Host]) {
        let forward = to.len() <= from.len();
        let (roots, others) = if forward { (to, from) } else { (from, to) };
        if roots.len() > MAX_ENDS {
            return;
        }
        for root in roots {
            let distance = self.distances(root.device);
            for other in others {
                let (asks, answers) = if forward { (other, root) } else { (root, other) };
                // On one machine nothing is on a link, but what comes from outside is.
                if asks.door.is_none() && root.device == other.device {
                    continue;
                }
                if let Some(hops) = self.walk(&distance, other.device, root.device) {
                    self.note(source, (asks, answers), &hops, forward);
                }
            }
        }
    }

    /// Whether a device passes on what is meant for others: servers do not, and neither does what is not there.
    fn passes(&self, device: DeviceId) -> bool {
        self.relations.services_on[device.index()].is_empty() && self.estate.device(device).planned.is_none()
    }

    /// Links from each device to `root`.
    fn distances(&self, root: DeviceId) -> Vec<u32> {
        let mut distance = vec![u32::MAX; self.neighbors.len()];
        distance[root.index()] = 0;
        let mut next = VecDeque::from([root]);
        while let Some(device) = next.pop_front() {
            if device != root && !self.passes(device) {
                continue;
            }
            let further = distance[device.index()] + 1;
            for (_, neighbor) in &self.neighbors[device.index()] {
                if distance[neighbor.index()] == u32::MAX {
                    distance[neighbor.index()] = further;
                    next.push_back(*neighbor);
                }
            }
        }
        distance
    }

    /// The shortest ways from a device to the root; `None` where there is none.
    fn walk(&self, distance: &[u32], from: DeviceId, root: DeviceId) -> Option<Vec<Hop>> {
        let mut left = distance
            .get(from.index())
            .copied()
            .filter(|left| *left != u32::MAX)?;
        let mut hops = Vec::new();
        let mut here = BTreeSet::from([from]);
        while left > 0 {
            left -= 1;
            let first = hops.len();
            let mut next = BTreeSet::new();
            for device in &here {
                for (link, neighbor) in &self.neighbors[device.index()] {
                    let nearer = distance[neighbor.index()] == left;
                    if nearer && (*neighbor == root || self.passes(*neighbor)) {
                        next.insert(*neighbor);
                        hops.push(Hop {
                            link: *link,
                            to: *neighbor,
                            reverse: self.estate.link(*link).b == End::Device(*device),
                            certain: true,
                        });
                    }
                }
            }
            let tie = hops.len() - first > 1;
            hops.iter_mut().skip(first).for_each(|hop| hop.certain = !tie);
            here = next;
        }
        Some(hops)
    }

    /// Notes what one way carries. `forward`: it was walked from the asking end.
    fn note(&mut self, source: Source, (asks, answers): (&Host, &Host), hops: &[Hop], forward: bool) {
        let Ok(both) = asks.weight.times(answers.weight) else {
            return;
        };
        let root = if forward { answers.device } else { asks.device };
        let mut passed: BTreeMap<DeviceId, u32> = BTreeMap::new();
        for hop in hops {
            let link = self.estate.link(hop.link);
            let touches = |host: &Host| {
                let end = End::Device(host.device);
                host.door.is_none() && (link.a == end || link.b == end)
            };
            let end = |host: &Host| if touches(host) { host.own } else { host.far };
            let weight = match (touches(asks), touches(answers)) {
                (true, true) => Rational::ONE,
                (true, false) => answers.weight,
                (false, true) => asks.weight,
                (false, false) => both,
            };
            let reverse = hop.reverse == forward;
            let key = (source, end(asks), end(answers), reverse, hop.certain);
            add(self.links.entry(hop.link).or_default(), key, weight);
            if hop.to != root {
                let sure = passed.entry(hop.to).or_default();
                *sure = (*sure).max(u32::from(hop.certain));
            }
        }
        if let Some(door) = asks.door {
            let reverse = matches!(self.estate.link(door).b, End::Outside(_));
            let weight = answers.weight;
            let key = (source, Share::Whole, answers.far, reverse, true);
            add(self.links.entry(door).or_default(), key, weight);
            if asks.device != answers.device {
                passed.insert(asks.device, 1);
            }
        }
        for (device, sure) in passed {
            let key = (source, asks.far, answers.far, false, sure > 0);
            add(self.devices.entry(device).or_default(), key, both);
        }
    }
}

/// Takes over what is found from each of several beginnings of which one is the true one: it passes for certain
/// where it does from all of them.
fn agree<K: Ord + Copy>(
    found: &mut BTreeMap<K, BTreeMap<Key, Rational>>,
    each: Vec<BTreeMap<K, BTreeMap<Key, Rational>>>,
) {
    let count = each.len();
    let mut all: BTreeMap<(K, Key), (usize, Rational, Rational)> = BTreeMap::new();
    for (place, parts) in each.into_iter().flatten() {
        for (key, weight) in parts {
            let seen = all.entry((place, key)).or_insert((0, weight, weight));
            *seen = (seen.0 + 1, seen.1.min(weight), seen.2.max(weight));
        }
    }
    for ((place, key), (times, least, most)) in all {
        let (source, from, to, reverse, certain) = key;
        let certain = certain && times == count && least == most;
        add(
            found.entry(place).or_default(),
            (source, from, to, reverse, certain),
            most,
        );
    }
}

fn add(parts: &mut BTreeMap<Key, Rational>, key: Key, weight: Rational) {
    let sum = parts.entry(key).or_default();
    // A sum of shares, at most one; where it grows beyond exact computation the last one stands.
    *sum = sum.plus(weight).unwrap_or(*sum);
}

impl Crossing {
    /// Bits per second of its questions and of its answers.
    ///
    /// # Errors
    /// [`Overflow`] when a number grows beyond exact computation.
    pub fn bits(&self, view: &View<'_>) -> Result<(Bounds, Bounds), Overflow> {
        let share = share(view, self.from)?
            .times(share(view, self.to)?)?
            .times(self.weight)?
            .times(Rational::int(8))?;
        let Some(bytes) = self.source.bytes(view.estate) else {
            return Ok((Bounds::ZERO, Bounds::ZERO));
        };
        let rate = self.source.rate(view)?.scaled(share)?;
        let least = |bits: Bounds| {
            if self.certain {
                bits
            } else {
                Bounds {
                    lo: Rational::ZERO,
                    ..bits
                }
            }
        };
        Ok((
            least(rate.times(bytes.question)?),
            least(rate.times(bytes.answer)?),
        ))
    }
}

impl Source {
    /// Requests per second.
    ///
    /// # Errors
    /// [`Overflow`] when the rate grows beyond exact computation.
    pub fn rate(self, view: &View<'_>) -> Result<Bounds, Overflow> {
        match self {
            Self::Call(id) => {
                let call = view.estate.call(id);
                view.arrival(call.from)?.scaled(call.times)
            }
            Self::Traffic(id) => view.traffic(id),
        }
    }

    /// Bytes of one request.
    #[must_use]
    pub fn bytes(self, estate: &Estate) -> Option<Exchange> {
        match self {
            Self::Call(id) => estate.call(id).bytes,
            Self::Traffic(id) => estate.arrivals(id).bytes,
        }
    }
}

/// How much of a service's work one share is.
fn share(view: &View<'_>, share: Share) -> Result<Rational, Overflow> {
    let of = |service: ServiceId, some: i64| {
        let all = view.serving(service);
        if all == 0 {
            return Ok(Rational::ZERO);
        }
        Rational::int(some).over(Rational::int(all))
    };
    match share {
        Share::Whole => Ok(Rational::ONE),
        Share::On(service, device) => of(service, view.serving_on(service, device)),
        Share::Rest(service) => {
            let runs = view.estate.service(service).runs.iter().map(|said| said.value);
            let planned = runs.filter(|device| view.estate.device(*device).planned.is_some());
            let apart = planned.fold(0_i64, |sum, device| {
                sum.saturating_add(view.serving_on(service, device))
            });
            of(service, view.serving(service).saturating_sub(apart))
        }
    }
}

/// Bits per second that flow along a link, from its first end to its second, and back.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn over_link(view: &View<'_>, link: LinkId) -> Result<[Bounds; 2], Overflow> {
    let mut sums = [Bounds::ZERO; 2];
    for crossing in view.relations.flows.on_link.get(&link).into_iter().flatten() {
        let (questions, answers) = crossing.bits(view)?;
        let (there, back) = if crossing.reverse {
            (answers, questions)
        } else {
            (questions, answers)
        };
        sums = [sums[0].plus(there)?, sums[1].plus(back)?];
    }
    Ok(sums)
}

/// Bits per second that a device passes on, both ways together.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn through_device(view: &View<'_>, device: DeviceId) -> Result<Bounds, Overflow> {
    let mut sum = Bounds::ZERO;
    for crossing in view.relations.flows.through.get(&device).into_iter().flatten() {
        let (questions, answers) = crossing.bits(view)?;
        sum = sum.plus(questions)?.plus(answers)?;
    }
    Ok(sum)
}
