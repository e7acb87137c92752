//! The machine room as NetBox has it, in small dumps: racks and rooms, then power, then ports and cables.

use super::tests::{device, dump, said};
use crate::part::Part;
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::{Confidence, NoteKind};

/// A fact as a number, or as the two it lies between.
fn fact(facts: &Facts, kind: FactKind) -> String {
    match facts.raw(kind) {
        None => "-".to_owned(),
        Some(raw) if raw.lo == raw.hi => raw.lo.decimal(3),
        Some(raw) => format!("{}..{}", raw.lo.decimal(3), raw.hi.decimal(3)),
    }
}

/// `name in room` of each rack.
fn racks(part: &Part) -> Vec<String> {
    let rack = |row: &crate::part::RackRow| {
        let room = row.room.as_ref().map_or("?", |room| &room.value);
        format!("{} in {room}", row.name.value)
    };
    part.racks.iter().map(rack).collect()
}

fn rooms(part: &Part) -> Vec<&str> {
    part.rooms.iter().map(|row| row.name.value.as_str()).collect()
}

fn stand(part: &Part, name: &str) -> String {
    let row = device(part, name);
    match (&row.stand, &row.room) {
        (Some(stand), _) => stand.value.to_string(),
        (None, Some(room)) => format!("in {}", room.value),
        (None, None) => "-".to_owned(),
    }
}

const HQ: &str = r#""site": {"id": 1, "name": "hq"}"#;
const LAB: &str = r#""site": {"id": 2, "name": "lab"}"#;

#[test]
fn racks_have_a_size_and_stand_in_rooms() {
    let part = dump(&[(
        "dcim/racks",
        r#"
        {"id": 1, "name": "R1", "site": {"id": 1, "name": "hq"}, "location": {"id": 7, "name": "cellar"},
         "status": {"value": "active"}, "u_height": 42, "desc_units": true, "starting_unit": 1,
         "weight": 120.5, "max_weight": 2200, "weight_unit": {"value": "lb"}, "mounting_depth": 740,
         "outer_width": 600, "outer_depth": 1070, "outer_unit": {"value": "mm", "label": "Millimeters"},
         "width": {"value": 19}, "facility_id": "X", "rack_type": null},
        {"id": 2, "name": "R2", "site": {"id": 1, "name": "hq"}, "u_height": 24, "outer_depth": 30, "outer_unit": "in"},
        {"id": 3, "name": "R3", "site": {"id": 1, "name": "hq"}, "location": {"id": 7, "name": "cellar"},
         "u_height": 12, "max_weight": null, "weight": null, "weight_unit": null, "outer_unit": null}
        "#,
    )]);
    assert_eq!(said(&part), [""; 0]);
    assert_eq!(part.not_looked_at, [""; 0]);
    assert_eq!(racks(&part), ["R1 in cellar", "R2 in hq", "R3 in cellar"]);
    assert_eq!(rooms(&part), ["cellar", "hq"]);
    let of = |n: usize, kind| fact(&part.racks[n].facts, kind);
    for (n, kind, value) in [
        (0, FactKind::Units, "42"),
        // 2200 lb and 120.5 lb at 0.45359237 kg.
        (0, FactKind::MaxWeight, "997.903"),
        (0, FactKind::Weight, "54.658"),
        (0, FactKind::Depth, "0.74"),
        (0, FactKind::Width, "0.6"),
        (1, FactKind::Units, "24"),
        // 30 in outside is at most 30 in inside.
        (1, FactKind::Depth, "0..0.762"),
        (1, FactKind::MaxWeight, "-"),
        (2, FactKind::Depth, "-"),
    ] {
        assert_eq!(of(n, kind), value, "rack {n}, {kind:?}");
    }
    let depth = part.racks[1].facts.raw(FactKind::Depth).map(|raw| raw.confidence);
    assert_eq!(depth, Some(Confidence::Inferred));
}

