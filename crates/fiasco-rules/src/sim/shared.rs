//! What the rules of the rehearsal share: what was seen, and what it rests on.

use crate::coo::{cooling, watts, with_heat};
use crate::rule::{Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{Fact, key};
use fiasco_estate::quantity::{Dim, Measure, Overflow, Rational};
use fiasco_estate::rehearsed::{DoorSeen, RoomSeen};
use fiasco_estate::{Bounds, Cite, Confidence, Dimension, Rehearsed, ServiceId, View};
use fiasco_source::Span;

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

/// Things of one kind that were seen, and which subject each is; none where it is nobody's to judge.
pub struct Kind<T> {
    /// Where they are.
    pub all: for<'a> fn(&'a Rehearsed) -> &'a [T],
    /// What rules call one of them.
    pub subject: fn(&View<'_>, &T) -> Option<Subject>,
}

impl<T: 'static> Kind<T> {
    /// All of them, to be judged.
    pub fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let all = seen(view).into_iter().flat_map(|seen| (self.all)(seen));
        all.filter_map(|one| (self.subject)(view, one)).collect()
    }

    /// What was seen of one.
    pub fn of<'v>(&self, view: &View<'v>, subject: Subject) -> Option<&'v T> {
        let mut all = (self.all)(seen(view)?).iter();
        all.find(|one| (self.subject)(view, one) == Some(subject))
    }
}

/// Doors, by the service there.
pub const DOORS: Kind<DoorSeen> = Kind {
    all: |seen| &seen.doors,
    subject: |view, door| Some(Subject::Service(view.estate.arrivals(door.traffic).service)),
};

/// Rooms whose temperature was followed.
pub const ROOMS: Kind<RoomSeen> = Kind {
    all: |seen| &seen.rooms,
    subject: |_, room| Some(Subject::Room(room.room)),
};

/// An objective of a service.
pub struct Objective {
    /// What it allows at the most.
    pub most: Bounds,
    /// Where it is stated.
    at: Option<Span>,
    /// How sure it is; none where nobody stated it.
    stated: Option<Confidence>,
}

impl Objective {
    /// As it is stated, else what is assumed.
    #[must_use]
    pub fn of<D: Dim>(stated: Fact<D>, assumed: Bounds) -> Self {
        let known = stated.is_known();
        Self {
            most: if known { stated.bounds() } else { assumed },
            at: stated.at,
            stated: known.then_some(stated.confidence),
        }
    }

    /// `its objective is 200 ms`.
    #[must_use]
    pub fn says(&self, measure: Measure) -> String {
        let whose = match self.stated {
            Some(_) => "its objective",
            None => "the objective, which is assumed,",
        };
        format!("{whose} is {}", words::bounds(self.most, measure))
    }

    /// Adds to a story about a service where its objective is stated, and that it rests on it.
    #[must_use]
    pub fn tell(&self, story: Story, name: &str) -> Story {
        story
            .cite(self.at, format!("the objective of {name}"))
            .rests_on(self.stated.unwrap_or(Confidence::Assumed))
    }
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

/// Whether a room stays below a temperature.
pub fn stays_below(view: &View<'_>, subject: Subject, limit: fn(&RoomSeen) -> Bounds) -> Verdict {
    let seen = ROOMS.of(view, subject);
    seen.map_or_else(nothing, |seen| Verdict::below(seen.warmest, limit(seen)))
}

/// A story about the heat of a room: what is given off and taken out, and into how much air. `says` tells the room by
/// its name.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn of_room(
    view: &View<'_>,
    subject: Subject,
    says: impl FnOnce(&str, &RoomSeen) -> String,
) -> Result<Story, Overflow> {
    let Some(seen) = ROOMS.of(view, subject) else {
        return Ok(Story::new("", ""));
    };
    let row = view.estate.room(seen.room);
    let name = &row.name.value;
    let says = says(name, seen);
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
    let mut doors = DOORS.subjects(view);
    doors.retain(|subject| {
        DOORS
            .of(view, *subject)
            .is_some_and(|seen| seen.after.is_some() && seen.after_fault == fault)
    });
    doors
}

/// What is answered in time after that, and what would be had nothing happened; only where that was a fault, or a spike.
pub fn after_and_without(view: &View<'_>, subject: Subject, fault: bool) -> Option<(Bounds, Bounds)> {
    let seen = DOORS.of(view, subject).filter(|seen| seen.after_fault == fault)?;
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

/// `46 °C`.
#[must_use]
pub fn degrees(bounds: Bounds) -> String {
    ranged(bounds, Measure::Temperature)
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
