//! What is noticed of services: processors, workers and connections that are all in use, callers that give up, retries
//! that multiply, answers that no longer come in time.

use super::{Moment, Notice, share_of};
use crate::assume::{FROZEN, WELL};
use crate::lower::{Lowered, Tier};
use crate::play::{Play, Tide};

/// Processors are all at work from this share on.
const ALL_BUSY: f64 = 0.98;
/// Callers give up from this share of attempts on.
const GIVE_UP: f64 = 0.05;
/// Windows from its beginning on in which the longest queue for connections is looked for.
const QUEUE_TOLD: usize = 20;
/// A storm: retries make the load this many times what was asked.
const STORM: f64 = 2.0;
/// A storm is told by what it comes to in so many seconds from its beginning.
const STORM_TOLD: f64 = 30.0;
/// Windows in a row in which something has to be seen before it is told.
const LASTS: usize = 2;

/// Adds its moments, kind by kind.
pub(super) fn moments(low: &Lowered, play: &Play, moments: &mut Vec<Moment>) {
    // A window is known by its end; what it shows began with it.
    let begin = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| play.tides.get(before));
        before.map_or(0.0, |tide| tide.at)
    };
    let mut push = |at: usize, notice| {
        moments.push(Moment {
            at: begin(at),
            notice,
        });
    };
    processors(low, play, &mut push);
    workers(low, play, &mut push);
    calls(low, play, &mut push);
    storm(low, play, &mut push);
    freezes(play, &mut push);
}

/// The first window that begins a row of windows in which something is so.
fn first(play: &Play, is_so: impl Fn(&Tide) -> bool) -> Option<usize> {
    let mut row = 0;
    for (at, tide) in play.tides.iter().enumerate() {
        row = if is_so(tide) { row + 1 } else { 0 };
        if row == LASTS {
            return Some(at + 1 - LASTS);
        }
    }
    None
}

/// The window in which something that began with another has lasted long enough to be told.
fn told_by(play: &Play, from: usize) -> &Tide {
    &play.tides[from + LASTS - 1]
}

/// Processors that are all busy: once for all services that share them.
fn processors(low: &Lowered, play: &Play, push: &mut impl FnMut(usize, Notice)) {
    let need = |tier: &Tier| -> f64 { tier.visits.iter().map(|(_, visits)| visits * tier.demand).sum() };
    for (at, tier) in low.tiers.iter().enumerate() {
        let shares = |other: &&Tier| other.stations == tier.stations;
        if tier.stations.is_empty() || low.tiers[..at].iter().any(|other| shares(&other)) {
            continue;
        }
        let full = |tide: &Tide| {
            let seen = tide.tiers.get(at);
            seen.is_some_and(|seen| seen.busy >= ALL_BUSY && seen.inside > 2.0 * tier.cores)
        };
        let Some(when) = first(play, full) else { continue };
        let mut sharing: Vec<&Tier> = low.tiers.iter().filter(shares).collect();
        sharing.sort_by(|a, b| need(b).total_cmp(&need(a)));
        push(
            when,
            Notice::Saturates {
                services: sharing.iter().map(|tier| tier.service).collect(),
                inside: told_by(play, when).tiers[at].inside,
            },
        );
    }
}

/// Workers that are all busy, and stores that turn connections away.
fn workers(low: &Lowered, play: &Play, push: &mut impl FnMut(usize, Notice)) {
    for (at, tier) in low.tiers.iter().enumerate() {
        let seen = |tide: &Tide| tide.tiers.get(at).copied().unwrap_or_default();
        if let Some(when) = first(play, |tide| seen(tide).waiting >= 1.0) {
            push(
                when,
                Notice::WorkersBusy {
                    service: tier.service,
                    workers: tier.worker_count,
                    waiting: seen(told_by(play, when)).waiting,
                },
            );
        }
        if let (Some(accepts), Some(when)) = (tier.accepts, first(play, |tide| seen(tide).refused > 0)) {
            push(
                when,
                Notice::Refuses {
                    service: tier.service,
                    accepts,
                    rate: seen(told_by(play, when)).refused as f64 / play.window,
                },
            );
        }
    }
}

