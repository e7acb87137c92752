//! Which ports can be linked with each other.

use super::{Form, G, Medium, PortKind, Protocol};

/// Whether two ports can be linked, at which rate in bit/s, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mate {
    /// By a cable, or by optics or attached cable of the smaller cage's form.
    Direct(u64),
    /// Only with one particular module in the cage: a 1000BASE-T module between a cage and an RJ45 port, or
    /// optics of the same standard in cages of two families.
    Module(u64),
    /// Only by one leg of a breakout cable, at the rate of that leg.
    Breakout(u64),
    /// Not at all.
    No,
    /// What is known of the two does not say.
    Unknown,
}

/// Whether a cage is of the SFP family, up to SFP56.
pub(super) fn is_sfp(form: Form) -> bool {
    form <= Form::Sfp56
}

/// Whether a cage is of the QSFP family, up to QSFP-DD.
pub(super) fn is_qsfp(form: Form) -> bool {
    (Form::QsfpPlus..=Form::QsfpDd).contains(&form)
}

/// The best rate two ports have in common, and what it takes. The order of the two does not matter.
///
/// - Twisted pair meets twisted pair at the lower rate (autonegotiation, IEEE 802.3 clause 28).
/// - Cages of one family take the modules of the smaller one (SFP, SFP+, SFP28, SFP56; QSFP+, QSFP28, QSFP56,
///   QSFP112, QSFP-DD), so the link runs at the lower rate. Whether a given device has that rate switched on, its
///   manual says.
/// - An RJ45 port meets a cage of the SFP family only through a copper module: 10GBASE-T in a cage for 10 Gbit/s
///   or more, else 1000BASE-T.
/// - A QSFP cage meets an SFP cage through one leg of a breakout cable.
/// - Fibre Channel never meets Ethernet. A port without a socket meets nothing.
#[must_use]
pub fn mates(a: PortKind, b: PortKind) -> Mate {
    use Protocol::{Ethernet, FibreChannel, InfiniBand, Line, Virtual, Wireless};
    match (a.protocol, b.protocol) {
        (Virtual | Wireless, _) | (_, Virtual | Wireless) => Mate::No,
        (Ethernet, Ethernet) => ethernet_mates(a, b),
        (FibreChannel, FibreChannel) => fibre_channel_mates(a, b),
        (InfiniBand, InfiniBand) => infiniband_mates(a, b),
        (Line, Line) if a.rate.is_some() && a.rate == b.rate => a.rate.map_or(Mate::Unknown, Mate::Direct),
        (Ethernet | InfiniBand | Line, FibreChannel) | (FibreChannel, Ethernet | InfiniBand | Line) => {
            Mate::No
        }
        (Ethernet, Line) | (Line, Ethernet) => Mate::No,
        // An adapter listed as InfiniBand may be switched to Ethernet; other pairs are the maker's own.
        _ => Mate::Unknown,
    }
}

fn ethernet_mates(a: PortKind, b: PortKind) -> Mate {
    let (Some(ra), Some(rb)) = (a.rate, b.rate) else {
        return Mate::Unknown;
    };
    match (a.medium(), b.medium()) {
        (Medium::Unstated, _) | (_, Medium::Unstated) => Mate::Unknown,
        (Medium::TwistedPair, Medium::TwistedPair) => Mate::Direct(ra.min(rb)),
        (Medium::Cage, Medium::Cage) => cages_mate((a.form, ra), (b.form, rb)),
        (Medium::TwistedPair, Medium::Cage) => copper_module(ra, (b.form, rb)),
        (Medium::Cage, Medium::TwistedPair) => copper_module(rb, (a.form, ra)),
        (Medium::FixedFiber, Medium::FixedFiber) if ra != rb => Mate::No,
        (Medium::FixedFiber, Medium::FixedFiber) => fixed_fibers_mate(a, b, ra),
        (Medium::FixedFiber, Medium::Cage) => fixed_to_cage(ra, b.form, rb),
        (Medium::Cage, Medium::FixedFiber) => fixed_to_cage(rb, a.form, ra),
        (Medium::Backplane, Medium::Backplane) | (Medium::OtherCopper, Medium::OtherCopper) if a == b => {
            Mate::Direct(ra)
        }
        (Medium::TwistedPair, Medium::FixedFiber) | (Medium::FixedFiber, Medium::TwistedPair) => Mate::No,
        _ => Mate::Unknown,
    }
}

