//! Which rows of several sources are one thing. A device is told by its serial number, else by its owner's tag,
//! else by its full name, else by the address it is managed by, else by its name; a network by its name, else
//! by its prefix in its routing scope.
//!
//! All rows are looked at together, strongest key first and each key in the order of its values, so the order of
//! the sources does not change which rows are joined. Two rows of one source are never joined by a key: a source
//! that lists two things means two. Where a key would do that, it joins nothing.

use super::merge::disagree;
use crate::part::{DeviceRow, NetworkRow};
use fiasco_estate::Note;
use fiasco_estate::confidence::Said;
use fiasco_estate::device::NetworkKind;
use fiasco_source::Span;
use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

/// The number of a source, in order.
pub(super) type PartNumber = u32;

/// Serial numbers that makers leave where none was set.
const NO_SERIAL: &[&str] = &[
    "",
    "-",
    "0",
    "none",
    "n/a",
    "na",
    "unknown",
    "not specified",
    "not available",
    "default string",
    "system serial number",
    "to be filled by o.e.m.",
];

/// Rows that are one thing, and the names that lead to it.
pub(super) struct United {
    /// For each thing, the positions of its rows, in order; things in order of their first rows.
    pub things: Vec<Vec<usize>>,
    /// Names that two things bear, with the thing that each leads to.
    pub contested: HashMap<String, usize>,
}

/// Rows by the thing they belong to.
struct Clusters {
    parent: Vec<usize>,
    /// The sources of each thing, kept at its root.
    parts: Vec<Vec<PartNumber>>,
}

impl Clusters {
    fn new(parts: impl Iterator<Item = PartNumber>) -> Self {
        let parts: Vec<Vec<PartNumber>> = parts.map(|part| vec![part]).collect();
        Self {
            parent: (0..parts.len()).collect(),
            parts,
        }
    }

    fn root(&mut self, mut row: usize) -> usize {
        while let Some(parent) = self.parent.get(row).copied().filter(|parent| *parent != row) {
            // Halving the path keeps later walks short.
            let grand = self.parent.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parent.get_mut(row) {
                *slot = grand;
            }
            row = grand;
        }
        row
    }

