//! Reference cases of queueing theory, each to all the digits that are printed: textbooks, documentation of other
//! simulators, and papers. Where a value was printed wrong elsewhere, the row says so.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test says what it expects"
)]

use fiasco_sim::analytic::*;

/// One figure of the table. Its last printed digit is the precision.
#[track_caller]
fn check(what: &str, found: f64, printed: &str) {
    let expected: f64 = printed.parse().expect("a number");
    let decimals = printed.split_once('.').map_or(0, |(_, digits)| digits.len());
    let half_a_digit = 0.5 / 10f64.powi(decimals as i32);
    let near = (found - expected).abs() <= half_a_digit * (1.0 + 1e-9);
    assert!(near, "{what}: {found}, printed {printed}");
}

#[track_caller]
fn all(rows: &[(&str, f64, &str)]) {
    for (what, found, printed) in rows {
        check(what, *found, printed);
    }
}

type Outcome = std::result::Result<(), AnalyticError>;

#[test]
fn case_1_one_server() -> Outcome {
    let queue = Mmc::new(0.8, 1.0, 1)?;
    all(&[
        ("Wq", queue.mean_wait(), "4.0000000"),
        ("W", queue.mean_sojourn(), "5.0000000"),
        ("L", queue.mean_in_system(), "4.0000000"),
        ("Lq", queue.mean_queue(), "3.2000000"),
        ("utilization", queue.utilization(), "0.8000000"),
        ("W p95", queue.sojourn_quantile(0.95)?, "14.9787"),
        ("W p99", queue.sojourn_quantile(0.99)?, "23.0259"),
        ("P(W > 10)", queue.sojourn_tail(10.0)?, "0.135335"),
    ]);
    Ok(())
}

#[test]
fn cases_2_to_6_several_servers() -> Outcome {
    let two = Mmc::new(1.6, 1.0, 2)?;
    let four = Mmc::new(3.2, 1.0, 4)?;
    let sixteen = Mmc::new(12.8, 1.0, 16)?;
    let fifty = Mmc::new(45.0, 1.0, 50)?;
    let calls = Mmc::new(0.35, 0.1, 4)?;
    let bank = Mmc::new(0.2, 0.1, 3)?;
    all(&[
        ("M/M/2 C", two.wait_probability(), "0.711111"),
        ("M/M/2 Wq", two.mean_wait(), "1.777778"),
        ("M/M/2 W", two.mean_sojourn(), "2.777778"),
        ("M/M/4 C", four.wait_probability(), "0.596432"),
        ("M/M/4 C by itself", erlang_c(4, 3.2)?, "0.596432"),
        ("M/M/4 Wq", four.mean_wait(), "0.745541"),
        ("M/M/4 W", four.mean_sojourn(), "1.745541"),
        ("M/M/4 Lq", four.mean_queue(), "2.385730"),
        ("M/M/4 wait p95", four.wait_quantile(0.95)?, "3.0987"),
        ("M/M/4 wait p99", four.wait_quantile(0.99)?, "5.1105"),
        ("M/M/16 C", sixteen.wait_probability(), "0.304884"),
        ("M/M/16 Wq", sixteen.mean_wait(), "0.0952762"),
        ("M/M/50 C", fifty.wait_probability(), "0.363864"),
        ("M/M/50 Wq", fifty.mean_wait(), "0.0727729"),
        ("call center utilization", calls.utilization(), "0.875"),
        ("call center C", calls.wait_probability(), "0.737861"),
        ("call center Wq", calls.mean_wait(), "14.75722"),
        ("call center W", calls.mean_sojourn(), "24.75722"),
        ("call center L", calls.mean_in_system(), "8.665028"),
        // Ten trials in the documentation of a simulator say 5.626.
        ("bank Wq", bank.mean_wait(), "4.444444"),
        ("bank W", bank.mean_sojourn(), "14.444444"),
    ]);
    Ok(())
}

