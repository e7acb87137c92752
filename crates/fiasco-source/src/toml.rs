//! Reads TOML into the same tree as everything else, so that importers find positions and unread keys there as
//! well. The grammar is left to the `toml` crate; here its tables become maps, in the order of the file.

use crate::builder::{Builder, Stop, Style, Text};
use crate::files::{FileId, Files, Span, count};
use crate::node::Kind;
use crate::problem::Problem;
use crate::tree::Tree;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The largest file that is read: settings are written by hand.
pub const MAX_TOML_BYTES: usize = 1024 * 1024;

/// Reads a file as TOML. Of a file with errors what could be read is kept; the problems say what could not.
#[must_use]
pub fn read(files: &Files, id: FileId) -> (Tree<'_>, Vec<Problem>) {
    let source = files.text(id);
    let mut builder = Builder::new(files, id);
    if source.len() > MAX_TOML_BYTES {
        builder.problems.add(|path| {
            let message = format!("larger than {MAX_TOML_BYTES} bytes: too large for a file of settings");
            Problem::in_file(path, message)
        });
        return builder.finish();
    }
    let (root, errors) = DeTable::parse_recoverable(source);
    for error in errors {
        let range = error.span().unwrap_or(0..0);
        let message = error.message().trim().replace('\n', ", ");
        builder
            .problems
            .add(|path| Problem::at(path, span(id, source, &range), message));
    }
    let mut reader = Reader { source, builder };
    reader.builder.begin_document();
    // A file nested too deeply was refused by the builder, which has noted it.
    if reader.table(0..source.len(), root.get_ref()).is_ok() {
        reader.builder.end_document();
    }
    reader.builder.finish()
}

/// A range of bytes as a span that lies within the file, on the borders of characters.
fn span(file: FileId, source: &str, range: &Range<usize>) -> Span {
    let start = source.floor_char_boundary(range.start);
    let end = source.floor_char_boundary(range.end).max(start);
    Span::new(file, count(start), count(end))
}

struct Reader<'a> {
    source: &'a str,
    builder: Builder<'a>,
}

impl Reader<'_> {
    /// A table; recursion is bounded by the parser and, before that, by the builder's depth.
    fn table(&mut self, range: Range<usize>, table: &DeTable<'_>) -> Result<(), Stop> {
        self.builder.open(Kind::Map, count(range.start))?;
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in entries {
            let range = key.span();
            self.scalar(&range, key.get_ref(), Style::Quoted);
            self.value(value)?;
        }
        // The range of `[table]` is its heading; what it holds comes after it.
        let braces = self
            .source
            .get(range.clone())
            .is_some_and(|text| text.starts_with('{'));
        self.builder.close(braces.then(|| count(range.end)))
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>) -> Result<(), Stop> {
        let range = value.span();
        match value.get_ref() {
            DeValue::Table(table) => self.table(range, table)?,
            DeValue::Array(items) => {
                self.builder.open(Kind::List, count(range.start))?;
                for item in items.iter() {
                    self.value(item)?;
                }
                // The range of `[[tables]]` is the first heading; that of brackets ends behind all items.
                let brackets = items.iter().all(|item| item.span().end < range.end);
                self.builder.close(brackets.then(|| count(range.end)))?;
            }
            DeValue::String(text) => self.scalar(&range, text, Style::Quoted),
            // Numbers, dates and truths stay what was typed.
            _ => {
                let text = self.source.get(range.clone()).unwrap_or_default();
                self.scalar(&range, text, Style::Plain);
            }
        }
        Ok(())
    }

    fn scalar(&mut self, range: &Range<usize>, text: &str, style: Style) {
        let (start, end) = (count(range.start), count(range.end));
        // In quotes the text begins one byte later, unless it is written in three of them.
        let lead = usize::from(
            self.source
                .get(range.start..)
                .is_some_and(|rest| rest.starts_with(['"', '\''])),
        );
        let inner = range.start + lead..range.end.saturating_sub(lead);
        let text = if self.source.get(inner.clone()) == Some(text) {
            Text::InFile(count(inner.start), count(inner.end))
        } else {
            Text::Own(text)
        };
        self.builder.scalar(start, end, &text, style);
    }
}
