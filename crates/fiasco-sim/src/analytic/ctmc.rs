//! The steady state of any finite Markov chain in continuous time whose states lie near each other.
//!
//! For models without a closed form, and to check those that have one. States are numbered so that transitions lead
//! only to near numbers; the solver keeps a band of the rate matrix and needs time n · b² for n states and a band of b.
//!
//! The elimination is that of W. K. Grassmann, M. I. Taksar and D. P. Heyman (*Operations Research* 33, 1985): it never
//! subtracts, so that even the smallest shares are right to nearly all digits.
//!
//! ```
//! // A machine that fails every 100 hours and is repaired in 4.
//! let mut chain = fiasco_sim::analytic::Chain::new(2);
//! chain.add(0, 1, 1.0 / 100.0);
//! chain.add(1, 0, 1.0 / 4.0);
//! let shares = chain.stationary().expect("each state leads to the other");
//! assert!((shares[1] - 4.0 / 104.0).abs() < 1e-15);
//! ```

use super::error::{AnalyticError, Result, not_negative};

/// Numbers that a band may hold: 128 MB.
const MAX_NUMBERS: usize = 1 << 24;

/// A chain that is being described.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    states: usize,
    rates: Vec<(usize, usize, f64)>,
}

impl Chain {
    /// A chain of this many states, without transitions.
    #[must_use]
    pub fn new(states: usize) -> Self {
        Self {
            states,
            rates: Vec::new(),
        }
    }

    /// A transition at this rate. Those between the same two states add up; from a state to itself has no effect.
    pub fn add(&mut self, from: usize, to: usize, rate: f64) {
        self.rates.push((from, to, rate));
    }

    /// The share of time in each state, in the long run. Sums to 1.
    ///
    /// # Errors
    /// For a rate below 0 or a state that is not there; when some state cannot reach those before it, so that there
    /// may be several answers; and when the band is too wide to be kept.
    pub fn stationary(&self) -> Result<Vec<f64>> {
        if self.states == 0 {
            return Ok(Vec::new());
        }
        let mut band = Band::new(self.states, &self.rates)?;
        for state in (1..self.states).rev() {
            band.eliminate(state)?;
        }
        Ok(band.substitute())
    }
}

/// How many numbers a chain of so many states has to keep, when transitions lead at most `width` away. To be asked before
/// a large chain is described.
pub(crate) fn size(model: &'static str, states: usize, width: usize) -> Result<usize> {
    let size = states.saturating_mul(width.saturating_mul(2).saturating_add(1));
    if size <= MAX_NUMBERS {
        return Ok(size);
    }
    Err(AnalyticError::TooLarge {
        model,
        size,
        most: MAX_NUMBERS,
    })
}

/// The rates between states at most `width` apart, row by row.
struct Band {
    states: usize,
    width: usize,
    rates: Vec<f64>,
}

impl Band {
    fn new(states: usize, rates: &[(usize, usize, f64)]) -> Result<Self> {
        let mut width = 0;
        for &(from, to, rate) in rates {
            not_negative("Markov chain", "rate", rate)?;
            if from.max(to) >= states {
                return Err(AnalyticError::Parameter {
                    model: "Markov chain",
                    parameter: "state",
                    value: from.max(to) as f64,
                    must: "below the number of states",
                });
            }
            if rate > 0.0 {
                width = width.max(from.abs_diff(to));
            }
        }
        let size = size("Markov chain", states, width)?;
        let mut band = Self {
            states,
            width,
            rates: vec![0.0; size],
        };
        for &(from, to, rate) in rates.iter().filter(|&&(from, to, rate)| from != to && rate > 0.0) {
            let at = band.at(from, to);
            band.rates[at] += rate;
        }
        Ok(band)
    }

    fn at(&self, from: usize, to: usize) -> usize {
        from * (2 * self.width + 1) + to + self.width - from
    }

    fn rate(&self, from: usize, to: usize) -> f64 {
        self.rates[self.at(from, to)]
    }

    /// Watches the chain only while it is below `state`: what went there goes on to where it comes back.
    fn eliminate(&mut self, state: usize) -> Result<()> {
        let near = state.saturating_sub(self.width)..state;
        let back: f64 = near.clone().map(|to| self.rate(state, to)).sum();
        if back <= 0.0 {
            return Err(AnalyticError::Reducible { state });
        }
        for from in near.clone() {
            let at = self.at(from, state);
            if self.rates[at] == 0.0 {
                continue;
            }
            self.rates[at] /= back;
            let share = self.rates[at];
            for to in near.clone().filter(|&to| to != from) {
                let at = self.at(from, to);
                self.rates[at] += share * self.rate(state, to);
            }
        }
        Ok(())
    }

    /// The shares, from the first state up, by what [`eliminate`](Self::eliminate) left behind.
    fn substitute(&self) -> Vec<f64> {
        let mut shares = vec![1.0];
        for state in 1..self.states {
            let near = state.saturating_sub(self.width)..state;
            let share: f64 = near.map(|from| shares[from] * self.rate(from, state)).sum();
            shares.push(share);
            if share > 1e200 {
                shares.iter_mut().for_each(|earlier| *earlier /= share);
            }
        }
        let sum: f64 = shares.iter().rev().sum();
        shares.iter_mut().for_each(|share| *share /= sum);
        shares
    }
}
