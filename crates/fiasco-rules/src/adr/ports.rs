//! Host ports on one host: who wants which, and the narrowest range in which more are wanted than there are.

use super::hosts;
use fiasco_estate::service::{HostPort, Runtime};
use fiasco_estate::{DeviceId, Estate, PortId, ServiceId, View};

/// The range of ports on one host in which the demand leaves least.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tight {
    /// The host, where it is known.
    pub host: Option<DeviceId>,
    /// First port of the range.
    pub first: u16,
    /// Last port of the range.
    pub last: u16,
    /// Ports wanted in it.
    pub used: i64,
    /// Ports in it.
    pub limit: i64,
}

/// Whether a binding counts where another one looks: it has the protocol, and binds every address or the same
/// one. One that binds every address looks only at its like; those that bind one address see it.
#[must_use]
pub fn meets(other: &HostPort, port: &HostPort) -> bool {
    let every = |port: &HostPort| port.bind.is_none_or(|ip| ip.is_unspecified());
    other.protocol == port.protocol && (every(other) || (!every(port) && other.bind == port.bind))
}

/// The bindings that take part on one host: those of its services, and those that a swarm publishes on all.
fn on<'v>(
    view: &View<'v>,
    service: ServiceId,
    host: Option<DeviceId>,
) -> impl Iterator<Item = PortId> + use<'v> {
    let (estate, relations) = (view.estate, view.relations);
    let local: &[ServiceId] = host.map_or(&[], |host| &relations.services_on[host.index()]);
    let alone = host.is_none().then_some(service);
    let swarm = estate.service(service).runtime == Runtime::Swarm;
    let everywhere = estate.port_ids().filter(move |id| {
        let port = estate.port(*id);
        port.ingress && Some(port.service) != alone && !local.contains(&port.service)
    });
    let services = local.iter().copied().chain(alone);
    let here = services.flat_map(|service| relations.ports_of[service.index()].iter());
    here.copied().chain(everywhere.take_while(move |_| swarm))
}

/// Ports that a binding wants on a host: for every replica there, or once where the routing mesh publishes
/// it, which it does however many there are.
#[must_use]
pub fn wanted(view: &View<'_>, port: &HostPort, host: Option<DeviceId>) -> i64 {
    let replicas = match host {
        _ if port.ingress => 1,
        Some(host) => view.instances_on(port.service, host),
        None => view.instances(port.service),
    };
    replicas.saturating_mul(i64::from(port.each))
}

/// The bindings on a host whose ranges hang together with that of one of them, itself among them.
#[must_use]
pub fn company(view: &View<'_>, id: PortId, host: Option<DeviceId>) -> Vec<PortId> {
    let estate = view.estate;
    let port = estate.port(id);
    let all = on(view, port.service, host);
    let near: Vec<PortId> = all.filter(|other| meets(estate.port(*other), port)).collect();
    let (mut first, mut last) = (port.first, port.last);
    loop {
        let joined = |id: &PortId| estate.port(*id).first <= last && first <= estate.port(*id).last;
        let low = near
            .iter()
            .filter(|id| joined(id))
            .map(|id| estate.port(*id).first)
            .min()
            .unwrap_or(first);
        let high = near
            .iter()
            .filter(|id| joined(id))
            .map(|id| estate.port(*id).last)
            .max()
            .unwrap_or(last);
        if (low, high) == (first, last) {
            return near.into_iter().filter(joined).collect();
        }
        (first, last) = (low.min(first), high.max(last));
    }
}

/// What a binding wants: first and last port of its range, and how many of it.
type Want = (u16, u16, i64);

/// How many ports a range has.
fn width(first: u16, last: u16) -> i64 {
    i64::from(last) - i64::from(first) + 1
}

