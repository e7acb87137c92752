//! `include`: whole projects that come under the file that names them, read with a folder and variables of their
//! own.

use super::gather::Want;
use super::merge::{Level, Resets, merge};
use super::paths;
use super::project::Setting;
use super::reading::Reading;
use super::value::{Field, Map, Value};
use fiasco_estate::{Note, NoteKind};
use fiasco_source::{FileId, Span};

/// The most projects that are included, directly or not.
const MAX_PROJECTS: usize = 200;

/// What an included project adds to the one that includes it.
const SHARED: &[&str] = &["services", "networks", "volumes", "configs", "secrets"];

/// One project to include.
#[derive(Default)]
struct Inclusion {
    files: Vec<(String, Span)>,
    folder: Option<String>,
    env_files: Vec<(String, Span)>,
}

impl<'t> Reading<'t> {
    /// A file with what it includes under it.
    pub fn include(&mut self, field: &Field<'t>, map: Map<'t>, setting: &Setting) -> Map<'t> {
        field.mark_deep();
        let mut under = Map::default();
        for item in self.included_items(&field.value) {
            let Some(inclusion) = self.inclusion(item) else {
                continue;
            };
            let Some(mut project) = self.included(&inclusion, item.at, setting) else {
                continue;
            };
            project.0.retain(|key, _| SHARED.contains(&key.as_str()));
            self.conflicts(&under, &project);
            merge(&mut under, project, Level::Top, Resets::Keep);
        }
        self.conflicts(&under, &map);
        merge(&mut under, map, Level::Top, Resets::Keep);
        under
    }

    fn included_items<'v>(&mut self, value: &'v Value<'t>) -> &'v [Value<'t>] {
        if value.map().is_some() {
            self.misread(value, "`include`", "a list of paths");
        }
        value.items()
    }

    /// Reads a path, or the long form.
    fn inclusion(&mut self, item: &Value<'t>) -> Option<Inclusion> {
        let Some(map) = item.map() else {
            let path = self.some_text(item, "`include`", "the path of a file")?;
            return Some(Inclusion {
                files: vec![(path.to_owned(), item.at)],
                ..Inclusion::default()
            });
        };
        let files = map
            .get("path")
            .map_or_else(Vec::new, |value| self.path_list(value));
        if files.is_empty() {
            self.notes.unreadable(
                item.at,
                "`include`: expected the path of a file under `path`, found none",
            );
            return None;
        }
        let folder = map
            .get("project_directory")
            .and_then(|value| self.some_text(value, "`project_directory`", "the path of a folder"))
            .map(str::to_owned);
        let env_files = map
            .get("env_file")
            .map_or_else(Vec::new, |value| self.path_list(value));
        Some(Inclusion {
            files,
            folder,
            env_files,
        })
    }

    fn path_list(&mut self, value: &Value<'t>) -> Vec<(String, Span)> {
        let mut list = Vec::new();
        if value.map().is_some() {
            self.misread(value, "`include`", "a path, or a list of paths");
        }
        for item in value.items() {
            if let Some(path) = self.some_text(item, "`include`", "the path of a file") {
                list.push((path.to_owned(), item.at));
            }
        }
        list
    }

    /// Reads an included project.
    fn included(&mut self, inclusion: &Inclusion, at: Span, setting: &Setting) -> Option<Map<'t>> {
        let mut files: Vec<FileId> = Vec::new();
        let mut trail = setting.trail.clone();
        for (path, at) in &inclusion.files {
            if paths::is_remote(path) {
                self.remote(*at, "include");
                return None;
            }
            let path = paths::join(&setting.base, path);
            let id = self.file(&path, Want::Compose, Some(*at))?;
            if trail.contains(&path) {
                let message = format!("`{path}` includes itself: {}", trail.join(" includes "));
                self.notes.unreadable(*at, message);
                return None;
            }
            trail.push(path);
            files.push(id);
        }
        self.projects += 1;
        if self.projects > MAX_PROJECTS {
            self.notes
                .unreadable(at, format!("more than {MAX_PROJECTS} files are included"));
            return None;
        }
        let first = inclusion.files.first().map_or("", |(path, _)| path);
        let base = match &inclusion.folder {
            Some(folder) => paths::join(&setting.base, folder),
            None => paths::folder(&paths::join(&setting.base, first)).to_owned(),
        };
        let mut inner = Setting {
            base,
            env: setting.env.child(),
            project: self.projects,
            trail,
        };
        self.inner_environment(inclusion, setting, &mut inner);
        let mut map = Map::default();
        self.project(&files, &inner, &mut map);
        Some(map)
    }

    /// The variables of an included project: those of the outer one win.
    fn inner_environment(&mut self, inclusion: &Inclusion, outer: &Setting, inner: &mut Setting) {
        if inclusion.env_files.is_empty() {
            let path = paths::join(&inner.base, ".env");
            if let Some(file) = self.file(&path, Want::Environment, None) {
                self.load_environment(file, &mut inner.env);
            }
        }
        for (path, at) in inclusion.env_files.iter().filter(|(path, _)| path != "/dev/null") {
            let path = paths::join(&outer.base, path);
            if let Some(file) = self.file(&path, Want::Environment, Some(*at)) {
                self.load_environment(file, &mut inner.env);
            }
        }
    }

    /// Notes what two files of an inclusion both define, which Compose refuses.
    fn conflicts(&mut self, under: &Map<'t>, over: &Map<'t>) {
        for key in SHARED {
            let (Some(under), Some(over)) = (under.0.get(*key), over.0.get(*key)) else {
                continue;
            };
            let (Some(under), Some(over)) = (under.value.map(), over.value.map()) else {
                continue;
            };
            for (name, field) in &over.0 {
                // The same file included on two ways is no conflict.
                let other = under.0.get(name).filter(|other| other.key_at != field.key_at);
                if let Some(other) = other {
                    let what = key.trim_end_matches('s');
                    let message = format!(
                        "{what} `{name}` is defined here and in an included file, which docker compose refuses"
                    );
                    let note = Note::new(NoteKind::Disagree, field.key_at, message);
                    self.notes.add(note.related(other.key_at, "the other definition"));
                }
            }
        }
    }
}
