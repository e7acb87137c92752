//! The device types that fiasco knows by itself, for estates that bring no library of their own.
//!
//! The figures are data, in the tables next to this file: each figure names the document it was read in, and who wrote
//! that. What no document said is left out, so that it stays unknown instead of becoming a guess. Where a maker offers a choice
//! (supplies of 570 W or 870 W), the row has the interval. Masses and sizes are those of the heaviest and deepest
//! build the document gives, which is the safe side for a rack and a floor.

use super::own_table::{ReadIn, Row, rows};
use fiasco_estate::Confidence;
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::Rational;
use fiasco_estate::room::plug::Plug;
use fiasco_estate::room::port::PortKind;
use fiasco_estate::room::{Hardware, PortGroup};
use std::sync::Arc;

/// Makers under another name, both as [`plain`] leaves them.
const MAKERS: &[(&str, &str)] = &[
    ("hp", "hpe"),
    ("hewlettpackardenterprise", "hpe"),
    ("dellemc", "dell"),
    ("delltechnologies", "dell"),
    ("ciscosystems", "cisco"),
    ("junipernetworks", "juniper"),
    ("aristanetworks", "arista"),
    ("ui", "ubiquiti"),
];

/// Millimeters in a meter.
const MILLIMETERS: i64 = 1000;

/// What is known of a device type by its name, `maker/model` in any case (`Dell/PowerEdge R710`): blanks and
/// hyphens do not matter, `Plus` is `+`, and a part number serves as well as a name. Its facts have no place and
/// the confidence of a documented default; `None` for a type that is not in the table.
#[must_use]
pub fn own(kind: &str) -> Option<Arc<Hardware>> {
    row(kind).map(|row| Arc::new(hardware(row)))
}

/// Where the figures of a type were read: which figures, and the document. `None` for a type that is not in the
/// table.
#[must_use]
pub fn read_in(kind: &str) -> Option<ReadIn> {
    row(kind).map(|row| row.read_in)
}

fn row(kind: &str) -> Option<&'static Row> {
    let asked = plain(kind);
    rows().find(|row| row.names.iter().any(|name| plain(name) == asked))
}

/// The name of every type in the table, to say which one was meant.
pub fn names() -> impl Iterator<Item = &'static str> {
    rows().filter_map(|row| row.names.first().copied())
}

/// The most letters by which a name that was mistyped differs.
const MISTYPED: usize = 2;

/// The type that was meant by a name which is not in the table: one with a letter or two mistyped, or written without
/// its maker. Words with digits in them are the same in both, since one digit or suffix more is another model.
pub(super) fn nearest(kind: &str) -> Option<&'static str> {
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let codes = |text: &str| -> Vec<String> {
        let words = text.split(|c: char| !c.is_alphanumeric());
        let coded = words.filter(|word| word.contains(|c: char| c.is_ascii_digit()));
        coded.map(str::to_lowercase).collect()
    };
    let asked = codes(kind);
    let names = || rows().flat_map(|row| row.names).copied();
    let alike = names().filter(|name| codes(name) == asked);
    let near = fiasco_source::nearest(kind, alike);
    let mistyped = near.filter(|near| fiasco_source::distance(&lower(kind), &lower(near)) <= MISTYPED);
    mistyped.or_else(|| {
        let model = |name: &&str| {
            name.split_once('/')
                .is_some_and(|(_, model)| plain(model) == plain(kind))
        };
        names().find(model)
    })
}

/// A name without case, blanks and punctuation, with the maker's usual name.
pub(super) fn plain(kind: &str) -> String {
    let letters = |text: &str| -> String {
        let kept = text.chars().filter(|c| c.is_alphanumeric() || *c == '+');
        kept.flat_map(char::to_lowercase).collect::<String>()
    };
    match kind.split_once('/') {
        None => letters(kind).replace("plus", "+"),
        Some((maker, model)) => {
            let maker = letters(maker);
            let usual = MAKERS.iter().find(|(other, _)| *other == maker);
            let maker = usual.map_or(maker.as_str(), |(_, usual)| usual);
            format!("{maker}/{}", letters(model).replace("plus", "+"))
        }
    }
}

