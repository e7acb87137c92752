//! Real compose projects, read in place where they are present. What cannot have a second replica was found by
//! hand: every service with a fixed container name or a fixed host port.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use std::collections::BTreeSet;
use support::{data, fiasco, json, stderr, stdout};

/// Services that ADR008 or ADR009 say cannot have a second replica, and how many services there are.
fn stuck(folder: &str, files: &[&str]) -> Option<(BTreeSet<String>, usize, serde_json::Value)> {
    let folder = data(&format!("compose/{folder}"))?;
    let mut args = vec!["--to", "replicas=x2"];
    args.extend(files);
    let json = json(&folder, &args);
    let mut names = BTreeSet::new();
    for finding in json["findings"].as_array().expect("findings") {
        if !["ADR008", "ADR009"].contains(&finding["rule"].as_str().expect("a rule"))
            || finding["state"] != "breaks"
        {
            continue;
        }
        // Each is told with its line.
        let line = finding["sources"][0]["line"].as_u64();
        assert!(line.is_some_and(|line| line > 0), "{finding:#}");
        assert_eq!(finding["within_target"], true, "{finding:#}");
        // A port's subject is the service and the port: `consul 8300/tcp`.
        let subject = finding["subject"].as_str().expect("a subject");
        names.insert(subject.split(' ').next().expect("a name").to_owned());
    }
    let estate = fiasco(&folder, &[&["show", "--output-format", "json"], files].concat());
    let estate: serde_json::Value = serde_json::from_slice(&estate.stdout).expect("JSON");
    let count = estate["services"].as_array().expect("services").len();
    Some((names, count, json))
}

#[test]
fn services_that_cannot_have_a_second_replica() {
    let otel = ["compose.yaml", "compose.full.yaml", "compose.observability.yaml"];
    for (folder, files, expected, of) in [
        ("otel-demo", &otel[..1], 20, 20),
        ("otel-demo", &otel[..], 28, 28),
        ("hotel-reservation", &["docker-compose.yml"], 6, 24),
        ("social-network", &["docker-compose.yml"], 4, 27),
        ("social-network", &["docker-compose-sharding.yml"], 4, 30),
        ("social-network", &["docker-compose-tls.yml"], 4, 28),
    ] {
        let Some((names, count, _)) = stuck(folder, files) else {
            return;
        };
        assert_eq!(
            (names.len(), count),
            (expected, of),
            "{folder} {files:?}: {names:?}"
        );
    }
}

#[test]
fn hotel_reservation_by_name() {
    let Some((names, _, _)) = stuck("hotel-reservation", &["docker-compose.yml"]) else {
        return;
    };
    let by_hand = [
        "attractions",
        "consul",
        "frontend",
        "jaeger",
        "memcached-review",
        "review",
    ];
    assert_eq!(names, by_hand.map(str::to_owned).into());
}

#[test]
fn hints_of_the_otel_demo() {
    let Some(folder) = data("compose/otel-demo") else {
        return;
    };
    let output = fiasco(&folder, &["show", "--output-format", "json", "compose.yaml"]);
    let estate: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let services = estate["services"].as_array().expect("services");
    let service = |name: &str| {
        services
            .iter()
            .find(|s| s["name"] == name)
            .unwrap_or_else(|| panic!("no {name}"))
    };
    let calls = |from: &str, to: &str| {
        let calls = service(from)["calls"].as_array().expect("calls").iter();
        calls.filter(|call| call["to"] == to).cloned().collect::<Vec<_>>()
    };
    assert_eq!(service("astronomy-db")["store"], true);
    let store = calls("product-catalog", "astronomy-db");
    assert_eq!(store.len(), 1);
    assert_eq!(
        (
            store[0]["confidence"].as_str(),
            store[0]["side_channel"].as_bool()
        ),
        (Some("inferred"), Some(false))
    );
    let door = calls("frontend-proxy", "frontend");
    assert_eq!((door.len(), door[0]["side_channel"].as_bool()), (1, Some(false)));
    // Collectors and feature flags carry no request traffic.
    let mut side = 0;
    for service in services {
        for call in service["calls"].as_array().expect("calls") {
            if call["to"] == "otel-collector" || call["to"] == "flagd" {
                assert_eq!(
                    call["side_channel"], true,
                    "{} -> {}",
                    service["name"], call["to"]
                );
                side += 1;
            }
        }
    }
    assert!(side >= 14, "{side} side channels");
}

