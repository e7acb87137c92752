//! What a run comes to in numbers that rules judge; and what several runs come to, each number an interval over them.

use crate::assume::Honesty;
use crate::faults::Deed;
use crate::lower::Lowered;
use crate::plant::{What, Why};
use crate::play::Play;
use crate::theory;
use fiasco_estate::quantity::Rational;
use fiasco_estate::rehearsed::{
    BatterySeen, CacheSeen, CallSeen, DoorSeen, FeedSeen, QueueAt, QueueSeen, Rehearsed, RoomSeen,
    ScalerSeen, seen,
};
use fiasco_estate::{Bounds, Confidence, FeedId};
use fiasco_sim::kernel::Outcome;
use fiasco_sim::model::SourceId;

/// 0 °C, K.
const FREEZING: f64 = 273.15;

/// The numbers of a run.
#[must_use]
pub fn see(low: &Lowered, play: &Play) -> Rehearsed {
    let mut found = Rehearsed {
        services_rest_on: low.honesty.confidence,
        ..Rehearsed::default()
    };
    if let Some(hold) = &play.hold {
        doors(low, play, hold, &mut found);
        queues(low, play, hold, &mut found);
        calls(low, hold, &mut found);
        scalers(low, play, &mut found);
        caches(low, play, &mut found);
    }
    rooms(low, play, &mut found);
    power(play, &mut found);
    found
}

/// All arrivals of a door in a reading: came, ended well, failed.
fn counts(counted: &Outcome, sources: &[SourceId]) -> (f64, f64, f64) {
    sources
        .iter()
        .fold((0.0, 0.0, 0.0), |(came, done, failed), source| {
            let requests = &counted.requests[source.index()];
            (
                came + (requests.arrived - requests.carried) as f64,
                done + requests.done as f64,
                failed + requests.failed as f64,
            )
        })
}

fn doors(low: &Lowered, play: &Play, hold: &Outcome, found: &mut Rehearsed) {
    let (after, without) = (play.after.map(|after| seen(after.share)), play.calm.map(seen));
    let length = hold.now - hold.since;
    for door in &low.doors {
        let (came, done, failed) = counts(hold, &door.sources);
        let p99 = door
            .sources
            .first()
            .and_then(|source| hold.requests[source.index()].sojourns.quantile(0.99));
        let p99 = match p99 {
            Some(p99) => seen(p99),
            // Nobody was answered: it takes longer than anybody looked.
            None if came > 0.0 => Bounds {
                lo: seen(length).lo,
                hi: None,
            },
            None => Bounds::UNKNOWN,
        };
        let ended = done + failed;
        let mean = door
            .sources
            .first()
            .map(|source| &hold.requests[source.index()].sojourn);
        found.doors.push(DoorSeen {
            mean: mean
                .filter(|sums| sums.count > 0)
                .map_or(Bounds::UNKNOWN, |sums| seen(sums.mean())),
            theory: theory::mean(low, door).map(seen),
            traffic: door.traffic,
            rate: seen(came / length),
            p99,
            errors: if ended > 0.0 {
                seen(failed / ended)
            } else {
                Bounds::UNKNOWN
            },
            after,
            after_without: without,
            after_fault: !play.done.is_empty(),
        });
    }
}

/// The windows in the second half of the hold, and those in the half before.
fn halves(low: &Lowered, play: &Play) -> (usize, usize, usize) {
    let (from, to) = low.stage.hold;
    let middle = f64::midpoint(from, to);
    let index = |at: f64| play.tides.partition_point(|tide| tide.at <= at + 1e-9);
    (index(from), index(middle), index(to))
}

/// How many more wait at the end than in the middle, for each second; and how many at the end.
fn growth(low: &Lowered, play: &Play, waiting: impl Fn(&crate::play::Tide) -> f64) -> (f64, f64) {
    let (_, middle, end) = halves(low, play);
    let (Some(then), Some(now)) = (
        play.tides.get(middle.saturating_sub(1)),
        play.tides.get(end.saturating_sub(1)),
    ) else {
        return (0.0, 0.0);
    };
    let (then_waits, now_waits) = (waiting(then), waiting(now));
    let past = (now.at - then.at).max(1e-9);
    ((now_waits - then_waits) / past, now_waits)
}

