//! What the files say about the run itself: `fiasco.toml` of a folder, and comments in any file that was read.

use crate::load::World;
use fiasco_estate::allow::comments;
use fiasco_import::{Part, config, unreadable};
use fiasco_source::{FileId, Files, toml};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Whether a path names a file of settings, which goes with every path.
pub fn is_one(world: &dyn World, path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == config::NAME) && world.is_file(path)
}

/// The files of settings that go with paths: those of folders, those beside files, each once.
pub fn files(world: &dyn World, paths: &[PathBuf]) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        let folder = if world.is_dir(path) {
            path
        } else {
            path.parent().unwrap_or(Path::new(""))
        };
        let file = folder.join(config::NAME);
        if world.is_file(&file) && !found.contains(&file) {
            found.push(file);
        }
    }
    found
}

/// What the settings say, and the comments of the files that were read.
pub fn part(files: &Files, settings: &[FileId], read: &[String]) -> Part {
    let mut part = Part::default();
    for id in settings {
        let (tree, problems) = toml::read(files, *id);
        let said = config::import(&tree);
        part.notes.extend(unreadable(problems));
        part.notes.extend(said.notes);
        part.allows.extend(said.allows);
    }
    let read: BTreeSet<&str> = read.iter().map(String::as_str).collect();
    for (id, _, _) in files.iter().filter(|(_, path, _)| read.contains(path)) {
        let (allows, notes) = comments(files, id);
        part.allows.extend(allows);
        part.notes.extend(notes);
    }
    part
}
