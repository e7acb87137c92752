//! A rehearsal as JSON (`fiasco/rehearsal/1`), for programs.

use super::{Rehearsal, words};
use fiasco_rehearse::timeline::Notice;
use serde_json::{Value, json};

/// Renders it.
#[must_use]
pub fn render(rehearsal: &Rehearsal<'_>) -> String {
    let estate = rehearsal.estate;
    let moments: Vec<Value> = rehearsal
        .moments
        .iter()
        .map(|moment| {
            let line = words::line(estate, moment);
            json!({
                "at": moment.at,
                "kind": kind(&moment.notice),
                "message": line.text,
                "shout": line.shout,
            })
        })
        .collect();
    let doors: Vec<Value> = rehearsal
        .low
        .doors
        .iter()
        .map(|door| {
            json!({
                "service": estate.service_name(door.service),
                "rate_today": door.rates.0,
                "rate": door.rates.1,
            })
        })
        .collect();
    let assumed = rehearsal.honesty.assumed.iter();
    let assumed: Vec<Value> = assumed
        .map(|assumed| json!({"what": assumed.what, "key": assumed.key}))
        .collect();
    let value = json!({
        "schema": "fiasco/rehearsal/1",
        "estate": estate.name,
        "scale": rehearsal.scale,
        "script": rehearsal.script,
        "seed": rehearsal.seed,
        "doors": doors,
        "moments": moments,
        "assumed": assumed,
        "left_out": rehearsal.honesty.left_out,
        "confidence": rehearsal.honesty.confidence.word(),
        "events": rehearsal.play.events,
        "cut": rehearsal.play.cut,
        "replay": rehearsal.replay,
    });
    let mut out = serde_json::to_string_pretty(&value).unwrap_or_default();
    out.push('\n');
    out
}

/// A word for each kind of moment.
fn kind(notice: &Notice) -> &'static str {
    match notice {
        Notice::Begins { .. } => "begins",
        Notice::Full(_) => "full",
        Notice::Saturates { .. } => "saturates",
        Notice::PoolFull { .. } => "pool-full",
        Notice::WorkersBusy { .. } => "workers-busy",
        Notice::Refuses { .. } => "refuses",
        Notice::TimesOut { .. } => "times-out",
        Notice::Storm { .. } => "retry-storm",
        Notice::Freezes(_) => "freezes",
        Notice::Thaws(_) => "thaws",
        Notice::Spike(_) => "spike",
        Notice::SpikeEnds(_) => "spike-ends",
        Notice::Script { .. } => "script",
        Notice::Ends { .. } => "ends",
        Notice::Throttles { .. } => "throttles",
        Notice::ShutsDown { .. } => "shuts-down",
        Notice::Off { .. } => "off",
        Notice::Trips { .. } => "trips",
        Notice::Battery { .. } => "battery",
        Notice::Cut => "cut",
    }
}