fn queues(low: &Lowered, play: &Play, hold: &Outcome, found: &mut Rehearsed) {
    let mut push = |at, busy: f64, (grows, waiting): (f64, f64)| {
        found.queues.push(QueueSeen {
            at,
            busy: seen(busy),
            grows: seen(grows),
            waiting: seen(waiting),
        });
    };
    for (at, tier) in low.tiers.iter().enumerate() {
        let (mut busy, mut there) = (0.0, 0.0);
        for station in &tier.stations {
            let visits = &hold.visits[station.index()];
            busy += visits.busy_time;
            there += visits.server_time;
        }
        if there > 0.0 {
            let grown = growth(low, play, |tide| {
                tide.tiers.get(at).map_or(0.0, |tide| tide.inside)
            });
            push(QueueAt::Cores(tier.service), busy / there, grown);
        }
        if !tier.workers.is_empty() {
            let held: f64 = tier
                .workers
                .iter()
                .map(|pool| hold.holds[pool.index()].held_time)
                .sum();
            let size = f64::from(tier.worker_count) * (hold.now - hold.since);
            let grown = growth(low, play, |tide| {
                tide.tiers.get(at).map_or(0.0, |tide| tide.waiting)
            });
            push(
                QueueAt::Workers(tier.service),
                if size > 0.0 { held / size } else { 0.0 },
                grown,
            );
        }
    }
    for (at, edge) in low.edges.iter().enumerate() {
        let Some(size) = edge.pool_size else { continue };
        let held: f64 = edge
            .pools
            .iter()
            .map(|pool| hold.holds[pool.index()].held_time)
            .sum();
        let all = f64::from(size) * edge.pools.len() as f64 * (hold.now - hold.since);
        let grown = growth(low, play, |tide| {
            tide.edges.get(at).map_or(0.0, |tide| tide.waiting)
        });
        push(QueueAt::Pool(edge.call), held / all.max(1e-9), grown);
    }
}

fn calls(low: &Lowered, hold: &Outcome, found: &mut Rehearsed) {
    let counted = |at: usize| {
        let counted = low.edges[at].attempts.iter().map(|at| &hold.attempts[*at]);
        counted.fold((0.0, 0.0), |(calls, attempts), row| {
            (calls + row.calls as f64, attempts + row.attempts as f64)
        })
    };
    for (at, edge) in low.edges.iter().enumerate().filter(|(_, edge)| edge.tries > 1) {
        let (calls, attempts) = counted(at);
        let timeouts: f64 = edge
            .attempts
            .iter()
            .map(|at| hold.attempts[*at].timeouts as f64)
            .sum();
        found.calls.push(CallSeen {
            call: edge.call,
            attempts: if calls > 0.0 {
                seen(attempts / calls)
            } else {
                Bounds::ONE
            },
            timeouts: if attempts > 0.0 {
                seen((timeouts / attempts).min(1.0))
            } else {
                Bounds::ZERO
            },
            load: seen(low.multiplied(at, &counted)),
        });
    }
}

fn scalers(low: &Lowered, play: &Play, found: &mut Rehearsed) {
    for (at, tier) in low.tiers.iter().enumerate().filter(|(_, tier)| tier.scaled) {
        // Who comes when this many are inside waits about so long: Little's law over a window.
        let to = low.stage.hold.1;
        let waits = play
            .tides
            .iter()
            .filter(|tide| tide.at <= to)
            .filter_map(|tide| tide.tiers.get(at));
        let worst = waits
            .map(|tide| tide.inside * tier.demand / tier.cores.max(1e-9))
            .fold(0.0, f64::max);
        found.scalers.push(ScalerSeen {
            service: tier.service,
            worst_wait: seen(worst),
            boot: seen(tier.boot),
            patience: seen(low.patience(tier.service)),
        });
    }
}

fn caches(low: &Lowered, play: &Play, found: &mut Rehearsed) {
    let forgot = play
        .done
        .iter()
        .find_map(|planned| match (&planned.deed, planned.begins) {
            (Deed::Forget(caches), true) => Some(caches),
            _ => None,
        });
    let (Some(caches), Some(after)) = (forgot, play.after) else {
        return;
    };
    let tiers = low
        .tiers
        .iter()
        .filter(|tier| tier.caches.iter().any(|cache| caches.contains(cache)));
    for tier in tiers {
        found.caches.push(CacheSeen {
            service: tier.service,
            errors: seen(1.0 - after.share),
            errors_warm: seen(1.0 - play.calm.unwrap_or(1.0)),
        });
    }
}

