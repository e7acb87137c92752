//! The shop of `examples/`: what is read of it, joined with what its team states beside it; and the real manifests
//! where they are present.

use super::super::{import, recognizes_text};
use crate::{join, native};
use fiasco_estate::fact::FactKind::{
    self, CpuLimit, CpuRequest, MaxConnections, Memory, MemoryRequest, Pool, Replicas,
};
use fiasco_estate::kubernetes::{Access, QuotaOf, Workload};
use fiasco_estate::{Confidence, Estate, Relations};
use fiasco_source::{Files, yaml};
use std::path::{Path, PathBuf};

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)
}

/// The shop as an estate.
fn shop() -> (Files, Estate) {
    let mut files = Files::new();
    let mut add = |name: &str| {
        let text = std::fs::read(folder("examples/shop").join(name)).unwrap();
        files.add(name, text).unwrap()
    };
    let (app, platform, own) = (add("app.yaml"), add("platform.yaml"), add("estate.yaml"));
    let manifests = import(&files, &[app, platform]);
    let (tree, _) = yaml::read(&files, own);
    let stated = native::import(&files, &tree);
    let estate = join("x", vec![manifests, stated]);
    (files, estate)
}

#[test]
fn facts_of_the_shop() {
    let (_, estate) = shop();
    assert_eq!(estate.notes, []);
    let mib = |n: i64| (n << 20).to_string();
    let fact = |service: &str, kind: FactKind| {
        let service = estate
            .services
            .iter()
            .find(|row| row.name.value == service)
            .unwrap();
        service
            .facts
            .raw(kind)
            .map_or("-".to_owned(), |fact| fact.lo.decimal(3))
    };
    for (service, kind, expected) in [
        // The autoscaler keeps three although two are written.
        ("web", Replicas, "3".to_owned()),
        ("web", CpuRequest, "0.25".to_owned()),
        ("web", Memory, mib(512)),
        // Two containers.
        ("api", CpuRequest, "0.55".to_owned()),
        ("api", CpuLimit, "2.1".to_owned()),
        ("api", MemoryRequest, mib(576)),
        ("api", Memory, mib(1088)),
        ("api", Pool, "20".to_owned()),
        // From the namespace's defaults.
        ("worker", CpuRequest, "0.2".to_owned()),
        ("worker", Memory, mib(512)),
        ("postgres", MaxConnections, "150".to_owned()),
        ("postgres", MemoryRequest, mib(2048)),
        ("cache", MaxConnections, "500".to_owned()),
    ] {
        assert_eq!(fact(service, kind), expected, "{service} {}", kind.key());
    }
    let kept: Vec<&str> = estate
        .services
        .iter()
        .filter(|row| row.is_store())
        .map(|row| row.name.value.as_str())
        .collect();
    assert_eq!(kept, ["worker", "postgres", "cache"]);
    assert_eq!(estate.device_ids().filter(|id| estate.is_node(*id)).count(), 4);
    let nodes = Relations::of(&estate).node_groups(&estate).count();
    assert_eq!(nodes, 1);
}

#[test]
fn pods_of_the_shop() {
    let (files, estate) = shop();
    let pods = |name: &str| {
        let service = estate.services.iter().find(|row| row.name.value == name).unwrap();
        service.pods.as_deref().unwrap()
    };
    let workloads = ["web", "worker", "postgres", "report"].map(|name| pods(name).workload);
    assert_eq!(
        workloads,
        [
            Workload::Deployment,
            Workload::Deployment,
            Workload::StatefulSet,
            Workload::Job
        ]
    );
    let surge = |name: &str| pods(name).surge.as_ref().map(|said| said.value.text());
    assert_eq!(
        ["web", "api", "worker", "postgres"].map(surge),
        [Some("25%".to_owned()), Some("50%".to_owned()), None, None]
    );
    let apart = pods("api").apart.as_ref().unwrap();
    assert_eq!(apart.value, "kubernetes.io/hostname");
    assert_eq!(files.place(apart.at.unwrap()).to_string(), "app.yaml:57:28");
    assert!(pods("api").budget.is_some() && pods("web").budget.is_none());
    assert!(pods("web").autoscaler.is_some() && pods("api").autoscaler.is_none());
    let claims: Vec<_> = pods("worker")
        .claims
        .iter()
        .map(|claim| (claim.name.value.as_str(), claim.access))
        .collect();
    assert_eq!(claims, [("pictures", Access::Once)]);
    let quotas: Vec<_> = estate.quotas.iter().map(|quota| quota.of).collect();
    assert_eq!(
        quotas,
        [
            QuotaOf::Pods,
            QuotaOf::CpuRequests,
            QuotaOf::MemoryRequests,
            QuotaOf::MemoryLimits
        ]
    );
}

#[test]
fn calls_of_the_shop() {
    let (_, estate) = shop();
    let calls = estate.calls.iter().map(|call| {
        let sure = if call.confidence == Confidence::Inferred {
            "?"
        } else {
            ""
        };
        format!(
            "{} -> {}{sure}",
            estate.service_name(call.from),
            estate.service_name(call.to)
        )
    });
    // The collector is another team's, in a namespace that is not among the files.
    assert_eq!(
        calls.collect::<Vec<_>>(),
        [
            "web -> api",
            "api -> postgres",
            "api -> cache",
            "worker -> cache?",
            "worker -> postgres",
            "report -> postgres?",
        ]
    );
}

#[test]
fn manifests_of_a_benchmark() {
    let root = folder("../shared/data/kubernetes");
    if !root.exists() {
        println!("skipped: {} is not here", root.display());
        return;
    }
    let mut files = Files::new();
    let mut ids = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                folders.push(path);
            } else {
                let id = files
                    .add(path.display().to_string(), std::fs::read(&path).unwrap())
                    .unwrap();
                assert!(recognizes_text(files.text(id)), "{}", path.display());
                ids.push(id);
            }
        }
    }
    // By hand: 19 Deployments with a Service each, and six volumes with their claims; each claim belongs to one
    // of the six databases. No variable names another service: they find each other through consul.
    let part = import(&files, &ids);
    assert_eq!(
        (ids.len(), part.api_objects.len(), part.services.len()),
        (50, 50, 19)
    );
    assert_eq!(part.notes, []);
    assert_eq!(part.not_looked_at, [""; 0]);
    let stores: Vec<_> = part.services.iter().filter(|row| row.keeps.is_some()).collect();
    assert_eq!(stores.len(), 6);
    for row in &part.services {
        let pods = row.pods.as_ref().unwrap();
        let fact = |kind| row.facts.raw(kind).map(|fact| fact.lo.decimal(3));
        assert_eq!(
            (fact(CpuRequest).as_deref(), fact(CpuLimit).as_deref()),
            (Some("0.1"), Some("1"))
        );
        // No one asks for memory.
        let lacks: Vec<_> = pods.without_requests.iter().map(|(kind, _)| *kind).collect();
        assert_eq!(lacks, [MemoryRequest], "{}", row.name.value);
        assert!(pods.claims.iter().all(|claim| claim.access == Access::Once));
        assert_eq!(
            pods.claims.len(),
            usize::from(row.keeps.is_some()),
            "{}",
            row.name.value
        );
        // Databases are replaced, the others roll.
        assert_eq!(
            pods.surge.is_none(),
            row.name.value.starts_with("mongodb"),
            "{}",
            row.name.value
        );
        assert!(row.calls.is_empty() && row.ports.is_empty());
    }
}
