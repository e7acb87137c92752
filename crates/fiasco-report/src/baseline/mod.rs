//! What is known already: a file of findings with their boundaries, so that a build fails only for what is new
//! and for what comes earlier than it did. A finding is known by target, rule and subject, never by its line.

mod file;
mod text;

pub use file::{SCHEMA, read, write};
pub(crate) use text::counted;
pub use text::render;

use crate::wording;
use fiasco_estate::Plan;
use fiasco_estate::quantity::Rational;
use fiasco_rules::{State, Subject};
use fiasco_scale::{At, Finding, Ladder, Phase, Wall};
use std::collections::BTreeMap;

/// By what a finding is known again.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The target in its normal form.
    pub target: String,
    /// The rule's code.
    pub rule: String,
    /// What the rule judged.
    pub subject: String,
}

/// Where a finding stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Whether it broke for certain, or could not be decided.
    pub breaks: bool,
    /// When: as it stood, on delivery, or on the way.
    pub phase: Phase,
    /// The boundary; 0 unless it lies on the way.
    pub progress: Rational,
    /// Which side of the boundary breaks.
    pub at: At,
}

impl Mark {
    fn of(finding: &Finding) -> Option<Self> {
        let wall = finding.wall?;
        Some(Self {
            breaks: finding.state == State::Breaks,
            phase: wall.phase,
            progress: wall.progress,
            at: wall.at,
        })
    }

    fn stand(&self) -> (Phase, Rational, At) {
        (self.phase, self.progress, self.at)
    }

    /// Where it stood, in words: `now`, `on delivery`, `x1.33`, `17 %`.
    fn words(&self, plan: &Plan) -> String {
        let wall = Wall {
            phase: self.phase,
            progress: self.progress,
            at: self.at,
            exact: true,
            born: 0,
        };
        match self.phase {
            Phase::Now => "now".to_owned(),
            Phase::Delivery => "on delivery".to_owned(),
            Phase::Way => wording::stand(&wall, plan),
        }
    }
}

/// The contents of a file: each finding with where it stood, in order.
pub type Baseline = BTreeMap<Key, Mark>;

/// What has become of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// It stands where it stood, or later.
    Known,
    /// It was not there, or could not be decided and now breaks.
    New,
    /// It comes earlier than it did.
    Earlier(Mark),
}

impl Status {
    /// The word used in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::New => "new",
            Self::Earlier(_) => "earlier",
        }
    }
}

/// A ladder held against a baseline.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    statuses: BTreeMap<(&'static str, Subject), Status>,
    /// What the file knows of this target and what is there no more.
    pub gone: Vec<Key>,
}

impl Compared {
    /// What has become of a finding.
    #[must_use]
    pub fn status(&self, finding: &Finding) -> Option<Status> {
        self.statuses
            .get(&(finding.meta().code, finding.subject))
            .copied()
    }

    /// How many are known, new, and earlier.
    #[must_use]
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |word| {
            self.statuses
                .values()
                .filter(|status| status.word() == word)
                .count()
        };
        (count("known"), count("new"), count("earlier"))
    }
}

/// What a baseline holds of a ladder: all that breaks, and all that is undecided before the target; of findings
/// with the same key, the first.
#[must_use]
pub fn of(ladder: &Ladder, target: &str) -> Baseline {
    let mut out = Baseline::new();
    for finding in held(ladder) {
        let (Some(key), Some(mark)) = (key(finding, target), Mark::of(finding)) else {
            continue;
        };
        let entry = out.entry(key).or_insert(mark);
        // What breaks for certain says more than what may, and an earlier boundary more than a later one.
        if (!mark.breaks, mark.stand()) < (!entry.breaks, entry.stand()) {
            *entry = mark;
        }
    }
    out
}

fn held(ladder: &Ladder) -> impl Iterator<Item = &Finding> {
    let open = ladder
        .unknown
        .iter()
        .filter(|finding| ladder.is_undecided(finding));
    ladder.breaks.iter().chain(open)
}

fn key(finding: &Finding, target: &str) -> Option<Key> {
    Some(Key {
        target: target.to_owned(),
        rule: finding.meta().code.to_owned(),
        subject: finding.story.as_ref()?.subject.clone(),
    })
}

/// Holds a ladder against a baseline.
#[must_use]
pub fn compare(ladder: &Ladder, target: &str, baseline: &Baseline) -> Compared {
    let mut out = Compared::default();
    for finding in held(ladder) {
        let (Some(key), Some(mark)) = (key(finding, target), Mark::of(finding)) else {
            continue;
        };
        let status = match baseline.get(&key) {
            None => Status::New,
            Some(known) if mark.breaks && !known.breaks => Status::New,
            // That it can no longer be said for certain is no worse.
            Some(known) if known.breaks && !mark.breaks => Status::Known,
            Some(known) if mark.stand() < known.stand() => Status::Earlier(*known),
            Some(_) => Status::Known,
        };
        out.statuses
            .insert((finding.meta().code, finding.subject), status);
    }
    let now = of(ladder, target);
    let gone = baseline
        .keys()
        .filter(|key| key.target == target && !now.contains_key(key));
    out.gone = gone.cloned().collect();
    out
}

/// What is to be said of a finding beside its sentence: `; was x4, now x1.67`.
pub(crate) fn remark(compared: Option<&Compared>, finding: &Finding, plan: &Plan) -> String {
    match compared.and_then(|compared| compared.status(finding)) {
        None => String::new(),
        Some(Status::Earlier(was)) => {
            let now = Mark::of(finding).map_or_else(String::new, |mark| mark.words(plan));
            format!("; was {}, now {now}", was.words(plan))
        }
        Some(status) => format!("; {}", status.word()),
    }
}