fn hardware(row: &Row) -> Hardware {
    let mut facts = Facts::default();
    for (kind, text, per) in [
        (FactKind::Units, row.units, 1),
        (FactKind::Width, row.width_mm, MILLIMETERS),
        (FactKind::Depth, row.depth_mm, MILLIMETERS),
        (FactKind::Weight, row.mass_kg, 1),
        (FactKind::Psus, row.psus, 1),
        (FactKind::PsuRating, row.psu_w, 1),
        (FactKind::Power, row.typical_w, 1),
        (FactKind::Nameplate, row.most_w, 1),
    ] {
        if let Some((lo, hi)) = range(text, per) {
            facts.set(RawFact {
                kind,
                lo,
                hi,
                at: None,
                confidence: Confidence::Default,
            });
        }
    }
    Hardware {
        facts,
        full_depth: row.full_depth,
        airflow: row.airflow,
        inlets: row
            .inlets
            .iter()
            .filter_map(|(slug, count)| Some((Plug::of_slug(slug)?, *count)))
            .collect(),
        ports: row
            .ports
            .iter()
            .filter_map(|(slug, count, management)| ports(slug, *count, *management))
            .collect(),
        confidence: Some(Confidence::Default),
    }
}

fn ports(slug: &str, count: u32, management: bool) -> Option<PortGroup> {
    let kind = PortKind::of_slug(slug)?;
    Some(PortGroup {
        kind,
        names: Vec::new(),
        count,
        management,
    })
}

/// A figure of the table, `350` or `350..550`, in base units of which `per` units of the table make one.
fn range(text: &str, per: i64) -> Option<(Rational, Rational)> {
    let (lo, hi) = text.split_once("..").unwrap_or((text, text));
    let read = |text: &str| Rational::parse_decimal(text)?.over(Rational::int(per)).ok();
    Some((read(lo)?, read(hi)?))
}

#[cfg(test)]
mod tests {
    use super::super::own_table::{By, Figure};
    use super::super::{own_mixed, own_proven};
    use super::*;
    use fiasco_estate::fact::key;
    use fiasco_estate::room::Airflow;
    use fiasco_estate::room::plug::overdrawn;
    use std::collections::{BTreeMap, BTreeSet};

    fn at_most(row: &Row, kind: FactKind) -> Option<Rational> {
        hardware(row).facts.raw(kind).map(|fact| fact.hi)
    }

    fn decimal(text: &str) -> Rational {
        Rational::parse_decimal(text).expect(text)
    }

    #[test]
    fn the_server_everybody_starts_with() {
        let r710 = own("dell/poweredge r710").expect("a row");
        let facts: Vec<_> = r710
            .facts
            .iter()
            .map(|fact| (fact.kind, fact.lo, fact.hi))
            .collect();
        let exact = |kind, text| (kind, decimal(text), decimal(text));
        assert_eq!(
            facts,
            [
                exact(FactKind::Psus, "2"),
                (FactKind::PsuRating, decimal("570"), decimal("870")),
                exact(FactKind::Units, "2"),
                exact(FactKind::Width, "0.443"),
                exact(FactKind::Depth, "0.681"),
                (FactKind::Weight, Rational::ZERO, decimal("25.9")),
            ]
        );
        let sure = |fact: &RawFact| fact.confidence == Confidence::Default && fact.at.is_none();
        assert!(r710.facts.iter().all(sure));
        assert_eq!(r710.confidence, Some(Confidence::Default));
        assert_eq!(
            (r710.full_depth, r710.airflow),
            (Some(true), Some(Airflow::FrontToRear))
        );
        let c14 = Plug::of_slug("C14").expect("a plug");
        assert_eq!(r710.inlets, [(c14, 2)]);
        let ports: Vec<_> = r710
            .ports
            .iter()
            .map(|port| (port.kind.rate, port.count, port.management))
            .collect();
        assert_eq!(
            ports,
            [],
            "the network cards of a server are chosen when it is ordered"
        );
    }

    #[test]
    fn the_switch_under_all_its_names() {
        let switch = own("Cisco/Catalyst 2960X-48TS-L").expect("a row");
        for name in [
            "Cisco/WS-C2960X-48TS-L",
            "cisco/ws-c2960x-48ts-l",
            "CISCO/Catalyst 2960-X 48TS-L",
            "Cisco Systems/catalyst-2960x-48ts-l",
        ] {
            assert_eq!(own(name).as_ref(), Some(&switch), "{name}");
        }
        assert_eq!(switch.facts.get(key::Units).bounds().point(), Some(Rational::ONE));
        assert_eq!(switch.facts.get(key::Psus).bounds().point(), Some(Rational::ONE));
        // No datasheet of it was at hand: its draw, depth and mass are unknown, not guessed.
        for kind in [
            FactKind::Power,
            FactKind::Nameplate,
            FactKind::Depth,
            FactKind::Weight,
        ] {
            assert!(!switch.facts.has(kind), "{kind:?}");
        }
        let kind = |slug| PortKind::of_slug(slug).expect(slug);
        let ports: Vec<_> = switch
            .ports
            .iter()
            .map(|port| (port.kind, port.count, port.management))
            .collect();
        assert_eq!(
            ports,
            [
                (kind("1000base-t"), 48, false),
                (kind("1000base-x-sfp"), 4, false),
                (kind("100base-tx"), 1, true),
            ]
        );
    }

