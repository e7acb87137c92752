//! What can be said of a device that no table knows: its class, and what devices of that class draw and weigh.
//!
//! A class is only told by what is obvious: a maker's series, services that run on a box of a stated height, or
//! the word "switch" or "firewall". The intervals are measured over the community library of device types of
//! 2024-04-08, as the 5th and the 95th percentile (nearest rank) of those types that state the figure:
//!
//! | class, all of 1 U | mass in kg | types | maximum draw in W | types |
//! |---|---|---|---|---|
//! | switch with 20 or more copper ports | 2.6 to 9.34 | 240 | 22 to 1480 | 382 |
//! | switch with 20 or more cages of 10 Gbit/s or more | 7.45 to 13.27 | 201 | 85 to 1700 | 69 |
//! | anything of 8 or more Ethernet ports that is no server or firewall | 2.11 to 12.25 | 516 | 18 to 1500 | 729 |
//! | firewall | 0.9 to 13.11 | 46 | 16 to 1000 | 75 |
//!
//! The high end of a maximum draw adds up all power ports of a type, the low end takes its largest one, since two
//! redundant supplies may both be rated for all of it. Devices draw [`LEAST_SHARE`] of their maximum or more.
//!
//! Of servers too few types state a figure (masses: 10 of 1 U, 4 of 2 U; draws: 14 and 7), so a server has a height
//! and nothing else.

use super::own::plain;
use fiasco_estate::Confidence;
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::Rational;
use fiasco_estate::room::Hardware;

/// A kind of device that is alike enough to be assumed something of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// A server of 1 U.
    Server1U,
    /// A server of 2 U.
    Server2U,
    /// A switch of 1 U with 20 or more copper ports.
    CopperSwitch1U,
    /// A switch of 1 U with 20 or more fast cages.
    OpticalSwitch1U,
    /// A switch of 1 U of which no more is known.
    Switch1U,
    /// A firewall of 1 U.
    Firewall1U,
}

/// What an estate says of a device, as far as it tells a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clues<'a> {
    /// Its type, as `maker/model` or in any other words.
    pub kind: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
    /// Its height in rack units, where that is stated.
    pub units: Option<Rational>,
    /// Whether services run on it.
    pub runs_services: bool,
}

/// The least share of its maximum that a device draws in normal operation: three tenths.
pub const LEAST_SHARE: (i128, i128) = (3, 10);

/// What follows the name of a series.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rest {
    /// Anything but a further digit.
    NoDigit,
    /// 24 or 48 copper ports: the number, then the letter makers give to copper, or nothing.
    CopperPorts,
    /// Anything, and models of the series differ in height: it has to be stated.
    AnyHeight,
}

/// Series of makers, as [`plain`] leaves them; `#` is a digit. In the library every model that a row matches is of
/// the height of its class, or the row asks for the height.
const SERIES: &[(&str, Rest, Class)] = &[
    ("dell/poweredger2##", Rest::NoDigit, Class::Server1U),
    ("dell/poweredger3##", Rest::NoDigit, Class::Server1U),
    ("dell/poweredger4##", Rest::NoDigit, Class::Server1U),
    ("dell/poweredger6##", Rest::NoDigit, Class::Server1U),
    ("dell/poweredger6###", Rest::NoDigit, Class::Server1U),
    ("dell/poweredger5##", Rest::NoDigit, Class::Server2U),
    ("dell/poweredger7##", Rest::NoDigit, Class::Server2U),
    ("dell/poweredger7###", Rest::NoDigit, Class::Server2U),
    ("hpe/proliantdl320", Rest::NoDigit, Class::Server1U),
    ("hpe/proliantdl325", Rest::NoDigit, Class::Server1U),
    ("hpe/proliantdl360", Rest::NoDigit, Class::Server1U),
    ("hpe/proliantdl365", Rest::NoDigit, Class::Server1U),
    ("hpe/proliantdl180", Rest::NoDigit, Class::Server2U),
    ("hpe/proliantdl380", Rest::NoDigit, Class::Server2U),
    ("lenovo/thinksystemsr530", Rest::NoDigit, Class::Server1U),
    ("lenovo/thinksystemsr630", Rest::NoDigit, Class::Server1U),
    ("lenovo/thinksystemsr645", Rest::NoDigit, Class::Server1U),
    ("lenovo/thinksystemsr550", Rest::NoDigit, Class::Server2U),
    ("lenovo/thinksystemsr650", Rest::NoDigit, Class::Server2U),
    ("cisco/ucsc220", Rest::NoDigit, Class::Server1U),
    ("cisco/ucsc240", Rest::NoDigit, Class::Server2U),
    ("cisco/catalyst2960", Rest::CopperPorts, Class::CopperSwitch1U),
    ("cisco/wsc2960", Rest::CopperPorts, Class::CopperSwitch1U),
    ("cisco/catalyst9300", Rest::CopperPorts, Class::CopperSwitch1U),
    ("cisco/c9300", Rest::CopperPorts, Class::CopperSwitch1U),
    ("juniper/ex2200", Rest::CopperPorts, Class::CopperSwitch1U),
    ("juniper/ex2300", Rest::CopperPorts, Class::CopperSwitch1U),
    ("juniper/ex3400", Rest::CopperPorts, Class::CopperSwitch1U),
    ("juniper/ex4300", Rest::CopperPorts, Class::CopperSwitch1U),
    ("mikrotik/crs3##", Rest::CopperPorts, Class::CopperSwitch1U),
    ("ubiquiti/usw", Rest::CopperPorts, Class::CopperSwitch1U),
    ("arista/dcs7050sx", Rest::AnyHeight, Class::OpticalSwitch1U),
    ("arista/dcs7060", Rest::AnyHeight, Class::OpticalSwitch1U),
    ("fortinet/fortigate", Rest::AnyHeight, Class::Firewall1U),
    ("juniper/srx", Rest::AnyHeight, Class::Firewall1U),
];

