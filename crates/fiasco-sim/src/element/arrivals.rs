//! Requests whose rate changes: ramps, spikes and day curves, bursts, times that were recorded.
//!
//! A Poisson process of rate λ(t) has its n-th arrival where ∫λ reaches the sum of n exponentials of mean 1. The
//! integral is inverted exactly, piece by piece, with one draw for each arrival, so two rates that differ keep their
//! streams in step. Counts in a stretch are Poisson with the integral over it.

use crate::random::Stream;
use crate::random::ziggurat::exponential;

/// How requests come.
#[derive(Clone, Debug, PartialEq)]
pub enum ArrivalSpec {
    /// A rate that changes with time: points of time and rate; `ramps` go evenly from point to point, else each rate
    /// holds until the next. After the last point its rate holds, or all begins again after `repeat`.
    Rates {
        /// Times, the first 0, and rates, 1/s.
        points: Vec<(f64, f64)>,
        /// Whether rates change evenly between points.
        ramps: bool,
        /// The length of a round, s.
        repeat: Option<f64>,
    },
    /// Phases one after the other, in a circle, each with a rate and lasting an exponential time (a Markov-modulated
    /// Poisson process): rate 1/s, mean length s. Two phases, one of rate 0, are on and off.
    Phases(Vec<(f64, f64)>),
    /// At these times; again after `repeat`.
    Times {
        /// Times, in order, s.
        times: Vec<f64>,
        /// The length of a round, s.
        repeat: Option<f64>,
    },
}

impl ArrivalSpec {
    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        let good = |value: f64| value >= 0.0 && value.is_finite();
        match self {
            Self::Rates { points, repeat, .. } => {
                let first = points.first().map_or(f64::NAN, |point| point.0);
                if first != 0.0 {
                    return Err(("first time", first, "0"));
                }
                if let Some((_, rate)) = points.iter().find(|point| !good(point.1)) {
                    return Err(("rate", *rate, "0 or more and finite"));
                }
                let times: Vec<f64> = points.iter().map(|point| point.0).collect();
                in_order(&times, *repeat)
            }
            Self::Phases(phases) => {
                if phases.is_empty() {
                    return Err(("phases", 0.0, "1 or more"));
                }
                for (rate, length) in phases {
                    if !good(*rate) {
                        return Err(("rate", *rate, "0 or more and finite"));
                    }
                    if !(*length > 0.0 && length.is_finite()) {
                        return Err(("length of a phase", *length, "above 0 and finite"));
                    }
                }
                Ok(())
            }
            Self::Times { times, repeat } => in_order(times, *repeat),
        }
    }
}

fn in_order(times: &[f64], repeat: Option<f64>) -> Result<(), (&'static str, f64, &'static str)> {
    if let Some(bad) = times.iter().find(|time| !(**time >= 0.0 && time.is_finite())) {
        return Err(("time", *bad, "0 or more and finite"));
    }
    if let Some(pair) = times.windows(2).find(|pair| pair[1] < pair[0]) {
        return Err(("time", pair[1], "not before the one before it"));
    }
    let last = times.last().copied().unwrap_or(0.0);
    match repeat {
        Some(round) if !(round > 0.0 && round >= last && round.is_finite()) => {
            Err(("length of a round", round, "above 0 and not before the last time"))
        }
        _ => Ok(()),
    }
}

/// A stretch of time in which the rate changes evenly.
#[derive(Clone, Copy, Debug)]
struct Piece {
    until: f64,
    rate: f64,
    slope: f64,
    from: f64,
}

/// Where a process is.
#[derive(Clone, Debug)]
pub struct Process {
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    Rates {
        pieces: Vec<Piece>,
        round: Option<f64>,
        /// The integral of the rate over a round.
        area: f64,
        /// When the round began, and the piece.
        began: f64,
        at: usize,
    },
    Phases {
        phases: Vec<(f64, f64)>,
        at: usize,
        /// When the phase ends; nothing before the first.
        ends: Option<f64>,
    },
    Times {
        times: Vec<f64>,
        round: Option<f64>,
        began: f64,
        at: usize,
    },
}