#[test]
fn racks_and_rooms_of_one_name_are_told_apart() {
    let rack = |id: u64, name: &str, site: &str, location: &str| {
        format!(r#"{{"id": {id}, "name": "{name}", {site}, "location": {location}, "u_height": 42}}"#)
    };
    let at = |id: u64, rack: u64| {
        format!(r#"{{"id": {id}, "name": "d{id}", "rack": {{"id": {rack}, "name": "R1"}}, "position": 3}}"#)
    };
    let cellar = |id: u64| format!(r#"{{"id": {id}, "name": "cellar"}}"#);
    let racks_of = [
        rack(1, "R1", HQ, &cellar(7)),
        rack(2, "R1", LAB, &cellar(8)),
        rack(3, "R1", LAB, "null"),
        rack(4, "R1", LAB, "null"),
        rack(5, "R5", LAB, "null"),
    ];
    let devices: Vec<String> = (1..=4).map(|id| at(id, id)).collect();
    let part = dump(&[
        ("dcim/racks", &racks_of.join(",")),
        ("dcim/devices", &devices.join(",")),
    ]);
    assert_eq!(
        racks(&part),
        [
            "R1 (cellar (hq)) in cellar (hq)",
            "R1 (cellar (lab)) in cellar (lab)",
            "R1 (lab) in lab",
            "R1 (lab) #4 in lab",
            "R5 in lab",
        ]
    );
    assert_eq!(
        ["d1", "d2", "d3", "d4"].map(|name| stand(&part, name)),
        [
            "R1 (cellar (hq)) @ 3",
            "R1 (cellar (lab)) @ 3",
            "R1 (lab) @ 3",
            "R1 (lab) #4 @ 3",
        ]
    );
}

#[test]
fn devices_stand_where_netbox_puts_them() {
    let part = dump(&[
        (
            "dcim/racks",
            &format!(
                r#"{{"id": 1, "name": "R1", {HQ}, "starting_unit": 11}},
                   {{"id": 2, "name": "R2", {HQ}, "status": {{"value": "deprecated"}}}},
                   {{"id": 3, "name": "R3", {LAB}, "status": "planned"}}"#
            ),
        ),
        (
            "dcim/devices",
            &format!(
                r#"{{"id": 1, "name": "counted from 11", "rack": {{"id": 1, "name": "R1"}}, "position": 12.5}},
                   {{"id": 2, "name": "rear", "rack": {{"id": 1, "name": "R1"}}, "position": 11, "face": {{"value": "rear"}}}},
                   {{"id": 3, "name": "in the old rack", "rack": {{"id": 2, "name": "R2"}}, "position": 1}},
                   {{"id": 4, "name": "in no room", "rack": {{"id": 3, "name": "R3"}}, "position": 1}},
                   {{"id": 5, "name": "row missing", "rack": {{"id": 9, "name": "R9"}}, {LAB}, "position": 4}},
                   {{"id": 6, "name": "on a shelf", {LAB}, "location": {{"id": 4, "name": "office"}}}},
                   {{"id": 7, "name": "below", "rack": {{"id": 1, "name": "R1"}}, "position": 3}},
                   {{"id": 8, "name": "nonsense", "rack": {{"id": 1, "name": "R1"}}, "position": -3}}"#
            ),
        ),
    ]);
    for (name, at) in [
        ("counted from 11", "R1 @ 2.5"),
        ("rear", "R1 @ 1"),
        ("in the old rack", "in hq"),
        ("in no room", "in lab"),
        ("row missing", "R9 @ 4"),
        ("on a shelf", "-"),
        ("below", "R1"),
        ("nonsense", "R1"),
    ] {
        assert_eq!(stand(&part, name), at, "{name}");
    }
    let face = |name| device(&part, name).stand.as_ref().map(|stand| stand.value.face);
    assert_ne!(face("rear"), face("counted from 11"));
    assert_eq!(racks(&part), ["R1 in hq", "R9 in lab"]);
    assert_eq!(
        said(&part),
        [
            "`position` is `3`, and the rack's lowest unit is 11",
            "expected a `position` such as 12 or 12.5, found `-3`",
        ]
    );
}

#[test]
fn wrong_numbers_of_racks_are_told_and_the_rest_is_read() {
    let part = dump(&[(
        "dcim/racks",
        r#"{"id": 1, "name": "R1", "u_height": -4, "starting_unit": 0, "weight": 80, "weight_unit": "stone",
            "mounting_depth": "deep", "outer_width": 600, "outer_depth": 1000, "outer_unit": {"value": "mm"}},
           {"id": 1, "name": "the first page again"}, {"id": 2, "name": null, "max_weight": 500}"#,
    )]);
    assert_eq!(racks(&part), ["R1 in ?", "rack #2 in ?"]);
    assert_eq!(
        said(&part),
        [
            "expected a `starting_unit` from 1 to 1000, found `0`",
            "expected `u_height` in rack units, found `-4`",
            "`weight_unit` is `stone`: expected one of kg, g, lb, oz",
            "expected `mounting_depth` in mm, above 0, found `deep`",
            "`max_weight` has no `weight_unit`, so it says nothing",
        ]
    );
    assert!(
        part.notes
            .iter()
            .all(|note| note.at.is_some() && note.kind == NoteKind::Unreadable)
    );
    assert_eq!(fact(&part.racks[0].facts, FactKind::Width), "0.6");
}

/// `name in room: three-phase? V A share`.
fn feeds(part: &Part) -> Vec<String> {
    let feed = |row: &crate::part::FeedRow| {
        let room = row.room.as_ref().map_or("?", |room| &room.value);
        let facts = [FactKind::Voltage, FactKind::Current, FactKind::Continuous];
        let facts = facts.map(|kind| fact(&row.facts, kind)).join(" ");
        let phases = if row.three_phase { "3 phases " } else { "" };
        format!("{} in {room}: {phases}{facts}", row.name.value)
    };
    part.feeds.iter().map(feed).collect()
}

/// Feeds of a device, each with its leg.
fn feeds_of(part: &Part, name: &str) -> Vec<String> {
    let feeds = device(part, name).feeds.as_ref();
    let feeds = feeds.map_or(&[][..], |said| &said.value);
    let feed = |used: &crate::part::FeedName| match used.leg {
        Some(leg) => format!("{} {leg:?}", used.feed),
        None => used.feed.clone(),
    };
    feeds.iter().map(feed).collect()
}

/// `name at rack on feed: outlets`.
fn units(part: &Part) -> Vec<String> {
    let text = |said: &Option<fiasco_estate::Said<String>>| {
        said.as_ref().map_or("?".to_owned(), |said| said.value.clone())
    };
    let unit = |row: &crate::part::PowerUnitRow| {
        let outlets: Vec<String> = row
            .outlets
            .iter()
            .map(|outlets| {
                let leg = outlets.leg.map_or(String::new(), |leg| format!(" {leg:?}"));
                format!("{} x {}{leg}", outlets.count, outlets.kind.name())
            })
            .collect();
        format!(
            "{} at {} on {}: {}",
            row.name.value,
            text(&row.rack),
            text(&row.feed),
            outlets.join(" + ")
        )
    };
    part.power_units.iter().map(unit).collect()
}

/// A power port, plugged into something.
fn port(id: u64, device: u64, draws: &str, far: &str, id_of_far: u64) -> String {
    format!(
        r#"{{"id": {id}, "device": {{"id": {device}}}, "name": "PSU{id}", "type": {{"value": "iec-60320-c14"}}, {draws}
            "connected_endpoints": [{{"id": {id_of_far}, "name": "x"}}],
            "connected_endpoints_type": "dcim.{far}", "connected_endpoints_reachable": true}}"#
    )
}

