//! The rehearsal: the services of a view under their traffic, with heat and power beside them, run before the demo.
//!
//! ```text
//!  view ──lower──▶ simulation ─┐
//!       ──plant──▶ machine room ┼─play──▶ windows ──timeline──▶ what a person in the room would notice
//!  script ─stage─▶ traffic, faults ┘               └──see──▶ numbers that rules judge
//! ```
//!
//! Nothing here prints, reads a clock or knows how far along a target a view is.

pub mod assume;
pub mod faults;
pub mod lower;
pub mod plant;
pub mod play;
pub mod relax;
pub mod see;
pub mod stage;
pub mod theory;
pub mod timeline;
