//! Style as tests: the direction of imports, the size of files, words that do not belong, generated files that
//! are stale.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Lines that no file written by hand may exceed.
const MAX_LINES: usize = 900;

/// What each crate may import of the others.
const MAY_IMPORT: &[(&str, &[&str])] = &[
    ("fiasco-source", &[]),
    ("fiasco-sim", &[]),
    ("fiasco-estate", &["fiasco-source"]),
    ("fiasco-import", &["fiasco-source", "fiasco-estate"]),
    ("fiasco-rules", &["fiasco-source", "fiasco-estate"]),
    (
        "fiasco-rehearse",
        &["fiasco-source", "fiasco-estate", "fiasco-rules", "fiasco-sim"],
    ),
    (
        "fiasco-scale",
        &[
            "fiasco-source",
            "fiasco-estate",
            "fiasco-rules",
            "fiasco-rehearse",
        ],
    ),
    (
        "fiasco-report",
        &[
            "fiasco-source",
            "fiasco-estate",
            "fiasco-rules",
            "fiasco-sim",
            "fiasco-rehearse",
            "fiasco-scale",
        ],
    ),
    (
        "fiasco",
        &[
            "fiasco-source",
            "fiasco-estate",
            "fiasco-import",
            "fiasco-rules",
            "fiasco-sim",
            "fiasco-rehearse",
            "fiasco-scale",
            "fiasco-report",
        ],
    ),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every file below a folder with this ending.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() && !path.ends_with("target") {
                folders.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

fn sources() -> Vec<PathBuf> {
    let mut found = files(&root().join("crates"), ".rs");
    found.extend(files(&root().join("xtask"), ".rs"));
    found
}

#[test]
fn imports_point_one_way() {
    let output = Command::new(env!("CARGO"))
        .args([
            "tree",
            "--workspace",
            "--edges",
            "normal",
            "--depth",
            "1",
            "--prefix",
            "depth",
            "--format",
            "{p}",
        ])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    let text = String::from_utf8(output.stdout).expect("text");
    let mut imports: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in text.lines() {
        let name = line
            .get(1..)
            .unwrap_or_default()
            .split(' ')
            .next()
            .unwrap_or_default()
            .to_owned();
        if line.starts_with('0') {
            current.clone_from(&name);
            imports.entry(name).or_default();
        } else if line.starts_with('1') && name.starts_with("fiasco") {
            imports.entry(current.clone()).or_default().push(name);
        }
    }
    for (name, may) in MAY_IMPORT {
        let does = imports
            .get(*name)
            .unwrap_or_else(|| panic!("no crate {name}: {text}"));
        for import in does {
            assert!(may.contains(&import.as_str()), "{name} must not import {import}");
        }
    }
    let known: Vec<&str> = MAY_IMPORT
        .iter()
        .map(|(name, _)| *name)
        .chain(["xtask"])
        .collect();
    assert!(
        imports.keys().all(|name| known.contains(&name.as_str())),
        "a crate is missing from the list: {imports:?}"
    );
}

#[test]
fn generated_files_are_fresh() {
    crate::generate::check().expect("fresh");
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for path in sources() {
        let text = fs::read_to_string(&path).expect("a file");
        let lines = text.lines().count();
        assert!(lines <= MAX_LINES, "{} has {lines} lines", path.display());
        let first = text.lines().next().unwrap_or_default();
        let says = first.starts_with("//!") || first.starts_with("// Generated");
        assert!(says, "{} does not open with what it is", path.display());
    }
}

#[test]
fn nothing_is_left_to_do_or_out_of_place() {
    // Written apart so that this file does not find itself.
    let banned = [
        ["TO", "DO"].concat(),
        ["FIX", "ME"].concat(),
        ["XX", "X"].concat(),
        ["place", "holder"].concat(),
    ];
    for path in sources() {
        let text = fs::read_to_string(&path).expect("a file");
        for word in &banned {
            assert!(!text.contains(word.as_str()), "{} says {word}", path.display());
        }
    }
}
