//! What a reader has to say about a file: a message, where, and what to do about it.
//!
//! Problems are data. Nothing here decides how they look on a terminal.

use crate::files::{Place, Span};

/// The most problems one file reports: a hostile file could otherwise fill the memory with them.
/// Documents that broke off are counted apart, up to as many again.
pub const MAX_PROBLEMS: usize = 200;

/// Something wrong in a file, or with a file as a whole.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {message}", self.position())]
pub struct Problem {
    /// What is wrong, as one sentence without a final period.
    pub message: String,
    /// Where it is wrong. `None` when the problem is the file itself.
    pub span: Option<Span>,
    /// Other places that explain the problem, each with a label.
    pub related: Vec<(Span, String)>,
    /// What the reader of the message can do about it.
    pub help: Option<String>,
    /// The path of the file, as it was given to [`crate::Files::add`].
    pub path: String,
    /// Where in a file that was refused, so that no span into it can exist.
    pub place: Option<Place>,
}

impl Problem {
    /// A problem with the file as a whole.
    #[must_use]
    pub fn in_file(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            span: None,
            related: Vec::new(),
            help: None,
            path: path.into(),
            place: None,
        }
    }

    /// A problem at a span of the file.
    #[must_use]
    pub fn at(path: impl Into<String>, span: Span, message: impl Into<String>) -> Self {
        Self {
            span: Some(span),
            ..Self::in_file(path, message)
        }
    }

    /// The same problem with another place that explains it.
    #[must_use]
    pub fn with_related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related.push((span, label.into()));
        self
    }

    /// The same problem with advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The path, with line and column where they are known without the file at hand.
    fn position(&self) -> String {
        self.place
            .as_ref()
            .map_or_else(|| self.path.clone(), Place::to_string)
    }
}

/// The problems of one file, at most [`MAX_PROBLEMS`] of them.
#[derive(Debug)]
pub(crate) struct Problems {
    path: String,
    list: Vec<Problem>,
    /// Those of the list that ended the reading of a document.
    breaks: usize,
    left_off: usize,
}

/// How many problems there were at some time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Told {
    list: usize,
    breaks: usize,
    left_off: usize,
}

impl Problems {
    pub(crate) fn new(path: &str) -> Self {
        Self {
            path: path.to_owned(),
            list: Vec::new(),
            breaks: 0,
            left_off: 0,
        }
    }

    /// How many there are, for [`Problems::take_back`].
    pub(crate) fn told(&self) -> Told {
        Told {
            list: self.list.len(),
            breaks: self.breaks,
            left_off: self.left_off,
        }
    }

    /// Forgets what was said since then: the text it was said about is read again.
    pub(crate) fn take_back(&mut self, told: Told) {
        self.list.truncate(told.list);
        self.breaks = told.breaks;
        self.left_off = told.left_off;
    }

    /// Adds a problem. The closure is not called once the list is full: building millions of
    /// messages to throw them away would itself be the attack.
    pub(crate) fn add(&mut self, make: impl FnOnce(&str) -> Problem) {
        if self.list.len() - self.breaks < MAX_PROBLEMS {
            self.list.push(make(&self.path));
        } else {
            self.left_off += 1;
        }
    }

    /// Where the last problem starts.
    pub(crate) fn last_start(&self) -> Option<u32> {
        self.list.last()?.span.map(|span| span.start)
    }

    /// Adds a problem that ended the reading of a document. It is seen even where the others have
    /// filled their share of the list.
    pub(crate) fn add_break(&mut self, make: impl FnOnce(&str) -> Problem) {
        if self.breaks < MAX_PROBLEMS {
            self.breaks += 1;
            self.list.push(make(&self.path));
        } else {
            self.left_off += 1;
        }
    }

    pub(crate) fn finish(mut self) -> Vec<Problem> {
        if self.left_off > 0 {
            let message = format!("{} more problems of this file are not shown", self.left_off);
            self.list.push(Problem::in_file(self.path, message));
        }
        self.list
    }
}
