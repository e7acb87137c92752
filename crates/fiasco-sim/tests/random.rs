//! Small models put together at random: none panics, none breaks a conservation law (asserted in debug builds), each
//! ends, and each gives the same twice. `FIASCO_MODELS` says how many; 20,000 where it does not.
//!
//! A model is made of a list of numbers, one for each choice on the way; where the list ends, every choice is the least
//! there is. So `proptest` makes a model that fails small by making its list short and its numbers small.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

use fiasco_sim::kernel::{Bounds, End, Outcome, Simulation, run};
use fiasco_sim::model::*;
use fiasco_sim::observe::{Tracer, critical_path};
use fiasco_sim::random::Law;
use fiasco_sim::random::stream::mix;
use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any};
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use std::cell::RefCell;

/// What is chosen on the way, in order.
struct Choices {
    numbers: Vec<u32>,
    at: usize,
}

impl Choices {
    fn next(&mut self) -> u32 {
        self.at += 1;
        self.numbers.get(self.at - 1).copied().unwrap_or(0)
    }

    fn below(&mut self, bound: u32) -> u32 {
        ((u64::from(self.next()) * u64::from(bound)) >> 32) as u32
    }

    fn unit(&mut self) -> f64 {
        f64::from(self.next()) / 4_294_967_296.0
    }
}

/// Puts a model together.
struct Maker {
    choices: Choices,
    model: Model,
    stations: Vec<StationId>,
    pools: Vec<PoolId>,
    limiters: Vec<LimiterId>,
    caches: Vec<CacheId>,
    balancers: Vec<BalancerId>,
    services: Vec<ServiceId>,
}

impl Maker {
    fn below(&mut self, bound: u32) -> u32 {
        self.choices.below(bound)
    }