/// The range around another one in which the wants that lie inside leave least, and how many they want. By
/// Hall's theorem ports can be dealt to all exactly when no range has more wanted inside it than ports.
fn tightest_around(wants: &[Want], (first, last): (u16, u16)) -> Want {
    let inside = |low: u16, high: u16| {
        let inside = wants
            .iter()
            .filter(|(first, last, _)| low <= *first && *last <= high);
        inside.fold(0_i64, |sum, (_, _, count)| sum.saturating_add(*count))
    };
    let left = |(first, last, used): Want| width(first, last).saturating_sub(used);
    let mut best = (first, last, inside(first, last));
    for low in wants.iter().map(|(low, _, _)| *low).filter(|low| *low <= first) {
        for high in wants
            .iter()
            .map(|(_, high, _)| *high)
            .filter(|high| *high >= last)
        {
            let other = (low, high, inside(low, high));
            if left(other) < left(best) {
                best = other;
            }
        }
    }
    best
}

fn tightest_on(view: &View<'_>, id: PortId, host: Option<DeviceId>) -> Tight {
    let bindings = company(view, id, host).into_iter().map(|id| view.estate.port(id));
    let wants: Vec<Want> = bindings
        .map(|port| (port.first, port.last, wanted(view, port, host)))
        .collect();
    let port = view.estate.port(id);
    let (first, last, used) = tightest_around(&wants, (port.first, port.last));
    Tight {
        host,
        first,
        last,
        used,
        limit: width(first, last),
    }
}

/// The tightest range around a binding on any host of its service.
#[must_use]
pub fn tightest(view: &View<'_>, id: PortId) -> Tight {
    let service = view.estate.port(id).service;
    let mut best: Option<Tight> = None;
    for host in hosts(view, service) {
        let other = tightest_on(view, id, Some(host));
        if best.is_none_or(|best| other.limit - other.used < best.limit - best.used) {
            best = Some(other);
        }
    }
    best.unwrap_or_else(|| tightest_on(view, id, None))
}

/// Bindings of other services that want a port in common with one of them on some host, in source order.
#[must_use]
pub fn rivals(view: &View<'_>, id: PortId) -> Vec<PortId> {
    let estate = view.estate;
    let port = estate.port(id);
    let places: Vec<Option<DeviceId>> = hosts(view, port.service).map(Some).collect();
    let places = if places.is_empty() { vec![None] } else { places };
    let mut found: Vec<PortId> = places
        .into_iter()
        .flat_map(|host| on(view, port.service, host))
        .filter(|other| {
            let other = estate.port(*other);
            other.service != port.service && meets(other, port) && other.overlaps(port)
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// A range of ports as it is written, with the address and protocol of one of its bindings.
#[must_use]
pub fn text(estate: &Estate, id: PortId, tight: &Tight) -> String {
    HostPort {
        first: tight.first,
        last: tight.last,
        ..estate.port(id).clone()
    }
    .text()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tightest_range_is_found() {
        for (wants, around, tightest) in [
            (vec![(8080, 8080, 1)], (8080, 8080), (8080, 8080, 1)),
            (vec![(8000, 8010, 12)], (8000, 8010), (8000, 8010, 12)),
            // Two want the same port: that a third may take one of eleven does not help them.
            (
                vec![(8080, 8080, 1), (8080, 8080, 1), (8080, 8090, 1)],
                (8080, 8080),
                (8080, 8080, 2),
            ),
            (
                vec![(8080, 8080, 1), (8080, 8080, 1), (8080, 8090, 1)],
                (8080, 8090),
                (8080, 8090, 3),
            ),
            // Each pair of ports suffices for its own two, the three ports together not for four.
            (vec![(80, 81, 2), (81, 82, 2)], (80, 81), (80, 82, 4)),
            // What lies apart is left apart.
            (vec![(80, 80, 1), (443, 443, 5)], (80, 80), (80, 80, 1)),
            (vec![], (80, 80), (80, 80, 0)),
            (vec![(1, 65535, 65535)], (1, 65535), (1, 65535, 65535)),
        ] {
            assert_eq!(
                tightest_around(&wants, around),
                tightest,
                "{wants:?} around {around:?}"
            );
        }
    }
}
