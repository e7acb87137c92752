//! Streams of random numbers and the laws drawn from them.
//!
//! Everything here is this project's own, down to the tables, so that a seed stays valid across releases: a crate
//! that changes its way of drawing changes every result. [`stream`] is the generator, [`ziggurat`] draws standard
//! exponential and normal numbers, [`law`] holds the laws of service times, gaps and delays.

pub mod law;
pub mod stream;
pub mod ziggurat;

pub use law::{Law, LawError};
pub use stream::Stream;
