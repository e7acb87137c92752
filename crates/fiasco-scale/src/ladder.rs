//! The ladder: every rule, every subject, every wall, in order; what holds and with how much headroom; what
//! cannot be said and which fact would say it.

use crate::causes::{attach, drivers, late_supply};
use crate::course::Course;
use crate::finding::{Corner, Finding, story};
use crate::growth::grow;
use crate::rehearsals::{self, Effort};
use crate::search::{At, INCOMPUTABLE, Search, Wall};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Estate, Grown, Plan, Relations};
use fiasco_rules::{Class, Meta, Rule, Side, State, Story, Subject, Verdict};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// How a ladder is built.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// How far to look, in multiples of the way to the target.
    pub beyond: Rational,
    /// Judge only this rule.
    pub only: Option<&'static str>,
    /// How much is spent on rehearsals.
    pub rehearse: Effort,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            beyond: Rational::int(4),
            only: None,
            rehearse: Effort::Off,
        }
    }
}

/// The verdict on a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing breaks and nothing is undecided.
    Go,
    /// Something breaks.
    NoGo,
    /// Nothing is known to break, but not everything can be said.
    Undecided,
}

/// A finding that the team allows.
pub struct Allowed {
    /// The finding.
    pub finding: Finding,
    /// The suppression, as a position in [`Estate::allows`].
    pub by: usize,
}

/// Everything that was found out.
pub struct Ladder {
    /// What moved.
    pub plan: Plan,
    /// What grew.
    pub grown: Grown,
    /// Where the course ended.
    pub end: Rational,
    /// What breaks somewhere on the course, first wall first.
    pub breaks: Vec<Finding>,
    /// What cannot be said, the one that may break first at the front.
    pub unknown: Vec<Finding>,
    /// What holds all along.
    pub holds: Vec<Finding>,
    /// Findings of rules that are only told under another wall.
    pub attached: Vec<Finding>,
    /// Findings that another of the same rule says better and no later, first wall first: not told on their own,
    /// and not counted.
    pub folded: Vec<Finding>,
    /// Walls that only a corner meets.
    pub corners: Vec<Corner>,
    /// What breaks or cannot be said and is allowed to: it counts in no verdict.
    pub allowed: Vec<Allowed>,
    /// What was spent on rehearsals.
    pub rehearsed: Spent,
    /// The verdict.
    pub outcome: Outcome,
}

/// What was spent on rehearsals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Events of the simulator.
    pub events: u64,
    /// Scales that were tried; none where nothing was rehearsed.
    pub scales: usize,
    /// Whether the budget ended before every interval was narrow.
    pub cut: bool,
}

