//! A circuit breaker: a bimetal that heats with the square of the current, and a magnet that trips at once.
//!
//! With x the current over the rated one, the bimetal's warmth w follows τ · dw/dt = x² − w and trips at k²; so from w₀
//! it trips after τ · ln((x² − w₀) / (x² − k²)), and never while x ≤ k. At or above the magnetic multiple it trips at
//! once.
//!
//! IEC 60898-1 draws a band: 1.13 times the rated current is held for an hour and 1.45 times is not, 2.55 times trips
//! cold within 1 to 60 s (up to 32 A); the magnet of curve B trips at 3 to 5 times, C at 5 to 10, D at 10 to 20.

/// The temperature that ratings are for, °C (IEC 60898-1).
const REFERENCE: f64 = 30.0;
/// How much warmer than that a bimetal is where it trips at its limit, K: what carries k times its rating at 30 °C carries
/// k · √(1 − (T − 30) / 93) times at T. Fitted to a maker's table for 16 A: 15.11 A at 40 °C, 14.20 A at 50 °C (Phoenix
/// Contact, TMC 8, section 3.3).
const RISE: f64 = 93.0;

/// A breaker within its band.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TripSpec {
    /// The most that it carries for ever, as a multiple of the rated current.
    pub holds: f64,
    /// The time constant of its bimetal, s.
    pub constant: f64,
    /// The multiple at which its magnet trips.
    pub magnet: f64,
}

impl TripSpec {
    /// The breaker that trips when a share of the way through the band is passed: 0 the first that may, 1 the last.
    /// `curve` is `B`, `C` or `D`.
    #[must_use]
    pub fn within_band(share: f64, curve: char) -> Self {
        let between = |low: f64, high: f64| low * (high / low).powf(share);
        let holds = between(1.13, 1.45);
        let at_test = between(1.0, 60.0);
        let test = 2.55_f64 * 2.55;
        let magnet = match curve {
            'B' => between(3.0, 5.0),
            'D' => between(10.0, 20.0),
            _ => between(5.0, 10.0),
        };
        Self {
            holds,
            constant: at_test / (test / (test - holds * holds)).ln(),
            magnet,
        }
    }
}

/// The state of a breaker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trip {
    spec: TripSpec,
    warmth: f64,
    limit: f64,
}

impl Trip {
    /// A cold breaker.
    #[must_use]
    pub fn new(spec: TripSpec) -> Self {
        Self {
            spec,
            warmth: 0.0,
            limit: spec.holds * spec.holds,
        }
    }

    /// The air around it has this temperature from now on, °C; ratings are for 30 °C.
    pub fn set_ambient(&mut self, temperature: f64) {
        let left = 1.0 - (temperature - REFERENCE) / RISE;
        self.limit = self.spec.holds * self.spec.holds * left.max(0.0);
    }

    /// How warm it is, as a share of where it trips.
    #[must_use]
    pub fn warmth(&self) -> f64 {
        if self.limit > 0.0 {
            self.warmth / self.limit
        } else {
            f64::INFINITY
        }
    }

    /// It was this warm for a long time: what it carries now.
    pub fn settle(&mut self, multiple: f64) {
        self.warmth = multiple * multiple;
    }

    /// This much time passes at this multiple of the rated current.
    pub fn advance(&mut self, past: f64, multiple: f64) {
        let goal = multiple * multiple;
        self.warmth = goal + (self.warmth - goal) * (-past / self.spec.constant).exp();
    }

    /// How long until it trips at this multiple, s; `None`: never.
    #[must_use]
    pub fn until(&self, multiple: f64) -> Option<f64> {
        let limit = self.limit;
        if multiple >= self.spec.magnet || self.warmth >= limit {
            return Some(0.0);
        }
        let goal = multiple * multiple;
        (goal > limit).then(|| self.spec.constant * ((goal - self.warmth) / (goal - limit)).ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trips_within_the_band_of_the_standard() {
        for curve in ['B', 'C', 'D'] {
            for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                let trip = Trip::new(TripSpec::within_band(share, curve));
                assert_eq!(trip.until(1.13), None, "held for ever");
                let (low, high) = match curve {
                    'B' => (3.0, 5.0),
                    'C' => (5.0, 10.0),
                    _ => (10.0, 20.0),
                };
                assert_ne!(
                    trip.until(0.999 * low),
                    Some(0.0),
                    "{curve} holds below {low} times"
                );
                assert_eq!(
                    trip.until(1.001 * high),
                    Some(0.0),
                    "{curve} trips at {high} times"
                );
                let hour = trip.until(1.450_001).unwrap_or(f64::INFINITY);
                assert!(hour < 3600.0, "{curve} {share}: {hour}");
                let test = trip.until(2.55).unwrap_or(f64::NAN);
                assert!((test / 60.0_f64.powf(share) - 1.0).abs() < 1e-9, "{test}");
            }
        }
    }

    #[test]
    fn carries_less_where_it_is_warm() {
        let spec = TripSpec {
            holds: 1.0,
            constant: 60.0,
            magnet: 7.0,
        };
        let mut trip = Trip::new(spec);
        let carries = |trip: &mut Trip, temperature: f64| {
            trip.set_ambient(temperature);
            let (mut low, mut high) = (0.0_f64, 3.0);
            for _ in 0..60 {
                let middle = f64::midpoint(low, high);
                if trip.until(middle).is_some() {
                    high = middle;
                } else {
                    low = middle;
                }
            }
            16.0 * low
        };
        for (temperature, table) in [(20.0, 16.80), (30.0, 16.0), (40.0, 15.11), (50.0, 14.20)] {
            let found = carries(&mut trip, temperature);
            assert!((found / table - 1.0).abs() < 0.003, "{temperature}: {found}");
        }
        trip.set_ambient(30.0);
        trip.settle(0.5);
        assert!((trip.warmth() - 0.25).abs() < 1e-12);
        // Where the air alone is as warm as its limit, it carries nothing.
        let mut hot = Trip::new(spec);
        hot.set_ambient(REFERENCE + RISE);
        assert_eq!((hot.warmth(), hot.until(0.0)), (f64::INFINITY, Some(0.0)));
    }

    #[test]
    fn closed_forms_at_one_and_a_half_and_at_five_times() {
        let spec = TripSpec {
            holds: 1.2,
            constant: 100.0,
            magnet: 7.0,
        };
        let cold = Trip::new(spec);
        let expect = |x: f64, warmth: f64| 100.0 * ((x * x - warmth) / (x * x - 1.44)).ln();
        for (multiple, expected) in [(1.5, 102.165), (5.0, 5.932_7)] {
            let until = cold.until(multiple).unwrap_or(f64::NAN);
            assert!((until - expect(multiple, 0.0)).abs() < 1e-9);
            assert!((until - expected).abs() < 1e-3, "{until}");
        }
        assert_eq!(cold.until(7.0), Some(0.0));
        // Warm from an hour at the rated current: it trips sooner.
        let mut warm = cold;
        warm.advance(3600.0, 1.0);
        assert!((warm.until(1.5).unwrap_or(f64::NAN) - expect(1.5, 1.0)).abs() < 1e-6);
        warm.advance(expect(1.5, 1.0) + 1e-6, 1.5);
        assert_eq!(warm.until(1.5), Some(0.0));
    }
}
