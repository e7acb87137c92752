//! From one resource to another: by id where it is known, else by what the configuration refers to.

use super::config::{Referred, is_region};
use super::document::Document;
use super::resource::Resource;
use fiasco_source::{Kind, Node};
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// Attributes by which others name a resource.
const NAMES: [&str; 4] = ["id", "arn", "name", "self_link"];

/// The resources of a document, and how they are found.
pub(super) struct Graph<'t, 'a> {
    pub(super) document: Document<'t, 'a>,
    by_name: HashMap<&'t str, Vec<usize>>,
    by_block: HashMap<String, Vec<usize>>,
    by_address: HashMap<String, usize>,
    /// What arguments of blocks refer to: the same for every instance of a block.
    referred: RefCell<HashMap<(String, String), Rc<Referred>>>,
}

impl<'t, 'a> Graph<'t, 'a> {
    pub(super) fn of(document: Document<'t, 'a>) -> Self {
        let mut by_name: HashMap<&'t str, Vec<usize>> = HashMap::new();
        let mut by_block: HashMap<String, Vec<usize>> = HashMap::new();
        let mut by_address: HashMap<String, usize> = HashMap::new();
        for (index, row) in document.resources.iter().enumerate() {
            by_block.entry(row.block.clone()).or_default().push(index);
            by_address.entry(row.address.clone()).or_insert(index);
            for entry in row.values.entries() {
                let text = entry.value.text().filter(|text| !text.is_empty());
                if let (true, Some(text), false) = (NAMES.contains(&entry.key), text, entry.value.is_null()) {
                    let known = by_name.entry(text).or_default();
                    if known.last() != Some(&index) {
                        known.push(index);
                    }
                }
            }
        }
        Self {
            document,
            by_name,
            by_block,
            by_address,
            referred: RefCell::default(),
        }
    }

    /// Indices of resources of a type, data sources left out, in source order.
    pub(super) fn of_kind(&self, kinds: &[&str]) -> Vec<usize> {
        let rows = self.document.resources.iter().enumerate();
        rows.filter(|(_, row)| !row.data && kinds.contains(&row.kind))
            .map(|(index, _)| index)
            .collect()
    }

    pub(super) fn row(&self, index: usize) -> &Resource<'t, 'a> {
        &self.document.resources[index]
    }

    /// The resource of a type that has this id, ARN or name.
    pub(super) fn named(&self, text: &str, kind: &str) -> Option<usize> {
        let named = self.by_name.get(text)?;
        named.iter().copied().find(|index| self.row(*index).kind == kind)
    }

    /// Resources of these types that an argument of `from` names, each once: by id, or by reference. With
    /// several instances of what is referred to, the one of the same key or the same module counts.
    pub(super) fn linked(&self, from: usize, argument: &str, kinds: &[&str]) -> Vec<usize> {
        let row = self.row(from);
        let mut found = Vec::new();
        if let Some(value) = row.values.peek(argument) {
            for text in scalars(value) {
                let named = self.by_name.get(text).into_iter().flatten().copied();
                add(
                    &mut found,
                    named.filter(|index| kinds.contains(&self.row(*index).kind)),
                );
            }
        }
        if !found.is_empty() {
            return found;
        }
        let referred = self.referred(row, argument);
        for block in &referred.blocks {
            if let Some(same) = self.same_key(row, block).filter(|_| referred.by_key) {
                add(&mut found, kinds.contains(&self.row(same).kind).then_some(same));
                continue;
            }
            let Some(indices) = self.by_block.get(block) else {
                continue;
            };
            let mut indices: Vec<usize> = indices.clone();
            indices.retain(|index| kinds.contains(&self.row(*index).kind));
            self.keep_same(row, referred.by_key, &mut indices);
            add(&mut found, indices);
        }
        found
    }

