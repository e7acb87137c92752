//! What is noticed of the machine room: machines that throttle, shut down or go dark, breakers, batteries.

use super::{Machines, Moment, Notice};
use crate::assume;
use crate::lower::Lowered;
use crate::plant::{Happening, What};
use crate::play::Play;

/// Adds its moments. What happens to machines in one window is told together.
pub(super) fn moments(low: &Lowered, play: &Play, moments: &mut Vec<Moment>) {
    let happened = &play.happened;
    let mut at = 0;
    while let Some(first) = happened.get(at) {
        let same = |other: &Happening| {
            other.at - first.at < play.window
                && std::mem::discriminant(&other.what) == std::mem::discriminant(&first.what)
        };
        let row = happened[at..]
            .iter()
            .take_while(|other| same(other))
            .count()
            .max(1);
        let (row, so_far) = (&happened[at..at + row], &happened[..at + row]);
        let notice = told(low, play, first, row, so_far);
        moments.extend(notice.map(|notice| Moment { at: first.at, notice }));
        moments.extend(row.iter().filter_map(|trip| tripped(low, play, first, trip)));
        at += row.len();
    }
}

/// The temperature in the room of a happening at a time, °C.
fn degrees(low: &Lowered, play: &Play, what: What, when: f64) -> Option<f64> {
    let tide = play.tides.partition_point(|tide| tide.at < when - 1e-9);
    let tide = play.tides.get(tide).or(play.tides.last())?;
    tide.rooms.get(room_of(low, what)).copied().flatten()
}

/// The room that something happens in, by its place.
fn room_of(low: &Lowered, what: What) -> usize {
    let mut rooms = 0..low.plant.rooms.len();
    rooms.find(|room| low.plant.in_room(what, *room)).unwrap_or(0)
}

/// The machines of a row of like happenings.
fn machines(low: &Lowered, row: &[Happening]) -> Machines {
    let which = row.iter().filter_map(|happening| match happening.what {
        What::Throttles(machine)
        | What::ShutsDown(machine)
        | What::Off(machine, _)
        | What::Recovers(machine) => {
            let machine = &low.plant.machines[machine];
            Some((machine.device, machine.count))
        }
        What::Trips(_) | What::Empty(_) | What::Overloaded(_) => None,
    });
    let which: Vec<_> = which.collect();
    Machines {
        all: which.len() == low.plant.machines.len(),
        which,
    }
}

/// What a row of like happenings comes to; breakers are told one by one.
fn told(
    low: &Lowered,
    play: &Play,
    first: &Happening,
    row: &[Happening],
    so_far: &[Happening],
) -> Option<Notice> {
    let warm = || degrees(low, play, first.what, first.at).unwrap_or(assume::MAX_INLET);
    match first.what {
        What::Throttles(_) => Some(Notice::Throttles {
            machines: machines(low, row),
            room: low.plant.rooms[room_of(low, first.what)].room,
            temperature: warm(),
        }),
        What::ShutsDown(_) => Some(Notice::ShutsDown {
            machines: machines(low, row),
            temperature: warm(),
        }),
        What::Off(_, why) => {
            let off = |happening: &&Happening| matches!(happening.what, What::Off(..));
            Some(Notice::Off {
                machines: machines(low, row),
                why,
                all: so_far.iter().filter(off).count() >= low.plant.machines.len(),
            })
        }
        What::Empty(ups) | What::Overloaded(ups) => Some(Notice::Battery {
            ups: low.plant.ups[ups].ups,
            overload: matches!(first.what, What::Overloaded(_)),
        }),
        What::Recovers(_) | What::Trips(_) => None,
    }
}

/// A breaker that trips, and what the feeds that are left carry then.
fn tripped(low: &Lowered, play: &Play, first: &Happening, trip: &Happening) -> Option<Moment> {
    let What::Trips(feed) = trip.what else { return None };
    let when = trip.at;
    let left = low.plant.feeds.iter().enumerate().filter(|(other, _)| {
        let later = |tripped: f64| tripped > when || (tripped == when && *other > feed);
        let then = &play.plant.feeds[*other];
        *other != feed && then.tripped.map_or(then.alive, later)
    });
    let left =
        left.filter_map(|(other, state)| Some((state.feed, play.plant.feeds[other].most, state.rating()?)));
    let state = &low.plant.feeds[feed];
    Some(Moment {
        at: when,
        notice: Notice::Trips {
            feed: state.feed,
            watts: play.plant.feeds[feed].tripped_with,
            rating: state.rating().unwrap_or(0.0),
            temperature: degrees(low, play, first.what, when),
            left: left.collect(),
        },
    })
}
