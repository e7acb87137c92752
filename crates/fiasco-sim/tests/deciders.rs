//! The elements that decide and hold no jobs, each by itself, against a table worked out by hand.

#![allow(clippy::float_cmp, reason = "the numbers are exact in binary")]

use fiasco_sim::element::adaptive::Adaptive;
use fiasco_sim::element::autoscaler::Autoscaler;
use fiasco_sim::element::breaker::{Breaker, State};
use fiasco_sim::element::budget::Budget;
use fiasco_sim::element::codel::Codel;
use fiasco_sim::element::limiter::Limiter;
use fiasco_sim::model::*;

#[test]
fn a_breaker_opens_at_its_share_and_closes_after_its_probes() {
    let mut breaker = Breaker::new(BreakerSpec {
        window: 10.0,
        least: 4,
        share: 0.5,
        open: 5.0,
        probes: 2,
    });
    // Three of three fail: too few to judge. The fourth opens it.
    for at in [0.0, 1.0, 2.0] {
        assert!(breaker.admits(at));
        breaker.record(at, false);
        assert_eq!(breaker.state(at), State::Closed);
    }
    breaker.record(3.0, false);
    assert_eq!(breaker.state(3.0), State::Open(8.0));
    assert!(!breaker.admits(7.999));
    // Two probes at once, not three; one fails: open again for as long.
    assert_eq!([8.0, 8.0, 8.0].map(|at| breaker.admits(at)), [true, true, false]);
    breaker.record(8.5, true);
    breaker.record(8.75, false);
    assert_eq!(breaker.state(8.75), State::Open(13.75));
    assert_eq!([13.75, 13.75].map(|at| breaker.admits(at)), [true, true]);
    breaker.record(14.0, true);
    breaker.record(14.0, true);
    assert_eq!(breaker.state(14.0), State::Closed);
}

#[test]
fn a_breaker_forgets_what_is_older_than_its_window() {
    let spec = BreakerSpec {
        window: 10.0,
        least: 2,
        share: 0.75,
        open: 5.0,
        probes: 1,
    };
    let mut breaker = Breaker::new(spec);
    breaker.record(0.0, true);
    breaker.record(0.0, true);
    // Two of four, then, when the first two are forgotten, two of two and one more.
    breaker.record(9.0, false);
    breaker.record(9.0, false);
    assert_eq!(breaker.state(9.0), State::Closed);
    breaker.record(10.5, false);
    assert_eq!(breaker.state(10.5), State::Open(15.5));
}

#[test]
fn a_budget_pays_a_share_of_the_load() {
    let mut budget = Budget::new(BudgetSpec {
        ratio: 0.25,
        burst: 2.0,
    });
    assert_eq!([(); 3].map(|()| budget.retry()), [true, true, false]);
    let paid = (0..400).filter(|_| {
        budget.first();
        budget.retry()
    });
    assert_eq!(paid.count(), 100);
    // What is saved up is at most the burst.
    (0..400).for_each(|_| budget.first());
    assert_eq!([(); 3].map(|()| budget.retry()), [true, true, false]);
}

#[test]
fn a_limiter_lets_burst_and_rate_through() {
    let mut limiter = Limiter::new(LimiterSpec {
        rate: 2.0,
        burst: 3.0,
    });
    let pass = |limiter: &mut Limiter, at: f64| (0..10).filter(|_| limiter.admits(at)).count();
    assert_eq!(pass(&mut limiter, 0.0), 3);
    assert_eq!(pass(&mut limiter, 0.25), 0);
    assert_eq!(pass(&mut limiter, 0.5), 1);
    assert_eq!(pass(&mut limiter, 100.0), 3);
}

