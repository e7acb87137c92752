//! Cables that growth asks for: what a cabling plan lists, one line a new link.

use super::ports::{Plugged, Plugging};
use crate::growth::new_name;
use fiasco_estate::device::End;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::Rational;
use fiasco_estate::room::cable::{CableKind, Reach};
use fiasco_estate::room::port::{Medium, PortKind};
use fiasco_estate::room::together;
use fiasco_estate::{DeviceId, Estate, Grown, LinkId, RackId, Relations, Step};
use std::collections::{BTreeMap, BTreeSet};

/// A cable to be pulled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCable {
    /// The new device, as a position in [`Grown::devices`].
    pub device: u32,
    /// The link of its origin, which it is like.
    pub origin: LinkId,
    /// The new device's name.
    pub from: String,
    /// Its port, where its ports are known: the one its origin names, else the kind.
    pub from_port: Option<String>,
    /// What is at the other end: a device, or a name outside.
    pub to: String,
    /// The port there, where ports are known: the next free name, or `port 7 of 1G RJ45` where the names of those in
    /// use are not known.
    pub to_port: Option<String>,
    /// Whether no port is left there.
    pub no_port_left: bool,
    /// Whether the ports there are none that the device's own can be linked to at the rate of its origin's link.
    pub misfit: bool,
    /// What cable, in words.
    pub kind: String,
    /// Its length in meters, or why it is not known.
    pub length: Result<Rational, &'static str>,
}

/// Why a length is not known, where its ends stand in different racks, or nobody says where they stand.
pub const NO_POSITIONS: &str = "length not known: racks have no positions";
/// Why a length is not known, where the origin's is not.
pub const NOT_STATED: &str = "length not known: the origin's is not stated";

/// Grades of cable to choose from, the cheapest first.
const COPPER: [CableKind; 4] = [
    CableKind::Cat5e,
    CableKind::Cat6,
    CableKind::Cat6a,
    CableKind::Cat8,
];
const FIBER: [CableKind; 3] = [CableKind::Om3, CableKind::Om4, CableKind::Os2];

/// Every cable of devices born by step `born`, in order of birth and then of the origin's links. It plugs them in
/// again as growth did, so both always tell the same.
#[must_use]
pub fn new_cables(estate: &Estate, relations: &Relations, grown: &Grown, born: Step) -> Vec<NewCable> {
    let racks: BTreeMap<u32, RackId> = grown
        .stands
        .iter()
        .map(|stand| (stand.device, stand.stand.rack))
        .collect();
    let mut plugging = Plugging::of(estate, relations);
    let mut free = FreeNames::default();
    let mut cables = Vec::new();
    for (device, new) in (0_u32..).zip(&grown.devices) {
        if new.step > born {
            break;
        }
        let rack = racks.get(&device).copied();
        let mut plugged = Vec::new();
        plugging.bear(&relations.sockets, (new.origin, new.number), rack, |one| {
            plugged.push(one)
        });
        for one in plugged {
            // Of an installed device its own end is told too: that is no cable of its own.
            if one.far == Some(new.origin) {
                continue;
            }
            let rack = rack.or_else(|| rack_of(estate, new.origin).filter(|_| new.number == 0));
            let mut cable = describe(
                estate,
                relations,
                &mut free,
                one,
                (new.origin, rack),
                new.number == 0,
            );
            cable.device = device;
            cable.from = new_name(estate, new);
            cables.push(cable);
        }
    }
    cables
}

fn rack_of(estate: &Estate, device: DeviceId) -> Option<RackId> {
    Some(estate.device(device).stand.as_ref()?.value.rack)
}

