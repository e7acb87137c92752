//! How busy things are: `docker stats`, `kubectl top`, answers of Prometheus.

pub mod queries;

pub use queries::queries;

use crate::Part;
use fiasco_source::{FileId, Files};

/// Whether a text is a measurement in one of these forms.
#[must_use]
pub fn recognizes_text(_text: &str) -> bool {
    false
}

/// Reads measurements.
#[must_use]
pub fn import(_files: &Files, _ids: &[FileId]) -> Part {
    Part::default()
}