    fn chance(&mut self) -> bool {
        self.choices.below(2) == 1
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.below(from.len() as u32) as usize])
    }

    fn positive(&mut self) -> f64 {
        [0.01, 0.1, 0.5, 1.0, 2.5][self.below(5) as usize]
    }

    fn law(&mut self) -> Law {
        let mean = self.positive();
        let law = match self.below(9) {
            0 => Law::constant(0.0),
            1 => Law::constant(mean),
            2 => Law::erlang(3, mean),
            3 => Law::hyper_exponential_cv2(mean, 4.0),
            4 => Law::log_normal(mean, 2.0),
            5 => Law::gamma(mean, 0.7),
            6 => Law::uniform(0.0, mean),
            7 => Law::truncated_pareto(1.5, mean, 100.0 * mean),
            _ => Law::exponential(mean),
        };
        law.expect("a law")
    }

    fn station(&mut self, at: u32) {
        let discipline = match self.below(7) {
            0 => Discipline::Lifo,
            1 => Discipline::AdaptiveLifo(self.below(4)),
            2 => Discipline::Priority,
            3 => Discipline::PreemptivePriority,
            4 => Discipline::Sharing(None),
            5 => Discipline::Sharing(Some(1 + self.below(3))),
            _ => Discipline::Fifo,
        };
        let spec = StationSpec {
            servers: 1 + self.below(4),
            room: self.chance().then(|| self.below(6)),
            discipline,
            speed: self.positive(),
            silent: self.below(5) == 0,
            contention: Contention {
                alone: if self.chance() { 0.1 } else { 0.0 },
                pairs: if self.chance() { 0.01 } else { 0.0 },
            },
            shed: (self.below(4) == 0).then_some(CodelSpec {
                target: 0.1,
                interval: 1.0,
            }),
        };
        let station = self.model.station_of(&format!("station {at}"), spec);
        self.stations.push(station);
        if self.below(4) == 0 {
            let kinds = [FaultKind::Pause, FaultKind::Refuse, FaultKind::Crash];
            let spec = FaultSpec {
                up: Law::exponential(5.0).expect("a law"),
                down: self.law(),
                kind: kinds[self.below(3) as usize],
            };
            self.model.fault(&format!("fault {at}"), station, spec);
        }
        if self.below(4) == 0 {
            let spec = AutoscalerSpec {
                metric: if self.chance() {
                    Metric::Utilization
                } else {
                    Metric::QueuePerServer
                },
                target: self.positive(),
                least: 1,
                most: 5,
                interval: 2.0,
                boot: self.positive(),
                up_cooldown: 1.0,
                down_cooldown: 3.0,
                tolerance: 0.1,
            };
            self.model.autoscaler(&format!("scaler {at}"), station, spec);
        }
    }

    fn call(&mut self) -> Option<Step> {
        let to: Target = if self.chance() {
            self.pick(&self.services.clone())?.into()
        } else {
            self.pick(&self.balancers.clone())?.into()
        };
        let (base, cap) = (self.positive(), 5.0);
        let backoff = match self.below(4) {
            0 => Backoff::Immediate,
            1 => Backoff::Drawn(self.law()),
            2 => Backoff::Decorrelated { base, cap },
            _ => Backoff::Exponential {
                base,
                cap,
                jitter: self.chance(),
            },
        };
        let call = Call {
            timeout: self.chance().then(|| self.positive()),
            believes: self.below(4) == 0,
            budget: (self.below(3) == 0).then_some(BudgetSpec {
                ratio: 0.2,
                burst: 3.0,
            }),
            breaker: (self.below(3) == 0).then_some(BreakerSpec {
                window: 5.0,
                least: 3,
                share: 0.5,
                open: 2.0,
                probes: 2,
            }),
            adaptive: (self.below(3) == 0).then_some(AdaptiveSpec {
                least: 1,
                most: 10,
                start: 3,
                target: 0.5,
                decrease: 0.7,
            }),
            hedge: (self.below(3) == 0).then(|| self.positive()),
            ..Call::to(to).retried(1 + self.below(4), backoff)
        };
        Some(Step::Call(call))
    }

    fn step(&mut self, depth: u32) -> Option<Step> {
        let leaf = depth >= 3;
        Some(match self.below(if leaf { 5 } else { 12 }) {
            0 | 1 => Step::Use(self.pick(&self.stations.clone())?, self.law()),
            2 => Step::UseWithin(self.pick(&self.stations.clone())?, self.law(), self.law()),
            3 => Step::Sleep(self.law()),
            4 => Step::Limit(self.pick(&self.limiters.clone())?),
            5 | 6 => self.call()?,
            7 => {
                let probability = self.choices.unit();
                Step::Branch(probability, self.steps(depth + 1), self.steps(depth + 1))
            }
            8 => {
                let pool = self.pick(&self.pools.clone())?;
                let patience = self.chance().then(|| self.positive());
                Step::Hold(Hold { pool, patience }, self.steps(depth + 1))
            }
            9 => {
                let branches: Vec<_> = (0..=self.below(3)).map(|_| self.steps(depth + 1)).collect();
                Step::Parallel(1 + self.below(branches.len() as u32), branches)
            }
            10 => match self.below(4) {
                0 => Step::Fail,
                1 => Step::Repeat(0.4, self.steps(depth + 1)),
                _ => Step::Spawn(self.steps(depth + 1)),
            },
            _ => Step::Cached(self.pick(&self.caches.clone())?, self.steps(depth + 1)),
        })
    }

    fn steps(&mut self, depth: u32) -> Vec<Step> {
        (0..self.below(4)).filter_map(|_| self.step(depth)).collect()
    }

    fn arrivals(&mut self) -> Arrivals {
        match self.below(6) {
            0 => Arrivals::Closed(1 + self.below(5), Law::exponential(1.0).expect("a law")),
            1 => Arrivals::Process(ArrivalSpec::Phases(vec![(5.0, 1.0), (0.0, 2.0)])),
            2 => Arrivals::Process(ArrivalSpec::Rates {
                points: vec![(0.0, 1.0), (2.0, 0.0), (4.0, 10.0)],
                ramps: self.chance(),
                repeat: self.chance().then_some(6.0),
            }),
            3 => Arrivals::Process(ArrivalSpec::Times {
                times: vec![0.0, 0.5, 0.5, 3.0],
                repeat: self.chance().then_some(3.0),
            }),
            _ => Arrivals::Gaps(Law::exponential(self.positive()).expect("a law")),
        }
    }

    fn elements(&mut self) {
        for at in 0..=self.below(3) {
            self.station(at);
        }
        for at in 0..self.below(3) {
            let (size, room) = (1 + self.below(3), self.chance().then(|| self.below(4)));
            self.pools
                .push(self.model.pool(&format!("pool {at}"), size, room));
        }
        if self.chance() {
            let spec = LimiterSpec {
                rate: self.positive(),
                burst: 3.0,
            };
            self.limiters.push(self.model.limiter("limiter", spec));
        }
        if self.chance() {
            let spec = CacheSpec {
                keys: 1 + self.below(20),
                skew: 0.8,
                capacity: 1 + self.below(10),
                ttl: self.chance().then(|| self.positive()),
                coalesce: self.chance(),
                warm: self.chance(),
            };
            self.caches.push(self.model.cache("cache", spec));
        }
    }

    fn make(numbers: &[u32]) -> Model {
        let choices = Choices {
            numbers: numbers.to_vec(),
            at: 0,
        };
        let mut maker = Self {
            choices,
            model: Model::new(),
            stations: Vec::new(),
            pools: Vec::new(),
            limiters: Vec::new(),
            caches: Vec::new(),
            balancers: Vec::new(),
            services: Vec::new(),
        };
        maker.elements();
        for at in 0..=maker.below(4) {
            let steps = maker.steps(0);
            let service = maker.model.service(&format!("service {at}"), steps);
            maker.services.push(service);
            if maker.chance() {
                maker.balancer(at);
            }
        }
        for at in 0..=maker.below(2) {
            let (arrivals, class) = (maker.arrivals(), maker.below(3) as u8);
            let service = maker.pick(&maker.services.clone()).expect("services");
            let name = format!("users {at}");
            maker.model.arrivals_of_class(&name, arrivals, service, class);
        }
        for _ in 0..maker.below(3) {
            maker.change();
        }
        maker.model
    }

    fn balancer(&mut self, at: u32) {
        let policy = match self.below(6) {
            0 => Policy::Random,
            1 => Policy::RoundRobin,
            2 => Policy::LeastOutstanding,
            3 => Policy::Choices(2),
            4 => Policy::Hash(10),
            _ => Policy::Standby,
        };
        let spec = BalancerSpec {
            eject: self.chance().then_some(Eject {
                failures: 2,
                pause: 1.0,
            }),
            health: self.chance().then_some(Health {
                interval: 1.0,
                timeout: 0.5,
                fall: 2,
                rise: 1,
            }),
            ..BalancerSpec::new(policy, self.services.clone())
        };
        let balancer = self.model.balancer(&format!("balancer {at}"), spec);
        self.balancers.push(balancer);
    }

    fn change(&mut self) {
        let at = 10.0 * self.choices.unit();
        let station = self.pick(&self.stations.clone()).expect("stations");
        let effect = match self.below(5) {
            0 => Effect::Servers(station, self.below(5)),
            1 => Effect::Speed(station, 2.0 * self.choices.unit()),
            2 => Effect::Refuses(station, self.chance()),
            3 => Effect::Lose(station),
            _ => match (self.pick(&self.pools.clone()), self.pick(&self.caches.clone())) {
                (Some(pool), _) => Effect::Size(pool, self.below(4)),
                (None, Some(cache)) => Effect::Clear(cache),
                (None, None) => Effect::Speed(station, 0.0),
            },
        };
        self.model.change(at, effect);
    }
}

