//! `fiasco diff` from outside: folders, revisions, the working tree; what is printed, which code it exits with.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use support::{blesses, fiasco, root, scratch, stderr, stdout};

/// Runs git in a folder, with nobody's settings; `None` only where there is no git.
fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .args(["-c", "user.name=Test", "-c", "user.email=test@localhost"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "protocol.file.allow=always",
        ])
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output();
    match output {
        Ok(output) if output.status.success() => Some(stdout(&output)),
        Ok(output) => panic!("git {args:?}: {}", stderr(&output)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: git is not installed");
            None
        }
        Err(error) => panic!("git {args:?}: {error}"),
    }
}

fn write(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("a file");
}

/// Puts the example into a folder of a fresh repository, and commits it.
fn repository(name: &str) -> Option<PathBuf> {
    let repository = scratch(name);
    git(&repository, &["init", "-q"])?;
    for file in ["estate.yaml", "network.yaml", "services.yaml"] {
        let text = std::fs::read_to_string(root().join("examples/codeblaze").join(file)).expect(file);
        // What is asked for is what services need: the room has walls of its own, on delivery.
        let target = "target: {servers: x3, bandwidth: x4, traffic: x5, add: giant}";
        let text = text.replace(target, "target: {servers: x3, traffic: x5}");
        write(&repository.join("deploy").join(file), &text);
    }
    git(&repository, &["add", "."])?;
    git(&repository, &["commit", "-q", "-m", "As it was"])?;
    Some(repository)
}

/// Replaces a text in a file, which must contain it.
fn replace(path: &Path, from: &str, to: &str) {
    let text = std::fs::read_to_string(path).expect("a file");
    assert!(text.contains(from), "{text}");
    std::fs::write(path, text.replace(from, to)).expect("a file");
}

fn diff(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut all = vec!["diff"];
    all.extend(args);
    let output: Output = fiasco(folder, &all);
    let text = format!("{}{}", stdout(&output), stderr(&output));
    for line in stdout(&output).lines() {
        assert!(
            line.chars().count() <= 80 || args.contains(&"--output-format"),
            "{line}"
        );
    }
    (output.status.code().expect("a code"), text)
}

