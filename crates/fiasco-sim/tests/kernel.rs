//! What the kernel does with requests, branches, controls and counts where it can be followed by hand.

#![allow(
    clippy::expect_used,
    clippy::float_cmp,
    reason = "a test says what it expects, and the numbers are exact in binary"
)]

mod common;

use common::*;
use fiasco_sim::kernel::{Bounds, End, Outcome, Simulation, replicate};
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

/// How many of the first source ended well and how many failed.
fn ends(run: &Outcome) -> (u64, u64) {
    (run.requests[0].done, run.requests[0].failed)
}

#[test]
fn failures_pause_refuse_or_crash() {
    // One at 0 for 4 s, one at 2.5; down from 2 to 3, from 5 to 6 and from 8 to 9: who is served goes on from 3, and who
    // waits begins at 6 after a failure in the moment of the first one's completion.
    for (kind, lost, refused, sojourns) in [
        (FaultKind::Pause, 0, 0, [5.0, 8.5]),
        (FaultKind::Refuse, 0, 1, [5.0, 0.0]),
        (FaultKind::Crash, 1, 1, [0.0, 0.0]),
    ] {
        let mut model = Model::new();
        let station = model.station("station", 1, None);
        let service = model.service("service", vec![Step::Use(station, constant(4.0))]);
        model.arrivals("first", at(&[0.0]), service);
        model.arrivals("second", at(&[2.5]), service);
        let fault = FaultSpec {
            up: constant(2.0),
            down: constant(1.0),
            kind,
        };
        model.fault("fault", station, fault);
        let run = once(&model, until(20.0));
        assert_eq!(
            (run.visits[0].lost, run.visits[0].refused),
            (lost, refused),
            "{kind:?}"
        );
        let found = run.requests.iter().map(|requests| requests.sojourn.mean());
        assert_eq!(found.collect::<Vec<_>>(), sojourns, "{kind:?}");
    }
}

#[test]
fn a_station_that_stops_in_the_moment_of_a_completion_completes_when_it_goes_on() {
    let mut model = single(StationSpec::default(), at(&[0.0]), constant(2.0));
    let station = first_station(&model);
    model.change(2.0, Effect::Speed(station, 0.0));
    let simulation = Simulation::of(model.clone()).expect("a model");
    let mut run = simulation.start(1, 0);
    assert_eq!((run.advance(f64::INFINITY, 100), run.now()), (End::Empty, 2.0));
    assert_eq!(run.outcome(End::Empty).live, 1, "it is still there");
    model.change(5.0, Effect::Speed(station, 1.0));
    assert_eq!(once(&model, until(9.0)).requests[0].sojourn.sum, 5.0);
}

