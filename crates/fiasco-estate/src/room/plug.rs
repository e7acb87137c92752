//! Power plugs, inlets and outlets, and the cords between them.
//!
//! A table and nothing else: which kinds there are (by the slugs NetBox gives to `power-ports` and
//! `power-outlets`), what they are rated for, and whether something with one inlet can be fed from one outlet.
//!
//! Shapes and ratings are those of IEC 60320-1 (appliance couplers, C5 to C22), IEC 60309 (industrial plugs),
//! NEMA WD 6 (North America), CEE 7 and the national standards behind the letters of "ITA" types. Ratings are
//! the international ones: North American approvals allow more on some couplers (15 A on a C14, 20 A on a C20).
//!
//! Left out on purpose: a cord from a C20 plug to a C13 connector (a 10 A cord behind a 16 A outlet) and cords
//! from 30 A plugs to C19 (the connector is not rated for what the breaker lets through). Both can be bought;
//! neither is a plan.

/// Which side of a coupling a kind is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Takes power: an inlet, or a plug on a fixed cord.
    Inlet,
    /// Gives power: an outlet, or a connector.
    Outlet,
    /// One slug is used for both sides, as for IEC 60309 and the ITA letters.
    Either,
}

/// One kind of plug, inlet or outlet: a row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plug(usize);

/// Whether an inlet can be fed from an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The one goes into the other. For IEC 60309, as far as the slug says: it gives poles and hour, not amperes.
    Direct,
    /// A cord that is sold joins them.
    Cord {
        /// Both ends, plug first: `NEMA 5-15P to C13`.
        name: &'static str,
    },
    /// Nothing in the table joins them.
    None,
    /// It cannot be said: a side is hardwired, of no standard shape, or on the wrong end of the link.
    Unknown,
}

/// A row: slug, name, side, tenths of an ampere, volts.
struct Row {
    slug: &'static str,
    name: &'static str,
    side: Side,
    tenths: Option<u32>,
    volts: Option<u32>,
}

const fn rated(slug: &'static str, name: &'static str, side: Side, tenths: u32, volts: u32) -> Row {
    Row {
        slug,
        name,
        side,
        tenths: Some(tenths),
        volts: Some(volts),
    }
}

const fn unrated(slug: &'static str, name: &'static str, side: Side, volts: Option<u32>) -> Row {
    Row {
        slug,
        name,
        side,
        tenths: None,
        volts,
    }
}

/// NEMA kinds come in pairs, receptacle and plug, with one rating.
macro_rules! nema {
    ($($slug:literal $name:literal $tenths:literal $volts:literal;)*) => {
        &[$(
            rated(concat!("nema-", $slug, "r"), concat!("NEMA ", $name, "R"), Side::Outlet, $tenths, $volts),
            rated(concat!("nema-", $slug, "p"), concat!("NEMA ", $name, "P"), Side::Inlet, $tenths, $volts),
        )*]
    };
}

/// IEC 60320-1, the combined outlets that take two of its plugs, and the kinds without a current of their own.
const COUPLERS: &[Row] = &[
    rated("iec-60320-c5", "C5", Side::Outlet, 25, 250),
    rated("iec-60320-c6", "C6", Side::Inlet, 25, 250),
    rated("iec-60320-c7", "C7", Side::Outlet, 25, 250),
    rated("iec-60320-c8", "C8", Side::Inlet, 25, 250),
    rated("iec-60320-c13", "C13", Side::Outlet, 100, 250),
    rated("iec-60320-c14", "C14", Side::Inlet, 100, 250),
    rated("iec-60320-c15", "C15", Side::Outlet, 100, 250),
    rated("iec-60320-c16", "C16", Side::Inlet, 100, 250),
    rated("iec-60320-c17", "C17", Side::Outlet, 100, 250),
    rated("iec-60320-c18", "C18", Side::Inlet, 100, 250),
    rated("iec-60320-c19", "C19", Side::Outlet, 160, 250),
    rated("iec-60320-c20", "C20", Side::Inlet, 160, 250),
    rated("iec-60320-c21", "C21", Side::Outlet, 160, 250),
    rated("iec-60320-c22", "C22", Side::Inlet, 160, 250),
    rated("eaton-c39", "Eaton C39", Side::Outlet, 160, 250),
    unrated("hdot-cx", "HDOT Cx", Side::Outlet, Some(250)),
    unrated("hardwired", "hardwired", Side::Either, None),
    unrated("dc-terminal", "DC terminal", Side::Either, None),
    unrated("saf-d-grid", "Saf-D-Grid", Side::Either, None),
    unrated("other", "other", Side::Either, None),
];

