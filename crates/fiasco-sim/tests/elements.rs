//! Every element against the formula in its file, with replications, within z < 4 of their own spread.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::*;
use fiasco_sim::kernel::{Bounds, Outcome, replicate};
use fiasco_sim::model::*;
use fiasco_sim::random::Law;

#[test]
fn sharing_does_not_mind_the_law_of_the_service() {
    // Case 15: M/M/1-PS at .8 has W = 5, and so has every other law of service.
    let laws = [
        exp(1.0),
        constant(1.0),
        Law::hyper_exponential_cv2(1.0, 4.0).expect("a law"),
    ];
    for law in laws {
        let spec = StationSpec {
            discipline: Discipline::Sharing(None),
            ..StationSpec::default()
        };
        agree("PS", &single(spec, poisson(0.8), law), 5.0, sojourn(0));
    }
    // Case 16: three servers shared, λ 10, μ 12: the number inside is that of M/M/3.
    let spec = StationSpec {
        servers: 3,
        discipline: Discipline::Sharing(None),
        ..StationSpec::default()
    };
    let inside = [0.43213, 0.36011, 0.15005, 0.04168, 0.01158, 0.00322];
    let mean: f64 = fiasco_sim::analytic::mmc::Mmc::new(10.0, 12.0, 3)
        .expect("a queue")
        .mean_in_system();
    let listed: f64 = inside.iter().enumerate().map(|(at, p)| at as f64 * p).sum();
    assert!((mean - listed).abs() < 0.03);
    agree(
        "R-PS",
        &single(spec, poisson(10.0), exp(1.0 / 12.0)),
        mean,
        |outcome| outcome.visits[0].inside_time / (outcome.now - outcome.since),
    );
}

#[test]
fn sharing_among_few_lets_the_others_wait() {
    // With one inside at a time it is first come first served.
    let spec = StationSpec {
        discipline: Discipline::Sharing(Some(1)),
        ..StationSpec::default()
    };
    let model = single(spec, poisson(0.8), constant(1.0));
    agree("PS of 1", &model, 2.0, |outcome| outcome.visits[0].wait.mean());
}

#[test]
fn last_come_first_served_waits_as_long_but_less_evenly() {
    // M/M/1 LIFO without interrupting: mean wait 4 as FCFS; second moment of the wait is that of FCFS / (1 − ρ).
    let spec = StationSpec {
        discipline: Discipline::Lifo,
        ..StationSpec::default()
    };
    let model = single(spec, poisson(0.8), exp(1.0));
    agree("LIFO", &model, 4.0, |outcome| outcome.visits[0].wait.mean());
    let model = single(
        StationSpec {
            discipline: Discipline::Lifo,
            ..StationSpec::default()
        },
        poisson(0.5),
        exp(1.0),
    );
    // FCFS at .5: E[W²] = 2ρ/(μ²(1 − ρ)²) = 4; LIFO: 8.
    agree("LIFO square", &model, 8.0, |outcome| {
        outcome.visits[0].wait.squares / outcome.visits[0].wait.count as f64
    });
}

#[test]
fn adaptive_lifo_is_fifo_until_it_is_long() {
    let of = |discipline| {
        let spec = StationSpec {
            discipline,
            ..StationSpec::default()
        };
        let model = single(spec, poisson(0.8), exp(1.0));
        replicate(&model, 7, 1, BOUNDS).expect("a run")[0].visits[0]
    };
    assert_eq!(of(Discipline::AdaptiveLifo(u32::MAX)), of(Discipline::Fifo));
    assert_eq!(of(Discipline::AdaptiveLifo(0)), of(Discipline::Lifo));
    assert_ne!(of(Discipline::AdaptiveLifo(5)).wait, of(Discipline::Fifo).wait);
}

#[test]
fn priorities() {
    // Case 17: two classes of .4 each, μ 1.
    let model = |discipline| {
        let mut model = Model::new();
        let spec = StationSpec {
            discipline,
            ..StationSpec::default()
        };
        let station = model.station_of("station", spec);
        let service = model.service("service", vec![Step::Use(station, exp(1.0))]);
        for class in 0..2 {
            model.arrivals_of_class(&format!("class {class}"), poisson(0.4), service, class);
        }
        model
    };
    let plain = model(Discipline::Priority);
    agree("first class", &plain, 2.333_333, sojourn(0));
    agree("second class", &plain, 7.666_667, sojourn(1));
    let preemptive = model(Discipline::PreemptivePriority);
    agree("first class", &preemptive, 1.666_667, sojourn(0));
    agree("second class", &preemptive, 8.333_333, sojourn(1));
}

