//! What queueing theory says of a lowered view, beside what a run says: the mean answer of a network of queues whose
//! processors are shared. Retries, timeouts, pools, caches and links are not in it.
//!
//! A host with c processors that are shared among all who are inside behaves as M/M/c whatever the law of service times
//! (a symmetric queue; F. P. Kelly, *Reversibility and Stochastic Networks*, 1979, chapter 3), and a network of such queues
//! has a product form: each may be looked at by itself.

use crate::lower::{Door, Lowered};
use crate::play::Play;
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

/// Answers that a mean has to be made of before it is held against theory.
const ENOUGH: u64 = 5_000;
/// How far a mean may be from theory by chance, and since load that is dealt in turn comes more evenly than it has it.
const APART: f64 = 0.5;

/// What theory does not allow: where nothing is in the way of a product form, a mean that is far from it is an error of
/// this program, and no property of the estate. `None` where all is well, or theory does not apply.
#[must_use]
pub fn gap(low: &Lowered, play: &Play) -> Option<String> {
    let plain = low
        .edges
        .iter()
        .all(|edge| edge.tries == 1 && edge.timeout.is_none() && edge.pools.is_empty())
        && low.tiers.iter().all(|tier| {
            let limits = tier.workers.is_empty() && tier.connections.is_empty() && tier.caches.is_empty();
            limits && !tier.scaled && low.need(tier).is_none_or(|need| need < 0.9)
        });
    if !plain || low.has_links || !play.happened.is_empty() || !play.done.is_empty() {
        return None;
    }
    let hold = play.hold.as_ref()?;
    low.doors.iter().find_map(|door| {
        let requests = &hold.requests[door.sources.first()?.index()];
        let sums = &requests.sojourn;
        // A script may hold another traffic than that of the scale.
        let rate = (requests.arrived - requests.carried) as f64 / (hold.now - hold.since);
        if (rate / door.rates.1 - 1.0).abs() > 0.2 {
            return None;
        }
        let theory = mean(low, door)?;
        let apart = (sums.mean() / theory - 1.0).abs();
        (sums.count >= ENOUGH && theory > 0.0 && apart > APART).then(|| {
            format!(
                "answers take {:.6} s on the average, where theory has {theory:.6} s",
                sums.mean()
            )
        })
    })
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
