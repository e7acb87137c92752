//! A discrete-event simulator of services under load, with the formulas that check it.
//!
//! ```text
//!  arrivals ──► service: a program of steps ──► done, or failed
//!                 │ use a station      queue, servers, who goes first
//!                 │ hold a pool        threads, connections, a lock
//!                 │ call a service     timeout, retries, breaker, balancer
//!                 │ in parallel        until enough branches have ended
//!                 └ sleep, branch, repeat, look up, pass a limiter
//! ```
//!
//! # A queue
//!
//! One server, 0.8 requests a second, 1 s each. Theory says 5 s from begin to end; one long run comes close, and says
//! by itself nothing about how close.
//!
//! ```
//! use fiasco_sim::kernel::{Bounds, run};
//! use fiasco_sim::model::{Arrivals, Model, Step};
//! use fiasco_sim::random::Law;
//!
//! let mut model = Model::new();
//! let desk = model.station("desk", 1, None);
//! let visit = model.service("visit", vec![Step::Use(desk, Law::exponential(1.0)?)]);
//! model.arrivals("people", Arrivals::Gaps(Law::exponential(1.25)?), visit);
//!
//! let bounds = Bounds { warmup: 1e3, until: 2e5, events: 10_000_000 };
//! let outcome = run(&model, 1, 0, bounds)?;
//! let theory = fiasco_sim::analytic::mmc::Mmc::new(0.8, 1.0, 1)?.mean_sojourn();
//! assert!((theory - 5.0).abs() < 1e-9);
//! assert!((outcome.requests[0].sojourn.mean() / theory - 1.0).abs() < 0.1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How sure
//!
//! Replications have streams of their own and give the same bytes on any number of threads; their means make an
//! interval.
//!
//! ```
//! # use fiasco_sim::kernel::{Bounds, replicate};
//! # use fiasco_sim::model::{Arrivals, Model, Step};
//! # use fiasco_sim::random::Law;
//! use fiasco_sim::stats::Estimate;
//! # let mut model = Model::new();
//! # let desk = model.station("desk", 1, None);
//! # let visit = model.service("visit", vec![Step::Use(desk, Law::exponential(1.0)?)]);
//! # model.arrivals("people", Arrivals::Gaps(Law::exponential(1.25)?), visit);
//!
//! let bounds = Bounds { warmup: 1e3, until: 2e4, events: 10_000_000 };
//! let means: Vec<f64> = replicate(&model, 1, 20, bounds)?
//!     .iter()
//!     .map(|outcome| outcome.requests[0].sojourn.mean())
//!     .collect();
//! let answer = Estimate::of(&means, 0.95).expect("20 numbers");
//! assert!((answer.mean - 5.0).abs() < 2.0 * answer.half_width);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Against what is known
//!
//! Each row is a queue whose wait has a formula; the simulated one has to come within a tenth of it here, and within its
//! interval in the tests, where there are many more of them (docs/simulator.md lists them all).
//!
//! ```text
//!             ┌───────┐                 ┌─► A ─┐            ┌──► retry ──┐
//!  ──► ▒▒▒▒ ──┤ 1 … c ├──►      ──► fork┤      ├join ──►    ▼            │ no room, or too late
//!       queue │servers│                 └─► B ─┘         ──► call ──► ▒▒▒▒ ──►
//!             └───────┘
//! ```
//!
//! ```
//! # use fiasco_sim::kernel::{Bounds, run};
//! # use fiasco_sim::model::{Arrivals, Call, Model, Step};
//! use fiasco_sim::analytic::{mg1::Mg1, mmc::Mmc};
//! use fiasco_sim::random::Law;
//!
//! let erlang_c = |servers| Mmc::new(0.8 * f64::from(servers), 1.0, servers).map(|queue| queue.mean_wait());
//! let exponential = Law::exponential(1.0)?;
//! let constant = Law::constant(1.0)?;
//! let table = [
//!     ("M/M/1", 1, &exponential, erlang_c(1)?, 4.0),
//!     ("M/M/2", 2, &exponential, erlang_c(2)?, 1.777_778),
//!     ("M/M/4", 4, &exponential, erlang_c(4)?, 0.745_541),
//!     ("M/D/1", 1, &constant, Mg1::with_variation(0.8, 1.0, 0.0)?.mean_wait(), 2.0),
//! ];
//! for (name, servers, service, formula, printed) in table {
//!     assert!((formula - printed).abs() < 1e-6, "{name}");
//!     let mut model = Model::new();
//!     let station = model.station("station", servers, None);
//!     model.keep_waits(station);
//!     let work = model.service("work", vec![Step::Use(station, service.clone())]);
//!     let gap = 1.25 / f64::from(servers);
//!     model.arrivals("users", Arrivals::Gaps(Law::exponential(gap)?), work);
//!     let bounds = Bounds { warmup: 1e3, until: 2e5, events: 10_000_000 };
//!     let outcome = run(&model, 1, 0, bounds)?;
//!     let wait = outcome.visits[0].wait.mean();
//!     assert!((wait / formula - 1.0).abs() < 0.1, "{name}: {wait} instead of {formula}");
//!     if servers == 4 {
//!         // P(wait > t) falls as e^−(4 − 3.2)t: one in twenty waits longer than 3.0987.
//!         let slowest = outcome.waits[0].as_ref().and_then(|waits| waits.quantile(0.95));
//!         assert!((slowest.expect("waits") / 3.0987 - 1.0).abs() < 0.1);
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A system that stays down
//!
//! Ten requests a second can be served, three come. A spike of five seconds fills the queue; everybody waits longer
//! than the patience of 4 s, asks again, and the queue is full of work that nobody waits for. The spike is over, and
//! most of the time the system does not come back.
//!
//! ```
//! # use fiasco_sim::kernel::{Bounds, run};
//! # use fiasco_sim::random::Law;
//! use fiasco_sim::model::{ArrivalSpec, Arrivals, Backoff, Call, Model, Step};
//!
//! let answered_at_the_end = |retries: u32| {
//!     let mut model = Model::new();
//!     let server = model.station("server", 1, Some(100));
//!     let work = model.service("work", vec![Step::Use(server, Law::exponential(0.1)?)]);
//!     let call = Call::to(work).within(4.0).retried(1 + retries, Backoff::Immediate);
//!     let client = model.service("client", vec![Step::Call(call)]);
//!     model.arrivals("users", Arrivals::Gaps(Law::exponential(1.0 / 3.5)?), client);
//!     let spike = ArrivalSpec::Rates {
//!         points: vec![(0.0, 0.0), (120.0, 30.0), (125.0, 0.0)],
//!         ramps: false,
//!         repeat: None,
//!     };
//!     model.arrivals("spike", Arrivals::Process(spike), client);
//!     let last = Bounds { warmup: 380.0, until: 400.0, events: 10_000_000 };
//!     let outcome = run(&model, 1, 0, last)?;
//!     Ok::<_, Box<dyn std::error::Error>>(outcome.requests[0].done)
//! };
//! assert!(answered_at_the_end(3)? < 10, "of about 70");
//! assert!(answered_at_the_end(0)? > 40);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Where things are
//!
//! - [`model`]: what a simulation is built of, and its checks: a wrong parameter is named with its element.
//! - [`element`]: what services are made of, one file each, with the formula that is its test.
//! - [`kernel`]: what a request does, step by step, and the run that moves it.
//! - [`events`]: what comes next. [`jobs`]: requests under way, the lines they wait in, what is counted of them.
//! - [`observe`]: a run over time, and what happened to chosen requests.
//! - [`stats`]: histograms, means over time, intervals, sequential decisions.
//! - [`random`]: streams of random numbers and the laws that are drawn from them.
//! - [`analytic`]: closed forms of queueing theory, exact and in microseconds.

pub mod analytic;
pub mod element;
pub mod events;
pub mod jobs;
pub mod kernel;
pub mod model;
pub mod observe;
pub mod random;
pub mod stats;
