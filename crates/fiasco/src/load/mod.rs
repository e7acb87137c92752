//! From paths to an estate: which files belong to a project, what format each has, and reading them.
//!
//! A folder means what the tool it belongs to would read there: for compose the default file and its override
//! (and `.env`), for the native notation every file that is written in it, for Kubernetes the manifests in it
//! and below, for Terraform the one plan. Files named together are one project, merged in order. Other files in
//! a folder are listed as not read, never merged.

mod format;
pub mod git;
pub mod library;
pub mod live;
mod world;

pub use format::Format;
pub use world::{Disk, Item, World};

use crate::cli::ReadArgs;
use crate::commands::{Failure, name_input};
use crate::settings;
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, read};
use fiasco_estate::{Estate, Note, NoteKind};
use fiasco_import::library::{Class, Library, resolve};
use fiasco_import::part::{Part, declared_by_option};
use fiasco_import::{compose, config, join, kubernetes, native, netbox, terraform, unreadable, usage};
use fiasco_report::ReadSummary;
use fiasco_source::{FileId, Files, Span, toml, yaml};
use format::Looked;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Folders below a folder of manifests that are never looked into.
const NOT_BELOW: &[&str] = &["node_modules", "vendor", "target", "charts"];

/// How deep manifests are looked for below a folder.
const MAX_DEPTH: usize = 8;

/// How many files are looked at below a folder.
const MAX_FILES: usize = 20_000;

/// What was loaded.
pub struct Loaded {
    pub files: Files,
    pub estate: Estate,
    pub read: ReadSummary,
    /// Files by what they are; without those that another of them names.
    pub found: BTreeMap<Format, Vec<FileId>>,
}

/// Loads paths from the disk; none means the current folder.
///
/// # Errors
/// When nothing could be read at all: what was looked for and where.
pub fn load(paths: &[PathBuf], args: &ReadArgs) -> Result<Loaded, Failure> {
    let mut loaded = load_from(&Disk, paths, args)?;
    name_input(&mut loaded.read, paths, args);
    Ok(loaded)
}

/// Loads paths from wherever files come from.
///
/// # Errors
/// When nothing could be read at all: what was looked for and where.
pub fn load_from(world: &dyn World, paths: &[PathBuf], args: &ReadArgs) -> Result<Loaded, Failure> {
    let mut loader = Loader::new(world);
    let here = [PathBuf::from(".")];
    let paths_or_here = if paths.is_empty() { &here[..] } else { paths };
    for path in paths_or_here {
        loader.path(path)?;
    }
    for path in settings::files(world, paths_or_here) {
        let id = loader.file(&path)?;
        loader.settings.extend(id);
    }
    let answers = match &args.answers {
        Some(answers) => answers.clone(),
        None => live::ask(args)?,
    };
    loader.answers(answers);
    loader.finish(args, paths_or_here)
}

struct Loader<'w> {
    world: &'w dyn World,
    files: Files,
    /// Files by what they are, in order.
    found: BTreeMap<Format, Vec<FileId>>,
    /// The folder of the first compose file.
    compose_dir: Option<PathBuf>,
    /// Settings of the folders.
    settings: Vec<FileId>,
    read: ReadSummary,
    notes: Part,
    /// What is wrong with files of a folder that could not be recognized: told only when nothing else is.
    broken: Vec<String>,
    /// Files that some tool has to render first: told when nothing else is read.
    to_render: Vec<String>,
}

impl<'w> Loader<'w> {
    fn new(world: &'w dyn World) -> Self {
        Self {
            world,
            files: Files::new(),
            found: BTreeMap::new(),
            compose_dir: None,
            settings: Vec::new(),
            read: ReadSummary::default(),
            notes: Part::default(),
            broken: Vec::new(),
            to_render: Vec::new(),
        }
    }