    /// The things that rows belong to, each once.
    fn roots(&mut self, rows: &[usize]) -> Vec<usize> {
        let mut roots: Vec<usize> = rows.iter().map(|row| self.root(*row)).collect();
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// Makes one thing of several, whatever sources they are from.
    fn unite(&mut self, rows: &[usize]) {
        let roots = self.roots(rows);
        let Some((first, others)) = roots.split_first() else {
            return;
        };
        for other in others {
            let more = self.parts.get_mut(*other).map(std::mem::take).unwrap_or_default();
            if let Some(parts) = self.parts.get_mut(*first) {
                parts.extend(more);
                parts.sort_unstable();
                parts.dedup();
            }
            if let Some(parent) = self.parent.get_mut(*other) {
                *parent = *first;
            }
        }
    }

    /// Makes one thing of several, unless a source has two of them; whether there is one now.
    fn unite_across(&mut self, rows: &[usize]) -> bool {
        let roots = self.roots(rows);
        let mut parts: Vec<PartNumber> = roots
            .iter()
            .filter_map(|root| self.parts.get(*root))
            .flatten()
            .copied()
            .collect();
        let count = parts.len();
        parts.sort_unstable();
        parts.dedup();
        let apart = parts.len() == count || roots.len() < 2;
        if apart {
            self.unite(&roots);
        }
        apart
    }

    fn things(&mut self) -> Vec<Vec<usize>> {
        let mut position: HashMap<usize, usize> = HashMap::with_capacity(self.parent.len());
        let mut things: Vec<Vec<usize>> = Vec::new();
        for row in 0..self.parent.len() {
            let root = self.root(row);
            let thing = *position.entry(root).or_insert_with(|| {
                things.push(Vec::new());
                things.len() - 1
            });
            if let Some(thing) = things.get_mut(thing) {
                thing.push(row);
            }
        }
        things
    }
}

/// Rows by the value of a key, those alone left out.
fn by_key<K: Ord>(keys: impl Iterator<Item = (K, usize)>) -> impl Iterator<Item = (K, Vec<usize>)> {
    let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for (key, row) in keys {
        groups.entry(key).or_default().push(row);
    }
    groups.into_iter().filter(|(_, rows)| rows.len() > 1)
}

/// Whether anything but their names says which rows are one: serial numbers, tags, addresses, full names.
pub(super) fn tells_more_than_names(rows: &[(PartNumber, &DeviceRow)]) -> bool {
    let several = rows
        .first()
        .is_some_and(|first| rows.iter().any(|row| row.0 != first.0));
    let told = rows.iter().any(|(_, row)| row.identity.is_some());
    told || (several && rows.iter().any(|(_, row)| row.name.value.contains('.')))
}

/// Devices: which rows are one. Without anything but names, rows of one name are.
pub(super) fn devices(rows: &[(PartNumber, &DeviceRow)], notes: &mut Vec<Note>) -> United {
    if !tells_more_than_names(rows) {
        return United {
            things: by_name(rows.iter().map(|(_, row)| row.name.value.as_str())),
            contested: HashMap::new(),
        };
    }
    let mut clusters = Clusters::new(rows.iter().map(|(part, _)| *part));
    // One source that says two things of one name means one device.
    let named = rows.iter().enumerate();
    let named = named.map(|(at, (part, row))| ((*part, row.name.value.as_str()), at));
    by_key(named).for_each(|(_, same)| clusters.unite(&same));
    for key in [Key::Serial, Key::AssetTag] {
        let keys = rows.iter().enumerate();
        let keys = keys.filter_map(|(at, (_, row))| Some((key.of(row)?, at)));
        for (value, same) in by_key(keys) {
            if !clusters.unite_across(&same) {
                twice(key, &value, rows, &mut clusters, &same, notes);
            }
        }
    }
    let full = |(at, (_, row)): (usize, &(PartNumber, &DeviceRow))| Some((fqdn(row)?, at));
    for (_, same) in by_key(rows.iter().enumerate().filter_map(full)) {
        clusters.unite_across(&same);
    }
    let managed = |(at, (_, row)): (usize, &(PartNumber, &DeviceRow))| Some((management(row)?, at));
    for (_, same) in by_key(rows.iter().enumerate().filter_map(managed)) {
        clusters.unite_across(&same);
    }
    let mut contested = Vec::new();
    let named = rows.iter().enumerate();
    for (name, same) in by_key(named.map(|(at, (_, row))| (row.name.value.as_str(), at))) {
        if !clusters.unite_across(&same) {
            contested.push((name, same));
        }
    }
    short_names(rows, &mut clusters);
    let things = clusters.things();
    let contested = contested
        .into_iter()
        .filter_map(|(name, same)| {
            let thing = settle(name, rows, &things, &same, notes)?;
            Some((name.to_owned(), thing))
        })
        .collect();
    United { things, contested }
}

/// Rows of one name are one thing; in order of first rows.
fn by_name<'n>(names: impl Iterator<Item = &'n str>) -> Vec<Vec<usize>> {
    let mut position: HashMap<&str, usize> = HashMap::with_capacity(names.size_hint().0);
    let mut things: Vec<Vec<usize>> = Vec::with_capacity(names.size_hint().0);
    for (row, name) in names.enumerate() {
        let thing = *position.entry(name).or_insert_with(|| {
            things.push(Vec::with_capacity(1));
            things.len() - 1
        });
        if let Some(thing) = things.get_mut(thing) {
            thing.push(row);
        }
    }
    things
}

/// Keys that no two devices share.
#[derive(Debug, Clone, Copy)]
enum Key {
    Serial,
    AssetTag,
}

impl Key {
    fn what(self) -> &'static str {
        match self {
            Self::Serial => "serial number",
            Self::AssetTag => "asset tag",
        }
    }

    fn said(self, row: &DeviceRow) -> Option<&Said<String>> {
        let identity = row.identity.as_ref()?;
        match self {
            Self::Serial => identity.serial.as_ref(),
            Self::AssetTag => identity.asset_tag.as_ref(),
        }
    }

    fn of(self, row: &DeviceRow) -> Option<String> {
        let value = self.said(row)?.value.trim().to_lowercase();
        (!NO_SERIAL.contains(&value.as_str())).then_some(value)
    }

    fn at(self, row: &DeviceRow) -> Option<Span> {
        self.said(row).and_then(|said| said.at).or(row.name.at)
    }
}

/// A device's full name: stated, or its name where that is one.
fn fqdn(row: &DeviceRow) -> Option<String> {
    let stated = row.identity.as_ref().and_then(|identity| identity.fqdn.as_ref());
    let name = stated.map_or(row.name.value.as_str(), |said| said.value.as_str());
    let name = name.trim().trim_end_matches('.').to_lowercase();
    (name.contains('.') && name.parse::<IpAddr>().is_err()).then_some(name)
}

fn management(row: &DeviceRow) -> Option<IpAddr> {
    let said = row.identity.as_ref()?.management.as_ref()?;
    (!said.value.is_unspecified() && !said.value.is_loopback()).then_some(said.value)
}

