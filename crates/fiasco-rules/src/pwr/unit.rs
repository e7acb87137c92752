//! Power units with a rating of their own, as PWR001 judges them beside their feeds.

use super::{continuous, draw_confidence, root_of_three, tell_draw, watts};
use crate::rule::Story;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, PowerUnitId, View};

/// Whether its rating is known, and anything may ever be plugged into it.
#[must_use]
pub fn unit_speaks(view: &View<'_>, id: PowerUnitId) -> bool {
    let grown = view.grown_up();
    let on = view.relations.unit_loads.of_unit(id);
    volts(view, id).is_some() && on.iter().any(|on| grown.on_unit(on).1 > 0)
}

/// Whether all its outlets are on one leg of its feed.
fn is_one_leg(view: &View<'_>, id: PowerUnitId) -> bool {
    let mut rows = view.estate.outlets.iter().filter(|row| row.unit == id);
    let first = rows.next().and_then(|row| row.leg);
    first.is_some() && rows.all(|row| row.leg == first)
}

/// Its voltage, its own or its feed's, and the factor of its phases as a power of the root of 3.
fn volts(view: &View<'_>, id: PowerUnitId) -> Option<(Bounds, i8)> {
    let unit = view.estate.power_unit(id);
    let feed = view.estate.feed(unit.feed?);
    let own = unit.facts.has(FactKind::Voltage);
    let facts = if own { &unit.facts } else { &feed.facts };
    let phases = match (feed.three_phase, is_one_leg(view, id), own) {
        (true, false, _) => 1,
        (true, true, false) => -1,
        _ => 0,
    };
    let known = facts.has(FactKind::Voltage);
    known.then(|| (facts.get(key::Voltage).bounds(), phases))
}

/// The share of its rating that it carries for hours: its own, else that of its feed.
fn share(view: &View<'_>, id: PowerUnitId) -> Bounds {
    let unit = view.estate.power_unit(id);
    let own = unit.facts.get(key::Continuous);
    match unit.feed {
        Some(feed) if !own.is_known() => continuous(view, feed).0,
        _ => own.bounds(),
    }
}

/// What it carries for hours, in watts.
///
/// # Errors
/// [`Overflow`] when the product grows beyond exact computation.
pub fn unit_limit(view: &View<'_>, id: PowerUnitId) -> Result<Bounds, Overflow> {
    let Some((volts, phases)) = volts(view, id) else {
        return Ok(Bounds::UNKNOWN);
    };
    let amps = view.estate.power_unit(id).facts.get(key::Current).bounds();
    let single = volts.times(amps)?.times(share(view, id))?;
    match phases {
        1 => single.scaled(root_of_three()),
        -1 => single.scaled(Rational::ONE.over(root_of_three())?),
        _ => Ok(single),
    }
}

/// What the verdict on it means.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn tell_unit(view: &View<'_>, id: PowerUnitId) -> Result<Story, Overflow> {
    let unit = view.estate.power_unit(id);
    let (Some(feed), Some((volts, phases))) = (unit.feed, volts(view, id)) else {
        return Ok(Story::new("", ""));
    };
    let name = &unit.name.value;
    let amps = unit.facts.get(key::Current);
    let most = watts(unit_limit(view, id)?);
    let factor = match phases {
        1 => " x root of 3",
        -1 => " / root of 3",
        _ => "",
    };
    let says = format!("{name} carries {} of {most}", watts(view.unit_load(id)?));
    let mut story = Story::new(name.clone(), says)
        .formula(format!(
            "{name}: {} x {} x {}{factor} = {most}",
            words::bounds(volts, Measure::Voltage),
            words::bounds(amps.bounds(), Measure::Current),
            words::bounds(share(view, id), Measure::Ratio),
        ))
        .cite(
            amps.at.or(unit.name.at),
            format!("{name} carries {most} for hours"),
        )
        .rests_on(amps.confidence);
    for on in view.relations.unit_loads.of_unit(id) {
        let (surely, maybe) = view.on_unit(on);
        let like = view.relations.likes.all.get(on.like as usize);
        let Some(like) = like.filter(|_| maybe > 0) else {
            continue;
        };
        let first = view.estate.device_name(like.first);
        let share = words::bounds(Bounds::exact(like.share(feed, None)), Measure::Ratio);
        story = story.formula(format!(
            "like {first}: {surely} surely, {maybe} at most, {share} of {} each",
            watts(like.draw)
        ));
        story = tell_draw(view, story, like.first).rests_on(draw_confidence(view, like.first));
    }
    Ok(story)
}
