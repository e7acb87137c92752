//! The gate: which findings fail a build. Only a limit (or what `--gate` adds) that breaks for every value of
//! what is unknown, rests on nothing weaker than a documented default, and falls on delivery or on the way;
//! as it stands now, only a contradiction.

use crate::Report;
use crate::wording::Section;
use fiasco_estate::Confidence;
use fiasco_rules::{Class, State};
use fiasco_scale::Finding;

/// What besides the rule of thumb fails a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Gate {
    /// Problems that stand now.
    pub now: bool,
    /// Findings of class fault.
    pub faults: bool,
    /// Anything undecided before the target.
    pub unknown: bool,
}

/// Whether one finding fails a build.
#[must_use]
pub fn gates(report: &Report<'_>, finding: &Finding, gate: Gate) -> bool {
    let Some(wall) = finding.wall else { return false };
    let meta = finding.meta();
    let class = match meta.class {
        Class::Limit => true,
        Class::Fault => gate.faults,
        Class::Smell => false,
    };
    let confidence = finding
        .story
        .as_ref()
        .map_or(Confidence::Assumed, |story| story.confidence);
    let phase = match Section::of(&wall, &report.ladder.plan) {
        Section::Now => gate.now || meta.contradiction,
        Section::Delivery | Section::Way => true,
        Section::Beyond => false,
    };
    class && phase && confidence >= Confidence::Default
}

/// How much a finding matters to who reads about it elsewhere: in a pull request, in a list of alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// It fails the build.
    Error,
    /// A limit or a fault that lies before the target, and fails nothing.
    Warning,
    /// Everything else: what often goes wrong, what lies beyond, what cannot be decided.
    Note,
}

/// The level of one finding.
#[must_use]
pub fn level(report: &Report<'_>, finding: &Finding, gate: Gate) -> Level {
    let breaks = finding.state == State::Breaks;
    if fails_for(report, finding, gate) {
        Level::Error
    } else if breaks && finding.meta().class != Class::Smell && finding.within(&report.ladder.plan) {
        Level::Warning
    } else {
        Level::Note
    }
}

/// Whether a finding is a reason for the build to fail: it breaks, or it is undecided and that is to fail too.
#[must_use]
pub fn fails_for(report: &Report<'_>, finding: &Finding, gate: Gate) -> bool {
    (finding.state == State::Breaks && gates(report, finding, gate))
        || (gate.unknown && report.ladder.is_undecided(finding))
}

/// What is worth telling outside of the ladder, each with its level: what breaks, first wall first, then what
/// cannot be decided before the target.
#[must_use]
pub fn told<'a>(report: &Report<'a>, gate: Gate) -> Vec<(&'a Finding, Level)> {
    let ladder = report.ladder;
    let open = ladder
        .unknown
        .iter()
        .filter(|finding| ladder.is_undecided(finding));
    let all = ladder.breaks.iter().chain(open);
    all.map(|finding| (finding, level(report, finding, gate)))
        .collect()
}

/// Whether the report as a whole fails a build.
#[must_use]
pub fn fails(report: &Report<'_>, gate: Gate) -> bool {
    report
        .ladder
        .breaks
        .iter()
        .any(|finding| gates(report, finding, gate))
        || (gate.unknown && report.ladder.undecided().next().is_some())
}
