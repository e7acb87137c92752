//! Device types: what a rack, a feed and a cable need to know of a device that the estate only names.

pub mod class;
pub mod own;
mod own_table;

pub use own_table::Source;
