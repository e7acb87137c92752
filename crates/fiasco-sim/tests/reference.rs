//! Models whose answer is known, run with replications and compared within z < 4 of their own spread.

#![allow(clippy::expect_used, reason = "a test says what it expects")]

use fiasco_sim::element::retry::Backoff;
use fiasco_sim::kernel::{Bounds, End, Outcome, replicate, run};
use fiasco_sim::model::{Arrivals, Call, Model, ServiceId, Step};
use fiasco_sim::random::Law;

const BOUNDS: Bounds = Bounds {
    warmup: 1e3,
    until: 4e4,
    events: 100_000_000,
};

fn exp(mean: f64) -> Law {
    Law::exponential(mean).expect("a law")
}

fn open(gap: Law, service: Law, servers: u32, room: Option<u32>) -> Model {
    let mut model = Model::new();
    let station = model.station("station", servers, room);
    let service = model.service("service", vec![Step::Use(station, service)]);
    model.arrivals("users", Arrivals::Gaps(gap), service);
    model
}

fn agree(name: &str, model: &Model, expected: f64, measure: impl Fn(&Outcome) -> f64) {
    let values: Vec<f64> = replicate(model, 5, 24, BOUNDS)
        .expect(name)
        .iter()
        .map(measure)
        .collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let z = (mean - expected) / (variance / n).sqrt();
    assert!(z.abs() < 4.0, "{name}: {mean} instead of {expected}, z {z}");
}

fn wait(outcome: &Outcome) -> f64 {
    outcome.visits[0].wait.mean()
}

#[test]
fn waits_in_one_queue() {
    let table = [
        ("M/M/1", exp(1.25), exp(1.0), 1, 4.0),
        ("M/M/2", exp(0.625), exp(1.0), 2, 1.777_778),
        ("M/M/4", exp(0.3125), exp(1.0), 4, 0.745_541),
        ("M/M/16", exp(1.0 / 12.8), exp(1.0), 16, 0.095_276_2),
        ("call center", exp(1.0 / 0.35), exp(10.0), 4, 14.757_22),
        ("bank", exp(5.0), exp(10.0), 3, 4.444_444),
        ("M/D/1", exp(1.25), Law::constant(1.0).expect("a law"), 1, 2.0),
        ("M/E4/1", exp(1.25), Law::erlang(4, 1.0).expect("a law"), 1, 2.5),
        (
            "M/U/1",
            exp(1.25),
            Law::uniform(0.5, 1.5).expect("a law"),
            1,
            2.166_667,
        ),
        (
            "M/H2/1",
            exp(1.25),
            Law::hyper_exponential_cv2(1.0, 4.0).expect("a law"),
            1,
            10.0,
        ),
        (
            "M/LogN/1",
            exp(2.0),
            Law::log_normal(1.0, 9.0).expect("a law"),
            1,
            5.0,
        ),
        (
            "D/M/1",
            Law::constant(1.25).expect("a law"),
            exp(1.0),
            1,
            1.692_731,
        ),
        (
            "E2/M/1",
            Law::erlang(2, 1.25).expect("a law"),
            exp(1.0),
            1,
            2.843_980,
        ),
    ];
    for (name, gap, service, servers, expected) in table {
        agree(name, &open(gap, service, servers, None), expected, wait);
    }
}

#[test]
fn losses_at_full_queues() {
    let table = [
        ("M/M/1/5", 1.25, 1, 4, 0.088_819_5),
        ("M/M/1/10", 1.0, 1, 9, 0.090_909_1),
        ("M/M/1/10 over", 1.0 / 1.2, 1, 9, 0.192_586_5),
        ("M/M/4/8", 0.3125, 4, 4, 0.060_728_5),
        ("Erlang B 10, 7", 1.0 / 7.0, 10, 0, 0.078_740_9),
        ("Erlang B 5, 3", 1.0 / 3.0, 5, 0, 0.110_054_3),
    ];
    for (name, gap, servers, room, expected) in table {
        let model = open(exp(gap), exp(1.0), servers, Some(room));
        agree(name, &model, expected, |outcome| {
            outcome.visits[0].refused as f64 / outcome.visits[0].arrived as f64
        });
    }
}

#[test]
fn networks() {
    let mut tandem = Model::new();
    let steps = (0..10)
        .map(|at| Step::Use(tandem.station(&format!("s{at}"), 1, None), exp(1.0)))
        .collect();
    let service = tandem.service("tandem", steps);
    tandem.arrivals("users", Arrivals::Gaps(exp(1.25)), service);
    agree("tandem", &tandem, 50.0, |outcome| {
        outcome.requests[0].sojourn.mean()
    });

    let mut closed = Model::new();
    let station = closed.station("repair", 1, None);
    let service = closed.service("repair", vec![Step::Use(station, exp(1.0))]);
    closed.arrivals("machines", Arrivals::Closed(10, exp(10.0)), service);
    agree("machine repair", &closed, 2.732_079, |outcome| {
        outcome.requests[0].sojourn.mean()
    });
}

