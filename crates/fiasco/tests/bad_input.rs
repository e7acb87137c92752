//! Bad input: a message with file, line and column, what was expected and what was found; other files go on;
//! exit 2 only when nothing could be read; never a panic.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use proptest::prelude::*;
use std::path::Path;
use support::{fiasco, root, scratch, stderr, stdout};

/// Runs `check -v` on files, and gives exit code and everything printed.
fn check(name: &str, files: &[(&str, &[u8])], args: &[&str]) -> (Option<i32>, String) {
    let folder = scratch(name);
    for (file, text) in files {
        std::fs::write(folder.join(file), text).expect("a file");
    }
    run(&folder, args)
}

fn run(folder: &Path, args: &[&str]) -> (Option<i32>, String) {
    let output = fiasco(folder, &[&["check", "-v"], args].concat());
    let text = stdout(&output) + &stderr(&output);
    assert!(!text.contains("panicked"), "{text}");
    (output.status.code(), text)
}

#[test]
fn messages_name_the_place_and_the_remedy() {
    let cases: &[(&str, &str, &[&str])] = &[
        (
            "devices: {a: {cores: four}}\n",
            "estate.yaml:1:",
            &["cores", "four"],
        ),
        (
            "devices: {a: {cores: 4, cors: 8}}\n",
            "estate.yaml:1:25",
            &["did you mean `cores`?"],
        ),
        ("services: {a: {cpu: 10 Gb}}\n", "estate.yaml:1:", &["10 Gb"]),
        ("links: [{a - b: 1 Gbit/s}]\n", "estate.yaml:1:", &["a -- b"]),
        (
            "links: [{a -- b: 10 Gb}]\ndevices: {a: {}, b: {}}\n",
            "estate.yaml:1:",
            &["10 Gbit", "10 GB"],
        ),
        (
            "devices: {a: {address: 192.168.1}}\n",
            "estate.yaml:1:",
            &["192.168.1.5"],
        ),
        (
            "networks: {lan: {prefix: 10.0.0.0/33}}\ndevices: {}\n",
            "estate.yaml:1:26",
            &["prefix such as"],
        ),
        (
            "services: {a: {runs: \"old-[3-1]\"}}\n",
            "estate.yaml:1:",
            &["backwards"],
        ),
        (
            "services: {a: {cpu: 1 ms, calls: dbb}, db: {cpu: 1 ms}}\n",
            "estate.yaml:1:",
            &["did you mean `db`?"],
        ),
        (
            "devices: {a: {cores: 4}}\ndevices: {b: {cores: 4}}\n",
            "estate.yaml:2:1",
            &["twice", "line 1"],
        ),
        ("devices:\n\ta: {cores: 4}\n", "estate.yaml:2:", &["spaces"]),
        ("devices: [a, b]\n", "estate.yaml:1:10", &["a map of devices"]),
        (
            "target: {serverz: x3}\nservices: {a: {cpu: 1 ms}}\n",
            "estate.yaml:1:",
            &["did you mean `servers`?"],
        ),
        (
            "traffic: {a: 100 W}\nservices: {a: {cpu: 1 ms}}\n",
            "estate.yaml:1:",
            &["100 W"],
        ),
    ];
    for (number, (text, place, words)) in cases.iter().enumerate() {
        let (_, out) = check(&format!("bad-{number}"), &[("estate.yaml", text.as_bytes())], &[]);
        assert!(out.contains(place), "{text}expected {place} in:\n{out}");
        for word in *words {
            assert!(out.contains(word), "{text}expected {word} in:\n{out}");
        }
    }
}

#[test]
fn other_files_go_on() {
    let good = b"devices: {box: {cores: 4}}\nservices: {db: {runs: box, cpu: 6 ms}}\ntraffic: {db: 300/s}\n";
    let (code, out) = check(
        "goes-on",
        &[("a.yaml", b"devices: {x: {cores: [}}\n"), ("b.yaml", good)],
        &["--to", "traffic=x5"],
    );
    assert_eq!(code, Some(1), "{out}");
    assert!(out.contains("a.yaml:1:") && out.contains("EST001"), "{out}");
    assert!(out.contains("CAP001"), "{out}");
    let (_, out) = check(
        "not-utf8",
        &[("a.yaml", b"devices: {\xff: {}}\n"), ("b.yaml", good)],
        &["--to", "traffic=x5"],
    );
    assert!(out.contains("a.yaml:1:11") && out.contains("CAP001"), "{out}");
}

