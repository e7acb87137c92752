//! Files as a revision of a repository has them, and as its working tree has them now.
//!
//! The only place that runs another program, and that program is `git`, to read: `rev-parse`, `for-each-ref`,
//! `ls-tree`, `ls-files` and one `cat-file --batch`. Nothing is checked out, no hook, filter or file system
//! monitor runs, nothing is fetched, and no shell is involved. Symbolic links and submodules are no files here.

use super::world::{Item, World};
use fiasco_source::{MAX_FILE_BYTES, nearest};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// The most bytes of a listing that are read: some millions of files.
const MAX_LISTING: u64 = 256 * 1024 * 1024;

/// A repository, seen from a folder in it.
pub struct Repository {
    /// The folder that git is run in.
    here: PathBuf,
    /// The top of the working tree; `None` where there is none.
    top: Option<PathBuf>,
    /// The folder's path inside the repository.
    prefix: PathBuf,
}

impl Repository {
    /// The repository that a folder lies in.
    ///
    /// # Errors
    /// That git is not there, or that the folder is in no repository.
    pub fn around(folder: &Path) -> Result<Self, String> {
        let prefix = run(folder, &["rev-parse", "--show-prefix"]).map_err(|error| match error {
            Refusal::NoGit => "git is not installed, and only git knows revisions".to_owned(),
            Refusal::Says(text) if text.contains("not a git repository") => {
                format!("{} lies in no git repository", shown(folder))
            }
            Refusal::Says(text) => format!("git refuses: {text}"),
        })?;
        let top = run(folder, &["rev-parse", "--show-toplevel"]).ok();
        Ok(Self {
            here: folder.to_path_buf(),
            top: top.map(PathBuf::from),
            prefix: PathBuf::from(prefix),
        })
    }

    /// A path as it is called inside the repository; `None` where it leads out of it.
    pub fn inside(&self, path: &Path) -> Option<PathBuf> {
        match (&self.top, path.is_absolute()) {
            (Some(top), true) => clean(path.strip_prefix(top).ok()?),
            (None, true) => None,
            (_, false) => clean(&self.prefix.join(path)),
        }
        .map(PathBuf::from)
    }

    /// The commit that a word means; `None` where it means none.
    pub fn commit(&self, word: &str) -> Option<String> {
        if word.is_empty() || word.starts_with('-') {
            return None;
        }
        let revision = format!("{word}^{{commit}}");
        let id = run(&self.here, &["rev-parse", "--verify", "--quiet", &revision]).ok()?;
        let is_id = id.len() >= 40 && id.chars().all(|c| c.is_ascii_hexdigit());
        is_id.then_some(id)
    }

    /// Why a word means no commit, and what to do.
    pub fn unknown(&self, word: &str) -> String {
        let listed = run(
            &self.here,
            &[
                "for-each-ref",
                "--format=%(refname:short)",
                "refs/heads",
                "refs/tags",
                "refs/remotes",
            ],
        );
        let listed = listed.unwrap_or_default();
        let names: Vec<&str> = listed.lines().collect();
        let remote = names
            .iter()
            .find(|name| name.split_once('/').is_some_and(|(_, branch)| branch == word));
        let near = remote.copied().or_else(|| nearest(word, names.iter().copied()));
        let near = near.map_or_else(String::new, |near| format!(": did you mean `{near}`?"));
        let shallow = run(&self.here, &["rev-parse", "--is-shallow-repository"]).is_ok_and(|is| is == "true");
        let shallow = if shallow {
            "; this clone is shallow and may lack it: fetch all of it (`git fetch --unshallow`, or `fetch-depth: 0` where a build checks out)"
        } else {
            ""
        };
        format!("`{word}` is no file or folder here, and no revision of the repository{near}{shallow}")
    }

    /// The files of a commit.
    ///
    /// # Errors
    /// What git says.
    pub fn revision(&self, commit: &str) -> Result<Revision, String> {
        let listing = listing(&self.here, &["ls-tree", "-r", "-z", "--full-tree", commit])?;
        let mut tree = Tree::new(self.name());
        for entry in listing.split(|byte| *byte == 0) {
            // `100644 blob 0a1b2c…<tab>path`; a name that is not UTF-8 is left out, as on disk.
            let Ok(entry) = std::str::from_utf8(entry) else {
                continue;
            };
            let Some((head, path)) = entry.split_once('\t') else {
                continue;
            };
            let mut words = head.split(' ');
            if let (Some("100644" | "100755" | "100664"), Some("blob"), Some(id)) =
                (words.next(), words.next(), words.next())
            {
                tree.add(path, id.to_owned());
            }
        }
        Ok(Revision {
            tree,
            blobs: RefCell::new(Blobs::start(&self.here)?),
        })
    }

