//! Decimal text of a [`Rational`], in and out: people write `1,500.25`, not `6001/4`.

use super::rational::Rational;

/// Why a numeral could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// It is not written as a number.
    Malformed,
    /// It is a number, but too large or too fine to compute with exactly.
    TooBig,
}

impl Rational {
    /// Reads a decimal: `1.5`, `.5`, `-3`, `1_000`, `1,500` (a comma only between groups of three), `1e9`.
    /// `None` when it is not such a number or cannot be held exactly.
    #[must_use]
    pub fn parse_decimal(text: &str) -> Option<Self> {
        parse_number(text).ok()
    }

    /// Writes a decimal with at most `max_fraction_digits` after the point, rounded half away from zero, with
    /// trailing zeros cut. It does not say whether it rounded; see [`Rational::is_decimal_within`].
    #[must_use]
    pub fn decimal(self, max_fraction_digits: usize) -> String {
        let den = self.den().unsigned_abs();
        let magnitude = self.num().unsigned_abs();
        let (mut whole, mut rest) = (magnitude / den, magnitude % den);
        let mut fraction = String::new();
        for _ in 0..max_fraction_digits {
            if rest == 0 {
                break;
            }
            let digit;
            (digit, rest) = next_digit(rest, den);
            fraction.push(char::from(b'0' + digit));
        }
        // Written as a subtraction because twice the rest may not fit.
        if rest != 0 && rest >= den - rest && carry(&mut fraction) {
            whole += 1;
        }
        let fraction = fraction.trim_end_matches('0');
        let sign = if self.is_negative() && (whole != 0 || !fraction.is_empty()) {
            "-"
        } else {
            ""
        };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{sign}{whole}{point}{fraction}")
    }

    /// Whether `digits` decimals after the point are enough to write this number exactly.
    #[must_use]
    pub fn is_decimal_within(self, digits: u32) -> bool {
        // A reduced fraction ends after `digits` decimals exactly when its denominator divides 10^digits.
        10_i128
            .checked_pow(digits)
            .is_some_and(|power| power % self.den() == 0)
    }
}

/// One step of long division: the next digit, and what remains of `10 * rest`.
fn next_digit(rest: u128, den: u128) -> (u8, u128) {
    if let Some(ten) = rest.checked_mul(10) {
        // Below 10, because rest < den.
        return ((ten / den) as u8, ten % den);
    }
    // Ten times the rest does not fit: add it ten times instead, taking the divisor off as soon as it fits.
    let (mut digit, mut sum) = (0, 0);
    for _ in 0..10 {
        if sum >= den - rest {
            sum -= den - rest;
            digit += 1;
        } else {
            sum += rest;
        }
    }
    (digit, sum)
}

/// Adds one unit in the last place; true when it carries out of the fraction.
fn carry(fraction: &mut String) -> bool {
    let kept = fraction.trim_end_matches('9').len();
    let nines = fraction.len() - kept;
    fraction.truncate(kept);
    let carried = match fraction.pop().and_then(|last| last.to_digit(10)) {
        Some(digit) => {
            fraction.extend(char::from_digit(digit + 1, 10));
            false
        }
        None => true,
    };
    fraction.extend(std::iter::repeat_n('0', nines));
    carried
}

/// [`Rational::parse_decimal`], saying what was wrong.
pub(super) fn parse_number(text: &str) -> Result<Rational, NumberFault> {
    let (negative, body) = match text.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, text),
    };
    let (mantissa, exponent) = match body.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
        None => (body, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
        None if !mantissa.is_empty() => (mantissa, ""),
        _ => return Err(NumberFault::Malformed),
    };
    let fraction = without_underscores(fraction)?;
    let fraction = fraction.trim_end_matches('0');
    let digits = ungrouped(whole)? + fraction;
    let scale = exponent - i32::try_from(fraction.len()).map_err(|_| NumberFault::TooBig)?;
    let value = scaled(integer(&digits)?, scale)?;
    Ok(if negative { value.negated() } else { value })
}

/// `digits * 10^scale`.
fn scaled(digits: i128, scale: i32) -> Result<Rational, NumberFault> {
    let power = 10_i128
        .checked_pow(scale.unsigned_abs())
        .ok_or(NumberFault::TooBig)?;
    let value = if scale < 0 {
        Rational::new(digits, power)
    } else {
        digits
            .checked_mul(power)
            .map_or(Err(super::Overflow), |num| Rational::new(num, 1))
    };
    value.map_err(|_| NumberFault::TooBig)
}

/// The number after the `e`.
fn parse_exponent(text: &str) -> Result<i32, NumberFault> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(NumberFault::Malformed);
    }
    // Anything longer is far out of reach, and would only risk overflowing the sum with the scale.
    let value: i32 = match digits.trim_start_matches('0') {
        "" => 0,
        short if short.len() <= 4 => short.parse().map_err(|_| NumberFault::Malformed)?,
        _ => return Err(NumberFault::TooBig),
    };
    Ok(if negative { -value } else { value })
}

/// The digits of a whole part, with its separators (underscores, or commas every three digits) removed.
fn ungrouped(text: &str) -> Result<String, NumberFault> {
    if !text.contains(',') {
        return without_underscores(text);
    }
    let mut groups = text.split(',');
    let first = groups.next().unwrap_or("");
    let proper = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let digits = text.replace(',', "");
    if proper && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(NumberFault::Malformed)
    }
}

/// The digits of a text in which an underscore may stand between two digits.
fn without_underscores(text: &str) -> Result<String, NumberFault> {
    let placed = !text.starts_with('_') && !text.ends_with('_') && !text.contains("__");
    let digits = text.replace('_', "");
    if placed && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        Ok(digits)
    } else {
        Err(NumberFault::Malformed)
    }
}

/// The value of a run of ASCII digits.
fn integer(digits: &str) -> Result<i128, NumberFault> {
    match digits.trim_start_matches('0') {
        "" => Ok(0),
        significant => significant.parse().map_err(|_| NumberFault::TooBig),
    }
}
