//! Ports, cables and what growth plugs in, with numbers worked by hand.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]
#![allow(clippy::print_stdout, reason = "shared helpers say why they skip")]

mod common;

use common::Case;
use fiasco_estate::quantity::Rational;
use fiasco_rules::RULES;
use fiasco_scale::growth::grow;
use fiasco_scale::room::cables::{NO_POSITIONS, new_cables};
use fiasco_scale::{Finding, Options, ladder};

/// Walls of one rule up to the target, as `subject: sentence`, in order.
fn walls(code: &str, yaml: &str, target: &str) -> Vec<String> {
    let (estate, relations, plan) = Case::plain(yaml, target).read();
    let ladder = ladder::build(&estate, &relations, plan, RULES, Options::default());
    let to_target = |finding: &&Finding| {
        let wall = finding.wall.as_ref();
        finding.rule.meta().code == code && wall.is_some_and(|wall| wall.progress <= Rational::ONE)
    };
    let of_rule = ladder.breaks.iter().filter(to_target);
    of_rule
        .map(|finding| {
            let at = finding.wall.as_ref().map_or_else(String::new, |wall| {
                format!("{:?} {}", wall.phase, wall.progress.decimal(3))
            });
            format!(
                "{at} | {}",
                finding.story.as_ref().map_or("", |story| story.says.as_str())
            )
        })
        .collect()
}

