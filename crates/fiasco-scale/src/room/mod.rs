//! What growth does in a machine room.

pub mod cables;
pub mod ports;
