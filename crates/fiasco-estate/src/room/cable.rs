//! Kinds of cable and optics: which rate they carry, and how far.
//!
//! The names are those NetBox gives its cable types, and the short forms people write. The lengths are the ones
//! the standards promise for a whole channel. Where no standard promises anything, or the name says too little
//! (plain "mmf" does not say which glass), the answer is [`Reach::Unknown`], never a guess.

/// One megabit per second, in bit/s.
const M: u64 = 1_000_000;
/// One gigabit per second, in bit/s.
const G: u64 = 1_000 * M;

/// What a cable is made of, at the grade that decides rate and reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CableKind {
    /// Twisted pair, category 3 (16 MHz).
    Cat3,
    /// Twisted pair, category 5 (100 MHz, without the crosstalk limits of 5e).
    Cat5,
    /// Twisted pair, category 5e (100 MHz).
    Cat5e,
    /// Twisted pair, category 6 (250 MHz).
    Cat6,
    /// Twisted pair, category 6A (500 MHz).
    Cat6a,
    /// Shielded twisted pair, category 7 (600 MHz).
    Cat7,
    /// Shielded twisted pair, category 7A (1000 MHz).
    Cat7a,
    /// Shielded twisted pair, category 8 (2000 MHz).
    Cat8,
    /// Twinaxial copper with amplifying plugs.
    DacActive,
    /// Twinaxial copper without electronics in the signal path.
    DacPassive,
    /// Coaxial copper.
    Coaxial,
    /// Multimode fiber whose grade is not said.
    Mmf,
    /// Multimode fiber, 62.5 µm, grade OM1.
    Om1,
    /// Multimode fiber, 50 µm, grade OM2.
    Om2,
    /// Multimode fiber, 50 µm laser optimized, grade OM3.
    Om3,
    /// Multimode fiber, 50 µm laser optimized, grade OM4.
    Om4,
    /// Multimode fiber, 50 µm wideband, grade OM5.
    Om5,
    /// Single-mode fiber whose grade is not said.
    Smf,
    /// Single-mode fiber of the indoor grade OS1 (up to 1 dB/km).
    Os1,
    /// Single-mode fiber of the grade OS2 (up to 0.4 dB/km).
    Os2,
    /// Fiber with its transceivers fixed to both ends.
    Aoc,
    /// A USB cable.
    Usb,
    /// A power cord.
    Power,
}

/// How far a cable carries a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Up to this length, in decimeters.
    UpTo(u32),
    /// Not at any length a standard allows.
    No,
    /// Nothing known to rely on.
    Unknown,
}

impl CableKind {
    /// The kind a cable's type names: NetBox's slug (`cat6a`, `mmf-om4`, `dac-passive`), or the way people write
    /// it (`Cat 6`, `CAT-5e`, `OM4`, `OS2`). `None` for a name that is not known, and for one that leaves the
    /// kind open (plain `DAC` may be active or passive).
    #[must_use]
    pub fn of_slug(slug: &str) -> Option<Self> {
        let mut plain: String = slug.chars().filter(char::is_ascii_alphanumeric).collect();
        plain.make_ascii_lowercase();
        let plain = plain
            .strip_prefix("category")
            .map_or(plain.clone(), |rest| format!("cat{rest}"));
        let kind = match plain.as_str() {
            "cat3" => Self::Cat3,
            "cat5" => Self::Cat5,
            "cat5e" => Self::Cat5e,
            "cat6" => Self::Cat6,
            "cat6a" => Self::Cat6a,
            "cat7" => Self::Cat7,
            "cat7a" => Self::Cat7a,
            "cat8" => Self::Cat8,
            "dacactive" | "activedac" => Self::DacActive,
            "dacpassive" | "passivedac" => Self::DacPassive,
            "coaxial" | "coax" => Self::Coaxial,
            "mmf" | "multimode" => Self::Mmf,
            "mmfom1" | "om1" => Self::Om1,
            "mmfom2" | "om2" => Self::Om2,
            "mmfom3" | "om3" => Self::Om3,
            "mmfom4" | "om4" => Self::Om4,
            "mmfom5" | "om5" => Self::Om5,
            "smf" | "singlemode" => Self::Smf,
            "smfos1" | "os1" => Self::Os1,
            "smfos2" | "os2" => Self::Os2,
            "aoc" => Self::Aoc,
            "usb" => Self::Usb,
            "power" => Self::Power,
            _ => return None,
        };
        Some(kind)
    }