fn cages_mate((fa, ra): (Form, u64), (fb, rb): (Form, u64)) -> Mate {
    if fa == fb || (is_sfp(fa) && is_sfp(fb)) || (is_qsfp(fa) && is_qsfp(fb)) {
        return Mate::Direct(ra.min(rb));
    }
    match (is_sfp(fa), is_sfp(fb)) {
        (true, _) if is_qsfp(fb) => return leg(fb, rb, ra),
        (_, true) if is_qsfp(fa) => return leg(fa, ra, rb),
        _ => {}
    }
    // Optics of one standard are sold for cages of several families; these groups are sure.
    let pair = |x: &[Form], rate: u64| ra == rb && ra == rate && x.contains(&fa) && x.contains(&fb);
    let gigabit = pair(&[Form::Sfp, Form::Gbic], G);
    let ten = pair(&[Form::SfpPlus, Form::Xfp, Form::X2, Form::Xenpak], 10 * G);
    let hundred = pair(
        &[Form::Qsfp28, Form::Cfp, Form::Cfp2, Form::Cfp4, Form::Cpak],
        100 * G,
    );
    let four_hundred = pair(&[Form::QsfpDd, Form::Osfp], 400 * G);
    if gigabit || ten || hundred || four_hundred {
        Mate::Module(ra)
    } else {
        Mate::Unknown
    }
}

/// One leg of a breakout cable from a QSFP cage to an SFP cage, at the lower of the lane's rate and the SFP's.
/// Four lanes are in use up to 100 Gbit/s even in a cage with eight. Below 10 Gbit/s it depends on the device.
fn leg(quad: Form, quad_rate: u64, single_rate: u64) -> Mate {
    let lanes = if quad == Form::QsfpDd && quad_rate > 100 * G {
        8
    } else {
        4
    };
    let rate = (quad_rate / lanes).min(single_rate);
    if [10 * G, 25 * G, 50 * G, 100 * G].contains(&rate) {
        Mate::Breakout(rate)
    } else {
        Mate::Unknown
    }
}

/// A twisted-pair port and a cage with a copper module in it: 10GBASE-T where both can (such SFP+ modules are
/// sold by FS as SFP-10G-T and others, for 30 to 100 m), else 1000BASE-T. The rates between, 2.5 and 5 Gbit/s,
/// only some modules have, and FS's data sheet wants them set by hand; below 1 Gbit/s it depends on the cage's
/// electronics. The quad cages have no such module; an adapter cage within a cage is not considered.
fn copper_module(jack: u64, (cage, cage_rate): (Form, u64)) -> Mate {
    if is_sfp(cage) && jack >= 10 * G && cage_rate >= 10 * G {
        return Mate::Module(10 * G);
    }
    if is_sfp(cage) || cage == Form::Gbic {
        return if jack >= G && cage_rate >= G {
            Mate::Module(G)
        } else {
            Mate::Unknown
        };
    }
    if is_qsfp(cage) { Mate::No } else { Mate::Unknown }
}

/// Two fixed fiber ports of one rate: the same layer meets itself, but of a two-wavelength pair each needs the
/// other half (`-d` down, `-u` up).
fn fixed_fibers_mate(a: PortKind, b: PortKind, rate: u64) -> Mate {
    let half = |layer: &'static str| layer.strip_suffix("-d").or_else(|| layer.strip_suffix("-u"));
    match (half(a.layer), half(b.layer)) {
        (Some(x), Some(y)) if x == y && a.layer != b.layer => Mate::Direct(rate),
        (Some(_), Some(_)) if a.layer == b.layer => Mate::No,
        (None, None) if a.layer == b.layer => Mate::Direct(rate),
        _ => Mate::Unknown,
    }
}

/// Fixed optics and a cage: with optics of the same layer in the cage. Fiber layers do not negotiate a rate.
fn fixed_to_cage(fixed: u64, cage: Form, cage_rate: u64) -> Mate {
    let takes_lower = is_sfp(cage) && (fixed == G || fixed == 10 * G || fixed == 25 * G);
    if fixed == cage_rate || (fixed < cage_rate && takes_lower) {
        Mate::Module(fixed)
    } else if fixed > cage_rate {
        Mate::No
    } else {
        Mate::Unknown
    }
}

/// Fibre Channel negotiates down two generations (FC-PI); a wider gap is left open.
fn fibre_channel_mates(a: PortKind, b: PortKind) -> Mate {
    let (Some(ra), Some(rb)) = (a.rate, b.rate) else {
        return Mate::Unknown;
    };
    let (low, high) = (ra.min(rb), ra.max(rb));
    let one_family = a.form == b.form || (is_sfp(a.form) && is_sfp(b.form));
    if one_family && high / 4 <= low {
        Mate::Direct(low)
    } else {
        Mate::Unknown
    }
}

/// InfiniBand, where both say their lanes, trains down to the slower end; QDR to HDR share the QSFP socket, the others change it.
fn infiniband_mates(a: PortKind, b: PortKind) -> Mate {
    let (Some(ra), Some(rb)) = (a.rate, b.rate) else {
        return Mate::Unknown;
    };
    let quad = |rate: u64| (40 * G..=200 * G).contains(&rate);
    if ra == rb || (quad(ra) && quad(rb)) {
        Mate::Direct(ra.min(rb))
    } else {
        Mate::Unknown
    }
}