#[test]
fn patience_ends_in_the_queue() {
    // Case 23: Erlang-A.
    for (servers, rate, patience, abandons) in [(4, 4.8, 2.0, 0.239_563), (1, 1.2, 3.0, 0.335_426)] {
        let mut model = Model::new();
        let station = model.station("station", servers, None);
        let steps = vec![Step::UseWithin(station, exp(1.0), exp(patience))];
        let service = model.service("service", steps);
        model.arrivals("users", poisson(rate), service);
        agree("Erlang-A", &model, abandons, |outcome| {
            outcome.visits[0].gave_up as f64 / outcome.visits[0].arrived as f64
        });
    }
}

#[test]
fn breakdowns() {
    // Case 26: λ .5, μ 1, fails at .02 also while idle, repaired at .1, work resumes.
    let mut model = single(StationSpec::default(), poisson(0.5), exp(1.0));
    let spec = FaultSpec {
        up: exp(50.0),
        down: exp(10.0),
        kind: FaultKind::Pause,
    };
    model.fault("breaks", first_station(&model), spec);
    agree("breakdowns", &model, 7.166_667, sojourn(0));
}

#[test]
fn a_crash_loses_what_is_inside_and_turns_away_who_comes() {
    let mut model = single(StationSpec::default(), poisson(0.5), exp(1.0));
    let spec = FaultSpec {
        up: exp(90.0),
        down: exp(10.0),
        kind: FaultKind::Crash,
    };
    model.fault("crashes", first_station(&model), spec);
    // Poisson arrivals see the share of time that it is down.
    agree("refused", &model, 0.1, |outcome| {
        outcome.visits[0].refused as f64 / outcome.visits[0].arrived as f64
    });
    let runs = replicate(&model, 7, 2, BOUNDS).expect("runs");
    assert!(runs[0].visits[0].lost > 100 && runs[0].requests[0].failed > 1000);
}

#[test]
fn pools_lose_as_erlang_says_and_wait_as_erlang_says() {
    let model = |room, rate, size| {
        let mut model = Model::new();
        let pool = model.pool("pool", size, room);
        let hold = Hold { pool, patience: None };
        let service = model.service("service", vec![Step::Hold(hold, vec![Step::Sleep(exp(1.0))])]);
        model.arrivals("users", poisson(rate), service);
        model
    };
    // Case 11, Erlang B: a bulkhead.
    for (size, load, lost) in [(10, 7.0, 0.078_740_9), (5, 3.0, 0.110_054_3)] {
        agree("bulkhead", &model(Some(0), load, size), lost, |outcome| {
            outcome.holds[0].refused as f64 / outcome.holds[0].asked as f64
        });
    }
    // Case 3, Erlang C.
    agree("pool", &model(None, 3.2, 4), 0.745_541, |outcome| {
        outcome.holds[0].wait.mean()
    });
    agree("held", &model(None, 3.2, 4), 3.2, |outcome| {
        outcome.holds[0].held_time / (outcome.now - outcome.since)
    });
    // A lock: M/M/1.
    agree("lock", &model(None, 0.8, 1), 4.0, |outcome| {
        outcome.holds[0].wait.mean()
    });
}