#[test]
fn sources_are_silenced_and_members_taken_out() {
    let mut model = Model::new();
    let members = [1.0, 2.0].map(|takes| {
        let name = format!("takes {takes}");
        model.service(&name, vec![Step::Sleep(constant(takes))])
    });
    let spec = BalancerSpec::new(Policy::Standby, members.to_vec());
    let balancer = model.balancer("balancer", spec);
    let client = model.service("client", vec![Step::Call(Call::to(balancer))]);
    let users = model.arrivals("users", Arrivals::Gaps(constant(10.0)), client);
    // At 10 both are there, at 20 the second, at 30 none, at 40 the first again, at 50 nobody comes.
    model.change(15.0, Effect::Out(balancer, 0, true));
    model.change(25.0, Effect::Out(balancer, 1, true));
    model.change(35.0, Effect::Out(balancer, 0, false));
    model.change(45.0, Effect::Silence(users));
    let run = once(&model, until(100.0));
    assert_eq!((ends(&run), run.attempts[0].nowhere), ((3, 1), 1));
    assert_eq!(
        (run.sent[0].as_slice(), run.requests[0].sojourn.sum),
        (&[2, 1][..], 4.0)
    );
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

#[test]
fn an_attempt_that_is_dropped_in_silence_is_not_under_way() {
    // The station is taken until 5. An attempt at 1 is dropped and given up at 2; the limit of one lets another through.
    let mut model = Model::new();
    let station = model.station_of("station", silent());
    let work = model.service("work", vec![Step::Use(station, constant(0.5))]);
    let adaptive = AdaptiveSpec {
        least: 1,
        most: 1,
        start: 1,
        target: 10.0,
        decrease: 0.5,
    };
    let call = Call {
        adaptive: Some(adaptive),
        ..Call::to(work).within(1.0)
    };
    let client = model.service("client", vec![Step::Call(call)]);
    model.arrivals("users", at(&[1.0, 10.0]), client);
    let takes = model.service("takes", vec![Step::Use(station, constant(5.0))]);
    model.arrivals("other", at(&[0.0]), takes);
    let run = once(&model, until(20.0));
    assert_eq!((ends(&run), run.attempts[0].broken), ((1, 1), 0));
}

#[test]
fn every_request_has_all_its_attempts() {
    let attempts = |arrivals: Arrivals, first: Option<Step>| {
        let mut model = Model::new();
        let fails = model.service("fails", vec![Step::Sleep(constant(1.0)), Step::Fail]);
        let call = Step::Call(Call::to(fails).retried(3, Backoff::Immediate));
        let steps = first.into_iter().chain([call]).collect();
        let service = model.service("service", steps);
        model.arrivals("users", arrivals, service);
        let attempts = once(&model, until(39.5)).attempts[0];
        (attempts.calls, attempts.attempts)
    };
    // A user who comes back after a failure and a pause of 1 s: every 4 s from 1 on.
    assert_eq!(attempts(Arrivals::Closed(1, constant(1.0)), None), (10, 30));
    // After a fork of which one branch was enough.
    let fork = Step::Parallel(1, vec![vec![Step::Sleep(constant(1.0))]; 3]);
    assert_eq!(attempts(at(&[0.0, 10.0]), Some(fork)), (2, 6));
}

#[test]
fn each_call_pays_into_its_budget() {
    // The station is taken: each of five calls pays for the one retry that it makes.
    let mut model = Model::new();
    let station = model.station("station", 1, Some(0));
    let work = model.service("work", vec![Step::Use(station, constant(50.0))]);
    let budget = BudgetSpec {
        ratio: 1.0,
        burst: 1.0,
    };
    let call = Call {
        budget: Some(budget),
        ..Call::to(work).retried(2, Backoff::Immediate)
    };
    let client = model.service("client", vec![Step::Call(call)]);
    model.arrivals("first", at(&[0.0]), work);
    model.arrivals("users", at(&[1.0, 2.0, 3.0, 4.0, 5.0]), client);
    let attempts = once(&model, until(10.0)).attempts[0];
    assert_eq!((attempts.calls, attempts.attempts, attempts.unpaid), (5, 10, 0));
}

#[test]
fn a_failure_after_a_hedged_call_gives_back_what_is_held() {
    let mut model = Model::new();
    let pool = model.pool("pool", 1, None);
    let hold = Hold { pool, patience: None };
    let work = model.service("work", vec![Step::Sleep(constant(1.0))]);
    let call = Call {
        hedge: Some(0.5),
        ..Call::to(work)
    };
    let steps = vec![Step::Hold(hold, vec![Step::Call(call), Step::Fail])];
    let service = model.service("service", steps);
    model.arrivals("users", at(&[0.0, 0.0]), service);
    let run = once(&model, until(10.0));
    assert_eq!((ends(&run), run.holds[0].returned), ((0, 2), 2));
}

#[test]
fn decorrelated_pauses_grow_from_each_other() {
    // Half of the attempts fail; the first pause is .2 on average and the second (.1 + 3 · .2) / 2. Of those that end well
    // two in seven made a second attempt and one in seven a third.
    let mut model = Model::new();
    let callee = model.service("callee", vec![Step::Branch(0.5, vec![Step::Fail], vec![])]);
    let backoff = Backoff::Decorrelated {
        base: 0.1,
        cap: 100.0,
    };
    let call = Call::to(callee).retried(3, backoff);
    let service = model.service("service", vec![Step::Call(call)]);
    model.arrivals("users", poisson(1.0), service);
    agree("pauses", &model, (2.0 * 0.2 + 0.55) / 7.0, sojourn(0));
}

#[test]
fn who_joined_a_load_waits_for_that_load_and_fails_with_it() {
    // Two keys, loads of 1 s on average: whoever came waits for the load of its own key, not for the earlier of both.
    let model = |load: Vec<Step>| {
        let mut model = Model::new();
        let spec = CacheSpec {
            keys: 2,
            capacity: 2,
            ..one_key()
        };
        let cache = model.cache("cache", spec);
        let service = model.service("service", vec![Step::Cached(cache, load)]);
        model.arrivals("users", at(&[0.0; 50]), service);
        model
    };
    let loads = model(vec![Step::Sleep(exp(1.0))]);
    let runs = replicate(&loads, 7, 2_000, until(100.0)).expect("runs");
    let mean = runs.iter().map(sojourn(0)).sum::<f64>() / 2_000.0;
    // The mean of two loads has a deviation of √½, the mean of 2,000 of them one of 0.016.
    assert!((mean - 1.0).abs() < 0.064, "{mean}");
    let fails = model(vec![Step::Sleep(constant(1.0)), Step::Fail]);
    let run = once(&fails, until(100.0));
    assert_eq!((ends(&run), run.lookups[0].joined), ((0, 50), 48));
}

#[test]
fn those_who_go_on_in_one_moment_go_on_in_their_order() {
    // Four come for a pool of one, and use a station when they have it; the pool grows at 0.5.
    let mut model = Model::new();
    let station = model.station("station", 1, None);
    let pool = model.pool("pool", 1, None);
    let hold = Hold { pool, patience: None };
    let steps = vec![Step::Hold(hold, vec![Step::Use(station, constant(1.0))])];
    let service = model.service("service", steps);
    for number in 0..4 {
        model.arrivals(&format!("user {number}"), at(&[0.0]), service);
    }
    model.change(0.5, Effect::Size(pool, 4));
    let run = once(&model, until(10.0));
    let sojourns = run.requests.iter().map(|requests| requests.sojourn.sum);
    assert_eq!(sojourns.collect::<Vec<_>>(), [1.0, 2.0, 3.0, 4.0]);
    // The first branch of a fork is the first at the station.
    let mut model = Model::new();
    let station = model.station("station", 1, None);
    let uses = |takes| vec![Step::Use(station, constant(takes))];
    let steps = vec![Step::Parallel(1, vec![uses(1.0), uses(3.0)])];
    let service = model.service("service", steps);
    model.arrivals("user", at(&[0.0]), service);
    assert_eq!(once(&model, until(10.0)).requests[0].sojourn.sum, 1.0);
}

#[test]
fn counting_anew_forgets_everything_but_what_is_under_way() {
    let mut model = Model::new();
    let pool = model.pool("pool", 2, None);
    let hold = Hold { pool, patience: None };
    let aside = Step::Spawn(vec![Step::Sleep(constant(0.25))]);
    let held = Step::Hold(hold, vec![Step::Sleep(constant(1.5))]);
    let service = model.service("service", vec![aside, held]);
    model.arrivals("users", Arrivals::Gaps(constant(1.0)), service);
    // They come at 1, 2, … 20; the one of 10 is under way at 10.75, and the one of 20 at 20.75.
    let bounds = Bounds {
        warmup: 10.75,
        ..until(20.75)
    };
    let run = once(&model, bounds);
    assert_eq!((run.spawned[0].begun, run.spawned[0].done), (10, 10));
    let requests = &run.requests[0];
    assert_eq!((requests.carried, requests.arrived, requests.done), (1, 11, 10));
    let holds = &run.holds[0];
    assert_eq!((holds.asked, holds.returned, holds.wait.count), (11, 10, 10));
    // Ten come and go, each for 1.5 s, and what is under way at the end was at the beginning.
    assert_eq!(holds.held_time, 15.0);
    // Where the end comes before the beginning, all is counted.
    let bounds = Bounds {
        warmup: 30.0,
        ..until(5.25)
    };
    let run = once(&model, bounds);
    assert_eq!((run.since, run.now, run.requests[0].arrived), (0.0, 5.25, 5));
}

#[test]
fn a_series_ends_where_its_run_is_cut() {
    let model = single(
        StationSpec::default(),
        Arrivals::Gaps(constant(1.0)),
        constant(0.5),
    );
    let simulation = Simulation::of(model).expect("a model");
    // Two events a second: the first ten are those of 5 s.
    let events = |most| {
        let mut run = simulation.start(1, 0);
        run.every(2.0, 100.0, most, |point| (point.events, point.end))
    };
    assert_eq!(events(10), [(3, End::Time), (4, End::Time), (3, End::Cut)]);
    assert_eq!(events(1_000).iter().map(|point| point.0).sum::<u64>(), 199);
}

#[test]
fn a_run_does_not_go_back() {
    // On a clock of its own, which has to know too that nothing is left.
    let spec = StationSpec {
        speed: 2.0,
        ..StationSpec::default()
    };
    let simulation = Simulation::of(single(spec, at(&[0.0, 1.0]), constant(1.0))).expect("a model");
    let mut run = simulation.start(1, 0);
    for never in [-1.0, f64::NAN] {
        assert_eq!(run.advance(never, 100), End::Time);
        assert_eq!((run.now(), run.outcome(End::Time).events), (0.0, 0), "{never}");
    }
    // What happens at 0 happens at a negative 0.
    run.advance(-0.0, 100);
    assert_eq!((run.now(), run.outcome(End::Time).events), (0.0, 1));
    run.advance(1.25, 100);
    for earlier in [0.75, 0.0, -1.0] {
        assert_eq!(run.advance(earlier, 100), End::Time);
        assert_eq!((run.now(), run.outcome(End::Time).events), (1.25, 3), "{earlier}");
    }
    assert_eq!((run.advance(f64::INFINITY, 100), run.now()), (End::Empty, 1.5));
}

#[test]
fn the_most_under_way_at_once() {
    // Three at once, then one, then two: as requests, and as requests with an attempt each.
    let arrivals = || at(&[0.0, 0.0, 0.0, 5.0, 9.0, 9.0]);
    let mut model = single(StationSpec::default(), arrivals(), constant(1.0));
    assert_eq!(once(&model, until(20.0)).most, 3);
    let asked = model.service("asked", vec![Step::Use(first_station(&model), constant(1.0))]);
    let client = model.service("client", vec![Step::Call(Call::to(asked))]);
    let mut calling = model.clone();
    calling.arrivals("callers", at(&[100.0, 100.0]), client);
    assert_eq!(once(&calling, until(200.0)).most, 4);
}

#[test]
fn who_is_turned_away_in_silence_fails_at_once_where_nobody_has_patience() {
    let mut model = Model::new();
    let station = model.station_of("station", silent());
    let work = model.service("work", vec![Step::Use(station, constant(5.0))]);
    let client = model.service("client", vec![Step::Call(Call::to(work))]);
    model.arrivals("users", at(&[0.0, 1.0, 2.0]), client);
    let run = once(&model, until(3.0));
    assert_eq!((ends(&run), run.live), ((0, 2), 2));
}

#[test]
fn an_attempt_that_is_dropped_in_silence_is_not_under_way_at_its_member() {
    // One member is taken for good and drops in silence, the other one has one attempt under way for good: from then on
    // the first has fewer.
    let mut model = Model::new();
    let taken = model.station_of("taken", silent());
    let open = model.station("open", 1, None);
    let forever = constant(1e6);
    let takes = model.service("takes", vec![Step::Use(taken, forever.clone())]);
    model.arrivals("other", at(&[0.0]), takes);
    let members = [taken, open].map(|station| vec![Step::Use(station, forever.clone())]);
    let members = (0..)
        .zip(members)
        .map(|(at, steps)| model.service(&format!("member {at}"), steps));
    let members = members.collect();
    let balancer = model.balancer("balancer", BalancerSpec::new(Policy::LeastOutstanding, members));
    let client = model.service("client", vec![Step::Call(Call::to(balancer).within(0.5))]);
    model.arrivals("users", Arrivals::Gaps(constant(1.0)), client);
    let run = once(&model, until(100.5));
    assert_eq!((run.sent[0][0], run.sent[0][1]), (99, 1));
}
