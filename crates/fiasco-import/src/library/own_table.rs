//! The table of device types that fiasco ships: figures and where each was read, nothing else.
//!
//! Figures are decimals as text, or `lo..hi` where the document gives a choice; an empty one is unknown. The
//! document is the one that was read: a maker's own where there was one, else a dealer's copy of the maker's table
//! or the catalog of somebody who builds on the device, and the title says so. To add a type, add a row with a
//! document you have read.

use fiasco_estate::room::Airflow;

/// Where figures were read.
#[derive(Debug)]
pub struct Source {
    /// What the document is called.
    pub title: &'static str,
    /// Its date, `YYYY-MM-DD`, or `undated`.
    pub date: &'static str,
    /// Its address.
    pub at: &'static str,
}

/// A device type.
#[derive(Debug)]
pub struct Row {
    /// `maker/model`: the usual name first, then others it goes by.
    pub names: &'static [&'static str],
    /// Height in rack units.
    pub units: &'static str,
    /// Width in millimeters.
    pub width_mm: &'static str,
    /// Depth in millimeters.
    pub depth_mm: &'static str,
    /// Mass in kilograms; documents give that of the heaviest build, so that of a server is anything up to it.
    pub mass_kg: &'static str,
    /// How many power supplies it has.
    pub psus: &'static str,
    /// What one supply delivers, in watts.
    pub psu_w: &'static str,
    /// What it draws in normal operation, in watts.
    pub typical_w: &'static str,
    /// What it draws at most, in watts, devices fed through its ports included.
    pub most_w: &'static str,
    /// Power inlets: kind and number.
    pub inlets: &'static [(&'static str, u32)],
    /// Whether it takes front and rear of its place.
    pub full_depth: Option<bool>,
    /// Which way it blows.
    pub airflow: Option<Airflow>,
    /// Network ports: kind, number, only for management. Those of servers are chosen when they are ordered, so a type
    /// of server has none here.
    pub ports: &'static [(&'static str, u32, bool)],
    /// Which figures were read where.
    pub read_in: &'static [(&'static str, &'static Source)],
}

/// A row of which nothing is known.
const BLANK: Row = Row {
    names: &[],
    units: "",
    width_mm: "",
    depth_mm: "",
    mass_kg: "",
    psus: "",
    psu_w: "",
    typical_w: "",
    most_w: "",
    inlets: &[],
    full_depth: None,
    airflow: None,
    ports: &[],
    read_in: &[],
};

/// Good for heights, inlets, ports and masses; not for draws and depths, which only datasheets give.
pub const LIBRARY: Source = Source {
    title: "NetBox community library of device types",
    date: "2024-04-08",
    at: "https://github.com/netbox-community/devicetype-library",
};

const R710: Source = Source {
    title: "an owner's notes on the PowerEdge R710, after Dell's Technical Guidebook at this address",
    date: "2026-07-29",
    at: "https://i.dell.com/sites/doccontent/business/solutions/engineering-docs/en/Documents/server-poweredge-r710-tech-guidebook.pdf",
};

const R340: Source = Source {
    title: "Defender for IoT appliance catalog, Dell PowerEdge R340 XL",
    date: "2023-03-02",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/dell-poweredge-r340-xl-legacy.md",
};

const R350: Source = Source {
    title: "Defender for IoT appliance catalog, Dell PowerEdge R350",
    date: "2024-03-14",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/dell-poweredge-r350-e1800.md",
};

const R360: Source = Source {
    title: "Defender for IoT appliance catalog, Dell PowerEdge R360",
    date: "2024-03-14",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/dell-poweredge-r360-e1800.md",
};

const R420: Source = Source {
    title: "Dell PowerEdge R420 Technical Guide, page 28",
    date: "undated",
    at: "https://www.easymanua.ls/dell/poweredge-pdu-managed-led/manual/1248629?p=28",
};

const DL360: Source = Source {
    title: "Defender for IoT appliance catalog, HPE ProLiant DL360",
    date: "2022-10-03",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/hpe-proliant-dl360.md",
};

const DL20: Source = Source {
    title: "Defender for IoT appliance catalog, HPE ProLiant DL20 Gen10",
    date: "undated",
    at: "https://learn.microsoft.com/zh-cn/azure/defender-for-iot/organizations/appliance-catalog/hpe-proliant-dl20-legacy",
};

