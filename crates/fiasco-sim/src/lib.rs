//! A discrete-event simulator of services under load, with the formulas that check it.
//!
//! - [`random`]: streams of random numbers and the laws that are drawn from them.
//! - [`stats`]: histograms, means over time, intervals, sequential decisions.
//! - [`model`]: what a simulation is built of, and its checks.
//! - [`element`]: what services are made of, and what clients do about failures.
//! - [`kernel`]: the agenda of events, the requests under way, the run.
//! - [`analytic`]: closed forms of queueing theory, exact and in microseconds.

pub mod analytic;
pub mod element;
pub mod kernel;
pub mod model;
pub mod random;
pub mod stats;