    #[test]
    fn names_are_read_as_people_write_them() {
        for (asked, meant) in [
            ("HP/ProLiant DL360 Gen10", "HPE/ProLiant DL360 Gen10"),
            ("HPE/ProLiant DL20 Gen10+", "HPE/ProLiant DL20 Gen10 Plus"),
            ("mikrotik/crs326-24g-2s-plus-rm", "MikroTik/CRS326-24G-2S+RM"),
            ("Dell EMC/PowerEdge-R340", "Dell/PowerEdge R340"),
        ] {
            assert!(own(meant).is_some(), "{meant}");
            assert_eq!(own(asked), own(meant), "{asked}");
        }
        for unknown in [
            "",
            "/",
            "Dell",
            "PowerEdge R710",
            "HPE/PowerEdge R710",
            "Dell/PowerEdge R710xs",
        ] {
            assert_eq!(own(unknown), None, "{unknown}");
        }
        assert!(names().all(|name| own(name).is_some()));
    }

    #[test]
    fn a_mistyped_name_is_near_and_another_model_is_not() {
        for (asked, meant) in [
            ("Del/PowerEdge R640", "Dell/PowerEdge R640"),
            ("dell/powredge r640", "Dell/PowerEdge R640"),
            ("PowerEdge R640", "Dell/PowerEdge R640"),
            ("HPE/ProLaint DL360 Gen10", "HPE/ProLiant DL360 Gen10"),
            ("Microsoft/Azur Stack Edge Pro", "Microsoft/Azure Stack Edge Pro"),
        ] {
            assert_eq!(own(asked), None, "{asked}");
            assert_eq!(nearest(asked), Some(meant), "{asked}");
        }
        for other in [
            "Dell/PowerEdge R740",
            "Dell/PowerEdge R641",
            "Dell/PowerEdge R350 XL",
            "HPE/ProLiant DL360 Gen10 Plus",
            "Delicate/PowerEdge R640",
            "R640",
            "",
            "/",
        ] {
            assert_eq!(nearest(other), None, "{other}");
        }
    }

    #[test]
    fn every_figure_is_read_and_no_name_stands_twice() {
        let mut seen = BTreeSet::new();
        for row in rows() {
            let name = row.names.first().expect("a name");
            for spelling in row.names {
                assert!(
                    spelling.contains('/') && seen.insert(plain(spelling)),
                    "{spelling}"
                );
            }
            let figures = [
                row.units,
                row.width_mm,
                row.depth_mm,
                row.mass_kg,
                row.psus,
                row.psu_w,
                row.typical_w,
                row.most_w,
            ];
            for text in figures.into_iter().filter(|text| !text.is_empty()) {
                let (lo, hi) = range(text, 1).unwrap_or_else(|| panic!("{name}: {text}"));
                assert!(lo <= hi && Rational::ZERO < hi, "{name}: {text}");
            }
            let made = hardware(row);
            assert_eq!(made.inlets.len(), row.inlets.len(), "{name}");
            assert_eq!(made.ports.len(), row.ports.len(), "{name}");
        }
    }

    #[test]
    fn every_row_can_be_true() {
        for row in rows() {
            let name = row.names.first().expect("a name");
            let within = |kind, lo, hi| {
                let known = at_most(row, kind);
                assert!(
                    known.is_none_or(|x| decimal(lo) <= x && x <= decimal(hi)),
                    "{name}: {kind:?} {known:?}"
                );
            };
            assert!(at_most(row, FactKind::Units).is_some(), "{name} has no height");
            within(FactKind::Units, "0.5", "8");
            within(FactKind::Width, "0.1", "0.483");
            within(FactKind::Depth, "0.09", "1");
            within(FactKind::Weight, "0.1", "60");
            within(FactKind::Psus, "1", "4");
            within(FactKind::PsuRating, "10", "3000");
            // What a device draws at most fits each of its inlets and is delivered by all its supplies together.
            let made = hardware(row);
            let most = at_most(row, FactKind::Nameplate).or(at_most(row, FactKind::Power));
            let supply = at_most(row, FactKind::PsuRating);
            for watts in [most, supply].into_iter().flatten() {
                let watts = u64::try_from(watts.ceil()).expect("watts");
                assert!(
                    made.inlets
                        .iter()
                        .all(|(inlet, _)| overdrawn(*inlet, watts).is_none()),
                    "{name}"
                );
            }
            if let (Some(most), Some(supply), Some(psus)) = (most, supply, at_most(row, FactKind::Psus)) {
                assert!(most <= supply.times(psus).expect("small"), "{name}");
            }
            let (typical, most) = (at_most(row, FactKind::Power), at_most(row, FactKind::Nameplate));
            assert!(
                typical.zip(most).is_none_or(|(typical, most)| typical <= most),
                "{name}"
            );
        }
    }

