//! A library in small: what each key becomes, how types are found, what devices get, and wrong input.

use super::{Class, Library, check, resolve};
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::Rational;
use fiasco_estate::room::plug::Plug;
use fiasco_estate::room::{Airflow, Hardware};
use fiasco_estate::{Confidence, Estate, NoteKind, Said};
use fiasco_source::Files;
use std::sync::Arc;

/// Reads device types, and what their places show.
fn library(texts: &[&str]) -> (Library, Files) {
    let mut files = Files::new();
    let sources: Vec<_> = (1..)
        .zip(texts)
        .map(|(number, text)| {
            let path = format!("{number}.yaml");
            let id = files.add(path, text.as_bytes().to_vec()).expect("text");
            (id, Class::Device)
        })
        .collect();
    (Library::read(&files, &sources), files)
}

/// A type `M/X` with these lines.
fn one(lines: &str) -> Arc<Hardware> {
    let text = format!("manufacturer: M\nmodel: X\n{lines}");
    let (library, _) = library(&[&text]);
    assert_eq!(check(&library), [], "{text}");
    library.find("M/X").expect("the type").hardware
}

/// What is wrong, as lines.
fn wrong(texts: &[&str]) -> Vec<String> {
    let (library, files) = library(texts);
    let line = |problem: &super::Problem| {
        let place = problem.at.map(|at| format!("{}: ", files.place(at)));
        format!("{}{}", place.unwrap_or_default(), problem.message)
    };
    check(&library).iter().map(line).collect()
}

fn ratio(num: i128, den: i128) -> Rational {
    Rational::new(num, den).expect("small")
}

/// Least and most of a fact.
fn bounds(hardware: &Hardware, kind: FactKind) -> Option<(Rational, Rational)> {
    hardware.facts.raw(kind).map(|fact| (fact.lo, fact.hi))
}

fn whole(lo: i64, hi: i64) -> Option<(Rational, Rational)> {
    Some((Rational::int(lo), Rational::int(hi)))
}

#[test]
fn weights_are_exact() {
    for (said, num, den) in [
        ("weight: 13.5\nweight_unit: kg", 27, 2),
        ("weight: 250\nweight_unit: g", 1, 4),
        ("weight: 1\nweight_unit: lb", 45_359_237, 100_000_000),
        ("weight: 16.0\nweight_unit: oz", 45_359_237, 100_000_000),
    ] {
        let hardware = one(said);
        let fact = hardware.facts.raw(FactKind::Weight).expect(said);
        assert_eq!((fact.lo, fact.hi), (ratio(num, den), ratio(num, den)), "{said}");
        assert_eq!(fact.confidence, Confidence::Default);
    }
}

#[test]
fn heights_may_be_nothing_or_a_half() {
    for (said, height) in [
        ("u_height: 2", Some(ratio(2, 1))),
        ("u_height: 0.5", Some(ratio(1, 2))),
        ("u_height: 0", Some(Rational::ZERO)),
        ("u_height: 0\nsubdevice_role: child", Some(Rational::ZERO)),
        ("subdevice_role: child", Some(Rational::ZERO)),
        ("subdevice_role: parent", None),
        ("", None),
    ] {
        let units = bounds(&one(said), FactKind::Units);
        assert_eq!(units, height.map(|height| (height, height)), "{said}");
    }
}

/// Power ports, each with its draw and what it usually draws.
fn powered(ports: &[(&str, &str)]) -> Arc<Hardware> {
    let mut text = String::from("power-ports:\n");
    for (number, (most, usual)) in ports.iter().enumerate() {
        text += &format!("  - name: PSU{number}\n    type: iec-60320-c14\n");
        for (key, value) in [("maximum_draw", most), ("allocated_draw", usual)] {
            if !value.is_empty() {
                text += &format!("    {key}: {value}\n");
            }
        }
    }
    one(&text)
}

