//! `action.yml` and `.pre-commit-hooks.yaml`: read with our own reader, their keys checked, and the very commands
//! they hold run against the example, with the built binary where they install one.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]
#![cfg(unix)]

mod support;

use fiasco_source::{Files, Kind, Node, yaml};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::{root, scratch, stderr, stdout};

/// Reads a file of the project's root and hands its document to a test.
fn with_document(name: &str, test: impl FnOnce(Node<'_, '_>)) {
    let bytes = std::fs::read(root().join(name)).expect(name);
    let mut files = Files::new();
    let id = files.add(name, bytes).expect("a file");
    let (tree, problems) = yaml::read(&files, id);
    assert_eq!(problems, []);
    test(tree.documents().next().expect("a document"));
}

fn text<'t>(node: Node<'t, '_>, key: &str) -> &'t str {
    node.peek(key)
        .and_then(Node::text)
        .unwrap_or_else(|| panic!("no {key}"))
}

fn keys<'t>(node: Node<'t, '_>) -> Vec<&'t str> {
    node.entries().map(|entry| entry.key).collect()
}

/// A script that is run instead of another program.
fn program(path: &Path, script: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, script).expect("a file");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("it can be run");
}

/// A `cargo` that writes down its arguments and does what `then` says.
fn fake_cargo(folder: &Path, then: &str) -> String {
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$@\" > '{}/cargo-arguments'\n{then}\n",
        folder.display()
    );
    program(&folder.join("bin/cargo"), &script);
    let path = std::env::var("PATH").unwrap_or_default();
    format!("{}:{path}", folder.join("bin").display())
}

fn cargo_arguments(folder: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(folder.join("cargo-arguments")).expect("cargo was called");
    text.lines().map(str::to_owned).collect()
}

/// A copy of the example, so that files written beside it stay apart.
fn example(folder: &Path) -> PathBuf {
    let copy = folder.join("codeblaze");
    std::fs::create_dir_all(&copy).expect("a folder");
    for name in ["estate.yaml", "network.yaml", "services.yaml"] {
        let from = root().join("examples/codeblaze").join(name);
        std::fs::copy(from, copy.join(name)).expect("a copy");
    }
    copy
}

#[test]
fn the_action_has_the_keys_that_it_needs() {
    with_document("action.yml", |action| {
        for key in ["name", "description"] {
            assert!(!text(action, key).is_empty());
        }
        let inputs = action.peek("inputs").expect("inputs");
        for input in inputs.entries() {
            assert_eq!(keys(input.value), ["description", "default"], "{}", input.key);
        }
        let runs = action.peek("runs").expect("runs");
        assert_eq!(text(runs, "using"), "composite");
        for step in runs.peek("steps").expect("steps").items() {
            let known = ["name", "id", "if", "shell", "env", "run", "uses", "with"];
            assert!(
                keys(step).iter().all(|key| known.contains(key)),
                "{:?}",
                keys(step)
            );
            // A step of a composite action that runs something has to name its shell.
            assert_eq!(step.peek("run").is_some(), step.peek("shell").is_some());
            assert!(step.peek("run").is_some() != step.peek("uses").is_some());
            if step.peek("run").is_some() {
                assert!(
                    !text(step, "run").contains("${{"),
                    "nothing from outside stands in a script"
                );
            }
            for value in step.peek("env").into_iter().flat_map(Node::entries) {
                let input = value.value.text().expect("a text");
                let name = input
                    .strip_prefix("${{ inputs.")
                    .and_then(|rest| rest.strip_suffix(" }}"));
                assert!(name.is_some_and(|name| inputs.peek(name).is_some()), "{input}");
            }
        }
    });
}

#[test]
fn the_action_installs_what_is_there() {
    with_document("action.yml", |action| {
        let steps = action.peek("runs").and_then(|runs| runs.peek("steps"));
        let install = steps.and_then(|steps| steps.items().next()).expect("a step");
        let folder = scratch("action-install");
        let output = Command::new("bash")
            .args(["-e", "-c", text(install, "run")])
            .env("PATH", fake_cargo(&folder, ""))
            .env("GITHUB_ACTION_PATH", root())
            .env("RUNNER_TEMP", &folder)
            .output()
            .expect("bash runs");
        assert!(output.status.success(), "{}", stderr(&output));
        let arguments = cargo_arguments(&folder);
        assert_eq!(arguments.first().map(String::as_str), Some("install"));
        let path = arguments.iter().skip_while(|word| *word != "--path").nth(1);
        let manifest = Path::new(path.expect("a path")).join("Cargo.toml");
        let manifest = std::fs::read_to_string(manifest).expect("a package");
        assert!(manifest.contains("name = \"fiasco\""));
        assert!(root().join("Cargo.lock").exists(), "--locked needs it");
    });
}

