//! How a change moved walls, in words: the first wall in one sentence, every other in one line, the first wall
//! first. What stays is left out unless everything is asked for.

mod full;
mod json;
mod lost;
mod markdown;

use crate::Report;
use crate::gate::{self, Gate};
use crate::wording;
use fiasco_rules::{State, words};
use fiasco_scale::compare::{Change, Comparison, Shift, room};
use fiasco_scale::{Finding, Phase, factor_at};
pub use full::render as full;
pub use json::render as json;
pub use markdown::render as markdown;

/// Two sides and what moved between them.
pub struct Diff<'a> {
    /// Before.
    pub base: &'a Report<'a>,
    /// After.
    pub head: &'a Report<'a>,
    /// What the base is called.
    pub base_name: String,
    /// What the head is called.
    pub head_name: String,
    /// The base's commit, where it is one.
    pub base_commit: Option<String>,
    /// The head's.
    pub head_commit: Option<String>,
    /// What moved.
    pub comparison: Comparison<'a>,
    /// What fails a build.
    pub gate: Gate,
    /// What is to be said about how the sides were understood.
    pub notes: Vec<String>,
}

impl Diff<'_> {
    /// Whether one change fails a build: a wall that it adds or brings nearer and that the gate stops, or, on
    /// request, something it leaves undecided.
    #[must_use]
    pub fn gates(&self, change: &Change<'_>) -> bool {
        let wall = change.adds_wall()
            && change
                .head
                .is_some_and(|finding| gate::gates(self.head, finding, self.gate));
        wall || (self.gate.unknown && change.shift == Shift::Undecided && self.is_open(change))
    }

    /// Whether the change as a whole fails a build.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.comparison.changes.iter().any(|change| self.gates(change))
    }

    /// Whether the head waits for a fact before the target.
    fn is_open(&self, change: &Change<'_>) -> bool {
        change.head.is_some_and(|finding| {
            let is_same = |open: &Finding| std::ptr::eq(open, finding);
            self.head.ladder.undecided().any(is_same)
        })
    }

    /// The whole change in one sentence.
    #[must_use]
    pub fn sentence(&self) -> String {
        let comparison = &self.comparison;
        let named = |report: &Report<'_>, finding: &Finding| {
            format!(
                "{} ({} {} of {})",
                stand(report, finding),
                finding.meta().code,
                finding.meta().name,
                subject(report, finding)
            )
        };
        let from = comparison.base_first;
        match (comparison.first, comparison.head_first) {
            (Some(Shift::Same), Some(first)) if comparison.is_equal() => {
                format!("no wall moves: the first stays at {}", named(self.head, first))
            }
            (Some(Shift::Same), Some(first)) => {
                format!("the first wall stays at {}", named(self.head, first))
            }
            (_, Some(first)) => {
                let moves = from.map_or_else(
                    || match stand(self.head, first).as_str() {
                        "now" => "brings a first wall, which stands now".to_owned(),
                        at => format!("brings a first wall, at {at}"),
                    },
                    |from| {
                        let (from, to) = (stand(self.base, from), stand(self.head, first));
                        format!("moves your first wall from {from} to {to}")
                    },
                );
                let told = told(self.head, first);
                format!("this change {moves}: {told}{}", self.place(first, true))
            }
            (_, None) => from.map_or_else(
                || {
                    let far = far(self.head);
                    if comparison.is_equal() {
                        format!("no wall moves: nothing breaks {far}")
                    } else {
                        format!("no wall appears: nothing breaks {far}")
                    }
                },
                |from| {
                    format!(
                        "this change removes every wall {}; the first was at {}",
                        far(self.head),
                        named(self.base, from)
                    )
                },
            ),
        }
    }

    /// Where a finding is written, in brackets.
    fn place(&self, finding: &Finding, is_head: bool) -> String {
        let place = self.bare_place(finding, is_head);
        place.map_or_else(String::new, |place| format!(" ({place})"))
    }

    /// Where a finding is written; what only a revision before the change has is marked with it.
    fn bare_place(&self, finding: &Finding, is_head: bool) -> Option<String> {
        let report = if is_head { self.head } else { self.base };
        let cite = finding.story.as_ref()?.cites.first()?;
        let place = report.files.place(cite.at);
        Some(match &self.base_commit {
            Some(_) if !is_head => {
                let revision = self.base_name.split(':').next().unwrap_or_default();
                format!("{revision}:{place}")
            }
            _ => place.to_string(),
        })
    }

    /// What to tell, a line for each wall, what is alike folded; without what stays unless that is wanted, and
    /// without the wall that the sentence tells already.
    fn lines(&self, everything: bool) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        for change in &self.comparison.changes {
            if !everything && !self.is_worth_a_line(change) {
                continue;
            }
            let Some(line) = self.line(change) else { continue };
            match lines
                .last_mut()
                .filter(|last| !everything && last.is_alike(&line))
            {
                Some(last) => last.alike.push(line.subject),
                None => lines.push(line),
            }
        }
        lines
    }

    fn is_worth_a_line(&self, change: &Change<'_>) -> bool {
        let is_told = match (self.comparison.first, self.comparison.head_first, change.head) {
            (Some(Shift::Same) | None, _, _) => false,
            (_, Some(first), Some(head)) => std::ptr::eq(first, head),
            _ => false,
        };
        let broke = change.base.is_some_and(|base| base.state == State::Breaks);
        match change.shift {
            Shift::Same => false,
            Shift::Undecided => broke || (change.base.is_some() && self.is_open(change)),
            Shift::Decided => !is_told && change.head.is_some(),
            _ => !is_told,
        }
    }

    /// How many checks wait for a fact that did not exist before.
    fn new_questions(&self) -> usize {
        let new = |change: &&Change<'_>| {
            change.shift == Shift::Undecided && change.base.is_none() && self.is_open(change)
        };
        self.comparison.changes.iter().filter(new).count()
    }

    fn line(&self, change: &Change<'_>) -> Option<Line> {
        let finding = change.told()?;
        let is_head = change.head.is_some_and(|head| std::ptr::eq(head, finding));
        let meta = finding.meta();
        let breaks = |finding: &&Finding| finding.state == State::Breaks;
        let before = change.base.filter(breaks).map(|base| stand(self.base, base));
        let after = change.head.filter(breaks).map(|head| stand(self.head, head));
        let at = match (before, after, change.shift) {
            (Some(before), Some(after), Shift::Same) if before == after => after,
            (Some(before), Some(after), _) => format!("{before} -> {after}"),
            (Some(before), None, Shift::Undecided) => format!("{before} -> ?"),
            (None, Some(after), Shift::Decided) => format!("? -> {after}"),
            (Some(at), None, _) | (None, Some(at), _) => at,
            (None, None, _) => "?".to_owned(),
        };
        let report = if is_head { self.head } else { self.base };
        Some(Line {
            shift: change.shift,
            at,
            rule: format!("{} {}", meta.code, meta.name),
            subject: subject(report, finding),
            says: self.says(change, finding, report),
            place: self.bare_place(finding, is_head).unwrap_or_default(),
            alike: Vec::new(),
        })
    }

    fn says(&self, change: &Change<'_>, finding: &Finding, report: &Report<'_>) -> String {
        let subject = subject(report, finding);
        let head_breaks = change.head.is_some_and(|head| head.state == State::Breaks);
        match (change.shift, change.head) {
            (Shift::Decided, _) if head_breaks => {
                format!("{}; it could not be decided before", told(report, finding))
            }
            (Shift::Decided, Some(_)) => format!("{subject}: can be decided now, and holds"),
            (Shift::Decided, None) => format!("{subject}: is not asked any more"),
            (Shift::Gone, Some(head)) => {
                let measure = head.meta().measure;
                let used = words::bounds(head.at_target.used, measure);
                let limit = words::bounds(head.at_target.limit, measure);
                let far = far(self.head);
                let end = if self.head.ladder.plan.asked {
                    "; at the target "
                } else {
                    ": "
                };
                format!("{subject}: no longer breaks {far}{end}{used} of {limit}")
            }
            (Shift::Gone, None) => format!("{subject}: is not there any more"),
            (Shift::Undecided, head) => {
                let story = head.and_then(|head| head.story.as_ref());
                let missing = story.and_then(|story| story.missing.first());
                let missing = missing.map(|fact| format!("{} of {}", fact.fact, fact.of));
                let lost = story.and_then(|story| lost::fact(self, story));
                let known = change.base.is_some();
                match (known, lost, missing) {
                    (true, Some(lost), _) => format!("{subject}: can no longer be decided: {lost} is gone"),
                    (true, None, Some(fact)) => {
                        format!("{subject}: can no longer be decided: nobody states {fact}")
                    }
                    (false, _, Some(fact)) => format!("{subject}: cannot be decided: nobody states {fact}"),
                    (true, None, None) => format!("{subject}: can no longer be decided"),
                    (false, _, None) => format!("{subject}: cannot be decided"),
                }
            }
            _ => told(report, finding),
        }
    }
}

