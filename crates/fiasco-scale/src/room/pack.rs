//! Packing racks: which contiguous gap a new device takes.