#[test]
fn the_first_minute() {
    for folder in ["otel-demo", "hotel-reservation", "social-network"] {
        let Some(folder) = data(&format!("compose/{folder}")) else {
            return;
        };
        let output = fiasco(&folder, &["check"]);
        let text = stdout(&output);
        assert_eq!(output.status.code(), Some(0), "{text}{}", stderr(&output));
        assert!(
            text.lines().count() <= 25,
            "{} lines:\n{text}",
            text.lines().count()
        );
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{line}");
        }
        let json = json(&folder, &[]);
        assert_eq!(
            json["read"]["not_understood"],
            serde_json::json!([]),
            "{}",
            folder.display()
        );
    }
}

/// By hand: 19 Deployments, 19 Services, six volumes and six claims, a file each. No variable names another
/// service, since they find each other through consul.
#[test]
fn manifests_of_hotel_reservation() {
    let Some(folder) = data("kubernetes") else { return };
    let output = fiasco(&folder, &["check", "-v"]);
    let text = stdout(&output);
    assert_eq!(output.status.code(), Some(0), "{text}{}", stderr(&output));
    assert!(!text.contains("not understood"), "{text}");
    let json = json(&folder, &[]);
    assert_eq!(json["read"]["not_understood"], serde_json::json!([]));
    assert_eq!(
        json["read"]["files"].as_array().map(Vec::len),
        Some(50),
        "{:#}",
        json["read"]
    );
    let output = fiasco(&folder, &["show", "--output-format", "json"]);
    let estate: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let services = estate["services"].as_array().expect("services");
    assert_eq!(services.len(), 19);
    let stores = services.iter().filter(|service| service["store"] == true);
    let mut names: Vec<&str> = stores.filter_map(|service| service["name"].as_str()).collect();
    names.sort_unstable();
    let databases = ["geo", "profile", "rate", "recommendation", "reservation", "user"];
    assert_eq!(names, databases.map(|name| format!("mongodb-{name}")));
    assert!(
        services
            .iter()
            .all(|service| service["calls"] == serde_json::json!([]))
    );
}

/// By hand: each of the six databases mounts a claim that says `ReadWriteOnce`, so a second replica may find its
/// volume on another node; nothing else among the 50 files limits replicas. Nobody says what requests cost, nor
/// how many nodes there are: that is asked.
#[test]
fn first_walls_of_hotel_reservation_on_kubernetes() {
    let Some(folder) = data("kubernetes") else { return };
    let value = json(&folder, &["--to", "replicas=x3"]);
    let findings = value["findings"].as_array().expect("findings").iter();
    let walls: Vec<(String, String, f64)> = findings
        .filter(|finding| finding["state"] == "breaks")
        .map(|finding| {
            let source = finding["sources"][0]["file"].as_str().unwrap_or_default();
            let file = source.rsplit('/').next().unwrap_or_default().to_owned();
            let text = |key: &str| finding[key].as_str().unwrap_or_default().to_owned();
            (text("rule"), file, finding["progress"].as_f64().unwrap_or(-1.0))
        })
        .collect();
    let claims = ["geo", "profile", "rate", "recommendation", "reservation", "user"];
    let expected = claims.map(|name| ("K8S003".to_owned(), format!("{name}-pvc.yaml"), 0.0));
    assert_eq!(walls, expected);
    let asked = json(&folder, &["--to", "traffic=x3"]);
    assert_eq!(asked["verdict"], "undecided");
    let questions = asked["questions"].as_array().expect("questions").iter();
    let facts: Vec<&str> = questions
        .filter_map(|question| question["fact"].as_str())
        .collect();
    assert!(facts.contains(&"CPU") && facts.contains(&"nodes"), "{facts:?}");
}