/// Letters that stand for copper behind a number of ports: `48T`, `48P`, `48U`, `48FP`, `48LP`, `24G`.
const COPPER: &str = "tpuflg";

/// Words beside which "switch" and "firewall" may mean something else (`kvm-switch`, `switch-room-server`).
const DOUBTFUL: &[&str] = &[
    "kvm", "server", "host", "node", "ups", "pdu", "panel", "patch", "shelf", "transfer", "room", "rack",
];

impl Class {
    /// Its height in rack units.
    #[must_use]
    pub fn units(self) -> Rational {
        Rational::int(if self == Self::Server2U { 2 } else { 1 })
    }

    /// Masses in kilograms and maximum draws in watts, least and most, as the head of this module has them.
    fn measured(self) -> Option<[(&'static str, &'static str); 2]> {
        match self {
            Self::Server1U | Self::Server2U => None,
            Self::CopperSwitch1U => Some([("2.6", "9.34"), ("22", "1480")]),
            Self::OpticalSwitch1U => Some([("7.45", "13.27"), ("85", "1700")]),
            Self::Switch1U => Some([("2.11", "12.25"), ("18", "1500")]),
            Self::Firewall1U => Some([("0.9", "13.11"), ("16", "1000")]),
        }
    }
}

/// The class of a device, where it is obvious; `None` in every doubt, and where a stated height contradicts it.
#[must_use]
pub fn class_of(clues: &Clues<'_>) -> Option<Class> {
    let class = series(clues)
        .or_else(|| runs_services(clues))
        .or_else(|| words(clues))?;
    clues
        .units
        .is_none_or(|units| units == class.units())
        .then_some(class)
}

fn series(clues: &Clues<'_>) -> Option<Class> {
    let kind = plain(clues.kind?);
    let row = SERIES.iter().find(|(pattern, rest, _)| {
        after(&kind, pattern).is_some_and(|tail| match rest {
            Rest::NoDigit => !tail.starts_with(|c: char| c.is_ascii_digit()),
            Rest::CopperPorts => has_copper_ports(tail),
            Rest::AnyHeight => clues.units.is_some(),
        })
    });
    row.map(|(_, _, class)| *class)
}

/// What follows a pattern that a text begins with.
fn after<'a>(text: &'a str, pattern: &str) -> Option<&'a str> {
    let mut rest = text.chars();
    for wanted in pattern.chars() {
        let c = rest.next()?;
        let fits = if wanted == '#' {
            c.is_ascii_digit()
        } else {
            c == wanted
        };
        if !fits {
            return None;
        }
    }
    Some(rest.as_str())
}