#[test]
fn cases_7_and_19_networks() -> Outcome {
    let cafe = [(1.0, 1), (0.4, 2), (0.5, 2)].map(|(service, servers)| Station { service, servers });
    let routes = [vec![0.0, 0.3, 0.7], vec![0.0, 0.0, 1.0], vec![0.0; 3]];
    let cafe = Jackson::new(&cafe, &[0.3, 0.2, 0.0], &routes)?;
    let at = |station: usize| cafe.stations()[station].mean_in_system();
    all(&[
        ("cold food L", at(0), "0.428571"),
        ("hot food L", at(1), "0.834682"),
        ("till L", at(2), "1.333333"),
        ("cafe L", cafe.mean_in_system(), "2.596587"),
        ("cafe W", cafe.mean_sojourn(), "5.193175"),
    ]);

    let loops = [8.0, 4.0, 3.0].map(|service| Station { service, servers: 1 });
    let routes = [vec![0.0, 0.5, 0.3], vec![1.0, 0.0, 0.0], vec![1.0, 0.0, 0.0]];
    let rates = flows(&[1.0, 0.0, 0.0], &routes)?;
    let feedback = Jackson::new(&loops, &[1.0, 0.0, 0.0], &routes)?;
    all(&[
        ("flow 1", rates[0], "5.0000000"),
        ("flow 2", rates[1], "2.5000000"),
        ("flow 3", rates[2], "1.5000000"),
        ("feedback L", feedback.mean_in_system(), "4.333333"),
        ("feedback W", feedback.mean_sojourn(), "4.333333"),
    ]);
    Ok(())
}

#[test]
fn cases_8_to_10_bounded_queues() -> Outcome {
    let five = Mmck::new(0.8, 1.0, 1, 5)?;
    let over = Mmck::new(1.2, 1.0, 1, 10)?;
    let even = Mmck::new(1.0, 1.0, 1, 10)?;
    let four = Mmck::new(3.2, 1.0, 4, 8)?;
    all(&[
        ("M/M/1/5 loss", five.loss(), "0.0888195"),
        ("M/M/1/5 L", five.mean_in_system(), "1.868332"),
        ("M/M/1/5 W", five.mean_sojourn(), "2.563065"),
        ("M/M/1/10 loss", over.loss(), "0.1925865"),
        ("M/M/1/10 W", over.mean_sojourn(), "6.926138"),
        ("even M/M/1/10 loss", even.loss(), "0.090909"),
        ("even M/M/1/10 L", even.mean_in_system(), "5.0000000"),
        ("even M/M/1/10 W", even.mean_sojourn(), "5.5000000"),
        ("M/M/4/8 loss", four.loss(), "0.0607285"),
        ("M/M/4/8 X", four.throughput(), "3.005669"),
        ("M/M/4/8 Wq", four.mean_wait(), "0.259188"),
    ]);
    Ok(())
}

#[test]
fn case_11_no_queue() -> Outcome {
    all(&[
        ("10 servers, 7 Erlang", erlang_b(10, 7.0)?, "0.0787409"),
        ("5, 3", erlang_b(5, 3.0)?, "0.1100543"),
        ("100, 84.064", erlang_b(100, 84.064)?, "0.01000"),
        ("20, 15", erlang_b(20, 15.0)?, "0.0455932"),
    ]);
    Ok(())
}

#[test]
fn cases_12_to_14_other_laws() -> Outcome {
    let wait = |load: f64, scv: f64| Mg1::with_variation(load, 1.0, scv).map(|queue| queue.mean_wait());
    // Even between 0.5 and 1.5: E[S²] = ∫ x² dx = (1.5³ − 0.5³) / 3.
    let even = Mg1::new(0.8, 1.0, (1.5f64.powi(3) - 0.5f64.powi(3)) / 3.0)?;
    let clock = GiM1::new(0.8, Gaps::Constant, 1.0)?;
    let two = GiM1::new(0.8, Gaps::Erlang(2), 1.0)?;
    all(&[
        ("M/D/1", wait(0.8, 0.0)?, "2.0000000"),
        ("M/E4/1", wait(0.8, 0.25)?, "2.5000000"),
        ("M/U/1", even.mean_wait(), "2.166667"),
        ("M/H2/1", wait(0.8, 4.0)?, "10.0000000"),
        ("M/LogN/1", wait(0.5, 9.0)?, "5.0000000"),
        ("D/M/1 sigma", clock.wait_probability(), "0.628630"),
        ("D/M/1 Wq", clock.mean_wait(), "1.692731"),
        ("E2/M/1 sigma", two.wait_probability(), "0.739853"),
        ("E2/M/1 Wq", two.mean_wait(), "2.843980"),
    ]);
    Ok(())
}

