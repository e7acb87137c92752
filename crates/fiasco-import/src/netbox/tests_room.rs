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
