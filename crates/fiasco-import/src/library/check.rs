//! What in a library cannot be true, besides what could not be read.

use super::{Class, Inlet, Library, Problem, Topic, Type};
use fiasco_estate::Said;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, Quantity, Rational};
use fiasco_estate::room::plug::{Plug, overdrawn};

/// What a rack of 42 U of the common kind carries at rest, in kilograms (3,000 lb). Nothing in a rack weighs more,
/// nor more for each of its units than those 42 U can have each.
const RACK_CARRIES: i64 = 1_364;
/// The units of that rack.
const RACK_UNITS: i64 = 42;

/// The least mass for each unit of height, in kilograms: a tenth, which is less than a blanking panel of sheet steel.
/// What is lighter was written in the wrong unit.
const LEAST_PER_UNIT: (i128, i128) = (1, 10);

/// Everything that is wrong in a library, in the order of its files and lines.
///
/// - A power port draws more than its inlet carries by IEC 60320-1 at 250 V, where it carries most; its kin of one
///   type are counted in one line.
/// - A mass is above 1,364 kg, or above 1,364/42 kg for each unit of height, or below 0.1 kg for each unit, or 0.
/// - What was found while reading: kinds of ports that are not known, keys that are missing or mean nothing.
#[must_use]
pub fn check(library: &Library) -> Vec<Problem> {
    let mut all: Vec<Problem> = library.loose.clone();
    for one in &library.types {
        all.extend(one.problems.iter().cloned());
        all.extend(draws(one));
        all.extend(weight(one));
    }
    // What has no place belongs to a whole file, and comes first.
    all.sort_by_key(|problem| problem.at.map(|at| (at.file, at.start)));
    all
}

/// The first port that draws too much, and how many do the same.
fn draws(one: &Type) -> Option<Problem> {
    let mut over = one.inlets.iter().filter_map(too_much);
    let (inlet, plug, draw, carries) = over.next()?;
    let alike = match over.count() {
        0 => String::new(),
        more => format!(", and {more} more like it"),
    };
    let amperes = plug
        .tenths_of_amps()
        .and_then(|tenths| Rational::new(i128::from(tenths), 10).ok())
        .map_or_else(String::new, |amperes| {
            format!(" ({} A at 250 V)", amperes.decimal(1))
        });
    Some(Problem {
        topic: Topic::Overdrawn,
        class: one.class,
        at: draw.at,
        message: format!(
            "{}: {} draws {} W through {}, which carries {carries} W at most{amperes}{alike}",
            one.name,
            inlet.name,
            draw.value.decimal(3),
            plug.name()
        ),
    })
}

/// A port that draws more than its inlet carries: the draw, and what it carries in watts.
fn too_much(inlet: &Inlet) -> Option<(&Inlet, Plug, &Said<Rational>, u64)> {
    let plug = inlet.plug?;
    let draws = inlet.most.iter().chain(&inlet.usual);
    draws.into_iter().find_map(|draw| {
        // A part of a watt too much is too much.
        let watts = u64::try_from(draw.value.ceil()).unwrap_or(u64::MAX);
        Some((inlet, plug, draw, overdrawn(plug, watts)?))
    })
}

fn weight(one: &Type) -> Option<Problem> {
    let mass = one.hardware.facts.raw(FactKind::Weight)?;
    let units = one.hardware.facts.raw(FactKind::Units).map(|fact| fact.lo);
    let units = units.filter(|units| !units.is_zero() && one.class == Class::Device);
    let kilograms = |mass: Rational| {
        Quantity {
            value: mass,
            dimension: Measure::Mass,
        }
        .to_string()
    };
    let carries = Rational::int(RACK_CARRIES);
    let share = |units: Rational| carries.times(units)?.over(Rational::int(RACK_UNITS));
    let least = |units: Rational| Rational::new(LEAST_PER_UNIT.0, LEAST_PER_UNIT.1)?.times(units);
    let weighs = kilograms(mass.lo);
    let why = if mass.lo.is_zero() {
        "nothing weighs nothing".to_owned()
    } else if mass.lo > carries {
        format!("a whole rack carries {}", kilograms(carries))
    } else if let Some(most) = units
        .and_then(|units| share(units).ok())
        .filter(|most| mass.lo > *most)
    {
        format!(
            "a rack of {RACK_UNITS} U that carries {} has {} for its {} U",
            kilograms(carries),
            kilograms(most),
            units.unwrap_or_default().decimal(1)
        )
    } else {
        let least = units
            .and_then(|units| least(units).ok())
            .filter(|least| mass.lo < *least)?;
        format!(
            "an empty panel of {} U weighs more than {}",
            units.unwrap_or_default().decimal(1),
            kilograms(least)
        )
    };
    Some(Problem {
        topic: Topic::Weight,
        class: one.class,
        at: mass.at,
        message: format!("{}: a weight of {weighs}: {why}", one.name),
    })
}
