//! Two ladders side by side: how a change of the files moved walls.
//!
//! Ids mean nothing between two estates, so findings are matched by their rule and by the name of what they
//! judge; a group of servers is the same group as long as it shares a member. The estate's own name is no part of
//! that: two folders of one system are called differently.
//!
//! Where both plans have the same axes, progress means the same in both and boundaries are compared by it.
//! Otherwise (an absolute target, a dimension that one side lacks) the factor of the wall's own driver is.
//! What stands already on both sides is compared by how far it is overdrawn: limit against used.

use crate::factor_at;
use crate::finding::Finding;
use crate::ladder::Ladder;
use crate::search::{At, Phase, Wall};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Axis, DeviceId, Dimension, Estate, Relations, Scope};
use fiasco_rules::{Class, State, Subject, words};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// An estate that was judged.
#[derive(Clone, Copy)]
pub struct Judged<'a> {
    /// What the files say.
    pub estate: &'a Estate,
    /// What follows from them.
    pub relations: &'a Relations,
    /// What breaks.
    pub ladder: &'a Ladder,
}

/// What a change did to one check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shift {
    /// The wall comes earlier.
    Nearer,
    /// There is a wall where none was.
    Appears,
    /// It was decided, or not there, and cannot be decided now.
    Undecided,
    /// It could not be decided and can be now, or is not asked any more.
    Decided,
    /// The wall comes later.
    Further,
    /// The wall is gone.
    Gone,
    /// The wall, or the question, stays where it was.
    Same,
}

impl Shift {
    /// The word in text and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Nearer => "nearer",
            Self::Appears => "appears",
            Self::Undecided => "undecided",
            Self::Decided => "decided",
            Self::Further => "further",
            Self::Gone => "gone",
            Self::Same => "same",
        }
    }
}

/// One check on both sides; at least one of them has it, with a wall or a question.
#[derive(Clone, Copy)]
pub struct Change<'a> {
    /// What happened.
    pub shift: Shift,
    /// Before.
    pub base: Option<&'a Finding>,
    /// After.
    pub head: Option<&'a Finding>,
}

impl<'a> Change<'a> {
    /// Whether a wall is met that the base did not have, or not so early.
    #[must_use]
    pub fn adds_wall(&self) -> bool {
        let breaks = self.head.is_some_and(|head| head.state == State::Breaks);
        breaks && matches!(self.shift, Shift::Nearer | Shift::Appears | Shift::Decided)
    }

    /// The side to tell of: after, or before where it is gone.
    #[must_use]
    pub fn told(&self) -> Option<&'a Finding> {
        let broken = |finding: &&Finding| finding.wall.is_some();
        self.head.filter(broken).or(self.base).or(self.head)
    }
}

/// What a change did.
pub struct Comparison<'a> {
    /// Every check with a wall or a question on either side: those with a wall in the head in its order, then
    /// those that only the base has, then questions.
    pub changes: Vec<Change<'a>>,
    /// The first wall before; what only often goes wrong does not count.
    pub base_first: Option<&'a Finding>,
    /// The first wall after.
    pub head_first: Option<&'a Finding>,
    /// How the first wall moved; `None` where neither side has one.
    pub first: Option<Shift>,
    /// Whether both plans have the same axes.
    pub same_axes: bool,
}

impl Comparison<'_> {
    /// Whether nothing moved.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.changes.iter().all(|change| change.shift == Shift::Same)
    }
}

/// How far what stands now, or on delivery, is overdrawn: limit over used, below 1; `None` where the numbers are
/// not exact or say nothing, as for a contradiction.
#[must_use]
pub fn room(finding: &Finding) -> Option<Rational> {
    let wall = finding.wall.filter(|wall| wall.phase != Phase::Way)?;
    let (used, limit) = (finding.verdict.used.point()?, finding.verdict.limit.point()?);
    let numbers = used > Rational::ZERO && limit > Rational::ZERO && wall.exact;
    if finding.meta().contradiction || !numbers {
        return None;
    }
    limit.over(used).ok()
}

/// Compares two judged estates.
#[must_use]
pub fn compare<'a>(base: Judged<'a>, head: Judged<'a>) -> Comparison<'a> {
    let pairing = Pairing::of(base, head);
    let scale = Scale {
        base,
        head,
        same_axes: axes(base) == axes(head),
    };
    let mut changes: Vec<Change<'a>> = pairing
        .pairs
        .into_iter()
        .filter_map(|(base, head)| {
            let shift = scale.shift(base, head)?;
            Some(Change { shift, base, head })
        })
        .collect();
    changes.sort_by_cached_key(|change| order(change));
    let (base_first, head_first) = (first(base.ladder), first(head.ladder));
    let first = match (base_first, head_first) {
        (None, None) => None,
        (before, after) => scale.shift(before, after),
    };
    Comparison {
        changes,
        base_first,
        head_first,
        first,
        same_axes: scale.same_axes,
    }
}