    /// The files of the working tree: those git tracks, and those it would on `git add`.
    ///
    /// # Errors
    /// What git says, or that there is no working tree.
    pub fn working_tree(&self) -> Result<WorkingTree, String> {
        let top = self
            .top
            .clone()
            .ok_or("this repository has no working tree: name two revisions")?;
        let listing = listing(
            &top,
            &["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        )?;
        let mut tree = Tree::new(self.name());
        for path in listing.split(|byte| *byte == 0) {
            let Ok(path) = std::str::from_utf8(path) else {
                continue;
            };
            // What was deleted is still listed, and links are no files in a revision either.
            let is_file = std::fs::symlink_metadata(top.join(path)).is_ok_and(|it| it.is_file());
            if is_file && !path.is_empty() {
                tree.add(path, ());
            }
        }
        Ok(WorkingTree { top, tree })
    }

    fn name(&self) -> Option<String> {
        let top = self.top.as_deref().unwrap_or(&self.here);
        Some(top.file_name()?.to_string_lossy().into_owned())
    }
}

/// Paths of a repository, with something of each file.
struct Tree<T> {
    files: BTreeMap<String, T>,
    /// What is in each folder: names, and whether they are folders. The top is called "".
    folders: BTreeMap<String, BTreeMap<String, bool>>,
    /// What the top is called.
    name: Option<String>,
}

impl<T> Tree<T> {
    fn new(name: Option<String>) -> Self {
        Self {
            files: BTreeMap::new(),
            folders: BTreeMap::from([(String::new(), BTreeMap::new())]),
            name,
        }
    }

    fn add(&mut self, path: &str, file: T) {
        self.files.insert(path.to_owned(), file);
        let (mut rest, mut is_dir) = (path, false);
        loop {
            let (folder, name) = rest.rsplit_once('/').unwrap_or(("", rest));
            let items = self.folders.entry(folder.to_owned()).or_default();
            let known = items.insert(name.to_owned(), is_dir).is_some();
            if known || folder.is_empty() {
                return;
            }
            (rest, is_dir) = (folder, true);
        }
    }

    fn file(&self, path: &Path) -> io::Result<(String, &T)> {
        let found = clean(path).and_then(|path| Some((self.files.get(&path)?, path)));
        let (file, path) =
            found.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such file there"))?;
        Ok((path, file))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<Item>> {
        let items = clean(folder).and_then(|folder| self.folders.get(&folder));
        let items = items.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "no such folder there"))?;
        let item = |(name, is_dir): (&String, &bool)| Item {
            name: name.clone(),
            is_dir: *is_dir,
        };
        Ok(items.iter().map(item).collect())
    }

    fn is_dir(&self, path: &Path) -> bool {
        clean(path).is_some_and(|path| self.folders.contains_key(&path))
    }

    fn folder_name(&self, path: &Path) -> Option<String> {
        let path = clean(path)?;
        let folder = if self.folders.contains_key(&path) {
            path.as_str()
        } else {
            path.rsplit_once('/').map_or("", |(folder, _)| folder)
        };
        match folder.rsplit('/').next() {
            None | Some("") => self.name.clone(),
            Some(name) => Some(name.to_owned()),
        }
    }
}

/// The files of a commit.
pub struct Revision {
    tree: Tree<String>,
    blobs: RefCell<Blobs>,
}

impl World for Revision {
    fn list(&self, folder: &Path) -> io::Result<Vec<Item>> {
        self.tree.list(folder)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let (_, id) = self.tree.file(path)?;
        self.blobs.borrow_mut().read(id)
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.tree.is_dir(path)
    }

    fn is_file(&self, path: &Path) -> bool {
        self.tree.file(path).is_ok()
    }

    fn folder_name(&self, path: &Path) -> Option<String> {
        self.tree.folder_name(path)
    }
}

/// The files of a working tree, called as the repository calls them.
pub struct WorkingTree {
    top: PathBuf,
    tree: Tree<()>,
}

impl World for WorkingTree {
    fn list(&self, folder: &Path) -> io::Result<Vec<Item>> {
        self.tree.list(folder)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let (path, ()) = self.tree.file(path)?;
        std::fs::read(self.top.join(path))
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.tree.is_dir(path)
    }

    fn is_file(&self, path: &Path) -> bool {
        self.tree.file(path).is_ok()
    }