#[test]
fn an_adaptive_limit_draws_a_saw_tooth() {
    let mut adaptive = Adaptive::new(AdaptiveSpec {
        least: 1,
        most: 100,
        start: 10,
        target: 1.0,
        decrease: 0.5,
    });
    // As many answers in time as the limit add one to it: 10 + 10 terms of about 1/10.5, then one more.
    let mut grows = adaptive.clone();
    (0..10).for_each(|_| grows.record(0.5, true));
    assert_eq!(grows.limit(), 10);
    grows.record(0.5, true);
    assert_eq!(grows.limit(), 11);
    adaptive.record(2.0, true);
    assert_eq!(adaptive.limit(), 5, "slow");
    // Those that were under way then do not count again.
    (0..9).for_each(|_| adaptive.record(2.0, true));
    assert_eq!(adaptive.limit(), 5);
    adaptive.record(0.5, false);
    assert_eq!(adaptive.limit(), 2, "failed");
    // Answers are slow above 40: the mean limit over the answers is 2/3 · 40 · (1 − 1/8)/(1 − 1/4) = 31.1.
    let (mut sum, mut count) = (0.0, 0.0);
    for at in 0..200_000 {
        let latency = if adaptive.limit() >= 40 { 2.0 } else { 0.5 };
        adaptive.record(latency, true);
        if at > 20_000 {
            (sum, count) = (sum + f64::from(adaptive.limit()) + 0.5, count + 1.0);
        }
    }
    let mean: f64 = sum / count;
    assert!((mean - 31.1).abs() < 0.7, "{mean}");
}

#[test]
fn a_standing_queue_drops_ever_faster() {
    let mut codel = Codel::new(CodelSpec {
        target: 0.005,
        interval: 0.1,
    });
    // Waits are too long from 0 on: the first drop after an interval, then after 0.1 / √n.
    let drops: Vec<f64> = (0..1000)
        .map(|millis| f64::from(millis) / 1000.0)
        .filter(|at| codel.drops(*at, 0.02))
        .collect();
    let mut expected = 0.1;
    for (number, at) in drops.iter().enumerate() {
        assert!(
            (0.0..0.0025).contains(&(at - expected)),
            "drop {number} at {at}, not {expected}"
        );
        expected += 0.1 / ((number + 1) as f64).sqrt();
    }
    assert!(drops.len() > 20);
    // One short wait, and it begins anew.
    assert!(!codel.drops(1.0, 0.001));
    assert!(!codel.drops(1.01, 0.02));
    assert!(!codel.drops(1.1, 0.02));
    assert!(codel.drops(1.111, 0.02));
}

#[test]
fn an_autoscaler_orders_what_the_metric_asks_for() {
    let spec = AutoscalerSpec {
        metric: Metric::Utilization,
        target: 0.5,
        least: 2,
        most: 20,
        interval: 15.0,
        boot: 60.0,
        up_cooldown: 0.0,
        down_cooldown: 300.0,
        tolerance: 0.1,
    };
    let mut scaler = Autoscaler::new(spec);
    // ⌈4 · 0.54 / 0.5⌉ would be 5, but it is within a tenth.
    assert_eq!(scaler.decide(0.0, 4, 0.54), 0);
    // ⌈4 · 0.9 / 0.5⌉ = 8; what is on its way is not ordered again.
    assert_eq!(scaler.decide(15.0, 4, 0.9), 4);
    assert_eq!(scaler.decide(30.0, 4, 0.9), 0);
    assert_eq!(scaler.decide(45.0, 4, 1.0), 0, "8 again");
    // There at 75: ⌈8 · 2 / 0.5⌉ = 32 is more than the most.
    assert_eq!(scaler.decide(75.0, 8, 2.0), 12);
    // Idle, but it waits for 300 s after the last change; then down to the least.
    assert_eq!(scaler.decide(374.0, 20, 0.01), 0);
    assert_eq!(scaler.decide(376.0, 20, 0.01), -18);
}

#[test]
fn an_autoscaler_waits_between_orders() {
    let spec = AutoscalerSpec {
        metric: Metric::Utilization,
        target: 0.5,
        least: 1,
        most: 100,
        interval: 15.0,
        boot: 10.0,
        up_cooldown: 60.0,
        down_cooldown: 0.0,
        tolerance: 0.0,
    };
    let mut scaler = Autoscaler::new(spec);
    assert_eq!(scaler.decide(0.0, 10, 1.0), 10);
    assert_eq!(scaler.decide(59.0, 20, 1.0), 0);
    assert_eq!(scaler.decide(60.0, 20, 1.0), 20);
}
