//! Suppressions: where they can be written, what they reach, what is said when they do nothing; and that the
//! gate, the verdict and every form obey them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use support::{fiasco, json, scratch, stderr, stdout};

/// Three pools of 20 against 50 connections break before x2; nothing else does.
const ESTATE: &str = "\
devices: {box: {cores: 64, memory: 64 GiB}}
services:
  app: {runs: box, replicas: 2, pool: 20, calls: db}
  db: {runs: box, max_connections: 50}
";

/// A folder with files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(name);
    for (file, text) in files {
        std::fs::write(folder.join(file), text).expect("a file");
    }
    folder
}

/// What came of a run: the verdict, the exit code, allowed rules with reasons, what is wrong, what is unused.
fn outcome(folder: &Path, extra: &[&str]) -> (String, i32, Vec<String>, Vec<String>, usize) {
    let args = [&["--to", "replicas=x2"], extra].concat();
    let value = json(folder, &args);
    let allowed = value["findings"].as_array().expect("findings").iter();
    let allowed = allowed
        .filter(|finding| !finding["allowed"].is_null())
        .map(|finding| format!("{}: {}", finding["rule"], finding["allowed"]).replace('"', ""));
    let wrong = value["suppressions"]["wrong"].as_array().expect("a list").iter();
    let wrong = wrong.map(|remark| {
        let source = &remark["source"];
        format!("{}:{}: {}", source["file"], source["line"], remark["message"]).replace('"', "")
    });
    let run = fiasco(folder, &[&["check"], args.as_slice()].concat());
    (
        value["verdict"].as_str().expect("a verdict").to_owned(),
        run.status.code().expect("a code"),
        allowed.collect(),
        wrong.collect(),
        value["suppressions"]["unused"].as_array().expect("a list").len(),
    )
}

fn with(line: usize, comment: &str) -> String {
    let mut lines: Vec<String> = ESTATE.lines().map(str::to_owned).collect();
    lines[line - 1] += comment;
    lines.join("\n")
}

#[test]
fn without_a_suppression_the_build_fails() {
    let folder = folder("allow-none", &[("estate.yaml", ESTATE)]);
    let (verdict, code, allowed, wrong, unused) = outcome(&folder, &[]);
    assert_eq!((verdict.as_str(), code), ("no-go", 1));
    assert_eq!((allowed.len(), wrong.len(), unused), (0, 0, 0));
}

#[test]
fn a_comment_reaches_its_line() {
    let same = with(3, " # fiasco: allow CAP002 a pooler comes");
    let by_name = with(4, " # fiasco: allow ADR009,pool-exhausted: a pooler comes");
    let above = ESTATE.replace("  app:", "  # fiasco: allow CAP002 a pooler comes\n  app:");
    for (text, unused) in [(same, 0), (by_name, 1), (above, 0)] {
        let folder = folder("allow-comment", &[("estate.yaml", &text)]);
        let (verdict, code, allowed, wrong, left) = outcome(&folder, &[]);
        assert_ne!((verdict.as_str(), code), ("no-go", 1), "{text}");
        assert_eq!(
            (allowed, wrong, left),
            (vec!["CAP002: a pooler comes".to_owned()], vec![], unused),
            "{text}"
        );
    }
    let elsewhere = folder(
        "allow-comment",
        &[("estate.yaml", &with(1, " # fiasco: allow CAP002 a pooler comes"))],
    );
    let (verdict, code, allowed, _, unused) = outcome(&elsewhere, &[]);
    assert_eq!(
        (verdict.as_str(), code, allowed.len(), unused),
        ("no-go", 1, 0, 1)
    );
}

#[test]
fn what_is_wrong_allows_nothing_and_is_told() {
    for (comment, message) in [
        (
            " # fiasco: allow CAP002",
            "estate.yaml:3: CAP002 is not allowed without a reason: say why after the code",
        ),
        (
            " # fiasco: allow CAP02 x",
            "estate.yaml:3: there is no rule `CAP02`: did you mean `CAP002`?",
        ),
        (
            " # fiasco: allow",
            "estate.yaml:3: names no rule to allow: write for example allow CAP002 and the reason",
        ),
    ] {
        let folder = folder("allow-wrong", &[("estate.yaml", &with(3, comment))]);
        let (verdict, code, allowed, wrong, _) = outcome(&folder, &[]);
        assert_eq!(
            (verdict.as_str(), code, allowed.len()),
            ("no-go", 1, 0),
            "{comment}"
        );
        assert_eq!(wrong, [message]);
        let full = stdout(&fiasco(&folder, &["check"]));
        assert!(full.contains("allow    estate.yaml:3:"), "{full}");
    }
}

#[test]
fn settings_reach_subjects_until_a_day() {
    let settings = "[[allow]]\nrule = \"CAP002\"\nsubject = \"app -> *\"\nreason = \"a pooler comes\"\nuntil = 2027-01-31\n";
    let folder = folder(
        "allow-settings",
        &[("estate.yaml", ESTATE), ("fiasco.toml", settings)],
    );
    for as_of in ["2026-12-01", "2027-01-31"] {
        let (verdict, code, allowed, wrong, _) = outcome(&folder, &["--as-of", as_of]);
        assert_ne!((verdict.as_str(), code), ("no-go", 1), "{as_of}");
        assert_eq!((allowed.len(), wrong.len()), (1, 0), "{as_of}");
    }
    let (verdict, code, allowed, wrong, unused) = outcome(&folder, &["--as-of", "2027-02-01"]);
    assert_eq!(
        (verdict.as_str(), code, allowed.len(), unused),
        ("no-go", 1, 0, 0)
    );
    assert_eq!(
        wrong,
        ["fiasco.toml:2: CAP002 was allowed until 2027-01-31, and it is 2027-02-01: a pooler comes"]
    );
    let full = stdout(&fiasco(&folder, &["check", "--as-of", "2026-12-01"]));
    assert!(full.contains("; as of 2026-12-01"), "{full}");
    let clock = stdout(&fiasco(&folder, &["check"]));
    assert!(clock.contains("; as of 20"), "the day is said: {clock}");
    let bad = fiasco(&folder, &["check", "--as-of", "soon"]);
    assert_eq!(bad.status.code(), Some(2));
    assert!(stderr(&bad).contains("expected a day such as 2027-01-31"));
}

