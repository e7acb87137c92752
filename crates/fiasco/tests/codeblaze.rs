//! The fable's numbers, worked by hand at the end of the design's sketch: each must come out, exactly.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use serde_json::Value;
use support::{fiasco, findings, json, root, stdout};

fn codeblaze(target: &str) -> Value {
    json(&root().join("examples/codeblaze"), &["--to", target])
}

/// The only finding of a rule about a subject.
fn finding<'j>(json: &'j Value, rule: &str, subject: &str) -> &'j Value {
    let found = findings(json, rule);
    let named: Vec<&Value> = found
        .iter()
        .copied()
        .filter(|f| f["subject"].as_str().is_some_and(|s| s.contains(subject)))
        .collect();
    match named.as_slice() {
        [one] => one,
        _ => panic!("{rule} {subject}: {found:#?}"),
    }
}

fn wall(json: &Value, rule: &str, subject: &str) -> (String, String, String) {
    let finding = finding(json, rule, subject);
    let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
    (text("state"), text("progress_exact"), text("at"))
}

fn is(state: &str, progress: &str, at: &str) -> (String, String, String) {
    (state.to_owned(), progress.to_owned(), at.to_owned())
}

#[test]
fn servers_alone_exhaust_the_pool_above_four_thirds() {
    let json = codeblaze("servers=x3");
    // 4/3 is t = 1/6: 4 replicas hold, the 5th asks for 100 of 97.
    assert_eq!(wall(&json, "CAP002", "app"), is("breaks", "1/6", "above"));
    let pool = finding(&json, "CAP002", "app");
    assert_eq!(
        (pool["used"]["text"].as_str(), pool["limit"]["text"].as_str()),
        (Some("100"), Some("97"))
    );
    assert_eq!(pool["drivers"], serde_json::json!(["servers"]));
    assert_eq!(json["verdict"], "no-go");
}

#[test]
fn traffic_alone_saturates_the_web_hosts_then_the_database() {
    let json = codeblaze("traffic=x5");
    // 100/s x 56 ms / 12 cores = 0.467 reaches 1 on x15/7, t = 2/7; 100/s x 3 x 6 ms of 4 cores on x20/9.
    assert_eq!(wall(&json, "CAP001", "old-[1-3]"), is("breaks", "2/7", "on"));
    assert_eq!(wall(&json, "CAP001", "old-db"), is("breaks", "11/36", "on"));
    let factors = &finding(&json, "CAP001", "old-db")["factors"][0];
    assert_eq!(factors["dimension"], "traffic");
    assert!((factors["factor"].as_f64().expect("a number") - 20.0 / 9.0).abs() < 1e-12);
    // app alone would break at x2.5, later than its hosts: it is folded under them.
    assert_eq!(findings(&json, "CAP001").len(), 2);
}

#[test]
fn the_fables_target_meets_the_pool_first_and_the_database_last() {
    let json = json(&root().join("examples/codeblaze"), &[]);
    assert_eq!(wall(&json, "CAP002", "app"), is("breaks", "1/6", "above"));
    assert_eq!(wall(&json, "CAP001", "old-db"), is("breaks", "11/36", "on"));
    // The clones of old-db add nothing: CAP005 is its cause.
    let causes = &finding(&json, "CAP001", "old-db")["causes"];
    let codes: Vec<&str> = causes
        .as_array()
        .expect("causes")
        .iter()
        .filter_map(|c| c["rule"].as_str())
        .collect();
    assert!(codes.contains(&"CAP005"), "{causes:#}");
    // The diagonal never saturates the web hosts; if the servers come late, traffic x15/7 does.
    assert_eq!(wall(&json, "CAP001", "old-[1-3]").0, "holds");
    let corner = &json["corners"][0];
    assert_eq!(
        (corner["rule"].as_str(), corner["when"].as_str()),
        (Some("CAP001"), Some("supply-late"))
    );
    assert_eq!(corner["progress_exact"], "2/7");
}

#[test]
fn timeouts_and_retries_are_latent_under_the_database() {
    let json = json(&root().join("examples/codeblaze"), &[]);
    // 5 s x (1 + 3) = 20 s a call, three in sequence 60 s; web gives up after 2 s.
    let timeout = findings(&json, "CAP006");
    assert_eq!(timeout.len(), 1, "{timeout:#?}");
    assert_eq!(
        (
            timeout[0]["used"]["low"].as_f64(),
            timeout[0]["limit"]["low"].as_f64()
        ),
        (Some(60.0), Some(2.0))
    );
    // (1 + 2)(1 + 3) = 12.
    let retries = findings(&json, "CAP007");
    assert_eq!(retries.len(), 1, "{retries:#?}");
    assert_eq!(retries[0]["used"]["low"].as_f64(), Some(12.0));
    let causes = &finding(&json, "CAP001", "old-db")["causes"];
    for code in ["CAP006", "CAP007"] {
        assert!(
            causes
                .as_array()
                .expect("causes")
                .iter()
                .any(|cause| cause["rule"] == code),
            "{causes:#}"
        );
    }
}

