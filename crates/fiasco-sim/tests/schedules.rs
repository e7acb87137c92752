//! Elements at work where one can follow by hand what must happen, and parameters that only show together.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::*;
use fiasco_sim::jobs::record::Requests;
use fiasco_sim::kernel::{Bounds, Outcome, replicate};
use fiasco_sim::model::*;

#[test]
fn the_first_pause_with_decorrelated_jitter_knows_no_pause_before() {
    // Half of the attempts fail, and of those that do the second comes after a pause even between .1 and .3, .2 on
    // average; what the station was asked for before is no pause.
    let mut model = Model::new();
    let station = model.station("station", 1_000, None);
    let callee = model.service("callee", vec![Step::Branch(0.5, vec![Step::Fail], vec![])]);
    let backoff = Backoff::Decorrelated {
        base: 0.1,
        cap: 100.0,
    };
    let steps = vec![
        Step::Use(station, constant(50.0)),
        Step::Call(Call::to(callee).retried(2, backoff)),
    ];
    let service = model.service("service", steps);
    model.arrivals("users", poisson(1.0), service);
    // Of those that end well a third made a second attempt.
    agree("pause", &model, 50.0 + 0.2 / 3.0, sojourn(0));
}

#[test]
fn deep_disks_give_their_rate_and_turn_away() {
    // Eight at a time, enough users: the rate is that of the disk, 1 ms and 3 ms each.
    let disk = Disk {
        iops: 1_000.0,
        bandwidth: 1e6,
        depth: 8,
        room: None,
    };
    let rate = |disk: Disk, users| {
        let mut model = Model::new();
        let station = disk.build("disk", &mut model);
        let read = disk.operation(station, 3_000.0).expect("a step");
        let service = model.service("read", vec![read]);
        model.arrivals("users", Arrivals::Closed(users, exp(0.01)), service);
        let bounds = Bounds {
            warmup: 1.0,
            until: 101.0,
            events: u64::MAX,
        };
        let run = replicate(&model, 7, 1, bounds).expect("a run").remove(0);
        (run.requests[0].done as f64 / 100.0, run.visits[0].refused)
    };
    let (full, refused) = rate(disk, 40);
    assert!((full - 250.0).abs() < 1.0 && refused == 0, "{full}");
    // Alone each takes 32 ms and thinks for 10.
    let (alone, _) = rate(disk, 1);
    assert!((alone - 1.0 / 0.042).abs() < 1.0, "{alone}");
    let (_, refused) = rate(
        Disk {
            room: Some(0),
            ..disk
        },
        40,
    );
    assert!(refused > 1000, "{refused}");
}

#[test]
fn transfers_share_a_link() {
    // 30 bytes at 0 and 10 at 1, at 10 bytes/s and 0.5 s of delay: the second has half until 3, the first all from then.
    let link = Link {
        bandwidth: 10.0,
        delay: 0.5,
        loss: 0.0,
        resend: 1.0,
    };
    let mut model = Model::new();
    let station = link.build("link", &mut model);
    for (time, bytes) in [(0.0, 30.0), (1.0, 10.0)] {
        let steps = link.transfer(station, &constant(bytes)).expect("steps");
        let service = model.service(&format!("send {bytes}"), steps);
        model.arrivals(&format!("user {bytes}"), at(&[time]), service);
    }
    let bounds = Bounds {
        warmup: 0.0,
        until: 10.0,
        events: 100,
    };
    let run = replicate(&model, 1, 1, bounds).expect("a run").remove(0);
    let sojourns = run.requests.iter().map(|requests| requests.sojourn.sum);
    assert_eq!(sojourns.collect::<Vec<_>>(), [4.5, 2.5]);
}

#[test]
fn one_replica_of_two_is_enough_where_one_is_asked_for() {
    // Next to no load: the leader, the delay, and the faster of two exponentials.
    let mut model = Model::new();
    let leader = model.station("leader", 1, None);
    let followers = (0..2)
        .map(|at| model.station(&format!("follower {at}"), 1, None))
        .collect();
    let replicas = Replicas {
        leader,
        followers,
        delay: 0.25,
        wait_for: 1,
    };
    let steps = replicas.write(&constant(0.125), &exp(1.0)).expect("steps");
    let service = model.service("write", steps);
    model.arrivals("users", poisson(0.001), service);
    let bounds = Bounds { until: 4e5, ..BOUNDS };
    agree_within(bounds, "first of two", &model, 0.125 + 0.25 + 0.5, sojourn(0));
}

