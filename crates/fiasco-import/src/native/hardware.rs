//! What a device of the native notation is as a thing: size, inlets, ports, airflow, feeds, and where it stands.

use super::list_of;
use super::names::expand;
use super::read::{MOST_KNOWN, Reader, clip, known};
use super::room::{counted, split_leg};
use crate::part::{DeviceRow, FeedName, StandRow, declared};
use fiasco_estate::fact::FactKind;
use fiasco_estate::quantity::{Measure, Rational, Reading, read_product};
use fiasco_estate::room::plug::Plug;
use fiasco_estate::room::port::PortKind;
use fiasco_estate::room::{Airflow, Face, HALF_UNITS, Hardware, PortGroup};
use fiasco_estate::{NoteKind, Said};
use fiasco_source::{Entry, Kind, Node};
use std::sync::Arc;

/// How many of the statements read last are looked through for the same one.
const RECENT: usize = 8;

/// Meters in a rack unit (EIA-310: 44.45 mm), as a fraction.
const METERS_PER_UNIT: (i128, i128) = (4_445, 100_000);

impl Reader<'_> {
    /// Reads an entry that says what the device is as a thing; `false` when it says something else.
    pub(super) fn hardware(
        &mut self,
        entry: &Entry<'_, '_>,
        row: &mut DeviceRow,
        own: &mut Hardware,
    ) -> bool {
        match entry.key {
            "size" => self.size(entry.value, row),
            "inlet" | "inlets" => {
                for (count, text, at) in self.pieces(entry.value) {
                    match known(&mut self.known.plugs, &text, || Plug::of_slug(&text)) {
                        Some(kind) => own.inlets.push((kind, count)),
                        None => {
                            let message = format!(
                                "expected an inlet such as C14 or 2 x C20, found `{}`",
                                clip(&text)
                            );
                            self.note(NoteKind::Unreadable, at, message);
                        }
                    }
                }
                row.hardware_at = Some(entry.value.span());
            }
            "nic" | "ports" => {
                self.ports(entry.value, own);
                row.hardware_at = Some(entry.value.span());
            }
            "full_depth" => own.full_depth = self.truth(entry.value),
            "airflow" => own.airflow = self.airflow(entry.value),
            "feeds" => row.feeds = self.device_feeds(entry.value),
            "room" => row.room = self.text(entry.value),
            "redundant" => row.redundant = self.text(entry.value),
            _ => return false,
        }
        true
    }

    /// `8 U x 48 cm x 90 cm`: height, width, depth; one or three of them.
    fn size(&mut self, node: Node<'_, '_>, row: &mut DeviceRow) {
        let Some(text) = self.word(node) else { return };
        let expected = "expected a height, width and depth such as 2 U x 48 cm x 70 cm";
        let sides = known(&mut self.known.sides, text, || read_product(text));
        let sides = match sides {
            Ok(sides) => sides,
            Err(error) => {
                return self.note(NoteKind::Unreadable, node.span(), format!("{expected}: {error}"));
            }
        };
        if sides.is_empty()
            || sides.len() == 2
            || sides.len() > 3
            || sides.iter().any(|side| side.value <= Rational::ZERO)
            || sides.iter().skip(1).any(|side| side.dimension != Measure::Length)
        {
            let message = format!("{expected}, found `{}`", clip(text));
            return self.note(NoteKind::Unreadable, node.span(), message);
        }
        let kinds = [FactKind::Units, FactKind::Width, FactKind::Depth];
        for (kind, side) in kinds.into_iter().zip(&sides) {
            let value = if kind == FactKind::Units && side.dimension == Measure::Length {
                units_of(side.value)
            } else {
                Some(side.value)
            };
            if let Some(value) = value {
                let reading = Reading { lo: value, hi: value };
                row.facts.set(declared(kind, reading, node.span()));
            }
        }
    }

    /// What a device states of itself: the same row for all that state the same.
    pub(super) fn own(&mut self, own: Hardware) -> Arc<Hardware> {
        let same = |known: &&Arc<Hardware>| ***known == own;
        if let Some(known) = self.known.hardware.iter().rev().take(RECENT).find(same) {
            return Arc::clone(known);
        }
        let own = Arc::new(own);
        self.known.hardware.push(Arc::clone(&own));
        own
    }

    /// The pieces of `2 x C14 + C20`, of a list of them, with how many each stands for.
    fn pieces(&mut self, node: Node<'_, '_>) -> Vec<(u32, String, fiasco_source::Span)> {
        let mut pieces = Vec::new();
        for item in list_of(node) {
            let Some(text) = self.word(item) else { continue };
            for piece in text.split('+').map(str::trim).filter(|piece| !piece.is_empty()) {
                let (count, kind) = counted(piece);
                pieces.push((count, kind.to_owned(), item.span()));
            }
        }
        pieces
    }

    /// `2 x 100G QSFP28`, `48 x 1000base-t + 4 x sfp`, or kinds by name: `{Gi1/0/[1-48]: 1000base-t}`.
    fn ports(&mut self, node: Node<'_, '_>, own: &mut Hardware) {
        if node.kind() == Kind::Map {
            for entry in node.entries() {
                entry.mark_used();
                let names = match expand(entry.key) {
                    Ok(names) => names,
                    Err(error) => {
                        self.note(NoteKind::Unreadable, entry.key_span, error);
                        continue;
                    }
                };
                if let Some(kind) = self.port_kind(entry.value) {
                    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
                    own.ports.push(PortGroup {
                        kind,
                        names,
                        count,
                        management: false,
                    });
                }
            }
            return;
        }
        for (count, text, at) in self.pieces(node) {
            let (text, management) = match text.strip_suffix(" management") {
                Some(kind) => (kind.to_owned(), true),
                None => (text, false),
            };
            match known(&mut self.known.ports, &text, || port_kind(&text)) {
                Some(kind) => own.ports.push(PortGroup {
                    kind,
                    names: Vec::new(),
                    count,
                    management,
                }),
                None => {
                    let message = format!(
                        "expected ports such as 2 x 10G SFP+ or 48 x 1000base-t, found `{}`",
                        clip(&text)
                    );
                    self.note(NoteKind::Unreadable, at, message);
                }
            }
        }
    }

    fn port_kind(&mut self, node: Node<'_, '_>) -> Option<PortKind> {
        let text = self.word(node)?;
        let kind = known(&mut self.known.ports, text, || port_kind(text));
        if kind.is_none() {
            let message = format!(
                "expected a port such as 1000base-t or 10G SFP+, found `{}`",
                clip(text)
            );
            self.note(NoteKind::Unreadable, node.span(), message);
        }
        kind
    }

    fn airflow(&mut self, node: Node<'_, '_>) -> Option<Airflow> {
        let text = self.word(node)?;
        let flow = Airflow::of_slug(text);
        if flow.is_none() {
            let message = format!(
                "expected an airflow: front-to-rear, rear-to-front, side or passive; found `{}`",
                clip(text)
            );
            self.note(NoteKind::Unreadable, node.span(), message);
        }
        flow
    }

    /// `A+B`, `A`, `[A, B]`, each with its leg where that is known: `A L1 + B L1`.
    fn device_feeds(&mut self, node: Node<'_, '_>) -> Option<Said<Arc<Vec<FeedName>>>> {
        // Devices of a rack say the same one after the other.
        let text = node.text().filter(|_| !node.is_null());
        if let Some(same) = text.and_then(|text| self.known.feeds.get(text)) {
            return Some(Said::new(Arc::clone(same), node.span()));
        }
        let mut feeds = Vec::new();
        for item in list_of(node) {
            let text = self.word(item)?;
            for piece in text.split('+').map(str::trim).filter(|piece| !piece.is_empty()) {
                let (feed, leg) = split_leg(piece);
                feeds.push(FeedName {
                    feed: feed.to_owned(),
                    leg,
                });
            }
        }
        let feeds = Arc::new(feeds);
        if let Some(text) = text.filter(|_| self.known.feeds.len() < MOST_KNOWN) {
            self.known.feeds.insert(text.to_owned(), Arc::clone(&feeds));
        }
        Some(Said::new(feeds, node.span()))
    }

    /// Where devices stand that are written together: `r1 @ 4 6 8` for three of them, `r[1-20] @ 5` for twenty,
    /// `r1` where only the rack is known; `rear` at the end for the other side.
    pub(super) fn stands(&mut self, node: Node<'_, '_>, devices: usize) -> Vec<Said<StandRow>> {
        let Some(text) = self.word(node) else {
            return Vec::new();
        };
        let (text, face) = match text.strip_suffix(" rear") {
            Some(front) => (front, Face::Rear),
            None => (text, Face::Front),
        };
        let (racks, units) = text
            .split_once('@')
            .map_or((text, ""), |(rack, units)| (rack, units));
        // Most lines are of one device.
        if devices == 1
            && !racks.contains('[')
            && let Some(at) = one_place(units.trim())
        {
            let rack = racks.trim().to_owned();
            return vec![Said::new(StandRow { rack, at, face }, node.span())];
        }
        let racks = match expand(racks.trim()) {
            Ok(racks) => racks,
            Err(error) => {
                self.note(NoteKind::Unreadable, node.span(), error);
                return Vec::new();
            }
        };
        let mut places = Vec::new();
        for unit in units.split([' ', ',']).filter(|unit| !unit.is_empty()) {
            match half_units(unit) {
                Some(at) => places.push(Some(at)),
                None => {
                    let message = format!(
                        "expected a rack and the lowest unit, such as r1 @ 4, found `{}`",
                        clip(unit)
                    );
                    self.note(NoteKind::Unreadable, node.span(), message);
                    return Vec::new();
                }
            }
        }
        if places.is_empty() {
            places.push(None);
        }
        let stands: Vec<Said<StandRow>> = racks
            .iter()
            .flat_map(|rack| places.iter().map(move |at| (rack, at)))
            .map(|(rack, at)| {
                let rack = rack.clone();
                Said::new(StandRow { rack, at: *at, face }, node.span())
            })
            .collect();
        match (stands.len(), places.as_slice()) {
            (all, _) if all == devices => stands,
            (1, [None]) => vec![stands.into_iter().next(); devices]
                .into_iter()
                .flatten()
                .collect(),
            (all, _) => {
                let message = format!(
                    "`{}` gives {} to {}: name a lowest unit for each (r1 @ 4 6 8), or the rack alone",
                    clip(text),
                    many(all, "place"),
                    many(devices, "device")
                );
                self.note(NoteKind::Unreadable, node.span(), message);
                Vec::new()
            }
        }
    }
}

