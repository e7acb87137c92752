//! # ADR009 fixed-container-name
//!
//! A container name is fixed in the file and more than one container wants it.
//!
//! ## What breaks
//! A container name is unique on a host: the second container is not created, and `docker compose up --scale`
//! fails for the service.
//!
//! ## Why growth brings it out
//! One replica has the name; `replicas` asks for a second. `servers` does not: a new server brings names of its
//! own.
//!
//! ## How it is computed
//! Replicas of all services with the same `container_name` on one host, against 1. Two services with one name
//! collide as they stand.
//!
//! ## Example
//! ```yaml
//! services:
//!   web: {image: nginx, container_name: shop-web}
//! ```
//! ```text
//! $ fiasco check --to replicas=x2
//! estate.yaml:2:39: x1 ADR009 fixed-container-name: replicas above x1: the 2nd replica of web asks for the container name shop-web again [refuses]
//! ```
//!
//! ## When it stays quiet
//! Where the target never gives the service a replica, and under a swarm, which does not use the name.
//!
//! ## Fix
//! Remove `container_name`: Compose then numbers the containers, and the service's own name still reaches
//! them all.
//!
//! ## Undo
//! Put `container_name` back once there is one replica again.
//!
//! ## References
//! Compose specification, *container_name*.

use super::{hosts, on_host};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::service::{Runtime, Service};
use fiasco_estate::{Bounds, Confidence, DeviceId, Dimension, ServiceId, View};
use std::collections::BTreeMap;

/// The rule.
pub static RULE: FixedContainerName = FixedContainerName;

/// ADR009.
pub struct FixedContainerName;

static META: Meta = Meta {
    code: "ADR009",
    name: "fixed-container-name",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[(Dimension::Replicas, Trend::Falls)],
    contradiction: true,
    attached: false,
    fix: "remove container_name: Compose then numbers the containers",
    undo: "put container_name back once there is one replica again",
    source: include_str!("adr009_fixed_container_name.rs"),
};

/// The container name that a service insists on.
fn fixed_name(service: &Service) -> Option<&str> {
    let name = service
        .container_name
        .as_ref()
        .filter(|_| service.runtime == Runtime::Compose)?;
    Some(name.value.as_str())
}

/// Services that want the same container name on a host, itself among them.
fn sharers<'v>(
    view: &View<'v>,
    service: ServiceId,
    host: DeviceId,
) -> impl Iterator<Item = ServiceId> + use<'v> {
    let estate = view.estate;
    let name = fixed_name(estate.service(service));
    let here = view.relations.services_on[host.index()].iter().copied();
    here.filter(move |id| name.is_some() && fixed_name(estate.service(*id)) == name)
}

/// Containers that want the name of a service on its fullest host, and that host where it is known.
fn fullest(view: &View<'_>, service: ServiceId) -> (i64, Option<DeviceId>) {
    let on = |host| {
        let containers = sharers(view, service, host).map(|id| view.instances_on(id, host));
        containers.fold(0_i64, i64::saturating_add)
    };
    let mut best: Option<(i64, DeviceId)> = None;
    for host in hosts(view, service) {
        let containers = on(host);
        if best.is_none_or(|(most, _)| containers > most) {
            best = Some((containers, host));
        }
    }
    best.map_or_else(
        || (view.instances(service), None),
        |(containers, host)| (containers, Some(host)),
    )
}

impl Rule for FixedContainerName {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for service in &view.estate.services {
            if let Some(name) = fixed_name(service) {
                *uses.entry(name).or_default() += 1;
            }
        }
        let speaks = |id: &ServiceId| {
            fixed_name(view.estate.service(*id)).is_some_and(|name| {
                let several = view.relations.replicas[id.index()] > 1;
                several || view.ever_grows(*id) || uses.get(name).is_some_and(|uses| *uses > 1)
            })
        };
        view.estate
            .service_ids()
            .filter(speaks)
            .map(Subject::Service)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::ONE));
        };
        Ok(Verdict::at_most(
            Bounds::count(fullest(view, service).0),
            Bounds::ONE,
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Service(service) = subject else {
            return Ok(Story::new("", ""));
        };
        let estate = view.estate;
        let row = estate.service(service);
        let Some(name) = fixed_name(row) else {
            return Ok(Story::new("", ""));
        };
        let own = &row.name.value;
        let (containers, host) = fullest(view, service);
        let there = |id: &ServiceId| host.is_some_and(|host| view.instances_on(*id, host) > 0);
        let sharing: Vec<ServiceId> = host
            .into_iter()
            .flat_map(|host| sharers(view, service, host))
            .filter(there)
            .collect();
        let on = on_host(estate, host);
        let names = words::list(sharing.iter().map(|id| estate.service_name(*id)));
        let says = match sharing.as_slice() {
            [_, _] => format!("{names} both use the container name {name}{on}"),
            [_, _, ..] => format!("{names} use the container name {name}{on}"),
            _ => {
                let replica = words::ordinal(containers);
                format!("the {replica} replica of {own}{on} asks for the container name {name} again")
            }
        };
        let wanting = words::plural(containers, "container");
        let at = row.container_name.as_ref().and_then(|name| name.at);
        let mut story = Story::new(own.clone(), says)
            .formula(format!("{name}: {wanting} want a name that one can have"))
            .cite(at, format!("the container name of {own}"));
        for other in sharing
            .iter()
            .filter(|id| **id != service)
            .map(|id| estate.service(*id))
        {
            let at = other.container_name.as_ref().and_then(|name| name.at);
            story = story.cite(at, format!("the container name of {}", other.name.value));
        }
        if host.is_none() {
            story = story.rests_on(Confidence::Assumed);
        }
        Ok(story.evidence(format!(
            "Conflict. The container name \"/{name}\" is already in use by container"
        )))
    }

    fn folds_under(&self, view: &View<'_>, subject: Subject) -> Option<Subject> {
        let Subject::Service(service) = subject else {
            return None;
        };
        let first = hosts(view, service)
            .flat_map(|host| sharers(view, service, host))
            .min()?;
        (first < service).then_some(Subject::Service(first))
    }

    fn about(&self, _view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        subject.service().into_iter().collect()
    }
}
