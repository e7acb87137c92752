//! Kubernetes manifests: YAML or JSON, several documents in a file, `List` kinds, rendered Helm and Kustomize
//! output.

use crate::Part;
use fiasco_source::{FileId, Files};

/// Whether a text holds Kubernetes objects: `apiVersion` and `kind` at the top of a document.
#[must_use]
pub fn recognizes_text(_text: &str) -> bool {
    false
}

/// What to do with a file that has to be rendered first: a kustomization, a part of a chart.
#[must_use]
pub fn needs_rendering(_name: &str, _text: &str) -> Option<String> {
    None
}

/// Reads manifests, in order, as one cluster.
#[must_use]
pub fn import(_files: &Files, _ids: &[FileId]) -> Part {
    Part::default()
}