/// The same run, watched: nothing else happens, and what each request waited for adds up to its sojourn.
fn watched(model: Model, seed: u64, bounds: Bounds, outcome: &Outcome) {
    let simulation = Simulation::of(model).expect("it ran before");
    let mut run = simulation.watched(seed, 0, Tracer::slowest(&simulation, 8));
    let mut end = End::Time;
    if bounds.warmup > 0.0 {
        end = run.advance(bounds.warmup, bounds.events);
        if end != End::Cut {
            run.restart();
        }
    }
    if end != End::Cut {
        end = run.advance(bounds.until, bounds.events);
    }
    assert_eq!(&run.outcome(end), outcome, "model {seed}");
    for trace in run.into_watch().traces() {
        let spans = &trace.spans;
        for (at, span) in spans.iter().enumerate() {
            assert!(
                span.begin <= span.served && span.served <= span.end,
                "model {seed}: {span:?}"
            );
            assert_eq!(span.parent.is_none(), at == 0, "model {seed}");
            let around = span.parent.map_or(span.begin, |parent| spans[parent].begin);
            assert!(around <= span.begin, "model {seed}: {span:?}");
        }
        let path = critical_path(&trace);
        let mut at = spans[0].begin;
        for piece in &path {
            assert!(
                (piece.begin - at).abs() < 1e-9,
                "model {seed}: {trace:#?} {path:#?}"
            );
            at = piece.end;
        }
        assert!(
            (at - spans[0].end).abs() < 1e-9,
            "model {seed}: {trace:#?} {path:#?}"
        );
    }
}