fn has_copper_ports(tail: &str) -> bool {
    let Some(at) = tail.find(|c: char| c.is_ascii_digit()) else {
        return false;
    };
    let number = tail.get(at..).unwrap_or_default();
    ["24", "48"]
        .iter()
        .filter_map(|count| number.strip_prefix(count))
        .any(|next| {
            let letter = next.chars().next();
            letter.is_none_or(|c| COPPER.contains(c))
        })
}

/// A box of a stated height that services run on is a server.
fn runs_services(clues: &Clues<'_>) -> Option<Class> {
    if !clues.runs_services {
        return None;
    }
    let classes = [Class::Server1U, Class::Server2U];
    classes
        .into_iter()
        .find(|class| clues.units == Some(class.units()))
}

/// A box of one unit that is called a switch or a firewall, and nothing else besides.
fn words(clues: &Clues<'_>) -> Option<Class> {
    clues.units?;
    let said = format!("{} {}", clues.kind.unwrap_or_default(), clues.name).to_lowercase();
    let said: Vec<&str> = said.split(|c: char| !c.is_alphabetic()).collect();
    if said.iter().any(|word| DOUBTFUL.contains(word)) {
        return None;
    }
    match (said.contains(&"switch"), said.contains(&"firewall")) {
        (true, false) => Some(Class::Switch1U),
        (false, true) => Some(Class::Firewall1U),
        _ => None,
    }
}

