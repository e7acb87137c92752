//! Each rule about racks, doors, weight and floors on small rooms with numbers worked by hand: where it breaks,
//! what it says, and where it stays quiet.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::says;

fn check(code: &str, to: &str, yaml: &str, expected: &[&str]) {
    assert_eq!(says(yaml, code, to), expected, "{code} --to {to}\n{yaml}");
}

/// A rack, devices and one service on `web`.
fn room(rack: &str, devices: &str) -> String {
    format!("racks: {{r1: {{{rack}}}}}\ndevices: {{{devices}}}\nservices: {{web: {{runs: web}}}}\n")
}

/// The fable: U3 and U12 to U24 are free, so six servers of 2 U go in. Three and one server bring two at x1, and
/// one each at x4/3, x5/3; two at x2 are the fifth and sixth, and the seventh comes above x7/3, 2/3 of the way to x3.
#[test]
fn places_of_the_fable() {
    let yaml = |rack: &str| {
        format!(
            "\
racks: {{r1: {{units: 24{rack}}}}}
devices:
  sw1: {{rack: r1 @ 1, size: 1 U}}
  fw1: {{rack: r1 @ 2, size: 1 U}}
  old-[1-3]: {{rack: r1 @ 4 6 8, size: 2 U}}
  old-db: {{rack: r1 @ 10, size: 2 U}}
services: {{web: {{runs: \"old-[1-3]\"}}, db: {{runs: old-db}}}}
"
        )
    };
    check(
        "RCK001",
        "servers=x3",
        &yaml(""),
        &[
            "breaks above 2/3: the 7th new device, like old-2, finds no 2 U in one piece: U3 and U24 are free in r1",
        ],
    );
    // U22-24 kept free leave U12-21: five servers. The sixth is the second of two above x2.
    check(
        "RCK001",
        "servers=x3",
        &yaml(", reserved: 22-24"),
        &["breaks above 1/2: the 6th new device, like old-db, finds no 2 U in one piece: U3 is free in r1"],
    );
    // Kept free one by one they leave U12-13, U15-16, U18-19, U21-22: four.
    check(
        "RCK001",
        "servers=x3",
        &yaml(", reserved: 14 17 20 23-24"),
        &["breaks above 1/2: the 5th new device, like old-1, finds no 2 U in one piece: U3 is free in r1"],
    );
}

#[test]
fn places_in_one_piece() {
    for (rack, devices, to, expected) in [
        // U1 and U4 are two units, but not side by side.
        (
            "units: 4",
            "web: {rack: r1 @ 2, size: 2 U}",
            "servers=x2",
            Some(
                "breaks above 0: the 1st new device, like web, finds no 2 U in one piece: U1 and U4 are free in r1",
            ),
        ),
        // U3-6 take two more, the fourth server is the third new one, above x3.
        (
            "units: 6",
            "web: {rack: r1 @ 1, size: 2 U}",
            "servers=x4",
            Some(
                "breaks above 2/3: the 3rd new device, like web, finds no 2 U in one piece: no unit is free",
            ),
        ),
        // Half depth at the front: what stands at the rear of U2 is not in the way, so U2 and U3 are free.
        (
            "units: 3",
            "web: {rack: r1 @ 1, size: 1 U, full_depth: no}, b: {rack: r1 @ 2 rear, size: 1 U, full_depth: no}",
            "servers=x4",
            Some(
                "breaks above 2/3: the 3rd new device, like web, finds no 1 U in one piece: no unit is free",
            ),
        ),
        // The same at full depth has U3 alone.
        (
            "units: 3",
            "web: {rack: r1 @ 1, size: 1 U}, b: {rack: r1 @ 2 rear, size: 1 U, full_depth: no}",
            "servers=x4",
            Some(
                "breaks above 1/3: the 2nd new device, like web, finds no 1 U in one piece: no unit is free",
            ),
        ),
        // Nobody stated a rack's units; the origin stands in no rack.
        (
            "depth: 80 cm",
            "web: {rack: r1 @ 1, size: 1 U}",
            "servers=x4",
            None,
        ),
        ("units: 1", "web: {size: 1 U}", "servers=x4", None),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        check("RCK001", to, &room(rack, devices), &expected);
    }
    // One of another room does not help.
    let two = "rooms: {a: {racks: {r1: {units: 1}}}, b: {racks: {r2: {units: 9}}}}\ndevices: {web: {rack: r1 @ 1, size: 1 U}}\nservices: {web: {runs: web}}\n";
    check(
        "RCK001",
        "servers=x2",
        two,
        &["breaks above 0: the 1st new device, like web, finds no 1 U in one piece: no unit is free"],
    );
    // A height that nobody stated leaves it open from the first one on.
    check(
        "RCK001",
        "servers=x2",
        &room("units: 9", "web: {rack: r1 @ 1}"),
        &["unknown above 0: 1 new device found a place [size: 2 U, under web]"],
    );
}

/// Gaps of U1-2 and U4-6. In turn, 1 U goes to the shorter gap (U1), 2 U to U4-5, and 2 U find U2 and U6; the
/// highest first they fill U1-2, U4-5 and U6.
#[test]
fn places_that_have_to_be_planned_together() {
    let planned = |size: &str| format!("planned: true, rack: r1, size: {size}");
    let yaml = format!(
        "racks: {{r1: {{units: 6}}}}\ndevices: {{sw1: {{rack: r1 @ 3, size: 1 U}}, a: {{{}}}, b: {{{}}}, c: {{{}}}}}\n",
        planned("1 U"),
        planned("2 U"),
        planned("2 U")
    );
    check(
        "RCK001",
        "add=a,add=b,add=c",
        &yaml,
        &[
            "breaks 0: the 3rd new device, like c, finds no 2 U in one piece: U2 and U6 are free in r1; all fit only if planned together, the highest first",
        ],
    );
    check("RCK001", "add=a,add=b", &yaml, &["holds"]);
}

#[test]
fn depths() {
    let giant = |depth: &str| format!("giant: {{planned: true, rack: r1 @ 12, size: 8 U{depth}}}");
    for (rack, devices, to, expected) in [
        (
            "depth: 80 cm",
            giant(" x 48 cm x 90 cm"),
            "add=giant",
            Some("breaks 0: giant is 90 cm deep, r1 takes 80 cm"),
        ),
        (
            "depth: 80 cm",
            giant(" x 48 cm x 80 cm"),
            "add=giant",
            Some("holds"),
        ),
        (
            "depth: 80 cm",
            giant(""),
            "add=giant",
            Some("unknown 0: giant is unknown deep, r1 takes 80 cm [size: 2 U x 48 cm x 70 cm, under giant]"),
        ),
        // Not installed; the rack states nothing; what stands states nothing.
        ("depth: 80 cm", giant(" x 48 cm x 90 cm"), "", None),
        ("units: 24", giant(" x 48 cm x 90 cm"), "add=giant", None),
        (
            "depth: 80 cm",
            "web: {rack: r1 @ 1, size: 2 U}".to_owned(),
            "",
            None,
        ),
        (
            "depth: 80 cm",
            "web: {rack: r1 @ 1, size: 2 U x 48 cm x 81 cm}".to_owned(),
            "",
            Some("breaks now: web is 81 cm deep, r1 takes 80 cm"),
        ),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        let yaml = format!("racks: {{r1: {{{rack}}}}}\ndevices: {{{devices}}}\n");
        check("RCK002", to, &yaml, &expected);
    }
}

/// A planned device comes on the way where `capacity` adds it: four cores are asked for at once, above x1.
#[test]
fn units_that_capacity_adds_have_to_fit_too() {
    let yaml = "racks: {r1: {units: 9, depth: 80 cm}}\ndevices: {web: {rack: r1 @ 1, size: 2 U, cores: 4}, giant: {planned: true, rack: r1 @ 2, size: 2 U x 48 cm x 90 cm, cores: 4}}\nservices: {web: {runs: web}}\n";
    let to = "capacity=x2 with giant";
    check(
        "RCK002",
        to,
        yaml,
        &["breaks above 0: giant is 90 cm deep, r1 takes 80 cm"],
    );
    check(
        "RCK006",
        to,
        yaml,
        &["breaks above 0: giant stands in U2-3 of r1, where web is in U2"],
    );
}

/// 16 U are 71.12 cm: of 71.12 x 48 x 90 cm the sides of 48 and 71.12 cm have to pass, either way round.
#[test]
fn doors() {
    let way = |openings: &str, size: &str| {
        format!(
            "room: {{{openings}}}\nracks: {{r1: {{units: 42}}}}\ndevices: {{box: {{planned: true, rack: r1 @ 1, size: {size}}}}}\n"
        )
    };
    let sides = "16 U x 48 cm x 90 cm";
    let stuck = |door: &str, meet: &str| {
        format!("breaks 0: box, 71.12 cm x 48 cm x 90 cm, does not pass {door}: {meet}")
    };
    for (openings, size, expected) in [
        ("door: 80 cm x 200 cm", sides, "holds".to_owned()),
        ("door: 48 cm x 72 cm", sides, "holds".to_owned()),
        ("door: 72 cm x 48 cm", sides, "holds".to_owned()),
        // On its side, the same box: 16 U are its depth.
        ("door: 48 cm x 72 cm", "90 cm x 48 cm x 71 cm", "holds".to_owned()),
        (
            "door: 71 cm x 200 cm",
            "16 U x 72 cm x 90 cm",
            "breaks 0: box, 71.12 cm x 72 cm x 90 cm, does not pass door of 71 cm x 2 m: 71.12 cm meet 71 cm"
                .to_owned(),
        ),
        (
            "door: 200 cm x 47 cm",
            sides,
            stuck("door of 2 m x 47 cm", "48 cm meet 47 cm"),
        ),
        (
            "door: 71 cm x 48 cm",
            sides,
            stuck("door of 71 cm x 48 cm", "71.12 cm meet 71 cm"),
        ),
        // A lift takes the whole box: its longest side too.
        (
            "openings: {lift: 90 cm x 210 cm x 72 cm}",
            sides,
            "holds".to_owned(),
        ),
        (
            "openings: {lift: 80 cm x 72 cm x 60 cm}",
            sides,
            stuck("lift of 80 cm x 72 cm x 60 cm", "90 cm meet 80 cm"),
        ),
        // Every opening has to be passed; the one that is passed worst is told.
        (
            "door: 80 cm x 200 cm, openings: {hatch: 60 cm x 60 cm, gate: 65 cm x 65 cm}",
            sides,
            stuck("hatch of 60 cm x 60 cm", "71.12 cm meet 60 cm"),
        ),
    ] {
        check("RCK003", "add=box", &way(openings, size), &[&expected]);
    }
    // Nobody says how wide it is and how deep: it may be the door's 80 cm, or more.
    check(
        "RCK003",
        "add=box",
        &way("door: 80 cm x 200 cm", "16 U"),
        &[
            "unknown 0: box, 71.12 cm x unknown x unknown, has to pass door of 80 cm x 2 m [size: 8 U x 48 cm x 90 cm, under box; size: 8 U x 48 cm x 90 cm, under box]",
        ],
    );
    check("RCK003", "", &way("door: 10 cm x 10 cm", sides), &[]);
    check("RCK003", "add=box", &way("cooling: 7 kW", sides), &[]);
}

#[test]
fn copies_pass_doors_too() {
    let yaml = "room: {door: 40 cm x 40 cm}\nracks: {r1: {units: 42}}\ndevices: {\"web-[1-2]\": {rack: r1 @ 1 3, size: 2 U x 48 cm x 70 cm}}\nservices: {web: {runs: \"web-[1-2]\"}}\n";
    // 8.89 cm x 48 cm x 70 cm through 40 cm x 40 cm: what stands came in somehow, the next one does not.
    check(
        "RCK003",
        "servers=x2",
        yaml,
        &[
            "breaks above 0: web-1, 8.89 cm x 48 cm x 70 cm, does not pass door of 40 cm x 40 cm: 48 cm meet 40 cm",
        ],
    );
    check("RCK003", "traffic=x2", yaml, &[]);
    // Of two sides something can be said, of one nothing.
    let two = yaml.replace("size: 2 U x 48 cm x 70 cm", "size: 2 U, depth: 70 cm");
    check(
        "RCK003",
        "servers=x2",
        &two,
        &[
            "unknown above 0: web-1, 8.89 cm x unknown x 70 cm, has to pass door of 40 cm x 40 cm [size: 8 U x 48 cm x 90 cm, under web-1]",
        ],
    );
    let one = yaml.replace("size: 2 U x 48 cm x 70 cm", "size: 2 U");
    check("RCK003", "servers=x2", &one, &[]);
}

/// Three servers of 26 kg are 78 kg; the eighth makes 208 kg, above x7/3; at 182 kg seven are just carried.
#[test]
fn what_a_rack_carries() {
    let yaml = |rack: &str, weight: &str| {
        format!(
            "racks: {{r1: {{units: 24{rack}}}, r2: {{units: 24, max_weight: 899 kg}}}}\ndevices:\n  \
             web-[1-3]: {{rack: r1 @ 1 3 5, size: 2 U{weight}}}\n  elsewhere: {{weight: 900 kg}}\n  \
             giant: {{planned: true, rack: r1 @ 17, size: 8 U, weight: 120 kg}}\n\
             services: {{web: {{runs: \"web-[1-3]\"}}}}\n"
        )
    };
    let plain = yaml(", max_weight: 200 kg", ", weight: 26 kg");
    let wall = "breaks above 2/3: r1 carries 208 kg of 200 kg";
    check("RCK004", "servers=x3", &plain, &[wall, "holds"]);
    // 78 + 120 kg is all but 2 kg; the next server is too much.
    check(
        "RCK004",
        "servers=x3,add=giant",
        &plain,
        &["breaks above 0: r1 carries 224 kg of 200 kg", "holds"],
    );
    let exact = yaml(", max_weight: 182 kg", ", weight: 26 kg");
    check(
        "RCK004",
        "servers=x3",
        &exact,
        &["breaks above 2/3: r1 carries 208 kg of 182 kg", "holds"],
    );
    // 20 to 26 kg: ten may weigh 260 kg, and the twelve that r1 has units for 240 kg at the least.
    let roomy = yaml(", max_weight: 250 kg", ", weight: 20..26 kg");
    check(
        "RCK004",
        "servers=x3",
        &roomy,
        &["unknown above 1: r1 carries 200 kg..260 kg of 250 kg", "holds"],
    );
    // Of 200 kg, eleven are too much for certain: above x10/3.
    let open = yaml(", max_weight: 200 kg", ", weight: 20..26 kg");
    check(
        "RCK004",
        "servers=x4",
        &open,
        &["breaks above 7/9: r1 carries 220 kg..286 kg of 200 kg", "holds"],
    );
    let silent = yaml(", max_weight: 200 kg", "");
    check(
        "RCK004",
        "",
        &silent,
        &[
            "unknown now: r1 carries unknown of 200 kg [weight: 26 kg, under web-1]",
            "holds",
        ],
    );
    check("RCK004", "servers=x3", &yaml("", ", weight: 26 kg"), &["holds"]);
}

/// What finds no place in a full rack goes into the next one, with its mass.
#[test]
fn mass_follows_the_place() {
    let yaml = "racks: {r1: {units: 2, max_weight: 9 kg}, r2: {units: 2, max_weight: 9 kg}}\ndevices: {web: {rack: r1 @ 1, size: 1 U, weight: 5 kg}}\nservices: {web: {runs: web}}\n";
    // The second server fills r1 with 10 kg; the third and fourth stand in r2: above x3.
    check(
        "RCK004",
        "servers=x4",
        yaml,
        &[
            "breaks above 0: r1 carries 10 kg of 9 kg",
            "breaks above 2/3: r2 carries 10 kg of 9 kg",
        ],
    );
}

/// 100 kg of rack and 26 kg a server on 0.6 m² of 400 kg/m²: 240 kg are five servers, the sixth makes 256 kg.
#[test]
fn what_a_floor_carries() {
    let yaml = |floor: &str, rack: &str| {
        format!(
            "room: {{{floor}}}\nracks: {{r1: {{units: 24{rack}}}}}\ndevices: {{\"web-[1-3]\": {{rack: r1 @ 1 3 5, size: 2 U, weight: 26 kg}}}}\nservices: {{web: {{runs: \"web-[1-3]\"}}}}\n"
        )
    };
    let own = ", weight: 100 kg, area: 0.6 m2";
    let by_area = "breaks above 1/3: r1 weighs 256 kg, 0.6 m² of floor carry 240 kg";
    for (floor, rack, to, expected) in [
        ("floor: 400 kg/m2", own, "servers=x3", Some(by_area)),
        // 100 + 9 x 26 kg = 334 kg, of 0.6 m² x 560 kg/m² = 336 kg: x3 is carried.
        (
            "floor: 560 kg/m2",
            own,
            "servers=x3",
            Some("breaks above 1: r1 weighs 360 kg, 0.6 m² of floor carry 336 kg"),
        ),
        // A tile of 64 kg carries a rack of 128 kg for certain (half of it) and never one of more than 256 kg.
        (
            "tile: 64 kg",
            own,
            "servers=x3",
            Some("breaks above 1/2: r1 weighs 282 kg, its feet may put 128 kg..256 kg on tiles"),
        ),
        (
            "tile: 167 kg",
            own,
            "servers=x3",
            // 334 kg are twice 167: the tenth server is the first that two feet may be too much for.
            Some("unknown above 1: r1 weighs 360 kg, its feet may put 334 kg..668 kg on tiles"),
        ),
        // The tighter of the two: 240 kg by area, 2 x 200 kg by tiles.
        ("floor: 400 kg/m2, tile: 200 kg", own, "servers=x3", Some(by_area)),
        (
            "floor: 4000 kg/m2, tile: 64 kg",
            own,
            "servers=x3",
            Some("breaks above 1/2: r1 weighs 282 kg, its feet may put 128 kg..256 kg on tiles"),
        ),
        // Nobody says what the rack weighs: 240 kg may hold nine servers (234 kg), and never ten.
        (
            "floor: 400 kg/m2",
            ", area: 0.6 m2",
            "servers=x3",
            Some(
                "breaks above 1: r1 weighs at least 260 kg, 0.6 m² of floor carry 240 kg [weight: 120 kg, under r1]",
            ),
        ),
        ("floor: 400 kg/m2", ", weight: 100 kg", "servers=x3", None),
        ("cooling: 7 kW", own, "servers=x3", None),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        check("RCK005", to, &yaml(floor, rack), &expected);
    }
}

#[test]
fn one_unit_for_one_device() {
    let two =
        |first: &str, second: &str| format!("one: {{rack: r1 @ {first}}}, two: {{rack: r1 @ {second}}}");
    for (rack, devices, to, expected) in [
        (
            "units: 24",
            two("4, size: 2 U", "5, size: 2 U"),
            "",
            Some("breaks now: two stands in U5-6 of r1, where one is in U5"),
        ),
        ("units: 24", two("4, size: 2 U", "6, size: 2 U"), "", None),
        // Nobody says how high: one unit.
        (
            "units: 24",
            two("4", "4"),
            "",
            Some("breaks now: two stands in U4 of r1, where one is in U4"),
        ),
        ("units: 24", two("4", "5"), "", None),
        // The top: U23-24 is the last pair.
        (
            "units: 24",
            two("23, size: 2 U", "24, size: 2 U"),
            "",
            Some("breaks now: two stands in U24-25 of r1, which has 24 U"),
        ),
        ("units: 25", two("22, size: 2 U", "24, size: 2 U"), "", None),
        (
            "units: 24, reserved: 20-22",
            two("1, size: 1 U", "19, size: 2 U"),
            "",
            Some("breaks now: two stands in U19-20 of r1, of which U20 are kept free"),
        ),
        (
            "units: 24, reserved: 20-22",
            two("18, size: 2 U", "23, size: 2 U"),
            "",
            None,
        ),
        // Kept for what is planned there.
        (
            "units: 24, reserved: 20-22",
            two("1, size: 1 U", "20, size: 2 U, planned: true"),
            "add=two",
            None,
        ),
        // Front and rear of one unit, where both are known to take one side.
        (
            "units: 24",
            two(
                "4, size: 1 U, full_depth: no",
                "4 rear, size: 1 U, full_depth: no",
            ),
            "",
            None,
        ),
        (
            "units: 24",
            two("4, size: 1 U", "4 rear, size: 1 U, full_depth: no"),
            "",
            Some("breaks now: two stands in U4 of r1, where one is in U4"),
        ),
        // Planned: only when it comes.
        (
            "units: 24",
            two("4, size: 2 U", "5, size: 2 U, planned: true"),
            "",
            None,
        ),
        (
            "units: 24",
            two("4, size: 2 U", "5, size: 2 U, planned: true"),
            "add=two",
            Some("breaks 0: two stands in U5-6 of r1, where one is in U5"),
        ),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        let yaml = format!("racks: {{r1: {{{rack}}}, r9: {{units: 1}}}}\ndevices: {{{devices}}}\n");
        check("RCK006", to, &yaml, &expected);
    }
    // Of two planned devices in one unit the later one is in the way of the other, whichever is written first.
    let two_planned = "racks: {r1: {units: 9}}\ndevices: {web: {cores: 4}, a: {planned: true, rack: r1 @ 4, size: 1 U, cores: 2}, b: {planned: true, rack: r1 @ 4, size: 1 U}}\nservices: {web: {runs: web}}\n";
    check(
        "RCK006",
        "add=b,capacity=x2 with a",
        two_planned,
        &["breaks above 0: b stands in U4 of r1, where a is in U4"],
    );
    // The same unit of two racks.
    let apart = "racks: {r1: {units: 9}, r2: {units: 9}}\ndevices: {a: {rack: r1 @ 4, size: 1 U}, b: {rack: r2 @ 4, size: 1 U}}\n";
    check("RCK006", "", apart, &[]);
}
