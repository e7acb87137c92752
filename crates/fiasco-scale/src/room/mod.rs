//! What growth finds for new devices in the machine room.

pub(crate) mod outlets;
