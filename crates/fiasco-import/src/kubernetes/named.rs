//! A table of things that have a name in a namespace.

use std::collections::BTreeMap;

/// Things by namespace and name.
#[derive(Debug)]
pub(super) struct Named<'t, T>(BTreeMap<&'t str, BTreeMap<&'t str, T>>);

impl<T> Default for Named<'_, T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'t, T> Named<'t, T> {
    /// The thing of this name, if it is there.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&T> {
        self.0.get(namespace)?.get(name)
    }

    /// Puts a thing in; of two of one name the later stays.
    pub fn insert(&mut self, namespace: &'t str, name: &'t str, thing: T) {
        self.0.entry(namespace).or_default().insert(name, thing);
    }

    /// The thing of this name, made if it is not there.
    pub fn entry(&mut self, namespace: &'t str, name: &'t str) -> &mut T
    where
        T: Default,
    {
        self.0.entry(namespace).or_default().entry(name).or_default()
    }

    /// All of them, by namespace and then by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'t str, &'t str, &T)> {
        let spaces = self.0.iter();
        spaces.flat_map(|(space, things)| things.iter().map(|(name, thing)| (*space, *name, thing)))
    }
}