#[test]
fn changes_take_effect_when_they_are_due() {
    // Ten come at once at 0, each for a second, and what changes at 2.5 changes how long the last one takes.
    let last = |pool: Option<u32>, effect: &dyn Fn(StationId, PoolId) -> Option<Effect>| {
        let mut model = Model::new();
        let station = model.station("station", 1, None);
        let threads = model.pool("threads", pool.unwrap_or(10), None);
        let hold = Hold {
            pool: threads,
            patience: None,
        };
        let step = match pool {
            Some(_) => Step::Sleep(constant(1.0)),
            None => Step::Use(station, constant(1.0)),
        };
        let service = model.service("service", vec![Step::Hold(hold, vec![step])]);
        model.arrivals("users", at(&[0.0; 10]), service);
        if let Some(effect) = effect(station, threads) {
            model.change(2.5, effect);
        }
        let bounds = Bounds {
            warmup: 0.0,
            until: 100.0,
            events: 10_000,
        };
        let run = replicate(&model, 1, 1, bounds).expect("a run").remove(0);
        let requests = &run.requests[0];
        assert_eq!(requests.arrived, requests.done + requests.failed);
        // Buckets are off by 0.4 %.
        (requests.done, requests.sojourns.quantile(1.0).expect("some"))
    };
    let check = |found: (u64, f64), done: u64, longest: f64| {
        assert_eq!(found.0, done);
        assert!(
            (found.1 / longest - 1.0).abs() < 0.005,
            "{found:?} instead of {longest}"
        );
    };
    check(last(None, &|_, _| None), 10, 10.0);
    // Seven are left and one of them is half done. Two servers: at 3, 3.5, 4 … the seventh begins at 5.5.
    check(
        last(None, &|station, _| Some(Effect::Servers(station, 2))),
        10,
        6.5,
    );
    // Twice as fast: 7.5 s of work in 3.75.
    check(
        last(None, &|station, _| Some(Effect::Speed(station, 2.0))),
        10,
        6.25,
    );
    check(last(None, &|station, _| Some(Effect::Lose(station))), 2, 2.0);
    check(
        last(None, &|station, _| Some(Effect::Refuses(station, true))),
        10,
        10.0,
    );
    // A pool of one that becomes one of three: one goes on until 3, two begin at 2.5, and so on.
    check(last(Some(1), &|_, pool| Some(Effect::Size(pool, 3))), 10, 5.5);
    // Three at a time until 2.5, when nine have begun; then one, after those are back.
    check(last(Some(3), &|_, pool| Some(Effect::Size(pool, 1))), 10, 4.0);
    check(last(Some(5), &|_, pool| Some(Effect::Size(pool, 1))), 10, 2.0);
}

#[test]
fn servers_shared_by_more_contend_only_as_servers() {
    // Twenty users on four servers: four are at work, however many share them.
    let spec = StationSpec {
        servers: 4,
        discipline: Discipline::Sharing(None),
        contention: Contention {
            alone: 0.1,
            pairs: 0.0,
        },
        ..StationSpec::default()
    };
    let model = single(spec, Arrivals::Closed(20, constant(0.0)), exp(1.0));
    agree("shared", &model, 4.0 / 1.3, |outcome| {
        outcome.requests[0].done as f64 / (outcome.now - outcome.since)
    });
}

#[test]
fn one_term_of_contention_is_enough_to_slow_down() {
    // Two at once, each at half of its speed by one of the two terms; a third, later and alone, at full speed.
    for (alone, pairs) in [(1.0, 0.0), (0.0, 0.5)] {
        let spec = StationSpec {
            servers: 2,
            contention: Contention { alone, pairs },
            ..StationSpec::default()
        };
        let jobs = [(0.0, 0, 1.0), (0.0, 0, 1.0), (5.0, 0, 1.0)];
        assert_eq!(at_one_station(spec, &jobs), [2.0, 2.0, 1.0], "{alone} {pairs}");
    }
}

