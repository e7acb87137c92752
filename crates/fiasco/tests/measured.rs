//! Measurements from outside: the real compose projects with a file of usage each, one that leaves out the host,
//! and Prometheus.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

mod support;

use serde_json::Value;
use std::fmt::Write as _;
use std::path::Path;
use support::server::{Answer, Request, Server};
use support::{data, fiasco, findings, json, scratch, stderr, stdout};

/// The six projects: a folder and its files.
const PROJECTS: [(&str, &[&str]); 6] = [
    ("otel-demo", &["compose.yaml"]),
    (
        "otel-demo",
        &["compose.yaml", "compose.full.yaml", "compose.observability.yaml"],
    ),
    ("hotel-reservation", &["docker-compose.yml"]),
    ("social-network", &["docker-compose.yml"]),
    ("social-network", &["docker-compose-sharding.yml"]),
    ("social-network", &["docker-compose-tls.yml"]),
];

/// `docker stats` of all services of a project: the n-th keeps n + 4 percent of 16 cores busy.
fn stats(folder: &Path, files: &[&str]) -> (Vec<String>, String) {
    let output = fiasco(folder, &[&["show", "--output-format", "json"], files].concat());
    let estate: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let services = estate["services"].as_array().expect("services");
    let names = services
        .iter()
        .map(|service| service["name"].as_str().expect("a name").to_owned());
    let names: Vec<String> = names.collect();
    let project = folder.file_name().expect("a name").to_string_lossy();
    let mut text = String::new();
    for (position, service) in services.iter().enumerate() {
        let name = &names[position];
        let container = service["container_name"]
            .as_str()
            .map_or_else(|| format!("{project}-{name}-1"), str::to_owned);
        let percent = (position + 4) * 16;
        writeln!(
            text,
            r#"{{"Name":"{container}","CPUPerc":"{percent}.00%","MemUsage":"10MiB / 64GiB"}}"#
        )
        .expect("a line");
    }
    (names, text)
}

#[test]
fn every_service_of_a_measured_project_has_a_wall() {
    for (position, (folder, files)) in PROJECTS.iter().enumerate() {
        let Some(folder) = data(&format!("compose/{folder}")) else {
            return;
        };
        let (names, text) = stats(&folder, files);
        let usage = scratch(&format!("measured-{position}")).join("stats.json");
        std::fs::write(&usage, text).expect("a file");
        let usage = usage.to_str().expect("a path");
        let mut args = files.to_vec();
        args.extend([usage, "--host", "64GiB/16cores", "--to", "traffic=x30"]);
        let json = json(&folder, &args);
        assert_eq!(
            json["read"]["unmatched"],
            serde_json::json!([]),
            "{}",
            folder.display()
        );
        let folded = json["folded"].as_array().expect("folded");
        for (position, name) in names.iter().enumerate() {
            let wall = folded
                .iter()
                .chain(findings(&json, "CAP001"))
                .find(|finding| finding["rule"] == "CAP001" && finding["subject"] == name.as_str());
            let wall = wall.unwrap_or_else(|| panic!("no wall of {name} in {files:?}"));
            assert_eq!(wall["state"], "breaks", "{name}: {wall:#}");
            // U busy is a wall at 1 / U, possible from 0.8 / U on.
            let busy = (position + 4) as f64 / 100.0;
            let factor = wall["factors"][0]["factor"].as_f64().expect("a factor");
            assert!(
                (factor - 1.0 / busy).abs() < 1e-9,
                "{name}: {factor}, {busy} busy"
            );
            let possible = wall["possible_from"].as_f64().expect("a band");
            let possible = 1.0 + 29.0 * possible;
            assert!(
                (possible - (0.8 / busy).max(1.0)).abs() < 1e-9,
                "{name}: {possible}"
            );
            assert!(wall["folded_under"].is_string() || wall["folded_under"].is_null());
        }
        let asked = json["questions"].as_array().expect("questions");
        assert!(
            asked.iter().all(|question| question["fact"] != "CPU"),
            "{asked:#?}"
        );
        let unknown = findings(&json, "CAP001")
            .into_iter()
            .filter(|f| f["state"] == "unknown");
        assert_eq!(unknown.count(), 0);
    }
}