impl Ladder {
    /// The course it was built along.
    #[must_use]
    pub fn course<'a>(&'a self, estate: &'a Estate, relations: &'a Relations) -> Course<'a> {
        Course {
            estate,
            relations,
            plan: &self.plan,
            grown: &self.grown,
            end: self.end,
        }
    }

    /// How many checks were made of what the files describe; what reading them brought up is no check.
    #[must_use]
    pub fn checks(&self) -> usize {
        let all = self.breaks.iter().chain(&self.unknown).chain(&self.holds);
        all.filter(|finding| finding.meta().family() != "EST").count()
    }

    /// What breaks before or on the target; what only often goes wrong does not count.
    pub fn within(&self) -> impl Iterator<Item = &Finding> {
        self.breaks.iter().filter(|finding| {
            finding.meta().class != Class::Smell && !finding.is_presumed() && finding.within(&self.plan)
        })
    }

    /// What a rehearsal that rests on assumptions breaks before or on the target: it keeps a verdict from being `GO`, and
    /// makes none `NO-GO`.
    pub fn presumed(&self) -> impl Iterator<Item = &Finding> {
        let presumed = |finding: &&Finding| {
            finding.is_presumed() && !finding.only_informs() && finding.within(&self.plan)
        };
        self.breaks.iter().filter(presumed)
    }

    /// What is undecided before or on the target: what may break there, and does not for certain.
    pub fn undecided(&self) -> impl Iterator<Item = &Finding> {
        let all = self.unknown.iter().chain(&self.breaks);
        all.filter(|finding| self.is_undecided(finding))
    }

    /// Whether a finding is undecided before or on the target.
    #[must_use]
    pub fn is_undecided(&self, finding: &Finding) -> bool {
        let open = match finding.state {
            State::Unknown => finding.within(&self.plan),
            State::Breaks if finding.is_presumed() => false,
            State::Breaks => {
                finding.meta().class != Class::Smell
                    && !finding.within(&self.plan)
                    && finding.may_within(&self.plan)
            }
            State::Holds => false,
        };
        open && moved(finding.meta(), &self.plan)
    }

    /// Sets apart what is allowed: `by` answers for a rule and what is told which suppression covers it, if one
    /// does. The verdict is settled anew.
    pub fn allow(&mut self, mut by: impl FnMut(&'static Meta, &Story) -> Option<usize>) {
        let mut covered = |finding: &Finding| by(finding.meta(), finding.story.as_ref()?);
        let mut allowed = Vec::new();
        for list in [&mut self.breaks, &mut self.unknown] {
            for finding in std::mem::take(list) {
                match covered(&finding) {
                    Some(by) => allowed.push(Allowed { finding, by }),
                    None => list.push(finding),
                }
            }
        }
        // What is told under a wall is known there by its position.
        let mut moved_to = Vec::with_capacity(self.attached.len());
        let mut kept = Vec::new();
        for finding in std::mem::take(&mut self.attached) {
            match covered(&finding) {
                Some(by) => {
                    allowed.push(Allowed { finding, by });
                    moved_to.push(None);
                }
                None => {
                    moved_to.push(Some(kept.len()));
                    kept.push(finding);
                }
            }
        }
        self.attached = kept;
        let told = self.breaks.iter_mut().chain(&mut self.unknown);
        for finding in told.chain(allowed.iter_mut().map(|allowed| &mut allowed.finding)) {
            let causes = finding.causes.iter();
            finding.causes = causes
                .filter_map(|cause| moved_to.get(*cause).copied().flatten())
                .collect();
        }
        self.corners
            .retain(|corner| by(corner.rule.meta(), &corner.story).is_none());
        self.allowed = allowed;
        self.settle();
    }

    /// The verdict on what is not allowed.
    fn settle(&mut self) {
        self.outcome = if self.within().next().is_some() {
            Outcome::NoGo
        } else if self.undecided().next().is_some()
            || self.presumed().next().is_some()
            || self.judges_nothing()
            || self.stops_short()
        {
            // Where nothing can be judged, nothing is known to hold.
            Outcome::Undecided
        } else {
            Outcome::Go
        };
    }

    /// Whether there is nothing here that could be judged.
    #[must_use]
    pub fn judges_nothing(&self) -> bool {
        self.checks() == 0 && self.allowed.is_empty()
    }

    /// Whether there was too much to be born before the target.
    #[must_use]
    pub fn stops_short(&self) -> bool {
        self.grown.cut.is_some_and(|cut| cut <= Rational::ONE)
    }

    /// How many problems there are at progress `t`: walls at or before it.
    #[must_use]
    pub fn problems_at(&self, t: Rational) -> usize {
        let stands = |wall: &Wall| wall.progress < t || (wall.progress == t && wall.at == At::On);
        self.breaks
            .iter()
            .filter(|f| {
                f.meta().class != Class::Smell && !f.only_informs() && f.wall.as_ref().is_some_and(stands)
            })
            .count()
    }
}

/// Whether a plan moves what a rule depends on; without a target everything counts.
fn moved(meta: &Meta, plan: &Plan) -> bool {
    !plan.asked || meta.trends.iter().any(|(dimension, _)| plan.moves(*dimension)) || !plan.adds.is_empty()
}

