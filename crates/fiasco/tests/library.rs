//! Device types: what is wrong in a library, and what an estate gets from one. The real library is unpacked where it
//! is present.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use support::{data, fiasco, findings, json, scratch, stderr, stdout};

/// A folder with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(name);
    for (path, text) in files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// The real library, unpacked.
fn real(name: &str) -> Option<PathBuf> {
    let archive = data("devicetypes/devicetype-library-2024-04-08.tar.xz")?;
    let folder = scratch(name);
    let done = Command::new("tar")
        .args([
            "-xf".as_ref(),
            archive.as_os_str(),
            "-C".as_ref(),
            folder.as_os_str(),
        ])
        .status();
    assert!(
        done.is_ok_and(|status| status.success()),
        "tar unpacks {}",
        archive.display()
    );
    Some(folder)
}

fn check(folder: &Path, library: &str) -> (Option<i32>, String, String) {
    let output = fiasco(folder, &["library", "check", library]);
    (output.status.code(), stdout(&output), stderr(&output))
}

#[test]
fn every_real_type_is_read_and_what_is_wrong_in_them_is_found() {
    let Some(folder) = real("library-real") else {
        return;
    };
    let (code, out, _) = check(&folder, ".");
    assert_eq!(code, Some(1));
    let overdrawn: Vec<&str> = out
        .lines()
        .filter(|line| line.contains(" W through "))
        .map(|line| line.split(": ").nth(1).expect("a type"))
        .collect();
    // Found by hand, from the ratings of IEC 60320-1 at 250 V.
    assert_eq!(
        overdrawn,
        [
            "APC/SMT3000RMI2UC",
            "Avocent/PM3000",
            "Cisco/ASR-9006",
            "Cisco/ASR-9906",
            "Cisco/ASR-9910",
            "Cisco/ASR1013",
            "Cisco/Catalyst 6807-XL",
            "Cisco/ISR7604",
            "Cisco/Nexus N7K-C7004",
            "Cisco/N77-AC-3KW",
            "Lenovo/4P57A72667",
        ]
    );
    let (keys, rest): (Vec<&str>, Vec<&str>) = out
        .lines()
        .filter(|line| !line.contains(" W through "))
        .partition(|line| line.contains(" is not understood"));
    assert_eq!(keys.len(), 28, "{keys:#?}");
    assert!(
        keys.iter()
            .all(|line| line.contains("`module-bays[") || line.contains("YAMAHA")),
        "{keys:#?}"
    );
    assert_eq!(
        rest,
        [
            "device-types/F5/BIG-IP-i5600.yaml:7:9: F5/BIG-IP i5600: a weight of 34.5 kg: a rack of 42 U that carries 1,364 kg has 32.5 kg for its 1 U",
            "module-types/Cisco/N2200-PAC-400W-B.yml:3:8: `Cisco/N2200-PAC-400W-B` is described twice: the first in the order of paths counts",
            "module-types/Cisco/N2200-PAC-400W.yml:3:8: `Cisco/N2200-PAC-400W` is described twice: the first in the order of paths counts",
            "module-types/Cisco/UCSC-PSU1-770W.yml:3:8: `Cisco/UCSC-PSU1-770W` is described twice: the first in the order of paths counts",
            "2,984 device types and 785 module types: 11 types that draw more than their inlets carry (9 of devices, 2 of modules), 1 weight that cannot be, 28 types with keys that mean nothing, 3 types described twice (modules)",
        ]
    );
    for (part, summary) in [
        (
            "device-types/Dell",
            " device types and 0 module types: nothing wrong\n",
        ),
        (
            "module-types/Arista",
            "0 device types and 51 module types: nothing wrong\n",
        ),
    ] {
        let (code, out, _) = check(&folder, part);
        assert_eq!(code, Some(0), "{part}: {out}");
        assert!(out.ends_with(summary), "{part}: {out}");
    }
}

#[test]
fn real_types_are_found_by_what_an_estate_calls_them() {
    let Some(library) = real("library-real-estate") else {
        return;
    };
    let here = folder(
        "library-real-here",
        &[(
            "estate.yaml",
            "devices:\n  a: {type: Dell/PowerEdge R740}\n  b: {type: cisco/catalyst 6807-xl}\n  c: {type: APC/AP7526}\n  d: {type: Dell/PowerEdge R7400}\n",
        )],
    );
    let library = library.to_str().expect("a path of text");
    let json = json(&here, &["--device-library", library]);
    let told: Vec<&str> = findings(&json, "EST004")
        .iter()
        .map(|finding| finding["message"].as_str().expect("a message"))
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(
        told[0].contains("`Dell/PowerEdge R7400` is not in the device library"),
        "{told:?}"
    );
}

const R740: &str = "manufacturer: Dell\nmodel: PowerEdge R740\nu_height: 2\n";
const HUNGRY: &str = "manufacturer: Dell\nmodel: Oven\npower-ports:\n  - name: PSU\n    type: iec-60320-c14\n    maximum_draw: 3000\n";