#[test]
fn without_a_host_only_its_cores_are_asked_for() {
    for (position, (folder, files)) in PROJECTS.iter().enumerate() {
        let Some(folder) = data(&format!("compose/{folder}")) else {
            return;
        };
        let (_, text) = stats(&folder, files);
        let usage = scratch(&format!("measured-no-host-{position}")).join("stats.json");
        std::fs::write(&usage, text).expect("a file");
        let mut args = files.to_vec();
        args.push(usage.to_str().expect("a path"));
        let json = json(&folder, &args);
        let asked = json["questions"].as_array().expect("questions");
        let about: Vec<&Value> = asked
            .iter()
            .filter(|question| {
                let fact = question["fact"].as_str().expect("a fact");
                ["CPU", "cores", "memory"].iter().any(|word| fact.contains(word))
            })
            .collect();
        assert_eq!(about.len(), 1, "{asked:#?}");
        assert_eq!(about[0]["fact"], "cores");
        assert_eq!(about[0]["ask"], "--host 8GiB/4cores");
    }
}

#[test]
fn why_tells_the_wall_of_one_service() {
    let folder = support::root().join("examples/usage");
    let args = ["--host", "8GiB/4cores", "--to", "traffic=x4"];
    let why = stdout(&fiasco(&folder, &[&["why", "CAP001", "db"][..], &args].concat()));
    assert!(
        why.contains("traffic x3.37: db needs 4 of the 4 cores its replicas may use"),
        "{why}"
    );
    assert!(why.contains("under     host"), "{why}");
    // Without a subject it is told with its host alone.
    let why = stdout(&fiasco(&folder, &[&["why", "CAP001"][..], &args].concat()));
    assert!(!why.contains("its replicas may use"), "{why}");
}

#[test]
fn the_same_file_named_twice_is_read_once() {
    let folder = support::root().join("examples/usage");
    let (once, twice) = (
        fiasco(&folder, &["check"]),
        fiasco(&folder, &["check", ".", "stats.json"]),
    );
    let lines = |output: &std::process::Output| -> Vec<String> {
        let text = stdout(output);
        text.lines()
            .take_while(|line| !line.starts_with("UNDECIDED  2 of"))
            .map(str::to_owned)
            .collect()
    };
    assert_eq!(lines(&once), lines(&twice));
    assert_eq!(stderr(&twice), "");
}

/// What a Prometheus that scrapes cAdvisor and exporters would answer to the printed queries.
fn prometheus(request: &Request) -> Answer {
    let query = request.query("query").unwrap_or_default();
    let series = |measures: &str, labels: Value, value: &str| {
        let mut metric = labels;
        metric["fiasco"] = measures.into();
        serde_json::json!({"status": "success", "data": {"resultType": "vector", "result": [
            {"metric": metric, "value": [1_700_000_000.5, value]}
        ]}})
    };
    let compose = "container_label_com_docker_compose_service";
    Answer::json(if query.contains("container_cpu_usage_seconds_total") {
        series(
            "cpu",
            serde_json::json!({compose: "db", "name": "shop-db-1"}),
            "1.25",
        )
    } else if query.contains("container_memory_working_set_bytes") {
        series(
            "memory",
            serde_json::json!({compose: "db", "name": "shop-db-1"}),
            "1073741824",
        )
    } else if query.contains("http_requests_total") {
        series("requests", serde_json::json!({"job": "web"}), "40")
    } else {
        series("connections", serde_json::json!({"instance": "db:9187"}), "55")
    })
}

#[test]
fn a_running_prometheus_is_asked() {
    let folder = scratch("measured-live");
    let compose = support::root().join("examples/usage/compose.yaml");
    std::fs::copy(compose, folder.join("compose.yaml")).expect("a file");
    let server = Server::start(prometheus);
    let url = format!("{}/prometheus/", server.url());
    let json = json(&folder, &["--host", "8GiB/4cores", "--prometheus", &url]);
    let read: Vec<&str> = json["read"]["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(
        read,
        [
            "compose.yaml",
            "prometheus: cpu",
            "prometheus: memory",
            "prometheus: requests",
            "prometheus: connections"
        ]
    );
    let folded = json["folded"].as_array().expect("folded");
    let db = folded
        .iter()
        .find(|finding| finding["subject"] == "db")
        .expect("a wall of db");
    assert_eq!(
        db["factors"]
            .as_array()
            .expect("factors")
            .iter()
            .find(|f| f["dimension"] == "traffic")
            .expect("traffic")["factor"],
        3.2
    );
    assert_eq!(db["sources"][0]["file"], "prometheus: cpu");
    let asked = server.asked();
    assert_eq!(asked.len(), 4);
    assert!(
        asked
            .iter()
            .all(|request| request.path() == "/prometheus/api/v1/query")
    );
    assert!(
        asked
            .iter()
            .all(|request| request.header("authorization").is_none())
    );
}