#[test]
fn every_rule_of_cables_breaks_where_it_should() {
    for (code, target, yaml, expected) in [
        // 3 + 3 servers grow to 9: the 6th link is the 3rd new server, above 1 + 2 x 1/3.
        (
            "CAB001",
            "servers=x3",
            "devices:\n  old-[1-3]: {cores: 4, nic: 1000base-t}\n  sw1: {ports: 5 x 1000base-t}\nlinks:\n  - sw1 -- old-[1-3]: 1 Gbit/s\nservices: {web: {runs: \"old-[1-3]\"}}\n",
            &["Way 0.333 | the 6th link asks for one of 5 1G RJ45 ports of sw1"][..],
        ),
        // Two more ports that take a copper module: the 8th link is one too many, told of the first group.
        (
            "CAB001",
            "servers=x3",
            "devices:\n  old-[1-3]: {cores: 4, nic: 1000base-t}\n  sw1: {ports: 5 x 1000base-t + 2 x 1000base-x-sfp}\nlinks:\n  - sw1 -- old-[1-3]: 1 Gbit/s\nservices: {web: {runs: \"old-[1-3]\"}}\n",
            &["Way 0.667 | the 6th link asks for one of 5 1G RJ45 ports of sw1"],
        ),
        // Links among servers of a group are not copied.
        (
            "CAB001",
            "servers=x3",
            "devices:\n  db-[1-2]: {cores: 4, nic: 1000base-t}\nlinks:\n  - db-1 -- db-2: 1 Gbit/s\nservices: {db: {runs: \"db-[1-2]\"}}\n",
            &[],
        ),
        // A contract takes a port too.
        (
            "CAB001",
            "servers=x2",
            "outside: [isp]\ndevices: {fw1: {ports: 1 x 1000base-t}, sw1: {}}\nlinks:\n  - isp -- fw1: 200 Mbit/s\n  - fw1 -- sw1: 1 Gbit/s\nservices: {web: {runs: sw1}}\n",
            &["Now 0 | the 2nd link asks for one of 1 1G RJ45 ports of fw1"],
        ),
        (
            "CAB002",
            "add=giant",
            "devices:\n  giant: {planned: true, nic: 2 x 100G QSFP28}\n  sw1: {ports: 48 x 1000base-t}\nlinks:\n  - sw1 -- giant: 100 Gbit/s\n",
            &[
                "Delivery 0 | no cable or module links the 1G RJ45 port of sw1 and the 100G QSFP28 port of giant",
            ],
        ),
        // Not installed: not judged.
        (
            "CAB002",
            "servers=x2",
            "devices:\n  giant: {planned: true, nic: 2 x 100G QSFP28}\n  sw1: {ports: 48 x 1000base-t}\nlinks:\n  - sw1 -- giant: 100 Gbit/s\nservices: {web: {runs: sw1}}\n",
            &[],
        ),
        // 1 Gbit/s on ports of 10: four times as much fits, sixteen times does not (above 1 + 15 x 0.6 = 10).
        (
            "CAB002",
            "bandwidth=x16",
            "devices: {sw1: {ports: 10gbase-t}, old-1: {nic: 10gbase-t}}\nlinks:\n  - sw1 -- old-1: 1 Gbit/s\n",
            &[
                "Way 0.6 | more than 10 Gbit/s is asked, and the 10G RJ45 port of sw1 and the 10G RJ45 port of old-1 carry at most 10 Gbit/s together",
            ],
        ),
        (
            "CAB002",
            "bandwidth=x4",
            "devices: {sw1: {ports: 10gbase-t}, old-1: {nic: 10gbase-t}}\nlinks:\n  - sw1 -- old-1: 1 Gbit/s\n",
            &[],
        ),
        // Category 5e may carry 5 Gbit/s, never 10: above 1 + 9 x 4/9.
        (
            "CAB003",
            "bandwidth=x10",
            "devices: {sw1: {}, old-1: {}}\nlinks:\n  - sw1 -- old-1: 1 Gbit/s, cat5e\n",
            &["Way 0.444 | more than 5 Gbit/s is asked, and cat5e carries at most 5 Gbit/s"],
        ),
        // Category 6 carries 5 Gbit/s for 100 m and 10 for 55 m.
        (
            "CAB004",
            "bandwidth=x10",
            "devices: {sw1: {}, old-1: {}}\nlinks:\n  - sw1 -- old-1: 1 Gbit/s, cat6, 60 m\n",
            &["Way 0.444 | the cable is 60 m long, and cat6 carries 10 Gbit/s for 55 m"],
        ),
        (
            "CAB004",
            "bandwidth=x10",
            "devices: {sw1: {}, old-1: {}}\nlinks:\n  - sw1 -- old-1: 1 Gbit/s, cat6, 55 m\n",
            &[],
        ),
        (
            "CAB005",
            "bandwidth=x2",
            "devices: {sw1: {}, old-1: {}, old-2: {}}\nlinks:\n  - sw1:Gi1 -- old-1:eth0: 1 Gbit/s\n  - sw1:Gi1 -- old-2:eth0: 1 Gbit/s\n",
            &["Now 0 | sw1 -- old-1 and sw1 -- old-2 are both plugged into sw1:Gi1"],
        ),
        // The legs of a breakout cable, a bundle, and one cable listed from both ends.
        (
            "CAB005",
            "bandwidth=x2",
            "devices: {sw1: {ports: {\"Q[1-2]\": 100gbase-x-qsfp28}}, old-1: {}, old-2: {}}\nlinks:\n  - sw1:Q1 -- old-1:eth0: 1 Gbit/s\n  - sw1:Q1 -- old-2:eth0: 1 Gbit/s\n  - old-1:bond0 -- old-2:x1: 1 Gbit/s\n  - old-1:bond0 -- old-2:x2: 1 Gbit/s\n  - old-2:x1 -- old-1:bond0: 1 Gbit/s\n",
            &[],
        ),
        (
            "CAB006",
            "bandwidth=x2",
            "devices: {sw1: {ports: {\"Gi1/0/[1-4]\": 1000base-t}}, old-1: {}}\nlinks:\n  - sw1:Gi1/0/5 -- old-1: 1 Gbit/s\n",
            &["Now 0 | sw1 has no port Gi1/0/5; did you mean Gi1/0/1?"],
        ),
        (
            "CAB006",
            "bandwidth=x2",
            "devices: {sw1: {ports: {\"GigabitEthernet1/0/[1-4]\": 1000base-t}}, old-1: {nic: 1000base-t}}\nlinks:\n  - sw1:Gi1/0/4 -- old-1:eth7: 1 Gbit/s\n",
            &[],
        ),
        // 1500 + 50 over IPv4.
        (
            "CAB008",
            "servers=x2",
            "devices: {a: {network: lan}}\nnetworks:\n  lan: {prefix: 10.0.0.0/24, mtu: 1500}\n  pods: {prefix: 10.1.0.0/24, mtu: 1500, overlay: vxlan}\nservices: {web: {runs: a}}\n",
            &["Now 0 | packets of pods need 1,550 bytes beneath it, and lan takes 1,500"],
        ),
        // An overlay lies on no other one.
        (
            "CAB008",
            "servers=x2",
            "devices: {a: {network: lan}}\nnetworks:\n  lan: {prefix: 10.0.0.0/24, mtu: 1500}\n  vpn: {prefix: 10.2.0.0/24, mtu: 1400, overlay: wireguard}\n  pods: {prefix: 10.1.0.0/24, mtu: 1500, overlay: vxlan}\nservices: {web: {runs: a}}\n",
            &["Now 0 | packets of pods need 1,550 bytes beneath it, and lan takes 1,500"],
        ),
        // 1420 + 80 over IPv6 is all of 1500.
        (
            "CAB008",
            "servers=x2",
            "devices: {a: {network: lan}}\nnetworks:\n  lan: {prefix: \"2001:db8::/64\", mtu: 1500}\n  vpn: {prefix: 10.1.0.0/24, mtu: 1420, overlay: wireguard}\nservices: {web: {runs: a}}\n",
            &[],
        ),
        (
            "CAB008",
            "servers=x2",
            "devices: {a: {mtu: 9000}, b: {mtu: 1500}}\nnetworks: {lan: {prefix: 10.0.0.0/24}}\nservices: {web: {runs: a}}\n",
            &["Now 0 | a sends packets of 9,000 bytes, and b takes 1,500"],
        ),
        // A link that takes less than its server sends, and a switch that takes more.
        (
            "CAB008",
            "servers=x2",
            "devices: {a: {mtu: 9000}, sw1: {mtu: 9216}}\nlinks:\n  - a -- sw1: 10 Gbit/s, mtu 1500\nservices: {web: {runs: a}}\n",
            &["Now 0 | a sends packets of 9,000 bytes, and a -- sw1 takes 1,500"],
        ),
    ] {
        assert_eq!(walls(code, yaml, target), expected, "{code} {target}\n{yaml}");
    }
}

