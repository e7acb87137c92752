//! A run as a person in the room would tell it: the moments at which something begins or ends, with numbers; no log.

use crate::assume::{self, FROZEN, WELL};
use crate::faults::Deed;
use crate::lower::Lowered;
use crate::plant::{What, Why};
use crate::play::{Play, Tide};
use fiasco_estate::{CallId, DeviceId, FeedId, RoomId, ServiceId, UpsId};

/// Processors are all at work from this share on.
const ALL_BUSY: f64 = 0.98;
/// A storm: retries make the load this many times what was asked.
pub const STORM: f64 = 2.0;
/// A storm is told by what it comes to in so many seconds from its beginning.
const STORM_TOLD: f64 = 30.0;
/// Windows in a row in which something has to be seen before it is told.
const LASTS: usize = 2;

/// A moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// When, s.
    pub at: f64,
    /// What.
    pub notice: Notice,
}

/// What is noticed.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// Traffic begins: requests a second at the doors, and what each service needs of its processors on the way up.
    Begins {
        /// Requests a second today, and at the scale.
        rates: (f64, f64),
        /// Share of the processors that each service needs at the scale without retries.
        needs: Vec<(ServiceId, f64)>,
    },
    /// The traffic of the scale is reached.
    Full(f64),
    /// All processors of services are busy, and requests wait.
    Saturates {
        /// Services on these processors, the one that needs most first.
        services: Vec<ServiceId>,
        /// Requests inside.
        inside: f64,
    },
    /// All connections of pools are in use, and requests wait for one.
    PoolFull {
        /// The call.
        call: CallId,
        /// Connections of all pools together.
        size: u32,
        /// Requests that wait.
        waiting: f64,
    },
    /// All workers of a service are busy, and requests wait for one.
    WorkersBusy {
        /// The service.
        service: ServiceId,
        /// Its workers.
        workers: u32,
        /// Requests that wait.
        waiting: f64,
    },
    /// A store turns connections away.
    Refuses {
        /// The store.
        service: ServiceId,
        /// How many it accepts.
        accepts: u32,
        /// Turned away a second.
        rate: f64,
    },
    /// Callers give up.
    TimesOut {
        /// The call.
        call: CallId,
        /// After this long, s.
        timeout: f64,
        /// The share of attempts.
        share: f64,
    },
    /// Retries multiply the load.
    Storm {
        /// The call where it is worst.
        call: CallId,
        /// How many attempts a request may come to there, on its whole way.
        tries: u32,
        /// By how much the load is multiplied.
        load: f64,
    },
    /// Fewer than half are answered in time.
    Freezes(f64),
    /// Nine in ten are answered in time again.
    Thaws(f64),
    /// A spike begins: requests a second.
    Spike(f64),
    /// The spike is over: requests a second.
    SpikeEnds(f64),
    /// Something that the script says, by its name.
    Script {
        /// What a person calls it.
        name: String,
        /// Whether it begins.
        begins: bool,
        /// What is done.
        deed: &'static str,
    },
    /// The end: the share in time, and that of the same run without the spike or fault, where it was made.
    Ends {
        /// With it.
        share: f64,
        /// Without it.
        without: Option<f64>,
        /// Whether it was frozen before.
        was_frozen: bool,
    },
    /// Machines throttle, at this temperature.
    Throttles {
        /// Which, with how many.
        machines: Machines,
        /// The room.
        room: RoomId,
        /// °C.
        temperature: f64,
    },
    /// Machines begin to shut down.
    ShutsDown {
        /// Which, with how many.
        machines: Machines,
        /// °C.
        temperature: f64,
    },
    /// Machines are off.
    Off {
        /// Which, with how many.
        machines: Machines,
        /// Why.
        why: Why,
        /// Whether nothing in the room has power any more.
        all: bool,
    },
    /// A breaker trips.
    Trips {
        /// The feed.
        feed: FeedId,
        /// What it carried, W.
        watts: f64,
        /// Its rating, W.
        rating: f64,
        /// The temperature around it, °C.
        temperature: Option<f64>,
        /// What the feeds that are left carry, and their ratings, W.
        left: Vec<(FeedId, f64, f64)>,
    },
    /// A battery is empty, or carries more than it can.
    Battery {
        /// Whose.
        ups: UpsId,
        /// Whether it was too much, rather than too long.
        overload: bool,
    },
    /// The run was cut: more events than were allowed.
    Cut,
}

