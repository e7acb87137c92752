//! Published cases of pools that asked a database for more than it gives, and clusters in good order, of which
//! little is to be said.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use support::{fiasco, root, stdout};

/// What `check` says of files in `tests/cases`, one line a finding.
fn check(args: &[&str]) -> Vec<String> {
    let folder = root().join("crates/fiasco/tests/cases");
    let mut all = vec!["check", "--output-format", "concise"];
    all.extend(args);
    let output = fiasco(&folder, &all);
    stdout(&output).lines().map(str::to_owned).collect()
}

/// The findings of one rule among them, without their places.
fn says(code: &str, args: &[&str]) -> Vec<String> {
    let lines = check(args).into_iter();
    let of_rule = lines.filter(|line| line.contains(&format!(" {code} ")));
    of_rule
        .map(|line| {
            line.split_once(": ")
                .map_or(line.clone(), |(_, rest)| rest.to_owned())
        })
        .collect()
}

#[test]
fn pools_that_were_too_large() {
    for (files, to, expected) in [
        (
            &["http-observatory.yaml"][..],
            "traffic=x2",
            "now CAP002 pool-exhausted: 5 observatory replicas, the autoscaler's maximum, ask for 100 of 97 connections [refuses]",
        ),
        (
            &["control-plane.yaml"],
            "traffic=x2",
            "now CAP002 pool-exhausted: 100 control-plane replicas, the autoscaler's maximum, ask for 1,500 of 1,000 connections [refuses]",
        ),
        (
            &["workers.yaml"],
            "traffic=x2",
            "now CAP002 pool-exhausted: the pools of main, webhook and worker ask for 9,200 of 6,000 connections of pgbouncer [refuses]",
        ),
        (
            &["fleet.yaml"],
            "replicas=x2",
            "now CAP002 pool-exhausted: the 18th fleet replica asks for 180 of 100 connections [refuses]",
        ),
        (
            &["research.yaml", "research-estate.yaml"],
            "traffic=x2",
            "now CAP002 pool-exhausted: an update of 3 api replicas, +1 while it rolls, asks for 144 of 120 connections [refuses]",
        ),
    ] {
        let mut args = vec!["--to", to];
        args.extend(files);
        assert_eq!(says("CAP002", &args), [expected], "{files:?}");
    }
}

/// The numbers that `why` puts into the formula.
#[test]
fn the_formula_shows_maximum_and_surge() {
    let folder = root().join("crates/fiasco/tests/cases");
    for (files, expected) in [
        (
            &["control-plane.yaml"][..],
            "control-plane: 100 replicas at the autoscaler's maximum of 100 x pool 15 = 1,500",
        ),
        (
            &["research.yaml", "research-estate.yaml"],
            "api: (3 replicas, +1 while an update rolls) x 2 processes x pool 18 = 144",
        ),
    ] {
        let mut args = vec!["why", "CAP002"];
        args.extend(files.iter().flat_map(|file| ["--in", *file]));
        let text = stdout(&fiasco(&folder, &args));
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains(expected), "{files:?}:\n{text}");
    }
}

/// A pooler's clients are counted at the pooler, and only its own pool at the database.
#[test]
fn a_pooler_between_counts_instead() {
    let lines = says(
        "CAP002",
        &["--to", "control-plane.replicas=x2", "control-plane.yaml"],
    );
    assert!(lines.iter().all(|line| !line.contains("of 97")), "{lines:?}");
}

/// A cluster in good order prints ten lines at most, and breaks nothing; a wall beyond the target has its own.
#[test]
fn little_is_said_of_a_cluster_in_good_order() {
    let folder = root().join("crates/fiasco/tests/cases");
    for (to, most) in [(None, 10), (Some("traffic=x2"), 10), (Some("replicas=x2"), 13)] {
        let mut args = vec!["check", "healthy.yaml", "healthy-estate.yaml"];
        args.extend(to.iter().flat_map(|to| ["--to", to]));
        let text = stdout(&fiasco(&folder, &args));
        assert!(text.lines().count() <= most, "--to {to:?}\n{text}");
        assert!(!text.contains("NO-GO"), "--to {to:?}\n{text}");
    }
    // Without a word about the cluster it asks, and breaks nothing either.
    let text = stdout(&fiasco(&folder, &["check", "healthy.yaml"]));
    assert!(text.lines().count() <= 14 && !text.contains("NO-GO"), "{text}");
}
