//! Baselines: what is known fails nothing, what is new or comes earlier does, what is gone is told; and a file
//! that cannot be read is refused with a position.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use serde_json::{Value, json};
use std::path::Path;
use support::{fiasco, json, root, scratch, stderr, stdout};

/// Pools of `pool` against 120 connections: 2 replicas now, 8 at the target.
fn estate(folder: &Path, pool: u32, more: &str) {
    let text = format!(
        "services:\n  app: {{replicas: 2, pool: {pool}, calls: db}}\n  db: {{max_connections: 123}}\n{more}target: {{app.replicas: x4}}\n"
    );
    std::fs::write(folder.join("estate.yaml"), text).expect("a file");
}

/// Prints and the exit code.
fn run(folder: &Path, args: &[&str]) -> (String, i32) {
    let output = fiasco(folder, args);
    (
        stdout(&output) + &stderr(&output),
        output.status.code().expect("a code"),
    )
}

#[test]
fn what_is_known_fails_nothing_and_what_comes_earlier_does() {
    let folder = scratch("baseline");
    estate(&folder, 20, "");
    assert_eq!(run(&folder, &["check"]).1, 1);
    let (text, code) = run(&folder, &["baseline", "check"]);
    assert_eq!(code, 2);
    assert!(text.contains("`fiasco baseline write` writes one"), "{text}");
    let (text, code) = run(&folder, &["baseline", "write"]);
    assert_eq!(
        (text.as_str(), code),
        (
            "fiasco-baseline.json: 1 known for the target app.replicas=x4\n",
            0
        )
    );
    let (text, code) = run(&folder, &["baseline", "check"]);
    assert_eq!((text.as_str(), code), ("HOLDS: 1 known, 0 new, 0 earlier\n", 0));
    assert_eq!(
        run(&folder, &["check", "--baseline", "fiasco-baseline.json"]).1,
        0
    );
    // A smaller pool brings the wall later.
    estate(&folder, 18, "");
    assert_eq!(run(&folder, &["baseline", "check"]).1, 0);
    // 6 x 20 fit, and 5 x 24: the wall was above x3 and is above x2.5.
    estate(&folder, 24, "");
    let (text, code) = run(&folder, &["baseline", "check"]);
    assert_eq!(code, 1);
    assert!(
        text.contains("; was x3, now x2.5 [refuses]\nFAILS: 0 known, 0 new, 1 earlier\n"),
        "{text}"
    );
    let (text, code) = run(&folder, &["check", "--baseline", "fiasco-baseline.json"]);
    assert_eq!(code, 1);
    assert!(text.contains("baseline 0 known, 0 new, 1 earlier"), "{text}");
    let value = json(&folder, &["--baseline", "fiasco-baseline.json"]);
    assert_eq!(value["findings"][0]["baseline"], "earlier");
    // No longer there at all.
    estate(&folder, 1, "");
    let (text, code) = run(&folder, &["baseline", "check"]);
    assert_eq!(code, 0);
    assert!(
        text.starts_with("gone: CAP002 (app -> db): rewrite the baseline\n"),
        "{text}"
    );
}

#[test]
fn what_is_new_fails_even_if_it_stands_now() {
    let folder = scratch("baseline-new");
    estate(&folder, 20, "");
    run(&folder, &["baseline", "write"]);
    // It stands now, which fails nothing by itself.
    let more = "  old: {replicas: 5, pool: 50, calls: old-db}\n  old-db: {max_connections: 100}\n";
    estate(&folder, 20, more);
    let (text, code) = run(&folder, &["baseline", "check"]);
    assert_eq!(code, 1);
    assert!(
        text.contains("CAP002") && text.contains("; new [refuses]\nFAILS: 1 known, 1 new"),
        "{text}"
    );
    run(&folder, &["baseline", "write"]);
    assert_eq!(run(&folder, &["baseline", "check"]).1, 0);
}

#[test]
fn other_targets_are_apart_and_stay() {
    let folder = scratch("baseline-targets");
    estate(&folder, 20, "");
    run(&folder, &["baseline", "write"]);
    let other = ["--to", "replicas=x5,traffic=x1"];
    let (text, code) = run(&folder, &[&["baseline", "check"], &other[..]].concat());
    assert!(code == 1 || text.contains("new"), "{text}");
    assert!(text.contains("holds nothing for the target"), "{text}");
    run(&folder, &[&["baseline", "write"], &other[..]].concat());
    // The same target, written in another order and with other words.
    let same = ["--to", "traffic=1x, replicas=x5.0"];
    let (text, code) = run(&folder, &[&["baseline", "check"], &same[..]].concat());
    assert_eq!(code, 0, "{text}");
    assert!(!text.contains("warning"), "{text}");
    assert_eq!(run(&folder, &["baseline", "check"]).1, 0);
}

