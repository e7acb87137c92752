//! Numbers as tools print them: decimals with up to 17 digits and exponents. They are read exactly and then
//! rounded to what a measurement can mean, so that computing with them stays exact.

use fiasco_estate::quantity::Rational;

/// Decimals kept of cores and of rates: a millionth of a core is below what any tool here resolves.
pub(super) const FINE: usize = 6;

/// Digits before the point that are still taken for a measurement.
const MAX_WHOLE_DIGITS: usize = 18;

/// Why a text is no measured number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Odd {
    /// `NaN`: nothing was measured.
    NotANumber,
    /// `+Inf`, or larger than anything that can be measured.
    TooLarge,
    /// Below zero.
    Negative,
    /// Not written as a number at all.
    Malformed,
}

impl Odd {
    /// What it is, in words that fit after "is".
    pub(super) fn what(self) -> &'static str {
        match self {
            Self::NotANumber => "not a number",
            Self::TooLarge => "larger than anything that can be measured",
            Self::Negative => "below zero",
            Self::Malformed => "not written as a number",
        }
    }
}

/// Reads a number and rounds it, half away from zero, to at most `decimals` digits after the point.
pub(super) fn rounded(text: &str, decimals: usize) -> Result<Rational, Odd> {
    let text = text.trim();
    let body = text.strip_prefix('+').unwrap_or(text);
    match body.to_ascii_lowercase().as_str() {
        "nan" | "-nan" => return Err(Odd::NotANumber),
        "inf" | "infinity" => return Err(Odd::TooLarge),
        "-inf" | "-infinity" => return Err(Odd::Negative),
        _ => {}
    }
    let (negative, body) = match body.strip_prefix('-') {
        Some(body) => (true, body),
        None => (false, body),
    };
    let (mantissa, exponent) = body.split_once(['e', 'E']).unwrap_or((body, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Odd::Malformed);
    }
    let exponent = exponent_of(exponent)?;
    let significant = digits.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(Rational::ZERO);
    }
    if negative {
        return Err(Odd::Negative);
    }
    let leading = i64::try_from(digits.len() - significant.len()).unwrap_or(i64::MAX);
    // Where the point stands in the significant digits; before them where it is negative.
    let point = i64::try_from(whole.len())
        .unwrap_or(i64::MAX)
        .saturating_sub(leading)
        .saturating_add(exponent);
    if point > i64::try_from(MAX_WHOLE_DIGITS).unwrap_or(i64::MAX) {
        return Err(Odd::TooLarge);
    }
    let kept = point.saturating_add(i64::try_from(decimals).unwrap_or(0));
    let Ok(kept) = usize::try_from(kept) else {
        return Ok(Rational::ZERO);
    };
    let head: String = significant
        .chars()
        .chain(std::iter::repeat('0'))
        .take(kept)
        .collect();
    let up = significant
        .as_bytes()
        .get(kept)
        .is_some_and(|digit| *digit >= b'5');
    let value: i128 = if head.is_empty() {
        0
    } else {
        head.parse().map_err(|_| Odd::TooLarge)?
    };
    let scale = u32::try_from(decimals)
        .ok()
        .and_then(|digits| 10_i128.checked_pow(digits));
    let scale = scale.ok_or(Odd::TooLarge)?;
    Rational::new(value + i128::from(up), scale).map_err(|_| Odd::TooLarge)
}

/// The number after the `e`; what is longer is far out of reach either way.
fn exponent_of(text: &str) -> Result<i64, Odd> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Odd::Malformed);
    }
    let digits = digits.trim_start_matches('0');
    let size: i64 = if digits.len() > 6 {
        1_000_000
    } else {
        digits.parse().unwrap_or(0)
    };
    Ok(sign * size)
}

/// A percentage of one core, `12.34%`, as cores.
pub(super) fn cores_of_percent(text: &str) -> Result<Rational, Odd> {
    let number = text.trim().strip_suffix('%').ok_or(Odd::Malformed)?;
    let percent = rounded(number, FINE - 2)?;
    percent.over(Rational::int(100)).map_err(|_| Odd::TooLarge)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_tools_print_them() {
        for (text, num, den) in [
            ("0", 0, 1),
            ("0.0", 0, 1),
            ("-0", 0, 1),
            ("12", 12, 1),
            ("1.5", 3, 2),
            ("+1.5", 3, 2),
            ("0.25000000000000000", 1, 4),
            ("0.0034567890123456789", 3457, 1_000_000),
            ("9.9999999999999999", 10, 1),
            ("1.25e2", 125, 1),
            ("1.25E+02", 125, 1),
            ("2.5e-3", 1, 400),
            ("4.9e-7", 0, 1),
            ("5e-7", 1, 1_000_000),
            ("1e-400", 0, 1),
            ("1.37365504e+08", 137_365_504, 1),
        ] {
            assert_eq!(
                rounded(text, FINE),
                Ok(Rational::new(num, den).unwrap()),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_no_measurement() {
        for (text, odd) in [
            ("NaN", Odd::NotANumber),
            ("+Inf", Odd::TooLarge),
            ("-Inf", Odd::Negative),
            ("1e400", Odd::TooLarge),
            ("1e999999999999", Odd::TooLarge),
            ("-3", Odd::Negative),
            ("", Odd::Malformed),
            (".", Odd::Malformed),
            ("1,5", Odd::Malformed),
            ("1e", Odd::Malformed),
            ("1.2.3", Odd::Malformed),
            ("0x10", Odd::Malformed),
            ("१", Odd::Malformed),
        ] {
            assert_eq!(rounded(text, FINE), Err(odd), "{text}");
        }
    }

    #[test]
    fn percent_of_a_core() {
        for (text, num, den) in [
            ("12.34%", 617, 5000),
            ("0.00%", 0, 1),
            ("387.5%", 31, 8),
            (" 100% ", 1, 1),
        ] {
            assert_eq!(
                cores_of_percent(text),
                Ok(Rational::new(num, den).unwrap()),
                "{text}"
            );
        }
        assert_eq!(cores_of_percent("12.34"), Err(Odd::Malformed));
    }
}
