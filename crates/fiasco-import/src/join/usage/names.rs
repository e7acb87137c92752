//! What the names that tools print lead to.

use super::super::Join;
use super::Leads;
use crate::part::{Measured, ServiceRow};
use fiasco_estate::ServiceId;
use fiasco_estate::kubernetes::Workload;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Names of the services and devices of an estate, with the project whose containers a file shows.
pub(super) struct Names<'j> {
    join: &'j Join,
    /// What stands before the names of containers.
    project: Option<String>,
    by_container_name: HashMap<&'j str, ServiceId>,
    /// Services by the last part of their names: `web` of `shop/web`; none where several have it.
    by_last_part: HashMap<&'j str, Vec<ServiceId>>,
}

impl<'j> Names<'j> {
    /// Names of an estate, to find what one file measures.
    pub(super) fn of<'m>(join: &'j Join, measured: impl Iterator<Item = &'m Measured>) -> Self {
        let mut by_container_name = HashMap::new();
        let mut by_last_part: HashMap<&str, Vec<ServiceId>> = HashMap::new();
        for (index, row) in join.service_rows.iter().enumerate() {
            let id = ServiceId::at(index);
            if let Some(name) = &row.container_name {
                by_container_name.insert(name.value.as_str(), id);
            }
            by_last_part
                .entry(last_part(&row.name.value))
                .or_default()
                .push(id);
        }
        let mut names = Self {
            join,
            project: None,
            by_container_name,
            by_last_part,
        };
        names.project = names.find_project(measured);
        names
    }

    /// The project whose containers these are: the one of the files if they show any of it, else the one that
    /// has more of the services than any other, and at least half.
    fn find_project<'m>(&self, measured: impl Iterator<Item = &'m Measured>) -> Option<String> {
        let mut services: BTreeMap<String, BTreeSet<ServiceId>> = BTreeMap::new();
        for of in measured {
            let Measured::Container(name) = of else { continue };
            if self.by_container_name.contains_key(name.as_str()) {
                continue;
            }
            for (project, service) in self.splits(name) {
                services.entry(project.to_owned()).or_default().insert(service);
            }
        }
        if let Some(project) = &self.join.project
            && services.contains_key(project)
        {
            return Some(project.clone());
        }
        let most = services.values().map(BTreeSet::len).max()?;
        let mut likely = services.iter().filter(|(_, found)| found.len() == most);
        let (project, _) = likely.next().filter(|_| likely.next().is_none())?;
        let unnamed = |row: &&ServiceRow| row.container_name.is_none();
        let all = self.join.service_rows.iter().filter(unnamed).count();
        (most * 2 >= all).then(|| project.clone())
    }

    /// The ways to read a container's name as a project and a service.
    fn splits<'n>(&'n self, name: &'n str) -> impl Iterator<Item = (&'n str, ServiceId)> + 'n {
        stems(name).flat_map(move |stem| {
            let cuts = stem.match_indices(['-', '_']);
            cuts.filter_map(move |(at, cut)| {
                let service = self.join.services.get(stem.get(at + cut.len()..)?)?;
                Some((stem.get(..at)?, *service))
            })
        })
    }

    /// What a measurement leads to.
    pub(super) fn leads(&self, of: &Measured) -> Option<Leads> {
        match of {
            Measured::Container(name) => self.container(name).map(Leads::Service),
            Measured::Pod { namespace, pod } => self.pod(namespace.as_deref(), pod).map(Leads::Service),
            Measured::Service(name) => self.service(name).map(Leads::Service),
            Measured::Device(name) => self.join.devices.get(name).map(|id| Leads::Device(*id)),
            Measured::Host => Some(Leads::Host),
        }
    }

    fn container(&self, name: &str) -> Option<ServiceId> {
        if let Some(id) = self.by_container_name.get(name) {
            return Some(*id);
        }
        let project = self.project.as_deref();
        let mut split = self.splits(name).filter(|(prefix, _)| Some(*prefix) == project);
        split
            .next()
            .map(|(_, service)| service)
            .or_else(|| self.join.services.get(name).copied())
    }

    /// A service by its name, by what follows the stack's, or by the last part of its own.
    fn service(&self, name: &str) -> Option<ServiceId> {
        let services = &self.join.services;
        services
            .get(name)
            .or_else(|| services.get(name.split_once('_')?.1))
            .or_else(|| match self.by_last_part.get(name)?.as_slice() {
                [one] => Some(one),
                _ => None,
            })
            .copied()
    }

    /// The workload with the longest name that a pod's begins with.
    fn pod(&self, namespace: Option<&str>, pod: &str) -> Option<ServiceId> {
        let mut ends = vec![pod.len()];
        ends.extend(pod.rmatch_indices('-').map(|(at, _)| at).take(2));
        ends.into_iter().find_map(|end| {
            let (name, rest) = (pod.get(..end)?, pod.get(end..)?);
            let found = self.by_last_part.get(name)?.iter().copied();
            let mut found = found.filter(|id| {
                let row = self.join.service_rows.get(id.index());
                row.is_some_and(|row| is_pod_of(row, namespace, rest))
            });
            let first = found.next()?;
            match found.next() {
                None => Some(first),
                // Of several namespaces, kubectl without -A shows the one that is current: mostly the default.
                Some(second) => [first, second].into_iter().chain(found).find(|id| {
                    let row = self.join.service_rows.get(id.index());
                    row.and_then(|row| row.pods.as_ref())
                        .is_some_and(|pods| pods.namespace == "default")
                }),
            }
        })
    }
}

/// A service's name without what says where it belongs.
fn last_part(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// A container's name without the number of the replica, in each way it may be written.
fn stems(name: &str) -> impl Iterator<Item = &str> {
    let compose = name.rsplit_once(['-', '_']).and_then(|(stem, number)| {
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then_some(stem)
    });
    // `stack_service.1.id`, or `stack_service.node.id` where there is one on each node.
    let swarm = name
        .rsplit_once('.')
        .and_then(|(rest, _)| Some(rest.rsplit_once('.')?.0));
    [compose, swarm].into_iter().flatten()
}

/// Whether a pod whose name is a workload's followed by `rest` is one of its.
fn is_pod_of(row: &ServiceRow, namespace: Option<&str>, rest: &str) -> bool {
    let segments: Vec<&str> = rest.split('-').skip(1).collect();
    let random = |text: &str, least: usize, most: usize| {
        (least..=most).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let shape = |workload: Workload| match (workload, segments.as_slice()) {
        (Workload::Pod, []) => true,
        (Workload::StatefulSet, [ordinal]) => number(ordinal),
        (Workload::DaemonSet | Workload::Job, [id]) => random(id, 5, 5),
        (Workload::Job, [time, id]) => number(time) && random(id, 5, 5),
        (Workload::Deployment, [hash, id]) => random(hash, 5, 10) && random(id, 5, 5),
        _ => false,
    };
    match &row.pods {
        Some(pods) => namespace.is_none_or(|name| name == pods.namespace) && shape(pods.workload),
        // Nobody says what keeps it: any shape will do.
        None => [
            Workload::Pod,
            Workload::StatefulSet,
            Workload::DaemonSet,
            Workload::Deployment,
        ]
        .into_iter()
        .any(shape),
    }
}