/// A text without line breaks, as it was before it was broken into lines.
fn joined(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_pull_request_moves_the_first_wall() {
    let Some(repository) = repository("diff-story") else {
        return;
    };
    let deploy = repository.join("deploy");
    // Nothing was changed yet: one line, nothing fails.
    let (code, text) = diff(&repository, &["main", "deploy"]);
    assert_eq!(
        (code, joined(&text).as_str()),
        (
            0,
            "no wall moves: the first stays at servers x1.33 (CAP002 pool-exhausted of app -> db)"
        )
    );
    let (_, text) = diff(&deploy, &["main", "--only-if-changed"]);
    assert_eq!(text, "");

    // Somebody gives each server a larger pool, not committed yet.
    git(&repository, &["checkout", "-q", "-b", "larger-pool"]).expect("git");
    replace(&deploy.join("services.yaml"), "pool: 20", "pool: 50");
    let (code, text) = diff(&deploy, &["main"]);
    let moved = "this change moves your first wall from servers x1.33 to x0.65 (now): the 3rd app replica asks for 150 of 97 connections (deploy/services.yaml:4:46)";
    assert!(joined(&text).contains(moved), "{text}");
    assert_eq!(code, 1, "it breaks now, and did not before: {text}");
    assert_eq!(diff(&deploy, &["main", "--exit-zero"]).0, 0);

    // Committed, and seen from the other side; the working tree does not matter between two revisions.
    git(&repository, &["commit", "-q", "-a", "-m", "A larger pool"]).expect("git");
    replace(&deploy.join("services.yaml"), "pool: 50", "pool: 1");
    let (code, text) = diff(&repository, &["main", "larger-pool", "deploy"]);
    assert!(joined(&text).contains(moved) && code == 1, "{text}");
    let (code, text) = diff(&repository, &["larger-pool", "main", "deploy"]);
    let back = "this change moves your first wall from x0.65 (now) to servers x1.33: the 5th app replica asks for 100 of 97 connections";
    assert!(joined(&text).contains(back) && code == 0, "{text}");
    let (_, text) = diff(&repository, &["main:deploy", "HEAD:deploy"]);
    assert!(joined(&text).contains(moved), "{text}");

    // The working tree has a pool so small that the wall is gone: what is cited of it is marked.
    let (code, text) = diff(&repository, &["larger-pool", "--to", "servers=x3", "deploy"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        joined(&text).contains("(larger-pool:deploy/services.yaml:4:46)"),
        "{text}"
    );

    // A fact that nobody states any more.
    replace(&deploy.join("services.yaml"), "pool: 1, ", "");
    let (_, text) = diff(&repository, &["main", "deploy"]);
    assert!(
        joined(&text).contains("can no longer be decided: pool of app is gone"),
        "{text}"
    );
}

#[test]
fn nothing_is_checked_out_and_no_hook_runs() {
    let Some(repository) = repository("diff-hooks") else {
        return;
    };
    let trap = repository.join("ran");
    let script = format!("#!/bin/sh\ntouch '{}'\n", trap.display());
    for hook in [
        "post-checkout",
        "post-index-change",
        "reference-transaction",
        "fsmonitor",
    ] {
        let path = repository.join(".git/hooks").join(hook);
        write(&path, &script);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("a script");
        }
    }
    let monitor = repository.join(".git/hooks/fsmonitor").display().to_string();
    git(&repository, &["config", "core.fsmonitor", &monitor]).expect("git");
    let index = std::fs::read(repository.join(".git/index")).expect("an index");
    replace(&repository.join("deploy/services.yaml"), "pool: 20", "pool: 50");
    // A link out of the repository, and a file that git ignores, are no part of either side.
    write(&repository.join(".gitignore"), "ignored.yaml\n");
    write(
        &repository.join("deploy/ignored.yaml"),
        "devices: {box: {cores: 1}}\n",
    );
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/hostname", repository.join("deploy/link.yaml")).expect("a link");
    let (code, text) = diff(&repository, &["HEAD", "deploy", "--output-format", "json"]);
    assert_eq!(code, 1, "{text}");
    let json: Value = serde_json::from_str(&text).expect("JSON");
    let files = [
        "deploy/estate.yaml",
        "deploy/network.yaml",
        "deploy/services.yaml",
    ];
    assert_eq!(json["head"]["files"], serde_json::json!(files));
    assert_eq!(json["base"]["files"], serde_json::json!(files));
    assert!(!trap.exists(), "a hook ran");
    assert_eq!(
        index,
        std::fs::read(repository.join(".git/index")).expect("an index")
    );
    let text = std::fs::read_to_string(repository.join("deploy/services.yaml")).expect("a file");
    assert!(text.contains("pool: 50"), "the working tree is as it was");
}

#[test]
fn what_names_mean_is_said() {
    let Some(repository) = repository("diff-names") else {
        return;
    };
    let other = scratch("diff-no-repository");
    git(&repository, &["branch", "release"]).expect("git");
    git(&repository, &["tag", "v1"]).expect("git");
    git(&repository, &["update-ref", "refs/remotes/origin/trunk", "HEAD"]).expect("git");
    for (args, says) in [
        (
            &["maim"][..],
            "`maim` is no file or folder here, and no revision of the repository: did you mean `main`?",
        ),
        (&["trunk"], "did you mean `origin/trunk`?"),
        (&["main", "relase", "deploy"], "did you mean `release`?"),
        (
            &["main"],
            "nothing to read in . of main or working tree: name the folder as well",
        ),
        (&["main", ".."], ".. lies outside of the repository"),
        (&["deploy"], "name the one to compare it with as well"),
        (&["deploy", "main"], "`main` is no file or folder, as `deploy` is"),
        (
            &["main:nowhere", "main:nowhere"],
            "nowhere is neither in main:nowhere nor in main:nowhere",
        ),
        (&["main", "deploy", "--to", "server=x3"], "did you mean `servers`"),
    ] {
        let (code, text) = diff(&repository, args);
        assert_eq!(code, 2, "{args:?}: {text}");
        assert!(joined(&text).contains(says), "{args:?}: {text}");
    }
    for word in ["--upload-pack=x", "-v"] {
        let (code, text) = diff(&repository, &["--", word]);
        assert!(code == 2 && text.contains("no revision"), "{word}: {text}");
    }
    // A path and a revision of the same name: the path, said.
    git(&repository, &["branch", "deploy"]).expect("git");
    let (code, text) = diff(&repository, &["deploy", "deploy"]);
    assert_eq!(code, 0, "{text}");
    assert!(
        joined(&text).contains("`deploy` is a path and a revision: read as the path"),
        "{text}"
    );
    let (_, text) = diff(&repository, &["main", "deploy"]);
    assert!(
        joined(&text).contains("`deploy` is a path and a revision"),
        "{text}"
    );
    // Inside of the build's folder there is always this project's repository above; outside there is none.
    let elsewhere = std::env::temp_dir();
    if git_top(&elsewhere).is_none() {
        let output = fiasco(&elsewhere, &["diff", "no-such-branch"]);
        assert!(
            stderr(&output).contains("no git repository"),
            "{}",
            stderr(&output)
        );
    }
    // Where git is not installed, folders still work, and revisions say why they do not.
    let before = root().join("examples/change/before").display().to_string();
    let without = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_fiasco"))
            .args(args)
            .current_dir(&other)
            .env("PATH", &other)
            .output()
            .expect("fiasco runs")
    };
    assert_eq!(without(&["diff", &before, &before]).status.code(), Some(0));
    let output = without(&["diff", "main"]);
    assert!(
        stderr(&output).contains("git is not installed"),
        "{}",
        stderr(&output)
    );
}

fn git_top(folder: &Path) -> Option<()> {
    let output = Command::new("git")
        .args(["rev-parse", "--show-toplevel"])
        .current_dir(folder)
        .output()
        .ok()?;
    output.status.success().then_some(())
}

