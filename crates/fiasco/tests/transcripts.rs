//! Every console block of the README and the book is run, 80 columns wide, and must print what it says.
//! `FIASCO_BLESS=1 cargo test -p fiasco --test transcripts` rewrites them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use std::path::{Path, PathBuf};
use std::process::Command;
use support::{blesses, root};

/// Documents with transcripts: the README and every page of the book.
fn documents() -> Vec<PathBuf> {
    let mut found = vec![root().join("README.md")];
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of the book") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Runs what follows `$ ` in a folder of the project.
fn run(folder: &Path, command: &str) -> String {
    let command = command.replace("cargo run --release -- ", "fiasco ");
    let binary = Path::new(env!("CARGO_BIN_EXE_fiasco"))
        .parent()
        .expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let output = Command::new("sh")
        .args(["-c", &command])
        .current_dir(folder)
        .env("PATH", format!("{}:{path}", binary.display()))
        .env("COLUMNS", "80")
        .env("NO_COLOR", "1")
        .output()
        .expect("a shell");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).expect("output is text")
}

/// The document with every transcript run again.
fn rerun(text: &str) -> (String, usize) {
    let mut out = String::new();
    let mut folder = root();
    let mut lines = text.lines().peekable();
    let mut ran = 0;
    while let Some(line) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(place) = line
            .strip_prefix("<!-- in ")
            .and_then(|rest| rest.strip_suffix(" -->"))
        {
            folder = root().join(place);
        }
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            if let Some(command) = line.strip_prefix("$ ") {
                out.push_str(line);
                out.push('\n');
                out.push_str(&run(&folder, command));
                ran += 1;
            }
        }
    }
    (out, ran)
}

#[test]
fn transcripts_print_what_they_say() {
    let mut ran = 0;
    for path in documents() {
        let text = std::fs::read_to_string(&path).expect("a document");
        let (again, count) = rerun(&text);
        ran += count;
        if blesses() {
            std::fs::write(&path, again).expect("a document");
        } else {
            assert_eq!(text, again, "{} prints something else now", path.display());
        }
    }
    assert!(ran > 3, "the README and the book have transcripts");
}