/// Machines that something happens to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Machines {
    /// Which, or what they are like, with how many.
    pub which: Vec<(DeviceId, f64)>,
    /// Whether there are no others.
    pub all: bool,
}

/// The moments of a run, in order.
#[must_use]
pub fn timeline(low: &Lowered, play: &Play) -> Vec<Moment> {
    let mut moments = Vec::new();
    traffic(low, play, &mut moments);
    services(low, play, &mut moments);
    script(play, &mut moments);
    room(low, play, &mut moments);
    ends(play, &mut moments);
    moments.sort_by(|a, b| a.at.total_cmp(&b.at));
    // In the dark nobody sees how the traffic goes.
    let dark = |moment: &Moment| matches!(moment.notice, Notice::Off { all: true, .. });
    if let Some(out) = moments.iter().find(|moment| dark(moment)).map(|moment| moment.at) {
        let of_traffic = |notice: &Notice| {
            matches!(
                notice,
                Notice::Full(_) | Notice::Spike(_) | Notice::SpikeEnds(_) | Notice::Thaws(_)
            )
        };
        moments.retain(|moment| moment.at <= out || !of_traffic(&moment.notice));
    }
    moments
}

fn traffic(low: &Lowered, play: &Play, moments: &mut Vec<Moment>) {
    if low.doors.is_empty() {
        return;
    }
    let sum = |rate: fn(&(f64, f64)) -> f64| low.doors.iter().map(|door| rate(&door.rates)).sum::<f64>();
    let rates = (sum(|rates| rates.0), sum(|rates| rates.1));
    let needs = low
        .tiers
        .iter()
        .filter_map(|tier| Some((tier.service, low.need(tier)?)));
    moments.push(Moment {
        at: 0.0,
        notice: Notice::Begins {
            rates,
            needs: needs.collect(),
        },
    });
    let first_full = low
        .stage
        .levels
        .iter()
        .find(|(_, level)| *level >= 1.0)
        .map(|(at, _)| *at);
    let rises = rates.1 > rates.0;
    if let Some(at) = first_full.filter(|at| rises && *at > play.window) {
        moments.push(Moment {
            at,
            notice: Notice::Full(rates.1),
        });
    }
    for spike in &low.stage.spikes {
        let more = rates.1 * (1.0 + spike.share);
        moments.push(Moment {
            at: spike.when.0,
            notice: Notice::Spike(more),
        });
        let then = low.stage.rates(rates.0, rates.1);
        let after = then
            .iter()
            .find(|(at, _)| *at > spike.when.1 + 1e-7)
            .map_or(rates.1, |(_, rate)| *rate);
        moments.push(Moment {
            at: spike.when.1,
            notice: Notice::SpikeEnds(after),
        });
    }
}

/// The first window that begins a row of windows in which something is so.
fn first(play: &Play, is_so: impl Fn(&Tide) -> bool) -> Option<usize> {
    let mut row = 0;
    for (at, tide) in play.tides.iter().enumerate() {
        row = if is_so(tide) { row + 1 } else { 0 };
        if row == LASTS {
            return Some(at + 1 - LASTS);
        }
    }
    None
}