#[test]
fn autoscalers_follow_what_they_look_at() {
    let run = |metric, target| {
        let mut model = single(StationSpec::default(), poisson(4.0), exp(1.0));
        let spec = AutoscalerSpec {
            metric,
            target,
            least: 1,
            most: 50,
            interval: 20.0,
            boot: 1.0,
            up_cooldown: 0.0,
            down_cooldown: 0.0,
            tolerance: 0.1,
        };
        model.autoscaler("scaler", first_station(&model), spec);
        let visits = replicate(&model, 7, 1, BOUNDS).expect("a run")[0].visits[0];
        let servers = visits.server_time / (BOUNDS.until - BOUNDS.warmup);
        (servers, visits.served as f64 / visits.arrived as f64)
    };
    // Four at work on average, half of the servers: eight, and a little more for what is rounded up.
    let (servers, served) = run(Metric::Utilization, 0.5);
    assert!(
        (7.5..10.0).contains(&servers) && served > 0.999,
        "{servers} {served}"
    );
    // Two inside for each server: more than the four that are at work.
    let (servers, served) = run(Metric::QueuePerServer, 2.0);
    assert!(
        (4.0..6.5).contains(&servers) && served > 0.99,
        "{servers} {served}"
    );
}

#[test]
fn late_answers_are_failures_to_an_adaptive_limit() {
    // Each takes 2 s, which would be fine, but callers wait for one: the limit falls to 2, one a second.
    let mut model = Model::new();
    let callee = model.service("callee", vec![Step::Sleep(constant(2.0))]);
    let adaptive = AdaptiveSpec {
        least: 2,
        most: 100,
        start: 50,
        target: 5.0,
        decrease: 0.5,
    };
    let call = Call {
        adaptive: Some(adaptive),
        ..Call::to(callee).within(1.0)
    };
    let caller = model.service("caller", vec![Step::Call(call)]);
    model.arrivals("users", poisson(100.0), caller);
    let bounds = Bounds {
        until: 2_000.0,
        ..BOUNDS
    };
    let run = replicate(&model, 7, 1, bounds).expect("a run").remove(0);
    let rate = run.attempts[0].attempts as f64 / (run.now - run.since);
    assert!((rate - 1.0).abs() < 0.03, "{rate}");
}

#[test]
fn a_cache_that_is_cleared_loads_again() {
    let misses = |clear: bool| {
        let mut model = Model::new();
        let spec = CacheSpec {
            keys: 10,
            skew: 0.0,
            capacity: 10,
            ttl: None,
            coalesce: true,
            warm: false,
        };
        let cache = model.cache("cache", spec);
        let service = model.service("service", vec![Step::Cached(cache, vec![])]);
        model.arrivals("users", poisson(10.0), service);
        if clear {
            model.change(500.0, Effect::Clear(cache));
        }
        let bounds = Bounds {
            warmup: 0.0,
            until: 1_000.0,
            events: u64::MAX,
        };
        replicate(&model, 7, 1, bounds).expect("a run")[0].lookups[0].misses
    };
    assert_eq!((misses(false), misses(true)), (10, 20));
}

#[test]
fn changes_may_be_stated_in_any_order() {
    let mut model = single(
        StationSpec::default(),
        Arrivals::Gaps(constant(1.0)),
        constant(0.5),
    );
    let station = first_station(&model);
    model.change(20.25, Effect::Refuses(station, false));
    model.change(10.25, Effect::Refuses(station, true));
    let bounds = Bounds {
        warmup: 0.0,
        until: 100.25,
        events: u64::MAX,
    };
    let run = replicate(&model, 7, 1, bounds).expect("a run").remove(0);
    assert_eq!((run.visits[0].arrived, run.visits[0].refused), (100, 10));
}

#[test]
fn a_pause_with_decorrelated_jitter_is_not_what_a_full_station_was_asked_for() {
    // Two come at once, each wants 50 s of the only server: the second is turned away, and again within .3 s.
    let mut model = Model::new();
    let station = model.station("station", 1, Some(0));
    let callee = model.service("callee", vec![Step::Use(station, constant(50.0))]);
    let backoff = Backoff::Decorrelated {
        base: 0.1,
        cap: 100.0,
    };
    let client = model.service("client", vec![Step::Call(Call::to(callee).retried(2, backoff))]);
    model.arrivals("users", at(&[0.0; 2]), client);
    let bounds = Bounds {
        warmup: 0.0,
        until: 0.301,
        events: u64::MAX,
    };
    for run in replicate(&model, 7, 20, bounds).expect("runs") {
        assert_eq!((run.attempts[0].attempts, run.requests[0].failed), (3, 1));
    }
}

