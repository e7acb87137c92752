//! A run as a person in the room would tell it: the moments at which something begins or ends, with numbers; no log.

mod room;
mod services;

use crate::faults::Deed;
use crate::lower::Lowered;
use crate::plant::Why;
use crate::play::{Play, Tide};
use fiasco_estate::{CallId, DeviceId, FeedId, RoomId, ServiceId, UpsId};

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
    services::moments(low, play, &mut moments);
    script(play, &mut moments);
    room::moments(low, play, &mut moments);
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
