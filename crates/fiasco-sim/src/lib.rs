//! A discrete-event simulator of services under load, with the formulas that check it.
//!
//! - [`random`]: streams of random numbers and the laws that are drawn from them.
//! - [`stats`]: histograms, means over time, intervals, sequential decisions.
//! - [`analytic`]: closed forms of queueing theory, exact and in microseconds.

pub mod analytic;
pub mod random;
pub mod stats;
