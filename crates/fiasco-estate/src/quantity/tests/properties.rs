//! What holds for any value and any text.

use proptest::prelude::*;
use std::cmp::Ordering;

use super::super::*;

/// Fractions of everyday size, with the denominators that units bring along.
fn everyday() -> impl Strategy<Value = Rational> {
    (
        any::<i64>(),
        prop_oneof![
            Just(1),
            1..2000_i64,
            Just(1_000_000),
            Just(3600),
            any::<i32>().prop_map(i64::from)
        ],
    )
        .prop_filter_map("a denominator", |(num, den)| {
            Rational::new(i128::from(num % 1_000_000_000_000), i128::from(den)).ok()
        })
}

/// Any fraction at all, with many near the ends of the range.
fn any_fraction() -> impl Strategy<Value = Rational> {
    let part = || {
        prop_oneof![
            any::<i128>(),
            any::<i64>().prop_map(i128::from),
            (0..9_i128).prop_map(|n| i128::MAX - n)
        ]
    };
    (part(), part()).prop_filter_map("representable", |(num, den)| Rational::new(num, den).ok())
}

fn dimension() -> impl Strategy<Value = Dimension> {
    proptest::sample::select(Dimension::ALL.to_vec())
}

/// The 256-bit product of two magnitudes, high half first, by schoolbook multiplication of 64-bit halves.
fn wide(a: u128, b: u128) -> (u128, u128) {
    let low = |x: u128| x & u128::from(u64::MAX);
    let (a1, a0, b1, b0) = (a >> 64, low(a), b >> 64, low(b));
    let middle = a1 * b0 + ((a0 * b0) >> 64);
    let middle_low = low(middle) + a0 * b1;
    (
        a1 * b1 + (middle >> 64) + (middle_low >> 64),
        (middle_low << 64) | low(a0 * b0),
    )
}

/// The order of two fractions by cross multiplication in 256 bits.
fn order(x: Rational, y: Rational) -> Ordering {
    let magnitudes = wide(x.num().unsigned_abs(), y.den().unsigned_abs())
        .cmp(&wide(y.num().unsigned_abs(), x.den().unsigned_abs()));
    match x.num().signum().cmp(&y.num().signum()) {
        Ordering::Equal if x.is_negative() => magnitudes.reverse(),
        Ordering::Equal => magnitudes,
        by_sign => by_sign,
    }
}

/// Texts that nearly read.
fn nearly() -> impl Strategy<Value = String> {
    let token = prop_oneof![
        "[0-9]{1,5}",
        "[0-9.,_eE/+-]{1,12}",
        Just("..".to_owned()),
        Just(" ".to_owned()),
        Just(" x ".to_owned()),
        Just("×".to_owned()),
        Just("−".to_owned()),
        Just("°C".to_owned()),
        Just("µs".to_owned()),
        "(W|kW|BTU/h|s|ms|m|h|GB|Gb|Gi|G|/s|req/s|%|U|cores|cm|K|F)",
        "\\PC{0,4}",
    ];
    proptest::collection::vec(token, 0..8).prop_map(|tokens| tokens.concat())
}

