//! The gate: which findings fail a build. Only a limit (or what `--gate` adds) that breaks for every value of
//! what is unknown, rests on nothing weaker than a documented default, and falls on delivery or on the way;
//! as it stands now, only a contradiction.

use crate::Report;
use crate::wording::Section;
use fiasco_estate::Confidence;
use fiasco_rules::Class;
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
