//! # ADR005 overlapping-prefixes
//!
//! Two networks that traffic can pass between use the same addresses.
//!
//! ## What breaks
//! An address in the overlap means two places. The host sends packets to whichever route is narrower and the
//! other place is lost: the office VPN stops answering as soon as a Docker network takes its range.
//!
//! ## Why growth brings it out
//! It does not: it breaks as it stands, usually with the first address that both really use. The more devices
//! and Docker networks there are, the sooner that is.
//!
//! ## How it is computed
//! 1 against 0 for two overlapping prefixes (one contains the other, or they are equal) when no other cabled
//! network lies inside either, and
//!
//! - one cabled network `reaches` the other, or a third reaches both, whatever their scopes; or
//! - one is a Docker network with a stated subnet and a host of its services stands in the other, or in a
//!   network that reaches it (where nothing is known of the hosts, it is assumed); or
//! - both are Docker networks with stated subnets on one host: Docker refuses the second.
//!
//! ## Example
//! ```yaml
//! networks:
//!   office: {prefix: 192.168.1.0/24, gateway: 192.168.1.1, reaches: branch}
//!   branch: {prefix: 192.168.1.0/24, gateway: 192.168.1.1, scope: branch}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:2:20: now ADR005 overlapping-prefixes: office (192.168.1.0/24) and branch (192.168.1.0/24) overlap, and office reaches branch [drops]
//! ```
//!
//! ## When it stays quiet
//! Nesting is normal: a prefix that others divide up overlaps with all of them. So does the same private
//! prefix in two scopes that nobody connects. Docker networks without a stated subnet take a pool that is
//! free. IPv4 and IPv6 never overlap.
//!
//! ## Fix
//! Give one of the two another prefix; for a Docker network a `subnet:` of its own, or other
//! `default-address-pools` for the daemon.
//!
//! ## Undo
//! Put the former prefix back and start the containers again.
//!
//! ## References
//! RFC 1918, section 5, on private prefixes of companies that are joined later.

use super::{host_name, hosts, on_host};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use fiasco_estate::addressing::number;
use fiasco_estate::device::{Network, NetworkKind};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Confidence, DeviceId, NetworkId, View};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// The rule.
pub static RULE: OverlappingPrefixes = OverlappingPrefixes;

/// ADR005.
pub struct OverlappingPrefixes;

static META: Meta = Meta {
    code: "ADR005",
    name: "overlapping-prefixes",
    class: Class::Limit,
    effect: Effect::Drops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "give one of the two another prefix; for a Docker network state a subnet: of its own",
    undo: "put the former prefix back and start the containers again",
    source: include_str!("adr005_overlapping_prefixes.rs"),
};

/// A prefix as a range of numbers.
struct Range {
    id: NetworkId,
    first: u128,
    last: u128,
    /// Narrower networks of the same kind and scope inside it.
    inside: usize,
}

/// Every two networks whose prefixes overlap and that no third divides up.
fn overlaps(view: &View<'_>) -> Vec<(NetworkId, NetworkId)> {
    let mut pairs = Vec::new();
    for v4 in [true, false] {
        let mut ranges: Vec<Range> = view
            .estate
            .network_ids()
            .filter_map(|id| Some((id, view.estate.network(id).prefix.as_ref()?.value)))
            .filter(|(_, prefix)| prefix.addr().is_ipv4() == v4)
            .map(|(id, prefix)| {
                let (first, last) = (number(prefix.network()), number(prefix.broadcast()));
                Range {
                    id,
                    first,
                    last,
                    inside: 0,
                }
            })
            .collect();
        ranges.sort_by_key(|range| (range.first, Reverse(range.last), range.id));
        let nested = nest(view, &mut ranges);
        for (outer, inner) in nested {
            let (Some(outer), Some(inner)) = (ranges.get(outer), ranges.get(inner)) else {
                continue;
            };
            let alone = outer.inside <= usize::from(divides(view, outer, inner)) && inner.inside == 0;
            if alone {
                pairs.push((outer.id.min(inner.id), outer.id.max(inner.id)));
            }
        }
    }
    pairs.sort_unstable();
    pairs
}

/// Pairs of positions, the wider first. Prefixes are disjoint or nested, so what is open when one begins
/// contains it.
fn nest(view: &View<'_>, ranges: &mut [Range]) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut open: Vec<usize> = Vec::new();
    for inner in 0..ranges.len() {
        open.retain(|outer| ranges[*outer].last >= ranges[inner].first);
        for outer in &open {
            pairs.push((*outer, inner));
            if divides(view, &ranges[*outer], &ranges[inner]) {
                ranges[*outer].inside += 1;
            }
        }
        open.push(inner);
    }
    pairs
}

/// Whether the inner is a part that the outer was divided into.
fn divides(view: &View<'_>, outer: &Range, inner: &Range) -> bool {
    let (a, b) = (view.estate.network(outer.id), view.estate.network(inner.id));
    let narrower = inner.last - inner.first < outer.last - outer.first;
    narrower && a.kind == b.kind && a.scope == b.scope
}

/// Every two cabled networks that traffic is declared to pass between, the smaller id first, with the network
/// that reaches.
fn routed(view: &View<'_>) -> BTreeMap<(NetworkId, NetworkId), NetworkId> {
    let estate = view.estate;
    let lans = estate
        .network_ids()
        .filter(|id| estate.network(*id).kind == NetworkKind::Lan);
    let mut by_name: BTreeMap<&str, Vec<NetworkId>> = BTreeMap::new();
    for id in lans {
        by_name
            .entry(estate.network(id).name.value.as_str())
            .or_default()
            .push(id);
    }
    let mut routed = BTreeMap::new();
    for from in estate.network_ids() {
        let names = estate
            .network(from)
            .reaches
            .iter()
            .filter_map(|name| by_name.get(name.value.as_str()));
        let to: BTreeSet<NetworkId> = names.flatten().copied().filter(|id| *id != from).collect();
        for a in &to {
            routed.insert((from.min(*a), from.max(*a)), from);
        }
        for (n, a) in to.iter().enumerate() {
            for b in to.iter().skip(n + 1) {
                routed.entry((*a, *b)).or_insert(from);
            }
        }
    }
    routed
}