#[test]
fn what_is_undecided_is_known_too() {
    let folder = scratch("baseline-open");
    let text = "devices: {box: {memory: 8 GiB}}\nservices:\n  app: {runs: box, calls: db}\n  db: {runs: box, image: \"postgres:16\"}\n";
    std::fs::write(folder.join("estate.yaml"), text).expect("a file");
    let to = ["--to", "app.replicas=x3", "--gate", "unknown"];
    assert_eq!(run(&folder, &[&["check"], &to[..]].concat()).1, 1);
    run(&folder, &["baseline", "write", "--to", "app.replicas=x3"]);
    assert_eq!(run(&folder, &[&["baseline", "check"], &to[..]].concat()).1, 0);
    // What was undecided and now breaks is new.
    let text = text.replace("calls: db", "pool: 60, calls: db");
    std::fs::write(folder.join("estate.yaml"), text).expect("a file");
    let (text, code) = run(&folder, &[&["baseline", "check"], &to[..]].concat());
    assert_eq!(code, 1);
    assert!(text.contains("CAP002") && text.contains("; new"), "{text}");
}

#[test]
fn a_file_is_stable_and_keeps_its_schema() {
    let folder = scratch("baseline-file");
    let codeblaze = root().join("examples/codeblaze");
    let place = codeblaze.to_str().expect("UTF-8");
    run(&folder, &["baseline", "write", place]);
    let first = std::fs::read_to_string(folder.join("fiasco-baseline.json")).expect("a file");
    run(&folder, &["baseline", "write", place]);
    let second = std::fs::read_to_string(folder.join("fiasco-baseline.json")).expect("a file");
    assert_eq!(first, second);
    let schema =
        std::fs::read_to_string(root().join("docs/schema/baseline-1.schema.json")).expect("a schema");
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let valid = jsonschema::validator_for(&schema).expect("a schema");
    let mut value: Value = serde_json::from_str(&first).expect("JSON");
    assert!(valid.is_valid(&value), "{first}");
    value["entries"][0]["mood"] = json!("good");
    assert!(!valid.is_valid(&value));
}

#[test]
fn a_file_that_cannot_be_read_is_refused_with_a_position() {
    let folder = scratch("baseline-bad");
    estate(&folder, 20, "");
    for (text, place) in [
        (
            "{\"schema\": \"fiasco/baseline/1\",\n \"entries\": [{}]}",
            "bad.json:2:",
        ),
        (
            "{\"schema\": \"fiasco/baseline/9\"}",
            "bad.json:1:12: expected the schema",
        ),
        ("{", "bad.json:"),
        ("\u{0}", "bad.json"),
    ] {
        std::fs::write(folder.join("bad.json"), text).expect("a file");
        for args in [
            ["check", "--baseline", "bad.json"].as_slice(),
            &["baseline", "check", "--file", "bad.json"],
            &["baseline", "write", "--file", "bad.json"],
        ] {
            let (out, code) = run(&folder, args);
            assert_eq!(code, 2, "{text}");
            assert!(out.contains(place), "{out}");
        }
    }
}

#[test]
fn forms_say_what_is_known() {
    let folder = scratch("baseline-forms");
    estate(&folder, 20, "");
    run(&folder, &["baseline", "write"]);
    let print = |format: &str| {
        let args = [
            "check",
            "--baseline",
            "fiasco-baseline.json",
            "--output-format",
            format,
        ];
        run(&folder, &args).0
    };
    let sarif: Value = serde_json::from_str(&print("sarif")).expect("JSON");
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!(
        (&result["baselineState"], &result["level"]),
        (&json!("unchanged"), &json!("warning"))
    );
    assert!(print("junit").contains("failures=\"0\""), "{}", print("junit"));
    assert!(print("github").starts_with("::warning "), "{}", print("github"));
    assert!(
        print("markdown").contains("Baseline: 1 known"),
        "{}",
        print("markdown")
    );
    assert!(print("full").contains("; known"), "{}", print("full"));
}