    fn folder_name(&self, path: &Path) -> Option<String> {
        self.tree.folder_name(path)
    }
}

/// One `git cat-file --batch`, asked for one blob after another.
struct Blobs {
    child: Child,
    ask: ChildStdin,
    answer: BufReader<ChildStdout>,
}

impl Blobs {
    fn start(folder: &Path) -> Result<Self, String> {
        let mut command = git(folder, &["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = command
            .spawn()
            .map_err(|error| format!("failed to run git: {error}"))?;
        match (child.stdin.take(), child.stdout.take()) {
            (Some(ask), Some(answer)) => Ok(Self {
                child,
                ask,
                answer: BufReader::new(answer),
            }),
            _ => Err("failed to run git: it has no standard streams".to_owned()),
        }
    }

    /// The bytes of a blob; of one that is too large for a file, as many as show that.
    fn read(&mut self, id: &str) -> io::Result<Vec<u8>> {
        writeln!(self.ask, "{id}")?;
        self.ask.flush()?;
        let mut head = String::new();
        // The answer's first line is an id, a word and a number.
        self.answer.by_ref().take(256).read_line(&mut head)?;
        let size = head
            .trim_end()
            .strip_prefix(id)
            .and_then(|rest| rest.strip_prefix(" blob "))
            .and_then(|size| size.parse::<u64>().ok());
        let Some(size) = size else {
            return Err(io::Error::new(
                io::ErrorKind::NotFound,
                "the repository lacks its content: fetch it first",
            ));
        };
        let most = size.min(MAX_FILE_BYTES as u64 + 1);
        let mut bytes = Vec::new();
        self.answer.by_ref().take(most).read_to_end(&mut bytes)?;
        // What is left of it, and the line break behind it.
        io::copy(&mut self.answer.by_ref().take(size - most + 1), &mut io::sink())?;
        if bytes.len() as u64 == most {
            Ok(bytes)
        } else {
            Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "git ended too early",
            ))
        }
    }
}

impl Drop for Blobs {
    fn drop(&mut self) {
        // It only reads: nothing is lost with it, and nobody is left to tell where it is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Why git gave no answer.
enum Refusal {
    NoGit,
    Says(String),
}

/// Git in a folder, with everything off that could run something else, reach out, or write.
fn git<S: AsRef<OsStr>>(folder: &Path, args: &[S]) -> Command {
    let mut command = Command::new("git");
    command
        .args([
            "--no-pager",
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.quotePath=false",
        ])
        .args(args)
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// What a command of git prints, without the last line break.
fn run(folder: &Path, args: &[&str]) -> Result<String, Refusal> {
    let output = git(folder, args).output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Refusal::NoGit,
        _ => Refusal::Says(error.to_string()),
    })?;
    if !output.status.success() {
        let says = String::from_utf8_lossy(&output.stderr);
        let says = says.lines().next().unwrap_or("no reason given");
        return Err(Refusal::Says(says.trim_start_matches("fatal: ").to_owned()));
    }
    let text = String::from_utf8(output.stdout)
        .map_err(|_| Refusal::Says("it answers in something other than UTF-8".to_owned()))?;
    Ok(text.trim_end_matches('\n').to_owned())
}

/// A listing, up to [`MAX_LISTING`].
fn listing(folder: &Path, args: &[&str]) -> Result<Vec<u8>, String> {
    let failed = |error: io::Error| format!("failed to run git: {error}");
    let mut command = git(folder, args);
    let mut child = command.stderr(Stdio::null()).spawn().map_err(failed)?;
    let mut bytes = Vec::new();
    if let Some(out) = child.stdout.take() {
        out.take(MAX_LISTING + 1)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    if bytes.len() as u64 > MAX_LISTING {
        let _ = child.kill();
        let _ = child.wait();
        return Err("the repository has more files than can be listed here".to_owned());
    }
    let status = child.wait().map_err(failed)?;
    if status.success() {
        Ok(bytes)
    } else {
        Err(format!("git {} failed", args.first().unwrap_or(&"")))
    }
}

/// A path without `.` and `..`, with `/` between its parts; `None` where it leads out of the top.
fn clean(path: &Path) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::Normal(name) => parts.push(name.to_str()?),
            Component::ParentDir => drop(parts.pop()?),
            Component::RootDir | Component::Prefix(_) => return None,
        }
    }
    Some(parts.join("/"))
}

fn shown(folder: &Path) -> String {
    if folder == Path::new(".") {
        "this folder".to_owned()
    } else {
        folder.display().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_inside() {
        for (path, inside) in [
            (".", Some("")),
            ("a/./b", Some("a/b")),
            ("a/../b", Some("b")),
            ("a/b/", Some("a/b")),
            ("..", None),
            ("a/../../b", None),
            ("/etc", None),
        ] {
            assert_eq!(clean(Path::new(path)).as_deref(), inside, "{path}");
        }
    }

    #[test]
    fn folders_follow_from_paths() {
        let mut tree = Tree::new(Some("repo".to_owned()));
        for path in ["a/b/c.yaml", "a/d.yaml", "e.yaml"] {
            tree.add(path, ());
        }
        let names = |folder: &str| -> Vec<String> {
            let items = tree.list(Path::new(folder)).unwrap_or_default();
            let mark = |item: Item| format!("{}{}", item.name, if item.is_dir { "/" } else { "" });
            items.into_iter().map(mark).collect()
        };
        assert_eq!(names("."), ["a/", "e.yaml"]);
        assert_eq!(names("a"), ["b/", "d.yaml"]);
        assert_eq!(names("a/b"), ["c.yaml"]);
        assert!(tree.list(Path::new("b")).is_err());
        assert!(tree.is_dir(Path::new("a/b")) && !tree.is_dir(Path::new("e.yaml")));
        assert_eq!(tree.folder_name(Path::new(".")).as_deref(), Some("repo"));
        assert_eq!(tree.folder_name(Path::new("a/d.yaml")).as_deref(), Some("a"));
        assert_eq!(tree.folder_name(Path::new("e.yaml")).as_deref(), Some("repo"));
    }
}
