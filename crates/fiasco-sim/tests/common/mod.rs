//! What tests share: laws and arrivals, models of one station, and the comparison with what is known.

#![allow(
    dead_code,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "not every test needs everything, and each says what it expects and found"
)]

use fiasco_sim::kernel::{Bounds, Outcome, replicate};
use fiasco_sim::model::*;
use fiasco_sim::random::Law;

pub const BOUNDS: Bounds = Bounds {
    warmup: 1e3,
    until: 4e4,
    events: 100_000_000,
};

pub fn exp(mean: f64) -> Law {
    Law::exponential(mean).expect("a law")
}

pub fn poisson(rate: f64) -> Arrivals {
    Arrivals::Gaps(exp(1.0 / rate))
}

pub fn constant(value: f64) -> Law {
    Law::constant(value).expect("a law")
}

/// At each of these times, and then never again.
pub fn at(times: &[f64]) -> Arrivals {
    let times = times.to_vec();
    Arrivals::Process(ArrivalSpec::Times { times, repeat: None })
}

/// A cache of one key, whose load others join.
pub fn one_key() -> CacheSpec {
    CacheSpec {
        keys: 1,
        skew: 0.0,
        capacity: 1,
        ttl: None,
        coalesce: true,
        warm: false,
    }
}

/// A station without a queue that drops in silence whom it cannot serve.
pub fn silent() -> StationSpec {
    StationSpec {
        room: Some(0),
        silent: true,
        ..StationSpec::default()
    }
}

/// Whether the mean of what was measured in each of these 24 runs is what is expected.
pub fn agrees(name: &str, runs: &[Outcome], expected: f64, measure: impl Fn(&Outcome) -> f64) {
    let values: Vec<f64> = runs.iter().map(measure).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let z = (mean - expected) / (variance / n).sqrt();
    // Student's 97.5 % of 23 degrees of freedom: the interval at 95 %.
    let half = 2.069 * (variance / n).sqrt();
    println!("{name}: {mean:.6} ± {half:.6}, expected {expected}");
    assert!(half < 0.1 * expected, "{name}: known to within {half} only");
    assert!(z.abs() < 4.0, "{name}: {mean} instead of {expected}, z {z}");
}

pub fn agree_within(
    bounds: Bounds,
    name: &str,
    model: &Model,
    expected: f64,
    measure: impl Fn(&Outcome) -> f64,
) {
    agrees(
        name,
        &replicate(model, 7, 24, bounds).expect(name),
        expected,
        measure,
    );
}

pub fn agree(name: &str, model: &Model, expected: f64, measure: impl Fn(&Outcome) -> f64) {
    agree_within(BOUNDS, name, model, expected, measure);
}

pub fn sojourn(source: usize) -> impl Fn(&Outcome) -> f64 {
    move |outcome| outcome.requests[source].sojourn.mean()
}

/// One station of this kind with these arrivals.
pub fn single(spec: StationSpec, arrivals: Arrivals, service: Law) -> Model {
    let mut model = Model::new();
    let station = model.station_of("station", spec);
    let service = model.service("service", vec![Step::Use(station, service)]);
    model.arrivals("users", arrivals, service);
    model
}

/// The first station of a model made by [`single`].
pub fn first_station(_: &Model) -> StationId {
    Model::new().station("station", 1, None)
}
