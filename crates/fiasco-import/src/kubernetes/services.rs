//! Services: the names by which pods find each other. A name in the environment of a pod leads, by the rules of
//! the cluster's name service, to a Service, and by its selector to workloads.

use super::document::Object;
use super::keys::SERVICE_IRRELEVANT;
use super::named::Named;
use super::reading::Reading;
use super::selector::{Index, Selector};
use super::workload::Draft;
use fiasco_estate::kubernetes::Workload;
use fiasco_source::Node;
use std::collections::BTreeSet;

/// What a Service leads to.
enum Target<'t> {
    /// Pods that a selector selects.
    Pods(Selector<'t>),
    /// Another name.
    Name(&'t str),
    /// Nothing that is known: addresses that somebody else fills in.
    Elsewhere,
}

/// Services by namespace and name.
#[derive(Default)]
pub(super) struct Services<'t> {
    all: Named<'t, Target<'t>>,
    names: BTreeSet<&'t str>,
}

impl<'t> Services<'t> {
    /// Reads a Service.
    pub fn add(&mut self, reading: &mut Reading<'_>, object: &Object<'t, '_>) {
        object.understood(&[]);
        let Some(spec) = object.spec.and_then(|spec| reading.map(spec, object)) else {
            return;
        };
        spec.irrelevant(SERVICE_IRRELEVANT);
        let external = spec.get("type").and_then(Node::text) == Some("ExternalName");
        let name = spec.get("externalName").and_then(Node::text).filter(|_| external);
        let selector = spec.get("selector").map(Selector::plain);
        let target = match (name, selector) {
            (Some(name), _) => Target::Name(name),
            (None, Some(selector)) if !selector.is_empty() => Target::Pods(selector),
            _ => Target::Elsewhere,
        };
        self.all.insert(object.namespace, object.name, target);
        self.names.insert(object.name);
    }

    /// Whether a host may be the name of a Service, in whichever namespace.
    pub fn may_be(&self, host: &str) -> bool {
        host.split('.').take(2).any(|part| self.names.contains(part))
    }
}

/// Whom names lead to: workloads by their index, by namespace and name.
pub(super) struct Directory<'s, 't> {
    services: &'s Services<'t>,
    leads: Named<'t, Vec<usize>>,
}

/// The most workloads one name leads to: a selector that selects everything tells nothing.
const MOST: usize = 4;

/// How many aliases are followed.
const HOPS: usize = 4;

impl<'s, 't> Directory<'s, 't> {
    /// The directory of a cluster with these workloads.
    pub fn new(services: &'s Services<'t>, drafts: &[Draft<'t, '_>], index: &Index<'t>) -> Self {
        let mut leads = Named::default();
        for (namespace, name, target) in services.all.iter() {
            let Target::Pods(selector) = target else { continue };
            let found: Vec<usize> = index
                .candidates(namespace, selector)
                .iter()
                .copied()
                .filter(|at| {
                    drafts
                        .get(*at)
                        .is_some_and(|draft| selector.matches(&draft.labels))
                })
                .take(MOST + 1)
                .collect();
            if found.len() <= MOST {
                leads.insert(namespace, name, found);
            }
        }
        // Files may leave a Service out; the workload's own name is then what it is most likely called.
        for (index, draft) in drafts.iter().enumerate() {
            let (namespace, name) = (draft.object.namespace, draft.object.name);
            if services.all.get(namespace, name).is_none() && draft.pods.workload != Workload::Job {
                leads.entry(namespace, name).push(index);
            }
        }
        Self { services, leads }
    }

    /// The workloads that a host name leads to, asked from a namespace: `db`, `db.data`, `db.data.svc`,
    /// `db.data.svc.cluster.local`, and the same of one pod of a StatefulSet, `db-0.db`. Names that lead nowhere
    /// lie outside.
    pub fn find(&self, namespace: &str, host: &str) -> &[usize] {
        self.follow(namespace, host, HOPS)
    }

    fn follow(&self, namespace: &str, host: &str, hops: usize) -> &[usize] {
        let host = host.trim_end_matches('.');
        let in_cluster = host
            .split_once(".svc")
            .filter(|(_, rest)| rest.is_empty() || rest.starts_with('.'));
        let mut parts = in_cluster.map_or(host, |(name, _)| name).split('.');
        match (parts.next(), parts.next(), parts.next(), parts.next()) {
            (Some(name), None, ..) => self.at(namespace, name, hops),
            (Some(name), Some(space), None, _) => {
                let found = self.at(space, name, hops);
                if found.is_empty() && is_pod(name) {
                    self.at(namespace, space, hops)
                } else {
                    found
                }
            }
            (Some(pod), Some(name), Some(space), None) if is_pod(pod) => self.at(space, name, hops),
            _ => &[],
        }
    }

    fn at(&self, namespace: &str, name: &str, hops: usize) -> &[usize] {
        if let Some(Target::Name(other)) = self.services.all.get(namespace, name) {
            return match hops.checked_sub(1) {
                Some(hops) => self.follow(namespace, &other.to_ascii_lowercase(), hops),
                None => &[],
            };
        }
        self.leads.get(namespace, name).map_or(&[], Vec::as_slice)
    }
}

/// Whether a name is that of one pod of a StatefulSet: `db-0`.
fn is_pod(name: &str) -> bool {
    let number = name.rsplit_once('-').map(|(_, number)| number);
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}
