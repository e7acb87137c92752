//! Modules: what sits in the bays of devices. NetBox lists their ports among those of their device, with the module
//! each belongs to; what they weigh is in their type. Ports of a module that is planned, or not in its bay any more, are
//! not there.

use super::amounts::with_unit;
use super::devices::{Class, Devices};
use super::lists::{Kind, List};
use super::racks::MASS;
use super::row::{Row, Table, number, text};
use super::types::Types;
use crate::Part;
use fiasco_estate::quantity::Rational;
use fiasco_source::Span;
use std::collections::{HashMap, HashSet};

/// Modules that are not in their bay: not yet, or not any more.
const AWAY: &[&str] = &["planned", "staged", "offline", "decommissioning"];

/// Modules of one NetBox whose ports are not there.
#[derive(Default)]
pub(super) struct Modules(HashSet<u64>);

impl Modules {
    /// Reads modules and their types, and gives devices what the modules in them weigh.
    pub(super) fn read<'t>(
        lists: &[List<'t, '_>],
        devices: &mut Devices,
        types: &mut Types<'t>,
        part: &mut Part,
    ) -> Self {
        let mut weights: HashMap<u64, Option<(Rational, Span)>> = HashMap::new();
        for list in lists.iter().filter(|list| list.kind == Kind::ModuleTypes) {
            let mut table = Table::new(&["id", "weight", "weight_unit"]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                if let Some((id, _)) = row.id(&mut table) {
                    let weight = with_unit(&row, ["weight", "weight_unit"], MASS, &mut table);
                    weights.entry(id).or_insert(weight);
                }
            }
            table.finish(part);
        }
        let mut modules = Self::default();
        let mut met = HashSet::new();
        for list in lists.iter().filter(|list| list.kind == Kind::Modules) {
            let mut table = Table::new(&["id", "device", "module_type", "status"]);
            for node in &list.rows {
                let Some(row) = table.row(*node) else { continue };
                let Some((id, _)) = row.id(&mut table).filter(|(id, _)| met.insert(*id)) else {
                    continue;
                };
                let status = row.choice("status").and_then(text);
                if status.is_some_and(|status| AWAY.contains(&status)) {
                    modules.0.insert(id);
                    continue;
                }
                let device = row
                    .get("device")
                    .and_then(|short| devices.find(Class::Device, short));
                let weight = row.get("module_type").and_then(number);
                let weight = weight.and_then(|id| weights.get(&id).copied().flatten());
                if let (Some(device), Some((weight, _))) = (device, weight) {
                    types.own(device).add_mass(weight);
                }
            }
            table.finish(part);
        }
        modules
    }

    /// Whether a port is there: of no module, or of one that is in its bay.
    pub(super) fn has(&self, port: &Row<'_, '_>) -> bool {
        let module = port.get("module").and_then(number);
        module.is_none_or(|id| !self.0.contains(&id))
    }
}
