//! Fractions, typed quantities and the laws between dimensions.

use super::super::*;
use super::r;

#[test]
fn fractions_are_reduced_and_signed_above() {
    assert_eq!((r(6, -4).num(), r(6, -4).den()), (-3, 2));
    assert_eq!((r(0, -7).num(), r(0, -7).den()), (0, 1));
    assert_eq!(r(7, 3).to_string(), "7/3");
    assert_eq!(format!("{:?}", r(-10, 2)), "-5");
    assert_eq!(Rational::new(1, 0), Err(Overflow));
    assert_eq!(Rational::new(i128::MIN, 1), Err(Overflow));
    assert_eq!(Rational::new(i128::MIN, 2), Ok(r(i128::MIN / 2, 1)));
    assert_eq!(Rational::new(i128::MIN, i128::MIN), Ok(Rational::ONE));
    assert_eq!(
        Overflow.to_string(),
        "a number grew beyond what can be computed exactly"
    );
}

#[test]
fn the_four_operations() {
    assert_eq!(r(1, 6).plus(r(1, 10)), Ok(r(4, 15)));
    assert_eq!(r(1, 2).plus(r(1, 2)), Ok(Rational::ONE));
    assert_eq!(r(1, 2).minus(r(1, 3)), Ok(r(1, 6)));
    assert_eq!(r(2, 3).times(r(-9, 4)), Ok(r(-3, 2)));
    assert_eq!(r(2, 3).over(r(-4, 9)), Ok(r(-3, 2)));
    assert_eq!(Rational::int(8).over(Rational::int(-6)), Ok(r(-4, 3)));
    assert_eq!(Rational::ONE.over(Rational::ZERO), Err(Overflow));
    assert_eq!(r(1, 2).over(Rational::ZERO), Err(Overflow));
    assert_eq!(r(i128::MAX, 1).plus(Rational::ONE), Err(Overflow));
    assert_eq!(
        r(-i128::MAX, 1).minus(Rational::ONE),
        Err(Overflow),
        "i128::MIN is out of bounds"
    );
    assert_eq!(
        r(i128::MAX, 2).times(r(2, i128::MAX)),
        Ok(Rational::ONE),
        "cancels before it multiplies"
    );
    assert_eq!(r(1, i128::MAX).plus(r(1, i128::MAX - 1)), Err(Overflow));
}

#[test]
fn rounding_to_whole_numbers() {
    for (value, floor, ceil) in [
        (r(7, 2), 3, 4),
        (r(-7, 2), -4, -3),
        (r(4, 1), 4, 4),
        (r(-4, 1), -4, -4),
    ] {
        assert_eq!((value.floor(), value.ceil()), (floor, ceil), "{value}");
    }
    assert!(
        r(4, 2).is_integer() && !r(1, 2).is_integer() && r(-1, 2).is_negative() && Rational::ZERO.is_zero()
    );
    assert_eq!(r(1, 3).to_f64(), 1.0 / 3.0);
    assert_eq!(r(1, 3).max(r(1, 2)), r(1, 2));
}

#[test]
fn order_is_exact_where_cross_products_overflow() {
    let big = i128::MAX;
    assert!(r(big, big - 1) < r(big - 1, big - 2));
    assert!(r(-big, big - 1) > r(1 - big, big - 2));
    assert!(r(big - 2, big - 1) < r(big - 1, big));
    assert!(r(big, 3) > r(big - 1, 3) && r(big, 2) > r(big, 3));
    assert!(r(1, big) > r(-1, big - 1) && r(1, big) < r(1, big - 1));
    assert_eq!(r(big, 7).cmp(&r(big, 7)), std::cmp::Ordering::Equal);
}

#[test]
fn decimals_in() {
    for (text, value) in [
        ("1.5", r(3, 2)),
        ("1_000", r(1000, 1)),
        ("1,500", r(1500, 1)),
        ("12,345,678.25", r(49_382_713, 4)),
        ("1e9", r(1_000_000_000, 1)),
        ("1.5E-3", r(3, 2000)),
        ("2e+2", r(200, 1)),
        (".5", r(1, 2)),
        ("-0.25", r(-1, 4)),
        ("007", r(7, 1)),
        ("0.10000000000000000000000000000000000000000000000000", r(1, 10)),
    ] {
        assert_eq!(Rational::parse_decimal(text), Some(value), "{text}");
    }
    for text in [
        "",
        "-",
        "+1",
        "1,5",
        "1,50",
        "1,5000",
        ",500",
        "1000,000",
        "1,,000",
        "1_",
        "_1",
        "1__0",
        "1,0_00",
        "5.",
        ".",
        "1.2.3",
        "1e",
        "1e1.5",
        "e5",
        "1e39",
        "1e-39",
        "1e99999999999",
        "0x10",
        "NaN",
        "inf",
        "٣",
        "1 000",
        "--1",
        "1.,5",
        "999999999999999999999999999999999999999999",
    ] {
        assert_eq!(Rational::parse_decimal(text), None, "{text}");
    }
}