#[test]
fn patience_with_a_pool_is_limited_and_failures_give_back() {
    let mut model = Model::new();
    let pool = model.pool("pool", 1, None);
    let station = model.station("station", 1, Some(0));
    let hold = Hold {
        pool,
        patience: Some(2.0),
    };
    let steps = vec![Step::Hold(
        hold,
        vec![
            Step::Use(station, exp(1.0)),
            Step::Branch(0.5, vec![Step::Fail], vec![]),
        ],
    )];
    let service = model.service("service", steps);
    model.arrivals("users", poisson(0.8), service);
    let run = &replicate(&model, 7, 1, BOUNDS).expect("a run")[0];
    let holds = &run.holds[0];
    assert!(holds.gave_up > 1000, "{holds:?}");
    assert!(holds.asked - holds.returned - holds.gave_up <= 1 + 20);
    // M/M/1 with patience of always 2 s (M/M/1+D): the share that gives up, from the virtual wait's density.
    // v(w) = P₀ λ e^{(λ − μ) w} up to 2, beyond it λ e^{−μ (w − 2)} v(2)/λ …: P₀ (1 + λ∫₀² e^{(λ−μ)w} dw + λ e^{2(λ−μ)}/μ) = 1.
    let (lambda, mu, d) = (0.8_f64, 1.0_f64, 2.0_f64);
    let grows = ((lambda - mu) * d).exp();
    let idle = 1.0 / (1.0 + lambda * (1.0 - grows) / (mu - lambda) + lambda * grows / mu);
    agree("M/M/1+D", &model, lambda * idle * grows / mu, |outcome| {
        outcome.holds[0].gave_up as f64 / outcome.holds[0].asked as f64
    });
}

#[test]
fn fan_out_waits_for_the_slowest() {
    // Case 30: the largest of 10 exponentials.
    let mut model = Model::new();
    let branches = vec![vec![Step::Sleep(exp(1.0))]; 10];
    let service = model.service("service", vec![Step::Parallel(10, branches.clone())]);
    model.arrivals("users", poisson(1.0), service);
    agree("max of 10", &model, 2.928_968, sojourn(0));
    agree("p99 of 10", &model, 6.903_237, |outcome| {
        outcome.requests[0].sojourns.quantile(0.99).expect("some")
    });
    // The fastest of 10 goes on at once.
    let mut model = Model::new();
    let service = model.service("service", vec![Step::Parallel(1, branches)]);
    model.arrivals("users", poisson(1.0), service);
    agree("min of 10", &model, 0.1, sojourn(0));
    // Case 29: fork and join of two M/M/1 at .8.
    let mut model = Model::new();
    let branches = (0..2)
        .map(|at| {
            vec![Step::Use(
                model.station(&format!("station {at}"), 1, None),
                exp(1.0),
            )]
        })
        .collect();
    let service = model.service("service", vec![Step::Parallel(2, branches)]);
    model.arrivals("users", poisson(0.8), service);
    agree("fork-join", &model, 7.0, sojourn(0));
}

#[test]
fn a_fork_fails_when_too_many_branches_fail() {
    let mut model = Model::new();
    let branch = vec![Step::Branch(0.3, vec![Step::Fail], vec![Step::Sleep(exp(1.0))])];
    let service = model.service("service", vec![Step::Parallel(2, vec![branch; 3])]);
    model.arrivals("users", poisson(1.0), service);
    // Two or three of three fail: 3 · .09 · .7 + .027.
    agree("2 of 3", &model, 0.216, |outcome| {
        let requests = &outcome.requests[0];
        requests.failed as f64 / (requests.done + requests.failed) as f64
    });
}

fn balanced(many: usize, policy: Policy, rate: f64) -> Model {
    let mut model = Model::new();
    let members = (0..many)
        .map(|at| {
            let station = model.station(&format!("station {at}"), 1, None);
            model.service(&format!("member {at}"), vec![Step::Use(station, exp(1.0))])
        })
        .collect();
    let balancer = model.balancer("balancer", BalancerSpec::new(policy, members));
    let service = model.service("front", vec![Step::Call(Call::to(balancer))]);
    model.arrivals("users", poisson(rate), service);
    model
}

#[test]
fn balancers() {
    agree("random", &balanced(2, Policy::Random, 1.6), 5.0, sojourn(0));
    // Case 27.
    let shortest = balanced(2, Policy::LeastOutstanding, 1.6);
    agree("shortest queue", &shortest, 2.955_737, sojourn(0));
    // Every second arrival: E2/M/1 at .8 waits 2.844.
    let turns = balanced(2, Policy::RoundRobin, 1.6);
    agree("round robin", &turns, 3.843_980, sojourn(0));
    // Case 28, in the limit of many; 100 are within 2 % of it.
    let bounds = Bounds {
        warmup: 200.0,
        until: 3_000.0,
        events: u64::MAX,
    };
    let runs = replicate(&balanced(100, Policy::Choices(2), 90.0), 7, 4, bounds).expect("runs");
    let mean = runs.iter().map(sojourn(0)).sum::<f64>() / 4.0;
    assert!((mean / 2.614_057 - 1.0).abs() < 0.03, "power of two: {mean}");
}

