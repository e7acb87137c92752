//! What a run is asked for, and what it counted.

use crate::jobs::record::{Attempts, Holds, Limited, Lookups, Requests, Spawned, Visits};
use crate::stats::Histogram;

/// How long a run lasts.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Counting begins at this time.
    pub warmup: f64,
    /// The run ends at this time.
    pub until: f64,
    /// The run is cut after this many events.
    pub events: u64,
}

/// Why a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its time was over.
    Time,
    /// It was cut: too many events, or too many requests at once.
    Cut,
    /// Nothing was left to happen.
    Empty,
}

/// What a run counted.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// For each arrival process.
    pub requests: Vec<Requests>,
    /// For each station.
    pub visits: Vec<Visits>,
    /// For each station the waits until service began, s, where [`keep_waits`](crate::model::Model::keep_waits) asked for them.
    pub waits: Vec<Option<Histogram>>,
    /// For each pool.
    pub holds: Vec<Holds>,
    /// For each call, in the order of services and steps; a call that hedges comes after its two attempts.
    pub attempts: Vec<Attempts>,
    /// For each step that spawns, in the order of services and steps.
    pub spawned: Vec<Spawned>,
    /// For each limiter.
    pub limited: Vec<Limited>,
    /// For each cache.
    pub lookups: Vec<Lookups>,
    /// For each balancer, the attempts that each member was sent.
    pub sent: Vec<Vec<u64>>,
    /// When counting began.
    pub since: f64,
    /// Events that happened.
    pub events: u64,
    /// The time at the end.
    pub now: f64,
    /// Why it ended.
    pub end: End,
    /// The most requests and attempts that were under way at once.
    pub most: usize,
    /// Requests and attempts under way at the end.
    pub live: usize,
}

impl Outcome {
    /// What happened since an earlier reading of the same run, what was under way then carried over.
    #[must_use]
    pub fn since(&self, before: &Self) -> Self {
        macro_rules! each {
            ($($list:ident),+) => {
                Self {
                    $($list: self.$list.iter().zip(&before.$list).map(|(now, then)| now.since(then)).collect(),)+
                    waits: self
                        .waits
                        .iter()
                        .zip(&before.waits)
                        .map(|(now, then)| now.as_ref().zip(then.as_ref()).map(|(now, then)| now.since(then)))
                        .collect(),
                    sent: self
                        .sent
                        .iter()
                        .zip(&before.sent)
                        .map(|(now, then)| now.iter().zip(then).map(|(now, then)| now - then).collect())
                        .collect(),
                    since: before.now,
                    events: self.events - before.events,
                    ..*self
                }
            };
        }
        each!(requests, visits, holds, attempts, spawned, limited, lookups)
    }
}
