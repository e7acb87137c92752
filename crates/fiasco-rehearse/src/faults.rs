//! What a script lets fail, found in the estate: servers, racks, switches, feeds, cooling units, services.

use crate::lower::Lowered;
use crate::plant::middle;
use crate::stage::Stage;
use fiasco_estate::device::End;
use fiasco_estate::script::Fault;
use fiasco_estate::{DeviceId, FeedId, RoomId, View};
use fiasco_sim::model::{CacheId, StationId};
use fiasco_source::Span;

/// Something that is done to the simulation and the room.
#[derive(Clone, Debug, PartialEq)]
pub enum Deed {
    /// Machines are off, or on again: positions in the plant, and hosts by their places.
    Machines(Vec<usize>, Vec<usize>),
    /// A feed has nothing before it, or has again.
    Feed(FeedId),
    /// A cooling unit of this many watts stands still, or runs again.
    Cooling(RoomId, usize, f64),
    /// Stations run at this share of their speed.
    Slow(Vec<StationId>, f64),
    /// Cores of a host are taken by a loop.
    Runaway(usize, f64),
    /// Caches are empty.
    Forget(Vec<CacheId>),
}

/// A deed at a time.
#[derive(Clone, Debug, PartialEq)]
pub struct Planned {
    /// When, s.
    pub at: f64,
    /// What.
    pub deed: Deed,
    /// Whether it begins; otherwise it is over.
    pub begins: bool,
    /// What a person calls it.
    pub name: String,
}

/// A name that a script uses and the estate does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What is wrong and what would be right.
    pub message: String,
    /// Where it is written.
    pub at: Option<Span>,
}

/// Finds what is named.
#[must_use]
pub fn find(view: &View<'_>, low: &Lowered, stage: &Stage) -> (Vec<Planned>, Vec<Unknown>) {
    let (mut planned, mut unknown) = (Vec::new(), Vec::new());
    for failure in &stage.failures {
        let (name, deeds) = match &failure.fault {
            Fault::Lose(name) => (name, lose(view, low, name)),
            Fault::Slow(name, times) => (name, slow(view, low, name, times.to_f64())),
            Fault::Runaway(name, cores) => (name, runaway(view, low, name, cores.to_f64())),
            Fault::Forget(name) => (name, forget(view, low, name)),
        };
        if deeds.is_empty() {
            let known = names(view, &failure.fault);
            let near = fiasco_source::nearest(name, known.iter().map(String::as_str));
            let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            let what = match failure.fault {
                Fault::Lose(_) => "server, rack, switch, feed or cooling unit",
                Fault::Slow(..) => "service that requests reach and whose processors are known",
                Fault::Runaway(..) => "server whose cores are known and that runs a service",
                Fault::Forget(_) => "service with a cache (`hits`)",
            };
            unknown.push(Unknown {
                message: format!("the script names `{name}`, and there is no {what} of that name{near}"),
                at: failure.place,
            });
        }
        for deed in deeds {
            let begin = Planned {
                at: failure.at,
                deed,
                begins: true,
                name: name.clone(),
            };
            if let Some(until) = failure.until {
                planned.push(Planned {
                    at: until,
                    begins: false,
                    ..begin.clone()
                });
            }
            planned.push(begin);
        }
    }
    planned.sort_by(|a, b| a.at.total_cmp(&b.at));
    (planned, unknown)
}

fn names(view: &View<'_>, fault: &Fault) -> Vec<String> {
    let estate = view.estate;
    let devices = estate.devices.iter().map(|device| device.name.value.clone());
    let services = estate.services.iter().map(|service| service.name.value.clone());
    match fault {
        Fault::Slow(..) | Fault::Forget(_) => services.collect(),
        Fault::Runaway(..) => devices.collect(),
        Fault::Lose(_) => {
            let rest = estate.racks.iter().map(|rack| rack.name.value.clone());
            let feeds = estate.feeds.iter().map(|feed| feed.name.value.clone());
            let units = estate.rooms.iter().flat_map(|room| &room.cooling);
            let units = units.map(|unit| unit.name.value.clone());
            devices.chain(rest).chain(feeds).chain(units).collect()
        }
    }
}

