//! When something happens: times as keys, and what comes next of many things.
//!
//! Every source of events (an arrival process, a station, a lane of constant delays, all other delays together) has
//! exactly one key in the [`agenda`], that of its next event, so the agenda grows with the model and not with the number of
//! requests.

pub mod agenda;
pub mod key;
pub mod lane;
pub mod slots;
