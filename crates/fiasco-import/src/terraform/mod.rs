//! Terraform plans and states as `terraform show -json` prints them, and state files of version 4. What is there
//! after the plan is applied is the estate as it stands: machines in pools, subnets, databases, services, and what
//! is held against the quotas of the account. What is known only after apply is unknown, never a default; what a
//! sensitive value says is never looked at.

mod azure;
mod compute;
mod config;
mod document;
mod google;
mod graph;
mod kinds;
mod labels;
mod network;
mod quotas;
mod resource;
mod services;
mod sizes;
mod stores;
#[cfg(test)]
mod tests;

use crate::part::Part;
use crate::{not_understood, unreadable};
use document::Document;
use fiasco_estate::pool::HoldingKind;
use fiasco_estate::{Note, NoteKind, Said};
use fiasco_source::{FileId, Files, Problem, Span, Tree, json};
use graph::Graph;
use labels::Labels;
use quotas::Count;
use std::collections::BTreeMap;

/// What to say of a plan that is not JSON.
pub const BINARY_PLAN: &str =
    "a plan in Terraform's own binary form: run `terraform show -json FILE > plan.json` and name plan.json";

/// How much of a text is looked at for what a plan or state begins with.
const HEAD: usize = 4096;

/// Whether a text is a plan or a state as JSON.
#[must_use]
pub fn recognizes_text(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('{') {
        return false;
    }
    let head = text.get(..text.floor_char_boundary(HEAD)).unwrap_or_default();
    let has = |key: &str| head.contains(&format!("\"{key}\""));
    if has("format_version") && (has("terraform_version") || has("planned_values") || has("resource_changes"))
    {
        return true;
    }
    if has("terraform_version") && (has("lineage") || has("serial")) {
        return true;
    }
    // Tools that sort the keys of a plan put its version behind its configuration.
    text.contains("\"format_version\"") && text.contains("\"resource_changes\"")
}

/// Whether what was recognized is a plan, and not a state.
#[must_use]
pub fn is_plan(text: &str) -> bool {
    text.contains("\"planned_values\"") || text.contains("\"resource_changes\"")
}

/// What to do with a folder of configuration without a plan.
#[must_use]
pub fn needs_plan(names: &[&str]) -> Option<String> {
    names.iter().any(|name| name.ends_with(".tf")).then(|| {
        "Terraform configuration without a plan: run `terraform plan -out plan.bin`, then `terraform show -json plan.bin > plan.json`"
            .to_owned()
    })
}

/// Reads plans and states.
#[must_use]
pub fn import(files: &Files, ids: &[FileId]) -> Part {
    let mut part = Part::default();
    for id in ids {
        let (tree, problems) = read(files, *id);
        part.notes.extend(unreadable(problems));
        let document = Document::read(&tree);
        let mut reader = Reader::new(Graph::of(document), &mut part);
        reader.all();
        part.notes.extend(not_understood(
            &tree,
            &["planned_values", "values", "resource_changes"],
        ));
    }
    part
}

/// The one place that knows what syntax a plan is written in.
fn read<'f>(files: &'f Files, id: FileId) -> (Tree<'f>, Vec<Problem>) {
    json::read(files, id)
}

/// A pool as later steps need it.
struct Made {
    /// Its name.
    name: String,
    /// Its machines today.
    machines: usize,
}

/// A document that is being turned into rows.
struct Reader<'p, 't, 'a> {
    graph: Graph<'t, 'a>,
    part: &'p mut Part,
    labels: Labels,
    /// Networks by the resource of their subnet.
    subnets: BTreeMap<usize, Said<String>>,
    /// Pools by the resource that makes their machines.
    pools: BTreeMap<usize, Made>,
    /// Services by their resource.
    services: BTreeMap<usize, String>,
    /// What is counted, by kind and what it belongs to.
    counts: BTreeMap<(HoldingKind, String), Count>,
}

impl<'p, 't, 'a> Reader<'p, 't, 'a> {
    fn new(graph: Graph<'t, 'a>, part: &'p mut Part) -> Self {
        let mut reader = Self {
            labels: Labels::of(&graph),
            graph,
            part,
            subnets: BTreeMap::new(),
            pools: BTreeMap::new(),
            services: BTreeMap::new(),
            counts: BTreeMap::new(),
        };
        reader.part.notes.append(&mut reader.graph.document.notes);
        reader
    }

    fn all(&mut self) {
        self.subnets();
        self.gateways();
        self.compute();
        self.stores();
        self.services();
        self.google();
        self.azure();
        self.quotas();
    }

    /// The name a resource goes by.
    fn label(&self, index: usize) -> Said<String> {
        self.labels
            .get(index)
            .cloned()
            .unwrap_or_else(|| self.graph.row(index).address_name())
    }

    fn note(&mut self, at: Span, message: impl Into<String>) {
        self.part.notes.push(Note::new(NoteKind::Unreadable, at, message));
    }
}
