//! What breaks for every value of an interval breaks for each of them, and what holds for the interval holds
//! for each.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod common;

use common::case;
use fiasco_rules::{RULES, State};
use fiasco_scale::{Options, ladder};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_interval_speaks_for_all_its_values(case in case(true), share in 0_u32..=4) {
        let (estate, relations, plan) = case.read();
        let whole = ladder::build(&estate, &relations, plan, RULES, Options::default());
        // The same estate with one value out of each interval.
        let mut exact = case.clone();
        exact.yaml = exact.yaml.lines().map(|line| pick(line, share)).collect::<Vec<_>>().join("\n");
        let (estate, relations, plan) = exact.read();
        let single = ladder::build(&estate, &relations, plan, RULES, Options::default());
        let find = |rule: &str, subject| {
            single.breaks.iter().chain(&single.holds).chain(&single.unknown)
                .find(|finding| finding.meta().code == rule && finding.subject == subject)
        };
        for finding in whole.breaks.iter().chain(&whole.holds) {
            let Some(other) = find(finding.meta().code, finding.subject) else { continue };
            match finding.state {
                State::Breaks => {
                    prop_assert_eq!(other.state, State::Breaks, "{}\n{}", finding.meta().code, exact.yaml);
                    let (Some(a), Some(b)) = (other.wall, finding.wall) else { continue };
                    prop_assert!((a.phase, a.progress, a.at) <= (b.phase, b.progress, b.at), "{}", exact.yaml);
                }
                State::Holds => prop_assert_eq!(other.state, State::Holds, "{}\n{}", finding.meta().code, exact.yaml),
                State::Unknown => {}
            }
        }
    }
}

/// Replaces `cpu: 5..9 ms` by one value between.
fn pick(line: &str, share: u32) -> String {
    let Some((head, rest)) = line.split_once("cpu: ") else {
        return line.to_owned();
    };
    let Some((interval, tail)) = rest.split_once(" ms") else {
        return line.to_owned();
    };
    let Some((lo, hi)) = interval.split_once("..") else {
        return line.to_owned();
    };
    let (lo, hi): (u32, u32) = (lo.parse().expect("a number"), hi.parse().expect("a number"));
    format!("{head}cpu: {} ms{tail}", lo + (hi - lo) * share / 4)
}