/// A station and jobs that come at these times, of these classes, with these demands; then what changes there.
fn jobs_at(
    spec: StationSpec,
    jobs: &[(f64, u8, f64)],
    changes: &dyn Fn(StationId) -> Vec<(f64, Effect)>,
) -> Outcome {
    let mut model = Model::new();
    let station = model.station_of("station", spec);
    for (number, (time, class, demand)) in jobs.iter().enumerate() {
        let name = format!("job {number}");
        let service = model.service(&name, vec![Step::Use(station, constant(*demand))]);
        model.arrivals_of_class(&name, at(&[*time]), service, *class);
    }
    for (time, effect) in changes(station) {
        model.change(time, effect);
    }
    let bounds = Bounds {
        warmup: 0.0,
        until: 1e3,
        events: 10_000,
    };
    replicate(&model, 1, 1, bounds).expect("a run").remove(0)
}

/// The sojourn of each job; 0 of who is refused.
fn sojourns(run: &Outcome) -> Vec<f64> {
    let sojourn = |requests: &Requests| requests.sojourn.mean();
    run.requests.iter().map(sojourn).collect()
}

/// Sojourns where nothing changes.
fn at_one_station(spec: StationSpec, jobs: &[(f64, u8, f64)]) -> Vec<f64> {
    sojourns(&jobs_at(spec, jobs, &|_| vec![]))
}

#[test]
fn disciplines_by_hand() {
    let of = |servers, room, discipline| StationSpec {
        servers,
        room,
        discipline,
        ..StationSpec::default()
    };
    let interrupting = |servers| of(servers, None, Discipline::PreemptivePriority);
    type Row = (
        &'static str,
        StationSpec,
        &'static [(f64, u8, f64)],
        &'static [f64],
    );
    let table: [Row; 10] = [
        (
            "equals wait",
            interrupting(1),
            &[(0.0, 1, 4.0), (1.0, 1, 1.0)],
            &[4.0, 4.0],
        ),
        (
            "who gave way goes on first",
            interrupting(1),
            &[(0.0, 1, 4.0), (1.0, 1, 1.0), (2.0, 0, 1.0)],
            &[5.0, 5.0, 1.0],
        ),
        (
            "the lowest gives way",
            interrupting(2),
            &[(0.0, 2, 10.0), (0.0, 1, 10.0), (1.0, 0, 1.0)],
            &[11.0, 10.0, 1.0],
        ),
        (
            "of equals the last gives way",
            interrupting(2),
            &[(0.0, 1, 10.0), (0.5, 1, 10.0), (1.0, 0, 1.0)],
            &[10.0, 11.0, 1.0],
        ),
        (
            "the last to begin gives way, though it would be done first",
            interrupting(2),
            &[(0.0, 1, 10.0), (0.5, 1, 5.0), (1.0, 0, 1.0)],
            &[10.0, 6.0, 1.0],
        ),
        (
            "nobody is interrupted",
            of(1, None, Discipline::Priority),
            &[(0.0, 2, 10.0), (1.0, 1, 1.0), (2.0, 0, 1.0)],
            &[10.0, 11.0, 9.0],
        ),
        (
            "last come",
            of(1, None, Discipline::Lifo),
            &[(0.0, 0, 10.0), (1.0, 0, 1.0), (2.0, 0, 1.0)],
            &[10.0, 11.0, 9.0],
        ),
        (
            "two is not more than two",
            of(1, None, Discipline::AdaptiveLifo(2)),
            &[(0.0, 0, 10.0), (1.0, 0, 1.0), (2.0, 0, 1.0)],
            &[10.0, 10.0, 10.0],
        ),
        (
            "two is more than one",
            of(1, None, Discipline::AdaptiveLifo(1)),
            &[(0.0, 0, 10.0), (1.0, 0, 1.0), (2.0, 0, 1.0)],
            &[10.0, 11.0, 9.0],
        ),
        (
            "one place",
            of(1, Some(1), Discipline::Fifo),
            &[(0.0, 0, 10.0), (1.0, 0, 1.0), (2.0, 0, 1.0)],
            &[10.0, 10.0, 0.0],
        ),
    ];
    for (name, spec, jobs, expected) in table {
        assert_eq!(at_one_station(spec, jobs), expected, "{name}");
    }
}

