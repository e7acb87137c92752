//! Projects of real teams, read where they lie. What is expected here was counted by hand in the files.

use super::Project;
use crate::compose::{Request, gather, import, recognizes};
use fiasco_estate::image::Product;
use fiasco_source::{Files, yaml};
use std::path::PathBuf;

/// Reads files of one folder of the samples; `None`, with the reason printed, where there are no samples.
fn sample(folder: &str, names: &[&str]) -> Option<Project> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/compose");
    if !root.is_dir() {
        println!("skipped: the samples are not here ({})", root.display());
        return None;
    }
    let mut files = Files::new();
    let mut request = Request {
        dir: folder.to_owned(),
        ..Request::default()
    };
    for name in names {
        let path = format!("{folder}/{name}");
        let bytes = std::fs::read(root.join(&path)).unwrap();
        request.files.push(files.add(path, bytes).unwrap());
    }
    let gathered = gather(&mut files, &|path| std::fs::read(root.join(path)).ok(), &request);
    let read = import(&files, &gathered);
    for id in &request.files {
        assert!(recognizes(&yaml::read(&files, *id).0, files.path(*id)));
    }
    Some(Project { files, read })
}

const OTEL: &str = "otel-demo";

fn published(project: &Project) -> Vec<String> {
    let rows = project.read.part.services.iter();
    rows.flat_map(|row| {
        row.ports
            .iter()
            .map(|port| format!("{}:{}/{}", row.name.value, port.first, port.protocol.word()))
    })
    .collect()
}

fn containers(project: &Project) -> usize {
    project
        .read
        .part
        .services
        .iter()
        .filter(|row| row.container_name.is_some())
        .count()
}

#[test]
fn everything_is_read_and_understood() {
    for (folder, names, services, containers_named, ports) in [
        (OTEL, vec!["compose.yaml"], 20, 20, 2),
        (OTEL, vec!["compose.yaml", "compose.full.yaml"], 23, 23, 2),
        (
            OTEL,
            vec!["compose.yaml", "compose.observability.yaml"],
            25,
            25,
            3,
        ),
        (
            OTEL,
            vec!["compose.yaml", "compose.full.yaml", "compose.observability.yaml"],
            28,
            28,
            3,
        ),
        ("hotel-reservation", vec!["docker-compose.yml"], 24, 3, 11),
        ("social-network", vec!["docker-compose.yml"], 27, 0, 4),
        ("social-network", vec!["docker-compose-sharding.yml"], 30, 0, 4),
        ("social-network", vec!["docker-compose-tls.yml"], 28, 0, 4),
    ] {
        let Some(project) = sample(folder, &names) else {
            return;
        };
        assert_eq!(project.said(), Vec::<String>::new(), "{names:?}");
        let counts = (
            project.names().len(),
            containers(&project),
            published(&project).len(),
        );
        assert_eq!(counts, (services, containers_named, ports), "{names:?}");
        assert_eq!(project.read.part.networks.len(), 1);
        assert!(project.read.inactive.is_empty());
    }
}

#[test]
fn ports_of_the_hotel() {
    let Some(project) = sample("hotel-reservation", &["docker-compose.yml"]) else {
        return;
    };
    assert_eq!(
        published(&project),
        [
            "consul:8300/tcp",
            "consul:8400/tcp",
            "consul:8500/tcp",
            "consul:8600/udp",
            "frontend:5000/tcp",
            "jaeger:5778/tcp",
            "jaeger:14268/tcp",
            "jaeger:16686/tcp",
            "jaeger:5775/udp",
            "jaeger:6831/udp",
            "jaeger:6832/udp"
        ]
    );
    let keepers = project
        .read
        .part
        .services
        .iter()
        .filter(|row| row.keeps.is_some());
    assert!(keepers.clone().all(|row| row.name.value.starts_with("mongodb-")));
    assert_eq!(keepers.count(), 8);
}

/// Every call of the project as `caller -> callee`, side channels apart.
fn edges(project: &Project) -> (Vec<String>, Vec<String>) {
    let (mut requests, mut side) = (Vec::new(), Vec::new());
    for row in &project.read.part.services {
        for call in &row.calls {
            let edge = format!("{} -> {}", row.name.value, call.to.value);
            if call.side_channel {
                side.push(edge)
            } else {
                requests.push(edge)
            }
        }
    }
    (requests, side)
}

#[test]
fn hints_of_the_telemetry_demo() {
    let Some(project) = sample(OTEL, &["compose.yaml"]) else {
        return;
    };
    let (requests, side) = edges(&project);
    assert!(requests.contains(&"frontend-proxy -> frontend".to_owned()));
    assert!(requests.contains(&"product-catalog -> astronomy-db".to_owned()));
    assert!(requests.contains(&"cart -> valkey-cart".to_owned()));
    let is_telemetry = |edge: &&String| {
        ["otel-collector", "flagd", "flagd-ui"]
            .iter()
            .any(|name| edge.ends_with(&format!("-> {name}")))
    };
    assert_eq!(requests.iter().filter(is_telemetry).count(), 0);
    let to = |name: &str| {
        side.iter()
            .filter(|edge| edge.ends_with(&format!("-> {name}")))
            .count()
    };
    assert_eq!((to("otel-collector"), to("flagd"), to("flagd-ui")), (17, 11, 1));
    // The services that say where their telemetry goes, with the demo's own variable or the standard one.
    let by = |hint: &str| {
        let calls = project.read.part.services.iter().flat_map(|row| &row.calls);
        calls
            .filter(|call| call.hint.as_deref() == Some(hint) && call.side_channel)
            .count()
    };
    assert_eq!(
        (
            by("OTEL_EXPORTER_OTLP_ENDPOINT"),
            by("OTEL_COLLECTOR_HOST"),
            by("FLAGD_HOST")
        ),
        (14, 3, 11)
    );
    // The collector scrapes three services.
    assert_eq!(
        side.iter()
            .filter(|edge| edge.starts_with("otel-collector ->"))
            .count(),
        3
    );
    assert_eq!((requests.len(), side.len()), (24, 32));
    let db = project.service("astronomy-db");
    assert_eq!(
        db.image.as_ref().and_then(|image| image.value.product()),
        Some(Product::Postgres)
    );
    assert_eq!(
        db.image.as_ref().and_then(|image| image.value.version()),
        Some((18, 4))
    );
}

#[test]
fn a_patched_service_keeps_what_the_first_file_said() {
    let Some(project) = sample(
        OTEL,
        &["compose.yaml", "compose.full.yaml", "compose.observability.yaml"],
    ) else {
        return;
    };
    let checkout = project.service("checkout");
    assert_eq!(
        project.files.path(checkout.name.at.unwrap().file),
        "otel-demo/compose.yaml"
    );
    assert_eq!(checkout.container_name.as_ref().unwrap().value, "checkout");
    assert!(
        project
            .calls("checkout")
            .contains(&"kafka by KAFKA_ADDR".to_owned())
    );
    let kafka = checkout
        .calls
        .iter()
        .find(|call| call.to.value == "kafka")
        .unwrap();
    assert_eq!(project.files.path(kafka.at.file), "otel-demo/compose.full.yaml");
    assert!(
        project
            .calls("accounting")
            .contains(&"astronomy-db by DB_CONNECTION_STRING".to_owned())
    );
}