#[test]
fn supplies_of_one_draw_carry_each_other() {
    for (ports, nameplate, power) in [
        (&[("750", "")][..], whole(750, 750), None),
        (
            &[("750", "400"), ("750", "400")],
            whole(750, 750),
            whole(400, 400),
        ),
        (&[("500", ""); 3], whole(500, 1000), None),
        (&[("500", ""); 6], whole(500, 2500), None),
        (&[("65", ""), ("90", "")], whole(155, 155), None),
        (&[("500", ""), ("500", ""), ("60", "")], whole(560, 560), None),
        // One port that does not say leaves all open.
        (&[("100", "50"), ("", "50")], None, whole(50, 50)),
        (&[("", "")], None, None),
    ] {
        let hardware = powered(ports);
        assert_eq!(bounds(&hardware, FactKind::Nameplate), nameplate, "{ports:?}");
        assert_eq!(bounds(&hardware, FactKind::Power), power, "{ports:?}");
        let count = i64::try_from(ports.len()).expect("few");
        assert_eq!(
            bounds(&hardware, FactKind::Psus),
            whole(count, count),
            "{ports:?}"
        );
        let c14 = Plug::of_slug("iec-60320-c14").expect("C14");
        assert_eq!(hardware.inlets, [(c14, u32::try_from(count).expect("few"))]);
    }
}

#[test]
fn only_what_takes_no_power_draws_nothing() {
    let passive = one("is_powered: false");
    assert_eq!(bounds(&passive, FactKind::Power), whole(0, 0));
    let bays = one("module-bays:\n  - name: PSU 1\n    position: PSU1\n  - name: PSU 2\n");
    for kind in [FactKind::Power, FactKind::Nameplate, FactKind::Psus] {
        assert_eq!(
            bounds(&bays, kind),
            None,
            "what is plugged in draws, and nobody knows what that is"
        );
    }
    let unit = one(
        "power-ports: [{name: In, type: iec-60320-c20, maximum_draw: 3680}]\npower-outlets: [{name: 1, type: iec-60320-c13}]",
    );
    assert_eq!(
        bounds(&unit, FactKind::Nameplate),
        whole(0, 3680),
        "most of it is drawn by what hangs on the outlets"
    );
    assert_eq!(bounds(&unit, FactKind::Psus), None);
}

#[test]
fn ports_are_grouped_by_kind_and_what_is_not_cabled_is_none() {
    let hardware = one(
        "airflow: rear-to-front\nis_full_depth: false\ninterfaces:\n  - {name: mgmt, type: 1000base-t, mgmt_only: true}\n  - {name: eth0, type: 1000base-t}\n  - {name: xe0, type: 10gbase-x-sfpp}\n  - {name: eth1, type: 1000base-t, enabled: false}\n  - {name: lo, type: virtual}\n  - {name: ae0, type: lag}\n  - {name: wifi, type: ieee802.11ac}\n",
    );
    let ports: Vec<_> = hardware
        .ports
        .iter()
        .map(|group| (group.names.join(" "), group.count, group.management))
        .collect();
    assert_eq!(
        ports,
        [
            ("mgmt".to_owned(), 1, true),
            ("eth0 eth1".to_owned(), 2, false),
            ("xe0".to_owned(), 1, false)
        ]
    );
    assert_eq!(hardware.airflow, Some(Airflow::RearToFront));
    assert_eq!(hardware.full_depth, Some(false));
    assert_eq!(hardware.confidence, Some(Confidence::Default));
}

#[test]
fn facts_point_at_their_lines() {
    let (library, files) = library(&[
        "---\nmanufacturer: Dell\nmodel: PowerEdge R740\nu_height: 2\npower-ports:\n  - name: PSU1\n    type: iec-60320-c14\n    maximum_draw: 750\n",
    ]);
    let found = library.find("dell/poweredge r740").expect("the type");
    assert_eq!(files.place(found.at).to_string(), "1.yaml:3:8");
    let place = |kind| {
        let at = found.hardware.facts.raw(kind).and_then(|fact| fact.at);
        files.place(at.expect("a place")).to_string()
    };
    assert_eq!(place(FactKind::Units), "1.yaml:4:11");
    assert_eq!(place(FactKind::Nameplate), "1.yaml:8:19");
}

