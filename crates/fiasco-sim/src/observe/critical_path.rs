//! What a request was waiting for, at every moment from its begin to its end.
//!
//! The path goes back from the end: into the attempt whose answer ended a call, and into the branch that ended a fork.
//! Its pieces lie end to end and add up to the sojourn.

use super::trace::{Span, Trace, What};

/// What passes in a piece of the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// In the queue of a station.
    Queue(u32),
    /// Served at a station.
    Service(u32),
    /// Waiting for one of a pool.
    Pool(u32),
    /// A sleep.
    Sleep,
    /// Waiting for a cache that another loads.
    Cache(u32),
    /// An attempt that was given up or failed, and the pause after it.
    Lost,
}

/// A piece of the path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// What passed.
    pub segment: Segment,
    /// The service that was at work.
    pub service: Option<u32>,
    /// From when, s.
    pub begin: f64,
    /// Until when, s.
    pub end: f64,
}

/// The path through one request; pieces that took no time are left out.
#[must_use]
pub fn critical_path(trace: &Trace) -> Vec<Piece> {
    let mut path = Vec::new();
    if !trace.spans.is_empty() {
        walk(&trace.spans, 0, None, &mut path);
    }
    path.retain(|piece| piece.end > piece.begin);
    path
}

/// The steps of one frame, in their order.
fn walk(spans: &[Span], frame: usize, around: Option<u32>, path: &mut Vec<Piece>) {
    let service = match spans[frame].what {
        What::Service(service) => Some(service),
        _ => around,
    };
    for step in inside(spans, frame) {
        if is_frame(step.what) {
            continue;
        }
        let mut piece = |segment, begin, end| {
            path.push(Piece {
                segment,
                service,
                begin,
                end,
            });
        };
        match step.what {
            What::Station(station) => {
                piece(Segment::Queue(station), step.begin, step.served);
                piece(Segment::Service(station), step.served, step.end);
            }
            What::Pool(pool) => piece(Segment::Pool(pool), step.begin, step.end),
            What::Sleep => piece(Segment::Sleep, step.begin, step.end),
            What::Call | What::Fork | What::Cache(_) => {
                // An attempt that failed and was made again did not end its call, nor one that was dropped in silence and
                // then given up.
                let ended = |at: &usize| spans[*at].end == step.end && spans[*at].well == step.well;
                match (step.last.filter(ended), step.what) {
                    (Some(child), _) => walk(spans, child, service, path),
                    (None, What::Cache(cache)) => piece(Segment::Cache(cache), step.begin, step.end),
                    (None, _) => piece(Segment::Lost, step.begin, step.end),
                }
            }
            What::Service(_) | What::Branch => {}
        }
    }
}

fn inside(spans: &[Span], around: usize) -> impl Iterator<Item = &Span> {
    spans.iter().filter(move |span| span.parent == Some(around))
}

fn is_frame(what: What) -> bool {
    matches!(what, What::Service(_) | What::Branch)
}
