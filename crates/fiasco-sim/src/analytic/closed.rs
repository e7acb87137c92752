//! Closed networks: a fixed number of users who think, ask, wait for the answer, and think again.
//!
//! ```text
//!      ┌──────────── think Z ◀───────────┐
//!      └─▶ [cpu D1] ─▶ [disk D2] ─▶ … ───┘      N users in all
//! ```
//!
//! The demand of a station is the service it gives to one round: visits times service time. Two exact methods, which
//! agree where both apply: [`mva`], fast, for single servers and delays; [`convolution`], for several servers too.

use super::error::{AnalyticError, MAX_SERVERS, Result, not_negative, positive, wrong};
use super::numeric::log_add;

const MODEL: &str = "closed network";
/// Users beyond which the methods take too long.
const MAX_USERS: u32 = 1_000_000;

/// A station of a closed network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Demand {
    /// One server and a queue (or processor sharing), with this demand.
    Queue(f64),
    /// No queue: everybody is served at once for this long. A think time, a network's latency.
    Delay(f64),
    /// Several servers that share a queue, with this demand. Only in [`convolution`].
    Servers(f64, u32),
}

/// What holds in the steady state.
#[derive(Clone, Debug, PartialEq)]
pub struct Closed {
    /// X, rounds per unit of time.
    pub throughput: f64,
    /// R, the mean time of a round spent at the stations, without think time.
    pub response: f64,
    /// The mean number of users at each station.
    pub queues: Vec<f64>,
    /// How busy each server of a station is; for a delay, the mean number in it.
    pub utilizations: Vec<f64>,
}

fn check(stations: &[Demand], think: f64, users: u32) -> Result<()> {
    not_negative(MODEL, "think time", think)?;
    if !(1..=MAX_USERS).contains(&users) {
        return Err(wrong(MODEL, "users", f64::from(users), "from 1 to 1000000"));
    }
    for station in stations {
        let (Demand::Queue(demand) | Demand::Delay(demand) | Demand::Servers(demand, _)) = station;
        not_negative(MODEL, "demand", *demand)?;
        if let Demand::Servers(_, servers) = station
            && !(1..=MAX_SERVERS).contains(servers)
        {
            return Err(wrong(MODEL, "servers", f64::from(*servers), "from 1 to 10000000"));
        }
    }
    let sum = stations.iter().fold(think, |sum, station| sum + station.demand());
    positive(MODEL, "sum of demands and think time", sum)?;
    Ok(())
}

impl Demand {
    fn demand(&self) -> f64 {
        match self {
            Self::Queue(demand) | Self::Delay(demand) | Self::Servers(demand, _) => *demand,
        }
    }

    fn utilization(&self, throughput: f64) -> f64 {
        match self {
            Self::Queue(demand) | Self::Delay(demand) => throughput * demand,
            Self::Servers(demand, servers) => throughput * demand / f64::from(*servers),
        }
    }
}

fn answer(stations: &[Demand], think: f64, users: u32, throughput: f64, queues: Vec<f64>) -> Closed {
    Closed {
        throughput,
        response: f64::from(users) / throughput - think,
        queues,
        utilizations: stations
            .iter()
            .map(|station| station.utilization(throughput))
            .collect(),
    }
}

/// Exact mean value analysis: who arrives at a station with n users sees it as it is on average with n − 1.
///
/// R(k, n) = D(k) (1 + Q(k, n−1)), X(n) = n / (Z + Σ R(k, n)), Q(k, n) = X(n) R(k, n). Source: M. Reiser and
/// S. S. Lavenberg, *Mean-Value Analysis of Closed Multichain Queuing Networks*, J. ACM 27, 1980.
///
/// # Errors
/// For negative demands or think times, none at all, no users, and for [`Demand::Servers`] of more than one server.
pub fn mva(stations: &[Demand], think: f64, users: u32) -> Result<Closed> {
    check(stations, think, users)?;
    for station in stations {
        if let Demand::Servers(_, servers @ 2..) = station {
            let must = "1 here; use the convolution for more";
            return Err(wrong("mean value analysis", "servers", f64::from(*servers), must));
        }
    }
    let mut queues = vec![0.0; stations.len()];
    let mut throughput = 0.0;
    for n in 1..=users {
        let mut responses = Vec::with_capacity(stations.len());
        for (station, queue) in stations.iter().zip(&queues) {
            responses.push(match station {
                Demand::Delay(demand) => *demand,
                Demand::Queue(demand) | Demand::Servers(demand, _) => demand * (1.0 + queue),
            });
        }
        throughput = f64::from(n) / (think + responses.iter().sum::<f64>());
        for (queue, response) in queues.iter_mut().zip(&responses) {
            *queue = throughput * response;
        }
    }
    Ok(answer(stations, think, users, throughput, queues))
}