fn lose(view: &View<'_>, low: &Lowered, name: &str) -> Vec<Deed> {
    let estate = view.estate;
    let devices: Vec<DeviceId> = estate
        .device_ids()
        .filter(|id| estate.device_name(*id) == name)
        .collect();
    if let [device] = devices.as_slice() {
        let mut lost = vec![*device];
        lost.extend(behind(view, *device));
        return vec![machines(low, &lost, true)];
    }
    if let Some(rack) = estate.rack_ids().find(|id| estate.rack(*id).name.value == name) {
        let stands = |id: &DeviceId| {
            let stand = estate.device(*id).stand.as_ref();
            stand.is_some_and(|stand| stand.value.rack == rack) && view.is_installed(*id)
        };
        let there: Vec<DeviceId> = estate.device_ids().filter(stands).collect();
        return vec![machines(low, &there, true)];
    }
    if let Some(feed) = estate.feed_ids().find(|id| estate.feed(*id).name.value == name) {
        return vec![Deed::Feed(feed)];
    }
    for room in estate.room_ids() {
        let units = &estate.room(room).cooling;
        if let Some(unit) = units.iter().position(|unit| unit.name.value == name) {
            let watts = middle(units[unit].power).unwrap_or(0.0);
            return vec![Deed::Cooling(room, unit, watts)];
        }
    }
    Vec::new()
}

/// Hosts that hang on a device with every link they have.
fn behind(view: &View<'_>, device: DeviceId) -> Vec<DeviceId> {
    let estate = view.estate;
    let ends = |link: &fiasco_estate::device::Link| {
        [&link.a, &link.b].map(|end| match end {
            End::Device(device) => Some(*device),
            End::Outside(_) => None,
        })
    };
    let runs = |id: &DeviceId| !view.relations.services_on[id.index()].is_empty() && *id != device;
    let hangs = |id: &DeviceId| {
        let mut own = estate
            .links
            .iter()
            .map(ends)
            .filter(|ends| ends.contains(&Some(*id)))
            .peekable();
        own.peek().is_some() && own.all(|ends| ends.contains(&Some(device)))
    };
    estate.device_ids().filter(runs).filter(hangs).collect()
}

/// The machines that some devices are. What runs services there is lost; `powered`: whether they are switched off too.
fn machines(low: &Lowered, devices: &[DeviceId], powered: bool) -> Deed {
    let today = |host: &&usize| low.hosts[**host].grown.is_none();
    let all: Vec<usize> = (0..low.hosts.len()).collect();
    let hosts = all
        .iter()
        .filter(today)
        .filter(|host| devices.contains(&low.hosts[**host].device));
    let hosts: Vec<usize> = hosts.copied().collect();
    let plant = low
        .plant
        .machines
        .iter()
        .enumerate()
        .filter(|(_, machine)| match machine.host {
            Some(host) => hosts.contains(&host),
            None => machine.count == 1.0 && devices.contains(&machine.device),
        });
    let plant = plant.filter(|_| powered).map(|(at, _)| at).collect();
    Deed::Machines(plant, hosts)
}

fn stations(view: &View<'_>, low: &Lowered, name: &str) -> Vec<StationId> {
    let tiers = low.tiers.iter();
    let named = tiers.filter(|tier| view.estate.service_name(tier.service) == name);
    named.flat_map(|tier| tier.stations.iter().copied()).collect()
}

fn slow(view: &View<'_>, low: &Lowered, name: &str, times: f64) -> Vec<Deed> {
    let stations = stations(view, low, name);
    if stations.is_empty() {
        return Vec::new();
    }
    vec![Deed::Slow(stations, 1.0 / times)]
}

fn runaway(view: &View<'_>, low: &Lowered, name: &str, cores: f64) -> Vec<Deed> {
    let here =
        |spot: &crate::lower::Spot| spot.grown.is_none() && view.estate.device_name(spot.device) == name;
    let host = low.hosts.iter().position(here);
    host.map(|host| Deed::Runaway(host, cores)).into_iter().collect()
}

fn forget(view: &View<'_>, low: &Lowered, name: &str) -> Vec<Deed> {
    let tiers = low.tiers.iter();
    let mut named = tiers.filter(|tier| view.estate.service_name(tier.service) == name);
    let caches = named.next().map(|tier| tier.caches.clone()).unwrap_or_default();
    if caches.is_empty() {
        return Vec::new();
    }
    vec![Deed::Forget(caches)]
}
