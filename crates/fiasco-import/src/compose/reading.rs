//! One run over a project's files: what it reads from, and what it finds on the way.

use super::environment::{Environment, span};
use super::gather::{Found, Gathered, Want};
use super::interpolate::expand;
use super::notes::Notes;
use super::project::Layer;
use super::value::{Field, Map, Shape, Tag, Text, Value, quoted};
use fiasco_estate::{Note, NoteKind};
use fiasco_source::{FileId, Files, Kind, Node, Span, Tree};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// The most values one run makes of its trees: aliases and `extends` repeat what is written once.
pub(super) const MAX_VALUES: usize = 1_000_000;

/// The most bytes of text that variables may make in one run.
const MAX_EXPANDED_BYTES: usize = 64 * 1024 * 1024;

/// The state of a run.
pub(super) struct Reading<'t> {
    /// The texts.
    pub files: &'t Files,
    /// What was asked for, and the files found for it.
    pub gathered: &'t Gathered,
    /// The trees of the YAML files.
    pub trees: &'t BTreeMap<FileId, Tree<'t>>,
    /// What came up.
    pub notes: Notes,
    /// Files that are named but were not looked for yet.
    pub wants: BTreeMap<String, Want>,
    /// Unset variables, and where.
    pub unset: BTreeMap<String, BTreeSet<Span>>,
    /// Files as they are written, whose services can be extended.
    pub layers: Vec<Rc<Layer<'t>>>,
    /// Which of them belong to which path of which project.
    pub layer_of: BTreeMap<(usize, String), usize>,
    /// Projects begun so far: the first, and one for each `include`.
    pub projects: usize,
    /// Files that were read whole, and not only for a service to extend.
    pub whole: BTreeSet<FileId>,
    /// Values made so far.
    pub values: usize,
    expanded_bytes: usize,
}

impl<'t> Reading<'t> {
    /// A run that found nothing yet.
    pub fn new(files: &'t Files, gathered: &'t Gathered, trees: &'t BTreeMap<FileId, Tree<'t>>) -> Self {
        Self {
            files,
            gathered,
            trees,
            notes: Notes::default(),
            wants: BTreeMap::new(),
            unset: BTreeMap::new(),
            layers: Vec::new(),
            layer_of: BTreeMap::new(),
            projects: 0,
            whole: BTreeSet::new(),
            values: 0,
            expanded_bytes: 0,
        }
    }

    /// The file at a path. Where there is none, a note says so, unless it is optional.
    pub fn file(&mut self, path: &str, want: Want, at: Option<Span>) -> Option<FileId> {
        let message = match self.gathered.found.get(path) {
            Some(Found::File(id)) if want == Want::Environment || self.trees.contains_key(id) => {
                return Some(*id);
            }
            Some(Found::File(_)) | None => {
                self.wants.insert(path.to_owned(), want);
                return None;
            }
            Some(Found::Missing) => "there is no file {} here".to_owned(),
            Some(Found::Refused(why)) => format!("{{}} cannot be read: {why}"),
        };
        if let Some(at) = at {
            let message = message.replacen("{}", &self.shown(path, at), 1);
            self.notes.add(Note::new(NoteKind::Dangling, at, message));
        }
        None
    }

    /// How a message calls a name that is written at a place: as it was typed, if variables made it.
    pub fn shown(&self, name: &str, at: Span) -> String {
        let typed = self.files.snippet(at).trim_matches(['"', '\'']);
        quoted(if typed.contains('$') { typed } else { name })
    }

