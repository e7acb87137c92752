//! One row of a list: which of its fields are used, and reading single values.

use super::keys;
use crate::Part;
use fiasco_estate::{Note, NoteKind, Said};
use fiasco_source::{Kind, Node, Span};

/// The most fields that one kind of row uses.
const MAX_FIELDS: usize = 20;

/// Things wrong with the rows of one list that are told one by one.
const MAX_TOLD: usize = 10;

/// Fields nobody knows that are told one by one.
const MAX_UNKNOWN: usize = 100;

/// What a field of a row is to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Used(usize),
    Irrelevant,
    Unknown,
}

/// Reads the rows of one list. Rows of a list mostly have the same fields at the same places, so what was
/// found out of a field is remembered by its place.
pub(super) struct Table<'t> {
    used: &'static [&'static str],
    places: Vec<(&'t str, Meaning)>,
    /// Fields nobody knows: where first, and in how many rows.
    unknown: Vec<(&'t str, Span, usize)>,
    more_unknown: usize,
    wrong: Vec<Note>,
    more_wrong: usize,
}

/// The fields of a row that are used; those that say nothing are not there.
pub(super) struct Row<'t, 'a> {
    pub(super) node: Node<'t, 'a>,
    used: &'static [&'static str],
    fields: [Option<Node<'t, 'a>>; MAX_FIELDS],
}

impl<'t> Table<'t> {
    /// For rows of which these fields are used.
    pub(super) fn new(used: &'static [&'static str]) -> Self {
        debug_assert!(
            used.len() <= MAX_FIELDS,
            "a row has places for {MAX_FIELDS} fields"
        );
        Self {
            used,
            places: Vec::new(),
            unknown: Vec::new(),
            more_unknown: 0,
            wrong: Vec::new(),
            more_wrong: 0,
        }
    }

    /// The fields of one row; `None` for what is no row.
    pub(super) fn row<'a>(&mut self, node: Node<'t, 'a>) -> Option<Row<'t, 'a>> {
        if node.kind() != Kind::Map {
            self.wrong(node.span(), "expected a row with fields such as `id`".to_owned());
            return None;
        }
        let mut row = Row {
            node,
            used: self.used,
            fields: [None; MAX_FIELDS],
        };
        for (place, entry) in node.entries().enumerate() {
            let meaning = match self.places.get(place) {
                Some((key, meaning)) if *key == entry.key => *meaning,
                _ => self.look_up(place, entry.key),
            };
            match meaning {
                Meaning::Used(field) => {
                    if let Some(slot) = row.fields.get_mut(field)
                        && !entry.value.is_null()
                    {
                        *slot = Some(entry.value);
                    }
                }
                Meaning::Irrelevant => {}
                Meaning::Unknown => self.unknown(entry.key, entry.key_span),
            }
        }
        Some(row)
    }

    fn unknown(&mut self, key: &'t str, at: Span) {
        match self.unknown.iter().position(|(known, ..)| *known == key) {
            Some(known) => {
                if let Some((_, _, count)) = self.unknown.get_mut(known) {
                    *count += 1;
                }
            }
            None if self.unknown.len() < MAX_UNKNOWN => self.unknown.push((key, at, 1)),
            None => self.more_unknown += 1,
        }
    }

    fn look_up(&mut self, place: usize, key: &'t str) -> Meaning {
        let used = self.used.iter().position(|known| *known == key);
        let meaning = match used {
            Some(field) => Meaning::Used(field),
            None if keys::is_irrelevant(key) => Meaning::Irrelevant,
            None => Meaning::Unknown,
        };
        if self.places.len() <= place {
            self.places.resize(place + 1, ("", Meaning::Irrelevant));
        }
        if let Some(slot) = self.places.get_mut(place) {
            *slot = (key, meaning);
        }
        meaning
    }

    /// Notes that something in a row cannot be read; only the first few are told one by one.
    pub(super) fn wrong(&mut self, at: Span, message: String) {
        self.tell(NoteKind::Unreadable, at, message);
    }

    /// Notes that a row has a word that NetBox may know and this importer does not.
    pub(super) fn strange(&mut self, at: Span, message: String) {
        self.tell(NoteKind::NotUnderstood, at, message);
    }

    fn tell(&mut self, kind: NoteKind, at: Span, message: String) {
        if self.wrong.len() < MAX_TOLD {
            self.wrong.push(Note::new(kind, at, message));
        } else {
            self.more_wrong += 1;
        }
    }

    /// Gives the notes to a part.
    pub(super) fn finish(mut self, part: &mut Part) {
        if let Some(last) = self.wrong.last_mut().filter(|_| self.more_wrong > 0) {
            last.message
                .push_str(&format!(", and so with {} more rows", self.more_wrong));
        }
        part.notes.extend(self.wrong);
        let notes = self.unknown.into_iter().map(|(key, at, count)| {
            let rows = if count == 1 {
                "1 row".to_owned()
            } else {
                format!("{count} rows")
            };
            let message = format!("`{}` is not understood ({rows})", clip(key));
            Note::new(NoteKind::NotUnderstood, at, message)
        });
        let before = part.notes.len();
        part.notes.extend(notes);
        if let Some(last) = part.notes.get_mut(before..).and_then(<[Note]>::last_mut)
            && self.more_unknown > 0
        {
            let more = format!(", nor are {} more fields of these rows", self.more_unknown);
            last.message.push_str(&more);
        }
    }
}

