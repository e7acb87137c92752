//! Each rule about cooling on small rooms: where it breaks, what it says, and where it stays quiet. The numbers
//! are worked out by hand.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::says;

const THREE: &str = "services: {web: {runs: \"web-[1-3]\"}}\n";

fn check(code: &str, to: &str, yaml: &str, expected: &[&str]) {
    assert_eq!(says(yaml, code, to), expected, "{code} --to {to}\n{yaml}");
}

/// The fable: 8 x 350 + 4,300 = 7,100 of 7,000 W, when there are more than 5 old servers and more than one
/// old-db, so above servers x5/3; a third of the way to x3.
#[test]
fn the_fable() {
    let yaml = "\
room: {cooling: 7 kW}
devices:
  old-[1-3]: {cores: 4, power: 350 W}
  old-db: {cores: 4, power: 350 W}
  giant: {planned: true, power: 4.2 kW}
  sw1: {power: 60 W}
  fw1: {power: 40 W}
services: {web: {runs: \"old-[1-3]\"}, db: {runs: old-db, max_connections: 100}}
";
    let wall = "breaks above 1/3: room has to shed 7.1 kW of heat, its cooling takes out 7 kW";
    check("COO001", "servers=x3,add=giant", yaml, &[wall]);
    // Without the giant it takes 20 servers: 15 and 5, above servers x14/3, beyond the target.
    let later = wall.replace("1/3", "11/6");
    check("COO001", "servers=x3", yaml, &[&later]);
    check("COO002", "servers=x3,add=giant", yaml, &[]);
}

#[test]
fn heat_against_cooling() {
    let three = |room: &str, device: &str| {
        format!("room: {{{room}}}\ndevices: {{\"web-[1-3]\": {{{device}}}}}\n{THREE}")
    };
    // 24,000 BTU/h are 7,034 W: 20 servers of 350 W, and not 21.
    let wall = "breaks above 17/18: room has to shed 7.35 kW of heat, its cooling takes out 7,034 W";
    check(
        "COO001",
        "servers=x7",
        &three("cooling: 24000 BTU/h", "power: 350 W"),
        &[wall],
    );
    // A nameplate of 500 W is 150 W to 500 W: 14 of them take 2.1 kW at least.
    let plate = three("cooling: 2 kW", "nameplate: 500 W");
    check(
        "COO001",
        "servers=x9",
        &plate,
        &["breaks above 5/12: room has to shed 2.1 kW..7 kW of heat, its cooling takes out 2 kW"],
    );
    // What nobody states is asked for.
    check(
        "COO001",
        "servers=x2",
        &three("cooling: 7 kW", "weight: 10 kg"),
        &[
            "unknown now: room has to shed an unknown amount of heat, its cooling takes out 7 kW [power: 350 W, under web-1]",
        ],
    );
    check(
        "COO001",
        "servers=x2",
        &three("floor: 500 kg/m2", "power: 350 W"),
        &[],
    );
}

/// N-1: of 3 kW, 4 kW and 2 kW the 4 kW are lost; 1 kW too many in 50 m³ make 0.994 K a minute.
#[test]
fn one_unit_less() {
    let yaml = format!(
        "room: {{cooling: {{a: 3 kW, b: 4 kW, c: 2 kW}}}}\ndevices: {{\"web-[1-3]\": {{power: 1 kW}}}}\n{THREE}"
    );
    check(
        "COO002",
        "servers=x2",
        &yaml,
        &["breaks above 2/3: room has to shed 6 kW of heat; without b its cooling takes out 5 kW"],
    );
    check(
        "COO001",
        "servers=x2",
        &yaml,
        &["breaks above 2: room has to shed 10 kW of heat, its cooling takes out 9 kW"],
    );
    // The unit that states nothing is the one that fails, or it is not.
    let open = "room: {cooling: {a: 3 kW, b: {air: 500 CFM}}}\ndevices: {web-1: {power: 1 kW}}\n";
    check(
        "COO002",
        "",
        open,
        &[
            "unknown now: room has to shed 1 kW of heat; without a its cooling takes out 0 W..3 kW [b: 7 kW, under cooling of room]",
        ],
    );
}

#[test]
fn how_fast_a_room_warms_up() {
    let yaml = "room: {cooling: 1 W, air: 50 m3}\ndevices: {box: {power: 10001 W}}\n";
    let ladder = common::ladder(yaml, "");
    let story = ladder
        .breaks
        .iter()
        .find(|finding| finding.meta().code == "COO001");
    let story = story.and_then(|finding| finding.story.clone()).expect("a story");
    assert_eq!(
        story.formula,
        [
            "box: 10.001 kW",
            "10 kW too many warm 50 m³ of air by at most 9.94 K a minute, as if nothing else took heat",
        ]
    );
}

#[test]
fn devices_that_blow_against_each_other() {
    let rack = |devices: &str| {
        format!("room: {{racks: {{r1: {{units: 12}}, r2: {{units: 12}}}}}}\ndevices: {{{devices}}}\n")
    };
    let front = "a: {rack: r1 @ 1, units: 1, airflow: front-to-rear}";
    let clash = "breaks now: in r1 a blows from front to rear and b blows from rear to front";
    for (other, expected) in [
        ("b: {rack: r1 @ 3, units: 1, airflow: rear-to-front}", Some(clash)),
        ("b: {rack: r1 @ 3, units: 1, airflow: side}", None),
        ("b: {rack: r1 @ 3, units: 1}", None),
        (
            "b: {rack: r1 @ 3 rear, units: 1, airflow: front-to-rear}",
            Some(clash),
        ),
        ("b: {rack: r1 @ 3 rear, units: 1, airflow: rear-to-front}", None),
    ] {
        // Nothing stands in r2.
        let expected: Vec<&str> = expected.into_iter().flat_map(|clash| [clash, "holds"]).collect();
        check("COO003", "", &rack(&format!("{front}, {other}")), &expected);
    }
    let apart = rack(&format!(
        "{front}, b: {{rack: r2 @ 3, units: 1, airflow: rear-to-front}}"
    ));
    check("COO003", "", &apart, &["holds", "holds"]);
}

/// 1 kW in 100 CFM (0.0472 m³/s) leaves the room 17.55 K warmer; the servers warm it by 11.11 K, so they take in
/// 6.44 K more than the 18 °C that are supplied.
#[test]
fn what_servers_take_in() {
    let room = |more: &str| {
        format!(
            "room: {{supply: 18 C, cooling: {{crac: {{power: 9 kW, air: 100 CFM}}}}}}\ndevices: {{{more}}}\n"
        )
    };
    for (devices, expected) in [
        // 158 CFM for 1 kW: 158 are enough for what 100 are not.
        ("a: {power: 600 W}", "holds"),
        ("a: {power: 1 kW}", "holds"),
        (
            "a: {power: 1 kW, max_inlet: 24 C}",
            "breaks now: room moves 0.0472 m³/s of the 0.0746 m³/s that 1 kW need: servers take in 24.4 °C on the average, 24 °C is the most for a",
        ),
        // 2 kW: 35.1 K warmer, so 42 °C.
        (
            "a: {power: 1 kW, max_inlet: A4}, b: {power: 1 kW}",
            "breaks now: room moves 0.0472 m³/s of the 0.149 m³/s that 2 kW need: servers take in 42 °C on the average, 27 °C are recommended [max_inlet: A2, under b]",
        ),
        (
            "a: {power: 1 kW, max_inlet: A4}, b: {power: 1 kW, max_inlet: A4}",
            "holds",
        ),
        (
            "a: {power: 1 kW, max_inlet: A4}, b: {power: 1 kW, max_inlet: A3}",
            "breaks now: room moves 0.0472 m³/s of the 0.149 m³/s that 2 kW need: servers take in 42 °C on the average, 40 °C is the most for b",
        ),
    ] {
        check("COO004", "", &room(devices), &[expected]);
    }
    let silent = "room: {cooling: {crac: {power: 9 kW, air: 100 CFM}}}\ndevices: {a: {power: 9 kW}}\n";
    check("COO004", "", silent, &[]);
}