/// IEC 60309: the slug gives poles and the hour of the earth pin, which is the voltage band (its upper end is
/// kept, between lines for three phases); 16, 32 and 63 A kinds share it.
const INDUSTRIAL: &[Row] = &[
    unrated(
        "iec-60309-p-n-e-4h",
        "IEC 60309 P+N+E 4h",
        Side::Either,
        Some(130),
    ),
    unrated(
        "iec-60309-p-n-e-6h",
        "IEC 60309 P+N+E 6h",
        Side::Either,
        Some(250),
    ),
    unrated(
        "iec-60309-p-n-e-9h",
        "IEC 60309 P+N+E 9h",
        Side::Either,
        Some(415),
    ),
    unrated("iec-60309-2p-e-4h", "IEC 60309 2P+E 4h", Side::Either, Some(130)),
    unrated("iec-60309-2p-e-6h", "IEC 60309 2P+E 6h", Side::Either, Some(250)),
    unrated("iec-60309-2p-e-9h", "IEC 60309 2P+E 9h", Side::Either, Some(415)),
    unrated("iec-60309-3p-e-4h", "IEC 60309 3P+E 4h", Side::Either, Some(130)),
    unrated("iec-60309-3p-e-6h", "IEC 60309 3P+E 6h", Side::Either, Some(415)),
    unrated("iec-60309-3p-e-9h", "IEC 60309 3P+E 9h", Side::Either, Some(250)),
    unrated(
        "iec-60309-3p-n-e-4h",
        "IEC 60309 3P+N+E 4h",
        Side::Either,
        Some(130),
    ),
    unrated(
        "iec-60309-3p-n-e-6h",
        "IEC 60309 3P+N+E 6h",
        Side::Either,
        Some(415),
    ),
    unrated(
        "iec-60309-3p-n-e-9h",
        "IEC 60309 3P+N+E 9h",
        Side::Either,
        Some(250),
    ),
];

/// NEMA WD 6: slug and name without the last letter, tenths of an ampere, volts (the higher of two).
const NEMA: &[Row] = nema! {
    "1-15" "1-15" 150 125;
    "5-15" "5-15" 150 125; "5-20" "5-20" 200 125; "5-30" "5-30" 300 125; "5-50" "5-50" 500 125;
    "6-15" "6-15" 150 250; "6-20" "6-20" 200 250; "6-30" "6-30" 300 250; "6-50" "6-50" 500 250;
    "10-30" "10-30" 300 250; "10-50" "10-50" 500 250;
    "14-20" "14-20" 200 250; "14-30" "14-30" 300 250; "14-50" "14-50" 500 250; "14-60" "14-60" 600 250;
    "15-15" "15-15" 150 250; "15-20" "15-20" 200 250; "15-30" "15-30" 300 250;
    "15-50" "15-50" 500 250; "15-60" "15-60" 600 250;
    "l1-15" "L1-15" 150 125;
    "l5-15" "L5-15" 150 125; "l5-20" "L5-20" 200 125; "l5-30" "L5-30" 300 125; "l5-50" "L5-50" 500 125;
    "l6-15" "L6-15" 150 250; "l6-20" "L6-20" 200 250; "l6-30" "L6-30" 300 250; "l6-50" "L6-50" 500 250;
    "l10-30" "L10-30" 300 250;
    "l14-20" "L14-20" 200 250; "l14-30" "L14-30" 300 250; "l14-50" "L14-50" 500 250; "l14-60" "L14-60" 600 250;
    "l15-20" "L15-20" 200 250; "l15-30" "L15-30" 300 250; "l15-50" "L15-50" 500 250; "l15-60" "L15-60" 600 250;
    "l21-20" "L21-20" 200 208; "l21-30" "L21-30" 300 208;
    "l22-20" "L22-20" 200 480; "l22-30" "L22-30" 300 480;
};

