//! The search against a second implementation: brute force over all pieces of random estates and targets, at
//! both ends of each and at points within; and the promises that rules make to the search.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod common;

use common::{Case, case};
use fiasco_estate::Plan;
use fiasco_estate::quantity::Rational;
use fiasco_rules::{Compare, RULES, Rule, Side, Subject, Trend, Verdict};
use fiasco_scale::growth::grow;
use fiasco_scale::search::{Phase, Search, Wall};
use fiasco_scale::{At, Course};
use proptest::prelude::*;

fn end() -> Rational {
    Rational::int(3)
}

/// All subjects of all rules.
fn subjects(course: &Course<'_>) -> Vec<(&'static dyn Rule, Subject)> {
    let ones = course.ones();
    let view = course.view(0, &ones);
    RULES
        .iter()
        .flat_map(|rule| rule.subjects(&view).into_iter().map(|subject| (*rule, subject)))
        .collect()
}

fn judge(course: &Course<'_>, rule: &dyn Rule, subject: Subject, born: u32, t: Rational) -> Verdict {
    let factors = course.factors(t).expect("small numbers");
    rule.judge(&course.view(born, &factors), subject)
        .expect("small numbers")
}

/// The first wall, found by judging every piece at both ends, and by walking down to the root where it lies
/// inside.
fn brute(
    course: &Course<'_>,
    rule: &dyn Rule,
    subject: Subject,
    side: Side,
) -> Option<(Phase, Rational, At)> {
    if judge(course, rule, subject, 0, Rational::ZERO).breaks(side) {
        return Some((Phase::Now, Rational::ZERO, At::On));
    }
    let delivered = course.delivered();
    if judge(course, rule, subject, delivered, Rational::ZERO).breaks(side) {
        return Some((Phase::Delivery, Rational::ZERO, At::On));
    }
    for born in delivered..=course.grown.last_step() {
        let (start, end) = (course.start_of(born), course.end_of(born));
        if judge(course, rule, subject, born, start).breaks(side) {
            return Some((Phase::Way, start, At::Above));
        }
        let last = judge(course, rule, subject, born, end);
        if !last.breaks(side) {
            continue;
        }
        // Margins here are affine in progress, so the root follows from two of them.
        let first = judge(course, rule, subject, born, start);
        let (a, b) = (first.margin(side)?, last.margin(side)?);
        let root = start
            .plus(
                end.minus(start)
                    .ok()?
                    .times(a.over(a.minus(b).ok()?).ok()?)
                    .ok()?,
            )
            .ok()?;
        let at = if last.compare == Compare::Below {
            At::On
        } else {
            At::Above
        };
        return Some((Phase::Way, root, at));
    }
    None
}

fn check(case: &Case) -> Result<(), TestCaseError> {
    let (estate, relations, plan) = case.read();
    let grown = grow(&estate, &relations, &plan, end());
    let course = Course {
        estate: &estate,
        relations: &relations,
        plan: &plan,
        grown: &grown,
        end: end(),
    };
    for (rule, subject) in subjects(&course) {
        for side in [Side::Best, Side::Worst] {
            let found = Search::new(&course, rule, subject, side).first_wall();
            let expected = brute(&course, rule, subject, side);
            let same = |wall: Wall| (wall.phase, wall.progress, wall.at);
            prop_assert_eq!(
                found.map(same),
                expected,
                "{} {:?} {:?}\n{}\n--to {}",
                rule.meta().code,
                subject,
                side,
                case.yaml,
                case.target
            );
        }
    }
    Ok(())
}

/// A margin so that a smaller one compares as less: what is missing is plus infinity at the best end, and minus
/// infinity at the worst.
fn order(verdict: Verdict, side: Side) -> (bool, Option<Rational>) {
    let margin = verdict.margin(side);
    (side == Side::Best && margin.is_none(), margin)
}

