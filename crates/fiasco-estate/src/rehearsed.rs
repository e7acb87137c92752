//! What was seen when a view was rehearsed: numbers about its services, rooms and feeds, which rules judge like any
//! others. Where several runs were made, each number is an interval over them.

use crate::bounds::Bounds;
use crate::confidence::Confidence;
use crate::ids::{CallId, FeedId, RoomId, ServiceId, TrafficId, UpsId};
use crate::quantity::Rational;

/// What was seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rehearsed {
    /// At each door that traffic comes in by.
    pub doors: Vec<DoorSeen>,
    /// Where work may wait.
    pub queues: Vec<QueueSeen>,
    /// Calls that may be repeated.
    pub calls: Vec<CallSeen>,
    /// Rooms whose temperature was followed.
    pub rooms: Vec<RoomSeen>,
    /// Feeds whose breaker was followed.
    pub feeds: Vec<FeedSeen>,
    /// UPSs that carried something.
    pub batteries: Vec<BatterySeen>,
    /// Services whose replicas follow their load.
    pub scalers: Vec<ScalerSeen>,
    /// Services that began with an empty cache.
    pub caches: Vec<CacheSeen>,
    /// The least sure thing that the numbers about services rest on.
    pub services_rest_on: Confidence,
}

/// A door.
#[derive(Debug, Clone, PartialEq)]
pub struct DoorSeen {
    /// The traffic.
    pub traffic: TrafficId,
    /// Requests a second that came while traffic was held.
    pub rate: Bounds,
    /// The mean of answers while traffic was held, in seconds.
    pub mean: Bounds,
    /// What queueing theory gives for it without retries, limits and links, in seconds; none where some processors
    /// would have to be busy all the time.
    pub theory: Option<Bounds>,
    /// The 99th percentile of answers while traffic was held, in seconds.
    pub p99: Bounds,
    /// The share of requests that failed then.
    pub errors: Bounds,
    /// The share of those that ended in the last part of the run, well and in time, after a spike or a fault.
    pub after: Option<Bounds>,
    /// The same without that spike or fault.
    pub after_without: Option<Bounds>,
    /// Whether what was over at the end was a fault, and not a spike.
    pub after_fault: bool,
}

/// What waits somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueueAt {
    /// For workers of a service.
    Workers(ServiceId),
    /// For a connection of the pool of a caller.
    Pool(CallId),
    /// For the processors that a service runs on.
    Cores(ServiceId),
}

/// A queue.
#[derive(Debug, Clone, PartialEq)]
pub struct QueueSeen {
    /// Where.
    pub at: QueueAt,
    /// How busy what they wait for was while traffic was held, as a share.
    pub busy: Bounds,
    /// How many more waited at the end of the hold than in its middle, for each second between.
    pub grows: Bounds,
    /// How many waited at its end.
    pub waiting: Bounds,
}

/// A call that may be repeated.
#[derive(Debug, Clone, PartialEq)]
pub struct CallSeen {
    /// The call.
    pub call: CallId,
    /// Attempts for each call while traffic was held and spiked.
    pub attempts: Bounds,
    /// The share of attempts that were given up.
    pub timeouts: Bounds,
    /// By how much what reached the callee was multiplied by all retries together, those further up too.
    pub load: Bounds,
}

/// A room.
#[derive(Debug, Clone, PartialEq)]
pub struct RoomSeen {
    /// The room.
    pub room: RoomId,
    /// The warmest that it got, in kelvins.
    pub warmest: Bounds,
    /// The least that a device there may take in, in kelvins.
    pub throttles: Bounds,
    /// The least at which a device there shuts down.
    pub shuts_down: Bounds,
    /// When that was reached, in seconds.
    pub throttled_at: Option<Rational>,
    /// When a device was off, in seconds.
    pub off_at: Option<Rational>,
    /// The least sure thing that this rests on.
    pub rests_on: Confidence,
}

/// A feed.
#[derive(Debug, Clone, PartialEq)]
pub struct FeedSeen {
    /// The feed.
    pub feed: FeedId,
    /// How warm its breaker got, as a share of where it trips: over the band that its standard allows.
    pub warmth: Bounds,
    /// The most that it carried, in watts.
    pub most: Bounds,
    /// Its rating, in watts.
    pub rating: Bounds,
    /// When it tripped, in seconds, in the middle of its band.
    pub tripped_at: Option<Rational>,
    /// The feed whose loss came first.
    pub after: Option<FeedId>,
}

/// A UPS.
#[derive(Debug, Clone, PartialEq)]
pub struct BatterySeen {
    /// The UPS.
    pub ups: UpsId,
    /// The most that it carried from its battery, in watts.
    pub most: Bounds,
    /// The share of its charge that was used.
    pub used: Bounds,
    /// When it was empty, in seconds.
    pub empty_at: Option<Rational>,
}

/// A service whose replicas follow its load.
#[derive(Debug, Clone, PartialEq)]
pub struct ScalerSeen {
    /// The service.
    pub service: ServiceId,
    /// The longest that somebody waited for it while traffic rose, in seconds.
    pub worst_wait: Bounds,
    /// How long a replica takes until it serves, in seconds.
    pub boot: Bounds,
    /// What its callers wait at most.
    pub patience: Bounds,
}

/// A service that began with an empty cache.
#[derive(Debug, Clone, PartialEq)]
pub struct CacheSeen {
    /// The service.
    pub service: ServiceId,
    /// The share of requests that failed after the cache was emptied.
    pub errors: Bounds,
    /// The same with a warm cache.
    pub errors_warm: Bounds,
}

/// A number of a run, to a millionth.
#[must_use]
pub fn seen(value: f64) -> Bounds {
    const MOST: f64 = 1e15;
    if !value.is_finite() || value.abs() > MOST {
        return Bounds::UNKNOWN;
    }
    let millionths = (value.max(0.0) * 1e6).round() as i128;
    Rational::new(millionths, 1_000_000).map_or(Bounds::UNKNOWN, Bounds::exact)
}
