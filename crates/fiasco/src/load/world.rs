//! Where files come from: the disk, or whatever else can list folders and give bytes, such as a revision of a
//! repository.

use std::io;
use std::path::Path;

/// Something in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// Whether it is a folder.
    pub is_dir: bool,
}

/// Files in folders.
pub trait World {
    /// What is in a folder, sorted by name; names that are not UTF-8 are left out.
    ///
    /// # Errors
    /// When it cannot be listed.
    fn list(&self, folder: &Path) -> io::Result<Vec<Item>>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Whether a path is a folder.
    fn is_dir(&self, path: &Path) -> bool;

    /// Whether a path is a file.
    fn is_file(&self, path: &Path) -> bool;

    /// What to call the folder a path stands in, or is.
    fn folder_name(&self, path: &Path) -> Option<String>;
}

/// The disk.
pub struct Disk;

impl World for Disk {
    fn list(&self, folder: &Path) -> io::Result<Vec<Item>> {
        let mut items: Vec<Item> = std::fs::read_dir(folder)?
            .filter_map(|entry| {
                let entry = entry.ok()?;
                let is_dir = entry.path().is_dir();
                let name = entry.file_name().into_string().ok()?;
                Some(Item { name, is_dir })
            })
            .collect();
        items.sort();
        Ok(items)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn folder_name(&self, path: &Path) -> Option<String> {
        let path = std::fs::canonicalize(path).ok()?;
        let folder = if path.is_dir() {
            Some(&*path)
        } else {
            path.parent()
        };
        Some(folder?.file_name()?.to_string_lossy().into_owned())
    }
}