/// A key that one source gives to two devices.
fn twice(
    key: Key,
    value: &str,
    rows: &[(PartNumber, &DeviceRow)],
    clusters: &mut Clusters,
    same: &[usize],
    notes: &mut Vec<Note>,
) {
    // The two that stand in one source, whichever others there are.
    let pairs = same
        .iter()
        .enumerate()
        .flat_map(|(i, a)| same.iter().skip(i + 1).map(move |b| (*a, *b)));
    for (a, b) in pairs {
        let (Some((part, first)), Some((other, second))) = (rows.get(a), rows.get(b)) else {
            continue;
        };
        if part != other || clusters.root(a) == clusters.root(b) {
            continue;
        }
        let what = key.what();
        let (first_name, second_name) = (&first.name.value, &second.name.value);
        let mut note = Note {
            kind: fiasco_estate::NoteKind::Disagree,
            message: format!(
                "`{first_name}` and `{second_name}` have one {what}, {value}: they are taken as two devices"
            ),
            at: key.at(second),
            related: Vec::new(),
            help: Some(format!(
                "give each its own {what}, or remove the one that is listed twice"
            )),
        };
        if let Some(at) = key.at(first) {
            note.related.push((at, format!("{first_name} here")));
        }
        notes.push(note);
        return;
    }
}

/// A short name leads to the one full name that begins with it.
fn short_names(rows: &[(PartNumber, &DeviceRow)], clusters: &mut Clusters) {
    let mut full: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut has_full: HashMap<usize, ()> = HashMap::new();
    for (at, (_, row)) in rows.iter().enumerate() {
        let Some(name) = fqdn(row) else { continue };
        let root = clusters.root(at);
        has_full.insert(root, ());
        let label = name.split('.').next().unwrap_or_default().to_owned();
        let known = full.entry(label).or_default();
        if !known.contains(&root) {
            known.push(root);
        }
    }
    let mut short: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, (_, row)) in rows.iter().enumerate() {
        let name = row.name.value.trim().to_lowercase();
        let root = clusters.root(at);
        if name.contains('.') || !full.contains_key(&name) || has_full.contains_key(&root) {
            continue;
        }
        let known = short.entry(name).or_default();
        if !known.contains(&root) {
            known.push(root);
        }
    }
    for (label, shorts) in short {
        if let ([short], Some([one])) = (shorts.as_slice(), full.get(&label).map(Vec::as_slice)) {
            clusters.unite_across(&[*short, *one]);
        }
    }
}

/// The thing that a name of two leads to: the one that has fewer other names.
fn settle(
    name: &str,
    rows: &[(PartNumber, &DeviceRow)],
    things: &[Vec<usize>],
    same: &[usize],
    notes: &mut Vec<Note>,
) -> Option<usize> {
    let others = |thing: &[usize]| {
        let names = thing
            .iter()
            .filter_map(|row| Some(rows.get(*row)?.1.name.value.as_str()));
        names.filter(|other| *other != name).count()
    };
    let bearers = things.iter().enumerate();
    let bearers = bearers.filter(|(_, thing)| thing.iter().any(|row| same.contains(row)));
    let mut bearers: Vec<(usize, &Vec<usize>)> = bearers.collect();
    bearers.sort_by_key(|(_, thing)| others(thing));
    let at = |thing: &[usize]| {
        let row = thing.iter().find(|row| same.contains(row))?;
        rows.get(*row)?.1.name.at
    };
    if let [(_, first), (_, second), ..] = bearers.as_slice() {
        disagree(
            &format!("the device named {name}"),
            "one device",
            at(second),
            "another",
            at(first),
            notes,
        );
    }
    bearers.first().map(|(thing, _)| *thing)
}

/// Networks: rows of one name and kind are one; so are cabled networks of one prefix in one scope that several
/// sources name differently.
pub(super) fn networks(rows: &[(PartNumber, NetworkRow)]) -> Vec<Vec<usize>> {
    let mut clusters = Clusters::new(rows.iter().map(|(part, _)| *part));
    let named = rows.iter().enumerate();
    let named = named.map(|(at, (_, row))| ((row.kind == NetworkKind::Bridge, row.name.value.as_str()), at));
    by_key(named).for_each(|(_, same)| clusters.unite(&same));
    let prefix = |(at, (_, row)): (usize, &(PartNumber, NetworkRow))| {
        let prefix = row.prefix.as_ref().filter(|_| row.kind == NetworkKind::Lan)?;
        Some(((row.scope.clone(), prefix.value.trunc()), at))
    };
    for (_, same) in by_key(rows.iter().enumerate().filter_map(prefix)) {
        clusters.unite_across(&same);
    }
    clusters.things()
}
