//! The grown estate at one progress: what has been born by then, and one factor per dimension. A view is a few
//! references; rules ask it questions and never learn how far along they are.

use crate::bounds::Bounds;
use crate::device::{Owner, Role};
use crate::estate::Estate;
use crate::fact::{FactKey, key};
use crate::grown::{Grown, Step};
use crate::ids::{
    DeviceId, FeedId, GroupId, LinkId, NetworkId, OutletsId, PoolId, PowerUnitId, RackId, RoomId, ServiceId,
    TrafficId,
};
use crate::quantity::{Overflow, Rational};
use crate::relations::Relations;
use crate::room::{ByPlace, Leg, Like, OnUnit, Plugged};
use crate::target::{Dimension, Plan, Scope};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// A list of births that an answer depended on: the search asks again only where one of them grew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Depends {
    /// Replicas of a service.
    Service(ServiceId),
    /// Devices of a group.
    Group(GroupId),
    /// Places in a network.
    Places(NetworkId),
    /// Devices of a like in a room, as a position in `Likes::all`.
    Like(u32),
    /// Devices that ask for a place in a room.
    Asked(RoomId),
    /// What stands in a rack.
    Rack(RackId),
    /// Cords in a row of outlets.
    Outlets(OutletsId),
    /// Links at a group of ports, as a position in `Sockets::groups`.
    Ports(u32),
    /// Links that new devices brought to a switch.
    Links(DeviceId),
    /// Whether planned devices are installed.
    Installed,
}

/// The estate as it stands at one point of its growth.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// What the files say.
    pub estate: &'a Estate,
    /// What follows from them.
    pub relations: &'a Relations,
    /// What is asked for.
    pub plan: &'a Plan,
    /// What growth made, all of it.
    pub grown: &'a Grown,
    /// The last step that has happened.
    pub born: Step,
    /// One factor per axis of the plan.
    pub factors: &'a [Rational],
    /// Where to note what an answer depended on.
    pub seen: Option<&'a RefCell<BTreeSet<Depends>>>,
    /// What a rehearsal of this view saw, where there was one.
    pub rehearsed: Option<&'a crate::Rehearsed>,
}

impl<'a> View<'a> {
    /// The same once all that grows has grown: to know what will ever matter, and no answer depends on it.
    #[must_use]
    pub fn grown_up(&self) -> Self {
        Self {
            born: self.grown.last_step(),
            seen: None,
            ..*self
        }
    }

    fn depends(&self, on: Depends) {
        if let Some(seen) = self.seen {
            seen.borrow_mut().insert(on);
        }
    }

    /// The factor of a dimension for one service: its own where the target gives one, else that of all.
    #[must_use]
    pub fn factor(&self, dimension: Dimension, service: Option<ServiceId>) -> Rational {
        let mut factor = Rational::ONE;
        for (axis, value) in self.plan.axes.iter().zip(self.factors) {
            if axis.dimension == dimension {
                match axis.scope {
                    Scope::All => factor = *value,
                    Scope::Service(id) if Some(id) == service => return *value,
                    Scope::Service(_) | Scope::Group(_) => {}
                }
            }
        }
        factor
    }

    /// Whether the plan ever gives a service more replicas.
    #[must_use]
    pub fn ever_grows(&self, service: ServiceId) -> bool {
        self.grown
            .service_steps
            .get(service.index())
            .is_some_and(|steps| !steps.is_empty())
    }

    /// Replicas of a service that exist, clones of a store included.
    #[must_use]
    pub fn instances(&self, service: ServiceId) -> i64 {
        self.depends(Depends::Service(service));
        let born = self
            .grown
            .service_steps
            .get(service.index())
            .map_or(0, |s| Grown::count(s, self.born));
        self.relations.replicas[service.index()].saturating_add(born)
    }

    /// Replicas of a service that share its work: the clones of a store do not.
    #[must_use]
    pub fn serving(&self, service: ServiceId) -> i64 {
        if self.estate.service(service).is_store() {
            self.relations.replicas[service.index()]
        } else {
            self.instances(service)
        }
    }

