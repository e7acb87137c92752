//! From the parser's events to the calls of the builder, with byte spans.

use std::collections::HashMap;

use saphyr_parser::{Event, ScalarStyle, Span as Marks, Tag};

use super::lexing;
use super::offsets::Offsets;
use crate::builder::{Builder, Stop, Style, Text};
use crate::files::{FileId, Files, Span};
use crate::node::Kind;
use crate::problem::Problem;

pub(super) struct Reader<'a> {
    /// The text of the file, whatever the parser was given instead of it.
    pub(super) source: &'a str,
    pub(super) file: FileId,
    pub(super) builder: Builder<'a>,
    pub(super) offsets: Offsets<'a>,
    /// Where the document that is read starts, or what stands before it does.
    pub(super) restart: usize,
    /// The anchors of this document, by the number the parser gives them.
    anchors: HashMap<usize, Anchor<'a>>,
    /// For every open list and map whether it stands in brackets.
    flow: Vec<bool>,
}

#[derive(Clone, Copy)]
struct Anchor<'a> {
    node: u32,
    /// With the `&`.
    name: &'a str,
}

/// An anchor (0 is none) and a tag, which stand before the node they belong to.
struct Properties<'e> {
    anchor: usize,
    tag: Option<&'e Tag>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(files: &'a Files, id: FileId) -> Self {
        let source = files.text(id);
        Self {
            source,
            file: id,
            builder: Builder::new(files, id),
            offsets: Offsets::new(source),
            restart: 0,
            anchors: HashMap::new(),
            flow: Vec::new(),
        }
    }

    /// Gets ready for a parser that begins at this byte.
    pub(super) fn start(&mut self, at: usize) {
        self.offsets.restart(at);
        self.restart = at;
        self.flow.clear();
    }

    pub(super) fn event(&mut self, event: Event<'_>, marks: Marks) -> Result<(), Stop> {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(
                    &text,
                    style,
                    &Properties {
                        anchor,
                        tag: tag.as_deref(),
                    },
                    marks,
                );
            }
            Event::MappingStart(anchor, tag) => {
                self.open(
                    Kind::Map,
                    &Properties {
                        anchor,
                        tag: tag.as_deref(),
                    },
                    marks,
                )?;
            }
            Event::SequenceStart(anchor, tag) => {
                self.open(
                    Kind::List,
                    &Properties {
                        anchor,
                        tag: tag.as_deref(),
                    },
                    marks,
                )?;
            }
            Event::MappingEnd | Event::SequenceEnd => self.close(marks)?,
            Event::Alias(anchor) => self.alias(anchor, marks)?,
            Event::DocumentStart(_) => {
                // A new table, because clearing one costs as much as the largest it ever was.
                self.anchors = HashMap::new();
                self.builder.begin_document();
            }
            Event::DocumentEnd => {
                self.builder.end_document();
                self.restart = self.range(marks).0 as usize;
            }
            Event::StreamStart | Event::StreamEnd | Event::Nothing => {}
        }
        Ok(())
    }

    /// The byte range of two markers, the right way around whatever the parser says.
    fn range(&mut self, marks: Marks) -> (u32, u32) {
        let start = self.offsets.byte(marks.start.index());
        let end = self.offsets.byte(marks.end.index());
        (start, end.max(start))
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, properties: &Properties<'_>, marks: Marks) {
        let (outer, end) = self.range(marks);
        let has_properties = properties.anchor > 0 || properties.tag.is_some();
        let start = if has_properties {
            lexing::skip_properties(self.source, outer, end)
        } else {
            outer
        };
        let node = match style {
            ScalarStyle::Plain if text.is_empty() => self.empty(outer, end, has_properties),
            ScalarStyle::Plain => {
                let style = if text == "<<" { Style::Merge } else { Style::Plain };
                self.located(text, (start, end), (start, end), style)
            }
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted => {
                let end = lexing::quoted_end(self.source, start, end);
                self.located(
                    text,
                    (start, end),
                    (start + 1, end.saturating_sub(1)),
                    Style::Quoted,
                )
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                // The parser's end is the start of whatever follows the text.
                let end = lexing::trim_end(self.source, start, end);
                self.builder.scalar(start, end, &Text::Own(text), Style::Quoted)
            }
        };
        self.apply(node, properties, outer);
    }

    /// A scalar whose text is the one at `inner` of the file, unless the parser had to change it.
    fn located(&mut self, text: &str, span: (u32, u32), inner: (u32, u32), style: Style) -> u32 {
        let raw = self.source.get(inner.0 as usize..inner.1 as usize);
        let text = if raw == Some(text) {
            Text::InFile(inner.0, inner.1)
        } else {
            Text::Own(text)
        };
        self.builder.scalar(span.0, span.1, &text, style)
    }

    /// Nothing where a value could be: the parser points at the colon, or at whatever comes next.
    fn empty(&mut self, start: u32, end: u32, has_properties: bool) -> u32 {
        if has_properties {
            let end = lexing::trim_end(self.source, start, end);
            return self
                .builder
                .scalar(start, end, &Text::InFile(end, end), Style::Plain);
        }
        let at = match self.builder.open_key_end() {
            Some(_) if self.source.as_bytes().get(start as usize) == Some(&b':') => start + 1,
            Some(key_end) => key_end,
            None => start,
        };
        self.builder.scalar(at, at, &Text::InFile(at, at), Style::Plain)
    }

    fn open(&mut self, kind: Kind, properties: &Properties<'_>, marks: Marks) -> Result<(), Stop> {
        let (outer, end) = self.range(marks);
        let start = lexing::skip_properties(self.source, outer, end);
        let bracket = if kind == Kind::List { b'[' } else { b'{' };
        let first = self.source.as_bytes().get(start as usize);
        // A block map whose first key is in brackets starts with one as well, but its event covers
        // no text of its own.
        let is_flow = first == Some(&bracket) && end > start;
        let start = if is_flow || kind == Kind::Map {
            start
        } else {
            lexing::back_to_dash(self.source, start)
        };
        let node = self.builder.open(kind, start)?;
        self.flow.push(is_flow);
        self.apply(node, properties, outer);
        Ok(())
    }

    fn close(&mut self, marks: Marks) -> Result<(), Stop> {
        let (start, _) = self.range(marks);
        let is_flow = self.flow.pop().unwrap_or(false);
        let first = self.source.as_bytes().get(start as usize);
        // The end of a block is wherever the next line starts; its last child is what people mean.
        let bracket = is_flow && matches!(first, Some(b']' | b'}'));
        self.builder.close(bracket.then_some(start + 1))
    }

    fn alias(&mut self, anchor: usize, marks: Marks) -> Result<(), Stop> {
        let (start, end) = self.range(marks);
        if let Some(anchor) = self.anchors.get(&anchor).copied() {
            return self.builder.alias(anchor.node, start, end, anchor.name);
        }
        let span = Span::new(self.file, start, end);
        self.builder.problems.add(|path| {
            Problem::at(path, span, "this anchor belongs to an earlier document")
                .with_help("an anchor reaches to the end of its document: define it again")
        });
        self.builder.void(start, end);
        Ok(())
    }

    /// Gives the node its tag and its anchor, which are written from `outer` on.
    fn apply(&mut self, node: u32, properties: &Properties<'_>, outer: u32) {
        if let Some(tag) = properties.tag {
            self.builder.tag(node, tag_text(tag));
        }
        if properties.anchor > 0 {
            let name = lexing::anchor_name(self.source, outer);
            self.anchors.insert(properties.anchor, Anchor { node, name });
            self.builder.share(node);
        }
    }
}

/// A tag as people write it.
fn tag_text(tag: &Tag) -> String {
    if tag.is_yaml_core_schema() {
        format!("!!{}", tag.suffix)
    } else {
        format!("{}{}", tag.handle, tag.suffix)
    }
}
