//! What queueing theory says of a lowered view, beside what a run says: the mean answer of a network of queues whose
//! processors are shared. Retries, timeouts, pools, caches and links are not in it.
//!
//! A host with c processors that are shared among all who are inside behaves as M/M/c whatever the law of service times
//! (a symmetric queue; F. P. Kelly, *Reversibility and Stochastic Networks*, 1979, chapter 3), and a network of such queues
//! has a product form: each may be looked at by itself.

use crate::lower::{Door, Lowered};
use fiasco_sim::analytic::mmc::Mmc;
use fiasco_sim::model::StationId;
use std::collections::BTreeMap;

/// The mean answer at a door, s, at the traffic of the scale; `None` where some station cannot carry it.
#[must_use]
pub fn mean(low: &Lowered, door: &Door) -> Option<f64> {
    let mut loads: BTreeMap<usize, f64> = BTreeMap::new();
    for tier in &low.tiers {
        let each = low.arrival(tier) / tier.stations.len().max(1) as f64;
        for station in &tier.stations {
            *loads.entry(station.index()).or_default() += each * tier.demand;
        }
    }
    let mut sum = 0.0;
    for tier in &low.tiers {
        let visits = tier
            .visits
            .iter()
            .find(|(traffic, _)| *traffic == door.traffic)
            .map_or(0.0, |(_, visits)| *visits);
        if visits == 0.0 || tier.demand == 0.0 {
            continue;
        }
        let mut stretch = 0.0;
        for station in &tier.stations {
            stretch += slower(low, *station, loads.get(&station.index()).copied().unwrap_or(0.0))?;
        }
        let stretch = if tier.stations.is_empty() {
            1.0
        } else {
            stretch / tier.stations.len() as f64
        };
        sum += visits * tier.demand * stretch;
    }
    Some(sum)
}

/// How many times as long work takes at a station of so many busy processors.
fn slower(low: &Lowered, station: StationId, busy: f64) -> Option<f64> {
    if busy <= 0.0 {
        return Some(1.0);
    }
    let cores = low.cores_of(station)?;
    let servers = cores.ceil().max(1.0);
    // Work of one second, on servers that do cores / servers of it in a second each.
    let queue = Mmc::new(busy, cores / servers, servers as u32).ok()?;
    Some(queue.mean_sojourn())
}