/// CEE 7 and the national kinds, by letter. A rating is given where the letter has only one.
const NATIONAL: &[Row] = &[
    rated("ita-e", "CEE 7/5 (type E)", Side::Either, 160, 250),
    rated("ita-f", "CEE 7/4 (type F, Schuko)", Side::Either, 160, 250),
    rated("ita-ef", "CEE 7/7 (type E/F)", Side::Inlet, 160, 250),
    rated("ita-g", "BS 1363 (type G)", Side::Either, 130, 250),
    rated("ita-h", "SI 32 (type H)", Side::Either, 160, 250),
    rated("ita-i", "AS/NZS 3112 (type I)", Side::Either, 100, 250),
    rated("ita-j", "SN 441011 (type J)", Side::Either, 100, 250),
    unrated("ita-k", "type K", Side::Either, Some(250)),
    unrated("ita-l", "CEI 23-50 (type L)", Side::Either, Some(250)),
    unrated("ita-m", "BS 546 (type M)", Side::Either, Some(250)),
    unrated("ita-n", "NBR 14136 (type N)", Side::Either, Some(250)),
    unrated("ita-o", "type O", Side::Either, Some(250)),
];

const TABLES: [&[Row]; 4] = [COUPLERS, INDUSTRIAL, NEMA, NATIONAL];

/// Spellings that are neither a slug nor a name, without what is not a letter or digit.
const SPELLINGS: &[(&str, &str)] = &[
    ("schuko", "ita-f"),
    ("cee73", "ita-f"),
    ("cee74", "ita-f"),
    ("cee75", "ita-e"),
    ("cee77", "ita-ef"),
    ("bs1363", "ita-g"),
    ("c39", "eaton-c39"),
];

/// Outlets and connectors that take plugs other than the one of their own name.
const TAKES: &[(&str, &[&str])] = &[
    ("iec-60320-c5", &["iec-60320-c6"]),
    ("iec-60320-c7", &["iec-60320-c8"]),
    ("iec-60320-c13", &["iec-60320-c14"]),
    ("iec-60320-c15", &["iec-60320-c16", "iec-60320-c14"]),
    ("iec-60320-c17", &["iec-60320-c18"]),
    ("iec-60320-c19", &["iec-60320-c20"]),
    ("iec-60320-c21", &["iec-60320-c22", "iec-60320-c20"]),
    ("eaton-c39", &["iec-60320-c14", "iec-60320-c20"]),
    ("hdot-cx", &["iec-60320-c14", "iec-60320-c20"]),
    ("nema-5-15r", &["nema-5-15p", "nema-1-15p"]),
    ("nema-5-20r", &["nema-5-20p", "nema-5-15p", "nema-1-15p"]),
    ("nema-6-20r", &["nema-6-20p", "nema-6-15p"]),
    ("ita-e", &["ita-e", "ita-ef"]),
    ("ita-f", &["ita-f", "ita-ef"]),
];

