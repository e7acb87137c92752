//! Random estates and targets, written in the native notation so that a failure can be read and tried by hand;
//! what runs in a cluster is made as manifests would say it.
#![allow(dead_code, reason = "each test binary uses a part of this")]

pub mod cluster;
pub mod site;

use cluster::{Made, part};
use fiasco_estate::fact::FactKind;
use fiasco_estate::kubernetes::{Access, Quota, QuotaOf, Share, Workload};
use fiasco_estate::{Estate, Plan, Relations, Target};
use fiasco_import::{join, native};
use fiasco_rules::RULES;
use fiasco_scale::plan::resolve;
use fiasco_scale::{At, Finding, Ladder, Options, Phase};
use fiasco_source::{Files, yaml};
use proptest::prelude::*;
use site::{Site, site};
use std::fmt::Write as _;

/// An estate as text.
#[derive(Debug, Clone)]
pub struct Case {
    pub yaml: String,
    pub target: String,
    pub workloads: Vec<Made>,
    pub quotas: Vec<Quota>,
}

impl Case {
    /// An estate without a cluster.
    pub fn plain(yaml: &str, target: &str) -> Self {
        Self {
            yaml: yaml.to_owned(),
            target: target.to_owned(),
            workloads: Vec::new(),
            quotas: Vec::new(),
        }
    }

    /// Reads it.
    pub fn read(&self) -> (Estate, Relations, Plan) {
        let mut files = Files::new();
        let id = files
            .add("case.yaml", self.yaml.clone().into_bytes())
            .expect("text");
        let (tree, problems) = yaml::read(&files, id);
        assert!(problems.is_empty(), "{problems:?}\n{}", self.yaml);
        let native = native::import(&files, &tree);
        drop(tree);
        let pods = part(id, &self.workloads, &self.quotas);
        let estate = join("case", vec![native, pods]);
        assert!(estate.notes.is_empty(), "{:?}\n{}", estate.notes, self.yaml);
        let relations = Relations::of(&estate);
        let target = match self.target.as_str() {
            "" => Target::default(),
            target => Target::read(target).expect(target),
        };
        let plan = resolve(&target, &estate, &relations).expect(&self.target);
        (estate, relations, plan)
    }
}

/// What all rules find in an estate without a cluster.
pub fn ladder(yaml: &str, to: &str) -> Ladder {
    let (estate, relations, plan) = Case::plain(yaml, to).read();
    fiasco_scale::ladder::build(&estate, &relations, plan, RULES, Options::default())
}

/// What one rule says on the way to a target, a line a finding: the state, where, the sentence, what it asks for.
pub fn says(yaml: &str, code: &str, to: &str) -> Vec<String> {
    let ladder = ladder(yaml, to);
    let found = ladder.breaks.iter().chain(&ladder.unknown).chain(&ladder.holds);
    found
        .filter(|finding| finding.meta().code == code)
        .map(line)
        .collect()
}