/// Runs the step that checks, with inputs, in a copy of the example; gives what it left.
fn check(name: &str, given: &[(&str, &str)]) -> (Output, PathBuf) {
    let folder = scratch(name);
    let example = example(&folder);
    let installed = folder.join("temp/fiasco/bin");
    std::fs::create_dir_all(&installed).expect("a folder");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_fiasco"), installed.join("fiasco")).expect("a link");
    let mut ran = None;
    with_document("action.yml", |action| {
        let inputs = action.peek("inputs").expect("inputs");
        let steps = action.peek("runs").and_then(|runs| runs.peek("steps"));
        let mut steps = steps.expect("steps").items();
        let step = steps
            .find(|step| step.peek("id").and_then(Node::text) == Some("check"))
            .expect("the step");
        // As a runner calls `shell: bash`.
        let mut command = Command::new("bash");
        command
            .args([
                "--noprofile",
                "--norc",
                "-e",
                "-o",
                "pipefail",
                "-c",
                text(step, "run"),
            ])
            .current_dir(&example)
            .env("RUNNER_TEMP", folder.join("temp"))
            .env("GITHUB_OUTPUT", folder.join("output"))
            .env("GITHUB_STEP_SUMMARY", folder.join("summary.md"));
        for variable in step.peek("env").into_iter().flat_map(Node::entries) {
            let input = variable.value.text().expect("a text");
            let input = input.trim_start_matches("${{ inputs.").trim_end_matches(" }}");
            let default = text(inputs.peek(input).expect("an input"), "default");
            let value = given.iter().find(|(name, _)| *name == input);
            command.env(variable.key, value.map_or(default, |(_, value)| *value));
        }
        ran = Some(command.output().expect("bash runs"));
    });
    (ran.expect("it ran"), folder)
}

#[test]
fn the_action_checks_and_leaves_alerts() {
    let (output, folder) = check("action-fails", &[]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(
        stdout(&output).starts_with("::error file=network.yaml,line=8,"),
        "{}",
        stdout(&output)
    );
    let sarif = std::fs::read_to_string(folder.join("codeblaze/fiasco.sarif")).expect("alerts");
    let sarif: serde_json::Value = serde_json::from_str(&sarif).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"][0]["ruleId"], "CAB002");
    let said = std::fs::read_to_string(folder.join("output")).expect("outputs");
    assert_eq!(said, "sarif=fiasco.sarif\n");
    let summary = std::fs::read_to_string(folder.join("summary.md")).expect("a summary");
    assert!(summary.starts_with("<!-- fiasco -->"));
}

#[test]
fn the_action_passes_on_its_inputs() {
    let odd = "a b;$(touch pwned).sarif";
    let given = [
        ("to", "traffic=x1.5"),
        ("sarif-file", odd),
        ("arguments", "--gate now --beyond 2"),
    ];
    let (output, folder) = check("action-passes", &given);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(folder.join("codeblaze").join(odd).exists());
    assert!(!folder.join("codeblaze/pwned").exists());
    // Wrong usage leaves nothing to upload.
    let (output, folder) = check("action-usage", &[("to", "nonsense")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(!folder.join("output").exists());
    let (output, _) = check("action-baseline", &[("baseline", "missing.json")]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("missing.json"));
}

#[test]
fn the_hook_builds_and_runs_the_check() {
    with_document(".pre-commit-hooks.yaml", |hooks| {
        assert_eq!(hooks.kind(), Kind::List);
        let hook = hooks.items().next().expect("a hook");
        let known = [
            "id",
            "name",
            "description",
            "language",
            "entry",
            "files",
            "pass_filenames",
            "require_serial",
        ];
        assert!(
            keys(hook).iter().all(|key| known.contains(key)),
            "{:?}",
            keys(hook)
        );
        assert_eq!((text(hook, "id"), text(hook, "language")), ("fiasco", "script"));
        let mut words = text(hook, "entry").split(' ');
        let script = words.next().expect("a script");
        // A script is called by its path in the clone, from the project that is checked.
        let folder = scratch("hook");
        let clone = folder.join("clone");
        program(
            &clone.join(script),
            &std::fs::read_to_string(root().join(script)).expect("the script"),
        );
        let mode = std::fs::metadata(root().join(script))
            .expect("the script")
            .permissions()
            .mode();
        assert_ne!(mode & 0o111, 0, "{script} can be run");
        let built = clone.join("target/release");
        let path = fake_cargo(
            &folder,
            &format!(
                "mkdir -p '{0}' && ln -sf '{1}' '{0}/fiasco'",
                built.display(),
                env!("CARGO_BIN_EXE_fiasco")
            ),
        );
        let arguments: Vec<&str> = words.collect();
        let run = |further: &[&str]| {
            Command::new(clone.join(script))
                .args(&arguments)
                .args(further)
                .current_dir(example(&folder))
                .env("PATH", &path)
                .output()
                .expect("it runs")
        };
        let fails = run(&[]);
        assert_eq!(fails.status.code(), Some(1), "{}", stderr(&fails));
        assert!(stdout(&fails).contains("NO-GO"));
        assert_eq!(run(&["--to", "traffic=x1.5"]).status.code(), Some(0));
        let asked = cargo_arguments(&folder);
        assert!(
            asked.contains(&"--locked".to_owned()) && asked.contains(&"fiasco".to_owned()),
            "{asked:?}"
        );
    });
}