#[test]
fn who_gives_way_has_waited_once() {
    // The first gives way from 1 to 2, which is time inside and no second wait; the second waits from 0.5 to 5.
    let spec = StationSpec {
        discipline: Discipline::PreemptivePriority,
        ..StationSpec::default()
    };
    let jobs = [(0.0, 1, 4.0), (0.5, 1, 1.0), (1.0, 0, 1.0)];
    let visits = jobs_at(spec, &jobs, &|_| vec![]).visits[0];
    assert_eq!((visits.wait.count, visits.wait.sum, visits.served), (3, 4.5, 3));
    assert_eq!((visits.busy_time, visits.inside_time), (6.0, 5.0 + 5.5 + 1.0));
}

#[test]
fn servers_that_come_and_go_by_hand() {
    let shared = StationSpec {
        discipline: Discipline::Sharing(None),
        ..StationSpec::default()
    };
    let servers = |time, many| move |station| vec![(time, Effect::Servers(station, many))];
    // Two share one server until 1, and have one each from then: 1.5 of 2 s are left to each.
    let jobs = [(0.0, 0, 2.0), (0.0, 0, 2.0)];
    let run = jobs_at(shared, &jobs, &servers(1.0, 2));
    assert_eq!(sojourns(&run), [2.5, 2.5]);
    // One was at work, then two; both were inside all the time.
    let visits = run.visits[0];
    assert_eq!((visits.busy_time, visits.inside_time), (4.0, 5.0));
    // A second server, and no more than a second begins.
    let jobs = [(0.0, 0, 2.0), (0.0, 0, 2.0), (0.0, 0, 2.0)];
    let run = jobs_at(StationSpec::default(), &jobs, &servers(1.0, 2));
    assert_eq!(sojourns(&run), [2.0, 3.0, 4.0]);
    assert_eq!(run.visits[0].wait.sum, 0.0 + 1.0 + 2.0);
}

#[test]
fn a_pool_counts_who_holds_and_who_waits() {
    // Two come for the only one at 1 and hold it for 2 s each.
    let mut model = Model::new();
    let pool = model.pool("pool", 1, None);
    let hold = Hold { pool, patience: None };
    let held = vec![Step::Sleep(constant(2.0))];
    let steps = vec![Step::Sleep(constant(1.0)), Step::Hold(hold, held)];
    let service = model.service("service", steps);
    model.arrivals("users", at(&[0.0, 0.0]), service);
    for (until, held, waiting, waits) in [(2.5, 1.5, 1.5, (1, 0.0)), (4.0, 3.0, 2.0, (2, 2.0))] {
        let bounds = Bounds {
            warmup: 0.0,
            until,
            events: 100,
        };
        let holds = replicate(&model, 1, 1, bounds).expect("a run")[0].holds[0];
        assert_eq!((holds.held_time, holds.waiting_time), (held, waiting), "{until}");
        assert_eq!((holds.wait.count, holds.wait.sum), waits, "{until}");
    }
}

#[test]
fn failures_give_everything_back() {
    let mut model = Model::new();
    let pools = ["outer", "inner"].map(|name| model.pool(name, 1, None));
    let [outer, inner] = pools.map(|pool| Hold { pool, patience: None });
    let cache = model.cache("cache", one_key());
    let limiter = model.limiter(
        "limiter",
        LimiterSpec {
            rate: 0.5,
            burst: 1.0,
        },
    );
    let failing = Step::Hold(outer, vec![Step::Hold(inner, vec![Step::Fail])]);
    let held = model.service("held", vec![failing]);
    let loads = model.service("loads", vec![Step::Cached(cache, vec![Step::Fail])]);
    let limited = model.service("limited", vec![Step::Limit(limiter)]);
    for (name, service) in [("a", held), ("b", loads), ("c", limited)] {
        model.arrivals(name, Arrivals::Gaps(constant(1.0)), service);
    }
    let bounds = Bounds {
        warmup: 0.0,
        until: 100.5,
        events: 10_000,
    };
    let run = replicate(&model, 1, 1, bounds).expect("a run").remove(0);
    for holds in &run.holds {
        assert_eq!((holds.asked, holds.returned), (100, 100));
    }
    // A load that fails is tried by the next.
    assert_eq!((run.lookups[0].misses, run.lookups[0].joined), (100, 0));
    assert_eq!((run.limited[0].admitted, run.limited[0].refused), (50, 50));
}