    fn referred(&self, row: &Resource<'t, 'a>, argument: &str) -> Rc<Referred> {
        let key = (row.block.clone(), argument.to_owned());
        if let Some(known) = self.referred.borrow().get(&key) {
            return Rc::clone(known);
        }
        let found = self
            .document
            .config
            .refers(&row.block, row.config_prefix(), argument);
        let found = Rc::new(found);
        self.referred.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    /// The instance of a block of the same module that has the same key.
    fn same_key(&self, row: &Resource<'t, 'a>, block: &str) -> Option<usize> {
        let own = block.strip_prefix(row.config_prefix())?;
        let address = format!("{}{own}[{}]", row.module, row.key.as_ref()?);
        self.by_address.get(&address).copied()
    }

    /// The only one an argument names.
    pub(super) fn link(&self, from: usize, argument: &str, kinds: &[&str]) -> Option<usize> {
        match self.linked(from, argument, kinds).as_slice() {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// Keeps those in the same module instance where there are some, then those of the same key.
    fn keep_same(&self, row: &Resource<'t, 'a>, by_key: bool, indices: &mut Vec<usize>) {
        let same_module: Vec<usize> = indices
            .iter()
            .copied()
            .filter(|index| self.row(*index).module == row.module)
            .collect();
        if !same_module.is_empty() {
            *indices = same_module;
        }
        if !by_key || indices.len() < 2 {
            return;
        }
        let same_key: Vec<usize> = indices
            .iter()
            .copied()
            .filter(|index| self.row(*index).key == row.key)
            .collect();
        if !same_key.is_empty() {
            *indices = same_key;
        } else if let Some(number) = row.key.as_ref().and_then(|key| key.parse::<usize>().ok()) {
            // `element(subnets, count.index)` goes around.
            *indices = indices.get(number % indices.len()).copied().into_iter().collect();
        }
    }

    /// The region of a resource: its own, its provider's, or the one its zone or ARN names.
    pub(super) fn region(&self, index: usize) -> Option<&'t str> {
        let row = self.row(index);
        let own = row
            .text("region")
            .or_else(|| row.text("location"))
            .filter(|text| is_region(text));
        let provider = || self.document.config.region(&row.block);
        let zone = || {
            let zones = row.get("availability_zones");
            let first = zones.and_then(|zones| zones.items().next());
            let zone = row.text("availability_zone").or_else(|| row.text("zone"));
            region_of_zone(zone.or_else(|| first?.text())?)
        };
        let arn = || {
            row.text("arn")?
                .split(':')
                .nth(3)
                .filter(|region| is_region(region))
        };
        own.or_else(provider).or_else(zone).or_else(arn)
    }
}

/// `us-east-1` of `us-east-1a`, `europe-west4` of `europe-west4-b`.
fn region_of_zone(zone: &str) -> Option<&str> {
    let region = zone.strip_suffix(|c: char| c.is_ascii_lowercase())?;
    let region = region.strip_suffix('-').unwrap_or(region);
    is_region(region).then_some(region)
}

fn add(found: &mut Vec<usize>, indices: impl IntoIterator<Item = usize>) {
    for index in indices {
        if !found.contains(&index) {
            found.push(index);
        }
    }
}

/// Every text in a value: an id, a list of them, or blocks that hold some.
fn scalars<'t>(value: Node<'t, '_>) -> Vec<&'t str> {
    let mut found = Vec::new();
    let mut open = vec![value];
    while let Some(node) = open.pop() {
        match node.kind() {
            Kind::Scalar if !node.is_null() => found.extend(node.text().filter(|text| !text.is_empty())),
            Kind::Scalar => {}
            Kind::List => open.extend(node.items().collect::<Vec<_>>().into_iter().rev()),
            Kind::Map => {
                let values: Vec<_> = node.entries().map(|entry| entry.value).collect();
                open.extend(values.into_iter().rev());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regions_of_zones() {
        for (zone, region) in [
            ("us-east-1a", Some("us-east-1")),
            ("europe-west4-b", Some("europe-west4")),
            ("1", None),
            ("", None),
        ] {
            assert_eq!(region_of_zone(zone), region, "{zone}");
        }
    }
}