#[test]
fn a_shallow_clone_says_what_it_lacks() {
    let Some(repository) = repository("diff-deep") else {
        return;
    };
    let old = git(&repository, &["rev-parse", "HEAD"]).expect("git");
    replace(&repository.join("deploy/services.yaml"), "pool: 20", "pool: 50");
    git(&repository, &["commit", "-q", "-a", "-m", "A larger pool"]).expect("git");
    let clones = scratch("diff-shallow");
    let url = format!("file://{}", repository.display());
    git(&clones, &["clone", "-q", "--depth", "1", &url, "clone"]).expect("git");
    let (code, text) = diff(&clones.join("clone"), &[old.trim(), "deploy"]);
    assert_eq!(code, 2, "{text}");
    assert!(text.contains("fetch-depth: 0"), "{text}");
}

#[test]
fn what_is_new_has_nothing_before() {
    let Some(repository) = repository("diff-new") else {
        return;
    };
    write(
        &repository.join("batch/estate.yaml"),
        "devices: {box: {cores: 4}}\nservices: {job: {runs: box, cpu: 30 ms}}\ntraffic: {job: 100/s}\n",
    );
    let (code, text) = diff(&repository, &["main", "batch", "--to", "traffic=x2"]);
    let text = joined(&text);
    assert!(
        text.contains("main has nothing to read: everything is new"),
        "{text}"
    );
    assert!(
        text.contains("this change brings a first wall, at x1.33: job needs 4 of 4 cores"),
        "{text}"
    );
    assert_eq!(code, 1, "{text}");
    // A wish for what was not there before is no obstacle.
    let (code, text) = diff(&repository, &["main", "batch", "--to", "job.traffic=x2"]);
    assert_eq!(code, 1, "{text}");
    let (code, text) = diff(
        &repository,
        &["main", "deploy", "batch", "--to", "job.traffic=x2,web.traffic=x2"],
    );
    assert!(
        joined(&text).contains("left out of the target before: `job` in the target is not a service here"),
        "{text}"
    );
    assert_eq!(code, 1, "{text}");
}

#[test]
fn folders_are_compared_in_every_form() {
    let folder = root().join("examples/change");
    let args = ["before", "after", "--to", "replicas=x2,traffic=x3"];
    let (code, text) = diff(&folder, &args);
    assert_eq!(code, 1, "{text}");
    assert!(
        text.contains("moves your first wall from replicas x4.25 to x0.95 (now)"),
        "{text}"
    );
    let with = |more: &[&'static str]| diff(&folder, &[&args[..], more].concat());
    let (_, comment) = with(&["--output-format", "markdown"]);
    assert!(
        comment.starts_with("<!-- fiasco diff -->\n**this change moves"),
        "{comment}"
    );
    assert!(comment.contains("\n| gone | traffic x8.12 |"), "{comment}");
    assert_eq!(diff(&folder, &["before", "before", "-v"]).1.lines().count(), 1);
    let (_, equal) = diff(
        &folder,
        &[
            "before",
            "before",
            "--output-format",
            "markdown",
            "--only-if-changed",
        ],
    );
    assert_eq!(equal, "");
}

#[test]
fn the_json_is_what_the_schema_says() {
    let path = root().join("docs/schema/diff-1.schema.json");
    let read = |path: &Path| -> Value {
        serde_json::from_str(&std::fs::read_to_string(path).expect("a schema")).expect("JSON")
    };
    let mut schema = read(&path);
    let ladder = read(&root().join("docs/schema/ladder-1.schema.json"));
    // Findings and targets are those of the ladder.
    let mut shared = ladder["$defs"].as_object().expect("definitions").clone();
    shared.insert("target".to_owned(), ladder["properties"]["target"].clone());
    for (name, value) in shared {
        if blesses() {
            schema["$defs"][&name] = value;
        } else {
            assert_eq!(
                schema["$defs"][&name], value,
                "{name} is another in the ladder's schema"
            );
        }
    }
    if blesses() {
        let text = serde_json::to_string_pretty(&schema).expect("JSON");
        std::fs::write(&path, text + "\n").expect("a schema");
    }
    let valid = jsonschema::validator_for(&schema).expect("a schema");
    let example = root().join("examples");
    for (args, equal) in [
        (&["change/before", "change/after"][..], false),
        (&["change/after", "change/before", "--to", "replicas=x9"], false),
        (&["codeblaze", "codeblaze"], true),
        (&["codeblaze", "codeblaze/website"], false),
        (&["codeblaze/website", "change/before"], false),
    ] {
        let (_, text) = diff(&example, &[args, &["--output-format", "json"]].concat());
        let json: Value = serde_json::from_str(&text).expect("JSON");
        let errors: Vec<String> = valid
            .iter_errors(&json)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(errors, Vec::<String>::new(), "{args:?}");
        assert_eq!(json["equal"], equal, "{args:?}");
        assert_eq!(
            json["changes"].as_array().expect("a list").is_empty(),
            equal,
            "{args:?}"
        );
        for key in ["equal", "first", "changes"] {
            let mut less = json.clone();
            less.as_object_mut().expect("a map").remove(key);
            assert!(!valid.is_valid(&less), "{key} may be missing");
        }
    }
}
