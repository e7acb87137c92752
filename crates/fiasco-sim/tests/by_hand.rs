//! Formulas beside numbers that come out with a pencil, in units in which nothing is 1 by accident, and what they refuse.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

use fiasco_sim::analytic::*;

type Outcome = std::result::Result<(), AnalyticError>;

#[track_caller]
fn close(found: f64, expected: f64) {
    let near = (found - expected).abs() <= 2e-6 * expected.abs();
    assert!(near || found == expected, "{found} instead of {expected}");
}

/// The cases of one server with all rates four times as high: numbers stay, times are a quarter.
#[test]
fn a_faster_clock_changes_times_only() -> Outcome {
    let clock = GiM1::new(3.2, Gaps::Constant, 4.0)?;
    close(clock.utilization(), 0.8);
    close(clock.wait_probability(), 0.628_630);
    close(clock.mean_wait(), 1.692_731 / 4.0);
    close(clock.mean_in_system(), 0.8 * 2.692_731);
    close(clock.sojourn_quantile(0.95)?, 20f64.ln() * 2.692_731 / 4.0);
    close(
        clock.wait_tail(0.5)?,
        0.628_630 * (-2.0 * (1.0 - 0.628_630_f64)).exp(),
    );

    // M/D/1 at 0.8 with a service of 2.
    let constant = Mg1::with_variation(0.4, 2.0, 0.0)?;
    close(constant.mean_wait(), 4.0);
    close(constant.mean_sojourn(), 6.0);
    close(constant.mean_queue(), 1.6);
    close(constant.mean_in_system(), 2.4);

    let classes = [Class::exponential(1.6, 4.0); 2];
    let (polite, rude) = (non_preemptive(&classes)?, preemptive_resume(&classes)?);
    close(polite[1].mean_wait, 20.0 / 3.0 / 4.0);
    close(polite[1].mean_sojourn, 23.0 / 3.0 / 4.0);
    close(rude[1].mean_sojourn, 25.0 / 3.0 / 4.0);
    close(rude[0].mean_wait, 2.0 / 3.0 / 4.0);

    close(fork_join_two(3.2, 4.0)?, 7.0 / 4.0);
    close(slowest_mean(2, 4.0)?, 6.0);
    close(slowest_quantile(2, 4.0, 0.25)?, 4.0 * std::f64::consts::LN_2);
    close(any_slow(0.0, 1.0)?, 0.0);
    let single = retrial_single(2.8, 4.0, 2.0)?;
    close(single.mean_orbit, 4.9);
    close(single.mean_orbit_time, 7.0 / 4.0);
    close(Sharing::new(3.2, 4.0, 1)?.mean_sojourn_of(0.5)?, 2.5);
    close(wait_noise(3.2, 4.0)?, 1976.0 / 16.0);
    close(
        requests_needed(3.2, 4.0, 0.01, 2.0)?,
        requests_needed(0.8, 1.0, 0.01, 2.0)?,
    );
    close(ErlangA::new(4.8, 1.0, 4, 0.5)?.mean_wait(), 2.299_806 / 4.8);
    // Two stages: e⁻¹ (1 + 1) where one event is expected.
    close(Tandem::new(0.8, 1.0, 2)?.sojourn_tail(5.0)?, 2.0 * (-1f64).exp());
    Ok(())
}

#[test]
fn several_servers() -> Outcome {
    let two = Mmc::new(1.6, 1.0, 2)?;
    close(two.wait_tail(0.0)?, 0.711_111_1);
    close(two.wait_tail(1.0)?, 0.711_111_1 * (-0.4f64).exp());
    // e⁻¹ + C (e⁻¹ − e^(−0.4)) / (2 − 1 − 1.6).
    let tail = (-1f64).exp() + 0.711_111_1 * ((-0.4f64).exp() - (-1f64).exp()) / 0.6;
    close(two.sojourn_tail(1.0)?, tail);
    close(two.sojourn_quantile(1.0 - tail)?, 1.0);
    close(two.wait_quantile(0.2)?, 0.0);
    // B is the Poisson chance of c over that of at most c: e⁻¹ / 30!, as nearly nobody is above.
    let factorial: f64 = (1..=30).map(f64::from).product();
    close(erlang_b(30, 1.0)?, (-1f64).exp() / factorial);

    // Two who ask each other's helper never wait: each is busy half of the time, independently.
    let pair = FiniteSource::new(2, 1.0, 1.0, 2)?;
    for (share, expected) in pair.shares().iter().zip([0.25, 0.5, 0.25]) {
        close(*share, expected);
    }
    close(pair.throughput(), 1.0);
    close(pair.utilization(), 0.5);
    let helpers = convolution(&[Demand::Servers(1.0, 2)], 1.0, 2)?;
    close(helpers.throughput, 1.0);
    close(helpers.queues[0], 1.0);
    close(helpers.utilizations[0], 0.5);
    Ok(())
}