const DL20_PLUS: Source = Source {
    title: "Defender for IoT appliance catalog, HPE ProLiant DL20 Gen10 Plus (4SFF)",
    date: "2022-04-24",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/defender-for-iot/organizations/appliance-catalog/hpe-proliant-dl20-plus-enterprise.md",
};

const SR670: Source = Source {
    title: "ThinkSystem SR670 V2 Maintenance Manual, general specifications",
    date: "undated",
    at: "https://www.easymanua.ls/lenovo/thinksystem-sr670-v2/manual?p=10",
};

const STACK_EDGE: Source = Source {
    title: "Azure Stack Edge Pro with GPU, technical specifications",
    date: "2023-04-12",
    at: "https://github.com/MicrosoftDocs/azure-docs/blob/main/articles/databox-online/azure-stack-edge-gpu-technical-specifications-compliance.md",
};

const SG3428: Source = Source {
    title: "TP-Link's table for the SG3428, as a dealer gives it",
    date: "undated",
    at: "https://www.umart.com.au/product/tp-link-jetstream-24-port-gigabit-l2-managed-switch-sg3428-59028",
};

const SG2428P: Source = Source {
    title: "TP-Link's table for the SG2428P, as a dealer gives it",
    date: "undated",
    at: "https://www.webmario.com/tp-link-omada-switch-sg2428p-24xgbe-4xsfp-24x-poe-250w",
};

const SG3428XMPP: Source = Source {
    title: "TP-Link's table for the SG3428XMPP, as a dealer gives it",
    date: "undated",
    at: "https://www.radioparts.com.au/product/09052352/sg3428xmpp-244-port-10ge-poe-managed-switch-omada-500w-16-poe-8-poe-omada-500w-16-poe-8-poe",
};

const SG6428X: Source = Source {
    title: "TP-Link's table for the SG6428X, as a dealer gives it",
    date: "undated",
    at: "https://www.umart.com.au/product/tp-link-omada-24-port-gigabit-stackable-l3-managed-switch-with-4-10g-slots-sg6428x-81477",
};

const SG6428XHP: Source = Source {
    title: "TP-Link's table for the SG6428XHP, as a dealer gives it",
    date: "undated",
    at: "https://webmario.com/tp-link-omada-switch-sg6428xhp-24xgbe4xsfp24x-poe720w2xusb202xconsolerp",
};

const CRS326: Source = Source {
    title: "MikroTik's table for the CRS326-24G-2S+RM, as a distributor gives it",
    date: "undated",
    at: "https://artigos-mevlox-distribuidora.mevlox.app/artigo-crs326-24g.html",
};

const CRS328: Source = Source {
    title: "MikroTik's table for the CRS328-24P-4S+RM, as a distributor gives it",
    date: "undated",
    at: "https://artigos-mevlox-distribuidora.mevlox.app/artigo-crs328-24p.html",
};

const EX4000: Source = Source {
    title: "Juniper EX4000 chassis physical specifications",
    date: "undated",
    at: "https://www.juniper.net/documentation/jp/ja/hardware/ex4000/topics/topic-map/ex4000-chassis.html",
};

