//! A folder of device types: which files of it are types, in the order of their paths.
//!
//! The folder is a library's top, with `device-types` and `module-types` in it, or one of these two, or holds a
//! folder for each maker, or is the folder of one maker. Everything else in it, such as pictures, schemas and types
//! of racks, is left alone.

use super::{World, path_text};
use crate::commands::Failure;
use fiasco_import::library::{Class, Library, Problem, Topic};
use fiasco_source::{FileId, Files};
use std::path::{Path, PathBuf};

/// Folders of a library, and what their types are of.
const FOLDERS: [(&str, Class); 2] = [("device-types", Class::Device), ("module-types", Class::Module)];

/// How many types are read; the largest library there is has some ten thousand.
const MAX_TYPES: usize = 100_000;

/// What was found in a folder.
pub struct Read {
    /// Its types.
    pub library: Library,
    /// Files that could not be taken in.
    pub refused: Vec<Problem>,
}

/// Reads the types of a folder; their files are added to `files`.
///
/// # Errors
/// That the folder cannot be listed, or has far too many files.
pub fn read(world: &dyn World, folder: &Path, files: &mut Files) -> Result<Read, Failure> {
    let mut shelf = Shelf {
        world,
        files,
        sources: Vec::new(),
        refused: Vec::new(),
    };
    shelf.top(folder)?;
    let Shelf { sources, refused, .. } = shelf;
    Ok(Read {
        library: Library::read(files, &sources),
        refused,
    })
}

struct Shelf<'w> {
    world: &'w dyn World,
    files: &'w mut Files,
    sources: Vec<(FileId, Class)>,
    refused: Vec<Problem>,
}

impl Shelf<'_> {
    fn top(&mut self, folder: &Path) -> Result<(), Failure> {
        let mut whole = false;
        for (name, class) in FOLDERS {
            let inner = folder.join(name);
            if self.world.is_dir(&inner) {
                whole = true;
                self.makers(&inner, class)?;
            }
        }
        if whole {
            return Ok(());
        }
        let is = |name: &&str| {
            folder.ends_with(name) || folder.parent().is_some_and(|above| above.ends_with(name))
        };
        let class = FOLDERS.iter().find(|(name, _)| is(name));
        self.makers(folder, class.map_or(Class::Device, |(_, class)| *class))
    }

    /// The types in a folder, and in the folders of makers in it.
    fn makers(&mut self, folder: &Path, class: Class) -> Result<(), Failure> {
        let makers = self.types(folder, class)?;
        for maker in makers {
            self.types(&maker, class)?;
        }
        Ok(())
    }

    /// The types in a folder; returns the folders in it.
    fn types(&mut self, folder: &Path, class: Class) -> Result<Vec<PathBuf>, Failure> {
        let items = self.world.list(folder).map_err(|error| {
            Failure::Message(format!(
                "failed to list the device types in {}: {error}",
                folder.display()
            ))
        })?;
        let mut folders = Vec::new();
        for item in items.into_iter().filter(|item| !item.name.starts_with('.')) {
            let path = folder.join(&item.name);
            if item.is_dir {
                folders.push(path);
            } else if item.name.ends_with(".yaml") || item.name.ends_with(".yml") {
                self.file(&path, class)?;
            }
        }
        Ok(folders)
    }

    fn file(&mut self, path: &Path, class: Class) -> Result<(), Failure> {
        if self.sources.len() >= MAX_TYPES {
            return Err(Failure::Message(format!(
                "more than {MAX_TYPES} files up to {}: is this a folder of device types?",
                path.display()
            )));
        }
        let name = path_text(path);
        let added = match self.world.read(path) {
            Ok(bytes) => self.files.add(name, bytes).map_err(|problem| problem.to_string()),
            Err(error) => Err(format!("{name}: failed to read: {error}")),
        };
        match added {
            Ok(id) => self.sources.push((id, class)),
            Err(message) => self.refused.push(Problem {
                topic: Topic::Unreadable,
                class,
                at: None,
                message,
            }),
        }
        Ok(())
    }
}
