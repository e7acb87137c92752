//! What the kernel does with requests, branches, controls and counts where it can be followed by hand.

#![allow(
    clippy::expect_used,
    clippy::float_cmp,
    reason = "a test says what it expects, and the numbers are exact in binary"
)]

mod common;

use common::*;
use fiasco_sim::kernel::{Bounds, Outcome, replicate};
use fiasco_sim::model::*;

/// From 0 until then.
fn until(until: f64) -> Bounds {
    Bounds {
        warmup: 0.0,
        until,
        events: 100_000,
    }
}

fn once(model: &Model, bounds: Bounds) -> Outcome {
    replicate(model, 1, 1, bounds).expect("a run").remove(0)
}

#[test]
fn an_autoscaler_looks_after_its_interval_and_counting_anew_does_not_disturb_it() {
    // Four at work on four servers all the time: nothing to change, at the first look or at any other.
    let mut model = single(
        StationSpec {
            servers: 4,
            ..StationSpec::default()
        },
        at(&[0.0; 4]),
        constant(1_000.0),
    );
    let spec = AutoscalerSpec {
        metric: Metric::Utilization,
        target: 1.0,
        least: 1,
        most: 8,
        interval: 10.0,
        boot: 1.0,
        up_cooldown: 0.0,
        down_cooldown: 0.0,
        tolerance: 0.1,
    };
    let station = first_station(&model);
    for metric in [Metric::Utilization, Metric::QueuePerServer] {
        let spec = AutoscalerSpec { metric, ..spec };
        model.autoscaler(&format!("{metric:?}"), station, spec);
    }
    for warmup in [0.0, 15.0, 20.0] {
        let bounds = Bounds {
            warmup,
            ..until(100.0)
        };
        let visits = once(&model, bounds).visits[0];
        assert_eq!(visits.server_time, 4.0 * (100.0 - warmup), "{warmup}");
    }
}
