//! Reads YAML: turns the events of the parser into a tree, with byte spans.
//!
//! Every scalar stays the text that was typed; what `no` or `010` mean is for the importer to say.
//! Aliases point at their anchors, `<<` merges maps, and a broken document does not stop the others.
//!
//! The parser gives up at the first error, so it is started anew: behind the broken document, or
//! before it with a text that it can read. From then on it is given one document at a time, because
//! it may run through many of them in search of a bracket; that keeps the work linear.

mod brackets;
mod errors;
mod events;
mod halves;
mod joined;
mod lexing;
mod offsets;
mod parts;
mod templates;

use std::borrow::Cow;
use std::collections::VecDeque;

use saphyr_parser::{Event, Parser, ScanError};

use crate::builder::Stop;
use crate::files::{FileId, Files, count};
use crate::problem::Problem;
use crate::tree::Tree;

use brackets::Repair;
use events::Reader;

/// Reads a file as YAML. The tree holds every document that could be read; the problems say what
/// could not, in the order of reading.
#[must_use]
pub fn read(files: &Files, id: FileId) -> (Tree<'_>, Vec<Problem>) {
    match halves::read(files, id) {
        Some(tree) => (tree, Vec::new()),
        None => whole(files, id),
    }
}

/// Reads a file in one piece.
fn whole(files: &Files, id: FileId) -> (Tree<'_>, Vec<Problem>) {
    let mut stream = Stream {
        text: Cow::Borrowed(files.text(id)),
        reader: Reader::new(files, id),
        repair: Repair::default(),
        cuts: VecDeque::new(),
        at: 0,
        end: files.text(id).len(),
        whole: true,
    };
    while stream.at < stream.reader.source.len() {
        let halt = stream.part();
        stream.go_on(halt);
    }
    stream.reader.builder.finish()
}

/// A file, part by part. The first part is all of it.
struct Stream<'a> {
    /// What the parser is given: the text of the file, with some line breaks blanked.
    text: Cow<'a, str>,
    reader: Reader<'a>,
    repair: Repair,
    /// Where the text has to be cut although no line starts there, in order.
    cuts: VecDeque<usize>,
    /// The part that is read.
    at: usize,
    end: usize,
    /// Whether the part is all that is left.
    whole: bool,
}

/// Why the reading of a part ended before its end.
enum Halt {
    Error(ScanError),
    /// The builder refused something, at this byte.
    Stopped(Stop, usize),
    /// The document repeats a key behind a `---` that should have ended it; that is where.
    Joined(usize),
}

impl Stream<'_> {
    /// Reads the part until something ends it.
    fn part(&mut self) -> Option<Halt> {
        let reader = &mut self.reader;
        reader.start(self.at);
        let mut parser = Parser::new_from_str(self.text.get(self.at..self.end)?);
        while let Some(next) = parser.next_event() {
            let (event, marks) = match next {
                Ok(next) => next,
                Err(error) => return Some(Halt::Error(error)),
            };
            if event == Event::DocumentEnd
                && let Some(key) = reader.builder.repeated
                && joined::before(reader.source, reader.restart, key as usize)
            {
                return Some(Halt::Joined(key as usize));
            }
            if let Err(stop) = reader.event(event, marks) {
                return Some(Halt::Stopped(
                    stop,
                    reader.offsets.byte(marks.start.index()) as usize,
                ));
            }
        }
        None
    }

    /// Finds the next part: behind this one, or from the start of the document that halted it.
    fn go_on(&mut self, halt: Option<Halt>) {
        let Some(halt) = halt else {
            return self.advance(self.end);
        };
        let place = match &halt {
            Halt::Stopped(Stop::File, _) => return self.at = self.reader.source.len(),
            Halt::Error(error) => self.reader.offsets.byte(error.marker().index()) as usize,
            Halt::Stopped(Stop::Document, at) | Halt::Joined(at) => *at,
        };
        let restart = self.reader.restart;
        let end = if self.whole {
            parts::end(self.reader.source, restart).min(self.end)
        } else {
            self.end
        };
        if place >= end && end < self.end {
            // The parser ran on: what it stumbled over is another document's.
            return self.again(end);
        }
        match halt {
            Halt::Error(error) => self.error(&error, place, end),
            Halt::Joined(_) => {
                let cuts = joined::cuts(self.reader.source, restart..end);
                self.cut(cuts, end);
            }
            Halt::Stopped(..) => self.advance(end),
        }
    }

    /// What to do about an error of the parser.
    fn error(&mut self, error: &ScanError, place: usize, end: usize) {
        let reader = &mut self.reader;
        if let Some(range) = self
            .repair
            .blanks(&self.text, reader.restart, place, error.info())
        {
            let blanks = " ".repeat(range.len());
            self.text.to_mut().replace_range(range, &blanks);
            return self.again(self.end);
        }
        let cuts = joined::cuts(reader.source, reader.restart..end);
        if !cuts.is_empty() && joined::at(reader.source, reader.restart, place) {
            return self.cut(cuts, end);
        }
        let is_template = reader.builder.templates;
        if is_template {
            // It was said already; the error says it for all of the document.
            reader.builder.take_back_document();
        } else {
            reader.builder.abandon_document();
        }
        let (file, source) = (reader.file, reader.source);
        let document = reader.restart..end;
        reader.builder.problems.add_break(|path| {
            let at = count(place.min(source.len()));
            let problem = errors::problem(path, file, source, at, error.info());
            templates::explained(problem, source, document, place, is_template)
        });
        self.advance(end);
    }

    /// Reads the document again, up to `end`.
    fn again(&mut self, end: usize) {
        self.reader.builder.take_back_document();
        self.at = self.reader.restart;
        self.whole &= end == self.end;
        self.end = end;
    }

    /// Reads the document again, as the documents that were joined to it without a line break.
    fn cut(&mut self, mut cuts: VecDeque<usize>, end: usize) {
        let reader = &mut self.reader;
        reader.builder.take_back_document();
        let file = reader.file;
        for cut in &cuts {
            reader
                .builder
                .problems
                .add(|path| joined::problem(path, file, *cut));
        }
        self.whole = false;
        self.at = reader.restart;
        cuts.push_back(end);
        self.end = cuts.pop_front().unwrap_or(end);
        self.cuts = cuts;
    }

    /// Goes on with the part that starts here.
    fn advance(&mut self, at: usize) {
        self.whole = false;
        self.at = at;
        self.end = self
            .cuts
            .pop_front()
            .unwrap_or_else(|| parts::end(self.reader.source, at));
    }
}
