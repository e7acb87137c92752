//! Kinds of cable and optics: which rate they carry, and how far.
//!
//! The names are those NetBox gives its cable types, and the short forms people write. The lengths are the ones
//! the standards promise for a whole channel, looked up one by one (`cable/reach.rs`). Where nothing was found, or the
//! name says too little (plain "mmf" does not say which glass), the answer is [`Reach::Unknown`], never a guess.

mod reach;

use reach::Row;

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
    /// Twinaxial copper of which it is not said whether its plugs amplify.
    Dac,
    /// Twinaxial copper with amplifying plugs.
    DacActive,
    /// Twinaxial copper without electronics in the signal path.
    DacPassive,
    /// Coaxial copper, of whatever build (RG-59, LMR-400).
    Coaxial,
    /// A trunk of several twisted-pair links in one MRJ21 plug.
    Mrj21,
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

/// Kinds of cable that plug in alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Twisted pair, ending in eight-pin plugs.
    TwistedPair,
    /// Twinaxial copper, ending in the plugs of cages.
    Twinax,
    /// Multimode fiber.
    Multimode,
    /// Single-mode fiber.
    SingleMode,
    /// Fiber that ends in the plugs of cages.
    ActiveOptical,
    /// Coaxial copper.
    Coaxial,
    /// A trunk of several links.
    Trunk,
    /// Made for something else: power, USB.
    NoNetwork,
}

impl CableKind {
    /// The kind a cable's type names: NetBox's slug (`cat6a`, `mmf-om4`, `dac-passive`), or the way people write
    /// it (`Cat 6`, `CAT-5e`, `OM4`, `OS2`, `DAC`). `None` for a name that is not known.
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
            "dac" | "twinax" => Self::Dac,
            "dacactive" | "activedac" => Self::DacActive,
            "dacpassive" | "passivedac" => Self::DacPassive,
            "coaxial" | "coax" | "rg6" | "rg8" | "rg11" | "rg59" | "rg62" | "rg213" | "lmr100" | "lmr200"
            | "lmr400" => Self::Coaxial,
            "mrj21trunk" | "mrj21" => Self::Mrj21,
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

    /// How far to plan with for an Ethernet link of `rate` bit/s: the standard's length for the ordinary way of
    /// running that rate over this cable, and the shorter one where sources differ. The figures and where each was
    /// looked up stand in `cable/reach.rs`.
    ///
    /// A rate that is no Ethernet rate, coaxial cable, and active copper and active optical cables (their maker
    /// decides) are unknown; so is plain multimode, whose grade decides.
    #[must_use]
    pub fn carries(self, rate: u64) -> Reach {
        self.reach(rate, |row| row.plan)
    }

    /// The longest that any source gives this cable for a link of `rate` bit/s, in whichever way it is run: a link
    /// longer than that does not work by anything that was found, one between this and [`CableKind::carries`]
    /// depends on optics or shielding that the two names do not tell.
    #[must_use]
    pub fn carries_at_most(self, rate: u64) -> Reach {
        self.reach(rate, |row| row.most)
    }

