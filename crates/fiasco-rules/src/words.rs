//! Words that several rules use: numbers, lists, names of like things.

use crate::rule::Subject;
use fiasco_estate::device::End;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, Quantity, Rational};
use fiasco_estate::service::{Runtime, Service};
use fiasco_estate::{Bounds, CallId, Confidence, DeviceId, Estate, FeedId, LinkId, Relations, ServiceId};

/// A quantity that may be an interval or unknown: `4 cores`, `350 W..500 W`, `at least 2 cores`, `unknown`.
#[must_use]
pub fn bounds(bounds: Bounds, measure: Measure) -> String {
    let print = |value: Rational| {
        Quantity {
            value,
            dimension: measure,
        }
        .to_string()
    };
    match bounds.hi {
        Some(hi) if hi == bounds.lo => print(hi),
        Some(hi) => format!("{}..{}", print(bounds.lo), print(hi)),
        None if bounds.lo.is_zero() => "unknown".to_owned(),
        None => format!("at least {}", print(bounds.lo)),
    }
}

/// A bare number, rounded as people write it.
#[must_use]
pub fn number(value: Rational) -> String {
    Quantity {
        value,
        dimension: Measure::Count,
    }
    .to_string()
}

/// `a`, `a and b`, `a, b and c`; from the fifth on, `a, b, c and 4 more`.
#[must_use]
pub fn list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<&str> = items.into_iter().collect();
    match items.as_slice() {
        [] => "nothing".to_owned(),
        [one] => (*one).to_owned(),
        [first @ .., last] if items.len() <= 4 => format!("{} and {last}", first.join(", ")),
        [a, b, c, rest @ ..] => format!("{a}, {b}, {c} and {} more", rest.len()),
        [..] => items.join(", "),
    }
}

/// Names of like devices, folded: `old-[1-3]`, or a list.
#[must_use]
pub fn device_names(estate: &Estate, devices: &[DeviceId]) -> String {
    let names: Vec<&str> = devices.iter().map(|id| estate.device_name(*id)).collect();
    folded(&names).unwrap_or_else(|| list(names))
}

/// `old-[1-3]` where the names are one base with consecutive numbers.
fn folded(names: &[&str]) -> Option<String> {
    let split = |name: &str| {
        let base = name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let digits = name.get(base..)?.to_owned();
        Some((name.get(..base)?.to_owned(), digits))
    };
    let (base, first) = split(names.first()?)?;
    let mut last = first.clone();
    for (offset, name) in names.iter().enumerate() {
        let (other, digits) = split(name)?;
        let expected = first
            .parse::<u64>()
            .ok()?
            .checked_add(u64::try_from(offset).ok()?)?;
        if other != base || digits.parse::<u64>().ok()? != expected {
            return None;
        }
        last = digits;
    }
    (names.len() > 1).then(|| format!("{base}[{first}-{last}]"))
}

/// How to state a fact of a service: under the service itself, or, in a compose file, in its extension.
#[must_use]
pub fn ask(estate: &Estate, service: ServiceId, fact: &str) -> String {
    let row = estate.service(service);
    match row.runtime {
        Runtime::Hosts => format!("{fact}, under {}", row.name.value),
        // What pods use today is asked of the cluster itself.
        Runtime::Kubernetes if fact.starts_with("busy:") => "kubectl top pods -A > top.txt".to_owned(),
        Runtime::Kubernetes => format!("services: {{{}: {{{fact}}}}} in a file beside", row.name.value),
        Runtime::Compose | Runtime::Swarm => format!("x-fiasco: {{{fact}}}, under {}", row.name.value),
    }
}

/// How to measure a fact of a service, where its runtime has a command for that and nobody ran it yet; else how
/// to state it.
#[must_use]
pub fn ask_measured(estate: &Estate, service: ServiceId, fact: &str) -> String {
    let seen = |row: &Service| {
        let busy = row.facts.raw(FactKind::Busy);
        busy.is_some_and(|busy| busy.confidence == Confidence::Measured)
    };
    let measured = estate.services.iter().any(seen);
    match estate.service(service).runtime {
        Runtime::Compose | Runtime::Swarm if !measured => {
            "docker stats --no-stream --format json > stats.json".to_owned()
        }
        Runtime::Kubernetes if !measured => "kubectl top pods -A > top.txt".to_owned(),
        _ => ask(estate, service, fact),
    }
}

/// How to state something of the Kubernetes cluster, which manifests do not describe.
#[must_use]
pub fn ask_cluster(facts: &str) -> String {
    format!("cluster: {{{facts}}} in a file beside")
}

