//! Breakdown and repair: a station that stops for a while, on its own clock, whether it works or idles.
//!
//! Pauses of a garbage collector, hosts that reboot, processes that crash. Availability is E\[up\] / (E\[up\] +
//! E\[down\]). M/M/1 whose work resumes after an exponential repair (fails at rate f, repaired at rate r, availability
//! A = r/(f + r)): see [`analytic::breakdown`](crate::analytic::breakdown).

use crate::random::Law;

/// What a failure does to the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Work stops where it stands and resumes; whoever comes waits.
    Pause,
    /// The same, but whoever comes is turned away.
    Refuse,
    /// All that is inside is lost, and whoever comes is turned away.
    Crash,
}

/// How a station fails.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultSpec {
    /// From the end of a repair to the next failure, s.
    pub up: Law,
    /// From failure to the end of the repair, s.
    pub down: Law,
    /// What happens to the work.
    pub kind: FaultKind,
}
