//! How far each kind of cable carries each Ethernet rate: a table, each row with where its figures were looked up.
//!
//! Two lengths a row. The first is what to plan with: the standard's length for the ordinary way of running that
//! rate over that cable (SX and the SR family over multimode, the LR family over single mode), and the shorter one
//! where sources differ. The second is the longest that any source promises for any way of running it (another
//! standard's optics, a shielded cable, a maker's own optics): a link longer than that is beyond everything that
//! was found. Rates and kinds without a row were not found, and are unknown.

use super::{CableKind, G, M};
use CableKind::{
    Cat3, Cat5, Cat5e, Cat6, Cat6a, Cat7, Cat7a, Cat8, Dac, DacPassive, Om1, Om2, Om3, Om4, Om5, Os1, Os2,
    Smf,
};

/// One row: which cables, at which rate in bit/s, how far in meters, and who says so.
pub(super) struct Row {
    pub(super) kinds: &'static [CableKind],
    pub(super) rate: u64,
    pub(super) plan: Option<u32>,
    pub(super) most: Option<u32>,
    pub(super) source: &'static str,
}

/// A row where all sources agree.
const fn agreed(kinds: &'static [CableKind], rate: u64, meters: u32, source: &'static str) -> Row {
    Row {
        kinds,
        rate,
        plan: Some(meters),
        most: Some(meters),
        source,
    }
}

/// A row with a length to plan with and a longest one; `None` for what was not found.
const fn between(
    kinds: &'static [CableKind],
    rate: u64,
    plan: Option<u32>,
    most: Option<u32>,
    source: &'static str,
) -> Row {
    Row {
        kinds,
        rate,
        plan,
        most,
        source,
    }
}

const WISCONSIN: &str = "University of Wisconsin KB 7829, \"Ethernet Media Standards and Distances\"";
const ITIGIC: &str = "itigic.com, \"The maximum distance an Ethernet cable can have\", after IEEE 802.3";
const INTEL: &str = "Intel Ethernet X520-SR2 product brief, \"Max. Supported Distance\" by fiber type";
const CAT8: &str = "Siemon on ANSI/TIA-568-C.2-1; Belden, \"Get to Know Category 8 Cabling\"; IEEE 802.3bq";
const DAC_MATRIX: &str = "network-switch.com, \"DAC Speed vs. Distance Matrix\"";

/// Twisted pair. Categories 7 and 7A are taken to do what 6A does; whether they do 25 and 40GBASE-T at all is
/// not promised by the standard (clause 113 asks for category 8), though some say so.
const TWISTED_PAIR: &[Row] = &[
    agreed(
        &[Cat3, Cat5, Cat5e, Cat6, Cat6a, Cat7, Cat7a, Cat8],
        10 * M,
        100,
        WISCONSIN,
    ),
    agreed(
        &[Cat5, Cat5e, Cat6, Cat6a, Cat7, Cat7a, Cat8],
        100 * M,
        100,
        WISCONSIN,
    ),
    // Category 5: Wisconsin gives 100 m and recommends 5e; FS's SFP-10G-T-100 data sheet gives "5/5E or better".
    agreed(&[Cat5, Cat5e, Cat6, Cat6a, Cat7, Cat7a, Cat8], G, 100, WISCONSIN),
    between(
        &[Cat5],
        2_500 * M,
        None,
        Some(100),
        "FS SFP-10G-T-100 data sheet: category 5/5E or better",
    ),
    agreed(&[Cat5e, Cat6, Cat6a, Cat7, Cat7a, Cat8], 2_500 * M, 100, ITIGIC),
    // geratools.com asks for category 6 at 5 Gbit/s, FS's data sheet is content with 5E.
    between(
        &[Cat5e],
        5 * G,
        None,
        Some(100),
        "FS SFP-10G-T-100 data sheet: category 5E/6 or better",
    ),
    agreed(
        &[Cat6, Cat6a, Cat7, Cat7a, Cat8],
        5 * G,
        100,
        "geratools.com Ethernet standard reference; FS SFP-10G-T-100 data sheet",
    ),
    // Unshielded: 37 m in any case, 37 to 55 m by how many neighbors disturb. The limit does not hold for F/UTP,
    // for which Wisconsin gives 100 m; the category alone does not tell them apart.
    between(
        &[Cat6],
        10 * G,
        Some(55),
        Some(100),
        "TIA TSB-155-A as quoted by Fluke Networks and Siemon; University of Wisconsin KB 7829",
    ),
    agreed(&[Cat6a, Cat7, Cat7a, Cat8], 10 * G, 100, WISCONSIN),
    agreed(&[Cat8], 25 * G, 30, CAT8),
    agreed(&[Cat8], 40 * G, 30, CAT8),
    // University of Aberdeen, "10 Gigabit Ethernet and Faster": 802.3bq reaches 30 m, and names category 7A.
    between(
        &[Cat7a],
        40 * G,
        None,
        Some(30),
        "University of Aberdeen, \"10 Gigabit Ethernet and Faster\"",
    ),
];

