//! Growth, the search for walls, the ladder: the only crate that knows progress.
//!
//! [`plan::resolve`] turns a target's words into axes; [`growth::grow`] lets the estate grow along them, once;
//! a [`Course`] gives the views along the way; [`search`] finds where one subject's verdict starts to break;
//! [`ladder::build`] does it for every rule and subject and puts the walls in order; [`compare`] puts two ladders
//! side by side; [`room`] finds places in racks.

mod addresses;
mod causes;
pub mod compare;
mod course;
mod finding;
pub mod growth;
pub mod ladder;
pub mod plan;
pub mod rehearsals;
pub mod remedies;
pub mod room;
pub mod search;
mod settle;

pub use course::{Course, factor_at, makes_births};
pub use finding::{Corner, Finding};
pub use ladder::{Allowed, Ladder, Options, Outcome};
pub use rehearsals::Effort;
pub use search::{At, Phase, Wall};