#[test]
fn closed_networks() -> Outcome {
    // One alone: X = 2/3 and 1/3 in the queue; with two R = 1/2 · 4/3 and X = 2 / (1 + 2/3).
    for solve in [mva, convolution] {
        let network = solve(&[Demand::Delay(1.0), Demand::Queue(0.5)], 0.0, 2)?;
        close(network.throughput, 1.2);
        close(network.response, 5.0 / 3.0);
        close(network.queues[0], 1.2);
        close(network.queues[1], 0.8);
        // Stations alike: N / (N + K − 1) of what one can do.
        let alike = solve(&[Demand::Queue(1.0); 2], 0.0, 3)?;
        close(alike.throughput, 0.75);
        close(alike.queues[0], 1.5);
    }
    let many = convolution(&[Demand::Queue(1.0)], 1.0, 20_001);
    assert!(matches!(many, Err(AnalyticError::TooLarge { .. })));
    Ok(())
}

#[test]
fn full_queues() -> Outcome {
    // As much comes as can be served: every number inside is as likely as the next.
    let four = Mmck::new(1.0, 1.0, 1, 4)?;
    // Of those let in, a quarter each waits for 0, 1, 2 and 3 ends of service.
    close(four.wait_tail(0.0)?, 0.75);
    close(four.wait_tail(1.0)?, (1.0 + 2.0 + 2.5) / 4.0 * (-1f64).exp());
    close(four.wait_quantile(0.2)?, 0.0);
    close(four.wait_tail(four.wait_quantile(0.8)?)?, 0.2);
    close(Mmck::new(3.2, 1.0, 4, 8)?.utilization(), 3.005_669 / 4.0);
    close(Mmck::new(7.0, 1.0, 10, 10)?.loss(), 0.078_740_9);
    // Weights that leave the range of a float: each state has 1e100 times the share of the one below.
    let flood = Mmck::new(1e100, 1.0, 1, 5)?;
    for at in 2..5 {
        close(flood.shares()[at] / flood.shares()[at + 1], 1e-100);
    }
    // Who waits leaves as fast as who is served: as if all were served, a Poisson number inside.
    let alike = ErlangA::new(600.0, 1.0, 1, 1.0)?;
    close(alike.mean_queue(), 599.0);
    Ok(())
}

#[test]
fn chains() -> Outcome {
    let mut steep = Chain::new(4);
    for at in 0..3 {
        steep.add(at, at + 1, 1e150);
        steep.add(at + 1, at, 1.0);
    }
    let shares = steep.stationary()?;
    close(shares[3], 1.0);
    close(shares[2], 1e-150);
    close(shares[1], 1e-300);

    let mut trap = Chain::new(2);
    trap.add(0, 1, 1.0);
    assert_eq!(trap.stationary(), Err(AnalyticError::Reducible { state: 1 }));
    let mut outside = Chain::new(2);
    outside.add(0, 2, 1.0);
    assert!(matches!(
        outside.stationary(),
        Err(AnalyticError::Parameter {
            parameter: "state",
            ..
        })
    ));
    Ok(())
}

#[test]
fn queues_as_water() -> Outcome {
    let phase = |duration, arrival, capacity| Phase {
        duration,
        arrival,
        capacity,
    };
    // 20 too many in 10 s; who came 10/3 s after the begin and all until second 10 wait 20/3 s. Gone at second 20.
    let rush = course(&[phase(10.0, 3.0, 1.0), phase(20.0, 1.0, 3.0)])?;
    assert_eq!((rush.backlogs, rush.largest), (vec![20.0, 0.0], 20.0));
    close(rush.longest_wait, 20.0 / 3.0);
    // What is left at the end is served at the last rate: the 30th at second 30.
    close(course(&[phase(10.0, 3.0, 1.0)])?.longest_wait, 20.0);
    assert_eq!(course(&[phase(10.0, 1.0, 3.0)])?.backlogs, [0.0]);
    // The tenth comes at second 10 and is served at second 30; the rest that follows is nobody's wait.
    let pause = course(&[
        phase(10.0, 1.0, 0.0),
        phase(10.0, 0.0, 0.0),
        phase(20.0, 0.0, 1.0),
        phase(10.0, 0.0, 1.0),
    ])?;
    close(pause.longest_wait, 20.0);

    let even = autoscaler_lag(100.0, 50.0, 100.0, 60.0)?;
    close(even.longest_wait, 30.0);
    assert_eq!(even.drain, f64::INFINITY);
    let late = autoscaler_lag(100.0, 50.0, 80.0, 60.0)?;
    assert_eq!((late.longest_wait, late.drain), (f64::INFINITY, f64::INFINITY));
    assert_eq!(autoscaler_lag(50.0, 100.0, 200.0, 60.0)?.backlog, 0.0);
    Ok(())
}

