//! Network ports of a type, by kind. Interfaces that no cable ends at are none.

use fiasco_estate::room::PortGroup;
use fiasco_estate::room::port::{PortKind, Protocol};
use std::collections::HashMap;

/// Groups of like ports, in the order of their first port.
#[derive(Default)]
pub(crate) struct Groups {
    groups: Vec<PortGroup>,
    known: HashMap<(PortKind, bool), usize>,
}

impl Groups {
    /// Counts a port in.
    pub(crate) fn add(&mut self, kind: PortKind, management: bool, name: &str) {
        if matches!(kind.protocol, Protocol::Virtual | Protocol::Wireless) {
            return;
        }
        let at = *self.known.entry((kind, management)).or_insert_with(|| {
            self.groups.push(PortGroup {
                kind,
                names: Vec::new(),
                count: 0,
                management,
            });
            self.groups.len() - 1
        });
        if let Some(group) = self.groups.get_mut(at) {
            group.names.push(name.to_owned());
            group.count = group.count.saturating_add(1);
        }
    }

    pub(crate) fn done(self) -> Vec<PortGroup> {
        self.groups
    }
}
