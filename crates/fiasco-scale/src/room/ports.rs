//! Ports that new devices ask for: a clone brings the links of its origin, and each of them needs a port at the
//! other end.

use fiasco_estate::device::End;
use fiasco_estate::room::port::{Mate, mates};
use fiasco_estate::room::{Ports, Sockets};
use fiasco_estate::{DeviceId, Estate, LinkId, NewDevice, NewLinks, RackId, Relations, Step};
use std::collections::BTreeMap;

/// A link that a new device brings, as it is plugged in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plugged {
    /// The link of its origin.
    pub link: LinkId,
    /// The end of that link that is the origin's.
    pub own_end: usize,
    /// The device at the other end; `None` outside.
    pub far: Option<DeviceId>,
    /// The group of ports at the other end, as a position in [`Sockets::groups`], where ports are known.
    pub group: Option<u32>,
    /// How many links asked for a port of that group before.
    pub before: i64,
    /// Whether the other end is the origin's, and not a switch of the rack the new device stands in.
    pub same_far: bool,
}

/// How full each group of ports is.
#[derive(Debug, Clone)]
pub struct Plugging {
    held: Vec<i64>,
    /// Groups of ports of what runs nothing (switches, firewalls), by rack, in the order of devices.
    in_rack: Vec<Vec<u32>>,
    /// Devices whose links count already.
    installed: Vec<DeviceId>,
    /// What each device's links ask for, side by side in memory: births go from group to group, and would otherwise
    /// wait for each row they touch.
    wishes: Vec<Wish>,
    /// Where those of each device begin, and where those of the last end.
    first_wish: Vec<u32>,
}

/// What one link of a device asks for, when a new device brings one like it.
#[derive(Debug, Clone, Copy)]
struct Wish {
    link: LinkId,
    /// The other end, where it is a device.
    far: Option<DeviceId>,
    /// The groups of ports of the device itself, and at the other end.
    own: Option<u32>,
    first: Option<u32>,
    /// The rack of the device, where the link stays within it.
    within: Option<RackId>,
    own_end: u8,
    /// The other end is planned.
    far_planned: bool,
    /// The other end is of the same group: a clone does not bring it.
    among_alike: bool,
    /// The other end has no other group of ports.
    alone: bool,
}

/// The wishes of all devices, and where those of each begin.
fn wishes(estate: &Estate, relations: &Relations) -> (Vec<Wish>, Vec<u32>) {
    let sockets = &relations.sockets;
    let rack_of = |device: DeviceId| Some(estate.device(device).stand.as_ref()?.value.rack);
    let group_of = |device: DeviceId| relations.group_of.get(device.index()).copied().flatten();
    let mut wishes = Vec::with_capacity(2 * estate.links.len());
    let mut first_wish = Vec::with_capacity(estate.devices.len() + 1);
    for origin in estate.device_ids() {
        first_wish.push(u32::try_from(wishes.len()).unwrap_or(u32::MAX));
        let mut last = None;
        for link in sockets.links_of(origin) {
            // A link of a device with itself stands there twice.
            if last.replace(*link) == Some(*link) {
                continue;
            }
            let row = estate.link(*link);
            let own_end = usize::from(row.a != End::Device(origin));
            let far = match if own_end == 0 { &row.b } else { &row.a } {
                End::Device(far) => Some(*far),
                End::Outside(_) => None,
            };
            if far == Some(origin) {
                continue;
            }
            let first = sockets.at_end(*link, 1 - own_end);
            let holder = first
                .and_then(|first| sockets.get(first))
                .map(|ports| ports.device);
            let before = rack_of(origin);
            wishes.push(Wish {
                link: *link,
                far,
                own: sockets.at_end(*link, own_end),
                first,
                within: before.filter(|_| holder.and_then(rack_of) == before),
                own_end: u8::from(own_end > 0),
                far_planned: far.is_some_and(|far| estate.device(far).planned.is_some()),
                among_alike: far
                    .is_some_and(|far| group_of(far).is_some() && group_of(far) == group_of(origin)),
                alone: first.is_some_and(|first| sockets.is_alone(first)),
            });
        }
    }
    first_wish.push(u32::try_from(wishes.len()).unwrap_or(u32::MAX));
    (wishes, first_wish)
}

impl Plugging {
    /// As it is today.
    #[must_use]
    pub fn of(estate: &Estate, relations: &Relations) -> Self {
        let groups = &relations.sockets.groups;
        let mut in_rack = vec![Vec::new(); estate.racks.len()];
        for (at, ports) in (0..).zip(groups) {
            let device = estate.device(ports.device);
            let serves = relations
                .services_on
                .get(ports.device.index())
                .is_some_and(|all| !all.is_empty());
            if let (Some(stand), None, false) = (&device.stand, device.planned, serves)
                && let Some(rack) = in_rack.get_mut(stand.value.rack.index())
            {
                rack.push(at);
            }
        }
        let (wishes, first_wish) = wishes(estate, relations);
        Self {
            wishes,
            first_wish,
            held: groups.iter().map(|ports| ports.today).collect(),
            in_rack,
            installed: Vec::new(),
        }
    }

