//! A replicated store: a leader that takes the writes, followers that apply them later.
//!
//! A follower applies one write after the other. With Poisson writes at λ and exponential times the writes that leave
//! the leader are Poisson too (Burke), so a follower that applies μ a second lags delay + 1 / (μ − λ) behind, and
//! without bound where λ ≥ μ. Steps that spawn count the lag: [`Outcome::spawned`](crate::kernel::Outcome), one entry a
//! follower.
//!
//! A leader that fails over is a [`Policy::Standby`](crate::model::Policy) balancer over the stores: it is out from the
//! failure until `fall` questions in a row went unanswered.

use crate::model::{StationId, Step};
use crate::random::{Law, LawError};

/// Who keeps copies.
#[derive(Clone, Debug, PartialEq)]
pub struct Replicas {
    /// Who takes the writes.
    pub leader: StationId,
    /// Who applies them later.
    pub followers: Vec<StationId>,
    /// From the leader to a follower, s.
    pub delay: f64,
    /// How many followers must have applied a write before it is acknowledged.
    pub wait_for: u32,
}

impl Replicas {
    /// The steps of a write: how long the leader takes, and how long a follower.
    ///
    /// # Errors
    /// A delay that is no number, or below 0.
    pub fn write(&self, leader: &Law, follower: &Law) -> Result<Vec<Step>, LawError> {
        let delay = Law::constant(self.delay)?;
        let apply =
            |station: &StationId| vec![Step::Sleep(delay.clone()), Step::Use(*station, follower.clone())];
        let mut steps = vec![Step::Use(self.leader, leader.clone())];
        let branches = self.followers.iter().map(apply);
        if self.wait_for == 0 {
            steps.extend(branches.map(Step::Spawn));
        } else {
            steps.push(Step::Parallel(self.wait_for, branches.collect()));
        }
        Ok(steps)
    }
}