/// Every type, by maker.
pub const ROWS: &[Row] = &[
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
            ("size, mass, supplies, airflow", &R710),
            ("height, inlets, ports", &LIBRARY),
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
        read_in: &[("size, mass, supplies, ports", &R340), ("inlets", &LIBRARY)],
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
        read_in: &[("size, mass, supplies, inlets, ports", &R350)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R360"],
        units: "1",
        width_mm: "482",
        depth_mm: "598.9",
        inlets: &[("iec-60320-c14", 2)],
        read_in: &[("size with bezel, inlets, ports", &R360)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R420"],
        units: "1",
        psus: "1..2",
        psu_w: "350..550",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[("supplies", &R420), ("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R640"],
        units: "1",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R720"],
        units: "2",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R730"],
        units: "2",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Dell/PowerEdge R740xd"],
        units: "2",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[("height, inlets, ports", &LIBRARY)],
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
        read_in: &[("size, mass, supplies", &DL360), ("ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["HPE/ProLiant DL20 Gen10"],
        units: "1",
        width_mm: "434.6",
        depth_mm: "382.2",
        mass_kg: "0..7.9",
        psus: "2",
        read_in: &[("size, mass, supplies", &DL20)],
        ..BLANK
    },
    Row {
        names: &["HPE/ProLiant DL20 Gen10 Plus"],
        units: "1",
        width_mm: "434.6",
        depth_mm: "382.2",
        psus: "2",
        psu_w: "290..500",
        read_in: &[("size, supplies, ports", &DL20_PLUS)],
        ..BLANK
    },
    Row {
        names: &["HPE/ProLiant DL380 Gen10"],
        units: "2",
        psus: "2",
        full_depth: Some(true),
        read_in: &[("height, supplies, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Lenovo/ThinkSystem SR650", "Lenovo/7X06"],
        units: "2",
        psus: "2",
        inlets: &[("iec-60320-c14", 2)],
        full_depth: Some(true),
        read_in: &[("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Lenovo/ThinkSystem SR670 V2"],
        units: "3",
        width_mm: "482",
        depth_mm: "953.1",
        read_in: &[("size with flange", &SR670)],
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
        read_in: &[("size, mass, supplies, airflow", &STACK_EDGE)],
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
        read_in: &[("height, inlets, ports", &LIBRARY)],
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
        read_in: &[("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Cisco/Catalyst 9300-48T", "Cisco/C9300-48T"],
        units: "1",
        mass_kg: "7.45",
        psus: "1..2",
        full_depth: Some(true),
        ports: &[("1000base-t", 48, false), ("1000base-t", 1, true)],
        read_in: &[("height, mass, supplies, ports", &LIBRARY)],
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
        read_in: &[("height, mass, supplies, airflow, ports", &LIBRARY)],
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
        read_in: &[("height, mass, inlets, airflow, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-24T"],
        units: "1",
        width_mm: "441",
        depth_mm: "214",
        mass_kg: "2.9",
        read_in: &[("size, mass", &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-24P"],
        units: "1",
        width_mm: "441",
        depth_mm: "258",
        mass_kg: "4.2",
        read_in: &[("size, mass", &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-48T"],
        units: "1",
        width_mm: "441",
        depth_mm: "258",
        mass_kg: "3.6",
        read_in: &[("size, mass", &EX4000)],
        ..BLANK
    },
    Row {
        names: &["Juniper/EX4000-48P"],
        units: "1",
        width_mm: "441",
        depth_mm: "304",
        mass_kg: "4.9",
        read_in: &[("size, mass", &EX4000)],
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
            ("size, draw, cooling", &CRS326),
            ("height, inlets, ports", &LIBRARY),
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
            ("size, draw with PoE, supply", &CRS328),
            ("height, inlets, ports", &LIBRARY),
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
        read_in: &[("height, inlets, ports", &LIBRARY)],
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
        read_in: &[("size, draw, cooling, ports", &SG3428)],
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
        read_in: &[("size, draw with PoE, ports", &SG2428P)],
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
        read_in: &[("size, draw with PoE, ports", &SG3428XMPP)],
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
        read_in: &[("size, draw, supplies, ports", &SG6428X)],
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
        read_in: &[("size, draw with PoE and two supplies, ports", &SG6428XHP)],
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
        read_in: &[("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Ubiquiti/USW-Pro-24", "Ubiquiti/UniFi Switch Pro 24"],
        units: "1",
        psus: "1",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(true),
        ports: &[("1000base-t", 24, false), ("10gbase-x-sfpp", 2, false)],
        read_in: &[("height, inlets, ports", &LIBRARY)],
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
        read_in: &[("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["APC/SMT1500RMI2U"],
        units: "2",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(true),
        airflow: Some(Airflow::FrontToRear),
        read_in: &[("height, inlets, airflow", &LIBRARY)],
        ..BLANK
    },
    Row {
        names: &["Synology/RS1221+", "Synology/RackStation RS1221+"],
        units: "2",
        psus: "1",
        inlets: &[("iec-60320-c14", 1)],
        full_depth: Some(true),
        read_in: &[("height, inlets, ports", &LIBRARY)],
        ..BLANK
    },
];