#[test]
fn a_cabling_plan_lists_every_new_link() {
    let yaml = "racks: {r1: {units: 24}, r2: {units: 24}}\ndevices:\n  old-[1-2]: {cores: 4, rack: r1 @ 4 6, nic: {eth0: 1000base-t}}\n  sw1: {rack: r1 @ 1, ports: {\"Gi[1-4]\": 1000base-t}}\nlinks:\n  - sw1:Gi1 -- old-1:eth0: 1 Gbit/s, 3 m\n  - sw1:Gi3 -- old-2:eth0: 1 Gbit/s, 3 m\nservices: {web: {runs: \"old-[1-2]\"}}\n";
    let (estate, relations, plan) = Case::plain(yaml, "servers=x3").read();
    let grown = grow(&estate, &relations, &plan, Rational::ONE);
    let cables = new_cables(&estate, &relations, &grown, grown.last_step());
    let lines: Vec<String> = cables
        .iter()
        .map(|cable| {
            let port = |port: &Option<String>| port.clone().unwrap_or_default();
            format!(
                "{}:{} -- {}:{}, {}{}",
                cable.from,
                port(&cable.from_port),
                cable.to,
                port(&cable.to_port),
                cable.kind,
                match (cable.no_port_left, cable.misfit) {
                    (true, _) => ", too many",
                    (_, true) => ", none fits",
                    _ => "",
                }
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            "old-3:eth0 -- sw1:Gi2, cat5e",
            "old-4:eth0 -- sw1:Gi4, cat5e",
            "old-5:eth0 -- sw1:no 1G RJ45 port left, cat5e, too many",
            "old-6:eth0 -- sw1:no 1G RJ45 port left, cat5e, too many",
        ]
    );
    // Nobody says where the new servers stand, so nobody knows how far it is.
    assert!(cables.iter().all(|cable| cable.length == Err(NO_POSITIONS)));
}
