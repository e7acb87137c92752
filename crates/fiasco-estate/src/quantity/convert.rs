//! From a number and the spelling of its unit to base units, and what to say when the unit will not do.

use super::dimension::Dimension;
use super::error::ReadError;
use super::rational::Rational;
use super::suggest;
use super::text::{Number, Part};
use super::units::{Unit, bit_or_byte, decimal_or_binary, find, find_elsewhere};

/// The number in base units.
pub(super) fn convert(
    part: Part<'_>,
    number: Number<'_>,
    unit: Part<'_>,
    expect: Dimension,
) -> Result<Rational, ReadError> {
    let unit = unit_of(part, number, unit, expect)?;
    let value = unit.to_base(number.value).map_err(|_| too_big(part))?;
    if value.is_negative() {
        return Err(ReadError::BelowAbsoluteZero {
            found: part.quoted(),
            at: part.span(),
        });
    }
    Ok(value)
}

/// The unit that is spelled so, or why there is none.
pub(super) fn unit_of(
    part: Part<'_>,
    number: Number<'_>,
    unit: Part<'_>,
    expect: Dimension,
) -> Result<&'static Unit, ReadError> {
    if let Some(found) = find(expect, unit.text) {
        return Ok(found);
    }
    if let Some(question) = question(number, unit, expect) {
        return Err(question);
    }
    if let Some(found) = find_elsewhere(expect, unit.text) {
        let (found, actual) = (part.quoted(), found.dimension);
        return Err(ReadError::OtherDimension {
            found,
            actual,
            expected: expect,
            at: part.span(),
        });
    }
    let hint = suggest::hint(expect, unit.text);
    Err(ReadError::UnknownUnit {
        unit: unit.quoted(),
        expected: expect,
        hint,
        at: unit.span(),
    })
}

/// The question to ask about a unit that means different things to different people.
fn question(number: Number<'_>, unit: Part<'_>, expect: Dimension) -> Option<ReadError> {
    if !matches!(expect, Dimension::Data | Dimension::DataRate) {
        return None;
    }
    let (figure, at, per_second) = (number.part.quoted(), unit.span(), expect == Dimension::DataRate);
    if let Some((prefix, name)) = bit_or_byte(unit.text) {
        return Some(ReadError::BitOrByte {
            number: figure,
            unit: unit.quoted(),
            prefix,
            name,
            per_second,
            at,
        });
    }
    let (decimal, binary) = decimal_or_binary(unit.text).filter(|_| expect == Dimension::Data)?;
    let found = format!("{figure}{}", unit.text);
    Some(ReadError::DecimalOrBinary {
        found,
        decimal: format!("{figure} {decimal}"),
        binary: format!("{figure} {binary}"),
        at,
    })
}

/// The error for a number without a unit.
pub(super) fn missing_unit(number: Number<'_>, expected: Dimension) -> ReadError {
    ReadError::MissingUnit {
        found: number.part.quoted(),
        expected,
        at: number.part.span(),
    }
}

/// The error for a value that cannot be held exactly.
pub(super) fn too_big(part: Part<'_>) -> ReadError {
    ReadError::TooBig {
        found: part.quoted(),
        at: part.span(),
    }
}
