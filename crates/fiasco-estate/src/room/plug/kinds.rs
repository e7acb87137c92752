//! The kinds of plugs, inlets and outlets: names, sides and ratings.

use super::Side;

/// A row: slug, name, side, tenths of an ampere, volts, and whether its shape can be compared with nothing.
pub(super) struct Row {
    pub(super) slug: &'static str,
    pub(super) name: &'static str,
    pub(super) side: Side,
    pub(super) tenths: Option<u32>,
    pub(super) volts: Option<u32>,
    pub(super) shapeless: bool,
}

const fn rated(slug: &'static str, name: &'static str, side: Side, tenths: u32, volts: u32) -> Row {
    Row {
        tenths: Some(tenths),
        ..unrated(slug, name, side, Some(volts))
    }
}

const fn unrated(slug: &'static str, name: &'static str, side: Side, volts: Option<u32>) -> Row {
    Row {
        slug,
        name,
        side,
        tenths: None,
        volts,
        shapeless: false,
    }
}

/// A kind that NetBox knows and that cannot be judged here: it has no shape, or what goes into it was not looked up.
const fn unjudged(slug: &'static str, name: &'static str, side: Side) -> Row {
    Row {
        shapeless: true,
        ..unrated(slug, name, side, None)
    }
}

/// NEMA kinds come in pairs, receptacle and plug, with one rating.
macro_rules! nema {
    ($($slug:literal $name:literal $tenths:literal $volts:expr;)*) => {
        &[$(
            Row {
                tenths: Some($tenths),
                ..unrated(concat!("nema-", $slug, "r"), concat!("NEMA ", $name, "R"), Side::Outlet, $volts)
            },
            Row {
                tenths: Some($tenths),
                ..unrated(concat!("nema-", $slug, "p"), concat!("NEMA ", $name, "P"), Side::Inlet, $volts)
            },
        )*]
    };
}

/// IEC 60320-1, and the combined outlets that take two of its plugs.
///
/// Amperes: 2cit.com.au, "IEC Plug Details" after AS/NZS 60320.1:2004, and blog.stayonline.com, "What is an IEC
/// 60320 connector"; both agree on every row. 250 V is the most the standard is for.
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
];

/// IEC 60309: the slug gives poles and the hour of the earth pin, which is the voltage band (its upper end is kept,
/// between lines for three phases); 16, 32 and 63 A kinds share it, so it gives no amperes, and they do not go into
/// each other. Hours: Wenzhou Jinghong, "IEC60309 product voltage, color and grounding position comparison chart".
/// Colors, which no slug tells: 4h up to 130 V is yellow, 250 V blue, 415 V red (plugsocketmuseum.nl).
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
///
/// The number before the dash is the system, the one after it the amperes. The systems' volts: twacomm.com,
/// "Leviton NEMA" (5: 125, 6: 250, 14: 125/250, 15: 250 in three phases, 21: 120/208, 22: 277/480);
/// blog.interpower.com, "NEMA Numbering System" (1: 125). System 10 was not found there and says no volts.
const NEMA: &[Row] = nema! {
    "1-15" "1-15" 150 Some(125);
    "5-15" "5-15" 150 Some(125); "5-20" "5-20" 200 Some(125); "5-30" "5-30" 300 Some(125); "5-50" "5-50" 500 Some(125);
    "6-15" "6-15" 150 Some(250); "6-20" "6-20" 200 Some(250); "6-30" "6-30" 300 Some(250); "6-50" "6-50" 500 Some(250);
    "10-30" "10-30" 300 None; "10-50" "10-50" 500 None;
    "14-20" "14-20" 200 Some(250); "14-30" "14-30" 300 Some(250); "14-50" "14-50" 500 Some(250); "14-60" "14-60" 600 Some(250);
    "15-15" "15-15" 150 Some(250); "15-20" "15-20" 200 Some(250); "15-30" "15-30" 300 Some(250);
    "15-50" "15-50" 500 Some(250); "15-60" "15-60" 600 Some(250);
    "l1-15" "L1-15" 150 Some(125);
    "l5-15" "L5-15" 150 Some(125); "l5-20" "L5-20" 200 Some(125); "l5-30" "L5-30" 300 Some(125); "l5-50" "L5-50" 500 Some(125);
    "l6-15" "L6-15" 150 Some(250); "l6-20" "L6-20" 200 Some(250); "l6-30" "L6-30" 300 Some(250); "l6-50" "L6-50" 500 Some(250);
    "l10-30" "L10-30" 300 None;
    "l14-20" "L14-20" 200 Some(250); "l14-30" "L14-30" 300 Some(250); "l14-50" "L14-50" 500 Some(250); "l14-60" "L14-60" 600 Some(250);
    "l15-20" "L15-20" 200 Some(250); "l15-30" "L15-30" 300 Some(250); "l15-50" "L15-50" 500 Some(250); "l15-60" "L15-60" 600 Some(250);
    "l21-20" "L21-20" 200 Some(208); "l21-30" "L21-30" 300 Some(208);
    "l22-20" "L22-20" 200 Some(480); "l22-30" "L22-30" 300 Some(480);
};

