//! What Kubernetes adds to a service and to an estate: how pods are replaced, spread and kept, what an
//! autoscaler may do, what a namespace may use, and the cluster they share.

use crate::confidence::{Confidence, Said};
use crate::fact::FactKind;
use crate::quantity::{Measure, Rational};
use fiasco_source::Span;
use ipnet::IpNet;

/// What keeps the pods of a service alive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Workload {
    /// A Deployment, or the ReplicaSet of one.
    Deployment,
    /// A StatefulSet: pods with names and volumes of their own.
    StatefulSet,
    /// A DaemonSet: one pod on each node.
    DaemonSet,
    /// A Job or CronJob: pods that end.
    Job,
    /// A bare Pod: nothing makes a second one.
    Pod,
}

impl Workload {
    /// As manifests call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::Pod => "Pod",
        }
    }

    /// Whether it is there to be scaled: a DaemonSet follows the nodes, and jobs and bare pods stay as they are.
    #[must_use]
    pub fn scales(self) -> bool {
        matches!(self, Self::Deployment | Self::StatefulSet)
    }
}

/// A number of replicas, or a share of them in percent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    /// So many.
    Count(i64),
    /// So many of a hundred.
    Percent(i64),
}

impl Share {
    /// How many that is of `replicas`, rounded up: surges and minimums.
    #[must_use]
    pub fn up(self, replicas: i64) -> i64 {
        match self {
            Self::Count(count) => count,
            Self::Percent(percent) => replicas
                .saturating_mul(percent)
                .saturating_add(99)
                .div_euclid(100),
        }
    }

    /// How many that is of `replicas`, rounded down: `maxUnavailable` of a rolling update.
    #[must_use]
    pub fn down(self, replicas: i64) -> i64 {
        match self {
            Self::Count(count) => count,
            Self::Percent(percent) => replicas.saturating_mul(percent).div_euclid(100),
        }
    }

    /// As manifests write it: `1`, `25%`.
    #[must_use]
    pub fn text(self) -> String {
        match self {
            Self::Count(count) => count.to_string(),
            Self::Percent(percent) => format!("{percent}%"),
        }
    }
}

/// How often a volume may be mounted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// `ReadWriteOncePod`: by one pod.
    OncePod,
    /// `ReadWriteOnce`: on one node.
    Once,
    /// `ReadOnlyMany` or `ReadWriteMany`: anywhere.
    Many,
    /// The claim is not among the files.
    Unknown,
}

/// A volume claim that all replicas of a service share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The claim's name, where the pod names it.
    pub name: Said<String>,
    /// How often it may be mounted.
    pub access: Access,
    /// Where the access mode is written.
    pub access_at: Option<Span>,
}

/// A disruption budget that covers a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Budget {
    /// Its name.
    pub name: Said<String>,
    /// Replicas that must stay.
    pub min_available: Option<Said<Share>>,
    /// Replicas that may go.
    pub max_unavailable: Option<Said<Share>>,
}

/// What an autoscaler watches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Metric {
    /// Use of CPU as percent of the requests: `averageUtilization`.
    CpuUtilization(Said<i64>),
    /// Use of memory as percent of the requests.
    MemoryUtilization(Said<i64>),
    /// Anything else, by its name: it needs no requests.
    Other(Said<String>),
}

/// A horizontal pod autoscaler; its bounds are the facts `min_replicas` and `max_replicas` of the service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Autoscaler {
    /// Its name.
    pub name: Said<String>,
    /// What it watches, in source order.
    pub metrics: Vec<Metric>,
}

