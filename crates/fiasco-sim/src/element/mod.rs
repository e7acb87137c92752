//! The elements that real services are made of, one file each.

pub mod retry;
pub mod station;
