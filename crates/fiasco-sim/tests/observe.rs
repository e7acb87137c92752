//! What one sees of a run beside its sums.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::*;
use fiasco_sim::kernel::{Bounds, End, Simulation};
use fiasco_sim::model::*;
use fiasco_sim::observe::{Segment, Trace, Tracer, What, chrome_trace, critical_path};
use fiasco_sim::stats::Estimate;

fn once(model: &mut Model, time: f64, service: ServiceId) {
    model.arrivals("user", at(&[time]), service);
}

/// A page that asks a database twice at once, behind one slow query of somebody else.
fn page() -> Model {
    let mut model = Model::new();
    let (cpu, disk) = (model.station("cpu", 1, None), model.station("disk", 1, None));
    let query = model.service("query", vec![Step::Use(disk, constant(0.25))]);
    let call = Call::to(query).within(1.0).retried(2, Backoff::Immediate);
    let branches = vec![vec![Step::Call(call)], vec![Step::Sleep(constant(0.5))]];
    let steps = vec![Step::Use(cpu, constant(0.125)), Step::Parallel(2, branches)];
    let page = model.service("page \"one\"", steps);
    let report = model.service("report", vec![Step::Use(disk, constant(1.5))]);
    once(&mut model, 0.0, report);
    once(&mut model, 0.0, page);
    model
}

#[test]
fn the_path_of_a_request_says_what_it_waited_for() {
    let simulation = Simulation::of(page()).expect("a model");
    let tracer = Tracer::slowest(&simulation, 4);
    let mut run = simulation.watched(1, 0, tracer);
    assert_eq!(run.advance(100.0, 1000), End::Empty);
    let traces = run.into_watch().traces();
    // At 0.125 the query queues behind the report, is given up at 1.125, asked again, and queues behind itself.
    let (page, report) = (&traces[0], &traces[1]);
    assert_eq!((page.source, page.sojourn(), page.well()), (1, 2.0, true));
    assert_eq!((report.source, report.sojourn()), (0, 1.5));
    let path: Vec<_> = critical_path(page)
        .iter()
        .map(|piece| (piece.segment, piece.service, piece.begin, piece.end))
        .collect();
    assert_eq!(
        path,
        [
            (Segment::Service(0), Some(1), 0.0, 0.125),
            (Segment::Lost, Some(1), 0.125, 1.125),
            (Segment::Queue(1), Some(0), 1.125, 1.75),
            (Segment::Service(1), Some(0), 1.75, 2.0),
        ]
    );
    let late = page.spans.iter().filter(|span| span.what == What::Station(1));
    let late: Vec<_> = late
        .map(|span| (span.begin, span.served, span.end, span.well))
        .collect();
    assert_eq!(
        late,
        [(0.125, 1.5, 1.75, true), (1.125, 1.75, 2.0, true)],
        "the work that was given up goes on"
    );
}

#[test]
fn a_trace_opens_in_a_browser() {
    let simulation = Simulation::of(page()).expect("a model");
    let mut run = simulation.watched(1, 0, Tracer::slowest(&simulation, 1));
    run.advance(100.0, 1000);
    let text = chrome_trace(simulation.model(), &run.into_watch().traces());
    let expected = r#"{"traceEvents":[
{"name":"process_name","ph":"M","pid":2,"args":{"name":"user #2"}},
{"name":"page \"one\"","cat":"service","ph":"X","ts":0,"dur":2000000,"pid":2,"tid":0,"args":{"well":true}},
{"name":"cpu","cat":"served","ph":"X","ts":0,"dur":125000,"pid":2,"tid":0,"args":{"well":true}},
{"name":"branches","cat":"fork","ph":"X","ts":125000,"dur":1875000,"pid":2,"tid":0,"args":{"well":true}},
"#;
    assert!(text.starts_with(expected), "{text}");
    assert!(text.ends_with("}\n]}\n"), "{text}");
    // The second query: behind the first until 1.75, which had been given up.
    for part in [
        r#""name":"disk","cat":"queue","ph":"X","ts":1125000,"dur":625000"#,
        r#""name":"disk","cat":"served","ph":"X","ts":1750000,"dur":250000"#,
    ] {
        assert!(text.contains(part), "{text}");
    }
}

