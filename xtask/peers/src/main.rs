//! `peers nexosim|descartes STATIONS SERVERS RATE JOBS`: requests a second through stations in a row, exponential
//! service of 1 s, Poisson arrivals; the median of three rounds, and the mean sojourn that shows it is the same model.

mod descartes;
mod nexosim_row;

use std::time::Instant;

/// The row to run.
#[derive(Clone, Copy)]
pub struct Row {
    pub stations: usize,
    pub servers: u32,
    pub rate: f64,
    pub jobs: u64,
}

/// Random numbers as cheap as they come, so that the peers are not slowed by theirs.
pub fn exponential(state: &mut u64, mean: f64) -> f64 {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    let unit = ((*state >> 11) as f64 + 0.5) / (1_u64 << 53) as f64;
    -unit.ln() * mean
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [which, stations, servers, rate, jobs] = arguments.as_slice() else {
        panic!("peers nexosim|descartes STATIONS SERVERS RATE JOBS");
    };
    let row = Row {
        stations: stations.parse().expect("stations"),
        servers: servers.parse().expect("servers"),
        rate: rate.parse().expect("a rate"),
        jobs: jobs.parse().expect("jobs"),
    };
    let mut rounds = Vec::new();
    let mut sojourn = 0.0;
    for _ in 0..3 {
        let start = Instant::now();
        sojourn = match which.as_str() {
            "nexosim" => nexosim_row::run(row),
            _ => descartes::run(row),
        };
        rounds.push(row.jobs as f64 / start.elapsed().as_secs_f64());
    }
    rounds.sort_by(f64::total_cmp);
    println!("{} {sojourn}", rounds[1]);
}
