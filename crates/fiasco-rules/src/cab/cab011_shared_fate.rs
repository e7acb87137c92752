//! # CAB011 shared-fate
//!
//! Things that are to stand in for each other hang on one and the same thing.
//!
//! ## What breaks
//! Both at once: the redundancy that was paid for is not there on the day it is needed.
//!
//! ## Why growth brings it out
//! It does not: it holds of the estate as it stands, and shows when the shared part fails.
//!
//! ## How it is computed
//! Of links declared `redundant NAME`: 1 where all have both their ends in common, so that each end is shared, against
//! 0. Of devices declared `redundant: NAME`: 1 for a device that is the only one at the other end of the links of all
//! of them, and 1 where all of them hang on one and the same feed.
//!
//! ## Example
//! ```yaml
//! devices: {sw1: {}, sw2: {}, "db-[1-2]": {redundant: db}}
//! links:
//!   - sw1 -- db-[1-2]: 1 Gbit/s
//!   - sw1 -- sw2: 1 Gbit/s
//! ```
//! ```text
//! $ fiasco check
//! estate.yaml:1:53: now CAB011 shared-fate: db-1 and db-2 are declared redundant, and all hang on sw1 [stops]
//! ```
//!
//! ## When it stays quiet
//! Whatever is not declared redundant; a set of one; links of which one end is shared, since that is what they are
//! there to reach; racks and rooms; devices whose links or feeds nobody states.
//!
//! ## Fix
//! Plug one of them into another switch, or into another feed.
//!
//! ## Undo
//! Plug it back.
//!
//! ## References
//! None: the estate's own files say both.

use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::device::End;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, DeviceId, LinkId, View};
use fiasco_source::Span;
use std::collections::BTreeMap;

/// The rule.
pub static RULE: SharedFate = SharedFate;

/// CAB011.
pub struct SharedFate;

static META: Meta = Meta {
    code: "CAB011",
    name: "shared-fate",
    class: Class::Fault,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Count,
    trends: &[],
    contradiction: false,
    attached: false,
    fix: "plug one of them into another switch or feed",
    undo: "plug it back",
    source: include_str!("cab011_shared_fate.rs"),
};

/// What all members of a set share, in words.
fn shared_by_devices(view: &View<'_>, members: &[DeviceId]) -> Vec<String> {
    let mut shared = Vec::new();
    let only_neighbor = |device: &DeviceId| {
        let links = view.relations.sockets.links_of(*device).iter();
        let mut far = links.map(|link| {
            let row = view.estate.link(*link);
            if row.a == End::Device(*device) {
                &row.b
            } else {
                &row.a
            }
        });
        let first = far.next()?;
        far.all(|other| other == first).then_some(first)
    };
    let first = members.first().and_then(only_neighbor);
    if let Some(End::Device(device)) = first
        && members.iter().all(|member| only_neighbor(member) == first)
    {
        shared.push(view.estate.device_name(*device).to_owned());
    }
    let only_feed = |device: &DeviceId| {
        let feeds = view.estate.device(*device).feeds.as_ref()?;
        let first = feeds.value.first()?.feed;
        feeds.value.iter().all(|used| used.feed == first).then_some(first)
    };
    let feed = members.first().and_then(only_feed);
    if let Some(feed) = feed
        && members.iter().all(|member| only_feed(member) == Some(feed))
    {
        shared.push(format!("feed {}", words::feed(view.estate, feed)));
    }
    shared
}

fn shared_by_links(view: &View<'_>, members: &[LinkId]) -> Vec<String> {
    let ends = |id: &LinkId| {
        let row = view.estate.link(*id);
        match (&row.a, &row.b) {
            (End::Device(a), End::Device(b)) => Some((*a.min(b), *a.max(b))),
            _ => None,
        }
    };
    let first = members.first().and_then(ends);
    match first {
        Some((a, b)) if members.iter().all(|member| ends(member) == first) => [a, b]
            .map(|device| view.estate.device_name(device).to_owned())
            .into(),
        _ => Vec::new(),
    }
}

/// The members of each set that stand today, by its name.
fn device_sets<'v>(view: &View<'v>) -> BTreeMap<&'v str, Vec<DeviceId>> {
    let mut sets: BTreeMap<&str, Vec<DeviceId>> = BTreeMap::new();
    for id in view.estate.device_ids() {
        let device = view.estate.device(id);
        if let (Some(name), None) = (&device.redundant, device.planned) {
            sets.entry(&name.value).or_default().push(id);
        }
    }
    sets
}

fn link_sets<'v>(view: &View<'v>) -> BTreeMap<&'v str, Vec<LinkId>> {
    let mut sets: BTreeMap<&str, Vec<LinkId>> = BTreeMap::new();
    for id in view.estate.link_ids() {
        let cabling = view.estate.link(id).cabling.as_ref();
        if let Some(name) = cabling.and_then(|cabling| cabling.redundant.as_ref()) {
            sets.entry(&name.value).or_default().push(id);
        }
    }
    sets
}

/// What is shared, and the members with the places that declare them.
fn shared(view: &View<'_>, subject: Subject) -> (Vec<String>, Vec<(String, Option<Span>)>) {
    match subject {
        Subject::Device(first) => {
            let sets = device_sets(view);
            let members = sets.into_values().find(|members| members.first() == Some(&first));
            let members = members.filter(|members| members.len() > 1).unwrap_or_default();
            let named = members.iter().map(|id| {
                let device = view.estate.device(*id);
                let at = device.redundant.as_ref().and_then(|name| name.at);
                (device.name.value.clone(), at)
            });
            (shared_by_devices(view, &members), named.collect())
        }
        Subject::Link(first) => {
            let sets = link_sets(view);
            let members = sets.into_values().find(|members| members.first() == Some(&first));
            let members = members.filter(|members| members.len() > 1).unwrap_or_default();
            let named = members
                .iter()
                .map(|id| (words::link(view.estate, *id), Some(view.estate.link(*id).at)));
            (shared_by_links(view, &members), named.collect())
        }
        _ => (Vec::new(), Vec::new()),
    }
}

impl Rule for SharedFate {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        // Nothing that grows changes what today's members share: only sets that share something are worth a check.
        let devices = device_sets(view).into_values();
        let devices = devices.filter(|set| set.len() > 1 && !shared_by_devices(view, set).is_empty());
        let links = link_sets(view).into_values();
        let links = links.filter(|set| set.len() > 1 && !shared_by_links(view, set).is_empty());
        let mut subjects: Vec<Subject> = devices
            .filter_map(|set| set.first().copied().map(Subject::Device))
            .chain(links.filter_map(|set| set.first().copied().map(Subject::Link)))
            .collect();
        subjects.sort_unstable();
        subjects
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        let (shared, _) = shared(view, subject);
        Ok(Verdict::at_most(
            Bounds::count(i64::from(!shared.is_empty())),
            Bounds::ZERO,
        ))
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let (shared, members) = shared(view, subject);
        let names = words::list(members.iter().map(|(name, _)| name.as_str()));
        let on = words::list(shared.iter().map(String::as_str));
        let mut story = Story::new(
            words::subject(view.estate, view.relations, subject),
            format!("{names} are declared redundant, and all hang on {on}"),
        );
        let mut places = Vec::new();
        for (name, at) in members {
            if places.len() < 8 && !places.contains(&at) {
                places.push(at);
                story = story.cite(at, format!("{name} is declared redundant"));
            }
        }
        Ok(story)
    }
}