fn line(finding: &Finding) -> String {
    let at = match finding.wall {
        None => String::new(),
        Some(wall) if wall.phase == Phase::Now => " now".to_owned(),
        Some(wall) => {
            let above = if wall.at == At::Above { "above " } else { "" };
            format!(" {above}{}", wall.progress)
        }
    };
    let story = finding.story.as_ref();
    let says = story.map_or("", |story| story.says.as_str());
    let asks: Vec<&str> = story
        .map(|story| story.missing.iter().map(|missing| missing.ask.as_str()).collect())
        .unwrap_or_default();
    let asks = if asks.is_empty() {
        String::new()
    } else {
        format!(" [{}]", asks.join("; "))
    };
    format!("{}{at}: {says}{asks}", finding.state.word())
        .trim_end_matches([':', ' '])
        .to_owned()
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

fn write(
    tiers: &[Tier],
    rate: u32,
    prefix: u32,
    intervals: bool,
    unlike: bool,
    workloads: &[Made],
    site: Option<&Site>,
) -> String {
    let mut out = room(rate, site);
    out.push_str("devices:\n");
    if unlike {
        out.push_str("  large: {node: yes, cores: 16, memory: 32 GiB, pod_range: 10.245.0.0/27}\n");
    }
    match site {
        Some(site) => out.push_str(&site.devices(rate.is_multiple_of(2))),
        None => out.push_str("  switch: {}\n  giant: {planned: true, cores: 8, memory: 16 GiB}\n"),
    }
    let mut address = 1;
    for (n, tier) in tiers.iter().enumerate() {
        for host in 1..=tier.hosts {
            let _ = writeln!(
                out,
                "  h{n}-{host}: {{cores: {}, memory: {} GiB, address: 10.0.0.{address}{}{}}}",
                tier.cores,
                tier.memory,
                power(n, tier, rate, intervals),
                site.map_or(String::new(), |site| site.server(n, address - 1))
            );
            address += 1;
        }
    }
    let _ = writeln!(
        out,
        "networks: {{lan: {{prefix: 10.0.0.0/{prefix}, vlan: 20}}}}\nservices:"
    );
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
            // The first tier's calls are known in bytes, so that its links have something to carry.
            let bytes = if n == 0 {
                format!(" of {} kB + {} kB", tier.memory, tier.pool)
            } else {
                String::new()
            };
            format!(", calls: s{} x {}{bytes}", n + 1, tier.calls)
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
    // What runs in the cluster calls a store of its own.
    for (n, made) in workloads.iter().enumerate() {
        let _ = writeln!(out, "  {}: {{calls: shared}}", made.name);
        if n == 0 {
            let _ = writeln!(out, "  shared: {{max_connections: 60}}");
        }
    }
    out.push_str("outside: [isp]\nlinks:\n");
    let _ = writeln!(out, "  - isp -- switch: {} Mbit/s", 20 + rate);
    for (n, tier) in tiers.iter().enumerate() {
        let (end, cable) = site.map_or(("switch".to_owned(), String::new()), |site| {
            site.cable(n, tier.hosts)
        });
        // Some are of an Ethernet rate.
        let rate = match site.map(|_| tier.cores % 4) {
            Some(0) => "10 Gbit/s".to_owned(),
            Some(2) => "1 Gbit/s".to_owned(),
            _ => format!("{} Mbit/s", tier.cpu),
        };
        let _ = writeln!(out, "  - {end} -- h{n}-[1-{}]: {rate}{cable}", tier.hosts);
    }
    if let Some(site) = site {
        out.push_str(&site.links());
    }
    let _ = writeln!(out, "traffic: {{s0: {rate}/s of {rate} kB}}");
    out
}

/// What a server draws and hangs on, in every other estate; the first tier names a leg, the third no feed.
fn power(n: usize, tier: &Tier, rate: u32, intervals: bool) -> String {
    if !rate.is_multiple_of(2) {
        return String::new();
    }
    let least = 100 + 10 * tier.cpu;
    let draw = if intervals {
        format!("{least}..{} W", least + 20 * tier.spread)
    } else {
        format!("{least} W")
    };
    let feeds = ["A L1 + B", "A+B", ""][n % 3];
    let feeds = if feeds.is_empty() {
        String::new()
    } else {
        format!(", feeds: {feeds}")
    };
    format!(", power: {draw}, psus: 2, psu: 350 W, inlet: C14{feeds}")
}

/// The room that such servers are in, with its racks.
fn room(rate: u32, site: Option<&Site>) -> String {
    let feeds = rate.is_multiple_of(2);
    let mut out = String::new();
    if feeds {
        out.push_str(
            "  feeds: {A: 400 V 6 A 3-phase, B: 230 V 16 A}\n  \
             ups: {rating: 5 kVA, feeds: A, runtime: 10 min, runtime_at: 2 kW, hold: 8 min}\n  \
             pdus: {left: A 9 x C13, right: B 3 x C13 + 6 x C39}\n",
        );
    }
    if let Some(site) = site {
        out.push_str(&site.room());
    }
    if !out.is_empty() {
        out.insert_str(0, "room:\n");
    }
    if let Some(site) = site {
        out.push_str(&site.racks(feeds));
    }
    out
}

fn factor() -> impl Strategy<Value = String> {
    (10_u32..80).prop_map(|tenths| format!("x{}.{}", tenths / 10, tenths % 10))
}

/// Targets of one to three dimensions.
fn target() -> impl Strategy<Value = String> {
    let wishes = proptest::collection::vec((0_usize..7, factor()), 1..4);
    wishes.prop_map(|wishes| {
        let names = [
            "servers",
            "replicas",
            "traffic",
            "s0.replicas",
            "bandwidth",
            "capacity",
            "add",
        ];
        let mut seen = Vec::new();
        let parts = wishes.into_iter().filter_map(|(dimension, factor)| {
            let fresh = !seen.contains(&dimension);
            seen.push(dimension);
            fresh.then(|| match names[dimension] {
                "add" => "add=giant".to_owned(),
                "capacity" => format!("capacity={factor} with giant"),
                name => format!("{name}={factor}"),
            })
        });
        parts.collect::<Vec<_>>().join(",")
    })
}

/// What one of the random workloads is like: what keeps it and how many there are; what it requests and how its
/// updates roll; what keeps its pods apart; what scales it and what it costs.
type Like = (
    (usize, i64, Option<i64>, Option<i64>),
    (Option<i64>, i64, usize, usize),
    (Option<i64>, Option<i64>, Option<i64>, bool),
);

fn like() -> impl Strategy<Value = Like> {
    let some = |range: std::ops::Range<i64>| proptest::option::of(range);
    (
        (0_usize..6, 0_i64..7, some(1..9), some(1..9)),
        (some(0..60), 0_i64..60, 0_usize..5, 0_usize..6),
        (some(1..12), some(1..40), some(1..9), proptest::bool::ANY),
    )
}

fn workload(number: usize, like: &Like) -> Made {
    let ((kind, replicas, cpu, memory), (surge, unavailable, apart, claim), (most, busy, pool, port)) = *like;
    let workload = [
        Workload::Deployment,
        Workload::Deployment,
        Workload::Deployment,
        Workload::StatefulSet,
        Workload::DaemonSet,
        Workload::Job,
    ][kind];
    let count = (workload != Workload::DaemonSet).then_some(replicas);
    let mut made = cluster::made(&format!("k{number}"), workload, count);
    for (kind, value, of) in [
        (FactKind::CpuRequest, cpu, 4),
        (FactKind::MemoryRequest, memory.map(|gib| gib << 28), 1),
        (FactKind::Busy, busy, 8),
        (FactKind::Pool, pool, 1),
    ] {
        if let Some(value) = value {
            made = made.with(kind, value, of);
        }
    }
    if let Some(surge) = surge.filter(|_| workload == Workload::Deployment) {
        made = made.surging(Share::Percent(surge));
    }
    made =
        made.but(|pods| pods.unavailable = Some(fiasco_estate::Said::assumed(Share::Percent(unavailable))));
    made = match apart {
        0 => made.apart("kubernetes.io/hostname"),
        1 => made.apart("zone"),
        2 => made.budget(Some(Share::Percent(unavailable * 2)), None),
        3 => made.budget(None, Some(Share::Count(replicas / 2))),
        _ => made,
    };
    made = match claim {
        0 => made.mounting(Access::Once),
        1 => made.mounting(Access::OncePod),
        2 => made.mounting(Access::Unknown),
        _ => made,
    };
    if let Some(most) = most.filter(|_| workload.scales()) {
        made = made.autoscaled(most, 60);
    }
    if port { made.port(80) } else { made }
}

/// The lines that a cluster adds, with its workloads' calls to a store.
fn cluster_lines(nodes: u32, most: Option<u32>, pods: bool, workloads: &[Made]) -> String {
    let mut out = String::new();
    let most = most.map_or(String::new(), |most| format!(", max_nodes: {most}"));
    let range = if pods {
        ", pods: 10.244.0.0/25, node_prefix: 28"
    } else {
        ""
    };
    let max_pods = if nodes.is_multiple_of(2) {
        ", max_pods: 14"
    } else {
        ""
    };
    if nodes > 0 {
        let _ = writeln!(
            out,
            "cluster: {{nodes: {nodes}, cores: 4, memory: 8 GiB{max_pods}{most}{range}}}"
        );
    }
    if !workloads.is_empty() {
        let _ = writeln!(out, "# with {workloads:?}");
    }
    out
}

/// A random estate with a random target.
pub fn case(intervals: bool) -> impl Strategy<Value = Case> {
    let tiers = proptest::collection::vec(tier(), 1..4);
    let likes = proptest::collection::vec(like(), 0..4);
    let nodes = (
        0_u32..6,
        proptest::option::of(1_u32..9),
        proptest::bool::ANY,
        proptest::bool::ANY,
    );
    let quotas = proptest::collection::vec((0_usize..3, 1_i64..20), 0..3);
    let cluster = (likes, nodes, quotas);
    let estate = (
        tiers,
        1_u32..300,
        26_u32..29,
        target(),
        proptest::option::of(site()),
    );
    (estate, cluster).prop_map(
        move |((tiers, rate, prefix, target, site), (likes, nodes, quotas))| {
            let workloads: Vec<Made> = likes
                .iter()
                .enumerate()
                .map(|(n, like)| workload(n, like))
                .collect();
            let (count, most, range, unlike) = nodes;
            let mut yaml = write(
                &tiers,
                rate,
                prefix,
                intervals,
                unlike && count > 0,
                &workloads,
                site.as_ref(),
            );
            yaml.push_str(&cluster_lines(count, most, range, &workloads));
            let quotas = quotas.into_iter().map(|(of, hard)| match of {
                0 => cluster::quota(QuotaOf::Pods, hard),
                1 => cluster::quota(QuotaOf::CpuRequests, hard),
                _ => cluster::quota(QuotaOf::MemoryRequests, hard << 29),
            });
            Case {
                yaml,
                target,
                quotas: quotas.collect(),
                workloads,
            }
        },
    )
}
