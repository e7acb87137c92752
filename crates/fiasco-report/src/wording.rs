//! Words for what the engines give as types: where a wall stands, what drives it, what the verdict is.

use crate::{Report, allow, baseline};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Axis, Dimension, Plan, Scope};
use fiasco_rules::{Class, State};
use fiasco_scale::{At, Finding, Outcome, Phase, Wall, factor_at};

/// The four parts of a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// As it stands.
    Now,
    /// Once additions are installed.
    Delivery,
    /// Before or on the target.
    Way,
    /// After it.
    Beyond,
}

impl Section {
    /// The part a wall belongs to.
    #[must_use]
    pub fn of(wall: &Wall, plan: &Plan) -> Self {
        match wall.phase {
            Phase::Now => Self::Now,
            Phase::Delivery => Self::Delivery,
            Phase::Way if plan.asked && wall.within_target() => Self::Way,
            Phase::Way => Self::Beyond,
        }
    }

    /// Its heading.
    #[must_use]
    pub fn heading(self, plan: &Plan) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Delivery => "on delivery",
            Self::Way => "on the way",
            Self::Beyond if plan.asked => "beyond",
            Self::Beyond => "when it grows",
        }
    }

    /// The word in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Delivery => "delivery",
            Self::Way => "way",
            Self::Beyond => "beyond",
        }
    }
}

/// A factor as people write it: `x2.22`.
#[must_use]
pub fn factor(value: Rational) -> String {
    format!("x{}", value.decimal(2))
}

/// A share in percent: `31 %`.
#[must_use]
pub fn percent(share: Rational) -> String {
    match share.times(Rational::int(100)) {
        Ok(percent) => format!("{} %", percent.decimal(0)),
        Err(_) => "? %".to_owned(),
    }
}

/// The one factor that all axes share along the whole way, if they do: then a factor says more than a share.
#[must_use]
pub fn common_factor(plan: &Plan) -> Option<Rational> {
    let first = plan.axes.first()?.factor;
    plan.axes.iter().all(|axis| axis.factor == first).then_some(first)
}

/// Where a wall stands, short: `31 %`, `x2.22`, or nothing for what stands already.
#[must_use]
pub fn stand(wall: &Wall, plan: &Plan) -> String {
    if wall.phase != Phase::Way {
        return String::new();
    }
    let about = if wall.exact { "" } else { "≈" };
    match common_factor(plan).map(|common| factor_at(common, wall.progress)) {
        Some(Ok(common)) => format!("{about}{}", factor(common)),
        _ => format!("{about}{}", percent(wall.progress)),
    }
}

/// The name of an axis, with its scope where it moves one thing only: `web.replicas`.
fn axis_name(report: &Report<'_>, axis: &Axis) -> String {
    let of = match axis.scope {
        Scope::All => return axis.dimension.word().to_owned(),
        Scope::Service(service) => report.estate.service_name(service),
        Scope::Group(group) => report
            .estate
            .device_name(report.relations.groups[group.index()].members[0]),
    };
    format!("{of}.{}", axis.dimension.word())
}

/// The name of a dimension in a plan: that of its axis, where it has one only.
fn dimension_name(report: &Report<'_>, dimension: Dimension) -> String {
    let mut axes = report
        .ladder
        .plan
        .axes
        .iter()
        .filter(|axis| axis.dimension == dimension);
    match (axes.next(), axes.next()) {
        (Some(only), None) => axis_name(report, only),
        _ => dimension.word().to_owned(),
    }
}

/// What drives a wall and how far it is along: `servers above x1.33`, `traffic x2.22`; empty for what stands
/// already.
#[must_use]
pub fn driver(report: &Report<'_>, wall: &Wall, drivers: &[Dimension]) -> String {
    if wall.phase != Phase::Way {
        return String::new();
    }
    let plan = &report.ladder.plan;
    let above = if wall.at == At::Above { " above" } else { "" };
    let about = if wall.exact { "" } else { "≈" };
    let mut parts = Vec::new();
    for dimension in drivers {
        let axis = plan.axes.iter().find(|axis| axis.dimension == *dimension);
        if let Some(Ok(value)) = axis.map(|axis| factor_at(axis.factor, wall.progress)) {
            parts.push(format!(
                "{}{above} {about}{}",
                dimension_name(report, *dimension),
                factor(value)
            ));
        }
    }
    if parts.is_empty() {
        format!("{} of the way", percent(wall.progress))
    } else {
        parts.join(", ")
    }
}

/// What a finding says, with its driver in front, and what has become of it since a baseline.
#[must_use]
pub fn sentence(report: &Report<'_>, finding: &Finding) -> String {
    let says = finding
        .story
        .as_ref()
        .map(|story| story.says.clone())
        .unwrap_or_default();
    // What is told under another wall has no way of its own.
    let way = finding.wall.filter(|_| !finding.meta().attached);
    let since = baseline::remark(report.baseline, finding, &report.ladder.plan);
    match way.map(|wall| driver(report, &wall, &finding.drivers)) {
        Some(driver) if !driver.is_empty() => {
            format!("{driver}: {says}{}{since}", possibly(report, finding))
        }
        _ => format!("{says}{since}"),
    }
}

/// For what breaks for certain later than it may: where it may.
pub(crate) fn possibly(report: &Report<'_>, finding: &Finding) -> String {
    match (finding.state, finding.doubt) {
        (State::Breaks, Some(doubt)) if doubt.phase == Phase::Way => {
            format!("; possibly from {} on", stand(&doubt, &report.ladder.plan))
        }
        (State::Breaks, Some(_)) => "; possibly now".to_owned(),
        _ => String::new(),
    }
}