#[test]
fn cases_15_and_16_sharing() -> Outcome {
    let one = Sharing::new(0.8, 1.0, 1)?;
    let three = Sharing::new(10.0, 12.0, 3)?;
    all(&[
        ("PS W", one.mean_sojourn(), "5.0000000"),
        ("PS, work 2", one.mean_sojourn_of(2.0)?, "10.0000000"),
        ("R-PS p0", three.share(0), "0.43213"),
        ("R-PS p1", three.share(1), "0.36011"),
        ("R-PS p2", three.share(2), "0.15005"),
        ("R-PS p3", three.share(3), "0.04168"),
        ("R-PS p4", three.share(4), "0.01158"),
        ("R-PS p5", three.share(5), "0.00322"),
    ]);
    Ok(())
}

#[test]
fn case_17_priorities() -> Outcome {
    let classes = [Class::exponential(0.4, 1.0); 2];
    let polite = non_preemptive(&classes)?;
    let rude = preemptive_resume(&classes)?;
    all(&[
        ("non-preemptive first Wq", polite[0].mean_wait, "1.333333"),
        ("non-preemptive second Wq", polite[1].mean_wait, "6.666667"),
        ("non-preemptive second W", polite[1].mean_sojourn, "7.666667"),
        ("preemptive first W", rude[0].mean_sojourn, "1.666667"),
        ("preemptive second W", rude[1].mean_sojourn, "8.333333"),
        ("preemptive second wait", rude[1].mean_wait, "7.333333"),
    ]);
    Ok(())
}

#[test]
fn case_18_tandem() -> Outcome {
    let ten = Tandem::new(0.8, 1.0, 10)?;
    all(&[
        ("W", ten.mean_sojourn(), "50.0000000"),
        ("variance", ten.variance(), "250.0000000"),
        ("p50", ten.sojourn_quantile(0.5)?, "48.3436"),
        ("p95", ten.sojourn_quantile(0.95)?, "78.5261"),
        ("p99", ten.sojourn_quantile(0.99)?, "93.9156"),
    ]);
    Ok(())
}

#[test]
fn cases_20_to_22_closed_networks() -> Outcome {
    let stations = [0.05, 0.08, 0.1].map(Demand::Queue);
    let central = [0.605, 2.1, 1.35].map(Demand::Queue);
    for solve in [mva, convolution] {
        let [ten, twenty, fifty] = [10, 20, 50].map(|users| solve(&stations, 1.0, users).expect("sensible"));
        let three = solve(&central, 15.0, 3)?;
        all(&[
            ("10 users X", ten.throughput, "6.870827"),
            ("10 users R", ten.response, "0.455429"),
            ("20 users X", twenty.throughput, "9.591524"),
            ("20 users R", twenty.response, "1.085174"),
            ("50 users X", fifty.throughput, "9.999536"),
            ("50 users R", fifty.response, "4.000232"),
            ("central server X", three.throughput, "0.151516"),
            ("central server R", three.response, "4.799825"),
            ("central server cpu", three.utilizations[0], "0.09167"),
            ("central server disk 1", three.utilizations[1], "0.31818"),
            ("central server disk 2", three.utilizations[2], "0.20455"),
        ]);
    }
    let machines = FiniteSource::new(10, 0.1, 1.0, 1)?;
    let users = FiniteSource::new(50, 0.1, 4.0, 1)?;
    all(&[
        ("machines X", machines.throughput(), "0.785418"),
        ("machines L", machines.mean_in_system(), "2.145823"),
        ("machines R", machines.mean_response(), "2.732079"),
        ("users X", users.throughput(), "3.925237"),
        ("users R", users.mean_response(), "2.738083"),
    ]);
    Ok(())
}

