//! The kernel: a model compiled to operations, and the run that takes the earliest event and moves the request it
//! concerns as far as it goes.

mod calls;
mod controls;
pub mod engine;
pub mod outcome;
pub mod program;
pub mod run;
mod source;
mod steps;
pub mod watch;

pub use outcome::{Bounds, End, Outcome};
pub use run::{Run, Simulation, replicate, run};
pub use watch::Watch;