/// The target as asked: `servers x3, traffic x5, +giant`.
#[must_use]
pub fn target(report: &Report<'_>) -> String {
    let plan = &report.ladder.plan;
    let axes = plan.axes.iter().map(|axis| {
        let name = axis_name(report, axis);
        let with = axis.with.map_or_else(String::new, |unit| {
            format!(" with {}", report.estate.device_name(unit))
        });
        format!("{name} {}{with}", factor(axis.factor))
    });
    let adds = plan
        .adds
        .iter()
        .map(|device| format!("+{}", report.estate.device_name(*device)));
    axes.chain(adds).collect::<Vec<_>>().join(", ")
}

/// The verdict's word.
#[must_use]
pub fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Go => "GO",
        Outcome::NoGo => "NO-GO",
        Outcome::Undecided => "UNDECIDED",
    }
}

/// The verdict in one sentence, with numbers; and how much is allowed, where something is.
#[must_use]
pub fn verdict(report: &Report<'_>) -> String {
    format!("{}{}", sentence_of(report), allow::counted(report.ladder))
}

fn sentence_of(report: &Report<'_>) -> String {
    let ladder = report.ladder;
    let within: Vec<&Finding> = ladder.within().collect();
    let undecided = ladder.undecided().count();
    let named = |finding: &Finding| {
        let subject = finding.story.as_ref().map_or("", |story| story.subject.as_str());
        format!("{} ({subject})", finding.meta().name)
    };
    let before = if ladder.plan.asked {
        "before the target"
    } else {
        "stand now"
    };
    match ladder.outcome {
        Outcome::NoGo => match within.as_slice() {
            [only] if ladder.plan.asked => format!("1 wall before the target: {}", named(only)),
            [only] => format!("1 problem stands now: {}", named(only)),
            [first, .., last] if ladder.plan.asked && first.wall.is_some_and(|wall| wall.phase == Phase::Now) => {
                format!("{} walls {before}, some of them now: first {}, last {}", within.len(), named(first), named(last))
            }
            [first, .., last] if ladder.plan.asked => {
                format!(
                    "{} walls {before}: first {}, last {}",
                    within.len(),
                    named(first),
                    named(last)
                )
            }
            [first, ..] => format!("{} problems {before}: first {}", within.len(), named(first)),
            [] => String::new(),
        },
        Outcome::Undecided if ladder.judges_nothing() => {
            "nothing here can be judged yet: say what services cost (cpu:, pool:, memory:) and what calls what".to_owned()
        }
        Outcome::Undecided if ladder.stops_short() => {
            "nothing breaks as far as could be looked, which is short of the target".to_owned()
        }
        Outcome::Undecided => {
            let nothing = if ladder.plan.asked {
                "nothing breaks before the target"
            } else {
                "nothing breaks now"
            };
            let growth = if ladder.plan.asked {
                String::new()
            } else {
                growth(report)
            };
            let presumed: Vec<&Finding> = ladder.presumed().collect();
            let open = format!("{undecided} of {} checks cannot be", ladder.checks());
            match presumed.as_slice() {
                [] => format!("{nothing} in what can be decided; {open}{growth}"),
                [first, rest @ ..] => {
                    let more = if rest.is_empty() { String::new() } else { format!(" and {} more", rest.len()) };
                    let open = if undecided == 0 { String::new() } else { format!("; {open}") };
                    format!(
                        "{nothing} in what can be decided, but a rehearsal with assumptions shows {}{more}{open}{growth}",
                        named(first)
                    )
                }
            }
        }
        Outcome::Go if ladder.plan.asked => {
            let next = ladder
                .breaks
                .iter()
                .find_map(|finding| Some((finding, finding.wall?)));
            let next = next.map_or_else(
                || format!("nothing breaks up to {} of the way", percent(ladder.end)),
                |(finding, wall)| {
                    format!(
                        "the next wall is {} at {}",
                        named(finding),
                        stand(&wall, &ladder.plan)
                    )
                },
            );
            format!("{} at the target; {next}", checks_hold(ladder.checks()))
        }
        Outcome::Go => format!("{} now{}", checks_hold(ladder.checks()), growth(report)),
    }
}

/// Without a target: what meets growth first.
fn growth(report: &Report<'_>) -> String {
    first_on_the_way(report).map_or_else(String::new, |(finding, wall)| {
        let at = if wall.at == At::Above { "above" } else { "at" };
        format!(
            "; growth first meets {} {at} {}",
            finding.meta().name,
            stand(&wall, &report.ladder.plan)
        )
    })
}

/// The first wall that growth meets; what only often goes wrong does not count.
fn first_on_the_way<'a>(report: &Report<'a>) -> Option<(&'a Finding, Wall)> {
    let counts = |finding: &&Finding| finding.meta().class != Class::Smell;
    let mut walls = report
        .ladder
        .breaks
        .iter()
        .filter(counts)
        .filter_map(|finding| Some((finding, finding.wall?)));
    walls.find(|(_, wall)| wall.phase == Phase::Way)
}

/// `1 check holds`, `14 checks hold`.
pub(crate) fn checks_hold(count: usize) -> String {
    if count == 1 {
        "1 check holds".to_owned()
    } else {
        format!("{count} checks hold")
    }
}

/// The state at the target, where it differs from the wall's: a problem that passes.
#[must_use]
pub fn passes(finding: &Finding, plan: &Plan) -> bool {
    plan.asked
        && finding.within(plan)
        && finding.state == State::Breaks
        && finding.at_target.state() == State::Holds
}