    /// How far this cable carries an Ethernet link of `rate` bit/s.
    ///
    /// Sources, all of IEEE Std 802.3 unless said: clause 14 (10BASE-T), 25 (100BASE-TX), 40 (1000BASE-T),
    /// 126 (802.3bz, 2.5 and 5GBASE-T), 55 (802.3an, 10GBASE-T), 113 (802.3bq, 25 and 40GBASE-T); passive
    /// twinax by SFF-8431 at 10 Gbit/s and clauses 110 (802.3by, 25G), 85 (802.3ba, 40G), 92 (802.3bj, 100G);
    /// multimode by clauses 38 (1000BASE-SX), 52 (10GBASE-SR), 112 (802.3by, 25G), 86 (802.3ba, 40G),
    /// 95 (802.3bm, 100GBASE-SR4), 138 (802.3cd and 802.3cm); single mode at the ten kilometers of the LR
    /// family, clauses 52, 59, 87, 88, 114, 122 and 139. OS1 is held to the two kilometers ISO/IEC 11801 gives
    /// its channel, as its loss is above what ten kilometers may cost.
    ///
    /// A rate that is no Ethernet rate, active copper and active optical cables (the maker decides) are unknown.
    #[must_use]
    pub fn carries(self, rate: u64) -> Reach {
        match self {
            Self::Cat3
            | Self::Cat5
            | Self::Cat5e
            | Self::Cat6
            | Self::Cat6a
            | Self::Cat7
            | Self::Cat7a
            | Self::Cat8 => self.twisted_pair(rate),
            Self::DacPassive => passive_twinax(rate),
            Self::Om1 | Self::Om2 | Self::Om3 | Self::Om4 | Self::Om5 => self.multimode(rate),
            Self::Smf | Self::Os2 => single_mode(rate, 10_000),
            Self::Os1 => single_mode(rate, 2_000),
            Self::Usb | Self::Power => Reach::No,
            Self::DacActive | Self::Coaxial | Self::Mmf | Self::Aoc => Reach::Unknown,
        }
    }

    /// Twisted pair: the least category a rate needs, and what lies between "promised" and "hopeless". The
    /// categories compare in their order of declaration.
    fn twisted_pair(self, rate: u64) -> Reach {
        let (promised, doubtful, length) = match rate {
            r if r == 10 * M => (Self::Cat3, Self::Cat3, 100),
            r if r == 100 * M => (Self::Cat5, Self::Cat5, 100),
            // Clause 40 was written for category 5, but only as far as it measures up to what 5e was made to be.
            r if r == G => (Self::Cat5e, Self::Cat5, 100),
            r if r == 2_500 * M => (Self::Cat5e, Self::Cat5, 100),
            r if r == 5 * G => (Self::Cat6, Self::Cat5e, 100),
            r if r == 10 * G && self == Self::Cat6 => (Self::Cat6, Self::Cat6, 55),
            r if r == 10 * G => (Self::Cat6a, Self::Cat6a, 100),
            r if r == 25 * G || r == 40 * G => (Self::Cat8, Self::Cat7, 30),
            r if r > 40 * G => return Reach::No,
            _ => return Reach::Unknown,
        };
        if self >= promised {
            meters(length)
        } else if self >= doubtful {
            Reach::Unknown
        } else {
            Reach::No
        }
    }

    /// Multimode fiber at short wavelength.
    fn multimode(self, rate: u64) -> Reach {
        let om4 = self >= Self::Om4;
        let old = self <= Self::Om2;
        match (rate / G, rate % G) {
            (1, 0) if self == Self::Om1 => meters(275),
            (1, 0) => meters(550),
            (10, 0) if self == Self::Om1 => meters(33),
            (10, 0) if self == Self::Om2 => meters(82),
            (10, 0) => meters(if om4 { 400 } else { 300 }),
            (25 | 50 | 100 | 200 | 400, 0) if !old => meters(if om4 { 100 } else { 70 }),
            (40, 0) if !old => meters(if om4 { 150 } else { 100 }),
            _ => Reach::Unknown,
        }
    }
}

