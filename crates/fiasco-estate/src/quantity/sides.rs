//! The sides of a thing, as on a data sheet: `80 cm x 200 cm`, `8 U × 48 cm × 90 cm`.

use super::dimension::Dimension;
use super::error::ReadError;
use super::parse::{checked, single};
use super::qty::Quantity;
use super::text::{Part, number};
use super::units::find;

/// Reads the sides of a thing, `80 cm x 200 cm` or `8 U × 48 cm × 90 cm`, each a length or a number of rack
/// units.
///
/// # Errors
/// [`ReadError`] for the first side that is not a length.
pub fn read_product(text: &str) -> Result<Vec<Quantity>, ReadError> {
    let whole = checked(text, Dimension::Length)?;
    let mut sides = Vec::new();
    let mut rest = whole;
    loop {
        let (side, next) = match next_factor(rest) {
            Some((side, next)) => (side, Some(next)),
            None => (rest, None),
        };
        sides.push(factor(side)?);
        match next {
            Some(next) => rest = next,
            None => return Ok(sides),
        }
    }
}

/// The piece before the next `x` that stands alone or the next `×`, and the piece after it.
fn next_factor(part: Part<'_>) -> Option<(Part<'_>, Part<'_>)> {
    [" x ", " X ", "×"]
        .into_iter()
        .filter_map(|separator| part.split_once(separator))
        .min_by_key(|(side, _)| side.text.len())
}

/// One side of a thing.
fn factor(side: Part<'_>) -> Result<Quantity, ReadError> {
    if side.text.trim().is_empty() {
        return Err(ReadError::Empty {
            expected: Dimension::Length,
            at: side.span(),
        });
    }
    let unit = number(side, Dimension::Length)?.rest;
    let dimension = match find(Dimension::RackUnits, unit.text) {
        Some(_) => Dimension::RackUnits,
        None => Dimension::Length,
    };
    single(side, dimension, None).map(|value| Quantity { value, dimension })
}
