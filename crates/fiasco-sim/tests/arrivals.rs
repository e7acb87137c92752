//! Arrival processes, arrival by arrival: where the next one falls follows exactly from what was drawn for it.

#![allow(clippy::expect_used, reason = "a test says what it expects")]

use fiasco_sim::element::arrivals::Process;
use fiasco_sim::model::ArrivalSpec;
use fiasco_sim::random::Stream;
use fiasco_sim::random::ziggurat::exponential;

/// A process of 10,000 arrivals at most; each with the exponential that was drawn for it, when the one before came, and
/// when it came itself.
fn arrivals(spec: &ArrivalSpec) -> Vec<(f64, f64, f64)> {
    assert_eq!(spec.check(), Ok(()));
    let (mut process, mut stream) = (Process::new(spec), Stream::new(1, 2, 3, 4));
    let mut now = 0.0;
    let next = |_| {
        let drawn = exponential(&mut stream.clone());
        let before = now;
        now = process.next(now, &mut stream)?;
        Some((drawn, before, now))
    };
    (0..10_000).map_while(next).collect()
}

/// The integral of a rate from 0 on.
fn integral(points: &[(f64, f64)], ramps: bool, repeat: Option<f64>, to: f64) -> f64 {
    let within = |to: f64| {
        let last = points.last().expect("a point");
        let piece = |pair: &[(f64, f64)]| {
            let ((from, rate), (until, next)) = (pair[0], pair[1]);
            let past = to.clamp(from, until) - from;
            let slope = if ramps {
                (next - rate) / (until - from)
            } else {
                0.0
            };
            past * (rate + slope * past / 2.0)
        };
        points.windows(2).map(piece).sum::<f64>() + last.1 * (to - last.0).max(0.0)
    };
    match repeat {
        Some(round) => (to / round).floor() * within(round) + within(to % round),
        None => within(to),
    }
}

#[test]
fn the_integral_of_the_rate_between_two_arrivals_is_what_was_drawn() {
    // Up, down, nothing, a step without a width, and a rate that stays.
    let hills = vec![(0.0, 1.0), (10.0, 9.0), (15.0, 0.0), (20.0, 0.0), (30.0, 2.0)];
    // A hundredth of an arrival in each round.
    let rare = vec![(0.0, 0.0), (1.0, 0.02), (2.0, 0.0)];
    for (points, repeat) in [(&hills, None), (&hills, Some(35.0)), (&rare, Some(3.0))] {
        for ramps in [false, true] {
            let spec = ArrivalSpec::Rates {
                points: points.clone(),
                ramps,
                repeat,
            };
            let found = arrivals(&spec);
            assert_eq!(found.len(), 10_000);
            for (drawn, before, now) in found {
                let between = integral(points, ramps, repeat, now) - integral(points, ramps, repeat, before);
                assert!(now >= before, "{now} after {before}");
                assert!(
                    (between - drawn).abs() < 1e-6,
                    "{between} of {drawn} from {before} to {now}: {spec:?}"
                );
            }
        }
    }
}

#[test]
fn phases_of_one_rate_are_a_poisson_process() {
    // When phases change is drawn too, after the arrival's own exponential.
    for (drawn, before, now) in arrivals(&ArrivalSpec::Phases(vec![(2.0, 0.5), (2.0, 3.0)])) {
        assert!(
            ((now - before) * 2.0 - drawn).abs() < 1e-6,
            "{drawn} {before} {now}"
        );
    }
}

#[test]
fn phases_last_as_long_as_they_should_and_follow_each_other() {
    // Nothing in the first: the first arrival comes after one exponential of mean 4 and one of mean 1/2.
    let spec = ArrivalSpec::Phases(vec![(0.0, 4.0), (2.0, 1e9)]);
    let first = |replication| {
        let mut stream = Stream::new(1, 2, 3, replication);
        Process::new(&spec).next(0.0, &mut stream).expect("an arrival")
    };
    let mean = (0..10_000).map(first).sum::<f64>() / 10_000.0;
    // Its standard deviation is √16.25 / 100.
    assert!((mean - 4.5).abs() < 0.16, "{mean}");
}

#[test]
fn where_nothing_can_come_nothing_does() {
    let rates = |points: &[(f64, f64)], repeat| ArrivalSpec::Rates {
        points: points.to_vec(),
        ramps: false,
        repeat,
    };
    for spec in [
        ArrivalSpec::Phases(vec![(0.0, 1.0), (0.0, 2.0)]),
        rates(&[(0.0, 0.0)], None),
        rates(&[(0.0, 0.0), (1.0, 0.0)], Some(2.0)),
        ArrivalSpec::Times {
            times: vec![],
            repeat: Some(1.0),
        },
    ] {
        assert_eq!(arrivals(&spec), [], "{spec:?}");
    }
}

#[test]
fn times_that_were_recorded_come_again_after_each_round() {
    let times = |repeat| {
        let spec = ArrivalSpec::Times {
            times: vec![0.5, 2.0],
            repeat,
        };
        let found = arrivals(&spec);
        found.iter().map(|arrival| arrival.2).take(5).collect::<Vec<_>>()
    };
    assert_eq!(times(Some(4.0)), [0.5, 2.0, 4.5, 6.0, 8.5]);
    assert_eq!(times(None), [0.5, 2.0]);
}
