//! Exact quantities, read as people type them.
//!
//! Every figure in an estate (watts, bytes, seconds, requests per second) is kept as an exact fraction of its
//! base unit, so that "does 4.2 kW fit under 14,330 BTU/h" never hangs on a rounding error, and so that two runs
//! on two machines agree to the last digit. The module holds the arithmetic ([`Rational`]), the kinds of
//! quantity ([`Dimension`], and [`Qty`] which carries its kind in the type), the reader ([`read`]) and the
//! printer (the `Display` forms, and [`Precise`] which reads back as the same value).

mod convert;
mod decimal;
mod dimension;
mod docker;
mod error;
mod gcd;
mod order;
mod parse;
mod print;
mod products;
mod qty;
mod rational;
mod sides;
mod steps;
mod suggest;
mod table;
mod text;
mod units;

#[cfg(test)]
mod tests;

pub use dimension::Dimension;
/// [`Dimension`], under the name for code where that word already means an axis of growth.
pub use dimension::Dimension as Measure;
pub use docker::read_docker_bytes;
pub use error::{ReadError, Span};
pub use parse::{Reading, read, read_exact};
pub use print::Precise;
pub use products::{Product, Quotient, busy_cores};
pub use qty::{
    Amperes, BitsPerSecond, Bytes, Cores, Count, CubicMeters, CubicMetersPerSecond, Dim, Hertz, Joules,
    Kelvin, Kilograms, KilogramsPerSquareMeter, Meters, PerSecond, Qty, Quantity, Seconds, Share,
    SquareMeters, Units, Volts, Watts, dim,
};
pub use rational::{Overflow, Rational};
pub use sides::read_product;
