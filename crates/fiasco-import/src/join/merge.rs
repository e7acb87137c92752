//! What two sources say of one thing becomes one thing; where they disagree, a note names both lines and the
//! later source wins.

use crate::part::{DeviceRow, NetworkRow, ServiceRow};
use fiasco_estate::confidence::Said;
use fiasco_estate::fact::Facts;
use fiasco_estate::quantity::{Measure, Quantity, Rational};
use fiasco_estate::{Note, NoteKind};
use fiasco_source::Span;

pub(super) fn merge_device(known: &mut DeviceRow, row: DeviceRow, notes: &mut Vec<Note>) {
    let name = known.name.value.clone();
    merge_said(&mut known.kind, row.kind, &format!("the type of {name}"), notes);
    merge_said(&mut known.rack, row.rack, &format!("the rack of {name}"), notes);
    merge_facts(&mut known.facts, &row.facts, &name, notes);
    known.planned = known.planned.or(row.planned);
    known.pool = row.pool.or(known.pool.take());
    known.pod_range = row.pod_range.or(known.pod_range.take());
    known.places.extend(row.places);
    known.assumed &= row.assumed;
    known.places_complete |= row.places_complete;
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
        && a.value != b.value
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
