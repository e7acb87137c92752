//! Renderers: typed findings in, text out; one file each. Nothing here prints or reads anything.
//!
//! A renderer gets a [`Report`] and gives a string. Text carries ANSI styles; whoever prints it strips them
//! where they are not wanted.

mod alike;
pub mod allow;
pub mod baseline;
pub mod cabling;
pub mod concise;
pub mod diff;
pub mod elevation;
mod excerpt;
pub mod full;
pub mod gate;
pub mod github;
pub mod inventory;
pub mod json;
pub mod junit;
pub mod markdown;
mod next;
pub mod questions;
pub mod rehearsal;
pub mod rules;
pub mod sarif;
mod secrets;
pub mod show;
pub mod starter;
pub mod style;
mod text;
pub mod why;
pub mod wording;

use allow::Allowances;
use baseline::Compared;
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Estate, Note, NoteKind, Relations};
use fiasco_rules::{Story, Subject};
use fiasco_scale::compare::Judged;
use fiasco_scale::{Course, Finding, Ladder};
use fiasco_source::Files;
use std::collections::BTreeSet;

/// What was read, for the summary.
#[derive(Debug, Clone, Default)]
pub struct ReadSummary {
    /// Paths that were read, in order.
    pub read: Vec<String>,
    /// Paths in the folder that look like input but belong to another tool or project.
    pub not_read: Vec<String>,
    /// How many device types there are to look devices up in, and in which folder.
    pub device_types: Option<(usize, String)>,
    /// Services that no active profile starts.
    pub inactive: Vec<String>,
    /// How to name the input on a command line: the paths as given.
    pub paths: String,
    /// How the target was given on the command line, for the lines that suggest one.
    pub target: Option<String>,
}

/// How to render.
#[derive(Debug, Clone, Copy)]
pub struct Look {
    /// Columns to fill.
    pub width: usize,
    /// Whether to show everything: excerpts, every line of a group, headroom, keys not understood.
    pub verbose: bool,
    /// Whether a person looks at it: a sparkline instead of digits.
    pub terminal: bool,
}

/// Everything a renderer may speak of.
pub struct Report<'a> {
    /// The files.
    pub files: &'a Files,
    /// What they say.
    pub estate: &'a Estate,
    /// What follows from it.
    pub relations: &'a Relations,
    /// What breaks.
    pub ladder: &'a Ladder,
    /// What was read.
    pub read: &'a ReadSummary,
    /// What came of the suppressions.
    pub allowances: &'a Allowances,
    /// The ladder held against a baseline, where there is one.
    pub baseline: Option<&'a Compared>,
}

impl<'a> Report<'a> {
    /// The course the ladder was built along.
    #[must_use]
    pub fn course(&self) -> Course<'a> {
        self.ladder.course(self.estate, self.relations)
    }

    /// What is compared of it.
    #[must_use]
    pub fn judged(&self) -> Judged<'a> {
        Judged {
            estate: self.estate,
            relations: self.relations,
            ladder: self.ladder,
        }
    }

    /// The notes about what was not understood, but for those that are allowed.
    #[must_use]
    pub fn not_understood(&self) -> Vec<&'a Note> {
        let allowed: BTreeSet<usize> = self
            .ladder
            .allowed
            .iter()
            .filter_map(|allowed| match allowed.finding.subject {
                Subject::Note(index) => usize::try_from(index).ok(),
                _ => None,
            })
            .collect();
        let notes = self.estate.notes.iter().enumerate();
        notes
            .filter(|(index, note)| note.kind == NoteKind::NotUnderstood && !allowed.contains(index))
            .map(|(_, note)| note)
            .collect()
    }

    /// What is to be told of a finding: its own story, or, for what holds, how it stands at the target.
    #[must_use]
    pub fn story(&self, finding: &Finding) -> Option<Story> {
        finding.story.clone().or_else(|| {
            let course = self.course();
            let factors = course.factors(Rational::ONE).ok()?;
            let view = course.view(course.step_at(Rational::ONE), &factors);
            finding.rule.explain(&view, finding.subject).ok()
        })
    }
}
