//! Device types of which not every figure was read in a document of the maker: a dealer's copy of the maker's table,
//! the catalog of somebody who builds on the device, a library that many write. Each row says which figures came from
//! where. When a document of the maker turns up for all of them, the row moves to [`super::own_proven`].

use super::own_table::Figure::{
    Cooling, Depth, FullDepth, Inlets, Mass, Most, Ports, PsuRating, Psus, Units, Width,
};
use super::own_table::{BLANK, By, Row, Source};
use fiasco_estate::room::Airflow;

/// Good for heights, inlets, ports and masses; not for draws and depths, which only datasheets give.
pub const LIBRARY: Source = Source {
    title: "NetBox community library of device types",
    date: "2024-04-08",
    at: "https://github.com/netbox-community/devicetype-library",
    by: By::Library,
};

const R710: Source = Source {
    title: "an owner's notes on the PowerEdge R710, after Dell's Technical Guidebook at this address",
    date: "2026-07-29",
    at: "https://i.dell.com/sites/doccontent/business/solutions/engineering-docs/en/Documents/server-poweredge-r710-tech-guidebook.pdf",
    by: By::Owner,
};

const R340: Source = Source {
    title: "Defender for IoT appliance catalog, Dell PowerEdge R340 XL",
    date: "2023-03-02",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/dell-poweredge-r340-xl-legacy.md",
    by: By::Dealer,
};

const R350: Source = Source {
    title: "Defender for IoT appliance catalog, Dell PowerEdge R350",
    date: "2024-03-14",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/dell-poweredge-r350-e1800.md",
    by: By::Dealer,
};

const R360: Source = Source {
    title: "Defender for IoT appliance catalog, Dell PowerEdge R360",
    date: "2024-03-14",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/dell-poweredge-r360-e1800.md",
    by: By::Dealer,
};

const R420: Source = Source {
    title: "Dell PowerEdge R420 Technical Guide, page 28",
    date: "undated",
    at: "https://www.easymanua.ls/dell/poweredge-pdu-managed-led/manual/1248629?p=28",
    by: By::Maker,
};

const DL360: Source = Source {
    title: "Defender for IoT appliance catalog, HPE ProLiant DL360",
    date: "2022-10-03",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/hpe-proliant-dl360.md",
    by: By::Dealer,
};

const DL20: Source = Source {
    title: "Defender for IoT appliance catalog, HPE ProLiant DL20 Gen10",
    date: "undated",
    at: "https://learn.microsoft.com/zh-cn/azure/defender-for-iot/organizations/appliance-catalog/hpe-proliant-dl20-legacy",
    by: By::Dealer,
};

const DL20_PLUS: Source = Source {
    title: "Defender for IoT appliance catalog, HPE ProLiant DL20 Gen10 Plus (4SFF)",
    date: "2022-04-24",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/hpe-proliant-dl20-plus-enterprise.md",
    by: By::Dealer,
};

const SG3428: Source = Source {
    title: "TP-Link's table for the SG3428, as a dealer gives it",
    date: "undated",
    at: "https://www.umart.com.au/product/tp-link-jetstream-24-port-gigabit-l2-managed-switch-sg3428-59028",
    by: By::Dealer,
};

const SG2428P: Source = Source {
    title: "TP-Link's table for the SG2428P, as a dealer gives it",
    date: "undated",
    at: "https://www.webmario.com/tp-link-omada-switch-sg2428p-24xgbe-4xsfp-24x-poe-250w",
    by: By::Dealer,
};

const SG3428XMPP: Source = Source {
    title: "TP-Link's table for the SG3428XMPP, as a dealer gives it",
    date: "undated",
    at: "https://www.radioparts.com.au/product/09052352/sg3428xmpp-244-port-10ge-poe-managed-switch-omada-500w-16-poe-8-poe-omada-500w-16-poe-8-poe",
    by: By::Dealer,
};

const SG6428X: Source = Source {
    title: "TP-Link's table for the SG6428X, as a dealer gives it",
    date: "undated",
    at: "https://www.umart.com.au/product/tp-link-omada-24-port-gigabit-stackable-l3-managed-switch-with-4-10g-slots-sg6428x-81477",
    by: By::Dealer,
};

