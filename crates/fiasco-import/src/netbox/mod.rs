//! What NetBox says of racks, devices, cables and addresses.

use crate::Part;
use fiasco_source::{FileId, Files};

/// Whether a text is a NetBox dump, or a list as its REST interface answers it.
#[must_use]
pub fn recognizes_text(_text: &str) -> bool {
    false
}

/// Reads dumps and lists, in order, as one NetBox.
#[must_use]
pub fn import(_files: &Files, _ids: &[FileId]) -> Part {
    Part::default()
}
