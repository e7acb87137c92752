//! Yes or no with known risks, in as few replications as possible.

use thiserror::Error;

/// Why a test cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
pub enum SprtError {
    /// The two shares that are to be told apart are not `0 < low < high < 1`.
    #[error("the shares to tell apart have to be 0 < low < high < 1, and are {low} and {high}")]
    Shares {
        /// The lower one.
        low: f64,
        /// The higher one.
        high: f64,
    },
    /// A risk is not between 0 and one half.
    #[error("a risk has to be above 0 and below 0.5, and is {0}")]
    Risk(f64),
}

/// What a test says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The share of yes is the low one, or below it.
    Low,
    /// The share of yes is the high one, or above it.
    High,
    /// Not decided yet.
    Open,
}

/// Wald's sequential probability ratio test (Annals of Mathematical Statistics 16, 1945): whether yes comes up with a
/// share of at most `low` or at least `high`. Between the two either answer is right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sprt {
    /// What a yes and a no add to the logarithm of the likelihoods' ratio.
    steps: [f64; 2],
    /// Where the ratio decides for the low share, and for the high one.
    bounds: [f64; 2],
    ratio: f64,
    asked: u64,
}

impl Sprt {
    /// A test with a risk of `false_high` to say high where it is low, and `false_low` the other way round.
    ///
    /// # Errors
    /// [`SprtError`] when shares or risks are not as they have to be.
    pub fn new(low: f64, high: f64, false_high: f64, false_low: f64) -> Result<Self, SprtError> {
        if !(0.0 < low && low < high && high < 1.0) {
            return Err(SprtError::Shares { low, high });
        }
        for risk in [false_high, false_low] {
            if !(risk > 0.0 && risk < 0.5) {
                return Err(SprtError::Risk(risk));
            }
        }
        Ok(Self {
            steps: [(high / low).ln(), ((1.0 - high) / (1.0 - low)).ln()],
            bounds: [
                (false_low / (1.0 - false_high)).ln(),
                ((1.0 - false_low) / false_high).ln(),
            ],
            ratio: 0.0,
            asked: 0,
        })
    }

    /// Takes an answer, and says what follows. Once decided it stays so.
    pub fn add(&mut self, yes: bool) -> Verdict {
        if self.verdict() == Verdict::Open {
            self.ratio += if yes { self.steps[0] } else { self.steps[1] };
            self.asked += 1;
        }
        self.verdict()
    }

    /// What follows from the answers so far.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if self.ratio <= self.bounds[0] {
            Verdict::Low
        } else if self.ratio >= self.bounds[1] {
            Verdict::High
        } else {
            Verdict::Open
        }
    }

    /// How many answers it took.
    #[must_use]
    pub const fn asked(&self) -> u64 {
        self.asked
    }
}
