//! Reading quantities as people type them: `2.4kW`, `350..500 W`, `1m30s`.
//!
//! The reader takes what is unmistakable, and asks about the rest: a wrong guess between bits and bytes would be
//! off by eight, and would look like a verdict.

use super::convert::{convert, missing_unit, too_big, unit_of};
use super::dimension::Dimension;
use super::error::{ReadError, Span};
use super::qty::{Dim, Qty};
use super::rational::Rational;
use super::text::{Part, number, quoted};
use super::units::{find, find_elsewhere};

/// The longest text, in bytes, that is looked at; the longest exact fraction with a unit has about 90.
const LONGEST: usize = 256;

/// What a text said, in base units: one value (`lo == hi`) or a range.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Reading {
    /// The least value.
    pub lo: Rational,
    /// The greatest value.
    pub hi: Rational,
}

impl Reading {
    /// The value, when there is only one.
    #[must_use]
    pub fn exact(self) -> Option<Rational> {
        (self.lo == self.hi).then_some(self.lo)
    }
}

/// Reads a value or a range (`350..500 W`, `350 W..500 W`) of the dimension that is due.
///
/// # Errors
/// [`ReadError`] says what is wrong and what to write instead.
pub fn read(text: &str, expect: Dimension) -> Result<Reading, ReadError> {
    let part = checked(text, expect)?;
    let Some((lo, hi)) = part.split_once("..") else {
        let value = single(part, expect, None)?;
        return Ok(Reading { lo: value, hi: value });
    };
    let blank = lo.text.trim().is_empty() || hi.text.trim().is_empty();
    // Three dots would otherwise read as two and a decimal point.
    if blank || hi.text.starts_with('.') || hi.text.contains("..") {
        return Err(ReadError::BadRange {
            found: part.quoted(),
            expected: expect,
            at: part.span(),
        });
    }
    // The upper side goes first: it carries the unit, so mistakes in the unit are reported where it stands.
    let upper = single(hi, expect, None)?;
    let lower = single(lo, expect, Some(number(hi, expect)?.rest))?;
    if lower > upper {
        return Err(ReadError::Backwards {
            found: part.quoted(),
            at: part.span(),
        });
    }
    Ok(Reading { lo: lower, hi: upper })
}

/// Reads a single value of the dimension that is due, in base units.
///
/// # Errors
/// [`ReadError`] says what is wrong and what to write instead; a range is an error too.
pub fn read_exact(text: &str, expect: Dimension) -> Result<Rational, ReadError> {
    let part = checked(text, expect)?;
    if part.text.contains("..") {
        return Err(ReadError::UnexpectedRange {
            found: part.quoted(),
            at: part.span(),
        });
    }
    single(part, expect, None)
}

impl<D: Dim> Qty<D> {
    /// Reads a single value of this dimension.
    ///
    /// # Errors
    /// [`ReadError`] says what is wrong and what to write instead.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        read_exact(text, D::DIMENSION).map(Self::new)
    }
}

/// The text without blanks around it, unless it is empty or far too long.
pub(super) fn checked(text: &str, expected: Dimension) -> Result<Part<'_>, ReadError> {
    let part = Part::new(text).trim();
    if part.text.is_empty() {
        return Err(ReadError::Empty {
            expected,
            at: Span {
                offset: 0,
                len: text.len(),
            },
        });
    }
    if part.text.len() > LONGEST {
        return Err(ReadError::TooLong {
            expected,
            at: part.span(),
        });
    }
    Ok(part)
}

/// Reads one value. `borrowed` is the unit of the other side of a range, for a bare number on this side.
pub(super) fn single(
    part: Part<'_>,
    expect: Dimension,
    borrowed: Option<Part<'_>>,
) -> Result<Rational, ReadError> {
    let part = part.trim();
    let number = number(part, expect)?;
    refuse_dash(part, number.rest)?;
    if number.rest.text.is_empty() {
        let compound = |unit: &Part<'_>| expect == Dimension::Time && find(expect, unit.text).is_none();
        return match borrowed.filter(|unit| !unit.text.is_empty() && !compound(unit)) {
            Some(unit) => convert(part, number, unit, expect),
            None if expect.accepts_bare() => Ok(number.value),
            None => Err(missing_unit(number, expect)),
        };
    }
    let has_digit = number.rest.text.bytes().any(|byte| byte.is_ascii_digit());
    if expect == Dimension::Time && has_digit && find_elsewhere(expect, number.rest.text).is_none() {
        return duration(part);
    }
    convert(part, number, number.rest, expect)
}

/// Reads a time in parts: `1m30s`, `1 h 30 min`.
fn duration(whole: Part<'_>) -> Result<Rational, ReadError> {
    let expect = Dimension::Time;
    let mut total = Rational::ZERO;
    let mut before: Option<Rational> = None;
    let mut rest = whole;
    while !rest.text.is_empty() {
        let number = number(rest, expect)?;
        let end = number.rest.text.find(|letter: char| letter.is_ascii_digit());
        let (unit, next) = number.rest.split_at(end.unwrap_or(number.rest.text.len()));
        if unit.text.is_empty() {
            return Err(missing_unit(number, expect));
        }
        let found = unit_of(number.part, number, unit.trim(), expect)?;
        let size = found.size().map_err(|_| too_big(whole))?;
        if before.is_some_and(|before| size >= before) {
            return Err(ReadError::BadDuration {
                found: whole.quoted(),
                at: whole.span(),
            });
        }
        let step = number.value.times(size).and_then(|value| total.plus(value));
        total = step.map_err(|_| too_big(whole))?;
        (before, rest) = (Some(size), next.trim());
    }
    Ok(total)
}

/// Refuses `350-500 W`: a dash could be a minus, and copied texts mix four kinds of it.
fn refuse_dash(part: Part<'_>, rest: Part<'_>) -> Result<(), ReadError> {
    let dash = rest.text.char_indices().find(|(at, letter)| {
        let after = rest.text.get(at + letter.len_utf8()..).unwrap_or("").trim_start();
        matches!(letter, '-' | '–' | '—' | '−') && after.starts_with(|next: char| next.is_ascii_digit())
    });
    let Some((at, letter)) = dash else { return Ok(()) };
    let (lo, hi) = part.split_at(rest.offset - part.offset + at);
    let hi = quoted(hi.split_at(letter.len_utf8()).1.text.trim());
    Err(ReadError::DashRange {
        lo: lo.trim().quoted(),
        hi,
        at: part.span(),
    })
}