    /// Replicas of a service on one of today's devices, clones of a store included.
    #[must_use]
    pub fn instances_on(&self, service: ServiceId, device: DeviceId) -> i64 {
        self.depends(Depends::Service(service));
        let born = self
            .grown
            .on_host
            .get(&(service, device))
            .map_or(0, |s| Grown::count(s, self.born));
        self.relations.replicas_on(service, device).saturating_add(born)
    }

    /// Replicas on one of today's devices that share the service's work.
    #[must_use]
    pub fn serving_on(&self, service: ServiceId, device: DeviceId) -> i64 {
        if self.estate.service(service).is_store() {
            self.relations.replicas_on(service, device)
        } else {
            self.instances_on(service, device)
        }
    }

    /// Replicas of a service on its fullest host; all of them where no host is known.
    #[must_use]
    pub fn instances_on_fullest(&self, service: ServiceId) -> i64 {
        match self.relations.hosts[service.index()].first() {
            Some(host) => self.instances_on(service, *host),
            None => self.instances(service),
        }
    }

    /// Servers of a group that exist.
    #[must_use]
    pub fn servers(&self, group: GroupId) -> i64 {
        self.depends(Depends::Group(group));
        let born = self
            .grown
            .group_steps
            .get(group.index())
            .map_or(0, |s| Grown::count(s, self.born));
        i64::try_from(self.relations.groups[group.index()].members.len())
            .unwrap_or(i64::MAX)
            .saturating_add(born)
    }

    /// Machines of a pool that exist.
    #[must_use]
    pub fn machines(&self, pool: PoolId) -> i64 {
        let groups = self.relations.groups.iter().enumerate();
        let of_pool = groups.filter(|(_, group)| {
            let first = group.members.first();
            first.is_some_and(|device| self.estate.device(*device).pool == Some(pool))
        });
        of_pool.fold(0, |sum, (index, _)| {
            self.servers(GroupId::at(index)).saturating_add(sum)
        })
    }

    /// Nodes of the Kubernetes cluster that exist; `None` where none is stated.
    #[must_use]
    pub fn nodes(&self) -> Option<i64> {
        let groups = self.relations.node_groups(self.estate);
        groups.fold(None, |sum, group| {
            Some(self.servers(group).saturating_add(sum.unwrap_or(0)))
        })
    }

    /// How much of a fact all nodes of the cluster have together; unknown as soon as one does not say.
    ///
    /// # Errors
    /// [`Overflow`] when the sum grows beyond exact computation.
    pub fn of_nodes<K: FactKey>(&self, key: K) -> Result<Bounds, Overflow> {
        let mut sum: Option<Bounds> = None;
        for group in self.relations.node_groups(self.estate) {
            let Some(first) = self.relations.groups[group.index()].members.first() else {
                continue;
            };
            let each = self.estate.device(*first).facts.get(key).bounds();
            let all = each.scaled(Rational::int(self.servers(group)))?;
            sum = Some(all.plus(sum.unwrap_or(Bounds::ZERO))?);
        }
        Ok(sum.unwrap_or(Bounds::UNKNOWN))
    }

    /// Whether a device stands: planned ones do once they are installed.
    #[must_use]
    pub fn is_installed(&self, device: DeviceId) -> bool {
        if self.estate.device(device).planned.is_none() {
            return true;
        }
        self.depends(Depends::Installed);
        self.grown
            .installed
            .get(&device)
            .is_some_and(|step| *step <= self.born)
    }

    /// How many devices of a like there are.
    #[must_use]
    pub fn of_like(&self, like: u32) -> i64 {
        self.depends(Depends::Like(like));
        let born = self.grown.like_steps.get(like as usize);
        let today = self
            .relations
            .likes
            .all
            .get(like as usize)
            .map_or(0, |like| like.today);
        today.saturating_add(born.map_or(0, |steps| Grown::count(steps, self.born)))
    }

    /// Of the devices that ask for a place in a room, how many growth has made, and how many of these found none.
    #[must_use]
    pub fn asked(&self, room: RoomId) -> (i64, i64) {
        self.depends(Depends::Asked(room));
        let count = |steps: &[Vec<Step>]| {
            let steps = steps.get(room.index());
            steps.map_or(0, |steps| Grown::count(steps, self.born))
        };
        (count(&self.grown.asked_steps), count(&self.grown.refused_steps))
    }