#[test]
fn a_series_adds_up_to_its_run() {
    let mut model = Model::new();
    let desk = model.station("desk", 1, None);
    let visit = model.service("visit", vec![Step::Use(desk, exp(1.0))]);
    model.arrivals("people", poisson(0.8), visit);
    let simulation = Simulation::of(model).expect("a model");
    let (until, events) = (1000.0, 1_000_000);
    let whole = simulation.run(
        3,
        0,
        Bounds {
            warmup: 0.0,
            until,
            events,
        },
    );
    let points = simulation.start(3, 0).every(10.0, until, events, |point| {
        let (requests, visits) = (&point.requests[0], &point.visits[0]);
        assert_eq!(requests.sojourns.count(), requests.done);
        assert_eq!(visits.arrived - visits.served, visits.inside());
        assert!((point.since - (point.now - 10.0)).abs() < 1e-9);
        (
            requests.done,
            requests.sojourn.sum,
            visits.busy_time,
            visits.server_time,
        )
    });
    assert_eq!(points.len(), 100);
    assert_eq!(
        points.iter().map(|point| point.0).sum::<u64>(),
        whole.requests[0].done
    );
    let sums = [
        (
            points.iter().map(|point| point.1).sum::<f64>(),
            whole.requests[0].sojourn.sum,
        ),
        (
            points.iter().map(|point| point.2).sum::<f64>(),
            whole.visits[0].busy_time,
        ),
        (points.iter().map(|point| point.3).sum::<f64>(), until),
    ];
    for (sum, total) in sums {
        assert!((sum - total).abs() < 1e-6, "{sum} of {total}");
    }
}

#[test]
fn a_clone_goes_on_alike() {
    let simulation = Simulation::of(page()).expect("a model");
    let mut one = simulation.start(1, 0);
    one.advance(1.0, 1000);
    let mut other = one.clone();
    assert_eq!(one.advance(50.0, 1000), other.advance(50.0, 1000));
    assert_eq!(one.outcome(End::Empty), other.outcome(End::Empty));
    assert_eq!(one.outcome(End::Empty), {
        let mut whole = simulation.start(1, 0);
        whole.advance(50.0, 1000);
        whole.outcome(End::Empty)
    });
}

#[test]
fn case_3_percentiles_of_the_wait() {
    let mut model = Model::new();
    let desk = model.station("desk", 4, None);
    let visit = model.service("visit", vec![Step::Use(desk, exp(1.0))]);
    model.arrivals("people", poisson(3.2), visit);
    let simulation = Simulation::of(model).expect("a model");
    let waits = |replication| {
        let tracer = Tracer::slowest(&simulation, usize::MAX).during(500.0, 9500.0);
        let mut run = simulation.watched(1, replication, tracer);
        run.advance(10_000.0, u64::MAX);
        let traces = run.into_watch().traces();
        let mut waits: Vec<f64> = traces
            .iter()
            .map(|trace| trace.spans[1].served - trace.spans[1].begin)
            .collect();
        waits.sort_by(f64::total_cmp);
        [0.95, 0.99].map(|q| waits[(q * waits.len() as f64) as usize])
    };
    let runs: Vec<[f64; 2]> = (0..24).map(waits).collect();
    for (at, expected) in [3.0987, 5.1105].into_iter().enumerate() {
        let values: Vec<f64> = runs.iter().map(|run| run[at]).collect();
        let estimate = Estimate::of(&values, 0.999).expect("24 numbers");
        assert!(
            (estimate.mean - expected).abs() < estimate.half_width,
            "{estimate:?}"
        );
        assert!(estimate.relative() < 0.1, "{estimate:?}");
    }
}

