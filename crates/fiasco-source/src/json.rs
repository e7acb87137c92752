//! Reads JSON and JSON Lines: one document for each value, with byte spans.
//!
//! JSON as RFC 8259 has it, and every scalar stays the text that was typed. Files are often cut off
//! or written by several processes, so a broken file keeps what was complete: the lists and maps
//! that were open are closed, one problem says where and what is missing, and in a file of one value
//! a line the other lines go on.
//!
//! The reader is ours because it has to be strict, must not recurse, and reads plans of 50 MB; see
//! docs/dependencies.md for what was weighed against it.

mod faults;
mod lexing;
mod lines;

use crate::builder::{Builder, Style, Text};
use crate::files::{FileId, Files, Span, count};
use crate::node::Kind;
use crate::problem::Problem;
use crate::tree::Tree;

use faults::Fault;
use lexing::{Number, Quoted};

/// Reads a file as JSON: every value of it is a document, on lines of their own or not. The tree
/// holds every document that could be read, and of a document that breaks off what stands before
/// the break; the problems say what could not be read, in the order of reading.
#[must_use]
pub fn read(files: &Files, id: FileId) -> (Tree<'_>, Vec<Problem>) {
    let source = files.text(id);
    let mut reader = Reader {
        source,
        bytes: source.as_bytes(),
        at: 0,
        file: id,
        builder: Builder::new(files, id),
        open: Vec::new(),
        scratch: String::new(),
    };
    reader.documents(files);
    reader.builder.finish()
}

struct Reader<'a> {
    source: &'a str,
    bytes: &'a [u8],
    /// The next byte.
    at: usize,
    file: FileId,
    builder: Builder<'a>,
    /// The open lists and maps, and where they start.
    open: Vec<(Kind, u32)>,
    /// A text whose escapes are resolved.
    scratch: String,
}

/// What may come next inside a document.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    /// A value, or the end of the list that just opened.
    FirstItem,
    Key,
    /// A key, or the end of the map that just opened.
    FirstKey,
    /// A comma, or the end of what is open.
    Comma,
}

