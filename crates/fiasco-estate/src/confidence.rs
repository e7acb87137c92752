//! How far a fact can be trusted, and who said it.

use fiasco_source::Span;

/// How a fact came to be known, weakest first: `min` of two is the confidence of what follows from both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Confidence {
    /// Nobody said it, and something has to stand there so that other things can be judged.
    #[default]
    Assumed,
    /// Read between the lines: a host name in an environment variable, the only network there is.
    Inferred,
    /// The documented default of a named version, with no override seen.
    Default,
    /// Written down by the team.
    Declared,
    /// Measured on the running system.
    Measured,
}

impl Confidence {
    /// The word used in messages and JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Assumed => "assumed",
            Self::Inferred => "inferred",
            Self::Default => "default",
            Self::Declared => "declared",
            Self::Measured => "measured",
        }
    }
}

/// A value with the place that said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    /// What was said.
    pub value: T,
    /// Where; `None` only for what fiasco itself had to assume.
    pub at: Option<Span>,
}

impl<T> Said<T> {
    /// A value said at a place.
    pub fn new(value: T, at: Span) -> Self {
        Self { value, at: Some(at) }
    }

    /// A value that nobody wrote.
    pub fn assumed(value: T) -> Self {
        Self { value, at: None }
    }
}

/// A place, and what it shows: the evidence of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cite {
    /// Where.
    pub at: Span,
    /// What stands there, in a few words.
    pub says: String,
}
