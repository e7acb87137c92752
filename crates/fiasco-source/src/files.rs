//! The texts that were handed in, and positions in them.
//!
//! Positions are byte offsets everywhere. Lines and columns exist only where a person reads them,
//! so the table of line starts is built the first time somebody asks.

use std::fmt;
use std::sync::OnceLock;

use crate::problem::Problem;

/// The largest file that is read. It also keeps every offset well inside a `u32`.
pub const MAX_FILE_BYTES: usize = 128 * 1024 * 1024;

/// How much of a file is searched for NUL bytes before it is called binary.
const BINARY_PROBE_BYTES: usize = 8 * 1024;

/// Names one file of one [`Files`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

impl FileId {
    /// The position of the file in the order of adding.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of bytes in one file; `end` is exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte behind the last.
    pub end: u32,
}

impl Span {
    /// The bytes `start..end` of a file.
    #[must_use]
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The number of bytes.
    #[must_use]
    pub fn len(self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    /// Whether the span covers nothing and only points between two bytes.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }
}

/// A position as people write it: line and column count from 1, the column in characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The path of the file.
    pub path: String,
    /// The line, from 1.
    pub line: u32,
    /// The column in characters, from 1.
    pub column: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.path, self.line, self.column)
    }
}

/// Every file of a run. Trees borrow from it, so all files are added before the first is read.
#[derive(Debug, Default)]
pub struct Files {
    files: Vec<File>,
}

#[derive(Debug)]
struct File {
    path: String,
    text: String,
    line_starts: OnceLock<Vec<u32>>,
}

impl Files {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a file. A byte order mark is dropped, so offsets count from behind it. UTF-16 with
    /// such a mark becomes UTF-8; offsets are those of the UTF-8 text.
    ///
    /// # Errors
    /// The file is larger than [`MAX_FILE_BYTES`], looks binary, or is neither UTF-8 nor marked
    /// UTF-16.
    pub fn add(&mut self, path: impl Into<String>, bytes: Vec<u8>) -> Result<FileId, Box<Problem>> {
        let path = path.into();
        if bytes.len() > MAX_FILE_BYTES {
            return Err(Box::new(too_large(path, bytes.len())));
        }
        let Ok(id) = u32::try_from(self.files.len()) else {
            return Err(Box::new(Problem::in_file(path, "too many files")));
        };
        let text = decode(&path, bytes)?;
        self.files.push(File {
            path,
            text,
            line_starts: OnceLock::new(),
        });
        Ok(FileId(id))
    }

    /// The path of a file, as it was given; empty for an id of another `Files`.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        self.files.get(id.index()).map_or("", |file| &file.path)
    }

    /// The text of a file, without a byte order mark; empty for an id of another `Files`.
    #[must_use]
    pub fn text(&self, id: FileId) -> &str {
        self.files.get(id.index()).map_or("", |file| &file.text)
    }

    /// Where a span starts, for people.
    #[must_use]
    pub fn place(&self, span: Span) -> Place {
        let Some(file) = self.files.get(span.file.index()) else {
            return Place {
                path: String::new(),
                line: 1,
                column: 1,
            };
        };
        let at = file.text.floor_char_boundary(span.start as usize);
        let (line, start) = file.line_of(at);
        let before = file.text.get(start..at).unwrap_or_default();
        Place {
            path: file.path.clone(),
            line: count(line) + 1,
            column: count(before.chars().count()) + 1,
        }
    }

    /// Where a span starts and where it ends, for people; the end is the place behind its last character.
    #[must_use]
    pub fn extent(&self, span: Span) -> (Place, Place) {
        let end = Span::new(span.file, span.end.max(span.start), span.end);
        (self.place(span), self.place(end))
    }

    /// The line in which a span starts, without its line break.
    #[must_use]
    pub fn line_text(&self, span: Span) -> &str {
        let Some(file) = self.files.get(span.file.index()) else {
            return "";
        };
        let (_, start) = file.line_of(file.text.floor_char_boundary(span.start as usize));
        let rest = file.text.get(start..).unwrap_or_default();
        let line = rest.split_once('\n').map_or(rest, |(line, _)| line);
        line.strip_suffix('\r').unwrap_or(line)
    }

    /// The text under a span; empty if the span does not fit the file.
    #[must_use]
    pub fn snippet(&self, span: Span) -> &str {
        self.text(span.file)
            .get(span.start as usize..span.end as usize)
            .unwrap_or_default()
    }

    /// Every file in the order of adding: id, path, text.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &str, &str)> {
        (0..)
            .zip(&self.files)
            .map(|(id, file)| (FileId(id), file.path.as_str(), file.text.as_str()))
    }

    /// The number of files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }
}