#[test]
fn a_ring_sends_a_key_always_to_the_same() {
    let sent = |keys| {
        let model = balanced(4, Policy::Hash(keys), 1.6);
        replicate(&model, 7, 1, BOUNDS).expect("a run")[0].sent[0].clone()
    };
    // One key has one home; many keys spread evenly.
    assert_eq!(sent(1).iter().filter(|sent| **sent > 0).count(), 1);
    let many = sent(1_000_000);
    let all: u64 = many.iter().sum();
    let even = |sent: &u64| (*sent as f64 / all as f64 - 0.25).abs() < 0.08;
    assert!(many.iter().all(even), "{many:?}");
}

/// Two members; the first stops working at 1,000 s and comes back at 2,000 s.
fn with_a_sick_member(policy: Policy, eject: Option<Eject>, health: Option<Health>) -> Outcome {
    let mut model = Model::new();
    let mut members = Vec::new();
    let mut first = None;
    for at in 0..2 {
        let station = model.station(&format!("station {at}"), 4, None);
        first.get_or_insert(station);
        members.push(model.service(&format!("member {at}"), vec![Step::Use(station, exp(0.5))]));
    }
    let spec = BalancerSpec {
        eject,
        health,
        ..BalancerSpec::new(policy, members)
    };
    let balancer = model.balancer("balancer", spec);
    let call = Call::to(balancer).within(5.0);
    let service = model.service("front", vec![Step::Call(call)]);
    model.arrivals("users", poisson(2.0), service);
    let first = first.expect("two members");
    for (at, down) in [(1_000.0, true), (2_000.0, false)] {
        model.change(at, Effect::Refuses(first, down));
        if down {
            model.change(at, Effect::Lose(first));
        }
    }
    let bounds = Bounds {
        warmup: 0.0,
        until: 3_000.0,
        events: u64::MAX,
    };
    replicate(&model, 7, 1, bounds).expect("a run").remove(0)
}

#[test]
fn sick_members_are_left_out_and_come_back() {
    let failed = |outcome: &Outcome| outcome.requests[0].failed;
    let (eject, health) = (
        Eject {
            failures: 3,
            pause: 100.0,
        },
        Health {
            interval: 5.0,
            timeout: 2.0,
            fall: 2,
            rise: 2,
        },
    );
    let neither = failed(&with_a_sick_member(Policy::Random, None, None));
    assert!(neither > 900, "{neither}");
    let alone = with_a_sick_member(
        Policy::Standby,
        Some(Eject {
            failures: 1,
            pause: 1e4,
        }),
        None,
    );
    assert_eq!(alone.attempts[0].nowhere, 0, "there is the other");
    let ejected = failed(&with_a_sick_member(Policy::Random, Some(eject), None));
    assert!((10..=60).contains(&ejected), "{ejected}");
    let asked = failed(&with_a_sick_member(Policy::Random, None, Some(health)));
    assert!((1..=60).contains(&asked), "{asked}");
    // A standby takes over when the leader is found out, and hands back.
    let standby = with_a_sick_member(Policy::Standby, None, Some(health));
    assert!((1..=60).contains(&failed(&standby)));
    let sent = &standby.sent[0];
    assert!(sent[0] > 3_700 && (1_800..2_100).contains(&sent[1]), "{sent:?}");
}

#[test]
fn contention_takes_its_share() {
    // Closed users without thinking keep n at work: throughput is the law's C(n).
    for n in [1_u32, 10, 44, 80] {
        let spec = StationSpec {
            servers: 100,
            contention: Contention {
                alone: 0.05,
                pairs: 0.0005,
            },
            ..StationSpec::default()
        };
        let model = single(spec, Arrivals::Closed(n, constant(0.0)), exp(1.0));
        let bounds = Bounds {
            warmup: 100.0,
            until: 5_000.0,
            events: u64::MAX,
        };
        let n = f64::from(n);
        let expected = n / (1.0 + 0.05 * (n - 1.0) + 0.0005 * n * (n - 1.0));
        agree_within(bounds, "USL", &model, expected, |outcome| {
            outcome.requests[0].done as f64 / (outcome.now - outcome.since)
        });
    }
}

