//! Kubernetes manifests: YAML or JSON, several documents in a file, `List` kinds, rendered Helm and Kustomize
//! output, and what `kubectl get -o yaml` prints of a running cluster. All files together are one cluster.
//!
//! A workload becomes a service, its pods the replicas. What other objects say of it by name or by selector
//! (autoscalers, disruption budgets, limit ranges, claims) is put into its row; what pods call is read from their
//! environment, as for compose. Each file here is one concern.

mod allow;
mod autoscaler;
mod budget;
mod calls;
mod claims;
mod configs;
mod containers;
mod document;
mod environment;
mod keys;
mod kinds;
mod limits;
mod named;
mod names;
mod nodes;
mod pod;
mod quantity;
mod quotas;
mod reading;
mod recognize;
mod resources;
mod selector;
mod services;
mod strategy;
mod workload;

#[cfg(test)]
mod tests;

use crate::{Part, not_understood, unreadable};
use fiasco_source::{FileId, Files, Problem, Tree, json, yaml};
use reading::Reading;

pub use recognize::{needs_rendering, recognizes_text};

/// Reads manifests, in order, as one cluster.
#[must_use]
pub fn import(files: &Files, ids: &[FileId]) -> Part {
    let mut part = Part::default();
    let mut trees = Vec::with_capacity(ids.len());
    for id in ids {
        let (tree, problems) = read(files, *id);
        part.notes.extend(unreadable(problems));
        trees.push(tree);
    }
    let mut reading = Reading::new(files, part);
    let objects = document::objects(&mut reading, &trees);
    kinds::read(&mut reading, objects);
    let mut part = reading.finish();
    for tree in &trees {
        part.notes.extend(not_understood(tree, keys::KNOWN));
    }
    part
}

/// The tree of a file.
fn read(files: &Files, id: FileId) -> (Tree<'_>, Vec<Problem>) {
    if files.text(id).trim_start().starts_with(['{', '[']) {
        json::read(files, id)
    } else {
        yaml::read(files, id)
    }
}
