//! Requests under way: their frames, the lines in which they wait, and what is counted of them.

pub mod frame;
pub mod line;
pub mod record;
