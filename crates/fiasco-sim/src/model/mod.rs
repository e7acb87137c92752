//! What a simulation is built of: stations, services that are small programs, arrivals, and what surrounds them;
//! checked before a run.

mod check;
mod error;

pub use crate::element::adaptive::AdaptiveSpec;
pub use crate::element::arrivals::ArrivalSpec;
pub use crate::element::autoscaler::{AutoscalerSpec, Metric};
pub use crate::element::balancer::{BalancerSpec, Eject, Health, Policy};
pub use crate::element::breaker::BreakerSpec;
pub use crate::element::budget::BudgetSpec;
pub use crate::element::cache::CacheSpec;
pub use crate::element::codel::CodelSpec;
pub use crate::element::contention::Contention;
pub use crate::element::disk::Disk;
pub use crate::element::fault::{FaultKind, FaultSpec};
pub use crate::element::limiter::LimiterSpec;
pub use crate::element::link::Link;
pub use crate::element::replica::Replicas;
pub use crate::element::retry::Backoff;
pub use error::ModelError;

use crate::random::Law;

/// An element of a model, by its place among those of its kind.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name(pub(crate) u32);

        impl $name {
            /// Its place in the lists of an [`Outcome`](crate::kernel::Outcome).
            #[must_use]
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

ids! {
    /// A station of a model.
    StationId,
    /// A service of a model.
    ServiceId,
    /// An arrival process of a model.
    SourceId,
    /// A pool of a model.
    PoolId,
    /// A balancer of a model.
    BalancerId,
    /// A limiter of a model.
    LimiterId,
    /// A cache of a model.
    CacheId,
}

/// In which order a station serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Discipline {
    /// First come, first served.
    Fifo,
    /// Last come, first served, without interrupting.
    Lifo,
    /// First come, first served, until more than this many wait; then last come.
    AdaptiveLifo(u32),
    /// Lower classes first, without interrupting.
    Priority,
    /// Lower classes first; higher ones give way and resume later.
    PreemptivePriority,
    /// Everybody at once, the servers shared evenly; beyond this many inside, others wait first come first served.
    Sharing(Option<u32>),
}

/// What a station is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StationSpec {
    /// Servers, all alike.
    pub servers: u32,
    /// How many may wait; `None`: no bound.
    pub room: Option<u32>,
    /// In which order they are served.
    pub discipline: Discipline,
    /// What a server does in a second: 1 where demands are seconds, bytes/s where they are bytes.
    pub speed: f64,
    /// Whether who is turned away never hears of it, and waits until its patience is over.
    pub silent: bool,
    /// How those at work slow each other down.
    pub contention: Contention,
    /// Drops those who waited long while the queue stands.
    pub shed: Option<CodelSpec>,
}

impl Default for StationSpec {
    fn default() -> Self {
        Self {
            servers: 1,
            room: None,
            discipline: Discipline::Fifo,
            speed: 1.0,
            silent: false,
            contention: Contention::default(),
            shed: None,
        }
    }
}

/// One step of a service's program.
#[derive(Clone, Debug)]
pub enum Step {
    /// Queue at a station and be served; a full queue fails the program.
    Use(StationId, Law),
    /// The same, but who waits longer than the second law says leaves the queue, which fails the program.
    UseWithin(StationId, Law, Law),
    /// Wait, using nothing.
    Sleep(Law),
    /// Call another service.
    Call(Call),
    /// One program with this probability, else the other.
    Branch(f64, Vec<Step>, Vec<Step>),
    /// These steps, and after each time with this probability once more.
    Repeat(f64, Vec<Step>),
    /// Hold one of a pool while these steps last.
    Hold(Hold, Vec<Step>),
    /// All branches at once; goes on when this many have ended well, and fails when that can no longer be.
    Parallel(u32, Vec<Vec<Step>>),
    /// Begin these steps and go on at once: nobody waits for them.
    Spawn(Vec<Step>),
    /// Go on if the limiter lets it through, else fail.
    Limit(LimiterId),
    /// Look up a key; where it is not there, these steps load it.
    Cached(CacheId, Vec<Step>),
    /// Fail.
    Fail,
}

