//! A machine as power and heat see it: what it draws by how busy it is, and what it does when it gets too warm.
//!
//! It draws P = P₀ + (P₁ − P₀) · u · v, with u the share of its processors at work and v its speed: 1, less while it
//! throttles, 0 when it is off. From one temperature of the air that it takes in it throttles, and goes back to full speed
//! when that has fallen some way below; from a higher one it stops in order, which takes a while.

/// What a machine is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MachineSpec {
    /// What it draws with nothing to do, W.
    pub idle: f64,
    /// What it draws with all processors at work, W.
    pub full: f64,
    /// The warmest air it takes in at full speed, °C.
    pub throttles: f64,
    /// The air at which it begins to stop, °C.
    pub stops: f64,
    /// How long it takes to stop, s.
    pub stopping: f64,
    /// Its speed while it throttles, as a share.
    pub throttled: f64,
    /// How far below `throttles` it goes back to full speed, K.
    pub hysteresis: f64,
}

/// Whether it runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Running {
    /// At full speed.
    On,
    /// Slowed down.
    Throttled,
    /// It stops in order, and is off at this time, s.
    Stopping(f64),
    /// It is off.
    Off,
}

/// The state of a machine.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Machine {
    spec: MachineSpec,
    running: Running,
}

impl Machine {
    /// One that runs.
    #[must_use]
    pub fn new(spec: MachineSpec) -> Self {
        Self {
            spec,
            running: Running::On,
        }
    }

    /// What it is.
    #[must_use]
    pub fn spec(&self) -> &MachineSpec {
        &self.spec
    }

    /// Whether it runs.
    #[must_use]
    pub fn running(&self) -> Running {
        self.running
    }

    /// Its speed, as a share of the full one.
    #[must_use]
    pub fn speed(&self) -> f64 {
        match self.running {
            Running::On => 1.0,
            Running::Throttled | Running::Stopping(_) => self.spec.throttled,
            Running::Off => 0.0,
        }
    }

    /// What it draws while this share of its processors is at work, W.
    #[must_use]
    pub fn watts(&self, busy: f64) -> f64 {
        if self.running == Running::Off {
            return 0.0;
        }
        self.spec.idle + (self.spec.full - self.spec.idle) * busy.clamp(0.0, 1.0) * self.speed()
    }

    /// The temperature at which it does something next, °C; `None` where warmth changes nothing any more.
    #[must_use]
    pub fn minds(&self) -> Option<f64> {
        match self.running {
            Running::On => Some(self.spec.throttles),
            Running::Throttled => Some(self.spec.stops),
            Running::Stopping(_) | Running::Off => None,
        }
    }

    /// It takes in air of this temperature now: what it becomes, where that changes. `same` is what rounding may take.
    pub fn feel(&mut self, now: f64, inlet: f64, same: f64) -> Option<Running> {
        let next = match self.running {
            Running::Stopping(off) if off <= now + same => Running::Off,
            Running::On if inlet >= self.spec.throttles - same => Running::Throttled,
            Running::Throttled if inlet >= self.spec.stops - same => {
                Running::Stopping(now + self.spec.stopping)
            }
            Running::Throttled if inlet < self.spec.throttles - self.spec.hysteresis => Running::On,
            _ => return None,
        };
        self.running = next;
        Some(next)
    }

    /// Somebody switches it, or its power goes.
    pub fn switch(&mut self, on: bool) {
        self.running = if on { Running::On } else { Running::Off };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> Machine {
        Machine::new(MachineSpec {
            idle: 200.0,
            full: 500.0,
            throttles: 35.0,
            stops: 43.0,
            stopping: 60.0,
            throttled: 0.5,
            hysteresis: 2.0,
        })
    }

    #[test]
    fn draws_a_straight_line_from_idle_to_full() {
        let mut server = server();
        assert_eq!(
            [0.0, 0.5, 1.0, 7.0].map(|busy| server.watts(busy)),
            [200.0, 350.0, 500.0, 500.0]
        );
        server.feel(0.0, 35.0, 0.0);
        assert_eq!(server.watts(1.0), 350.0);
        server.switch(false);
        assert_eq!(
            (server.watts(1.0), server.speed(), server.minds()),
            (0.0, 0.0, None)
        );
    }

    #[test]
    fn throttles_goes_back_and_stops_in_order() {
        let mut server = server();
        assert_eq!(server.feel(0.0, 34.9, 0.0), None);
        assert_eq!(
            (server.minds(), server.feel(1.0, 35.0, 0.0)),
            (Some(35.0), Some(Running::Throttled))
        );
        assert_eq!(server.feel(2.0, 33.0, 0.0), None);
        assert_eq!(server.feel(3.0, 32.9, 0.0), Some(Running::On));
        server.feel(4.0, 35.0, 0.0);
        assert_eq!(
            (server.minds(), server.feel(5.0, 43.0, 0.0)),
            (Some(43.0), Some(Running::Stopping(65.0)))
        );
        // Once it stops, it stops, however cool it gets.
        assert_eq!(server.feel(64.0, 10.0, 0.0), None);
        assert_eq!(server.feel(65.0, 10.0, 0.0), Some(Running::Off));
    }

    #[test]
    fn what_rounding_may_take_is_given() {
        let mut server = server();
        assert_eq!(server.feel(0.0, 34.875, 0.125), Some(Running::Throttled));
        assert_eq!(server.feel(0.0, 42.75, 0.125), None);
        assert_eq!(server.feel(0.0, 42.875, 0.125), Some(Running::Stopping(60.0)));
        assert_eq!((server.speed(), server.watts(1.0)), (0.5, 350.0));
        assert_eq!(server.feel(59.75, 42.875, 0.125), None);
        assert_eq!(server.feel(59.875, 42.875, 0.125), Some(Running::Off));
        server.switch(true);
        assert_eq!((server.running(), server.speed()), (Running::On, 1.0));
    }
}
