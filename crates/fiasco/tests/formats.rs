//! The forms of a result that other programs read: each is held against the rules of its readers, for the
//! examples and for estates whose names are as bad as they come.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use support::{fiasco, root, scratch, stderr, stdout};

/// The published schema of SARIF 2.1.0, as a crate ships it that is never built.
static SARIF: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text =
        std::fs::read_to_string(crate_folder("serde-sarif").join("src/schema.json")).expect("a schema");
    // Two patterns of languages end in a bracket that nothing opened.
    let text = text.replace("]?$\"", "?$\"");
    let schema: Value = serde_json::from_str(&text).expect("JSON");
    jsonschema::validator_for(&schema).expect("a schema")
});

/// Where the source of a dependency lies.
fn crate_folder(name: &str) -> PathBuf {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == name)
        .expect("the crate is a dependency");
    let manifest = package["manifest_path"].as_str().expect("a path");
    Path::new(manifest).parent().expect("a folder").to_path_buf()
}

/// What `check` prints in one format.
fn check(folder: &Path, format: &str, args: &[&str]) -> String {
    let mut all = vec!["check", "--output-format", format];
    all.extend(args);
    let output = fiasco(folder, &all);
    assert_ne!(output.status.code(), Some(2), "{}", stderr(&output));
    stdout(&output)
}

fn sarif(folder: &Path, args: &[&str]) -> Value {
    let value: Value = serde_json::from_str(&check(folder, "sarif", args)).expect("JSON");
    check_sarif(&value);
    value
}