/// Twinax with its plugs attached and no electronics in it. Of [`Dac`] it is not said whether it has: then the
/// longest length is open, as an active one goes further.
const TWINAX: &[Row] = &[
    // SFF-8431, annex E. The matrix has a maximum of 5 to 7 m.
    between(&[DacPassive], 10 * G, Some(5), Some(7), DAC_MATRIX),
    // TIA FOTC on 25GBASE-SR: 25GBASE-CR reaches 5 m, depending on the error correction; Cisco sells up to 5 m.
    between(
        &[DacPassive],
        25 * G,
        Some(3),
        Some(5),
        "TIA FOTC, \"25GBASE-SR Application Overview\"; Cisco, \"25G Transceiver FAQ\"; network-switch.com",
    ),
    // 7 m is 802.3ba's; the matrix has 3 to 5 m.
    between(
        &[DacPassive],
        40 * G,
        Some(3),
        Some(7),
        "thefreedictionary.com on 40GBASE-CR4; network-switch.com, \"DAC Speed vs. Distance Matrix\"",
    ),
    agreed(
        &[DacPassive],
        50 * G,
        3,
        "Ethernet Alliance on IEEE P802.3cd: 50GBASE-CR, at least 3 m",
    ),
    // telewiretech.com: 3 to 5 m for passive links of 25 and 100 Gbit/s; the matrix has 3 m.
    between(
        &[DacPassive],
        100 * G,
        Some(3),
        Some(5),
        "network-switch.com, \"DAC Speed vs. Distance Matrix\"; telewiretech.com",
    ),
    between(&[Dac], 10 * G, Some(5), None, DAC_MATRIX),
    between(&[Dac], 25 * G, Some(3), None, DAC_MATRIX),
    between(&[Dac], 40 * G, Some(3), None, DAC_MATRIX),
    between(&[Dac], 100 * G, Some(3), None, DAC_MATRIX),
];

/// Multimode fiber: to plan with, SX and the SR family; at the longest, LX, LX4, LRM, SR10 and SR4.2 too.
///
/// Many charts give 220 and 26 m for any 62.5 µm fiber, 500 and 66 m for any 50 µm: those are the grades before
/// OM1 and OM2 (160 and 400 MHz·km). Some give 125 m for 40GBASE-SR4 over OM4, from a draft; the standard has 150.
const MULTIMODE: &[Row] = &[
    between(&[Om1], G, Some(275), Some(550), INTEL),
    agreed(&[Om2, Om3, Om4, Om5], G, 550, INTEL),
    between(
        &[Om1],
        10 * G,
        Some(33),
        Some(300),
        "Intel X520-SR2 product brief; University of Wisconsin KB 7829 on 10GBASE-LX4",
    ),
    between(
        &[Om2],
        10 * G,
        Some(82),
        Some(300),
        "Intel X520-SR2 product brief; University of Wisconsin KB 7829 on 10GBASE-LX4",
    ),
    agreed(
        &[Om3],
        10 * G,
        300,
        "Intel X520-SR2 product brief; Ethernet Alliance, 2012-06-13",
    ),
    agreed(
        &[Om4, Om5],
        10 * G,
        400,
        "Ethernet Alliance, \"10GbE Standardized to 400 Meters on OM4 Fiber\"; BICSI ICT Today, Nov/Dec 2018",
    ),
    // IEEE 802.3 clause 112.
    between(
        &[Om3],
        25 * G,
        Some(70),
        None,
        "TIA FOTC, \"25GBASE-SR Application Overview\"",
    ),
    between(
        &[Om4, Om5],
        25 * G,
        Some(100),
        Some(400),
        "TIA FOTC, \"25GBASE-SR Application Overview\"; Cisco, \"25G Transceiver FAQ\" on CSR optics",
    ),
    // IEEE 802.3 clause 86; the longest is that of the makers' eSR4.
    between(
        &[Om3],
        40 * G,
        Some(100),
        Some(300),
        "Ethernet Alliance, 2012-06-13; fiber-optic-components.com on 40GBASE-SR4 and eSR4",
    ),
    between(
        &[Om4, Om5],
        40 * G,
        Some(150),
        Some(400),
        "BICSI ICT Today, Nov/Dec 2018; fiber-optic-components.com on 40GBASE-SR4 and eSR4",
    ),
    // IEEE 802.3 clause 95 (SR4) and clause 86 (SR10).
    between(
        &[Om3],
        100 * G,
        Some(70),
        Some(100),
        "BICSI ICT Today, Nov/Dec 2018 on SR4; Ethernet Alliance, 2012-06-13 on SR10",
    ),
    between(
        &[Om4, Om5],
        100 * G,
        Some(100),
        Some(150),
        "BICSI ICT Today, Nov/Dec 2018 on SR4; Ethernet Alliance, 2012-06-13 on SR10",
    ),
    between(
        &[Om4, Om5],
        200 * G,
        Some(100),
        None,
        "Leviton, \"IEEE votes down a next-gen 200 Gb/s standard\": 200GBASE-SR4; NVIDIA DGX cabling guide",
    ),
    // IEEE 802.3 clauses 138 (SR8) and 150 (SR4.2).
    agreed(
        &[Om3],
        400 * G,
        70,
        "TIA FOTC, \"400GBASE-SR8\" and \"400GBASE-SR4.2 Application Overview\"",
    ),
    agreed(
        &[Om4],
        400 * G,
        100,
        "TIA FOTC, \"400GBASE-SR8\" and \"400GBASE-SR4.2 Application Overview\"",
    ),
    between(
        &[Om5],
        400 * G,
        Some(100),
        Some(150),
        "TIA FOTC, \"400GBASE-SR8\" and \"400GBASE-SR4.2 Application Overview\"",
    ),
];

