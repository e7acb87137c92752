//! What NetBox says of devices and their modules, addresses, prefixes, cables, racks, reservations and power: the file that `fiasco pull netbox` writes, and
//! lists as people save them from the REST interface, of NetBox 2.11 to 4.x.
//!
//! Files of one server are one NetBox, whatever their order. Rows have a few dozen fields each, of which few
//! matter here: each field is used, known not to matter, or told as not understood, once for a whole list.
//! Lists that no rule needs yet (circuits, clusters) are accepted and named as not looked at.

mod addresses;
mod amounts;
mod devices;
mod keys;
mod links;
mod lists;
mod modules;
mod power;
mod prefixes;
mod racks;
mod ranges;
mod row;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_room;
mod types;

use crate::Part;
use devices::Devices;
use fiasco_source::{FileId, Files, Tree, json};
use lists::{Kind, Lists};
use modules::Modules;
use prefixes::Prefixes;
use racks::Racks;
use types::Types;

/// What the file of `fiasco pull netbox` calls its form.
const SCHEMA: &str = "fiasco/netbox/1";

/// How much of a text is looked at to tell what it is.
const HEAD: usize = 4096;

/// Whether a text is a NetBox dump, or a list as its REST interface answers it.
#[must_use]
pub fn recognizes_text(text: &str) -> bool {
    let head = &text[..text.floor_char_boundary(HEAD)];
    if !head.trim_start().starts_with(['{', '[']) {
        return false;
    }
    let apps = ["/api/dcim/", "/api/ipam/", "/api/virtualization/"];
    head.contains(SCHEMA) || apps.iter().any(|app| head.contains(app))
}

/// Reads dumps and lists, in order; files of one server are one NetBox.
#[must_use]
pub fn import(files: &Files, ids: &[FileId]) -> Part {
    let mut part = Part::default();
    let mut trees: Vec<Tree<'_>> = Vec::with_capacity(ids.len());
    for id in ids {
        let (tree, problems) = json::read(files, *id);
        part.notes.extend(crate::unreadable(problems));
        trees.push(tree);
    }
    let mut lists = Lists::default();
    for tree in &trees {
        lists.take(tree, files.path(tree.file()), &mut part);
    }
    for server in lists.servers() {
        one(server, &mut part);
    }
    part
}

/// One NetBox.
fn one<'t>(lists: &[lists::List<'t, '_>], part: &mut Part) {
    let prefixes = Prefixes::read(lists, part);
    let mut racks = Racks::read(lists, part);
    let mut devices = Devices::read(lists, &mut racks, part);
    let mut places = addresses::Places::new(prefixes);
    places.read(lists, &mut devices, part);
    let mut types = Types::read(lists, part);
    let modules = Modules::read(lists, &mut devices, &mut types, part);
    links::read(lists, &mut devices, &mut types, &modules, part);
    power::read(lists, (&mut devices, &mut types), &modules, &mut racks, part);
    places.finish(&mut devices, part);
    types.give(&mut devices);
    let first = part.devices.len();
    part.devices.extend(devices.finish(&racks));
    racks.finish(first, part);
    for list in lists.iter().filter(|list| !list.rows.is_empty()) {
        if let Kind::Later(area) = list.kind {
            later(part, area);
        }
    }
}

/// Remembers an area that no rule looks at yet.
fn later(part: &mut Part, area: &'static str) {
    if !part.not_looked_at.contains(&area) {
        part.not_looked_at.push(area);
    }
}