#[test]
fn exit_2_when_nothing_could_be_read() {
    for (name, files, words) in [
        ("empty", vec![], "looked for compose.yaml"),
        (
            "broken",
            vec![("estate.yaml", &b"devices: {a: ["[..])],
            "estate.yaml:1:",
        ),
        (
            "unrecognized",
            vec![("estate.yaml", &b"services: {a: {runs: old-[3-1]}}"[..])],
            "estate.yaml:1:",
        ),
    ] {
        let (code, out) = check(name, &files, &[]);
        assert_eq!(code, Some(2), "{out}");
        assert!(out.contains(words), "{out}");
    }
    let (code, out) = run(&scratch("missing"), &["nowhere.yaml"]);
    assert_eq!(code, Some(2));
    assert!(out.contains("nowhere.yaml"), "{out}");
}

#[test]
fn targets_that_make_no_sense() {
    let folder = root().join("examples/codeblaze");
    for (target, words) in [
        ("serverz=x3", "did you mean `servers`?"),
        ("servers", "has no `=`"),
        ("servers=3 W", "a factor such as x3"),
        ("servers=x0.5", "only growth"),
        ("data=x3", "would move nothing"),
        ("web.replicas=1", "would shrink"),
        ("wbe.replicas=6", "did you mean `web`?"),
        ("add=old-1", "installed already"),
        ("capacity=x3", "capacity=x3 with giant"),
        ("traffic=50/s", "would shrink"),
    ] {
        let (code, out) = run(&folder, &["--to", target]);
        assert_eq!(code, Some(2), "{target}: {out}");
        assert!(out.contains(words), "{target}: expected {words} in {out}");
    }
}

#[test]
fn numbers_beyond_computation_are_a_finding() {
    let text = "devices: {box: {cores: 4}}\nservices: {db: {runs: box, cpu: 0.00123456789012345678901234567 s}, web: {runs: box, cpu: 1 ms, calls: \"db x 1.23456789012345678901\"}}\ntraffic: {web: 99999999999999999999.123456789/s}\n";
    let target = ["--to", "traffic=x1.2345678901234567"];
    let (code, out) = check("overflow", &[("estate.yaml", text.as_bytes())], &target);
    assert_eq!(code, Some(0), "{out}");
    assert!(
        out.contains("UNDECIDED") && out.contains("a number that can be computed of box"),
        "{out}"
    );
}

#[test]
fn a_deep_or_exploding_file_is_refused_in_time() {
    let deep = format!("devices: {}1{}\n", "[".repeat(20_000), "]".repeat(20_000));
    let (code, out) = check("deep", &[("estate.yaml", deep.as_bytes())], &[]);
    assert_eq!(code, Some(2), "{out}");
    let mut bomb = String::from("a: &a [x, x, x, x, x, x, x, x, x, x]\n");
    for (name, of) in ('b'..='k').zip('a'..='j') {
        bomb.push_str(&format!(
            "{name}: &{name} [{}]\n",
            vec![format!("*{of}"); 10].join(", ")
        ));
    }
    bomb.push_str("devices: {box: {cores: 4}}\n");
    let (code, out) = check("bomb", &[("estate.yaml", bomb.as_bytes())], &[]);
    assert_eq!(code, Some(2), "{out}");
}

/// Real-looking text with one stretch replaced.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    let files = [
        "estate.yaml",
        "network.yaml",
        "services.yaml",
        "website/compose.yaml",
    ];
    let texts: Vec<Vec<u8>> = files
        .iter()
        .map(|file| std::fs::read(root().join("examples/codeblaze").join(file)).expect(file))
        .collect();
    (
        0..texts.len(),
        any::<u16>(),
        0_usize..12,
        "[ -~\n\t\u{e4}{}\\[\\]:&*%$]{0,8}",
    )
        .prop_map(move |(file, at, len, new)| {
            let mut text = texts[file].clone();
            let start = usize::from(at) % text.len();
            let end = (start + len).min(text.len());
            text.splice(start..end, new.into_bytes());
            text
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_files_never_panic(text in mutated()) {
        let (code, out) = check("mutated", &[("estate.yaml", &text)], &["--to", "servers=x3,traffic=x5"]);
        prop_assert!(matches!(code, Some(0..=2)), "{out}");
        let (code, out) = check("mutated", &[("compose.yaml", &text)], &["--to", "replicas=x3,traffic=x5"]);
        prop_assert!(matches!(code, Some(0..=2)), "{out}");
    }
}