const SG6428XHP: Source = Source {
    title: "TP-Link's table for the SG6428XHP, as a dealer gives it",
    date: "undated",
    at: "https://webmario.com/tp-link-omada-switch-sg6428xhp-24xgbe4xsfp24x-poe720w2xusb202xconsolerp",
    by: By::Dealer,
};

const CRS326: Source = Source {
    title: "MikroTik's table for the CRS326-24G-2S+RM, as a distributor gives it",
    date: "undated",
    at: "https://artigos-mevlox-distribuidora.mevlox.app/artigo-crs326-24g.html",
    by: By::Dealer,
};

const CRS328: Source = Source {
    title: "MikroTik's table for the CRS328-24P-4S+RM, as a distributor gives it",
    date: "undated",
    at: "https://artigos-mevlox-distribuidora.mevlox.app/artigo-crs328-24p.html",
    by: By::Dealer,
};

const CRS326_BROCHURE: Source = Source {
    title: "CRS326-24G-2S+RM, brochure of MikroTik (copy)",
    date: "undated",
    at: "https://github.com/andretavaresrj/imagens/files/11513494/CRS326-24G-2SRM_211044.pdf",
    by: By::Maker,
};

/// The types, by maker.
pub(super) const ROWS: &[Row] = &[
    Row {
        names: &["Dell/PowerEdge R710"],
        units: "2",
        width_mm: "443",
        depth_mm: "681",
        mass_kg: "0..25.9",
        psus: "2",
        psu_w: "570..870",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        airflow: Some(Airflow::FrontToRear),
        read_in: &[
            (&[Width, Depth, Mass, Psus, PsuRating, Cooling], &R710),
            (&[Units, Inlets, FullDepth], &LIBRARY),
        ],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R340", "Dell/PowerEdge R340 XL"],
        units: "1",
        width_mm: "434",
        depth_mm: "596",
        mass_kg: "0..13.6",
        psus: "2",
        psu_w: "350",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[
            (&[Units, Width, Depth, Mass, Psus, PsuRating], &R340),
            (&[Inlets, FullDepth], &LIBRARY),
        ],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R350"],
        units: "1",
        width_mm: "434",
        depth_mm: "563",
        mass_kg: "0..13.14",
        psus: "2",
        psu_w: "600..700",
        inlets: &[("iec-60320-c14", 2)],
        read_in: &[(&[Units, Width, Depth, Mass, Psus, PsuRating, Inlets], &R350)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R360"],
        units: "1",
        width_mm: "482",
        depth_mm: "598.9",
        inlets: &[("iec-60320-c14", 2)],
        read_in: &[(&[Units, Width, Depth, Inlets], &R360)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R420"],
        units: "1",
        psus: "1..2",
        psu_w: "350..550",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[
            (&[Psus, PsuRating], &R420),
            (&[Units, Inlets, FullDepth], &LIBRARY),
        ],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R640"],
        units: "1",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[(&[Units, Psus, Inlets, FullDepth], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R720"],
        units: "2",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[(&[Units, Psus, Inlets, FullDepth], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R730"],
        units: "2",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[(&[Units, Psus, Inlets, FullDepth], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R740xd"],
        units: "2",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[(&[Units, Psus, Inlets, FullDepth], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["HPE/ProLiant DL360 Gen10"],
        units: "1",
        width_mm: "434.6",
        depth_mm: "707",
        mass_kg: "0..16.27",
        psus: "2",
        full_depth: Some(true),
        read_in: &[
            (&[Units, Width, Depth, Mass, Psus], &DL360),
            (&[FullDepth], &LIBRARY),
        ],
        ..BLANK
    },
    Row {
        names: &["HPE/ProLiant DL20 Gen10"],
        units: "1",
        width_mm: "434.6",
        depth_mm: "382.2",
        mass_kg: "0..7.9",
        psus: "2",
        read_in: &[(&[Units, Width, Depth, Mass, Psus], &DL20)],
        ..BLANK
    },
    Row {
        names: &["HPE/ProLiant DL20 Gen10 Plus"],
        units: "1",
        width_mm: "434.6",
        depth_mm: "382.2",
        psus: "2",
        psu_w: "290..500",
        read_in: &[(&[Units, Width, Depth, Psus, PsuRating], &DL20_PLUS)],
        ..BLANK
    },
    Row {
        names: &["HPE/ProLiant DL380 Gen10"],
        units: "2",
        psus: "2",
        full_depth: Some(true),
        read_in: &[(&[Units, Psus, FullDepth], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Lenovo/ThinkSystem SR650", "Lenovo/7X06"],
        units: "2",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[(&[Units, Psus, Inlets, FullDepth], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Cisco/Catalyst 2960X-48TS-L", "Cisco/WS-C2960X-48TS-L"],
        units: "1",
        psus: "1",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(false),
        ports: &[
            ("1000base-t", 48, false),
            ("1000base-x-sfp", 4, false),
            ("100base-tx", 1, true),
        ],
        read_in: &[(&[Units, Psus, Inlets, FullDepth, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Cisco/Catalyst 2960X-24TS-L", "Cisco/WS-C2960X-24TS-L"],
        units: "1",
        psus: "1",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(false),
        ports: &[
            ("1000base-t", 24, false),
            ("1000base-x-sfp", 4, false),
            ("100base-tx", 1, true),
        ],
        read_in: &[(&[Units, Psus, Inlets, FullDepth, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Cisco/Catalyst 9300-48T", "Cisco/C9300-48T"],
        units: "1",
        mass_kg: "7.45",
        psus: "1..2",
        full_depth: Some(true),
        ports: &[("1000base-t", 48, false), ("1000base-t", 1, true)],
        read_in: &[(&[Units, Mass, Psus, FullDepth, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &[
            "Arista/DCS-7050SX3-48YC8-F",
            "Arista/7050SX3-48YC8",
            "Arista/DCS-7050SX3-48YC8",
        ],
        units: "1",
        mass_kg: "9.53",
        psus: "1..2",
        full_depth: Some(true),
        airflow: Some(Airflow::FrontToRear),
        ports: &[
            ("25gbase-x-sfp28", 48, false),
            ("100gbase-x-qsfp28", 8, false),
            ("1000base-t", 1, true),
        ],
        read_in: &[(&[Units, Mass, Psus, FullDepth, Cooling, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX2300-48T"],
        units: "1",
        mass_kg: "3.76",
        psus: "1",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(false),
        airflow: Some(Airflow::FrontToRear),
        ports: &[("1000base-t", 48, false), ("10gbase-x-sfpp", 4, false)],
        read_in: &[(&[Units, Mass, Psus, Inlets, FullDepth, Cooling, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["MikroTik/CRS326-24G-2S+RM"],
        units: "1",
        width_mm: "443",
        depth_mm: "144",
        most_w: "24",
        inlets: &[("dc-terminal", 1)],
        full_depth: Some(false),
        airflow: Some(Airflow::Passive),
        ports: &[("1000base-t", 24, false), ("10gbase-x-sfpp", 2, false)],
        read_in: &[
            (&[Ports], &CRS326_BROCHURE),
            (&[Width, Depth, Most, Cooling], &CRS326),
            (&[Units, Inlets, FullDepth], &LIBRARY),
        ],
        ..BLANK
    },
    Row {
        names: &["MikroTik/CRS328-24P-4S+RM"],
        units: "1",
        width_mm: "443",
        depth_mm: "300",
        psus: "1",
        psu_w: "500",
        most_w: "494",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(false),
        ports: &[("1000base-t", 24, false), ("10gbase-x-sfpp", 4, false)],
        read_in: &[
            (&[Width, Depth, Psus, PsuRating, Most], &CRS328),
            (&[Units, Inlets, FullDepth, Ports], &LIBRARY),
        ],
        ..BLANK
    },
    Row {
        names: &["MikroTik/CRS354-48G-4S+2Q+RM"],
        units: "1",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(false),
        ports: &[
            ("1000base-t", 48, false),
            ("10gbase-x-sfpp", 4, false),
            ("40gbase-x-qsfpp", 2, false),
        ],
        read_in: &[(&[Units, Psus, Inlets, FullDepth, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["TP-Link/SG3428", "TP-Link/TL-SG3428"],
        units: "1",
        width_mm: "440",
        depth_mm: "180",
        psus: "1",
        most_w: "19.22..19.9",
        airflow: Some(Airflow::Passive),
        ports: &[("1000base-t", 24, false), ("1000base-x-sfp", 4, false)],
        read_in: &[(&[Units, Width, Depth, Psus, Most, Cooling, Ports], &SG3428)],
        ..BLANK
    },
    Row {
        names: &["TP-Link/SG2428P", "TP-Link/TL-SG2428P"],
        units: "1",
        width_mm: "440",
        depth_mm: "220",
        psus: "1",
        most_w: "308.6",
        ports: &[("1000base-t", 24, false), ("1000base-x-sfp", 4, false)],
        read_in: &[(&[Units, Width, Depth, Psus, Most, Ports], &SG2428P)],
        ..BLANK
    },
    Row {
        names: &["TP-Link/SG3428XMPP"],
        units: "1",
        width_mm: "440",
        depth_mm: "330",
        psus: "1",
        most_w: "605.5",
        ports: &[("1000base-t", 24, false), ("10gbase-x-sfpp", 4, false)],
        read_in: &[(&[Units, Width, Depth, Psus, Most, Ports], &SG3428XMPP)],
        ..BLANK
    },
    Row {
        names: &["TP-Link/SG6428X"],
        units: "1",
        width_mm: "440",
        depth_mm: "380",
        psus: "2",
        most_w: "28.4",
        ports: &[("1000base-t", 24, false), ("10gbase-x-sfpp", 4, false)],
        read_in: &[(&[Units, Width, Depth, Psus, Most, Ports], &SG6428X)],
        ..BLANK
    },
    Row {
        names: &["TP-Link/SG6428XHP"],
        units: "1",
        width_mm: "440",
        depth_mm: "420",
        psus: "1..2",
        most_w: "916.6",
        ports: &[("1000base-t", 24, false), ("10gbase-x-sfpp", 4, false)],
        read_in: &[(&[Units, Width, Depth, Psus, Most, Ports], &SG6428XHP)],
        ..BLANK
    },
    Row {
        names: &[
            "Ubiquiti/USW-Pro-48",
            "Ubiquiti/UniFi Switch 48 Pro",
            "Ubiquiti/UniFi Switch Pro 48",
        ],
        units: "1",
        psus: "1",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(true),
        ports: &[("1000base-t", 48, false), ("10gbase-x-sfpp", 4, false)],
        read_in: &[(&[Units, Psus, Inlets, FullDepth, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Ubiquiti/USW-Pro-24", "Ubiquiti/UniFi Switch Pro 24"],
        units: "1",
        psus: "1",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(true),
        ports: &[("1000base-t", 24, false), ("10gbase-x-sfpp", 2, false)],
        read_in: &[(&[Units, Psus, Inlets, FullDepth, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Fortinet/FortiGate 100F", "Fortinet/FG-100F"],
        units: "1",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(false),
        ports: &[
            ("1000base-t", 18, false),
            ("10gbase-x-sfpp", 2, false),
            ("1000base-x-sfp", 8, false),
        ],
        read_in: &[(&[Units, Psus, Inlets, FullDepth, Ports], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["APC/SMT1500RMI2U"],
        units: "2",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(true),
        airflow: Some(Airflow::FrontToRear),
        read_in: &[(&[Units, Inlets, FullDepth, Cooling], &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Synology/RS1221+", "Synology/RackStation RS1221+"],
        units: "2",
        psus: "1",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(true),
        read_in: &[(&[Units, Psus, Inlets, FullDepth], &LIBRARY)],
        ..BLANK
    },
];