    /// Turns a node into a value, with variables put in.
    pub fn value(&mut self, node: Node<'t, 't>, env: &Environment) -> Value<'t> {
        let at = node.span();
        self.values += 1;
        if self.values > MAX_VALUES {
            if self.values == MAX_VALUES + 1 {
                let message =
                    format!("these files repeat themselves: more than {MAX_VALUES} values are not read");
                self.notes.unreadable(node.used_at(), message);
            }
            return Value::null(at);
        }
        let tag = match node.tag() {
            Some("!reset") => Tag::Reset,
            Some("!override") => Tag::Override,
            _ => Tag::Plain,
        };
        let shape = match node.kind() {
            Kind::Scalar => Shape::Text(self.text(node, env)),
            Kind::List => Shape::List(node.items().map(|item| self.value(item, env)).collect()),
            Kind::Map => {
                let fields = node.entries().map(|entry| {
                    let value = self.value(entry.value, env);
                    (
                        entry.key.to_owned(),
                        Field {
                            key_at: entry.key_span,
                            value,
                            entries: vec![entry],
                        },
                    )
                });
                Shape::Map(Map(fields.collect()))
            }
        };
        Value { at, tag, shape }
    }

    fn text(&mut self, node: Node<'t, 't>, env: &Environment) -> Text<'t> {
        let written = node.text().unwrap_or_default();
        let (plain, null) = (!node.is_quoted(), node.is_null());
        let expanded = expand(written, &|name| env.value(name));
        let at = node.span();
        let start = self.start_of(at, written);
        self.expanded(&expanded, |from, len| match start {
            Some(start) => span(at.file, start + from, len),
            None => at,
        });
        let text = match expanded.text {
            Cow::Borrowed(text) => Cow::Borrowed(text),
            Cow::Owned(text) => Cow::Owned(self.within_bounds(text, at)),
        };
        Text {
            plain: plain && matches!(text, Cow::Borrowed(_)),
            text,
            written,
            null,
        }
    }

    fn within_bounds(&mut self, text: String, at: Span) -> String {
        let before = self.expanded_bytes;
        self.expanded_bytes = before.saturating_add(text.len());
        if self.expanded_bytes <= MAX_EXPANDED_BYTES {
            return text;
        }
        if before <= MAX_EXPANDED_BYTES {
            let message =
                "variables make these files too large: from here on, texts that use them read as empty";
            self.notes.unreadable(at, message);
        }
        String::new()
    }

    /// The byte at which the text of a scalar starts, where it stands in the file as such.
    fn start_of(&self, at: Span, text: &str) -> Option<usize> {
        let snippet = self.files.snippet(at);
        let start = at.start as usize;
        if snippet == text {
            return Some(start);
        }
        let inner = snippet.get(1..snippet.len().checked_sub(1)?)?;
        (inner == text).then_some(start + 1)
    }

    /// The map a value is; anything else but nothing is complained about.
    pub fn map<'v>(&mut self, value: &'v Value<'t>, what: &str, expected: &str) -> Option<&'v Map<'t>> {
        let map = value.map();
        if map.is_none() && !value.is_null() {
            self.misread(value, what, expected);
        }
        map
    }

    /// The text a value is; `None` without complaint where it says nothing.
    pub fn some_text<'v>(&mut self, value: &'v Value<'t>, what: &str, expected: &str) -> Option<&'v str> {
        match value.text() {
            Some(text) if text.null || text.text.is_empty() => None,
            Some(text) => Some(&text.text),
            None => {
                self.misread(value, what, expected);
                None
            }
        }
    }

    /// The same, where Compose takes no number and no truth value.
    pub fn only_text<'v>(&mut self, value: &'v Value<'t>, what: &str, expected: &str) -> Option<&'v str> {
        let text = self.some_text(value, what, expected)?;
        let typed = value.text().is_some_and(|text| text.plain) && is_typed(text);
        if typed {
            let found = value.found();
            self.notes.add(
                Note::new(
                    NoteKind::Unreadable,
                    value.at,
                    format!("{what}: expected {expected}, found {found}"),
                )
                .help(format!("put it in quotes if {found} is meant")),
            );
        }
        (!typed).then_some(text)
    }

    /// Notes that a value is not what was expected.
    pub fn misread(&mut self, value: &Value<'_>, what: &str, expected: &str) {
        // One note is enough: what stands under it is not read either.
        value.mark_deep();
        let message = format!("{what}: expected {expected}, found {}", value.found());
        self.notes.unreadable(value.at, message);
    }
}

/// Whether YAML takes an unquoted text for a number or a truth value.
fn is_typed(text: &str) -> bool {
    let number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && text.parse::<f64>().is_ok();
    number || matches!(text, "true" | "false" | "True" | "False" | "TRUE" | "FALSE")
}
