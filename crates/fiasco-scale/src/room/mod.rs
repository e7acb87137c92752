//! Growth in the machine room: places in racks, outlets, ports.

pub mod pack;