#[test]
fn decimals_out() {
    for (value, digits, text) in [
        (r(1, 2), 3, "0.5"),
        (r(2, 3), 3, "0.667"),
        (r(-2, 3), 3, "-0.667"),
        (r(1, 8), 2, "0.13"),
        (r(-1, 8), 2, "-0.13"),
        (r(1999, 1000), 2, "2"),
        (r(9_999, 1_000), 2, "10"),
        (r(1_095, 1_000), 2, "1.1"),
        (r(-1, 1000), 2, "0"),
        (r(5, 2), 0, "3"),
        (r(7, 1), 5, "7"),
        (r(i128::MAX - 1, i128::MAX), 5, "1"),
        (r(i128::MAX / 3, i128::MAX), 5, "0.33333"),
    ] {
        assert_eq!(value.decimal(digits), text, "{value} to {digits}");
    }
}

#[test]
fn laws_between_dimensions() {
    let (volts, amperes, second) = (Volts::int(230), Amperes::int(16), Seconds::int(1));
    assert_eq!(volts.by(amperes), Ok(Watts::int(3680)));
    assert_eq!(amperes.by(volts), Ok(Watts::int(3680)));
    assert_eq!(Watts::int(3680).per(volts), Ok(amperes));
    assert_eq!(
        Watts::int(1000).by(Seconds::int(3600)),
        Joules::read("1 kWh").map_err(|_| Overflow)
    );
    assert_eq!(
        BitsPerSecond::int(10_000_000_000).by(second),
        Ok(Bytes::int(1_250_000_000))
    );
    assert_eq!(
        Bytes::int(1_250_000_000).per(second),
        Ok(BitsPerSecond::int(10_000_000_000))
    );
    assert_eq!(
        Bytes::int(1_250_000_000).per(BitsPerSecond::int(10_000_000_000)),
        Ok(second)
    );
    assert_eq!(PerSecond::int(40).by(Seconds::int(60)), Ok(Count::int(2400)));
    assert_eq!(Meters::int(3).by(Meters::int(4)), Ok(SquareMeters::int(12)));
    assert_eq!(SquareMeters::int(12).per(Meters::int(4)), Ok(Meters::int(3)));
    assert_eq!(Bytes::int(1).per(Seconds::ZERO), Err(Overflow));
    assert_eq!(
        busy_cores(PerSecond::int(222), Seconds::new(r(8, 1000))),
        Ok(Cores::new(r(222, 125)))
    );
}

#[test]
fn typed_quantities() {
    let watts = Watts::int(350);
    assert_eq!(
        watts.plus(watts).and_then(|sum| sum.minus(Watts::int(100))),
        Ok(Watts::int(600))
    );
    assert_eq!(
        watts.times(r(1, 2)).and_then(|half| half.over(r(1, 4))),
        Ok(Watts::int(700))
    );
    assert_eq!(watts.ratio(Watts::int(700)), Ok(r(1, 2)));
    assert_eq!(Watts::total([watts, watts, watts]), Ok(Watts::int(1050)));
    assert_eq!(watts.untyped().typed::<dim::Power>(), Some(watts));
    assert_eq!(watts.untyped().typed::<dim::Time>(), None);
    assert!(watts < Watts::int(351) && Watts::default() == Watts::ZERO);
    assert_eq!(<dim::Cores as Dim>::MEASURE, Dimension::Cores);
}

#[test]
fn every_dimension_is_listed_once() {
    let mut names: Vec<&str> = Dimension::ALL.iter().map(|dimension| dimension.name()).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 20);
    assert_eq!(Dimension::Power.base_symbol(), "W");
    assert_eq!(Dimension::Area.noun(), "an area");
}
