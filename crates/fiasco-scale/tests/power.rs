//! Each rule about power on small rooms with numbers worked by hand: where it breaks, what it says, and where it
//! stays quiet.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

use fiasco_estate::{Relations, Target};
use fiasco_import::{join, native};
use fiasco_rules::{RULES, State};
use fiasco_scale::plan::resolve;
use fiasco_scale::{At, Finding, Options, Phase, ladder};
use fiasco_source::{Files, yaml};

/// What one rule finds in a room on the way to a target, a line each: what breaks, then what cannot be said.
fn told(code: &'static str, room: &str, to: &str) -> Vec<String> {
    let mut files = Files::new();
    let id = files.add("estate.yaml", room.as_bytes().to_vec()).expect("text");
    let (tree, problems) = yaml::read(&files, id);
    assert!(problems.is_empty(), "{problems:?}\n{room}");
    let part = native::import(&files, &tree);
    drop(tree);
    let estate = join("case", vec![part]);
    assert!(estate.notes.is_empty(), "{:?}\n{room}", estate.notes);
    let relations = Relations::of(&estate);
    let target = Target::read(to).expect("a target");
    let plan = resolve(&target, &estate, &relations).expect("a plan");
    let options = Options {
        only: Some(code),
        ..Options::default()
    };
    let ladder = ladder::build(&estate, &relations, plan, RULES, options);
    let line = |finding: &Finding| {
        let wall = finding.wall.expect("a wall");
        let side = if wall.at == At::Above { "above " } else { "" };
        let at = match wall.phase {
            Phase::Now => "now".to_owned(),
            Phase::Delivery => "on delivery".to_owned(),
            Phase::Way => format!("{side}t={}", wall.progress),
        };
        let state = if finding.state == State::Breaks {
            ""
        } else {
            "unknown, "
        };
        let says = finding.story.as_ref().map_or("", |story| story.says.as_str());
        format!("{state}{at}: {says}")
    };
    ladder.breaks.iter().chain(&ladder.unknown).map(line).collect()
}

/// The fable's room: one feed carries 230 V x 16 A x 80 % = 2,944 W.
const FABLE: &str = "
room: {continuous: 80 %, feeds: {A: 230 V 16 A, B: 230 V 16 A}, ups: 3 kVA for 10 min at 2 kW}
devices:
  old-[1-3]: {power: 350 W, psus: 2, feeds: A+B}
  old-db: {power: 350 W, psus: 2, feeds: A+B}
  giant: {planned: true, power: 4.2 kW, psus: 4, inlet: C20, feeds: A+B}
  sw1: {power: 60 W}
  fw1: {power: 40 W}
services:
  web: {runs: \"old-[1-3]\"}
  db: {runs: old-db, image: \"postgres:16\"}
";

#[test]
fn a_lost_feed_is_too_much_for_the_other_above_twice_the_servers() {
    // 6 + 2 servers draw 2,800 W + 100 W and hold; 7 + 3 draw 3,600 W.
    assert_eq!(
        told("PWR002", FABLE, "servers=x3"),
        [
            "above t=1/2: with feed B lost, A carries 3.6 kW of 2,944 W, and the other way round; sw1 and fw1 name no feed and count in full"
        ]
    );
    // 4 x 350 W + 4,200 W + 100 W.
    assert_eq!(
        told("PWR002", FABLE, "servers=x3,add=giant"),
        [
            "on delivery: with feed B lost, A carries 5.7 kW of 2,944 W, and the other way round; sw1 and fw1 name no feed and count in full"
        ]
    );
}

#[test]
fn a_feed_alone_is_judged_by_what_it_carries_for_hours() {
    let room = |feeds: &str, devices: &str| format!("room: {{{feeds}}}\ndevices: {{{devices}}}\n");
    let case = |feeds, devices| told("PWR001", &room(feeds, devices), "");
    // HP, Power basics for IT professionals, table 4: 120 V 20 A is 1,920 VA, 208 V 30 A three-phase 8,646 VA.
    assert!(case("feeds: {A: 120 V 20 A}", "a: {power: 1920 W, feeds: A}").is_empty());
    assert_eq!(
        case("feeds: {A: 120 V 20 A}", "a: {power: 1921 W, feeds: A}"),
        ["now: feed A carries 1,921 W of 1.92 kW"]
    );
    assert!(case("feeds: {A: 208 V 30 A 3-phase}", "a: {power: 8646 W, feeds: A}").is_empty());
    assert_eq!(
        case("feeds: {A: 208 V 30 A 3-phase}", "a: {power: 8647 W, feeds: A}"),
        ["now: feed A carries 8,647 W of 8,646 W"]
    );
    // Table 5: a European circuit of 230 V and 32 A carries 7,360 VA.
    assert!(
        case(
            "continuous: 100 %, feeds: {A: 230 V 32 A}",
            "a: {power: 7360 W, feeds: A}"
        )
        .is_empty()
    );
    assert_eq!(
        case(
            "feeds: {A: 230 V 32 A continuous 100 %}",
            "a: {power: 7361 W, feeds: A}"
        )
        .len(),
        1
    );
    // A nameplate breaks by its low end alone: 30 % of 6,401 W is 1,920.3 W.
    assert_eq!(
        case("feeds: {A: 120 V 20 A}", "a: {nameplate: 6400 W, feeds: A}"),
        ["unknown, now: feed A carries 1.92 kW..6.4 kW of 1.92 kW"]
    );
    assert_eq!(
        case("feeds: {A: 120 V 20 A}", "a: {nameplate: 6401 W, feeds: A}"),
        ["now: feed A carries 1.92 kW..6,401 W of 1.92 kW"]
    );
    // Nobody said what it draws; nothing hangs on it; nobody rated it.
    assert_eq!(
        case("feeds: {A: 120 V 20 A}", "a: {feeds: A}"),
        ["unknown, now: feed A carries unknown of 1.92 kW"]
    );
    assert!(
        case(
            "feeds: {A: 120 V 20 A, B: 120 V 20 A}",
            "a: {power: 1 W, feeds: A}"
        )
        .is_empty()
    );
    assert!(case("feeds: {A: 120 V}", "a: {power: 9 kW, feeds: A}").is_empty());
}
