//! From paths to an estate: which files belong to a project, what format each has, and reading them.
//!
//! A folder means what the tool it belongs to would read there: for compose the default file and its override
//! (and `.env`), for the native notation every file that is written in it. Files named together are one
//! project, merged in order. Other files in a folder are listed as not read, never merged.

use crate::cli::ReadArgs;
use crate::commands::{Failure, name_input};
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, read};
use fiasco_estate::{Estate, NoteKind};
use fiasco_import::part::{Part, declared_by_option};
use fiasco_import::{compose, join, native, netbox, unreadable};
use fiasco_report::ReadSummary;
use fiasco_source::{FileId, Files, yaml};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What was loaded.
pub struct Loaded {
    pub files: Files,
    pub estate: Estate,
    pub read: ReadSummary,
}

/// Loads paths; none means the current folder.
///
/// # Errors
/// When nothing could be read at all: what was looked for and where.
pub fn load(paths: &[PathBuf], args: &ReadArgs) -> Result<Loaded, Failure> {
    let mut loader = Loader::default();
    let here = [PathBuf::from(".")];
    let paths_or_here = if paths.is_empty() { &here[..] } else { paths };
    for path in paths_or_here {
        loader.path(path)?;
    }
    let mut loaded = loader.finish(args, paths_or_here)?;
    name_input(&mut loaded.read, paths, args);
    Ok(loaded)
}

#[derive(Default)]
struct Loader {
    files: Files,
    /// Files in the native notation.
    native: Vec<FileId>,
    /// What NetBox says.
    netbox: Vec<FileId>,
    /// Compose files, in merge order, and the folder of the first.
    compose: Vec<FileId>,
    compose_dir: Option<PathBuf>,
    read: ReadSummary,
    notes: Part,
    /// What is wrong with files of a folder that could not be recognized: told only when nothing else is.
    broken: Vec<String>,
}