fn calling(attempts: u32, timeout: Option<f64>, backoff: Backoff, room: Option<u32>, gap: f64) -> Model {
    let mut model = Model::new();
    let station = model.station("station", 1, room);
    let service = model.service("service", vec![Step::Use(station, exp(1.0))]);
    let call = Call {
        timeout,
        ..Call::to(service).retried(attempts, backoff)
    };
    let client = model.service("client", vec![Step::Call(call)]);
    model.arrivals("users", Arrivals::Gaps(exp(gap)), client);
    model
}

#[test]
fn retrial_orbit_waits_as_theory_says() {
    // M/M/1/1 with an orbit, λ .7, ν .5: 7 in the orbit and 1 in service.
    let model = calling(u32::MAX, None, Backoff::Drawn(exp(2.0)), Some(0), 1.0 / 0.7);
    agree("orbit", &model, 8.0, |outcome| outcome.requests[0].sojourn.mean());
}

#[test]
fn abandoned_work_still_burns_capacity() {
    let model = calling(1, Some(2.0), Backoff::Immediate, None, 1.25);
    // The queue does not notice: P(W > 2) = exp(−.4), and the wait is that of M/M/1.
    agree("timeouts", &model, (-0.4_f64).exp(), |outcome| {
        outcome.attempts[0].timeouts as f64 / outcome.attempts[0].attempts as f64
    });
    agree("wait", &model, 4.0, wait);
    let outcome = run(&model, 1, 0, BOUNDS).expect("a model");
    assert!(outcome.attempts[0].late > 10_000);
}

#[test]
fn a_timeout_that_never_fires_changes_nothing_and_keeps_nothing() {
    let plain = run(&calling(1, None, Backoff::Immediate, None, 1.25), 1, 0, BOUNDS).expect("a model");
    let timed = run(
        &calling(1, Some(3e4), Backoff::Immediate, None, 1.25),
        1,
        0,
        BOUNDS,
    )
    .expect("a model");
    assert_eq!(plain.requests, timed.requests);
    assert!(timed.most < 400, "{} frames", timed.most);
}

#[test]
fn same_seed_same_result_on_any_number_of_threads() {
    let model = calling(
        4,
        Some(3.0),
        Backoff::Exponential {
            base: 0.5,
            cap: 4.0,
            jitter: true,
        },
        Some(20),
        1.3,
    );
    let on = |threads| {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("threads");
        pool.install(|| replicate(&model, 9, 8, BOUNDS).expect("a model"))
    };
    assert_eq!(on(1), on(2));
    assert_ne!(on(1)[0], on(1)[1]);
}

#[test]
fn a_run_says_when_it_was_cut() {
    let model = open(exp(1.25), exp(1.0), 1, None);
    let cut = run(
        &model,
        1,
        0,
        Bounds {
            events: 100,
            ..BOUNDS
        },
    )
    .expect("a model");
    assert_eq!((cut.end, cut.events), (End::Cut, 100));
}

#[test]
fn models_that_cannot_run_are_refused_by_name() {
    let refused = |model: &Model| model.check().expect_err("an error").to_string();
    assert!(refused(&open(exp(1.0), exp(1.0), 0, None)).starts_with("station: servers is 0"));
    assert!(refused(&Model::new()).starts_with("the model has no arrivals"));
    let zero = Law::constant(0.0).expect("a law");
    assert!(refused(&open(zero, exp(1.0), 1, None)).starts_with("users: mean gap is 0"));
    let model = calling(0, None, Backoff::Immediate, None, 1.0);
    assert!(refused(&model).starts_with("client: attempts is 0"));
    let model = calling(1, Some(f64::NAN), Backoff::Immediate, None, 1.0);
    assert!(refused(&model).starts_with("client: timeout is NaN"));

    let mut other = Model::new();
    let first = other.service("first", vec![]);
    let second = other.service("second", vec![]);
    let call = |service: ServiceId| Step::Call(Call::to(service));
    let mut circle = Model::new();
    let one = circle.service("one", vec![call(second)]);
    circle.service("two", vec![call(first)]);
    circle.arrivals("users", Arrivals::Gaps(exp(1.0)), one);
    assert!(refused(&circle).starts_with("one: calls itself"));
}