/// Cords that are sold: plug, connector, name. Of two that fit, the first is named.
const CORDS: &[(&str, &str, &str)] = &[
    ("iec-60320-c14", "iec-60320-c13", "C14 to C13"),
    ("nema-5-15p", "iec-60320-c13", "NEMA 5-15P to C13"),
    ("nema-6-15p", "iec-60320-c13", "NEMA 6-15P to C13"),
    ("nema-l5-15p", "iec-60320-c13", "NEMA L5-15P to C13"),
    ("nema-l5-20p", "iec-60320-c13", "NEMA L5-20P to C13"),
    ("nema-l6-15p", "iec-60320-c13", "NEMA L6-15P to C13"),
    ("nema-l6-20p", "iec-60320-c13", "NEMA L6-20P to C13"),
    ("iec-60309-p-n-e-6h", "iec-60320-c13", "IEC 60309 16 A to C13"),
    ("iec-60309-2p-e-6h", "iec-60320-c13", "IEC 60309 16 A to C13"),
    ("ita-ef", "iec-60320-c13", "CEE 7/7 to C13"),
    ("ita-g", "iec-60320-c13", "BS 1363 to C13"),
    ("ita-h", "iec-60320-c13", "SI 32 to C13"),
    ("ita-i", "iec-60320-c13", "AS/NZS 3112 to C13"),
    ("ita-j", "iec-60320-c13", "SN 441011 to C13"),
    ("ita-k", "iec-60320-c13", "type K to C13"),
    ("ita-l", "iec-60320-c13", "CEI 23-50 to C13"),
    ("ita-m", "iec-60320-c13", "BS 546 to C13"),
    ("ita-n", "iec-60320-c13", "NBR 14136 to C13"),
    ("iec-60320-c14", "iec-60320-c15", "C14 to C15"),
    ("nema-5-15p", "iec-60320-c15", "NEMA 5-15P to C15"),
    ("ita-ef", "iec-60320-c15", "CEE 7/7 to C15"),
    ("ita-g", "iec-60320-c15", "BS 1363 to C15"),
    ("ita-i", "iec-60320-c15", "AS/NZS 3112 to C15"),
    ("ita-j", "iec-60320-c15", "SN 441011 to C15"),
    ("ita-l", "iec-60320-c15", "CEI 23-50 to C15"),
    ("iec-60320-c20", "iec-60320-c19", "C20 to C19"),
    ("nema-5-20p", "iec-60320-c19", "NEMA 5-20P to C19"),
    ("nema-6-20p", "iec-60320-c19", "NEMA 6-20P to C19"),
    ("nema-l5-20p", "iec-60320-c19", "NEMA L5-20P to C19"),
    ("nema-l6-20p", "iec-60320-c19", "NEMA L6-20P to C19"),
    ("iec-60309-p-n-e-6h", "iec-60320-c19", "IEC 60309 16 A to C19"),
    ("iec-60309-2p-e-6h", "iec-60320-c19", "IEC 60309 16 A to C19"),
    ("ita-ef", "iec-60320-c19", "CEE 7/7 to C19"),
    ("ita-g", "iec-60320-c19", "BS 1363 to C19"),
    ("iec-60320-c20", "iec-60320-c21", "C20 to C21"),
    ("nema-l6-20p", "iec-60320-c21", "NEMA L6-20P to C21"),
    ("iec-60320-c14", "iec-60320-c5", "C14 to C5"),
    ("nema-5-15p", "iec-60320-c5", "NEMA 5-15P to C5"),
    ("ita-ef", "iec-60320-c5", "CEE 7/7 to C5"),
    ("ita-g", "iec-60320-c5", "BS 1363 to C5"),
    ("ita-i", "iec-60320-c5", "AS/NZS 3112 to C5"),
    ("iec-60320-c14", "iec-60320-c7", "C14 to C7"),
    ("nema-1-15p", "iec-60320-c7", "NEMA 1-15P to C7"),
    // Whatever takes a CEE 7/7 plug takes the flat CEE 7/16, which has no slug.
    ("ita-ef", "iec-60320-c7", "CEE 7/16 to C7"),
    ("ita-g", "iec-60320-c7", "BS 1363 to C7"),
    ("ita-i", "iec-60320-c7", "AS/NZS 3112 to C7"),
];

fn rows() -> impl Iterator<Item = &'static Row> {
    TABLES.into_iter().flatten()
}

fn letters(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect()
}

impl Plug {
    /// The kind of a slug, or of what people write for it, in any case: `iec-60320-c14`, `C14`, `NEMA 5-15R`,
    /// `5-20R`, `Schuko`, `CEE 7/7`. `None` for a kind that is not in the table.
    #[must_use]
    pub fn of_slug(text: &str) -> Option<Self> {
        let read = letters(text);
        let read = SPELLINGS
            .iter()
            .find(|(short, _)| *short == read)
            .map_or(read, |(_, slug)| letters(slug));
        let is = |whole: &str| {
            let whole = letters(whole);
            let short = ["iec60320", "nema"]
                .iter()
                .find_map(|family| whole.strip_prefix(family));
            whole == read || short == Some(read.as_str())
        };
        rows().position(|row| is(row.slug) || is(row.name)).map(Self)
    }

    /// Every kind there is, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..rows().count()).map(Self)
    }

    fn row(self) -> Option<&'static Row> {
        rows().nth(self.0)
    }

    /// The slug NetBox uses: `iec-60320-c14`.
    #[must_use]
    pub fn slug(self) -> &'static str {
        self.row().map_or("other", |row| row.slug)
    }

    /// What people call it: `C14`, `NEMA 5-15R`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().map_or("other", |row| row.name)
    }

    /// The rated current in tenths of an ampere (25 is 2.5 A); `None` where the kind alone does not say it.
    #[must_use]
    pub fn tenths_of_amps(self) -> Option<u32> {
        self.row().and_then(|row| row.tenths)
    }

    /// The rated voltage in volts, the higher where there are two; `None` where the kind does not say it.
    #[must_use]
    pub fn volts(self) -> Option<u32> {
        self.row().and_then(|row| row.volts)
    }

    /// Which side of a coupling it is.
    #[must_use]
    pub fn side(self) -> Side {
        self.row().map_or(Side::Either, |row| row.side)
    }

    /// Whether its slug names no shape that could be compared.
    fn shapeless(self) -> bool {
        matches!(self.slug(), "hardwired" | "dc-terminal" | "saf-d-grid" | "other")
    }
}

