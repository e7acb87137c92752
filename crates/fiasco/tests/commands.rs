//! The commands from outside: what is typed, what is printed, which code it exits with.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use std::path::PathBuf;
use support::{fiasco, root, scratch, stderr, stdout};

fn codeblaze() -> PathBuf {
    root().join("examples/codeblaze")
}

#[test]
fn alone_it_names_the_five_commands_people_need() {
    let output = fiasco(&codeblaze(), &[]);
    assert_eq!(output.status.code(), Some(0));
    let text = stdout(&output);
    for command in [
        "fiasco check",
        "fiasco check --to",
        "fiasco why",
        "fiasco show",
        "fiasco rule",
    ] {
        assert!(text.contains(command), "{text}");
    }
}

#[test]
fn typos_are_met_with_the_nearest() {
    for (args, near) in [
        (&["chekc"][..], "check"),
        (&["rule", "CAP02"], "CAP002"),
        (&["rule", "pool-exausted"], "pool-exhausted"),
        (&["why", "CAP002", "ap"], "app"),
        (&["why", "NOPE"], "CAP001"),
        (&["check", "--outputformat", "json"], "--output-format"),
    ] {
        let output = fiasco(&codeblaze(), args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(stderr(&output).contains(near), "{args:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{args:?}");
    }
}

#[test]
fn exit_codes_follow_the_gate() {
    let healthy = scratch("healthy");
    let text = "devices: {box: {cores: 4}}\nservices: {db: {runs: box, cpu: 1 ms}}\ntraffic: {db: 100/s}\n";
    std::fs::write(healthy.join("estate.yaml"), text).expect("a file");
    let open = scratch("open");
    std::fs::write(open.join("estate.yaml"), text.replace("cores: 4", "")).expect("a file");
    let full = scratch("full");
    std::fs::write(full.join("estate.yaml"), text.replace("100/s", "9000/s")).expect("a file");
    for (folder, args, code) in [
        (&healthy, &["check", "--to", "traffic=x5"][..], 0),
        (&healthy, &["check", "--to", "traffic=x50"], 1),
        (&healthy, &["check", "--to", "traffic=x50", "--exit-zero"], 0),
        (&healthy, &["check"], 0),
        (&open, &["check", "--to", "traffic=x5"], 0),
        (&open, &["check", "--to", "traffic=x5", "--gate", "unknown"], 1),
        // As it stands only a contradiction fails a build, unless asked for.
        (&full, &["check", "--to", "traffic=x5"], 0),
        (&full, &["check", "--to", "traffic=x5", "--gate", "now"], 1),
    ] {
        let output = fiasco(folder, args);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", stdout(&output));
    }
    let text = stdout(&fiasco(&healthy, &["check", "--to", "traffic=x5"]));
    assert!(
        text.starts_with("target") && text.contains("GO ") && text.lines().count() <= 10,
        "{text}"
    );
    let text = stdout(&fiasco(&open, &["check", "--to", "traffic=x5"]));
    assert!(
        text.contains("UNDECIDED") && text.contains("cores of box"),
        "{text}"
    );
}

#[test]
fn results_go_to_files_too() {
    let folder = scratch("files");
    let path = folder.join("ladder.json");
    let wish = format!("json={}", path.display());
    let output = fiasco(
        &codeblaze(),
        &["check", "--output-file", &wish, "--output-format", "concise"],
    );
    assert!(
        stdout(&output).starts_with("network.yaml:8:19: delivery CAB002"),
        "{}",
        stdout(&output)
    );
    let text = std::fs::read_to_string(path).expect("a file");
    let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["schema"], "fiasco/ladder/1");
    let output = fiasco(&codeblaze(), &["check", "--output-file", "jsn=x"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("json"), "{}", stderr(&output));
}

#[test]
fn rules_are_told_as_text_and_json() {
    let page = stdout(&fiasco(&codeblaze(), &["rule", "cap002"]));
    assert!(
        page.starts_with("CAP002 pool-exhausted\n") && page.contains("When it stays quiet"),
        "{page}"
    );
    let all = stdout(&fiasco(
        &codeblaze(),
        &["rule", "--all", "--output-format", "json"],
    ));
    let all: serde_json::Value = serde_json::from_str(&all).expect("JSON");
    let all = all.as_array().expect("a list");
    assert_eq!(all.len(), fiasco_rules::RULES.len());
    for rule in all {
        for key in ["code", "name", "family", "class", "since", "page"] {
            assert!(
                rule[key].as_str().is_some_and(|text| !text.is_empty()),
                "{key} of {rule}"
            );
        }
    }
}

#[test]
fn the_grown_estate_marks_what_is_new() {
    let text = stdout(&fiasco(&codeblaze(), &["show", "--at", "50%"]));
    let new: Vec<&str> = text.lines().filter(|line| line.starts_with("+ ")).collect();
    // servers x2 half-way: 3 and 1 become 6 and 2; the next free addresses after .1 and .2.
    assert_eq!(new.len(), 4, "{text}");
    assert!(
        new[0].contains("old-4") && new[0].contains("192.168.1.3"),
        "{text}"
    );
    assert!(
        text.contains("giant  ") && !text.contains("planned, not installed"),
        "{text}"
    );
    let today = stdout(&fiasco(&codeblaze(), &["show"]));
    assert!(
        today.contains("planned, not installed") && !today.contains("\n+ "),
        "{today}"
    );
}

#[test]
fn facts_and_compose_join_by_name() {
    let folder = scratch("join");
    let compose = "services:\n  web: {image: \"shop:1\", deploy: {replicas: 2}, environment: {DB_URL: \"postgres://u:secret@db/x\"}}\n  db: {image: \"postgres:16\"}\n";
    std::fs::write(folder.join("compose.yaml"), compose).expect("a file");
    let facts = "services: {web: {pool: 20, calls: db, image: \"shop:2\"}}\ntraffic: {web: 40/s}\n";
    std::fs::write(folder.join("facts.yaml"), facts).expect("a file");
    let output = fiasco(
        &folder,
        &["check", "-v", "--to", "replicas=x3", "--host", "4GiB/2cores"],
    );
    let text = stdout(&output);
    assert!(
        text.contains("the 5th web replica asks for 100 of 97 connections"),
        "{text}"
    );
    // Two sources disagree: both lines are shown, and the later one counts.
    assert!(
        text.contains("EST003") && text.contains("facts.yaml:1:") && text.contains("compose.yaml:2:"),
        "{text}"
    );
    assert!(
        !text.contains("u:secret"),
        "values of the environment stay where they are: {text}"
    );
}

#[test]
fn secrets_are_starred_in_excerpts() {
    let folder = scratch("secrets");
    let compose = "services:\n  web:\n    image: shop:1\n    environment:\n      DB_URL: postgres://u:s3cret@db/x\n  db: {image: \"postgres:16\"}\n";
    std::fs::write(folder.join("compose.yaml"), compose).expect("a file");
    for args in [&["why", "CAP002"][..], &["check", "-v"]] {
        let text = stdout(&fiasco(&folder, args));
        assert!(!text.contains("s3cret"), "{text}");
    }
    let text = stdout(&fiasco(&folder, &["why", "CAP002"]));
    assert!(
        text.contains("postgres://u:******@db/x"),
        "the line is shown: {text}"
    );
}

/// What breaks and fails no build says so where the verdict is read.
#[test]
fn a_verdict_says_what_no_build_fails_of() {
    let estate = |services: &str| scratch_with("verdicts", services);
    for (services, target, expected) in [
        (
            "services: {web: {pool: 20, replicas: 6, calls: db}, db: {image: \"postgres:16\"}}\n",
            "traffic=x2",
            "; fails a build only with --gate now",
        ),
        (
            "services: {web: {pool: 20, replicas: 4, calls: db}, db: {image: postgres}}\n",
            "replicas=x2",
            "; none fails a build",
        ),
        (
            "services: {web: {pool: 20, replicas: 4, calls: db}, db: {image: \"postgres:16\"}}\n",
            "replicas=x2",
            "",
        ),
    ] {
        let folder = estate(services);
        let output = fiasco(&folder, &["check", "--to", target]);
        let text = stdout(&output);
        let last = text
            .lines()
            .rfind(|line| line.starts_with("NO-GO"))
            .expect("a verdict");
        assert!(last.contains(&format!("before the target{expected}.")), "{text}");
        assert_eq!(output.status.code() == Some(1), expected.is_empty(), "{text}");
    }
}

fn scratch_with(name: &str, estate: &str) -> PathBuf {
    let folder = scratch(name);
    std::fs::write(folder.join("estate.yaml"), estate).expect("a file");
    folder
}
