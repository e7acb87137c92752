//! The kernel: simulated time, the agenda of events, requests under way, and the run that moves them.
//!
//! Every source of events (an arrival process, a station, a lane of constant delays, all other delays together) has
//! exactly one key in the [`agenda`], that of its next event, so the agenda grows with the model and not with the
//! number of requests.

pub mod agenda;
mod calls;
mod controls;
pub mod engine;
pub mod frame;
pub mod key;
pub mod lane;
pub mod outcome;
pub mod program;
pub mod record;
pub mod run;
pub mod slots;
mod source;
mod steps;
pub mod watch;

pub use outcome::{Bounds, End, Outcome};
pub use run::{Run, Simulation, replicate, run};
pub use watch::Watch;
