//! `cargo xtask bench sim`: models of known answer, one thread and two; beside NeXosim and DesCartes, which are built in
//! a workspace of their own, beside SimPy and Ciw when `FIASCO_PEERS` names a Python that has them, and beside the same
//! queue written out by hand; and memory.

use anyhow::{Context, Result};
use fiasco_sim::element::retry::Backoff;
use fiasco_sim::kernel::{Bounds, Outcome, replicate};
use fiasco_sim::model::{Arrivals, Call, Hold, Model, ServiceId, Step};
use fiasco_sim::random::Law;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Rounds; the median counts, for all sides alike.
const ROUNDS: usize = 5;
/// Requests of a round of ours, about.
const JOBS: f64 = 2e6;
/// A timeout that no request meets, s.
const TIMEOUT: f64 = 3e4;
/// The peers, in their own words.
const PEERS: &str = include_str!("sim_peers.py");

/// One model of the table: its name, arrival rate, and events that one request is counted as.
struct Case {
    name: &'static str,
    model: Model,
    rate: f64,
    events: f64,
    /// What the peers run, where they run it.
    row: Option<Row>,
    /// Servers, and the timeout of each request, of the same written out by hand, where it is.
    yardstick: Option<(u32, Option<f64>)>,
}

/// What the peers run.
#[derive(Clone, Copy)]
struct Row {
    /// Stations in a row.
    stations: u32,
    /// Servers of each.
    servers: u32,
    /// Arrivals a second.
    rate: f64,
    /// The timeout of each request, which only SimPy can have.
    patience: Option<f64>,
}

/// Runs the whole table, or only the rows of these names, without peers.
pub fn run(only: &[&str]) -> Result<()> {
    println!(
        "Median of {ROUNDS} rounds of {JOBS:.0} requests; events counted as 2, 11, 2, 2 and as they happen."
    );
    println!(
        "{:>14} {:>12} {:>8} {:>8} {:>8} {:>12} {:>6} {:>9} {:>9} {:>9} {:>9} {:>11}",
        "model",
        "jobs/s",
        "ns/job",
        "by hand",
        "M ev/s",
        "2 threads",
        "gain",
        "sojourn",
        "x SimPy",
        "x Ciw",
        "x NeXosim",
        "x DesCartes"
    );
    let built = if only.is_empty() { build_peers() } else { None };
    for mut case in cases()? {
        if !only.is_empty() {
            if !only.contains(&case.name) {
                continue;
            }
            case.row = None;
        }
        let ours = measure(&case)?;
        let plain = case.row.filter(|row| row.patience.is_none());
        let ratio = |row: Option<Row>, speed: &dyn Fn(Row) -> Option<f64>| match row.map(speed) {
            Some(Some(jobs)) => format!("{:.1}", ours.one / jobs),
            Some(None) => "missing".to_owned(),
            None => "-".to_owned(),
        };
        let peers = [
            ratio(case.row, &|row| python("simpy", row)),
            ratio(plain, &|row| python("ciw", row)),
            ratio(plain, &|row| rust(built.as_ref()?, "nexosim", row)),
            ratio(plain, &|row| rust(built.as_ref()?, "descartes", row)),
        ];
        let by_hand = ours
            .by_hand
            .map_or_else(|| "-".to_owned(), |speed| format!("{:.1}", 1e9 / speed));
        println!(
            "{:>14} {:>12.0} {:>8.1} {:>8} {:>8.1} {:>12.0} {:>6.2} {:>9.4} {:>9} {:>9} {:>9} {:>11}",
            case.name,
            ours.one,
            1e9 / ours.one,
            by_hand,
            ours.one * ours.events / 1e6,
            ours.two,
            ours.gain,
            ours.sojourn,
            peers[0],
            peers[1],
            peers[2],
            peers[3],
        );
    }
    if !only.is_empty() {
        return Ok(());
    }
    println!("Memory: M/M/1 in a process of its own.");
    for jobs in [100_000_u64, 1_000_000, 10_000_000] {
        let own = std::env::current_exe()?;
        let output = Command::new(own)
            .args(["bench", "sim-memory", &jobs.to_string()])
            .output()?;
        print!("{}", String::from_utf8_lossy(&output.stdout));
    }
    Ok(())
}

/// Runs M/M/1 with this many requests and prints the most memory that this process had.
pub fn memory(jobs: u64) -> Result<()> {
    let bounds = Bounds {
        warmup: 0.0,
        until: jobs as f64 / 0.8,
        events: u64::MAX,
    };
    let outcome = fiasco_sim::kernel::run(&chain(1, 1, 0.8, None)?, 1, 0, bounds)?;
    let peak = super::ladder::peak_kib().map_or_else(|| "?".to_owned(), |kib| kib.to_string());
    println!("{:>14} requests {:>8} KiB", outcome.requests[0].done, peak);
    Ok(())
}

/// Builds the peers that are Rust; where they are.
fn build_peers() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("peers");
    let status = Command::new(env!("CARGO"))
        .args(["build", "--release", "--locked", "--quiet"])
        .current_dir(&folder)
        .status()
        .ok()?;
    status.success().then(|| folder.join("target/release/peers"))
}

