//! Why a text is not the quantity that was due: one variant per mistake people make, each saying what to write.

use super::dimension::Dimension;

/// A stretch of the text that was read, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Bytes before the stretch.
    pub offset: usize,
    /// Bytes in the stretch; zero when something is missing there.
    pub len: usize,
}

/// A text could not be read as a quantity. Messages are lower-case fragments that quote what was found,
/// shortened when long; `at` is the offending part of the text given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(
    missing_docs,
    reason = "the fields are named alike throughout and the messages show their use"
)]
pub enum ReadError {
    /// The text is blank.
    #[error("expected {}, found nothing", .expected.such_as())]
    Empty { expected: Dimension, at: Span },

    /// The text is far longer than any quantity.
    #[error("expected {}, found a text of {} bytes", .expected.such_as(), .at.len)]
    TooLong { expected: Dimension, at: Span },

    /// No number stands where one should, which covers NaN and infinity.
    #[error("expected {}, found `{found}`", .expected.such_as())]
    NotANumber {
        found: String,
        expected: Dimension,
        at: Span,
    },

    /// Digits that do not form a number.
    #[error("`{found}` is not a number; write it like `1500`, `1,500` or `1.5`")]
    BadNumber { found: String, at: Span },

    /// The number, or its value in base units, has too many digits.
    #[error("`{found}` is beyond what can be computed exactly")]
    TooBig { found: String, at: Span },

    /// The number is below zero.
    #[error("{} cannot be negative, found `{found}`", .expected.noun())]
    Negative {
        found: String,
        expected: Dimension,
        at: Span,
    },

    /// The temperature is below 0 K.
    #[error("`{found}` is below absolute zero")]
    BelowAbsoluteZero { found: String, at: Span },

    /// The number has no unit and its dimension needs one.
    #[error("`{found}` has no unit; write {} as `{found}{}`", .expected.noun(), .expected.missing_suffix())]
    MissingUnit {
        found: String,
        expected: Dimension,
        at: Span,
    },

    /// The unit is unknown; `hint` says which one may have been meant, or how such a quantity is written.
    #[error("unknown unit `{unit}` for {}; {hint}", .expected.noun())]
    UnknownUnit {
        unit: String,
        expected: Dimension,
        hint: String,
        at: Span,
    },

    /// The unit measures something else.
    #[error("expected {}, found {} `{found}`", .expected.such_as(), .actual.noun())]
    OtherDimension {
        found: String,
        actual: Dimension,
        expected: Dimension,
        at: Span,
    },

    /// A unit such as `Gb`, which some take for bits and some for bytes.
    #[error(
        "is `{number} {unit}` {number} {name}bits{per} (write `{number} {prefix}bit{suffix}`) \
         or {number} {name}bytes{per} (write `{number} {prefix}B{suffix}`)?",
        per = if *.per_second { " per second" } else { "" },
        suffix = if *.per_second { "/s" } else { "" },
    )]
    BitOrByte {
        number: String,
        unit: String,
        prefix: &'static str,
        name: &'static str,
        per_second: bool,
        at: Span,
    },

    /// A size letter such as `m`, which is 1024² to Docker, 1/1000 to Kubernetes.
    #[error("is `{found}` in powers of 1000 (write `{decimal}`) or of 1024 (write `{binary}`)?")]
    DecimalOrBinary {
        found: String,
        decimal: String,
        binary: String,
        at: Span,
    },

    /// A range written with a dash.
    #[error("a range takes two dots: write `{lo}..{hi}`")]
    DashRange { lo: String, hi: String, at: Span },

    /// A range with a side or a dot too many or too few.
    #[error("`{found}` is not a range; write {} like `350..500`, with the unit after it", .expected.noun())]
    BadRange {
        found: String,
        expected: Dimension,
        at: Span,
    },

    /// A range whose first value is above its second.
    #[error("the range `{found}` runs backwards; write the smaller value first")]
    Backwards { found: String, at: Span },

    /// A range where a single value is due.
    #[error("expected a single value, found the range `{found}`")]
    UnexpectedRange { found: String, at: Span },

    /// A compound time whose parts are out of order or repeat a unit.
    #[error("the parts of `{found}` must go from the longest unit to the shortest, as in `1m30s`")]
    BadDuration { found: String, at: Span },
}

impl ReadError {
    /// The offending part of the text.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Empty { at, .. }
            | Self::TooLong { at, .. }
            | Self::NotANumber { at, .. }
            | Self::BadNumber { at, .. }
            | Self::TooBig { at, .. }
            | Self::Negative { at, .. }
            | Self::BelowAbsoluteZero { at, .. }
            | Self::MissingUnit { at, .. }
            | Self::UnknownUnit { at, .. }
            | Self::OtherDimension { at, .. }
            | Self::BitOrByte { at, .. }
            | Self::DecimalOrBinary { at, .. }
            | Self::DashRange { at, .. }
            | Self::BadRange { at, .. }
            | Self::Backwards { at, .. }
            | Self::UnexpectedRange { at, .. }
            | Self::BadDuration { at, .. } => *at,
        }
    }
}
