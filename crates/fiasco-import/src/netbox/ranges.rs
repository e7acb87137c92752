//! Ranges of addresses: those that say that DHCP leases them.

use super::lists::List;
use super::prefixes::{Place, Prefixes, address};
use super::row::{Table, text};
use crate::Part;
use fiasco_estate::{Note, NoteKind, Said};
use fiasco_source::{Node, Span};
use std::net::IpAddr;

impl Prefixes {
    /// Ranges that say that DHCP leases them.
    pub(super) fn ranges(&mut self, list: &List<'_, '_>, part: &mut Part) {
        let mut table = Table::new(&["id", "start_address", "end_address", "vrf", "status", "role"]);
        for node in &list.rows {
            let Some(row) = table.row(*node) else { continue };
            if row.choice("status").and_then(text) == Some("deprecated") {
                continue;
            }
            let end = |key| {
                let said = row.said(key)?;
                Some((address(&said.value)?, said.at?))
            };
            let (Some((first, at)), Some((last, _))) = (end("start_address"), end("end_address")) else {
                table.wrong(
                    node.span(),
                    "expected a `start_address` and an `end_address`".to_owned(),
                );
                continue;
            };
            if !row.get("role").is_some_and(is_dhcp) {
                super::later(part, "address ranges without a DHCP role");
                continue;
            }
            let scope = self.scope(&row);
            match (self.place(scope, first, None), self.place(scope, last, None)) {
                (Place::In(a), Place::In(b)) if a == b && first <= last => {
                    self.lease(a, first, last, at, part)
                }
                _ => table.wrong(at, format!("no one prefix holds the range {first} to {last}")),
            }
        }
        table.finish(part);
    }

    fn lease(&mut self, network: usize, first: IpAddr, last: IpAddr, at: Span, part: &mut Part) {
        let Some(row) = self.networks.get_mut(network) else {
            return;
        };
        match &row.dhcp {
            None => row.dhcp = Some(Said::new((first, last), at)),
            Some(known) => {
                let message = format!(
                    "{} has a second DHCP range, {first} to {last}, which is not counted",
                    row.name.value
                );
                let mut note = Note::new(NoteKind::NotUnderstood, at, message);
                if let Some(known) = known.at {
                    note = note.related(known, "the range that counts");
                }
                part.notes.push(note);
            }
        }
    }
}

/// Whether a role says that DHCP leases what has it.
fn is_dhcp(role: Node<'_, '_>) -> bool {
    let words = [role.peek("slug"), role.peek("name"), Some(role)];
    let mut words = words.into_iter().flatten().filter_map(text);
    words.any(|word| word.to_ascii_lowercase().contains("dhcp"))
}
