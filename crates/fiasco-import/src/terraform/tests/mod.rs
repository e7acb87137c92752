//! Tests of the importer: a plan in, rows out.

mod cloud;
mod links;
mod never;
mod quotas;

use crate::Part;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::Rational;
use fiasco_source::Files;

/// The rows of a document.
fn import(text: &str) -> Part {
    let mut files = Files::new();
    let id = files.add("plan.json", text.as_bytes().to_vec()).expect("a file");
    super::import(&files, &[id])
}

/// A plan of resources, each `type name {values}` as JSON rows, with nothing configured.
fn plan(resources: &str) -> Part {
    import(&format!(
        r#"{{"format_version": "1.2", "planned_values": {{"root_module": {{"resources": [{resources}]}}}}}}"#
    ))
}

/// A resource of the root module.
fn row(address: &str, values: &str) -> String {
    let kind = address.split('.').next().expect("a type");
    format!(r#"{{"address": {address:?}, "mode": "managed", "type": "{kind}", "values": {values}}}"#)
}

/// The notes' messages.
fn notes(part: &Part) -> Vec<&str> {
    part.notes.iter().map(|note| note.message.as_str()).collect()
}

/// A fact of a service: its least and its most.
fn fact(part: &Part, service: &str, kind: FactKind) -> Option<(i128, i128)> {
    let row = part.services.iter().find(|row| row.name.value == service);
    let row = row.unwrap_or_else(|| panic!("no service {service}: {:?}", part.services));
    row.facts.raw(kind).map(|fact| (fact.lo.floor(), fact.hi.floor()))
}

/// The machines: name, type, cores, pool and networks.
fn machines(part: &Part) -> Vec<(String, String, i128, String, Vec<String>)> {
    let rows = part.devices.iter().filter(|row| row.pool.is_some());
    rows.map(|row| {
        let said = |said: &Option<fiasco_estate::Said<String>>| {
            said.as_ref().map_or_else(String::new, |said| said.value.clone())
        };
        let cores = row.facts.raw(FactKind::Cores).map_or(0, |fact| fact.lo.floor());
        let networks = row.places.iter().map(|place| said(&place.network)).collect();
        (
            row.name.value.clone(),
            said(&row.kind),
            cores,
            said(&row.pool),
            networks,
        )
    })
    .collect()
}

/// The fixed part, what machines and replicas add, whether it is a least number, whether it stands already.
type Held = (i128, Vec<(String, i128)>, bool, bool);

/// What is held by one thing.
fn held(part: &Part, of: &str) -> Vec<Held> {
    let rows = part.holdings.iter().filter(|row| row.of.value == of);
    rows.map(|row| {
        let each = |rows: &[(String, Rational)]| -> Vec<(String, i128)> {
            rows.iter()
                .map(|(name, each)| (name.clone(), each.floor()))
                .collect()
        };
        let mut grows = each(&row.per_machine);
        grows.extend(each(&row.per_replica));
        (row.fixed.floor(), grows, row.at_least, row.exists)
    })
    .collect()
}