/// The share in time of one window, over all doors.
#[must_use]
pub fn share_of(tide: &Tide) -> Option<f64> {
    let (mut ended, mut in_time) = (0.0, 0.0);
    let mut stuck = 0.0;
    for door in &tide.doors {
        ended += (door.done + door.failed) as f64;
        in_time += door.in_time;
        stuck += door.under_way as f64;
    }
    if ended > 0.0 {
        Some(in_time / ended)
    } else if stuck > 0.0 {
        Some(0.0)
    } else {
        None
    }
}

fn services(low: &Lowered, play: &Play, moments: &mut Vec<Moment>) {
    let mut push = |at: usize, notice| {
        let begin = at
            .checked_sub(1)
            .and_then(|before| play.tides.get(before))
            .map_or(0.0, |tide| tide.at);
        moments.push(Moment { at: begin, notice });
    };
    let mut told = Vec::new();
    for tier in low.tiers.iter().filter(|tier| !tier.stations.is_empty()) {
        if told.contains(&tier.stations) {
            continue;
        }
        told.push(tier.stations.clone());
        let same: Vec<usize> = (0..low.tiers.len())
            .filter(|at| low.tiers[*at].stations == tier.stations)
            .collect();
        let Some(first_of) = same.first().copied() else {
            continue;
        };
        let full = |tide: &Tide| {
            let seen = tide.tiers.get(first_of);
            seen.is_some_and(|seen| seen.busy >= ALL_BUSY && seen.inside > 2.0 * tier.cores)
        };
        if let Some(at) = first(play, full) {
            let mut services: Vec<usize> = same.clone();
            let need = |at: &usize| -> f64 {
                let tier = &low.tiers[*at];
                tier.visits.iter().map(|(_, visits)| visits * tier.demand).sum()
            };
            services.sort_by(|a, b| need(b).total_cmp(&need(a)));
            push(
                at,
                Notice::Saturates {
                    services: services.iter().map(|at| low.tiers[*at].service).collect(),
                    inside: play.tides[at + LASTS - 1].tiers[first_of].inside,
                },
            );
        }
    }
    for (at, tier) in low.tiers.iter().enumerate() {
        if let Some(when) = first(play, |tide| {
            tide.tiers.get(at).is_some_and(|seen| seen.waiting >= 1.0)
        }) {
            push(
                when,
                Notice::WorkersBusy {
                    service: tier.service,
                    workers: tier.worker_count,
                    waiting: play.tides[when + LASTS - 1].tiers[at].waiting,
                },
            );
        }
        if let (Some(accepts), Some(when)) = (
            tier.accepts,
            first(play, |tide| {
                tide.tiers.get(at).is_some_and(|seen| seen.refused > 0)
            }),
        ) {
            let tide = &play.tides[when + LASTS - 1];
            push(
                when,
                Notice::Refuses {
                    service: tier.service,
                    accepts,
                    rate: tide.tiers[at].refused as f64 / play.window,
                },
            );
        }
    }
    let mut storm: Option<(usize, usize, f64)> = None;
    for (at, edge) in low.edges.iter().enumerate() {
        let seen = |tide: &Tide| tide.edges.get(at).copied().unwrap_or_default();
        if let (Some(size), Some(when)) = (edge.pool_size, first(play, |tide| seen(tide).waiting >= 1.0)) {
            let waiting = play.tides[when..]
                .iter()
                .take(20)
                .map(|tide| seen(tide).waiting)
                .fold(0.0, f64::max);
            push(
                when,
                Notice::PoolFull {
                    call: edge.call,
                    size: size.saturating_mul(edge.pools.len() as u32),
                    waiting,
                },
            );
        }
        let gives_up = |tide: &Tide| seen(tide).timeouts as f64 > 0.05 * seen(tide).attempts.max(1) as f64;
        if let (Some(timeout), Some(when)) = (edge.timeout, first(play, gives_up)) {
            let tide = &play.tides[when + LASTS - 1];
            push(
                when,
                Notice::TimesOut {
                    call: edge.call,
                    timeout,
                    share: (seen(tide).timeouts as f64 / seen(tide).attempts.max(1) as f64).min(1.0),
                },
            );
        }
        let load = |tide: &Tide| load_in(low, at, tide);
        if (edge.tries > 1 || upstream_tries(low, at) > edge.tries)
            && let Some(when) = first(play, |tide| load(tide) >= STORM)
        {
            let worst = load_from(low, play, at, when);
            if storm.is_none_or(|(_, _, known)| worst > known) {
                storm = Some((at, when, worst));
            }
        }
    }
    if let Some((at, when, load)) = storm {
        push(
            when,
            Notice::Storm {
                call: low.edges[at].call,
                tries: upstream_tries(low, at),
                load,
            },
        );
    }
    freezes(play, &mut push);
}

