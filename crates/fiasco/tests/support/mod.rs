//! What the tests of the command line share: running it, and rewriting expected output on request.
#![allow(dead_code, reason = "each test binary uses a part of this")]

pub mod server;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The project's root.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    root.canonicalize().expect("the project's root")
}

/// Real inputs, where they are present.
pub fn data(path: &str) -> Option<PathBuf> {
    let path = root().join("../shared/data").join(path);
    if path.exists() {
        return Some(path);
    }
    println!("skipped: {} is not here", path.display());
    None
}

/// Whether expected output is to be rewritten instead of compared.
pub fn blesses() -> bool {
    std::env::var_os("FIASCO_BLESS").is_some()
}

/// Runs `fiasco` in a folder, 80 columns wide, without colors.
pub fn fiasco(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_fiasco"))
        .args(args)
        .current_dir(folder)
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .output()
        .expect("fiasco runs")
}

/// The text that a run prints.
pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is text")
}

/// What a run complains of.
pub fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("output is text")
}

/// The JSON that `check` prints.
pub fn json(folder: &Path, args: &[&str]) -> serde_json::Value {
    let mut all = vec!["check", "--output-format", "json"];
    all.extend(args);
    let output = fiasco(folder, &all);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

/// Findings of one rule in the JSON of a run.
pub fn findings<'j>(json: &'j serde_json::Value, rule: &str) -> Vec<&'j serde_json::Value> {
    let all = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .chain(json["latent"].as_array().expect("latent"));
    all.filter(|finding| finding["rule"] == rule).collect()
}

/// A fresh folder for a test, under the build's own.
pub fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}
