//! A model without a closed form, beside `SimPy` on the same model: `FIASCO_PEERS` names a Python that has it.

#![allow(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "a test says what it expects"
)]

use fiasco_sim::kernel::{Bounds, replicate};
use fiasco_sim::model::*;
use fiasco_sim::random::Law;
use fiasco_sim::stats::Estimate;
use std::process::Command;

/// Prints, for each of ten replications, the share that found no connection in time and the mean sojourn of the others.
const SIMPY: &str = r#"
import math, random, simpy

for seed in range(10):
    env, draw = simpy.Environment(), random.Random(1000 + seed)
    pool, cpu, disk = simpy.Resource(env, 3), simpy.Resource(env, 2), simpy.Resource(env, 1)
    counts = {"failed": 0, "done": 0, "sum": 0.0}

    def service(station, mean):
        with station.request() as turn:
            yield turn
            yield env.timeout(mean())

    def request():
        begun = env.now
        with pool.request() as connection:
            got = yield connection | env.timeout(1.0)
            if connection not in got:
                counts["failed"] += begun > 500
                return
            variance = math.log1p(2.0)
            yield env.process(service(cpu, lambda: draw.lognormvariate(math.log(0.8) - variance / 2, variance ** 0.5)))
            branches = [env.process(service(disk, lambda: 0.4))]
            def nap():
                yield env.timeout(draw.expovariate(2.0))
            branches.append(env.process(nap()))
            yield env.all_of(branches)
        if begun > 500:
            counts["done"] += 1
            counts["sum"] += env.now - begun

    def users():
        while True:
            yield env.timeout(draw.expovariate(1.6))
            env.process(request())

    env.process(users())
    env.run(until=6000)
    print(counts["failed"] / (counts["failed"] + counts["done"]), counts["sum"] / counts["done"])
"#;

fn model() -> Result<Model, Box<dyn std::error::Error>> {
    let mut model = Model::new();
    let (cpu, disk) = (model.station("cpu", 2, None), model.station("disk", 1, None));
    let pool = model.pool("connections", 3, None);
    let hold = Hold {
        pool,
        patience: Some(1.0),
    };
    let branches = vec![
        vec![Step::Use(disk, Law::constant(0.4)?)],
        vec![Step::Sleep(Law::exponential(0.5)?)],
    ];
    let steps = vec![
        Step::Use(cpu, Law::log_normal(0.8, 2.0)?),
        Step::Parallel(2, branches),
    ];
    let service = model.service("request", vec![Step::Hold(hold, steps)]);
    model.arrivals("users", Arrivals::Gaps(Law::exponential(1.0 / 1.6)?), service);
    Ok(model)
}

#[test]
fn simpy_finds_the_same() -> Result<(), Box<dyn std::error::Error>> {
    let Some(python) = std::env::var_os("FIASCO_PEERS") else {
        eprintln!("not run: FIASCO_PEERS names no Python with SimPy");
        return Ok(());
    };
    let output = Command::new(python).args(["-c", SIMPY]).output()?;
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = text
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    assert_eq!(numbers.len(), 20, "{}", String::from_utf8_lossy(&output.stderr));
    let bounds = Bounds {
        warmup: 500.0,
        until: 6000.0,
        events: 10_000_000,
    };
    let outcomes = replicate(&model()?, 1, 40, bounds)?;
    let shares = outcomes.iter().map(|outcome| {
        let requests = &outcome.requests[0];
        requests.failed as f64 / (requests.failed + requests.done) as f64
    });
    let sojourns = outcomes.iter().map(|outcome| outcome.requests[0].sojourn.mean());
    let ours: [Vec<f64>; 2] = [shares.collect(), sojourns.collect()];
    for (at, name) in ["share failed", "sojourn"].into_iter().enumerate() {
        let theirs: Vec<f64> = numbers.iter().skip(at).step_by(2).copied().collect();
        let ours = Estimate::of(&ours[at], 0.999).expect("40 numbers");
        let theirs = Estimate::of(&theirs, 0.999).expect("ten numbers");
        eprintln!("{name}: ours {ours:?}, SimPy {theirs:?}");
        let apart = (ours.mean - theirs.mean).abs();
        assert!(apart < ours.half_width + theirs.half_width, "{name}");
        assert!(ours.half_width < 0.05 * ours.mean, "{name}");
    }
    Ok(())
}