/// Frozen, well again, and so on.
fn freezes(play: &Play, push: &mut impl FnMut(usize, Notice)) {
    let (mut frozen, mut row) = (false, 0);
    for (at, tide) in play.tides.iter().enumerate() {
        let Some(share) = share_of(tide) else { continue };
        let turns = if frozen { share >= WELL } else { share < FROZEN };
        row = if turns { row + 1 } else { 0 };
        if row == LASTS {
            frozen = !frozen;
            row = 0;
            let from = at + 1 - LASTS;
            push(
                from,
                if frozen {
                    Notice::Freezes(share)
                } else {
                    Notice::Thaws(share)
                },
            );
        }
    }
}

/// How many attempts one request may come to at a call, with those of its callers.
#[must_use]
pub fn upstream_tries(low: &Lowered, edge: usize) -> u32 {
    let mut tries = 1_u32;
    let mut at = edge;
    // No longer than there are services: what closes a circle was left out.
    for _ in 0..=low.edges.len() {
        let Some(this) = low.edges.get(at) else { break };
        tries = tries.saturating_mul(this.tries);
        let from = this.from;
        let above = (0..low.edges.len()).filter(|at| low.edges[*at].to == from);
        match above.max_by_key(|at| low.edges[*at].tries) {
            Some(next) => at = next,
            None => break,
        }
    }
    tries
}

/// By how much retries multiply what reaches a callee in a window.
fn load_in(low: &Lowered, edge: usize, tide: &Tide) -> f64 {
    let counted = |at: usize| {
        let seen = tide.edges.get(at).copied().unwrap_or_default();
        (seen.calls as f64, seen.attempts as f64)
    };
    low.multiplied(edge, &counted)
}

/// By how much retries multiply what reaches a callee in the half minute from a window on.
fn load_from(low: &Lowered, play: &Play, edge: usize, from: usize) -> f64 {
    let begin = play.tides[from].at;
    let stretch: Vec<&Tide> = play.tides[from..]
        .iter()
        .take_while(|tide| tide.at < begin + STORM_TOLD)
        .collect();
    let counted = |at: usize| {
        let seen = stretch.iter().filter_map(|tide| tide.edges.get(at));
        seen.fold((0.0, 0.0), |(calls, attempts), seen| {
            (calls + seen.calls as f64, attempts + seen.attempts as f64)
        })
    };
    low.multiplied(edge, &counted)
}

fn script(play: &Play, moments: &mut Vec<Moment>) {
    for planned in &play.done {
        let deed = match &planned.deed {
            Deed::Machines(..) => "is lost",
            Deed::Feed(_) => "has no power before it",
            Deed::Cooling(..) => "stands still",
            Deed::Slow(..) => "slows down",
            Deed::Runaway(..) => "runs a loop without end",
            Deed::Forget(_) => "has an empty cache",
        };
        moments.push(Moment {
            at: planned.at,
            notice: Notice::Script {
                name: planned.name.clone(),
                begins: planned.begins,
                deed,
            },
        });
    }
}