impl Reader<'_> {
    fn documents(&mut self, files: &Files) {
        self.skip_space();
        while self.at < self.bytes.len() {
            let start = self.at;
            self.builder.begin_document();
            match self.document() {
                Ok(()) => self.builder.end_document(),
                Err(fault) => {
                    let at = self.at;
                    if !self.go_on(start) {
                        self.report(files, fault, at);
                        return;
                    }
                    self.report(files, fault, at);
                }
            }
            self.skip_space();
        }
    }

    /// Ends the document that broke; says whether there is more to read, and moves there.
    fn go_on(&mut self, start: usize) -> bool {
        let broke = self.at;
        let next = lines::next_record(self.source, start, broke);
        let one_line = !self.source.get(start..broke).unwrap_or_default().contains('\n');
        // Half a record says less than none: whoever reads records would take it for a whole one.
        if next.is_some() || (one_line && self.builder.has_documents()) {
            self.builder.abandon_document();
            self.open.clear();
        } else {
            while self.open.pop().is_some() {
                // Only a merge can be refused here, and JSON has none.
                let _ = self.builder.close(None);
            }
            self.builder.end_document();
        }
        self.at = next.unwrap_or(self.bytes.len());
        next.is_some()
    }

    /// Reads one value with all it holds.
    fn document(&mut self) -> Result<(), Fault> {
        let mut expect = Expect::Value;
        loop {
            self.skip_space();
            let Some(byte) = self.bytes.get(self.at).copied() else {
                return Err(self.cut_off());
            };
            expect = match expect {
                Expect::Value | Expect::FirstItem => match byte {
                    b'{' => self.open(Kind::Map)?,
                    b'[' => self.open(Kind::List)?,
                    b']' if expect == Expect::FirstItem => self.close(),
                    b']' if self.is_open(Kind::List) => self.close_behind_comma(byte),
                    _ => {
                        self.scalar(byte)?;
                        Expect::Comma
                    }
                },
                Expect::Key | Expect::FirstKey => match byte {
                    b'"' => {
                        self.quoted()?;
                        self.colon()?
                    }
                    b'}' if expect == Expect::FirstKey => self.close(),
                    b'}' => self.close_behind_comma(byte),
                    _ => return Err(Fault::Key),
                },
                Expect::Comma => match (byte, self.open.last()) {
                    (b',', Some((Kind::Map, _))) => self.step(Expect::Key),
                    (b',', _) => self.step(Expect::Value),
                    (b'}', Some((Kind::Map, _))) | (b']', Some((Kind::List, _))) => self.close(),
                    (_, Some((kind, start))) => return Err(Fault::Comma(*kind, *start)),
                    (_, None) => return Ok(()),
                },
            };
            if self.open.is_empty() {
                return Ok(());
            }
        }
    }

    fn open(&mut self, kind: Kind) -> Result<Expect, Fault> {
        let start = count(self.at);
        self.builder.open(kind, start).map_err(|_| Fault::Told)?;
        self.open.push((kind, start));
        Ok(self.step(if kind == Kind::Map {
            Expect::FirstKey
        } else {
            Expect::FirstItem
        }))
    }

    fn close(&mut self) -> Expect {
        self.at += 1;
        self.open.pop();
        // Only a merge can be refused here, and JSON has none.
        let _ = self.builder.close(Some(count(self.at)));
        Expect::Comma
    }

    /// A comma before the end means nothing else, so it is told and read over.
    fn close_behind_comma(&mut self, bracket: u8) -> Expect {
        let span = self.span_here();
        self.builder.problems.add(|path| {
            let message = format!("expected another entry before `{}`", char::from(bracket));
            Problem::at(path, span, message).with_help("take out the comma before it")
        });
        self.close()
    }

    fn step(&mut self, expect: Expect) -> Expect {
        self.at += 1;
        expect
    }

    fn colon(&mut self) -> Result<Expect, Fault> {
        self.skip_space();
        match self.bytes.get(self.at) {
            Some(b':') => Ok(self.step(Expect::Value)),
            Some(_) => Err(Fault::Colon),
            None => Err(self.cut_off()),
        }
    }

    fn scalar(&mut self, byte: u8) -> Result<(), Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let length = match byte {
            b'"' => return self.quoted(),
            b'-' | b'0'..=b'9' => match lexing::number(rest) {
                Number::Good(length) => length,
                Number::Bad(length) => {
                    self.at += length;
                    return Err(if self.at == self.bytes.len() {
                        self.cut_off()
                    } else {
                        Fault::Number
                    });
                }
            },
            b't' | b'f' | b'n' => match lexing::word(rest) {
                Some(length) => length,
                None if lexing::is_half_word(rest) => return Err(self.cut_off()),
                None => return Err(Fault::Value),
            },
            _ => return Err(Fault::Value),
        };
        // A number that the end of the file touches may have had more digits.
        if length == rest.len() && byte.is_ascii_digit() | (byte == b'-') && !self.open.is_empty() {
            return Err(self.cut_off());
        }
        let (start, end) = (count(self.at), count(self.at + length));
        self.at += length;
        self.builder
            .scalar(start, end, &Text::InFile(start, end), Style::Plain);
        Ok(())
    }

    /// Reads the text in quotes that starts here.
    fn quoted(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let inside = self.source.get(start + 1..).unwrap_or_default();
        let (length, escaped) = match lexing::quoted(inside.as_bytes()) {
            Quoted::Plain(length) => (length, false),
            Quoted::Escaped(length) => (length, true),
            Quoted::Open => return Err(Fault::CutOffText(count(start))),
            Quoted::Bad(at, why) => {
                self.at = start + 1 + at;
                return Err(Fault::Text(count(start), why));
            }
        };
        let (from, to) = (start + 1, start + 1 + length);
        self.at = to + 1;
        let text = if escaped {
            self.scratch.clear();
            lexing::resolve(inside.get(..length).unwrap_or_default(), &mut self.scratch);
            Text::Own(&self.scratch)
        } else {
            Text::InFile(count(from), count(to))
        };
        self.builder
            .scalar(count(start), count(self.at), &text, Style::Quoted);
        Ok(())
    }

    fn cut_off(&mut self) -> Fault {
        self.at = self.bytes.len();
        Fault::CutOff(self.open.last().copied())
    }

    fn is_open(&self, kind: Kind) -> bool {
        self.open.last().is_some_and(|(open, _)| *open == kind)
    }

    fn span_here(&self) -> Span {
        Span::new(self.file, count(self.at), count(self.at + 1))
    }

    fn skip_space(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let space = |byte: &u8| matches!(byte, b' ' | b'\n' | b'\r' | b'\t');
        self.at += rest.iter().take_while(|byte| space(byte)).count();
    }

    fn report(&mut self, files: &Files, fault: Fault, at: usize) {
        let (file, source) = (self.file, self.source);
        if let Some(fault) = faults::Place::of(fault, file, source, at) {
            self.builder.problems.add_break(|path| fault.problem(path, files));
        }
    }
}