/// Whether an outlet (or connector) takes a plug (or inlet) with nothing between them. Without a row of its own
/// it takes its namesake only, which is what locking and industrial kinds are made for.
fn takes(outlet: &str, plug: &str) -> bool {
    match TAKES.iter().find(|(slug, _)| *slug == outlet) {
        Some((_, plugs)) => plugs.contains(&plug),
        None if outlet.starts_with("nema-") => match (outlet.strip_suffix('r'), plug.strip_suffix('p')) {
            (Some(socket), Some(pins)) => socket == pins,
            _ => false,
        },
        None => outlet == plug,
    }
}

/// Whether something with this inlet can be fed from this outlet, and by which cord.
///
/// A cord's plug goes into the outlet, its connector takes the inlet (see the head of this module for the cords
/// left out). An inlet C18 has no earth pin and which earthed connectors take it is not in the table: anything
/// but a C17 is `Unknown`.
#[must_use]
pub fn cord(outlet: Plug, inlet: Plug) -> Fit {
    if outlet.shapeless() || inlet.shapeless() || outlet.side() == Side::Inlet || inlet.side() == Side::Outlet
    {
        return Fit::Unknown;
    }
    if takes(outlet.slug(), inlet.slug()) {
        return Fit::Direct;
    }
    let joins = |plug: &str, connector: &str| takes(outlet.slug(), plug) && takes(connector, inlet.slug());
    match CORDS.iter().find(|(plug, connector, _)| joins(plug, connector)) {
        Some((_, _, name)) => Fit::Cord { name },
        None if inlet.slug() == "iec-60320-c18" => Fit::Unknown,
        None => Fit::None,
    }
}

/// The most an IEC 60320-1 inlet may carry, in watts: its rated current at 250 V, the highest voltage it is made
/// for. `None` for every other kind. Below 250 V it carries less, so more than this is too much anywhere.
#[must_use]
pub fn most_watts(inlet: Plug) -> Option<u64> {
    if inlet.side() != Side::Inlet || !inlet.slug().starts_with("iec-60320-") {
        return None;
    }
    let (tenths, volts) = (inlet.tenths_of_amps()?, inlet.volts()?);
    Some(u64::from(tenths) * u64::from(volts) / 10)
}