#[test]
fn types_are_found_as_people_name_them() {
    let (library, _) = library(&[
        "manufacturer: Dell\nmodel: PowerEdge R740\npart_number: R740\nslug: dell-poweredge-r740\n",
        "manufacturer: Synology\nmodel: DS1821\n",
        "manufacturer: Synology\nmodel: DS1821+\n",
        "manufacturer: A\nmodel: Shelf\n",
        "manufacturer: B\nmodel: Shelf\n",
    ]);
    for (kind, name) in [
        ("Dell/PowerEdge R740", Some("Dell/PowerEdge R740")),
        ("dell / poweredge r740", Some("Dell/PowerEdge R740")),
        ("DELL/R740", Some("Dell/PowerEdge R740")),
        ("dell-poweredge-r740", Some("Dell/PowerEdge R740")),
        ("Dell/PowerEdge-R740", Some("Dell/PowerEdge R740")),
        ("poweredge r740", Some("Dell/PowerEdge R740")),
        ("r740", Some("Dell/PowerEdge R740")),
        ("ds1821", Some("Synology/DS1821")),
        ("ds1821+", Some("Synology/DS1821+")),
        ("synology/ds1821+", Some("Synology/DS1821+")),
        // Two types have the letters, neither is written so.
        ("DS-1821", None),
        ("Shelf", None),
        ("b/shelf", Some("B/Shelf")),
        ("Dell", None),
        ("", None),
        ("/", None),
    ] {
        let found = library.find(kind).map(|found| found.name);
        assert_eq!(found.as_deref(), name, "{kind:?}");
    }
    for (kind, name) in [
        ("Dell/PowerEdge R470", Some("Dell/PowerEdge R740")),
        ("PowerEge R740", Some("Dell/PowerEdge R740")),
        ("Cisco/Nexus 9000", None),
    ] {
        assert_eq!(library.nearest(kind).as_deref(), name, "{kind:?}");
    }
}

