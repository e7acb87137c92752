//! `extends`: a service that starts from another one, of the same file or of another.

use super::gather::Want;
use super::merge::{Level, Resets, merge};
use super::paths;
use super::project::Setting;
use super::reading::{MAX_VALUES, Reading};
use super::value::{Field, Shape, Value};
use fiasco_estate::{Note, NoteKind};
use fiasco_source::Span;

/// The longest chain of services that extend each other.
const MAX_CHAIN: usize = 64;

/// A service that is being put together: its layer, its name, and where it says what it extends.
pub(super) type Link = (usize, String, Span);

/// What `extends` asks for.
struct Wish {
    service: String,
    file: Option<(String, Span)>,
    at: Span,
}

impl<'t> Reading<'t> {
    /// A service of a layer with everything it extends under it.
    pub fn extended(
        &mut self,
        layer: usize,
        name: &str,
        setting: &Setting,
        chain: &mut Vec<Link>,
    ) -> Option<Field<'t>> {
        let mut field = self.copied(layer, name)?;
        let Shape::Map(service) = &mut field.value.shape else {
            return Some(field);
        };
        let Some(extends) = service.0.shift_remove("extends") else {
            return Some(field);
        };
        extends.mark_deep();
        let Some(wish) = self.wish(name, &extends.value) else {
            return Some(field);
        };
        chain.push((layer, name.to_owned(), wish.at));
        let base = self.base(layer, &wish, setting, chain);
        chain.pop();
        let (Some(mut base), Shape::Map(over)) = (base, &mut field.value.shape) else {
            return Some(field);
        };
        if let Shape::Map(under) = &mut base.value.shape {
            merge(under, std::mem::take(over), Level::Service, Resets::Keep);
            *over = std::mem::take(under);
        }
        // Who reads the service has read what it is made of.
        field.entries.append(&mut base.entries);
        Some(field)
    }

    /// A copy of a service, unless too much was copied already.
    fn copied(&mut self, layer: usize, name: &str) -> Option<Field<'t>> {
        let layer = self.layers.get(layer).cloned()?;
        let field = layer.services.get(name)?;
        let before = self.values;
        self.values = before.saturating_add(field.value.size());
        if self.values > MAX_VALUES {
            if before <= MAX_VALUES {
                let message =
                    format!("these files repeat themselves: more than {MAX_VALUES} values are not read");
                self.notes.unreadable(field.key_at, message);
            }
            return None;
        }
        Some(field.clone())
    }

    /// Reads `extends: base` and `extends: {service: base, file: common.yaml}`.
    fn wish(&mut self, name: &str, value: &Value<'t>) -> Option<Wish> {
        let what = format!("`extends` of `{name}`");
        let expected = "the name of a service, or a map with `service` and `file`";
        let Some(map) = value.map() else {
            let service = self.some_text(value, &what, expected)?.to_owned();
            return Some(Wish {
                service,
                file: None,
                at: value.at,
            });
        };
        let Some(service) = map.get("service") else {
            self.notes.unreadable(
                value.at,
                format!("{what}: expected {expected}, found no `service`"),
            );
            return None;
        };
        let at = service.at;
        let service = self
            .some_text(service, &what, "the name of a service")?
            .to_owned();
        let file = match map.get("file") {
            Some(file) => Some((
                self.some_text(file, &what, "the path of a file")?.to_owned(),
                file.at,
            )),
            None => None,
        };
        Some(Wish { service, file, at })
    }

    /// The service that is extended, put together itself.
    fn base(
        &mut self,
        layer: usize,
        wish: &Wish,
        setting: &Setting,
        chain: &mut Vec<Link>,
    ) -> Option<Field<'t>> {
        let from = self.layers.get(layer).cloned()?;
        let layer = match &wish.file {
            None => layer,
            Some((file, at)) => {
                if paths::is_remote(file) {
                    self.remote(*at, "extends");
                    return None;
                }
                let path = paths::join(&from.base, file);
                let id = self.file(&path, Want::Compose, Some(*at))?;
                let setting = Setting {
                    project: from.project,
                    ..setting.clone()
                };
                self.layer_at(id, &path, &setting)?
            }
        };
        if let Some(start) = chain
            .iter()
            .position(|(at, name, _)| *at == layer && *name == wish.service)
        {
            self.circle(chain.get(start..).unwrap_or_default(), wish);
            return None;
        }
        if chain.len() >= MAX_CHAIN {
            let message = format!("services extend each other in a chain of more than {MAX_CHAIN}");
            self.notes.unreadable(wish.at, message);
            return None;
        }
        let there = self.layers.get(layer).cloned()?;
        if !there.services.contains_key(&wish.service) {
            let shown = self.shown(&wish.service, wish.at);
            let message = format!("{shown} is not a service of that file, so it cannot be extended");
            self.notes.dangling(
                wish.at,
                message,
                &wish.service,
                there.services.keys().map(String::as_str),
            );
            return None;
        }
        self.extended(layer, &wish.service, setting, chain)
    }

    fn circle(&mut self, chain: &[Link], wish: &Wish) {
        let mut names: Vec<&str> = chain.iter().map(|(_, name, _)| name.as_str()).collect();
        names.push(&wish.service);
        let message = format!(
            "services extend each other in a circle: {}",
            names.join(" extends ")
        );
        let mut note = Note::new(NoteKind::Unreadable, wish.at, message);
        for (_, name, at) in chain.iter().filter(|(_, _, at)| *at != wish.at) {
            note = note.related(*at, format!("`{name}` extends this"));
        }
        self.notes.add(note);
    }

    /// Notes that a file lies on another machine.
    pub fn remote(&mut self, at: Span, key: &str) {
        let message = format!("`{key}` names a file on another machine, which is not fetched");
        let help = "let `docker compose config` write out the whole project, and check that";
        self.notes
            .add(Note::new(NoteKind::Unreadable, at, message).help(help));
    }
}
