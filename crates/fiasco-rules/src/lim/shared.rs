//! What the limits of servers share: connections as stated today, how they spread over replicas, where a limit
//! of a device or of the kernel comes from, and how to tell of them.

use crate::limit::{Found, Limit};
use crate::rule::{Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::{FactKey, FactKind, key};
use fiasco_estate::image::Product;
use fiasco_estate::quantity::{Overflow, Rational};
use fiasco_estate::service::Runtime;
use fiasco_estate::{Bounds, Confidence, DeviceId, Dimension, ServiceId, View, Visits};

/// How the margin of one replica answers growth: traffic takes of it, and whatever adds replicas that share
/// the work gives some back.
pub const SPREAD: &[(Dimension, Trend)] = &[
    (Dimension::Traffic, Trend::Falls),
    (Dimension::Servers, Trend::Rises),
    (Dimension::Capacity, Trend::Rises),
    (Dimension::Replicas, Trend::Rises),
];

/// Services of this software that state a fact of this kind.
pub fn services_with(view: &View<'_>, products: &[Product], fact: FactKind) -> Vec<Subject> {
    view.estate
        .service_ids()
        .filter(|id| {
            view.estate
                .service(*id)
                .product()
                .is_some_and(|product| products.contains(&product))
        })
        .filter(|id| view.estate.service(*id).facts.has(fact))
        .map(Subject::Service)
        .collect()
}

/// Stores of this software that state their open connections, except where every caller states its pool: then
/// CAP002 counts what they may open, and today's number says less.
pub fn stores_with_connections(view: &View<'_>, products: &[Product]) -> Vec<Subject> {
    let counted_by_pools = |service: ServiceId| {
        let mut callers = view.relations.callers[service.index()]
            .iter()
            .map(|id| view.estate.call(*id))
            .filter(|call| call.carries_requests())
            .peekable();
        callers.peek().is_some()
            && callers.all(|call| view.estate.service(call.from).facts.has(FactKind::Pool))
    };
    let mut subjects = services_with(view, products, FactKind::Connections);
    subjects.retain(|subject| !matches!(subject, Subject::Service(service) if counted_by_pools(*service)));
    subjects
}

/// Whether declared calls lead from a known arrival to a service, so that its request rate can be said.
pub fn is_reached(view: &View<'_>, service: ServiceId) -> bool {
    matches!(view.relations.visits[service.index()], Visits::Known(_))
}

/// One replica's share of what a service has in all: the work is split evenly over those that share it.
///
/// # Errors
/// [`Overflow`] when the share grows beyond exact computation.
pub fn per_replica(view: &View<'_>, service: ServiceId, total: Bounds) -> Result<Bounds, Overflow> {
    total.scaled(Rational::ONE.over(Rational::int(view.serving(service).max(1)))?)
}

/// Connections open at one replica of a service: as stated today, times the factor of traffic.
///
/// # Errors
/// [`Overflow`] when the product grows beyond exact computation.
pub fn connections_now(view: &View<'_>, subject: Subject) -> Result<Bounds, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Bounds::ZERO);
    };
    let stated = view.estate.service(service).facts.get(key::Connections);
    per_replica(
        view,
        service,
        stated
            .bounds()
            .scaled(view.factor(Dimension::Traffic, Some(service)))?,
    )
}

/// How sure it is that a service calls others; `None` where nobody says that it does.
pub fn calls_others(view: &View<'_>, service: ServiceId) -> Option<Confidence> {
    let calls = view.relations.callees[service.index()]
        .iter()
        .map(|id| view.estate.call(*id));
    calls
        .filter(|call| !call.side_channel)
        .map(|call| call.confidence)
        .max()
}

/// The device whose kernel settings hold for a service: its fullest host. A container has a network namespace
/// of its own, which starts from the kernel's defaults whatever its host was set to.
pub fn kernel_of(view: &View<'_>, service: ServiceId) -> Option<DeviceId> {
    match view.estate.service(service).runtime {
        Runtime::Hosts => view.relations.hosts[service.index()].first().copied(),
        Runtime::Compose | Runtime::Swarm | Runtime::Kubernetes => None,
    }
}

