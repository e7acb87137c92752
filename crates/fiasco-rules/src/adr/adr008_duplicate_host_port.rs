//! # ADR008 duplicate-host-port
//!
//! Two containers, or two processes, want the same port of one host.
//!
//! ## What breaks
//! The second does not start: a port of a host has one owner. With `docker compose up --scale` the whole
//! command fails, and the replicas that do start are not behind anything.
//!
//! ## Why growth brings it out
//! A published port is fixed in the file and every replica asks for it. `replicas` puts a second one on a host
//! sooner or later; `servers` alone does not, since a new server brings ports of its own.
//!
//! ## How it is computed
//! Per host, protocol and bind address: ports that the replicas there ask for, against the ports of the range.
//! `8080:80` breaks at the second replica on a host; `8000-8010:80` holds to 11; two services that publish 8080
//! on one host break now. A port bound to every address meets those bound to one. Where ranges overlap, the
//! tightest part counts: two bindings of 8080 collide even if a third may take 8080-8090. A port published by
//! a swarm's routing mesh is one claim on every node, whatever the replicas.
//!
//! ## Example
//! ```yaml
//! devices: {box: {}}
//! services: {web: {runs: box, ports: ["8080:80"]}}
//! ```
//! ```text
//! $ fiasco check --to replicas=x3
//! estate.yaml:2:37: x1 ADR008 duplicate-host-port: replicas above x1: the 2nd replica of web on box asks for host port 8080/tcp again [refuses]
//! ```
//!
//! ## When it stays quiet
//! Services on different hosts. Ports without a host part (`"80"`), which Docker chooses. Services with
//! `network_mode: host`, which ignore `ports`. A service with several fixed ports is told once, by the one
//! that runs out first. Ports of nodes that pods want are told by K8S004. Where no host is stated it is assumed that all replicas share one, and the finding
//! never gates.
//!
//! ## Fix
//! Publish a range or no host port, and put a reverse proxy in front; or give one of two services another
//! port.
//!
//! ## Undo
//! Put the former port back and take the added replicas away.
//!
//! ## References
//! Compose specification, *ports*. P. Hall, *On Representatives of Subsets*, 1935, for overlapping ranges.

use super::on_host;
use super::ports::{Tight, company, meets, rivals, text, tightest, wanted};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::service::{HostPort, Runtime};
use fiasco_estate::{Bounds, Confidence, Dimension, PortId, ServiceId, View};
use std::cmp::Reverse;

/// The rule.
pub static RULE: DuplicateHostPort = DuplicateHostPort;

/// ADR008.
pub struct DuplicateHostPort;

static META: Meta = Meta {
    code: "ADR008",
    name: "duplicate-host-port",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Replicas, Trend::Falls)],
    contradiction: true,
    attached: false,
    fix: "publish a range or no host port behind a reverse proxy, or give one of two services another port",
    undo: "put the former port back and take the added replicas away",
    source: include_str!("adr008_duplicate_host_port.rs"),
};

/// The bindings in the tightest range that want ports, and how many each wants.
fn wants<'v>(view: &View<'v>, id: PortId, tight: &Tight) -> Vec<(&'v HostPort, i64)> {
    let estate = view.estate;
    let bindings = company(view, id, tight.host)
        .into_iter()
        .map(|id| estate.port(id));
    let inside = bindings.filter(|port| tight.first <= port.first && port.last <= tight.last);
    inside
        .map(|port| (port, wanted(view, port, tight.host)))
        .filter(|(_, wanted)| *wanted > 0)
        .collect()
}

/// The services among them, each once.
fn claimants(wants: &[(&HostPort, i64)]) -> Vec<ServiceId> {
    let mut services: Vec<ServiceId> = wants.iter().map(|(port, _)| port.service).collect();
    services.sort_unstable();
    services.dedup();
    services
}

fn says(view: &View<'_>, id: PortId, tight: &Tight, wants: &[(&HostPort, i64)]) -> String {
    let estate = view.estate;
    let services = claimants(wants);
    let names = words::list(services.iter().map(|service| estate.service_name(*service)));
    let (ports, on) = (text(estate, id, tight), on_host(estate, tight.host));
    let one_twice = tight.used == 2 && tight.limit == 1;
    match (services.as_slice(), wants) {
        ([_], [(port, wanted)]) if i64::from(port.each) == tight.limit => {
            let replica = words::ordinal(wanted / tight.limit.max(1));
            let noun = if tight.limit == 1 { "port" } else { "ports" };
            format!("the {replica} replica of {names}{on} asks for host {noun} {ports} again")
        }
        ([_], [_, _]) if one_twice => format!("{names} publishes host port {ports} twice{on}"),
        ([_, _], [_, _]) if one_twice => format!("{names} both publish host port {ports}{on}"),
        _ => {
            let who = match services.as_slice() {
                [one] if view.instances(*one) > 1 => format!("the replicas of {names} ask"),
                [_] => format!("{names} asks"),
                _ => format!("{names} ask"),
            };
            format!(
                "{who} for {} of {} host ports {ports}{on}",
                tight.used, tight.limit
            )
        }
    }
}

