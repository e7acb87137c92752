//! The elements that decide and hold no jobs, each by itself, against a table worked out by hand.

#![allow(clippy::float_cmp, reason = "the numbers are exact in binary")]

use fiasco_sim::element::adaptive::Adaptive;
use fiasco_sim::element::autoscaler::Autoscaler;
use fiasco_sim::element::balancer::Balancer;
use fiasco_sim::element::breaker::{Breaker, State};
use fiasco_sim::element::budget::Budget;
use fiasco_sim::element::cache::{Cache, Look};
use fiasco_sim::element::codel::Codel;
use fiasco_sim::element::limiter::Limiter;
use fiasco_sim::model::*;
use fiasco_sim::random::Stream;

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
    // A failure of long ago does not count beside one of now.
    let mut seldom = Breaker::new(spec);
    seldom.record(0.0, false);
    seldom.record(101.0, false);
    assert_eq!(seldom.state(101.0), State::Closed);
    seldom.record(101.0, false);
    assert_eq!(seldom.state(101.0), State::Open(106.0));
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
    // Half as long again as the target is too long as well.
    let mut slow = Codel::new(CodelSpec {
        target: 0.005,
        interval: 0.1,
    });
    assert_eq!(
        [0.0, 0.099, 0.1].map(|at| slow.drops(at, 0.007)),
        [false, false, true]
    );
    // One short wait, and it begins anew.
    assert!(!codel.drops(1.0, 0.001));
    assert!(!codel.drops(1.01, 0.02));
    assert!(!codel.drops(1.1, 0.02));
    assert!(codel.drops(1.111, 0.02));
}