/// What all models did.
#[derive(Debug, Default)]
struct Seen {
    models: u64,
    events: u64,
    done: u64,
    cut: u64,
    refused: u64,
}

/// Makes a model of these numbers, and runs it.
fn try_model(numbers: &[u32], seen: &mut Seen) {
    let model = Maker::make(numbers);
    let seed = numbers
        .iter()
        .fold(1, |hash, number| mix(hash ^ u64::from(*number)));
    let bounds = Bounds {
        warmup: if seed % 2 == 0 { 0.0 } else { 3.0 },
        until: 20.0,
        events: 2_000,
    };
    seen.models += 1;
    // A closed source whose service takes no time is refused, and rightly.
    let Ok(outcome) = run(&model, seed, 0, bounds) else {
        seen.refused += 1;
        return;
    };
    if seed % 16 == 0 {
        assert_eq!(run(&model, seed, 0, bounds).as_ref(), Ok(&outcome));
    }
    assert!(outcome.events <= bounds.events && outcome.now <= bounds.until);
    for visits in &outcome.visits {
        assert!(visits.busy_time >= 0.0 && visits.inside_time >= visits.busy_time - 1e-9);
    }
    if seed % 4 == 1 {
        watched(model, seed, bounds, &outcome);
    }
    seen.events += outcome.events;
    seen.cut += u64::from(outcome.end == End::Cut);
    seen.done += outcome.requests.iter().map(|requests| requests.done).sum::<u64>();
}

#[test]
fn random_models_end_and_lose_nothing() {
    let models = std::env::var("FIASCO_MODELS").map_or(20_000, |models| models.parse().expect("a number"));
    let config = ProptestConfig {
        cases: models,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let seen = RefCell::new(Seen::default());
    let tried = TestRunner::new_with_rng(config, rng).run(&vec(any::<u32>(), 40..500), |numbers| {
        try_model(&numbers, &mut seen.borrow_mut());
        Ok(())
    });
    if let Err(failed) = tried {
        panic!("{failed}");
    }
    let seen = seen.into_inner();
    println!("{seen:?}");
    assert!(seen.done > seen.models && seen.cut < seen.models / 2 && seen.refused < seen.models / 20);
}

/// Every law a run must obey whatever the model: work is counted once, and nothing is left when all is over.
#[test]
fn nothing_is_left_when_nothing_more_comes() {
    let mut ended = 0;
    for seed in 0..500 {
        let mut model = Model::new();
        let station = model.station("station", 2, Some(3));
        let pool = model.pool("pool", 2, Some(2));
        let hold = Hold {
            pool,
            patience: Some(0.5),
        };
        let exp = |mean| Law::exponential(mean).expect("a law");
        let inner = model.service("inner", vec![Step::Use(station, exp(0.5))]);
        let call = Call {
            hedge: Some(0.3),
            ..Call::to(inner).within(0.6).retried(3, Backoff::Immediate)
        };
        let branches = vec![vec![Step::Call(call.clone())], vec![Step::Sleep(exp(0.2))]];
        let outer = model.service(
            "outer",
            vec![
                Step::Hold(hold, vec![Step::Parallel(1, branches)]),
                Step::Spawn(vec![Step::Call(call)]),
            ],
        );
        let times = (0..50).map(|at| 0.2 * f64::from(at)).collect();
        let process = ArrivalSpec::Times { times, repeat: None };
        model.arrivals("users", Arrivals::Process(process), outer);
        let bounds = Bounds {
            warmup: 0.0,
            until: 1e9,
            events: 1_000_000,
        };
        let outcome = run(&model, seed, 0, bounds).expect("a run");
        assert_eq!((outcome.end, outcome.live), (End::Empty, 0), "model {seed}");
        let requests = &outcome.requests[0];
        assert_eq!(requests.arrived, requests.done + requests.failed);
        ended += requests.done;
    }
    assert!(ended > 10_000, "{ended}");
}