fn passive_twinax(rate: u64) -> Reach {
    match (rate / G, rate % G) {
        (10 | 40, 0) => meters(7),
        (25 | 100, 0) => meters(5),
        _ => Reach::Unknown,
    }
}

fn single_mode(rate: u64, length: u32) -> Reach {
    match (rate / G, rate % G) {
        (1 | 10 | 25 | 40 | 50 | 100 | 200 | 400, 0) => meters(length),
        _ => Reach::Unknown,
    }
}

fn meters(length: u32) -> Reach {
    Reach::UpTo(length.saturating_mul(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_and_short_forms_name_the_kind() {
        for (text, kind) in [
            ("cat5e", Some(CableKind::Cat5e)),
            ("Cat 6", Some(CableKind::Cat6)),
            ("CAT-6A", Some(CableKind::Cat6a)),
            ("Category 7", Some(CableKind::Cat7)),
            ("dac-passive", Some(CableKind::DacPassive)),
            ("DAC", None),
            ("mmf-om4", Some(CableKind::Om4)),
            ("OM3", Some(CableKind::Om3)),
            ("smf-os2", Some(CableKind::Os2)),
            ("single-mode", Some(CableKind::Smf)),
            ("aoc", Some(CableKind::Aoc)),
            ("power", Some(CableKind::Power)),
            ("cat", None),
            ("cat66", None),
            ("", None),
            ("кабель", None),
        ] {
            assert_eq!(CableKind::of_slug(text), kind, "{text}");
        }
    }

    #[test]
    fn reach_follows_the_standards() {
        use Reach::{No, Unknown, UpTo};
        for (slug, rate, reach) in [
            ("cat3", 10 * M, UpTo(1000)),
            ("cat3", 100 * M, No),
            ("cat5", 100 * M, UpTo(1000)),
            ("cat5", G, Unknown),
            ("cat5", 10 * G, No),
            ("cat5e", G, UpTo(1000)),
            ("cat5e", 2_500 * M, UpTo(1000)),
            ("cat5e", 5 * G, Unknown),
            ("cat5e", 10 * G, No),
            ("cat6", 5 * G, UpTo(1000)),
            ("cat6", 10 * G, UpTo(550)),
            ("cat6a", 10 * G, UpTo(1000)),
            ("cat6a", 25 * G, No),
            ("cat7a", 40 * G, Unknown),
            ("cat8", 10 * G, UpTo(1000)),
            ("cat8", 40 * G, UpTo(300)),
            ("cat8", 100 * G, No),
            ("dac-passive", 10 * G, UpTo(70)),
            ("dac-passive", 25 * G, UpTo(50)),
            ("dac-passive", 100 * G, UpTo(50)),
            ("dac-active", 10 * G, Unknown),
            ("mmf", 10 * G, Unknown),
            ("mmf-om1", G, UpTo(2750)),
            ("mmf-om1", 10 * G, UpTo(330)),
            ("mmf-om2", 10 * G, UpTo(820)),
            ("mmf-om2", 40 * G, Unknown),
            ("mmf-om3", 10 * G, UpTo(3000)),
            ("mmf-om3", 25 * G, UpTo(700)),
            ("mmf-om3", 40 * G, UpTo(1000)),
            ("mmf-om4", 40 * G, UpTo(1500)),
            ("mmf-om4", 100 * G, UpTo(1000)),
            ("smf-os2", 100 * G, UpTo(100_000)),
            ("smf-os1", 10 * G, UpTo(20_000)),
            ("usb", 100 * M, No),
            ("cat6a", 7, Unknown),
            ("mmf-om4", u64::MAX, Unknown),
        ] {
            let kind = CableKind::of_slug(slug).expect("a known slug");
            assert_eq!(kind.carries(rate), reach, "{slug} at {rate} bit/s");
        }
    }
}
