//! Closed forms of queueing theory: exact, in microseconds, and a check on every simulation.
//!
//! Each model is one file, checks its parameters, and says where its formula comes from. Rates and times are plain `f64`
//! in any unit, as long as it is the same one throughout. The letters are those of the field: λ arrival rate, μ service rate
//! of one server, c servers, ρ utilization, W time in the system, Wq wait before service, L and Lq the numbers in them.
//!
//! ```text
//!  what is asked                          where to look
//!  ────────────────────────────────────── ─────────────────────────────────────────────────
//!  a pool without a queue refuses         erlang_b
//!  a queue before c servers               Mmc · Mmck (bounded) · ErlangA (they give up)
//!  service that is not exponential        Mg1 · TwoMoments (bounds and approximations)
//!  requests by the clock                  GiM1
//!  many share one CPU                     Sharing
//!  some are more important                non_preemptive · preemptive_resume
//!  several services in a row              Tandem · Jackson (any routes)
//!  a fixed number of users                FiniteSource · mva · convolution
//!  who is refused comes back              retrial_single · retrial_queue · retry_amplification
//!  the server fails, or pauses            Breakdown
//!  ask many, wait for the slowest         fork_join_two · slowest_mean · any_slow
//!  send to the shorter queue              shortest_of_two · power_of_choices
//!  more nodes give less                   Usl
//!  capacity comes late                    autoscaler_lag · course
//!  how long to simulate                   wait_noise · requests_needed
//!  anything else that is small            Chain
//! ```
//!
//! # A call center
//!
//! Four people, 0.35 calls a minute of 10 minutes each. How many callers wait, and for how long?
//!
//! ```
//! use fiasco_sim::analytic::Mmc;
//!
//! # fn main() -> Result<(), fiasco_sim::analytic::AnalyticError> {
//! let center = Mmc::new(0.35, 0.1, 4)?;
//! assert!((center.utilization() - 0.875).abs() < 1e-12);
//! assert!((center.wait_probability() - 0.737861).abs() < 1e-6); // three of four callers wait,
//! assert!((center.mean_wait() - 14.75722).abs() < 1e-5); // a quarter of an hour on average,
//! assert!(center.wait_quantile(0.95)? > 53.0); // one of twenty nearly an hour.
//!
//! let with_a_fifth = Mmc::new(0.35, 0.1, 5)?;
//! assert!(with_a_fifth.mean_wait() < 2.6);
//! # Ok(())
//! # }
//! ```
//!
//! # A web server
//!
//! Users think for a second and then need 50 ms of CPU, 80 ms of one disk and 100 ms of another. With 20 of them the slower
//! disk is busy 96 % of the time; more users get nothing but longer waits.
//!
//! ```
//! use fiasco_sim::analytic::{Demand, mva};
//!
//! # fn main() -> Result<(), fiasco_sim::analytic::AnalyticError> {
//! let stations = [Demand::Queue(0.05), Demand::Queue(0.08), Demand::Queue(0.1)];
//! let twenty = mva(&stations, 1.0, 20)?;
//! assert!((twenty.throughput - 9.591524).abs() < 1e-6);
//! assert!((twenty.utilizations[2] - 0.9591524).abs() < 1e-7);
//!
//! let fifty = mva(&stations, 1.0, 50)?;
//! assert!(fifty.throughput < 10.0 && fifty.response > 4.0);
//! # Ok(())
//! # }
//! ```
//!
//! # What is refused
//!
//! A formula outside of its domain still gives a number. So it is not asked:
//!
//! ```
//! use fiasco_sim::analytic::Mmc;
//!
//! let overload = Mmc::new(5.0, 1.0, 4).map(|queue| queue.mean_wait());
//! let message = overload.expect_err("five do not fit into four").to_string();
//! assert!(message.starts_with("M/M/c: 5 servers' worth of work arrives and 4 are there"));
//! ```

pub mod balancing;
mod birth_death;
pub mod breakdown;
pub mod closed;
pub mod ctmc;
pub mod erlang;
pub mod error;
pub mod estimator;
pub mod finite_source;
pub mod fluid;
pub mod fork_join;
pub mod gim1;
pub mod impatience;
pub mod jackson;
pub mod mg1;
pub mod mmc;
pub mod mmck;
mod numeric;
pub mod priority;
pub mod retrial;
pub mod retry;
pub mod sharing;
pub mod tandem;
pub mod two_moments;
pub mod usl;

pub use balancing::{power_of_choices, shortest_of_two};
pub use breakdown::Breakdown;
pub use closed::{Closed, Demand, convolution, mva};
pub use ctmc::Chain;
pub use erlang::{erlang_b, erlang_c};
pub use error::{AnalyticError, Result};
pub use estimator::{requests_needed, wait_noise};
pub use finite_source::FiniteSource;
pub use fluid::{Course, Lag, Phase, autoscaler_lag, course};
pub use fork_join::{any_slow, fork_join_two, slowest_mean, slowest_quantile};
pub use gim1::{Gaps, GiM1};
pub use impatience::ErlangA;
pub use jackson::{Jackson, Station, flows};
pub use mg1::Mg1;
pub use mmc::Mmc;
pub use mmck::Mmck;
pub use priority::{Class, Served, non_preemptive, preemptive_resume};
pub use retrial::{Retrial, retrial_queue, retrial_single};
pub use retry::{can_stay_stuck, retry_amplification, stuck_margin};
pub use sharing::Sharing;
pub use tandem::Tandem;
pub use two_moments::{TwoMoments, merged_scv, split_scv};
pub use usl::Usl;
