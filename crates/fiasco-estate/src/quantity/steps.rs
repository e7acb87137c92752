//! Which unit to print a value in.

use super::dimension::Dimension;
use super::rational::Rational;

/// A unit is preferred when it needs no more decimals than this.
const SHORT_DECIMALS: u32 = 2;
/// A smaller unit is not preferred from this figure on.
const LONG_FIGURE: i64 = 10_000;

/// A unit to print in: its suffix, and its size in base units as a fraction.
pub(super) type Step = (&'static str, i128, i128);

/// Units of one family, from the smallest to the largest.
type Ladder = &'static [Step];

/// The ladders of a dimension, preferred first. Where there is none, the base unit serves.
const fn ladders(dimension: Dimension) -> &'static [Ladder] {
    const K: i128 = 1_000;
    match dimension {
        Dimension::Power => &[&[
            (" mW", 1, K),
            (" W", 1, 1),
            (" kW", K, 1),
            (" MW", K * K, 1),
            (" GW", K * K * K, 1),
        ]],
        Dimension::Energy => &[
            &[
                (" Wh", 3_600, 1),
                (" kWh", 3_600 * K, 1),
                (" MWh", 3_600 * K * K, 1),
                (" GWh", 3_600 * K * K * K, 1),
            ],
            &[(" J", 1, 1), (" kJ", K, 1), (" MJ", K * K, 1)],
        ],
        Dimension::Data => &[
            &[
                (" B", 1, 1),
                (" kB", K, 1),
                (" MB", K * K, 1),
                (" GB", K * K * K, 1),
                (" TB", K * K * K * K, 1),
                (" PB", K * K * K * K * K, 1),
            ],
            &[
                (" KiB", 1 << 10, 1),
                (" MiB", 1 << 20, 1),
                (" GiB", 1 << 30, 1),
                (" TiB", 1 << 40, 1),
                (" PiB", 1 << 50, 1),
            ],
        ],
        Dimension::DataRate => &[&[
            (" bit/s", 1, 1),
            (" kbit/s", K, 1),
            (" Mbit/s", K * K, 1),
            (" Gbit/s", K * K * K, 1),
            (" Tbit/s", K * K * K * K, 1),
        ]],
        Dimension::Mass => &[&[(" g", 1, K), (" kg", 1, 1)]],
        Dimension::Length => &[&[(" mm", 1, K), (" cm", 1, 100), (" m", 1, 1), (" km", K, 1)]],
        Dimension::Frequency => &[&[
            (" Hz", 1, 1),
            (" kHz", K, 1),
            (" MHz", K * K, 1),
            (" GHz", K * K * K, 1),
        ]],
        Dimension::Current => &[&[(" mA", 1, K), (" A", 1, 1)]],
        Dimension::Voltage => &[&[(" mV", 1, K), (" V", 1, 1), (" kV", K, 1)]],
        _ => &[],
    }
}

/// The unit to print a magnitude in; none for the base unit.
pub(super) fn step_for(magnitude: Rational, dimension: Dimension) -> Option<Step> {
    match dimension {
        Dimension::Ratio => Some((" %", 1, 100)),
        _ if magnitude.is_zero() => None,
        Dimension::Time => time_step(magnitude),
        Dimension::RequestRate => rate_step(magnitude),
        Dimension::Data => whole_mebibytes(magnitude).or_else(|| choose(magnitude, ladders(dimension))),
        _ => choose(magnitude, ladders(dimension)),
    }
}

/// Memory comes in powers of two: sums of whole mebibytes are said in the largest binary unit, so that two of
/// them compare at a glance.
fn whole_mebibytes(magnitude: Rational) -> Option<Step> {
    const BINARY: Ladder = &[
        (" MiB", 1 << 20, 1),
        (" GiB", 1 << 30, 1),
        (" TiB", 1 << 40, 1),
        (" PiB", 1 << 50, 1),
    ];
    let whole = figure_in(magnitude, (" MiB", 1 << 20, 1)).is_some_and(Rational::is_integer);
    let fits = |step: &&Step| figure_in(magnitude, **step).is_some_and(|figure| figure >= Rational::ONE);
    whole.then(|| BINARY.iter().rev().find(fits).copied()).flatten()
}

/// The step whose figure is shortest to read: exact and short in some ladder, else the first that fits.
fn choose(magnitude: Rational, ladders: &[Ladder]) -> Option<Step> {
    let picks = || ladders.iter().filter_map(|ladder| pick(magnitude, ladder));
    let short = |step: &Step| {
        figure_in(magnitude, *step).is_some_and(|figure| figure.is_decimal_within(SHORT_DECIMALS))
    };
    // A value below every unit is printed in the smallest, the last resort.
    picks()
        .find(short)
        .or_else(|| picks().next())
        .or_else(|| ladders.last()?.first().copied())
}

/// The step of one ladder: the largest of at least 1, or the one below it where that saves decimals.
fn pick(magnitude: Rational, ladder: Ladder) -> Option<Step> {
    let mut fitting = ladder
        .iter()
        .rev()
        .filter_map(|step| Some((*step, figure_in(magnitude, *step)?)));
    let (largest, figure) = fitting.find(|(_, figure)| *figure >= Rational::ONE)?;
    if figure.is_decimal_within(SHORT_DECIMALS) {
        return Some(largest);
    }
    match fitting.next() {
        Some((below, figure)) if figure < Rational::int(LONG_FIGURE) => Some(below),
        _ => Some(largest),
    }
}

/// Whole days, hours and minutes from where people count in them; else seconds or a part of one.
fn time_step(magnitude: Rational) -> Option<Step> {
    const WHOLE: [(Step, i128); 3] = [
        ((" days", 86_400, 1), 2),
        ((" h", 3_600, 1), 1),
        ((" min", 60, 1), 5),
    ];
    const PARTS: Ladder = &[
        (" ns", 1, 1_000_000_000),
        (" µs", 1, 1_000_000),
        (" ms", 1, 1_000),
        (" s", 1, 1),
    ];
    let whole = WHOLE.into_iter().find(|(step, least)| {
        figure_in(magnitude, *step).is_some_and(|figure| figure.is_integer() && figure.num() >= *least)
    });
    let part = || {
        PARTS
            .iter()
            .rev()
            .find(|step| figure_in(magnitude, **step).is_some_and(|figure| figure >= Rational::ONE))
    };
    whole
        .map(|(step, _)| step)
        .or_else(|| part().copied())
        .or(Some((" ns", 1, 1_000_000_000)))
}

/// Per second, unless it is less than one a second and a whole number a minute, hour or day.
fn rate_step(magnitude: Rational) -> Option<Step> {
    const SLOW: [Step; 3] = [("/min", 1, 60), ("/h", 1, 3_600), ("/day", 1, 86_400)];
    if magnitude >= Rational::ONE {
        return Some(("/s", 1, 1));
    }
    SLOW.into_iter()
        .find(|step| figure_in(magnitude, *step).is_some_and(Rational::is_integer))
}

/// The figure of a value in a unit; none when it cannot be held exactly.
pub(super) fn figure_in(value: Rational, (_, num, den): Step) -> Option<Rational> {
    value.over(Rational::new(num, den).ok()?).ok()
}