/// `web -> app`.
#[must_use]
pub fn call(estate: &Estate, call: CallId) -> String {
    let row = estate.call(call);
    let (from, to) = (estate.service_name(row.from), estate.service_name(row.to));
    format!("{from} -> {to}")
}

/// A subject's name, where its rule cannot tell it.
#[must_use]
pub fn subject(estate: &Estate, relations: &Relations, subject: Subject) -> String {
    match subject {
        Subject::Device(id) => estate.device_name(id).to_owned(),
        Subject::Group(id) => device_names(estate, &relations.groups[id.index()].members),
        Subject::Network(id) | Subject::Networks(id, _) => estate.network(id).name.value.clone(),
        Subject::Service(id) => estate.service_name(id).to_owned(),
        Subject::Call(id) => call(estate, id),
        Subject::Port(id) => estate.port(id).text(),
        Subject::Address(id) => estate
            .address(id)
            .ip
            .map_or_else(String::new, |ip| ip.to_string()),
        Subject::Cluster(_) => "cluster".to_owned(),
        Subject::Quota(id) => {
            let quota = estate.quota(id);
            format!("{}/{} {}", quota.namespace, quota.name.value, quota.of.word())
        }
        Subject::ApiObject(id) => {
            let object = estate.api_object(id);
            format!("{} {}", object.kind, object.name)
        }
        Subject::Pool(id) => estate.pool(id).name.value.clone(),
        Subject::Holding(id) => estate.holding(id).of.value.clone(),
        Subject::Room(id) => estate.room(id).name.value.clone(),
        Subject::Rack(id) => estate.rack(id).name.value.clone(),
        Subject::Feed(id) => feed(estate, id),
        Subject::Ups(id) => estate.one_ups(id).name.value.clone(),
        Subject::PowerUnit(id) => estate.power_unit(id).name.value.clone(),
        Subject::Outlets(id) => {
            let outlets = estate.outlets_of(id);
            format!(
                "{} {}",
                estate.power_unit(outlets.unit).name.value,
                outlets.kind.name()
            )
        }
        Subject::Link(id) => link(estate, id),
        Subject::Ports(at) => {
            let ports = relations.sockets.groups.get(at as usize);
            ports.map_or_else(String::new, |ports| {
                format!("{} {}", estate.device_name(ports.device), ports.kind.words())
            })
        }
        Subject::Note(_) | Subject::Estate => estate.name.clone(),
    }
}

/// `A`; with its room where there are several: `hall/A`.
#[must_use]
pub fn feed(estate: &Estate, id: FeedId) -> String {
    let feed = estate.feed(id);
    match feed.room {
        Some(room) if estate.rooms.len() > 1 => {
            format!("{}/{}", estate.room(room).name.value, feed.name.value)
        }
        _ => feed.name.value.clone(),
    }
}

/// `sw1 -- old-1`.
#[must_use]
pub fn link(estate: &Estate, id: LinkId) -> String {
    let name = |end: &End| match end {
        End::Device(id) => estate.device_name(*id).to_owned(),
        End::Outside(name) => name.clone(),
    };
    let link = estate.link(id);
    format!("{} -- {}", name(&link.a), name(&link.b))
}

/// `1st`, `2nd`, `3rd`, `11th`.
#[must_use]
pub fn ordinal(n: i64) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// `1 replica`, `4 replicas`.
#[must_use]
pub fn plural(n: i64, noun: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {noun}{s}", number(Rational::int(n)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_names_are_folded() {
        assert_eq!(folded(&["old-1", "old-2", "old-3"]).as_deref(), Some("old-[1-3]"));
        assert_eq!(folded(&["srv-09", "srv-10"]).as_deref(), Some("srv-[09-10]"));
        assert_eq!(folded(&["old-1", "old-3"]), None);
        assert_eq!(folded(&["old-1", "new-2"]), None);
        assert_eq!(folded(&["box"]), None);
    }

    #[test]
    fn lists_and_ordinals() {
        assert_eq!(list(["a"]), "a");
        assert_eq!(list(["a", "b", "c"]), "a, b and c");
        assert_eq!(list(["a", "b", "c", "d", "e"]), "a, b, c and 2 more");
        let ordinals: Vec<String> = [1, 2, 3, 4, 11, 12, 21, 101, 111]
            .into_iter()
            .map(ordinal)
            .collect();
        assert_eq!(
            ordinals,
            [
                "1st", "2nd", "3rd", "4th", "11th", "12th", "21st", "101st", "111th"
            ]
        );
    }
}
