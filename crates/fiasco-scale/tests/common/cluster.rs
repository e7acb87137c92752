//! Workloads of a cluster, made by hand: what manifests would say, in a few lines.

use fiasco_estate::Said;
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::kubernetes::{Autoscaler, Budget, Claim, Metric, Pods, Quota, QuotaOf, Share, Workload};
use fiasco_estate::quantity::Rational;
use fiasco_estate::service::{Protocol, Runtime};
use fiasco_estate::{Confidence, kubernetes::Access};
use fiasco_import::part::{Part, PortRow, ServiceRow};
use fiasco_source::{FileId, Span};

/// A place, where one has to stand.
pub fn nowhere(file: FileId) -> Span {
    Span::new(file, 0, 1)
}

/// A workload with what a rule looks at.
#[derive(Debug, Clone)]
pub struct Made {
    pub name: String,
    pub pods: Pods,
    pub facts: Vec<(FactKind, i64, i64)>,
    pub ports: Vec<u16>,
}

/// A workload of which nothing is said but its replicas.
pub fn made(name: &str, workload: Workload, replicas: Option<i64>) -> Made {
    let facts = replicas.map(|count| (FactKind::Replicas, count, 1));
    Made {
        name: name.to_owned(),
        pods: Pods::new(workload, "default"),
        facts: facts.into_iter().collect(),
        ports: Vec::new(),
    }
}

/// A Deployment that recreates its pods.
pub fn deployment(name: &str, replicas: i64) -> Made {
    made(name, Workload::Deployment, Some(replicas))
}

impl Made {
    /// A fact, as a fraction.
    pub fn with(mut self, kind: FactKind, value: i64, of: i64) -> Self {
        self.facts.push((kind, value, of));
        self
    }

    /// Changes how it runs.
    pub fn but(mut self, change: impl FnOnce(&mut Pods)) -> Self {
        change(&mut self.pods);
        self
    }

    /// Updates start this many pods first.
    pub fn surging(self, share: Share) -> Self {
        self.but(|pods| pods.surge = Some(Said::assumed(share)))
    }

    /// No two of its pods share a domain.
    pub fn apart(self, label: &str) -> Self {
        self.but(|pods| pods.apart = Some(Said::assumed(label.to_owned())))
    }

    /// All of its pods mount a claim.
    pub fn mounting(self, access: Access) -> Self {
        self.but(|pods| {
            pods.claims.push(Claim {
                name: Said::assumed("data".to_owned()),
                access,
                access_at: None,
            });
        })
    }

    /// A budget covers it.
    pub fn budget(self, least: Option<Share>, most: Option<Share>) -> Self {
        self.but(|pods| {
            pods.budget = Some(Budget {
                name: Said::assumed("budget".to_owned()),
                min_available: least.map(Said::assumed),
                max_unavailable: most.map(Said::assumed),
            });
        })
    }

    /// An autoscaler sets its replicas, to a percentage of the CPU requested.
    pub fn autoscaled(self, most: i64, percent: i64) -> Self {
        let made = self.with(FactKind::MaxReplicas, most, 1);
        made.but(|pods| {
            pods.autoscaler = Some(Autoscaler {
                name: Said::assumed("autoscaler".to_owned()),
                metrics: vec![Metric::CpuUtilization(Said::assumed(percent))],
            });
        })
    }

    /// One of its containers leaves a request out.
    pub fn silent(self, kind: FactKind) -> Self {
        self.but(|pods| {
            let container = Said::assumed("sidecar".to_owned());
            pods.without_requests.push((kind, container));
        })
    }

    /// It wants a port of its node.
    pub fn port(mut self, port: u16) -> Self {
        self.ports.push(port);
        self
    }

    fn row(&self, file: FileId) -> ServiceRow {
        let mut row = ServiceRow::named(Said::assumed(self.name.clone()), Runtime::Kubernetes);
        row.pods = Some(Box::new(self.pods.clone()));
        for (kind, value, of) in &self.facts {
            let value = Rational::new(i128::from(*value), i128::from(*of)).expect("a number");
            row.facts.set(RawFact {
                kind: *kind,
                lo: value,
                hi: value,
                at: None,
                confidence: Confidence::Declared,
            });
        }
        let ports = self.ports.iter().map(|port| PortRow {
            bind: None,
            first: *port,
            last: *port,
            each: 1,
            protocol: Protocol::Tcp,
            ingress: false,
            at: nowhere(file),
        });
        row.ports = ports.collect();
        row
    }
}

/// A line of a quota on the default namespace.
pub fn quota(of: QuotaOf, hard: i64) -> Quota {
    Quota {
        name: Said::assumed("compute".to_owned()),
        namespace: "default".to_owned(),
        of,
        hard: Said::assumed(Rational::int(hard)),
    }
}

/// A part of an estate with these workloads and quotas.
pub fn part(file: FileId, workloads: &[Made], quotas: &[Quota]) -> Part {
    Part {
        services: workloads.iter().map(|made| made.row(file)).collect(),
        quotas: quotas.to_vec(),
        ..Part::default()
    }
}
