//! Network port kinds, and which of them can be linked with each other.
//!
//! A kind is read out of the structure of its name (`10gbase-x-sfpp`: a rate, `base-x-`, a cage), not looked up
//! in a list of all names. What the name does not say stays open, and [`mates`] answers [`Mate::Unknown`] then:
//! a link is called impossible only if both ends are known well enough to say so.

/// One megabit per second, in bit/s.
const M: u64 = 1_000_000;
/// One gigabit per second, in bit/s.
const G: u64 = 1_000 * M;

/// What language a port speaks. Two different ones never make a link, where both are sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// IEEE 802.3.
    Ethernet,
    /// INCITS Fibre Channel.
    FibreChannel,
    /// InfiniBand.
    InfiniBand,
    /// A leased line or its optical kin: T1, E1, T3, E3, SONET.
    Line,
    /// The last mile: DSL, DOCSIS, passive optical networks.
    Access,
    /// A maker's own stacking link.
    Stacking,
    /// Radio.
    Wireless,
    /// An interface without a socket: virtual, bridge, lag.
    Virtual,
    /// The name says "other".
    Other,
}

/// The shape of the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    // The order inside a family is the order of compatibility: a later cage takes the modules of an earlier one.
    /// One lane, made for 1 Gbit/s (SFF-8472 family).
    Sfp,
    /// One lane, made for 10 Gbit/s (SFF-8431).
    SfpPlus,
    /// One lane, made for 25 Gbit/s (SFF-8402).
    Sfp28,
    /// One lane, made for 50 Gbit/s.
    Sfp56,
    /// Two lanes: an SFP cage with a second row of contacts.
    SfpDd,
    /// Two lanes: a dual SFP in the width of one.
    Dsfp,
    /// Four lanes, made for 40 Gbit/s (SFF-8436).
    QsfpPlus,
    /// Four lanes, made for 100 Gbit/s (SFF-8665).
    Qsfp28,
    /// Four lanes, made for 200 Gbit/s.
    Qsfp56,
    /// Four lanes, made for 400 Gbit/s.
    Qsfp112,
    /// Eight lanes: a QSFP cage with a second row of contacts.
    QsfpDd,
    /// Eight lanes, wider than QSFP and not its heir.
    Osfp,
    /// OSFP with the heat sink on the cage.
    OsfpRhs,
    /// The large 1 Gbit/s module before SFP.
    Gbic,
    /// A 10 Gbit/s module before SFP+, one serial lane.
    Xfp,
    /// A 10 Gbit/s module with four XAUI lanes, smaller than XENPAK.
    X2,
    /// The first 10 Gbit/s module.
    Xenpak,
    /// The first 100 Gbit/s module.
    Cfp,
    /// Half the width of CFP.
    Cfp2,
    /// Half the width of CFP2.
    Cfp4,
    /// A 400 Gbit/s module of about the size of CFP2.
    Cfp8,
    /// A 400 Gbit/s module of sixteen lanes.
    Cdfp,
    /// A module of twelve lanes.
    Cxp,
    /// A maker's own 100 Gbit/s module.
    Cpak,
    /// Eight-pin modular jack for twisted pair.
    Rj45,
    /// One twisted pair (100BASE-T1), no eight-pin jack.
    SinglePair,
    /// The four-lane copper socket of 10GBASE-CX4.
    Cx4,
    /// A fiber socket with its optics built in.
    FixedFiber,
    /// A connection inside a chassis.
    Backplane,
    /// The name does not say.
    Unstated,
}

/// What goes into the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Medium {
    /// Copper twisted pair.
    TwistedPair,
    /// A cage: takes optics, or a cable with its plugs attached.
    Cage,
    /// Fiber, by optics that cannot be exchanged.
    FixedFiber,
    /// Copper of another build than twisted pair.
    OtherCopper,
    /// Nothing: the traces of a chassis.
    Backplane,
    /// A stacking cable of the maker.
    Stacking,
    /// Air.
    Wireless,
    /// No cable at all: virtual, bridge, lag.
    NotCabled,
    /// The name does not say.
    Unstated,
}