#[test]
fn what_cannot_be_true_is_told_with_its_line() {
    let head = "manufacturer: M\nmodel: X\n";
    for (lines, told) in [
        (
            "power-ports:\n- {name: A, type: iec-60320-c14, maximum_draw: 2500}",
            None,
        ),
        (
            "power-ports:\n- {name: A, type: iec-60320-c14, maximum_draw: 2500.1}",
            Some(
                "1.yaml:4:48: M/X: A draws 2500.1 W through C14, which carries 2500 W at most (10 A at 250 V)",
            ),
        ),
        (
            "power-ports:\n- {name: A, type: iec-60320-c6, maximum_draw: 700}\n- {name: B, type: iec-60320-c6, maximum_draw: 700}",
            Some(
                "1.yaml:4:47: M/X: A draws 700 W through C6, which carries 625 W at most (2.5 A at 250 V), and 1 more like it",
            ),
        ),
        (
            "u_height: 1\nweight: 76\nweight_unit: lb",
            Some(
                "1.yaml:4:9: M/X: a weight of 34.5 kg: a rack of 42 U that carries 1,364 kg has 32.5 kg for its 1 U",
            ),
        ),
        ("u_height: 2\nweight: 60.5\nweight_unit: kg", None),
        (
            "weight: 15000\nweight_unit: kg",
            Some("1.yaml:3:9: M/X: a weight of 15,000 kg: a whole rack carries 1,364 kg"),
        ),
        (
            "u_height: 2\nweight: 18.6\nweight_unit: g",
            Some("1.yaml:4:9: M/X: a weight of 18.6 g: an empty panel of 2 U weighs more than 200 g"),
        ),
        ("u_height: 0\nweight: 18.6\nweight_unit: g", None),
        (
            "weight: 0\nweight_unit: kg",
            Some("1.yaml:3:9: M/X: a weight of 0 kg: nothing weighs nothing"),
        ),
    ] {
        let told: Vec<&str> = told.into_iter().collect();
        assert_eq!(wrong(&[&format!("{head}{lines}\n")]), told, "{lines}");
    }
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_goes_on() {
    let head = "manufacturer: M\nmodel: X\n";
    for (lines, told) in [
        (
            "u_height: tall",
            "1.yaml:3:11: expected a height in rack units, in steps of a half, found `tall`",
        ),
        (
            "u_height: -1",
            "1.yaml:3:11: expected a height in rack units, in steps of a half, found `-1`",
        ),
        (
            "u_height: 0.3",
            "1.yaml:3:11: expected a height in rack units, in steps of a half, found `0.3`",
        ),
        ("weight: 3", "1.yaml:3:9: the weight has no `weight_unit`"),
        (
            "weight: 3\nweight_unit: st",
            "1.yaml:4:14: `st` is no unit of weight: expected kg, g, lb or oz",
        ),
        (
            "weight: 3..4\nweight_unit: kg",
            "1.yaml:3:9: expected a weight as a number, found `3..4`",
        ),
        (
            "weight: [3]\nweight_unit: kg",
            "1.yaml:3:9: expected a weight as a number, found a list",
        ),
        ("airflow: up", "1.yaml:3:10: `up` is no airflow that is known"),
        (
            "is_full_depth: maybe",
            "1.yaml:3:16: expected true or false, found `maybe`",
        ),
        ("interfaces: eth0", "1.yaml:3:13: expected a list, found `eth0`"),
        (
            "interfaces: [eth0]",
            "1.yaml:3:14: expected a map that describes a port or bay, found `eth0`",
        ),
        (
            "interfaces: [{name: e, type: 7gbase-q}]",
            "1.yaml:3:30: interface e: `7gbase-q` is no kind of port that is known",
        ),
        (
            "interfaces: [{type: 1000base-t}]",
            "1.yaml:3:14: the interface has no `name`",
        ),
        (
            "power-ports: [{name: A}]",
            "1.yaml:3:15: the power port has no `type`",
        ),
        (
            "power-ports: [{name: A, type: c99}]",
            "1.yaml:3:31: power port A: `c99` is no kind of inlet that is known",
        ),
        (
            "power-ports: [{name: A, type: iec-60320-c14, maximum_draw: 0}]",
            "1.yaml:3:60: expected a draw in watts, above 0, found `0`",
        ),
        (
            "interfaces:\n- {name: e, type: 1000base-t, rate: 1}\n- {name: f, type: 1000base-t, rate: 1, zone: x}",
            "1.yaml:4:31: `interfaces[0].rate` is not understood, nor is `zone`",
        ),
        (
            "module-bays: [{name: PSU, poisition: 1}]",
            "1.yaml:3:27: `module-bays[0].poisition` is not understood; did you mean `position`?",
        ),
        (
            "u_heigth: 2",
            "1.yaml:3:1: `u_heigth` is not understood; did you mean `u_height`?",
        ),
    ] {
        let text = format!("{head}{lines}\n");
        assert_eq!(wrong(&[&text]), [told], "{lines}");
        let (library, _) = library(&[&text]);
        assert!(library.find("M/X").is_some(), "{lines}");
    }
}

#[test]
fn files_without_a_type_are_told_and_others_go_on() {
    let good = "manufacturer: M\nmodel: X\n";
    for (text, told) in [
        ("", "1.yaml: no type in this file"),
        (
            "[1, 2]\n",
            "1.yaml:1:1: expected a map that describes a type, found a list",
        ),
        ("manufacturer: M\n", "1.yaml:1:1: the type has no `model`"),
        (
            "manufacturer: [M]\nmodel: X\n",
            "1.yaml:1:15: expected a word, found a list",
        ),
    ] {
        assert_eq!(wrong(&[text, good]), [told], "{text}");
        let (library, _) = library(&[text, good]);
        assert!(library.find("M/X").is_some(), "{text}");
    }
    assert!(!wrong(&["manufacturer: {\nmodel: X"]).is_empty());
    assert_eq!(
        wrong(&[good, "manufacturer: m\nmodel: x\n"]),
        ["2.yaml:2:8: `m/x` is described twice: the first in the order of paths counts"]
    );
}

/// An estate of devices `d0`, `d1`, … of these types.
fn estate(kinds: &[&str], files: &mut Files) -> Estate {
    let text: String = (0..)
        .zip(kinds)
        .map(|(number, kind)| format!("  d{number}: {{type: \"{kind}\"}}\n"))
        .collect();
    let id = files
        .add("estate.yaml", format!("devices:\n{text}").into_bytes())
        .expect("text");
    let (tree, problems) = fiasco_source::yaml::read(files, id);
    assert_eq!(problems, []);
    crate::join("test", vec![crate::native::import(files, &tree)])
}

#[test]
fn devices_get_the_hardware_of_their_type_once() {
    let (library, mut files) =
        library(&["manufacturer: Dell\nmodel: PowerEdge R740\nu_height: 2\nairflow: up\n"]);
    let mut estate = estate(
        &[
            "Dell/PowerEdge R740",
            "Dell/PowerEdge R470",
            "Dell/PowerEdge R740",
            "Dell/PowerEdge R470",
        ],
        &mut files,
    );
    resolve(&mut estate, &library);
    let rows: Vec<_> = estate
        .devices
        .iter()
        .map(|device| device.hardware.map(|row| row.index()))
        .collect();
    assert_eq!(rows, [Some(0), None, Some(0), None]);
    assert_eq!(estate.hardware.len(), 1);
    let notes = said(&estate, &files);
    assert_eq!(
        notes,
        [
            (
                NoteKind::Dangling,
                "estate.yaml:3:14".to_owned(),
                "`Dell/PowerEdge R470` is not in the device library: what it weighs and draws stays open",
                Some("did you mean `Dell/PowerEdge R740`?")
            ),
            (
                NoteKind::NotUnderstood,
                "1.yaml:4:10".to_owned(),
                "`up` is no airflow that is known",
                None
            )
        ]
    );
}

/// The notes of an estate: kind, place, message and help.
fn said<'e>(estate: &'e Estate, files: &Files) -> Vec<(NoteKind, String, &'e str, Option<&'e str>)> {
    let notes = estate.notes.iter().map(|note| {
        let place = files.place(note.at.expect("a place")).to_string();
        (note.kind, place, note.message.as_str(), note.help.as_deref())
    });
    notes.collect()
}