#[test]
fn the_website_has_the_fables_conflicts() {
    let folder = root().join("examples/codeblaze/website");
    let json = json(&folder, &["--to", "replicas=x2"]);
    // The same host port twice, and two services claiming one address: both stand now.
    for rule in ["ADR008", "ADR001"] {
        let now = findings(&json, rule)
            .into_iter()
            .filter(|f| f["phase"] == "now" && f["state"] == "breaks")
            .count();
        assert_eq!(now, 1, "{rule}: {:#?}", findings(&json, rule));
    }
    // A fixed container name.
    assert_eq!(wall(&json, "ADR009", "worker").0, "breaks");
    let output = fiasco(&folder, &["check"]);
    assert_eq!(
        output.status.code(),
        Some(1),
        "contradictions fail a build as they stand: {}",
        stdout(&output)
    );
}

/// State, phase, exact progress and side of a wall, and what is used of what.
fn room_wall(json: &Value, rule: &str, subject: &str) -> [String; 6] {
    let finding = finding(json, rule, subject);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    [
        text(&finding["state"]),
        text(&finding["phase"]),
        text(&finding["progress_exact"]),
        text(&finding["at"]),
        text(&finding["used"]["text"]),
        text(&finding["limit"]["text"]),
    ]
}

#[test]
fn servers_alone_lose_a_feed_above_two_and_a_place_above_seven_thirds() {
    let json = codeblaze("servers=x3");
    // 230 V x 16 A x 80 % = 2,944 W. At x2 there are 8 servers and 100 W that name no feed: 2,900 W; the next two
    // make it 3,600 W.
    assert_eq!(
        room_wall(&json, "PWR002", "A"),
        ["breaks", "way", "1/2", "above", "3.6 kW", "2,944 W"]
    );
    // Unit 3 and units 12 to 24 are free: six servers of two units.
    assert_eq!(
        room_wall(&json, "RCK001", "room"),
        ["breaks", "way", "2/3", "above", "7", "6"]
    );
}

#[test]
fn the_giant_breaks_the_room_on_delivery() {
    let json = codeblaze("servers=x3,bandwidth=x4,traffic=x5,add=giant");
    // 4 x 350 + 4,200 + 100 W on one feed, and on a UPS of 3 kVA.
    let feed = room_wall(&json, "PWR002", "A");
    assert_eq!(feed, ["breaks", "delivery", "0", "on", "5.7 kW", "2,944 W"]);
    let ups = room_wall(&json, "PWR007", "ups");
    assert_eq!(ups[..2], ["breaks", "delivery"]);
    assert_eq!((ups[4].as_str(), ups[5].as_str()), ("5.7 kW", "1.8 kW..3 kW"));
    let deep = room_wall(&json, "RCK002", "giant");
    assert_eq!(deep, ["breaks", "delivery", "0", "on", "90 cm", "80 cm"]);
    // Its C20 inlet finds no C19 outlet, and a 2960X has no QSFP28 port.
    for (rule, subject) in [("PWR005", "giant"), ("CAB002", "giant")] {
        assert_eq!(
            room_wall(&json, rule, subject)[..2],
            ["breaks", "delivery"],
            "{rule}"
        );
    }
}

/// However narrow the screen and long the path, a person finds the line of every wall that is told.
#[test]
fn every_wall_keeps_its_place_at_every_width() {
    for width in [60, 72, 80, 100, 160] {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_fiasco"))
            .args(["check", "--rehearse", "off", "examples/codeblaze"])
            .current_dir(root())
            .env("COLUMNS", width.to_string())
            .env("NO_COLOR", "1")
            .output()
            .expect("fiasco runs");
        let text = stdout(&out);
        let lines: Vec<&str> = text.lines().collect();
        // `  17 %  CAP002 pool-exhausted …`: the code of a rule behind the stand.
        let is_wall = |line: &str| {
            let code: String = line.chars().skip(8).take(6).collect();
            code.len() == 6 && code[3..].chars().all(|c| c.is_ascii_digit())
        };
        let told: Vec<usize> = (0..lines.len()).filter(|at| is_wall(lines[*at])).collect();
        assert!(told.len() > 5, "{width}: {text}");
        for at in told {
            let near = [lines[at], lines.get(at + 1).copied().unwrap_or_default()];
            assert!(near.iter().any(|line| line.contains(".yaml:")), "{width}: {text}");
        }
    }
}

#[test]
fn on_the_way_the_giant_takes_the_places_and_the_cooling() {
    let json = codeblaze("servers=x3,bandwidth=x4,traffic=x5,add=giant");
    // Units 3 and 20 to 24 are free: six by their sum, and two servers of two units: above servers x4/3.
    assert_eq!(
        room_wall(&json, "RCK001", "room"),
        ["breaks", "way", "1/6", "above", "3", "2"]
    );
    // 8 x 350 + 4,300 W = 7,100 of 7,000 W: above servers x5/3.
    assert_eq!(
        room_wall(&json, "COO001", "room"),
        ["breaks", "way", "1/3", "above", "7.1 kW", "7 kW"]
    );
}
