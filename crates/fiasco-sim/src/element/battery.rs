//! A battery under load: Peukert's law. It lasts t = t₀ · (P₀ / P)^k at the load P where it lasts t₀ at P₀, so at any
//! load it empties by (P / P₀)^k / t₀ a second.

/// What a battery is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatterySpec {
    /// How long it lasts, s,
    pub lasts: f64,
    /// at this load, W.
    pub at: f64,
    /// Peukert's exponent, 1 or more.
    pub exponent: f64,
}

/// The state of a battery.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Battery {
    spec: BatterySpec,
    charge: f64,
}

impl Battery {
    /// A full one.
    #[must_use]
    pub fn new(spec: BatterySpec) -> Self {
        Self { spec, charge: 1.0 }
    }

    /// The share of it that is left.
    #[must_use]
    pub fn charge(&self) -> f64 {
        self.charge
    }

    fn rate(&self, watts: f64) -> f64 {
        (watts / self.spec.at).powf(self.spec.exponent) / self.spec.lasts
    }

    /// It carries this load for this long, s.
    pub fn advance(&mut self, past: f64, watts: f64) {
        self.charge = (self.charge - self.rate(watts) * past).max(0.0);
    }

    /// How long until it is empty at this load, s; `None`: never.
    #[must_use]
    pub fn until(&self, watts: f64) -> Option<f64> {
        (watts > 0.0).then(|| self.charge / self.rate(watts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empties_by_peukerts_law() {
        let mut battery = Battery::new(BatterySpec {
            lasts: 600.0,
            at: 2000.0,
            exponent: 1.2,
        });
        assert!((battery.until(2000.0).unwrap_or(f64::NAN) - 600.0).abs() < 1e-9);
        let twice = 600.0 / 2.0_f64.powf(1.2);
        assert!((battery.until(4000.0).unwrap_or(f64::NAN) - twice).abs() < 1e-9);
        battery.advance(300.0, 2000.0);
        assert!((battery.charge() - 0.5).abs() < 1e-12);
        assert!((battery.until(2000.0).unwrap_or(f64::NAN) - 300.0).abs() < 1e-9);
        battery.advance(twice / 2.0, 4000.0);
        assert!(battery.charge() < 1e-12);
        battery.advance(1e6, 4000.0);
        assert!(battery.charge().abs() < 1e-12, "empty is empty");
        assert_eq!(battery.until(0.0), None);
    }
}
