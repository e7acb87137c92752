//! The rehearsal from outside: the fable comes out of its numbers, and each cause that is taken away takes its effect
//! along, and what follows from that, and nothing else; scripts, forms of the result, wrong input.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use serde_json::Value;
use std::path::{Path, PathBuf};
use support::{fiasco, findings, json, root, scratch, stderr, stdout};

const FILES: [&str; 3] = ["estate.yaml", "network.yaml", "services.yaml"];

/// The fable with some words replaced.
fn fable(name: &str, changes: &[(&str, &str)]) -> PathBuf {
    let folder = scratch(name);
    let mut made = 0;
    for file in FILES {
        let mut text = std::fs::read_to_string(root().join("examples/codeblaze").join(file)).expect(file);
        for (from, to) in changes {
            made += text.matches(from).count();
            text = text.replace(from, to);
        }
        std::fs::write(folder.join(file), text).expect(file);
    }
    assert!(made >= changes.len(), "{changes:?}");
    folder
}

fn rehearsed(folder: &Path, args: &[&str]) -> Value {
    let mut all = vec!["rehearse", ".", "--output-format", "json"];
    all.extend(args);
    let output = fiasco(folder, &all);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
}

/// When something of a kind is noticed first, in seconds.
fn first(run: &Value, kind: &str) -> Option<f64> {
    let moments = run["moments"].as_array().expect("moments").iter();
    moments
        .filter(|moment| moment["kind"] == kind)
        .find_map(|moment| moment["at"].as_f64())
}

fn message(run: &Value, kind: &str) -> String {
    let moments = run["moments"].as_array().expect("moments").iter();
    let mut of_kind = moments.filter(|moment| moment["kind"] == kind);
    of_kind
        .next_back()
        .and_then(|moment| moment["message"].as_str())
        .unwrap_or_default()
        .to_owned()
}

/// The kinds of moments, of those that stand for a misadventure.
fn misadventures(run: &Value) -> Vec<&'static str> {
    let kinds = [
        "retry-storm",
        "freezes",
        "refuses",
        "throttles",
        "shuts-down",
        "trips",
    ];
    kinds
        .into_iter()
        .filter(|kind| first(run, kind).is_some())
        .collect()
}

#[test]
fn the_fable_comes_out_of_its_numbers() {
    let run = rehearsed(&fable("fable", &[]), &["--at", "x3"]);
    // The database has no processors left before the traffic is all there, and what follows, follows.
    let kinds = [
        "saturates",
        "retry-storm",
        "freezes",
        "throttles",
        "shuts-down",
        "trips",
        "off",
    ];
    let times: Vec<f64> = kinds
        .iter()
        .map(|kind| first(&run, kind).unwrap_or_else(|| panic!("no {kind}")))
        .collect();
    assert!(times.is_sorted(), "{kinds:?} {times:?}");
    // 8.5 kW against 7 kW of cooling in 20 m³ of air, from 20 °C: 35 °C after 15 K x 20 x 1,207.2 / 1,500 W.
    assert!(
        (times[3] - 15.0 * 20.0 * 1207.2 / 1500.0).abs() < 1.0,
        "{}",
        times[3]
    );
    assert!(
        (times[4] - 23.0 * 20.0 * 1207.2 / 1500.0).abs() < 1.0,
        "{}",
        times[4]
    );
    let shouts: Vec<&str> = run["moments"]
        .as_array()
        .expect("moments")
        .iter()
        .filter_map(|moment| moment["shout"].as_str())
        .collect();
    assert_eq!(shouts, ["SCREEN FREEZES", "SMOKE", "LIGHTS OUT"]);
    assert!(
        message(&run, "ends").contains("does not recover (metastable)"),
        "{}",
        message(&run, "ends")
    );
    assert!(
        message(&run, "trips").contains("8.5 kW of 3.68 kW"),
        "{}",
        message(&run, "trips")
    );
}

