//! From runs to statements: what was measured, how sure it is, and when to stop.
//!
//! ```text
//!  one run                      many runs                         an answer
//!  Histogram, Mean, TimeMean    replicate() by index, in parallel  Estimate: mean ± half width at a level
//!  warm_up() cuts the start     paired(), controlled()             until() a precision; Sprt for yes or no
//! ```
//!
//! A single run of a queue gives numbers that depend on each other, and on the empty start: they look far surer than
//! they are. So an interval is only ever made of independent replications, each cut by MSER-5 where it starts empty.
//!
//! ```
//! use fiasco_sim::stats::{Estimate, replicate};
//!
//! // Eight replications, run on as many threads as there are, reduced in the order of their index.
//! let means = replicate(8, |index| [4.1, 3.9, 4.0, 4.2, 3.8, 4.1, 3.9, 4.0][index as usize]);
//! let answer = Estimate::of(&means, 0.95).expect("two or more");
//! assert!((answer.mean - 4.0).abs() < 1e-12);
//! assert!((answer.half_width - 0.1095).abs() < 1e-4);
//! ```

pub mod estimate;
pub mod histogram;
pub mod mean;
pub mod quantile;
pub mod replicate;
pub mod sprt;
pub mod warm_up;

pub use estimate::{Controlled, Estimate, Share, controlled, paired};
pub use histogram::Histogram;
pub use mean::{Mean, TimeMean};
pub use replicate::{Precision, Stopped, replicate, until};
pub use sprt::{Sprt, SprtError, Verdict};
pub use warm_up::{tides, warm_up};
