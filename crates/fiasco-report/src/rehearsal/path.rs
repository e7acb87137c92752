//! The slowest request of a rehearsal: what it was waiting for at every moment, in words, and as a trace for Chrome.

use super::words::{amount, share};
use fiasco_estate::quantity::Measure;
use fiasco_sim::kernel::Simulation;
use fiasco_sim::observe::{Piece, Segment, Trace, chrome_trace, critical_path};
use std::fmt::Write as _;

/// Rows of a path that are told; the longest of what is left is summed up.
const ROWS: usize = 12;

/// As a trace that Chrome and Perfetto draw.
#[must_use]
pub fn chrome(sim: &Simulation, traces: &[Trace]) -> String {
    chrome_trace(sim.model(), traces)
}

/// In words: a line for each stretch of the path.
#[must_use]
pub fn render(sim: &Simulation, trace: &Trace) -> String {
    let mut out = String::new();
    let path = critical_path(trace);
    let all = trace.sojourn();
    let end = if trace.well() { "was answered" } else { "failed" };
    let _ = writeln!(
        out,
        "the slowest request of the hold {end} after {}",
        amount(all, Measure::Time)
    );
    let mut told: Vec<&Piece> = path.iter().collect();
    told.sort_by(|a, b| (b.end - b.begin).total_cmp(&(a.end - a.begin)));
    told.truncate(ROWS);
    told.sort_by(|a, b| a.begin.total_cmp(&b.begin));
    let begin = trace.spans.first().map_or(0.0, |span| span.begin);
    let mut left = all;
    for piece in &told {
        let lasts = piece.end - piece.begin;
        left -= lasts;
        let _ = writeln!(
            out,
            "{:>9}  {:>9} {:>5}  {}",
            format!("+{}", amount(piece.begin - begin, Measure::Time)),
            amount(lasts, Measure::Time),
            share(lasts / all.max(1e-12)),
            what(sim, piece)
        );
    }
    if path.len() > told.len() {
        let _ = writeln!(
            out,
            "{:>9}  {:>9} {:>5}  {} shorter stretches",
            "",
            amount(left.max(0.0), Measure::Time),
            share(left.max(0.0) / all.max(1e-12)),
            path.len() - told.len()
        );
    }
    out
}

fn what(sim: &Simulation, piece: &Piece) -> String {
    let model = sim.model();
    let of = piece
        .service
        .map_or("", |service| model.service_name(service as usize));
    match piece.segment {
        Segment::Queue(at) => format!("{of}: waits at {}", model.station_name(at as usize)),
        Segment::Service(at) => format!("{of}: at work on {}", model.station_name(at as usize)),
        Segment::Pool(at) => format!("{of}: waits for one of the {}", model.pool_name(at as usize)),
        Segment::Sleep => format!("{of}: under way"),
        Segment::Lost => format!("{of}: waits for attempts that come to nothing"),
        Segment::Cache(_) => format!("{of}: waits for another to load its cache"),
    }
}
