//! What goes into what, and the cords between outlets and inlets.
//!
//! Left out on purpose: cords from a C20 plug to a C13 or C15 connector. They can be bought (a 10 A connector behind a
//! 16 A outlet), but a C14 inlet at a C19 outlet is what a plan should be stopped for. Cords with two ends on one
//! side (Y cords) are left out as well.

use super::{Plug, Side};

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
    /// Shapes, voltages or ratings forbid it.
    None,
    /// It cannot be said: a side is hardwired, of a shape that is not in the table, or on the wrong end of the link;
    /// or nothing forbids it and no cord is in the table.
    Unknown,
}

/// Outlets and connectors that take plugs other than the one of their own name.
///
/// C15 and C21: blog.stayonline.com, "The Shape of Things: C13, C15, C19 and C21". C39: the table of outlets in
/// NetBox's feature request of 2026-03-19 for C13/C19 sockets. 5-20R and 6-20R: Tripp Lite, "How to Select a PDU",
/// slide 7. 1-15P: the NEMA connector article. CEE 7/7: "World AC Mains Plugs and Sockets Types".
pub(super) const TAKES: &[(&str, &[&str])] = &[
    ("iec-60320-c5", &["iec-60320-c6"]),
    ("iec-60320-c7", &["iec-60320-c8"]),
    ("iec-60320-c13", &["iec-60320-c14"]),
    ("iec-60320-c15", &["iec-60320-c16", "iec-60320-c14"]),
    ("iec-60320-c17", &["iec-60320-c18"]),
    ("iec-60320-c19", &["iec-60320-c20"]),
    ("iec-60320-c21", &["iec-60320-c22", "iec-60320-c20"]),
    (
        "eaton-c39",
        &["iec-60320-c14", "iec-60320-c16", "iec-60320-c20", "iec-60320-c22"],
    ),
    ("nema-5-15r", &["nema-5-15p", "nema-1-15p"]),
    ("nema-5-20r", &["nema-5-20p", "nema-5-15p", "nema-1-15p"]),
    ("nema-6-20r", &["nema-6-20p", "nema-6-15p"]),
    ("ita-e", &["ita-e", "ita-ef"]),
    ("ita-f", &["ita-f", "ita-ef"]),
];

/// Cords that are sold: plug, connector, name. Of two that fit, the first is named.
///
/// From BlueCrow, "Plugs and Receptacles" (C14 to C13 and C15, C20 to C19, 5-15P to C13 and C15, CEE 7/7 to C13),
/// wolmarans.com, "Know your AC connectors!" (5-15P to C13, C19 and C5, 5-20P to C19) and mpja.com, "IEC Power
/// Cords" (1-15P to C7, 5-15P to C5). For the last group no page was found; they are what server makers ship.
pub(super) const CORDS: &[(&str, &str, &str)] = &[
    ("iec-60320-c14", "iec-60320-c13", "C14 to C13"),
    ("nema-5-15p", "iec-60320-c13", "NEMA 5-15P to C13"),
    ("ita-ef", "iec-60320-c13", "CEE 7/7 to C13"),
    ("iec-60320-c14", "iec-60320-c15", "C14 to C15"),
    ("nema-5-15p", "iec-60320-c15", "NEMA 5-15P to C15"),
    ("iec-60320-c20", "iec-60320-c19", "C20 to C19"),
    ("nema-5-20p", "iec-60320-c19", "NEMA 5-20P to C19"),
    ("nema-5-15p", "iec-60320-c19", "NEMA 5-15P to C19"),
    ("nema-5-15p", "iec-60320-c5", "NEMA 5-15P to C5"),
    ("nema-1-15p", "iec-60320-c7", "NEMA 1-15P to C7"),
    // Without a page.
    ("ita-g", "iec-60320-c13", "BS 1363 to C13"),
    ("ita-ef", "iec-60320-c19", "CEE 7/7 to C19"),
    ("nema-l6-20p", "iec-60320-c19", "NEMA L6-20P to C19"),
    ("nema-l6-30p", "iec-60320-c19", "NEMA L6-30P to C19"),
];

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
/// A cord's plug goes into the outlet, its connector takes the inlet. Where no cord is in the table, the answer is
/// [`Fit::None`] only if something forbids one, else [`Fit::Unknown`].
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
        None if is_forbidden(outlet, inlet) => Fit::None,
        None => Fit::Unknown,
    }
}

/// Families of plugs that never go into each other.
#[derive(PartialEq, Eq)]
enum Family {
    Coupler,
    Industrial,
    Nema,
    National,
}

fn family(kind: Plug) -> Family {
    let slug = kind.slug();
    if slug.starts_with("iec-60309-") {
        Family::Industrial
    } else if slug.starts_with("nema-") {
        Family::Nema
    } else if slug.starts_with("ita-") || slug.starts_with("nbr-") {
        Family::National
    } else {
        Family::Coupler
    }
}

/// What rules out any cord between an outlet and an inlet that do not go into each other.
///
/// - A plug is the end of a cord that is there already: it goes into its outlet, or not. (Which national plugs go
///   into which national outlets is not in the table, so that stays open.)
/// - Between couplers, an outlet of less than the inlet's amperes may not feed it, and one of 16 A gets no cord to a
///   coupler of 10 A or less: see the head of this module.
/// - No coupler is made for more than 250 V. An outlet above that is too much for it, unless it has three phases and
///   a neutral whose voltage to each is 240 V; NEMA L22 has 277.
fn is_forbidden(outlet: Plug, inlet: Plug) -> bool {
    let (from, to) = (family(outlet), family(inlet));
    match (&from, &to) {
        (Family::National, Family::National) => false,
        (_, Family::Industrial | Family::Nema | Family::National) => true,
        (Family::Coupler, Family::Coupler) => match (outlet.tenths_of_amps(), inlet.tenths_of_amps()) {
            (Some(gives), Some(draws)) => gives < draws || (gives >= 160 && draws < 160),
            _ => false,
        },
        _ => outlet.volts().is_some_and(|volts| volts > 250) && !outlet.slug().contains("-3p-n-e-"),
    }
}
