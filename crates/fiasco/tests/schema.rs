//! The two published schemas, against what they describe: the native notation against files that are read and
//! files that are not, the ladder against what the binary prints.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

use fiasco_import::native;
use fiasco_source::{Files, Kind, Node, yaml};
use jsonschema::Validator;
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILES: [&str; 3] = ["estate.yaml", "network.yaml", "services.yaml"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn schema(name: &str) -> Value {
    let path = root().join("docs/schema").join(name);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn validator(name: &str) -> Validator {
    let schema = schema(name);
    assert!(jsonschema::meta::is_valid(&schema), "{name} is no schema");
    jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// What is wrong with a value, a line each.
fn errors(validator: &Validator, value: &Value) -> Vec<String> {
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// A node as JSON: plain scalars that look like numbers or booleans become such, as an editor sees them.
fn json_of(node: Node<'_, '_>) -> Value {
    match node.kind() {
        Kind::Map => node
            .entries()
            .map(|entry| (entry.key.to_owned(), json_of(entry.value)))
            .collect::<Map<_, _>>()
            .into(),
        Kind::List => node.items().map(json_of).collect(),
        Kind::Scalar if node.is_null() => Value::Null,
        Kind::Scalar => {
            let text = node.text().unwrap_or_default();
            let number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
            let typed = match text {
                "true" => Some(json!(true)),
                "false" => Some(json!(false)),
                _ if number => serde_json::from_str(text).ok(),
                _ => None,
            };
            typed.filter(|_| !node.is_quoted()).unwrap_or_else(|| json!(text))
        }
    }
}

/// A text in the native notation: as JSON, and how many notes its reader makes.
fn read(text: &str) -> (Value, usize) {
    let mut files = Files::new();
    let id = files
        .add("estate.yaml", text.as_bytes().to_vec())
        .expect("text can be added");
    let (tree, problems) = yaml::read(&files, id);
    assert!(problems.is_empty(), "not YAML: {text}");
    let root = tree.documents().next().expect("one document");
    let value = json_of(root);
    (value, native::import(&files, &tree).notes.len())
}

#[test]
fn the_example_is_an_estate() {
    let estate = validator("estate-1.schema.json");
    for name in FILES {
        let text = std::fs::read_to_string(root().join("examples/codeblaze").join(name)).expect(name);
        let (value, notes) = read(&text);
        assert_eq!(errors(&estate, &value), Vec::<String>::new(), "{name}");
        assert_eq!(notes, 0, "{name}");
    }
}

#[test]
fn what_is_read_is_accepted() {
    let estate = validator("estate-1.schema.json");
    for text in [
        "estate: one",
        "x-team: {anything: [1, 2]}\nestate: one",
        "devices: {box: }",
        "devices: {\"rack[08-11]-a\": {cores: 500m, memory: 64 GiB, planned: yes}}",
        "devices: {\"box-[1-2]\": {address: \"10.0.0.[5-6]\", network: lan}}",
        "devices: {box: {address: [10.0.0.5/24, 10.0.0.9 vip], networks: lan}}",
        "devices: {sw: {ports: 48 x 1G RJ45, psus: 2, feeds: A+B, weight: 5 kg, size: 1 U x 48 cm x 30 cm}}",
        "networks: {lan: {prefix: \"2001:db8::/64\", gateway: \"2001:db8::1\", scope: berlin, reaches: [san]}}",
        "networks: {lan: {prefix: 10.0.0.0/8, dhcp: 10.0.0.1 - 10.0.3.9, clients: 30..40}}",
        "outside: isp\nlinks: {isp -- fw1: \"200 Mbit/s, 12 ms\", \"fw1 -- sw-[1-2]\": 10G, sw-1 -- sw-2: }",
        "services: {web: , app: {runs: [\"a-[1-2], b\", c], calls: [db x 3, cache x 0.2], pool: 1..20}}",
        "services: {app: {busy: 1.4 cores at 120/s, cpu_limit: 2 vCPU, reuse: no, grows: out}}",
        "services: {app: {ports: [80, \"8080:80\", \"127.0.0.1:9000-9003:9000-9003/udp\"], stall: 1m30s}}",
        "traffic: {web: 2000/9 /s, api: 3 k/s, batch: 86400 requests per day}",
        "target: {servers: 6, web.replicas: x2.5, traffic: 500/s, data: 2 TB, add: [giant, second]}",
        "target: {capacity: x3 with giant, bandwidth: 4x}",
        "room: {door: 80 cm x 200 cm, cooling: 2 x 7 kW, floor: 500 kg/m2, continuous: 100 %, feeds: {A: 230 V 16 A}}",
        "rooms: {hall: {openings: {lift: 110 cm x 210 cm x 140 cm}, cooling: {c1: {power: 7 kW, air: 1200 m3/h}, c2: 5 kW}}}",
        "room: {feeds: {A: 400 V 32 A 3-phase curve C, B: {voltage: 400 V, current: 32 A, phases: 3}}, ups: 3 kVA 2.7 kW for 10 min at 2 kW}",
        "room: {ups: {u1: {rating: 3 kVA, hold: 5 min, feeds: A}, u2: 2 kVA}, feeds: {A: 230 V 16 A}, supply: 20 °C, air: 60 m3}",
        "racks: {\"r[1-2]\": {units: 42, depth: 80 cm, max_weight: 400 kg, reserved: 40-42, pdus: {left: A 12 x C13 L1}}}\nroom: {feeds: {A: 230 V 16 A}}",
        "pdus: {p: {rack: r1, feed: A, outlets: [12 x C13, 4 x C19]}}\nracks: {r1: {}}\nroom: {feeds: {A: 230 V 16 A}}",
        "racks: {r1: }\ndevices: {\"a-[1-2]\": {rack: r1 @ 4 6, inlet: 2 x C14, airflow: front-to-rear, full_depth: no}}",
        "devices: {sw: {ports: {\"Gi[1-48]\": 1000base-t}}, a: }\nlinks: {\"sw:Gi1 -- a:eth0\": \"1 Gbit/s, cat6, 30 m, mtu 9000, vlan 10 20\"}",
        "services: {app: {calls: [db x 3 of 4 kB, cache of 1 kB + 40 kB]}, db: , cache: }\ntraffic: {app: 100/s of 40 kB}",
        "devices: {box: {max_inlet: A2, shutdown_inlet: 43 C, power: 350 W, idle: 200 W}}",
        "services: {web: {cpu: 8 ms, cpu_p99: 40 ms, contention: 1 %, coherency: 0.2 %, slo: \"p99 < 300 ms, errors < 0.1 %\", backoff: 100 ms, boot: 30 s, hits: 90 %, keys: 20000}}",
        "estate: one\nscript: [ramp 30 s, hold 5 min, spike x2 30 s, back 5 min, lose A at 60 s for 30 s]",
        "estate: one\nscript: demo",
        "services: {app: {pool: 20, x-fiasco-allow: {CAP002: a pooler comes}}}",
        "x-fiasco-allow: [CAP002 a pooler comes]\nservices: {app: {x-fiasco-allow: [ADR009 it is alone]}}",
    ] {
        let (value, notes) = read(text);
        assert_eq!(notes, 0, "the reader stumbles over {text}");
        assert_eq!(errors(&estate, &value), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_is_not_read_is_refused() {
    let estate = validator("estate-1.schema.json");
    for (why, text) in [
        ("unknown key at the top", "estates: one"),
        ("unknown key of a device", "devices: {box: {cpus: 4}}"),
        ("misspelled key of a service", "services: {web: {timout: 2 s}}"),
        (
            "unknown key of a network",
            "networks: {lan: {subnet: 10.0.0.0/8}}",
        ),
        ("unknown dimension", "target: {server: x3}"),
        ("number where a map is due", "devices: 4"),
        ("list where a map is due", "services: [web, app]"),
        ("number instead of a device", "devices: {box: 4}"),
        ("text instead of a service", "services: {web: nginx}"),
        ("map instead of a name", "services: {web: {runs: {box: 2}}}"),
        ("range that is not closed", "devices: {\"old-[1-3\": {cores: 4}}"),
        ("range without numbers", "devices: {\"old-[a-c]\": {cores: 4}}"),
        ("two ranges", "devices: {\"r[1-2]-s[1-2]\": {cores: 4}}"),
        (
            "range that is not closed, of hosts",
            "services: {web: {runs: \"old-[1-\"}}",
        ),
        ("link without a dash", "links: [{isp to fw1: 1 Gbit/s}]"),
        ("link with one dash", "links: {isp - fw1: 1 Gbit/s}"),
        ("bits or bytes", "links: {isp -- fw1: 10 Gb}"),
        ("rate of a link without unit", "links: {isp -- fw1: 1000}"),
        ("text instead of links", "links: isp -- fw1"),
        ("time without unit", "services: {web: {cpu: 8}}"),
        ("time in bytes", "services: {web: {cpu: 8 MB}}"),
        ("size without unit", "devices: {box: {memory: 64}}"),
        ("negative count", "services: {app: {pool: -20}}"),
        ("count in words", "services: {app: {pool: twenty}}"),
        ("backwards dash for a range", "services: {app: {pool: 10-20}}"),
        ("rate without unit", "traffic: {web: 100}"),
        ("traffic in bits", "traffic: {web: 100 Mbit/s}"),
        ("prefix without length", "networks: {lan: {prefix: 192.168.1.0}}"),
        (
            "half a DHCP range",
            "networks: {lan: {prefix: 10.0.0.0/8, dhcp: 10.0.0.1}}",
        ),
        ("no address", "devices: {box: {address: upstairs}}"),
        (
            "range of a service's addresses",
            "services: {web: {address: \"10.0.0.[5-6]\"}}",
        ),
        ("maybe planned", "devices: {giant: {planned: maybe}}"),
        ("calls without a count", "services: {app: {calls: db x many}}"),
        ("no port", "services: {web: {ports: http}}"),
        ("factor below 1", "target: {servers: x0.5}"),
        ("bandwidth as a rate", "target: {bandwidth: 1 Gbit/s}"),
        ("allowed at once", "services: {app: {x-fiasco-allow: CAP002}}"),
        ("capacity without a type", "target: {capacity: x3}"),
        (
            "objective of another kind",
            "services: {web: {slo: p50 < 300 ms}}",
        ),
        ("act of another kind", "estate: one\nscript: [jump 30 s]"),
    ] {
        let (value, notes) = read(text);
        assert!(!estate.is_valid(&value), "{why}: the schema accepts {text}");
        assert!(notes > 0, "{why}: the reader accepts {text}");
    }
}

#[test]
fn the_schema_knows_the_keys_that_the_reader_knows() {
    fn properties(value: &Value, keys: &mut BTreeSet<String>) {
        if let Some(map) = value.as_object() {
            for (key, value) in map {
                if let ("properties", Some(inner)) = (key.as_str(), value.as_object()) {
                    keys.extend(inner.keys().cloned());
                }
                properties(value, keys);
            }
        }
        for value in value.as_array().into_iter().flatten() {
            properties(value, keys);
        }
    }
    let mut known = BTreeSet::new();
    properties(&schema("estate-1.schema.json"), &mut known);
    let missing: Vec<&&str> = native::KEYS.iter().filter(|key| !known.contains(**key)).collect();
    assert!(missing.is_empty(), "the schema lacks {missing:?}");
    // Plurals and rooms are read, and not offered as a correction.
    for plural in ["addresses", "networks"] {
        known.remove(plural);
    }
    let unread: Vec<&String> = known
        .iter()
        .filter(|key| !native::KEYS.contains(&key.as_str()))
        .collect();
    assert!(unread.is_empty(), "the reader does not know {unread:?}");
}

/// What `fiasco check` prints as JSON for the example.
fn ladder(arguments: &[&str]) -> Value {
    let output = Command::new(env!("CARGO_BIN_EXE_fiasco"))
        .args(["check", "--output-format", "json"])
        .args(arguments)
        .current_dir(root().join("examples/codeblaze"))
        .output()
        .expect("the binary runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    serde_json::from_str(&text).unwrap_or_else(|error| {
        panic!(
            "{arguments:?}: {error}: {}",
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

/// An estate of which too little is said: nobody states the pool of `app`, the cores of `box` or the memory of `db`.
const OPEN: &str = "\
devices: {box: {memory: 8 GiB}}
services:
  app: {runs: box, cpu: 4..12 ms, calls: db}
  db: {runs: box, cpu: 2 ms, image: \"postgres:16\"}
traffic: {app: 100/s}
";

#[test]
fn what_check_prints_is_a_ladder() {
    let valid = validator("ladder-1.schema.json");
    let open = Path::new(env!("CARGO_TARGET_TMPDIR")).join("open.yaml");
    std::fs::write(&open, OPEN).expect("a file can be written");
    let open = open.to_str().expect("UTF-8");
    for (arguments, asked, open) in [
        (&[][..], true, false),
        (&["network.yaml", "services.yaml"], false, true),
        (&["website"], false, true),
        (&["website", "--to", "shop.replicas=4"], true, true),
        (&["--to", "web.replicas=x2,app.replicas=x3"], true, false),
        (
            &["--to", "capacity=x3 with giant,traffic=x9", "--beyond", "1"],
            true,
            false,
        ),
        (&[open, "--to", "replicas=x3,traffic=x3"], true, true),
    ] {
        let value = ladder(arguments);
        assert_eq!(errors(&valid, &value), Vec::<String>::new(), "{arguments:?}");
        assert_eq!(value["target"]["asked"], json!(asked), "{arguments:?}");
        let findings = value["findings"].as_array().expect("a list");
        let unknown = findings
            .iter()
            .filter(|finding| finding["state"] == json!("unknown"))
            .count();
        assert_eq!(unknown > 0, open, "{arguments:?}: {unknown} are unknown");
    }
    let allowed = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-allowed.yaml");
    let text = "devices: {box: {cores: 4}}\nservices: {app: {runs: box, cpu: 8 ms, x-fiasco-allow: {CAP001: so be it, CAP009: x}}}\ntraffic: {app: 100/s}\n";
    std::fs::write(&allowed, text).expect("a file can be written");
    let value = ladder(&[
        allowed.to_str().expect("UTF-8"),
        "--to",
        "traffic=x9",
        "--as-of",
        "2027-01-31",
    ]);
    assert_eq!(errors(&valid, &value), Vec::<String>::new());
    assert!(value.to_string().contains("\"allowed\":\"so be it\""));
    let known = Path::new(env!("CARGO_TARGET_TMPDIR")).join("schema-baseline.json");
    let text = r#"{"schema": "fiasco/baseline/1", "entries": [{"target": "none", "rule": "CAP001", "subject": "x", "state": "breaks", "at": "now", "progress_exact": "0"}]}"#;
    std::fs::write(&known, text).expect("a file can be written");
    let value = ladder(&["website", "--baseline", known.to_str().expect("UTF-8")]);
    assert_eq!(errors(&valid, &value), Vec::<String>::new());
    assert_eq!(value["baseline"]["gone"][0]["subject"], json!("x"));
    let no_go = ladder(&["--to", "servers=x3"]);
    assert_eq!(no_go["verdict"], json!("no-go"));
    assert_eq!(no_go["findings"][0]["progress_exact"], json!("1/6"));
}

#[test]
fn what_differs_is_no_ladder() {
    let valid = validator("ladder-1.schema.json");
    let whole = ladder(&["--to", "servers=x3"]);
    assert!(valid.is_valid(&whole));
    for (why, pointer, value) in [
        ("another schema", "/schema", Some(json!("fiasco/ladder/2"))),
        ("no verdict", "/verdict", None),
        ("a verdict of another kind", "/verdict", Some(json!("maybe"))),
        ("findings that are no list", "/findings", Some(json!({}))),
        ("a rule that is no code", "/findings/0/rule", Some(json!("pool"))),
        ("no state", "/findings/0/state", None),
        (
            "a state of another kind",
            "/findings/0/state",
            Some(json!("fine")),
        ),
        ("a break without a wall", "/findings/0/phase", Some(json!(null))),
        (
            "a phase without progress",
            "/findings/0/progress",
            Some(json!(null)),
        ),
        ("progress before today", "/findings/0/progress", Some(json!(-0.5))),
        (
            "a decimal for a fraction",
            "/findings/0/progress_exact",
            Some(json!("0.5")),
        ),
        (
            "a shrinking factor",
            "/findings/0/factors/0/factor",
            Some(json!(0.5)),
        ),
        ("an unknown driver", "/findings/0/drivers/0", Some(json!("luck"))),
        ("a bare number", "/findings/0/used", Some(json!(100))),
        (
            "a place before line 1",
            "/findings/0/sources/0/line",
            Some(json!(0)),
        ),
        (
            "no confidence of this name",
            "/findings/0/confidence",
            Some(json!("certain")),
        ),
        ("a key too many", "/findings/0/mood", Some(json!("good"))),
        ("a key too many at the top", "/mood", Some(json!("good"))),
        ("no files", "/read/files", None),
    ] {
        let mut changed = whole.clone();
        let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
        match (changed.pointer_mut(parent), value) {
            (Some(Value::Object(map)), Some(value)) => drop(map.insert(key.to_owned(), value)),
            (Some(Value::Object(map)), None) => drop(map.remove(key)),
            (Some(Value::Array(list)), Some(value)) => {
                list[key.parse::<usize>().expect("a position")] = value
            }
            _ => panic!("{why}: nothing at {parent}"),
        }
        assert!(!valid.is_valid(&changed), "{why}: accepted");
    }
}

#[test]
fn what_rehearse_prints_is_a_rehearsal() {
    let valid = validator("rehearsal-1.schema.json");
    for arguments in [
        &["--at", "x3"][..],
        &["--at", "today", "--script", "lose A at 60 s"],
        &["--script", "steady", "--events", "1000"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_fiasco"))
            .args(["rehearse", "--output-format", "json"])
            .args(arguments)
            .current_dir(root().join("examples/codeblaze"))
            .output()
            .expect("the binary runs");
        let value: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(errors(&valid, &value), Vec::<String>::new(), "{arguments:?}");
    }
}
