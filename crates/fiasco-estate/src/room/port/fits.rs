//! Which cables plug into which ports.

use super::mates::{is_qsfp, is_sfp};
use super::{FIBER, Form, Medium, PortKind, Protocol, TWINAX};
use crate::room::cable::{CableKind, Group};

/// Whether a cable can be plugged into a port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fit {
    /// As the socket is made for it. Fiber into a cage counts as that: optics are what a cage is for.
    Direct,
    /// Only with something particular between the two: a copper module (1000BASE-T, 10GBASE-T) in a cage, or a
    /// mode-conditioning patch cord before 1000BASE-LX optics.
    Module,
    /// Not at all.
    No,
    /// What is known of the two does not say.
    Unknown,
}

/// The fiber that fixed optics are made for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Glass {
    /// Multimode only.
    Multi,
    /// Single mode only.
    Single,
    /// 1000BASE-LX: single mode, and multimode behind a mode-conditioning patch cord (Cisco bulletin PB530836).
    Either,
    /// 10GBASE-LX4: both (University of Wisconsin KB 7829: 300 m of multimode, 10 km of single mode).
    Both,
    /// Multimode by its standard; some makers promise single mode too, or the name is a maker's own.
    MultiOrUnsure,
    /// Single mode by its name; multimode was not looked up.
    SingleOrUnsure,
}

/// What the name of a fiber layer says of the glass. The families by their first letters: SX, SR and VR are short
/// wavelength over multimode; LR, ER, ZR, DR, FR, EX, ZX, CWDM and DWDM are single mode, as are the two-wavelength
/// pairs BX and BR.
fn glass(layer: &str) -> Option<Glass> {
    if !FIBER.contains(&layer) {
        return None;
    }
    Some(match layer {
        "lx" => Glass::Either,
        "lx4" => Glass::Both,
        "lx10" => Glass::SingleOrUnsure,
        // Of LRM, 100BASE-FX and the makers' own -LFX and -LSX, single-mode use is told by some and not by others.
        "lrm" | "fx" | "lfx" | "lsx" => Glass::MultiOrUnsure,
        _ if layer.starts_with("sx") || layer.starts_with("sr") || layer.starts_with("vr") => Glass::Multi,
        _ => Glass::Single,
    })
}

/// Whether this kind of cable plugs into this kind of port. Whether its length and grade carry the rate is another
/// question: [`CableKind::carries`].
///
/// - Twisted pair goes into an RJ45 port, and into a cage of the SFP family with a copper module.
/// - Twinax and active optical cables end in plugs for cages and go into nothing else.
/// - Multimode and single-mode fiber go into any cage, with the optics for them; a port with fixed optics takes
///   the fiber its layer is made for.
/// - A port without a socket takes no cable, and no port takes a power cord.
#[must_use]
pub fn fits(port: PortKind, cable: CableKind) -> Fit {
    let group = cable.group();
    if group == Group::NoNetwork {
        return Fit::No;
    }
    match port.medium() {
        Medium::NotCabled | Medium::Wireless | Medium::Backplane => Fit::No,
        Medium::Stacking => Fit::Unknown,
        Medium::TwistedPair => match group {
            Group::TwistedPair => Fit::Direct,
            Group::Trunk => Fit::Unknown,
            _ => Fit::No,
        },
        Medium::Cage => into_cage(port, group),
        Medium::FixedFiber => into_optics(port.layer, group),
        Medium::OtherCopper => into_other_copper(port.form, group),
        Medium::Unstated if TWINAX.contains(&port.layer) => match group {
            Group::Twinax => Fit::Direct,
            Group::ActiveOptical | Group::Trunk => Fit::Unknown,
            _ => Fit::No,
        },
        Medium::Unstated => Fit::Unknown,
    }
}

fn into_cage(port: PortKind, group: Group) -> Fit {
    // Cables with plugs attached are sold for these; for XFP, X2, XENPAK, GBIC and the CFP family it is not sure.
    let attached = is_sfp(port.form)
        || is_qsfp(port.form)
        || matches!(
            port.form,
            Form::Sfp112
                | Form::SfpDd
                | Form::Dsfp
                | Form::QsfpDd1600
                | Form::Osfp
                | Form::OsfpRhs
                | Form::Osfp1600
                | Form::Osfp1600Rhs
        );
    match group {
        Group::Multimode | Group::SingleMode => Fit::Direct,
        Group::Twinax | Group::ActiveOptical if attached => Fit::Direct,
        Group::TwistedPair if port.protocol == Protocol::FibreChannel => Fit::No,
        Group::TwistedPair if is_sfp(port.form) || port.form == Form::Gbic => Fit::Module,
        // As `mates` says: no such module, and an adapter cage within a cage is not considered.
        Group::TwistedPair if is_qsfp(port.form) => Fit::No,
        _ => Fit::Unknown,
    }
}

fn into_optics(layer: &str, group: Group) -> Fit {
    let Some(glass) = glass(layer) else {
        return Fit::Unknown;
    };
    match (glass, group) {
        (Glass::Both, Group::Multimode | Group::SingleMode)
        | (Glass::Multi | Glass::MultiOrUnsure, Group::Multimode)
        | (Glass::Single | Glass::SingleOrUnsure | Glass::Either, Group::SingleMode) => Fit::Direct,
        (Glass::Either, Group::Multimode) => Fit::Module,
        (Glass::MultiOrUnsure, Group::SingleMode) | (Glass::SingleOrUnsure, Group::Multimode) => Fit::Unknown,
        _ => Fit::No,
    }
}

/// A single-pair socket takes one pair of some cable, by a plug of its own. 10GBASE-CX4 has twinax of its own, which
/// is not the twinax of cages.
fn into_other_copper(form: Form, group: Group) -> Fit {
    match (form, group) {
        (_, Group::Multimode | Group::SingleMode)
        | (Form::SinglePair, Group::Twinax | Group::ActiveOptical) => Fit::No,
        (Form::Cx4, Group::TwistedPair) => Fit::No,
        _ => Fit::Unknown,
    }
}
