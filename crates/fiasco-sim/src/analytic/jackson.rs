//! Open networks of queues: requests enter, move between stations at random, and leave.
//!
//! ```text
//!   γ ──▶ [web] ──.5──▶ [database] ──▶ back to web
//!           │────.3──▶ [search] ────▶ back to web
//!           └────.2──▶ out
//! ```
//!
//! Each station behaves as an M/M/c queue of its own, though what flows between them is not random arrivals. Source:
//! J. R. Jackson, *Networks of Waiting Lines*, Operations Research 5, 1957.

use super::error::{AnalyticError, Result, not_negative, probability, wrong};
use super::mmc::Mmc;

const MODEL: &str = "Jackson network";

/// One station of a network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Station {
    /// The service rate of one server.
    pub service: f64,
    /// How many servers share its queue.
    pub servers: u32,
}

/// An open network in its steady state.
#[derive(Clone, Debug, PartialEq)]
pub struct Jackson {
    entering: f64,
    stations: Vec<Mmc>,
}

impl Jackson {
    /// A network of these stations. `entering[i]` is the rate of requests that enter at station i, `routing[i][j]` the
    /// share of those done at i that go on to j; the rest of the row leaves.
    ///
    /// # Errors
    /// For lists that do not fit together, shares that are no probabilities, rows that sum to more than 1, stations
    /// that are never left for good, and a station that cannot do its work (the message counts them from 0).
    pub fn new(stations: &[Station], entering: &[f64], routing: &[Vec<f64>]) -> Result<Self> {
        let flows = flows(entering, routing)?;
        length("stations", stations.len(), entering.len())?;
        let mut queues = Vec::with_capacity(stations.len());
        for (at, (station, flow)) in stations.iter().zip(&flows).enumerate() {
            let queue = Mmc::new(*flow, station.service, station.servers);
            queues.push(queue.map_err(|error| named(error, at))?);
        }
        Ok(Self {
            entering: entering.iter().sum(),
            stations: queues,
        })
    }

    /// The stations, each as an M/M/c queue with its share of the flow.
    #[must_use]
    pub fn stations(&self) -> &[Mmc] {
        &self.stations
    }

    /// L, the mean number of requests in the network.
    #[must_use]
    pub fn mean_in_system(&self) -> f64 {
        self.stations.iter().map(Mmc::mean_in_system).sum()
    }

    /// W, the mean time from entering to leaving: L / Σγ (Little's law).
    #[must_use]
    pub fn mean_sojourn(&self) -> f64 {
        self.mean_in_system() / self.entering
    }
}

fn named(error: AnalyticError, station: usize) -> AnalyticError {
    match error {
        AnalyticError::Unstable { load, limit, .. } => AnalyticError::Unstable {
            model: format!("{MODEL}, station {station}"),
            load,
            limit,
        },
        other => other,
    }
}

fn length(parameter: &'static str, found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(AnalyticError::Length {
        model: MODEL,
        parameter,
        found,
        expected,
        of: "entering rates",
    })
}

/// The rate at which each station is visited: λ(j) = γ(j) + Σ λ(i) r(i, j), the traffic equations, solved by elimination.
///
/// # Errors
/// As [`Jackson::new`].
pub fn flows(entering: &[f64], routing: &[Vec<f64>]) -> Result<Vec<f64>> {
    let count = entering.len();
    length("routing", routing.len(), count)?;
    for rate in entering {
        not_negative(MODEL, "entering rate", *rate)?;
    }
    // The system (I − Rᵀ) λ = γ, with γ as its last column.
    let mut rows = vec![vec![0.0; count + 1]; count];
    for (from, shares) in routing.iter().enumerate() {
        length("row of routing", shares.len(), count)?;
        for (to, share) in shares.iter().enumerate() {
            probability(MODEL, "share of routing", *share)?;
            rows[to][from] -= share;
        }
        let sum: f64 = shares.iter().sum();
        if sum > 1.0 + 1e-12 {
            return Err(wrong(MODEL, "sum of a row of routing", sum, "at most 1"));
        }
        rows[from][from] += 1.0;
        rows[from][count] = entering[from];
    }
    solve(rows)
}

/// Gaussian elimination with the largest pivot of each column.
fn solve(mut rows: Vec<Vec<f64>>) -> Result<Vec<f64>> {
    let count = rows.len();
    for column in 0..count {
        let best = (column..count).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()));
        rows.swap(column, best.unwrap_or(column));
        let pivot = rows[column].clone();
        if pivot[column].abs() < 1e-13 {
            return Err(AnalyticError::Trapped {
                model: MODEL,
                station: column,
            });
        }
        for row in &mut rows[column + 1..] {
            let factor = row[column] / pivot[column];
            for (entry, above) in row.iter_mut().zip(&pivot).skip(column) {
                *entry -= factor * above;
            }
        }
    }
    let mut flows = vec![0.0; count];
    for at in (0..count).rev() {
        let known: f64 = (at + 1..count).map(|j| rows[at][j] * flows[j]).sum();
        // A station nobody reaches may come out as −0 or a rounding error below it.
        flows[at] = f64::max(0.0, (rows[at][count] - known) / rows[at][at]);
    }
    Ok(flows)
}