#[test]
fn a_library_is_good_wrong_or_none() {
    let folder = folder(
        "library-small",
        &[
            ("good/device-types/Dell/R740.yaml", R740),
            (
                "good/module-types/Dell/PSU.yml",
                "manufacturer: Dell\nmodel: PSU\n",
            ),
            ("good/rack-types/Dell/R.yaml", "not: a type\n"),
            ("good/schema.json", "{}"),
            ("wrong/Dell/R740.yaml", R740),
            ("wrong/Dell/Oven.yaml", HUNGRY),
            ("broken/Dell/R740.yaml", R740),
            ("broken/Dell/a.yaml", "manufacturer: \"Dell\n"),
            ("broken/Dell/b.yaml", "\0\0\0"),
            ("none/readme.md", "nothing here\n"),
        ],
    );
    for (name, code, out, err) in [
        ("good", 0, "1 device type and 1 module type: nothing wrong\n", ""),
        (
            "good/device-types",
            0,
            "1 device type and 0 module types: nothing wrong\n",
            "",
        ),
        (
            "good/module-types",
            0,
            "0 device types and 1 module type: nothing wrong\n",
            "",
        ),
        (
            "good/device-types/Dell",
            0,
            "1 device type and 0 module types: nothing wrong\n",
            "",
        ),
        (
            "wrong",
            1,
            "wrong/Dell/Oven.yaml:6:19: Dell/Oven: PSU draws 3000 W through C14, which carries 2500 W at most (10 A at 250 V)\n2 device types and 0 module types: 1 type that draws more than its inlet carries\n",
            "",
        ),
        (
            "none",
            2,
            "",
            "error: no device types in none: expected device-types/MAKER/MODEL.yaml below it, or MAKER/MODEL.yaml\n",
        ),
    ] {
        assert_eq!(
            check(&folder, name),
            (Some(code), out.to_owned(), err.to_owned()),
            "{name}"
        );
    }
    let (code, out, _) = check(&folder, "broken");
    assert_eq!(code, Some(1));
    let lines: Vec<&str> = out.lines().collect();
    assert!(lines[0].starts_with("broken/Dell/b.yaml: looks binary"), "{out}");
    assert!(lines[1].starts_with("broken/Dell/a.yaml:1:"), "{out}");
    let (code, _, err) = check(&folder, "not-there");
    assert_eq!(code, Some(2));
    assert!(
        err.starts_with("error: failed to list the device types in not-there: "),
        "{err}"
    );
}

#[test]
fn an_estate_names_its_library_on_the_command_line_or_in_its_settings() {
    let estate = "devices:\n  a: {type: Dell/PowerEdge R740}\n  b: {type: Dell/PowerEdge R470}\n";
    let folder = folder(
        "library-estate",
        &[
            ("types/device-types/Dell/R740.yaml", R740),
            ("plain/estate.yaml", estate),
            ("set/estate.yaml", estate),
            ("set/fiasco.toml", "device_library = \"../types\"\n"),
            ("lost/estate.yaml", estate),
            ("lost/fiasco.toml", "device_library = \"types\"\n"),
        ],
    );
    let missing = "`Dell/PowerEdge R470` is not in the device library";
    for (args, told) in [
        (&["plain"][..], None),
        (&["plain", "--device-library", "types"], Some(missing)),
        (&["set"], Some(missing)),
        (&["lost"], Some("there is no folder lost/types")),
        (&["lost", "--device-library", "types"], Some(missing)),
    ] {
        let all = [&["check"], args].concat();
        let output = fiasco(&folder, &all);
        assert_eq!(
            output.status.code(),
            Some(0),
            "{args:?}: a type that is not known fails no build"
        );
        let json = json(&folder, args);
        let found = findings(&json, "EST004");
        let messages: Vec<&str> = found
            .iter()
            .filter_map(|finding| finding["message"].as_str())
            .collect();
        assert_eq!(
            messages.len(),
            usize::from(told.is_some()),
            "{args:?}: {messages:?}"
        );
        assert!(
            messages
                .iter()
                .all(|message| message.contains(told.unwrap_or_default())),
            "{messages:?}"
        );
    }
    let output = fiasco(&folder, &["check", "plain", "--device-library", "types"]);
    assert!(
        stdout(&output).contains("; 1 device type in types\n"),
        "{}",
        stdout(&output)
    );
    for command in [
        &["show", "plain"][..],
        &["why", "EST004", "--in", "plain"],
        &["diff", "plain", "set"],
    ] {
        let all = [command, &["--device-library", "types"]].concat();
        let output = fiasco(&folder, &all);
        assert_eq!(output.status.code(), Some(0), "{command:?}: {}", stderr(&output));
    }
    let output = fiasco(&folder, &["check", "plain", "--device-library", "plain"]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(stderr(&output), "error: no device types in plain\n");
}