/// How a pool is held.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hold {
    /// The pool.
    pub pool: PoolId,
    /// How long one waits for it before failing; `None`: as long as it takes.
    pub patience: Option<f64>,
}

/// Who is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A service.
    Service(ServiceId),
    /// One of the services behind a balancer.
    Balancer(BalancerId),
}

impl From<ServiceId> for Target {
    fn from(service: ServiceId) -> Self {
        Self::Service(service)
    }
}

impl From<BalancerId> for Target {
    fn from(balancer: BalancerId) -> Self {
        Self::Balancer(balancer)
    }
}

/// A call: an attempt that is given up after `timeout` is failed for its caller, while its work goes on.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who is called.
    pub to: Target,
    /// The patience of the caller with each attempt, s.
    pub timeout: Option<f64>,
    /// Attempts in all, at least 1.
    pub attempts: u32,
    /// Pauses between attempts.
    pub backoff: Backoff,
    /// Whether an answer that says no is believed: only attempts that timed out are made again.
    pub believes: bool,
    /// What limits the retries of this call over all requests.
    pub budget: Option<BudgetSpec>,
    /// What stops calling a service that fails.
    pub breaker: Option<BreakerSpec>,
    /// What bounds the attempts under way, by their latency.
    pub adaptive: Option<AdaptiveSpec>,
    /// After this long without an answer the attempt is made a second time, and the first answer counts, s.
    pub hedge: Option<f64>,
}

impl Call {
    /// One attempt, with all the patience in the world.
    #[must_use]
    pub fn to(target: impl Into<Target>) -> Self {
        Self {
            to: target.into(),
            timeout: None,
            attempts: 1,
            backoff: Backoff::Immediate,
            believes: false,
            budget: None,
            breaker: None,
            adaptive: None,
            hedge: None,
        }
    }

    /// With this patience, s.
    #[must_use]
    pub fn within(mut self, timeout: f64) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// With this many attempts in all and these pauses.
    #[must_use]
    pub fn retried(mut self, attempts: u32, backoff: Backoff) -> Self {
        (self.attempts, self.backoff) = (attempts, backoff);
        self
    }
}

/// How requests come.
#[derive(Clone, Debug)]
pub enum Arrivals {
    /// Independent gaps of this law; exponential gaps make a Poisson process.
    Gaps(Law),
    /// This many users who think, ask, wait for the answer, and think again.
    Closed(u32, Law),
    /// Rates that change, bursts, or times that were recorded.
    Process(ArrivalSpec),
}

/// What a change does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// Servers of a station from now on.
    Servers(StationId, u32),
    /// Speed of a station from now on, as a share of the full one; 0 stops it.
    Speed(StationId, f64),
    /// Whether a station turns everybody away from now on.
    Refuses(StationId, bool),
    /// All that is inside a station is lost, once.
    Lose(StationId),
    /// Size of a pool from now on.
    Size(PoolId, u32),
    /// A cache forgets everything, once.
    Clear(CacheId),
    /// Whether a member of a balancer, by its place, is left out from now on.
    Out(BalancerId, u32, bool),
    /// An arrival process stops for good.
    Silence(SourceId),
}

/// Something with a name.
#[derive(Clone, Debug)]
pub(crate) struct Named<T> {
    pub name: String,
    pub spec: T,
}

/// A pool as built.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PoolSpec {
    pub size: u32,
    pub room: Option<u32>,
}

/// An arrival process as built.
#[derive(Clone, Debug)]
pub(crate) struct SourceSpec {
    pub arrivals: Arrivals,
    pub service: ServiceId,
    pub class: u8,
}

/// A model under construction.
#[derive(Clone, Debug, Default)]
pub struct Model {
    pub(crate) stations: Vec<Named<StationSpec>>,
    pub(crate) services: Vec<Named<Vec<Step>>>,
    pub(crate) sources: Vec<Named<SourceSpec>>,
    pub(crate) pools: Vec<Named<PoolSpec>>,
    pub(crate) balancers: Vec<Named<BalancerSpec>>,
    pub(crate) limiters: Vec<Named<LimiterSpec>>,
    pub(crate) caches: Vec<Named<CacheSpec>>,
    pub(crate) autoscalers: Vec<Named<(StationId, AutoscalerSpec)>>,
    pub(crate) faults: Vec<Named<(StationId, FaultSpec)>>,
    pub(crate) changes: Vec<(f64, Effect)>,
    /// Stations whose waits are kept for percentiles.
    pub(crate) waits: Vec<StationId>,
}