/// Services that want a port in common with a binding, in order: bindings with the same ones break together.
fn rival_services(view: &View<'_>, id: PortId) -> Vec<ServiceId> {
    let rivals = rivals(view, id);
    let mut services: Vec<ServiceId> = rivals.iter().map(|id| view.estate.port(*id).service).collect();
    services.sort_unstable();
    services.dedup();
    services
}

/// How many replicas a binding has ports for.
fn holds(port: &HostPort) -> u32 {
    (u32::from(port.last.saturating_sub(port.first)) + 1) / u32::from(port.each.max(1))
}

impl Rule for DuplicateHostPort {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        // What the routing mesh publishes is one claim for all replicas: alone it never breaks.
        let speaks = |id: &PortId| {
            let port = view.estate.port(*id);
            // Pods are kept apart by their scheduler: K8S004 tells what it cannot place.
            let pods = view.estate.service(port.service).runtime == Runtime::Kubernetes;
            !pods && (!port.ingress || !rivals(view, *id).is_empty())
        };
        view.estate.port_ids().filter(speaks).map(Subject::Port).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Port(id) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let tight = tightest(view, id);
        Ok(Verdict::at_most(
            Bounds::count(tight.used),
            Bounds::count(tight.limit),
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Port(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let estate = view.estate;
        let port = estate.port(id);
        let tight = tightest(view, id);
        let wants = wants(view, id, &tight);
        let subject = format!("{} {}", estate.service_name(port.service), port.text());
        let mut story = Story::new(subject, says(view, id, &tight, &wants)).cite(
            Some(port.at),
            format!("{} publishes {}", estate.service_name(port.service), port.text()),
        );
        for (other, wanted) in &wants {
            let name = estate.service_name(other.service);
            story = story.formula(format!(
                "{name}: {} in {}",
                words::plural(*wanted, "port"),
                other.text()
            ));
            if other.at != port.at {
                story = story.cite(Some(other.at), format!("{name} publishes {}", other.text()));
            }
        }
        story = story.formula(format!(
            "{} of {} in {}",
            tight.used,
            tight.limit,
            text(estate, id, &tight)
        ));
        let runtime = estate.service(port.service).runtime;
        // A compose file runs on one host; that a swarm has only one node, nobody said.
        let unsure = match tight.host {
            Some(host) => estate.device(host).assumed && runtime == Runtime::Swarm && !port.ingress,
            None => true,
        };
        if unsure {
            story = story.rests_on(Confidence::Assumed);
        }
        Ok(story.evidence(match runtime {
            Runtime::Hosts | Runtime::Kubernetes => {
                format!("bind: Address already in use (port {})", tight.first)
            }
            Runtime::Compose | Runtime::Swarm => {
                format!(
                    "Bind for 0.0.0.0:{} failed: port is already allocated",
                    tight.first
                )
            }
        }))
    }

    fn folds_under(&self, view: &View<'_>, subject: Subject) -> Option<Subject> {
        let Subject::Port(id) = subject else { return None };
        let estate = view.estate;
        let port = estate.port(id);
        // Two services that collide are told once, by the first of them.
        let earlier = rivals(view, id).into_iter().find(|other| {
            let other = estate.port(*other);
            other.service < port.service && meets(port, other)
        });
        if let Some(earlier) = earlier {
            return Some(Subject::Port(earlier));
        }
        // A service is told once, by the port that runs out first.
        let mine = rival_services(view, id);
        let peers = view.relations.ports_of[port.service.index()].iter().copied();
        let alike = peers.filter(|peer| *peer == id || rival_services(view, *peer) == mine);
        let first = alike.max_by_key(|peer| (Reverse(holds(estate.port(*peer))), Reverse(*peer)))?;
        (first != id).then_some(Subject::Port(first))
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Port(id) => vec![view.estate.port(id).service],
            _ => Vec::new(),
        }
    }
}
