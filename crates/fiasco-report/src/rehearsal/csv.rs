//! The seconds of a rehearsal as a table: a line a window.

use super::Rehearsal;
use fiasco_rehearse::timeline::share_of;
use std::fmt::Write as _;

/// Renders it: numbers in base units (s, 1/s, W, °C, shares).
#[must_use]
pub fn render(rehearsal: &Rehearsal<'_>) -> String {
    let estate = rehearsal.estate;
    let low = rehearsal.low;
    let mut head = vec!["time_s".to_owned()];
    for door in &low.doors {
        let name = estate.service_name(door.service);
        head.extend(["rate", "done", "failed", "p99_s"].map(|what| format!("{name}.{what}")));
    }
    head.push("in_time".to_owned());
    for tier in &low.tiers {
        let name = estate.service_name(tier.service);
        head.extend(["busy", "inside", "refused"].map(|what| format!("{name}.{what}")));
    }
    for edge in &low.edges {
        let name = fiasco_rules::words::call(estate, edge.call).replace(" -> ", "->");
        head.extend(["attempts", "timeouts", "waiting"].map(|what| format!("{name}.{what}")));
    }
    head.extend(
        low.plant
            .rooms
            .iter()
            .map(|room| format!("{}.celsius", estate.room(room.room).name.value)),
    );
    head.extend(
        low.plant
            .feeds
            .iter()
            .map(|feed| format!("{}.watts", estate.feed(feed.feed).name.value)),
    );
    let mut out = String::new();
    let quoted = head.iter().map(|name| {
        if name.contains([',', '"', '\n']) {
            format!("\"{}\"", name.replace('"', "\"\""))
        } else {
            name.clone()
        }
    });
    let _ = writeln!(out, "{}", quoted.collect::<Vec<_>>().join(","));
    for tide in &rehearsal.play.tides {
        let mut row = vec![format!("{:.3}", tide.at)];
        let cell = |value: Option<f64>| value.map_or(String::new(), |value| format!("{value:.6}"));
        let blank = |cells| std::iter::repeat_n(String::new(), cells);
        if tide.doors.is_empty() && !low.doors.is_empty() {
            // The room goes on by itself.
            row.extend(blank(low.doors.len() * 4));
        }
        for door in &tide.doors {
            row.extend([
                cell(Some(door.rate)),
                door.done.to_string(),
                door.failed.to_string(),
                cell(door.p99),
            ]);
        }
        row.push(cell(share_of(tide)));
        for at in 0..low.tiers.len() {
            match tide.tiers.get(at) {
                Some(tier) => row.extend([
                    cell(Some(tier.busy)),
                    cell(Some(tier.inside)),
                    tier.refused.to_string(),
                ]),
                None => row.extend(blank(3)),
            }
        }
        for at in 0..low.edges.len() {
            match tide.edges.get(at) {
                Some(edge) => row.extend([
                    edge.attempts.to_string(),
                    edge.timeouts.to_string(),
                    cell(Some(edge.waiting)),
                ]),
                None => row.extend(blank(3)),
            }
        }
        row.extend(tide.rooms.iter().map(|degrees| cell(*degrees)));
        row.extend(tide.feeds.iter().map(|watts| cell(Some(*watts))));
        let _ = writeln!(out, "{}", row.join(","));
    }
    out
}
