//! The machine room from the command line: small rooms with numbers worked by hand, and what `check` says of them.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects"
)]

mod support;

use support::{findings, json, scratch};

/// What one rule finds on the way to a target, today where there is none, a line each: what breaks, and `unknown, `
/// before what cannot be said.
fn told(test: &str, code: &str, room: &str, to: &str) -> Vec<String> {
    let folder = scratch(test);
    std::fs::write(folder.join("estate.yaml"), room).expect("a file");
    let to = if to.is_empty() { "servers=x1" } else { to };
    let json = json(&folder, &["--to", to, "."]);
    let line = |finding: &serde_json::Value| {
        let state = if finding["state"] == "breaks" {
            ""
        } else {
            "unknown, "
        };
        // What holds says nothing.
        Some(format!("{state}{}", finding["message"].as_str()?))
    };
    findings(&json, code).into_iter().filter_map(line).collect()
}

/// What hangs on a three-phase feed of 208 V and 30 A, whose legs carry 2,882 W each for hours.
fn legs(test: &str, racks: &str, web: &str, to: &str) -> Vec<String> {
    let room = format!(
        "room: {{feeds: {{A: 208 V 30 A 3-phase, B: 208 V 30 A}}}}
racks: {{{racks}}}
devices:
  web-[1-2]: {{{web}}}
services: {{web: {{runs: \"web-[1-2]\"}}}}
"
    );
    told(test, "PWR003", &room, to)
}

#[test]
fn devices_are_on_the_leg_of_all_outlets_they_can_use() {
    let web = "rack: r1, power: 1 kW, inlet: C14, feeds: A";
    let case = |pdus: &str, web: &str| {
        legs(
            "legs-today",
            &format!("r1: {{pdus: {{{pdus}}}}}, r2: {{pdus: {{other: A 9 x C13 L3}}}}"),
            web,
            "",
        )
    };
    let is = |leg: &str| [format!("{leg} of feed A carries 3 kW of 2,882 W")];
    let heavy = "rack: r1, power: 1.5 kW, inlet: C14, feeds: A";
    assert_eq!(case("left: A 12 x C13 L2", heavy), is("L2"));
    assert!(case("left: A 12 x C13 L2", web).is_empty());
    // C19 takes no C14, and neither do outlets of another feed.
    assert_eq!(
        case("left: A 12 x C13 L2 + 4 x C19 L1, right: B 12 x C13", heavy),
        is("L2")
    );
    // With two legs in reach, one that nobody states, or an inlet that nobody states, it may be on any.
    for pdus in [
        "left: A 12 x C13 L2 + 2 x C13 L1",
        "left: A 12 x C13 L2, right: A 12 x C13 L1",
        "left: A 12 x C13 L2 + 2 x C13",
        "left: A 12 x C19 L2",
    ] {
        assert!(case(pdus, heavy).is_empty(), "{pdus}");
    }
    let no_inlet = "rack: r1, power: 1.5 kW, feeds: A";
    assert!(case("left: A 12 x C13 L2 + 4 x C19 L1", no_inlet).is_empty());
    assert_eq!(case("left: A 12 x C13 L2 + 4 x C19 L2", no_inlet), is("L2"));
    // What the device says itself counts.
    let stated = "rack: r1, power: 1.5 kW, inlet: C14, feeds: A L1";
    assert_eq!(case("left: A 12 x C13 L2", stated), is("L1"));
    // Half of it on either feed: 1.5 kW.
    assert!(
        case(
            "left: A 12 x C13 L2",
            "rack: r1, power: 1.5 kW, psus: 2, feeds: A+B"
        )
        .is_empty()
    );
    // No rack: any outlet of the room, and these are on two legs.
    assert!(case("left: A 12 x C13 L2", "power: 1.5 kW, feeds: A").is_empty());
    assert_eq!(case("left: A 12 x C13 L3", "power: 1.5 kW, feeds: A"), is("L3"));
}

#[test]
fn outlets_of_no_rack_are_within_reach_of_all() {
    let case = |unit: &str| {
        let room = format!(
            "room: {{feeds: {{A: 208 V 30 A 3-phase}}, pdus: {{spare: A 2 x C13 {unit}}}}}
racks: {{r1: {{pdus: {{left: A 9 x C13 L1}}}}}}
devices: {{a: {{rack: r1, power: 3 kW, feeds: A}}}}
services: {{s: {{runs: a}}}}
"
        );
        told("legs-room", "PWR003", &room, "")
    };
    assert_eq!(case("L1"), ["L1 of feed A carries 3 kW of 2,882 W"]);
    assert!(case("L2").is_empty());
    assert!(case("").is_empty());
}

#[test]
fn copies_are_on_the_leg_of_the_rack_they_find_a_place_in() {
    let racks = "r1: {units: 2, pdus: {left: A 12 x C13 L1}}, r2: {units: 9, pdus: {left: A 12 x C13 L2}}";
    let web = "rack: r1 @ 1 2, size: 1 U, power: 1 kW, feeds: A";
    // Two in r1, and the third to fifth in r2: only the fifth is too much for a leg.
    assert_eq!(
        legs("legs-follow", racks, web, "servers=x3"),
        ["servers above x2: L2 of feed A carries 3 kW of 2,882 W"]
    );
    // Of copies without a place nobody knows in which rack they are plugged in: two on L1, and one anywhere.
    let unmeasured = "rack: r1, power: 1 kW, feeds: A";
    assert_eq!(
        legs("legs-nowhere", racks, unmeasured, "servers=x3"),
        ["unknown, 0 % of the way: L1 of feed A carries 2 kW..3 kW of 2,882 W"]
    );
    // Where all outlets of the room are on one leg, so are they.
    assert_eq!(
        legs(
            "legs-one",
            "r1: {pdus: {left: A 12 x C13 L1}}",
            unmeasured,
            "servers=x3"
        ),
        ["servers above x1: L1 of feed A carries 3 kW of 2,882 W"]
    );
}

#[test]
fn a_ups_of_a_room_without_feeds_carries_all_that_draws_there() {
    let case = |code: &str, ups: &str, devices: &str| {
        let room = format!("room: {{{ups}}}\ndevices: {{{devices}}}\nservices: {{s: {{runs: a}}}}\n");
        told("ups-alone", code, &room, "")
    };
    let two = "a: {power: 1500 W}, b: {power: 1201 W}, c: {cores: 1}";
    assert!(
        case(
            "PWR007",
            "ups: 3 kVA 2.7 kW",
            "a: {power: 1500 W}, b: {power: 1200 W}"
        )
        .is_empty()
    );
    assert_eq!(
        case("PWR007", "ups: 3 kVA 2.7 kW", two),
        ["ups carries 2,701 W of 2.7 kW; a and b name no feed and count in full"]
    );
    let battery = "ups: {rating: 6 kVA, runtime: 10 min, runtime_at: 2700 W, hold: 10 min}";
    assert_eq!(
        case("PWR008", battery, two),
        ["ups holds 2.7 kW for 10 min, and carries 2,701 W; a and b name no feed and count in full"]
    );
    // With feeds, only what hangs on those it carries; a feed that is not there is told, and carries nothing.
    let hangs = "a: {power: 1500 W, feeds: A}, b: {power: 1201 W, feeds: B}";
    let feeds = "feeds: {A: 230 V 32 A, B: 230 V 32 A}";
    assert!(
        case(
            "PWR007",
            &format!("{feeds}, ups: {{u: {{watts: 2700 W, feeds: A}}}}"),
            hangs
        )
        .is_empty()
    );
    assert_eq!(
        case("PWR007", &format!("{feeds}, ups: 3 kVA 2.7 kW"), hangs).len(),
        1
    );
    let lost = "ups: {u: {watts: 2700 W, feeds: A}}";
    assert!(case("PWR007", lost, two).is_empty());
    assert_eq!(case("EST004", lost, two).len(), 1);
}

#[test]
fn each_room_has_a_ups_of_its_own() {
    let room = "rooms: {a: {ups: 1 kVA 900 W, racks: {r1: {}}}, b: {ups: 1 kVA 900 W, racks: {r2: {}}}}
devices: {x: {rack: r1, power: 500 W}, y: {rack: r2, power: 901 W}}
services: {s: {runs: x}}
";
    assert_eq!(
        told("ups-rooms", "PWR007", room, ""),
        ["ups carries 901 W of 900 W; y names no feed and counts in full"]
    );
}
