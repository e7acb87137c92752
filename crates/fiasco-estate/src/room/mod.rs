//! The machine room: what stands where, what feeds and cools it, and what plugs fit what.

pub mod cable;
pub mod class;
pub mod plug;
pub mod port;