fn describe(
    estate: &Estate,
    relations: &Relations,
    free: &mut FreeNames,
    one: Plugged,
    (origin, rack): (DeviceId, Option<RackId>),
    own: bool,
) -> NewCable {
    let sockets = &relations.sockets;
    let row = estate.link(one.link);
    let named = |end: usize| {
        row.cabling
            .as_ref()
            .and_then(|cabling| cabling.ports.get(end)?.as_ref())
    };
    let own_group = sockets
        .at_end(one.link, one.own_end)
        .and_then(|at| sockets.get(at));
    let far_group = one.group.and_then(|at| sockets.get(at));
    let to = match (one.far, if one.own_end == 0 { &row.b } else { &row.a }) {
        (Some(far), _) => estate.device_name(far).to_owned(),
        (None, End::Outside(name)) => name.clone(),
        (None, End::Device(far)) => estate.device_name(*far).to_owned(),
    };
    let no_port_left = far_group.is_some_and(|ports| one.before >= i64::from(ports.count));
    let rate = u64::try_from(row.facts.get(key::Rate).bounds().lo.ceil()).unwrap_or(u64::MAX);
    let kinds = [own_group, far_group].map(|ports| ports.map(|ports| ports.kind));
    // What CAB002 refuses: no way to plug one into the other, or none that carries the rate.
    let most = match kinds {
        [Some(own), Some(far)] => together(Some(own), Some(far)).0,
        _ => None,
    };
    let misfit = most.is_some_and(|most| most < rate.max(1));
    let stated = named(1 - one.own_end).filter(|_| own);
    let to_port = match (stated, one.group, far_group) {
        (Some(port), _, _) => Some(port.value.clone()),
        (None, Some(at), Some(ports)) if !no_port_left && !misfit => {
            let next = free.next(estate, relations, at);
            Some(next.unwrap_or_else(|| format!("port {} of {}", one.before + 1, ports.kind.words())))
        }
        (None, _, Some(ports)) if no_port_left => Some(format!("no {} port left", ports.kind.words())),
        (None, _, Some(_)) => {
            let own = own_group.map_or_else(String::new, |ports| ports.kind.words());
            Some(format!("no port for {own}"))
        }
        _ => None,
    };
    let length = row.facts.get(key::CableLength).bounds().hi;
    let length = match length {
        None => Err(NOT_STATED),
        Some(length) if own => Ok(length),
        Some(length) => {
            let far_rack = one.far.and_then(|far| rack_of(estate, far));
            let origin_rack = rack_of(estate, origin);
            // As far as the origin's: from its rack to the same device, or within a rack as the origin's is.
            let same = rack.is_some() && rack == origin_rack && one.same_far;
            let within = rack.is_some() && rack == far_rack && !one.same_far;
            if same || within {
                Ok(length)
            } else {
                Err(NO_POSITIONS)
            }
        }
    };
    let stated = row.cabling.as_ref().and_then(|cabling| cabling.kind.as_ref());
    NewCable {
        device: 0,
        origin: one.link,
        from: String::new(),
        from_port: named(one.own_end)
            .map(|port| port.value.clone())
            .or_else(|| own_group.map(|ports| ports.kind.words())),
        to,
        to_port,
        no_port_left,
        misfit,
        kind: stated.map_or_else(
            || match most.filter(|_| misfit) {
                Some(0) => "no cable links them".to_owned(),
                Some(_) => "no cable carries the rate".to_owned(),
                None => suitable(kinds, rate, length.ok()),
            },
            |kind| fiasco_rules::cab::cable_words(kind.value),
        ),
        length,
    }
}

/// The cheapest cable for two ports at a rate and a length, in words.
fn suitable(kinds: [Option<PortKind>; 2], rate: u64, length: Option<Rational>) -> String {
    let [Some(a), Some(b)] = kinds else {
        return "kind not known: ports are not stated".to_owned();
    };
    let rate = if rate > 0 {
        rate
    } else {
        together(Some(a), Some(b)).0.unwrap_or(0)
    };
    let reaches = |kind: &CableKind| match kind.carries(rate) {
        Reach::UpTo(reach) => length
            .is_none_or(|length| Rational::new(i128::from(reach), 10).is_ok_and(|reach| length <= reach)),
        Reach::No | Reach::Unknown => false,
    };
    let first = |all: &[CableKind]| all.iter().find(|kind| reaches(kind)).copied();
    let chosen = match (a.medium(), b.medium()) {
        (Medium::TwistedPair, Medium::TwistedPair) => first(&COPPER),
        (Medium::Cage, Medium::Cage) if length.is_some() => {
            first(&[CableKind::DacPassive]).or_else(|| first(&FIBER))
        }
        (Medium::Cage, Medium::Cage) => return "dac where it reaches, else fiber".to_owned(),
        (Medium::TwistedPair, Medium::Cage) | (Medium::Cage, Medium::TwistedPair) => {
            let kind =
                first(&COPPER).map_or_else(|| "twisted pair".to_owned(), fiasco_rules::cab::cable_words);
            return format!("{kind}, with a 1000BASE-T module");
        }
        (Medium::FixedFiber, _) | (_, Medium::FixedFiber) => return "fiber for its optics".to_owned(),
        _ => None,
    };
    chosen.map_or_else(
        || "no cable is known to reach".to_owned(),
        fiasco_rules::cab::cable_words,
    )
}

/// Names of ports that no link takes, by group, in order.
#[derive(Default)]
struct FreeNames {
    left: BTreeMap<u32, std::vec::IntoIter<String>>,
}

impl FreeNames {
    /// The next free name of a group; `None` where nobody says which of its ports are in use, or none is left.
    fn next(&mut self, estate: &Estate, relations: &Relations, at: u32) -> Option<String> {
        self.left
            .entry(at)
            .or_insert_with(|| free_names(estate, relations, at).into_iter())
            .next()
    }
}

fn free_names(estate: &Estate, relations: &Relations, at: u32) -> Vec<String> {
    let sockets = &relations.sockets;
    let Some(ports) = sockets.get(at) else {
        return Vec::new();
    };
    let mut taken = BTreeSet::new();
    for link in sockets.links_of(ports.device) {
        for end in [0, 1] {
            if sockets.at_end(*link, end) != Some(at) {
                continue;
            }
            match sockets.port_name(estate, *link, end) {
                Some(name) => drop(taken.insert(name)),
                // It is plugged in somewhere among them.
                None => return Vec::new(),
            }
        }
    }
    let names = sockets.names(estate, at).into_iter();
    names
        .filter(|name| !taken.contains(name))
        .map(str::to_owned)
        .collect()
}
