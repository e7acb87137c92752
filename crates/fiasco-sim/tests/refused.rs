//! Models that cannot run: each is refused before the run, by the name of the element and of the parameter.

#![allow(clippy::expect_used, reason = "a test says what it expects")]

use fiasco_sim::kernel::{Bounds, End, run};
use fiasco_sim::model::*;
use fiasco_sim::random::Law;

const NAN: f64 = f64::NAN;

/// A model that runs: a station, a pool, a service, users; the table breaks one thing of it each.
fn model(breaks: impl Fn(&mut Model, StationId, PoolId) -> Vec<Step>) -> Model {
    let mut model = Model::new();
    let station = model.station("web", 1, None);
    let pool = model.pool("threads", 4, None);
    let steps = breaks(&mut model, station, pool);
    let service = model.service("shop", steps);
    let gap = Law::exponential(1.0).expect("a law");
    model.arrivals("users", Arrivals::Gaps(gap), service);
    model
}

fn refused(says: &str, model: &Model) {
    let error = model.check().expect_err(says).to_string();
    assert!(error.starts_with(says), "{error:?} instead of {says:?}");
}

#[test]
fn parameters() {
    let law = || Law::exponential(1.0).expect("a law");
    let cases: Vec<(&str, Model)> = vec![
        (
            "disk: servers is 0",
            model(|m, _, _| {
                m.station("disk", 0, None);
                vec![]
            }),
        ),
        (
            "locks: size is 0",
            model(|m, _, _| {
                m.pool("locks", 0, None);
                vec![]
            }),
        ),
        (
            "shop: service time is NaN",
            model(|_, s, _| vec![Step::Use(s, Law::Exponential(NAN))]),
        ),
        (
            "shop: service time is -1",
            model(|_, s, _| vec![Step::Use(s, Law::Constant(-1.0))]),
        ),
        (
            "shop: sleep is inf",
            model(|_, _, _| vec![Step::Sleep(Law::Constant(f64::INFINITY))]),
        ),
        (
            "shop: probability is 1.5",
            model(|_, _, _| vec![Step::Branch(1.5, vec![], vec![])]),
        ),
        (
            "shop: probability to repeat is 1",
            model(|_, _, _| vec![Step::Repeat(1.0, vec![])]),
        ),
        (
            "shop: branches needed is 3",
            model(|_, _, _| vec![Step::Parallel(3, vec![vec![], vec![]])]),
        ),
        (
            "shop: branches is 0",
            model(|_, _, _| vec![Step::Parallel(1, vec![])]),
        ),
        (
            "shop: patience is 0",
            model(|_, _, pool| {
                vec![Step::Hold(
                    Hold {
                        pool,
                        patience: Some(0.0),
                    },
                    vec![],
                )]
            }),
        ),
        (
            "shop: hedge delay is NaN",
            model(|m, _, _| {
                let callee = m.service("callee", vec![]);
                vec![Step::Call(Call {
                    hedge: Some(NAN),
                    ..Call::to(callee)
                })]
            }),
        ),
        (
            "shop: breaker share is 0",
            model(|m, _, _| {
                let callee = m.service("callee", vec![]);
                let breaker = BreakerSpec {
                    window: 1.0,
                    least: 1,
                    share: 0.0,
                    open: 1.0,
                    probes: 1,
                };
                vec![Step::Call(Call {
                    breaker: Some(breaker),
                    ..Call::to(callee)
                })]
            }),
        ),
        (
            "shop: backoff cap is 1",
            model(|m, _, _| {
                let callee = m.service("callee", vec![]);
                let backoff = Backoff::Decorrelated { base: 2.0, cap: 1.0 };
                vec![Step::Call(Call::to(callee).retried(2, backoff))]
            }),
        ),
        (
            "limit: rate is 0",
            model(|m, _, _| {
                m.limiter(
                    "limit",
                    LimiterSpec {
                        rate: 0.0,
                        burst: 1.0,
                    },
                );
                vec![]
            }),
        ),
        (
            "cache: capacity is 0",
            model(|m, _, _| {
                let (skew, ttl) = (0.0, None);
                m.cache(
                    "cache",
                    CacheSpec {
                        keys: 1,
                        skew,
                        capacity: 0,
                        ttl,
                        coalesce: false,
                        warm: false,
                    },
                );
                vec![]
            }),
        ),
        (
            "nobody: members is 0",
            model(|m, _, _| {
                m.balancer("nobody", BalancerSpec::new(Policy::Random, vec![]));
                vec![]
            }),
        ),
        (
            "link: speed is 0",
            model(|m, _, _| {
                m.station_of(
                    "link",
                    StationSpec {
                        speed: 0.0,
                        ..StationSpec::default()
                    },
                );
                vec![]
            }),
        ),
        (
            "a change: speed is NaN",
            model(|m, s, _| {
                m.change(1.0, Effect::Speed(s, NAN));
                vec![]
            }),
        ),
        (
            "a change: time is -1",
            model(|m, s, _| {
                m.change(-1.0, Effect::Lose(s));
                vec![]
            }),
        ),
        ("idle: think time is 0", {
            let mut model = model(|_, _, _| vec![]);
            let service = model.service("nothing", vec![]);
            model.arrivals("idle", Arrivals::Closed(3, Law::Constant(0.0)), service);
            model
        }),
        ("waves: rate is -1", {
            let mut model = model(|_, _, _| vec![]);
            let service = model.service("nothing", vec![Step::Sleep(law())]);
            let points = vec![(0.0, -1.0)];
            let rates = ArrivalSpec::Rates {
                points,
                ramps: false,
                repeat: None,
            };
            model.arrivals("waves", Arrivals::Process(rates), service);
            model
        }),
    ];
    for (says, model) in cases {
        refused(says, &model);
    }
}