/// The most an inlet may carry, in watts, if `watts` is more than that: see [`most_watts`].
#[must_use]
pub fn overdrawn(inlet: Plug, watts: u64) -> Option<u64> {
    most_watts(inlet).filter(|most| watts > *most)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plug(text: &str) -> Plug {
        Plug::of_slug(text).unwrap_or_else(|| panic!("{text} is not in the table"))
    }

    #[test]
    fn spellings_name_one_kind() {
        for (text, slug) in [
            ("iec-60320-c14", "iec-60320-c14"),
            ("C14", "iec-60320-c14"),
            ("c13", "iec-60320-c13"),
            ("NEMA 5-15R", "nema-5-15r"),
            ("5-20R", "nema-5-20r"),
            ("l6-30p", "nema-l6-30p"),
            ("schuko", "ita-f"),
            ("cee 7/7", "ita-ef"),
            ("BS 1363", "ita-g"),
            ("Hardwired", "hardwired"),
        ] {
            assert_eq!(plug(text).slug(), slug, "{text}");
        }
        for text in ["", "-", "c99", "nema", "iec-60320-"] {
            assert_eq!(Plug::of_slug(text), None, "{text:?}");
        }
        for kind in Plug::all() {
            assert_eq!(
                (plug(kind.slug()), plug(kind.name())),
                (kind, kind),
                "{}",
                kind.slug()
            );
        }
    }

    #[test]
    fn ratings() {
        for (text, tenths, volts) in [
            ("C6", Some(25), Some(250)),
            ("C14", Some(100), Some(250)),
            ("C20", Some(160), Some(250)),
            ("5-20r", Some(200), Some(125)),
            ("l6-30p", Some(300), Some(250)),
            ("ita-g", Some(130), Some(250)),
            ("iec-60309-3p-n-e-6h", None, Some(415)),
            ("hardwired", None, None),
        ] {
            assert_eq!(
                (plug(text).tenths_of_amps(), plug(text).volts()),
                (tenths, volts),
                "{text}"
            );
        }
    }

    #[test]
    fn what_feeds_what() {
        let by = |name| Fit::Cord { name };
        for (outlet, inlet, fit) in [
            ("C13", "C14", Fit::Direct),
            ("C13", "C16", by("C14 to C15")),
            ("C13", "C6", by("C14 to C5")),
            ("C13", "C20", Fit::None),
            ("C15", "C14", Fit::Direct),
            ("C19", "C20", Fit::Direct),
            ("C19", "C22", by("C20 to C21")),
            ("C19", "C14", Fit::None),
            ("C21", "C20", Fit::Direct),
            ("C39", "C14", Fit::Direct),
            ("5-15R", "C14", by("NEMA 5-15P to C13")),
            ("5-15R", "5-20P", Fit::None),
            ("5-20R", "5-15P", Fit::Direct),
            ("5-20R", "C14", by("NEMA 5-15P to C13")),
            ("5-20R", "C20", by("NEMA 5-20P to C19")),
            ("6-20R", "6-15P", Fit::Direct),
            ("L6-20R", "6-20P", Fit::None),
            ("L6-20R", "L6-15P", Fit::None),
            ("L6-30R", "L6-30P", Fit::Direct),
            ("L6-30R", "C20", Fit::None),
            ("schuko", "C14", by("CEE 7/7 to C13")),
            ("ita-e", "cee 7/7", Fit::Direct),
            ("iec-60309-p-n-e-6h", "C20", by("IEC 60309 16 A to C19")),
            ("iec-60309-3p-n-e-6h", "iec-60309-3p-n-e-6h", Fit::Direct),
            ("iec-60309-3p-n-e-6h", "iec-60309-p-n-e-6h", Fit::None),
            ("hardwired", "C14", Fit::Unknown),
            ("C13", "other", Fit::Unknown),
            ("C14", "C13", Fit::Unknown),
            ("C13", "C18", Fit::Unknown),
        ] {
            assert_eq!(cord(plug(outlet), plug(inlet)), fit, "{outlet} feeding {inlet}");
        }
    }

    #[test]
    fn every_outlet_and_every_inlet_has_a_mate_or_is_unknown() {
        // Kinds without a shape are left out of the mates: they are unknown with everything and prove nothing.
        let gives = || Plug::all().filter(|kind| kind.side() != Side::Inlet);
        let draws = || Plug::all().filter(|kind| kind.side() != Side::Outlet);
        for kind in gives() {
            assert!(
                kind.shapeless() || draws().any(|i| cord(kind, i) == Fit::Direct),
                "{}",
                kind.slug()
            );
        }
        for kind in draws() {
            assert!(
                kind.shapeless() || gives().any(|o| cord(o, kind) == Fit::Direct),
                "{}",
                kind.slug()
            );
        }
    }

    #[test]
    fn cords_name_rows_of_the_table() {
        let is = |slug: &str| Plug::of_slug(slug).is_some_and(|kind| kind.slug() == slug);
        for (end, connector, _) in CORDS {
            assert!(is(end) && is(connector), "{end} {connector}");
        }
        for (outlet, plugs) in TAKES {
            assert!(is(outlet) && plugs.iter().all(|slug| is(slug)), "{outlet}");
        }
    }

    #[test]
    fn an_inlet_carries_its_rating_and_not_a_watt_more() {
        for (inlet, most) in [
            ("C14", 2_500),
            ("C16", 2_500),
            ("C18", 2_500),
            ("C20", 4_000),
            ("C22", 4_000),
            ("C8", 625),
        ] {
            assert_eq!(overdrawn(plug(inlet), most), None, "{inlet}");
            assert_eq!(overdrawn(plug(inlet), most + 1), Some(most), "{inlet}");
        }
        for inlet in ["hardwired", "5-15P", "C13", "ita-g"] {
            assert_eq!(overdrawn(plug(inlet), u64::MAX), None, "{inlet}");
        }
    }
}
