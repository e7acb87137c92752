//! What two sources say of one thing becomes one thing; where they disagree, a note names both lines and the
//! later source wins.

use crate::part::{DeviceRow, Identity, NetworkRow, ServiceRow, StandRow};
use fiasco_estate::confidence::Said;
use fiasco_estate::fact::Facts;
use fiasco_estate::quantity::{Measure, Quantity, Rational};
use fiasco_estate::{Note, NoteKind};
use fiasco_source::Span;

pub(super) fn merge_device(known: &mut DeviceRow, row: DeviceRow, notes: &mut Vec<Note>) {
    let name = known.name.value.clone();
    merge_kind(known, row.kind, notes);
    merge_identity(&mut known.identity, row.identity, &name, notes);
    merge_stand(&mut known.stand, row.stand, &name, notes);
    merge_said(&mut known.room, row.room, &format!("the room of {name}"), notes);
    known.feeds = row.feeds.or(known.feeds.take());
    if row.hardware.is_some() {
        (known.hardware, known.hardware_at) = (row.hardware, row.hardware_at);
    }
    known.redundant = row.redundant.or(known.redundant.take());
    merge_facts(&mut known.facts, &row.facts, &name, notes);
    known.planned = known.planned.or(row.planned);
    known.pool = row.pool.or(known.pool.take());
    known.pod_range = row.pod_range.or(known.pod_range.take());
    known.places.extend(row.places);
    known.assumed &= row.assumed;
    known.places_complete |= row.places_complete;
}

/// A rack without a place adds nothing to the same rack with one.
fn merge_stand(
    known: &mut Option<Said<StandRow>>,
    new: Option<Said<StandRow>>,
    name: &str,
    notes: &mut Vec<Note>,
) {
    let Some(new) = new else { return };
    match known {
        Some(old) if old.value.rack == new.value.rack && new.value.at.is_none() => {}
        Some(old) if old.value.rack == new.value.rack && old.value.at.is_none() => *known = Some(new),
        _ => merge_said(known, Some(new), &format!("the rack of {name}"), notes),
    }
}

/// Types that differ only in how they are written, as `Dell/PowerEdge R640` and `dell/poweredge-r640`, agree.
fn merge_kind(known: &mut DeviceRow, kind: Option<Said<String>>, notes: &mut Vec<Note>) {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(|c| c.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    match (&known.kind, kind) {
        (Some(a), Some(b)) if letters(&a.value) == letters(&b.value) => {}
        (_, kind) => {
            let what = format!("the type of {}", known.name.value);
            merge_said(&mut known.kind, kind, &what, notes);
        }
    }
}

fn merge_identity(
    known: &mut Option<Box<Identity>>,
    new: Option<Box<Identity>>,
    name: &str,
    notes: &mut Vec<Note>,
) {
    let Some(new) = new else { return };
    let Some(known) = known else {
        *known = Some(new);
        return;
    };
    let new = *new;
    let what = format!("the serial number of {name}");
    merge_said(&mut known.serial, new.serial, &what, notes);
    let what = format!("the asset tag of {name}");
    merge_said(&mut known.asset_tag, new.asset_tag, &what, notes);
    let what = format!("the full name of {name}");
    merge_said(&mut known.fqdn, new.fqdn, &what, notes);
    let what = format!("the management address of {name}");
    merge_said(&mut known.management, new.management, &what, notes);
}

pub(super) fn merge_network(known: &mut NetworkRow, row: NetworkRow, notes: &mut Vec<Note>) {
    let name = known.name.value.clone();
    merge_said(
        &mut known.prefix,
        row.prefix,
        &format!("the prefix of {name}"),
        notes,
    );
    known.gateway = row.gateway.or(known.gateway.take());
    known.dhcp = row.dhcp.or(known.dhcp.take());
    known.reaches.extend(row.reaches);
    merge_facts(&mut known.facts, &row.facts, &name, notes);
}

pub(super) fn merge_service(known: &mut ServiceRow, row: ServiceRow, notes: &mut Vec<Note>) {
    let name = known.name.value.clone();
    if let (Some(a), Some(b)) = (&known.image, &row.image)
        && official(&a.value.reference) != official(&b.value.reference)
    {
        disagree(
            &format!("the image of {name}"),
            &a.value.reference,
            a.at,
            &b.value.reference,
            b.at,
            notes,
        );
    }
    known.image = row.image.or(known.image.take());
    // What a compose file says of how it runs stays true when the native notation adds to it.
    known.runtime = known.runtime.max(row.runtime);
    if !row.runs.is_empty() {
        known.runs = row.runs;
    }
    known.networks.extend(row.networks);
    known.places.extend(row.places);
    known.ports.extend(row.ports);
    known.calls.extend(row.calls);
    known.container_name = row.container_name.or(known.container_name.take());
    known.keeps = row.keeps.or(known.keeps.take());
    known.grows_out = row.grows_out.or(known.grows_out.take());
    known.reuses = row.reuses.or(known.reuses.take());
    known.pods = row.pods.or(known.pods.take());
    merge_facts(&mut known.facts, &row.facts, &name, notes);
}

/// An image as Docker Hub calls it in short: `docker.io/library/nginx` is `nginx`.
fn official(reference: &str) -> &str {
    let short = reference.strip_prefix("docker.io/").unwrap_or(reference);
    short.strip_prefix("library/").unwrap_or(short)
}

pub(super) fn merge_said<T: PartialEq + std::fmt::Display>(
    known: &mut Option<Said<T>>,
    new: Option<Said<T>>,
    what: &str,
    notes: &mut Vec<Note>,
) {
    if let (Some(a), Some(b)) = (&known, &new)
        && a.value != b.value
    {
        disagree(
            what,
            &a.value.to_string(),
            a.at,
            &b.value.to_string(),
            b.at,
            notes,
        );
    }
    if new.is_some() {
        *known = new;
    }
}

pub(super) fn merge_facts(known: &mut Facts, new: &Facts, name: &str, notes: &mut Vec<Note>) {
    for fact in new.iter() {
        if let Some(old) = known.set(*fact)
            && (old.lo, old.hi) != (fact.lo, fact.hi)
        {
            let print = |lo: Rational, hi: Rational, dimension: Measure| {
                let print = |value| Quantity { value, dimension }.to_string();
                if lo == hi {
                    print(lo)
                } else {
                    format!("{}..{}", print(lo), print(hi))
                }
            };
            let measure = fact.kind.measure();
            let what = format!("the {} of {name}", fact.kind.what());
            disagree(
                &what,
                &print(old.lo, old.hi, measure),
                old.at,
                &print(fact.lo, fact.hi, measure),
                fact.at,
                notes,
            );
        }
    }
}

pub(super) fn disagree(
    what: &str,
    first: &str,
    at: Option<Span>,
    second: &str,
    then: Option<Span>,
    notes: &mut Vec<Note>,
) {
    notes.push(Note {
        kind: NoteKind::Disagree,
        message: format!("{what} is {first} in one place and {second} in another; the later one counts"),
        at: then,
        related: at.map(|at| (at, format!("{first} here"))).into_iter().collect(),
        help: Some("remove the one that is wrong".to_owned()),
    });
}
