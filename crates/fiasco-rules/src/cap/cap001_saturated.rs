//! # CAP001 saturated
//!
//! Requests ask for as many cores as there are: from there on they wait without bound.
//!
//! ## What breaks
//! A host, the nodes of a cluster together, or a service with a CPU limit, whose utilization reaches 1. Below 1 a queue has an end; at 1 it
//! grows for as long as the load lasts, and every caller's timeout follows.
//!
//! ## Why growth brings it out
//! `traffic` multiplies what is asked for. `servers` and `replicas` only help the services that share their
//! work among clones; a store's clones add nothing.
//!
//! ## How it is computed
//! The utilization law, `U = X S / m`: `X` requests per second times `S` seconds of CPU per request, over `m`
//! cores. Rates come from `traffic:` along declared `calls:`; where `busy:` is stated instead of `cpu:`, it is
//! scaled by how much more arrives, which is a straight line and so holds *at best*: published measurements
//! miss it by half at twice the load. From 80 % to 100 % it therefore cannot be said, and the wall is told with
//! the point from which it is possible. Work is split evenly over replicas. Like servers are judged once. Nobody
//! says which pod runs on which node, so the nodes of a Kubernetes cluster are judged as one, at best.
//!
//! A host adds up its services. Each service whose cores are known has a wall of its own as well: what it keeps
//! busy against all the cores its replicas may use, which is its limit or its hosts. A service that keeps `U` of
//! them busy meets it at `1 / U` times the load. `fiasco why CAP001 SERVICE` tells it; JSON lists it under
//! `folded`.
//!
//! What was measured (`docker stats`, `kubectl top`, Prometheus) counts as `busy:`, all replicas added up, and
//! counts more than a `busy:` that somebody wrote down.
//!
//! ## Example
//! ```yaml
//! devices: {box: {cores: 4}}
//! services: {db: {runs: box, cpu: 6 ms}}
//! traffic: {db: 300/s}
//! ```
//! ```text
//! $ fiasco check --to traffic=x5
//! estate.yaml:2:33: x2.22 CAP001 saturated: traffic x2.22: db needs 4 of 4 cores of box at 667/s [queues]
//! ```
//!
//! ## When it stays quiet
//! A service on a host is folded under the host when that breaks no later, and always where it has no CPU limit of
//! its own. A host none of whose services has a known CPU time or load is not said to break; it is asked about.
//!
//! ## Fix
//! More servers for a service that shares its work; less CPU time per request, a cache, or a larger host for a
//! store.
//!
//! ## Undo
//! Take the added servers out of service again: the walls move back to where they were.
//!
//! ## References
//! P. J. Denning, J. P. Buzen, *The Operational Analysis of Queueing Network Models*, 1978 (utilization law).