/// Where a wall stands in its own ladder, the worst first.
fn stand(finding: &Finding) -> Option<(Phase, Rational, At)> {
    let wall = finding.wall?;
    let along = match wall.phase {
        Phase::Way => wall.progress,
        Phase::Now | Phase::Delivery => room(finding).unwrap_or(Rational::ONE),
    };
    Some((wall.phase, along, wall.at))
}

fn first(ladder: &Ladder) -> Option<&Finding> {
    let walls = ladder
        .breaks
        .iter()
        .filter(|finding| finding.meta().class != Class::Smell);
    walls.min_by_key(|finding| (stand(finding), finding.meta().code, finding.subject))
}

type Key = (u8, Option<(Phase, Rational, At)>, &'static str, Subject);

/// Walls of the head, then what only the base has, then questions.
fn order(change: &Change<'_>) -> Key {
    let breaks = |finding: &&Finding| finding.state == State::Breaks;
    let (part, finding) = match (change.head.filter(breaks), change.base.filter(breaks)) {
        (Some(head), _) => (0, Some(head)),
        (None, Some(base)) if change.shift == Shift::Gone => (1, Some(base)),
        _ => (2, change.told()),
    };
    finding.map_or((3, None, "", Subject::Estate), |finding| {
        (part, stand(finding), finding.meta().code, finding.subject)
    })
}

/// The axes of a plan, in names.
fn axes(judged: Judged<'_>) -> Vec<(Dimension, Option<String>, Rational, Option<&str>)> {
    let axes = judged.ladder.plan.axes.iter();
    axes.map(|axis| {
        let with = axis.with.map(|unit| judged.estate.device_name(unit));
        (axis.dimension, scope(judged, axis), axis.factor, with)
    })
    .collect()
}

fn scope(judged: Judged<'_>, axis: &Axis) -> Option<String> {
    match axis.scope {
        Scope::All => None,
        Scope::Service(service) => Some(judged.estate.service_name(service).to_owned()),
        Scope::Group(group) => {
            let members = judged.relations.groups.get(group.index())?.members.first();
            Some(judged.estate.device_name(*members?).to_owned())
        }
    }
}

/// What two boundaries are compared by.
struct Scale<'a> {
    base: Judged<'a>,
    head: Judged<'a>,
    same_axes: bool,
}

impl Scale<'_> {
    /// What happened to one check; `None` where there is neither a wall nor a question.
    fn shift(&self, base: Option<&Finding>, head: Option<&Finding>) -> Option<Shift> {
        let state = |finding: Option<&Finding>| finding.map_or(State::Holds, |finding| finding.state);
        Some(match (state(base), state(head)) {
            (State::Holds, State::Holds) => return None,
            (State::Holds, State::Breaks) => Shift::Appears,
            (State::Breaks, State::Holds) => Shift::Gone,
            (State::Unknown, State::Unknown) => Shift::Same,
            (_, State::Unknown) => Shift::Undecided,
            (State::Unknown, _) => Shift::Decided,
            (State::Breaks, State::Breaks) => match self.compare(base?, head?) {
                Ordering::Less => Shift::Further,
                Ordering::Equal => Shift::Same,
                Ordering::Greater => Shift::Nearer,
            },
        })
    }

    /// Whether the base's wall is the earlier one (`Less`) or the head's; where both certainly break at the same
    /// place, where they first may.
    fn compare(&self, base: &Finding, head: &Finding) -> Ordering {
        let walls = (base.wall, head.wall);
        let (Some(before), Some(after)) = walls else {
            return walls.0.is_none().cmp(&walls.1.is_none());
        };
        let by_wall = self.walls((base, &before), (head, &after));
        by_wall.then_with(|| {
            let (before, after) = (base.doubt.unwrap_or(before), head.doubt.unwrap_or(after));
            self.walls((base, &before), (head, &after))
        })
    }

    fn walls(&self, base: (&Finding, &Wall), head: (&Finding, &Wall)) -> Ordering {
        let phase = base.1.phase.cmp(&head.1.phase);
        let along = || match base.1.phase {
            Phase::Now | Phase::Delivery => match (room(base.0), room(head.0)) {
                (Some(before), Some(after)) => before.cmp(&after),
                _ => Ordering::Equal,
            },
            Phase::Way => {
                let (before, after) = self.way(base, head);
                before.cmp(&after)
            }
        };
        phase.then_with(along).then_with(|| base.1.at.cmp(&head.1.at))
    }

    /// Two boundaries on the way, in one measure.
    fn way(&self, base: (&Finding, &Wall), head: (&Finding, &Wall)) -> (Rational, Rational) {
        let progress = (base.1.progress, head.1.progress);
        if self.same_axes {
            return progress;
        }
        let is_driver = |finding: &Finding, axis: &Axis| finding.drivers.contains(&axis.dimension);
        let shared = self.base.ladder.plan.axes.iter().filter_map(|axis| {
            let name = scope(self.base, axis);
            let others = self.head.ladder.plan.axes.iter();
            let mut same =
                others.filter(|other| other.dimension == axis.dimension && scope(self.head, other) == name);
            Some((axis, same.next()?))
        });
        let drives = shared
            .map(|(axis, other)| {
                let count = u8::from(is_driver(base.0, axis)) + u8::from(is_driver(head.0, other));
                (count, axis, other)
            })
            .filter(|(count, _, _)| *count > 0)
            .max_by_key(|(count, axis, _)| (*count, std::cmp::Reverse(axis.dimension)));
        let factors = drives.and_then(|(_, axis, other)| {
            let before = factor_at(axis.factor, base.1.progress).ok()?;
            Some((before, factor_at(other.factor, head.1.progress).ok()?))
        });
        factors.unwrap_or(progress)
    }
}

