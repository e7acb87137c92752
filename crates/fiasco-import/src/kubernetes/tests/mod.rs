//! Manifests as small tables and stories.

mod bad;
mod calls;
mod cluster;
mod never;
mod pods;
mod recognizing;
mod resources;
mod sample;
mod scaling;

use super::import;
use crate::Part;
use crate::part::ServiceRow;
use fiasco_estate::fact::FactKind;
use fiasco_estate::kubernetes::Pods;
use fiasco_estate::quantity::Rational;
use fiasco_source::{Files, Span};

/// What was read, with its files for spans.
struct Read {
    files: Files,
    part: Part,
}

/// Reads these files as one cluster.
fn cluster(texts: &[&str]) -> Read {
    let mut files = Files::new();
    let ids: Vec<_> = texts
        .iter()
        .zip(1..)
        .map(|(text, n)| files.add(format!("{n}.yaml"), text.as_bytes().to_vec()).unwrap())
        .collect();
    let part = import(&files, &ids);
    Read { files, part }
}

/// A Deployment `web` of one container `web`; `pod` is added to its pod, `container` to its container, both as
/// YAML in braces.
fn web(container: &str, pod: &str) -> String {
    format!(
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{template: {{metadata: {{labels: \
         {{app: web}}}}, spec: {{containers: [{{name: web, image: \"web:1\"{container}}}]{pod}}}}}}}\n"
    )
}

/// A workload of any kind with one container.
fn workload(api: &str, kind: &str, name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: {api}\nkind: {kind}\nmetadata: {{name: {name}}}\nspec: {{template: {{metadata: {{labels: \
         {{app: {name}}}}}, spec: {{containers: [{{name: c, image: \"{name}:1\"}}]}}}}{spec}}}\n"
    )
}

impl Read {
    fn service(&self, name: &str) -> &ServiceRow {
        let found = self.part.services.iter().find(|row| row.name.value == name);
        found.unwrap_or_else(|| {
            panic!(
                "no service {name} in {:?}; notes: {:?}",
                self.names(),
                self.said()
            )
        })
    }

    fn pods(&self, name: &str) -> &Pods {
        self.service(name).pods.as_deref().unwrap()
    }

    fn names(&self) -> Vec<&str> {
        let names = self.part.services.iter().map(|row| row.name.value.as_str());
        names.collect()
    }

    /// A fact of a service in its base unit, as a decimal.
    fn fact(&self, service: &str, kind: FactKind) -> Option<String> {
        self.value(service, kind).map(|value| value.decimal(6))
    }

    fn value(&self, service: &str, kind: FactKind) -> Option<Rational> {
        self.service(service).facts.raw(kind).map(|fact| fact.lo)
    }

    /// `file:line:column` of a span.
    fn place(&self, at: Option<Span>) -> String {
        at.map(|at| self.files.place(at).to_string()).unwrap_or_default()
    }

    /// Every note as `place kind message (help)`.
    fn said(&self) -> Vec<String> {
        let notes = self.part.notes.iter().map(|note| {
            let help = note
                .help
                .as_ref()
                .map(|help| format!(" ({help})"))
                .unwrap_or_default();
            format!("{} {:?} {}{help}", self.place(note.at), note.kind, note.message)
        });
        notes.collect()
    }

    /// Every note as the text it stands at, and what it says.
    fn told(&self) -> Vec<String> {
        let notes = self.said().into_iter().zip(&self.part.notes);
        let notes = notes.map(|(said, note)| {
            let at = note.at.map(|at| self.files.snippet(at)).unwrap_or_default();
            format!("{at} | {}", said.split_once(' ').unwrap().1)
        });
        notes.collect()
    }

    /// The calls of a service as `callee by hint`, with `~` for side channels.
    fn calls(&self, service: &str) -> Vec<String> {
        let calls = self.service(service).calls.iter().map(|call| {
            let side = if call.side_channel { "~" } else { "" };
            format!(
                "{side}{} by {}",
                call.to.value,
                call.hint.as_deref().unwrap_or("?")
            )
        });
        calls.collect()
    }
}
