//! What growth does in a machine room.

pub mod ports;