use super::{busy_pods, cluster_services, cluster_story, cores_of_nodes, speaks_of_cluster};
use crate::rule::{Class, Effect, Meta, Offer, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::service::Runtime;
use fiasco_estate::{Bounds, Confidence, DeviceId, Dimension, GroupId, ServiceId, View, Visits};

/// The rule.
pub static RULE: Saturated = Saturated;

/// CAP001.
pub struct Saturated;

static META: Meta = Meta {
    code: "CAP001",
    name: "saturated",
    class: Class::Limit,
    effect: Effect::Queues,
    since: "0.1.0",
    measure: Measure::Cores,
    trends: &[
        (Dimension::Traffic, Trend::Falls),
        (Dimension::Servers, Trend::Rises),
        (Dimension::Capacity, Trend::Rises),
        // One more replica on this host takes a larger share of the work here, one elsewhere a smaller.
        (Dimension::Replicas, Trend::Mixed),
    ],
    contradiction: false,
    attached: false,
    fix: "add servers for what shares its work; cut CPU time per request, cache, or enlarge the host of a store",
    undo: "take the added servers out of service again",
    source: include_str!("cap001_saturated.rs"),
};

/// Cores of one host that a service keeps busy: its share of the replicas that serve.
fn busy_on(view: &View<'_>, service: ServiceId, host: DeviceId) -> Result<Bounds, Overflow> {
    let serving = view.serving(service).max(1);
    let share = Rational::int(view.serving_on(service, host)).over(Rational::int(serving))?;
    view.busy_cores(service)?.scaled(share)
}

/// Cores that a service may use at all: those of the hosts its replicas can stand on, or its own limits when
/// they are lower; of pods, those of all nodes.
fn cores_of_service(view: &View<'_>, service: ServiceId) -> Result<Bounds, Overflow> {
    let row = view.estate.service(service);
    let serving = Rational::int(view.serving(service));
    let cores = if !view.relations.hosts[service.index()].is_empty() {
        cores_of_hosts(view, service)?
    } else if row.runtime == Runtime::Kubernetes {
        view.of_nodes(key::Cores)?
    } else {
        Bounds::UNKNOWN
    };
    let limit = row.facts.get(key::CpuLimit);
    if !limit.is_known() {
        return Ok(cores);
    }
    let limit = limit.bounds().scaled(serving)?;
    // What is not known of the hosts is asked of the hosts: they do not make a stated limit unknown.
    Ok(if cores == Bounds::UNKNOWN {
        limit
    } else {
        cores.min(limit)
    })
}

/// Cores of the hosts of a service: of no more of them than there are replicas to use them.
fn cores_of_hosts(view: &View<'_>, service: ServiceId) -> Result<Bounds, Overflow> {
    let mut left = view.serving(service);
    let mut cores = Bounds::ZERO;
    for group in &view.relations.groups_of_service[service.index()] {
        let hosts = view.servers(*group).min(left);
        if hosts > 0 {
            cores = cores.plus(cores_of_group(view, *group).scaled(Rational::int(hosts))?)?;
        }
        left = left.saturating_sub(hosts);
    }
    // Units of another type bring cores that no group counts: each replica too many may stand on one.
    if left > 0 && (view.plan.moves(Dimension::Capacity) || !view.plan.adds.is_empty()) {
        let hosts = &view.relations.hosts[service.index()];
        if let Some(first) = hosts.first() {
            let each = view.estate.device(*first).facts.get(key::Cores).bounds();
            cores = cores.plus(each.scaled(Rational::int(left))?)?;
        }
    }
    Ok(cores)
}

/// Cores of one server of a group, which are alike.
fn cores_of_group(view: &View<'_>, group: GroupId) -> Bounds {
    let first = view.relations.groups[group.index()].members.first();
    first.map_or(Bounds::UNKNOWN, |host| {
        view.estate.device(*host).facts.get(key::Cores).bounds()
    })
}

/// Whether the cores of some host of a service are stated.
fn knows_hosts(view: &View<'_>, service: ServiceId) -> bool {
    let groups = &view.relations.groups_of_service[service.index()];
    groups
        .iter()
        .any(|group| cores_of_group(view, *group) != Bounds::UNKNOWN)
}

/// The group of hosts on which a service has the fewest cores for each of its replicas.
fn tightest(view: &View<'_>, service: ServiceId) -> Option<GroupId> {
    let room = |group: &GroupId| {
        let cores = cores_of_group(view, *group).point()?;
        let first = view.relations.groups[group.index()].members.first()?;
        let here = view.serving_on(service, *first);
        cores.over(Rational::int(here.max(1))).ok()
    };
    let groups = view.relations.groups_of_service[service.index()].iter().copied();
    // Where cores are not known it cannot be tight; of those alike the first.
    groups.min_by_key(|group| room(group).map_or((true, Rational::ZERO), |room| (false, room)))
}

/// ` at 222/s`, or ` with 222/s at web`: the load that people know, where one traffic makes it.
fn at_the_door(view: &View<'_>, service: ServiceId) -> Result<String, Overflow> {
    let Visits::Known(visits) = &view.relations.visits[service.index()] else {
        return Ok(String::new());
    };
    let [(traffic, _)] = visits.as_slice() else {
        return Ok(String::new());
    };
    let rate = words::bounds(view.traffic(*traffic)?, Measure::RequestRate);
    let door = view.estate.arrivals(*traffic).service;
    if door == service {
        return Ok(format!(" at {rate}"));
    }
    Ok(format!(" with {rate} at {}", view.estate.service_name(door)))
}

/// The cores that may be used: all of them where demands are stated; from 80 % on it cannot be said where a
/// load seen today was drawn on as a straight line.
fn banded(view: &View<'_>, services: &[ServiceId], cores: Bounds) -> Result<Bounds, Overflow> {
    let drawn_on = services.iter().any(|service| {
        let facts = &view.estate.service(*service).facts;
        facts.has(FactKind::Busy) && !facts.has(FactKind::Cpu)
    });
    let lo = if drawn_on {
        cores.lo.times(Rational::new(4, 5)?)?
    } else {
        cores.lo
    };
    Ok(Bounds { lo, ..cores })
}

impl Saturated {
    fn group_story(&self, view: &View<'_>, group: GroupId, verdict: &Verdict) -> Result<Story, Overflow> {
        let row = &view.relations.groups[group.index()];
        let host = view.estate.device(row.members[0]);
        let mut busiest: Vec<(ServiceId, Bounds)> = Vec::new();
        for service in &row.services {
            busiest.push((*service, busy_on(view, *service, row.members[0])?));
        }
        busiest.sort_by(|a, b| b.1.lo.cmp(&a.1.lo).then(a.0.cmp(&b.0)));
        let known: Vec<ServiceId> = busiest
            .iter()
            .filter(|(_, busy)| !busy.lo.is_zero())
            .map(|(s, _)| *s)
            .collect();
        let names = words::list(known.iter().map(|service| view.estate.service_name(*service)));
        let hosts = words::device_names(view.estate, &row.members);
        let each = if row.members.len() > 1 { "each of " } else { "" };
        let need = if known.len() == 1 { "needs" } else { "need" };
        let used = words::number(verdict.used.lo);
        let cores = host.facts.get(key::Cores);
        let mut says = match (known.is_empty(), cores.bounds().point()) {
            (true, _) => format!("what the services of {hosts} need is not known"),
            (false, None) => {
                format!("{names} {need} {used} cores of {each}{hosts}, whose number is not known")
            }
            (false, Some(cores)) => {
                let cores = words::bounds(Bounds::exact(cores), Measure::Cores);
                format!("{names} {need} {used} of {cores} of {each}{hosts}")
            }
        };
        if let [only] = known.as_slice() {
            says.push_str(&at_the_door(view, *only)?);
        }
        let mut story = Story::new(hosts, says);
        for (service, busy) in &busiest {
            let on = Some((row.members[0], *busy));
            story = self.tell_service(view, story, *service, on, cores.is_known())?;
        }
        if cores.is_known() {
            story = story
                .cite(
                    cores.at,
                    format!(
                        "{} has {}",
                        host.name.value,
                        words::bounds(cores.bounds(), Measure::Cores)
                    ),
                )
                .rests_on(cores.confidence);
        } else {
            let ask = if host.assumed {
                "--host 8GiB/4cores".to_owned()
            } else {
                format!("cores: 4, under {}", host.name.value)
            };
            story = story.missing("cores", host.name.value.clone(), ask);
        }
        Ok(story)
    }

    fn tell_service(
        &self,
        view: &View<'_>,
        story: Story,
        service: ServiceId,
        on: Option<(DeviceId, Bounds)>,
        cores_known: bool,
    ) -> Result<Story, Overflow> {
        let row = view.estate.service(service);
        let name = &row.name.value;
        let cpu = row.facts.get(key::Cpu);
        let busy = row.facts.get(key::Busy);
        let arrival = view.arrival(service)?;
        let replicas = match on {
            Some((host, _)) => {
                let (here, all) = (view.serving_on(service, host), view.serving(service));
                if here == all {
                    String::new()
                } else {
                    format!(" x {here}/{all} replicas")
                }
            }
            None => String::new(),
        };
        if cpu.is_known() {
            let mut story = story
                .formula(format!(
                    "{name}: {} x {}{replicas} = {}",
                    words::bounds(arrival, Measure::RequestRate),
                    words::bounds(cpu.bounds(), Measure::Time),
                    words::bounds(
                        on.map_or(view.busy_cores(service)?, |(_, busy)| busy),
                        Measure::Cores
                    ),
                ))
                .cite(
                    cpu.at,
                    format!(
                        "{name} takes {} of CPU per request",
                        words::bounds(cpu.bounds(), Measure::Time)
                    ),
                )
                .rests_on(cpu.confidence);
            if arrival == Bounds::UNKNOWN {
                story = story.missing(
                    "requests per second",
                    name.clone(),
                    format!("traffic: or calls: that reach {name}"),
                );
            }
            return Ok(story);
        }
        if busy.is_known() {
            let story = story
                .formula(format!(
                    "{name}: {} busy today{replicas} = {}, at best: a straight line",
                    words::bounds(busy.bounds(), Measure::Cores),
                    words::bounds(
                        on.map_or(view.busy_cores(service)?, |(_, busy)| busy),
                        Measure::Cores
                    ),
                ))
                .cite(
                    busy.at,
                    format!(
                        "{name} keeps {} busy",
                        words::bounds(busy.bounds(), Measure::Cores)
                    ),
                )
                .rests_on(busy.confidence);
            // A demand would close the band below the cores; without these there is none.
            return Ok(if cores_known {
                let ask = words::ask(view.estate, service, "cpu: 8 ms, as measured");
                story.missing("CPU", name.clone(), ask)
            } else {
                story
            });
        }
        Ok(story
            .missing(
                "CPU",
                name.clone(),
                words::ask_measured(view.estate, service, "busy: 0.4 cores"),
            )
            .rests_on(Confidence::Assumed))
    }
}

impl Rule for Saturated {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let groups = view.relations.host_groups(view.estate).map(Subject::Group);
        let speaks = view.estate.service_ids().filter(|id| {
            let facts = &view.estate.service(*id).facts;
            // Pods stand on the nodes, which are judged as one: nobody has to say which.
            let pods = view.estate.service(*id).runtime == Runtime::Kubernetes;
            let unplaced = !pods && view.relations.hosts[id.index()].is_empty();
            (facts.has(FactKind::Cpu) || facts.has(FactKind::Busy))
                && (unplaced || facts.has(FactKind::CpuLimit) || knows_hosts(view, *id))
        });
        let nodes = speaks_of_cluster(view).then_some(Subject::Cluster(Offer::Cpu));
        groups.chain(nodes).chain(speaks.map(Subject::Service)).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        match subject {
            Subject::Group(group) => {
                let row = &view.relations.groups[group.index()];
                let host = row.members[0];
                let mut used = Bounds::ZERO;
                for service in &row.services {
                    used = used.plus(busy_on(view, *service, host)?)?;
                }
                let cores = view.estate.device(host).facts.get(key::Cores).bounds();
                Ok(Verdict::below(used, banded(view, &row.services, cores)?))
            }
            Subject::Service(service) => {
                let cores = cores_of_service(view, service)?;
                Ok(Verdict::below(
                    view.busy_cores(service)?,
                    banded(view, &[service], cores)?,
                ))
            }
            Subject::Cluster(_) => {
                let cores = banded(view, &cluster_services(view), cores_of_nodes(view)?)?;
                Ok(Verdict::below(busy_pods(view)?, cores))
            }
            _ => Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN)),
        }
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let verdict = self.judge(view, subject)?;
        match subject {
            Subject::Group(group) => self.group_story(view, group, &verdict),
            Subject::Cluster(_) => {
                let mut story = cluster_story(view)?;
                let cores_known = cores_of_nodes(view)? != Bounds::UNKNOWN;
                for service in cluster_services(view) {
                    story = self.tell_service(view, story, service, None, cores_known)?;
                }
                Ok(story)
            }
            Subject::Service(service) => {
                let name = view.estate.service_name(service).to_owned();
                let used = words::number(verdict.used.lo);
                let unplaced = view.relations.hosts[service.index()].is_empty();
                let cores = cores_of_service(view, service)?;
                let says = match cores.point() {
                    None => format!("{name} needs {used} cores, and what it runs on is not known"),
                    Some(_) => {
                        let limit = words::bounds(cores, Measure::Cores);
                        format!("{name} needs {used} of the {limit} its replicas may use")
                    }
                };
                let known = cores != Bounds::UNKNOWN;
                let story = Story::new(name.clone(), says);
                let mut story = self.tell_service(view, story, service, None, known)?;
                if unplaced && cores.point().is_none() {
                    story = if view.estate.service(service).runtime == Runtime::Kubernetes {
                        let ask = "kubectl get nodes -o yaml > nodes.yaml";
                        story.missing("nodes", "the cluster", ask)
                    } else {
                        story.missing("hosts", name, words::ask(view.estate, service, "runs: a device"))
                    };
                }
                for host in view.relations.groups_of_service[service.index()].iter().take(3) {
                    let row = &view.relations.groups[host.index()];
                    let Some(first) = row.members.first() else {
                        continue;
                    };
                    let cores = view.estate.device(*first).facts.get(key::Cores);
                    let has = words::bounds(cores.bounds(), Measure::Cores);
                    let host = view.estate.device_name(*first);
                    story = story.cite(cores.at, format!("{host} has {has}"));
                    if cores.is_known() {
                        story = story.rests_on(cores.confidence);
                    }
                }
                let limit = view.estate.service(service).facts.get(key::CpuLimit);
                if !limit.is_known() {
                    return Ok(story);
                }
                Ok(story
                    .cite(limit.at, "the CPU limit of a replica")
                    .rests_on(limit.confidence))
            }
            _ => Ok(Story::new("", "")),
        }
    }

    fn folds_under(&self, view: &View<'_>, subject: Subject) -> Option<Subject> {
        let Subject::Service(service) = subject else {
            return None;
        };
        if view.estate.service(service).runtime == Runtime::Kubernetes {
            return Some(Subject::Cluster(Offer::Cpu));
        }
        tightest(view, service).map(Subject::Group)
    }

    fn only_under(&self, view: &View<'_>, subject: Subject) -> bool {
        let Subject::Service(service) = subject else {
            return false;
        };
        let pods = view.estate.service(service).runtime == Runtime::Kubernetes;
        let on_host = pods || tightest(view, service).is_some();
        on_host && !view.estate.service(service).facts.has(FactKind::CpuLimit)
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Group(group) => view.relations.groups[group.index()].services.clone(),
            Subject::Cluster(_) => cluster_services(view),
            Subject::Service(service) => vec![service],
            _ => Vec::new(),
        }
    }
}