#[test]
fn cases_23_to_26_timeouts_retries_faults() -> Outcome {
    let four = ErlangA::new(4.8, 1.0, 4, 0.5)?;
    let one = ErlangA::new(1.2, 1.0, 1, 1.0 / 3.0)?;
    let single = retrial_single(0.7, 1.0, 0.5)?;
    let orbit = retrial_queue(0.9, 1.0, 10, 0.2)?;
    let faulty = Breakdown::new(0.5, 1.0, 0.02, 0.1)?;
    all(&[
        ("Erlang A abandonment", four.abandonment(), "0.239563"),
        ("Erlang A Lq", four.mean_queue(), "2.299806"),
        ("Erlang A waits", four.wait_probability(), "0.791059"),
        ("Erlang A with one server", one.abandonment(), "0.335426"),
        ("retrial busy", single.full, "0.7000000"),
        ("retrial orbit", single.mean_orbit, "4.9000000"),
        ("retrial time in orbit", single.mean_orbit_time, "7.0000000"),
        ("M/M/1/10 with retrials L", orbit.mean_in_system, "5.597310"),
        ("M/M/1/10 with retrials orbit", orbit.mean_orbit, "3.425712"),
        ("M/M/1/10 with retrials full", orbit.full, "0.219431"),
        ("breakdowns availability", faulty.availability(), "0.833333"),
        ("breakdowns L", faulty.mean_in_system(), "3.583333"),
        ("breakdowns W", faulty.mean_sojourn(), "7.166667"),
    ]);
    Ok(())
}

#[test]
fn cases_27_to_30_balancing_and_fan_out() -> Outcome {
    all(&[
        ("shortest of two", shortest_of_two(1.6, 1.0)?, "2.955737"),
        ("power of two, 0.9", power_of_choices(0.9, 1.0, 2)?, "2.614057"),
        ("power of two, 0.99", power_of_choices(0.99, 1.0, 2)?, "5.431997"),
        ("one choice, 0.9", power_of_choices(0.9, 1.0, 1)?, "10.0000000"),
        ("one choice, 0.99", power_of_choices(0.99, 1.0, 1)?, "100.0000000"),
        ("fork-join", fork_join_two(0.8, 1.0)?, "7.0000000"),
        ("slowest of 10", slowest_mean(10, 1.0)?, "2.928968"),
        ("slowest of 10, p99", slowest_quantile(10, 1.0, 0.99)?, "6.903237"),
        ("any of 100 slow", any_slow(100.0, 0.01)?, "0.633968"),
    ]);
    Ok(())
}

#[test]
fn case_31_late_capacity() -> Outcome {
    let lag = autoscaler_lag(150.0, 100.0, 200.0, 60.0)?;
    all(&[
        ("backlog", lag.backlog, "3000.0000000"),
        ("drain", lag.drain, "60.0000000"),
        (
            "wait of who comes with the capacity",
            lag.wait_at_growth,
            "15.0000000",
        ),
        // Not the longest, as is easily thought: who came at second 40 was next in line at second 60.
        ("longest wait", lag.longest_wait, "20.0000000"),
    ]);
    Ok(())
}

#[test]
fn cases_32_and_33_retries_and_scalability() -> Outcome {
    let usl = Usl::new(1.0, 0.05, 0.0005)?;
    let (nodes, throughput) = usl.best().expect("a peak");
    all(&[
        ("tries, 0.1", retry_amplification(0.1, 3)?, "1.1110000"),
        ("tries, 0.5", retry_amplification(0.5, 3)?, "1.8750000"),
        ("tries, 1", retry_amplification(1.0, 3)?, "4.0000000"),
        ("tries, 0", retry_amplification(0.0, 3)?, "1.0000000"),
        ("peak", usl.peak().expect("a peak"), "43.589"),
        ("best", nodes, "44"),
        ("best throughput", throughput, "10.7422"),
    ]);
    // The knee of case 34: 10 requests a second with 3 retries can be stuck above 2.5.
    assert!(!can_stay_stuck(2.5, 10.0, 3)?);
    assert!(can_stay_stuck(2.51, 10.0, 3)?);
    check("margin", stuck_margin(3.0, 10.0, 3)?, "1.2000000");
    Ok(())
}

#[test]
fn case_39_how_long_to_simulate() -> Outcome {
    let noise = |load: f64| wait_noise(load, 1.0);
    let millions = |load: f64| requests_needed(load, 1.0, 0.01, 1.959964).map(|n| n / 1e6);
    all(&[
        ("noise 0.5", noise(0.5)?, "29"),
        ("noise 0.8", noise(0.8)?, "1976"),
        ("noise 0.9", noise(0.9)?, "35901"),
        ("noise 0.95", noise(0.95)?, "607601"),
        ("millions 0.5", millions(0.5)?, "1.1"),
        ("millions 0.8", millions(0.8)?, "4.7"),
        ("millions 0.9", millions(0.9)?, "17.0"),
        ("millions 0.95", millions(0.95)?, "64.7"),
    ]);
    Ok(())
}