    /// Where the lengths of [`CableKind::carries`] and [`CableKind::carries_at_most`] were looked up.
    #[must_use]
    pub fn reach_source(self, rate: u64) -> Option<&'static str> {
        self.row(rate).map(|row| row.source)
    }

    fn row(self, rate: u64) -> Option<&'static Row> {
        let mut rows = reach::TABLES.into_iter().flatten();
        rows.find(|row| row.rate == rate && row.kinds.contains(&self))
    }

    fn reach(self, rate: u64, length: fn(&Row) -> Option<u32>) -> Reach {
        match self.row(rate) {
            Some(row) => length(row).map_or(Reach::Unknown, meters),
            None if self.cannot(rate) => Reach::No,
            None => Reach::Unknown,
        }
    }

    /// Whether no way of running this Ethernet rate over this cable exists: a category below the least that any
    /// standard asks for, a rate that no twisted pair carries, or a cable that is not made for a network at all.
    /// The categories compare in their order of declaration.
    fn cannot(self, rate: u64) -> bool {
        let least = match rate {
            r if r <= 10 * M => Self::Cat3,
            r if r == 100 * M || r == G || r == 2_500 * M => Self::Cat5,
            r if r == 5 * G => Self::Cat5e,
            r if r == 10 * G => Self::Cat6,
            r if r == 25 * G || r == 40 * G => Self::Cat7,
            r if r > 40 * G => return self <= Self::Cat8 || !self.is_for_networks(),
            _ => return !self.is_for_networks(),
        };
        self < least || !self.is_for_networks()
    }

    fn is_for_networks(self) -> bool {
        !matches!(self, Self::Usb | Self::Power)
    }

    /// What goes through it and how it ends, as far as that decides where it can be plugged in.
    #[must_use]
    pub const fn group(self) -> Group {
        match self {
            Self::Cat3
            | Self::Cat5
            | Self::Cat5e
            | Self::Cat6
            | Self::Cat6a
            | Self::Cat7
            | Self::Cat7a
            | Self::Cat8 => Group::TwistedPair,
            Self::Dac | Self::DacActive | Self::DacPassive => Group::Twinax,
            Self::Mmf | Self::Om1 | Self::Om2 | Self::Om3 | Self::Om4 | Self::Om5 => Group::Multimode,
            Self::Smf | Self::Os1 | Self::Os2 => Group::SingleMode,
            Self::Aoc => Group::ActiveOptical,
            Self::Coaxial => Group::Coaxial,
            Self::Mrj21 => Group::Trunk,
            Self::Usb | Self::Power => Group::NoNetwork,
        }
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
            ("DAC", Some(CableKind::Dac)),
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

    /// Every slug NetBox has for a cable (`dcim/choices.py`, `CableTypeChoices`, as of 2026).
    const NETBOX: &str = "cat3 cat5 cat5e cat6 cat6a cat7 cat7a cat8 mrj21-trunk dac-active dac-passive coaxial \
        rg-6 rg-8 rg-11 rg-59 rg-62 rg-213 lmr-100 lmr-200 lmr-400 mmf mmf-om1 mmf-om2 mmf-om3 mmf-om4 mmf-om5 \
        smf smf-os1 smf-os2 aoc power usb";

    #[test]
    fn every_slug_of_netbox_is_known() {
        assert_eq!(NETBOX.split_whitespace().count(), 33);
        for slug in NETBOX.split_whitespace() {
            assert!(CableKind::of_slug(slug).is_some(), "{slug}");
        }
    }

    #[test]
    fn reach_is_what_the_sources_give() {
        use Reach::{No, Unknown, UpTo};
        // Slug, rate, what to plan with, the longest anybody promises (decimeters).
        for (slug, rate, plan, most) in [
            ("cat3", 10 * M, UpTo(1000), UpTo(1000)),
            ("cat3", 100 * M, No, No),
            ("cat5", 100 * M, UpTo(1000), UpTo(1000)),
            ("cat5", G, UpTo(1000), UpTo(1000)),
            ("cat5", 2_500 * M, Unknown, UpTo(1000)),
            ("cat5", 10 * G, No, No),
            ("cat5e", G, UpTo(1000), UpTo(1000)),
            ("cat5e", 2_500 * M, UpTo(1000), UpTo(1000)),
            ("cat5e", 5 * G, Unknown, UpTo(1000)),
            ("cat5e", 10 * G, No, No),
            ("cat6", 5 * G, UpTo(1000), UpTo(1000)),
            ("cat6", 10 * G, UpTo(550), UpTo(1000)),
            ("cat6a", 10 * G, UpTo(1000), UpTo(1000)),
            ("cat6a", 25 * G, No, No),
            ("cat7", 40 * G, Unknown, Unknown),
            ("cat7a", 40 * G, Unknown, UpTo(300)),
            ("cat8", 10 * G, UpTo(1000), UpTo(1000)),
            ("cat8", 40 * G, UpTo(300), UpTo(300)),
            ("cat8", 100 * G, No, No),
            ("dac-passive", 10 * G, UpTo(50), UpTo(70)),
            ("dac-passive", 25 * G, UpTo(30), UpTo(50)),
            ("dac-passive", 100 * G, UpTo(30), UpTo(50)),
            ("dac-passive", 400 * G, Unknown, Unknown),
            ("dac", 10 * G, UpTo(50), Unknown),
            ("dac-active", 10 * G, Unknown, Unknown),
            ("mmf", 10 * G, Unknown, Unknown),
            ("mmf-om1", G, UpTo(2750), UpTo(5500)),
            ("mmf-om1", 10 * G, UpTo(330), UpTo(3000)),
            ("mmf-om2", 10 * G, UpTo(820), UpTo(3000)),
            ("mmf-om2", 40 * G, Unknown, Unknown),
            ("mmf-om3", 10 * G, UpTo(3000), UpTo(3000)),
            ("mmf-om3", 25 * G, UpTo(700), Unknown),
            ("mmf-om3", 40 * G, UpTo(1000), UpTo(3000)),
            ("mmf-om3", 100 * G, UpTo(700), UpTo(1000)),
            ("mmf-om3", 200 * G, Unknown, Unknown),
            ("mmf-om4", 40 * G, UpTo(1500), UpTo(4000)),
            ("mmf-om4", 100 * G, UpTo(1000), UpTo(1500)),
            ("mmf-om5", 400 * G, UpTo(1000), UpTo(1500)),
            ("smf-os2", G, UpTo(50_000), Unknown),
            ("smf-os2", 100 * G, UpTo(100_000), Unknown),
            ("smf-os1", 10 * G, UpTo(20_000), Unknown),
            ("rg-59", G, Unknown, Unknown),
            ("mrj21-trunk", G, Unknown, Unknown),
            ("usb", 100 * M, No, No),
            ("power", 800 * G, No, No),
            ("cat6a", 70 * M, Unknown, Unknown),
            ("mmf-om4", u64::MAX, Unknown, Unknown),
        ] {
            let kind = CableKind::of_slug(slug).expect("a known slug");
            let both = (kind.carries(rate), kind.carries_at_most(rate));
            assert_eq!(both, (plan, most), "{slug} at {rate} bit/s");
        }
    }

    #[test]
    fn no_row_is_without_a_source_or_shadowed_and_none_plans_with_more_than_the_longest() {
        for row in reach::TABLES.into_iter().flatten() {
            assert!(row.source.len() > 10, "{} bit/s has no source", row.rate);
            assert!(row.plan <= row.most || row.most.is_none(), "{}", row.source);
            for kind in row.kinds {
                let rows = reach::TABLES.into_iter().flatten();
                let same = rows.filter(|other| other.rate == row.rate && other.kinds.contains(kind));
                assert_eq!(same.count(), 1, "{kind:?} at {} bit/s", row.rate);
            }
        }
    }
}
