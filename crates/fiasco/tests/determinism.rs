//! The same input gives the same bytes: twice, for any thread count, for any order in which a folder is listed.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use std::process::Command;
use support::{root, scratch};

fn run(folder: &std::path::Path, threads: &str, format: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_fiasco"))
        .args(["check", "-v", "--output-format", format])
        .current_dir(folder)
        .env("RAYON_NUM_THREADS", threads)
        .env("COLUMNS", "100")
        .output()
        .expect("fiasco runs");
    output.stdout
}

#[test]
fn the_same_bytes_for_any_thread_count() {
    let folder = root().join("examples/codeblaze");
    for format in ["full", "concise", "json", "markdown", "sarif", "junit", "github"] {
        let first = run(&folder, "1", format);
        assert!(!first.is_empty());
        for threads in ["1", "2", "7"] {
            assert_eq!(
                first,
                run(&folder, threads, format),
                "{format} with {threads} threads"
            );
        }
    }
}

#[test]
fn the_same_bytes_for_any_order_of_creation() {
    let names = ["estate.yaml", "network.yaml", "services.yaml"];
    let mut seen: Vec<Vec<u8>> = Vec::new();
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
        let folder = scratch("order").join("codeblaze");
        std::fs::create_dir_all(&folder).expect("a folder");
        for index in order {
            let from = root().join("examples/codeblaze").join(names[index]);
            std::fs::copy(from, folder.join(names[index])).expect("a copy");
        }
        seen.push(run(&folder, "2", "json"));
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]));
}
