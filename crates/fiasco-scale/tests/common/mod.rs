//! Random estates and targets, written in the native notation so that a failure can be read and tried by hand.

use fiasco_estate::{Estate, Plan, Relations, Target};
use fiasco_import::{join, native};
use fiasco_scale::plan::resolve;
use fiasco_source::{Files, yaml};
use proptest::prelude::*;
use std::fmt::Write as _;

/// An estate as text.
#[derive(Debug, Clone)]
pub struct Case {
    pub yaml: String,
    pub target: String,
}

impl Case {
    /// Reads it.
    pub fn read(&self) -> (Estate, Relations, Plan) {
        let mut files = Files::new();
        let id = files
            .add("case.yaml", self.yaml.clone().into_bytes())
            .expect("text");
        let (tree, problems) = yaml::read(&files, id);
        assert!(problems.is_empty(), "{problems:?}\n{}", self.yaml);
        let part = native::import(&files, &tree);
        drop(tree);
        let estate = join("case", vec![part]);
        assert!(estate.notes.is_empty(), "{:?}\n{}", estate.notes, self.yaml);
        let relations = Relations::of(&estate);
        let target = Target::read(&self.target).expect(&self.target);
        let plan = resolve(&target, &estate, &relations).expect(&self.target);
        (estate, relations, plan)
    }
}

#[derive(Debug, Clone)]
struct Tier {
    hosts: usize,
    cores: u32,
    memory: u32,
    cpu: u32,
    spread: u32,
    pool: u32,
    replicas: Option<u32>,
    calls: u32,
    store: bool,
    second: Option<u32>,
}

fn tier() -> impl Strategy<Value = Tier> {
    (
        (1_usize..5, 1_u32..9, 1_u32..9, 1_u32..60, 0_u32..20),
        (
            1_u32..30,
            proptest::option::of(1_u32..7),
            1_u32..4,
            proptest::bool::weighted(0.3),
            proptest::option::of(1_u32..40),
        ),
    )
        .prop_map(
            |((hosts, cores, memory, cpu, spread), (pool, replicas, calls, store, second))| Tier {
                hosts,
                cores,
                memory,
                cpu,
                spread,
                pool,
                replicas,
                calls,
                store,
                second,
            },
        )
}

fn write(tiers: &[Tier], rate: u32, prefix: u32, intervals: bool) -> String {
    let mut out = String::from("devices:\n");
    let mut address = 1;
    for (n, tier) in tiers.iter().enumerate() {
        for host in 1..=tier.hosts {
            let _ = writeln!(
                out,
                "  h{n}-{host}: {{cores: {}, memory: {} GiB, address: 10.0.0.{address}}}",
                tier.cores, tier.memory
            );
            address += 1;
        }
    }
    let _ = writeln!(out, "networks: {{lan: {{prefix: 10.0.0.0/{prefix}}}}}\nservices:");
    for (n, tier) in tiers.iter().enumerate() {
        let cpu = if intervals && tier.spread > 0 {
            format!("{}..{} ms", tier.cpu, tier.cpu + tier.spread)
        } else {
            format!("{} ms", tier.cpu)
        };
        let replicas = tier
            .replicas
            .map_or(String::new(), |r| format!(", replicas: {r}"));
        let kind = if tier.store {
            ", max_connections: 100, image: \"postgres:16\""
        } else {
            ""
        };
        let calls = if n + 1 < tiers.len() {
            format!(", calls: s{} x {}", n + 1, tier.calls)
        } else {
            String::new()
        };
        let _ = writeln!(
            out,
            "  s{n}: {{runs: \"h{n}-[1-{}]\", cpu: {cpu}, memory: 1 GiB, pool: {}{replicas}{calls}{kind}}}",
            tier.hosts, tier.pool
        );
        if let Some(cpu) = tier.second {
            let _ = writeln!(
                out,
                "  t{n}: {{runs: \"h{n}-1\", cpu: {cpu} ms, replicas: 2, memory: 512 MiB}}"
            );
        }
    }
    let _ = writeln!(out, "traffic: {{s0: {rate}/s}}");
    out
}

fn factor() -> impl Strategy<Value = String> {
    (10_u32..80).prop_map(|tenths| format!("x{}.{}", tenths / 10, tenths % 10))
}

/// Targets of one to three dimensions.
fn target() -> impl Strategy<Value = String> {
    let wishes = proptest::collection::vec((0_usize..4, factor()), 1..4);
    wishes.prop_map(|wishes| {
        let names = ["servers", "replicas", "traffic", "s0.replicas"];
        let mut seen = Vec::new();
        let parts = wishes.into_iter().filter_map(|(dimension, factor)| {
            let fresh = !seen.contains(&dimension);
            seen.push(dimension);
            fresh.then(|| format!("{}={factor}", names[dimension]))
        });
        parts.collect::<Vec<_>>().join(",")
    })
}

/// A random estate with a random target.
pub fn case(intervals: bool) -> impl Strategy<Value = Case> {
    let tiers = proptest::collection::vec(tier(), 1..4);
    (tiers, 1_u32..300, 26_u32..29, target()).prop_map(move |(tiers, rate, prefix, target)| Case {
        yaml: write(&tiers, rate, prefix, intervals),
        target,
    })
}
