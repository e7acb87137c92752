//! Port kinds: what their names say, which of them mate, and which cables plug into them.

use std::collections::BTreeSet;

use super::*;
use crate::room::cable::CableKind;

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
        ("1.6tbase-x-osfp1600", 1_600 * G, Form::Osfp1600, Some(8)),
        ("infiniband-hdr-4x", 200 * G, Form::Unstated, Some(4)),
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
        ("10gbase-t", "25gbase-x-sfp28", Module(10 * G)),
        ("10gbase-t", "10gbase-x-sfpp", Module(10 * G)),
        ("10gbase-t", "1000base-x-sfp", Module(G)),
        ("2.5gbase-t", "10gbase-x-sfpp", Module(G)),
        ("1000base-t", "10gbase-x-sfpp", Module(G)),
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
        ("infiniband-edr-4x", "infiniband-hdr-4x", Direct(100 * G)),
        ("infiniband-hdr", "infiniband-hdr-4x", Unknown),
        ("infiniband-hdr-4x", "200gbase-x-qsfp56", Unknown),
        ("virtual", "1000base-t", No),
        ("other", "1000base-t", Unknown),
        ("t1", "t1", Direct(1_544_000)),
    ] {
        let (x, y) = (PortKind::of_slug(a).expect(a), PortKind::of_slug(b).expect(b));
        assert_eq!((mates(x, y), mates(y, x)), (mate, mate), "{a} with {b}");
    }
}