/// What a port's type says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PortKind {
    /// The language it speaks.
    pub protocol: Protocol,
    /// Its highest rate in bit/s; `None` if the name does not say. Fibre Channel at its nominal rate (32GFC is
    /// 32 Gbit/s), InfiniBand at the four lanes a port usually has.
    pub rate: Option<u64>,
    /// The shape of its socket.
    pub form: Form,
    /// The physical layer of a port that is built for one only (`sr`, `lx`, `kr4`), else "".
    pub layer: &'static str,
}

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

/// Physical layers that end a slug, by what they run on.
const FIBER: &[&str] = &[
    "fx", "lfx", "sx", "lx", "ex", "zx", "sr", "lr", "lrm", "lx4", "er", "zr", "br-d", "br-u", "bx10-d",
    "bx10-u", "bx-d", "bx-u", "cwdm", "lsx", "dr", "fr", "fr1", "lr1", "sr1", "sr1.2", "sr2", "sr4", "sr8",
    "sr10", "sr16", "dr2", "dr4", "dr8", "er1", "er1-20", "er1-30", "er1-40", "er4", "er8", "er10", "fr2",
    "fr4", "fr8", "lr2", "lr4", "lr8", "lr10", "sr4_2", "sr4.2", "sr2.2", "vr1", "vr2", "vr4", "vr8", "zr4",
    "zr10", "fr4-2",
];
/// Physical layers over the traces of a chassis.
const BACKPLANE: &[&str] = &["kx", "kx4", "kr", "kr1", "kr2", "kr4", "kr8", "kp4"];
/// Physical layers over attached twinax; the cage is not said.
const TWINAX: &[&str] = &["cu", "cr", "cr1", "cr2", "cr4", "cr8", "cr10"];

impl PortKind {
    /// The kind a NetBox interface type names, as `100gbase-x-qsfp28`, `32gfc-sfp28` or `infiniband-hdr`. `None`
    /// for a slug that is not understood.
    #[must_use]
    pub fn of_slug(slug: &str) -> Option<Self> {
        if let Some((rate, layer)) = slug.split_once("base-") {
            return ethernet(rate_of(rate)?, layer);
        }
        if let Some((rate, cage)) = slug.split_once("gfc-") {
            let rate = rate_of(&format!("{rate}g"))?;
            return Some(kind(Protocol::FibreChannel, Some(rate), cage_of(cage)?));
        }
        if let Some(generation) = slug.strip_prefix("infiniband-") {
            return infiniband(generation);
        }
        let protocol = match slug {
            "virtual" | "bridge" | "lag" => Protocol::Virtual,
            "other" => Protocol::Other,
            "gsm" | "cdma" | "lte" | "4g" | "5g" | "other-wireless" => Protocol::Wireless,
            _ if slug.starts_with("ieee802.11") || slug.starts_with("ieee802.15") => Protocol::Wireless,
            "t1" | "e1" | "t3" | "e3" => Protocol::Line,
            _ if slug.starts_with("sonet-oc") => Protocol::Line,
            "xdsl" | "docsis" | "moca" | "ng-pon2" => Protocol::Access,
            _ if slug.ends_with("pon") => Protocol::Access,
            _ if is_stacking(slug) => Protocol::Stacking,
            _ => return None,
        };
        Some(kind(protocol, line_rate(slug), Form::Unstated))
    }

    /// The kind people mean by a few words: `QSFP28`, `100G QSFP28`, `SFP+`, `1000BASE-T`, `RJ45`, or a slug. A
    /// cage without a rate gets the rate it was made for, if there is one. Any word not understood makes it
    /// `None`.
    #[must_use]
    pub fn of_words(words: &str) -> Option<Self> {
        let lower = words.trim().to_ascii_lowercase();
        if let Some(known) = Self::of_slug(&lower) {
            return Some(known);
        }
        let (mut rate, mut form, mut fibre_channel) = (None, None, false);
        for word in lower.split_whitespace() {
            if matches!(word, "port" | "ports" | "cage" | "ethernet" | "gbe") {
                continue;
            }
            if word == "fc" {
                fibre_channel = true;
            } else if let Some(found) = word.strip_suffix("fc").and_then(rate_of) {
                (rate, fibre_channel) = (Some(found), true);
            } else if let Some(found) = spoken_rate(word) {
                rate = Some(found);
            } else {
                form = Some(spoken_form(word)?);
            }
        }
        // Many write "10G SFP" and mean the cage of that rate.
        let form = match (form?, rate) {
            (Form::Sfp, Some(r)) if !fibre_channel && r == 10 * G => Form::SfpPlus,
            (Form::Sfp, Some(r)) if !fibre_channel && r == 25 * G => Form::Sfp28,
            (form, _) => form,
        };
        if fibre_channel {
            return Some(kind(Protocol::FibreChannel, rate, form));
        }
        Some(kind(Protocol::Ethernet, rate.or_else(|| native_rate(form)), form))
    }

