//! Devices get what their type says.

use super::class::{Class, Clues, assumed, class_of};
use super::own::{nearest, own};
use super::{Found, Library};
use crate::quick::QuickMap;
use fiasco_estate::device::Device;
use fiasco_estate::fact::FactKind;
use fiasco_estate::room::Hardware;
use fiasco_estate::{Estate, HardwareId, Note, NoteKind};
use fiasco_source::Span;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// For how many unknown types the nearest name is looked for: each is held against the whole library.
const SUGGESTIONS: usize = 50;

/// A type that some device names.
struct Known {
    hardware: Arc<Hardware>,
    /// How [`Estate::hardware`] has it: alone, or filling what devices say themselves.
    rows: BTreeMap<(Option<HardwareId>, bool), HardwareId>,
}

impl Known {
    fn of(hardware: Arc<Hardware>) -> Self {
        Self {
            hardware,
            rows: BTreeMap::new(),
        }
    }
}

/// Gives each device the hardware of its type, after the parts of an estate are joined. Types are kept once. What a
/// device says of its own hardware stays, and its type fills what it does not say. A type that is not in the library
/// is told once, with the first device that names it. Without a library a type is told only where a name that fiasco knows
/// by itself is near, and its device says nothing of its own hardware.
pub fn resolve(estate: &mut Estate, library: &Library) {
    let mut known: QuickMap<String, Option<Known>> = QuickMap::default();
    let mut classes: BTreeMap<Class, Known> = BTreeMap::new();
    let mut serving = vec![false; estate.devices.len()];
    for device in estate.services.iter().flat_map(|service| &service.runs) {
        if let Some(serves) = serving.get_mut(device.value.index()) {
            *serves = true;
        }
    }
    let mut used = BTreeSet::new();
    let mut unknown = Vec::new();
    for at in 0..estate.devices.len() {
        let Some(device) = estate.devices.get(at) else {
            break;
        };
        let own = device.hardware;
        let serves = serving.get(at).copied().unwrap_or(false);
        let mut of_type = None;
        if let Some(kind) = &device.kind {
            if !known.contains_key(&kind.value) {
                let found = hardware_of(&kind.value, library);
                match &found {
                    Some((_, Some(place))) => {
                        used.insert(*place);
                    }
                    None => unknown.push((kind.value.clone(), kind.at, own.is_none())),
                    Some((_, None)) => {}
                }
                known.insert(kind.value.clone(), found.map(|(hardware, _)| Known::of(hardware)));
            }
            of_type = known.get_mut(&kind.value).and_then(Option::as_mut);
        }
        let entry = match of_type {
            Some(known) => known,
            None => {
                let Some(class) = class_of_device(device, serves) else {
                    continue;
                };
                classes
                    .entry(class)
                    .or_insert_with(|| Known::of(Arc::new(assumed(class))))
            }
        };
        let row = match entry.rows.get(&(own, serves)) {
            Some(row) => *row,
            None => {
                let mut hardware = Hardware::clone(&entry.hardware);
                if let Some(own) = own {
                    hardware = filled(estate.one_hardware(own), &entry.hardware);
                }
                let stated = own.is_some_and(|own| !estate.one_hardware(own).ports.is_empty());
                if serves && !stated {
                    // The network cards of a server are chosen when it is ordered, whatever its type lists.
                    hardware.ports.clear();
                }
                let row = HardwareId::at(estate.hardware.len());
                estate.hardware.push(hardware);
                entry.rows.insert((own, serves), row);
                row
            }
        };
        if let Some(device) = estate.devices.get_mut(at) {
            device.hardware = Some(row);
        }
    }
    if library.is_empty() {
        let bare = unknown.iter().filter(|(.., bare)| *bare).take(SUGGESTIONS);
        estate
            .notes
            .extend(bare.filter_map(|(kind, at, _)| mistyped(kind, *at)));
        return;
    }
    for (number, (kind, at, _)) in unknown.into_iter().enumerate() {
        estate
            .notes
            .extend(missing(&kind, at, library, number < SUGGESTIONS));
    }
    estate.notes.extend(wrong(library, &used));
}

/// What is known of a type, and its line in the library where it is from there.
fn hardware_of(kind: &str, library: &Library) -> Option<(Arc<Hardware>, Option<Span>)> {
    // 1. The library that was given.
    if let Some(Found { hardware, at, .. }) = library.find(kind) {
        return Some((hardware, Some(at)));
    }
    // 2. The table that is shipped.
    own(kind).map(|hardware| (hardware, None))
}

/// The class of a device of which no table knows the type, where something is left to be assumed of it.
fn class_of_device(device: &Device, runs_services: bool) -> Option<Class> {
    let open = [FactKind::Units, FactKind::Power, FactKind::Weight];
    if device.room.is_none() || open.iter().all(|kind| device.facts.has(*kind)) {
        return None;
    }
    class_of(&Clues {
        kind: device.kind.as_ref().map(|kind| kind.value.as_str()),
        name: &device.name.value,
        units: device.facts.raw(FactKind::Units).map(|units| units.lo),
        runs_services,
    })
}

/// A device's own statement, with what its type says where it says nothing.
fn filled(own: &Hardware, of_type: &Hardware) -> Hardware {
    let mut hardware = own.clone();
    for kind in FactKind::ALL {
        if let (false, Some(fact)) = (hardware.facts.has(*kind), of_type.facts.raw(*kind)) {
            hardware.facts.set(*fact);
        }
    }
    hardware.full_depth = own.full_depth.or(of_type.full_depth);
    hardware.airflow = own.airflow.or(of_type.airflow);
    if own.inlets.is_empty() {
        hardware.inlets.clone_from(&of_type.inlets);
    }
    if own.ports.is_empty() {
        hardware.ports.clone_from(&of_type.ports);
    }
    // The weaker of the two, where something of the type came in.
    let same = own.full_depth == hardware.full_depth
        && own.airflow == hardware.airflow
        && own.inlets == hardware.inlets
        && own.ports == hardware.ports;
    if !same {
        hardware.confidence = match (own.confidence, of_type.confidence) {
            (Some(own), Some(of_type)) => Some(own.min(of_type)),
            (own, of_type) => own.or(of_type),
        };
    }
    hardware
}

fn missing(kind: &str, at: Option<Span>, library: &Library, suggest: bool) -> Option<Note> {
    let message = format!("`{kind}` is not in the device library: what it weighs and draws stays open");
    let note = Note::new(NoteKind::Dangling, at?, message);
    Some(match suggest.then(|| library.nearest(kind)).flatten() {
        Some(near) => note.help(format!("did you mean `{near}`?")),
        None => note,
    })
}

/// A type that nobody described, and one that fiasco knows by itself and that is nearly called so.
fn mistyped(kind: &str, at: Option<Span>) -> Option<Note> {
    let near = nearest(kind)?;
    let message = format!(
        "`{kind}` is no device type that fiasco knows by itself: what it weighs and draws stays open"
    );
    Some(Note::new(NoteKind::Dangling, at?, message).help(format!("did you mean `{near}`?")))
}

/// What could not be read of the types that are used.
fn wrong(library: &Library, used: &BTreeSet<Span>) -> Vec<Note> {
    let types = library.types.iter().filter(|one| used.contains(&one.at));
    let problems = types.flat_map(|one| &one.problems);
    let note =
        |problem: &super::Problem| Some(Note::new(problem.topic.kind(), problem.at?, &*problem.message));
    problems.filter_map(note).collect()
}