/// Holding all but one dimension, a margin must answer as the rule says it does.
fn trends(case: &Case) -> Result<(), TestCaseError> {
    let (estate, relations, plan) = case.read();
    for axis in &plan.axes {
        let alone = Plan {
            axes: vec![*axis],
            ..plan.clone()
        };
        let grown = grow(&estate, &relations, &alone, end());
        let course = Course {
            estate: &estate,
            relations: &relations,
            plan: &alone,
            grown: &grown,
            end: end(),
        };
        for (rule, subject) in subjects(&course) {
            let trend = rule.meta().trend(axis.dimension);
            let mut before: Option<Verdict> = None;
            // What is delivered is there before anything moves.
            for born in course.delivered()..=grown.last_step() {
                for t in [course.start_of(born), course.end_of(born)] {
                    let verdict = judge(&course, rule, subject, born, t);
                    if let Some(before) = before {
                        for side in [Side::Best, Side::Worst] {
                            let (a, b) = (order(before, side), order(verdict, side));
                            let kept = match trend {
                                None => a == b,
                                Some(Trend::Falls) => b <= a,
                                Some(Trend::Rises) => b >= a,
                                Some(Trend::Mixed) => true,
                            };
                            prop_assert!(
                                kept,
                                "{} {subject:?} {side:?} promises {trend:?} along {}: margin {a:?} then {b:?}\n{}",
                                rule.meta().code,
                                axis.dimension.word(),
                                case.yaml
                            );
                        }
                    }
                    before = Some(verdict);
                }
            }
        }
    }
    Ok(())
}

/// Within a piece a margin is monotone: its middle lies between its ends.
fn monotone(case: &Case) -> Result<(), TestCaseError> {
    let (estate, relations, plan) = case.read();
    let grown = grow(&estate, &relations, &plan, end());
    let course = Course {
        estate: &estate,
        relations: &relations,
        plan: &plan,
        grown: &grown,
        end: end(),
    };
    for (rule, subject) in subjects(&course) {
        for born in 0..=grown.last_step() {
            let (start, end) = (course.start_of(born), course.end_of(born));
            let middle = start
                .plus(end)
                .and_then(|sum| sum.over(Rational::int(2)))
                .expect("small numbers");
            let margins =
                [start, middle, end].map(|t| judge(&course, rule, subject, born, t).margin(Side::Best));
            let [Some(a), Some(b), Some(c)] = margins else {
                continue;
            };
            prop_assert!(
                (a <= b && b <= c) || (a >= b && b >= c),
                "{} {subject:?}: {a} {b} {c}",
                rule.meta().code
            );
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_search_equals_brute_force(case in case(false)) {
        check(&case)?;
    }

    #[test]
    fn the_search_equals_brute_force_with_intervals(case in case(true)) {
        check(&case)?;
    }

    #[test]
    fn margins_answer_dimensions_as_rules_promise(case in case(true)) {
        trends(&case)?;
    }

    #[test]
    fn margins_are_monotone_within_a_piece(case in case(true)) {
        monotone(&case)?;
    }
}

/// Saw-teeth: servers and traffic together, where the diagonal breaks only between two births.
#[test]
fn a_saw_tooth_is_found_where_it_first_breaks() {
    let yaml = "devices: {h-1: {cores: 1}, h-2: {cores: 1}}\nservices: {s: {runs: \"h-[1-2]\", cpu: 10 ms}}\ntraffic: {s: 150/s}\n";
    let case = Case::plain(yaml, "servers=x3,traffic=x5");
    let (estate, relations, plan) = case.read();
    let grown = grow(&estate, &relations, &plan, end());
    let course = Course {
        estate: &estate,
        relations: &relations,
        plan: &plan,
        grown: &grown,
        end: end(),
    };
    let (rule, subject) = subjects(&course)
        .into_iter()
        .find(|(rule, _)| rule.meta().code == "CAP001")
        .expect("CAP001");
    let wall = Search::new(&course, rule, subject, Side::Best)
        .first_wall()
        .expect("it breaks");
    // 1.5 (1 + 4t) cores of work on 3 cores up to t = 1/4: it reaches 3 at t = 1/4, where the 4th server comes
    // just above. So the closed end of that piece is where it first breaks.
    assert_eq!(
        (wall.progress, wall.at),
        (Rational::new(1, 4).expect("fits"), At::On)
    );
    assert!(wall.exact);
}
