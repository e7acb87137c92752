//! # K8S007 disruption-budget-blocks
//!
//! A disruption budget allows no pod to go.
//!
//! ## What breaks
//! Draining a node evicts its pods, and each eviction asks the budgets. One that allows none is asked again and
//! again: the drain never ends, and with it the upgrade of the nodes or the autoscaler that wants one back.
//!
//! ## Why growth brings it out
//! It stands as it is, and shows on the first node that has to be emptied. `replicas` makes it better: a budget
//! of one that must stay allows one of two to go.
//!
//! ## How it is computed
//! Pods that must stay, against pods: it breaks when all must. `minAvailable` in percent rounds up;
//! `maxUnavailable` leaves the rest, rounded up too, so that only 0 allows none.
//!
//! ## Example
//! ```yaml
//! # file: manifests.yaml
//! apiVersion: policy/v1
//! kind: PodDisruptionBudget
//! metadata: {name: db}
//! spec: {minAvailable: 1, selector: {matchLabels: {app: db}}}
//! ---
//! apiVersion: apps/v1
//! kind: StatefulSet
//! metadata: {name: db}
//! spec:
//!   serviceName: db
//!   replicas: 1
//!   selector: {matchLabels: {app: db}}
//!   template:
//!     metadata: {labels: {app: db}}
//!     spec: {containers: [{name: db, image: "postgres:17"}]}
//! ```
//! ```text
//! $ fiasco check --to traffic=x3
//! manifests.yaml:4:22: now K8S007 disruption-budget-blocks: budget db says that the only pod of db stays: no node with one of them can be drained [stops]
//! ```
//!
//! ## When it stays quiet
//! Workloads scaled to nothing, and DaemonSets, which a drain leaves alone. A budget on a single replica is
//! often meant as "ask me first"; it is told all the same, since a drain does not ask, and as a fault it fails a
//! build only with `--gate faults`.
//!
//! ## Fix
//! One more replica, or a budget that lets one go: `maxUnavailable: 1`.
//!
//! ## Undo
//! Put the budget back.
//!
//! ## References
//! Kubernetes documentation, *Specifying a Disruption Budget for your Application*; *Safely Drain a Node*.

use super::{pods_of, workloads};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::kubernetes::Budget;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Dimension, ServiceId, View};
use fiasco_source::Span;

/// The rule.
pub static RULE: DisruptionBudgetBlocks = DisruptionBudgetBlocks;

/// K8S007.
pub struct DisruptionBudgetBlocks;

static META: Meta = Meta {
    code: "K8S007",
    name: "disruption-budget-blocks",
    class: Class::Fault,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Replicas, Trend::Rises)],
    contradiction: false,
    attached: false,
    fix: "add a replica, or say maxUnavailable: 1",
    undo: "put the budget back",
    source: include_str!("k8s007_disruption_budget_blocks.rs"),
};

/// The budget of a service that has one and can be evicted.
fn budget<'v>(view: &View<'v>, service: ServiceId) -> Option<&'v Budget> {
    let pods = pods_of(view, service)?;
    let counts = pods.workload.scales() && view.relations.replicas[service.index()] > 0;
    pods.budget.as_ref().filter(|_| counts)
}

/// How many of `pods` a budget makes stay.
fn must_stay(budget: &Budget, pods: i64) -> i64 {
    match (&budget.min_available, &budget.max_unavailable) {
        (Some(least), _) => least.value.up(pods).min(pods),
        (None, Some(most)) => pods.saturating_sub(most.value.up(pods)).max(0),
        (None, None) => 0,
    }
}

/// The line of a budget that decides: its place and how it reads.
fn line(budget: &Budget) -> (Option<Span>, String) {
    match (&budget.min_available, &budget.max_unavailable) {
        (Some(least), _) => (least.at, format!("minAvailable: {}", least.value.text())),
        (None, Some(most)) => (most.at, format!("maxUnavailable: {}", most.value.text())),
        (None, None) => (None, "no bound".to_owned()),
    }
}

impl Rule for DisruptionBudgetBlocks {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        workloads(view)
            .filter(|id| budget(view, *id).is_some())
            .map(Subject::Service)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let pods = view.instances(service);
        let stay = budget(view, service).map_or(0, |budget| must_stay(budget, pods));
        Ok(Verdict::below(Bounds::count(stay), Bounds::count(pods)))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let Some(budget) = budget(view, service) else {
            return Ok(Story::new("", ""));
        };
        let name = view.estate.service_name(service);
        let pods = view.instances(service);
        let (stay, text) = (must_stay(budget, pods), words::plural(pods, "pod"));
        let (at, line) = line(budget);
        let which = if pods == 1 {
            format!("the only pod of {name} stays")
        } else {
            format!("all {text} of {name} stay")
        };
        let says = format!(
            "budget {} says that {which}: no node with one of them can be drained",
            budget.name.value
        );
        let replicas = view.estate.service(service).facts.get(key::Replicas);
        Ok(Story::new(name, says)
            .formula(format!("{name}: {stay} of {text} must stay ({line})"))
            .cite(at, line)
            .cite(budget.name.at, format!("budget {}", budget.name.value))
            .cite(replicas.at, format!("replicas of {name}"))
            .evidence("Cannot evict pod as it would violate the pod's disruption budget."))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