#[test]
fn points_of_a_series_add_up_to_the_run() {
    let mut model = Model::new();
    let station = model.station("station", 1, None);
    let pool = model.pool("pool", 3, None);
    let hold = Hold { pool, patience: None };
    let steps = vec![Step::Hold(hold, vec![Step::Use(station, exp(1.0))])];
    let service = model.service("service", steps);
    model.arrivals("users", poisson(0.8), service);
    model.keep_waits(station);
    let simulation = Simulation::of(model).expect("a model");
    let mut run = simulation.start(1, 0);
    let points = run.every(10.0, 9_995.0, u64::MAX, Clone::clone);
    let whole = run.outcome(End::Time);
    assert_eq!(points.len(), 1_000);
    assert_eq!((points[999].since, points[999].now), (9_990.0, 9_995.0));
    let mut before = (0, 0, 0);
    for point in &points {
        let (requests, visits, holds) = (&point.requests[0], &point.visits[0], &point.holds[0]);
        // What was inside at the end of one is inside at the beginning of the next.
        assert_eq!(requests.carried, before.0);
        before = (requests.under_way(), visits.inside(), holds.inside());
        assert_eq!(before.0, before.2, "whoever came asked for the pool");
        assert!(before.1 <= 3 && before.1 <= before.2);
        assert_eq!(
            point.waits[0].as_ref().map(|waits| waits.count()),
            Some(visits.wait.count)
        );
    }
    let sum = |of: &dyn Fn(&fiasco_sim::kernel::Outcome) -> f64| points.iter().map(of).sum::<f64>();
    let close = |found: f64, expected: f64| assert!((found / expected - 1.0).abs() < 1e-9);
    close(
        sum(&|point| (point.requests[0].arrived - point.requests[0].carried) as f64),
        whole.requests[0].arrived as f64,
    );
    close(
        sum(&|point| point.visits[0].served as f64),
        whole.visits[0].served as f64,
    );
    close(
        sum(&|point| point.visits[0].waiting_time()),
        whole.visits[0].waiting_time(),
    );
    // Little: the time integral of who waits is the sum of their waits, but for who waits at the end.
    assert!((whole.visits[0].waiting_time() / whole.visits[0].wait.sum - 1.0).abs() < 0.01);
    assert!((whole.visits[0].utilization() - whole.visits[0].busy_time / 9_995.0).abs() < 1e-9);
}

/// What was traced of a model that runs to its end.
fn traced(model: Model, follow: impl Fn(Tracer) -> Tracer, keep: usize) -> Vec<Trace> {
    let simulation = Simulation::of(model).expect("a model");
    let mut run = simulation.watched(1, 0, follow(Tracer::slowest(&simulation, keep)));
    assert_eq!(run.advance(100.0, 1000), End::Empty);
    run.into_watch().traces()
}

/// What a request waited for, whoever was at work.
fn path(trace: &Trace) -> Vec<(Segment, f64, f64)> {
    critical_path(trace)
        .iter()
        .map(|piece| (piece.segment, piece.begin, piece.end))
        .collect()
}

#[test]
fn the_second_waits_for_the_pool() {
    let mut model = Model::new();
    model.pool("threads", 9, None);
    let pool = model.pool("back\\slash\n", 1, None);
    let hold = Hold { pool, patience: None };
    let steps = vec![Step::Hold(hold, vec![Step::Sleep(constant(1.0))])];
    let service = model.service("service", steps);
    once(&mut model, 0.0, service);
    once(&mut model, 0.0, service);
    let traces = traced(model.clone(), |tracer| tracer, 2);
    assert_eq!(
        path(&traces[0]),
        [(Segment::Pool(1), 0.0, 1.0), (Segment::Sleep, 1.0, 2.0)]
    );
    let text = chrome_trace(&model, &traces);
    let expected = r#"{"name":"back\\slash\u000a","cat":"pool","ph":"X","ts":0,"dur":1000000"#;
    assert!(text.contains(expected), "{text}");
}

#[test]
fn the_chosen_ones_are_followed_and_the_slowest_kept() {
    // At 0, 1, 2 and 3, each from a source of its own; of two that took the same, the earlier comes first.
    let model = || {
        let mut model = Model::new();
        let mut first = None;
        for (time, takes) in [(0.0, 1.0), (1.0, 3.0), (2.0, 2.0), (3.0, 2.0)] {
            let steps = vec![Step::Sleep(constant(takes))];
            let service = model.service(&format!("from {time}"), steps);
            let source = model.arrivals(&format!("user at {time}"), at(&[time]), service);
            first.get_or_insert(source);
        }
        (model, first.expect("a source"))
    };
    let sojourns = |follow: &dyn Fn(Tracer) -> Tracer, keep| -> Vec<(f64, u32)> {
        let traces = traced(model().0, follow, keep);
        traces
            .iter()
            .map(|trace| (trace.sojourn(), trace.number))
            .collect()
    };
    assert_eq!(
        sojourns(&|tracer| tracer, 9),
        [(3.0, 2), (2.0, 3), (2.0, 4), (1.0, 1)]
    );
    assert_eq!(sojourns(&|tracer| tracer, 2), [(3.0, 2), (2.0, 3)]);
    assert_eq!(
        sojourns(&|tracer| tracer.during(1.0, 3.0), 9),
        [(3.0, 1), (2.0, 2)]
    );
    let first = model().1;
    assert_eq!(sojourns(&|tracer| tracer.of(first), 9), [(1.0, 1)]);
}

