//! What the rules of the rehearsal share: what was seen, and what it rests on.

use crate::coo::{cooling, watts, with_heat};
use crate::rule::{Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::rehearsed::{DoorSeen, FeedSeen, QueueAt, QueueSeen, RoomSeen};
use fiasco_estate::{Bounds, Cite, Confidence, Dimension, Rehearsed, ServiceId, View};

/// How services answer growth: traffic asks more of them, everything else may help or, as more callers of one store,
/// make it worse.
pub const SERVES: &[(Dimension, Trend)] = &[
    (Dimension::Traffic, Trend::Falls),
    (Dimension::Servers, Trend::Mixed),
    (Dimension::Capacity, Trend::Mixed),
    (Dimension::Replicas, Trend::Mixed),
];

/// How the room answers growth: whatever is added draws power and gives off heat, and so does work.
pub const DRAWS: &[(Dimension, Trend)] = &[
    (Dimension::Servers, Trend::Falls),
    (Dimension::Capacity, Trend::Falls),
    (Dimension::Traffic, Trend::Falls),
];

/// Below this share of answers in time a service is down, and above it it is up.
#[must_use]
pub fn half() -> Rational {
    Rational::new(1, 2).unwrap_or(Rational::ONE)
}

/// What was seen; nothing where the view was not rehearsed.
pub fn seen<'v>(view: &View<'v>) -> Option<&'v Rehearsed> {
    view.rehearsed
}

/// A verdict that always holds: there is nothing to judge.
#[must_use]
pub fn nothing() -> Verdict {
    Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN)
}

/// The services at the doors.
pub fn doors(view: &View<'_>) -> Vec<Subject> {
    let seen = seen(view).into_iter().flat_map(|seen| &seen.doors);
    seen.map(|door| Subject::Service(view.estate.arrivals(door.traffic).service))
        .collect()
}

/// What was seen at the door of a service.
pub fn door<'v>(view: &View<'v>, subject: Subject) -> Option<&'v DoorSeen> {
    let Subject::Service(service) = subject else {
        return None;
    };
    let mut doors = seen(view)?.doors.iter();
    doors.find(|door| view.estate.arrivals(door.traffic).service == service)
}

/// What was seen of a room.
pub fn room<'v>(view: &View<'v>, subject: Subject) -> Option<&'v RoomSeen> {
    let Subject::Room(room) = subject else { return None };
    seen(view)?.rooms.iter().find(|seen| seen.room == room)
}

/// What was seen of a feed.
pub fn feed<'v>(view: &View<'v>, subject: Subject) -> Option<&'v FeedSeen> {
    let Subject::Feed(feed) = subject else { return None };
    seen(view)?.feeds.iter().find(|seen| seen.feed == feed)
}

/// What was seen of a queue.
pub fn queue<'v>(view: &View<'v>, subject: Subject) -> Option<&'v QueueSeen> {
    let at = match subject {
        Subject::Service(service) => QueueAt::Workers(service),
        Subject::Call(call) => QueueAt::Pool(call),
        _ => return None,
    };
    seen(view)?.queues.iter().find(|seen| seen.at == at)
}

/// The share that was not answered in time.
fn lost(share: Bounds) -> Result<Bounds, Overflow> {
    Bounds::ONE.less(share)
}

/// `120 ms`, `1.2 s..1.4 s`: a number of several runs, with three digits; whole degrees.
#[must_use]
pub fn ranged(bounds: Bounds, measure: Measure) -> String {
    let round = |value: Rational| round(value, measure).unwrap_or(value);
    let bounds = Bounds {
        lo: round(bounds.lo),
        hi: bounds.hi.map(round),
    };
    words::bounds(bounds, measure)
}

/// A number with as many digits as a simulation says.
fn round(value: Rational, measure: Measure) -> Result<Rational, Overflow> {
    let number = value.to_f64();
    if measure == Measure::Temperature {
        // Whole degrees Celsius: 0 °C is 273.15 K.
        return Rational::new((number - 273.15).round() as i128 * 100 + 27_315, 100);
    }
    if number == 0.0 {
        return Ok(value);
    }
    let digits = 2 - number.abs().log10().floor() as i32;
    let power = Rational::int(10_i64.saturating_pow(digits.unsigned_abs()));
    let scaled = Rational::int((number * 10.0_f64.powi(digits)).round() as i64);
    if digits >= 0 {
        scaled.over(power)
    } else {
        scaled.times(power)
    }
}

/// A story about services: it rests on what the rehearsal of them rests on.
pub fn of_services(view: &View<'_>, name: String, says: String) -> Story {
    let rests_on = seen(view).map_or(Confidence::Assumed, |seen| seen.services_rest_on);
    Story::new(name, says).rests_on(rests_on)
}