#[test]
fn autoscaling_too_late() {
    // Case 31, fluid: 150/s come, 100/s are served until 60 s, then 200/s: backlog 3,000, drained after 60 s more. Who
    // comes at 60 s waits 3,000 / 200 = 15 s; who comes at 40 s has 2,000 before him at 100/s and waits 20 s, the longest.
    let mut model = Model::new();
    let station = model.station("station", 100, None);
    let service = model.service("service", vec![Step::Use(station, constant(1.0))]);
    model.arrivals("users", Arrivals::Gaps(constant(1.0 / 150.0)), service);
    let spec = AutoscalerSpec {
        metric: Metric::Utilization,
        target: 0.5,
        least: 100,
        most: 200,
        interval: 2.0,
        boot: 58.0,
        up_cooldown: 0.0,
        down_cooldown: 1e9,
        tolerance: 0.1,
    };
    model.autoscaler("scaler", station, spec);
    let run = |until| {
        let bounds = Bounds {
            warmup: 0.0,
            until,
            events: u64::MAX,
        };
        replicate(&model, 1, 1, bounds).expect("a run").remove(0)
    };
    let waiting = |until| {
        let visits = run(until).visits[0];
        visits.arrived as f64 - visits.served as f64
    };
    // Those inside at 60 s: the backlog and the hundred in service.
    assert!((waiting(59.9) - 3_100.0).abs() < 150.0, "{}", waiting(59.9));
    assert!(
        (waiting(90.0) - (3_100.0 - 30.0 * 50.0)).abs() < 150.0,
        "{}",
        waiting(90.0)
    );
    assert!(waiting(125.0) < 300.0, "{}", waiting(125.0));
    let longest = run(130.0).requests[0].sojourns.quantile(1.0).expect("some");
    assert!((longest - 21.0).abs() < 0.5, "{longest}");
}

#[test]
fn retries_multiply_and_budgets_stop_them() {
    // Case 32: failures of probability p, up to 3 retries.
    let model = |p: f64, budget| {
        let mut model = Model::new();
        let callee = model.service("callee", vec![Step::Branch(p, vec![Step::Fail], vec![])]);
        let call = Call {
            budget,
            ..Call::to(callee).retried(4, Backoff::Immediate)
        };
        let caller = model.service("caller", vec![Step::Call(call), Step::Sleep(exp(1.0))]);
        model.arrivals("users", poisson(1.0), caller);
        model
    };
    let amplification =
        |outcome: &Outcome| outcome.attempts[0].attempts as f64 / outcome.attempts[0].calls as f64;
    for (p, attempts) in [(0.1, 1.111), (0.5, 1.875)] {
        agree("amplification", &model(p, None), attempts, amplification);
    }
    let all = amplification(&replicate(&model(1.0, None), 7, 1, BOUNDS).expect("a run")[0]);
    assert!((all - 4.0).abs() < 1e-3);
    let budget = BudgetSpec {
        ratio: 0.2,
        burst: 10.0,
    };
    let budgeted = amplification(&replicate(&model(1.0, Some(budget)), 7, 1, BOUNDS).expect("a run")[0]);
    assert!((budgeted - 1.2).abs() < 1e-3, "{budgeted}");
    // All calls fail; four attempts each less what was made were not paid for, and one refusal ends a call.
    let run = replicate(&model(1.0, Some(budget)), 7, 1, BOUNDS)
        .expect("a run")
        .remove(0);
    let attempts = &run.attempts[0];
    let unpaid = attempts.unpaid as f64 / attempts.calls as f64;
    assert!((0.9..=1.0).contains(&unpaid), "{attempts:?}");
}

#[test]
fn hedging_takes_the_faster_of_two() {
    // A second attempt after d of an exponential of rate 1: min(X, d + Y) has mean 1 − e^−d + e^−d / 2.
    let mut model = Model::new();
    let callee = model.service("callee", vec![Step::Sleep(exp(1.0))]);
    let call = Call {
        hedge: Some(1.0),
        ..Call::to(callee)
    };
    let caller = model.service("caller", vec![Step::Call(call)]);
    model.arrivals("users", poisson(1.0), caller);
    agree("hedged", &model, 1.0 - (-1.0_f64).exp() / 2.0, sojourn(0));
    // The second attempt is made by those who still wait after d only.
    agree("hedges", &model, (-1.0_f64).exp(), |outcome| {
        outcome.attempts[1].attempts as f64 / outcome.attempts[0].attempts as f64
    });
}