#[test]
fn today_nothing_happens() {
    let run = rehearsed(&fable("fable-today", &[]), &["--at", "today"]);
    assert_eq!(misadventures(&run), Vec::<&str>::new());
    assert!(message(&run, "ends").contains("100 % are answered in time, as before"));
}

#[test]
fn without_retries_there_is_no_storm_and_it_comes_back() {
    let calm = [("retries: 2", "retries: 0"), ("retries: 3", "retries: 0")];
    let run = rehearsed(&fable("fable-retries", &calm), &["--at", "x3"]);
    assert_eq!(
        misadventures(&run),
        ["freezes", "refuses", "throttles", "shuts-down", "trips"]
    );
    assert!(
        message(&run, "ends").contains("it came back"),
        "{}",
        message(&run, "ends")
    );
}

#[test]
fn with_connections_enough_nothing_is_turned_away() {
    let wide = [("max_connections: 100", "max_connections: 1000")];
    let run = rehearsed(&fable("fable-pool", &wide), &["--at", "x3"]);
    assert_eq!(
        misadventures(&run),
        ["retry-storm", "freezes", "throttles", "shuts-down", "trips"]
    );
}

#[test]
fn with_cooling_enough_it_stays_cool_and_the_breakers_hold() {
    let run = rehearsed(
        &fable("fable-cooling", &[("cooling: 7 kW", "cooling: 14 kW")]),
        &["--at", "x3"],
    );
    // The breakers tripped because it was warm around them: at 20 °C they carry 1.17 times their rating.
    assert_eq!(misadventures(&run), ["retry-storm", "freezes", "refuses"]);
    assert_eq!(first(&run, "off"), None);
}

#[test]
fn with_larger_feeds_the_lights_stay_on_until_it_is_too_warm() {
    let wide = [("A: 230 V 16 A, B: 230 V 16 A", "A: 230 V 32 A, B: 230 V 32 A")];
    let run = rehearsed(&fable("fable-feeds", &wide), &["--at", "x3"]);
    assert_eq!(
        misadventures(&run),
        ["retry-storm", "freezes", "refuses", "throttles", "shuts-down"]
    );
    assert!(message(&run, "off").contains("too warm"));
}

#[test]
fn the_ladder_has_the_walls_with_their_intervals() {
    let ladder = json(&root().join("examples/codeblaze"), &[]);
    for rule in ["SIM004", "SIM005", "SIM006", "SIM007"] {
        let found = findings(&ladder, rule);
        let wall = found
            .iter()
            .find(|finding| finding["state"] == "breaks")
            .unwrap_or_else(|| panic!("{rule}"));
        let at = wall["progress"].as_f64().expect("a progress");
        assert!(at > 0.0 && at < 1.0, "{rule} {at}");
        assert_eq!(wall["confidence"], "assumed", "{rule}");
    }
    // What theory allows: the storm cannot come before the database is nearly busy, nor much after.
    let exact = findings(&ladder, "CAP001")
        .iter()
        .filter_map(|finding| finding["progress"].as_f64())
        .next();
    let storm = findings(&ladder, "SIM004")
        .iter()
        .filter_map(|finding| finding["progress"].as_f64())
        .next();
    let (exact, storm) = (exact.expect("CAP001"), storm.expect("SIM004"));
    assert!((0.7 * exact..1.3 * exact).contains(&storm), "{exact} {storm}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_on_any_number_of_threads() {
    let folder = fable("fable-same", &[]);
    let run = |threads: &str, seed: &str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_fiasco"))
            .args(["rehearse", ".", "--at", "x3", "--seed", seed, "--no-walls"])
            .current_dir(&folder)
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("fiasco runs")
            .stdout
    };
    assert_eq!(run("1", "7"), run("2", "7"));
    assert_ne!(run("1", "7"), run("1", "8"));
    let check = |threads: &str| {
        std::process::Command::new(env!("CARGO_BIN_EXE_fiasco"))
            .args(["check", ".", "--output-format", "json"])
            .current_dir(&folder)
            .env("RAYON_NUM_THREADS", threads)
            .output()
            .expect("fiasco runs")
            .stdout
    };
    assert_eq!(check("1"), check("2"));
}