/// Hosts of the services that join a Docker network.
fn hosts_of(view: &View<'_>, network: NetworkId) -> BTreeSet<DeviceId> {
    let joins = |id: &fiasco_estate::ServiceId| {
        view.estate
            .service(*id)
            .networks
            .iter()
            .any(|joined| joined.value == network)
    };
    view.estate
        .service_ids()
        .filter(joins)
        .flat_map(|id| hosts(view, id))
        .collect()
}

/// Cabled networks that a device stands in.
fn lans_of(view: &View<'_>, device: DeviceId) -> impl Iterator<Item = NetworkId> {
    view.relations.places_of[device.index()]
        .iter()
        .filter_map(|id| view.estate.address(*id).network)
}

/// How two networks meet.
struct Meeting {
    why: String,
    confidence: Confidence,
}

/// How a Docker network meets a cabled one: on a host that stands in it or is routed to it.
fn docker_and_lan(view: &View<'_>, docker: NetworkId, lan: NetworkId) -> Option<Meeting> {
    let estate = view.estate;
    let (mut known, name) = (false, &estate.network(lan).name.value);
    for host in hosts_of(view, docker) {
        for from in lans_of(view, host) {
            known = true;
            let reaches = estate
                .network(from)
                .reaches
                .iter()
                .any(|reached| reached.value == *name);
            if from == lan || reaches {
                let verb = if from == lan { "stands in" } else { "reaches" };
                let why = format!("{} {verb} {name}", host_name(estate, host));
                return Some(Meeting {
                    why,
                    confidence: Confidence::Declared,
                });
            }
        }
    }
    let why = format!(
        "the host of {} may reach {name}",
        estate.network(docker).name.value
    );
    (!known).then_some(Meeting {
        why,
        confidence: Confidence::Assumed,
    })
}

/// How two Docker networks meet: on a host that has both.
fn docker_and_docker(view: &View<'_>, a: NetworkId, b: NetworkId) -> Option<Meeting> {
    let others = hosts_of(view, b);
    let host = hosts_of(view, a).into_iter().find(|host| others.contains(host))?;
    let why = format!("Docker refuses the second{}", on_host(view.estate, Some(host)));
    Some(Meeting {
        why,
        confidence: Confidence::Declared,
    })
}

fn meeting(view: &View<'_>, a: NetworkId, b: NetworkId) -> Option<Meeting> {
    let estate = view.estate;
    match (estate.network(a).kind, estate.network(b).kind) {
        (NetworkKind::Bridge, NetworkKind::Bridge) => docker_and_docker(view, a, b),
        (NetworkKind::Bridge, NetworkKind::Lan) => docker_and_lan(view, a, b),
        (NetworkKind::Lan, NetworkKind::Bridge) => docker_and_lan(view, b, a),
        (NetworkKind::Lan, NetworkKind::Lan) => {
            let from = *routed(view).get(&(a, b))?;
            let name = |id: NetworkId| estate.network(id).name.value.as_str();
            let why = match from {
                from if from == a => format!("{} reaches {}", name(a), name(b)),
                from if from == b => format!("{} reaches {}", name(b), name(a)),
                from => format!("{} reaches both", name(from)),
            };
            Some(Meeting {
                why,
                confidence: Confidence::Declared,
            })
        }
    }
}

/// A network with its prefix: `office (192.168.1.0/24)`.
fn named(network: &Network) -> String {
    let docker = if network.kind == NetworkKind::Bridge {
        "the Docker network "
    } else {
        ""
    };
    let prefix = network
        .prefix
        .as_ref()
        .map(|prefix| format!(" ({})", prefix.value))
        .unwrap_or_default();
    format!("{docker}{}{prefix}", network.name.value)
}

impl Rule for OverlappingPrefixes {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let routed = routed(view);
        let lan = |id: NetworkId| view.estate.network(id).kind == NetworkKind::Lan;
        let met = |(a, b): &(NetworkId, NetworkId)| match (lan(*a), lan(*b)) {
            (true, true) => routed.contains_key(&(*a, *b)),
            _ => meeting(view, *a, *b).is_some(),
        };
        overlaps(view)
            .into_iter()
            .filter(met)
            .map(|(a, b)| Subject::Networks(a, b))
            .collect()
    }

    fn judge(&self, _view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        // Nothing that grows moves a prefix: two that meet do so all along.
        let used = if matches!(subject, Subject::Networks(..)) {
            Bounds::ONE
        } else {
            Bounds::ZERO
        };
        Ok(Verdict::at_most(used, Bounds::ZERO))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Networks(a, b) = subject else {
            return Ok(Story::new("", ""));
        };
        let Some(meeting) = meeting(view, a, b) else {
            return Ok(Story::new("", ""));
        };
        let (first, second) = (view.estate.network(a), view.estate.network(b));
        let says = format!(
            "{} and {} overlap, and {}",
            named(first),
            named(second),
            meeting.why
        );
        let mut story = Story::new(format!("{} and {}", first.name.value, second.name.value), says);
        for network in [first, second] {
            let at = network.prefix.as_ref().and_then(|prefix| prefix.at);
            story = story.cite(at, format!("the prefix of {}", network.name.value));
        }
        Ok(story.rests_on(meeting.confidence))
    }
}