#[test]
fn breakers_limiters_and_limits_fail_fast() {
    // A callee that always takes 10 s, callers with 1 s of patience: with a breaker most calls are not made.
    let model = |breaker, adaptive| {
        let mut model = Model::new();
        let callee = model.service("callee", vec![Step::Sleep(constant(10.0))]);
        let call = Call {
            breaker,
            adaptive,
            ..Call::to(callee).within(1.0)
        };
        let caller = model.service("caller", vec![Step::Call(call)]);
        model.arrivals("users", poisson(10.0), caller);
        model
    };
    let breaker = BreakerSpec {
        window: 10.0,
        least: 20,
        share: 0.5,
        open: 30.0,
        probes: 1,
    };
    let runs = replicate(&model(Some(breaker), None), 7, 1, BOUNDS).expect("a run");
    let attempts = &runs[0].attempts[0];
    // One probe of 1 s every 31 s.
    let probes = (runs[0].now - runs[0].since) / 31.0;
    assert!(
        (attempts.attempts as f64 / probes - 1.0).abs() < 0.02,
        "{attempts:?}"
    );
    assert!(attempts.broken > 380_000);

    let adaptive = AdaptiveSpec {
        least: 2,
        most: 100,
        start: 50,
        target: 1.0,
        decrease: 0.5,
    };
    let runs = replicate(&model(None, Some(adaptive)), 7, 1, BOUNDS).expect("a run");
    // Two at a time of 10 s each.
    let attempts = &runs[0].attempts[0];
    let rate = attempts.attempts as f64 / (runs[0].now - runs[0].since);
    assert!((rate - 0.2).abs() < 0.005, "{rate}");

    let mut model = Model::new();
    let limiter = model.limiter(
        "limiter",
        LimiterSpec {
            rate: 2.0,
            burst: 5.0,
        },
    );
    let service = model.service("service", vec![Step::Limit(limiter), Step::Sleep(exp(1.0))]);
    model.arrivals("users", poisson(10.0), service);
    let runs = replicate(&model, 7, 1, BOUNDS).expect("a run");
    let rate = runs[0].limited[0].admitted as f64 / (runs[0].now - runs[0].since);
    assert!((rate - 2.0).abs() < 0.001, "{rate}");
}

#[test]
fn codel_keeps_a_standing_queue_short() {
    let of = |shed| {
        let spec = StationSpec {
            shed,
            ..StationSpec::default()
        };
        let model = single(spec, poisson(1.3), exp(1.0));
        replicate(&model, 7, 1, BOUNDS).expect("a run").remove(0)
    };
    let shed = CodelSpec {
        target: 5.0,
        interval: 10.0,
    };
    let (with, without) = (of(Some(shed)), of(None));
    assert!(without.visits[0].wait.mean() > 1_000.0);
    // What is served is what can be served, what is shed is the rest, and the wait stays near the target.
    let past = with.now - with.since;
    let served = with.visits[0].served as f64 / past;
    assert!((0.9..1.0).contains(&served), "{served}");
    assert!((with.visits[0].shed as f64 / past + served - 1.3).abs() < 0.01);
    assert!(
        with.visits[0].wait.mean() < 12.0,
        "{}",
        with.visits[0].wait.mean()
    );
}

