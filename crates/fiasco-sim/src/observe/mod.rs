//! What one sees of a run beside its sums: a series over time ([`Run::every`](crate::kernel::Run::every)), and what
//! happened to chosen requests step by step.

mod chrome;
mod critical_path;
mod trace;

pub use chrome::chrome_trace;
pub use critical_path::{Piece, Segment, critical_path};
pub use trace::{Span, Trace, Tracer, What};
