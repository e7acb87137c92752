//! Findings that say the same of several subjects: one line tells them all.

use crate::Report;
use crate::wording::Section;
use fiasco_scale::{Finding, Wall};

/// Findings alike in rule and wall.
pub(crate) struct Alike<'a> {
    /// The first of them, which speaks for all.
    pub first: &'a Finding,
    /// Their wall.
    pub wall: Wall,
    /// The others.
    pub more: Vec<&'a Finding>,
}

/// Findings of one section, folded by rule and wall.
pub(crate) fn alike<'a>(
    findings: impl Iterator<Item = &'a Finding>,
    report: &Report<'_>,
    section: Section,
) -> Vec<Alike<'a>> {
    let mut folded: Vec<Alike<'a>> = Vec::new();
    for finding in findings {
        let Some(wall) = finding
            .wall
            .filter(|wall| Section::of(wall, &report.ladder.plan) == section)
        else {
            continue;
        };
        match folded.last_mut() {
            Some(last)
                if last.first.meta().code == finding.meta().code
                    && last.wall.stand() == wall.stand()
                    && last.first.causes.is_empty()
                    && finding.causes.is_empty() =>
            {
                last.more.push(finding);
            }
            _ => folded.push(Alike {
                first: finding,
                wall,
                more: Vec::new(),
            }),
        }
    }
    folded
}
