//! Network port kinds, and which of them can be linked with each other.
//!
//! A kind is read out of the structure of its name (`10gbase-x-sfpp`: a rate, `base-x-`, a cage), not looked up
//! in a list of all names. What the name does not say stays open, and [`mates`] answers [`Mate::Unknown`] then:
//! a link is called impossible only if both ends are known well enough to say so.

mod fits;
mod mates;

pub use fits::{Fit, fits};
pub use mates::{Mate, mates};

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
    /// An interface without a socket: virtual, bridge, lag, channel.
    Virtual,
    /// The name says "other".
    Other,
}

/// The shape of the socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Form {
    // The order inside a family is the order of compatibility: a later cage takes the modules of an earlier one,
    // from SFP to SFP56 and from QSFP+ to QSFP-DD. For the others that was not looked up.
    /// One lane, made for 1 Gbit/s (SFF-8472 family).
    Sfp,
    /// One lane, made for 10 Gbit/s (SFF-8431).
    SfpPlus,
    /// One lane, made for 25 Gbit/s (SFF-8402).
    Sfp28,
    /// One lane, made for 50 Gbit/s.
    Sfp56,
    /// One lane, made for 100 Gbit/s.
    Sfp112,
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
    /// Eight lanes, made for 1.6 Tbit/s.
    QsfpDd1600,
    /// Eight lanes, wider than QSFP and not its heir.
    Osfp,
    /// OSFP with the heat sink on the cage.
    OsfpRhs,
    /// OSFP made for 1.6 Tbit/s.
    Osfp1600,
    /// OSFP made for 1.6 Tbit/s, with the heat sink on the cage.
    Osfp1600Rhs,
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
    /// No cable at all: virtual, bridge, lag, channel.
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

/// Physical layers that end a slug and run on fiber. Which fiber, [`fits`] knows.
const FIBER: &[&str] = &[
    "fx", "lfx", "sx", "lsx", "lx", "lx10", "ex", "zx", "cwdm", "dwdm", "bx10-d", "bx10-u", "bx-d",
    "bx-u", //
    "sr", "lr", "lrm", "lx4", "er", "zr", "br-d", "br-u", "dr", "fr", "sr4", "sr4-bd", "lr4", "er4",
    "fr4", //
    "cwdm4", "fr1", "lr1", "er1", "er1-20", "er1-30", "er1-40", "sr1", "sr1.2", "sr2", "sr2.2", "sr4.2",
    "sr4_2", "sr8", "sr10", "sr16", "dr2", "dr4", "dr8", "dr8-2", "fr2", "fr4-2", "fr8", "lr2", "lr8",
    "lr10", "er8", "er10", "vr1", "vr2", "vr4", "vr8", "zr4", "zr10",
];
/// Physical layers over the traces of a chassis.
const BACKPLANE: &[&str] = &["kx", "kx4", "kr", "kr1", "kr2", "kr4", "kr8", "kp4"];
/// Physical layers over attached twinax; the cage is not said.
const TWINAX: &[&str] = &["cu", "cx", "cr", "cr1", "cr2", "cr4", "cr8", "cr10"];

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
            "virtual" | "bridge" | "lag" | "channel" => Protocol::Virtual,
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
            Form::Sfp | Form::SfpPlus | Form::Sfp28 | Form::Sfp56 | Form::Sfp112 | Form::Gbic | Form::Xfp => {
                Some(1)
            }
            Form::SfpDd | Form::Dsfp => Some(2),
            Form::QsfpPlus | Form::Qsfp28 | Form::Qsfp56 | Form::Qsfp112 | Form::Cx4 => Some(4),
            Form::QsfpDd
            | Form::QsfpDd1600
            | Form::Osfp
            | Form::OsfpRhs
            | Form::Osfp1600
            | Form::Osfp1600Rhs => Some(8),
            _ if self.protocol == Protocol::InfiniBand && self.rate.is_some() => Some(4),
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

/// InfiniBand by generation. `infiniband-hdr-4x` has four lanes. Of the plain `infiniband-hdr` the rate stays open:
/// NetBox lists it under one lane, and the libraries written before it knew the other use it for four.
fn infiniband(generation: &str) -> Option<PortKind> {
    let (generation, four) = match generation.strip_suffix("-4x") {
        Some(generation) => (generation, true),
        None => (generation, false),
    };
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
    Some(kind(
        Protocol::InfiniBand,
        four.then_some(gigabits * G),
        Form::Unstated,
    ))
}

fn is_stacking(slug: &str) -> bool {
    [
        "cisco-stackwise",
        "cisco-flexstack",
        "juniper-vcp",
        "extreme-summitstack",
        "hpe-synergy-interconnect-link",
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
        "sfp112" => Form::Sfp112,
        "sfpdd" => Form::SfpDd,
        "dsfp" => Form::Dsfp,
        "qsfpp" => Form::QsfpPlus,
        "qsfp28" => Form::Qsfp28,
        "qsfp56" => Form::Qsfp56,
        "qsfp112" => Form::Qsfp112,
        "qsfpdd" => Form::QsfpDd,
        "qsfpdd1600" => Form::QsfpDd1600,
        "osfp" => Form::Osfp,
        "osfp-rhs" | "osfprhs" => Form::OsfpRhs,
        "osfp1600" => Form::Osfp1600,
        "osfp1600-rhs" | "osfp1600rhs" => Form::Osfp1600Rhs,
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
        Form::Sfp112 => 100,
        Form::QsfpPlus => 40,
        Form::Qsfp28 => 100,
        Form::Qsfp56 => 200,
        Form::Qsfp112 => 400,
        _ => return None,
    };
    Some(gigabits * G)
}

#[cfg(test)]
mod tests;