impl Loader {
    fn path(&mut self, path: &Path) -> Result<(), Failure> {
        if path.is_dir() {
            return self.folder(path);
        }
        let Some(id) = self.file(path)? else { return Ok(()) };
        match self.format(id, path, true) {
            Some(Format::Compose) => self.add_compose(id, path),
            Some(Format::Native) => self.native.push(id),
            Some(Format::Netbox) => self.netbox.push(id),
            None => {
                return Err(Failure::Message(format!(
                    "{}: not recognized: expected a compose file (services: with image: or build:) or the native notation (devices:, links:, traffic:, services: with cpu: or calls:)",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    fn folder(&mut self, folder: &Path) -> Result<(), Failure> {
        let listing = std::fs::read_dir(folder)
            .map_err(|error| format!("failed to list {}: {error}", folder.display()))?;
        let mut names: Vec<String> = listing
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort();
        let all: Vec<&str> = names.iter().map(String::as_str).collect();
        let defaults: Vec<String> = compose::default_files(&all)
            .into_iter()
            .map(str::to_owned)
            .collect();
        for name in &names {
            let ours = [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end));
            if !ours || defaults.contains(name) {
                continue;
            }
            let path = folder.join(name);
            if !path.is_file() {
                continue;
            }
            let Some(id) = self.file(&path)? else { continue };
            match self.format(id, &path, false) {
                Some(Format::Native) => self.native.push(id),
                Some(Format::Netbox) => self.netbox.push(id),
                Some(Format::Compose) => {
                    self.forget(&path);
                    self.read.not_read.push(path_text(&path));
                }
                None => self.forget(&path),
            }
        }
        for name in defaults.iter().filter(|name| name.as_str() != ".env") {
            let path = folder.join(name);
            if let Some(id) = self.file(&path)? {
                self.add_compose(id, &path);
            }
        }
        Ok(())
    }

    fn add_compose(&mut self, id: FileId, path: &Path) {
        self.compose.push(id);
        if self.compose_dir.is_none() {
            self.compose_dir = Some(path.parent().unwrap_or(Path::new("")).to_path_buf());
        }
    }

    /// Reads a file; one that cannot be read becomes a note, and the others go on.
    fn file(&mut self, path: &Path) -> Result<Option<FileId>, Failure> {
        let name = path_text(path);
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) => return Err(Failure::Message(format!("failed to read {name}: {error}"))),
        };
        match self.files.add(name.clone(), bytes) {
            Ok(id) => {
                self.read.read.push(name);
                Ok(Some(id))
            }
            Err(problem) => {
                self.notes.notes.extend(unreadable(vec![*problem]));
                Ok(None)
            }
        }
    }

    fn forget(&mut self, path: &Path) {
        let name = path_text(path);
        self.read.read.retain(|read| *read != name);
    }

    /// What a file is, by its name and its content; `named` when somebody asked for this very file.
    fn format(&mut self, id: FileId, path: &Path, named: bool) -> Option<Format> {
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if netbox::recognizes_text(self.files.text(id)) {
            return Some(Format::Netbox);
        }
        if name.ends_with(".json") && !named {
            return None;
        }
        // Most native files show it at the start of some line, which spares reading the file twice.
        if native::recognizes_text(self.files.text(id)) {
            return Some(Format::Native);
        }
        let (tree, problems) = yaml::read(&self.files, id);
        if native::recognizes(&tree) {
            Some(Format::Native)
        } else if compose::recognizes(&tree, name) {
            Some(Format::Compose)
        } else {
            // Broken before it could be recognized: its problems are worth telling to who asked for it.
            let is_broken = !problems.is_empty();
            self.broken.extend(problems.iter().map(|problem| {
                let place = problem
                    .span
                    .map_or_else(|| problem.path.clone(), |at| self.files.place(at).to_string());
                format!("{place}: {}", problem.message)
            }));
            (named && is_broken).then_some(Format::Native)
        }
    }

    fn finish(mut self, args: &ReadArgs, paths: &[PathBuf]) -> Result<Loaded, Failure> {
        let mut parts = vec![std::mem::take(&mut self.notes)];
        let mut gathered = None;
        if !self.compose.is_empty() {
            gathered = Some(self.gather_compose(args)?);
        }
        if let Some(gathered) = &gathered {
            let imported = compose::import(&self.files, gathered);
            self.read.inactive = imported.inactive;
            parts.push(imported.part);
        }
        if !self.netbox.is_empty() {
            parts.push(netbox::import(&self.files, &self.netbox));
        }
        for id in &self.native {
            let (tree, problems) = yaml::read(&self.files, *id);
            let mut part = native::import(&self.files, &tree);
            part.notes.splice(0..0, unreadable(problems));
            parts.push(part);
        }
        if let Some(host) = &args.host {
            describe_host(&mut parts, host)?;
        }
        if self.compose.is_empty() && self.native.is_empty() && self.netbox.is_empty() {
            return Err(nothing_read(&parts, &self.broken, paths));
        }
        let name = project_name(paths);
        let estate = join(&name, parts);
        let empty = estate.entities() == 0 && estate.services.is_empty();
        if empty && estate.notes.iter().any(|note| note.kind == NoteKind::Unreadable) {
            return Err(Failure::Message(first_problems(&self.files, &estate)));
        }
        Ok(Loaded {
            files: self.files,
            estate,
            read: self.read,
        })
    }

    fn gather_compose(&mut self, args: &ReadArgs) -> Result<compose::Gathered, Failure> {
        let dir = self.compose_dir.clone().unwrap_or_default();
        let mut env_files = Vec::new();
        let default_env = [dir.join(".env")];
        let named = if args.env_files.is_empty() {
            &default_env[..]
        } else {
            &args.env_files
        };
        for path in named {
            if !args.env_files.is_empty() || path.is_file() {
                env_files.extend(self.file(path)?);
            }
        }
        let request = compose::Request {
            dir: path_text(&dir),
            files: self.compose.clone(),
            env_files,
            variables: BTreeMap::new(),
            profiles: args.profiles.clone(),
            named: Vec::new(),
            swarm: args.swarm,
        };
        let load = |path: &str| std::fs::read(path).ok();
        let before = self.files.len();
        let gathered = compose::gather(&mut self.files, &load, &request);
        let found: Vec<String> = self
            .files
            .iter()
            .skip(before)
            .map(|(_, path, _)| path.to_owned())
            .collect();
        self.read.read.extend(found);
        Ok(gathered)
    }
}

enum Format {
    Compose,
    Native,
    Netbox,
}

/// `8GiB/4cores`, in either order, or one of them.
fn describe_host(parts: &mut [Part], text: &str) -> Result<(), Failure> {
    let mut facts = Vec::new();
    for piece in text.split('/') {
        let memory = read(piece, Measure::Data).map(|reading| (FactKind::Memory, reading));
        let found = memory.or_else(|_| read(piece, Measure::Cores).map(|reading| (FactKind::Cores, reading)));
        let (kind, reading) = found
            .map_err(|error| format!("cannot read --host {text}: {error}; write for example 8GiB/4cores"))?;
        facts.push(declared_by_option(kind, reading));
    }
    let mut hosts = parts
        .iter_mut()
        .flat_map(|part| &mut part.devices)
        .filter(|device| device.assumed)
        .peekable();
    if hosts.peek().is_none() {
        return Err(Failure::Message(
            "--host describes the host of a compose file, and no compose file was read".to_owned(),
        ));
    }
    for host in hosts {
        for fact in &facts {
            host.facts.set(*fact);
        }
    }
    Ok(())
}

fn path_text(path: &Path) -> String {
    let text = path.display().to_string();
    text.strip_prefix("./").map(str::to_owned).unwrap_or(text)
}

/// The folder's name: that of the first path.
fn project_name(paths: &[PathBuf]) -> String {
    let first = paths.first().and_then(|path| std::fs::canonicalize(path).ok());
    let folder = first.and_then(|path| {
        if path.is_dir() {
            Some(path)
        } else {
            path.parent().map(Path::to_path_buf)
        }
    });
    folder
        .and_then(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
        .unwrap_or_else(|| "estate".to_owned())
}

fn nothing_read(parts: &[Part], broken: &[String], paths: &[PathBuf]) -> Failure {
    let notes = parts
        .iter()
        .flat_map(|part| &part.notes)
        .map(|note| note.message.clone());
    let notes: Vec<String> = notes.chain(broken.iter().take(5).cloned()).collect();
    if !notes.is_empty() {
        return Failure::Message(notes.join("\nerror: "));
    }
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    Failure::Message(format!(
        "nothing to read in {}: looked for compose.yaml, compose.yml, docker-compose.yaml, docker-compose.yml and YAML files in the native notation (devices:, links:, traffic:, services: with cpu: or calls:)",
        paths.join(", ")
    ))
}

fn first_problems(files: &Files, estate: &Estate) -> String {
    let notes = estate
        .notes
        .iter()
        .filter(|note| note.kind == NoteKind::Unreadable)
        .take(5);
    let lines: Vec<String> = notes
        .map(|note| {
            let place = note
                .at
                .map_or(String::new(), |at| format!("{}: ", files.place(at)));
            let help = note
                .help
                .as_ref()
                .map_or(String::new(), |help| format!("; {help}"));
            format!("{place}{}{help}", note.message)
        })
        .collect();
    lines.join("\nerror: ")
}