    fn path(&mut self, path: &Path) -> Result<(), Failure> {
        if settings::is_one(self.world, path) {
            return Ok(());
        }
        if self.world.is_dir(path) {
            return self.folder(path);
        }
        // A folder that was named before may have brought it.
        if self.read.read.contains(&path_text(path)) {
            return Ok(());
        }
        let Some(id) = self.file(path)? else { return Ok(()) };
        match format::look(&self.files, id, path) {
            Looked::Is(format) => self.add(format, id, path),
            Looked::Render(what) => return Err(Failure::Message(format!("{}: {what}", path.display()))),
            // Broken before it could be recognized: its problems are worth telling to who asked for it.
            Looked::Unknown(problems) if !problems.is_empty() => self.add(Format::Native, id, path),
            Looked::Unknown(_) => {
                return Err(Failure::Message(format!(
                    "{}: not recognized: expected {KNOWN}",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    fn folder(&mut self, folder: &Path) -> Result<(), Failure> {
        let items = self.list(folder)?;
        let names = items
            .iter()
            .filter(|item| !item.is_dir)
            .map(|item| item.name.as_str());
        let names: Vec<&str> = names.collect();
        let defaults = compose::default_files(&names);
        let rendered = self.rendered_by(folder, &names);
        let mut plans = Vec::new();
        for name in &names {
            if !format::may_be_ours(name) || defaults.contains(name) || rendered == Some(*name) {
                continue;
            }
            let path = folder.join(name);
            let Some(id) = self.file(&path)? else { continue };
            match format::look(&self.files, id, &path) {
                Looked::Is(Format::Compose) => self.leave(&path),
                Looked::Is(Format::Kubernetes) if rendered.is_some() => self.leave(&path),
                // Values of a chart may look like anything.
                Looked::Is(Format::Native) if rendered.is_some() && name.starts_with("values") => {
                    self.leave(&path);
                }
                Looked::Is(Format::Terraform) => plans.push((id, path)),
                Looked::Is(format) => self.add(format, id, &path),
                Looked::Render(what) => {
                    self.leave(&path);
                    self.to_render.push(format!("{}: {what}", path_text(&path)));
                }
                Looked::Unknown(problems) => {
                    self.forget(&path);
                    self.remember_broken(&problems);
                }
            }
        }
        self.plans(plans);
        for name in defaults.iter().filter(|name| **name != ".env") {
            let path = folder.join(name);
            if let Some(id) = self.file(&path)? {
                self.add(Format::Compose, id, &path);
            }
        }
        let nothing_else = self
            .found
            .keys()
            .all(|format| matches!(format, Format::Kubernetes | Format::Usage));
        if nothing_else && self.to_render.is_empty() {
            let mut left = MAX_FILES;
            self.below(folder, &items, 0, &mut left)?;
        }
        if let Some(hint) =
            terraform::needs_plan(&names).filter(|_| !self.found.contains_key(&Format::Terraform))
        {
            self.to_render.push(format!("{}: {hint}", path_text(folder)));
        }
        Ok(())
    }

    /// Kubernetes manifests below a folder, as `kubectl apply -R -f` would read them.
    fn below(
        &mut self,
        folder: &Path,
        items: &[Item],
        depth: usize,
        left: &mut usize,
    ) -> Result<(), Failure> {
        if depth > MAX_DEPTH {
            return Ok(());
        }
        for item in items.iter().filter(|item| item.is_dir) {
            if item.name.starts_with('.') || NOT_BELOW.contains(&item.name.as_str()) {
                continue;
            }
            let path = folder.join(&item.name);
            let Ok(inner) = self.list(&path) else { continue };
            let names = inner.iter().filter(|item| !item.is_dir);
            let names: Vec<&str> = names.map(|item| item.name.as_str()).collect();
            if self.rendered_by(&path, &names).is_some() {
                continue;
            }
            for file in inner.iter().filter(|item| !item.is_dir) {
                let is_manifest = [".yaml", ".yml", ".json"]
                    .iter()
                    .any(|end| file.name.ends_with(end));
                if !is_manifest || *left == 0 {
                    continue;
                }
                *left -= 1;
                let path = path.join(&file.name);
                let Some(id) = self.file(&path)? else { continue };
                match format::look(&self.files, id, &path) {
                    Looked::Is(Format::Kubernetes) => self.add(Format::Kubernetes, id, &path),
                    Looked::Render(what) => {
                        self.leave(&path);
                        self.to_render.push(format!("{}: {what}", path_text(&path)));
                    }
                    Looked::Is(_) => self.leave(&path),
                    Looked::Unknown(_) => self.forget(&path),
                }
            }
            self.below(&path, &inner, depth + 1, left)?;
        }
        Ok(())
    }

    /// The file by which a folder belongs to a tool that renders it, a chart or a kustomization: what lies in it
    /// are parts, and no objects yet.
    fn rendered_by<'n>(&mut self, folder: &Path, names: &[&'n str]) -> Option<&'n str> {
        let (name, what) = names
            .iter()
            .find_map(|name| Some((*name, kubernetes::needs_rendering(name, "")?)))?;
        let path = folder.join(name);
        self.to_render.push(format!("{}: {what}", path_text(&path)));
        self.read.not_read.push(path_text(&path));
        Some(name)
    }

    /// One plan is the folder's, or one state where there is no plan: a plan has what a state says, and what comes.
    /// Of several nobody can say which.
    fn plans(&mut self, plans: Vec<(FileId, PathBuf)>) {
        let (ahead, standing): (Vec<_>, Vec<_>) = plans
            .into_iter()
            .partition(|(id, _)| terraform::is_plan(self.files.text(*id)));
        let (mut one, rest) = if ahead.is_empty() {
            (standing, ahead)
        } else {
            (ahead, standing)
        };
        if let [(id, path)] = one.as_slice() {
            let (id, path) = (*id, path.clone());
            self.add(Format::Terraform, id, &path);
            one.clear();
        }
        for (_, path) in one.into_iter().chain(rest) {
            self.leave(&path);
        }
    }

    /// What a running system answered, as files.
    fn answers(&mut self, answers: Vec<live::Answer>) {
        for (name, bytes) in answers {
            match self.files.add(name.clone(), bytes) {
                Ok(id) => {
                    self.read.read.push(name);
                    self.found.entry(Format::Usage).or_default().push(id);
                }
                Err(problem) => self.notes.notes.extend(unreadable(vec![*problem])),
            }
        }
    }

    fn list(&self, folder: &Path) -> Result<Vec<Item>, Failure> {
        let items = self.world.list(folder);
        items.map_err(|error| Failure::Message(format!("failed to list {}: {error}", folder.display())))
    }

    fn add(&mut self, format: Format, id: FileId, path: &Path) {
        self.found.entry(format).or_default().push(id);
        if format == Format::Compose && self.compose_dir.is_none() {
            self.compose_dir = Some(path.parent().unwrap_or(Path::new("")).to_path_buf());
        }
    }

    fn ids(&self, format: Format) -> &[FileId] {
        self.found.get(&format).map(Vec::as_slice).unwrap_or_default()
    }

    /// Reads a file; one that cannot be read becomes a note, and the others go on.
    fn file(&mut self, path: &Path) -> Result<Option<FileId>, Failure> {
        let name = path_text(path);
        let bytes = match self.world.read(path) {
            Ok(bytes) => bytes,
            Err(error) => return Err(Failure::Message(format!("failed to read {name}: {error}"))),
        };
        if bytes.starts_with(b"PK\x03\x04") {
            return Err(Failure::Message(format!("{name}: {}", terraform::BINARY_PLAN)));
        }
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

    /// Another tool's or project's: listed, never merged.
    fn leave(&mut self, path: &Path) {
        self.forget(path);
        self.read.not_read.push(path_text(path));
    }

    fn remember_broken(&mut self, problems: &[fiasco_source::Problem]) {
        self.broken.extend(problems.iter().map(|problem| {
            let place = problem
                .span
                .map_or_else(|| problem.path.clone(), |at| self.files.place(at).to_string());
            format!("{place}: {}", problem.message)
        }));
    }

    fn finish(mut self, args: &ReadArgs, paths: &[PathBuf]) -> Result<Loaded, Failure> {
        let mut parts = vec![std::mem::take(&mut self.notes)];
        let mut gathered = None;
        if !self.ids(Format::Compose).is_empty() {
            gathered = Some(self.gather_compose(args)?);
        }
        if let Some(gathered) = &gathered {
            let imported = compose::import(&self.files, gathered);
            self.read.inactive = imported.inactive;
            parts.push(imported.part);
        }
        type Import = fn(&Files, &[FileId]) -> Part;
        let importers: [(Format, Import); 4] = [
            (Format::Kubernetes, kubernetes::import),
            (Format::Terraform, terraform::import),
            (Format::Netbox, netbox::import),
            (Format::Usage, usage::import),
        ];
        for (format, import) in importers {
            if !self.ids(format).is_empty() {
                parts.push(import(&self.files, self.ids(format)));
            }
        }
        // What a team states itself comes last, and so wins.
        for id in self.ids(Format::Native) {
            let (tree, problems) = yaml::read(&self.files, *id);
            let mut part = native::import(&self.files, &tree);
            part.notes.splice(0..0, unreadable(problems));
            parts.push(part);
        }
        if let Some(host) = &args.host {
            describe_host(&mut parts, host)?;
        }
        if self.found.keys().all(|format| *format == Format::Usage) {
            let measured = !self.found.is_empty();
            return Err(nothing_read(
                &parts,
                &self.to_render,
                &self.broken,
                measured,
                paths,
            ));
        }
        parts.push(settings::part(&self.files, &self.settings, &self.read.read));
        let name = self.project_name(paths);
        let mut estate = join(&name, parts);
        self.device_types(args, &mut estate)?;
        let empty = estate.entities() == 0 && estate.services.is_empty();
        if empty && estate.notes.iter().any(|note| note.kind == NoteKind::Unreadable) {
            return Err(Failure::Message(first_problems(&self.files, &estate)));
        }
        Ok(Loaded {
            files: self.files,
            estate,
            read: self.read,
            found: self.found,
        })
    }

    /// Gives devices what their types say, where there is a library of types and a device that names one. A folder on
    /// the command line is on the disk; one in the settings is where the settings are, and missing there it is only
    /// told: a revision may be older than it.
    fn device_types(&mut self, args: &ReadArgs, estate: &mut Estate) -> Result<(), Failure> {
        let disk = Disk;
        let (world, folder): (&dyn World, PathBuf) = match (&args.device_library, self.said_library()) {
            (Some(folder), _) => (&disk, folder.clone()),
            (None, Some((folder, at))) if !self.world.is_dir(&folder) => {
                let message = format!(
                    "there is no folder {}: what types of devices say is not known",
                    path_text(&folder)
                );
                estate.notes.push(Note::new(NoteKind::Dangling, at, message));
                return Ok(());
            }
            (None, Some((folder, _))) => (self.world, folder),
            (None, None) => {
                resolve(estate, &Library::default());
                return Ok(());
            }
        };
        if estate.devices.iter().all(|device| device.kind.is_none()) {
            return Ok(());
        }
        let library = library::read(world, &folder, &mut self.files)?.library;
        if library.is_empty() {
            return Err(Failure::Message(format!(
                "no device types in {}",
                folder.display()
            )));
        }
        self.read.device_types = Some((library.count(Class::Device), path_text(&folder)));
        resolve(estate, &library);
        Ok(())
    }

    /// The folder of device types that the settings name, and where; the last wins.
    fn said_library(&self) -> Option<(PathBuf, Span)> {
        self.settings.iter().rev().find_map(|id| {
            let (tree, _) = toml::read(&self.files, *id);
            let said = config::device_library(&tree)?;
            let beside = Path::new(self.files.path(*id)).parent()?.join(said.value);
            Some((beside, said.at?))
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
            if !args.env_files.is_empty() || self.world.is_file(path) {
                env_files.extend(self.file(path)?);
            }
        }
        let request = compose::Request {
            dir: path_text(&dir),
            files: self.ids(Format::Compose).to_vec(),
            env_files,
            variables: BTreeMap::new(),
            profiles: args.profiles.clone(),
            named: Vec::new(),
            swarm: args.swarm,
        };
        let world = self.world;
        let load = |path: &str| world.read(Path::new(path)).ok();
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

    /// The folder's name: that of the first path.
    fn project_name(&self, paths: &[PathBuf]) -> String {
        let name = paths.first().and_then(|path| self.world.folder_name(path));
        name.unwrap_or_else(|| "estate".to_owned())
    }
}

/// What can be read, in one line.
const KNOWN: &str = "a compose file (services: with image: or build:), Kubernetes manifests, a Terraform plan as JSON, a NetBox dump, usage (docker stats, kubectl top, Prometheus) or the native notation (devices:, links:, traffic:, services: with cpu: or calls:)";

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

fn nothing_read(
    parts: &[Part],
    to_render: &[String],
    broken: &[String],
    measured: bool,
    paths: &[PathBuf],
) -> Failure {
    let notes = parts
        .iter()
        .flat_map(|part| &part.notes)
        .map(|note| note.message.clone());
    let notes = notes.chain(to_render.iter().take(5).cloned());
    let notes: Vec<String> = notes.chain(broken.iter().take(5).cloned()).collect();
    if !notes.is_empty() {
        return Failure::Message(notes.join("\nerror: "));
    }
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    if measured {
        return Failure::Message(format!(
            "{}: only usage: name what it was measured of as well, such as `fiasco check . stats.json`",
            paths.join(", ")
        ));
    }
    Failure::NothingToRead(format!(
        "nothing to read in {}: looked for compose.yaml, compose.yml, docker-compose.yaml, docker-compose.yml, Kubernetes manifests, Terraform plans as JSON, NetBox dumps and YAML files in the native notation (devices:, links:, traffic:, services: with cpu: or calls:)",
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
