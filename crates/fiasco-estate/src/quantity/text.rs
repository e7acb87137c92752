//! A piece of the text being read that knows where it stands, and the number at its start.

use super::decimal::{NumberFault, parse_number};
use super::dimension::Dimension;
use super::error::{ReadError, Span};
use super::rational::Rational;

/// Quoted text is cut to this many characters.
const QUOTED: usize = 40;

/// A piece of the text being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part<'t> {
    pub text: &'t str,
    pub offset: usize,
}

impl<'t> Part<'t> {
    /// The whole of a text.
    pub const fn new(text: &'t str) -> Self {
        Self { text, offset: 0 }
    }

    /// The piece without the blanks around it.
    pub fn trim(self) -> Self {
        let start = self.text.trim_start();
        Self {
            text: start.trim_end(),
            offset: self.offset + (self.text.len() - start.len()),
        }
    }

    /// The first `at` bytes and the rest; all and nothing when that is not between two characters.
    pub fn split_at(self, at: usize) -> (Self, Self) {
        let (left, right) = self.text.split_at_checked(at).unwrap_or((self.text, ""));
        (
            Self {
                text: left,
                offset: self.offset,
            },
            Self {
                text: right,
                offset: self.offset + left.len(),
            },
        )
    }

    /// The pieces before and after the first `separator`.
    pub fn split_once(self, separator: &str) -> Option<(Self, Self)> {
        let (left, rest) = self.split_at(self.text.find(separator)?);
        Some((left, rest.split_at(separator.len()).1))
    }

    /// Where this piece stands.
    pub const fn span(self) -> Span {
        Span {
            offset: self.offset,
            len: self.text.len(),
        }
    }

    /// The text for a message: one line, and not long.
    pub fn quoted(self) -> String {
        quoted(self.text)
    }
}

/// A text for a message: cut when long, control characters replaced.
pub(super) fn quoted(text: &str) -> String {
    let mut letters = text
        .chars()
        .map(|letter| if letter.is_control() { '\u{fffd}' } else { letter });
    let mut short: String = letters.by_ref().take(QUOTED).collect();
    if letters.next().is_some() {
        short.push('…');
    }
    short
}

/// A number and what follows it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Number<'t> {
    pub value: Rational,
    pub part: Part<'t>,
    /// What follows, without blanks around it.
    pub rest: Part<'t>,
}

/// Reads the number at the start of `part`: a decimal, or a fraction such as `20/9`.
pub(super) fn number(part: Part<'_>, expected: Dimension) -> Result<Number<'_>, ReadError> {
    let part = part.trim();
    // People paste the typographic minus from documents.
    let sign = ['-', '−'].into_iter().find(|sign| part.text.starts_with(*sign));
    let (_, body) = part.split_at(sign.map_or(0, char::len_utf8));
    let length = numeral_length(body.text);
    let (numeral, rest) = body.split_at(length);
    if !numeral.text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Err(ReadError::NotANumber {
            found: part.quoted(),
            expected,
            at: part.span(),
        });
    }
    if sign.is_some() && expected != Dimension::Temperature {
        return Err(ReadError::Negative {
            found: part.quoted(),
            expected,
            at: part.span(),
        });
    }
    let rest = rest.trim();
    // `1 500 W`: a blank is no separator, as it also stands between the parts of `1 h 30 min`.
    if rest.text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return Err(ReadError::BadNumber {
            found: part.quoted(),
            at: part.span(),
        });
    }
    let value = value_of(numeral)?;
    let value = if sign.is_some() { value.negated() } else { value };
    Ok(Number {
        value,
        part: part.split_at(part.text.len() - body.text.len() + length).0,
        rest,
    })
}

/// The value of a decimal or a fraction of two decimals.
fn value_of(numeral: Part<'_>) -> Result<Rational, ReadError> {
    let value = match numeral.text.split_once('/') {
        None => parse_number(numeral.text),
        Some((top, bottom)) => parse_number(top).and_then(|top| match parse_number(bottom)? {
            Rational::ZERO => Err(NumberFault::Malformed),
            bottom => top.over(bottom).map_err(|_| NumberFault::TooBig),
        }),
    };
    let (found, at) = (numeral.quoted(), numeral.span());
    value.map_err(|fault| match fault {
        NumberFault::Malformed => ReadError::BadNumber { found, at },
        NumberFault::TooBig => ReadError::TooBig { found, at },
    })
}

/// How many bytes at the start of the text belong to a numeral.
fn numeral_length(text: &str) -> usize {
    let figures = count(text, |byte| byte.is_ascii_digit() || b"_.,".contains(&byte));
    let after = text.get(figures..).unwrap_or("");
    let figures = figures + exponent_length(after);
    let after = text.get(figures..).unwrap_or("");
    // A slash with a digit after it makes a fraction; any other belongs to the unit, as in `40/s`.
    let below = after
        .strip_prefix('/')
        .map_or(0, |below| count(below, |byte| byte.is_ascii_digit()));
    if below == 0 { figures } else { figures + 1 + below }
}

/// The length of an `e9` or `E-3`; zero when a unit starts with that letter instead.
fn exponent_length(text: &str) -> usize {
    let Some(after) = text.strip_prefix(['e', 'E']) else {
        return 0;
    };
    let digits = after.strip_prefix(['+', '-']).unwrap_or(after);
    match count(digits, |byte| byte.is_ascii_digit()) {
        0 => 0,
        digits_length => text.len() - digits.len() + digits_length,
    }
}

/// How many bytes at the start are of this kind.
fn count(text: &str, kind: impl Fn(u8) -> bool) -> usize {
    text.bytes().take_while(|byte| kind(*byte)).count()
}
