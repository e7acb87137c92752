//! How much longer it takes to read a large YAML file into a tree than to only drain the parser.
//!
//! `cargo run --release -p fiasco-source --example tree_ratio`
//!
//! With an argument, that text stands in every line: `é` shows the cost of text that is not ASCII.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use fiasco_source::{Files, yaml};

const BYTES: usize = 25 * 1024 * 1024;
const ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::from("devices:\n");
    let feeds = std::env::args().nth(1).unwrap_or_else(|| "A+B".to_owned());
    let mut count = 0;
    while text.len() < BYTES {
        writeln!(
            text,
            "  srv-{count:06}: {{type: Dell/PowerEdge R710, rack: r{} @ {}, cores: 4, power: 350 W, \
             address: 10.{}.{}.{}, feeds: {feeds}}}",
            count % 400,
            count % 40,
            count / 65536,
            count / 256 % 256,
            count % 256
        )?;
        count += 1;
    }
    let mut files = Files::new();
    let id = files.add("devices.yaml", text.into_bytes())?;
    let (mut nodes, mut memory) = (0, 0);
    let (mut events, mut tree) = (Duration::MAX, Duration::MAX);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut parser = saphyr_parser::Parser::new_from_str(files.text(id));
        while let Some(event) = parser.next_event() {
            std::hint::black_box(event?);
        }
        events = events.min(start.elapsed());
        let start = Instant::now();
        let (read, problems) = yaml::read(&files, id);
        tree = tree.min(start.elapsed());
        assert!(problems.is_empty(), "{problems:?}");
        (nodes, memory) = (read.node_count(), read.memory_bytes());
    }
    let ratio = tree.as_secs_f64() / events.as_secs_f64();
    let mut out = std::io::stdout().lock();
    writeln!(out, "{count} entries, {nodes} nodes, {memory} bytes of tree")?;
    writeln!(
        out,
        "best of {ROUNDS}: events {events:?}, tree {tree:?}, ratio {ratio:.2}"
    )?;
    Ok(())
}
