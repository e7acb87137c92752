//! A made-up estate of any size in the native notation: one line a device, no ranges.

use std::fmt::Write as _;

/// Servers behind one service, and so in one group.
const GROUP: usize = 90;

/// An estate of `devices` devices: groups of 90 servers that run one service each, ten other devices to a
/// group, two links a device, a network for every two groups.
pub fn yaml(devices: usize) -> String {
    let groups = (devices / 100).max(1);
    let mut out = String::with_capacity(devices * 260);
    out.push_str("estate: Benchmark\noutside: [isp]\ndevices:\n");
    for group in 0..groups {
        for n in 0..GROUP {
            let _ = writeln!(
                out,
                "  srv-{group:04}-{n:03}: {{type: Dell/PowerEdge R740, rack: r{group:04} @ {}, cores: 32, memory: 256 GiB, power: 450 W, psus: 2, feeds: A+B, address: {}}}",
                n % 42 + 1,
                address(group, n)
            );
        }
        for n in GROUP..100 {
            let _ = writeln!(
                out,
                "  sw-{group:04}-{n:03}: {{type: Arista/DCS-7050SX3-48YC8, rack: r{group:04} @ {}, power: 200 W, address: {}}}",
                n % 42 + 1,
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
                    "  - sw-{group:04}-{uplink:03} -- {name}-{group:04}-{n:03}: 25 Gbit/s"
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

/// Two groups to a /20: 4,094 usable addresses for 200 devices.
fn address(group: usize, n: usize) -> String {
    let pair = group / 2;
    let host = group % 2 * 100 + n + 1;
    format!("10.{}.{}.{}", pair / 16, pair % 16 * 16 + host / 256, host % 256)
}
