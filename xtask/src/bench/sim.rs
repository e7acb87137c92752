//! `cargo xtask bench sim`: models of known answer, one thread and two, beside SimPy and Ciw when
//! `FIASCO_PEERS` names a Python that has them.

use anyhow::{Context, Result};
use fiasco_sim::element::retry::Backoff;
use fiasco_sim::kernel::{Bounds, Outcome, replicate};
use fiasco_sim::model::{Arrivals, Call, Model, ServiceId, Step};
use fiasco_sim::random::Law;
use std::process::Command;
use std::time::Instant;

/// Rounds; the median counts, for all sides alike.
const ROUNDS: usize = 5;
/// Requests of a round of ours, about.
const JOBS: f64 = 2e6;
/// The peers, in their own words.
const PEERS: &str = include_str!("sim_peers.py");

/// One model of the table: its name, arrival rate, and events that one request is counted as.
struct Case {
    name: &'static str,
    model: Model,
    rate: f64,
    events: f64,
}

/// Runs the whole table.
pub fn run() -> Result<()> {
    println!(
        "Median of {ROUNDS} rounds of {JOBS:.0} requests; events counted as 2, 11, 2, 2 and as they happen."
    );
    println!(
        "{:>14} {:>12} {:>8} {:>8} {:>12} {:>6} {:>8} {:>9} {:>9} {:>9}",
        "model", "jobs/s", "ns/job", "M ev/s", "2 threads", "gain", "peak MiB", "sojourn", "x SimPy", "x Ciw"
    );
    for case in cases()? {
        let one = measure(&case, 1)?;
        let two = measure(&case, 2)?;
        let peers = [peer("simpy", case.name), peer("ciw", case.name)];
        let ratio =
            |jobs: &Option<f64>| jobs.map_or_else(|| "missing".into(), |j| format!("{:.0}", one.0 / j));
        println!(
            "{:>14} {:>12.0} {:>8.1} {:>8.1} {:>12.0} {:>6.2} {:>8} {:>9.4} {:>9} {:>9}",
            case.name,
            one.0,
            1e9 / one.0,
            one.0 * one.2.unwrap_or(case.events) / 1e6,
            two.0,
            two.0 / one.0,
            super::ladder::peak_mib().map_or_else(|| "?".to_owned(), |mib| mib.to_string()),
            one.1,
            ratio(&peers[0]),
            ratio(&peers[1]),
        );
    }
    Ok(())
}

/// Requests a second, mean sojourn, and events a request where they are counted as they happen.
fn measure(case: &Case, threads: usize) -> Result<(f64, f64, Option<f64>)> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    let bounds = Bounds {
        warmup: 0.0,
        until: JOBS / case.rate,
        events: u64::MAX,
    };
    let mut speeds = Vec::new();
    let mut last: Vec<Outcome> = Vec::new();
    for _ in 0..ROUNDS {
        let start = Instant::now();
        last = pool.install(|| replicate(&case.model, 1, threads as u64, bounds))?;
        let jobs: u64 = last.iter().map(|outcome| outcome.requests[0].done).sum();
        speeds.push(jobs as f64 / start.elapsed().as_secs_f64());
    }
    speeds.sort_by(f64::total_cmp);
    let first = last.first().context("no replication was run")?;
    let requests = &first.requests[0];
    let counted = (case.events == 0.0).then(|| first.events as f64 / requests.done as f64);
    Ok((speeds[ROUNDS / 2], requests.sojourn.mean(), counted))
}

/// Requests a second of a peer on the same model; nothing when it is missing or has no such model.
fn peer(which: &str, model: &str) -> Option<f64> {
    let python = std::env::var_os("FIASCO_PEERS")?;
    let output = Command::new(python)
        .args(["-c", PEERS, which, model])
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

fn cases() -> Result<Vec<Case>> {
    let graph = graph()?;
    Ok(vec![
        Case {
            name: "M/M/1",
            model: chain(1, 1, 0.8, None)?,
            rate: 0.8,
            events: 2.0,
        },
        Case {
            name: "tandem",
            model: chain(10, 1, 0.8, None)?,
            rate: 0.8 * 4.0,
            events: 11.0,
        },
        Case {
            name: "M/M/4",
            model: chain(1, 4, 3.2, None)?,
            rate: 3.2,
            events: 2.0,
        },
        Case {
            name: "M/M/4 call",
            model: chain(1, 4, 3.2, Some(None))?,
            rate: 3.2,
            events: 2.0,
        },
        Case {
            name: "M/M/4 timeout",
            model: chain(1, 4, 3.2, Some(Some(3e4)))?,
            rate: 3.2,
            events: 2.0,
        },
        Case {
            name: "30 services",
            model: graph,
            rate: 0.5 * 20.0,
            events: 0.0,
        },
    ])
}

/// `many` stations in a row; with `call`, behind a call with this timeout.
fn chain(many: usize, servers: u32, rate: f64, call: Option<Option<f64>>) -> Result<Model> {
    let mut model = Model::new();
    let mut steps = Vec::new();
    for at in 0..many {
        let station = model.station(&format!("station {at}"), servers, None);
        steps.push(Step::Use(station, Law::exponential(1.0)?));
    }
    let mut service = model.service("service", steps);
    if let Some(timeout) = call {
        let call = Call {
            timeout,
            ..Call::to(service)
        };
        service = model.service("client", vec![Step::Call(call)]);
    }
    model.arrivals("users", Arrivals::Gaps(Law::exponential(1.0 / rate)?), service);
    Ok(model)
}

/// A tree of 30 services, each calling those numbered twice its own and one more, with timeouts and retries.
fn graph() -> Result<Model> {
    let mut model = Model::new();
    let mut services: Vec<ServiceId> = Vec::new();
    for at in (1..=30_usize).rev() {
        let station = model.station(&format!("station {at}"), 2, Some(100));
        let mut steps = vec![Step::Use(station, Law::exponential(1.0)?)];
        for child in [2 * at, 2 * at + 1] {
            if child <= 30 {
                let backoff = Backoff::Exponential {
                    base: 1.0,
                    cap: 10.0,
                    jitter: true,
                };
                let call = Call::to(services[30 - child]);
                steps.push(Step::Call(call.within(60.0).retried(3, backoff)));
            }
        }
        services.push(model.service(&format!("service {at}"), steps));
    }
    let front = *services.last().context("no service")?;
    model.arrivals("users", Arrivals::Gaps(Law::exponential(2.0)?), front);
    Ok(model)
}