/// How Kubernetes runs a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pods {
    /// What keeps them alive.
    pub workload: Workload,
    /// Their namespace; `default` where none is written.
    pub namespace: String,
    /// Pods above the replicas while an update rolls; `None` where updates do not roll that way.
    pub surge: Option<Said<Share>>,
    /// Pods that may be missing while an update rolls; 25 % where nobody says.
    pub unavailable: Option<Said<Share>>,
    /// A required rule that no two of them share a domain, and the domain's label: `kubernetes.io/hostname`.
    pub apart: Option<Said<String>>,
    /// Volume claims that all of them share.
    pub claims: Vec<Claim>,
    /// The disruption budget that covers them.
    pub budget: Option<Budget>,
    /// The autoscaler that sets their number.
    pub autoscaler: Option<Autoscaler>,
    /// Requests that a container leaves out: `cpu_request` or `memory_request`, with the container's name and place.
    pub without_requests: Vec<(FactKind, Said<String>)>,
}

impl Pods {
    /// Pods of a workload of which nothing else is known.
    #[must_use]
    pub fn new(workload: Workload, namespace: impl Into<String>) -> Self {
        Self {
            workload,
            namespace: namespace.into(),
            surge: None,
            unavailable: None,
            apart: None,
            claims: Vec::new(),
            budget: None,
            autoscaler: None,
            without_requests: Vec::new(),
        }
    }

    /// How many pods there are above `replicas` while an update rolls.
    #[must_use]
    pub fn surging(&self, replicas: i64) -> i64 {
        self.surge.as_ref().map_or(0, |surge| surge.value.up(replicas))
    }

    /// Whether an update of `replicas` pods cannot begin before one more pod runs: it starts new ones first, and
    /// none of the old ones may go. With 25 % each, as Kubernetes has it, that is so up to three replicas.
    #[must_use]
    pub fn updates_need_room(&self, replicas: i64) -> bool {
        let unavailable = self.unavailable.as_ref().map_or(UNAVAILABLE, |share| share.value);
        let starts_first = self.workload.scales() && self.surging(replicas) > 0;
        replicas > 0 && starts_first && unavailable.down(replicas) <= 0
    }
}

/// `maxUnavailable` of a rolling update where nobody says.
const UNAVAILABLE: Share = Share::Percent(25);

/// What a quota counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum QuotaOf {
    /// `pods`, `count/pods`.
    Pods,
    /// `requests.cpu` or `cpu`.
    CpuRequests,
    /// `limits.cpu`.
    CpuLimits,
    /// `requests.memory` or `memory`.
    MemoryRequests,
    /// `limits.memory`.
    MemoryLimits,
}

impl QuotaOf {
    /// As manifests write it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Pods => "pods",
            Self::CpuRequests => "requests.cpu",
            Self::CpuLimits => "limits.cpu",
            Self::MemoryRequests => "requests.memory",
            Self::MemoryLimits => "limits.memory",
        }
    }

    /// What it measures.
    #[must_use]
    pub fn measure(self) -> Measure {
        match self {
            Self::Pods => Measure::Count,
            Self::CpuRequests | Self::CpuLimits => Measure::Cores,
            Self::MemoryRequests | Self::MemoryLimits => Measure::Data,
        }
    }
}

/// One line of a ResourceQuota: all pods of a namespace together may use so much of one thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// The quota's name.
    pub name: Said<String>,
    /// The namespace it binds.
    pub namespace: String,
    /// What it counts.
    pub of: QuotaOf,
    /// How much there is, in base units.
    pub hard: Said<Rational>,
}

/// An object with the version of the interface it is written for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiObject {
    /// `apiVersion`, as `group/version` or `v1`.
    pub api: Said<String>,
    /// `kind`.
    pub kind: String,
    /// `metadata.name`.
    pub name: String,
}

/// What all nodes of a cluster share. One estate has one cluster.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cluster {
    /// Its version, as major and minor number, and how that is known.
    pub version: Option<(Said<(u32, u32)>, Confidence)>,
    /// The range that the pods' ranges of the nodes are cut from.
    pub pods: Option<Said<IpNet>>,
    /// Length of the prefix each node gets of it (`--node-cidr-mask-size`); 24 where nobody says for IPv4.
    pub node_prefix: Option<Said<u8>>,
}