#[test]
fn caches() {
    let model = |spec: CacheSpec, load: f64| {
        let mut model = Model::new();
        let cache = model.cache("cache", spec);
        let loads = vec![Step::Sleep(constant(load))];
        let service = model.service("service", vec![Step::Cached(cache, loads)]);
        model.arrivals("users", poisson(10.0), service);
        model
    };
    let spec = CacheSpec {
        keys: 100,
        skew: 0.8,
        capacity: 100,
        ttl: Some(20.0),
        coalesce: false,
        warm: false,
    };
    let hits = |outcome: &Outcome| {
        let lookups = &outcome.lookups[0];
        lookups.hits as f64 / (lookups.hits + lookups.misses + lookups.joined) as f64
    };
    let weights: Vec<f64> = (1..=100).map(|key| f64::from(key).powf(-0.8)).collect();
    let all: f64 = weights.iter().sum();
    let rates: Vec<f64> = weights.iter().map(|weight| 10.0 * weight / all).collect();
    let kept = |rate: &f64| rate / 10.0 * rate * 20.0 / (1.0 + rate * 20.0);
    let expected = rates.iter().map(kept).sum();
    agree("time to live", &model(spec, 0.0), expected, hits);

    // Che's approximation: the characteristic time by bisection.
    let capacity = 20.0;
    let (mut low, mut high) = (0.0, 1e4);
    for _ in 0..200 {
        let t = f64::midpoint(low, high);
        let filled: f64 = rates.iter().map(|rate| 1.0 - (-rate * t).exp()).sum();
        *(if filled < capacity { &mut low } else { &mut high }) = t;
    }
    let che: f64 = rates
        .iter()
        .map(|rate| rate / 10.0 * (1.0 - (-rate * low).exp()))
        .sum();
    let lru = CacheSpec {
        capacity: 20,
        ttl: None,
        ..spec
    };
    let measured = hits(&replicate(&model(lru, 0.0), 7, 1, BOUNDS).expect("a run")[0]);
    assert!((measured / che - 1.0).abs() < 0.02, "LRU {measured}, Che {che}");

    // A stampede: one key, loads of 1 s, 10/s: about 10 load it again each time; coalescing, exactly one.
    let one = CacheSpec {
        keys: 1,
        capacity: 1,
        ..spec
    };
    let storm = &replicate(&model(one, 1.0), 7, 1, BOUNDS).expect("a run")[0].lookups[0];
    let calm_spec = CacheSpec {
        coalesce: true,
        ..one
    };
    let calm = &replicate(&model(calm_spec, 1.0), 7, 1, BOUNDS).expect("a run")[0].lookups[0];
    let rounds = (BOUNDS.until - BOUNDS.warmup) / 21.0;
    assert!((calm.misses as f64 / rounds - 1.0).abs() < 0.01, "{calm:?}");
    assert!(storm.misses > 5 * calm.misses, "{storm:?}");
    assert!(calm.joined > 8 * calm.misses);
}

#[test]
fn arrivals_follow_their_rate() {
    let count = |spec: ArrivalSpec, until: f64| {
        let mut model = Model::new();
        let service = model.service("service", vec![]);
        model.arrivals("users", Arrivals::Process(spec), service);
        let bounds = Bounds {
            warmup: 0.0,
            until,
            events: u64::MAX,
        };
        let runs = replicate(&model, 7, 400, bounds).expect("runs");
        let counts: Vec<f64> = runs.iter().map(|run| run.requests[0].arrived as f64).collect();
        let mean = counts.iter().sum::<f64>() / 400.0;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / 399.0;
        (mean, variance)
    };
    let poisson = |spec: ArrivalSpec, until: f64, area: f64| {
        let (mean, variance) = count(spec, until);
        assert!(
            (mean - area).abs() < 4.0 * (area / 400.0).sqrt(),
            "{mean} of {area}"
        );
        assert!((variance / area - 1.0).abs() < 0.3, "{variance} of {area}");
    };
    let points = vec![(0.0, 1.0), (10.0, 0.0), (20.0, 5.0), (40.0, 0.0)];
    let rates = |ramps, repeat| ArrivalSpec::Rates {
        points: points.clone(),
        ramps,
        repeat,
    };
    poisson(rates(false, None), 30.0, 10.0 + 50.0);
    poisson(rates(false, None), 1e6, 10.0 + 100.0);
    poisson(rates(true, None), 30.0, 5.0 + 25.0 + 37.5);
    poisson(rates(true, Some(50.0)), 150.0, 3.0 * (5.0 + 25.0 + 50.0));
    poisson(rates(false, Some(50.0)), 110.0, 2.0 * 110.0 + 10.0);
    // Phases: mean rate 5 · 1/4, index of dispersion 1 + 2 σ₁σ₂(λ₁ − λ₂)² / ((σ₁ + σ₂)²(λ₁σ₂ + λ₂σ₁)).
    let (mean, variance) = count(ArrivalSpec::Phases(vec![(5.0, 1.0), (0.0, 3.0)]), 2_000.0);
    let (s1, s2) = (1.0, 1.0 / 3.0);
    let index = 1.0 + 2.0 * s1 * s2 * 25.0 / ((s1 + s2) * (s1 + s2) * (5.0 * s2));
    assert!((mean / 2_500.0 - 1.0).abs() < 0.02, "{mean}");
    assert!(
        (variance / mean / index - 1.0).abs() < 0.3,
        "{} of {index}",
        variance / mean
    );
    // Times that were recorded come as they are.
    let times = ArrivalSpec::Times {
        times: vec![1.0, 1.0, 4.0],
        repeat: Some(5.0),
    };
    assert_eq!(count(times, 11.5).0, 8.0);
    // Rounds in which hardly anything comes are skipped as a whole: a tenth of a request in each.
    let rare = ArrivalSpec::Rates {
        points: vec![(0.0, 0.0), (8.0, 0.05)],
        ramps: false,
        repeat: Some(10.0),
    };
    poisson(rare, 10_000.0, 100.0);
    // Nothing ever comes at a rate of 0.
    let never = ArrivalSpec::Rates {
        points: vec![(0.0, 0.0)],
        ramps: false,
        repeat: Some(10.0),
    };
    assert_eq!(count(never, 1e9).0, 0.0);
}