#[test]
fn a_loop_without_end_makes_it_warm() {
    let folder = scratch("runaway");
    let estate = "room: {cooling: 500 W, air: 20 m3, supply: 20 C}\n\
        devices: {box: {room: room, power: 800 W, idle: 200 W, cores: 2}}\n\
        services: {web: {runs: box, cpu: 1 ms, cpu_p99: 4 ms}}\ntraffic: {web: 100/s}\n";
    std::fs::write(folder.join("estate.yaml"), estate).expect("an estate");
    let warmest = |script: &str| {
        let output = fiasco(
            &folder,
            &["rehearse", ".", "--script", script, "--output-format", "csv"],
        );
        let text = stdout(&output);
        let column = text
            .lines()
            .next()
            .expect("a head")
            .split(',')
            .position(|name| name == "room.celsius");
        let degrees = text
            .lines()
            .skip(1)
            .filter_map(|line| line.split(',').nth(column?)?.parse::<f64>().ok());
        degrees.fold(0.0, f64::max)
    };
    // 200 W + 600 W x 5 % busy stay below 500 W of cooling; with both cores in a loop it is 800 W.
    assert!((warmest("ramp 1 s,hold 5 min") - 20.0).abs() < 1e-6);
    let heated = warmest("ramp 1 s,hold 5 min,runaway box x2 at 60 s");
    assert!(
        (heated - (20.0 + 241.0 * 300.0 / (20.0 * 1207.2))).abs() < 0.1,
        "{heated}"
    );
}

#[test]
fn faults_are_found_by_their_names() {
    let folder = fable("fable-faults", &[]);
    let run = rehearsed(
        &folder,
        &["--at", "today", "--script", "kill old-1 at 60 s for 30 s"],
    );
    assert_eq!(first(&run, "script"), Some(60.0));
    // Without anything before feed A, the UPS is asked for 1.5 kW and holds; with the giant it is not enough.
    let run = rehearsed(&folder, &["--at", "x3", "--script", "lose A at 60 s"]);
    assert!(
        message(&run, "battery").contains("more than it can give"),
        "{run:#}"
    );
    for (script, says) in [
        ("kill old-9 at 60 s", "did you mean `old-1`?"),
        ("holt 30 s", "did you mean `hold`?"),
        ("slow dp at 60 s", "did you mean `db`?"),
        ("forget web at 60 s", "no service with a cache"),
        ("spike 3 30 s", "expected a factor such as x1.5"),
    ] {
        let output = fiasco(&folder, &["rehearse", ".", "--script", script]);
        assert_eq!(output.status.code(), Some(2), "{script}");
        assert!(stderr(&output).contains(says), "{script}: {}", stderr(&output));
    }
}

#[test]
fn what_cannot_be_rehearsed_says_why() {
    let case = |estate: &str| {
        let folder = scratch("not-rehearsed");
        std::fs::write(folder.join("estate.yaml"), estate).expect("an estate");
        let output = fiasco(&folder, &["rehearse", "."]);
        (output.status.code(), stdout(&output) + &stderr(&output))
    };
    let (code, said) = case("services: {web: {cpu: 8 ms}}\n");
    assert!(code == Some(2) && said.contains("nothing to rehearse"), "{said}");
    // No demand: it is left out, and said so.
    let (code, said) =
        case("services: {web: {runs: box}}\ndevices: {box: {cores: 2}}\ntraffic: {web: 10/s}\n");
    assert!(
        code == Some(0) && said.contains("the work of web: its cpu per request is not known"),
        "{said}"
    );
    // A circle: the call that closes it is left out.
    let (code, said) = case(
        "services: {a: {runs: box, cpu: 1 ms, calls: b}, b: {runs: box, cpu: 1 ms, calls: a}}\n\
         devices: {box: {cores: 2}}\ntraffic: {a: 10/s}\n",
    );
    assert!(
        code == Some(0) && said.contains("it closes a circle (a -> b -> a)"),
        "{said}"
    );
    // An objective in the wrong unit is told at its line, and the rest goes on.
    let folder = scratch("wrong-unit");
    let estate = "services: {web: {runs: box, cpu: 8 ms, slo: p99 < 300 kg}}\ndevices: {box: {cores: 2}}\ntraffic: {web: 10/s}\n";
    std::fs::write(folder.join("estate.yaml"), estate).expect("an estate");
    let ladder = json(&folder, &["--to", "traffic=x40"]);
    let note = findings(&ladder, "EST001");
    assert!(
        note.iter()
            .any(|note| note["message"].as_str().is_some_and(|m| m.contains("kg"))),
        "{note:?}"
    );
    assert!(!findings(&ladder, "CAP001").is_empty());
    // Traffic without a service.
    let (_, said) =
        case("services: {web: {runs: box, cpu: 1 ms}}\ndevices: {box: {cores: 1}}\ntraffic: {wep: 10/s}\n");
    assert!(said.contains("nothing to rehearse"), "{said}");
}

