//! # COO003 airflow-clash
//!
//! Devices of one rack blow against each other: some from front to rear, some from rear to front.
//!
//! ## What breaks
//! A device that takes in what another blows out runs as hot as the hot aisle, and its fans at full speed. Network
//! switches are sold with either direction, and often turned around so that their ports are near those of servers.
//!
//! ## Why growth brings it out
//! It does not need growth: one device is enough. `servers`, `capacity` and additions bring more of both.
//!
//! ## How it is computed
//! Each device's airflow, seen from the front of the rack: one that is mounted from the rear is turned around. Of the
//! devices in a rack, those that blow the rarer way are counted; there should be none.
//!
//! ## Example
//! ```yaml
//! room: {racks: {r1: {units: 12}}}
//! devices:
//!   old-[1-2]: {rack: r1 @ 1 3, units: 2, airflow: front-to-rear}
//!   sw1: {rack: r1 @ 5, units: 1, airflow: rear-to-front}
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:3:3: now COO003 airflow-clash: in r1 old-1 blows from front to rear and sw1 blows from rear to front [degrades]
//! ```
//!
//! ## When it stays quiet
//! Devices whose airflow is not known, goes through the sides, or is passive. Devices that stand in no known rack.
//!
//! ## Fix
//! Turn the device around, exchange its fans and power supplies for those of the other direction, or guide its air.
//!
//! ## Undo
//! Turn it back.
//!
//! ## References
//! The directions are those that NetBox keeps of a device type: `front-to-rear` and `rear-to-front`.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::room::{Airflow, likes};
use fiasco_estate::{Bounds, Confidence, DeviceId, Dimension, RackId, View};

/// The rule.
pub static RULE: AirflowClash = AirflowClash;

/// COO003.
pub struct AirflowClash;

static META: Meta = Meta {
    code: "COO003",
    name: "airflow-clash",
    class: Class::Smell,
    effect: Effect::Degrades,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[
        (Dimension::Servers, Trend::Falls),
        (Dimension::Capacity, Trend::Falls),
    ],
    contradiction: false,
    attached: false,
    fix: "turn one around, or exchange its fans for those of the other direction",
    undo: "turn it back",
    source: include_str!("coo003_airflow_clash.rs"),
};

/// How many devices of a rack blow from front to rear, and how many from rear to front.
fn directions(view: &View<'_>, rack: RackId) -> (i64, i64) {
    let likes = &view.relations.likes.all;
    let mut counts = (0_i64, 0_i64);
    for (at, count) in view.in_rack(rack) {
        match likes.get(at as usize).and_then(|like| like.blows) {
            Some(Airflow::FrontToRear) => counts.0 = counts.0.saturating_add(count),
            Some(Airflow::RearToFront) => counts.1 = counts.1.saturating_add(count),
            _ => {}
        }
    }
    counts
}

/// The first device of a rack that blows this way; of its room, where it only comes by growth.
fn example(view: &View<'_>, rack: RackId, way: Airflow) -> Option<DeviceId> {
    let estate = view.estate;
    let stands = |id: &DeviceId| {
        let stand = &estate.device(*id).stand;
        stand.as_ref().is_some_and(|stand| stand.value.rack == rack)
    };
    let blows = |id: &DeviceId| likes::blows(estate, *id) == Some(way);
    let mut here = estate.device_ids().filter(|id| stands(id) && blows(id));
    here.next().or_else(|| {
        let counts = view.in_rack(rack);
        let all = counts
            .keys()
            .filter_map(|at| view.relations.likes.all.get(*at as usize));
        let mut those = all.filter(|like| like.blows == Some(way));
        those.next().map(|like| like.first)
    })
}

impl Rule for AirflowClash {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let likes = &view.relations.likes;
        let mut both = Vec::with_capacity(likes.in_room.len());
        for room in &likes.in_room {
            let blows = |way| {
                let mut all = room.iter().filter_map(|at| likes.all.get(*at as usize));
                all.any(|like| like.blows == Some(way))
            };
            both.push(blows(Airflow::FrontToRear) && blows(Airflow::RearToFront));
        }
        let racks = view.estate.rack_ids().filter(|id| {
            let room = view.estate.rack(*id).room;
            room.is_some_and(|room| both.get(room.index()).copied().unwrap_or_default())
        });
        racks.map(Subject::Rack).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Rack(rack) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let (forward, back) = directions(view, rack);
        Ok(Verdict::at_most(Bounds::count(forward.min(back)), Bounds::ZERO))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Rack(rack) = subject else {
            return Ok(Story::new("", ""));
        };
        let estate = view.estate;
        let name = &estate.rack(rack).name.value;
        let (forward, back) = directions(view, rack);
        let ways = [
            (Airflow::FrontToRear, "front to rear"),
            (Airflow::RearToFront, "rear to front"),
        ];
        let mut story = Story::new(name.clone(), "").formula(format!(
            "{name}: {} from front to rear, {} from rear to front",
            words::plural(forward, "device"),
            words::plural(back, "device")
        ));
        let mut says = Vec::new();
        for (way, how) in ways {
            let Some(device) = example(view, rack, way) else {
                continue;
            };
            let row = estate.device(device);
            let who = estate.device_name(device);
            says.push(format!("{who} blows from {how}"));
            let hardware = row.hardware.map(|id| estate.one_hardware(id));
            let at = row.hardware_at.or(row.name.at);
            let sure = hardware.and_then(|hardware| hardware.confidence);
            story = story
                .cite(at, format!("{who} blows from {how}"))
                .rests_on(sure.unwrap_or(Confidence::Declared));
        }
        story.says = format!("in {name} {}", says.join(" and "));
        Ok(story)
    }
}
