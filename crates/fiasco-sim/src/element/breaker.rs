//! A circuit breaker: a caller that stops asking a service that fails, and tries it again with care later.
//!
//! ```text
//!  closed ──failure share ≥ limit──► open ──pause over──► half-open ──probes all well──► closed
//!                                     ▲──────────────a probe fails──────┘
//! ```

/// Slots of the window.
const SLOTS: usize = 10;

/// When a breaker opens and closes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BreakerSpec {
    /// The stretch of time that is looked at, s.
    pub window: f64,
    /// Attempts in it below which it never opens.
    pub least: u32,
    /// The share of failures in it that opens.
    pub share: f64,
    /// How long it stays open, s.
    pub open: f64,
    /// Probes that must end well to close it; as many are let through at once.
    pub probes: u32,
}

impl BreakerSpec {
    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        for (what, value) in [("breaker window", self.window), ("breaker pause", self.open)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err((what, value, "above 0 and finite"));
            }
        }
        if !(self.share > 0.0 && self.share <= 1.0) {
            return Err(("breaker share", self.share, "above 0 and at most 1"));
        }
        for (what, value) in [("breaker attempts", self.least), ("breaker probes", self.probes)] {
            if value == 0 {
                return Err((what, 0.0, "1 or more"));
            }
        }
        Ok(())
    }
}

/// What a breaker does with attempts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum State {
    /// Lets all through.
    Closed,
    /// Lets none through until this time.
    Open(f64),
    /// Lets probes through: how many may still start, and how many must still end well.
    HalfOpen(u32, u32),
}

/// The state of a breaker.
#[derive(Clone, Debug)]
pub struct Breaker {
    spec: BreakerSpec,
    state: State,
    /// Attempts and failures by slot of time; a slot counts only for its own turn of the ring.
    slots: [(u64, u32, u32); SLOTS],
}

impl Breaker {
    /// A closed breaker.
    #[must_use]
    pub fn new(spec: BreakerSpec) -> Self {
        Self {
            spec,
            state: State::Closed,
            slots: [(0, 0, 0); SLOTS],
        }
    }

    /// What it does now.
    #[must_use]
    pub fn state(&self, now: f64) -> State {
        match self.state {
            State::Open(until) if now >= until => State::HalfOpen(self.spec.probes, self.spec.probes),
            state => state,
        }
    }

    /// Whether an attempt may start.
    pub fn admits(&mut self, now: f64) -> bool {
        self.state = self.state(now);
        match &mut self.state {
            State::Closed => true,
            State::Open(_) => false,
            State::HalfOpen(may_start, _) => {
                let may = *may_start > 0;
                *may_start -= u32::from(may);
                may
            }
        }
    }

    /// An attempt has ended, or was given up.
    pub fn record(&mut self, now: f64, well: bool) {
        self.state = self.state(now);
        match &mut self.state {
            State::Open(_) => {}
            State::HalfOpen(..) if !well => self.state = State::Open(now + self.spec.open),
            State::HalfOpen(_, left) => {
                *left = left.saturating_sub(1);
                if *left == 0 {
                    (self.state, self.slots) = (State::Closed, [(0, 0, 0); SLOTS]);
                }
            }
            State::Closed => self.count(now, well),
        }
    }

    fn count(&mut self, now: f64, well: bool) {
        let turn = (now / self.spec.window * SLOTS as f64) as u64;
        let slot = &mut self.slots[turn as usize % SLOTS];
        if slot.0 != turn {
            *slot = (turn, 0, 0);
        }
        slot.1 += 1;
        slot.2 += u32::from(!well);
        if well {
            return;
        }
        let recent = self.slots.iter().filter(|slot| slot.0 + SLOTS as u64 > turn);
        let (attempts, failures) = recent.fold((0, 0), |sum, slot| (sum.0 + slot.1, sum.1 + slot.2));
        if attempts >= self.spec.least && f64::from(failures) >= self.spec.share * f64::from(attempts) {
            self.state = State::Open(now + self.spec.open);
        }
    }
}