fn rooms(low: &Lowered, play: &Play, found: &mut Rehearsed) {
    for (at, room) in play.plant.rooms.iter().enumerate() {
        if room.temperature().is_none() {
            continue;
        }
        let (throttles, shuts_down) = play.plant.limits(at);
        if throttles == f64::INFINITY {
            continue;
        }
        let first = |wanted: &dyn Fn(&What) -> bool| {
            let mut happened = play
                .happened
                .iter()
                .filter(|happening| play.plant.in_room(happening.what, at));
            happened
                .find(|happening| wanted(&happening.what))
                .and_then(|happening| seen(happening.at).point())
        };
        found.rooms.push(RoomSeen {
            room: room.room,
            warmest: seen(room.warmest + FREEZING),
            throttles: seen(throttles + FREEZING),
            shuts_down: seen(shuts_down + FREEZING),
            throttled_at: first(&|what| matches!(what, What::Throttles(_))),
            off_at: first(&|what| matches!(what, What::Off(_, Why::Heat))),
            rests_on: low.room_honesty.confidence,
        });
    }
}

fn power(play: &Play, found: &mut Rehearsed) {
    for (at, feed) in play.plant.feeds.iter().enumerate() {
        let Some(rating) = feed.rating() else { continue };
        let mut earlier = play.happened.iter().filter_map(|happening| match happening.what {
            What::Trips(other)
                if other != at && feed.tripped.is_none_or(|tripped| happening.at < tripped) =>
            {
                Some(play.plant.feeds[other].feed)
            }
            _ => None,
        });
        let [first, last] = feed.warmth.map(seen);
        found.feeds.push(FeedSeen {
            feed: feed.feed,
            warmth: Bounds {
                lo: last.lo,
                hi: first.hi,
            },
            most: seen(feed.most),
            rating: seen(rating),
            tripped_at: feed.tripped.and_then(|at| seen(at).point()),
            after: earlier.next_back(),
        });
    }
    for ups in play.plant.ups.iter().filter(|ups| ups.most > 0.0) {
        found.batteries.push(BatterySeen {
            ups: ups.ups,
            most: seen(ups.most),
            used: if ups.empty.is_some() {
                Bounds::ONE
            } else {
                seen(1.0 - ups.charge())
            },
            empty_at: ups.empty.and_then(|at| seen(at).point()),
        });
    }
}

/// What several runs of one view saw together: each number from its least to its most.
#[must_use]
pub fn together(mut runs: Vec<Rehearsed>) -> Rehearsed {
    let mut all = runs.pop().unwrap_or_default();
    for run in runs {
        all.widen(run);
    }
    all
}

/// Something that was seen in several runs.
trait Widen {
    /// Takes in what another run saw.
    fn widen(&mut self, other: Self);
}

impl Widen for Bounds {
    fn widen(&mut self, other: Self) {
        self.lo = self.lo.min(other.lo);
        self.hi = self.hi.zip(other.hi).map(|(a, b)| a.max(b));
    }
}

impl Widen for Confidence {
    fn widen(&mut self, other: Self) {
        *self = (*self).min(other);
    }
}

/// Times are those of one run, and so is what came before.
macro_rules! of_one_run {
    ($($what:ty),*) => {
        $(impl Widen for $what {
            fn widen(&mut self, _other: Self) {}
        })*
    };
}

of_one_run!(Rational, FeedId);

impl<T: Widen> Widen for Option<T> {
    fn widen(&mut self, other: Self) {
        match (self.as_mut(), other) {
            (Some(this), Some(other)) => this.widen(other),
            (None, other) => *self = other,
            (Some(_), None) => {}
        }
    }
}

/// Runs of one view see the same things in the same order.
impl<T: Widen> Widen for Vec<T> {
    fn widen(&mut self, other: Self) {
        for (this, other) in self.iter_mut().zip(other) {
            this.widen(other);
        }
    }
}

/// What of each row differs from run to run.
macro_rules! widen {
    ($($row:ident: $($field:ident),*;)*) => {
        $(impl Widen for $row {
            fn widen(&mut self, other: Self) {
                $(self.$field.widen(other.$field);)*
            }
        })*
    };
}

// Not batteries: which of them carried anything may differ from run to run.
widen! {
    Rehearsed: doors, queues, calls, rooms, feeds, scalers, caches, services_rest_on;
    DoorSeen: rate, mean, p99, errors, after, after_without;
    QueueSeen: busy, grows, waiting;
    CallSeen: attempts, timeouts, load;
    RoomSeen: warmest, throttled_at, off_at;
    FeedSeen: warmth, most, tripped_at, after;
    ScalerSeen: worst_wait;
    CacheSeen: errors, errors_warm;
}

/// What a run took for granted, services and room together.
#[must_use]
pub fn honesty(low: &Lowered) -> Honesty {
    let mut all = low.honesty.clone();
    for assumed in &low.room_honesty.assumed {
        all.assume(assumed.what.clone(), assumed.key);
    }
    for left in &low.room_honesty.left_out {
        all.leave_out(left.clone());
    }
    all.confidence = low.honesty.confidence.min(low.room_honesty.confidence);
    all
}
