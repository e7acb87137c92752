//! Device types of which every figure was read in a document that the maker wrote: a datasheet, a manual, a page of its
//! documentation. What the document does not say is left out, however well known it may be.
//!
//! Conversions, and nothing else, are ours: a height of 43 to 45 mm is one unit of a rack, inches and pounds became
//! millimeters and kilograms, and what NetApp gives as heat (BTU an hour) is the draw in watts, rounded up, of
//! 3.412142 BTU an hour each; a gigabit port that feeds what is plugged in is twisted pair. Draws that leave open
//! whether they count what a port feeds were not taken.

use super::own_table::Figure::{
    Cooling, Depth, Inlets, Mass, Most, Ports, PsuRating, Psus, Typical, Units, Width,
};
use super::own_table::{BLANK, By, Row, Source};
use fiasco_estate::room::Airflow;

const EX3400: Source = Source {
    title: "EX3400 Ethernet Switch, data sheet of Juniper (copy)",
    date: "undated",
    at: "https://docslib.org/doc/9838480/ex3400-ethernet-switch-datasheet-pdf",
    by: By::Maker,
};

const EX4000: Source = Source {
    title: "Juniper EX4000 chassis physical specifications",
    date: "undated",
    at: "https://www.juniper.net/documentation/jp/ja/hardware/ex4000/topics/topic-map/ex4000-chassis.html",
    by: By::Maker,
};

const SR670: Source = Source {
    title: "ThinkSystem SR670 V2 Maintenance Manual of Lenovo, general specifications (copy)",
    date: "undated",
    at: "https://www.easymanua.ls/lenovo/thinksystem-sr670-v2/manual?p=10",
    by: By::Maker,
};

const STACK_EDGE: Source = Source {
    title: "Technical specifications and compliance for Azure Stack Edge Pro with GPU",
    date: "2023-04-12",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/databox-online/azure-stack-edge-gpu-technical-specifications-compliance.md",
    by: By::Maker,
};

const STACK_EDGE_2: Source = Source {
    title: "Technical specifications and compliance for Azure Stack Edge Pro 2",
    date: "2022-02-18",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/databox-online/azure-stack-edge-pro-2-technical-specifications-compliance.md",
    by: By::Maker,
};

const CCR1036: Source = Source {
    title: "CCR1036-8G-2S+, brochure of MikroTik (copy)",
    date: "undated",
    at: "https://github.com/andretavaresrj/imagens/files/10949189/CCR1036-8G-2S%2B.pdf",
    by: By::Maker,
};

const CRS212: Source = Source {
    title: "CRS212-1G-10S-1S+IN, brochure of MikroTik (copy)",
    date: "undated",
    at: "https://github.com/wrjdistribuidora/datasheet/files/9740514/CRS212-1G-10S-1SplusIN_211024.pdf",
    by: By::Maker,
};

const RB2011: Source = Source {
    title: "RB2011 Series, brochure of MikroTik (copy)",
    date: "undated",
    at: "https://github.com/wrjdistribuidora/datasheet/files/9660328/RB2011_series.pdf",
    by: By::Maker,
};

const RB3011: Source = Source {
    title: "RB3011UiAS-RM, brochure of MikroTik (copy)",
    date: "undated",
    at: "https://github.com/wrjdistribuidora/datasheet/files/9740456/RB3011-RM_210522.pdf",
    by: By::Maker,
};

const RB4011: Source = Source {
    title: "RB4011iGS+RM, brochure of MikroTik (copy)",
    date: "undated",
    at: "https://github.com/andretavaresrj/imagens/files/10949232/RB4011IGS%2BRM.pdf",
    by: By::Maker,
};

const AFF_A20: Source = Source {
    title: "Key specifications for AFF A20, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/a20-30-50/a20-key-specifications.adoc",
    by: By::Maker,
};

const AFF_A30: Source = Source {
    title: "Key specifications for AFF A30, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/a20-30-50/a30-key-specifications.adoc",
    by: By::Maker,
};

const AFF_A150: Source = Source {
    title: "Key specifications for AFF A150, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/a150/overview.adoc",
    by: By::Maker,
};

const AFF_A250: Source = Source {
    title: "Key specifications for AFF A250, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/a250/overview.adoc",
    by: By::Maker,
};

const AFF_C30: Source = Source {
    title: "Key specifications for AFF C30, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/c30-60/overview.adoc",
    by: By::Maker,
};

const AFF_C250: Source = Source {
    title: "Key specifications for AFF C250, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/c250/overview.adoc",
    by: By::Maker,
};

