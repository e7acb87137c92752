//! Comparing ladders: an estate with itself is equal, and two sides exchanged give the mirror image.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod common;

use common::{Case, case};
use fiasco_estate::{Estate, Plan, Relations};
use fiasco_rules::RULES;
use fiasco_scale::compare::{Comparison, Judged, Shift, compare};
use fiasco_scale::{Ladder, Options, ladder};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// An estate with its ladder.
struct Side {
    estate: Estate,
    relations: Relations,
    ladder: Ladder,
}

impl Side {
    fn of(case: &Case) -> Self {
        let (estate, relations, plan): (Estate, Relations, Plan) = case.read();
        let ladder = ladder::build(&estate, &relations, plan, RULES, Options::default());
        Self {
            estate,
            relations,
            ladder,
        }
    }

    fn judged(&self) -> Judged<'_> {
        Judged {
            estate: &self.estate,
            relations: &self.relations,
            ladder: &self.ladder,
        }
    }
}

fn read(yaml: &str, target: &str) -> Side {
    Side::of(&Case::plain(yaml, target))
}

/// How often each shift occurs.
fn counts(comparison: &Comparison<'_>) -> BTreeMap<Shift, usize> {
    let mut counts = BTreeMap::new();
    for change in &comparison.changes {
        *counts.entry(change.shift).or_insert(0) += 1;
    }
    counts
}

fn mirrored(shift: Shift) -> Shift {
    match shift {
        Shift::Nearer => Shift::Further,
        Shift::Further => Shift::Nearer,
        Shift::Appears => Shift::Gone,
        Shift::Gone => Shift::Appears,
        Shift::Undecided => Shift::Decided,
        Shift::Decided => Shift::Undecided,
        Shift::Same => Shift::Same,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn an_estate_equals_itself(case in case(true)) {
        let (one, other) = (Side::of(&case), Side::of(&case));
        let comparison = compare(one.judged(), other.judged());
        prop_assert!(comparison.is_equal());
        prop_assert!(comparison.first.is_none_or(|first| first == Shift::Same));
    }

    #[test]
    fn exchanged_sides_are_mirrored(one in case(true), mut other in case(true)) {
        other.target.clone_from(&one.target);
        let (one, other) = (Side::of(&one), Side::of(&other));
        let there = compare(one.judged(), other.judged());
        let back = compare(other.judged(), one.judged());
        let expected: BTreeMap<Shift, usize> = counts(&there)
            .into_iter()
            .map(|(shift, count)| (mirrored(shift), count))
            .collect();
        prop_assert_eq!(expected, counts(&back));
        prop_assert_eq!(there.first.map(mirrored), back.first);
    }
}

const BASE: &str = "\
devices: {\"box-[1-2]\": {cores: 4}, old: {cores: 2}}
services:
  web: {runs: \"box-[1-2]\", cpu: 8 ms, pool: 20, calls: db}
  db: {runs: old, cpu: 1 ms, max_connections: 100, image: \"postgres:16\"}
traffic: {web: 100/s}
";

#[test]
fn each_kind_of_change_is_told() {
    let base = read(BASE, "servers=x4,traffic=x4");
    for (what, from, to, rule, shift) in [
        ("more in a pool", "pool: 20", "pool: 40", "CAP002", Shift::Nearer),
        ("less in a pool", "pool: 20", "pool: 15", "CAP002", Shift::Further),
        ("none in a pool", "pool: 20", "pool: 1", "CAP002", Shift::Gone),
        (
            "nobody says the pool",
            "pool: 20, ",
            "",
            "CAP002",
            Shift::Undecided,
        ),
        (
            "nothing that matters",
            "cores: 2",
            "cores: 2, memory: 8 GiB",
            "CAP002",
            Shift::Same,
        ),
        (
            "a slower answer",
            "cpu: 8 ms",
            "cpu: 85 ms",
            "CAP001",
            Shift::Appears,
        ),
    ] {
        let text = BASE.replace(from, to);
        let head = read(&text, "servers=x4,traffic=x4");
        let comparison = compare(base.judged(), head.judged());
        let shifts: Vec<Shift> = comparison
            .changes
            .iter()
            .filter(|change| change.told().is_some_and(|finding| finding.meta().code == rule))
            .map(|change| change.shift)
            .collect();
        println!("{what}: {shifts:?}");
        assert!(shifts.contains(&shift), "{what}: {shifts:?}");
    }
}

#[test]
fn what_is_worse_now_is_nearer() {
    let full = |pool: u32| read(&BASE.replace("pool: 20", &format!("pool: {pool}")), "traffic=x2");
    let (bad, worse) = (full(60), full(90));
    let comparison = compare(bad.judged(), worse.judged());
    assert_eq!(comparison.first, Some(Shift::Nearer));
    assert_eq!(compare(worse.judged(), bad.judged()).first, Some(Shift::Further));
}

#[test]
fn where_axes_differ_the_factor_of_the_driver_counts() {
    // The same rate asked for is x5 of one and x2 of the other: progress says nothing.
    let text = |rate: u32| BASE.replace("web: 100/s", &format!("web: {rate}/s"));
    let base = read(&text(100), "traffic=1000/s");
    let head = read(&text(250), "traffic=1000/s");
    let comparison = compare(base.judged(), head.judged());
    assert!(!comparison.same_axes);
    let saturated: Vec<Shift> = comparison
        .changes
        .iter()
        .filter(|change| {
            change
                .told()
                .is_some_and(|finding| finding.meta().code == "CAP001")
        })
        .map(|change| change.shift)
        .collect();
    assert!(
        !saturated.is_empty() && saturated.iter().all(|shift| *shift == Shift::Nearer),
        "{saturated:?}"
    );
}

#[test]
fn a_group_with_one_more_member_is_the_same_group() {
    let base = read(&BASE.replace("cpu: 8 ms", "cpu: 40 ms"), "traffic=x4");
    for members in ["box-[1-3]", "box-[2-5]"] {
        let text = BASE
            .replace("cpu: 8 ms", "cpu: 40 ms")
            .replace("box-[1-2]", members);
        let head = read(&text, "traffic=x4");
        let comparison = compare(base.judged(), head.judged());
        let saturated: Vec<Shift> = comparison
            .changes
            .iter()
            .filter(|change| {
                change
                    .told()
                    .is_some_and(|finding| finding.meta().code == "CAP001")
            })
            .map(|change| change.shift)
            .collect();
        assert_eq!(saturated, [Shift::Further], "{members}");
    }
}