/// Which finding of the base is which of the head.
struct Pairing<'a> {
    pairs: Vec<(Option<&'a Finding>, Option<&'a Finding>)>,
}

impl<'a> Pairing<'a> {
    fn of(base: Judged<'a>, head: Judged<'a>) -> Self {
        let mut before = named(base);
        let mut pairs: Vec<(Option<&Finding>, Option<&Finding>)> = Vec::new();
        let mut alone = Vec::new();
        for (key, finding) in named(head) {
            match before.remove(&key) {
                Some(other) => pairs.push((Some(other), Some(finding))),
                None => alone.push(finding),
            }
        }
        let mut by_member: BTreeMap<(&str, &str), Vec<&Finding>> = BTreeMap::new();
        for finding in before.values() {
            for member in members(base, finding.subject) {
                let name = base.estate.device_name(*member);
                by_member
                    .entry((finding.meta().code, name))
                    .or_default()
                    .push(finding);
            }
        }
        let mut taken: BTreeSet<(&str, Subject)> = BTreeSet::new();
        for finding in alone {
            let shared = members(head, finding.subject).iter().find_map(|member| {
                let name = head.estate.device_name(*member);
                let candidates = by_member.get(&(finding.meta().code, name))?;
                let free = |other: &&&Finding| !taken.contains(&(other.meta().code, other.subject));
                candidates.iter().find(free).copied()
            });
            taken.extend(shared.map(|other| (other.meta().code, other.subject)));
            pairs.push((shared, Some(finding)));
        }
        let left = before
            .into_values()
            .filter(|finding| !taken.contains(&(finding.meta().code, finding.subject)));
        pairs.extend(left.map(|finding| (Some(finding), None)));
        Self { pairs }
    }
}

/// The devices of a group.
fn members(judged: Judged<'_>, subject: Subject) -> &[DeviceId] {
    match subject {
        Subject::Group(group) => judged
            .relations
            .groups
            .get(group.index())
            .map_or(&[][..], |group| group.members.as_slice()),
        _ => &[],
    }
}

/// Every check by rule and name; where several of a rule are called the same, by their order in the files too.
fn named<'a>(judged: Judged<'a>) -> BTreeMap<(&'static str, String, usize), &'a Finding> {
    let ladder = judged.ladder;
    let mut all: Vec<&Finding> = ladder
        .breaks
        .iter()
        .chain(&ladder.unknown)
        .chain(&ladder.holds)
        .collect();
    all.sort_by_key(|finding| (finding.meta().code, finding.subject));
    let mut seen: BTreeMap<(&str, String), usize> = BTreeMap::new();
    all.into_iter()
        .map(|finding| {
            let (code, name) = (finding.meta().code, name(judged, finding.subject));
            let count = seen.entry((code, name.clone())).or_insert(0);
            let key = (code, name, *count);
            *count += 1;
            (key, finding)
        })
        .collect()
}

/// What a subject is called in both estates.
fn name(judged: Judged<'_>, subject: Subject) -> String {
    match subject {
        // A line may move; what is wrong with it stays.
        Subject::Note(note) => judged
            .estate
            .notes
            .get(note as usize)
            .map_or_else(String::new, |note| note.message.clone()),
        Subject::Networks(a, b) => {
            let name = |id| judged.estate.network(id).name.value.as_str();
            format!("{} and {}", name(a), name(b))
        }
        Subject::Cluster(offer) => format!("{offer:?}"),
        Subject::Estate => String::new(),
        _ => words::subject(judged.estate, judged.relations, subject),
    }
}
