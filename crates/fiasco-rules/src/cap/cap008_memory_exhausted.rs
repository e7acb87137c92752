//! # CAP008 memory-exhausted
//!
//! The replicas of a host may use more memory than it has.
//!
//! ## What breaks
//! When they do, the kernel ends one of the processes, and it chooses by size: mostly the database.
//!
//! ## Why growth brings it out
//! `replicas` puts more of them on the same host. `servers` brings hosts along and changes nothing here.
//!
//! ## How it is computed
//! The sum over the services of a host of `replicas there x memory`, against the memory of the host. `memory` of a
//! service is the limit of one replica, so this is what they may use, not what they use now. Like servers are
//! judged once, by the first, which carries the most.
//!
//! ## Example
//! ```yaml
//! devices: {box: {memory: 8 GiB}}
//! services:
//!   app: {runs: box, replicas: 2, memory: 1 GiB}
//!   db: {runs: box, memory: 3 GiB}
//! ```
//! ```text
//! $ fiasco check --to app.replicas=x4
//! estate.yaml:3:41: x2.5 CAP008 memory-exhausted: app.replicas above x2.5: app and db may use 9 GiB of 8 GiB of box [stops]
//! ```
//!
//! ## When it stays quiet
//! Where neither the host nor any of its services states its memory. Where some do, the others are asked about.
//!
//! ## Fix
//! Another host for some of them, more memory, or lower limits.
//!
//! ## Undo
//! Remove the replicas that were added.
//!
//! ## References
//! Linux documentation, *Memory Resource Controller*; Docker documentation, *Resource constraints*.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::{Bounds, Dimension, Group, ServiceId, View};

/// The rule.
pub static RULE: MemoryExhausted = MemoryExhausted;

/// CAP008.
pub struct MemoryExhausted;

static META: Meta = Meta {
    code: "CAP008",
    name: "memory-exhausted",
    class: Class::Limit,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Data,
    trends: &[(Dimension::Replicas, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "move services to another host, add memory, or lower the limits",
    undo: "remove the replicas that were added",
    source: include_str!("cap008_memory_exhausted.rs"),
};

/// Memory that the replicas of a service on the fullest server of a group may use.
fn of_service(view: &View<'_>, group: &Group, service: ServiceId) -> Result<Bounds, Overflow> {
    let here = group
        .members
        .first()
        .map_or(0, |host| view.instances_on(service, *host));
    view.estate
        .service(service)
        .facts
        .get(key::Memory)
        .bounds()
        .scaled(Rational::int(here))
}

/// Memory that all replicas on the fullest server of a group may use.
fn used(view: &View<'_>, group: &Group) -> Result<Bounds, Overflow> {
    group.services.iter().try_fold(Bounds::ZERO, |sum, service| {
        sum.plus(of_service(view, group, *service)?)
    })
}

/// Memory of the servers of a group, which are alike.
fn memory(view: &View<'_>, group: &Group) -> Bounds {
    group.members.first().map_or(Bounds::UNKNOWN, |host| {
        view.estate.device(*host).facts.get(key::Memory).bounds()
    })
}

/// Services of a group that state their memory.
fn stated(view: &View<'_>, group: &Group) -> Vec<ServiceId> {
    let has = |id: &ServiceId| view.estate.service(*id).facts.has(FactKind::Memory);
    group.services.iter().copied().filter(has).collect()
}

/// One line for each service, with what nobody states as a question.
fn tell_services(view: &View<'_>, group: &Group, mut story: Story) -> Result<Story, Overflow> {
    for service in &group.services {
        let row = view.estate.service(*service);
        let name = &row.name.value;
        let each = row.facts.get(key::Memory);
        if !each.is_known() {
            story = story.missing(
                "memory",
                name.clone(),
                words::ask(view.estate, *service, "memory: 512 MiB"),
            );
            continue;
        }
        let here = group
            .members
            .first()
            .map_or(0, |host| view.instances_on(*service, *host));
        let size = words::bounds(each.bounds(), Measure::Data);
        let all = words::bounds(of_service(view, group, *service)?, Measure::Data);
        story = story
            .formula(format!(
                "{name}: {} x {size} = {all}",
                words::plural(here, "replica")
            ))
            .cite(each.at, format!("a replica of {name} may use {size}"))
            .rests_on(each.confidence);
    }
    Ok(story)
}

impl Rule for MemoryExhausted {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks =
            |group: &Group| memory(view, group) != Bounds::UNKNOWN || !stated(view, group).is_empty();
        let groups = view.relations.host_groups(view.estate);
        groups
            .filter(|id| speaks(&view.relations.groups[id.index()]))
            .map(Subject::Group)
            .collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Group(id) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let group = &view.relations.groups[id.index()];
        Ok(Verdict::at_most(used(view, group)?, memory(view, group)))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Group(id) = subject else {
            return Ok(Story::new("", ""));
        };
        let group = &view.relations.groups[id.index()];
        let hosts = words::device_names(view.estate, &group.members);
        let sum = used(view, group)?.lo;
        let sum = words::bounds(Bounds::exact(sum), Measure::Data);
        let room = memory(view, group);
        let says = match room {
            Bounds::UNKNOWN => format!("memory limits sum to {sum} of unknown on {hosts}"),
            room => {
                let known = stated(view, group);
                let names = match known.as_slice() {
                    [] => words::list(
                        group
                            .services
                            .iter()
                            .map(|service| view.estate.service_name(*service)),
                    ),
                    known => words::list(known.iter().map(|service| view.estate.service_name(*service))),
                };
                let each = if group.members.len() > 1 { "each of " } else { "" };
                format!(
                    "{names} may use {sum} of {} of {each}{hosts}",
                    words::bounds(room, Measure::Data)
                )
            }
        };
        let mut story = tell_services(view, group, Story::new(hosts, says))?;
        let Some(host) = group.members.first().map(|host| view.estate.device(*host)) else {
            return Ok(story);
        };
        let name = &host.name.value;
        let size = host.facts.get(key::Memory);
        if size.is_known() {
            let says = format!("{name} has {}", words::bounds(size.bounds(), Measure::Data));
            return Ok(story.cite(size.at, says).rests_on(size.confidence));
        }
        let ask = if host.assumed {
            "--host 8GiB/4cores".to_owned()
        } else {
            format!("memory: under {name}")
        };
        story = story.missing("memory", name.clone(), ask);
        Ok(story)
    }

    fn about(&self, view: &View<'_>, subject: Subject) -> Vec<ServiceId> {
        match subject {
            Subject::Group(id) => view.relations.groups[id.index()].services.clone(),
            _ => Vec::new(),
        }
    }
}