#[test]
fn a_queue_that_stands_again_soon_is_dropped_from_as_before() {
    let mut codel = Codel::new(CodelSpec {
        target: 0.5,
        interval: 1.0,
    });
    let mut drops = |from: f64, waited: f64, at: &[f64]| -> Vec<bool> {
        at.iter().map(|at| codel.drops(from + at, waited)).collect()
    };
    // As long as the target is too long, and the moment is the moment: drops at 1, 2, 2.71, 3.28.
    assert_eq!(
        drops(0.0, 0.5, &[0.0, 1.0, 1.999, 2.0, 2.7, 2.71, 3.28, 3.29]),
        [false, true, false, true, false, true, false, true]
    );
    assert_eq!(drops(3.0, 0.499, &[0.5]), [false]);
    // Four drops before, and soon again: the second of those that follow comes as after two, in 1/√2; five in all.
    assert_eq!(
        drops(4.0, 1.0, &[0.0, 1.0, 1.7, 1.71, 2.28, 2.29, 2.78, 2.79]),
        [false, true, false, true, false, true, false, true]
    );
    assert_eq!(drops(7.0, 0.0, &[0.0]), [false]);
    // Long after, it begins anew: an interval from the first to the second.
    assert_eq!(
        drops(100.0, 1.0, &[0.0, 1.0, 1.999, 2.0]),
        [false, true, false, true]
    );
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

#[test]
fn an_autoscaler_takes_away_one_change_after_the_other() {
    let spec = AutoscalerSpec {
        metric: Metric::Utilization,
        target: 0.5,
        least: 1,
        most: 100,
        interval: 15.0,
        boot: 10.0,
        up_cooldown: 0.0,
        down_cooldown: 60.0,
        tolerance: 0.25,
    };
    let mut scaler = Autoscaler::new(spec);
    // A quarter off, and no more, is fine on either side.
    assert_eq!([0.625, 0.375].map(|value| scaler.decide(0.0, 8, value)), [0, 0]);
    assert_eq!(scaler.decide(0.0, 8, 0.25), -4);
    // The next waits for 60 s from that one on, and is not put off by looks that change nothing.
    assert_eq!([15.0, 59.0].map(|now| scaler.decide(now, 4, 0.25)), [0, 0]);
    assert_eq!(scaler.decide(60.0, 4, 0.25), -2);
    assert_eq!(scaler.decide(119.0, 2, 0.25), 0);
    // What is on its way is not taken back.
    let mut hasty = Autoscaler::new(AutoscalerSpec {
        down_cooldown: 0.0,
        ..spec
    });
    assert_eq!(hasty.decide(0.0, 8, 1.0), 8);
    assert_eq!(hasty.decide(5.0, 8, 0.25), 0);
    assert_eq!(hasty.decide(10.0, 16, 0.25), -8);
}

#[test]
fn an_adaptive_limit_stays_between_its_bounds() {
    let mut adaptive = Adaptive::new(AdaptiveSpec {
        least: 4,
        most: 12,
        start: 50,
        target: 1.0,
        decrease: 0.5,
    });
    assert_eq!(adaptive.limit(), 12);
    (0..1000).for_each(|_| adaptive.record(1.0, true));
    assert_eq!(adaptive.limit(), 12, "in time is in time");
    (0..1000).for_each(|_| adaptive.record(1.001, true));
    assert_eq!(adaptive.limit(), 4);
}

#[test]
fn a_budget_pays_whole_retries() {
    let mut budget = Budget::new(BudgetSpec {
        ratio: 0.5,
        burst: 1.0,
    });
    assert!(budget.retry());
    budget.first();
    assert!(!budget.retry(), "half of one is none");
    budget.first();
    assert!(budget.retry());
}

#[test]
fn a_breaker_counts_failures_among_all() {
    let mut breaker = Breaker::new(BreakerSpec {
        window: 10.0,
        least: 4,
        share: 0.5,
        open: 5.0,
        probes: 3,
    });
    // Two of five are too few; three of six are half.
    for well in [true, true, true, false, false] {
        breaker.record(0.0, well);
    }
    assert_eq!(breaker.state(0.0), State::Closed);
    breaker.record(0.0, false);
    assert_eq!(breaker.state(0.0), State::Open(5.0));
    // Three probes, and all must be well before it closes; what was counted before is forgotten then.
    assert_eq!([5.0; 4].map(|at| breaker.admits(at)), [true, true, true, false]);
    for _ in 0..2 {
        breaker.record(5.5, true);
        assert!(!breaker.admits(5.5));
    }
    breaker.record(5.5, true);
    assert_eq!(breaker.state(5.5), State::Closed);
    breaker.record(5.5, false);
    assert_eq!(breaker.state(5.5), State::Closed);
}

#[test]
fn a_breaker_opens_by_failures_and_by_late_ones_again() {
    let mut breaker = Breaker::new(BreakerSpec {
        window: 10.0,
        least: 4,
        share: 0.5,
        open: 5.0,
        probes: 2,
    });
    // Three failures are too few; a success makes them enough, and the next failure opens.
    for well in [false, false, false, true] {
        breaker.record(0.0, well);
        assert_eq!(breaker.state(0.0), State::Closed);
    }
    breaker.record(0.0, false);
    assert_eq!(breaker.state(0.0), State::Open(5.0));
    // An attempt of before fails while it is open, which changes nothing, and one when the pause is over: it is still
    // down.
    breaker.record(4.0, false);
    assert_eq!(breaker.state(4.0), State::Open(5.0));
    breaker.record(6.0, false);
    assert_eq!(breaker.state(6.0), State::Open(11.0));
}

/// A balancer over this many members.
fn balancer(policy: Policy, many: u32, eject: Option<Eject>, health: Option<Health>) -> Balancer {
    let mut model = Model::new();
    let members = (0..many).map(|_| model.service("member", vec![])).collect();
    let spec = BalancerSpec {
        eject,
        health,
        ..BalancerSpec::new(policy, members)
    };
    Balancer::new(&spec, Stream::new(1, 2, 3, 4))
}

/// The next picks, each over at once.
fn picks(balancer: &mut Balancer, now: f64, many: usize) -> Vec<Option<u32>> {
    let one = |_| {
        let member = balancer.pick(now);
        member.inspect(|member| balancer.ended(*member))
    };
    (0..many).map(one).collect()
}

#[test]
fn a_member_is_ejected_after_failures_in_a_row() {
    let eject = Eject {
        failures: 3,
        pause: 10.0,
    };
    let mut turns = balancer(Policy::RoundRobin, 3, Some(eject), None);
    assert_eq!(picks(&mut turns, 0.0, 4), [0, 1, 2, 0].map(Some));
    // Two failures and a success are no row; three are.
    for well in [false, false, true, false, false] {
        turns.answered(1, 0.0, well);
    }
    assert_eq!(picks(&mut turns, 0.0, 3), [1, 2, 0].map(Some));
    turns.answered(1, 1.0, false);
    assert_eq!(picks(&mut turns, 10.999, 4), [2, 0, 2, 0].map(Some));
    assert_eq!(picks(&mut turns, 11.0, 3), [1, 2, 0].map(Some));
    // Counting begins anew.
    turns.answered(1, 11.0, false);
    assert_eq!(picks(&mut turns, 11.0, 3), [1, 2, 0].map(Some));
    for member in [0, 1, 2, 0, 1, 2, 0, 1, 2] {
        turns.answered(member, 20.0, false);
    }
    assert_eq!(picks(&mut turns, 20.0, 1), [None], "nobody is left");
}

#[test]
fn a_member_is_well_or_not_after_answers_in_a_row() {
    let health = Health {
        interval: 1.0,
        timeout: 0.5,
        fall: 2,
        rise: 3,
    };
    let mut standby = balancer(Policy::Standby, 2, None, Some(health));
    let first = |standby: &mut Balancer| picks(standby, 0.0, 1)[0];
    for (well, expected) in [
        (false, 0),
        (true, 0),
        (false, 0),
        (false, 1),
        (true, 1),
        (true, 1),
        (false, 1),
        (true, 1),
        (true, 1),
        (true, 0),
    ] {
        standby.asked(0, well);
        assert_eq!(first(&mut standby), Some(expected));
    }
}

#[test]
fn who_is_put_back_is_well_until_as_many_answers_say_no_again() {
    let health = Health {
        interval: 1.0,
        timeout: 0.5,
        fall: 2,
        rise: 2,
    };
    let mut standby = balancer(Policy::Standby, 2, None, Some(health));
    let first = |standby: &mut Balancer| picks(standby, 0.0, 1)[0];
    standby.asked(0, false);
    standby.set_well(0, true);
    standby.asked(0, false);
    assert_eq!(first(&mut standby), Some(0));
    standby.asked(0, false);
    assert_eq!(first(&mut standby), Some(1));
    // The same where it is taken out.
    standby.asked(0, true);
    standby.set_well(0, false);
    standby.asked(0, true);
    assert_eq!(first(&mut standby), Some(1));
}

#[test]
fn balancers_are_even_among_equals() {
    let shares = |balancer: &mut Balancer, out: Option<u32>| {
        if let Some(out) = out {
            balancer.answered(out, 0.0, false);
        }
        let mut counts = [0.0; 4];
        for member in picks(balancer, 0.0, 60_000).into_iter().flatten() {
            counts[member as usize] += 1.0 / 60_000.0;
        }
        counts
    };
    let eject = Some(Eject {
        failures: 1,
        pause: 1.0,
    });
    for policy in [Policy::Random, Policy::LeastOutstanding, Policy::Choices(2)] {
        let all = shares(&mut balancer(policy, 4, eject, None), None);
        assert!(
            all.iter().all(|share| (share - 0.25_f64).abs() < 0.01),
            "{policy:?} {all:?}"
        );
        // Without the first, the others share alike.
        let rest = shares(&mut balancer(policy, 4, eject, None), Some(0));
        assert_eq!(rest[0], 0.0, "{policy:?}");
        let alike = rest[1..].iter().all(|share| (share - 1.0 / 3.0_f64).abs() < 0.01);
        assert!(alike, "{policy:?} {rest:?}");
    }
}

#[test]
fn the_less_busy_of_those_looked_at_is_taken() {
    for (policy, most) in [(Policy::LeastOutstanding, 100), (Policy::Choices(3), 110)] {
        let mut busy = balancer(policy, 10, None, None);
        (0..1000).for_each(|_| assert!(busy.pick(0.0).is_some()));
        let sent: Vec<u64> = busy.sent().collect();
        assert!(sent.iter().all(|sent| *sent <= most), "{policy:?} {sent:?}");
        assert!(sent.iter().any(|sent| *sent >= 100), "{policy:?} {sent:?}");
    }
}

#[test]
fn as_many_are_looked_at_as_were_asked_for() {
    // The busier of two is taken only where every choice falls on it.
    for choices in [1, 2, 3, 4] {
        let mut two = balancer(Policy::Choices(choices), 2, None, None);
        let busier = two.pick(0.0);
        let found = picks(&mut two, 0.0, 40_000);
        let share = found.iter().filter(|member| **member == busier).count() as f64 / 40_000.0;
        let expected = 0.5_f64.powi(choices as i32);
        assert!((share - expected).abs() < 0.01, "{choices}: {share}");
    }
}

#[test]
fn a_ring_moves_only_the_keys_of_who_is_gone() {
    // The n-th pick is of the same key with and without the first member: the stream is the same.
    let eject = Some(Eject {
        failures: 1,
        pause: 1.0,
    });
    let mut all = balancer(Policy::Hash(1000), 4, eject, None);
    let mut rest = balancer(Policy::Hash(1000), 4, eject, None);
    rest.answered(0, 0.0, false);
    let (all, rest) = (picks(&mut all, 0.0, 5000), picks(&mut rest, 0.0, 5000));
    let mut heirs = [0; 4];
    for (before, after) in all.into_iter().zip(rest) {
        if before == Some(0) {
            heirs[after.expect("a member") as usize] += 1;
        } else {
            assert_eq!(before, after);
        }
    }
    // Keys behind the last place on the ring go to the first.
    let mut only = balancer(Policy::Hash(100_000), 1, None, None);
    assert!(
        picks(&mut only, 0.0, 5000)
            .iter()
            .all(|member| *member == Some(0))
    );
    // Many places on the ring: what it had is spread over the others.
    assert!(
        heirs[0] == 0 && heirs[1..].iter().all(|heir| *heir > 100),
        "{heirs:?}"
    );
}

#[test]
fn a_cache_keeps_what_was_used_last() {
    let spec = CacheSpec {
        keys: 4,
        skew: 0.0,
        capacity: 2,
        ttl: Some(10.0),
        coalesce: false,
        warm: false,
    };
    let mut cache = Cache::new(&spec);
    assert_eq!([0, 1].map(|key| cache.lookup(0.0, key)), [Look::Miss; 2]);
    (0..2).for_each(|key| cache.fill(0.0, key));
    // 0 was used after 1, so 2 takes the place of 1.
    assert_eq!(cache.lookup(1.0, 0), Look::Hit);
    assert_eq!(cache.lookup(1.0, 2), Look::Miss);
    cache.fill(1.0, 2);
    assert_eq!(cache.kept(), 2);
    assert_eq!(
        [0, 2, 1].map(|key| cache.lookup(2.0, key)),
        [Look::Hit, Look::Hit, Look::Miss]
    );
    // A use does not lengthen its time; a second load by somebody else does.
    assert_eq!([0, 2].map(|key| cache.lookup(10.0, key)), [Look::Miss, Look::Hit]);
    assert_eq!(
        [0, 2].map(|key| cache.lookup(11.0, key)),
        [Look::Miss, Look::Miss]
    );
    cache.fill(11.0, 0);
    assert_eq!(cache.lookup(20.999, 0), Look::Hit);
    cache.clear();
    assert_eq!((cache.kept(), cache.lookup(12.0, 0)), (0, Look::Miss));
}

#[test]
fn who_looks_up_what_is_loading_joins_if_asked_to() {
    let spec = CacheSpec {
        keys: 10,
        skew: 1.0,
        capacity: 3,
        ttl: None,
        coalesce: true,
        warm: true,
    };
    // Warm with the most popular.
    let mut cache = Cache::new(&spec);
    let look = |cache: &mut Cache, key| cache.lookup(0.0, key);
    assert_eq!(
        [0, 1, 2, 3, 3].map(|key| look(&mut cache, key)),
        [Look::Hit, Look::Hit, Look::Hit, Look::Miss, Look::Join]
    );
    // A load that failed is tried by the next; one that went well is not.
    cache.abandon(3);
    assert_eq!([3, 3].map(|key| look(&mut cache, key)), [Look::Miss, Look::Join]);
    cache.fill(0.0, 3);
    assert_eq!(look(&mut cache, 3), Look::Hit);
    assert_eq!(look(&mut cache, 0), Look::Miss, "the least used made room");
    cache.fill(0.0, 0);
    cache.clear();
    assert_eq!(
        [0, 0].map(|key| look(&mut cache, key)),
        [Look::Miss, Look::Join],
        "loads anew"
    );
    // Keys by Zipf's law: the first is as often as its weight.
    let mut stream = Stream::new(1, 2, 3, 4);
    let first = (0..100_000).filter(|_| cache.draw_key(&mut stream) == 0).count();
    let weight = 1.0 / (1..=10).map(|key| 1.0 / f64::from(key)).sum::<f64>();
    assert!((first as f64 / 1e5 - weight).abs() < 0.01, "{first}");
    // Without coalescing each loads by itself.
    let mut alone = Cache::new(&CacheSpec {
        coalesce: false,
        warm: false,
        ..spec
    });
    assert_eq!([3, 3].map(|key| look(&mut alone, key)), [Look::Miss, Look::Miss]);
}

#[test]
fn of_a_warm_cache_the_least_popular_goes_first() {
    let mut cache = Cache::new(&CacheSpec {
        keys: 10,
        skew: 1.0,
        capacity: 3,
        ttl: None,
        coalesce: false,
        warm: true,
    });
    for key in [3, 4] {
        assert_eq!(cache.lookup(0.0, key), Look::Miss);
        cache.fill(0.0, key);
    }
    assert_eq!(
        [0, 1, 2, 3, 4].map(|key| cache.lookup(0.0, key)),
        [Look::Hit, Look::Miss, Look::Miss, Look::Hit, Look::Hit]
    );
}

#[test]
fn pauses_before_retries() {
    let mut stream = Stream::new(1, 2, 3, 4);
    let exponential = |jitter| Backoff::Exponential {
        base: 0.5,
        cap: 3.0,
        jitter,
    };
    let plain = [1, 2, 3, 4, 40].map(|retry| exponential(false).pause(retry, 0.0, &mut stream));
    assert_eq!(plain, [0.5, 1.0, 2.0, 3.0, 3.0]);
    assert_eq!(Backoff::Immediate.pause(3, 1.0, &mut stream), 0.0);
    // Full jitter: even from 0 to that. Decorrelated: even from the base to three times the one before, and no more
    // than the cap.
    let mut between = |backoff: &Backoff, retry, previous| {
        let pauses: Vec<f64> = (0..20_000)
            .map(|_| backoff.pause(retry, previous, &mut stream))
            .collect();
        let (low, high) = pauses
            .iter()
            .fold((f64::INFINITY, 0.0_f64), |(low, high), pause| {
                (low.min(*pause), high.max(*pause))
            });
        (low, pauses.iter().sum::<f64>() / 20_000.0, high)
    };
    let decorrelated = Backoff::Decorrelated { base: 0.5, cap: 5.0 };
    for (backoff, retry, previous, expected) in [
        (&exponential(true), 2, 0.0, (0.0, 0.5, 1.0)),
        (&exponential(true), 9, 0.0, (0.0, 1.5, 3.0)),
        (&decorrelated, 1, 0.0, (0.5, 1.0, 1.5)),
        (&decorrelated, 2, 1.5, (0.5, 2.5, 4.5)),
        // Even from .5 to 9, cut at 5: 4.5 of 8.5 are below, 2.75 on average, the others are 5.
        (&decorrelated, 3, 3.0, (0.5, (4.5 * 2.75 + 4.0 * 5.0) / 8.5, 5.0)),
    ] {
        let found = between(backoff, retry, previous);
        for (found, expected) in [found.0, found.1, found.2]
            .into_iter()
            .zip([expected.0, expected.1, expected.2])
        {
            assert!(
                (found - expected).abs() < 0.03,
                "{backoff:?} {retry} {previous}: {found} of {expected}"
            );
        }
    }
}