/// Every slug NetBox has for an interface (`dcim/choices.py`, `InterfaceTypeChoices`, in the copy that knows 1.6
/// Tbit/s: 228; release 4.6.8 has 217), by what goes into the socket.
const NETBOX: &[(Medium, &str)] = &[
    (Medium::NotCabled, "virtual bridge lag channel"),
    (
        Medium::Wireless,
        "ieee802.11a ieee802.11g ieee802.11n ieee802.11ac ieee802.11ad ieee802.11ax ieee802.11ay ieee802.11be \
         ieee802.15.1 ieee802.15.4 other-wireless gsm cdma lte 4g 5g",
    ),
    (
        Medium::TwistedPair,
        "100base-tx 1000base-t 1000base-tx 2.5gbase-t 5gbase-t 10gbase-t 25gbase-t",
    ),
    (Medium::OtherCopper, "100base-t1 10gbase-cx4"),
    (
        Medium::FixedFiber,
        "100base-fx 100base-lfx 1000base-bx10-d 1000base-bx10-u 1000base-cwdm 1000base-dwdm 1000base-ex \
         1000base-sx 1000base-lsx 1000base-lx 1000base-lx10 1000base-zx 10gbase-br-d 10gbase-br-u 10gbase-er \
         10gbase-lr 10gbase-lrm 10gbase-lx4 10gbase-sr 10gbase-zr 25gbase-er 25gbase-lr 25gbase-sr 40gbase-er4 \
         40gbase-fr4 40gbase-lr4 40gbase-sr4 40gbase-sr4-bd 50gbase-er 50gbase-fr 50gbase-lr 50gbase-sr \
         100gbase-cwdm4 100gbase-dr 100gbase-fr1 100gbase-er4 100gbase-lr1 100gbase-lr4 100gbase-sr1 \
         100gbase-sr1.2 100gbase-sr2 100gbase-sr4 100gbase-sr10 100gbase-zr 200gbase-sr2 200gbase-sr4 \
         200gbase-dr4 200gbase-fr4 200gbase-lr4 200gbase-er4 200gbase-vr2 400gbase-dr4 400gbase-er8 \
         400gbase-fr4 400gbase-fr8 400gbase-lr4 400gbase-lr8 400gbase-sr4 400gbase-sr4_2 400gbase-sr8 \
         400gbase-sr16 400gbase-vr4 400gbase-zr 800gbase-dr8 800gbase-sr8 800gbase-vr8 1.6tbase-dr8 \
         1.6tbase-dr8-2",
    ),
    (
        Medium::Cage,
        "100base-x-sfp 1000base-x-gbic 1000base-x-sfp 2.5gbase-x-sfp 10gbase-x-sfpp 10gbase-x-xfp \
         10gbase-x-xenpak 10gbase-x-x2 25gbase-x-sfp28 50gbase-x-sfp56 40gbase-x-qsfpp 50gbase-x-sfp28 \
         100gbase-x-cfp 100gbase-x-cfp2 100gbase-x-cfp4 100gbase-x-cxp 100gbase-x-cpak 100gbase-x-dsfp \
         100gbase-x-sfp112 100gbase-x-sfpdd 100gbase-x-qsfp28 100gbase-x-qsfpdd 200gbase-x-cfp2 \
         200gbase-x-qsfp56 200gbase-x-qsfpdd 400gbase-x-cfp2 400gbase-x-qsfp112 400gbase-x-qsfpdd \
         400gbase-x-osfp 400gbase-x-osfp-rhs 400gbase-x-cdfp 400gbase-x-cfp8 800gbase-x-qsfpdd 800gbase-x-osfp \
         1.6tbase-x-osfp1600 1.6tbase-x-osfp1600-rhs 1.6tbase-x-qsfpdd1600 1gfc-sfp 2gfc-sfp 4gfc-sfp 8gfc-sfpp \
         16gfc-sfpp 32gfc-sfp28 32gfc-sfpp 64gfc-qsfpp 64gfc-sfpdd 64gfc-sfpp 128gfc-qsfp28",
    ),
    (
        Medium::Backplane,
        "1000base-kx 2.5gbase-kx 5gbase-kr 10gbase-kr 10gbase-kx4 25gbase-kr 40gbase-kr4 50gbase-kr \
         100gbase-kp4 100gbase-kr2 100gbase-kr4 1.6tbase-kr8",
    ),
    (
        Medium::Stacking,
        "cisco-stackwise cisco-stackwise-plus cisco-flexstack cisco-flexstack-plus cisco-stackwise-80 \
         cisco-stackwise-160 cisco-stackwise-320 cisco-stackwise-480 cisco-stackwise-1t juniper-vcp \
         extreme-summitstack extreme-summitstack-128 extreme-summitstack-256 extreme-summitstack-512 \
         hpe-synergy-interconnect-link",
    ),
    // Attached twinax in a cage that is not said, lines and last miles over whatever the provider has, and sockets
    // that the name leaves open.
    (
        Medium::Unstated,
        "1000base-cx 10gbase-cu 25gbase-cr 40gbase-cr4 50gbase-cr 100gbase-cr1 100gbase-cr2 100gbase-cr4 \
         100gbase-cr10 200gbase-cr2 200gbase-cr4 400gbase-cr4 800gbase-cr8 1.6tbase-cr8 sonet-oc3 sonet-oc12 \
         sonet-oc48 sonet-oc192 sonet-oc768 sonet-oc1920 sonet-oc3840 infiniband-sdr infiniband-ddr \
         infiniband-qdr infiniband-fdr10 infiniband-fdr infiniband-edr infiniband-hdr infiniband-ndr \
         infiniband-xdr infiniband-sdr-4x infiniband-ddr-4x infiniband-qdr-4x infiniband-fdr10-4x \
         infiniband-fdr-4x infiniband-edr-4x infiniband-hdr-4x infiniband-ndr-4x infiniband-xdr-4x t1 e1 t3 e3 \
         xdsl docsis moca bpon epon 10g-epon gpon xg-pon xgs-pon ng-pon2 25g-pon 50g-pon other",
    ),
];

