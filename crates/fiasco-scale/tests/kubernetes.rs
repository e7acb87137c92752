//! Each rule about Kubernetes on small clusters: where it breaks, what it says, and where it stays quiet.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and why it was skipped"
)]

#[path = "common/cluster.rs"]
mod cluster;

use cluster::{Made, deployment, made, part, quota};
use fiasco_estate::fact::FactKind;
use fiasco_estate::kubernetes::{Access, ApiObject, Quota, QuotaOf, Share, Workload};
use fiasco_estate::{Confidence, Relations, Said, Target};
use fiasco_import::{join, native};
use fiasco_rules::RULES;
use fiasco_scale::plan::resolve;
use fiasco_scale::{At, Finding, Ladder, Options, Phase, ladder};
use fiasco_source::{Files, yaml};

/// A cluster, and what a rule says of it on the way to a target.
struct Cluster {
    native: &'static str,
    workloads: Vec<Made>,
    quotas: Vec<Quota>,
    objects: Vec<(&'static str, &'static str, &'static str)>,
    pool_maximum: Option<i64>,
}

fn cluster(native: &'static str, workloads: Vec<Made>) -> Cluster {
    Cluster {
        native,
        workloads,
        quotas: Vec::new(),
        objects: Vec::new(),
        pool_maximum: None,
    }
}

impl Cluster {
    fn quota(mut self, of: QuotaOf, hard: i64) -> Self {
        self.quotas.push(quota(of, hard));
        self
    }

    fn object(mut self, api: &'static str, kind: &'static str, name: &'static str) -> Self {
        self.objects.push((api, kind, name));
        self
    }

    /// What all rules find.
    fn ladder(&self, to: &str) -> Ladder {
        let mut files = Files::new();
        let id = files
            .add("estate.yaml", self.native.as_bytes().to_vec())
            .expect("text");
        let (tree, problems) = yaml::read(&files, id);
        assert!(problems.is_empty(), "{problems:?}");
        let mut cluster = native::import(&files, &tree);
        drop(tree);
        if let (Some(most), Some(pool)) = (self.pool_maximum, cluster.pools.first_mut()) {
            pool.facts.set(fiasco_estate::fact::RawFact {
                kind: FactKind::MaxReplicas,
                lo: fiasco_estate::quantity::Rational::int(most),
                hi: fiasco_estate::quantity::Rational::int(most),
                at: None,
                confidence: Confidence::Declared,
            });
        }
        let mut pods = part(id, &self.workloads, &self.quotas);
        let objects = self.objects.iter().map(|(api, kind, name)| ApiObject {
            api: Said::assumed((*api).to_owned()),
            kind: (*kind).to_owned(),
            name: (*name).to_owned(),
        });
        pods.api_objects = objects.collect();
        let estate = join("case", vec![cluster, pods]);
        assert!(estate.notes.is_empty(), "{:?}", estate.notes);
        let relations = Relations::of(&estate);
        let plan = resolve(&Target::read(to).expect(to), &estate, &relations).expect(to);
        ladder::build(&estate, &relations, plan, RULES, Options::default())
    }

