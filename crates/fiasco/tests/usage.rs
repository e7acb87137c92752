//! What is stated as busy today: extrapolated as a straight line, at best, with a band from 80 to 100 %.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use support::{fiasco, findings, json, scratch, stdout};

const ESTATE: &str = "\
devices: {box: {cores: 4}}
services: {shop: {runs: box, busy: 1.4 cores at 120/s}}
traffic: {shop: 120/s}
";

#[test]
fn the_wall_of_a_busy_host_is_told_with_its_band() {
    let folder = scratch("busy");
    std::fs::write(folder.join("estate.yaml"), ESTATE).expect("a file");
    let json = json(&folder, &["--to", "traffic=x5"]);
    let found = findings(&json, "CAP001");
    // 1.4 cores x f = 4 at f = 20/7, t = 13/28; 80 % of 4 at f = 16/7, t = 9/28.
    assert_eq!(found[0]["progress_exact"], "13/28");
    let possible = found[0]["possible_from"].as_f64().expect("a number");
    assert!((possible - 9.0 / 28.0).abs() < 1e-12, "{possible}");
    let text = stdout(&fiasco(
        &folder,
        &["check", "--to", "traffic=x5", "--output-format", "concise"],
    ));
    assert!(
        text.contains("traffic x2.86: shop needs 4 of 4 cores of box at 343/s; possibly from x2.29 on"),
        "{text}"
    );
}

#[test]
fn within_the_band_nothing_is_said_for_certain() {
    let folder = scratch("band");
    std::fs::write(folder.join("estate.yaml"), ESTATE).expect("a file");
    // At x2.5 it is 3.5 of 4 cores: 87.5 %.
    let json = json(&folder, &["--to", "traffic=x2.5"]);
    assert_eq!(json["verdict"], "undecided");
    assert_eq!(json["questions"][0]["fact"], "CPU");
}

#[test]
fn a_rate_that_is_seen_scales_what_was_busy() {
    let folder = scratch("seen");
    // 1.4 cores at 120/s are 2.8 at 240/s today.
    let text = ESTATE.replace("traffic: {shop: 120/s}", "traffic: {shop: 240/s}");
    std::fs::write(folder.join("estate.yaml"), text).expect("a file");
    let json = json(&folder, &["--to", "traffic=x5"]);
    // f = 10/7, t = 3/28.
    assert_eq!(findings(&json, "CAP001")[0]["progress_exact"], "3/28");
}