/// CEE 7 and the national kinds, by letter. Amperes: "World AC Mains Plugs and Sockets Types" (scribd.com document
/// 281596534), where the letter has only one: L and N have two, and of K others say 13 A instead of 16.
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
    rated("ita-m", "BS 546 (type M)", Side::Either, 150, 250),
    unrated("ita-n", "NBR 14136 (type N)", Side::Either, Some(250)),
    rated("ita-o", "type O", Side::Either, 160, 250),
    rated("nbr-14136-10a", "NBR 14136 10 A", Side::Either, 100, 250),
    rated("nbr-14136-20a", "NBR 14136 20 A", Side::Either, 200, 250),
];

/// What NetBox knows and nothing is said of here.
const UNJUDGED: &[Row] = &[
    unjudged("hardwired", "hardwired", Side::Either),
    unjudged("dc-terminal", "DC terminal", Side::Either),
    unjudged("saf-d-grid", "Saf-D-Grid", Side::Either),
    unjudged("hdot-cx", "HDOT Cx", Side::Outlet),
    unjudged("iec-60906-1", "IEC 60906-1", Side::Either),
    unjudged("ita-c", "Europlug (type C)", Side::Inlet),
    unjudged("ita-multistandard", "multistandard outlet", Side::Outlet),
    unjudged("cs6360c", "CS6360C", Side::Outlet),
    unjudged("cs6361c", "CS6361C", Side::Inlet),
    unjudged("cs6364c", "CS6364C", Side::Outlet),
    unjudged("cs6365c", "CS6365C", Side::Inlet),
    unjudged("cs8164c", "CS8164C", Side::Outlet),
    unjudged("cs8165c", "CS8165C", Side::Inlet),
    unjudged("cs8264c", "CS8264C", Side::Outlet),
    unjudged("cs8265c", "CS8265C", Side::Inlet),
    unjudged("cs8364c", "CS8364C", Side::Outlet),
    unjudged("cs8365c", "CS8365C", Side::Inlet),
    unjudged("cs8464c", "CS8464C", Side::Outlet),
    unjudged("cs8465c", "CS8465C", Side::Inlet),
    unjudged("usb-a", "USB-A", Side::Either),
    unjudged("usb-b", "USB-B", Side::Either),
    unjudged("usb-c", "USB-C", Side::Either),
    unjudged("usb-mini-a", "USB Mini-A", Side::Either),
    unjudged("usb-mini-b", "USB Mini-B", Side::Either),
    unjudged("usb-micro-a", "USB Micro-A", Side::Either),
    unjudged("usb-micro-b", "USB Micro-B", Side::Either),
    unjudged("usb-micro-ab", "USB Micro-AB", Side::Either),
    unjudged("usb-3-b", "USB 3.0 B", Side::Either),
    unjudged("usb-3-micro-b", "USB 3.0 Micro-B", Side::Either),
    unjudged("molex-micro-fit-1x2", "Molex Micro-Fit 1x2", Side::Either),
    unjudged("molex-micro-fit-2x2", "Molex Micro-Fit 2x2", Side::Either),
    unjudged("molex-micro-fit-2x3", "Molex Micro-Fit 2x3", Side::Either),
    unjudged("molex-micro-fit-2x4", "Molex Micro-Fit 2x4", Side::Either),
    unjudged("neutrik-powercon-20", "powerCON 20", Side::Inlet),
    unjudged("neutrik-powercon-20a", "powerCON 20 A", Side::Either),
    unjudged("neutrik-powercon-32", "powerCON 32", Side::Inlet),
    unjudged("neutrik-powercon-32a", "powerCON 32 A", Side::Either),
    unjudged("neutrik-powercon-true1", "powerCON TRUE1", Side::Either),
    unjudged("neutrik-powercon-true1-top", "powerCON TRUE1 TOP", Side::Either),
    unjudged("ubiquiti-smartpower", "Ubiquiti SmartPower", Side::Either),
    unjudged("other", "other", Side::Either),
];

/// Every table.
pub(super) const TABLES: [&[Row]; 5] = [COUPLERS, INDUSTRIAL, NEMA, NATIONAL, UNJUDGED];

/// Spellings that are neither a slug nor a name, without what is not a letter or digit.
pub(super) const SPELLINGS: &[(&str, &str)] = &[
    ("schuko", "ita-f"),
    ("cee73", "ita-f"),
    ("cee74", "ita-f"),
    ("cee75", "ita-e"),
    ("cee77", "ita-ef"),
    ("bs1363", "ita-g"),
    ("c39", "eaton-c39"),
];