    /// What goes into the socket.
    #[must_use]
    pub fn medium(self) -> Medium {
        match self.protocol {
            Protocol::Virtual => return Medium::NotCabled,
            Protocol::Wireless => return Medium::Wireless,
            Protocol::Stacking => return Medium::Stacking,
            _ => {}
        }
        match self.form {
            Form::Rj45 => Medium::TwistedPair,
            Form::SinglePair | Form::Cx4 => Medium::OtherCopper,
            Form::FixedFiber => Medium::FixedFiber,
            Form::Backplane => Medium::Backplane,
            Form::Unstated => Medium::Unstated,
            _ => Medium::Cage,
        }
    }

    /// How many lanes the socket has in each direction; `None` where the form does not fix it.
    #[must_use]
    pub fn lanes(self) -> Option<u8> {
        match self.form {
            Form::Sfp | Form::SfpPlus | Form::Sfp28 | Form::Sfp56 | Form::Gbic | Form::Xfp => Some(1),
            Form::SfpDd | Form::Dsfp => Some(2),
            Form::QsfpPlus | Form::Qsfp28 | Form::Qsfp56 | Form::Qsfp112 | Form::Cx4 => Some(4),
            Form::QsfpDd | Form::Osfp | Form::OsfpRhs => Some(8),
            _ if self.protocol == Protocol::InfiniBand => Some(4),
            _ => None,
        }
    }
}

fn kind(protocol: Protocol, rate: Option<u64>, form: Form) -> PortKind {
    PortKind {
        protocol,
        rate,
        form,
        layer: "",
    }
}

fn ethernet(rate: u64, layer: &str) -> Option<PortKind> {
    let plain = |form| kind(Protocol::Ethernet, Some(rate), form);
    if let Some(cage) = layer.strip_prefix("x-") {
        return cage_of(cage).map(plain);
    }
    let built = |names: &[&'static str], form| {
        let layer = names.iter().copied().find(|name| *name == layer)?;
        Some(PortKind { layer, ..plain(form) })
    };
    match layer {
        "t" | "tx" => Some(plain(Form::Rj45)),
        "t1" => Some(plain(Form::SinglePair)),
        "cx4" => Some(plain(Form::Cx4)),
        _ => built(FIBER, Form::FixedFiber)
            .or_else(|| built(BACKPLANE, Form::Backplane))
            .or_else(|| built(TWINAX, Form::Unstated)),
    }
}

/// InfiniBand at four lanes, by generation.
fn infiniband(generation: &str) -> Option<PortKind> {
    let gigabits = match generation {
        "sdr" => 10,
        "ddr" => 20,
        "qdr" | "fdr10" => 40,
        "fdr" => 56,
        "edr" => 100,
        "hdr" => 200,
        "ndr" => 400,
        "xdr" => 800,
        _ => return None,
    };
    Some(kind(Protocol::InfiniBand, Some(gigabits * G), Form::Unstated))
}