/// The logarithms of what a station contributes with 0, 1, … `users` users: D^n / Π min(j, c).
fn weights(station: &Demand, users: usize) -> Vec<f64> {
    let log_demand = station.demand().ln();
    let most = match station {
        Demand::Queue(_) => 1.0,
        Demand::Delay(_) => f64::INFINITY,
        Demand::Servers(_, servers) => f64::from(*servers),
    };
    let mut log_weight = 0.0;
    let mut weights = vec![0.0];
    for n in 1..=users {
        log_weight += log_demand - (n as f64).min(most).ln();
        weights.push(log_weight);
    }
    weights
}

/// The logarithm of Σ exp(a(j) + b(n−j)), for each n: one station more.
fn convolve(a: &[f64], b: &[f64]) -> Vec<f64> {
    (0..a.len()).map(|n| log_sum(&a[..=n], &b[..=n])).collect()
}

/// ln Σ exp(a(j) + b(n−j)) for the last n.
fn log_sum(a: &[f64], b: &[f64]) -> f64 {
    let terms = || a.iter().zip(b.iter().rev()).map(|(a, b)| a + b);
    let largest = terms().fold(f64::NEG_INFINITY, f64::max);
    if largest == f64::NEG_INFINITY {
        return largest;
    }
    largest + terms().map(|term| (term - largest).exp()).sum::<f64>().ln()
}

/// The logarithms of the normalizing constants of a network of all stations and the think time, but one station.
fn constants(stations: &[Demand], think: f64, users: usize, without: Option<usize>) -> Vec<f64> {
    let mut constants = weights(&Demand::Delay(think), users);
    for (at, station) in stations.iter().enumerate() {
        if Some(at) == without {
            continue;
        }
        if let Demand::Queue(demand) | Demand::Servers(demand, 1) = station {
            // A single server needs no convolution: G(n) = G'(n) + D G(n−1).
            for n in 1..=users {
                constants[n] = log_add(constants[n], demand.ln() + constants[n - 1]);
            }
        } else {
            constants = convolve(&constants, &weights(station, users));
        }
    }
    constants
}

/// Exact, for stations of several servers as well, by normalizing constants: X(N) = G(N−1) / G(N). Kept as logarithms, as
/// G itself leaves the range of a float with some hundred users. Takes time users² per station of several servers.
///
/// Source: J. P. Buzen, *Computational Algorithms for Closed Queueing Networks with Exponential Servers*, Comm. ACM 16,
/// 1973.
///
/// # Errors
/// For negative demands or think times, none at all, no users, or more than 20000 of them.
pub fn convolution(stations: &[Demand], think: f64, users: u32) -> Result<Closed> {
    check(stations, think, users)?;
    let count = users as usize;
    if count > 20_000 {
        return Err(AnalyticError::TooLarge {
            model: MODEL,
            size: count,
            most: 20_000,
        });
    }
    let all = constants(stations, think, count, None);
    let throughput = (all[count - 1] - all[count]).exp();
    let mut queues = Vec::with_capacity(stations.len());
    for (at, station) in stations.iter().enumerate() {
        queues.push(match station {
            Demand::Delay(demand) => throughput * demand,
            Demand::Queue(demand) | Demand::Servers(demand, 1) => {
                // P(n or more there) = D^n G(N−n) / G(N).
                let share = |n: usize| (n as f64 * demand.ln() + all[count - n] - all[count]).exp();
                (1..=count).map(share).sum()
            }
            Demand::Servers(..) => {
                let others = constants(stations, think, count, Some(at));
                let weights = weights(station, count);
                let share = |n: usize| n as f64 * (weights[n] + others[count - n] - all[count]).exp();
                (1..=count).map(share).sum()
            }
        });
    }
    Ok(answer(stations, think, users, throughput, queues))
}
