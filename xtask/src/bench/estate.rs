//! A made-up estate of any size in the native notation: one line a device, no ranges.

use std::fmt::Write as _;

/// Servers behind one service, and so in one group.
const GROUP: usize = 90;
/// Devices in a rack of 42 units, one unit each.
const RACK: usize = 40;
/// Racks in a room.
const ROOM: usize = 100;

/// An estate of `devices` devices: groups of 90 servers that run one service each, ten other devices to a
/// group, two links and two power cords a device, a network for every two groups; 40 devices to a rack with two
/// feeds and two PDUs of its own, 100 racks to a room.
pub fn yaml(devices: usize) -> String {
    let groups = (devices / 100).max(1);
    let mut out = String::with_capacity(devices * 260);
    out.push_str("estate: Benchmark\noutside: [isp]\n");
    rooms(&mut out, groups * 100);
    out.push_str("devices:\n");
    for group in 0..groups {
        for n in 0..GROUP {
            let _ = writeln!(
                out,
                "  srv-{group:04}-{n:03}: {{type: Bench/Server, {}, cores: 32, memory: 256 GiB, power: 450 W, address: {}}}",
                place(group * 100 + n),
                address(group, n)
            );
        }
        for n in GROUP..100 {
            let _ = writeln!(
                out,
                "  sw-{group:04}-{n:03}: {{type: Bench/Switch, {}, power: 200 W, address: {}}}",
                place(group * 100 + n),
                address(group, n)
            );
        }
    }
    out.push_str("networks:\n");
    for pair in 0..groups.div_ceil(2) {
        let _ = writeln!(
            out,
            "  net-{pair:04}: {{prefix: 10.{}.{}.0/20}}",
            pair / 16,
            pair % 16 * 16
        );
    }
    out.push_str("links:\n");
    for group in 0..groups {
        for n in 0..100 {
            let name = if n < GROUP { "srv" } else { "sw" };
            for uplink in [90, 91] {
                let _ = writeln!(
                    out,
                    "  - sw-{group:04}-{uplink:03} -- {name}-{group:04}-{n:03}: 25 Gbit/s, om4, 20 m"
                );
            }
        }
    }
    out.push_str("services:\n");
    for group in 0..groups {
        let hosts: Vec<String> = (0..GROUP).map(|n| format!("srv-{group:04}-{n:03}")).collect();
        let calls = if group % 10 == 9 {
            String::new()
        } else {
            format!(", calls: svc-{:04}", group + 1)
        };
        let store = if group % 10 == 9 {
            ", max_connections: 5000"
        } else {
            ", pool: 20"
        };
        let calls = if group + 1 < groups { calls } else { String::new() };
        let _ = writeln!(
            out,
            "  svc-{group:04}: {{runs: [{}], cpu: {} ms, memory: 8 GiB{calls}{store}}}",
            hosts.join(", "),
            group % 7 + 1
        );
    }
    out.push_str("traffic:\n");
    for group in (0..groups).step_by(10) {
        let _ = writeln!(out, "  svc-{group:04}: {}/s", 20_000 + group);
    }
    out
}

/// Rooms of 100 racks, each rack with two feeds and two PDUs.
fn rooms(out: &mut String, devices: usize) {
    let racks = devices.div_ceil(RACK);
    out.push_str("rooms:\n");
    for room in 0..racks.div_ceil(ROOM) {
        let _ = writeln!(
            out,
            "  hall-{room:02}:\n    door: 120 cm x 220 cm\n    cooling: 12 x 200 kW\n    floor: 1200 kg/m2\n    feeds:"
        );
        let here = room * ROOM..((room + 1) * ROOM).min(racks);
        for rack in here.clone() {
            for side in ["A", "B"] {
                let _ = writeln!(out, "      {side}{rack:04}: 400 V 63 A 3-phase");
            }
        }
        out.push_str("    racks:\n");
        for rack in here {
            let _ = writeln!(
                out,
                "      r{rack:04}: {{units: 42, depth: 100 cm, max_weight: 1200 kg, area: 1.5 m2, pdus: {{a: A{rack:04} 48 x C13, b: B{rack:04} 48 x C13}}}}"
            );
        }
    }
}

/// Where the n-th device stands, and what it hangs on.
fn place(device: usize) -> String {
    let rack = device / RACK;
    format!(
        "rack: r{rack:04} @ {}, feeds: A{rack:04}+B{rack:04}",
        device % RACK + 1
    )
}

/// The device types of the estate, as a library has them: a server of two ports, and a switch of 112.
pub fn types() -> [String; 2] {
    let one = |model: &str, depth: &str, weight: u32, ports: usize| {
        let mut text = format!(
            "manufacturer: Bench\nmodel: {model}\nu_height: 1\nis_full_depth: {depth}\nweight: {weight}\nweight_unit: kg\npower-ports:\n"
        );
        for supply in 1..=2 {
            let _ = writeln!(
                text,
                "  - {{name: PSU{supply}, type: iec-60320-c14, maximum_draw: 750}}"
            );
        }
        text.push_str("interfaces:\n");
        for port in 1..=ports {
            let _ = writeln!(text, "  - {{name: Ethernet{port}, type: 25gbase-x-sfp28}}");
        }
        text
    };
    [one("Server", "true", 20, 2), one("Switch", "true", 9, 112)]
}

/// Two groups to a /20: 4,094 usable addresses for 200 devices.
fn address(group: usize, n: usize) -> String {
    let pair = group / 2;
    let host = group % 2 * 100 + n + 1;
    format!("10.{}.{}.{}", pair / 16, pair % 16 * 16 + host / 256, host % 256)
}