fn is_stacking(slug: &str) -> bool {
    [
        "cisco-stackwise",
        "cisco-flexstack",
        "juniper-vcp",
        "extreme-summitstack",
    ]
    .iter()
    .any(|name| {
        slug.strip_prefix(name)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

/// Rates of the leased lines (ITU-T G.702), in bit/s.
fn line_rate(slug: &str) -> Option<u64> {
    match slug {
        "t1" => Some(1_544_000),
        "e1" => Some(2_048_000),
        "t3" => Some(44_736_000),
        "e3" => Some(34_368_000),
        _ => None,
    }
}

/// `1000` is megabits, `2.5g` gigabits, `1.6t` terabits.
fn rate_of(text: &str) -> Option<u64> {
    let (digits, unit) = match text.strip_suffix('g') {
        Some(rest) => (rest, G),
        None => text.strip_suffix('t').map_or((text, M), |rest| (rest, 1_000 * G)),
    };
    let (whole, tenths) = digits.split_once('.').unwrap_or((digits, "0"));
    if whole.is_empty()
        || tenths.len() != 1
        || !(whole.to_owned() + tenths).bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    let tenths_in_all = whole
        .parse::<u64>()
        .ok()?
        .checked_mul(10)?
        .checked_add(tenths.parse().ok()?)?;
    tenths_in_all.checked_mul(unit / 10).filter(|rate| *rate > 0)
}

/// `100G`, `10GbE`, `25GE`, `1000M`, `100Gbps`: a rate with its unit.
fn spoken_rate(word: &str) -> Option<u64> {
    let word = ["bps", "bit/s", "b/s", "be", "e", "b"]
        .iter()
        .find_map(|end| word.strip_suffix(end))
        .unwrap_or(word);
    if let Some(megabits) = word.strip_suffix('m') {
        return rate_of(megabits);
    }
    if word.ends_with(['g', 't']) {
        rate_of(word)
    } else {
        None
    }
}

fn spoken_form(word: &str) -> Option<Form> {
    let plain = word.replace('+', "p").replace('-', "");
    match plain.as_str() {
        "rj45" => Some(Form::Rj45),
        other => cage_of(other),
    }
}

/// A cage by the last part of its slug.
fn cage_of(text: &str) -> Option<Form> {
    let form = match text {
        "sfp" => Form::Sfp,
        "sfpp" => Form::SfpPlus,
        "sfp28" => Form::Sfp28,
        "sfp56" => Form::Sfp56,
        "sfpdd" => Form::SfpDd,
        "dsfp" => Form::Dsfp,
        "qsfpp" => Form::QsfpPlus,
        "qsfp28" => Form::Qsfp28,
        "qsfp56" => Form::Qsfp56,
        "qsfp112" => Form::Qsfp112,
        "qsfpdd" => Form::QsfpDd,
        "osfp" => Form::Osfp,
        "osfp-rhs" | "osfprhs" => Form::OsfpRhs,
        "gbic" => Form::Gbic,
        "xfp" => Form::Xfp,
        "x2" => Form::X2,
        "xenpak" => Form::Xenpak,
        "cfp" => Form::Cfp,
        "cfp2" => Form::Cfp2,
        "cfp4" => Form::Cfp4,
        "cfp8" => Form::Cfp8,
        "cdfp" => Form::Cdfp,
        "cxp" => Form::Cxp,
        "cpak" => Form::Cpak,
        _ => return None,
    };
    Some(form)
}

/// The Ethernet rate a cage was made for; `None` where several are usual.
fn native_rate(form: Form) -> Option<u64> {
    let gigabits = match form {
        Form::Sfp | Form::Gbic => 1,
        Form::SfpPlus | Form::Xfp | Form::X2 | Form::Xenpak => 10,
        Form::Sfp28 => 25,
        Form::Sfp56 => 50,
        Form::QsfpPlus => 40,
        Form::Qsfp28 => 100,
        Form::Qsfp56 => 200,
        Form::Qsfp112 => 400,
        _ => return None,
    };
    Some(gigabits * G)
}

fn is_sfp(form: Form) -> bool {
    form <= Form::Sfp56
}

fn is_qsfp(form: Form) -> bool {
    (Form::QsfpPlus..=Form::QsfpDd).contains(&form)
}

/// The best rate two ports have in common, and what it takes. The order of the two does not matter.
///
/// - Twisted pair meets twisted pair at the lower rate (autonegotiation, IEEE 802.3 clause 28).
/// - Cages of one family take the modules of the smaller one (SFP, SFP+, SFP28, SFP56; QSFP+, QSFP28, QSFP56,
///   QSFP112, QSFP-DD), so the link runs at the lower rate. Whether a given device has that rate switched on, its
///   manual says.
/// - An RJ45 port meets a cage of the SFP family only through a 1000BASE-T module, at 1 Gbit/s.
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
        (Medium::TwistedPair, Medium::Cage) => copper_module(ra, b.form),
        (Medium::Cage, Medium::TwistedPair) => copper_module(rb, a.form),
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

/// A twisted-pair port and a cage with a 1000BASE-T module. The quad cages have no such module; an adapter cage
/// within a cage is not considered.
fn copper_module(jack: u64, cage: Form) -> Mate {
    if is_sfp(cage) || cage == Form::Gbic {
        return if jack >= G { Mate::Module(G) } else { Mate::Unknown };
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

/// InfiniBand trains down to the slower end; QDR to HDR share the QSFP socket, the others change it.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_read_by_their_structure() {
        for (slug, rate, form, lanes) in [
            ("1000base-t", G, Form::Rj45, None),
            ("100base-tx", 100 * M, Form::Rj45, None),
            ("2.5gbase-t", 2_500 * M, Form::Rj45, None),
            ("1000base-x-gbic", G, Form::Gbic, Some(1)),
            ("10gbase-x-sfpp", 10 * G, Form::SfpPlus, Some(1)),
            ("10gbase-cx4", 10 * G, Form::Cx4, Some(4)),
            ("10gbase-lr", 10 * G, Form::FixedFiber, None),
            ("25gbase-kr", 25 * G, Form::Backplane, None),
            ("100gbase-x-sfpdd", 100 * G, Form::SfpDd, Some(2)),
            ("100gbase-x-qsfp28", 100 * G, Form::Qsfp28, Some(4)),
            ("400gbase-x-osfp-rhs", 400 * G, Form::OsfpRhs, Some(8)),
            ("800gbase-x-qsfpdd", 800 * G, Form::QsfpDd, Some(8)),
            ("32gfc-sfp28", 32 * G, Form::Sfp28, Some(1)),
            ("infiniband-hdr", 200 * G, Form::Unstated, Some(4)),
            ("t1", 1_544_000, Form::Unstated, None),
        ] {
            let kind = PortKind::of_slug(slug).expect(slug);
            assert_eq!(
                (kind.rate, kind.form, kind.lanes()),
                (Some(rate), form, lanes),
                "{slug}"
            );
        }
        for (slug, medium) in [
            ("virtual", Medium::NotCabled),
            ("lag", Medium::NotCabled),
            ("ieee802.11ax", Medium::Wireless),
            ("cisco-stackwise-480", Medium::Stacking),
            ("other", Medium::Unstated),
            ("gpon", Medium::Unstated),
        ] {
            assert_eq!(
                PortKind::of_slug(slug).map(PortKind::medium),
                Some(medium),
                "{slug}"
            );
        }
        for slug in [
            "",
            "base-",
            "gbase-t",
            "0base-t",
            "10gbase-x-",
            "10gbase-x-foo",
            "1.2.3gbase-t",
            "+1gbase-t",
        ] {
            assert_eq!(PortKind::of_slug(slug), None, "{slug}");
        }
        assert_eq!(PortKind::of_slug("99999999999999999999gbase-t"), None);
        assert_eq!(PortKind::of_slug("9999999999999tbase-t"), None);
    }

    #[test]
    fn every_type_seen_in_device_libraries_is_recognized() {
        let seen = "1000base-t 1000base-x-gbic 1000base-x-sfp 100base-fx 100base-tx 100gbase-x-cfp2 \
            100gbase-x-dsfp 100gbase-x-qsfp28 100gbase-x-sfpdd 10gbase-cx4 10gbase-t 10gbase-x-sfpp \
            10gbase-x-x2 10gbase-x-xfp 128gfc-qsfp28 16gfc-sfpp 2.5gbase-t 200gbase-x-qsfp56 \
            25gbase-x-sfp28 32gfc-sfp28 400gbase-x-osfp 400gbase-x-qsfpdd 40gbase-x-qsfpp 50gbase-x-sfp28 \
            5gbase-t 8gfc-sfpp bridge cisco-stackwise cisco-stackwise-plus docsis \
            extreme-summitstack gpon ieee802.11a ieee802.11ac ieee802.11ax ieee802.11g \
            ieee802.11n ieee802.15.1 infiniband-fdr infiniband-fdr10 infiniband-hdr juniper-vcp \
            lag lte other other-wireless t1 t3 \
            virtual xdsl";
        for slug in seen.split_whitespace() {
            assert!(PortKind::of_slug(slug).is_some(), "{slug}");
        }
    }

    #[test]
    fn words_mean_the_same_as_slugs() {
        for (words, slug) in [
            ("QSFP28", "100gbase-x-qsfp28"),
            ("100G QSFP28", "100gbase-x-qsfp28"),
            ("SFP+", "10gbase-x-sfpp"),
            ("10G SFP", "10gbase-x-sfpp"),
            ("25GbE SFP28 port", "25gbase-x-sfp28"),
            ("400G QSFP-DD", "400gbase-x-qsfpdd"),
            ("1000BASE-T", "1000base-t"),
            ("1000M RJ45", "1000base-t"),
            ("16G FC SFP+", "16gfc-sfpp"),
            ("32GFC SFP28", "32gfc-sfp28"),
        ] {
            assert!(PortKind::of_slug(slug).is_some(), "{slug}");
            assert_eq!(PortKind::of_words(words), PortKind::of_slug(slug), "{words}");
        }
        assert_eq!(
            PortKind::of_words("RJ45").map(|kind| (kind.form, kind.rate)),
            Some((Form::Rj45, None))
        );
        for words in ["", "100G", "QSFP28 maybe", "порт"] {
            assert_eq!(PortKind::of_words(words), None, "{words}");
        }
    }

    #[test]
    fn ports_mate_at_the_best_common_rate() {
        use Mate::{Breakout, Direct, Module, No, Unknown};
        for (a, b, mate) in [
            ("10gbase-t", "1000base-t", Direct(G)),
            ("2.5gbase-t", "5gbase-t", Direct(2_500 * M)),
            ("25gbase-x-sfp28", "10gbase-x-sfpp", Direct(10 * G)),
            ("25gbase-x-sfp28", "1000base-x-sfp", Direct(G)),
            ("100gbase-x-qsfp28", "40gbase-x-qsfpp", Direct(40 * G)),
            ("400gbase-x-qsfpdd", "200gbase-x-qsfp56", Direct(200 * G)),
            ("10gbase-t", "25gbase-x-sfp28", Module(G)),
            ("100base-tx", "1000base-x-sfp", Unknown),
            ("1000base-t", "100gbase-x-qsfp28", No),
            ("40gbase-x-qsfpp", "10gbase-x-sfpp", Breakout(10 * G)),
            ("100gbase-x-qsfp28", "25gbase-x-sfp28", Breakout(25 * G)),
            ("100gbase-x-qsfp28", "1000base-x-sfp", Unknown),
            ("10gbase-x-xfp", "10gbase-x-sfpp", Module(10 * G)),
            ("400gbase-x-osfp", "400gbase-x-qsfpdd", Module(400 * G)),
            ("400gbase-x-osfp", "100gbase-x-qsfp28", Unknown),
            ("10gbase-lr", "10gbase-lr", Direct(10 * G)),
            ("10gbase-lr", "10gbase-sr", Unknown),
            ("10gbase-br-d", "10gbase-br-d", No),
            ("10gbase-br-d", "10gbase-br-u", Direct(10 * G)),
            ("10gbase-sr", "25gbase-x-sfp28", Module(10 * G)),
            ("10gbase-sr", "1000base-t", No),
            ("32gfc-sfp28", "25gbase-x-sfp28", No),
            ("32gfc-sfp28", "8gfc-sfpp", Direct(8 * G)),
            ("32gfc-sfp28", "4gfc-sfp", Unknown),
            ("infiniband-edr", "infiniband-hdr", Direct(100 * G)),
            ("infiniband-hdr", "200gbase-x-qsfp56", Unknown),
            ("virtual", "1000base-t", No),
            ("other", "1000base-t", Unknown),
            ("t1", "t1", Direct(1_544_000)),
        ] {
            let (x, y) = (PortKind::of_slug(a).expect(a), PortKind::of_slug(b).expect(b));
            assert_eq!((mates(x, y), mates(y, x)), (mate, mate), "{a} with {b}");
        }
    }
}