#[test]
fn every_form_is_what_its_readers_expect() {
    let folder = fable("fable-forms", &[]);
    let run = |form: &str| {
        stdout(&fiasco(
            &folder,
            &["rehearse", ".", "--at", "30%", "--output-format", form],
        ))
    };
    let csv = run("csv");
    let columns: Vec<usize> = csv.lines().map(|line| line.split(',').count()).collect();
    assert!(
        columns.len() > 600 && columns.iter().all(|count| *count == columns[0]),
        "{columns:?}"
    );
    let chrome: Value = serde_json::from_str(&run("chrome")).expect("JSON");
    assert!(
        chrome["traceEvents"]
            .as_array()
            .is_some_and(|events| events.len() > 10)
    );
    let hdr = run("hdr");
    let shares: Vec<f64> = hdr
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_whitespace().nth(1)?.parse().ok())
        .collect();
    assert!(shares.len() > 50 && shares.is_sorted() && shares.last() == Some(&1.0));
    // 80 columns are enough.
    let text = stdout(&fiasco(&folder, &["rehearse", ".", "--at", "30%", "--slowest"]));
    for line in text
        .lines()
        .filter(|line| !line.contains("up to") && !line.contains("down to"))
    {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(text.contains("the slowest request of the hold"), "{text}");
    assert!(text.contains("first wall at traffic x2."), "{text}");
}

#[test]
fn off_is_off_and_assumptions_gate_nothing() {
    let folder = scratch("gate");
    let estate = "services:\n  web: {runs: box, cpu: 1 ms, calls: db, timeout: 200 ms, retries: 3}\n  \
        db: {runs: store, cpu: 9 ms, image: \"postgres:16\"}\n\
        devices: {box: {cores: 4}, store: {cores: 1}}\ntraffic: {web: 50/s}\n";
    std::fs::write(folder.join("estate.yaml"), estate).expect("an estate");
    let off = json(&folder, &["--to", "traffic=x2", "--rehearse", "off"]);
    assert_eq!(off["verdict"], "go");
    let families = off["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter_map(|f| f["family"].as_str());
    assert!(!families.collect::<Vec<_>>().contains(&"SIM"));
    // The storm comes before the processors are all busy. What nobody stated makes it a doubt, not a refusal.
    let output = fiasco(&folder, &["check", "--to", "traffic=x2", "."]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}");
    assert!(
        text.contains("UNDECIDED") && text.contains("retry-storm"),
        "{text}"
    );
    // Stated, it stops a build.
    let stated = estate
        .replace("cpu: 1 ms", "cpu: 1 ms, cpu_p99: 4 ms")
        .replace("cpu: 9 ms", "cpu: 9 ms, cpu_p99: 36 ms")
        .replace("retries: 3", "retries: 3, backoff: 0 s");
    std::fs::write(folder.join("estate.yaml"), stated).expect("an estate");
    let output = fiasco(&folder, &["check", "--to", "traffic=x2", "."]);
    assert_eq!(output.status.code(), Some(1), "{}", stdout(&output));
}