/// What a device states of a limit.
pub fn of_device<K: FactKey>(view: &View<'_>, device: DeviceId, key: K) -> Found {
    let row = view.estate.device(device);
    let stated = row.facts.get(key);
    if !stated.is_known() {
        return Found::unknown();
    }
    let says = format!(
        "{}: {} on {}",
        K::KIND.key(),
        words::bounds(stated.bounds(), K::KIND.measure()),
        row.name.value
    );
    Found {
        value: stated.bounds(),
        at: stated.at,
        confidence: stated.confidence,
        says,
    }
}

/// The factor of traffic through a device: between those of the services, where the target tells them apart.
pub fn traffic_factor(view: &View<'_>) -> Bounds {
    let all = view.factor(Dimension::Traffic, None);
    let doors = view
        .estate
        .traffic
        .iter()
        .map(|traffic| view.factor(Dimension::Traffic, Some(traffic.service)));
    doors
        .fold(None, |bounds: Option<Bounds>, factor| match bounds {
            None => Some(Bounds::exact(factor)),
            Some(bounds) => Some(Bounds {
                lo: bounds.lo.min(factor),
                hi: bounds.hi.map(|hi| hi.max(factor)),
            }),
        })
        .unwrap_or_else(|| Bounds::exact(all))
}

/// The kernel's default of a limit, as the record gives it.
pub fn of_kernel(limit: &Limit, confidence: Confidence) -> Found {
    match limit.defaults.iter().find(|default| default.product.is_none()) {
        Some(default) => Found {
            value: Bounds::exact(Rational::int(default.value)),
            at: None,
            confidence,
            says: format!(
                "{} is the default of the kernel",
                words::number(Rational::int(default.value))
            ),
        },
        None => Found::unknown(),
    }
}

/// `db`, or `each of 3 db replicas`: what one replica's share is a share of.
pub fn each_replica(view: &View<'_>, service: ServiceId) -> String {
    let name = view.estate.service_name(service);
    match view.serving(service) {
        0 | 1 => name.to_owned(),
        several => format!("each of {several} {name} replicas"),
    }
}

/// `db: 40 connections today x 2.43 / 2 replicas`: how the connections of one replica come about.
pub fn connections_formula(view: &View<'_>, service: ServiceId) -> String {
    let row = view.estate.service(service);
    let stated = row.facts.get(key::Connections);
    let spread = match view.serving(service) {
        0 | 1 => String::new(),
        several => format!(" / {several} replicas"),
    };
    format!(
        "{}: {} connections today x {}{spread}",
        row.name.value,
        words::bounds(stated.bounds(), FactKind::Connections.measure()),
        words::number(view.factor(Dimension::Traffic, Some(service))),
    )
}

/// A story about the connections of a service, resting on the number stated.
pub fn story_of_connections(view: &View<'_>, service: ServiceId, says: String, formula: String) -> Story {
    let row = view.estate.service(service);
    let stated = row.facts.get(key::Connections);
    let today = words::bounds(stated.bounds(), FactKind::Connections.measure());
    Story::new(row.name.value.clone(), says)
        .formula(formula)
        .cite(stated.at, format!("{today} connections today"))
        .rests_on(stated.confidence)
}

/// What to tell when connections use up what a server accepts.
///
/// # Errors
/// None today; the signature is that of a record's function.
pub fn connections_story(
    view: &View<'_>,
    subject: Subject,
    verdict: &Verdict,
    found: &Found,
) -> Result<Story, Overflow> {
    let Subject::Service(service) = subject else {
        return Ok(Story::new("", ""));
    };
    let used = words::bounds(verdict.used, FactKind::Connections.measure());
    let limit = words::bounds(found.value, FactKind::Connections.measure());
    let says = format!(
        "{} has {used} of {limit} connections open; the next is refused",
        each_replica(view, service)
    );
    let formula = format!("{} = {used} of {limit}", connections_formula(view, service));
    Ok(story_of_connections(view, service, says, formula))
}
