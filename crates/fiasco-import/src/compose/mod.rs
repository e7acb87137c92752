//! Docker Compose: files, merged the way docker compose merges them, to the services, networks and host ports of
//! one project.
//!
//! A project is several files, and which ones is written in them, so reading takes two steps: [`gather`] finds
//! the files, [`import`] reads them. Both run the same code; the first only asks what is missing.
//!
//! Nothing is executed and nothing fetched. Values of variables stay inside: no note, hint or message shows one.

mod brackets;
mod dotenv;
mod environment;
mod extends;
mod extension;
mod facts;
mod gather;
mod hints;
mod include;
mod interpolate;
mod keys;
mod merge;
mod networks;
mod notes;
mod paths;
mod ports;
mod project;
mod reading;
mod recognize;
mod references;
mod service;
mod value;
mod volumes;

#[cfg(test)]
mod tests;

pub use gather::{Gathered, MAX_GATHERED, Request, gather};
pub use ports::published_port;
pub use recognize::{default_files, recognizes};

use crate::Part;
use environment::Environment;
use fiasco_estate::{Note, NoteKind};
use fiasco_source::{Entry, Files, yaml};
use gather::Want;
use project::Setting;
use reading::Reading;
use service::{Draft, HOST};
use std::collections::{BTreeMap, BTreeSet};
use value::{Field, Map, Value};

/// What a project says.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The rows, and what came up.
    pub part: Part,
    /// The project's name, which Docker puts before the names of networks and containers.
    pub project: String,
    /// Services that their profiles leave out, in source order.
    pub inactive: Vec<String>,
}

/// Reads a project. The files are the ones that [`gather`] added to.
#[must_use]
pub fn import(files: &Files, gathered: &Gathered) -> Imported {
    run(files, gathered).0
}

/// Reads a project as far as its files are known; answers also the files that are named but not known.
fn run(files: &Files, gathered: &Gathered) -> (Imported, BTreeMap<String, Want>) {
    let drawn_up = brackets::drawn_up(files, &gathered.yaml);
    let source = drawn_up.as_ref().unwrap_or(files);
    let mut trees = BTreeMap::new();
    let mut problems = Vec::new();
    for id in &gathered.yaml {
        let (tree, found) = yaml::read(source, *id);
        trees.insert(*id, tree);
        problems.extend(found);
    }
    let mut reading = Reading::new(files, gathered, &trees);
    crate::unreadable(problems)
        .into_iter()
        .for_each(|note| reading.notes.add(note));
    let mut imported = reading.whole_project();
    reading.not_understood();
    reading.unset_variables();
    imported.part.notes = reading.notes.finish();
    (imported, reading.wants)
}

impl<'t> Reading<'t> {
    fn whole_project(&mut self) -> Imported {
        let gathered = self.gathered;
        let request = &gathered.request;
        let mut env = self.environment();
        let (project, said) = self.project_name(&env);
        env.suggest("COMPOSE_PROJECT_NAME", &project);
        let trail = request
            .files
            .iter()
            .map(|id| paths::normal(self.files.path(*id)))
            .collect();
        let setting = Setting {
            base: request.dir.clone(),
            env,
            project: 0,
            trail,
        };
        let mut top = Map::default();
        self.project(&request.files, &setting, &mut top);
        let (mut drafts, inactive) = self.services(&top, &setting.env);
        hints::add(&mut drafts);
        let mut services: Vec<_> = drafts.into_iter().map(|draft| draft.row).collect();
        let networks = self.networks(&project, &top, &mut services);
        for key in ["volumes", "configs", "secrets"] {
            top.field(key).into_iter().for_each(Field::mark_deep);
        }
        let extension = self.extension(&top);
        let devices = if services.is_empty() {
            Vec::new()
        } else {
            vec![self.host(HOST, extension.host.as_ref())]
        };
        let part = Part {
            name: said.then(|| project.clone()),
            devices,
            networks,
            services,
            traffic: extension.traffic,
            ..Part::default()
        };
        Imported {
            part,
            project,
            inactive,
        }
    }

    /// The active services, and the names of the others.
    fn services(&mut self, top: &Map<'t>, env: &Environment) -> (Vec<Draft>, Vec<String>) {
        let empty = Map::default();
        let services = top.get("services").and_then(Value::map).unwrap_or(&empty);
        let names: BTreeSet<&str> = services.0.keys().map(String::as_str).collect();
        let profiles = self.profiles(env);
        let (mut drafts, mut inactive) = (Vec::new(), Vec::new());
        for (name, field) in &services.0 {
            if !self.is_active(name, field, &profiles) {
                inactive.push((name, field));
            } else if let Some(draft) = self.service(name, field, env) {
                self.check_waits(name, &draft.waits, &names);
                self.check_references(name, field, top);
                drafts.push(draft);
            }
        }
        // After the active ones, which may share entries with them: what is used stays used.
        for (_, field) in &inactive {
            field.entries.iter().for_each(Entry::mark_irrelevant);
        }
        (
            drafts,
            inactive.into_iter().map(|(name, _)| name.clone()).collect(),
        )
    }

    fn profiles(&self, env: &Environment) -> BTreeSet<String> {
        let from_env = env.value("COMPOSE_PROFILES").unwrap_or_default();
        let from_env = from_env
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
            .map(str::to_owned);
        self.gathered
            .request
            .profiles
            .iter()
            .cloned()
            .chain(from_env)
            .collect()
    }

    fn is_active(&self, name: &str, field: &Field<'t>, active: &BTreeSet<String>) -> bool {
        let profiles = field.value.map().and_then(|map| map.0.get("profiles"));
        let profiles = profiles.map(|field| field.value.items()).unwrap_or_default();
        profiles.is_empty()
            || active.contains("*")
            || self.gathered.request.named.iter().any(|named| named == name)
            || profiles
                .iter()
                .filter_map(Value::text)
                .any(|profile| active.contains(profile.text.as_ref()))
    }

    /// One note for each variable that is not set.
    fn unset_variables(&mut self) {
        for (name, places) in std::mem::take(&mut self.unset) {
            let Some(first) = places.first() else { continue };
            let count = match places.len() {
                1 => String::new(),
                count => format!(", in {count} places"),
            };
            let message = format!("variable `{name}` is not set: it is read as empty{count}");
            self.notes.add(Note::new(NoteKind::Dangling, *first, message));
        }
    }
}
