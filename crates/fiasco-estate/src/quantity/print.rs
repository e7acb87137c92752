//! Printing quantities as a person would write them, and exactly.
//!
//! A figure that is exact within three decimals is printed exactly; any other is rounded to three significant
//! digits, but never before the decimal point. The unit is the largest that keeps the figure short.

use std::fmt;

use super::dimension::Dimension;
use super::qty::{Dim, Qty, Quantity};
use super::rational::Rational;
use super::steps::{figure_in, step_for};

/// A figure with this many decimals or fewer is printed as it is.
const EXACT_DECIMALS: u32 = 3;
/// [`Precise`] writes a decimal up to this many decimals, a fraction beyond.
const PRECISE_DECIMALS: u32 = 12;

/// Prints a quantity so that reading it gives exactly the same value: as a person would where that is exact,
/// else as a longer decimal, else as a fraction (`20/9 cores`). Negative values print but do not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Precise(pub Quantity);

impl fmt::Display for Precise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Quantity { value, dimension } = self.0;
        let rendered = render(value, dimension);
        if rendered.exact {
            return write!(f, "{rendered}");
        }
        let (value, suffix) = match (dimension, celsius(value)) {
            (Dimension::Temperature, Some(celsius)) => (celsius, " °C"),
            (Dimension::Temperature, None) => (value, " K"),
            // A blank keeps the slash of the unit apart from that of the fraction.
            (Dimension::RequestRate, _) => (value, " /s"),
            (Dimension::Cores, _) => (value, " cores"),
            _ => (value, dimension.missing_suffix()),
        };
        if value.is_decimal_within(PRECISE_DECIMALS) {
            write!(f, "{}{suffix}", value.decimal(PRECISE_DECIMALS as usize))
        } else {
            write!(f, "{value}{suffix}")
        }
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad` honors a width, so that tables of quantities line up.
        f.pad(&render(self.value, self.dimension).to_string())
    }
}

impl<D: Dim> fmt::Display for Qty<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.untyped(), f)
    }
}

// Without a bound on the marker, so that types which hold a `Qty<D>` can derive `Debug`.
impl<D> fmt::Debug for Qty<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = std::any::type_name::<D>();
        let marker = path.rsplit("::").next().unwrap_or(path);
        write!(f, "{marker}({})", self.value_in_base())
    }
}

impl<D: Dim> Qty<D> {
    /// A form that reads back as exactly this value.
    #[must_use]
    pub const fn precise(self) -> Precise {
        Precise(self.untyped())
    }
}

/// A figure and its unit.
struct Rendered {
    figure: String,
    /// With the blank before it, if it takes one.
    suffix: &'static str,
    exact: bool,
}

impl fmt::Display for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.figure, self.suffix)
    }
}

/// Renders a value as a person would write it.
fn render(value: Rational, dimension: Dimension) -> Rendered {
    if dimension == Dimension::Temperature {
        return celsius(value).map_or_else(|| plain(value, " K"), |celsius| plain(celsius, " °C"));
    }
    let magnitude = if value.is_negative() {
        value.negated()
    } else {
        value
    };
    match step_for(magnitude, dimension).and_then(|step| Some((figure_in(value, step)?, step.0))) {
        Some((figure, suffix)) => plain(figure, suffix),
        None if dimension == Dimension::Cores && value == Rational::ONE => plain(value, " core"),
        None if dimension == Dimension::Cores => plain(value, " cores"),
        None => plain(value, dimension.missing_suffix()),
    }
}

fn celsius(kelvin: Rational) -> Option<Rational> {
    kelvin.minus(Rational::new(27_315, 100).ok()?).ok()
}

/// A figure with thousands separators and the unit.
fn plain(figure: Rational, suffix: &'static str) -> Rendered {
    let exact = figure.is_decimal_within(EXACT_DECIMALS);
    let decimals = if exact {
        EXACT_DECIMALS as usize
    } else {
        decimals_for_three_digits(figure)
    };
    Rendered {
        figure: grouped(&figure.decimal(decimals)),
        suffix,
        exact,
    }
}

/// How many decimals give three significant digits.
fn decimals_for_three_digits(figure: Rational) -> usize {
    let magnitude = if figure.is_negative() {
        figure.negated()
    } else {
        figure
    };
    match magnitude.floor() {
        0 => {}
        1..=9 => return 2,
        10..=99 => return 1,
        _ => return 0,
    }
    let mut decimals = 3;
    let mut scaled = magnitude;
    while let Ok(next) = scaled.times(Rational::int(10)) {
        if next >= Rational::ONE {
            break;
        }
        (scaled, decimals) = (next, decimals + 1);
    }
    decimals
}

/// A decimal with a comma between groups of three digits before the point.
fn grouped(decimal: &str) -> String {
    let (sign, digits) = decimal
        .strip_prefix('-')
        .map_or(("", decimal), |digits| ("-", digits));
    let (whole, fraction) = digits
        .split_once('.')
        .map_or((digits, None), |(whole, part)| (whole, Some(part)));
    let mut text = sign.to_owned();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if let Some(fraction) = fraction {
        text.push('.');
        text.push_str(fraction);
    }
    text
}
