//! Power plugs, inlets and outlets, and the cords between them.
//!
//! A table and nothing else: which kinds there are (by the slugs NetBox gives to `power-ports` and
//! `power-outlets`), what they are rated for, and whether something with one inlet can be fed from one outlet.
//!
//! Shapes and ratings are those of IEC 60320-1 (appliance couplers, C5 to C22), IEC 60309 (industrial plugs), NEMA
//! WD 6 (North America), CEE 7 and the national standards behind the letters of "ITA" types; where each was looked
//! up stands in the tables. The limits are the IEC's. North American approvals allow more on the same shapes (15 A
//! on a C14, 20 A on a C20, and 7 A at 125 V on a C6 or C8): whoever relies on those is told less than he may use.

mod cords;
mod kinds;

pub use cords::{Fit, cord};
use kinds::{Row, SPELLINGS, TABLES};

/// Which side of a coupling a kind is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Takes power: an inlet, or a plug on a fixed cord.
    Inlet,
    /// Gives power: an outlet, or a connector.
    Outlet,
    /// One slug is used for both sides, as for IEC 60309 and the ITA letters.
    Either,
}

/// One kind of plug, inlet or outlet: a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plug(usize);

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.into_iter().flatten()
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

impl Plug {
    /// The kind of a slug, or of what people write for it, in any case: `iec-60320-c14`, `C14`, `NEMA 5-15R`,
    /// `5-20R`, `Schuko`, `CEE 7/7`. `None` for a kind that is not in the table.
    #[must_use]
    pub fn of_slug(text: &str) -> Option<Self> {
        let read = letters(text);
        let read = SPELLINGS
            .iter()
            .find(|(short, _)| *short == read)
            .map_or(read, |(_, slug)| letters(slug));
        let is = |whole: &str| {
            let whole = letters(whole);
            let short = ["iec60320", "nema"]
                .iter()
                .find_map(|family| whole.strip_prefix(family));
            whole == read || short == Some(read.as_str())
        };
        rows().position(|row| is(row.slug) || is(row.name)).map(Self)
    }

    /// Every kind there is, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..rows().count()).map(Self)
    }

    fn row(self) -> Option<&'static Row> {
        rows().nth(self.0)
    }

    /// The slug NetBox uses: `iec-60320-c14`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.row().map_or("other", |row| row.slug)
    }

    /// What people call it: `C14`, `NEMA 5-15R`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("other", |row| row.name)
    }

    /// The rated current in tenths of an ampere (25 is 2.5 A); `None` where the kind alone does not say it.
    #[must_use]
    pub fn tenths_of_amps(self) -> Option<u32> {
        self.row().and_then(|row| row.tenths)
    }

    /// The rated voltage in volts, the higher where there are two; `None` where the kind does not say it.
    #[must_use]
    pub fn volts(self) -> Option<u32> {
        self.row().and_then(|row| row.volts)
    }

    /// Which side of a coupling it is.
    #[must_use]
    pub fn side(self) -> Side {
        self.row().map_or(Side::Either, |row| row.side)
    }

    /// Whether its slug names no shape that could be compared.
    fn shapeless(self) -> bool {
        self.row().is_none_or(|row| row.shapeless)
    }
}

/// The most an IEC 60320-1 inlet may carry, in watts: its rated current at 250 V, the highest voltage it is made
/// for. `None` for every other kind. Below 250 V it carries less, so more than this is too much anywhere.
#[must_use]
pub fn most_watts(inlet: Plug) -> Option<u64> {
    if inlet.side() != Side::Inlet || !inlet.slug().starts_with("iec-60320-") {
        return None;
    }
    let (tenths, volts) = (inlet.tenths_of_amps()?, inlet.volts()?);
    Some(u64::from(tenths) * u64::from(volts) / 10)
}

/// The most an inlet may carry, in watts, if `watts` is more than that: see [`most_watts`].
#[must_use]
pub fn overdrawn(inlet: Plug, watts: u64) -> Option<u64> {
    most_watts(inlet).filter(|most| watts > *most)
}

#[cfg(test)]
mod tests;