impl Process {
    /// The process at time 0.
    #[must_use]
    pub fn new(spec: &ArrivalSpec) -> Self {
        let kind = match spec {
            ArrivalSpec::Rates {
                points,
                ramps,
                repeat,
            } => {
                let pieces = pieces(points, *ramps, *repeat);
                let area = pieces
                    .iter()
                    .map(|piece| area(piece, piece.from, piece.until))
                    .sum();
                Kind::Rates {
                    pieces,
                    round: *repeat,
                    area,
                    began: 0.0,
                    at: 0,
                }
            }
            ArrivalSpec::Phases(phases) => Kind::Phases {
                phases: phases.clone(),
                at: 0,
                ends: None,
            },
            ArrivalSpec::Times { times, repeat } => Kind::Times {
                times: times.clone(),
                round: *repeat,
                began: 0.0,
                at: 0,
            },
        };
        Self { kind }
    }

    /// When the next one comes after `now`, the time of the last one; nothing when none ever will.
    pub fn next(&mut self, now: f64, stream: &mut Stream) -> Option<f64> {
        match &mut self.kind {
            Kind::Rates {
                pieces,
                round,
                area,
                began,
                at,
            } => {
                let mut left = exponential(stream);
                let mut from = now - *began;
                loop {
                    let Some(piece) = pieces.get(*at) else {
                        // The round is over: whole rounds are skipped at once.
                        let length = (*round)?;
                        if *area <= 0.0 {
                            return None;
                        }
                        let whole = (left / *area).floor();
                        left -= whole * *area;
                        *began += length * (whole + 1.0);
                        (*at, from) = (0, 0.0);
                        continue;
                    };
                    let rate = piece.rate + piece.slope * (from - piece.from);
                    let here = self::area(piece, from, piece.until);
                    if left < here || (here.is_infinite() && rate > 0.0) {
                        // Of the two roots of rate · x + slope · x²/2 = left, the one that loses no digits.
                        let root = (rate * rate + 2.0 * piece.slope * left).max(0.0).sqrt();
                        let wait = 2.0 * left / (rate + root);
                        return Some(*began + (from + wait).min(piece.until));
                    }
                    if piece.until.is_infinite() {
                        return None;
                    }
                    left -= here;
                    from = piece.until;
                    *at += 1;
                }
            }
            Kind::Phases { phases, at, ends } => {
                if phases.iter().all(|(rate, _)| *rate == 0.0) {
                    return None;
                }
                let mut left = exponential(stream);
                let mut from = now;
                let mut end = match *ends {
                    Some(end) => end,
                    None => phases[0].1 * exponential(stream),
                };
                loop {
                    let rate = phases[*at].0;
                    let due = from + left / rate;
                    if rate > 0.0 && due <= end {
                        *ends = Some(end);
                        return Some(due);
                    }
                    left -= (end - from) * rate;
                    left = left.max(0.0);
                    from = end;
                    *at = (*at + 1) % phases.len();
                    end = from + phases[*at].1 * exponential(stream);
                }
            }
            Kind::Times {
                times,
                round,
                began,
                at,
            } => {
                if *at == times.len() {
                    *began += (*round)?;
                    *at = 0;
                }
                let next = *times.get(*at)?;
                *at += 1;
                Some(*began + next)
            }
        }
    }
}

/// The integral of the rate of a piece between two times in it.
fn area(piece: &Piece, from: f64, to: f64) -> f64 {
    let rate = |at: f64| piece.rate + piece.slope * (at - piece.from);
    if piece.slope == 0.0 {
        return if piece.rate == 0.0 {
            0.0
        } else {
            piece.rate * (to - from)
        };
    }
    f64::midpoint(rate(from), rate(to)) * (to - from)
}

fn pieces(points: &[(f64, f64)], ramps: bool, repeat: Option<f64>) -> Vec<Piece> {
    let end = repeat.unwrap_or(f64::INFINITY);
    let next = points.iter().skip(1).map(|point| (point.0, Some(point.1)));
    let next = next.chain([(end, None)]);
    let piece = |(&(from, rate), (until, to)): (&(f64, f64), (f64, Option<f64>))| {
        let slope = match to {
            Some(to) if ramps && until > from => (to - rate) / (until - from),
            _ => 0.0,
        };
        Piece {
            until,
            rate,
            slope,
            from,
        }
    };
    points
        .iter()
        .zip(next)
        .map(piece)
        .filter(|piece| piece.until > piece.from)
        .collect()
}
