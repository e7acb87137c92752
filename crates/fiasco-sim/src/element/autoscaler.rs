//! An autoscaler: servers that follow the load, late.
//!
//! Every `interval` it wants ⌈servers · metric / target⌉ servers, as the horizontal autoscaler of Kubernetes does, and
//! leaves things as they are when metric / target is within `tolerance` of 1. What it orders is there after `boot`.
//!
//! In the fluid limit a load λ above the capacity μ for a boot time T leaves a backlog of (λ − μ)T, a longest wait of
//! that divided by the capacity then, and the time to drain it is backlog / (new capacity − λ).

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// The share of the servers at work, over the last interval.
    Utilization,
    /// Jobs inside for each server, over the last interval.
    QueuePerServer,
}

/// How servers follow the load.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AutoscalerSpec {
    /// What is measured.
    pub metric: Metric,
    /// What it should be.
    pub target: f64,
    /// The fewest servers.
    pub least: u32,
    /// The most servers, those on their way included.
    pub most: u32,
    /// Time between two looks, s.
    pub interval: f64,
    /// From an order until the servers are there, s.
    pub boot: f64,
    /// From one order to the next, s.
    pub up_cooldown: f64,
    /// From any change until servers are taken away, s.
    pub down_cooldown: f64,
    /// How far the metric may be from its target, as a share of it.
    pub tolerance: f64,
}

impl AutoscalerSpec {
    /// Whether it can be used.
    ///
    /// # Errors
    /// The parameter at fault, its value, and what it must be.
    pub fn check(&self) -> Result<(), (&'static str, f64, &'static str)> {
        for (what, value) in [("target", self.target), ("interval", self.interval)] {
            if !(value > 0.0 && value.is_finite()) {
                return Err((what, value, "above 0 and finite"));
            }
        }
        let rest = [
            ("boot time", self.boot),
            ("cooldown up", self.up_cooldown),
            ("cooldown down", self.down_cooldown),
            ("tolerance", self.tolerance),
        ];
        for (what, value) in rest {
            if !(value >= 0.0 && value.is_finite()) {
                return Err((what, value, "0 or more and finite"));
            }
        }
        if self.least == 0 {
            return Err(("least servers", 0.0, "1 or more"));
        }
        if self.most < self.least {
            return Err(("most servers", f64::from(self.most), "at least the least servers"));
        }
        Ok(())
    }
}

/// The state of an autoscaler.
#[derive(Clone, Debug)]
pub struct Autoscaler {
    spec: AutoscalerSpec,
    up_at: f64,
    changed_at: f64,
    /// Servers on their way, and when they are there.
    booting: Vec<(f64, u32)>,
}

impl Autoscaler {
    /// One that has not changed anything yet.
    #[must_use]
    pub fn new(spec: AutoscalerSpec) -> Self {
        Self {
            spec,
            up_at: f64::NEG_INFINITY,
            changed_at: f64::NEG_INFINITY,
            booting: Vec::new(),
        }
    }

    /// The servers to order (above 0) or to take away (below 0), with `servers` there and the metric at `value`.
    pub fn decide(&mut self, now: f64, servers: u32, value: f64) -> i64 {
        let spec = self.spec;
        self.booting.retain(|(at, _)| *at > now);
        let coming: u32 = self.booting.iter().map(|(_, many)| *many).sum();
        let have = servers.saturating_add(coming);
        let ratio = value / spec.target;
        let settled = ratio.is_finite() && (ratio - 1.0).abs() <= spec.tolerance;
        let wanted = if settled || !ratio.is_finite() {
            servers
        } else {
            (f64::from(servers) * ratio).ceil() as u32
        };
        let wanted = wanted.clamp(spec.least, spec.most);
        if wanted > have && now - self.up_at >= spec.up_cooldown {
            (self.up_at, self.changed_at) = (now, now);
            let more = wanted - have;
            self.booting.push((now + spec.boot, more));
            return i64::from(more);
        }
        if wanted < servers && coming == 0 && now - self.changed_at >= spec.down_cooldown {
            self.changed_at = now;
            return i64::from(wanted) - i64::from(servers);
        }
        0
    }
}
