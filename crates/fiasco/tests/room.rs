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

#[test]
fn servers_take_in_just_what_they_may() {
    let case = |supply: &str, air: &str, devices: &str| {
        let room = format!(
            "room: {{supply: {supply}, cooling: {{crac: {{power: 99 kW, air: {air}}}}}}}\ndevices: {{{devices}}}\nservices: {{s: {{runs: a}}}}\n"
        );
        told("inlet", "COO004", &room, "")
    };
    // 24,144 W warm 1 m3/s by 20 K, which is 80/9 K (16 °F) more than the usual 100/9 K: just 27 °C, or 80.6 °F.
    assert!(case("64.6 F", "3600 m3/h", "a: {power: 24144 W}").is_empty());
    assert_eq!(case("64.6 F", "3600 m3/h", "a: {power: 24145 W}").len(), 1);
    // Of two that may take in the same, the first is named.
    let two = "a: {power: 1 kW, max_inlet: A3}, b: {power: 900 W, max_inlet: A3}";
    let says = case("18 C", "100 CFM", two);
    assert!(
        says.len() == 1 && says[0].ends_with("40 °C is the most for a"),
        "{says:?}"
    );
}

/// What one rule finds today, or on the way to a target, in an estate in which the device `a` serves.
fn said(code: &str, estate: &str, to: &str) -> Vec<String> {
    let test = format!("said-{code}");
    told(
        &test,
        code,
        &format!("{estate}\nservices: {{s: {{runs: a}}}}\n"),
        to,
    )
}

/// The formula of the only finding of a rule today.
fn formula(code: &str, estate: &str) -> Vec<String> {
    let folder = scratch(&format!("formula-{code}"));
    let text = format!("{estate}\nservices: {{s: {{runs: a}}}}\n");
    std::fs::write(folder.join("estate.yaml"), text).expect("a file");
    let json = json(&folder, &["--to", "servers=x1", "."]);
    let found = findings(&json, code);
    let lines = found.first().expect("a finding")["formula"]
        .as_array()
        .expect("a formula");
    lines
        .iter()
        .map(|line| line.as_str().expect("text").to_owned())
        .collect()
}

