//! The timeline of a rehearsal, for a person.

use super::{Rehearsal, chart, words};
use crate::Look;
use crate::style::{self, paint};
use crate::text::{width_of, wrap};
use anstyle::{AnsiColor, Style};
use fiasco_estate::quantity::Measure;
use fiasco_rehearse::timeline::share_of;
use std::fmt::Write as _;

const SHOUT: Style = AnsiColor::Red.on_default().bold();
/// Columns of the clock and what follows it.
const CLOCK: usize = 8;
/// Assumptions shown unless everything is.
const ASSUMED_SHOWN: usize = 3;

/// The moments, and charts under them.
#[must_use]
pub fn moments(rehearsal: &Rehearsal<'_>, look: Look) -> String {
    let mut out = String::new();
    let head = format!(
        "{} at {}: {}, seed {}",
        rehearsal.estate.name, rehearsal.scale, rehearsal.script, rehearsal.seed
    );
    for line in wrap(&head, look.width) {
        let _ = writeln!(out, "{}", paint(style::HEADING, &line));
    }
    for moment in rehearsal.moments {
        let line = words::line(rehearsal.estate, moment);
        told(&mut out, &line, look.width);
    }
    out.push('\n');
    charts(&mut out, rehearsal);
    out
}

/// A moment: its clock, what happens, and what people shout at the right end of the last line, or below it.
fn told(out: &mut String, line: &words::Line, width: usize) {
    let room = width.saturating_sub(CLOCK);
    let mut taken = 0;
    for (at, text) in wrap(&line.text, room).iter().enumerate() {
        let (end, clock) = if at == 0 {
            ("", line.at.as_str())
        } else {
            ("\n", "")
        };
        let _ = write!(out, "{end}{} {text}", paint(style::DIM, &format!("{clock:>6} ")));
        taken = width_of(text);
    }
    if let Some(shout) = line.shout {
        let gap = match room.checked_sub(taken + width_of(shout)) {
            Some(gap) if gap >= 2 => gap,
            _ => {
                out.push('\n');
                width.saturating_sub(width_of(shout))
            }
        };
        let _ = write!(out, "{}{}", " ".repeat(gap), paint(SHOUT, shout));
    }
    out.push('\n');
}

/// The least and the most of what is known.
fn range(values: &[Option<f64>]) -> (f64, f64) {
    let known = values.iter().flatten();
    known.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), value| {
        (least.min(*value), most.max(*value))
    })
}

fn charts(out: &mut String, rehearsal: &Rehearsal<'_>) {
    let tides = &rehearsal.play.tides;
    let mut row = |name: &str, values: Vec<Option<f64>>, least: f64, most: f64, says: String| {
        if values.iter().any(Option::is_some) {
            let _ = writeln!(
                out,
                "{} {} {says}",
                paint(style::DIM, &format!("{name:>7}")),
                chart::row(&values, least, most)
            );
        }
    };
    let rates: Vec<Option<f64>> = tides
        .iter()
        .map(|tide| (!tide.doors.is_empty()).then(|| tide.doors.iter().map(|door| door.rate).sum()))
        .collect();
    let most = range(&rates).1.max(0.0);
    row(
        "load",
        rates,
        0.0,
        most,
        format!("up to {}", words::amount(most, Measure::RequestRate)),
    );
    let shares: Vec<Option<f64>> = tides.iter().map(share_of).collect();
    let least = range(&shares).0.min(1.0);
    row(
        "in time",
        shares,
        0.0,
        1.0,
        format!("down to {}", words::share(least)),
    );
    let rooms = rehearsal.play.plant.rooms.len();
    for room in 0..rooms {
        let degrees: Vec<Option<f64>> = tides
            .iter()
            .map(|tide| tide.rooms.get(room).copied().flatten())
            .collect();
        let (least, most) = range(&degrees);
        if most > least {
            let name = match rooms {
                1 => "air",
                _ => {
                    &rehearsal
                        .estate
                        .room(rehearsal.play.plant.rooms[room].room)
                        .name
                        .value
                }
            };
            let says = format!("{} to {}", words::degrees(least), words::degrees(most));
            row(name, degrees, least, most, says);
        }
    }
}

/// What was taken for granted, and how to see the same again.
#[must_use]
pub fn assumptions(rehearsal: &Rehearsal<'_>, look: Look) -> String {
    let mut out = String::new();
    let honesty = rehearsal.honesty;
    let mut label = |label: &str, text: String| {
        for (at, line) in wrap(&text, look.width.saturating_sub(CLOCK + 1))
            .into_iter()
            .enumerate()
        {
            let head = if at == 0 { label } else { "" };
            let _ = writeln!(out, "{} {line}", paint(style::DIM, &format!("{head:<8}")));
        }
    };
    for left in &honesty.left_out {
        label("not in it", left.clone());
    }
    let shown = if look.verbose {
        honesty.assumed.len()
    } else {
        ASSUMED_SHOWN
    };
    if !honesty.assumed.is_empty() {
        let assumed = honesty.assumed.iter().take(shown);
        let mut text: Vec<String> = assumed
            .map(|assumed| format!("{} ({})", assumed.what, assumed.key))
            .collect();
        if honesty.assumed.len() > shown {
            text.push(format!("{} more (-v)", honesty.assumed.len() - shown));
        }
        label("assumed", text.join("; "));
    }
    label("again", rehearsal.replay.clone());
    out
}
