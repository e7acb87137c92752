//! The pod of a workload: its containers and volumes, where it may stand, what it takes on its node.

use super::containers::{self, Container};
use super::document::Object;
use super::environment::{Sources, Variable, last_of_each};
use super::keys::POD_IRRELEVANT;
use super::kinds::Tables;
use super::reading::{Reading, fact};
use super::resources::{self, Resources};
use super::selector::Selector;
use super::workload::Draft;
use crate::hints::command;
use crate::part::ServiceRow;
use fiasco_estate::confidence::Said;
use fiasco_estate::fact::FactKind;
use fiasco_estate::image::Image;
use fiasco_estate::kubernetes::{Access, Claim};
use fiasco_estate::quantity::Rational;
use fiasco_source::{Node, Span};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What a pod may mount.
#[derive(Clone, Copy)]
enum Volume<'t> {
    /// A claim that all replicas share, and whether the pod may only read it.
    Claim(Option<&'t str>, bool, Span),
    /// A claim of each replica's own.
    Own(Span),
    /// Anything else.
    Other,
}

/// Reads the `spec` of a pod into the row of its service. `templates` are the claims that each replica has of its
/// own.
pub(super) fn read<'t, 'a>(
    reading: &mut Reading<'_>,
    tables: &Tables<'t, 'a>,
    object: &Object<'t, 'a>,
    spec: Node<'t, 'a>,
    templates: &[(&'t str, Span)],
    draft: &mut Draft<'t, 'a>,
) {
    let Some(spec) = reading.map(spec, &format_args!("the pod of {object}")) else {
        return;
    };
    let (mut main, mut init) = (Vec::new(), Vec::new());
    let mut volumes = BTreeMap::new();
    let mut whole = Resources::default();
    let mut host_network = false;
    for entry in spec.entries() {
        let value = entry.value;
        match entry.key {
            "containers" => main = containers::containers(reading, value, false, object),
            "initContainers" => init = containers::containers(reading, value, true, object),
            "volumes" => volumes = self::volumes(reading, tables, object, value, draft),
            "resources" => whole = Resources::read(reading, value, object).completed(),
            "hostNetwork" => host_network = reading.truth(value, &format_args!("`hostNetwork` of {object}")),
            "affinity" => affinity(reading, object, value, draft),
            "topologySpreadConstraints" => spread(reading, object, value),
            "nodeSelector" => {
                entry.mark_irrelevant();
                if value.entries().len() > 0 {
                    reading.later(NODES_CHOSEN);
                }
                continue;
            }
            key if POD_IRRELEVANT.contains(&key) => {
                entry.mark_irrelevant();
                continue;
            }
            _ => continue,
        }
        entry.mark_used();
    }
    volumes.extend(templates.iter().map(|(name, at)| (*name, Volume::Own(*at))));
    init.append(&mut main);
    let mut containers = init;
    if !containers.iter().any(|container| !container.init) {
        reading.unreadable(object.at, format!("{object} has no containers"));
    }
    let none = Resources::default();
    let defaults = tables.limits.get(object.namespace).unwrap_or(&none);
    for container in &mut containers {
        container.resources = container.resources.or(defaults);
    }
    resources::sum(reading, &containers, &whole, &mut draft.row, &mut draft.pods);
    image_and_connections(&containers, &mut draft.row);
    mounted(&containers, &volumes, tables, object, draft);
    let ports = containers.iter().flat_map(|container| &container.ports);
    draft.row.ports = ports.filter_map(|port| port.on_node(host_network)).collect();
    let sources = Sources {
        namespace: object.namespace,
        configs: &tables.configs,
        secrets: &tables.secrets,
    };
    for container in &containers {
        variables(reading, &sources, object, container, draft);
    }
}

/// What is said of pods that may only stand on some nodes.
const NODES_CHOSEN: &str = "node selectors and affinity";

/// The image that says most: the first container of known software, or else the first container. With it goes
/// the number of connections it is told to accept.
fn image_and_connections(containers: &[Container<'_, '_>], row: &mut ServiceRow) {
    let product = |container: &Container<'_, '_>| -> Option<_> { container.image.as_ref()?.value.product() };
    let running = || containers.iter().filter(|container| !container.init);
    let telling = running().find(|container| product(container).is_some());
    let Some(container) = telling.or_else(|| running().next()) else {
        return;
    };
    row.image = container
        .image
        .clone()
        .filter(|image| image.value != Image::new(""));
    if let Some((number, at)) = command::max_connections(&container.words, product(container)) {
        fact(
            &mut row.facts,
            FactKind::MaxConnections,
            Rational::int(number),
            at,
        );
    }
}

/// `volumes`, by name; what ConfigMaps hold that are mounted as files may name callees.
fn volumes<'t, 'a>(
    reading: &mut Reading<'_>,
    tables: &Tables<'t, 'a>,
    object: &Object<'t, 'a>,
    node: Node<'t, 'a>,
    draft: &mut Draft<'t, 'a>,
) -> BTreeMap<&'t str, Volume<'t>> {
    let mut found = BTreeMap::new();
    let what = format!("`volumes` of {object}");
    for item in reading.list(node, &what).into_iter().flat_map(Node::items) {
        let Some(item) = reading.map(item, &what) else {
            continue;
        };
        let mut volume = Volume::Other;
        for entry in item.entries() {
            // Of a volume that is neither a claim nor a ConfigMap nothing is needed, whatever its kind.
            entry.mark_irrelevant();
            match entry.key {
                "persistentVolumeClaim" => {
                    let name = entry.value.peek("claimName");
                    let read_only = entry.value.peek("readOnly").and_then(Node::text) == Some("true");
                    let at = name.map_or(entry.key_span, Node::used_at);
                    volume = Volume::Claim(name.and_then(Node::text), read_only, at);
                }
                "ephemeral" => volume = Volume::Own(entry.key_span),
                "configMap" => files(tables, object, entry.value, draft),
                "projected" => {
                    let sources = entry.value.peek("sources").into_iter().flat_map(Node::items);
                    for source in sources.filter_map(|source| source.peek("configMap")) {
                        files(tables, object, source, draft);
                    }
                }
                _ => {}
            }
        }
        if let Some(name) = item.peek("name").and_then(Node::text) {
            found.insert(name, volume);
        }
    }
    found
}

/// The lines of files in a ConfigMap that may name a callee.
fn files<'t, 'a>(
    tables: &Tables<'t, 'a>,
    object: &Object<'t, 'a>,
    config: Node<'t, 'a>,
    draft: &mut Draft<'t, 'a>,
) {
    let Some(name) = config.peek("name").and_then(Node::text) else {
        return;
    };
    let settings = tables.settings.get(object.namespace, name).into_iter().flatten();
    draft.variables.extend(settings.map(|(key, value, at)| Variable {
        name: Cow::Borrowed(key),
        value: Cow::Borrowed(value),
        at: *at,
    }));
}

/// Who writes into a volume that outlives the pod keeps data; claims of the pod itself are shared by all replicas.
fn mounted<'t>(
    containers: &[Container<'_, '_>],
    volumes: &BTreeMap<&'t str, Volume<'t>>,
    tables: &Tables<'t, '_>,
    object: &Object<'_, '_>,
    draft: &mut Draft<'_, '_>,
) {
    for (name, volume) in volumes {
        let mounts = || {
            let all = containers.iter().flat_map(|container| &container.mounts);
            all.filter(|mount| mount.volume == *name)
        };
        let writes = mounts().any(|mount| !mount.read_only);
        match *volume {
            Volume::Claim(claim, read_only, at) => {
                let Some(claim) = claim else { continue };
                let known = tables.claims.get(object.namespace, claim).copied();
                let (access, access_at) = known.unwrap_or((Access::Unknown, None));
                draft.pods.claims.push(Claim {
                    name: Said::new(claim.to_owned(), at),
                    access,
                    access_at,
                });
                if writes && !read_only && draft.row.keeps.is_none() {
                    draft.row.keeps = Some(Said::new(claim.to_owned(), at));
                }
            }
            Volume::Own(at) if writes && draft.row.keeps.is_none() => {
                draft.row.keeps = Some(Said::new((*name).to_owned(), at));
            }
            Volume::Own(_) | Volume::Other => {}
        }
    }
}

/// Variables of a container, and options of its command line, which are variables as well.
fn variables<'t, 'a>(
    reading: &mut Reading<'_>,
    sources: &Sources<'_, 't, 'a>,
    object: &Object<'t, 'a>,
    container: &Container<'t, 'a>,
    draft: &mut Draft<'t, 'a>,
) {
    let mut own = Vec::new();
    let (env, env_from) = container.env;
    if let Some(node) = env_from {
        sources.env_from(reading, node, object, &mut own);
    }
    if let Some(node) = env {
        sources.env(reading, node, object, &mut own);
    }
    last_of_each(&mut own);
    draft.variables.append(&mut own);
    let mut words = container.words.iter().peekable();
    while let Some((word, at)) = words.next() {
        let option = word.strip_prefix('-').map(|word| word.trim_start_matches('-'));
        let (name, value) = match option.map(|option| option.split_once('=').unwrap_or((option, ""))) {
            Some((name, "")) => match words.peek() {
                Some((next, _)) if !next.starts_with('-') => (name, next.as_str()),
                _ => continue,
            },
            Some((name, value)) => (name, value),
            None => ("", word.as_str()),
        };
        // An option is called by its name with dashes: `--db-addr`.
        let name = if name.is_empty() { "args" } else { name };
        draft.variables.push(Variable {
            name: Cow::Owned(name.to_owned()),
            value: Cow::Owned(value.to_owned()),
            at: *at,
        });
    }
}

/// Required rules on where pods stand. One that keeps them from each other binds how many there can be.
fn affinity(
    reading: &mut Reading<'_>,
    object: &Object<'_, '_>,
    node: Node<'_, '_>,
    draft: &mut Draft<'_, '_>,
) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
    let what = format!("`affinity` of {object}");
    let Some(affinity) = reading.map(node, &what) else {
        return;
    };
    for key in ["nodeAffinity", "podAffinity"] {
        let Some(entry) = affinity.find(key) else { continue };
        entry.mark_irrelevant();
        if entry.value.peek(REQUIRED).is_some() {
            reading.later(NODES_CHOSEN);
        }
    }
    let Some(anti) = affinity.get("podAntiAffinity") else {
        return;
    };
    let Some(anti) = reading.map(anti, &what) else {
        return;
    };
    anti.irrelevant(&[PREFERRED]);
    let terms = anti.get(REQUIRED).and_then(|terms| reading.list(terms, &what));
    for term in terms.into_iter().flat_map(Node::items) {
        let Some(term) = reading.map(term, &what) else {
            continue;
        };
        term.irrelevant(&[
            "matchLabelKeys",
            "mismatchLabelKeys",
            "namespaceSelector",
            "namespaces",
        ]);
        let selector = term
            .get("labelSelector")
            .map(|node| Selector::read(reading, node));
        let topology = term.get("topologyKey");
        let own = selector.is_some_and(|selector| selector.matches(&draft.labels));
        let elsewhere = term.peek("namespaces").is_some_and(|node| {
            let mut names = node.items().filter_map(Node::text);
            node.items().len() > 0 && !names.any(|name| name == object.namespace)
        });
        if let Some((topology, key)) = topology.and_then(|node| Some((node, node.text()?)))
            && own
            && !elsewhere
            && draft.pods.apart.is_none()
        {
            draft.pods.apart = Some(Said::new(key.to_owned(), topology.used_at()));
        }
    }
}

/// Spreading keeps replicas even, which nothing computes yet.
fn spread(reading: &mut Reading<'_>, object: &Object<'_, '_>, node: Node<'_, '_>) {
    let what = format!("`topologySpreadConstraints` of {object}");
    for item in reading.list(node, &what).into_iter().flat_map(Node::items) {
        let Some(item) = reading.map(item, &what) else {
            continue;
        };
        item.irrelevant(&[
            "labelSelector",
            "matchLabelKeys",
            "maxSkew",
            "minDomains",
            "nodeAffinityPolicy",
            "nodeTaintsPolicy",
            "topologyKey",
        ]);
        if item.get("whenUnsatisfiable").and_then(Node::text) != Some("ScheduleAnyway") {
            reading.later("topology spread constraints");
        }
    }
}