/// One line to tell.
struct Line {
    shift: Shift,
    /// Where the wall stands, or from where to where it moved.
    at: String,
    /// Code and name.
    rule: String,
    subject: String,
    says: String,
    place: String,
    /// Subjects of which the same is to be told.
    alike: Vec<String>,
}

impl Line {
    fn is_alike(&self, other: &Self) -> bool {
        (self.shift, &self.at, &self.rule) == (other.shift, &other.at, &other.rule)
    }

    /// What it says, with what is alike.
    fn text(&self) -> String {
        if self.alike.is_empty() {
            self.says.clone()
        } else {
            let alike = words::list(self.alike.iter().map(String::as_str));
            format!("{}; so for {alike}", self.says)
        }
    }
}

/// Where a wall stands, in as few signs as possible: `x2.22`, `servers x1.33`, `x0.67 (now)`, `on delivery`.
fn stand(report: &Report<'_>, finding: &Finding) -> String {
    let Some(wall) = finding.wall else {
        return "?".to_owned();
    };
    let plan = &report.ladder.plan;
    let room = room(finding).map(wording::factor);
    let about = if wall.exact { "" } else { "≈" };
    match wall.phase {
        Phase::Now => room.map_or_else(|| "now".to_owned(), |room| format!("{room} (now)")),
        Phase::Delivery => room.map_or_else(
            || "on delivery".to_owned(),
            |room| format!("{room} (on delivery)"),
        ),
        Phase::Way if wording::common_factor(plan).is_some() => wording::stand(&wall, plan),
        Phase::Way => {
            let driver = finding.drivers.first();
            let axis = plan.axes.iter().find(|axis| Some(&axis.dimension) == driver);
            let factor = axis.and_then(|axis| Some((axis, factor_at(axis.factor, wall.progress).ok()?)));
            factor.map_or_else(
                || format!("{} of the way", wording::stand(&wall, plan)),
                |(axis, factor)| format!("{} {about}{}", axis.dimension.word(), wording::factor(factor)),
            )
        }
    }
}

/// What a finding says, with where it first may break.
fn told(report: &Report<'_>, finding: &Finding) -> String {
    let says = finding.story.as_ref().map_or("", |story| story.says.as_str());
    format!("{says}{}", wording::possibly(report, finding))
}

fn subject(report: &Report<'_>, finding: &Finding) -> String {
    let told = report.story(finding).map(|story| story.subject);
    told.filter(|name| !name.is_empty())
        .unwrap_or_else(|| words::subject(report.estate, report.relations, finding.subject))
}

/// How far was looked.
fn far(report: &Report<'_>) -> String {
    let ladder = report.ladder;
    let common = wording::common_factor(&ladder.plan).and_then(|common| factor_at(common, ladder.end).ok());
    common.map_or_else(
        || format!("up to {} of the way", wording::percent(ladder.end)),
        |factor| format!("up to {}", wording::factor(factor)),
    )
}
