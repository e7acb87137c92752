//! Tests of the quantities: tables of texts, closed conversions, and properties that hold for any value.

mod arithmetic;
mod printing;
mod properties;
mod reading;
mod reading_shapes;
mod refusals;
mod refused_shapes;

use super::Rational;

/// A fraction, for tables.
fn r(num: i128, den: i128) -> Rational {
    Rational::new(num, den).unwrap()
}