    /// Plugs in a new device that stands in `rack`, where that is known, and tells of each of its links. Number 0
    /// is a planned device that is installed and brings its own links; a clone brings those of its origin, but for
    /// links among servers of one group: nobody says how a larger group is linked.
    pub fn bear(
        &mut self,
        sockets: &Sockets,
        (origin, number): (DeviceId, u32),
        rack: Option<RackId>,
        mut tell: impl FnMut(Plugged),
    ) {
        let wishes = match self.first_wish.get(origin.index()..origin.index() + 2) {
            Some([first, end]) => *first as usize..*end as usize,
            _ => 0..0,
        };
        for at in wishes {
            let Some(wish) = self.wishes.get(at).copied() else {
                break;
            };
            let Wish { link, far, own, .. } = wish;
            let own_end = usize::from(wish.own_end);
            let absent = wish.far_planned && far.is_some_and(|far| !self.installed.contains(&far));
            if absent || (number > 0 && wish.among_alike) {
                continue;
            }
            if let (0, Some(own)) = (number, own) {
                self.hold(own);
                tell(Plugged {
                    link,
                    own_end: 1 - own_end,
                    far: Some(origin),
                    group: Some(own),
                    before: 0,
                    same_far: true,
                });
            }
            let Some(first) = wish.first else {
                tell(Plugged {
                    link,
                    own_end,
                    far,
                    group: None,
                    before: 0,
                    same_far: true,
                });
                continue;
            };
            let group = if number == 0 {
                first
            } else {
                self.in_own_rack(sockets, wish, first, rack).unwrap_or_else(|| {
                    if wish.alone {
                        first
                    } else {
                        self.on_device(sockets, own, first)
                    }
                })
            };
            let before = self.hold(group);
            let device = if group == first {
                far
            } else {
                sockets.get(group).map(|ports| ports.device)
            };
            tell(Plugged {
                link,
                own_end,
                far: device,
                group: Some(group),
                before,
                same_far: device == far,
            });
        }
        if number == 0 {
            self.installed.push(origin);
        }
    }

    fn hold(&mut self, group: u32) -> i64 {
        match self.held.get_mut(group as usize) {
            Some(held) => {
                *held += 1;
                *held - 1
            }
            None => 0,
        }
    }

    fn has_free(&self, at: u32, ports: &Ports) -> bool {
        self.held
            .get(at as usize)
            .is_some_and(|held| *held < i64::from(ports.count))
    }

    /// A free port of the same kind in the rack where the new device stands, if its origin is linked within its own
    /// rack.
    fn in_own_rack(&self, sockets: &Sockets, wish: Wish, first: u32, rack: Option<RackId>) -> Option<u32> {
        let rack = rack.filter(|rack| wish.within.is_some_and(|within| within != *rack))?;
        let ports = sockets.get(first)?;
        self.in_rack.get(rack.index())?.iter().copied().find(|at| {
            sockets.get(*at).is_some_and(|other| {
                (other.kind, other.management) == (ports.kind, ports.management) && self.has_free(*at, other)
            })
        })
    }

    /// The group of the origin's link; where it is full, another of that device that the link can be plugged into;
    /// where there is none, it is asked of the first all the same.
    fn on_device(&self, sockets: &Sockets, own: Option<u32>, first: u32) -> u32 {
        let Some(ports) = sockets.get(first) else {
            return first;
        };
        if self.has_free(first, ports) {
            return first;
        }
        let own = own
            .and_then(|own| sockets.get(own))
            .map_or(ports.kind, |own| own.kind);
        let most = |kind| match mates(own, kind) {
            Mate::Direct(rate) | Mate::Module(rate) => Some(rate),
            Mate::Breakout(_) | Mate::No | Mate::Unknown => None,
        };
        let needed = most(ports.kind);
        let mut others = sockets.of_device(ports.device).filter(|at| *at != first);
        others
            .find(|at| {
                sockets.get(*at).is_some_and(|other| {
                    other.management == ports.management
                        && most(other.kind).is_some_and(|rate| needed.is_none_or(|needed| rate >= needed))
                        && self.has_free(*at, other)
                })
            })
            .unwrap_or(first)
    }
}

/// How full ports are today, where anybody asks.
pub(crate) fn today((estate, relations): (&Estate, &Relations)) -> Option<Plugging> {
    let asked = !relations.sockets.groups.is_empty() || !relations.switching.is_empty();
    asked.then(|| Plugging::of(estate, relations))
}

/// The birth steps of links by group of ports, and those of links to switches of which somebody asks where they lead.
/// New devices are plugged in where they stand.
pub(crate) fn plug_in(
    relations: &Relations,
    today: Option<Plugging>,
    devices: &[NewDevice],
    racks: &[Option<RackId>],
) -> (Vec<Vec<Step>>, BTreeMap<DeviceId, NewLinks>) {
    let switching = &relations.switching;
    let mut steps = vec![Vec::new(); relations.sockets.groups.len()];
    let mut links: BTreeMap<DeviceId, NewLinks> = BTreeMap::new();
    let Some(mut plugging) = today else {
        return (steps, links);
    };
    for (new, rack) in devices.iter().zip(racks) {
        let born = (new.origin, new.number);
        plugging.bear(&relations.sockets, born, *rack, |plugged| {
            let group = plugged.group.and_then(|group| steps.get_mut(group as usize));
            if let Some(steps) = group {
                steps.push(new.step);
            }
            if let Some(switch) = plugged.far.filter(|switch| switching.asks(*switch)) {
                let own = links.entry(switch).or_default();
                own.steps.push(new.step);
                own.origins.push((plugged.link, plugged.own_end));
            }
        });
    }
    (steps, links)
}
