//! The walls of a rehearsal in a few lines: where they are, and where they would be if one thing were better.

use crate::text::wrap;
use crate::{Look, Report, wording};
use fiasco_estate::quantity::Rational;
use fiasco_scale::remedies::Moved;
use fiasco_scale::{Finding, Phase, factor_at};
use std::fmt::Write as _;

/// `traffic x1.43 [1.41, 1.46]`: a wall as the interval it lies in, in the words of its driver.
#[must_use]
pub fn interval(report: &Report<'_>, finding: &Finding) -> String {
    let Some(wall) = finding.wall else {
        return "nowhere".to_owned();
    };
    match wall.phase {
        Phase::Now => "now".to_owned(),
        Phase::Delivery => "on delivery".to_owned(),
        Phase::Way => {
            let held = finding.doubt.map_or(Rational::ZERO, |doubt| doubt.progress);
            between(report, finding, held, wall.progress)
        }
    }
}

/// `x1.43 [1.41, 1.46]` between two scales.
fn between(report: &Report<'_>, finding: &Finding, held: Rational, broke: Rational) -> String {
    let plan = &report.ladder.plan;
    let driver = finding.drivers.first();
    let axis = driver.and_then(|driver| plan.axes.iter().find(|axis| axis.dimension == *driver));
    let Some(axis) = axis else {
        return format!(
            "{} to {} of the way",
            wording::percent(held),
            wording::percent(broke)
        );
    };
    let factor = |t: Rational| factor_at(axis.factor, t).map_or(f64::NAN, Rational::to_f64);
    let (low, high) = (factor(held), factor(broke));
    format!(
        "{} x{:.2} [{low:.2}, {high:.2}]",
        axis.dimension.word(),
        f64::midpoint(low, high)
    )
}

/// The first wall, and what moves it.
#[must_use]
pub fn first(report: &Report<'_>, finding: &Finding, moved: &[Moved], look: Look) -> String {
    let subject = finding.story.as_ref().map_or("", |story| story.subject.as_str());
    let mut text = format!(
        "first wall at {}   {} {} ({subject})",
        interval(report, finding),
        finding.meta().code,
        finding.meta().name
    );
    let stays = |moved: &&Moved| {
        moved
            .wall
            .zip(finding.wall)
            .is_some_and(|((_, broke), wall)| broke <= wall.progress)
    };
    let parts = moved
        .iter()
        .filter(|moved| !stays(moved))
        .map(|moved| line(report, finding, moved));
    let parts: Vec<String> = parts.collect();
    if !parts.is_empty() {
        let _ = write!(text, "; {}", parts.join("; "));
    }
    let mut out = String::new();
    for line in wrap(&text, look.width) {
        let _ = writeln!(out, "{line}");
    }
    out
}

/// `with no retries at traffic x1.58 [1.52, 1.64]`.
#[must_use]
pub fn line(report: &Report<'_>, finding: &Finding, moved: &Moved) -> String {
    let words = moved.relax.words(report.estate);
    match moved.wall {
        None => format!("with {words} it is gone"),
        Some((_, broke)) if finding.wall.is_some_and(|wall| broke <= wall.progress) => {
            format!("with {words} it stays")
        }
        Some((held, broke)) => format!("with {words} at {}", between(report, finding, held, broke)),
    }
}
