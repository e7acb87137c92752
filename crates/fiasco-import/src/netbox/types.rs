//! Hardware: what the type of a device says of all its devices, and the ports and inlets that NetBox lists for
//! each. Devices that have all of it in common share one row.

use super::amounts::{decimal, found, set, with_unit};
use super::devices::{Devices, Thing, airflow};
use super::lists::{Kind, List};
use super::racks::MASS;
use super::row::{Row, Table, text};
use crate::Part;
use crate::library::ports::Groups;
use fiasco_estate::Confidence;
use fiasco_estate::fact::{FactKind, RawFact};
use fiasco_estate::quantity::Rational;
use fiasco_estate::room::plug::Plug;
use fiasco_estate::room::port::PortKind;
use fiasco_estate::room::{Airflow, HALF_UNITS, Hardware};
use fiasco_source::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// What NetBox lists for one device.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Own<'t> {
    /// Kind, whether it is only for management, and name of each network port.
    pub(super) ports: Vec<(PortKind, bool, &'t str)>,
    /// Power inlets, by kind.
    pub(super) inlets: Vec<(Plug, u32)>,
    /// It passes power on: what hangs on it draws, and not it.
    pub(super) passes_on: Option<Span>,
    /// What the modules in it weigh, in kilograms, as far as their types say.
    modules: Option<Rational>,
}

impl Own<'_> {
    /// Adds a module of this mass.
    pub(super) fn add_mass(&mut self, kilograms: Rational) {
        let before = self.modules.unwrap_or(Rational::ZERO);
        self.modules = before.plus(kilograms).ok();
    }
}

/// Types of one NetBox, and what its devices have.
#[derive(Default)]
pub(super) struct Types<'t> {
    by_id: HashMap<u64, Hardware>,
    own: HashMap<usize, Own<'t>>,
}

impl<'t> Types<'t> {
    pub(super) fn read(lists: &[List<'t, '_>], part: &mut Part) -> Self {
        let mut types = Self::default();
        for list in lists.iter().filter(|list| list.kind == Kind::Types) {
            let mut table = Table::new(&[
                "id",
                "u_height",
                "is_full_depth",
                "airflow",
                "weight",
                "weight_unit",
            ]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                let Some((id, _)) = row.id(&mut table) else {
                    continue;
                };
                let hardware = of_type(&row, &mut table);
                types.by_id.entry(id).or_insert(hardware);
            }
            table.finish(part);
        }
        types
    }

    /// What a device has, to be added to.
    pub(super) fn own(&mut self, device: usize) -> &mut Own<'t> {
        self.own.entry(device).or_default()
    }

    /// Gives devices their hardware.
    pub(super) fn give(mut self, devices: &mut Devices) {
        /// Devices of one type with the same parts are the same hardware.
        type Same<'t> = (Option<u64>, Option<Airflow>, Own<'t>);
        let mut known: HashMap<Same<'t>, Option<Arc<Hardware>>> = HashMap::new();
        for (at, (row, thing)) in devices.rows().enumerate() {
            let own = self.own.remove(&at).unwrap_or_default();
            let Thing { kind, airflow, .. } = thing;
            let of_type = kind.and_then(|kind| self.by_id.get(&kind));
            let hardware = known
                .entry((kind, airflow, own))
                .or_insert_with_key(|(_, airflow, own)| assembled(of_type, *airflow, own));
            row.hardware.clone_from(hardware);
            row.hardware_at = row.hardware.as_ref().and(row.name.at);
        }
    }
}

/// What a device is by its type, what it states itself, and its ports.
fn assembled(of_type: Option<&Hardware>, airflow: Option<Airflow>, own: &Own<'_>) -> Option<Arc<Hardware>> {
    let mut hardware = of_type.cloned().unwrap_or_default();
    let mut groups = Groups::default();
    for (kind, management, name) in &own.ports {
        groups.add(*kind, *management, name);
    }
    hardware.ports = groups.done();
    hardware.inlets.clone_from(&own.inlets);
    hardware.airflow = airflow.or(hardware.airflow);
    if let Some(at) = own.passes_on {
        let nothing = Some((Rational::ZERO, at));
        set(&mut hardware.facts, FactKind::Power, nothing, Confidence::Default);
    }
    // A chassis weighs what its type says and what is in it; of an unknown one, the modules say nothing.
    let chassis = hardware.facts.raw(FactKind::Weight).copied();
    if let (Some(chassis), Some(modules)) = (chassis, own.modules)
        && let (Ok(lo), Ok(hi)) = (chassis.lo.plus(modules), chassis.hi.plus(modules))
    {
        hardware.facts.set(RawFact { lo, hi, ..chassis });
    }
    if hardware == Hardware::default() {
        return None;
    }
    // What comes from the type holds for all of its devices, and was not looked up on this one.
    hardware.confidence = Some(match of_type {
        Some(_) => Confidence::Default,
        None => Confidence::Declared,
    });
    Some(Arc::new(hardware))
}

/// What a type says of its devices.
fn of_type<'t>(row: &Row<'t, '_>, table: &mut Table<'t>) -> Hardware {
    let mut hardware = Hardware {
        full_depth: row.get("is_full_depth").and_then(|node| match text(node) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => {
                let message = format!(
                    "expected `is_full_depth` to be true or false, found {}",
                    found(node)
                );
                table.wrong(node.span(), message);
                None
            }
        }),
        airflow: airflow(row, table),
        ..Hardware::default()
    };
    let height = row.get("u_height").and_then(|node| {
        let halves = |height: &Rational| height.times(Rational::int(i64::from(HALF_UNITS)));
        let height = decimal(node)
            .filter(|height| !height.is_negative() && halves(height).is_ok_and(Rational::is_integer));
        if height.is_none() {
            let message = format!(
                "expected `u_height` in rack units, in steps of a half, found {}",
                found(node)
            );
            table.wrong(node.span(), message);
        }
        Some((height?, node.span()))
    });
    set(&mut hardware.facts, FactKind::Units, height, Confidence::Default);
    let weight = with_unit(row, ["weight", "weight_unit"], MASS, table);
    set(&mut hardware.facts, FactKind::Weight, weight, Confidence::Default);
    hardware
}
