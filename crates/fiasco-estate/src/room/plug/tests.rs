//! Plugs: their names and ratings, and what feeds what.

use super::cords::{CORDS, TAKES};
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
        ("C13", "C6", Fit::Unknown),
        ("C13", "C8", Fit::Unknown),
        ("C13", "C20", Fit::None),
        ("C15", "C14", Fit::Direct),
        ("C19", "C20", Fit::Direct),
        ("C19", "C22", Fit::Unknown),
        ("C19", "C16", Fit::None),
        ("C19", "C6", Fit::None),
        ("C5", "C14", Fit::None),
        ("C19", "C14", Fit::None),
        ("C21", "C20", Fit::Direct),
        ("C39", "C14", Fit::Direct),
        ("C39", "C6", Fit::None),
        ("hdot-cx", "C14", Fit::Unknown),
        ("CS8364C", "CS8365C", Fit::Unknown),
        ("5-15R", "C14", by("NEMA 5-15P to C13")),
        ("5-15R", "5-20P", Fit::None),
        ("5-20R", "5-15P", Fit::Direct),
        ("5-20R", "C14", by("NEMA 5-15P to C13")),
        ("5-20R", "C20", by("NEMA 5-20P to C19")),
        ("6-20R", "6-15P", Fit::Direct),
        ("L6-20R", "6-20P", Fit::None),
        ("L6-20R", "L6-15P", Fit::None),
        ("L6-30R", "L6-30P", Fit::Direct),
        ("L6-30R", "C20", by("NEMA L6-30P to C19")),
        ("L6-20R", "C20", by("NEMA L6-20P to C19")),
        ("L6-30R", "C14", Fit::Unknown),
        ("5-15R", "C20", by("NEMA 5-15P to C19")),
        ("ita-g", "C14", by("BS 1363 to C13")),
        ("ita-g", "C20", Fit::Unknown),
        ("schuko", "C20", by("CEE 7/7 to C19")),
        ("l22-30r", "C14", Fit::None),
        ("l21-30r", "C14", Fit::Unknown),
        ("iec-60309-2p-e-9h", "C20", Fit::None),
        ("iec-60309-3p-e-6h", "C20", Fit::None),
        ("iec-60309-3p-n-e-6h", "C20", Fit::Unknown),
        ("ita-j", "ita-c", Fit::Unknown),
        ("ita-e", "5-15P", Fit::None),
        ("schuko", "C14", by("CEE 7/7 to C13")),
        ("ita-e", "cee 7/7", Fit::Direct),
        ("iec-60309-p-n-e-6h", "C20", Fit::Unknown),
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

/// Every slug NetBox and its device library have for power ports and outlets (`dcim/choices.py` and
/// `schema/generated_schema.json`, as of 2026).
const NETBOX: &str = "iec-60320-c5 iec-60320-c6 iec-60320-c7 iec-60320-c8 iec-60320-c13 iec-60320-c14 iec-60320-c15 \
    iec-60320-c16 iec-60320-c17 iec-60320-c18 iec-60320-c19 iec-60320-c20 iec-60320-c21 iec-60320-c22 \
    iec-60309-p-n-e-4h iec-60309-p-n-e-6h iec-60309-p-n-e-9h iec-60309-2p-e-4h iec-60309-2p-e-6h \
    iec-60309-2p-e-9h iec-60309-3p-e-4h iec-60309-3p-e-6h iec-60309-3p-e-9h iec-60309-3p-n-e-4h \
    iec-60309-3p-n-e-6h iec-60309-3p-n-e-9h iec-60906-1 nbr-14136-10a nbr-14136-20a CS6360C cs6361c CS6364C \
    cs6365c CS8164C cs8165c CS8264C cs8265c CS8364C cs8365c CS8464C cs8465c ita-c ita-e ita-f ita-ef ita-g \
    ita-h ita-i ita-j ita-k ita-l ita-m ita-n ita-o ita-multistandard usb-a usb-b usb-c usb-mini-a usb-mini-b \
    usb-micro-a usb-micro-b usb-micro-ab usb-3-b usb-3-micro-b molex-micro-fit-1x2 molex-micro-fit-2x2 \
    molex-micro-fit-2x3 molex-micro-fit-2x4 dc-terminal eaton-c39 hdot-cx saf-d-grid neutrik-powercon-20 \
    neutrik-powercon-20a neutrik-powercon-32 neutrik-powercon-32a neutrik-powercon-true1 \
    neutrik-powercon-true1-top ubiquiti-smartpower hardwired other";
/// The NEMA ones, without the letter for plug or receptacle.
const NETBOX_NEMA: &str = "1-15 5-15 5-20 5-30 5-50 6-15 6-20 6-30 6-50 10-30 10-50 14-20 14-30 14-50 14-60 15-15 \
    15-20 15-30 15-50 15-60 l1-15 l5-15 l5-20 l5-30 l5-50 l6-15 l6-20 l6-30 l6-50 l10-30 l14-20 l14-30 l14-50 \
    l14-60 l15-20 l15-30 l15-50 l15-60 l21-20 l21-30 l22-20 l22-30";

#[test]
fn every_slug_of_netbox_is_in_the_table_and_nothing_else() {
    let nema = NETBOX_NEMA.split_whitespace();
    let nema = nema.flat_map(|kind| [format!("nema-{kind}r"), format!("nema-{kind}p")]);
    let all: Vec<String> = NETBOX
        .split_whitespace()
        .map(str::to_lowercase)
        .chain(nema)
        .collect();
    for slug in &all {
        assert_eq!(plug(slug).slug(), slug);
    }
    assert_eq!(all.len(), Plug::all().count());
}
