//! What the rules about cooling share: the air's constants, where a room's heat comes from, and how fast a room
//! warms up when more heat is given off than taken out.

use crate::rule::{Story, Subject, Trend};
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::CoolingUnit;
use fiasco_estate::{Bounds, Dimension, RoomId, View};

/// How the margin of a room's cooling answers growth: whatever adds devices adds heat.
pub const HEATS: &[(Dimension, Trend)] = &[
    (Dimension::Servers, Trend::Falls),
    (Dimension::Capacity, Trend::Falls),
];

/// Lines that a story gives to single kinds of devices; what is left over is summed up.
const MOST_LINES: usize = 8;

/// Heat that a cubic meter of air takes per kelvin, in joules: 1.2 kg x 1,006 J/(kg K), dry air at 20 °C and sea
/// level. With it 1 kW that warms air by 20 °F takes 158 cubic feet a minute, the field's rule of thumb.
///
/// # Errors
/// Never in practice: the numbers are small.
pub fn air_heat() -> Result<Rational, Overflow> {
    Rational::new(12_072, 10)
}

/// By how much servers usually warm the air that passes through them: 20 °F, which are 100/9 kelvins.
///
/// # Errors
/// Never in practice: the numbers are small.
pub fn usual_rise() -> Result<Rational, Overflow> {
    Rational::new(100, 9)
}

/// Rooms whose cooling units satisfy a condition.
pub fn rooms_where(view: &View<'_>, condition: impl Fn(&[CoolingUnit]) -> bool) -> Vec<Subject> {
    let rooms = view.estate.room_ids();
    rooms
        .filter(|id| condition(&view.estate.room(*id).cooling))
        .map(Subject::Room)
        .collect()
}

/// What all cooling units of a room take out together, in watts.
///
/// # Errors
/// [`Overflow`] when the sum grows beyond exact computation.
pub fn cooling(view: &View<'_>, room: RoomId) -> Result<Bounds, Overflow> {
    let units = view.estate.room(room).cooling.iter();
    units
        .map(|unit| unit.power)
        .try_fold(Bounds::ZERO, |sum, power| sum.plus(power))
}

/// A power, in words.
pub fn watts(power: Bounds) -> String {
    words::bounds(power, Measure::Power)
}

/// An amount of heat, in words.
pub fn heat(power: Bounds) -> String {
    if power == Bounds::UNKNOWN {
        "an unknown amount of heat".to_owned()
    } else {
        format!("{} of heat", watts(power))
    }
}

/// Tells where the heat of a room comes from: a line for each kind of device, with what nobody stated.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn with_heat(view: &View<'_>, room: RoomId, mut story: Story) -> Result<Story, Overflow> {
    let likes = &view.relations.likes;
    let mut rest = (0_i64, Bounds::ZERO);
    let mut lines = 0;
    for at in likes.in_room.get(room.index()).into_iter().flatten() {
        let count = view.of_like(*at);
        let Some(like) = likes.all.get(*at as usize).filter(|_| count > 0) else {
            continue;
        };
        let name = view.estate.device_name(like.first);
        let all = like.draw.scaled(Rational::int(count))?;
        let stated = view.estate.device_fact(like.first, key::Power);
        let plate = view.estate.device_fact(like.first, key::Nameplate);
        let (at, confidence) = if stated.is_known() {
            (stated.at, Some(stated.confidence))
        } else {
            (plate.at, plate.is_known().then_some(plate.confidence))
        };
        match confidence {
            Some(confidence) => story = story.rests_on(confidence),
            None => story = story.missing("power", name, format!("power: 350 W, under {name}")),
        }
        if lines == MOST_LINES {
            rest = (rest.0.saturating_add(count), rest.1.plus(all)?);
            continue;
        }
        lines += 1;
        let each = watts(like.draw);
        story = story.formula(if count == 1 {
            format!("{name}: {each}")
        } else {
            format!(
                "{} like {name}: {} x {each} = {}",
                words::number(Rational::int(count)),
                words::number(Rational::int(count)),
                watts(all)
            )
        });
        story = story.cite(at, format!("{name} draws {each}, all of which becomes heat"));
    }
    Ok(if rest.0 > 0 {
        story.formula(format!(
            "{}: {}",
            words::plural(rest.0, "other device"),
            watts(rest.1)
        ))
    } else {
        story
    })
}

/// How fast a room warms up at most, where its volume is known and more heat is given off than taken out.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn with_warming(
    view: &View<'_>,
    room: RoomId,
    used: Bounds,
    limit: Bounds,
    story: Story,
) -> Result<Story, Overflow> {
    let air = view.estate.room(room).facts.get(key::Air);
    let excess = used.less(limit)?;
    if !air.is_known() || excess.lo.is_zero() {
        return Ok(story);
    }
    let rate = warming(excess, air.bounds())?;
    let rate = match (rate.hi, rate.is_exact()) {
        (Some(hi), true) => words::number(hi),
        (Some(hi), false) => format!("{}..{}", words::number(rate.lo), words::number(hi)),
        (None, _) => format!("{} or more", words::number(rate.lo)),
    };
    let line = format!(
        "{} too many warm {} of air by at most {rate} K a minute, as if nothing else took heat",
        watts(excess),
        words::bounds(air.bounds(), Measure::Volume)
    );
    Ok(story.formula(line).cite(air.at, "the air of the room"))
}

/// Kelvins a minute by which a power, in watts, warms a volume of air, in cubic meters, at constant pressure:
/// `P / (m c)`.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn warming(power: Bounds, air: Bounds) -> Result<Bounds, Overflow> {
    power.scaled(Rational::int(60))?.over(air.scaled(air_heat()?)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::expect_used, reason = "a test says what it expects")]

    use super::*;
    use fiasco_estate::quantity::read_exact;

    /// A number to two decimals, as a whole.
    fn hundredths(value: Rational) -> i128 {
        let scaled = value.times(Rational::int(100)).expect("small");
        scaled
            .plus(Rational::new(1, 2).expect("a half"))
            .expect("small")
            .floor()
    }

    /// The field's rules of thumb: a kilowatt at a rise of 20 °F takes 158 CFM (BTU/h = 1.08 x CFM x °F, and a
    /// watt is 3.412 BTU/h), and 10 kW warm 50 m³ by about 10 K a minute.
    #[test]
    fn the_constants_give_the_rules_of_thumb() {
        let watts = |text| read_exact(text, Measure::Power).expect(text);
        let flow = |text| read_exact(text, Measure::Airflow).expect(text);
        let rise = usual_rise().expect("small");
        let needed = watts("1 kW")
            .over(air_heat().and_then(|heat| heat.times(rise)).expect("small"))
            .expect("small");
        let feet = needed.over(flow("1 CFM")).expect("small");
        assert_eq!(hundredths(feet), 15_797);
        let btu = watts("1 W").over(watts("1 BTU/h")).expect("small");
        assert_eq!(hundredths(btu.times(Rational::int(100)).expect("small")), 34_121);
        let by_thumb = btu
            .times(Rational::int(1000))
            .and_then(|btu| btu.over(Rational::new(108 * 20, 100)?))
            .expect("small");
        assert_eq!(hundredths(by_thumb), 15_797);
        let rate = warming(Bounds::exact(watts("10 kW")), Bounds::exact(Rational::int(50)));
        assert_eq!(hundredths(rate.expect("small").lo), 994);
        assert_eq!(watts("8200 BTU/h").floor(), 2403);
    }
}