/// Requests a second of a peer that is Rust.
fn rust(peers: &Path, which: &str, row: Row) -> Option<f64> {
    let jobs = 1_000_000 / row.stations;
    let output = Command::new(peers)
        .args([which, &row.stations.to_string(), &row.servers.to_string()])
        .args([row.rate.to_string(), jobs.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// What was measured of one model.
struct Measured {
    /// Requests a second of one thread.
    one: f64,
    /// Requests a second of two threads.
    two: f64,
    /// Two threads over one, the median of the rounds.
    gain: f64,
    /// Mean sojourn, s.
    sojourn: f64,
    /// Events a request.
    events: f64,
    /// Requests a second of the same written out by hand.
    by_hand: Option<f64>,
}

/// One thread, two, and the yardstick, in turn in each round.
fn measure(case: &Case) -> Result<Measured> {
    let until = JOBS / case.rate;
    let bounds = Bounds {
        warmup: 0.0,
        until,
        events: u64::MAX,
    };
    let (mut ones, mut twos, mut gains, mut hands) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut last: Vec<Outcome> = Vec::new();
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pools = [pool(1)?, pool(2)?];
    for _ in 0..ROUNDS {
        let mut speeds = [0.0; 2];
        for (threads, (pool, speed)) in (1..).zip(pools.iter().zip(&mut speeds)) {
            let start = Instant::now();
            last = pool.install(|| replicate(&case.model, 1, threads, bounds))?;
            let jobs: u64 = last.iter().map(|outcome| outcome.requests[0].done).sum();
            *speed = jobs as f64 / start.elapsed().as_secs_f64();
        }
        ones.push(speeds[0]);
        twos.push(speeds[1]);
        gains.push(speeds[1] / speeds[0]);
        if let Some((servers, timeout)) = case.yardstick {
            let start = Instant::now();
            let by_hand = super::sim_yardstick::run(servers, case.rate, timeout, until);
            let (done, _) = by_hand.context("the yardstick lost count")?;
            hands.push(done as f64 / start.elapsed().as_secs_f64());
        }
    }
    let first = last.first().context("no replication was run")?;
    let requests = &first.requests[0];
    let events = if case.events > 0.0 {
        case.events
    } else {
        first.events as f64 / requests.done as f64
    };
    Ok(Measured {
        one: median(ones),
        two: median(twos),
        gain: median(gains),
        sojourn: requests.sojourn.mean(),
        events,
        by_hand: case.yardstick.map(|_| median(hands)),
    })
}

/// The middle one.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Requests a second of a peer that is Python; nothing when it is missing or has no such model.
fn python(which: &str, row: Row) -> Option<f64> {
    let python = std::env::var_os("FIASCO_PEERS")?;
    let output = Command::new(python)
        .args(["-c", PEERS, which, &row.stations.to_string()])
        .args([row.servers.to_string(), row.rate.to_string()])
        .arg(row.patience.unwrap_or(0.0).to_string())
        .output()
        .ok()?;
    String::from_utf8(output.stdout).ok()?.trim().parse().ok()
}

fn cases() -> Result<Vec<Case>> {
    let graph = graph()?;
    let row = |stations, servers, rate, patience| {
        Some(Row {
            stations,
            servers,
            rate,
            patience,
        })
    };
    Ok(vec![
        Case {
            name: "M/M/1",
            model: chain(1, 1, 0.8, None)?,
            rate: 0.8,
            events: 2.0,
            row: row(1, 1, 0.8, None),
            yardstick: Some((1, None)),
        },
        Case {
            name: "tandem",
            model: chain(10, 1, 0.8, None)?,
            rate: 0.8 * 4.0,
            events: 11.0,
            row: row(10, 1, 0.8, None),
            yardstick: None,
        },
        Case {
            name: "M/M/4",
            model: chain(1, 4, 3.2, None)?,
            rate: 3.2,
            events: 2.0,
            row: row(1, 4, 3.2, None),
            yardstick: Some((4, None)),
        },
        Case {
            name: "M/M/4 call",
            model: chain(1, 4, 3.2, Some(None))?,
            rate: 3.2,
            events: 2.0,
            row: None,
            yardstick: Some((4, None)),
        },
        Case {
            name: "M/M/4 timeout",
            model: chain(1, 4, 3.2, Some(Some(TIMEOUT)))?,
            rate: 3.2,
            events: 2.0,
            row: row(1, 4, 3.2, Some(TIMEOUT)),
            yardstick: Some((4, Some(TIMEOUT))),
        },
        Case {
            name: "30 services",
            model: graph,
            rate: 0.5 * 20.0,
            events: 0.0,
            row: None,
            yardstick: None,
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

/// A tree of 30 services, each calling those numbered twice its own and one more, with timeouts and retries, over
/// connections of a pool.
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
                let call = Step::Call(call.within(60.0).retried(3, backoff));
                let pool = model.pool(&format!("connections {at} to {child}"), 16, Some(100));
                let patience = Some(30.0);
                steps.push(Step::Hold(Hold { pool, patience }, vec![call]));
            }
        }
        services.push(model.service(&format!("service {at}"), steps));
    }
    let front = *services.last().context("no service")?;
    model.arrivals("users", Arrivals::Gaps(Law::exponential(2.0)?), front);
    Ok(model)
}
