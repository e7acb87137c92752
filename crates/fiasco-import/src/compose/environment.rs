//! The variables a project is read with, and where each was set.

use super::dotenv::{self, Item};
use super::interpolate::{Expanded, expand};
use super::reading::Reading;
use fiasco_source::{FileId, Span};
use std::collections::BTreeMap;

/// A variable.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    /// Its value: never to be shown.
    pub value: String,
    /// Where it was set; `None` for what the caller gave.
    pub at: Option<Span>,
}

/// Variables by name. What is fixed wins over whatever files say.
#[derive(Clone, Debug, Default)]
pub(super) struct Environment {
    fixed: BTreeMap<String, Variable>,
    set: BTreeMap<String, Variable>,
}

impl Environment {
    /// The variables the caller gave.
    pub fn given(variables: &BTreeMap<String, String>) -> Self {
        let fixed = variables.iter().map(|(name, value)| {
            let variable = Variable {
                value: value.clone(),
                at: None,
            };
            (name.clone(), variable)
        });
        Self {
            fixed: fixed.collect(),
            set: BTreeMap::new(),
        }
    }

    /// An environment in which everything known here wins.
    pub fn child(&self) -> Self {
        let mut fixed = self.set.clone();
        fixed.extend(
            self.fixed
                .iter()
                .map(|(name, variable)| (name.clone(), variable.clone())),
        );
        Self {
            fixed,
            set: BTreeMap::new(),
        }
    }

    /// The variable of this name.
    pub fn get(&self, name: &str) -> Option<&Variable> {
        self.fixed.get(name).or_else(|| self.set.get(name))
    }

    /// The value of this name.
    pub fn value(&self, name: &str) -> Option<String> {
        self.get(name).map(|variable| variable.value.clone())
    }

    /// Sets a variable that a file says.
    pub fn set(&mut self, name: String, variable: Variable) {
        self.set.insert(name, variable);
    }

    /// Sets a variable unless somebody did.
    pub fn suggest(&mut self, name: &str, value: &str) {
        if self.get(name).is_none() {
            self.set(
                name.to_owned(),
                Variable {
                    value: value.to_owned(),
                    at: None,
                },
            );
        }
    }
}

impl Reading<'_> {
    /// Adds what an environment file sets; later assignments win, and may refer to earlier ones.
    pub fn load_environment(&mut self, file: FileId, into: &mut Environment) {
        let files = self.files;
        let (items, bad) = dotenv::items(files.text(file));
        for line in bad {
            self.notes.unreadable(span(file, line.at, line.len), line.message);
        }
        for item in items {
            // A name alone takes its value from the environment, where it already is.
            if let Some(value) = self.assigned(file, &item, into) {
                let at = Some(span(file, item.at, item.name.len()));
                into.set(item.name.to_owned(), Variable { value, at });
            }
        }
    }

    /// What the `env_file` of a service sets, in order.
    pub fn service_environment(
        &mut self,
        file: FileId,
        raw: bool,
        env: &Environment,
    ) -> Vec<(String, Variable)> {
        if raw {
            let text = self.files.text(file);
            let items = dotenv::raw_items(text).into_iter();
            return items
                .filter_map(|item| Some(variable(file, &item, item.value.as_ref()?.text.to_string())))
                .collect();
        }
        let (items, bad) = dotenv::items(self.files.text(file));
        for line in bad {
            self.notes.unreadable(span(file, line.at, line.len), line.message);
        }
        let mut scope = env.child();
        let mut found = Vec::new();
        for item in items {
            let value = match &item.value {
                Some(_) => self.assigned(file, &item, &scope),
                None => env.value(item.name),
            };
            let Some(value) = value else { continue };
            let (name, variable) = variable(file, &item, value);
            scope.set(name.clone(), variable.clone());
            found.push((name, variable));
        }
        found
    }

    fn assigned(&mut self, file: FileId, item: &Item<'_>, env: &Environment) -> Option<String> {
        let raw = item.value.as_ref()?;
        if raw.literal {
            return Some(raw.text.clone().into_owned());
        }
        let expanded = expand(&raw.text, &|name| env.value(name));
        self.expanded(&expanded, |_, _| span(file, item.at, item.name.len()));
        Some(expanded.text.into_owned())
    }

    /// Takes note of what putting variables in brought up. `place` turns a range of the text into a span.
    pub fn expanded(&mut self, expanded: &Expanded<'_>, place: impl Fn(usize, usize) -> Span) {
        for (name, at) in &expanded.unset {
            let at = place(*at, name.len() + 1);
            self.unset.entry((*name).to_owned()).or_default().insert(at);
        }
        for fault in &expanded.faults {
            self.notes
                .unreadable(place(fault.at, fault.len), fault.message.clone());
        }
    }
}

fn variable(file: FileId, item: &Item<'_>, value: String) -> (String, Variable) {
    let at = Some(span(file, item.at, item.name.len()));
    (item.name.to_owned(), Variable { value, at })
}

/// Offsets into a file fit a `u32`, because larger files are refused.
pub(super) fn span(file: FileId, at: usize, len: usize) -> Span {
    let fit = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
    Span::new(file, fit(at), fit(at.saturating_add(len)))
}