/// What is assumed of a device of a class: its height, and the intervals its draw and its mass are likely in. What
/// was not measured stays unknown.
#[must_use]
pub fn assumed(class: Class) -> Hardware {
    let mut facts = Facts::default();
    let mut set = |kind, lo, hi| {
        facts.set(RawFact {
            kind,
            lo,
            hi,
            at: None,
            confidence: Confidence::Assumed,
        });
    };
    set(FactKind::Units, class.units(), class.units());
    if let Some([mass, most]) = class.measured() {
        let read = |(lo, hi)| Some((Rational::parse_decimal(lo)?, Rational::parse_decimal(hi)?));
        if let Some((lo, hi)) = read(mass) {
            set(FactKind::Weight, lo, hi);
        }
        let least = |most: Rational| most.times(Rational::new(LEAST_SHARE.0, LEAST_SHARE.1).ok()?).ok();
        if let Some((lo, hi)) = read(most).and_then(|(lo, hi)| Some((least(lo)?, hi))) {
            set(FactKind::Power, lo, hi);
        }
    }
    Hardware {
        facts,
        confidence: Some(Confidence::Assumed),
        ..Hardware::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::own::{names, own};
    use super::*;
    use fiasco_estate::fact::key;

    fn told(kind: &str, name: &str, units: Option<i64>, runs_services: bool) -> Option<Class> {
        class_of(&Clues {
            kind: (!kind.is_empty()).then_some(kind),
            name,
            units: units.map(Rational::int),
            runs_services,
        })
    }

    #[test]
    fn series_of_makers_tell_a_class() {
        use Class::{CopperSwitch1U, Firewall1U, OpticalSwitch1U, Server1U, Server2U};
        for (kind, units, class) in [
            ("Dell/PowerEdge R640", None, Some(Server1U)),
            ("dell emc/poweredge r6525", None, Some(Server1U)),
            ("Dell/PowerEdge R740xd", None, Some(Server2U)),
            ("Dell/PowerEdge R740xd", Some(2), Some(Server2U)),
            ("Dell/PowerEdge R740xd", Some(4), None),
            ("Dell/PowerEdge R940", None, None),
            ("Dell/PowerEdge T640", None, None),
            ("HPE/ProLiant DL360 Gen10", None, Some(Server1U)),
            ("HP/ProLiant DL380p Gen8", None, Some(Server2U)),
            ("HPE/ProLiant DL3800", None, None),
            ("Cisco/WS-C2960X-48TS-L", None, Some(CopperSwitch1U)),
            ("Cisco/Catalyst 2960X-24PS-L", None, Some(CopperSwitch1U)),
            ("Cisco/Catalyst 2960-8TC-L", None, None),
            ("Cisco/C9300-24S", None, None),
            ("MikroTik/CRS326-24G-2S+RM", None, Some(CopperSwitch1U)),
            ("MikroTik/CRS317-1G-16S+RM", None, None),
            ("Ubiquiti/USW-Pro-48", None, Some(CopperSwitch1U)),
            ("Arista/DCS-7050SX3-48YC8-F", Some(1), Some(OpticalSwitch1U)),
            ("Arista/DCS-7050SX3-48YC8-F", None, None),
            ("Arista/DCS-7060CX2-64", Some(2), None),
            ("Fortinet/FortiGate 100F", Some(1), Some(Firewall1U)),
            ("Fortinet/FortiGate 100F", None, None),
            ("PowerEdge R640", None, None),
        ] {
            assert_eq!(told(kind, "x", units, false), class, "{kind} {units:?}");
        }
    }

    #[test]
    fn words_and_services_tell_a_class_only_with_a_height() {
        use Class::{Firewall1U, Server1U, Server2U, Switch1U};
        for (kind, name, units, services, class) in [
            ("", "core-switch-1", Some(1), false, Some(Switch1U)),
            ("switch", "sw1", Some(1), false, Some(Switch1U)),
            ("", "core-switch-1", None, false, None),
            ("", "core-switch-1", Some(2), false, None),
            ("", "switchboard", Some(1), false, None),
            ("KVM switch", "kvm", Some(1), false, None),
            ("", "switch-room-server", Some(1), false, None),
            ("firewall", "edge", Some(1), false, Some(Firewall1U)),
            ("firewall switch", "edge", Some(1), false, None),
            ("", "db1", Some(1), true, Some(Server1U)),
            ("", "db1", Some(2), true, Some(Server2U)),
            ("", "db1", Some(4), true, None),
            ("", "db1", None, true, None),
            ("", "db1", Some(1), false, None),
            // A router that also runs a service is taken for what runs on it.
            ("", "firewall", Some(1), true, Some(Server1U)),
            ("", "", None, false, None),
        ] {
            assert_eq!(
                told(kind, name, units, services),
                class,
                "{kind} {name} {units:?} {services}"
            );
        }
    }

    #[test]
    fn what_is_assumed_is_what_was_measured() {
        let decimal = |text| Rational::parse_decimal(text).expect(text);
        for (class, mass, draw) in [
            (Class::CopperSwitch1U, ("2.6", "9.34"), ("6.6", "1480")),
            (Class::OpticalSwitch1U, ("7.45", "13.27"), ("25.5", "1700")),
            (Class::Switch1U, ("2.11", "12.25"), ("5.4", "1500")),
            (Class::Firewall1U, ("0.9", "13.11"), ("4.8", "1000")),
        ] {
            let facts = assumed(class).facts;
            let of = |kind| facts.raw(kind).map(|fact| (fact.lo, fact.hi, fact.confidence));
            let interval = |(lo, hi)| Some((decimal(lo), decimal(hi), Confidence::Assumed));
            assert_eq!(of(FactKind::Weight), interval(mass), "{class:?}");
            assert_eq!(of(FactKind::Power), interval(draw), "{class:?}");
        }
        for (class, units) in [(Class::Server1U, 1), (Class::Server2U, 2)] {
            let made = assumed(class);
            assert_eq!(
                made.facts.get(key::Units).bounds().point(),
                Some(Rational::int(units))
            );
            assert_eq!(
                made.facts.iter().count(),
                1,
                "{class:?}: nothing but its height was measured"
            );
            assert_eq!(made.confidence, Some(Confidence::Assumed));
        }
    }

    #[test]
    fn the_classes_hold_for_the_types_of_the_table() {
        let mut met = 0;
        for name in names() {
            let facts = &own(name).expect(name).facts;
            let units = facts.get(key::Units).bounds().point();
            let clues = |units| Clues {
                kind: Some(name),
                name: "x",
                units,
                runs_services: false,
            };
            // Said without its height, a type is never put into a class of another height.
            let (without, with) = (class_of(&clues(None)), class_of(&clues(units)));
            assert!(
                without.is_none() || without == with,
                "{name}: {without:?} {with:?}"
            );
            let Some(class) = with else { continue };
            let guess = assumed(class).facts;
            for kind in [FactKind::Weight, FactKind::Nameplate] {
                let range = guess.raw(if kind == FactKind::Nameplate {
                    FactKind::Power
                } else {
                    kind
                });
                if let (Some(fact), Some(range)) = (facts.raw(kind), range) {
                    assert!(range.lo <= fact.lo && fact.hi <= range.hi, "{name}: {kind:?}");
                    met += 1;
                }
            }
        }
        assert!(met >= 4, "{met}");
    }
}
