//! The format of `.env` and `env_file`: what stands on the lines, before variables are put in.
//!
//! It is Compose's own dialect: comments, `export`, quotes (which may span lines), comments behind a blank, and
//! names without a value, which are taken from the environment.

use std::borrow::Cow;

/// One assignment.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Item<'s> {
    /// The name.
    pub name: &'s str,
    /// Byte offset of the name.
    pub at: usize,
    /// The value; `None` for a name alone.
    pub value: Option<Raw<'s>>,
}

/// A value before variables are put in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Raw<'s> {
    /// The text, quotes removed.
    pub text: Cow<'s, str>,
    /// Byte offset of the text in the file.
    pub at: usize,
    /// In single quotes, or from a raw file: variables are not put in.
    pub literal: bool,
}

/// A line that cannot be read: offset, length, and what is wrong without a word of its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadLine {
    /// Byte offset of the line.
    pub at: usize,
    /// Bytes of its name.
    pub len: usize,
    /// What is wrong.
    pub message: &'static str,
}

/// Reads a whole file.
pub(super) fn items(text: &str) -> (Vec<Item<'_>>, Vec<BadLine>) {
    let mut lines = Lines {
        text,
        at: 0,
        items: Vec::new(),
        bad: Vec::new(),
    };
    while lines.next() {}
    (lines.items, lines.bad)
}

/// Reads a file of `format: raw`: everything behind the first `=` is the value.
pub(super) fn raw_items(text: &str) -> Vec<Item<'_>> {
    let mut at = 0;
    let mut items = Vec::new();
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let line = line.trim_end_matches(['\n', '\r']);
        if let Some((name, value)) = line.split_once('=')
            && !line.trim_start().starts_with('#')
        {
            let raw = Raw {
                text: Cow::Borrowed(value),
                at: start + name.len() + 1,
                literal: true,
            };
            items.push(Item {
                name: name.trim(),
                at: start,
                value: Some(raw),
            });
        }
    }
    items
}

struct Lines<'s> {
    text: &'s str,
    at: usize,
    items: Vec<Item<'s>>,
    bad: Vec<BadLine>,
}

impl<'s> Lines<'s> {
    fn rest(&self) -> &'s str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn line(&self) -> &'s str {
        self.rest().lines().next().unwrap_or_default()
    }

    /// Goes on behind the current line.
    fn skip_line(&mut self) {
        let rest = self.rest();
        self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
    }

    fn skip(&mut self, blank: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|c| !blank(c)).unwrap_or(rest.len());
    }

    /// Reads one assignment; says whether there may be another.
    fn next(&mut self) -> bool {
        self.skip(char::is_whitespace);
        let line = self.line();
        if self.rest().is_empty() {
            return false;
        }
        if line.starts_with('#') {
            self.skip_line();
            return true;
        }
        if let Some(rest) = line.strip_prefix("export")
            && rest.starts_with([' ', '\t'])
        {
            self.at += "export".len();
            self.skip(|c| matches!(c, ' ' | '\t'));
        }
        self.assignment();
        true
    }

    fn assignment(&mut self) {
        let (start, line) = (self.at, self.line());
        let end = line.find(['=', ':']);
        let written = line.get(..end.unwrap_or(line.len())).unwrap_or_default();
        let name = match end {
            Some(_) => written.trim_end(),
            None => written.split(" #").next().unwrap_or_default().trim_end(),
        };
        let fine = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | '[' | ']');
        if name.is_empty() || !name.chars().all(fine) {
            let message = "expected a line such as `NAME=value`";
            let len = line.find([' ', '=', ':']).unwrap_or(line.len());
            self.bad.push(BadLine {
                at: start,
                len,
                message,
            });
            return self.skip_line();
        }
        let Some(end) = end else {
            self.items.push(Item {
                name,
                at: start,
                value: None,
            });
            return self.skip_line();
        };
        self.at += end + 1;
        self.skip(|c| matches!(c, ' ' | '\t'));
        match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => self.quoted(name, start, quote),
            _ => self.unquoted(name, start),
        }
    }

    fn unquoted(&mut self, name: &'s str, start: usize) {
        let line = self.line();
        let comment = if line.starts_with('#') {
            Some(0)
        } else {
            line.find(" #").or(line.find("\t#"))
        };
        let value = line
            .get(..comment.unwrap_or(line.len()))
            .unwrap_or_default()
            .trim_end();
        let raw = Raw {
            text: Cow::Borrowed(value),
            at: self.at,
            literal: false,
        };
        self.items.push(Item {
            name,
            at: start,
            value: Some(raw),
        });
        self.skip_line();
    }

    fn quoted(&mut self, name: &'s str, start: usize, quote: char) {
        let inner = self.rest().get(1..).unwrap_or_default();
        let Some(end) = quote_end(inner, quote) else {
            let message = "the quote of this value is not closed";
            self.bad.push(BadLine {
                at: start,
                len: name.len(),
                message,
            });
            return self.skip_line();
        };
        let text = inner.get(..end).unwrap_or_default();
        let literal = quote == '\'';
        let text = if literal || !text.contains('\\') {
            Cow::Borrowed(text)
        } else {
            Cow::Owned(unescaped(text))
        };
        let raw = Raw {
            text,
            at: self.at + 1,
            literal,
        };
        self.items.push(Item {
            name,
            at: start,
            value: Some(raw),
        });
        self.at += end + 2;
        let behind = self.line().trim();
        if !behind.is_empty() && !behind.starts_with('#') {
            let message = "expected nothing behind the closing quote";
            self.bad.push(BadLine {
                at: start,
                len: name.len(),
                message,
            });
        }
        self.skip_line();
    }
}

/// Where the closing quote stands.
fn quote_end(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        if c == quote && !escaped {
            return Some(at);
        }
        escaped = c == '\\' && !escaped && quote == '"';
    }
    None
}

/// A text in double quotes with its escapes resolved. An escaped dollar becomes a doubled one, since variables
/// are put in afterwards.
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('n') => out.push('\n'),
            Some('r') => out.push('\r'),
            Some('t') => out.push('\t'),
            Some('$') => out.push_str("$$"),
            Some(c @ ('"' | '\\' | '\'')) => out.push(c),
            Some(c) => out.extend(['\\', c]),
            None => out.push('\\'),
        }
    }
    out
}