#[test]
fn work_that_nobody_waits_for_goes_on() {
    // Replica lag: each write is applied by one server that takes 1 s, .8 a second: M/M/1, 5 s behind.
    let mut model = Model::new();
    let replica = model.station("replica", 1, None);
    let write = vec![Step::Spawn(vec![Step::Use(replica, exp(1.0))])];
    let service = model.service("write", write);
    model.arrivals("users", poisson(0.8), service);
    agree("lag", &model, 5.0, |outcome| outcome.spawned[0].sojourn.mean());
    let runs = replicate(&model, 7, 1, BOUNDS).expect("a run");
    assert_eq!(runs[0].requests[0].sojourn.mean(), 0.0, "nobody waits for it");
}

#[test]
fn links_share_their_bandwidth() {
    for (loss, resend) in [(0.0, 0.0), (0.1, 0.2)] {
        let link = Link {
            bandwidth: 1e6,
            delay: 0.05,
            loss,
            resend,
        };
        let mut model = Model::new();
        let station = link.build("link", &mut model);
        let steps = link.transfer(station, &exp(1e5)).expect("steps");
        let service = model.service("transfer", steps);
        model.arrivals("users", poisson(6.0), service);
        let rho = 0.6 / (1.0 - loss);
        let expected = 0.1 / ((1.0 - loss) * (1.0 - rho)) + resend * loss / (1.0 - loss) + 0.05;
        agree("link", &model, expected, sojourn(0));
    }
}

#[test]
fn disks_wait_in_order() {
    let disk = Disk {
        iops: 1_000.0,
        bandwidth: 1e6,
        depth: 1,
        room: None,
    };
    let mut model = Model::new();
    let station = disk.build("disk", &mut model);
    let read = disk.operation(station, 3_000.0).expect("a step");
    let service = model.service("read", vec![read]);
    model.arrivals("users", poisson(200.0), service);
    let bounds = Bounds {
        until: 400.0,
        warmup: 10.0,
        ..BOUNDS
    };
    // 1 ms and 3 ms: ρ .8, wait .8 · 4 ms / .4.
    agree_within(bounds, "disk", &model, 0.008, |outcome| {
        outcome.visits[0].wait.mean()
    });
}

#[test]
fn replicas_lag_and_quorums_wait() {
    let store = |wait_for| {
        let mut model = Model::new();
        let leader = model.station("leader", 1, None);
        let followers = (0..2)
            .map(|at| model.station(&format!("follower {at}"), 1, None))
            .collect();
        let replicas = Replicas {
            leader,
            followers,
            delay: 0.5,
            wait_for,
        };
        let steps = replicas.write(&exp(0.5), &exp(1.0)).expect("steps");
        let service = model.service("write", steps);
        model.arrivals("users", poisson(0.8), service);
        model
    };
    for follower in 0..2 {
        agree("lag", &store(0), 5.5, |outcome| {
            outcome.spawned[follower].sojourn.mean()
        });
    }
    agree("acknowledged at once", &store(0), 1.0 / 1.2, sojourn(0));
    // Both: the leader, the delay, and fork-join of two M/M/1 at .8 (7).
    agree(
        "acknowledged by both",
        &store(2),
        1.0 / 1.2 + 0.5 + 7.0,
        sojourn(0),
    );
}
