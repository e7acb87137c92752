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
fn a_feed_that_carries_just_what_it_may_alone_holds() {
    // 100 V x 10 A x 80 % = 800 W.
    let case = |power: &str| {
        let feeds = "room: {feeds: {A: 100 V 10 A, B: 100 V 10 A}}";
        told(
            "PWR002",
            &format!("{feeds}\ndevices: {{a: {{power: {power}, feeds: A+B}}}}\n"),
            "",
        )
    };
    assert!(case("800 W").is_empty());
    assert_eq!(
        case("801 W"),
        ["now: with feed B lost, A carries 801 W of 800 W, and the other way round"]
    );
    // What may be too much, and may not, is not said to break.
    assert_eq!(
        case("700..900 W"),
        ["unknown, now: with feed B lost, A carries 700 W..900 W of 800 W, and the other way round"]
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
        ["now: feed A carries 1,920.3 W..6,401 W of 1.92 kW"]
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

#[test]
fn a_ups_delivers_the_smaller_of_watts_and_volt_amperes() {
    // 5,700 W on 3 kVA: too much even if all volt-amperes were watts.
    assert_eq!(
        told("PWR007", FABLE, "servers=x1,add=giant"),
        ["on delivery: ups carries 5.7 kW of 1.8 kW..3 kW; sw1 and fw1 name no feed and count in full"]
    );
    let room = |ups: &str, feeds: &str, device: &str| {
        format!(
            "room: {{feeds: {{A: 230 V 32 A, B: 230 V 32 A}}, ups: {{u: {{{ups}, feeds: {feeds}}}}}}}\ndevices: {{a: {{{device}}}}}\n"
        )
    };
    let case = |ups, feeds, device| told("PWR007", &room(ups, feeds, device), "");
    assert!(case("rating: 3 kVA, watts: 2.7 kW", "A", "power: 2700 W, feeds: A").is_empty());
    assert_eq!(
        case("rating: 3 kVA, watts: 2.7 kW", "A", "power: 2701 W, feeds: A"),
        ["now: u carries 2,701 W of 2.7 kW"]
    );
    // Half of it is on the other feed; both feeds together carry all of it, and no more.
    assert!(case("watts: 2 kW", "A", "power: 4 kW, feeds: A+B").is_empty());
    assert_eq!(
        case("watts: 2 kW", "A+B", "power: 2001 W, feeds: A+B"),
        ["now: u carries 2,001 W of 2 kW"]
    );
    assert_eq!(
        case("watts: 2 kW", "A+B", "power: 2001 W"),
        ["now: u carries 2,001 W of 2 kW; a names no feed and counts in full"]
    );
    assert_eq!(
        case("rating: 3 kVA", "A", "power: 2 kW, feeds: A"),
        ["unknown, now: u carries 2 kW of 1.8 kW..3 kW"]
    );
}

#[test]
fn a_battery_lasts_by_peukerts_law() {
    let room = |ups: &str, watts: i32| {
        format!(
            "room: {{feeds: {{A: 400 V 63 A 3-phase}}, ups: {{rating: 20 kVA, {ups}}}}}\ndevices: {{a: {{power: {watts} W, feeds: A}}}}\n"
        )
    };
    let case = |ups, watts| told("PWR008", &room(ups, watts), "");
    let ten = "runtime: 10 min, runtime_at: 2 kW, hold: 10 min";
    assert!(case(ten, 2000).is_empty());
    assert_eq!(
        case(ten, 2001),
        ["now: ups holds 2 kW for 10 min, and carries 2,001 W"]
    );
    // Half the time: 2 kW x 2^(1/1.15) = 3,654.2 W.
    let five = "runtime: 10 min, runtime_at: 2 kW, hold: 5 min, peukert: 1.15";
    assert!(case(five, 3654).is_empty());
    assert_eq!(case(five, 3655).len(), 1);
    // Nobody states the exponent: from 2 kW x 2^(1/1.3) = 3,408.7 W to 2 kW x 2^(1/1.05) = 3,870.1 W.
    let open = "runtime: 10 min, runtime_at: 2 kW, hold: 5 min";
    assert!(case(open, 3408).is_empty());
    assert!(case(open, 3409)[0].starts_with("unknown, now: "));
    assert!(case(open, 3870)[0].starts_with("unknown, now: "));
    assert!(case(open, 3871)[0].starts_with("now: "));
    // Twice the time: from 2 kW / 2^(1/1.05) = 1,033.6 W to 2 kW / 2^(1/1.3) = 1,173.5 W.
    let twenty = "runtime: 10 min, runtime_at: 2 kW, hold: 20 min";
    assert!(case(twenty, 1033).is_empty());
    assert!(case(twenty, 1174)[0].starts_with("now: "));
    // How long it holds nobody said; how long it has to, nobody asked.
    assert!(case("hold: 5 min", 100)[0].starts_with("unknown, now: "));
    assert!(case("runtime: 10 min, runtime_at: 2 kW", 90_000).is_empty());
}

#[test]
fn all_supplies_but_one_have_to_be_enough() {
    let case = |device: &str| told("PWR004", &format!("devices: {{\"a-[1-2]\": {{{device}}}}}\n"), "");
    assert!(case("power: 3900 W, psus: 4, psu: 1300 W").is_empty());
    assert_eq!(
        case("power: 3901 W, psus: 4, psu: 1300 W"),
        ["now: with one of 4 supplies failed, a-[1-2] each draw 3,901 W of 3.9 kW"]
    );
    assert_eq!(
        case("power: 700..900 W, psus: 2, psu: 800 W"),
        ["unknown, now: with one of 2 supplies failed, a-[1-2] each draw 700 W..900 W of 800 W"]
    );
    // One supply, no rating, no draw.
    assert!(case("power: 900 W, psus: 1, psu: 800 W").is_empty());
    assert!(case("power: 900 W, psus: 2").is_empty());
    assert!(case("psus: 2, psu: 800 W").is_empty());
    // Planned devices need nothing until they are there.
    let planned = "devices: {giant: {planned: true, power: 9 kW, psus: 2, psu: 1 kW}, a: {cores: 1}}\nservices: {s: {runs: a}}\n";
    assert!(told("PWR004", planned, "servers=x2").is_empty());
    assert_eq!(
        told("PWR004", planned, "add=giant"),
        ["on delivery: with one of 2 supplies failed, giant draws 9 kW of 1 kW"]
    );
}

#[test]
fn two_supplies_belong_on_two_feeds() {
    let room = |feeds: &str, device: &str| {
        told(
            "PWR010",
            &format!("room: {{feeds: {{{feeds}}}}}\ndevices: {{a: {{{device}}}}}\n"),
            "",
        )
    };
    let two = "A: 230 V 16 A, B: 230 V 16 A";
    assert_eq!(
        room(two, "power: 1 W, psus: 2, feeds: A"),
        ["now: a has 2 supplies all on feed A, which may be lost"]
    );
    assert!(room(two, "power: 1 W, psus: 2, feeds: A+B").is_empty());
    assert!(room(two, "power: 1 W, psus: 1, feeds: A").is_empty());
    assert!(room(two, "power: 1 W, psus: 2").is_empty());
    assert!(room("A: 230 V 16 A", "power: 1 W, psus: 2, feeds: A").is_empty());
}

#[test]
fn an_inlet_needs_a_cord_to_some_outlet() {
    let case = |outlet: &str, inlet: &str| {
        told(
            "PWR005",
            &format!(
                "room: {{feeds: {{A: 230 V 16 A}}}}\nracks: {{r1: {{pdus: {{p: A 2 x {outlet}}}}}}}\ndevices: {{a: {{rack: r1, power: 1 W, inlet: {inlet}, feeds: A}}}}\n"
            ),
            "",
        )
    };
    // A 5-15P/C13 cord.
    assert!(case("NEMA 5-20R", "C14").is_empty());
    assert!(case("C13", "C14").is_empty());
    assert_eq!(
        case("C19", "C14"),
        ["now: a has C14 inlets, and no cord joins them to the outlets there are, C19"]
    );
    assert_eq!(
        case("hardwired", "C14"),
        ["unknown, now: a has C14 inlets, and whether outlets of hardwired feed them cannot be said"]
    );
    let giant = "room: {feeds: {A: 230 V 16 A, B: 230 V 16 A}}
racks: {r1: {pdus: {left: A 12 x C13, right: B 12 x C13}}, r2: {pdus: {left: A 4 x C19}}}
devices:
  giant: {planned: true, rack: r1, power: 4.2 kW, psus: 4, inlet: C20, feeds: A+B}
  other: {rack: r2, power: 1 W, inlet: C20, feeds: B}
";
    // Of the other, nobody states an outlet on its feed.
    assert_eq!(
        told("PWR005", giant, "add=giant"),
        ["on delivery: giant has C20 inlets, and no cord joins them to the outlets there are, C13"]
    );
}

#[test]
fn cords_take_the_tightest_outlet_that_is_free() {
    let room = |pdus: &str, web: &str| {
        format!(
            "room: {{feeds: {{A: 230 V 32 A, B: 230 V 32 A}}, pdus: {{spare: A 1 x C13}}}}\nracks: {{r1: {{pdus: {{{pdus}}}}}}}\ndevices: {{\"web-[1-3]\": {{rack: r1, power: 200 W, {web}}}}}\nservices: {{web: {{runs: \"web-[1-3]\"}}}}\n"
        )
    };
    let case = |pdus, web| told("PWR006", &room(pdus, web), "servers=x3");
    // Three servers have three cords on B; 6 outlets hold up to six servers (x2), the seventh has none.
    // On A the room's own outlet takes the cord of the seventh, so the eighth (above 7/3) is too much.
    assert_eq!(
        case(
            "left: A 6 x C13, right: B 6 x C13",
            "psus: 2, inlet: C14, feeds: A+B"
        ),
        [
            "above t=1/2: 7 cords ask for the 6 C13 outlets of r1/right on feed B",
            "above t=2/3: 7 cords ask for the 6 C13 outlets of r1/left on feed A",
        ]
    );
    // C14 inlets leave C19 outlets alone; C39 is looser than C13 and taken after it, then the room's own: nine at
    // x3, and the tenth asks for the tightest.
    assert_eq!(
        case("left: A 4 x C39 + 4 x C13 + 9 x C19", "inlet: C14, feeds: A"),
        ["above t=1: 5 cords ask for the 4 C13 outlets of r1/left on feed A"]
    );
    // Nobody says what the inlets are: a cord a supply, all on one row.
    assert_eq!(
        case("left: B 5 x C13", "psus: 2, feeds: B"),
        ["now: 6 cords ask for the 5 C13 outlets of r1/left on feed B"]
    );
    // No feed named: dealt over the feeds with units in the rack.
    assert_eq!(
        case("left: A 9 x C13, right: B 2 x C13", "psus: 2, inlet: C14"),
        [
            "now: 3 cords ask for the 2 C13 outlets of r1/right on feed B",
            "above t=7/6: 10 cords ask for the 9 C13 outlets of r1/left on feed A",
        ]
    );
    assert!(case("left: B 1 x C13", "cores: 1").is_empty());
}

#[test]
fn a_leg_carries_a_third() {
    let case = |feed: &str, devices: &str| {
        told(
            "PWR003",
            &format!("room: {{feeds: {{A: {feed}}}}}\ndevices: {{{devices}}}\n"),
            "",
        )
    };
    // 300 V x 10 A x 80 % x 1.7320508075688772 / 3, to the last digit: it holds.
    let just = "a: {power: 1385.64064605510176 W, feeds: A L1}";
    assert!(case("300 V 10 A 3-phase", just).is_empty());
    // 8,646 VA / 3 = 2,882 VA: 120.09 V x 24 A.
    let feed = "208 V 30 A 3-phase";
    assert!(
        case(
            feed,
            "a: {power: 2882 W, feeds: A L1}, b: {power: 2882 W, feeds: A L2}"
        )
        .is_empty()
    );
    assert_eq!(
        case(
            feed,
            "a: {power: 1 W, feeds: A L1}, b: {power: 2883 W, feeds: A L2}"
        ),
        ["now: L2 of feed A carries 2,883 W of 2,882 W"]
    );
    // What names no leg may be on the fullest.
    assert_eq!(
        case(feed, "a: {power: 2 kW, feeds: A L1}, b: {power: 1 kW, feeds: A}"),
        ["unknown, now: L1 of feed A carries 2 kW..3 kW of 2,882 W"]
    );
    assert!(case(feed, "a: {power: 2 kW, feeds: A L1}, b: {power: 800 W, feeds: A}").is_empty());
    assert!(case(feed, "a: {power: 9 kW, feeds: A}").is_empty());
    assert!(case("230 V 16 A", "a: {power: 9 kW, feeds: A L1}").is_empty());
}