    /// The figures a row has, in the order of its fields.
    fn figures(row: &Row) -> Vec<Figure> {
        let has = [
            (Figure::Units, !row.units.is_empty()),
            (Figure::Width, !row.width_mm.is_empty()),
            (Figure::Depth, !row.depth_mm.is_empty()),
            (Figure::Mass, !row.mass_kg.is_empty()),
            (Figure::Psus, !row.psus.is_empty()),
            (Figure::PsuRating, !row.psu_w.is_empty()),
            (Figure::Typical, !row.typical_w.is_empty()),
            (Figure::Most, !row.most_w.is_empty()),
            (Figure::Inlets, !row.inlets.is_empty()),
            (Figure::FullDepth, row.full_depth.is_some()),
            (Figure::Cooling, row.airflow.is_some()),
            (Figure::Ports, !row.ports.is_empty()),
        ];
        let had = has.into_iter().filter(|(_, has)| *has);
        had.map(|(figure, _)| figure).collect()
    }

    #[test]
    fn each_figure_has_one_document_and_no_document_is_for_nothing() {
        for row in rows() {
            let name = row.names.first().expect("a name");
            let sources = read_in(name).expect("a row");
            let mut sourced: Vec<Figure> = Vec::new();
            for (figures, source) in sources {
                assert!(!figures.is_empty(), "{name}: {}", source.title);
                assert!(!source.title.is_empty() && !source.date.is_empty(), "{name}");
                assert!(source.at.starts_with("https://"), "{name}: {}", source.at);
                sourced.extend(*figures);
            }
            sourced.sort_unstable();
            assert_eq!(sourced, figures(row), "{name}");
        }
    }

    #[test]
    fn at_least_twenty_types_rest_on_documents_of_their_makers_alone() {
        let by = |row: &Row| -> BTreeSet<By> { row.read_in.iter().map(|(_, source)| source.by).collect() };
        let maker = BTreeSet::from([By::Maker]);
        for row in own_proven::ROWS {
            assert_eq!(by(row), maker, "{:?}", row.names);
            assert!(figures(row).len() >= 3, "{:?} says too little", row.names);
        }
        for row in own_mixed::ROWS {
            assert_ne!(by(row), maker, "{:?} is proven: move it", row.names);
        }
        assert!(own_proven::ROWS.len() >= 20);
        let drawing = own_proven::ROWS.iter().filter(|row| !row.most_w.is_empty());
        assert_eq!(drawing.count(), 10);
        // How strong the table is, by the weakest document of each type: pinned, so that docs/room.md stays true.
        let mut weakest = BTreeMap::new();
        for row in rows() {
            *weakest.entry(by(row).last().copied()).or_insert(0) += 1;
        }
        let counted: Vec<_> = weakest.into_iter().collect();
        assert_eq!(
            counted,
            [
                (Some(By::Maker), 29),
                (Some(By::Dealer), 9),
                (Some(By::Library), 22),
                (Some(By::Owner), 1),
            ]
        );
    }

    #[test]
    fn a_library_of_types_gives_no_draws_and_no_depths() {
        for row in rows() {
            for (figures, _) in row.read_in.iter().filter(|(_, source)| source.by == By::Library) {
                for figure in [Figure::Depth, Figure::PsuRating, Figure::Typical, Figure::Most] {
                    assert!(!figures.contains(&figure), "{:?}: {figure:?}", row.names);
                }
            }
        }
    }

    #[test]
    fn a_storage_system_as_its_maker_describes_it() {
        let fas = own("NetApp/FAS2750").expect("a row");
        let exact = |kind, text| (kind, decimal(text), decimal(text));
        let facts: Vec<_> = fas
            .facts
            .iter()
            .map(|fact| (fact.kind, fact.lo, fact.hi))
            .collect();
        let mut expected = vec![
            exact(FactKind::Units, "2"),
            exact(FactKind::Width, "0.447"),
            exact(FactKind::Depth, "0.61214"),
            exact(FactKind::Weight, "27.6"),
            // 1209 and 1676 BTU an hour.
            exact(FactKind::Power, "355"),
            exact(FactKind::Nameplate, "492"),
        ];
        expected.sort_by_key(|(kind, ..)| facts.iter().position(|(other, ..)| other == kind));
        assert_eq!(facts, expected);
        assert_eq!((fas.ports.len(), fas.inlets.len(), fas.full_depth), (0, 0, None));
    }
}
