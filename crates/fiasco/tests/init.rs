//! `fiasco init` from outside: the file it writes says nothing before somebody answers, and every answer that it
//! suggests can be read.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{fiasco, json, root, scratch, stderr, stdout};

/// A folder with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(name);
    for (name, text) in files {
        std::fs::write(folder.join(name), text).expect("a file");
    }
    folder
}

/// Every question answered as suggested: a `#` that no blank, or more than one, follows is taken away.
fn answered(text: &str) -> String {
    let answer = |line: &str| match line.strip_prefix('#') {
        Some(rest) if !rest.starts_with(' ') || rest.starts_with("  ") => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    text.lines().map(answer).collect()
}

/// What a check says, but for which files it read.
fn verdicts(folder: &Path) -> Value {
    let mut json = json(folder, &[]);
    json["read"]["files"] = Value::Null;
    json
}

/// What reading brought up.
fn notes(json: &Value) -> Vec<&Value> {
    let all = json["findings"].as_array().expect("findings").iter();
    let notes = all.filter(|finding| finding["family"] == "EST" && finding["state"] == "breaks");
    notes
        .chain(json["read"]["not_understood"].as_array().expect("a list"))
        .collect()
}

const HOSTILE: &str = "services:\n  \"on\": {image: a}\n  \"123\": {image: \"postgres:16\"}\n  \"a: b # c\": {image: b, environment: {DB_URL: \"postgres://123:5432/x\"}}\n  \"q\\\"q\": {image: c}\n";

/// Folders of one test, which no other test writes to.
fn cases(test: &str) -> Vec<(&'static str, PathBuf)> {
    let folder = |name: &str, files: &[(&str, &str)]| folder(&format!("{test}-{name}"), files);
    let read = |path: &str| std::fs::read_to_string(root().join("examples").join(path)).expect("an example");
    let codeblaze = ["estate.yaml", "services.yaml", "network.yaml"]
        .map(|name| (name, read(&format!("codeblaze/{name}"))));
    let codeblaze: Vec<(&str, &str)> = codeblaze
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    vec![
        (
            "website",
            folder(
                "website",
                &[("compose.yaml", &read("codeblaze/website/compose.yaml"))],
            ),
        ),
        ("codeblaze", folder("codeblaze", &codeblaze)),
        (
            "change",
            folder("change", &[("compose.yaml", &read("change/before/compose.yaml"))]),
        ),
        ("hostile names", folder("hostile", &[("compose.yaml", HOSTILE)])),
        (
            "open",
            folder(
                "open",
                &[(
                    "estate.yaml",
                    "devices: {box: {}}\nservices: {app: {runs: box, calls: db}, db: {runs: box, image: \"postgres:16\"}}\n",
                )],
            ),
        ),
    ]
}

#[test]
fn the_file_says_nothing_before_somebody_answers() {
    for (what, folder) in cases("init-silent") {
        let before = verdicts(&folder);
        let output = fiasco(&folder, &["init"]);
        assert_eq!(output.status.code(), Some(0), "{what}: {}", stderr(&output));
        assert!(
            stdout(&output).contains("wrote fiasco.yaml"),
            "{what}: {}",
            stdout(&output)
        );
        let after = verdicts(&folder);
        assert_eq!(before, after, "{what}: the file changes what is found");
        let read = json(&folder, &[]);
        let files = read["read"]["files"].as_array().expect("a list");
        assert!(files.contains(&Value::from("fiasco.yaml")), "{what}: {files:?}");
        for line in stdout(&output).lines() {
            assert!(line.chars().count() <= 80, "{what}: {line}");
        }
    }
}

#[test]
fn every_answer_it_suggests_can_be_read() {
    for (what, folder) in cases("init-answered") {
        let before = verdicts(&folder);
        assert_eq!(fiasco(&folder, &["init"]).status.code(), Some(0));
        let path = folder.join("fiasco.yaml");
        let text = answered(&std::fs::read_to_string(&path).expect("the file"));
        std::fs::write(&path, &text).expect("the file");
        let after = json(&folder, &[]);
        let (known, new) = (notes(&before), notes(&after));
        assert_eq!(known.len(), new.len(), "{what}: {new:#?}\n{text}");
        if what != "codeblaze" {
            assert_ne!(
                before["findings"], after["findings"],
                "{what}: answers change nothing\n{text}"
            );
        }
    }
}

#[test]
fn a_folder_of_nothing_gets_a_small_estate() {
    let folder = folder("init-nothing", &[]);
    assert_eq!(fiasco(&folder, &["init"]).status.code(), Some(0));
    let path = folder.join("fiasco.yaml");
    let text = std::fs::read_to_string(&path).expect("the file");
    let json_before = json(&folder, &[]);
    assert_eq!(json_before["verdict"], "undecided");
    assert!(notes(&json_before).is_empty());
    std::fs::write(&path, answered(&text)).expect("the file");
    let json_after = json(&folder, &[]);
    assert!(notes(&json_after).is_empty(), "{json_after:#}");
    assert!(
        json_after["findings"].as_array().is_some_and(|all| all.len() > 3),
        "{json_after:#}"
    );
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder(
        "init-twice",
        &[
            ("compose.yaml", "services: {web: {image: a}}\n"),
            ("fiasco.yaml", "estate: mine\n"),
        ],
    );
    let output = fiasco(&folder, &["init"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        stderr(&output).contains("there already") && stderr(&output).contains("--print"),
        "{}",
        stderr(&output)
    );
    assert_eq!(
        std::fs::read_to_string(folder.join("fiasco.yaml")).expect("the file"),
        "estate: mine\n"
    );
    let printed = stdout(&fiasco(&folder, &["init", "--print"]));
    assert!(
        printed.contains("estate: mine") && printed.contains("#  web: {cpu: 8 ms"),
        "{printed}"
    );
    let output = fiasco(&folder, &["init", "compose.yaml"]);
    assert!(output.status.code() == Some(2) && stderr(&output).contains("not a folder"));
}

#[test]
fn the_commands_that_measure_are_a_script() {
    for (source, has) in [
        ("docker", "docker stats --no-stream --format json > stats.json"),
        (
            "kubectl",
            "kubectl top pods --all-namespaces --containers > pods.txt",
        ),
        ("prometheus", "--data-urlencode 'query="),
    ] {
        let text = stdout(&fiasco(&root(), &["init", "--usage", source]));
        assert!(text.contains(has), "{text}");
        let path = scratch("init-usage").join("script");
        std::fs::write(&path, &text).expect("a file");
        let checked = Command::new("sh").arg("-n").arg(&path).output().expect("a shell");
        assert!(checked.status.success(), "{source}: {}", stderr(&checked));
    }
    let text = stdout(&fiasco(&root(), &["init", "--usage", "prometheus"]));
    for query in fiasco_import::usage::queries() {
        assert!(text.contains(query.text), "{}: {text}", query.measures);
    }
}