/// Builds the ladder of an estate along a plan.
#[must_use]
pub fn build(
    estate: &Estate,
    relations: &Relations,
    plan: Plan,
    rules: &[&'static dyn Rule],
    options: Options,
) -> Ladder {
    let end = if plan.asked {
        options.beyond.max(Rational::ONE)
    } else {
        Rational::ONE
    };
    let grown = grow(estate, relations, &plan, end);
    let end = grown.cut.unwrap_or(end);
    let course = Course {
        estate,
        relations,
        plan: &plan,
        grown: &grown,
        end,
    };
    let pairs = pairs(&course, rules, options);
    let mut found: Vec<Finding> = pairs
        .par_iter()
        .map(|(rule, subject)| judge(&course, *rule, *subject))
        .collect();
    let corners = late_supply(&course, &found);
    fold(&course, &mut found);
    drivers(&course, &mut found);
    let saturated = found
        .iter()
        .filter(|finding| list_of(finding) == List::Breaks && finding.meta().code == "CAP001");
    let known = saturated
        .filter_map(|finding| finding.wall.map(|wall| wall.progress))
        .min();
    let asked = options.only.is_none_or(|code| code.starts_with("SIM"));
    let effort = if asked { options.rehearse } else { Effort::Off };
    let rehearsed = rehearsals::rehearse(&course, rules, effort, known);
    let spent = Spent {
        events: rehearsed.events,
        scales: rehearsed.scales,
        cut: rehearsed.cut,
    };
    let Lists {
        mut breaks,
        unknown,
        mut holds,
        attached,
        mut folded,
    } = Lists::of(found);
    holds.extend(rehearsed.holds);
    for (list, rehearsed) in [(&mut breaks, rehearsed.breaks), (&mut folded, rehearsed.folded)] {
        for finding in rehearsed {
            let at = list.partition_point(|known| by_wall(known, &finding).is_lt());
            list.insert(at, finding);
        }
    }
    attach(&course, &mut breaks, &attached);
    let mut ladder = Ladder {
        end,
        breaks,
        unknown,
        holds,
        attached,
        folded,
        corners,
        allowed: Vec::new(),
        rehearsed: spent,
        outcome: Outcome::Go,
        plan: Plan::default(),
        grown: Grown::default(),
    };
    ladder.plan = plan;
    ladder.grown = grown;
    ladder.settle();
    ladder
}

fn pairs(
    course: &Course<'_>,
    rules: &[&'static dyn Rule],
    options: Options,
) -> Vec<(&'static dyn Rule, Subject)> {
    let ones = course.ones();
    let asked = rules.par_iter();
    let asked = asked.filter(|rule| options.only.is_none_or(|code| rule.meta().code == code));
    // In the order of the rules, whichever is done first.
    let found: Vec<Vec<(&'static dyn Rule, Subject)>> = asked
        .map(|rule| {
            let view = course.view(0, &ones);
            let subjects = rule.subjects(&view).into_iter();
            subjects.map(|subject| (*rule, subject)).collect()
        })
        .collect();
    found.into_iter().flatten().collect()
}

/// Everything there is to find out about one subject.
fn judge(course: &Course<'_>, rule: &'static dyn Rule, subject: Subject) -> Finding {
    let doubt = Search::new(course, rule, subject, Side::Worst).first_wall();
    // What never breaks at its worst never breaks; and where all is exact, worst and best are the same.
    let certain = match &doubt {
        None => None,
        Some(wall) if is_exact(&verdict_next_to(course, rule, subject, wall)) => Some(*wall),
        Some(_) => Search::new(course, rule, subject, Side::Best).first_wall(),
    };
    let state = match (&certain, &doubt) {
        (Some(_), _) => State::Breaks,
        (None, Some(_)) => State::Unknown,
        (None, None) => State::Holds,
    };
    let wall = certain.or(doubt);
    let ones = course.ones();
    let target_verdict = verdict_at(course, rule, subject, Rational::ONE);
    let verdict = wall.map_or(target_verdict, |wall| {
        verdict_next_to(course, rule, subject, &wall)
    });
    let story = wall.map(|wall| story(course, rule, subject, &wall));
    Finding {
        rule,
        subject,
        measure: rule.measure(&course.view(0, &ones), subject),
        state,
        wall,
        doubt: doubt.filter(|doubt| Some(*doubt) != wall),
        verdict,
        today: rule
            .judge(&course.view(0, &ones), subject)
            .unwrap_or(INCOMPUTABLE),
        at_target: target_verdict,
        drivers: Vec::new(),
        story,
        folded_under: None,
        causes: Vec::new(),
    }
}

fn is_exact(verdict: &Verdict) -> bool {
    verdict.used.is_exact() && verdict.limit.is_exact()
}

fn verdict_at(course: &Course<'_>, rule: &dyn Rule, subject: Subject, t: Rational) -> Verdict {
    let Ok(factors) = course.factors(t) else {
        return INCOMPUTABLE;
    };
    rule.judge(&course.view(course.step_at(t), &factors), subject)
        .unwrap_or(INCOMPUTABLE)
}

/// The verdict on the side of a wall that breaks.
fn verdict_next_to(course: &Course<'_>, rule: &dyn Rule, subject: Subject, wall: &Wall) -> Verdict {
    let Ok(factors) = course.factors(wall.progress) else {
        return INCOMPUTABLE;
    };
    rule.judge(&course.view(wall.born, &factors), subject)
        .unwrap_or(INCOMPUTABLE)
}

/// The list of a ladder that a finding stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    Breaks,
    Unknown,
    Holds,
    Attached,
    Folded,
}

fn list_of(finding: &Finding) -> List {
    match finding.state {
        _ if finding.folded_under.is_some() => List::Folded,
        State::Breaks if finding.meta().attached => List::Attached,
        State::Breaks => List::Breaks,
        State::Unknown => List::Unknown,
        State::Holds => List::Holds,
    }
}

/// Findings by where they are told.
#[derive(Default)]
struct Lists {
    breaks: Vec<Finding>,
    unknown: Vec<Finding>,
    holds: Vec<Finding>,
    attached: Vec<Finding>,
    folded: Vec<Finding>,
}

impl Lists {
    /// Walls in their order, what is told elsewhere or holds in the order it was found. Findings are long and there may
    /// be many: what is sorted are their positions, and each is moved once.
    fn of(found: Vec<Finding>) -> Self {
        let in_order = |list: List| matches!(list, List::Holds | List::Attached);
        let (as_found, mut by_walls): (Vec<usize>, Vec<usize>) =
            (0..found.len()).partition(|at| found.get(*at).is_some_and(|finding| in_order(list_of(finding))));
        by_walls.par_sort_by(|a, b| match (found.get(*a), found.get(*b)) {
            (Some(a), Some(b)) => by_wall(a, b),
            _ => std::cmp::Ordering::Equal,
        });
        let mut found: Vec<Option<Finding>> = found.into_iter().map(Some).collect();
        let mut lists = Self::default();
        for at in as_found.into_iter().chain(by_walls) {
            let Some(finding) = found.get_mut(at).and_then(Option::take) else {
                continue;
            };
            let list = match list_of(&finding) {
                List::Breaks => &mut lists.breaks,
                List::Unknown => &mut lists.unknown,
                List::Holds => &mut lists.holds,
                List::Attached => &mut lists.attached,
                List::Folded => &mut lists.folded,
            };
            list.push(finding);
        }
        lists
    }
}

/// First wall first; at one boundary what breaks on it comes before what breaks above it; then by rule and
/// source order.
fn by_wall(a: &Finding, b: &Finding) -> std::cmp::Ordering {
    let key = |finding: &Finding| finding.wall.map(|wall| wall.stand());
    key(a)
        .cmp(&key(b))
        .then_with(|| a.meta().code.cmp(b.meta().code))
        .then_with(|| a.subject.cmp(&b.subject))
}

/// Marks findings that another of the same rule says better and no later.
fn fold(course: &Course<'_>, found: &mut [Finding]) {
    let ones = course.ones();
    let parents: Vec<Option<Subject>> = found
        .par_iter()
        .map(|finding| finding.rule.folds_under(&course.view(0, &ones), finding.subject))
        .collect();
    // Few rules fold anything, and only their findings are looked up.
    let with_parents = found.iter().zip(&parents).filter(|(_, parent)| parent.is_some());
    let rules: BTreeSet<&str> = with_parents.map(|(finding, _)| finding.meta().code).collect();
    if rules.is_empty() {
        return;
    }
    let positions: BTreeMap<(&str, Subject), usize> = found
        .iter()
        .enumerate()
        .filter(|(_, finding)| rules.contains(finding.meta().code))
        .map(|(position, finding)| ((finding.meta().code, finding.subject), position))
        .collect();
    let stand = |finding: &Finding| finding.wall.map(|wall| wall.stand());
    let today = course.view(0, &ones);
    let under = found.iter().zip(parents).map(|(finding, parent)| {
        let subject = parent?;
        let parent = found.get(*positions.get(&(finding.meta().code, subject))?)?;
        let no_later = match (stand(parent), stand(finding)) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(parent_wall), Some(wall)) => parent.state >= finding.state && parent_wall <= wall,
        };
        (no_later || finding.rule.only_under(&today, finding.subject)).then_some(subject)
    });
    let under: Vec<Option<Subject>> = under.collect();
    for (finding, under) in found.iter_mut().zip(under) {
        finding.folded_under = under;
    }
}
