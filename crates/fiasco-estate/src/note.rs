//! What reading brought up: files that cannot be read, keys not understood, names that lead nowhere, sources
//! that disagree. A note never stops the reading; the `EST` rules turn notes into findings.

use fiasco_source::Span;

/// What a note is about; each is the matter of one `EST` rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NoteKind {
    /// EST001: a file, or a part of it, cannot be read.
    Unreadable,
    /// EST002: a key is not understood.
    NotUnderstood,
    /// EST003: two sources disagree.
    Disagree,
    /// EST004: a name leads nowhere.
    Dangling,
}

/// One thing that reading brought up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// What it is about.
    pub kind: NoteKind,
    /// What happened, with what was expected and what was found.
    pub message: String,
    /// Where; `None` when it concerns a whole file, which the message then names.
    pub at: Option<Span>,
    /// Other places that matter, and why.
    pub related: Vec<(Span, String)>,
    /// What to do.
    pub help: Option<String>,
}

impl Note {
    /// A note about one place.
    pub fn new(kind: NoteKind, at: Span, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            at: Some(at),
            related: Vec::new(),
            help: None,
        }
    }

    /// The same note with another place that matters.
    #[must_use]
    pub fn related(mut self, at: Span, why: impl Into<String>) -> Self {
        self.related.push((at, why.into()));
        self
    }

    /// The same note with what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
