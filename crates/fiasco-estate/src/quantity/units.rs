//! Finding a unit by its spelling and turning a number in it into base units.

use super::dimension::Dimension;
use super::rational::{Overflow, Rational};
use super::table::TABLE;

/// A unit: its spellings (the first is the one we print) and its exact size.
#[derive(Debug)]
pub(super) struct Unit {
    pub dimension: Dimension,
    pub spellings: &'static [&'static str],
    /// The size in base units, as a fraction.
    pub factor: (i128, i128),
    /// What is added to the number before scaling, in hundredths; only temperatures have a zero of their own.
    pub offset_hundredths: i64,
    /// Understood only where its dimension is due: `k`, `m` and the like mean too many things elsewhere.
    pub local: bool,
}

impl Unit {
    /// A row of the table: `num / den` base units.
    pub const fn new(dimension: Dimension, spellings: &'static [&'static str], num: i128, den: i128) -> Self {
        Self {
            dimension,
            spellings,
            factor: (num, den),
            offset_hundredths: 0,
            local: false,
        }
    }

    /// A row for spellings that are understood only where the dimension is due.
    pub const fn local(
        dimension: Dimension,
        spellings: &'static [&'static str],
        num: i128,
        den: i128,
    ) -> Self {
        Self {
            dimension,
            spellings,
            factor: (num, den),
            offset_hundredths: 0,
            local: true,
        }
    }

    /// A row for a temperature scale.
    pub const fn scale(
        spellings: &'static [&'static str],
        offset_hundredths: i64,
        num: i128,
        den: i128,
    ) -> Self {
        Self {
            dimension: Dimension::Temperature,
            spellings,
            factor: (num, den),
            offset_hundredths,
            local: false,
        }
    }

    /// The unit's size in base units.
    pub fn size(&self) -> Result<Rational, Overflow> {
        Rational::new(self.factor.0, self.factor.1)
    }

    /// `number` of this unit, in base units.
    pub fn to_base(&self, number: Rational) -> Result<Rational, Overflow> {
        let shifted = match self.offset_hundredths {
            0 => number,
            hundredths => number.plus(Rational::new(i128::from(hundredths), 100)?)?,
        };
        shifted.times(self.size()?)
    }
}

/// The unit of `dimension` that is spelled so.
pub(super) fn find(dimension: Dimension, spelling: &str) -> Option<&'static Unit> {
    let spelling = normal(spelling);
    TABLE
        .iter()
        .find(|unit| unit.dimension == dimension && unit.spellings.contains(&spelling.as_str()))
}

/// The first unit of another dimension that is spelled so and is understood anywhere.
pub(super) fn find_elsewhere(dimension: Dimension, spelling: &str) -> Option<&'static Unit> {
    let spelling = normal(spelling);
    TABLE
        .iter()
        .filter(|unit| unit.dimension != dimension && !unit.local)
        .find(|unit| unit.spellings.contains(&spelling.as_str()))
}

/// The spelling with single spaces, and none around a slash: `req / s` is `req/s`.
fn normal(spelling: &str) -> String {
    let words: Vec<&str> = spelling.split_whitespace().collect();
    words.join(" ").replace(" /", "/").replace("/ ", "/")
}

/// What a lower-case `b` with this prefix could stand for: the prefix as we write it, and its name.
pub(super) fn bit_or_byte(spelling: &str) -> Option<(&'static str, &'static str)> {
    match spelling {
        "b" => Some(("", "")),
        "kb" | "Kb" => Some(("k", "kilo")),
        "mb" | "Mb" => Some(("M", "mega")),
        "gb" | "Gb" => Some(("G", "giga")),
        "tb" | "Tb" => Some(("T", "tera")),
        "pb" | "Pb" => Some(("P", "peta")),
        _ => None,
    }
}

/// What a lone size letter could stand for in bytes: the decimal and the binary spelling. `M` and its larger
/// kin are not here: they are Kubernetes' spelling of the decimal sizes and nobody's of a binary one but
/// Docker's, which has a reader of its own.
pub(super) fn decimal_or_binary(spelling: &str) -> Option<(&'static str, &'static str)> {
    match spelling {
        "K" => Some(("kB", "KiB")),
        "m" => Some(("MB", "MiB")),
        "g" => Some(("GB", "GiB")),
        "t" => Some(("TB", "TiB")),
        "p" => Some(("PB", "PiB")),
        _ => None,
    }
}