impl File {
    /// The line (from 0) that holds the byte, and where that line starts.
    fn line_of(&self, at: usize) -> (usize, usize) {
        let starts = self.line_starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            std::iter::once(0)
                .chain(breaks.map(|(at, _)| count(at + 1)))
                .collect()
        });
        let line = starts
            .partition_point(|start| *start as usize <= at)
            .saturating_sub(1);
        (line, starts.get(line).map_or(0, |start| *start as usize))
    }
}

/// Offsets and counts fit a `u32` because of [`MAX_FILE_BYTES`]; saturating keeps this total.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn too_large(path: String, size: usize) -> Problem {
    let mib = |bytes: usize| bytes as f64 / (1024.0 * 1024.0);
    let message = format!(
        "the file has {size} bytes ({:.1} MiB); at most {MAX_FILE_BYTES} bytes ({:.0} MiB) are read",
        mib(size),
        mib(MAX_FILE_BYTES)
    );
    Problem::in_file(path, message)
}

/// The bytes as text: UTF-8, or UTF-16 that says so by its byte order mark, which is what the `>`
/// of PowerShell writes.
fn decode(path: &str, mut bytes: Vec<u8>) -> Result<String, Box<Problem>> {
    match bytes.get(..2) {
        Some([0xff, 0xfe]) => return decode_utf16(path, &bytes, u16::from_le_bytes),
        Some([0xfe, 0xff]) => return decode_utf16(path, &bytes, u16::from_be_bytes),
        _ => refuse_binary(path, &bytes)?,
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| Box::new(not_utf8(path, &error)))
}

fn decode_utf16(path: &str, bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, Box<Problem>> {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let units = pairs.iter().skip(1).map(|pair| unit(*pair));
    // Most of what is read is ASCII, which takes half the bytes it had.
    let mut text = String::with_capacity(bytes.len() / 2);
    for decoded in char::decode_utf16(units) {
        match decoded {
            Ok(c) => text.push(c),
            Err(error) => return Err(Box::new(not_utf16(path, &text, error.unpaired_surrogate()))),
        }
    }
    if !rest.is_empty() {
        let message = "the UTF-16 text ends in the middle of a character: was it cut off?";
        return Err(Box::new(Problem::in_file(path, message)));
    }
    if text.len() > MAX_FILE_BYTES {
        return Err(Box::new(too_large(path.to_owned(), text.len())));
    }
    refuse_binary(path, text.as_bytes())?;
    Ok(text)
}

fn refuse_binary(path: &str, bytes: &[u8]) -> Result<(), Box<Problem>> {
    if !bytes.iter().take(BINARY_PROBE_BYTES).any(|byte| *byte == 0) {
        return Ok(());
    }
    let problem = Problem::in_file(path, "looks binary: the file holds NUL bytes");
    // ASCII in two bytes each, and no mark that would say so.
    let wide = matches!(bytes, [0, 1..=127, 0, 1..=127, ..] | [1..=127, 0, 1..=127, 0, ..]);
    Err(Box::new(if wide {
        problem.with_help("it may be UTF-16 without a byte order mark: save it as UTF-8")
    } else {
        problem
    }))
}

/// Says where UTF-16 breaks off: behind the text that was good.
fn not_utf16(path: &str, good: &str, unit: u16) -> Problem {
    let line = good.rsplit('\n').next().unwrap_or_default();
    let place = Place {
        path: path.to_owned(),
        line: count(good.matches('\n').count()) + 1,
        column: count(line.chars().count()) + 1,
    };
    let message = format!(
        "not UTF-16: half a character, 0x{unit:04x}, at line {}, column {}",
        place.line, place.column
    );
    Problem {
        place: Some(place),
        ..Problem::in_file(path, message).with_help("save the file as UTF-8")
    }
}

/// Says where the first bad byte is. The place is computed here because the file is not kept.
fn not_utf8(path: &str, error: &std::string::FromUtf8Error) -> Problem {
    let (good, bad) = error.as_bytes().split_at(error.utf8_error().valid_up_to());
    let line = good.iter().filter(|byte| **byte == b'\n').count();
    let tail = good.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let column = String::from_utf8_lossy(tail).chars().count();
    let place = Place {
        path: path.to_owned(),
        line: count(line) + 1,
        column: count(column) + 1,
    };
    let byte = bad.first().copied().unwrap_or_default();
    let message = format!(
        "not UTF-8: byte 0x{byte:02x} at line {}, column {}",
        place.line, place.column
    );
    let help = "save the file as UTF-8";
    Problem {
        place: Some(place),
        ..Problem::in_file(path, message).with_help(help)
    }
}
