//! What growth has to find in the machine room for what it makes: places in racks, ports of switches.

pub mod pack;
pub mod placing;
pub mod ports;