/// Single mode, by the LR family. There is no longest length: ER, ZR and amplifiers go as far as one pays for.
///
/// OS1 may lose 1 dB/km and is held to the 2 km for which ISO/IEC 11801 made it (a white paper of the FIA); TIA's
/// FOTC computes 4 km for 40GBASE-LR4, which is the longer of the two. A single mode of unsaid grade is taken for
/// OS2: the Ethernet standards do not distinguish.
const SINGLE_MODE: &[Row] = &[
    // 1000BASE-LX promises 5 km; LX10, and what makers call LX/LH, 10.
    between(
        &[Smf, Os2],
        G,
        Some(5_000),
        None,
        "FS, \"Ethernet Standards for Optical Fiber Networking\"",
    ),
    between(&[Smf, Os2], 10 * G, Some(10_000), None, WISCONSIN),
    between(
        &[Smf, Os2],
        25 * G,
        Some(10_000),
        None,
        "Cisco, \"25G Transceiver FAQ\"; NVIDIA DGX cabling guide",
    ),
    between(
        &[Smf, Os2],
        40 * G,
        Some(10_000),
        None,
        "TIA FOTC, \"40GBASE-LR4 Application Overview\", clause 87",
    ),
    between(
        &[Smf, Os2],
        50 * G,
        Some(10_000),
        None,
        "Ethernet Alliance on IEEE P802.3cd: 50GBASE-LR",
    ),
    between(
        &[Smf, Os2],
        100 * G,
        Some(10_000),
        None,
        "NVIDIA DGX cabling guide, table 5: LR4",
    ),
    between(
        &[Smf, Os2],
        200 * G,
        Some(10_000),
        None,
        "Leviton, \"IEEE votes down a next-gen 200 Gb/s standard\": 200GBASE-LR4",
    ),
    between(
        &[Smf, Os2],
        400 * G,
        Some(10_000),
        None,
        "TIA FOTC, \"400GBASE-LR8 Application Overview\", clause 122",
    ),
    between(&[Os1], G, Some(2_000), None, OS1),
    between(&[Os1], 10 * G, Some(2_000), None, OS1),
    between(&[Os1], 25 * G, Some(2_000), None, OS1),
    between(&[Os1], 40 * G, Some(2_000), None, OS1),
    between(&[Os1], 100 * G, Some(2_000), None, OS1),
];

const OS1: &str = "FIA white paper on OS1 and OS2, after ISO/IEC 11801:2002; TIA FOTC, \"40GBASE-LR4\"";

/// Every table.
pub(super) const TABLES: [&[Row]; 4] = [TWISTED_PAIR, TWINAX, MULTIMODE, SINGLE_MODE];
