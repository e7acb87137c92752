//! By which names a type is found. A full name wins over a short one, and a name as it is written over one that only
//! has the same letters; a short name that two types have finds neither.

use super::{Class, Problem, Topic, Type};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// How names are looked up, best first.
const RANKS: usize = 4;

/// The types behind names, as positions in the list of types.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// `maker/model` as written; short names as written; the letters of `maker/model`; the letters of short names.
    /// `None` stands for a name of several types.
    ranks: [BTreeMap<String, Option<usize>>; RANKS],
}

impl Names {
    /// The names of the device types in a list; of two with one full name the first has it, and the second is told.
    pub(super) fn of(types: &[Type]) -> (Self, Vec<Problem>) {
        let mut names = Self::default();
        let mut twice = Vec::new();
        let mut first: BTreeMap<(Class, String), usize> = BTreeMap::new();
        for (at, one) in types.iter().enumerate() {
            match first.entry((one.class, folded(&one.name))) {
                Entry::Occupied(_) => {
                    twice.push(Problem {
                        topic: Topic::Twice,
                        class: one.class,
                        at: Some(one.at),
                        message: format!(
                            "`{}` is described twice: the first in the order of paths counts",
                            one.name
                        ),
                    });
                    continue;
                }
                Entry::Vacant(free) => free.insert(at),
            };
            if one.class == Class::Device {
                names.add(at, one);
            }
        }
        (names, twice)
    }

    fn add(&mut self, at: usize, one: &Type) {
        let [full, short, full_letters, short_letters] = &mut self.ranks;
        put(full, folded(&one.name), at);
        put(full_letters, letters(&one.name), at);
        let part = one.part_number.as_deref();
        let with_maker = part.map(|part| format!("{}/{part}", one.maker));
        let aliases = [
            Some(one.model.as_str()),
            one.slug.as_deref(),
            part,
            with_maker.as_deref(),
        ];
        for alias in aliases.into_iter().flatten() {
            put(short, folded(alias), at);
            put(short_letters, letters(alias), at);
        }
    }

    /// The type of a name.
    pub(super) fn find(&self, kind: &str) -> Option<usize> {
        let (folded, letters) = (folded(kind), letters(kind));
        if letters.is_empty() {
            return None;
        }
        let [full, short, full_letters, short_letters] = &self.ranks;
        // A name of several types is no name; it does not hide one that is written less alike.
        let found = [
            full.get(&folded),
            short.get(&folded),
            full_letters.get(&letters),
            short_letters.get(&letters),
        ];
        found.into_iter().flatten().find_map(|at| *at)
    }
}

fn put(names: &mut BTreeMap<String, Option<usize>>, name: String, at: usize) {
    match names.entry(name) {
        Entry::Vacant(free) => {
            free.insert(Some(at));
        }
        Entry::Occupied(mut taken) => {
            if *taken.get() != Some(at) {
                taken.insert(None);
            }
        }
    }
}

/// A name without the difference of case, and of blanks around it and its slash.
fn folded(name: &str) -> String {
    let parts: Vec<&str> = name.split('/').map(str::trim).collect();
    parts.join("/").to_lowercase()
}

/// The letters and digits of a name: slugs keep no more of it.
fn letters(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