/// Adds to a list; the place.
fn add<T>(list: &mut Vec<Named<T>>, name: &str, spec: T) -> u32 {
    let name = name.to_owned();
    list.push(Named { name, spec });
    list.len() as u32 - 1
}

/// Each adds an element and gives the id by which others name it.
impl Model {
    /// An empty model.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a station, first come first served; at most `room` jobs wait there (`None`: no bound).
    pub fn station(&mut self, name: &str, servers: u32, room: Option<u32>) -> StationId {
        let spec = StationSpec {
            servers,
            room,
            ..StationSpec::default()
        };
        self.station_of(name, spec)
    }

    /// Adds a station of any kind.
    pub fn station_of(&mut self, name: &str, spec: StationSpec) -> StationId {
        StationId(add(&mut self.stations, name, spec))
    }

    /// Keeps the waits at a station for percentiles, in [`Outcome::waits`](crate::kernel::Outcome::waits).
    pub fn keep_waits(&mut self, station: StationId) {
        self.waits.push(station);
    }

    /// Adds a pool of `size` things to hold; at most `room` wait for one (`None`: no bound).
    pub fn pool(&mut self, name: &str, size: u32, room: Option<u32>) -> PoolId {
        PoolId(add(&mut self.pools, name, PoolSpec { size, room }))
    }

    /// Adds a service.
    pub fn service(&mut self, name: &str, steps: Vec<Step>) -> ServiceId {
        ServiceId(add(&mut self.services, name, steps))
    }

    /// Adds a balancer over services.
    pub fn balancer(&mut self, name: &str, spec: BalancerSpec) -> BalancerId {
        BalancerId(add(&mut self.balancers, name, spec))
    }

    /// Adds a rate limiter.
    pub fn limiter(&mut self, name: &str, spec: LimiterSpec) -> LimiterId {
        LimiterId(add(&mut self.limiters, name, spec))
    }

    /// Adds a cache.
    pub fn cache(&mut self, name: &str, spec: CacheSpec) -> CacheId {
        CacheId(add(&mut self.caches, name, spec))
    }

    /// Adds arrivals to a service.
    pub fn arrivals(&mut self, name: &str, arrivals: Arrivals, service: ServiceId) -> SourceId {
        self.arrivals_of_class(name, arrivals, service, 0)
    }

    /// Adds arrivals of a class; stations with priorities serve lower classes first.
    pub fn arrivals_of_class(
        &mut self,
        name: &str,
        arrivals: Arrivals,
        service: ServiceId,
        class: u8,
    ) -> SourceId {
        let spec = SourceSpec {
            arrivals,
            service,
            class,
        };
        SourceId(add(&mut self.sources, name, spec))
    }

    /// Lets the servers of a station follow its load.
    pub fn autoscaler(&mut self, name: &str, station: StationId, spec: AutoscalerSpec) {
        add(&mut self.autoscalers, name, (station, spec));
    }

    /// Lets a station fail and be repaired.
    pub fn fault(&mut self, name: &str, station: StationId, spec: FaultSpec) {
        add(&mut self.faults, name, (station, spec));
    }

    /// The name of a station, by its place; empty where there is none.
    #[must_use]
    pub fn station_name(&self, at: usize) -> &str {
        self.stations.get(at).map_or("", |station| &station.name)
    }

    /// The name of a service, by its place; empty where there is none.
    #[must_use]
    pub fn service_name(&self, at: usize) -> &str {
        self.services.get(at).map_or("", |service| &service.name)
    }

    /// The name of a pool, by its place; empty where there is none.
    #[must_use]
    pub fn pool_name(&self, at: usize) -> &str {
        self.pools.get(at).map_or("", |pool| &pool.name)
    }

    /// Changes something at a time.
    pub fn change(&mut self, at: f64, effect: Effect) {
        self.changes.push((at, effect));
    }
}