const FAS50: Source = Source {
    title: "Key specifications for FAS50, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/fas50/overview.adoc",
    by: By::Maker,
};

const FAS2750: Source = Source {
    title: "Key specifications for FAS2750, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/fas2700/overview.adoc",
    by: By::Maker,
};

const FAS2820: Source = Source {
    title: "Key specifications for FAS2820, hardware documentation of NetApp",
    date: "undated",
    at: "https://github.com/NetAppDocs/ontap-systems/blob/main/fas2800/overview.adoc",
    by: By::Maker,
};

/// The types, by maker.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["Juniper/EX3400-24P"],
        units: "1",
        depth_mm: "350.5",
        psus: "2",
        ports: &[
            ("1000base-t", 24, false),
            ("10gbase-x-sfpp", 4, false),
            ("40gbase-x-qsfpp", 2, false),
        ],
        read_in: &[(&[Units, Depth, Psus, Ports], &EX3400)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX3400-48P"],
        units: "1",
        depth_mm: "350.5",
        psus: "2",
        ports: &[
            ("1000base-t", 48, false),
            ("10gbase-x-sfpp", 4, false),
            ("40gbase-x-qsfpp", 2, false),
        ],
        read_in: &[(&[Units, Depth, Psus, Ports], &EX3400)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-8P"],
        units: "1",
        width_mm: "264",
        depth_mm: "245",
        mass_kg: "2.6",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-12T"],
        units: "1",
        width_mm: "264",
        depth_mm: "245",
        mass_kg: "2.3",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-12P"],
        units: "1",
        width_mm: "264",
        depth_mm: "253.7",
        mass_kg: "3.2",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-24T"],
        units: "1",
        width_mm: "441",
        depth_mm: "214",
        mass_kg: "2.9",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-24P"],
        units: "1",
        width_mm: "441",
        depth_mm: "258",
        mass_kg: "4.2",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-24MP"],
        units: "1",
        width_mm: "441",
        depth_mm: "258",
        mass_kg: "4.1",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-48T"],
        units: "1",
        width_mm: "441",
        depth_mm: "258",
        mass_kg: "3.6",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-48P"],
        units: "1",
        width_mm: "441",
        depth_mm: "304",
        mass_kg: "4.9",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-48MP"],
        units: "1",
        width_mm: "441",
        depth_mm: "304",
        mass_kg: "5.3",
        read_in: &[(&[Units, Width, Depth, Mass], &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Lenovo/ThinkSystem SR670 V2"],
        units: "3",
        width_mm: "482",
        depth_mm: "953.1",
        read_in: &[(&[Units, Width, Depth], &SR670)],
        ..BLANK
    },
    Row {
        names: &[
            "Microsoft/Azure Stack Edge Pro",
            "Microsoft/Azure Stack Edge Pro GPU",
        ],
        units: "1",
        width_mm: "434.1",
        depth_mm: "740.4",
        mass_kg: "0..15.9",
        psus: "2",
        psu_w: "750",
        airflow: Some(Airflow::FrontToRear),
        read_in: &[(
            &[Units, Width, Depth, Mass, Psus, PsuRating, Cooling],
            &STACK_EDGE,
        )],
        ..BLANK
    },
    Row {
        names: &["Microsoft/Azure Stack Edge Pro 2"],
        units: "2",
        width_mm: "482.6",
        depth_mm: "430.5",
        mass_kg: "9.53",
        psus: "1",
        psu_w: "550",
        ports: &[("10gbase-t", 2, false), ("100gbase-x-qsfp56", 2, false)],
        read_in: &[(
            &[Units, Width, Depth, Mass, Psus, PsuRating, Ports],
            &STACK_EDGE_2,
        )],
        ..BLANK
    },
    Row {
        names: &["MikroTik/CCR1036-8G-2S+"],
        units: "1",
        width_mm: "443",
        depth_mm: "193",
        psus: "2",
        ports: &[("1000base-t", 8, false), ("10gbase-x-sfpp", 2, false)],
        read_in: &[(&[Units, Width, Depth, Psus, Ports], &CCR1036)],
        ..BLANK
    },
    Row {
        names: &["MikroTik/CRS212-1G-10S-1S+IN"],
        units: "1",
        width_mm: "200",
        depth_mm: "142",
        ports: &[
            ("1000base-t", 1, false),
            ("1000base-x-sfp", 10, false),
            ("10gbase-x-sfpp", 1, false),
        ],
        read_in: &[(&[Units, Width, Depth, Ports], &CRS212)],
        ..BLANK
    },
    Row {
        names: &["MikroTik/RB2011iL-RM"],
        units: "1",
        width_mm: "443",
        depth_mm: "92",
        inlets: &[("dc-terminal", 1)],
        ports: &[("1000base-t", 5, false), ("100base-tx", 5, false)],
        read_in: &[(&[Units, Width, Depth, Inlets, Ports], &RB2011)],
        ..BLANK
    },
    Row {
        names: &["MikroTik/RB2011UiAS-RM"],
        units: "1",
        width_mm: "443",
        depth_mm: "92",
        inlets: &[("dc-terminal", 1)],
        ports: &[
            ("1000base-t", 5, false),
            ("100base-tx", 5, false),
            ("1000base-x-sfp", 1, false),
        ],
        read_in: &[(&[Units, Width, Depth, Inlets, Ports], &RB2011)],
        ..BLANK
    },
    Row {
        names: &["MikroTik/RB3011UiAS-RM"],
        units: "1",
        width_mm: "443",
        depth_mm: "92",
        inlets: &[("dc-terminal", 1)],
        ports: &[("1000base-t", 10, false), ("1000base-x-sfp", 1, false)],
        read_in: &[(&[Units, Width, Depth, Inlets, Ports], &RB3011)],
        ..BLANK
    },
    Row {
        names: &["MikroTik/RB4011iGS+RM"],
        units: "1",
        width_mm: "228",
        depth_mm: "120",
        most_w: "33",
        inlets: &[("dc-terminal", 1)],
        ports: &[("1000base-t", 10, false), ("10gbase-x-sfpp", 1, false)],
        read_in: &[(&[Units, Width, Depth, Most, Inlets, Ports], &RB4011)],
        ..BLANK
    },
    Row {
        names: &["NetApp/AFF A20"],
        units: "2",
        width_mm: "447",
        mass_kg: "27.5",
        typical_w: "730",
        most_w: "1141",
        read_in: &[(&[Units, Width, Mass, Typical, Most], &AFF_A20)],
        ..BLANK
    },
    Row {
        names: &["NetApp/AFF A30"],
        units: "2",
        width_mm: "447",
        mass_kg: "27.5",
        typical_w: "848",
        most_w: "1303",
        read_in: &[(&[Units, Width, Mass, Typical, Most], &AFF_A30)],
        ..BLANK
    },
    Row {
        names: &["NetApp/AFF A150"],
        units: "2",
        width_mm: "447",
        depth_mm: "612.14",
        mass_kg: "27.6",
        typical_w: "355",
        most_w: "492",
        read_in: &[(&[Units, Width, Depth, Mass, Typical, Most], &AFF_A150)],
        ..BLANK
    },
    Row {
        names: &["NetApp/AFF A250"],
        units: "2",
        width_mm: "447",
        mass_kg: "24.6",
        typical_w: "775",
        most_w: "1019",
        read_in: &[(&[Units, Width, Mass, Typical, Most], &AFF_A250)],
        ..BLANK
    },
    Row {
        names: &["NetApp/AFF C30"],
        units: "2",
        width_mm: "447",
        mass_kg: "27.5",
        typical_w: "848",
        most_w: "1303",
        read_in: &[(&[Units, Width, Mass, Typical, Most], &AFF_C30)],
        ..BLANK
    },
    Row {
        names: &["NetApp/AFF C250"],
        units: "2",
        width_mm: "447",
        mass_kg: "24.6",
        typical_w: "852",
        most_w: "1100",
        read_in: &[(&[Units, Width, Mass, Typical, Most], &AFF_C250)],
        ..BLANK
    },
    Row {
        names: &["NetApp/FAS50"],
        units: "2",
        width_mm: "447",
        mass_kg: "23.7",
        typical_w: "680",
        most_w: "1135",
        read_in: &[(&[Units, Width, Mass, Typical, Most], &FAS50)],
        ..BLANK
    },
    Row {
        names: &["NetApp/FAS2750"],
        units: "2",
        width_mm: "447",
        depth_mm: "612.14",
        mass_kg: "27.6",
        typical_w: "355",
        most_w: "492",
        read_in: &[(&[Units, Width, Depth, Mass, Typical, Most], &FAS2750)],
        ..BLANK
    },
    Row {
        names: &["NetApp/FAS2820"],
        units: "2",
        width_mm: "447",
        depth_mm: "637.54",
        mass_kg: "25.9",
        typical_w: "532",
        most_w: "686",
        read_in: &[(&[Units, Width, Depth, Mass, Typical, Most], &FAS2820)],
        ..BLANK
    },
];