fn check_sarif(value: &Value) {
    let errors: Vec<String> = SARIF
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    no_nulls(value);
    let run = &value["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().expect("an index") as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

/// Neither null nor an empty object stands anywhere.
fn no_nulls(value: &Value) {
    match value {
        Value::Null => panic!("null"),
        Value::Object(map) => {
            assert!(!map.is_empty(), "an empty object");
            map.values().for_each(no_nulls);
        }
        Value::Array(list) => list.iter().for_each(no_nulls),
        _ => {}
    }
}

/// The rules of the JUnit schema: elements in order, attributes that must be there, counts that agree.
fn check_junit(text: &str) {
    let document = roxmltree::Document::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let count = |node: roxmltree::Node<'_, '_>, name: &str| -> usize {
        let value = node.attribute(name).unwrap_or_else(|| panic!("no {name}"));
        value.parse().expect("a number")
    };
    let only = |node: roxmltree::Node<'_, '_>, names: &[&str]| {
        for attribute in node.attributes() {
            assert!(names.contains(&attribute.name()), "{}", attribute.name());
        }
    };
    let all = document.root_element();
    assert_eq!(all.tag_name().name(), "testsuites");
    only(all, &["name", "tests", "failures", "errors"]);
    let (mut tests, mut failures) = (0, 0);
    for suite in all.children().filter(roxmltree::Node::is_element) {
        assert_eq!(suite.tag_name().name(), "testsuite");
        only(suite, &["name", "tests", "failures", "errors", "skipped"]);
        assert_eq!(count(suite, "errors"), 0);
        let cases: Vec<_> = suite.children().filter(roxmltree::Node::is_element).collect();
        let with = |name: &str| {
            let has = |case: &&roxmltree::Node<'_, '_>| case.children().any(|c| c.has_tag_name(name));
            cases.iter().filter(has).count()
        };
        for case in &cases {
            assert_eq!(case.tag_name().name(), "testcase");
            only(*case, &["name", "classname"]);
            assert!(case.attribute("name").is_some() && case.attribute("classname").is_some());
            let inner: Vec<_> = case.children().filter(roxmltree::Node::is_element).collect();
            assert!(inner.len() <= 1);
            for node in inner {
                assert!(["failure", "skipped", "system-out"].contains(&node.tag_name().name()));
                only(node, &["type", "message"]);
            }
        }
        assert_eq!(count(suite, "tests"), cases.len());
        assert_eq!(count(suite, "failures"), with("failure"));
        assert_eq!(count(suite, "skipped"), with("skipped"));
        tests += cases.len();
        failures += with("failure");
    }
    assert_eq!((count(all, "tests"), count(all, "failures")), (tests, failures));
}

/// Every line but the last is one command, and at most ten of a kind are there.
fn check_github(text: &str) {
    let lines: Vec<&str> = text.lines().collect();
    let (verdict, commands) = lines.split_last().expect("a verdict");
    assert!(!verdict.starts_with("::"), "{verdict}");
    for kind in ["error", "warning", "notice"] {
        let of_kind = commands
            .iter()
            .filter(|line| line.starts_with(&format!("::{kind} ")));
        assert!(of_kind.count() <= 10, "{text}");
    }
    for line in commands {
        let rest = ["::error ", "::warning ", "::notice "]
            .iter()
            .find_map(|start| line.strip_prefix(start))
            .unwrap_or_else(|| panic!("{line}"));
        let (properties, message) = rest.split_once("::").expect("a message");
        for property in properties.split(',') {
            let (key, value) = property.split_once('=').expect("a value");
            let known = ["file", "line", "endLine", "col", "endColumn", "title"];
            assert!(known.contains(&key), "{line}");
            assert!(!value.contains(':'), "{line}");
        }
        for (at, _) in message.match_indices('%') {
            let code = message.get(at + 1..at + 3).unwrap_or_default();
            assert!(["25", "0D", "0A"].contains(&code), "{line}");
        }
    }
}

/// The marker comes first, every row of the table has four cells, and all markup is our own.
fn check_markdown(text: &str) {
    assert!(text.starts_with("<!-- fiasco -->\n**"), "{text}");
    assert!(text.len() <= 60 * 1024, "{} bytes", text.len());
    for line in text.lines().skip(1) {
        if line.starts_with('|') {
            assert_eq!(line.matches('|').count(), 5, "{line}");
            assert!(!line.contains(['`', '<', '>']), "{line}");
        }
        let ours = line.starts_with("<details><summary>") || line == "</details>";
        let code = line.contains('`');
        assert!(ours || code || !line.contains('<'), "{line}");
    }
    assert_eq!(
        text.matches("\n<details>").count(),
        text.matches("\n</details>").count()
    );
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}

fn check_all(folder: &Path, args: &[&str]) {
    sarif(folder, args);
    check_junit(&check(folder, "junit", args));
    check_github(&check(folder, "github", args));
    check_markdown(&check(folder, "markdown", args));
}

#[test]
fn the_examples_keep_the_rules_of_every_form() {
    let codeblaze = root().join("examples/codeblaze");
    for args in [
        &[][..],
        &["--gate", "now,faults,unknown"],
        &["website"],
        &["website", "--to", "replicas=x3"],
        &["network.yaml", "services.yaml"],
    ] {
        check_all(&codeblaze, args);
    }
    let folder = scratch("allowed");
    let estate = "devices: {box: {cores: 4}}\nservices: {app: {runs: box, cpu: 8 ms, x-fiasco-allow: [\"CAP001 {so} be it\"]}}\ntraffic: {app: 100/s}\n";
    let settings =
        "[[allow]]\nrule = 'CAP001'\nreason = 'late'\nuntil = 2020-01-01\n[[allow]]\nrule = 'CAP001'\n";
    std::fs::write(folder.join("estate.yaml"), estate).expect("a file");
    std::fs::write(folder.join("fiasco.toml"), settings).expect("a file");
    check_all(&folder, &["--to", "traffic=x9", "--as-of", "2026-01-01"]);
}

#[test]
fn an_alert_says_where_and_why() {
    let value = sarif(&root().join("examples/codeblaze"), &[]);
    let results = value["runs"][0]["results"].as_array().expect("results");
    let of = |rule: &str, level: &str| {
        let mut all = results.iter().filter(|result| result["ruleId"] == rule);
        all.any(|result| result["level"] == level)
    };
    assert!(of("CAP001", "error") && of("PWR007", "error") && of("LIM006", "note"));
    // The second feed is a fault, and lies before the target.
    assert!(of("PWR002", "warning"));
    let second = results
        .iter()
        .find(|result| result["ruleId"] == "CAP001")
        .expect("the database saturates");
    let place = &second["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "services.yaml");
    assert_eq!(
        place["region"],
        json!({"startLine": 5, "startColumn": 33, "endLine": 5, "endColumn": 37})
    );
    let steps = &second["codeFlows"][0]["threadFlows"][0]["locations"];
    let steps: Vec<&str> = steps
        .as_array()
        .expect("steps")
        .iter()
        .filter_map(|step| step["location"]["message"]["text"].as_str())
        .collect();
    assert_eq!(steps[0], "db takes 6 ms of CPU per request");
    assert!(steps.len() > 3, "the lines of its causes follow: {steps:?}");
    let print = |target: &str| {
        let value = sarif(&root().join("examples/codeblaze"), &["--to", target]);
        value["runs"][0]["results"][0]["partialFingerprints"].clone()
    };
    assert_eq!(print("servers=x3"), print("servers=x4"), "whatever the target");
}

#[test]
fn nothing_secret_gets_into_any_form() {
    let folder = scratch("secret");
    let text = "services:\n  app:\n    image: app\n    container_name: one\n    environment:\n      DATABASE_URL: postgres://u:hunter2@db/x\n      DB_PASSWORD: hunter2\n  db: {image: \"postgres:16\", environment: {POSTGRES_PASSWORD: hunter2}}\n";
    std::fs::write(folder.join("compose.yaml"), text).expect("a file");
    for format in ["full", "concise", "json", "markdown", "sarif", "junit", "github"] {
        let out = check(&folder, format, &["-v", "--to", "replicas=x3"]);
        assert!(!out.contains("hunter2"), "{format}: {out}");
    }
}

/// A text as a quoted scalar.
fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a text")
}

#[test]
fn many_findings_are_bounded_and_counted() {
    let folder = scratch("many");
    let mut text = "services:\n".to_owned();
    for n in 0..6000 {
        text += &format!("  s{n}: {{image: app, container_name: fixed-{n}}}\n");
    }
    std::fs::write(folder.join("compose.yaml"), text).expect("a file");
    let args = ["--to", "replicas=x2"];
    let value = sarif(&folder, &args);
    let run = &value["runs"][0];
    assert_eq!(run["results"].as_array().expect("results").len(), 5000);
    let notes = run["invocations"][0]["toolExecutionNotifications"].to_string();
    assert!(notes.contains("1001 more findings"), "{notes}");
    let text = check(&folder, "github", &args);
    check_github(&text);
    assert!(text.contains("::notice title=fiasco::5990 more"), "{text}");
    check_markdown(&check(&folder, "markdown", &args));
}

#[test]
fn a_comment_stays_below_its_limit() {
    let folder = scratch("long");
    let (mut devices, mut services, mut traffic) = (String::new(), String::new(), String::new());
    for n in 0..400 {
        // Each at a wall of its own, so that none is alike.
        let name = format!("{}-{n}", "long".repeat(80));
        devices += &format!("  {name}: {{cores: 4}}\n");
        services += &format!("  s{n}: {{runs: {name}, cpu: {} us}}\n", 1000 + n);
        traffic += &format!("  s{n}: 100/s\n");
    }
    let text = format!("devices:\n{devices}services:\n{services}traffic:\n{traffic}");
    std::fs::write(folder.join("estate.yaml"), text).expect("a file");
    let text = check(&folder, "markdown", &["--to", "traffic=x100"]);
    check_markdown(&text);
    assert!(text.len() > 50_000, "{} bytes", text.len());
    assert!(text.contains("more walls"), "the others are counted");
}

#[test]
fn hostile_names_break_no_form() {
    let folder = scratch("hostile-names");
    let bad = prop_oneof![
        any::<String>(),
        "[|`<>&:,%\\\\\"'@*\\[\\]{} \n\r\t\u{1b}\u{0}\u{202e}a-z]{1,12}",
        Just("</details><script>".to_owned()),
        Just("]]>-->".to_owned()),
        Just("a\n::error::pwned".to_owned()),
    ];
    let names = prop::collection::vec(bad, 3);
    let mut runner = TestRunner::new(Config {
        cases: 48,
        failure_persistence: None,
        ..Config::default()
    });
    let folder = &folder;
    let outcome = runner.run(&names, |names| {
        let name: Vec<String> = names.iter().map(|name| quoted(name)).collect();
        let text = format!(
            "devices: {{box: {{cores: 4}}}}\nservices:\n  {0}: {{runs: box, cpu: 8 ms, pool: 20, replicas: 3, container_name: {2}, calls: [{1}], x-fiasco-allow: {{CAP001: {2}, {2}: {1}}}}}\n  {1}: {{runs: box, cpu: 2 ms, max_connections: 90, {2}: 1}}\ntraffic: {{{0}: 100/s}}\n",
            name[0], name[1], name[2]
        );
        std::fs::write(folder.join("estate.yaml"), text).expect("a file");
        let args = ["--to", "replicas=x2", "estate.yaml"];
        let ran = fiasco(folder, &["check", "--to", "replicas=x2", "estate.yaml"]);
        // What cannot be read at all is refused before any form is asked for.
        if ran.status.code() != Some(2) {
            check_all(folder, &args);
        }
        Ok(())
    });
    outcome.expect("every form holds");
}