/// When each of these jobs, which come at these times and ask a station with one server for these demands, is done. They
/// are lost at 100, and ask again: at once where the station goes on, after 2 s where it was down for one.
fn done_after_a_loss(spec: StationSpec, crash: bool, inline: bool, jobs: &[(f64, f64)]) -> Vec<f64> {
    let mut model = Model::new();
    let station = model.station_of("station", spec);
    let backoff = if crash {
        Backoff::Drawn(constant(2.0))
    } else {
        Backoff::Immediate
    };
    for (number, (time, demand)) in jobs.iter().enumerate() {
        let name = format!("job {number}");
        let mut steps = vec![Step::Use(station, constant(*demand))];
        if !inline {
            // A service of two steps is a frame of its own.
            steps.push(Step::Sleep(constant(0.0)));
        }
        let work = model.service(&format!("work {number}"), steps);
        let call = Call::to(work).retried(2, backoff.clone());
        let service = model.service(&name, vec![Step::Call(call)]);
        model.arrivals(&name, at(&[*time]), service);
    }
    if crash {
        let fault = FaultSpec {
            up: constant(100.0),
            down: constant(1.0),
            kind: FaultKind::Crash,
        };
        model.fault("crash", station, fault);
    } else {
        model.change(100.0, Effect::Lose(station));
    }
    let bounds = Bounds {
        warmup: 0.0,
        until: 200.0,
        events: 10_000,
    };
    let run = replicate(&model, 1, 1, bounds).expect("a run").remove(0);
    assert_eq!(run.visits[0].lost, jobs.len() as u64);
    let done = |(requests, (time, _)): (&Requests, &(f64, f64))| time + requests.sojourn.mean();
    run.requests.iter().zip(jobs).map(done).collect()
}

#[test]
fn those_that_a_station_loses_hear_of_it_in_their_order() {
    // The one that is served first, then those who wait, the first to come first: they come back in the order in which
    // they hear of it, and are served in that order.
    let jobs = [(97.0, 10.0), (98.0, 5.0), (98.5, 5.0), (99.0, 5.0)];
    for inline in [true, false] {
        let done = |crash, discipline| {
            let spec = StationSpec {
                discipline,
                ..StationSpec::default()
            };
            done_after_a_loss(spec, crash, inline, &jobs)
        };
        assert_eq!(done(false, Discipline::Fifo), [110.0, 115.0, 120.0, 125.0]);
        assert_eq!(done(true, Discipline::Fifo), [112.0, 117.0, 122.0, 127.0]);
        // The order is that of coming where the last is served first, too: then it is the first that waits longest.
        assert_eq!(done(false, Discipline::Lifo), [110.0, 125.0, 120.0, 115.0]);
    }
}

#[test]
fn of_changes_at_the_same_time_the_last_stated_holds() {
    // Half done at 1.5, when the station is stopped and then, in the same moment, works twice as fast.
    let mut model = single(
        StationSpec::default(),
        Arrivals::Gaps(constant(1.0)),
        constant(1.0),
    );
    let station = first_station(&model);
    model.change(1.5, Effect::Speed(station, 0.0));
    model.change(1.5, Effect::Speed(station, 2.0));
    model.change(0.5, Effect::Speed(station, 1.0));
    let bounds = Bounds {
        warmup: 0.0,
        until: 1.875,
        events: 10_000,
    };
    let run = replicate(&model, 1, 1, bounds).expect("a run").remove(0);
    assert_eq!((run.requests[0].done, run.requests[0].sojourn.sum), (1, 0.75));
}
