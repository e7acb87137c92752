//! How a later file changes an earlier one: maps merge, lists grow, texts are replaced, with the exceptions that
//! Compose makes; `!reset` and `!override` are obeyed.
//!
//! Lists that must be unique (ports, volumes) simply grow here; whoever reads them lets the last one win.

use super::value::{Field, Map, Shape, Tag, Text, Value};

/// Where in the file a map stands, as far as that decides how its entries merge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// The whole file.
    Top,
    /// The map of services.
    Services,
    /// One service.
    Service,
    /// A map whose values are replaced, even by nothing: a variable without a value is taken from outside.
    Replacing,
    /// Anything else.
    Other,
}

impl Level {
    fn under(self, key: &str) -> Self {
        match (self, key) {
            (Self::Top, "services") => Self::Services,
            (Self::Services, _) => Self::Service,
            (Self::Service, "environment") => Self::Replacing,
            _ => Self::Other,
        }
    }

    fn replaces(self, key: &str) -> bool {
        self == Self::Replacing || (self == Self::Service && matches!(key, "command" | "entrypoint"))
    }
}

/// What becomes of a `!reset` that has been obeyed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Resets {
    /// It is done with.
    Drop,
    /// It stays, because an earlier file is still to be merged under this one.
    Keep,
}

/// Merges `right` over `left`.
pub(super) fn merge<'t>(left: &mut Map<'t>, right: Map<'t>, level: Level, resets: Resets) {
    for (key, mut field) in right.0 {
        if field.value.tag == Tag::Reset && resets == Resets::Drop {
            field.mark_deep();
            if let Some(old) = left.0.shift_remove(&key) {
                old.mark_deep();
            }
            continue;
        }
        let replaces = field.value.tag != Tag::Plain || level.replaces(&key);
        match left.0.get_mut(&key) {
            Some(old) if replaces => {
                if resets == Resets::Drop {
                    settle(&mut field.value);
                }
                replace(old, field);
            }
            Some(old) => combine(old, field, level.under(&key), resets),
            None => {
                if resets == Resets::Drop {
                    settle(&mut field.value);
                }
                left.0.insert(key, field);
            }
        }
    }
}

/// Lets `new` stand where `old` did; both have been read.
fn replace<'t>(old: &mut Field<'t>, mut new: Field<'t>) {
    old.value.mark_deep();
    new.entries.append(&mut old.entries);
    *old = new;
}

fn combine<'t>(old: &mut Field<'t>, mut new: Field<'t>, level: Level, resets: Resets) {
    // Nothing said over something said changes nothing.
    if new.value.is_null() && !old.value.is_null() {
        old.entries.append(&mut new.entries);
        return;
    }
    match (&mut old.value.shape, new.value.shape) {
        // What is patched still stands where it stood; only what the patch says stands in the patch.
        (Shape::Map(left), Shape::Map(right)) => merge(left, right, level, resets),
        (Shape::List(left), Shape::List(right)) => {
            left.extend(right);
            old.value.at = new.value.at;
            old.key_at = new.key_at;
        }
        (_, shape) => {
            new.value.shape = shape;
            if resets == Resets::Drop {
                settle(&mut new.value);
            }
            return replace(old, new);
        }
    }
    old.entries.append(&mut new.entries);
}

/// Drops what says `!reset` where there is nothing to reset.
fn settle(value: &mut Value<'_>) {
    match &mut value.shape {
        Shape::Text(_) => {}
        Shape::List(items) => {
            items.retain(|item| item.tag != Tag::Reset);
            items.iter_mut().for_each(settle);
        }
        Shape::Map(map) => {
            map.0.retain(|_, field| {
                let stays = field.value.tag != Tag::Reset;
                if !stays {
                    field.mark_deep();
                }
                stays
            });
            map.0.values_mut().for_each(|field| settle(&mut field.value));
        }
    }
}

/// Brings what may be written as a list or as a map into one form, so that it merges by key.
pub(super) fn normalize(service: &mut Map<'_>) {
    for key in ["environment", "networks", "depends_on"] {
        if let Some(field) = service.0.get_mut(key)
            && let Shape::List(items) = &mut field.value.shape
        {
            let items = std::mem::take(items);
            field.value.shape = Shape::Map(keyed(items, key == "environment"));
        }
    }
}

/// A map of `NAME=value` items, or of names alone. Items that are no texts keep their place under a key no file
/// can have, so that whoever reads the map can complain.
fn keyed<'t>(items: Vec<Value<'t>>, assignments: bool) -> Map<'t> {
    let mut map = Map::default();
    for (index, item) in items.into_iter().enumerate() {
        let at = item.at;
        let (key, value) = match &item.shape {
            Shape::Text(text) if assignments => assignment(text, &item),
            Shape::Text(text) => (text.text.clone().into_owned(), Value::null(at)),
            _ => (format!("\0{index}"), item),
        };
        map.0.insert(
            key,
            Field {
                key_at: at,
                value,
                entries: Vec::new(),
            },
        );
    }
    map
}

fn assignment<'t>(text: &Text<'t>, item: &Value<'t>) -> (String, Value<'t>) {
    match text.text.split_once('=') {
        Some((name, value)) => (name.to_owned(), Value::part(item.at, value.to_owned(), text)),
        None => (text.text.clone().into_owned(), Value::null(item.at)),
    }
}