#[test]
fn two_moments() -> Outcome {
    // M/M/1 at 0.8: Kingman's 0.8 (1.5625 + 1) / 0.4, Daley's 0.8 (1.5 + 1) / 0.4, and 4 of theory.
    let one = TwoMoments::new(0.8, 1.0, 1.0, 1.0, 1)?;
    close(one.wait_bound(), 5.125);
    close(one.tight_wait_bound().expect("one server"), 5.0);
    close(one.mean_wait()?, 4.0);
    close(one.departure_scv(), 1.0);
    // With a service of a quarter, times are a quarter.
    close(TwoMoments::new(3.2, 1.0, 0.25, 1.0, 1)?.mean_wait()?, 1.0);
    // A constant counts as 0.2: 1 + 0.64 (0.2 − 1).
    close(TwoMoments::new(0.8, 1.0, 1.0, 0.0, 1)?.departure_scv(), 0.488);
    // 1.6 (0.5 / 2.56 + 2/2 + 1/4) / 0.4; M/M/2 times (0.5 + 2) / 2; 1 − 0.36 / 2 + 0.64 / √2.
    let two = TwoMoments::new(1.6, 0.5, 1.0, 2.0, 2)?;
    close(two.wait_bound(), 5.781_25);
    assert_eq!(two.tight_wait_bound(), None);
    close(two.mean_wait()?, 1.777_777_8 * 1.25);
    close(two.departure_scv(), 0.82 + 0.64 / 2f64.sqrt());
    close(split_scv(4.0, 0.25)?, 1.75);
    // v = 2, w = 1 / (1 + 4 · 1/4 · 1) = 1/2, and 3 in the mean.
    close(merged_scv(&[(1.0, 4.0), (1.0, 2.0)], 0.5)?, 2.0);
    Ok(())
}

#[test]
fn nodes_that_wait_for_each_other() -> Outcome {
    // 1 + 0.05 · 43 + 0.0005 · 44 · 43 = 4.096.
    close(
        Usl::new(100.0, 0.05, 0.0005)?.best().expect("a peak").1,
        4_400.0 / 4.096,
    );
    assert_eq!(Usl::new(1.0, 0.05, 0.0)?.peak(), None);
    close(Usl::new(1.0, 1.0, 0.0)?.throughput(0.0)?, 0.0);
    Ok(())
}

#[test]
fn what_is_outside_of_a_formula_is_refused() {
    let parameter = |name: &str, outcome: Result<f64>| match outcome {
        Err(AnalyticError::Parameter { parameter, .. }) => assert_eq!(parameter, name),
        other => panic!("{name}: {other:?}"),
    };
    let two = Mmc::new(1.6, 1.0, 2).expect("a queue");
    parameter("servers", erlang_b(0, 1.0));
    parameter("level", two.wait_quantile(1.0));
    parameter("time", two.wait_tail(f64::INFINITY));
    parameter("share kept", split_scv(1.0, 1.5));
    parameter("precision", requests_needed(0.5, 1.0, 1.0, 2.0));
    parameter("places", retrial_queue(0.5, 1.0, 0, 1.0).map(|queue| queue.full));
    parameter("stages", Tandem::new(0.5, 1.0, 0).map(|row| row.mean_sojourn()));
    let spread = Mg1::new(0.5, 1.0, 0.5).map(|queue| queue.mean_wait());
    parameter("second moment of the service time", spread);
    let routes = [vec![0.0, 0.6, 0.6], vec![0.0; 3], vec![0.0; 3]];
    let sum = flows(&[1.0, 0.0, 0.0], &routes).map(|flows| flows[0]);
    parameter("sum of a row of routing", sum);
    let forever = flows(&[1.0, 0.0], &[vec![0.0, 1.0], vec![0.0, 1.0]]);
    assert!(matches!(forever, Err(AnalyticError::Trapped { station: 1, .. })));

    let too_much = |outcome: Result<f64>| assert!(matches!(outcome, Err(AnalyticError::Unstable { .. })));
    too_much(Mmc::new(1.0, 1.0, 1).map(|queue| queue.mean_wait()));
    // Up five sixths of the time, which 0.9 does not fit into.
    too_much(Breakdown::new(0.9, 1.0, 0.02, 0.1).map(|queue| queue.mean_sojourn()));
    too_much(non_preemptive(&[Class::exponential(0.6, 1.0); 2]).map(|served| served[0].mean_wait));
}