    /// What stands in a rack, in kilograms: today's devices and those that took a place in it.
    ///
    /// # Errors
    /// [`Overflow`] when the sum grows beyond exact computation.
    pub fn rack_mass(&self, rack: RackId) -> Result<Bounds, Overflow> {
        self.depends(Depends::Rack(rack));
        let likes = &self.relations.likes;
        let mut sum = Bounds::ZERO;
        let mut add = |like: u32, count: i64| -> Result<(), Overflow> {
            if let Some(like) = likes.all.get(like as usize) {
                sum = sum.plus(like.mass.scaled(Rational::int(count))?)?;
            }
            Ok(())
        };
        for (like, count) in likes.in_rack.get(rack.index()).into_iter().flatten() {
            add(*like, *count)?;
        }
        let born = self.grown.rack_likes.range((rack, 0)..=(rack, u32::MAX));
        for ((_, like), steps) in born {
            add(*like, Grown::count(steps, self.born))?;
        }
        Ok(sum)
    }

    /// The likes that stand in a rack, with how many of each.
    #[must_use]
    pub fn in_rack(&self, rack: RackId) -> BTreeMap<u32, i64> {
        self.depends(Depends::Rack(rack));
        let today = self.relations.likes.in_rack.get(rack.index());
        let mut counts: BTreeMap<u32, i64> = today.into_iter().flatten().copied().collect();
        let born = self.grown.rack_likes.range((rack, 0)..=(rack, u32::MAX));
        for ((_, like), steps) in born {
            let count = counts.entry(*like).or_default();
            *count = count.saturating_add(Grown::count(steps, self.born));
        }
        counts
    }

    /// How many devices of a like stand in a rack.
    fn of_like_in_rack(&self, like: u32, rack: RackId) -> i64 {
        self.depends(Depends::Rack(rack));
        let today = self.relations.likes.in_rack.get(rack.index());
        let today = today.into_iter().flatten().find(|(at, _)| *at == like);
        let born = self.grown.rack_likes.get(&(rack, like));
        today
            .map_or(0, |(_, count)| *count)
            .saturating_add(born.map_or(0, |steps| Grown::count(steps, self.born)))
    }

    /// How many devices of a like that names a feed and no leg of it have only outlets of one leg within reach there,
    /// each where it stands.
    #[must_use]
    pub fn on_leg_by_outlets(&self, like: u32, feed: FeedId, leg: Leg) -> i64 {
        let Some(legs) = self.relations.legs.of_like(feed, like) else {
            return 0;
        };
        self.count_where(like, legs, |of| of == Some(leg))
    }

    /// How many devices of a like stand where something holds: in these racks, or elsewhere.
    fn count_where<T: Copy>(&self, like: u32, places: &ByPlace<T>, holds: impl Fn(T) -> bool) -> i64 {
        let (mut counted, mut in_racks) = (0_i64, 0_i64);
        for (rack, of_rack) in &places.in_rack {
            let here = self.of_like_in_rack(like, *rack);
            in_racks = in_racks.saturating_add(here);
            if holds(*of_rack) {
                counted = counted.saturating_add(here);
            }
        }
        if holds(places.elsewhere) {
            counted = counted.saturating_add(self.of_like(like).saturating_sub(in_racks));
        }
        counted
    }

    /// How many devices that are on a power unit surely are, and how many may be.
    #[must_use]
    pub fn on_unit(&self, on: &OnUnit) -> (i64, i64) {
        let count = |holds: fn(Plugged) -> bool| self.count_where(on.like, &on.plugged, holds);
        (
            count(|plugged| plugged == Plugged::Surely),
            count(|plugged| plugged != Plugged::No),
        )
    }

    /// What a power unit carries of its feed, in watts: at least what no other unit has outlets for, at most all that
    /// its outlets fit.
    ///
    /// # Errors
    /// [`Overflow`] when the sum grows beyond exact computation.
    pub fn unit_load(&self, unit: PowerUnitId) -> Result<Bounds, Overflow> {
        let Some(feed) = self.estate.power_unit(unit).feed else {
            return Ok(Bounds::ZERO);
        };
        let mut sum = Bounds::ZERO;
        for on in self.relations.unit_loads.of_unit(unit) {
            let (surely, maybe) = self.on_unit(on);
            if let (true, Some(like)) = (maybe > 0, self.relations.likes.all.get(on.like as usize)) {
                let each = like.draw.scaled(like.share(feed, None))?;
                let most = each.scaled(Rational::int(maybe))?;
                let least = each.lo.times(Rational::int(surely))?;
                sum = sum.plus(Bounds {
                    lo: least,
                    hi: most.hi,
                })?;
            }
        }
        Ok(sum)
    }