#[test]
fn what_a_feed_carries_is_told_term_by_term() {
    let case = |feeds: &str, devices: &str| {
        said(
            "PWR001",
            &format!("room: {{{feeds}}}\ndevices: {{{devices}}}"),
            "",
        )
    };
    assert!(case("feeds: {A: 16 A}", "a: {power: 9 kW, feeds: A}").is_empty());
    // The feed's own share counts more than the room's: 3,680 W, not 1,840 W.
    let shares = "continuous: 50 %, feeds: {A: 230 V 16 A continuous 100 %}";
    assert!(case(shares, "a: {power: 3680 W, feeds: A}").is_empty());
    assert_eq!(case(shares, "a: {power: 3681 W, feeds: A}").len(), 1);
    // What draws nothing, and what is not there yet, is not named.
    assert_eq!(
        case(
            "feeds: {A: 100 V 10 A}",
            "a: {power: 801 W}, b: {power: 0 W}, c: {planned: true, power: 9 kW}"
        ),
        ["feed A carries 801 W of 800 W; a names no feed and counts in full"]
    );
    // What is unknown first, then the largest; each with how many there are, and the share that counts.
    let lines = formula(
        "PWR001",
        "room: {feeds: {A: 100 V 10 A, B: 230 V 16 A}}
devices: {a: {power: 500 W, feeds: A}, \"b-[1-2]\": {power: 600 W, feeds: A+B}, c: {feeds: A}}",
    );
    assert_eq!(
        lines.get(1..).expect("parts"),
        [
            "c: 1 x unknown = unknown",
            "b-1 and 1 like it: 2 x 600 W x 50 % = 600 W",
            "a: 1 x 500 W = 500 W"
        ]
    );
}

#[test]
fn the_worst_feed_to_lose_is_named() {
    let case = |feeds: &str, devices: &str| {
        said(
            "PWR002",
            &format!("room: {{feeds: {{{feeds}}}}}\ndevices: {{{devices}}}"),
            "",
        )
    };
    let three = "A: 100 V 10 A, B: 230 V 32 A, C: 230 V 32 A";
    for (devices, says) in [
        (
            "a: {power: 1 kW, feeds: A+B}, b: {power: 100 W, feeds: A+C}",
            "with feed B lost, A carries 1.05 kW of 800 W",
        ),
        (
            "a: {power: 100 W, feeds: A+B}, b: {power: 1 kW, feeds: A+C}",
            "with feed C lost, A carries 1.05 kW of 800 W",
        ),
        // Both are as bad: the first.
        (
            "a: {power: 600 W, feeds: A+B}, b: {power: 600 W, feeds: A+C}",
            "with feed B lost, A carries 900 W of 800 W",
        ),
    ] {
        assert_eq!(case(three, devices), [says], "{devices}");
    }
    // Not the other way round, where the other is larger, has three phases, or carries other devices.
    let both = "a: {power: 3 kW, feeds: A+B}";
    let says = "with feed B lost, A carries 3 kW of 2,944 W";
    assert_eq!(
        case("A: 230 V 16 A, B: 230 V 16 A", both),
        [format!("{says}, and the other way round")]
    );
    assert_eq!(case("A: 230 V 16 A, B: 230 V 32 A", both), [says]);
    assert_eq!(case("A: 230 V 16 A, B: 230 V 16 A 3-phase", both), [says]);
    let more = "a: {power: 2500 W, feeds: A+B}, b: {power: 500 W, feeds: A}";
    assert_eq!(case("A: 230 V 16 A, B: 230 V 16 A", more), [says]);
}

#[test]
fn legs_are_told_apart() {
    let case = |racks: &str, devices: &str| {
        said(
            "PWR003",
            &format!(
                "room: {{feeds: {{A: 208 V 30 A 3-phase, B: 208 V 30 A}}}}\nracks: {{{racks}}}\ndevices: {{{devices}}}"
            ),
            "",
        )
    };
    let one = "r1: {pdus: {left: A 9 x C13 L1}}";
    assert_eq!(
        case(
            one,
            "a: {power: 2883 W, feeds: A L1}, b: {power: 2883 W, feeds: A L2}"
        ),
        ["L1 of feed A carries 2,883 W of 2,882 W"]
    );
    // One cord with a leg, and one without.
    assert_eq!(
        case(one, "a: {rack: r1, power: 3 kW, feeds: A L1+A}"),
        ["L1 of feed A carries 3 kW of 2,882 W"]
    );
    // Devices that draw the same and have other inlets are on other legs.
    let two = "r1: {pdus: {left: A 9 x C13 L1 + 9 x C19 L2}}";
    let kinds = |b: &str| {
        format!(
            "a: {{rack: r1, power: 2 kW, inlet: C14, feeds: A}}, b: {{rack: r1, power: 2 kW, inlet: {b}, feeds: A}}"
        )
    };
    assert!(case(two, &kinds("C20")).is_empty());
    assert_eq!(case(two, &kinds("C14")), ["L1 of feed A carries 4 kW of 2,882 W"]);
    // A rack whose units hang on another feed.
    assert_eq!(
        case(
            &format!("{one}, r2: {{pdus: {{left: B 9 x C13}}}}"),
            "a: {rack: r2, power: 3 kW, feeds: A}"
        ),
        ["L1 of feed A carries 3 kW of 2,882 W"]
    );
}

#[test]
fn a_leg_that_only_growth_reaches_is_judged() {
    let racks = "r1: {units: 2, pdus: {left: A 12 x C13}}, r2: {units: 9, pdus: {left: A 12 x C13 L2}}";
    let web = "rack: r1 @ 1 2, size: 1 U, power: 1 kW, feeds: A";
    // Two of which nobody knows, and two to three on L2.
    let found = legs("legs-later", racks, web, "servers=x3");
    assert_eq!(
        found,
        ["servers above x2: L2 of feed A carries 3 kW..5 kW of 2,882 W; possibly from x1 on"]
    );
}

#[test]
fn outlets_are_judged_today_and_where_only_growth_asks() {
    let now = "room: {feeds: {A: 230 V 32 A}}\nracks: {r1: {pdus: {left: A 1 x C13}}}\ndevices: {a: {rack: r1, psus: 2, feeds: A}}";
    assert_eq!(
        said("PWR006", now, ""),
        ["2 cords ask for the 1 C13 outlets of r1/left on feed A"]
    );
    let later = "room: {feeds: {A: 230 V 32 A}}
racks: {r1: {units: 1, pdus: {left: A 1 x C13}}, r2: {units: 9, pdus: {left: A 1 x C13}}}
devices: {a: {rack: r1 @ 1, size: 1 U, psus: 1, inlet: C14, feeds: A}}";
    assert_eq!(
        said("PWR006", later, "servers=x3"),
        ["servers above x2: 2 cords ask for the 1 C13 outlets of r2/left on feed A"]
    );
}

#[test]
fn a_ups_is_held_to_the_smaller_rating_and_its_battery_to_its_law() {
    let case = |code: &str, ups: &str, watts: u32| {
        said(
            code,
            &format!("room: {{ups: {{{ups}}}}}\ndevices: {{a: {{power: {watts} W}}}}"),
            "",
        )
    };
    assert!(case("PWR007", "rating: 2 kVA, watts: 2.7 kW", 2000).is_empty());
    assert_eq!(case("PWR007", "rating: 2 kVA, watts: 2.7 kW", 2001).len(), 1);
    // Twice the time: 2 kW / 2^(1/1.05) = 1,033.6 W with the worst exponent, 1,173.5 W with the best.
    let twenty = "rating: 20 kVA, runtime: 10 min, runtime_at: 2 kW, hold: 20 min";
    let says = case("PWR008", twenty, 1034);
    assert!(says.len() == 1 && says[0].starts_with("unknown, "), "{says:?}");
}

#[test]
fn the_first_of_like_cooling_units_is_lost() {
    let case = |cooling: &str, devices: &str| {
        said(
            "COO002",
            &format!("room: {{cooling: {{{cooling}}}}}\ndevices: {{{devices}}}"),
            "",
        )
    };
    assert_eq!(
        case("n: 3 kW, s: 3 kW", "a: {power: 4 kW}"),
        ["room has to shed 4 kW of heat; without n its cooling takes out 3 kW"]
    );
}

#[test]
fn only_what_draws_and_stands_takes_air_in() {
    let case = |more: &str, units: &str| {
        said(
            "COO004",
            &format!(
                "room: {{supply: 18 C, cooling: {{crac: {{power: 9 kW, air: 100 CFM}}{units}}}}}\ndevices: {{a: {{power: 1 kW}}{more}}}"
            ),
            "",
        )
    };
    // 24.4 °C: enough for the 27 °C of what stands and draws.
    for more in [
        "",
        ", b: {power: 0 W, max_inlet: 24 C}",
        ", b: {planned: true, power: 10 W, max_inlet: 24 C}",
    ] {
        assert!(case(more, "").is_empty(), "{more}");
    }
    assert_eq!(case(", b: {power: 1 W, max_inlet: 24 C}", "").len(), 1);
    // 23 °C at least, 25 °C at most: it may be too much, whichever comes first.
    for more in [
        ", b: {power: 1 W, max_inlet: 22..25 C}, c: {power: 2 W, max_inlet: 24 C}",
        ", b: {power: 1 W, max_inlet: 24 C}, c: {power: 2 W, max_inlet: 22..25 C}",
    ] {
        let says = case(more, "");
        assert!(says.len() == 1 && says[0].contains("22 °C..24 °C"), "{says:?}");
    }
    // A unit of which nobody says what it moves: then nobody knows.
    let says = case(", b: {power: 1 W, max_inlet: 24 C}", ", other: 9 kW");
    assert!(says.len() == 1 && says[0].starts_with("unknown, "), "{says:?}");
}

#[test]
fn heat_beyond_eight_kinds_is_summed() {
    let mut devices = String::from("a: {power: 100 W}");
    for number in 1..=10 {
        devices += &format!(", d{number}: {{power: {} W}}", 100 + number);
    }
    let lines = formula(
        "COO001",
        &format!("room: {{cooling: 1 kW}}\ndevices: {{{devices}}}"),
    );
    assert!(lines.contains(&"3 other devices: 327 W".to_owned()), "{lines:?}");
}

#[test]
fn the_first_of_like_doors_is_named() {
    let estate = "room: {openings: {gate: 80 cm x 200 cm, door: 80 cm x 200 cm}}
racks: {r1: {units: 42}}
devices: {a: {rack: r1 @ 1, size: 2 U x 48 cm x 70 cm}, big: {planned: true, rack: r1 @ 9, size: 20 U x 82 cm x 90 cm}}";
    let says = said("RCK003", estate, "add=big");
    assert!(
        says.len() == 1 && says[0].contains("does not pass gate"),
        "{says:?}"
    );
}

#[test]
fn cables_are_judged_without_growth() {
    let ports = "devices: {a: {nic: 1000base-t}, b: {nic: 1000base-t}, sw: {ports: 1 x 1000base-t}}
links:
  - sw -- a: 1 Gbit/s
  - sw -- b: 1 Gbit/s";
    assert_eq!(
        said("CAB001", ports, ""),
        ["the 2nd link asks for one of 1 1G RJ45 ports of sw"]
    );
    // Of two ports at one cable, the one with the most cables too many.
    let twice = "devices: {a: {}, b: {}, c: {}, d: {}}
links:
  - a:e0 -- b:e0: 1 Gbit/s
  - c:e0 -- b:e0: 1 Gbit/s
  - d:e0 -- b:e0: 1 Gbit/s
  - a:e0 -- d:e1: 1 Gbit/s";
    let says = said("CAB005", twice, "");
    assert!(
        says.len() == 1 && says[0].starts_with("3 links are plugged into b:e0: "),
        "{says:?}"
    );
    // Nobody says which ports `a` has.
    let nameless = "devices: {a: {size: 1 U}, sw: {ports: 2 x 1000base-t}}
links:
  - sw -- a:e7: 1 Gbit/s";
    assert!(said("CAB006", nameless, "").is_empty());
    let vlans = "networks: {lan: {prefix: 10.0.0.0/24, vlan: 20}}
devices: {fw1: {address: 10.0.0.1}, sw1: {}, sw2: {}, a: {address: 10.0.0.2}, b: {address: 10.0.0.3}}
links:
  - fw1 -- sw1: 10 Gbit/s, vlan 10 20
  - sw1 -- sw2: 10 Gbit/s, vlan 10 30
  - sw1 -- a: 1 Gbit/s
  - sw2 -- b: 1 Gbit/s";
    assert_eq!(said("CAB010", vlans, "").len(), 1);
}

/// The findings of a rule today, those that hold among them.
fn judged(code: &str, estate: &str) -> Vec<serde_json::Value> {
    let folder = scratch(&format!("judged-{code}"));
    let text = format!("{estate}\nservices: {{s: {{runs: a}}}}\n");
    std::fs::write(folder.join("estate.yaml"), text).expect("a file");
    let json = json(&folder, &["--to", "servers=x1", "."]);
    findings(&json, code).into_iter().cloned().collect()
}

#[test]
fn rules_speak_of_nothing_that_says_nothing() {
    let feeds = "room: {feeds: {A: 120 V 20 A, B: 120 V 20 A}}\ndevices: {a: {power: 1 W, feeds: A}}";
    assert_eq!(judged("PWR001", feeds).len(), 1);
    let idle = "room: {feeds: {A: 120 V 20 A, B: 120 V 20 A}, ups: {u: {rating: 1 kVA, hold: 1 min, feeds: B}}}\ndevices: {a: {power: 1 W, feeds: A}}";
    assert_eq!(judged("PWR008", idle).len(), 0);
    let just = "devices: {a: {nic: 1000base-t}, sw: {ports: 1 x 1000base-t}}\nlinks:\n  - sw -- a: 1 Gbit/s";
    assert_eq!(judged("CAB002", just).len(), 0);
}

#[test]
fn a_share_that_nobody_states_is_a_default() {
    for (share, sure) in [("", "default"), (" continuous 80 %", "declared")] {
        let estate =
            format!("room: {{feeds: {{A: 120 V 20 A{share}}}}}\ndevices: {{a: {{power: 9 kW, feeds: A}}}}");
        assert_eq!(judged("PWR001", &estate)[0]["confidence"], sure, "{share}");
    }
}

#[test]
fn what_a_battery_cannot_be_computed_of_is_unknown() {
    let case = |ups: &str| {
        said(
            "PWR008",
            &format!("room: {{ups: {{rating: 9 kVA, {ups}}}}}\ndevices: {{a: {{power: 1 kW}}}}"),
            "",
        )
    };
    let says = "unknown, ups holds unknown for 5 min, and carries 1 kW; a names no feed and counts in full";
    assert_eq!(case("hold: 5 min, runtime_at: 2 kW"), [says]);
    assert_eq!(case("hold: 5 min, runtime: 10 min"), [says]);
    assert_eq!(
        case("hold: 5 min, runtime: 10 min, runtime_at: 2 kW, peukert: 0.9"),
        [says]
    );
}

#[test]
fn a_room_that_may_be_too_warm_does_not_warm_up() {
    let lines = |power: &str| {
        formula(
            "COO001",
            &format!("room: {{cooling: 2 kW, air: 50 m3}}\ndevices: {{a: {{power: {power}}}}}"),
        )
    };
    let warms = |power: &str| lines(power).iter().any(|line| line.contains("too many warm"));
    assert!(warms("3 kW") && !warms("1 kW..3 kW"));
}

#[test]
fn new_devices_are_numbered_by_who_asks_in_the_room() {
    let step = |rooms: &str, devices: &str, to: &str| {
        told(
            "numbers",
            "RCK001",
            &format!("{rooms}\ndevices: {{{devices}}}\nservices: {{s: {{runs: a}}, t: {{runs: b}}}}\n"),
            to,
        )
    };
    let starts =
        |says: Vec<String>, with: &str| assert!(says.len() == 1 && says[0].contains(with), "{says:?}");
    // Another room's devices do not count, though they come at once.
    let two = "rooms: {x: {racks: {rx: {units: 1}}}, y: {racks: {ry: {units: 9}}}}";
    starts(
        step(
            two,
            "b: {rack: ry @ 1, size: 1 U}, a: {rack: rx @ 1, size: 1 U}",
            "servers=x2",
        ),
        "the 1st new device, like a, finds no 1 U",
    );
    // Of what has no height nobody knows whether it finds a place.
    let one = "room: {}\nracks: {rx: {units: 1}}";
    starts(
        step(one, "b: {rack: rx}, a: {rack: rx @ 1, size: 1 U}", "servers=x2"),
        "the 2nd new device, like a, finds no 1 U",
    );
    // What is delivered to a place of its own asks for none.
    let ten = "room: {}\nracks: {rx: {units: 10}}";
    starts(
        step(
            ten,
            "a: {rack: rx @ 1, size: 1 U}, b: {rack: rx @ 2, size: 1 U}, p: {planned: true, rack: rx @ 4, size: 4 U}, q: {planned: true, rack: rx, size: 8 U}",
            "add=p,add=q",
        ),
        "the 1st new device, like q, finds no 8 U",
    );
}

#[test]
fn of_devices_that_come_at_once_those_with_a_place_count() {
    let folder = scratch("at-once");
    let estate = "room: {}
racks: {rx: {units: 3}}
devices: {a: {rack: rx @ 1, size: 1 U}, b: {rack: rx @ 2, size: 1 U}}
services: {s: {runs: a}, t: {runs: b}}
";
    std::fs::write(folder.join("estate.yaml"), estate).expect("a file");
    let json = json(&folder, &["--to", "servers=x2", "."]);
    let found = findings(&json, "RCK001");
    let ends = |what: &str| (found[0][what]["low"].as_f64(), found[0][what]["high"].as_f64());
    assert_eq!(
        (ends("used"), ends("limit")),
        ((Some(2.0), Some(2.0)), (Some(1.0), Some(1.0)))
    );
}

#[test]
fn ports_and_packets_by_those_that_are_known() {
    let nameless = "devices: {a: {inlet: C14, psus: 1}, sw: {ports: 2 x 1000base-t}}
links:
  - sw -- a:e7: 1 Gbit/s";
    assert!(said("CAB006", nameless, "").is_empty());
    let sizes = "networks: {lan: {prefix: 10.0.0.0/24}}
devices: {a: {address: 10.0.0.2, mtu: 9000}, b: {address: 10.0.0.3, mtu: 9000}, c: {address: 10.0.0.4, mtu: 1500}}";
    let says = said("CAB008", sizes, "");
    assert!(says.len() == 1 && says[0].starts_with("a "), "{says:?}");
    let rooms = "rooms: {x: {feeds: {A: 208 V 30 A 3-phase}, racks: {rx: {pdus: {l: A 9 x C13 L1}}}}, y: {racks: {ry: {pdus: {m: {outlets: 9 x C13 L2}}}}}}
devices: {a: {room: x, power: 3 kW, feeds: A}}";
    assert_eq!(
        said("PWR003", rooms, ""),
        ["L1 of feed x/A carries 3 kW of 2,882 W"]
    );
    let plugs = "room: {feeds: {A: 230 V 16 A}}
racks: {r1: {pdus: {p: A 2 x C13}}}
devices: {a: {rack: r1, power: 1 W, inlet: C20 + C20, feeds: A}}";
    assert_eq!(
        said("PWR005", plugs, ""),
        ["a has C20 inlets, and no cord joins them to the outlets there are, C13"]
    );
}

#[test]
fn a_power_unit_carries_what_it_states() {
    let case = |feeds: &str, racks: &str, devices: &str, to: &str| {
        said(
            "PWR001",
            &format!("room: {{feeds: {{{feeds}}}}}\nracks: {{{racks}}}\ndevices: {{{devices}}}"),
            to,
        )
    };
    let large = "A: 230 V 63 A, B: 230 V 63 A";
    let unit =
        |more: &str| format!("r1: {{pdus: {{left: {{feed: A, outlets: 9 x C13, current: 10 A{more}}}}}}}");
    let device = |watts: u32| format!("a: {{rack: r1, power: {watts} W, inlet: C14, feeds: A}}");
    // 230 V x 10 A x 80 % = 1,840 W.
    assert!(case(large, &unit(""), &device(1840), "").is_empty());
    let says = "r1/left carries 1,841 W of 1.84 kW";
    assert_eq!(case(large, &unit(""), &device(1841), ""), [says]);
    assert!(case(large, &unit(", continuous: 100 %"), &device(2300), "").is_empty());
    assert!(case(large, &unit(", voltage: 240 V"), &device(1920), "").is_empty());
    assert_eq!(case(large, &unit(", voltage: 240 V"), &device(1921), "").len(), 1);
    // Half of what hangs on two feeds.
    let both = "a: {rack: r1, power: 3680 W, inlet: C14, feeds: A+B}";
    assert!(case(large, &unit(""), both, "").is_empty());
    assert_eq!(case(large, &unit(""), &both.replace("3680", "3682"), ""), [says]);
    // Another unit of the feed within reach, or no feed named: it may be, and may not.
    let maybe = ["unknown, r1/left carries 0 W..1,841 W of 1.84 kW"];
    let second = unit("").replace("pdus: {", "pdus: {right: A 9 x C13, ");
    assert_eq!(case(large, &second, &device(1841), ""), maybe);
    assert_eq!(case(large, &unit(""), "a: {rack: r1, power: 1841 W}", ""), maybe);
    assert_eq!(
        case("A: 230 V 63 A", &unit(""), "a: {rack: r1, power: 1841 W}", ""),
        [says]
    );
    // What its outlets do not fit, and what stands in a rack with units of its own, is not on it.
    let other = unit("").replace("pdus: {", "pdus: {right: A 9 x C19, ");
    assert_eq!(case(large, &other, &device(1841), ""), [says]);
    assert!(
        case(
            large,
            &other,
            "a: {rack: r1, power: 9 kW, inlet: C20, feeds: A}",
            ""
        )
        .is_empty()
    );
    let away = format!("{}, r2: {{pdus: {{near: A 9 x C13}}}}", unit(""));
    assert!(
        case(
            large,
            &away,
            "a: {rack: r2, power: 9 kW, inlet: C14, feeds: A}",
            ""
        )
        .is_empty()
    );
    // Three phases of 400 V, and one leg of them: 5,542 W and 1,847 W.
    let three = "A: 400 V 63 A 3-phase";
    assert!(case(three, &unit(""), &device(5542), "").is_empty());
    assert_eq!(case(three, &unit(""), &device(5543), "").len(), 1);
    let leg = unit("").replace("9 x C13", "9 x C13 L1");
    assert!(case(three, &leg, &device(1847), "").is_empty());
    assert_eq!(case(three, &leg, &device(1848), "").len(), 1);
    // Outlets on two legs carry all three phases; a voltage of its own is that of its leg.
    let legs = leg.replace("9 x C13 L1", "9 x C13 L1 + 9 x C13 L2");
    assert!(case(three, &legs, &device(5542), "").is_empty());
    let own = leg.replace("current: 10 A", "current: 10 A, voltage: 230 V");
    assert!(case(three, &own, &device(1840), "").is_empty());
    assert_eq!(case(three, &own, &device(1841), ""), [says]);
    // What names no rack may be plugged into any unit of the room.
    let anywhere = "a: {power: 1841 W, inlet: C14, feeds: A}";
    assert_eq!(case(large, &unit(""), anywhere, ""), [says]);
    assert_eq!(case(large, &away, anywhere, ""), maybe);
    // A unit that nothing can be plugged into says nothing: only the feed is judged.
    let far = format!(
        "room: {{feeds: {{{large}}}}}\nracks: {{{away}}}\ndevices: {{a: {{rack: r2, power: 1 W, inlet: C14, feeds: A}}}}"
    );
    assert_eq!(judged("PWR001", &far).len(), 1);
    // Copies are on the unit of the rack they find a place in.
    let grows = "r1: {units: 1, pdus: {left: {feed: A, outlets: 9 x C13, current: 10 A}}}, r2: {units: 9, pdus: {left: {feed: A, outlets: 9 x C13, current: 10 A}}}";
    assert_eq!(
        case(
            large,
            grows,
            "a: {rack: r1 @ 1, size: 1 U, power: 1 kW, inlet: C14, feeds: A}",
            "servers=x3"
        ),
        ["servers above x2: r2/left carries 2 kW of 1.84 kW"]
    );
}