#[test]
fn who_lost_patience_was_never_served() {
    let mut model = Model::new();
    let desk = model.station("desk", 1, None);
    let steps = vec![Step::UseWithin(desk, constant(3.0), constant(1.0))];
    let service = model.service("service", steps);
    once(&mut model, 0.0, service);
    once(&mut model, 0.5, service);
    let traces = traced(model, |tracer| tracer, 2);
    let spans: Vec<_> = traces
        .iter()
        .map(|trace| {
            let span = trace.spans[1];
            (span.what, span.begin, span.served, span.end, span.well)
        })
        .collect();
    assert_eq!(
        spans,
        [
            (What::Station(0), 0.0, 0.0, 3.0, true),
            (What::Station(0), 0.5, 1.5, 1.5, false),
        ]
    );
}

#[test]
fn who_needs_a_key_that_another_loads_waits_for_the_load() {
    let mut model = Model::new();
    let cache = model.cache("cache", one_key());
    let steps = vec![Step::Cached(cache, vec![Step::Sleep(constant(2.0))])];
    let service = model.service("service", steps);
    once(&mut model, 0.0, service);
    once(&mut model, 0.5, service);
    let traces = traced(model.clone(), |tracer| tracer, 2);
    assert_eq!(path(&traces[1]), [(Segment::Cache(0), 0.5, 2.0)]);
    let text = chrome_trace(&model, &traces);
    assert!(
        text.contains(r#"{"name":"cache","cat":"cache","ph":"X","ts":500000,"dur":1500000"#),
        "{text}"
    );
}

#[test]
fn what_nobody_waits_for_is_followed_until_its_request_ends() {
    for (takes, end, well) in [(0.5, 0.5, true), (2.0, 1.0, false)] {
        let mut model = Model::new();
        let aside = Step::Spawn(vec![Step::Sleep(constant(takes))]);
        let service = model.service("service", vec![aside, Step::Sleep(constant(1.0))]);
        once(&mut model, 0.0, service);
        let traces = traced(model, |tracer| tracer, 9);
        assert_eq!(
            (traces.len(), traces[0].sojourn(), traces[0].well()),
            (1, 1.0, true)
        );
        let branch = traces[0].spans.iter().find(|span| span.what == What::Branch);
        let found = branch.map(|span| (span.begin, span.end, span.well, span.parent.is_some()));
        assert_eq!(found, Some((0.0, end, well, true)));
    }
}

#[test]
fn of_attempts_that_end_at_once_only_the_one_that_was_waited_for_counts() {
    // Somebody loads the key until 2. The first attempt joins at 0.5 and is given up at 1.5, the second joins then: both
    // end well when the key is there, and only the second was still waited for.
    let mut model = Model::new();
    let cache = model.cache("cache", one_key());
    let steps = vec![Step::Cached(cache, vec![Step::Sleep(constant(2.0))])];
    let look_up = model.service("look up", steps);
    let call = Call::to(look_up).within(1.0).retried(2, Backoff::Immediate);
    let page = model.service("page", vec![Step::Call(call), Step::Sleep(constant(1.0))]);
    once(&mut model, 0.0, look_up);
    once(&mut model, 0.5, page);
    let traces = traced(model, |tracer| tracer, 2);
    let attempts: Vec<_> = traces[0]
        .spans
        .iter()
        .filter(|span| span.what == What::Service(0))
        .map(|span| (span.begin, span.end, span.well))
        .collect();
    assert_eq!(attempts, [(0.5, 2.0, true), (1.5, 2.0, true)]);
    assert_eq!(
        path(&traces[0]),
        [
            (Segment::Lost, 0.5, 1.5),
            (Segment::Cache(0), 1.5, 2.0),
            (Segment::Sleep, 2.0, 3.0),
        ]
    );
}

#[test]
fn an_attempt_that_failed_and_was_made_again_at_once_is_lost() {
    let mut model = Model::new();
    let desk = model.station("desk", 1, None);
    let fails = model.service("fails", vec![Step::Use(desk, constant(1.0)), Step::Fail]);
    let sleeps = model.service("sleeps", vec![Step::Sleep(constant(1.0))]);
    let turns = BalancerSpec::new(Policy::RoundRobin, vec![fails, sleeps]);
    let turns = model.balancer("turns", turns);
    let call = |attempts| Step::Call(Call::to(turns).retried(attempts, Backoff::Immediate));
    let again = model.service("again", vec![call(2)]);
    let once_only = model.service("once only", vec![call(1)]);
    once(&mut model, 0.0, again);
    once(&mut model, 10.0, once_only);
    let traces = traced(model, |tracer| tracer, 2);
    assert_eq!(
        path(&traces[0]),
        [(Segment::Lost, 0.0, 1.0), (Segment::Sleep, 1.0, 2.0)]
    );
    // The last attempt is what was waited for, though it failed.
    assert_eq!(path(&traces[1]), [(Segment::Service(0), 10.0, 11.0)]);
}

#[test]
fn an_attempt_that_was_dropped_in_silence_is_lost_until_it_is_given_up() {
    let mut model = Model::new();
    let desk = model.station_of("desk", silent());
    let steps = vec![Step::Sleep(constant(0.25)), Step::Use(desk, constant(5.0))];
    let visit = model.service("visit", steps);
    let caller = model.service("caller", vec![Step::Call(Call::to(visit).within(1.0))]);
    once(&mut model, 0.0, visit);
    once(&mut model, 1.0, caller);
    let traces = traced(model, |tracer| tracer, 2);
    assert_eq!(path(&traces[1]), [(Segment::Lost, 1.0, 2.0)]);
}

#[test]
fn of_branches_that_end_well_at_once_the_one_that_was_enough_counts() {
    // Both end at 1, the first stated first: it is enough where one is needed; where both are, the second was waited for.
    for (needed, served_first, expected) in [
        (1, true, Segment::Service(0)),
        (1, false, Segment::Sleep),
        (2, true, Segment::Sleep),
        (2, false, Segment::Service(0)),
    ] {
        let mut model = Model::new();
        let desk = model.station("desk", 1, None);
        let mut branches = vec![
            vec![Step::Use(desk, constant(1.0))],
            vec![Step::Sleep(constant(1.0))],
        ];
        branches.rotate_left(usize::from(!served_first));
        let steps = vec![Step::Parallel(needed, branches), Step::Sleep(constant(1.0))];
        let service = model.service("service", steps);
        once(&mut model, 0.0, service);
        let traces = traced(model, |tracer| tracer, 1);
        assert_eq!(
            path(&traces[0]),
            [(expected, 0.0, 1.0), (Segment::Sleep, 1.0, 2.0)],
            "{needed} of 2"
        );
    }
}

#[test]
fn of_branches_that_end_at_once_the_one_that_counts_was_waited_for() {
    // One sleeps until 1, the other is served until then and fails. Where one is enough, the sleep was waited for; where
    // both are needed, the failure was, whichever of them is told first.
    let sleep = || vec![Step::Sleep(constant(1.0))];
    let table = [
        (1, vec![(Segment::Sleep, 0.0, 1.0), (Segment::Sleep, 1.0, 2.0)]),
        (2, vec![(Segment::Service(0), 0.0, 1.0)]),
    ];
    for (needed, expected) in table {
        for fails_first in [false, true] {
            let mut model = Model::new();
            let desk = model.station("desk", 1, None);
            let fails = vec![Step::Use(desk, constant(1.0)), Step::Fail];
            let mut branches = vec![sleep(), fails];
            branches.rotate_left(usize::from(fails_first));
            let mut steps = vec![Step::Parallel(needed, branches)];
            steps.extend(sleep());
            let service = model.service("service", steps);
            once(&mut model, 0.0, service);
            let traces = traced(model, |tracer| tracer, 1);
            assert_eq!(
                path(&traces[0]),
                expected,
                "{needed} of 2, fails first: {fails_first}"
            );
        }
    }
}

#[test]
fn what_was_still_going_on_when_its_request_failed_was_not_waited_for() {
    // A branch fails at 1 while the other would sleep until 5.
    let mut model = Model::new();
    let desk = model.station("desk", 1, None);
    let fails = vec![Step::Use(desk, constant(1.0)), Step::Fail];
    let branches = vec![fails, vec![Step::Sleep(constant(5.0))]];
    let service = model.service("service", vec![Step::Parallel(2, branches)]);
    once(&mut model, 0.0, service);
    let traces = traced(model, |tracer| tracer, 1);
    assert_eq!(path(&traces[0]), [(Segment::Service(0), 0.0, 1.0)]);
    // An attempt is given up at 1, and its caller with it.
    let mut model = Model::new();
    let desk = model.station("desk", 1, None);
    let slow = model.service("slow", vec![Step::Use(desk, constant(5.0))]);
    let caller = model.service("caller", vec![Step::Call(Call::to(slow).within(1.0))]);
    once(&mut model, 0.0, caller);
    let traces = traced(model, |tracer| tracer, 1);
    assert_eq!(path(&traces[0]), [(Segment::Lost, 0.0, 1.0)]);
}
