//! What is left of a YAML tree once variables are put in: values that can be merged across files, each with the
//! place that said it and the tree entries it came from, so that reading a merged value marks every one of them.

use fiasco_source::{Entry, Span};
use indexmap::IndexMap;
use std::borrow::Cow;

/// A value, and how it wants to be merged.
#[derive(Clone, Debug)]
pub(super) struct Value<'t> {
    /// Where it is written.
    pub at: Span,
    /// `!reset`, `!override` or neither.
    pub tag: Tag,
    /// What it is.
    pub shape: Shape<'t>,
}

/// Compose's own tags.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    /// No tag that matters.
    Plain,
    /// `!reset`: what earlier files said is forgotten, and so is this value.
    Reset,
    /// `!override`: what earlier files said is replaced as a whole.
    Override,
}

/// The three shapes of YAML.
#[derive(Clone, Debug)]
pub(super) enum Shape<'t> {
    /// A text; numbers and truth values are texts too.
    Text(Text<'t>),
    /// A list.
    List(Vec<Value<'t>>),
    /// A map.
    Map(Map<'t>),
}

/// A text with its variables put in.
#[derive(Clone, Debug)]
pub(super) struct Text<'t> {
    /// What it means.
    pub text: Cow<'t, str>,
    /// What was typed. Messages quote this, so that no value of a variable ends up in one.
    pub written: &'t str,
    /// Whether it stands without quotes, so that YAML may take it for a number.
    pub plain: bool,
    /// Whether it says "nothing".
    pub null: bool,
}

/// An entry of a map, possibly said by several files.
#[derive(Clone, Debug)]
pub(super) struct Field<'t> {
    /// Where the key is written; of several places the last.
    pub key_at: Span,
    /// The merged value.
    pub value: Value<'t>,
    /// Every entry that said it, for the reading marks. Items of lists have none.
    pub entries: Vec<Entry<'t, 't>>,
}

/// A map in the order of the files.
#[derive(Clone, Debug, Default)]
pub(super) struct Map<'t>(pub IndexMap<String, Field<'t>>);

impl<'t> Value<'t> {
    /// A value that says "nothing", for an item of a list that stands for a whole entry.
    pub fn null(at: Span) -> Self {
        let text = Text {
            text: Cow::Borrowed(""),
            written: "",
            plain: true,
            null: true,
        };
        Self {
            at,
            tag: Tag::Plain,
            shape: Shape::Text(text),
        }
    }

    /// A text that was cut out of another.
    pub fn part(at: Span, text: String, whole: &Text<'t>) -> Self {
        let text = Text {
            text: Cow::Owned(text),
            written: whole.written,
            plain: false,
            null: false,
        };
        Self {
            at,
            tag: Tag::Plain,
            shape: Shape::Text(text),
        }
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&Text<'t>> {
        match &self.shape {
            Shape::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The map, where it is one.
    pub fn map(&self) -> Option<&Map<'t>> {
        match &self.shape {
            Shape::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The items of a list; a text counts as a list of one, as Compose has it in many places.
    pub fn items(&self) -> &[Self] {
        match &self.shape {
            Shape::List(items) => items,
            Shape::Text(text) if !text.null => std::slice::from_ref(self),
            _ => &[],
        }
    }

    /// Whether it says "nothing".
    pub fn is_null(&self) -> bool {
        matches!(&self.shape, Shape::Text(text) if text.null)
    }

    /// What a message calls it: never the value of a variable, only what was typed.
    pub fn found(&self) -> String {
        match &self.shape {
            Shape::Text(text) if text.null || text.written.is_empty() => "nothing".to_owned(),
            Shape::Text(text) => quoted(text.written),
            Shape::List(_) => "a list".to_owned(),
            Shape::Map(_) => "a map".to_owned(),
        }
    }

    /// How many values it holds, itself included.
    pub fn size(&self) -> usize {
        match &self.shape {
            Shape::Text(_) => 1,
            Shape::List(items) => 1 + items.iter().map(Self::size).sum::<usize>(),
            Shape::Map(map) => 1 + map.0.values().map(|field| field.value.size()).sum::<usize>(),
        }
    }

    /// Marks every entry under the value as used.
    pub fn mark_deep(&self) {
        match &self.shape {
            Shape::Text(_) => {}
            Shape::List(items) => items.iter().for_each(Self::mark_deep),
            Shape::Map(map) => map.0.values().for_each(Field::mark_deep),
        }
    }
}

impl Field<'_> {
    /// Marks every entry that said it as used.
    pub fn mark(&self) {
        self.entries.iter().for_each(Entry::mark_used);
    }

    /// Marks it and everything under it as used.
    pub fn mark_deep(&self) {
        self.mark();
        self.value.mark_deep();
    }
}

impl<'t> Map<'t> {
    /// The field of a key, marked as used.
    pub fn field(&self, key: &str) -> Option<&Field<'t>> {
        let field = self.0.get(key)?;
        field.mark();
        Some(field)
    }

    /// The value of a key, marked as used; nothing where the value says "nothing".
    pub fn get(&self, key: &str) -> Option<&Value<'t>> {
        self.field(key)
            .map(|field| &field.value)
            .filter(|value| !value.is_null())
    }

    /// Marks entries as known to be irrelevant.
    pub fn irrelevant(&self, keys: &[&str]) {
        for (key, field) in &self.0 {
            if keys.contains(&key.as_str()) || key.starts_with("x-") {
                field.entries.iter().for_each(Entry::mark_irrelevant);
            }
        }
    }
}

/// A text in backquotes, shortened when long, on one line.
pub(super) fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= LONGEST && line.len() == text.trim_end().len() {
        return format!("`{line}`");
    }
    let shown: String = line.chars().take(LONGEST).collect();
    format!("`{shown}…`")
}
