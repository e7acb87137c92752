//! Every number that a rehearsal takes for granted where the estate does not say, in one place: what it is, why, and how
//! to state another.

use fiasco_estate::Confidence;

/// The 99th percentile of a service time, as a multiple of its mean, where no `cpu_p99` is stated: a log-normal law
/// with a coefficient of variation of about 0.87.
pub const P99_OVER_MEAN: f64 = 4.0;
/// After this many seconds an answer is no use any more, whatever the objective: the limit for keeping somebody's
/// attention (J. Nielsen, *Usability Engineering*, 1993, chapter 5).
pub const IN_TIME: f64 = 10.0;
/// Below this share of answers in time, the screen freezes; a system that stays there has not come back.
pub const FROZEN: f64 = 0.5;
/// Above this share it is well.
pub const WELL: f64 = 0.9;
/// The longest pause between two attempts, as a multiple of the first (`backoff`).
pub const LONGEST_BACKOFF: f64 = 32.0;
/// The share of its target at which an autoscaler keeps processors, where nobody says.
pub const SCALER_TARGET: f64 = 0.8;
/// Time between two looks of an autoscaler, s: the default of the controller manager of Kubernetes
/// (`--horizontal-pod-autoscaler-sync-period`).
pub const SCALER_INTERVAL: f64 = 15.0;
/// How long a replica takes until it serves where no `boot` is stated, s.
pub const BOOT: f64 = 30.0;
/// Until whoever spreads the load leaves out what does not answer, s.
pub const DETECTION: f64 = 10.0;
/// Different things that are asked for, for a service with a cache.
pub const KEYS: u32 = 10_000;

/// Air for each rack where the volume is not stated, m³: a floor of 4 m² under 2.5 m.
pub const AIR_PER_RACK: f64 = 10.0;
/// Heat that a cubic meter of air takes per kelvin, J: 1.2 kg × 1,006 J/(kg K), dry air at 20 °C and sea level.
pub const AIR_HEAT: f64 = 1207.2;
/// The temperature of the air that cooling supplies where it is not stated, °C.
pub const SUPPLY: f64 = 20.0;
/// The warmest air that a device takes in at full speed where it does not say, °C: the upper end of class A2 of
/// ASHRAE TC 9.9.
pub const MAX_INLET: f64 = 35.0;
/// How much warmer than that it shuts down, K: a Dell C8000 works up to 35 °C and shuts down at 43 °C (hardware
/// owner's manual, table 5-6).
pub const SHUTDOWN_ABOVE: f64 = 8.0;
/// How long it takes from there until it is off, s: an HP DL360p waits a minute before it stops in order (installation
/// manual, temperature sensor details).
pub const SHUTDOWN_TAKES: f64 = 60.0;
/// Its speed while it throttles, as a share.
pub const THROTTLED: f64 = 0.5;
/// How much cooler it has to be before it goes back to full speed, K.
pub const HYSTERESIS: f64 = 2.0;
/// Where in the band that its standard allows a breaker trips: its middle.
pub const BAND: f64 = 0.5;
/// The exponent of a battery where none is stated.
pub const PEUKERT: f64 = 1.2;

/// Something that had to be taken for granted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assumed {
    /// What, in words.
    pub what: String,
    /// The key that states it.
    pub key: &'static str,
}

/// What a rehearsal took for granted, and what it left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Honesty {
    /// Assumptions, each once.
    pub assumed: Vec<Assumed>,
    /// What is not in it, and why.
    pub left_out: Vec<String>,
    /// The least sure thing it rests on.
    pub confidence: Confidence,
}

impl Default for Honesty {
    fn default() -> Self {
        Self {
            assumed: Vec::new(),
            left_out: Vec::new(),
            confidence: Confidence::Measured,
        }
    }
}

impl Honesty {
    /// Notes an assumption.
    pub fn assume(&mut self, what: impl Into<String>, key: &'static str) {
        let what = what.into();
        let assumed = Assumed { what, key };
        if !self.assumed.contains(&assumed) {
            self.assumed.push(assumed);
        }
        self.confidence = Confidence::Assumed;
    }

    /// Notes that something rests on a fact.
    pub fn rests_on(&mut self, confidence: Confidence) {
        self.confidence = self.confidence.min(confidence);
    }

    /// Notes what is not in it.
    pub fn leave_out(&mut self, what: impl Into<String>) {
        let what = what.into();
        if !self.left_out.contains(&what) {
            self.left_out.push(what);
        }
    }
}
