//! # RCK002 too-deep
//!
//! A device is deeper than the rack it goes into.
//!
//! ## What breaks
//! The rails do not reach, the rear door does not close, or the device stands out into the aisle where people walk
//! and hot air should.
//!
//! ## Why growth brings it out
//! New generations are deeper than old ones: a rack that was bought for devices of 70 cm does not take one of 90 cm.
//! It turns up when the box is already open.
//!
//! ## How it is computed
//! The device's depth against the mounting depth of its rack. Cables and handles need some more.
//!
//! ## Example
//! ```yaml
//! racks: {r1: {units: 24, depth: 80 cm}}
//! devices:
//!   giant: {planned: true, rack: r1 @ 12, size: 8 U x 48 cm x 90 cm}
//! ```
//! ```text
//! $ fiasco check --to add=giant
//! estate.yaml:3:47: delivery RCK002 too-deep: giant is 90 cm deep, r1 takes 80 cm [refuses]
//! ```
//!
//! ## When it stays quiet
//! Racks whose depth nobody states, and devices whose depth nobody states unless a target installs them.
//!
//! ## Fix
//! A deeper rack, or a shallower device.
//!
//! ## Undo
//! Send the device back, or put it into another rack.
//!
//! ## References
//! EIA-310 and IEC 60297 fix the width and the height of what is mounted, and leave its depth open.

use super::{length, there};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject, Trend};
use crate::verdict::Verdict;
use fiasco_estate::fact::{Fact, key};
use fiasco_estate::quantity::{Measure, Overflow, dim};
use fiasco_estate::{Bounds, DeviceId, Dimension, View};

/// The rule.
pub static RULE: TooDeep = TooDeep;

/// RCK002.
pub struct TooDeep;

static META: Meta = Meta {
    code: "RCK002",
    name: "too-deep",
    class: Class::Limit,
    effect: Effect::Refuses,
    since: "0.1.0",
    measure: Measure::Length,
    // A unit that `capacity` adds is installed somewhere on the way.
    trends: &[(Dimension::Capacity, Trend::Falls)],
    contradiction: false,
    attached: false,
    fix: "take a deeper rack, or a shallower device",
    undo: "send the device back, or put it into another rack",
    source: include_str!("rck002_too_deep.rs"),
};

/// The depths of a device and of its rack.
fn depths(view: &View<'_>, device: DeviceId) -> Option<(Fact<dim::Length>, Fact<dim::Length>)> {
    let stand = view.estate.device(device).stand.as_ref()?.value;
    let rack = view.estate.rack(stand.rack).facts.get(key::Depth);
    Some((view.estate.device_fact(device, key::Depth), rack))
}

impl Rule for TooDeep {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        let speaks = |device: &DeviceId| {
            let planned = view.estate.device(*device).planned.is_some();
            let known = depths(view, *device);
            known.is_some_and(|(own, rack)| rack.is_known() && (own.is_known() || planned))
        };
        let devices = view.estate.device_ids();
        let there = devices.filter(|device| there(view, *device));
        there.filter(speaks).map(Subject::Device).collect()
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let planned = view.estate.device(device).planned.is_some();
        let Some((own, rack)) = depths(view, device) else {
            return Ok(Verdict::at_most(Bounds::ZERO, Bounds::UNKNOWN));
        };
        let used = if planned && !view.is_installed(device) {
            Bounds::ZERO
        } else {
            own.bounds()
        };
        Ok(Verdict::at_most(used, rack.bounds()))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let Subject::Device(device) = subject else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.device(device);
        let name = &row.name.value;
        let (Some((own, depth)), Some(stand)) = (depths(view, device), &row.stand) else {
            return Ok(Story::new(name.clone(), "it stands in no rack"));
        };
        let rack = view.estate.rack(stand.value.rack);
        let (deep, takes) = (length(own.bounds()), length(depth.bounds()));
        let rack_name = &rack.name.value;
        let mut story = Story::new(
            name.clone(),
            format!("{name} is {deep} deep, {rack_name} takes {takes}"),
        )
        .formula(format!("{deep} <= {takes}"))
        .cite(own.at.or(row.name.at), format!("{name} is {deep} deep"))
        .cite(depth.at, format!("{rack_name} takes {takes}"))
        .rests_on(depth.confidence);
        story = if own.is_known() {
            story.rests_on(own.confidence)
        } else {
            story.missing("depth", name, format!("size: 2 U x 48 cm x 70 cm, under {name}"))
        };
        Ok(story)
    }
}