/// An outlet behind a power port, or behind whichever its device has.
fn outlet(id: u64, device: u64, kind: &str, port: &str, leg: &str) -> String {
    format!(
        r#"{{"id": {id}, "device": {{"id": {device}}}, "name": "o{id}", "type": {{"value": "{kind}"}},
            "power_port": {port}, "feed_leg": {leg}}}"#
    )
}

/// A rack with four devices in it, of which the last two are strips.
fn rack_of_four() -> [(&'static str, String); 3] {
    let rows: Vec<String> = ["srv-1", "srv-2", "pdu-a", "pdu-b"]
        .iter()
        .zip(1..)
        .map(|(name, id): (_, u64)| {
            format!(r#"{{"id": {id}, "name": "{name}", "rack": {{"id": 1, "name": "R1"}}}}"#)
        })
        .collect();
    [
        ("dcim/racks", format!(r#"{{"id": 1, "name": "R1", {HQ}}}"#)),
        ("dcim/devices", rows.join(",")),
        (
            "dcim/power-panels",
            format!(r#"{{"id": 5, "name": "P5", {HQ}, "location": null, "powerfeed_count": 2}}"#),
        ),
    ]
}

/// A dump of the rack of four, and more.
fn powered(more: &[(&'static str, String)]) -> Part {
    let mut lists = rack_of_four().to_vec();
    for (endpoint, rows) in more {
        // A list is in a dump once: a second key of its name would be a duplicate, which is not read.
        match lists.iter_mut().find(|(known, _)| known == endpoint) {
            Some((_, known)) => *known = format!("{known}, {rows}"),
            None => lists.push((*endpoint, rows.clone())),
        }
    }
    let lists: Vec<(&str, &str)> = lists
        .iter()
        .map(|(endpoint, rows)| (*endpoint, rows.as_str()))
        .collect();
    dump(&lists)
}

const FEEDS: &str = r#"
    {"id": 1, "name": "A", "power_panel": {"id": 5, "name": "P5"}, "rack": {"id": 1, "name": "R1"},
     "status": {"value": "active"}, "type": {"value": "primary"}, "supply": {"value": "ac"},
     "phase": {"value": "single-phase"}, "voltage": 230, "amperage": 16, "max_utilization": 80},
    {"id": 2, "name": "B", "power_panel": {"id": 5, "name": "P5"}, "rack": null, "status": "active",
     "phase": "three-phase", "voltage": 400, "amperage": 32, "max_utilization": 100}
"#;

#[test]
fn power_is_followed_through_strips_to_feeds() {
    let both = r#""maximum_draw": 800, "allocated_draw": 300,"#;
    let part = powered(&[
        ("dcim/power-feeds", FEEDS.to_owned()),
        (
            "dcim/power-ports",
            [
                port(1, 1, both, "poweroutlet", 31),
                port(2, 1, both, "poweroutlet", 41),
                port(3, 2, both, "powerfeed", 1),
                port(30, 3, r#""maximum_draw": 3680,"#, "powerfeed", 1),
                port(40, 4, "", "powerfeed", 2),
            ]
            .join(","),
        ),
        (
            "dcim/power-outlets",
            [
                outlet(31, 3, "iec-60320-c13", r#"{"id": 30}"#, "null"),
                outlet(32, 3, "iec-60320-c13", r#"{"id": 30}"#, "null"),
                outlet(33, 3, "iec-60320-c19", "null", "null"),
                outlet(
                    41,
                    4,
                    "iec-60320-c13",
                    r#"{"id": 40}"#,
                    r#"{"value": "B", "label": "B"}"#,
                ),
                outlet(42, 4, "iec-60320-c13", r#"{"id": 40}"#, r#""C""#),
            ]
            .join(","),
        ),
    ]);
    assert_eq!(said(&part), [""; 0]);
    assert_eq!(
        feeds(&part),
        ["A in hq: 230 16 0.8", "B in hq: 3 phases 400 32 1"]
    );
    assert_eq!(
        units(&part),
        [
            "pdu-a at R1 on A: 2 x C13 + 1 x C19",
            "pdu-b at R1 on B: 1 x C13 Two + 1 x C13 Three"
        ]
    );
    assert_eq!(feeds_of(&part, "srv-1"), ["A", "B Two"]);
    assert_eq!(feeds_of(&part, "srv-2"), ["A"]);
    assert_eq!(feeds_of(&part, "pdu-a"), ["A"]);
    let facts = |name, kind| fact(&device(&part, name).facts, kind);
    // Two supplies of one draw stand in for each other; see library/draw.rs.
    assert_eq!(facts("srv-1", FactKind::Power), "300");
    assert_eq!(facts("srv-1", FactKind::Nameplate), "800");
    assert_eq!(facts("srv-1", FactKind::Psus), "2");
    let hardware = device(&part, "srv-1").hardware.as_ref().expect("inlets");
    let inlets: Vec<(&str, u32)> = hardware
        .inlets
        .iter()
        .map(|(plug, n)| (plug.name(), *n))
        .collect();
    assert_eq!(inlets, [("C14", 2)]);
    // A strip draws what hangs on it, which is counted there.
    assert_eq!(facts("pdu-a", FactKind::Nameplate), "-");
    assert_eq!(facts("pdu-a", FactKind::Psus), "-");
    let strip = device(&part, "pdu-a").hardware.as_ref().expect("no draw");
    assert_eq!(fact(&strip.facts, FactKind::Power), "0");
    assert!(strip.inlets.is_empty());
}

#[test]
fn draws_of_a_device_by_its_ports() {
    let draws = |most: &str, usual: &str| format!(r#""maximum_draw": {most}, "allocated_draw": {usual},"#);
    for (ports, power, nameplate) in [
        (vec![draws("500", "200")], "200", "500"),
        (vec![draws("500", "200"), draws("500", "200")], "200", "500"),
        // Of four alike, one is there to be lost.
        (vec![draws("500", "200"); 4], "200..600", "500..1500"),
        // For different things.
        (vec![draws("500", "200"), draws("60", "20")], "220", "560"),
        (vec![draws("500", "200"), draws("500", "null")], "-", "500"),
        (vec![draws("null", "null")], "-", "-"),
    ] {
        let rows: Vec<String> = ports
            .iter()
            .zip(1..)
            .map(|(draws, id)| port(id, 1, draws, "powerfeed", 1))
            .collect();
        let part = powered(&[("dcim/power-ports", rows.join(","))]);
        let facts = &device(&part, "srv-1").facts;
        assert_eq!(
            (
                fact(facts, FactKind::Power).as_str(),
                fact(facts, FactKind::Nameplate).as_str()
            ),
            (power, nameplate),
            "{ports:?}"
        );
    }
}

#[test]
fn strips_behind_strips_and_in_circles() {
    let strip = |port: &str| outlet(31, 3, "iec-60320-c13", port, "null");
    let second = outlet(41, 4, "iec-60320-c13", "null", r#""A""#);
    // srv-1 in pdu-b, pdu-b in pdu-a, pdu-a in the wall or in pdu-b.
    for (far, id_of_far, of_server, of_unit) in [
        ("powerfeed", 1, vec!["A"], "pdu-b at R1 on A: 1 x C13 One"),
        ("poweroutlet", 41, vec![], "pdu-b at R1 on ?: 1 x C13 One"),
    ] {
        let part = powered(&[
            ("dcim/power-feeds", FEEDS.to_owned()),
            (
                "dcim/power-ports",
                [
                    port(1, 1, "", "poweroutlet", 41),
                    port(40, 4, "", "poweroutlet", 31),
                    port(30, 3, "", far, id_of_far),
                ]
                .join(","),
            ),
            (
                "dcim/power-outlets",
                [strip(r#"{"id": 30}"#), second.clone()].join(","),
            ),
        ]);
        assert_eq!(feeds_of(&part, "srv-1"), of_server, "{far}");
        assert_eq!(units(&part)[1], of_unit, "{far}");
    }
}

#[test]
fn a_switch_between_two_feeds_is_a_unit_for_each() {
    let part = powered(&[
        ("dcim/power-feeds", FEEDS.to_owned()),
        (
            "dcim/power-ports",
            [
                port(30, 3, "", "powerfeed", 1),
                port(31, 3, "", "powerfeed", 2),
                port(1, 1, "", "poweroutlet", 3),
            ]
            .join(","),
        ),
        (
            "dcim/power-outlets",
            [
                outlet(1, 3, "iec-60320-c13", r#"{"id": 30}"#, "null"),
                outlet(2, 3, "iec-60320-c13", r#"{"id": 31}"#, "null"),
                outlet(3, 3, "iec-60320-c13", "null", "null"),
            ]
            .join(","),
        ),
    ]);
    assert_eq!(
        units(&part),
        [
            "pdu-a at R1 on ?: 1 x C13",
            "pdu-a (A) at R1 on A: 1 x C13",
            "pdu-a (B) at R1 on B: 1 x C13"
        ]
    );
    assert_eq!(feeds_of(&part, "srv-1"), ["A", "B"]);
}

#[test]
fn feeds_are_in_rooms_with_names_of_their_own() {
    let feed = |id: u64, name: &str, panel: u64, more: &str| {
        format!(
            r#"{{"id": {id}, "name": "{name}", "power_panel": {{"id": {panel}, "name": "P{panel}"}}, {more} "voltage": 230}}"#
        )
    };
    let part = powered(&[
        (
            "dcim/power-panels",
            format!(r#"{{"id": 6, "name": "P6", {LAB}, "location": {{"id": 3, "name": "attic"}}}}"#),
        ),
        (
            "dcim/power-feeds",
            [
                feed(1, "A", 5, ""),
                feed(2, "A", 6, ""),
                feed(3, "A", 6, r#""rack": {"id": 1, "name": "R1"},"#),
                feed(4, "B", 6, r#""status": {"value": "offline"},"#),
                feed(5, "C", 6, r#""status": "planned","#),
                feed(6, "D", 6, ""),
                feed(7, "E", 99, ""),
            ]
            .join(","),
        ),
        // Feed D hangs on the panel of the attic, and srv-1 in hq on it; so does srv-2 on what is off.
        (
            "dcim/power-ports",
            [port(1, 1, "", "powerfeed", 6), port(2, 2, "", "powerfeed", 4)].join(","),
        ),
    ]);
    assert_eq!(
        feeds(&part),
        [
            "A (P5) in hq: 230 - -",
            "A in attic: 230 - -",
            "A (P6) in hq: 230 - -",
            "D in hq: 230 - -",
            "E in ?: 230 - -",
        ]
    );
    assert_eq!(rooms(&part), ["hq", "attic"]);
    assert_eq!(feeds_of(&part, "srv-1"), ["D"]);
    assert_eq!(feeds_of(&part, "srv-2"), [""; 0]);
}

#[test]
fn a_feed_of_another_room_is_told() {
    let part = dump(&[
        (
            "dcim/racks",
            &format!(r#"{{"id": 1, "name": "R1", {HQ}}}, {{"id": 2, "name": "R2", {LAB}}}"#),
        ),
        (
            "dcim/devices",
            r#"{"id": 1, "name": "far", "rack": {"id": 2, "name": "R2"}}"#,
        ),
        (
            "dcim/power-feeds",
            r#"{"id": 1, "name": "A", "rack": {"id": 1, "name": "R1"}}"#,
        ),
        ("dcim/power-ports", &port(1, 1, "", "powerfeed", 1)),
    ]);
    assert_eq!(
        said(&part),
        ["far hangs on the feed A of another room: it is not counted there"]
    );
    assert_eq!(feeds_of(&part, "far"), [""; 0]);
}

#[test]
fn a_direct_voltage_may_be_negative_and_nothing_else() {
    for (supply, voltage, read, notes) in [
        ("dc", "-48", "48", 0),
        ("dc", "48", "48", 0),
        ("ac", "-230", "-", 1),
        ("ac", "0", "-", 1),
        ("ac", "\"high\"", "-", 1),
    ] {
        let feed =
            format!(r#"{{"id": 1, "name": "A", "supply": {{"value": "{supply}"}}, "voltage": {voltage}}}"#);
        let part = dump(&[("dcim/power-feeds", &feed)]);
        assert_eq!(
            fact(&part.feeds[0].facts, FactKind::Voltage),
            read,
            "{supply} {voltage}"
        );
        assert_eq!(part.notes.len(), notes, "{supply} {voltage}: {:?}", said(&part));
    }
}

#[test]
fn power_of_older_versions_is_read() {
    // 2.11: one endpoint, its kind apart; nothing of weights or airflow.
    let part = powered(&[
        ("dcim/power-feeds", FEEDS.to_owned()),
        (
            "dcim/power-ports",
            r#"{"id": 1, "device": {"id": 1, "display_name": "srv-1"}, "name": "PSU1", "type": {"value": "iec-60320-c14"},
                "maximum_draw": 400, "cable_peer": {"id": 1}, "cable_peer_type": "dcim.powerfeed",
                "connected_endpoint": {"id": 1, "name": "A"}, "connected_endpoint_type": "dcim.powerfeed",
                "connected_endpoint_reachable": true},
               {"id": 2, "device": {"id": 2}, "name": "PSU1", "connected_endpoint": {"id": 2, "name": "B"},
                "connected_endpoint_type": "dcim.powerfeed", "connected_endpoint_reachable": false}"#
                .to_owned(),
        ),
        (
            "dcim/device-types",
            r#"{"id": 1, "manufacturer": {"id": 1}, "model": "R640", "slug": "r640", "part_number": "", "u_height": 1,
                "is_full_depth": true, "subdevice_role": null, "front_image": null, "device_count": 3}"#
                .to_owned(),
        ),
    ]);
    assert_eq!(said(&part), [""; 0]);
    assert_eq!(feeds_of(&part, "srv-1"), ["A"]);
    assert_eq!(feeds_of(&part, "srv-2"), [""; 0]);
    assert_eq!(fact(&device(&part, "srv-1").facts, FactKind::Nameplate), "400");
}

#[test]
fn wrong_power_is_told_and_the_rest_is_read() {
    let part = powered(&[
        (
            "dcim/power-feeds",
            r#"{"id": 1, "name": "A", "amperage": -16, "max_utilization": "most", "voltage": 230}, {"id": 2}, 7"#
                .to_owned(),
        ),
        (
            "dcim/power-ports",
            r#"{"id": 1, "device": {"id": 1}, "type": "c99", "maximum_draw": -5, "allocated_draw": "some",
                "connected_endpoints": [{}, 3, {"id": "x"}], "connected_endpoints_type": "dcim.powerfeed"},
               {"id": 2}"#
                .to_owned(),
        ),
        (
            "dcim/power-outlets",
            r#"{"id": 1, "device": {"id": 3}, "type": "hole", "feed_leg": "D", "power_port": {"id": 77}},
               {"id": 2, "device": {"id": 3}, "type": null}, {"id": 3, "device": {"id": 3}, "type": "usb-c"},
               {"id": 4, "device": {"id": 3}, "type": "iec-60320-c13", "status": {"value": "faulty"}}"#
                .to_owned(),
        ),
    ]);
    assert_eq!(feeds(&part), ["A in ?: 230 - -", "feed #2 in ?: - - -"]);
    assert_eq!(units(&part), ["pdu-a at R1 on ?: 3 x other"]);
    assert_eq!(
        said(&part),
        [
            "expected `amperage` in A, above 0, found `-16`",
            "expected `max_utilization` in %, above 0, found `most`",
            "expected a row with fields such as `id`",
            "expected `maximum_draw` in W, above 0, found `-5`",
            "expected `allocated_draw` in W, above 0, found `some`",
            "`c99` is no kind of power port that is known",
            "`hole` is no kind of power outlet that is known",
            "expected a `feed_leg`, A, B or C, found `D`",
        ]
    );
    assert!(part.notes.iter().all(|note| note.at.is_some()));
}

/// Reserved units of each rack, as `R1: 3-5 8`.
fn reserved(part: &Part) -> Vec<String> {
    let stretch = |(at, length): (u32, u32)| match (at / 2 + 1, (at + length) / 2) {
        (first, last) if first == last => format!(" {first}"),
        (first, last) => format!(" {first}-{last}"),
    };
    let racks = part.racks.iter().filter(|row| !row.reserved.is_empty());
    racks
        .map(|row| {
            let units: String = row.reserved.iter().map(|said| stretch(said.value)).collect();
            format!("{}:{units}", row.name.value)
        })
        .collect()
}

#[test]
fn reserved_units_are_kept_free() {
    let racks = format!(
        r#"{{"id": 1, "name": "R1", {HQ}, "u_height": 42}}, {{"id": 2, "name": "R2", {HQ}, "u_height": 10, "starting_unit": 11}}"#
    );
    let reservation = |id: u64, rack: u64, units: &str, more: &str| {
        format!(
            r#"{{"id": {id}, "rack": {{"id": {rack}, "name": "R"}}, "units": {units}, "unit_count": 2, {more}
                "user": {{"id": 1}}, "tenant": null, "description": "for the giant"}}"#
        )
    };
    let read = |rows: &[String], devices: &str| {
        dump(&[
            ("dcim/racks", &racks),
            ("dcim/rack-reservations", &rows.join(",")),
            (
                "dcim/device-types",
                r#"{"id": 9, "manufacturer": {"name": "M"}, "model": "two", "u_height": 2.0}"#,
            ),
            ("dcim/devices", devices),
        ])
    };
    for (rows, devices, expected) in [
        (vec![reservation(1, 1, "[5, 3, 4, 8]", "")], "", vec!["R1: 3-5 8"]),
        // Counted from the rack's own lowest unit.
        (
            vec![reservation(1, 2, "[11, 12, 20]", "")],
            "",
            vec!["R2: 1-2 10"],
        ),
        (
            vec![
                reservation(1, 1, "[1]", r#""status": {"value": "active"},"#),
                reservation(2, 1, "[7, 8]", r#""status": {"value": "stale"},"#),
                reservation(3, 7, "[1]", ""),
            ],
            "",
            vec!["R1: 1"],
        ),
        // Where a device of two units stands, what was reserved was used; where one is planned, it was not.
        (
            vec![reservation(1, 1, "[10, 11, 12, 13]", "")],
            r#"{"id": 1, "name": "a", "device_type": {"id": 9, "model": "two"}, "rack": {"id": 1, "name": "R1"}, "position": 11},
               {"id": 2, "name": "b", "status": "planned", "rack": {"id": 1, "name": "R1"}, "position": 13}"#,
            vec!["R1: 10 13"],
        ),
    ] {
        let part = read(&rows, devices);
        assert_eq!(said(&part), [""; 0], "{rows:?}");
        assert_eq!(part.not_looked_at, [""; 0]);
        assert_eq!(reserved(&part), expected, "{rows:?}");
    }
    let part = read(&[reservation(1, 2, r#"[10, 21, "x", 15]"#, "")], "");
    assert_eq!(reserved(&part), ["R2: 5"]);
    let wrong = part.notes.iter().filter(|note| note.kind == NoteKind::Unreadable);
    let wrong: Vec<&str> = wrong.map(|note| note.message.as_str()).collect();
    assert!(
        wrong[0].contains("expected units of R2 from 11 to 20, found `10`"),
        "{wrong:?}"
    );
}

#[test]
fn modules_weigh_and_ports_of_those_that_are_away_are_not_there() {
    let module = |id: u64, kind: u64, status: &str| {
        format!(
            r#"{{"id": {id}, "device": {{"id": 1, "name": "srv-1"}}, "module_bay": {{"id": {id}, "name": "PSU"}},
                "module_type": {{"id": {kind}, "model": "m"}}, "status": {{"value": "{status}"}}, "serial": ""}}"#
        )
    };
    let of = |module: u64, row: String| row.replacen('{', &format!(r#"{{"module": {{"id": {module}}}, "#), 1);
    let interface = |id: u64| {
        format!(
            r#"{{"id": {id}, "device": {{"id": 1}}, "name": "e{id}", "type": {{"value": "1000base-t"}}}}"#
        )
    };
    let read = |second: &str, weight: &str| {
        let typed = r#"{"id": 1, "name": "srv-1", "device_type": {"id": 9, "model": "chassis"}, "rack": {"id": 1, "name": "R1"}}"#;
        dump(&[
            ("dcim/racks", &format!(r#"{{"id": 1, "name": "R1", {HQ}}}"#)),
            (
                "dcim/device-types",
                &format!(
                    r#"{{"id": 9, "model": "chassis", "manufacturer": {{"name": "M"}}, "u_height": 4{weight}}}"#
                ),
            ),
            (
                "dcim/module-types",
                r#"{"id": 5, "manufacturer": {"name": "M"}, "model": "m", "weight": 1500, "weight_unit": {"value": "g"}, "profile": null, "attributes": {}, "module_count": 2},
                {"id": 6, "manufacturer": {"name": "M"}, "model": "n", "weight": null, "weight_unit": null}"#,
            ),
            ("dcim/devices", typed),
            (
                "dcim/modules",
                &[
                    module(1, 5, "active"),
                    module(2, 5, second),
                    module(3, 6, "active"),
                ]
                .join(","),
            ),
            (
                "dcim/interfaces",
                &[of(1, interface(1)), of(2, interface(2)), interface(3)].join(","),
            ),
            ("dcim/power-feeds", FEEDS),
            (
                "dcim/power-ports",
                &[
                    of(1, port(1, 1, r#""maximum_draw": 800,"#, "powerfeed", 1)),
                    of(2, port(2, 1, r#""maximum_draw": 700,"#, "powerfeed", 2)),
                ]
                .join(","),
            ),
        ])
    };
    for (second, weight, mass, ports, inlets, feeds) in [
        (
            "active",
            r#", "weight": 20, "weight_unit": "kg""#,
            "23",
            3,
            2,
            vec!["A", "B"],
        ),
        (
            "planned",
            r#", "weight": 20, "weight_unit": "kg""#,
            "21.5",
            2,
            1,
            vec!["A"],
        ),
        (
            "offline",
            r#", "weight": 20, "weight_unit": "kg""#,
            "21.5",
            2,
            1,
            vec!["A"],
        ),
        // What the chassis weighs nobody says: then what is in it says little.
        ("active", "", "-", 3, 2, vec!["A", "B"]),
    ] {
        let part = read(second, weight);
        assert_eq!(said(&part), [""; 0], "{second}");
        assert_eq!(part.not_looked_at, [""; 0]);
        let row = device(&part, "srv-1");
        let hardware = row.hardware.as_ref().expect("hardware");
        assert_eq!(fact(&hardware.facts, FactKind::Weight), mass, "{second}");
        let count: u32 = hardware.ports.iter().map(|group| group.count).sum();
        assert_eq!(count, ports, "{second}");
        assert_eq!(
            hardware.inlets.iter().map(|(_, count)| count).sum::<u32>(),
            inlets,
            "{second}"
        );
        assert_eq!(feeds_of(&part, "srv-1"), feeds, "{second}");
    }
}