    /// How many power cords go into a row of outlets.
    #[must_use]
    pub fn cords(&self, outlets: OutletsId) -> i64 {
        self.depends(Depends::Outlets(outlets));
        let today = self.relations.outlets_today.get(outlets.index()).copied();
        let born = self.grown.outlet_steps.get(outlets.index());
        today
            .unwrap_or(0)
            .saturating_add(born.map_or(0, |steps| Grown::count(steps, self.born)))
    }

    /// How many links ask for a port of a group.
    #[must_use]
    pub fn plugged(&self, ports: u32) -> i64 {
        self.depends(Depends::Ports(ports));
        let today = self.relations.sockets.groups.get(ports as usize);
        let born = self.grown.port_steps.get(ports as usize);
        today
            .map_or(0, |ports| ports.today)
            .saturating_add(born.map_or(0, |steps| Grown::count(steps, self.born)))
    }

    /// The links that new devices brought to a switch: for each the link of its origin that it is like, and the end
    /// of that which is the origin's. Only for switches of which [`Switching::asks`](crate::room::Switching::asks).
    #[must_use]
    pub fn new_links(&self, switch: DeviceId) -> &'a [(LinkId, usize)] {
        self.depends(Depends::Links(switch));
        let Some(links) = self.grown.new_links.get(&switch) else {
            return &[];
        };
        let born = usize::try_from(Grown::count(&links.steps, self.born)).unwrap_or(0);
        links.origins.get(..born).unwrap_or_default()
    }

    /// What everything in a room draws, in watts, which is also the heat it gives off.
    ///
    /// # Errors
    /// [`Overflow`] when the sum grows beyond exact computation.
    pub fn room_load(&self, room: RoomId) -> Result<Bounds, Overflow> {
        self.sum_of_likes(room, |like| Ok(like.draw))
    }

    /// What a feed carries, in watts, with all feeds up or with one `lost`: each device draws evenly from the feeds
    /// it names that are left, and in full from every feed where it names none.
    ///
    /// # Errors
    /// [`Overflow`] when the sum grows beyond exact computation.
    pub fn feed_load(&self, feed: FeedId, lost: Option<FeedId>) -> Result<Bounds, Overflow> {
        let likes = &self.relations.likes;
        let on_feed = likes.on_feed.get(feed.index()).into_iter().flatten();
        let share = |at: &u32| Some((*at, likes.all.get(*at as usize)?.share(feed, lost)));
        self.load(on_feed.filter_map(share))
    }

    /// What likes draw, in watts, each by the share of it that counts.
    ///
    /// # Errors
    /// [`Overflow`] when the sum grows beyond exact computation.
    pub fn load(&self, shares: impl IntoIterator<Item = (u32, Rational)>) -> Result<Bounds, Overflow> {
        let mut sum = Bounds::ZERO;
        for (at, share) in shares {
            let count = self.of_like(at);
            if let (true, Some(like)) = (count > 0, self.relations.likes.all.get(at as usize)) {
                sum = sum.plus(like.draw.scaled(share.times(Rational::int(count))?)?)?;
            }
        }
        Ok(sum)
    }

    fn sum_of_likes(
        &self,
        room: RoomId,
        each: impl Fn(&Like) -> Result<Bounds, Overflow>,
    ) -> Result<Bounds, Overflow> {
        let likes = &self.relations.likes;
        let mut sum = Bounds::ZERO;
        for at in likes.in_room.get(room.index()).into_iter().flatten() {
            let count = Rational::int(self.of_like(*at));
            if let (false, Some(like)) = (count.is_zero(), likes.all.get(*at as usize)) {
                sum = sum.plus(each(like)?.scaled(count)?)?;
            }
        }
        Ok(sum)
    }

    /// Places taken in a network other than leases, with those of services counted by replica.
    #[must_use]
    pub fn places(&self, network: NetworkId) -> i64 {
        self.depends(Depends::Places(network));
        let today: i64 =
            self.places_today(network, Role::Ordinary) + self.places_today(network, Role::Shared);
        today.saturating_add(Grown::count(&self.grown.place_steps[network.index()], self.born))
    }

    /// Leases taken in a network.
    #[must_use]
    pub fn leases(&self, network: NetworkId) -> i64 {
        self.depends(Depends::Places(network));
        self.places_today(network, Role::Lease)
            .saturating_add(Grown::count(&self.grown.lease_steps[network.index()], self.born))
    }

    fn places_today(&self, network: NetworkId, role: Role) -> i64 {
        let mut sum = 0_i64;
        for id in &self.relations.places[network.index()] {
            let address = self.estate.address(*id);
            if address.role == role {
                sum = sum.saturating_add(match address.owner {
                    Owner::Device(device) if self.estate.device(device).planned.is_some() => 0,
                    Owner::Service(service) => self.instances(service),
                    Owner::Device(_) | Owner::Gateway(_) => 1,
                });
            }
        }
        sum
    }

    /// Requests per second of one traffic.
    ///
    /// # Errors
    /// [`Overflow`] when it grows beyond exact computation.
    pub fn traffic(&self, id: TrafficId) -> Result<Bounds, Overflow> {
        let traffic = self.estate.arrivals(id);
        traffic
            .rate
            .scaled(self.factor(Dimension::Traffic, Some(traffic.service)))
    }

    /// Requests per second that reach a service along declared calls.
    ///
    /// # Errors
    /// [`Overflow`] when it grows beyond exact computation.
    pub fn arrival(&self, service: ServiceId) -> Result<Bounds, Overflow> {
        self.relations.arrival(service, |traffic| self.traffic(traffic))
    }

    /// Cores that all replicas of a service together keep busy: arrival rate times CPU time per request
    /// (the utilization law), or what was seen busy, scaled by how much more arrives.
    ///
    /// # Errors
    /// [`Overflow`] when it grows beyond exact computation.
    pub fn busy_cores(&self, service: ServiceId) -> Result<Bounds, Overflow> {
        let facts = &self.estate.service(service).facts;
        let cpu = facts.get(key::Cpu);
        if cpu.is_known() {
            return self.arrival(service)?.times(cpu.bounds());
        }
        let busy = facts.get(key::Busy);
        if !busy.is_known() {
            return Ok(Bounds::UNKNOWN);
        }
        let seen_at = facts.get(key::BusyAt);
        let arrival = self.arrival(service)?;
        if seen_at.is_known() && arrival != Bounds::UNKNOWN {
            return busy.bounds().times(arrival)?.over(seen_at.bounds());
        }
        busy.bounds()
            .scaled(self.factor(Dimension::Traffic, Some(service)))
    }

    /// The rate of a link: a contract grows by the exact factor, an Ethernet link to the next rate there is.
    ///
    /// # Errors
    /// [`Overflow`] when it grows beyond exact computation.
    pub fn link_rate(&self, link: LinkId) -> Result<Bounds, Overflow> {
        let link = self.estate.link(link);
        let today = link.facts.get(key::Rate).bounds();
        let factor = self.factor(Dimension::Bandwidth, None);
        let asked = today.scaled(factor)?;
        if link.is_contract() || factor == Rational::ONE {
            return Ok(asked);
        }
        Ok(Bounds {
            lo: ethernet_rate(asked.lo),
            hi: asked.hi.map(ethernet_rate),
        })
    }
}

/// Ethernet rates in Mbit/s (IEEE 802.3), in order.
pub const ETHERNET_MBIT: [i64; 14] = [
    10, 100, 1_000, 2_500, 5_000, 10_000, 25_000, 40_000, 50_000, 100_000, 200_000, 400_000, 800_000,
    1_600_000,
];

/// The least Ethernet rate that carries `asked` bit/s; what is asked for where none does.
fn ethernet_rate(asked: Rational) -> Rational {
    ETHERNET_MBIT
        .iter()
        .map(|mbit| Rational::int(mbit * 1_000_000))
        .find(|rate| *rate >= asked)
        .unwrap_or(asked)
}