/// Connections that are all in use, and callers that give up.
fn calls(low: &Lowered, play: &Play, push: &mut impl FnMut(usize, Notice)) {
    for (at, edge) in low.edges.iter().enumerate() {
        let seen = |tide: &Tide| tide.edges.get(at).copied().unwrap_or_default();
        if let (Some(size), Some(when)) = (edge.pool_size, first(play, |tide| seen(tide).waiting >= 1.0)) {
            let waiting = play.tides[when..].iter().take(QUEUE_TOLD);
            push(
                when,
                Notice::PoolFull {
                    call: edge.call,
                    size: size.saturating_mul(edge.pools.len() as u32),
                    waiting: waiting.map(|tide| seen(tide).waiting).fold(0.0, f64::max),
                },
            );
        }
        let given_up = |tide: &Tide| seen(tide).timeouts as f64 / seen(tide).attempts.max(1) as f64;
        if let (Some(timeout), Some(when)) = (edge.timeout, first(play, |tide| given_up(tide) > GIVE_UP)) {
            push(
                when,
                Notice::TimesOut {
                    call: edge.call,
                    timeout,
                    share: given_up(told_by(play, when)).min(1.0),
                },
            );
        }
    }
}

/// Retries that multiply the load: told once, of the call where it is worst.
fn storm(low: &Lowered, play: &Play, push: &mut impl FnMut(usize, Notice)) {
    let mut worst: Option<(usize, usize, f64)> = None;
    for (at, edge) in low.edges.iter().enumerate() {
        let repeated = edge.tries > 1 || upstream_tries(low, at) > edge.tries;
        if let (true, Some(when)) = (repeated, first(play, |tide| load_in(low, at, tide) >= STORM)) {
            let load = load_from(low, play, at, when);
            if worst.is_none_or(|(_, _, known)| load > known) {
                worst = Some((at, when, load));
            }
        }
    }
    if let Some((at, when, load)) = worst {
        push(
            when,
            Notice::Storm {
                call: low.edges[at].call,
                tries: upstream_tries(low, at),
                load,
            },
        );
    }
}

/// Frozen, well again, and so on.
fn freezes(play: &Play, push: &mut impl FnMut(usize, Notice)) {
    let (mut frozen, mut row) = (false, 0);
    for (at, tide) in play.tides.iter().enumerate() {
        let Some(share) = share_of(tide) else { continue };
        let turns = if frozen { share >= WELL } else { share < FROZEN };
        row = if turns { row + 1 } else { 0 };
        if row == LASTS {
            frozen = !frozen;
            row = 0;
            let from = at + 1 - LASTS;
            push(
                from,
                if frozen {
                    Notice::Freezes(share)
                } else {
                    Notice::Thaws(share)
                },
            );
        }
    }
}

/// How many attempts one request may come to at a call, with those of its callers.
fn upstream_tries(low: &Lowered, edge: usize) -> u32 {
    let mut tries = 1_u32;
    let mut at = edge;
    // No longer than there are services: what closes a circle was left out.
    for _ in 0..=low.edges.len() {
        let Some(this) = low.edges.get(at) else { break };
        tries = tries.saturating_mul(this.tries);
        let from = this.from;
        let above = (0..low.edges.len()).filter(|at| low.edges[*at].to == from);
        match above.max_by_key(|at| low.edges[*at].tries) {
            Some(next) => at = next,
            None => break,
        }
    }
    tries
}

/// By how much retries multiply what reaches a callee in a window.
fn load_in(low: &Lowered, edge: usize, tide: &Tide) -> f64 {
    let counted = |at: usize| {
        let seen = tide.edges.get(at).copied().unwrap_or_default();
        (seen.calls as f64, seen.attempts as f64)
    };
    low.multiplied(edge, &counted)
}

/// By how much retries multiply what reaches a callee in the half minute from a window on.
fn load_from(low: &Lowered, play: &Play, edge: usize, from: usize) -> f64 {
    let begin = play.tides[from].at;
    let stretch: Vec<&Tide> = play.tides[from..]
        .iter()
        .take_while(|tide| tide.at < begin + STORM_TOLD)
        .collect();
    let counted = |at: usize| {
        let seen = stretch.iter().filter_map(|tide| tide.edges.get(at));
        seen.fold((0.0, 0.0), |(calls, attempts), seen| {
            (calls + seen.calls as f64, attempts + seen.attempts as f64)
        })
    };
    low.multiplied(edge, &counted)
}
