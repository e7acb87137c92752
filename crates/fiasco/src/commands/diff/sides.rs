//! Which two sides are meant: two folders or files, two revisions, or a revision and the working tree.

use crate::cli::diff::DiffArgs;
use crate::commands::Failure;
use crate::load::git::Repository;
use crate::load::{Disk, World};
use std::path::{Path, PathBuf};

/// One side.
pub struct Side {
    /// What to call it.
    pub name: String,
    /// The commit, where it is one.
    pub commit: Option<String>,
    /// Where its files come from.
    pub world: Box<dyn World>,
    /// Which of them.
    pub paths: Vec<PathBuf>,
    /// Where the paths of options such as `--env-file` start.
    pub prefix: PathBuf,
}

impl Side {
    /// Those of its paths that are there.
    pub fn present(&self) -> Vec<PathBuf> {
        let there = self.paths.iter().filter(|path| self.has(path));
        there.cloned().collect()
    }

    fn has(&self, path: &Path) -> bool {
        self.world.is_dir(path) || self.world.is_file(path)
    }
}

/// Both sides, and what is to be said about how they were understood.
pub struct Sides {
    pub base: Side,
    pub head: Side,
    pub notes: Vec<String>,
}

/// Finds out what was meant.
///
/// # Errors
/// Which name means nothing, and what to do.
pub fn of(args: &DiffArgs) -> Result<Sides, Failure> {
    let sides = named_sides(args)?;
    for (before, after) in sides.base.paths.iter().zip(&sides.head.paths) {
        if !sides.base.has(before) && !sides.head.has(after) {
            return Err(Failure::Message(format!(
                "{} is neither in {} nor in {}",
                after.display(),
                sides.base.name,
                sides.head.name
            )));
        }
    }
    Ok(sides)
}

fn named_sides(args: &DiffArgs) -> Result<Sides, Failure> {
    let mut notes = Vec::new();
    if Path::new(&args.base).exists() {
        let sides = folders(args)?;
        for word in std::iter::once(&args.base).chain(args.rest.first()) {
            notes.extend(is_both(word));
        }
        return Ok(Sides {
            base: sides.0,
            head: sides.1,
            notes,
        });
    }
    let no_repository = |error: String| format!("`{}` is no file or folder here, and {error}", args.base);
    let repository = Repository::around(Path::new(".")).map_err(no_repository)?;
    let base = Word::of(&repository, &args.base).ok_or_else(|| repository.unknown(&args.base))?;
    let first = args.rest.first();
    let head = first
        .filter(|word| !Path::new(word).exists())
        .map(|word| Word::of(&repository, word).ok_or_else(|| repository.unknown(word)))
        .transpose()?;
    if let (None, Some(word)) = (&head, first) {
        notes.extend(is_both(word));
    }
    let paths = args.paths(usize::from(head.is_some()));
    let paths = inside(&repository, &paths)?;
    let base = base.side(&repository, &args.base, &paths)?;
    let head = match (&head, first) {
        (Some(head), Some(word)) => head.side(&repository, word, &paths)?,
        _ => Side {
            name: "working tree".to_owned(),
            commit: None,
            world: Box::new(repository.working_tree()?),
            // `REV:path` says where to look on both sides, unless something else does.
            paths: if args.rest.is_empty() {
                base.paths.clone()
            } else {
                paths
            },
            prefix: repository.inside(Path::new("")).unwrap_or_default(),
        },
    };
    Ok(Sides { base, head, notes })
}

/// Two folders or files, each narrowed to the same paths.
fn folders(args: &DiffArgs) -> Result<(Side, Side), Failure> {
    let Some(head) = args.rest.first() else {
        return Err(Failure::Message(format!(
            "`{0}` is a file or folder: name the one to compare it with as well (for a revision of that name write refs/heads/{0})",
            args.base
        )));
    };
    if !Path::new(head).exists() {
        return Err(Failure::Message(format!(
            "`{head}` is no file or folder, as `{}` is: name two files or folders, or two revisions",
            args.base
        )));
    }
    let narrow = args.paths(1);
    let side = |name: &String| {
        let folder = PathBuf::from(name);
        let paths = match narrow.as_slice() {
            [] => vec![folder],
            paths => paths.iter().map(|path| folder.join(path)).collect(),
        };
        Side {
            name: name.clone(),
            commit: None,
            world: Box::new(Disk),
            paths,
            prefix: PathBuf::new(),
        }
    };
    Ok((side(&args.base), side(head)))
}

/// That a name could have been read as a revision too.
fn is_both(word: &str) -> Option<String> {
    let repository = Repository::around(Path::new(".")).ok()?;
    repository.commit(word)?;
    Some(format!(
        "`{word}` is a path and a revision: read as the path (refs/heads/{word} or a commit id says the revision)"
    ))
}

fn inside(repository: &Repository, paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    let all = paths.iter().map(|path| {
        let outside = || format!("{} lies outside of the repository", path.display());
        Ok(named(repository.inside(path).ok_or_else(outside)?))
    });
    all.collect()
}

/// The top of a repository as a path that can be listed.
fn named(path: PathBuf) -> PathBuf {
    if path.as_os_str().is_empty() {
        PathBuf::from(".")
    } else {
        path
    }
}

/// A revision as typed: `main`, or `main:deploy` for a path in it.
struct Word {
    commit: String,
    path: Option<String>,
}

impl Word {
    fn of(repository: &Repository, word: &str) -> Option<Self> {
        if let Some(commit) = repository.commit(word) {
            return Some(Self { commit, path: None });
        }
        let (revision, path) = word.split_once(':')?;
        Some(Self {
            commit: repository.commit(revision)?,
            path: Some(path.to_owned()),
        })
    }

    fn side(&self, repository: &Repository, word: &str, paths: &[PathBuf]) -> Result<Side, Failure> {
        let own = match &self.path {
            None => None,
            // As git reads it: from the top, or, after `./`, from here.
            Some(path) if path.starts_with("./") || path.starts_with("../") => {
                Some(repository.inside(Path::new(path)))
            }
            Some(path) => Some(Some(PathBuf::from(path))),
        };
        let paths = match own {
            None => paths.to_vec(),
            Some(Some(path)) => vec![named(path)],
            Some(None) => return Err(Failure::Message(format!("{word} lies outside of the repository"))),
        };
        Ok(Side {
            name: word.to_owned(),
            commit: Some(self.commit.clone()),
            world: Box::new(repository.revision(&self.commit)?),
            paths,
            prefix: repository.inside(Path::new("")).unwrap_or_default(),
        })
    }
}
