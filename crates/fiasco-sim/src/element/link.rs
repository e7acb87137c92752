//! A network link: bandwidth shared evenly by those who send, a delay, and loss that costs time.
//!
//! The link is a station that all share, with demands in bytes and a speed in bytes/s. A transfer that is lost with
//! probability p is sent again after `resend`. Transfers of x bytes on average, λ a second, load the link with
//! ρ = λx / (bandwidth · (1 − p)) and take x / (bandwidth · (1 − p) · (1 − ρ)) + resend · p / (1 − p) + delay on
//! average, whatever the law of their size (processor sharing).

use crate::model::{Discipline, Model, StationId, StationSpec, Step};
use crate::random::{Law, LawError};

/// What a link is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// Bytes/s.
    pub bandwidth: f64,
    /// From the end of sending to arrival, s.
    pub delay: f64,
    /// The probability that a transfer is lost.
    pub loss: f64,
    /// How long the sender waits before it sends again, s.
    pub resend: f64,
}

impl Link {
    /// Adds the link to a model: the station that its senders share.
    pub fn build(&self, name: &str, model: &mut Model) -> StationId {
        let spec = StationSpec {
            discipline: Discipline::Sharing(None),
            speed: self.bandwidth,
            ..StationSpec::default()
        };
        model.station_of(name, spec)
    }

    /// The steps of a transfer of this many bytes.
    ///
    /// # Errors
    /// A delay that is no number, or below 0.
    pub fn transfer(&self, link: StationId, bytes: &Law) -> Result<Vec<Step>, LawError> {
        let send = Step::Use(link, bytes.clone());
        let again = vec![Step::Sleep(Law::constant(self.resend)?), send.clone()];
        let mut steps = vec![send];
        if self.loss != 0.0 {
            steps.push(Step::Branch(
                self.loss,
                vec![Step::Repeat(self.loss, again)],
                vec![],
            ));
        }
        steps.push(Step::Sleep(Law::constant(self.delay)?));
        Ok(steps)
    }
}
