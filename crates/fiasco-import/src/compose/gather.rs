//! Which files a project consists of: what the caller names, and what these name in turn.
//!
//! The files are found by reading the project as far as it is known, and asking for what it names, until it
//! names nothing new. So there is one idea of what names a file, and no second to disagree with it.

use super::paths;
use super::run;
use fiasco_source::{FileId, Files};
use std::collections::{BTreeMap, BTreeSet};

/// The most files that are looked for.
pub const MAX_GATHERED: usize = 500;

/// The longest chain of files that name each other.
const MAX_ROUNDS: usize = 32;

/// What to read.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The project folder, as the paths of files name it; its last part names the project.
    pub dir: String,
    /// The Compose files, in the order they are merged.
    pub files: Vec<FileId>,
    /// The environment files, later ones winning. With none, `.env` of the project folder is looked for.
    pub env_files: Vec<FileId>,
    /// Variables that win over any file.
    pub variables: BTreeMap<String, String>,
    /// Active profiles; `*` is all of them.
    pub profiles: Vec<String>,
    /// Services that are active whatever their profiles.
    pub named: Vec<String>,
    /// Whether a swarm runs it (`docker stack deploy`).
    pub swarm: bool,
}

/// A request, and every file it takes.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// What was asked for.
    pub request: Request,
    pub(super) found: BTreeMap<String, Found>,
    pub(super) yaml: BTreeSet<FileId>,
}

/// What came of looking for a file.
#[derive(Debug, Clone)]
pub(super) enum Found {
    /// It is there.
    File(FileId),
    /// It is not.
    Missing,
    /// It is there, but cannot be read.
    Refused(String),
}

/// What a file is wanted for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Want {
    /// A Compose file.
    Compose,
    /// A file of variables.
    Environment,
}

impl Gathered {
    fn new(files: &Files, request: &Request) -> Self {
        let given = request.files.iter().chain(&request.env_files);
        let found = given.map(|id| (paths::normal(files.path(*id)), Found::File(*id)));
        Self {
            request: request.clone(),
            found: found.collect(),
            yaml: request.files.iter().copied().collect(),
        }
    }

    /// The files that were found beyond the ones the request names, in the order of adding.
    #[must_use]
    pub fn added(&self) -> Vec<FileId> {
        let given: BTreeSet<&FileId> = self.request.files.iter().chain(&self.request.env_files).collect();
        let found = self.found.values().filter_map(|found| match found {
            Found::File(id) => Some(*id),
            _ => None,
        });
        let added: BTreeSet<FileId> = found.filter(|id| !given.contains(id)).collect();
        added.into_iter().collect()
    }

    /// Looks for a file; says whether anything is known now that was not before.
    fn look(
        &mut self,
        files: &mut Files,
        load: &dyn Fn(&str) -> Option<Vec<u8>>,
        path: &str,
        want: Want,
    ) -> bool {
        let known = self.found.len();
        let found = match self.found.get(path) {
            Some(found) => found.clone(),
            None if known >= MAX_GATHERED => {
                Found::Refused(format!("the project names more than {MAX_GATHERED} files"))
            }
            None => match load(path).map(|bytes| files.add(path, bytes)) {
                None => Found::Missing,
                Some(Ok(id)) => Found::File(id),
                Some(Err(problem)) => Found::Refused(problem.message),
            },
        };
        let new_tree = match found {
            Found::File(id) if want == Want::Compose => self.yaml.insert(id),
            _ => false,
        };
        self.found.insert(path.to_owned(), found);
        new_tree || self.found.len() > known
    }
}

/// Finds and adds every file that the files of a request name by `include`, `extends` or `env_file`, directly or
/// not. `load` answers the content of a path, or `None` if there is no such file; paths are relative to what
/// `dir` of the request is relative to. What is missing becomes a note when the project is imported.
pub fn gather(files: &mut Files, load: &dyn Fn(&str) -> Option<Vec<u8>>, request: &Request) -> Gathered {
    let mut gathered = Gathered::new(files, request);
    for _ in 0..MAX_ROUNDS {
        let wants = run(files, &gathered).1;
        let mut changed = false;
        for (path, want) in wants {
            changed |= gathered.look(files, load, &path, want);
        }
        if !changed {
            break;
        }
    }
    gathered
}