/// `1 place`, `2 places`.
fn many(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

/// The place that is stated of one device: `Some(None)` where none is; `None` where it takes a closer look.
fn one_place(unit: &str) -> Option<Option<u32>> {
    if unit.is_empty() {
        return Some(None);
    }
    half_units(unit).map(Some)
}

/// A kind of port by its slug, or as people write it.
fn port_kind(text: &str) -> Option<PortKind> {
    PortKind::of_slug(text).or_else(|| PortKind::of_words(text))
}

/// A height in meters as rack units, rounded up to a half.
fn units_of(meters: Rational) -> Option<Rational> {
    let unit = Rational::new(METERS_PER_UNIT.0, METERS_PER_UNIT.1).ok()?;
    let halves = meters.over(unit).ok()?.times(Rational::int(2)).ok()?.ceil();
    Rational::new(halves, 2).ok()
}

/// The place of unit `4` or `4.5` in half units from the bottom: units count from 1.
pub(crate) fn half_units(unit: &str) -> Option<u32> {
    let unit = unit.strip_prefix(['U', 'u']).unwrap_or(unit);
    let (whole, half) = unit.split_once('.').unwrap_or((unit, "0"));
    let half = match half.trim_end_matches('0') {
        "" => 0,
        "5" => 1,
        _ => return None,
    };
    let whole: u32 = whole.parse().ok()?;
    (1..=1000)
        .contains(&whole)
        .then(|| (whole - 1) * HALF_UNITS + half)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_counted_from_one_in_halves() {
        for (text, halves) in [
            ("1", Some(0)),
            ("4", Some(6)),
            ("4.5", Some(7)),
            ("12.0", Some(22)),
            ("U7", Some(12)),
            ("0", None),
            ("1.25", None),
            ("x", None),
        ] {
            assert_eq!(half_units(text), halves, "{text}");
        }
    }

    #[test]
    fn a_height_in_centimeters_is_rounded_up_to_half_a_unit() {
        let units =
            |cm: i64| units_of(Rational::new(i128::from(cm), 100).expect("small")).map(|u| u.decimal(1));
        assert_eq!(units(4).as_deref(), Some("1"));
        assert_eq!(units(5).as_deref(), Some("1.5"));
        assert_eq!(units(35).as_deref(), Some("8"));
    }
}
