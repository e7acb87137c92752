//! What ends the reading of a document, and how it is told.

use crate::builder::char_at;
use crate::files::{FileId, Files, Span, count};
use crate::node::Kind;
use crate::problem::Problem;

use super::lexing::BadText;

/// Why a document is read no further.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// The file ends, inside this list or map.
    CutOff(Option<(Kind, u32)>),
    /// The file ends, inside the text that starts here.
    CutOffText(u32),
    Value,
    Key,
    Colon,
    /// Neither a comma nor the end of the list or map that starts here.
    Comma(Kind, u32),
    Number,
    /// In the text that starts here.
    Text(u32, BadText),
    /// The builder said what there is to say.
    Told,
}

/// A fault with its place.
pub(super) struct Place {
    fault: Fault,
    span: Span,
    found: String,
}

fn name(kind: Kind) -> &'static str {
    if kind == Kind::Map { "map" } else { "list" }
}

impl Place {
    /// Nothing if the fault is told already.
    pub(super) fn of(fault: Fault, file: FileId, source: &str, at: usize) -> Option<Self> {
        let span = char_at(file, source, count(at));
        let c = source
            .get(span.start as usize..)
            .and_then(|rest| rest.chars().next());
        let found = match c {
            Some(c) if c.is_control() || c.is_whitespace() => format!("the character U+{:04X}", u32::from(c)),
            Some(c) => format!("`{c}`"),
            None => "the end of the file".to_owned(),
        };
        (!matches!(fault, Fault::Told)).then_some(Self { fault, span, found })
    }

    pub(super) fn problem(&self, path: &str, files: &Files) -> Problem {
        let (span, found) = (self.span, self.found.as_str());
        let one = |start: u32| Span::new(span.file, start, start + 1);
        let line = |start: u32| files.place(one(start)).line;
        let at = |message: String| Problem::at(path, span, message);
        match self.fault {
            Fault::CutOff(None) | Fault::Told => at("the file ends where a value should be".to_owned()),
            Fault::CutOff(Some((kind, start))) => at(format!(
                "the file ends inside a {} that begins at line {}: was it cut off?",
                name(kind),
                line(start)
            ))
            .with_related(one(start), format!("the {} begins here", name(kind))),
            Fault::CutOffText(start) => at(format!(
                "the file ends inside a text that begins at line {}: was it cut off?",
                line(start)
            ))
            .with_related(one(start), "the text begins here"),
            Fault::Value => with_advice(at(format!("expected a value, found {found}")), found),
            Fault::Key => with_advice(
                at(format!("expected a key in double quotes, found {found}")),
                found,
            ),
            Fault::Colon => at(format!("expected `:` behind the key, found {found}")),
            Fault::Comma(kind, start) => {
                let end = if kind == Kind::Map { '}' } else { ']' };
                at(format!(
                    "expected `,` or `{end}` in the {} that begins at line {}, found {found}",
                    name(kind),
                    line(start)
                ))
                .with_related(one(start), format!("the {} begins here", name(kind)))
            }
            Fault::Number => at(format!("expected a digit, found {found}")),
            Fault::Text(start, why) => {
                bad_text(at, found, why).with_related(one(start), "the text begins here")
            }
        }
    }
}

fn bad_text(at: impl Fn(String) -> Problem, found: &str, why: BadText) -> Problem {
    match why {
        BadText::LineBreak => at("a line ends inside a text".to_owned())
            .with_help("close the quote, or write `\\n` for a line break"),
        BadText::Control => at(format!("{found} cannot stand in a text as it is"))
            .with_help("write it as `\\u` and four hexadecimal digits"),
        BadText::Escape => at("this text holds an unknown `\\` escape".to_owned())
            .with_help("write `\\\\` where `\\` means itself"),
        BadText::Hex => at("expected four hexadecimal digits behind `\\u`".to_owned()),
    }
}

/// What people write who are used to something other than JSON.
fn with_advice(problem: Problem, found: &str) -> Problem {
    match found {
        "`'`" => problem.with_help("texts stand in double quotes"),
        "`/`" | "`#`" => problem.with_help("JSON has no comments: take it out"),
        "`N`" | "`T`" | "`F`" | "`I`" => {
            problem.with_help("JSON knows `true`, `false` and `null`, and no `NaN` or `Infinity`")
        }
        _ => problem,
    }
}
