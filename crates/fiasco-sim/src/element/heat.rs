//! A room as one heat capacity: it warms up while more heat is given off than its cooling takes out, and cools down to
//! what the cooling supplies otherwise.
//!
//! C · dT/dt = P − Q, with P the heat given off and Q what the cooling takes out at most; T never falls below the
//! temperature of the supplied air. Between two changes of P or Q the temperature is a straight line, so the time to
//! reach T₁ from T₀ is C · (T₁ − T₀) / (P − Q), exactly.

/// What a room is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatSpec {
    /// Heat that the room takes per kelvin, J/K.
    pub capacity: f64,
    /// What its cooling takes out at most, W.
    pub cooling: f64,
    /// The temperature of the supplied air, at which it begins, °C.
    pub supply: f64,
}

/// The state of a room.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heat {
    spec: HeatSpec,
    temperature: f64,
}

impl Heat {
    /// A room as cool as its supplied air.
    #[must_use]
    pub fn new(spec: HeatSpec) -> Self {
        Self {
            spec,
            temperature: spec.supply,
        }
    }

    /// °C.
    #[must_use]
    pub fn temperature(&self) -> f64 {
        self.temperature
    }

    /// How fast it warms up while this much heat is given off, K/s.
    #[must_use]
    pub fn rate(&self, watts: f64) -> f64 {
        let rate = (watts - self.spec.cooling) / self.spec.capacity;
        if self.temperature <= self.spec.supply {
            rate.max(0.0)
        } else {
            rate
        }
    }

    /// This much time passes, s, while this much heat is given off, W.
    pub fn advance(&mut self, past: f64, watts: f64) {
        self.temperature = (self.temperature + self.rate(watts) * past).max(self.spec.supply);
    }

    /// How long until it is as warm as this, s, while this much heat is given off; `None`: never.
    #[must_use]
    pub fn until(&self, temperature: f64, watts: f64) -> Option<f64> {
        if self.temperature >= temperature {
            return Some(0.0);
        }
        let rate = self.rate(watts);
        (rate > 0.0).then(|| (temperature - self.temperature) / rate)
    }

    /// Cooling from now on, W.
    pub fn set_cooling(&mut self, cooling: f64) {
        self.spec.cooling = cooling;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_kilowatts_in_fifty_cubic_meters_of_air() {
        // 1,207.2 J/K for each cubic meter: 10 kW warm 50 m³ by 9.94 K a minute.
        let mut room = Heat::new(HeatSpec {
            capacity: 50.0 * 1207.2,
            cooling: 0.0,
            supply: 20.0,
        });
        assert!((room.rate(1e4) * 60.0 - 9.940_36).abs() < 1e-4);
        room.set_cooling(5e3);
        assert!(room.rate(4e3).abs() < 1e-12, "no colder than what it supplies");
        assert!((room.rate(6e3) * 50.0 * 1207.2 - 1e3).abs() < 1e-9);
        room.set_cooling(0.0);
        let until = room.until(35.0, 1e4).unwrap_or(f64::NAN);
        assert!((until - 15.0 * 50.0 * 1207.2 / 1e4).abs() < 1e-9);
        room.advance(until, 1e4);
        assert!((room.temperature() - 35.0).abs() < 1e-9);
        // Cooling that takes out more than comes in brings it back to what it supplies, and no lower.
        room.set_cooling(12e3);
        room.advance(until * 5.0 - 1.0, 1e4);
        assert!(room.temperature() > 20.0);
        room.advance(1e6, 1e4);
        assert!((room.temperature() - 20.0).abs() < 1e-12);
        assert_eq!(room.until(20.5, 1e4), None);
        assert_eq!(room.until(room.temperature(), 1e4), Some(0.0), "as warm as it is");
    }
}