#[test]
fn another_subject_is_not_reached() {
    let settings = "[[allow]]\nrule = 'CAP002'\nsubject = 'web*'\nreason = 'x'\n";
    let folder = folder(
        "allow-subject",
        &[("estate.yaml", ESTATE), ("fiasco.toml", settings)],
    );
    let (verdict, code, allowed, _, unused) = outcome(&folder, &[]);
    assert_eq!(
        (verdict.as_str(), code, allowed.len(), unused),
        ("no-go", 1, 0, 1)
    );
}

#[test]
fn settings_that_cannot_be_read_are_findings() {
    let folder = folder(
        "allow-broken",
        &[("estate.yaml", ESTATE), ("fiasco.toml", "[[allow]\nrule = 1\n")],
    );
    let out = stdout(&fiasco(&folder, &["check", "--output-format", "concise"]));
    assert!(out.contains("fiasco.toml:1:"), "{out}");
    assert!(out.contains("EST001"), "{out}");
}

#[test]
fn compose_says_it_on_services_and_at_the_top() {
    let base = "services:\n  web:\n    image: a\n    container_name: one\n  db:\n    image: b\n    container_name: two\n";
    let on_service = base.replace(
        "    container_name: one\n",
        "    container_name: one\n    x-fiasco-allow: {ADR009: it is alone}\n",
    );
    let at_top = format!("{base}x-fiasco-allow: [ADR009 all are alone]\n");
    for (text, expected) in [(base.to_owned(), 0), (on_service, 1), (at_top, 2)] {
        let folder = folder("allow-compose", &[("compose.yaml", &text)]);
        let (_, _, allowed, wrong, unused) = outcome(&folder, &[]);
        let names = allowed.iter().filter(|rule| rule.starts_with("ADR009")).count();
        assert_eq!((names, wrong.len(), unused), (expected, 0, 0), "{text}");
        let value = json(&folder, &[]);
        assert_eq!(value["read"]["not_understood"].as_array().map(Vec::len), Some(0));
    }
}

#[test]
fn a_service_is_reached_in_every_file_of_its_project() {
    let base = "services: {web: {image: a, container_name: one}}\n";
    let over = "services: {web: {x-fiasco-allow: {ADR009: it is alone}}}\n";
    let folder = folder(
        "allow-override",
        &[("compose.yaml", base), ("compose.override.yaml", over)],
    );
    let (_, _, allowed, _, unused) = outcome(&folder, &[]);
    assert_eq!((allowed, unused), (vec!["ADR009: it is alone".to_owned()], 0));
}

#[test]
fn every_form_obeys() {
    let text = with(3, " # fiasco: allow CAP002 a <pooler> comes");
    let folder = folder("allow-forms", &[("estate.yaml", &text)]);
    let print = |format: &str| {
        let args = ["check", "--to", "replicas=x2", "-v", "--output-format", format];
        stdout(&fiasco(&folder, &args))
    };
    for format in ["full", "concise", "markdown", "github"] {
        assert!(
            print(format).contains("; 1 allowed"),
            "{format}: {}",
            print(format)
        );
    }
    assert!(!print("github").contains("::error"));
    assert!(!print("concise").contains("CAP002"));
    assert!(
        print("full").contains("a <pooler> comes (estate.yaml:3:"),
        "{}",
        print("full")
    );
    assert!(print("junit").contains("<skipped message=\"allowed: a &lt;pooler&gt; comes;"));
    let sarif: Value = serde_json::from_str(&print("sarif")).expect("JSON");
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let result = results
        .iter()
        .find(|result| result["ruleId"] == "CAP002")
        .expect("it is there");
    assert_eq!(result["suppressions"][0]["kind"], "inSource");
    assert_eq!(result["suppressions"][0]["justification"], "a <pooler> comes");
}

#[test]
fn a_key_that_is_allowed_is_not_counted() {
    let text = with(4, "\n# fiasco: allow EST002 for another tool\nwhatever: 1");
    let folder = folder("allow-key", &[("estate.yaml", &text)]);
    let value = json(&folder, &[]);
    assert_eq!(value["read"]["not_understood"].as_array().map(Vec::len), Some(0));
}

#[test]
fn an_annotation_speaks_of_its_object() {
    let manifests = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: files, annotations: {fiasco.dev/allow: K8S003 moved to an object store next week}}
spec:
  replicas: 2
  template:
    spec:
      containers: [{name: files, image: files:1}]
      volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec: {accessModes: [ReadWriteOnce]}
";
    let expected = "K8S003: moved to an object store next week";
    let annotated = folder("annotation", &[("files.yaml", manifests)]);
    let (_, code, allowed, wrong, unused) = outcome(&annotated, &[]);
    assert_eq!((code, wrong.len(), unused), (0, 0, 0));
    assert_eq!(allowed, [expected]);
    let plain = manifests.replace(
        ", annotations: {fiasco.dev/allow: K8S003 moved to an object store next week}",
        "",
    );
    let without = folder("annotation-without", &[("files.yaml", &plain)]);
    let (verdict, _, allowed, _, _) = outcome(&without, &[]);
    assert_eq!((verdict.as_str(), allowed.len()), ("no-go", 0));
}
