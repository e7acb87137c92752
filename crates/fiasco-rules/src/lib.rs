//! The rules: one file each, in a folder a family. A rule judges one subject of a view; it knows nothing of
//! scale, files or output. [`registry::RULES`] lists them all and is generated from the files.

pub mod adr;
pub mod cab;
pub mod cap;
pub mod coo;
pub mod est;
pub mod k8s;
pub mod lim;
pub mod limit;
pub mod pwr;
pub mod rck;
pub mod registry;
pub mod rule;
pub mod sim;
pub mod verdict;
pub mod words;

pub use registry::RULES;
pub use rule::{Class, Effect, Meta, Missing, Offer, Rule, Story, Subject, Trend};
pub use verdict::{Compare, Side, State, Verdict};