#[test]
fn what_is_strange_but_possible_runs_and_ends() {
    let law = |mean| Law::exponential(mean).expect("a law");
    let bounds = Bounds {
        warmup: 0.0,
        until: 1e3,
        events: 100_000,
    };
    // A billion requests a second; service that takes no time; a timeout shorter than any service.
    let mut fast = Model::new();
    let station = fast.station("web", 1, None);
    let service = fast.service("shop", vec![Step::Use(station, law(1.0))]);
    fast.arrivals("users", Arrivals::Gaps(law(1e-9)), service);
    let outcome = run(&fast, 1, 0, bounds).expect("a run");
    assert_eq!((outcome.end, outcome.events), (End::Cut, 100_000));

    let nothing = model(|_, station, _| vec![Step::Use(station, Law::Constant(0.0))]);
    let outcome = run(&nothing, 1, 0, bounds).expect("a run");
    assert_eq!((outcome.end, outcome.requests[0].failed), (End::Time, 0));
    assert_eq!(outcome.requests[0].sojourn.mean(), 0.0);

    let hasty = model(|m, station, _| {
        let callee = m.service("callee", vec![Step::Use(station, Law::Constant(1.0))]);
        vec![Step::Call(
            Call::to(callee).within(0.5).retried(3, Backoff::Immediate),
        )]
    });
    let outcome = run(&hasty, 1, 0, bounds).expect("a run");
    assert_eq!(outcome.requests[0].done, 0);
    assert!(outcome.attempts[0].late > 0);

    // A call that is refused at once and retried for ever at once spins in one moment, and is cut.
    let spins = model(|m, station, _| {
        m.change(0.0, Effect::Refuses(station, true));
        let callee = m.service("callee", vec![Step::Use(station, Law::Constant(1.0))]);
        vec![Step::Call(Call::to(callee).retried(u32::MAX, Backoff::Immediate))]
    });
    assert_eq!(run(&spins, 1, 0, bounds).expect("a run").end, End::Cut);
}