    /// What one rule says on the way to a target, a line a finding: where, the state, the sentence.
    fn says(&self, code: &str, to: &str) -> Vec<String> {
        let ladder = self.ladder(to);
        let found = ladder.breaks.iter().chain(&ladder.unknown).chain(&ladder.holds);
        found
            .filter(|finding| finding.meta().code == code)
            .map(line)
            .collect()
    }
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

fn check(code: &str, to: &str, cluster: &Cluster, expected: &[&str]) {
    assert_eq!(cluster.says(code, to), expected, "{code} --to {to}");
}

const SMALL: &str = "cluster: {nodes: 3, cores: 4, memory: 16 GiB}\n";

/// One core, one gibibyte, in quarters.
fn asking(made: Made, quarter_cores: i64) -> Made {
    made.with(FactKind::CpuRequest, quarter_cores, 4)
}

#[test]
fn quotas() {
    let web = || asking(deployment("web", 4), 2);
    let of_cpu = |workloads| cluster(SMALL, workloads).quota(QuotaOf::CpuRequests, 4);
    // Four times half a core of four: the ninth pod is one too many, and exactly eight still fit.
    check(
        "K8S001",
        "replicas=x3",
        &of_cpu(vec![web()]),
        &["breaks above 1/2: requests.cpu of web sum to 4.5 cores of 4 cores in namespace default"],
    );
    // With 25 % each, four replicas lose one first; three start one first.
    let small = || asking(deployment("web", 3), 4).surging(Share::Percent(25));
    check(
        "K8S001",
        "replicas=x1.1",
        &cluster(SMALL, vec![small()]).quota(QuotaOf::CpuRequests, 3),
        &[
            "breaks now: an update of web needs one more pod: requests.cpu sum to 4 cores of 3 cores in namespace default",
        ],
    );
    let gentle = small().but(|pods| pods.unavailable = Some(Said::assumed(Share::Count(1))));
    check(
        "K8S001",
        "traffic=x2",
        &cluster(SMALL, vec![gentle]).quota(QuotaOf::CpuRequests, 3),
        &["holds"],
    );
    // A DaemonSet counts by nodes, a job as it stands.
    let agent = asking(made("agent", Workload::DaemonSet, None), 1);
    let job = asking(made("job", Workload::Job, Some(1)), 4);
    let mixed = || of_cpu(vec![web(), agent.clone(), job.clone()]);
    check(
        "K8S001",
        "servers=x3",
        &mixed(),
        &[
            "breaks above 1/6: requests.cpu of web, agent and job sum to 4.25 cores of 4 cores in namespace default",
        ],
    );
    check(
        "K8S001",
        "replicas=x3",
        &mixed(),
        &[
            "breaks above 0: requests.cpu of web, agent and job sum to 4.25 cores of 4 cores in namespace default",
        ],
    );
    let pods = cluster(SMALL, vec![web()]).quota(QuotaOf::Pods, 10);
    check(
        "K8S001",
        "replicas=x3",
        &pods,
        &["breaks above 3/4: pods of web sum to 11 of 10 in namespace default"],
    );
    // Another namespace has no say, and what nobody states is told by K8S012.
    let other = web().but(|pods| pods.namespace = "other".to_owned());
    check("K8S001", "replicas=x3", &of_cpu(vec![other]), &[]);
    check("K8S001", "replicas=x3", &of_cpu(vec![deployment("web", 4)]), &[]);
    // Nobody says how many nodes there are.
    let unknown = cluster(
        "traffic: {}\n",
        vec![asking(made("agent", Workload::DaemonSet, None), 1)],
    );
    check(
        "K8S001",
        "traffic=x2",
        &unknown.quota(QuotaOf::CpuRequests, 1),
        &[
            "unknown now: requests.cpu of agent sum to at least 0.25 cores of 1 core in namespace default [cluster: {nodes: 3, cores: 4, memory: 16 GiB} in a file beside]",
        ],
    );
}

#[test]
fn quotas_that_pods_do_not_answer() {
    let mute = || deployment("web", 2);
    let told = "breaks now: web states no requests.cpu, which quota compute counts: their pods are refused";
    let of = |made: Made, of: QuotaOf| cluster(SMALL, vec![made]).quota(of, 4);
    check(
        "K8S012",
        "replicas=x2",
        &of(mute(), QuotaOf::CpuRequests),
        &[told],
    );
    let sidecar = asking(mute(), 1).silent(FactKind::CpuRequest);
    check(
        "K8S012",
        "replicas=x2",
        &of(sidecar, QuotaOf::CpuRequests),
        &[told],
    );
    check(
        "K8S012",
        "replicas=x2",
        &of(asking(mute(), 1), QuotaOf::CpuRequests),
        &["holds"],
    );
    let limited = mute().with(FactKind::CpuLimit, 1, 1);
    check(
        "K8S012",
        "replicas=x2",
        &of(limited, QuotaOf::CpuRequests),
        &["holds"],
    );
    check("K8S012", "replicas=x2", &of(mute(), QuotaOf::Pods), &[]);
}

#[test]
fn anti_affinity() {
    let host = "kubernetes.io/hostname";
    let web = |replicas| deployment("web", replicas).apart(host);
    check(
        "K8S002",
        "replicas=x3",
        &cluster(SMALL, vec![web(2)]),
        &["breaks above 1/4: the 4th pod of web needs one of its own of 3 nodes"],
    );
    // Servers bring nodes.
    check(
        "K8S002",
        "replicas=x3,servers=x3",
        &cluster(SMALL, vec![web(3)]),
        &["holds"],
    );
    // The default strategy starts a new pod first, up to three replicas.
    let rolling = |replicas| web(replicas).surging(Share::Percent(25));
    check(
        "K8S002",
        "traffic=x2",
        &cluster(SMALL, vec![rolling(3)]),
        &["breaks now: an update of web needs one more for its new pod, 4 of 3 nodes"],
    );
    check(
        "K8S002",
        "traffic=x2",
        &cluster("cluster: {nodes: 4}\n", vec![rolling(4)]),
        &["holds"],
    );
    check(
        "K8S002",
        "traffic=x2",
        &cluster("traffic: {}\n", vec![web(2)]),
        &[
            "unknown now: the 2nd pod of web needs one of its own of unknown nodes [cluster: {nodes: 3, cores: 4, memory: 16 GiB} in a file beside]",
        ],
    );
    let zones = || deployment("web", 2).apart("topology.kubernetes.io/zone");
    check(
        "K8S002",
        "replicas=x3",
        &cluster(SMALL, vec![zones()]),
        &[
            "breaks above 1/4: the 4th pod of web needs one of its own of at most 3 values of topology.kubernetes.io/zone [kubectl get nodes -L topology.kubernetes.io/zone]",
        ],
    );
    check(
        "K8S002",
        "replicas=x3",
        &cluster(SMALL, vec![deployment("web", 9)]),
        &[],
    );
}

#[test]
fn volumes() {
    let web = |access| deployment("web", 1).mounting(access);
    check(
        "K8S003",
        "replicas=x3",
        &cluster(SMALL, vec![web(Access::Once)]),
        &["breaks above 0: the 2nd pod of web may stand on another node, and volume data is on one"],
    );
    check(
        "K8S003",
        "replicas=x3",
        &cluster("cluster: {nodes: 1}\n", vec![web(Access::Once)]),
        &["holds"],
    );
    check(
        "K8S003",
        "replicas=x3",
        &cluster("cluster: {nodes: 1}\n", vec![web(Access::OncePod)]),
        &["breaks above 0: the 2nd pod of web wants volume data, which one pod has"],
    );
    check(
        "K8S003",
        "replicas=x3",
        &cluster(SMALL, vec![web(Access::Many)]),
        &[],
    );
    check(
        "K8S003",
        "replicas=x3",
        &cluster(SMALL, vec![web(Access::Unknown)]),
        &[
            "unknown above 0: web shares volume data, and how often it may be mounted is not known [the manifest of claim data, or a StatefulSet]",
        ],
    );
    // Where nobody says how many nodes there are, more than one is only inferred.
    let ladder = cluster("traffic: {}\n", vec![web(Access::Once)]).ladder("replicas=x3");
    let found = ladder
        .breaks
        .iter()
        .find(|finding| finding.meta().code == "K8S003");
    let sure = found
        .and_then(|finding| finding.story.as_ref())
        .map(|story| story.confidence);
    assert_eq!(sure, Some(Confidence::Inferred));
}

#[test]
fn host_ports() {
    let edge = |replicas| deployment("edge", replicas).port(80);
    let exporter = made("exporter", Workload::DaemonSet, None).port(9100);
    check(
        "K8S004",
        "replicas=x3",
        &cluster(SMALL, vec![edge(2)]),
        &["breaks above 1/4: 4 pods of edge want port 80/tcp of 3 nodes"],
    );
    check(
        "K8S004",
        "servers=x3",
        &cluster(SMALL, vec![exporter.clone()]),
        &[],
    );
    let both = vec![edge(1), made("proxy", Workload::DaemonSet, None).port(80)];
    check(
        "K8S004",
        "traffic=x2",
        &cluster(SMALL, both),
        &["breaks now: 4 pods of all of edge and proxy want port 80/tcp of 3 nodes"],
    );
    // Two workloads share the nodes, and are told once.
    let two = vec![edge(1), deployment("shop", 1).port(80)];
    check(
        "K8S004",
        "replicas=x3",
        &cluster(SMALL, two),
        &["breaks above 0: 4 pods of all of edge and shop want port 80/tcp of 3 nodes"],
    );
    check(
        "K8S004",
        "traffic=x2",
        &cluster(SMALL, vec![edge(3).surging(Share::Count(1))]),
        &["breaks now: 4 pods of edge want port 80/tcp of 3 nodes"],
    );
    // The scheduler keeps pods apart: the rule about hosts has nothing to say.
    check(
        "ADR008",
        "replicas=x3",
        &cluster(SMALL, vec![edge(2), exporter]),
        &[],
    );
}

#[test]
fn pods_of_nodes() {
    let web = || deployment("web", 120);
    let agent = made("agent", Workload::DaemonSet, None);
    check(
        "K8S005",
        "replicas=x3",
        &cluster(SMALL, vec![web()]),
        &["breaks above 7/8: 331 pods want a place, and 3 nodes have 330"],
    );
    check(
        "K8S005",
        "replicas=x3",
        &cluster("cluster: {nodes: 3, max_pods: 50}\n", vec![web(), agent]),
        &["breaks above 9/80: 148 pods want a place, and 3 nodes have 147"],
    );
    check(
        "K8S005",
        "replicas=x3,servers=x3",
        &cluster(SMALL, vec![web()]),
        &["holds"],
    );
    check(
        "K8S005",
        "replicas=x3",
        &cluster("traffic: {}\n", vec![web()]),
        &[],
    );
}

#[test]
fn ranges_of_pods() {
    let many = "cluster: {nodes: 100, pods: 10.244.0.0/16}\n";
    check(
        "K8S006",
        "servers=x4",
        &cluster(many, vec![]),
        &["breaks above 13/25: the 257th node finds no range for its pods: 10.244.0.0/16 has 256 of /24"],
    );
    let narrow = "cluster: {nodes: 2, pods: 10.244.0.0/16, node_prefix: 26}\n";
    check(
        "K8S006",
        "replicas=x3",
        &cluster(narrow, vec![deployment("web", 100)]),
        &[
            "breaks above 11/100: 123 pods want an address, and the ranges of 2 nodes have 122",
            "holds",
        ],
    );
    let own = "devices: {n1: {node: yes, pod_range: 10.244.0.0/26}}\n";
    check(
        "K8S006",
        "replicas=x3",
        &cluster(own, vec![deployment("web", 50)]),
        &["breaks above 11/100: 62 pods want an address, and the ranges of 1 node have 61"],
    );
    let roomy = "cluster: {nodes: 2, pods: 10.244.0.0/16}\n";
    check(
        "K8S006",
        "replicas=x3",
        &cluster(roomy, vec![deployment("web", 100)]),
        &["holds"],
    );
    let six = "cluster: {nodes: 2, pods: \"fd00::/48\"}\n";
    check("K8S006", "servers=x9", &cluster(six, vec![]), &["holds"]);
}

#[test]
fn budgets() {
    let web = |replicas| deployment("web", replicas);
    let all = "breaks now: budget budget says that the only pod of web stays: no node with one of them can be drained";
    let least = |count| (Some(count), None);
    let most = |count| (None, Some(count));
    for (replicas, (least, most), to, expected) in [
        (1, least(Share::Count(1)), "traffic=x2", all),
        (1, least(Share::Count(1)), "replicas=x3", all),
        (2, least(Share::Count(1)), "replicas=x3", "holds"),
        // A half of three rounds up to two.
        (3, least(Share::Percent(50)), "traffic=x2", "holds"),
        (1, least(Share::Percent(50)), "traffic=x2", all),
        (1, most(Share::Count(0)), "traffic=x2", all),
        (1, most(Share::Percent(1)), "traffic=x2", "holds"),
    ] {
        check(
            "K8S007",
            to,
            &cluster(SMALL, vec![web(replicas).budget(least, most)]),
            &[expected],
        );
    }
    check("K8S007", "traffic=x2", &cluster(SMALL, vec![web(1)]), &[]);
    check(
        "K8S007",
        "traffic=x2",
        &cluster(SMALL, vec![web(0).budget(Some(Share::Count(1)), None)]),
        &[],
    );
    let agent = made("agent", Workload::DaemonSet, None).budget(None, Some(Share::Count(0)));
    check("K8S007", "traffic=x2", &cluster(SMALL, vec![agent]), &[]);
}

#[test]
fn autoscalers() {
    let web = |replicas| deployment("web", replicas).autoscaled(8, 60);
    check(
        "K8S008",
        "replicas=x3",
        &cluster(SMALL, vec![web(3)]),
        &["breaks above 5/6: 9 replicas of web are asked for, and its autoscaler goes to 8"],
    );
    // 9 ms x 100/s = 0.9 cores; half a core at 60 % is 0.3 cores a pod: 3 pods today, 8 at 2 2/3 of the load.
    let stated = "services: {web: {cpu: 9 ms}}\ntraffic: {web: 100/s}\n";
    check(
        "K8S008",
        "traffic=x5",
        &cluster(stated, vec![asking(web(3), 2)]),
        &["breaks above 5/12: the load of web needs all 8 pods that its autoscaler makes, and more"],
    );
    // What is seen busy is a straight line: from 80 % of the maximum on it cannot be said.
    let seen = "services: {web: {busy: 0.9}}\n";
    let ladder = cluster(seen, vec![asking(web(3), 2)]).ladder("traffic=x5");
    let found = ladder
        .breaks
        .iter()
        .find(|finding| finding.meta().code == "K8S008");
    let walls = found.map(|finding| (finding.wall, finding.doubt));
    let at = |wall: Option<fiasco_scale::Wall>| wall.map(|wall| wall.progress.to_string());
    assert_eq!(
        walls.map(|(wall, doubt)| (at(wall), at(doubt))),
        Some((Some("5/12".to_owned()), Some("17/60".to_owned())))
    );
    // Nothing is known of the load but how much more of it there is.
    check(
        "K8S008",
        "traffic=x5",
        &cluster(SMALL, vec![asking(web(3), 2)]),
        &[
            "unknown above 5/12: the load of web needs 3..8 pods, depending on how busy they are, and its autoscaler goes to 8 [kubectl top pods -A > top.txt]",
        ],
    );
    check(
        "K8S008",
        "traffic=x2",
        &cluster(SMALL, vec![asking(web(1), 2)]),
        &["holds"],
    );
    check(
        "K8S008",
        "traffic=x9",
        &cluster(SMALL, vec![asking(deployment("web", 3), 2)]),
        &[],
    );
}

#[test]
fn autoscalers_without_requests() {
    let web = || deployment("web", 3).autoscaled(8, 60);
    check(
        "K8S009",
        "traffic=x2",
        &cluster(SMALL, vec![web().silent(FactKind::CpuRequest)]),
        &[
            "breaks now: the autoscaler of web goes by cpu utilization, and container sidecar states no request: it never scales",
        ],
    );
    check(
        "K8S009",
        "traffic=x2",
        &cluster(SMALL, vec![web().silent(FactKind::MemoryRequest)]),
        &["holds"],
    );
    check(
        "K8S009",
        "traffic=x2",
        &cluster(SMALL, vec![deployment("web", 3).silent(FactKind::CpuRequest)]),
        &[],
    );
}

#[test]
fn removed_interfaces() {
    let budgets = |native| {
        cluster(native, vec![deployment("web", 1)])
            .object("policy/v1beta1", "PodDisruptionBudget", "web")
            .object("policy/v1beta1", "PodDisruptionBudget", "db")
            .object("policy/v1", "PodDisruptionBudget", "fine")
    };
    check(
        "K8S010",
        "traffic=x2",
        &budgets("cluster: {version: 1.31}\n"),
        &["breaks now: PodDisruptionBudget web and db: policy/v1beta1 is gone since 1.25, use policy/v1"],
    );
    check(
        "K8S010",
        "traffic=x2",
        &budgets("cluster: {version: 1.25}\n"),
        &["breaks now: PodDisruptionBudget web and db: policy/v1beta1 is gone since 1.25, use policy/v1"],
    );
    check(
        "K8S010",
        "traffic=x2",
        &budgets("cluster: {version: 1.9}\n"),
        &["holds"],
    );
    check(
        "K8S010",
        "traffic=x2",
        &budgets("traffic: {}\n"),
        &[
            "unknown now: PodDisruptionBudget web and db: policy/v1beta1 is gone since 1.25, use policy/v1 [cluster: {version: 1.31} in a file beside]",
        ],
    );
}

#[test]
fn requests_of_all_pods() {
    let web = || asking(deployment("web", 6), 2);
    check(
        "K8S011",
        "replicas=x6",
        &cluster(SMALL, vec![web()]),
        &["breaks above 3/5: web requests 12.5 cores of 12 cores of 3 nodes"],
    );
    // Each node keeps half a core for its agent.
    let agent = asking(made("agent", Workload::DaemonSet, None), 2);
    check(
        "K8S011",
        "replicas=x6",
        &cluster(SMALL, vec![web(), agent]),
        &["breaks above 1/2: web requests 11 cores of 10.5 cores of 3 nodes"],
    );
    check(
        "K8S011",
        "replicas=x3,servers=x3",
        &cluster(SMALL, vec![web()]),
        &["holds"],
    );
    let memory = deployment("web", 6).with(FactKind::MemoryRequest, 8 << 30, 1);
    check(
        "K8S011",
        "replicas=x3",
        &cluster(SMALL, vec![memory]),
        &["breaks above 0: web requests 56 GiB of 48 GiB of 3 nodes"],
    );
    check(
        "K8S011",
        "replicas=x3",
        &cluster("traffic: {}\n", vec![web()]),
        &[
            "unknown now: web requests 3 cores of nodes that are not stated [cluster: {nodes: 3, cores: 4, memory: 16 GiB} in a file beside]",
        ],
    );
    check(
        "K8S011",
        "replicas=x3",
        &cluster("cluster: {nodes: 3}\n", vec![web()]),
        &[
            "unknown now: web requests 3 cores of the unknown cores of 3 nodes [cluster: {cores: 4} in a file beside]",
        ],
    );
    check(
        "K8S011",
        "replicas=x3",
        &cluster(SMALL, vec![deployment("web", 900)]),
        &[],
    );
}

#[test]
fn cores_of_all_nodes() {
    let native = "cluster: {nodes: 3, cores: 4}\nservices: {web: {cpu: 20 ms}, db: {cpu: 10 ms}}\ntraffic: {web: 100/s, db: 200/s}\n";
    let both = || vec![deployment("web", 3), deployment("db", 1)];
    check(
        "CAP001",
        "traffic=x5",
        &cluster(native, both()),
        &["breaks 1/2: web and db need 12 of 12 cores of 3 nodes"],
    );
    check(
        "CAP001",
        "traffic=x5,servers=x9",
        &cluster(native, both()),
        &["holds"],
    );
    check(
        "CAP001",
        "traffic=x2",
        &cluster(SMALL, vec![deployment("web", 1)]),
        &["unknown now: what the services on 3 nodes need is not known [kubectl top pods -A > top.txt]"],
    );
    check(
        "CAP001",
        "traffic=x2",
        &cluster("traffic: {}\n", vec![deployment("web", 1)]),
        &[
            "unknown now: what the services need is not known [cluster: {nodes: 3, cores: 4, memory: 16 GiB} in a file beside; kubectl top pods -A > top.txt]",
        ],
    );
}

#[test]
fn groups_have_a_maximum() {
    let mut small = cluster(SMALL, vec![deployment("web", 1)]);
    check("LIM009", "servers=x3", &small, &[]);
    small.pool_maximum = Some(6);
    check(
        "LIM009",
        "servers=x3",
        &small,
        &["breaks above 1/2: the 7th machine of nodes is refused: it goes to 6"],
    );
}

#[test]
fn what_grows_in_a_cluster() {
    // Nodes bring DaemonSets and nothing else; replicas bring neither nodes, DaemonSets nor jobs.
    let all = || {
        let agent = made("agent", Workload::DaemonSet, None);
        let job = made("job", Workload::Job, Some(1));
        cluster(SMALL, vec![deployment("web", 3), agent, job]).quota(QuotaOf::Pods, 12)
    };
    // 3 web, 3 agents, 1 job.
    check(
        "K8S001",
        "servers=x9",
        &all(),
        &["breaks above 5/24: pods of web, agent and job sum to 13 of 12 in namespace default"],
    );
    check(
        "K8S001",
        "replicas=x9",
        &all(),
        &["breaks above 5/24: pods of web, agent and job sum to 13 of 12 in namespace default"],
    );
    check(
        "K8S001",
        "job.replicas=x9",
        &all(),
        &["breaks above 5/8: pods of web, agent and job sum to 13 of 12 in namespace default"],
    );
}
