//! Models whose answer is known, run with replications and compared within z < 4 of their own spread.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a test says what it expects, and what it found"
)]

mod common;

use common::{BOUNDS, agrees, constant, exp, first_station, silent, single};
use fiasco_sim::element::retry::Backoff;
use fiasco_sim::kernel::{Bounds, End, Outcome, replicate, run};
use fiasco_sim::model::{ArrivalSpec, Arrivals, Call, Model, ServiceId, StationSpec, Step};
use fiasco_sim::random::Law;

fn open(gap: Law, service: Law, servers: u32, room: Option<u32>) -> Model {
    let spec = StationSpec {
        servers,
        room,
        ..StationSpec::default()
    };
    single(spec, Arrivals::Gaps(gap), service)
}

fn agree(name: &str, model: &Model, expected: f64, measure: impl Fn(&Outcome) -> f64) {
    agree_within(name, model, BOUNDS, expected, measure);
}

fn agree_within(name: &str, model: &Model, bounds: Bounds, expected: f64, measure: impl Fn(&Outcome) -> f64) {
    let runs = replicate(model, 5, 24, bounds).expect(name);
    agrees(name, &runs, expected, measure);
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
        ("M/M/50", exp(1.0 / 45.0), exp(1.0), 50, 0.072_772_9),
        ("call center", exp(1.0 / 0.35), exp(10.0), 4, 14.757_22),
        ("bank", exp(5.0), exp(10.0), 3, 4.444_444),
        ("M/D/1", exp(1.25), constant(1.0), 1, 2.0),
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
        ("D/M/1", constant(1.25), exp(1.0), 1, 1.692_731),
        (
            "E2/M/1",
            Law::erlang(2, 1.25).expect("a law"),
            exp(1.0),
            1,
            2.843_980,
        ),
    ];
    for (name, gap, service, servers, expected) in table {
        let model = open(gap, service, servers, None);
        // Rare long services carry much of the wait of the heavy tail: most short runs see too few, and say too little.
        let until = if name == "M/LogN/1" { 4e5 } else { BOUNDS.until };
        agree_within(name, &model, Bounds { until, ..BOUNDS }, expected, wait);
        let visits = run(&model, 1, 0, BOUNDS).expect("a run").visits[0];
        let past = f64::from(servers) * (BOUNDS.until - BOUNDS.warmup);
        assert!(
            (visits.server_time / past - 1.0).abs() < 1e-9,
            "servers that are there"
        );
        assert!((visits.utilization() - visits.busy_time / past).abs() < 1e-9);
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

/// Ten M/M/1 in a row.
fn tandem() -> Model {
    let mut model = Model::new();
    let steps = (0..10)
        .map(|at| Step::Use(model.station(&format!("s{at}"), 1, None), exp(1.0)))
        .collect();
    let service = model.service("tandem", steps);
    model.arrivals("users", Arrivals::Gaps(exp(1.25)), service);
    model
}

#[test]
fn networks() {
    let tandem = tandem();
    agree("tandem", &tandem, 50.0, |outcome| {
        outcome.requests[0].sojourn.mean()
    });

    agree("tandem variance", &tandem, 250.0, |outcome| {
        outcome.requests[0].sojourn.variance()
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
    agree("late", &model, (-0.4_f64).exp(), |outcome| {
        outcome.attempts[0].late as f64 / outcome.attempts[0].attempts as f64
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
    // Each request is two that are under way: itself, and its attempt.
    assert!(plain.most > 20 && plain.most.is_multiple_of(2) && plain.most == timed.most);
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
    let zero = constant(0.0);
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

#[test]
fn percentiles() {
    let quantile = |q: f64| move |outcome: &Outcome| outcome.requests[0].sojourns.quantile(q).expect("some");
    let one = open(exp(1.25), exp(1.0), 1, None);
    for (q, expected) in [(0.95, 14.978_7), (0.99, 23.025_9)] {
        agree("M/M/1", &one, expected, quantile(q));
    }
    let tandem = tandem();
    for (q, expected) in [(0.5, 48.343_6), (0.95, 78.526_1), (0.99, 93.915_6)] {
        agree("tandem", &tandem, expected, quantile(q));
    }
}

#[test]
fn percentiles_of_waits() {
    // Case 3: P(wait > t) = C e^−(4 − 3.2)t; case 1: the same with C = ρ.
    let table = [
        ("M/M/4", 0.3125, 4, 0.95, 3.098_7),
        ("M/M/4", 0.3125, 4, 0.99, 5.110_5),
        ("M/M/1", 1.25, 1, 0.95, (0.8_f64 / 0.05).ln() / 0.2),
    ];
    for (name, gap, servers, q, expected) in table {
        let mut model = open(exp(gap), exp(1.0), servers, None);
        let quantile = |outcome: &Outcome| outcome.waits[0].as_ref()?.quantile(q);
        let unasked = run(&model, 1, 0, BOUNDS).expect("a run");
        assert_eq!(quantile(&unasked), None, "nobody asked");
        model.keep_waits(first_station(&model));
        agree(name, &model, expected, |outcome| {
            quantile(outcome).expect("waits")
        });
        // Nothing else is another number for it.
        let mut asked = run(&model, 1, 0, BOUNDS).expect("a run");
        asked.waits = vec![None];
        assert_eq!(asked, unasked);
    }
}

#[test]
fn jackson_networks() {
    // Case 7, the café: cold food to hot food or straight to the till.
    let mut cafe = Model::new();
    let stations = [
        cafe.station("cold", 1, None),
        cafe.station("hot", 2, None),
        cafe.station("till", 2, None),
    ];
    let [cold, hot, till] = stations;
    let pay = Step::Use(till, exp(2.0));
    let eat = Step::Use(hot, exp(2.5));
    let from_cold = cafe.service(
        "cold",
        vec![
            Step::Use(cold, exp(1.0)),
            Step::Branch(0.3, vec![eat.clone()], vec![]),
            pay.clone(),
        ],
    );
    let from_hot = cafe.service("hot", vec![eat, pay]);
    cafe.arrivals("cold", Arrivals::Gaps(exp(1.0 / 0.3)), from_cold);
    cafe.arrivals("hot", Arrivals::Gaps(exp(5.0)), from_hot);
    for (at, expected) in [0.428_571, 0.834_682, 1.333_333].into_iter().enumerate() {
        agree("cafe", &cafe, expected, |outcome| {
            outcome.visits[at].inside_time / (outcome.now - outcome.since)
        });
    }
    agree("cafe", &cafe, 5.193_175, |outcome| {
        let [cold, hot] = [&outcome.requests[0].sojourn, &outcome.requests[1].sojourn];
        (cold.sum + hot.sum) / (cold.count + hot.count) as f64
    });

    // Case 19, feedback: after station 1 half go to 2, three tenths to 3, and all of them back to 1.
    let mut model = Model::new();
    let [one, two, three] = [("1", 8.0), ("2", 4.0), ("3", 3.0)]
        .map(|(name, rate)| (model.station(name, 1, None), exp(1.0 / rate)));
    let visit = |(station, law): &(_, Law)| Step::Use(*station, law.clone());
    let round = vec![
        Step::Branch(0.625, vec![visit(&two)], vec![visit(&three)]),
        visit(&one),
    ];
    let steps = vec![
        visit(&one),
        Step::Branch(0.8, vec![Step::Repeat(0.8, round)], vec![]),
    ];
    let service = model.service("service", steps);
    model.arrivals("users", Arrivals::Gaps(exp(1.0)), service);
    agree("feedback", &model, 4.333_333, |outcome| {
        outcome.requests[0].sojourn.mean()
    });
}

#[test]
fn closed_networks() {
    // Cases 20 to 22: throughput and answer times of exact mean value analysis.
    type Case = (&'static str, u32, f64, &'static [f64], f64, f64);
    let table: [Case; 6] = [
        ("10 users", 10, 1.0, &[0.05, 0.08, 0.1], 6.870_827, 0.455_429),
        ("20 users", 20, 1.0, &[0.05, 0.08, 0.1], 9.591_524, 1.085_174),
        ("50 users", 50, 1.0, &[0.05, 0.08, 0.1], 9.999_536, 4.000_232),
        (
            "central server",
            3,
            15.0,
            &[0.605, 2.1, 1.35],
            0.151_516,
            4.799_825,
        ),
        ("10 machines", 10, 10.0, &[1.0], 0.785_418, 2.732_079),
        ("50 machines", 50, 10.0, &[0.25], 3.925_237, 2.738_083),
    ];
    for (name, users, think, demands, throughput, answer) in table {
        let mut model = Model::new();
        let steps = demands
            .iter()
            .enumerate()
            .map(|(at, demand)| Step::Use(model.station(&format!("s{at}"), 1, None), exp(*demand)))
            .collect();
        let service = model.service("service", steps);
        model.arrivals("users", Arrivals::Closed(users, exp(think)), service);
        agree(name, &model, throughput, |outcome| {
            outcome.requests[0].done as f64 / (outcome.now - outcome.since)
        });
        agree(name, &model, answer, |outcome| outcome.requests[0].sojourn.mean());
    }
}

#[test]
fn retrials_of_a_full_queue() {
    // Case 25: M/M/1/10, those turned away come back after 5 s on average, for ever.
    let model = calling(u32::MAX, None, Backoff::Drawn(exp(5.0)), Some(9), 1.0 / 0.9);
    let bounds = Bounds { until: 2e5, ..BOUNDS };
    let runs = replicate(&model, 5, 24, bounds).expect("runs");
    let check = |name: &str, expected: f64, measure: &dyn Fn(&Outcome) -> f64| {
        let values: Vec<f64> = runs.iter().map(measure).collect();
        let answer = fiasco_sim::stats::Estimate::of(&values, 0.9999).expect("values");
        let off = (answer.mean - expected).abs();
        assert!(
            off < answer.half_width,
            "{name}: {} instead of {expected}",
            answer.mean
        );
        let interval = fiasco_sim::stats::Estimate::of(&values, 0.95).expect("values");
        println!(
            "{name}: {:.6} ± {:.6}, expected {expected}",
            interval.mean, interval.half_width
        );
    };
    check("queue", 5.597_310, &|run| {
        run.visits[0].inside_time / (run.now - run.since)
    });
    check("queue and orbit", (5.597_310 + 3.425_712) / 0.9, &|run| {
        run.requests[0].sojourn.mean()
    });
    // Of the λ + ν E[orbit] attempts a second, as many are turned away as come back: ν E[orbit].
    let back = 0.2 * 3.425_712;
    check("full", back / (0.9 + back), &|run| {
        run.visits[0].refused as f64 / run.visits[0].arrived as f64
    });
}

/// Cases 34 and 35: a queue of 100, 10/s, patience of 4 s, 3 immediate retries of what timed out; late work is served,
/// and who finds the queue full is gone.
fn collapsing(rate: f64, spike: bool) -> Model {
    let mut model = Model::new();
    let spec = StationSpec {
        room: Some(100),
        ..StationSpec::default()
    };
    let station = model.station_of("station", spec);
    let service = model.service("service", vec![Step::Use(station, exp(0.1))]);
    let call = Call {
        believes: true,
        ..Call::to(service).within(4.0).retried(4, Backoff::Immediate)
    };
    let client = model.service("client", vec![Step::Call(call)]);
    model.arrivals("users", Arrivals::Gaps(exp(1.0 / rate)), client);
    if spike {
        let rates = ArrivalSpec::Rates {
            points: vec![(0.0, 0.0), (120.0, 30.0), (125.0, 0.0)],
            ramps: false,
            repeat: None,
        };
        model.arrivals("spike", Arrivals::Process(rates), client);
    }
    model
}

/// The share of runs in which fewer than half of the last 20 s are answered in time.
fn stuck(rate: f64, spike: bool, runs: u64) -> f64 {
    let bounds = Bounds {
        warmup: 380.0,
        until: 400.0,
        events: u64::MAX,
    };
    let outcomes = replicate(&collapsing(rate, spike), 11, runs, bounds).expect("runs");
    let is_stuck = |outcome: &&Outcome| {
        let (mut arrived, mut done) = (0, 0);
        for requests in &outcome.requests {
            arrived += requests.arrived - requests.carried;
            done += requests.done;
        }
        (done as f64) < 0.5 * arrived as f64
    };
    outcomes.iter().filter(is_stuck).count() as f64 / runs as f64
}

#[test]
fn a_spike_that_is_over_keeps_a_queue_down() {
    const RUNS: u64 = 600;
    let table = [
        (2.5, true, 0.061),
        (3.0, true, 0.821),
        (3.5, true, 0.984),
        (5.0, true, 0.999),
        (8.0, false, 0.022),
        (9.0, false, 0.397),
        (9.3, false, 0.667),
        (9.6, false, 0.892),
    ];
    for (rate, spike, published) in table {
        let found = stuck(rate, spike, RUNS);
        let p: f64 = published;
        // Both are counts: theirs of 4,000.
        let deviation = (p * (1.0 - p) * (1.0 / RUNS as f64 + 1.0 / 4000.0)).sqrt();
        println!("stuck at {rate}, spike {spike}: {found:.3}, published {published}");
        assert!(
            (found - p).abs() < 4.0 * deviation,
            "{rate} {spike}: {found} instead of {published}"
        );
    }
}

#[test]
fn who_is_dropped_in_silence_waits_until_the_timeout() {
    let mut model = Model::new();
    let station = model.station_of("station", silent());
    let service = model.service("service", vec![Step::Use(station, exp(1.0))]);
    let client = model.service("client", vec![Step::Call(Call::to(service).within(1e3))]);
    model.arrivals("users", Arrivals::Gaps(exp(1.0)), client);
    let outcome = run(&model, 1, 0, BOUNDS).expect("a run");
    let (attempts, visits) = (&outcome.attempts[0], &outcome.visits[0]);
    // Erlang B: half of them; each waits for its 1,000 s.
    assert!((visits.refused as f64 / visits.arrived as f64 - 0.5).abs() < 0.02);
    assert!(attempts.timeouts.abs_diff(visits.refused) < 200);
    assert!(outcome.live.abs_diff(500) < 100, "{}", outcome.live);
}

#[test]
fn a_mean_wait_is_as_uncertain_as_theory_says() {
    // Case 39: of n jobs the variance of the mean wait is about 29 / n at load .5 and 1976 / n at .8.
    for (load, variance) in [(0.5, 29.0), (0.8, 1976.0)] {
        let model = open(exp(1.0 / load), exp(1.0), 1, None);
        let bounds = Bounds {
            warmup: 500.0,
            until: 500.0 + 2e4 / load,
            events: u64::MAX,
        };
        let means: fiasco_sim::stats::Mean = replicate(&model, 5, 400, bounds)
            .expect("runs")
            .iter()
            .map(wait)
            .collect();
        let found = means.variance() * 2e4;
        // A variance of 400 is itself off by 7 %.
        println!("variance at {load}: {found:.1}, expected {variance}");
        assert!((found / variance - 1.0).abs() < 0.25, "{load}: {found}");
    }
}

#[test]
fn intervals_of_runs_hold_the_mean_as_often_as_they_say() {
    // Cases 1 to 3: 600 intervals of 8 replications of about 2,500 jobs each, at 95 %.
    const INTERVALS: usize = 600;
    for (servers, expected) in [(1_u32, 4.0), (2, 1.777_778), (4, 0.745_541)] {
        let rate = 0.8 * f64::from(servers);
        let model = open(exp(1.0 / rate), exp(1.0), servers, None);
        let warmup = 300.0 / f64::from(servers);
        let bounds = Bounds {
            warmup,
            until: warmup + 2_500.0 / rate,
            events: u64::MAX,
        };
        let waits: Vec<f64> = replicate(&model, 3, 8 * INTERVALS as u64, bounds)
            .expect("runs")
            .iter()
            .map(wait)
            .collect();
        let holds = |means: &&[f64]| {
            let interval = fiasco_sim::stats::Estimate::of(means, 0.95).expect("8 numbers");
            interval.holds(expected)
        };
        let covered = waits.chunks(8).filter(holds).count() as f64 / INTERVALS as f64;
        println!("covered with {servers} servers: {covered:.3}");
        assert!((0.93..=0.97).contains(&covered), "{servers} servers: {covered}");
    }
}

#[test]
fn controls_narrow_the_interval_of_a_simulated_queue() {
    // Case 1 again: 400 intervals at 95 %, of 20 replications of about 4,000 jobs each. What came and what it asked for
    // are known, and each explains a part of the wait; the load explains most.
    const INTERVALS: usize = 400;
    const RUNS: usize = 20;
    let came = |run: &Outcome| (run.requests[0].arrived - run.requests[0].carried) as f64;
    let gap = |run: &Outcome| (run.now - run.since) / came(run);
    let rate = |run: &Outcome| came(run) / (run.now - run.since);
    let service = |run: &Outcome| run.visits[0].busy_time / run.visits[0].served as f64;
    let load = |run: &Outcome| run.visits[0].utilization();
    // The control, its true mean, and what it leaves of the width at most.
    type Control<'a> = (&'static str, &'a dyn Fn(&Outcome) -> f64, f64, f64);
    let controls: [Control<'_>; 4] = [
        ("mean gap", &gap, 1.25, 0.93),
        ("arrival rate", &rate, 0.8, 0.93),
        ("mean service time", &service, 1.0, 0.88),
        ("utilization", &load, 0.8, 0.75),
    ];
    let model = open(exp(1.25), exp(1.0), 1, None);
    let bounds = Bounds {
        warmup: 500.0,
        until: 5_500.0,
        events: u64::MAX,
    };
    let runs = replicate(&model, 13, (INTERVALS * RUNS) as u64, bounds).expect("runs");
    let waits: Vec<f64> = runs.iter().map(wait).collect();
    for (name, control, known, left) in controls {
        let values: Vec<f64> = runs.iter().map(control).collect();
        let (mut covered, mut plain_width, mut width) = (0.0, 0.0, 0.0);
        for (waits, values) in waits.chunks(RUNS).zip(values.chunks(RUNS)) {
            let plain = fiasco_sim::stats::Estimate::of(waits, 0.95).expect("20 numbers");
            let better = fiasco_sim::stats::controlled(waits, values, known, 0.95).expect("20 pairs");
            covered += f64::from(u8::from(better.estimate.holds(4.0))) / INTERVALS as f64;
            plain_width += plain.half_width;
            width += better.estimate.half_width;
        }
        let width = width / plain_width;
        println!("controlled by {name}: covered {covered:.3}, width {width:.3} of the plain one");
        assert!((0.93..=0.97).contains(&covered), "{name}: {covered}");
        assert!(width < left, "{name}: {width}");
    }
}

#[test]
fn an_answer_that_says_no_is_believed_where_it_is() {
    // Half are told no; who believes it asks once, who does not asks once more.
    for (believes, attempts) in [(true, 1.0), (false, 1.5)] {
        let mut model = Model::new();
        let callee = model.service("callee", vec![Step::Branch(0.5, vec![Step::Fail], vec![])]);
        let call = Call {
            believes,
            ..Call::to(callee).retried(2, Backoff::Immediate)
        };
        let client = model.service("client", vec![Step::Call(call)]);
        model.arrivals("users", Arrivals::Gaps(exp(1.0)), client);
        let found = run(&model, 1, 0, BOUNDS).expect("a run").attempts[0];
        let each = found.attempts as f64 / found.calls as f64;
        assert!(
            (each / attempts - 1.0).abs() < 0.01,
            "{each} instead of {attempts}"
        );
    }
}

#[test]
fn what_is_under_way_when_counting_begins_is_carried_over() {
    let model = open(exp(1.25), exp(1.0), 1, None);
    let runs = replicate(&model, 5, 24, BOUNDS).expect("runs");
    let carried = runs.iter().map(|run| run.requests[0].carried as f64).sum::<f64>() / 24.0;
    // Four on average; of 24 runs the mean is off by one or so.
    assert!((1.0..8.0).contains(&carried), "{carried}");
    for run in &runs {
        assert_eq!(run.requests[0].under_way() as usize, run.live);
        let came = (run.requests[0].arrived - run.requests[0].carried) as f64;
        assert!((came / (0.8 * 39e3) - 1.0).abs() < 0.03, "{came}");
    }
}

/// A change of these digits changes the numbers of every user: how streams are named and drawn from is part of the
/// format.
#[test]
fn a_seed_gives_what_it_gave_in_every_release() {
    let mut model = Model::new();
    let station = model.station("station 0", 1, None);
    let service = model.service("service", vec![Step::Use(station, exp(1.0))]);
    model.arrivals("users", Arrivals::Gaps(exp(1.25)), service);
    let bounds = Bounds {
        warmup: 0.0,
        until: 2.5e6,
        events: u64::MAX,
    };
    let outcome = run(&model, 1, 0, bounds).expect("a run");
    assert_eq!(format!("{:.4}", outcome.requests[0].sojourn.mean()), "5.0023");
}