fn reads_without_panic(text: &str) {
    for dimension in Dimension::ALL {
        match read(text, dimension) {
            Ok(reading) => assert!(reading.lo <= reading.hi && !reading.lo.is_negative()),
            Err(error) => {
                let Span { offset, len } = error.span();
                assert!(
                    text.get(offset..offset + len).is_some(),
                    "{error} points outside {text:?}"
                );
                assert!(error.to_string().len() < 600, "{error}");
            }
        }
        drop(read_exact(text, dimension));
    }
    drop((
        read_product(text),
        read_docker_bytes(text),
        Rational::parse_decimal(text),
    ));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(512) })]

    #[test]
    fn the_precise_form_reads_back_exactly(value in everyday(), dimension in dimension()) {
        let value = if value.is_negative() { value.negated() } else { value };
        let text = Precise(Quantity { value, dimension }).to_string();
        prop_assert_eq!(read_exact(&text, dimension), Ok(value), "{}", text);
    }

    #[test]
    fn the_precise_form_of_a_short_decimal_reads_back_exactly(
        digits in 0..1_000_000_000_i128, scale in 0..10_u32, dimension in dimension(),
    ) {
        let value = Rational::new(digits, 10_i128.pow(scale)).unwrap();
        let text = Precise(Quantity { value, dimension }).to_string();
        prop_assert_eq!(read_exact(&text, dimension), Ok(value), "{}", text);
    }

    #[test]
    fn the_precise_form_of_any_value_reads_back_exactly(value in any_fraction(), dimension in dimension()) {
        let value = if value.is_negative() { value.negated() } else { value };
        let text = Precise(Quantity { value, dimension }).to_string();
        prop_assert_eq!(read_exact(&text, dimension), Ok(value), "{}", text);
    }

    #[test]
    fn the_printed_form_reads_back_close(value in everyday(), dimension in dimension()) {
        let value = if value.is_negative() { value.negated() } else { value };
        let text = Quantity { value, dimension }.to_string();
        let back = read_exact(&text, dimension).unwrap();
        // Three significant digits, of the figure in Celsius where that is what is printed.
        let shift = if dimension == Dimension::Temperature { 273.15 } else { 0.0 };
        let allowed = (value.to_f64() - shift).abs() * 0.00501;
        prop_assert!((back.to_f64() - value.to_f64()).abs() <= allowed + 1e-9, "{} for {}", text, value);
    }

    #[test]
    fn order_equals_cross_multiplication(x in any_fraction(), y in any_fraction()) {
        prop_assert_eq!(x.cmp(&y), order(x, y));
        prop_assert_eq!(y.cmp(&x), order(x, y).reverse());
    }

    #[test]
    fn order_of_neighbors_is_exact(num in 1..i128::MAX, den in 1..i128::MAX, up in 0..3_i128) {
        let x = Rational::new(num, den).unwrap();
        let y = Rational::new(num.saturating_sub(up), den - (den - 1).min(up)).unwrap();
        prop_assert_eq!(x.cmp(&y), order(x, y));
    }

    #[test]
    fn sums_and_products_obey_the_laws_of_a_field(x in everyday(), y in everyday(), z in everyday()) {
        prop_assert_eq!(x.plus(y), y.plus(x));
        prop_assert_eq!(x.times(y), y.times(x));
        prop_assert_eq!(x.plus(y).and_then(|sum| sum.minus(y)), Ok(x));
        if !y.is_zero() {
            prop_assert_eq!(x.times(y).and_then(|product| product.over(y)), Ok(x));
        }
        if let (Ok(left), Ok(right)) = (x.plus(y).and_then(|sum| sum.plus(z)), y.plus(z).and_then(|sum| x.plus(sum))) {
            prop_assert_eq!(left, right);
        }
        let distributed = x.times(z).and_then(|xz| y.times(z).and_then(|yz| xz.plus(yz)));
        if let (Ok(left), Ok(right)) = (x.plus(y).and_then(|sum| sum.times(z)), distributed) {
            prop_assert_eq!(left, right);
        }
    }

    #[test]
    fn results_are_reduced_and_close_to_floating_point(x in any_fraction(), y in any_fraction()) {
        for (exact, close) in [
            (x.plus(y), x.to_f64() + y.to_f64()),
            (x.minus(y), x.to_f64() - y.to_f64()),
            (x.times(y), x.to_f64() * y.to_f64()),
            (x.over(y), x.to_f64() / y.to_f64()),
        ] {
            let Ok(exact) = exact else { continue };
            prop_assert_eq!(Rational::new(exact.num(), exact.den()), Ok(exact));
            prop_assert!(exact.den() > 0);
            let slack = (x.to_f64().abs() + y.to_f64().abs() + close.abs()) * 1e-12;
            prop_assert!((exact.to_f64() - close).abs() <= slack, "{} is not near {}", exact, close);
        }
    }

    #[test]
    fn floor_and_ceil_enclose(x in any_fraction()) {
        let (floor, ceil) = (Rational::new(x.floor(), 1).unwrap(), Rational::new(x.ceil(), 1).unwrap());
        prop_assert!(floor <= x && x <= ceil);
        prop_assert_eq!(x.ceil() - x.floor(), i128::from(!x.is_integer()));
    }

    #[test]
    fn decimals_are_rounded_to_the_nearest(x in everyday(), digits in 0..9_u32) {
        let back = Rational::parse_decimal(&x.decimal(digits as usize)).unwrap();
        let error = back.minus(x).unwrap();
        let half = Rational::new(1, 2 * 10_i128.pow(digits)).unwrap();
        prop_assert!(error <= half && error.negated() <= half);
        prop_assert_eq!(x.is_decimal_within(digits), back == x);
    }

    #[test]
    fn products_undo(volts in 1..100_000_i64, amperes in 1..100_000_i64, seconds in 1..100_000_i64) {
        let (volts, amperes, seconds) = (Volts::int(volts), Amperes::int(amperes), Seconds::int(seconds));
        let power = volts.by(amperes).unwrap();
        prop_assert_eq!(power.per(amperes), Ok(volts));
        let energy = power.by(seconds).unwrap();
        prop_assert_eq!(energy.per(power), Ok(seconds));
        let rate = BitsPerSecond::new(volts.value());
        let data = seconds.by(rate).unwrap();
        prop_assert_eq!(data.per(seconds), Ok(rate));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        reads_without_panic(&text);
    }

    #[test]
    fn no_text_with_control_characters_panics(text in any::<String>()) {
        reads_without_panic(&text);
    }

    #[test]
    fn no_text_that_nearly_reads_panics(text in nearly()) {
        reads_without_panic(&text);
    }
}