#[test]
fn without_a_library_no_type_is_missed() {
    let mut files = Files::new();
    let mut estate = estate(&["Dell/PowerEdge R740"], &mut files);
    resolve(&mut estate, &Library::default());
    assert_eq!((estate.notes.len(), estate.hardware.len()), (0, 0));
}

#[test]
fn without_a_library_a_name_that_is_near_is_told_once() {
    let mut files = Files::new();
    let mut estate = estate(
        &["Del/PowerEdge R640", "Del/PowerEdge R640", "Del/PowerEdge R740"],
        &mut files,
    );
    resolve(&mut estate, &Library::default());
    let notes = said(&estate, &files);
    assert_eq!(
        notes,
        [(
            NoteKind::Dangling,
            "estate.yaml:2:14".to_owned(),
            "`Del/PowerEdge R640` is no device type that fiasco knows by itself: what it weighs and draws stays open",
            Some("did you mean `Dell/PowerEdge R640`?")
        )]
    );
}

#[test]
fn a_type_fills_what_a_device_does_not_say() {
    let (library, mut files) = library(&[
        "manufacturer: M\nmodel: X\nu_height: 2\nweight: 20\nweight_unit: kg\nairflow: passive\nis_full_depth: true\npower-ports: [{name: A, type: iec-60320-c14}]\n",
    ]);
    let mut estate = estate(&["M/X", "M/X", "M/X"], &mut files);
    let mut facts = Facts::default();
    facts.set(RawFact {
        kind: FactKind::Weight,
        lo: Rational::int(30),
        hi: Rational::int(30),
        at: None,
        confidence: Confidence::Declared,
    });
    estate.hardware.push(Hardware {
        facts,
        full_depth: Some(false),
        confidence: Some(Confidence::Declared),
        ..Hardware::default()
    });
    let own = estate.hardware_ids().next();
    for at in [0, 2] {
        estate.devices[at].hardware = own;
    }
    resolve(&mut estate, &library);
    let rows: Vec<_> = estate
        .devices
        .iter()
        .map(|device| device.hardware.map(|row| row.index()))
        .collect();
    assert_eq!(rows, [Some(1), Some(2), Some(1)], "one row for those alike");
    let [own, filled, of_type] = estate.hardware.as_slice() else {
        panic!("three rows");
    };
    assert_eq!(bounds(own, FactKind::Units), None, "what was said stays as it is");
    assert_eq!(bounds(filled, FactKind::Weight), whole(30, 30));
    assert_eq!(bounds(filled, FactKind::Units), whole(2, 2));
    assert_eq!(
        (filled.full_depth, filled.airflow),
        (Some(false), Some(Airflow::Passive))
    );
    assert_eq!(filled.inlets.len(), 1);
    assert_eq!(filled.confidence, Some(Confidence::Default));
    assert_eq!(bounds(of_type, FactKind::Weight), whole(20, 20));
}

#[test]
fn any_text_is_taken() {
    use proptest::prelude::*;
    let line = prop_oneof![
        Just("manufacturer: M\n".to_owned()),
        Just("model: X\n".to_owned()),
        "(u_height|weight|weight_unit|airflow|is_powered|slug): [-0-9a-z.{\\[]{0,12}\n",
        "(interfaces|power-ports|power-outlets|module-bays):\n( - name: [a-z]{1,3}\n   type: [-0-9a-z]{1,9}\n   maximum_draw: [-0-9.e]{1,40}\n)?",
        "\\PC{0,20}\n",
    ];
    proptest!(|(lines in prop::collection::vec(line, 0..12))| {
        let (library, mut files) = library(&[&lines.concat()]);
        let _ = check(&library);
        let mut estate = estate(&["M/X"], &mut files);
        estate.devices[0].kind = Some(Said::assumed("M/X".to_owned()));
        resolve(&mut estate, &library);
    });
}
