//! What growth has to find in the machine room for what it makes: places in racks, ports of switches, outlets.

pub mod cables;
pub(crate) mod outlets;
pub mod pack;
pub mod placing;
pub mod ports;