fn room(low: &Lowered, play: &Play, moments: &mut Vec<Moment>) {
    let mut at = 0;
    let happened = &play.happened;
    let temperature = |room: usize, when: f64| {
        let tide = play.tides.partition_point(|tide| tide.at < when - 1e-9);
        let tide = play.tides.get(tide).or(play.tides.last());
        tide.and_then(|tide| tide.rooms.get(room).copied().flatten())
    };
    while let Some(first) = happened.get(at) {
        // What happens to machines at one moment is told together.
        let same = |what: &What| std::mem::discriminant(what) == std::mem::discriminant(&first.what);
        let row: Vec<usize> = (at..happened.len())
            .take_while(|other| happened[*other].at - first.at < play.window && same(&happened[*other].what))
            .collect();
        let machines: Vec<(DeviceId, f64)> = row
            .iter()
            .filter_map(|other| match happened[*other].what {
                What::Throttles(machine)
                | What::ShutsDown(machine)
                | What::Off(machine, _)
                | What::Recovers(machine) => {
                    let machine = &low.plant.machines[machine];
                    Some((machine.device, machine.count))
                }
                _ => None,
            })
            .collect();
        let machines = Machines {
            all: machines.len() == low.plant.machines.len(),
            which: machines,
        };
        let room_at = (0..low.plant.rooms.len())
            .find(|room| low.plant.in_room(first.what, *room))
            .unwrap_or(0);
        let degrees = temperature(room_at, first.at);
        let notice = match first.what {
            What::Throttles(_) => Some(Notice::Throttles {
                machines,
                room: low.plant.rooms[room_at].room,
                temperature: degrees.unwrap_or(assume::MAX_INLET),
            }),
            What::ShutsDown(_) => Some(Notice::ShutsDown {
                machines,
                temperature: degrees.unwrap_or(assume::MAX_INLET),
            }),
            What::Off(_, why) => {
                let gone = happened[..=*row.last().unwrap_or(&at)].iter();
                let gone = gone
                    .filter(|happening| matches!(happening.what, What::Off(..)))
                    .count();
                Some(Notice::Off {
                    machines,
                    why,
                    all: gone >= low.plant.machines.len(),
                })
            }
            What::Recovers(_) => None,
            What::Trips(_) => None,
            What::Empty(ups) | What::Overloaded(ups) => Some(Notice::Battery {
                ups: low.plant.ups[ups].ups,
                overload: matches!(first.what, What::Overloaded(_)),
            }),
        };
        moments.extend(notice.map(|notice| Moment { at: first.at, notice }));
        for other in &row {
            if let What::Trips(feed) = happened[*other].what {
                let when = happened[*other].at;
                let state = &low.plant.feeds[feed];
                let left = low.plant.feeds.iter().enumerate().filter(|(other, _)| {
                    let later = |tripped: f64| tripped > when || (tripped == when && *other > feed);
                    let then = &play.plant.feeds[*other];
                    *other != feed && then.tripped.map_or(then.alive, later)
                });
                let left = left.filter_map(|(other, state)| {
                    Some((state.feed, play.plant.feeds[other].most, state.rating()?))
                });
                moments.push(Moment {
                    at: when,
                    notice: Notice::Trips {
                        feed: state.feed,
                        watts: play.plant.feeds[feed].tripped_with,
                        rating: state.rating().unwrap_or(0.0),
                        temperature: temperature(room_at, when),
                        left: left.collect(),
                    },
                });
            }
        }
        at += row.len().max(1);
    }
}

fn ends(play: &Play, moments: &mut Vec<Moment>) {
    if play.cut {
        let at = play.tides.last().map_or(0.0, |tide| tide.at);
        moments.push(Moment {
            at,
            notice: Notice::Cut,
        });
        return;
    }
    let Some(after) = play.after else { return };
    let was_frozen = moments
        .iter()
        .any(|moment| matches!(moment.notice, Notice::Freezes(_)));
    moments.push(Moment {
        at: after.from,
        notice: Notice::Ends {
            share: after.share,
            without: play.calm,
            was_frozen,
        },
    });
}
