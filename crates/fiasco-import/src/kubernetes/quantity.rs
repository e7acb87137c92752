//! Quantities as Kubernetes writes them: `100m`, `1.5`, `1500Mi`, `1G`, `1e3`; read exactly.
//!
//! The grammar is that of the API machinery's `resource.Quantity`: a signed decimal, then a decimal suffix, a
//! binary suffix or an exponent. `E` alone is exa, and an exponent with digits after it.

use fiasco_estate::quantity::Rational;

/// Suffixes and the powers of ten or of 1024 they stand for.
const SUFFIXES: &[(&str, i64, u32, bool)] = &[
    ("n", 10, 9, true),
    ("u", 10, 6, true),
    ("m", 10, 3, true),
    ("", 10, 0, false),
    ("k", 10, 3, false),
    ("M", 10, 6, false),
    ("G", 10, 9, false),
    ("T", 10, 12, false),
    ("P", 10, 15, false),
    ("E", 10, 18, false),
    ("Ki", 1024, 1, false),
    ("Mi", 1024, 2, false),
    ("Gi", 1024, 3, false),
    ("Ti", 1024, 4, false),
    ("Pi", 1024, 5, false),
    ("Ei", 1024, 6, false),
];

/// The value of a quantity in its base unit; `None` if it is not one, is negative, or is too large to compute
/// with.
pub(super) fn parse(text: &str) -> Option<Rational> {
    let text = text.strip_prefix('+').unwrap_or(text);
    let end = text
        .find(|c: char| !c.is_ascii_digit() && c != '.')
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at_checked(end)?;
    // `5.` is a number in Kubernetes.
    let digits = number.strip_suffix('.').unwrap_or(number);
    if digits.is_empty() {
        return None;
    }
    if let Some(exponent) = suffix.strip_prefix(['e', 'E'])
        && !exponent.is_empty()
        && exponent != "i"
    {
        return Rational::parse_decimal(&format!("{digits}e{exponent}"));
    }
    let (_, base, power, below) = SUFFIXES.iter().find(|(known, ..)| *known == suffix)?;
    let factor = Rational::int(base.checked_pow(*power)?);
    let value = Rational::parse_decimal(digits)?;
    if *below {
        value.over(factor).ok()
    } else {
        value.times(factor).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_the_api_reads_them() {
        for (text, num, den) in [
            ("100m", 1, 10),
            ("2500m", 5, 2),
            ("0.5", 1, 2),
            (".5", 1, 2),
            ("5.", 5, 1),
            ("+2", 2, 1),
            ("0", 0, 1),
            ("128974848", 128_974_848, 1),
            ("1e3", 1_000, 1),
            ("12E6", 12_000_000, 1),
            ("1E", 1_000_000_000_000_000_000, 1),
            ("1Ei", 1 << 60, 1),
            ("1G", 1_000_000_000, 1),
            ("1Gi", 1 << 30, 1),
            ("1500Mi", 1_500 << 20, 1),
            ("1.5Gi", 3 << 29, 1),
            ("64Ki", 65_536, 1),
            ("4k", 4_000, 1),
            ("250u", 1, 4_000),
            ("1n", 1, 1_000_000_000),
            ("5e-1", 1, 2),
        ] {
            assert_eq!(parse(text), Rational::new(num, den).ok(), "{text}");
        }
    }

    #[test]
    fn what_the_api_refuses() {
        for text in [
            "",
            "m",
            "-1",
            "1 Gi",
            "1gi",
            "1GB",
            "1Gb",
            "1K",
            "1,5",
            "1_000",
            "1..2",
            "1e",
            "1ex",
            "e3",
            "0x10",
            "${CPU}",
            "{{cpu}}",
            ".",
            "9999999999999999999999999999999999999999",
            "1e999999",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