#[test]
fn every_slug_of_netbox_says_what_goes_into_it() {
    let mut seen = BTreeSet::new();
    for (medium, slugs) in NETBOX {
        for slug in slugs.split_whitespace() {
            let kind = PortKind::of_slug(slug).unwrap_or_else(|| panic!("{slug} is not understood"));
            assert_eq!(kind.medium(), *medium, "{slug}");
            let ethernet = slug.contains("base-");
            assert_eq!(kind.protocol == Protocol::Ethernet, ethernet, "{slug}");
            assert!(!ethernet || kind.rate.is_some(), "{slug}");
            assert!(seen.insert(slug), "{slug} is listed twice");
        }
    }
    assert_eq!(seen.len(), 228);
}

#[test]
fn every_ethernet_slug_mates_with_its_like_or_is_unknown() {
    for slug in NETBOX.iter().flat_map(|(_, slugs)| slugs.split_whitespace()) {
        let kind = PortKind::of_slug(slug).expect(slug);
        let one_half = slug.ends_with("-d") || slug.ends_with("-u");
        let cabled = !matches!(kind.medium(), Medium::NotCabled | Medium::Wireless);
        assert_eq!(mates(kind, kind) != Mate::No, cabled && !one_half, "{slug}");
    }
}

#[test]
fn cables_go_into_the_sockets_made_for_them() {
    use Fit::{Direct, Module, No, Unknown};
    // By the rules at the head of `fits`; LX and LX4 by the sources named at `Glass`.
    for (port, cable, fit) in [
        ("1000base-t", "cat5e", Direct),
        ("1000base-t", "dac-passive", No),
        ("1000base-t", "mmf-om3", No),
        ("1000base-t", "aoc", No),
        ("1000base-t", "power", No),
        ("10gbase-x-sfpp", "cat6", Module),
        ("10gbase-x-sfpp", "dac-passive", Direct),
        ("10gbase-x-sfpp", "dac", Direct),
        ("10gbase-x-sfpp", "aoc", Direct),
        ("10gbase-x-sfpp", "mmf-om3", Direct),
        ("10gbase-x-sfpp", "smf-os2", Direct),
        ("10gbase-x-sfpp", "usb", No),
        ("10gbase-x-sfpp", "coaxial", Unknown),
        ("10gbase-x-xfp", "cat6", Unknown),
        ("10gbase-x-xfp", "dac-passive", Unknown),
        ("100gbase-x-qsfp28", "cat6", No),
        ("100gbase-x-qsfp28", "dac-passive", Direct),
        ("32gfc-sfp28", "cat6", No),
        ("32gfc-sfp28", "mmf-om4", Direct),
        ("10gbase-sr", "mmf-om3", Direct),
        ("10gbase-sr", "smf-os2", No),
        ("10gbase-sr", "cat6a", No),
        ("10gbase-sr", "aoc", No),
        ("10gbase-lr", "mmf-om3", No),
        ("10gbase-lr", "smf", Direct),
        ("10gbase-lx4", "mmf-om3", Direct),
        ("10gbase-lx4", "smf-os2", Direct),
        ("10gbase-lrm", "mmf-om1", Direct),
        ("10gbase-lrm", "smf-os2", Unknown),
        ("1000base-lx", "mmf-om2", Module),
        ("1000base-lx", "smf-os2", Direct),
        ("1000base-lx10", "mmf-om2", Unknown),
        ("1000base-bx10-d", "mmf-om2", No),
        ("400gbase-dr4", "mmf-om4", No),
        ("100gbase-cr4", "dac-passive", Direct),
        ("100gbase-cr4", "mmf-om4", No),
        ("10gbase-cx4", "cat6", No),
        ("10gbase-kr", "dac-passive", No),
        ("virtual", "cat6", No),
        ("ieee802.11ax", "cat6", No),
        ("cisco-stackwise-480", "cat6", Unknown),
        ("gpon", "smf-os2", Unknown),
        ("other", "cat6", Unknown),
    ] {
        let kind = PortKind::of_slug(port).expect(port);
        let group = CableKind::of_slug(cable).expect(cable);
        assert_eq!(fits(kind, group), fit, "{cable} into {port}");
    }
}