/// Adds the places of the traffic that comes in by a door.
pub fn at_door(view: &View<'_>, mut story: Story, service: ServiceId) -> Story {
    for traffic in view
        .estate
        .traffic
        .iter()
        .filter(|traffic| traffic.service == service)
    {
        let rate = words::bounds(traffic.rate, Measure::RequestRate);
        story.cites.push(Cite {
            at: traffic.at,
            says: format!("{rate} arrive at {} today", view.estate.service_name(service)),
        });
    }
    story
}

/// `222/s at web`.
pub fn rate(view: &View<'_>, door: &DoorSeen) -> String {
    let service = view.estate.arrivals(door.traffic).service;
    let rate = view.traffic(door.traffic).unwrap_or(door.rate);
    format!(
        "{} at {}",
        ranged(rate, Measure::RequestRate),
        view.estate.service_name(service)
    )
}

/// The rooms whose temperature was followed.
pub fn rooms(view: &View<'_>) -> Vec<Subject> {
    let rooms = seen(view).into_iter().flat_map(|seen| &seen.rooms);
    rooms.map(|seen| Subject::Room(seen.room)).collect()
}

/// A story about the heat of a room: what is given off and taken out, and into how much air.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn of_room(view: &View<'_>, seen: &RoomSeen, says: String) -> Result<Story, Overflow> {
    let row = view.estate.room(seen.room);
    let name = &row.name.value;
    let air = row.facts.get(key::Air);
    let (load, taken) = (view.room_load(seen.room)?, cooling(view, seen.room)?);
    let story = Story::new(name.clone(), says)
        .formula(format!(
            "{} of heat at full draw, {} of cooling",
            watts(load),
            watts(taken)
        ))
        .cite(
            air.at,
            format!(
                "{name} holds {} of air",
                words::bounds(air.bounds(), Measure::Volume)
            ),
        )
        .rests_on(seen.rests_on);
    let story = row.cooling.iter().fold(story, |story, unit| {
        story.cite(
            unit.name.at,
            format!("{} takes out {}", unit.name.value, watts(unit.power)),
        )
    });
    with_heat(view, seen.room, story)
}

/// The doors where something was overcome, or not: a fault, or else a spike.
pub fn overcome(view: &View<'_>, fault: bool) -> Vec<Subject> {
    let mut doors = doors(view);
    doors.retain(|subject| {
        door(view, *subject).is_some_and(|seen| seen.after.is_some() && seen.after_fault == fault)
    });
    doors
}

/// What is answered in time after that, and what would be had nothing happened; only where that was a fault, or a spike.
pub fn after_and_without(view: &View<'_>, subject: Subject, fault: bool) -> Option<(Bounds, Bounds)> {
    let seen = door(view, subject).filter(|seen| seen.after_fault == fault)?;
    seen.after.zip(seen.after_without)
}

/// Whether what was overcome still keeps a service down.
///
/// # Errors
/// Never in practice: shares are small.
pub fn stays_down(view: &View<'_>, subject: Subject, fault: bool) -> Result<Verdict, Overflow> {
    match after_and_without(view, subject, fault) {
        // Where it is down in both, nothing is to be overcome.
        Some((with, without)) if without.lo >= half() => {
            Ok(Verdict::below(lost(with)?, Bounds::exact(half())))
        }
        _ => Ok(nothing()),
    }
}

/// The story of a service that stays down `after` something.
#[must_use]
pub fn down_story(view: &View<'_>, subject: Subject, fault: bool, after: &str) -> Story {
    let (Some((with, without)), Subject::Service(service)) =
        (after_and_without(view, subject, fault), subject)
    else {
        return Story::new("", "");
    };
    let name = view.estate.service_name(service);
    let (with, without) = (ranged(with, Measure::Ratio), ranged(without, Measure::Ratio));
    let says = format!(
        "after {after} {with} are answered in time, and {without} had nothing happened: it does not recover by itself"
    );
    at_door(view, of_services(view, name.to_owned(), says), service).formula(format!(
        "answered in time afterwards: {with}; the same traffic and nothing before: {without}"
    ))
}

/// When something happened: `after 4 min 1 s`.
#[must_use]
pub fn after(at: Option<Rational>) -> String {
    at.map_or(String::new(), |at| {
        let seconds = at.to_f64().round().max(0.0) as u64;
        if seconds < 60 {
            format!(" after {seconds} s")
        } else if seconds.is_multiple_of(60) {
            format!(" after {} min", seconds / 60)
        } else {
            format!(" after {} min {} s", seconds / 60, seconds % 60)
        }
    })
}