impl<'t, 'a> Row<'t, 'a> {
    /// A field that says something.
    pub(super) fn get(&self, key: &str) -> Option<Node<'t, 'a>> {
        let field = self.used.iter().position(|known| *known == key)?;
        *self.fields.get(field)?
    }

    /// The text of a field.
    pub(super) fn text(&self, key: &str) -> Option<&'t str> {
        self.get(key).and_then(text)
    }

    /// The text of a field with its place.
    pub(super) fn said(&self, key: &str) -> Option<Said<String>> {
        said(self.get(key)?)
    }

    /// The number of a row, and where it is written.
    pub(super) fn id(&self, table: &mut Table<'t>) -> Option<(u64, Span)> {
        let node = self.get("id");
        match node.and_then(number) {
            Some(id) => node.map(|node| (id, node.span())),
            None => {
                let at = node.unwrap_or(self.node).span();
                table.wrong(at, "expected the row's `id`, a number".to_owned());
                None
            }
        }
    }

    /// A choice: `{"value": "active", "label": "Active"}`, or `active` alone.
    pub(super) fn choice(&self, key: &str) -> Option<Node<'t, 'a>> {
        let node = self.get(key)?;
        if node.kind() == Kind::Map {
            node.peek("value")
        } else {
            Some(node)
        }
    }
}

/// The text of a scalar that says something.
pub(super) fn text<'t>(node: Node<'t, '_>) -> Option<&'t str> {
    node.text().filter(|text| !text.is_empty() && !node.is_null())
}

/// The text of a scalar with its place.
pub(super) fn said(node: Node<'_, '_>) -> Option<Said<String>> {
    text(node).map(|text| Said::new(text.to_owned(), node.span()))
}

/// A number: by itself, or the `id` of what is told in short.
pub(super) fn number(node: Node<'_, '_>) -> Option<u64> {
    match node.kind() {
        Kind::Map => node.peek("id")?.text()?.parse().ok(),
        _ => node.text()?.parse().ok(),
    }
}

/// The name of what is told in short: `{"id": 3, "name": "hq"}`.
pub(super) fn name<'t, 'a>(node: Node<'t, 'a>) -> Option<Node<'t, 'a>> {
    match node.kind() {
        Kind::Map => node.peek("name").filter(|name| text(*name).is_some()),
        Kind::Scalar => text(node).map(|_| node),
        Kind::List => None,
    }
}

/// A text, shortened for a message.
pub(super) fn clip(text: &str) -> String {
    let mut short: String = text.chars().take(60).filter(|c| !c.is_control()).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