#[test]
fn a_prometheus_that_fails_is_an_error() {
    let folder = support::root().join("examples/usage");
    let refuses = Server::start(|_| Answer::status(401));
    let empty =
        Server::start(|_| Answer::json(r#"{"status":"success","data":{"resultType":"vector","result":[]}}"#));
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let gone = format!("http://{}", closed.local_addr().expect("its address"));
    drop(closed);
    for (url, expected) in [
        (refuses.url(), "401"),
        (empty.url(), "has no series"),
        (gone, "failed to ask for cpu"),
        ("prometheus:9090".to_owned(), "--prometheus"),
    ] {
        let output = fiasco(&folder, &["check", "--prometheus", &url]);
        assert_eq!(output.status.code(), Some(2), "{url}: {}", stdout(&output));
        assert!(stderr(&output).contains(expected), "{url}: {}", stderr(&output));
        assert_eq!(stdout(&output), "");
    }
    let args = [
        "check",
        "--prometheus",
        "http://127.0.0.1:1",
        "--prometheus-token-env",
        "FIASCO_NO_SUCH",
    ];
    assert!(stderr(&fiasco(&folder, &args)).contains("FIASCO_NO_SUCH is not set"));
}

#[test]
fn a_token_is_sent_and_never_printed() {
    let folder = support::root().join("examples/usage");
    let server = Server::start(|_| Answer::status(403));
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_fiasco"))
        .args([
            "check",
            "--prometheus",
            &server.url(),
            "--prometheus-token-env",
            "WATCHER",
        ])
        .current_dir(&folder)
        .env("WATCHER", "hunter2")
        .output()
        .expect("fiasco runs");
    assert_eq!(output.status.code(), Some(2));
    let (out, err) = (stdout(&output), stderr(&output));
    assert!(
        err.contains("WATCHER") && !err.contains("hunter2") && !out.contains("hunter2"),
        "{err}"
    );
    assert_eq!(server.asked()[0].header("authorization"), Some("Bearer hunter2"));
}

#[test]
fn samples_of_all_forms_are_read() {
    let folder = support::root().join("examples/usage");
    let estate = |args: &[&str]| -> Value {
        let output = fiasco(&folder, &[&["show", "--output-format", "json"], args].concat());
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{error}: {}", stderr(&output)))
    };
    let shown = estate(&["compose.yaml", "forms/cpu.json", "forms/requests.json"]).to_string();
    // The peak of a range, and what arrives at the only door.
    assert!(
        shown.contains("1.1875") || shown.contains("1.19 cores"),
        "{shown}"
    );
    assert!(shown.contains("38.4"), "{shown}");
    // Pods of a manifest, on the nodes it names.
    let cluster = scratch("measured-cluster");
    let workload = |kind: &str, name: &str| {
        format!(
            "apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}, namespace: shop}}\nspec:\n  selector: {{matchLabels: {{app: {name}}}}}\n  template:\n    metadata: {{labels: {{app: {name}}}}}\n    spec: {{containers: [{{name: {name}, image: {name}}}]}}\n"
        )
    };
    let manifests = [
        workload("Deployment", "web"),
        workload("Deployment", "api"),
        workload("StatefulSet", "db"),
    ];
    std::fs::write(cluster.join("shop.yaml"), manifests.join("---\n")).expect("a file");
    std::fs::copy(folder.join("forms/pods.txt"), cluster.join("pods.txt")).expect("a file");
    let json = json(&cluster, &[]);
    assert_eq!(json["read"]["unmatched"], serde_json::json!([]));
    let shown = stdout(&fiasco(&cluster, &["show"]));
    for busy in ["busy 0.183 cores", "busy 0.625 cores", "busy 1.187 cores"] {
        assert!(shown.contains(busy), "{busy}\n{shown}");
    }
}
