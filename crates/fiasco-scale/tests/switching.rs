//! How far a switch may be sold over, and how far a VLAN gets, at their edges. The numbers are worked by hand.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::says;

fn check(code: &str, to: &str, yaml: &str, expected: Option<&str>) {
    let mut said = says(yaml, code, to);
    said.retain(|line| !line.starts_with("holds"));
    let expected: Vec<&str> = expected.into_iter().collect();
    assert_eq!(said, expected, "{code} --to {to}\n{yaml}");
}

/// A switch that states how far it may be sold over, with two servers below and a core above.
fn access(switch: &str, links: &str) -> String {
    let links: Vec<String> = links.split("; ").map(|link| format!("  - {link}\n")).collect();
    format!(
        "outside: [isp]\ndevices: {{sw: {{{switch}}}, core: {{}}, peer: {{}}, \"web-[1-2]\": {{}}, tape: {{planned: true}}}}\n\
         services: {{web: {{runs: \"web-[1-2]\"}}}}\nlinks:\n  - isp -- core: 1G\n{}",
        links.concat()
    )
}

#[test]
fn what_hangs_below_a_switch() {
    let three = "oversubscription: 3";
    let both = "core -- sw: 10G; sw -- web-[1-2]: 10G";
    for (switch, links, to, expected) in [
        // 3 links of 10 Gbit/s are 3 to 1; the 4th is more.
        (
            three,
            both,
            "servers=x3",
            Some(
                "breaks above 1/4: the 4 links below sw can ask 40 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 3 to 1",
            ),
        ),
        (
            three,
            both,
            "servers=x1.5",
            Some(
                "breaks above 1: the 4 links below sw can ask 40 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 3 to 1",
            ),
        ),
        ("", both, "servers=x3", None),
        // It breaks as it stands.
        (
            "oversubscription: 1.5",
            both,
            "",
            Some(
                "breaks now: the 2 links below sw can ask 20 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 1.5 to 1",
            ),
        ),
        // A second uplink counts, and so does one that leads outside by itself.
        (
            three,
            "core -- sw: 10G; sw -- core: 10G; sw -- web-[1-2]: 10G",
            "servers=x4",
            Some(
                "breaks above 2/3: the 7 links below sw can ask 70 Gbit/s of uplinks that carry 20 Gbit/s, which is more than 3 to 1",
            ),
        ),
        (
            three,
            "isp -- sw: 10G; sw -- web-[1-2]: 10G",
            "servers=x3",
            Some(
                "breaks above 1/4: the 4 links below sw can ask 40 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 3 to 1",
            ),
        ),
        // A peer that is as near to the way out is neither above nor below.
        (
            "oversubscription: 2",
            "core -- sw: 10G; core -- peer: 10G; sw -- peer: 10G; sw -- web-[1-2]: 10G",
            "",
            Some(
                "breaks above 0: the 3 links below sw can ask 30 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 2 to 1",
            ),
        ),
        // A switch below is below.
        (
            "oversubscription: 2",
            "core -- sw: 10G; sw -- peer: 10G; sw -- web-[1-2]: 10G",
            "",
            Some(
                "breaks now: the 3 links below sw can ask 30 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 2 to 1",
            ),
        ),
        // No way out, no up.
        (three, "sw -- web-[1-2]: 10G", "servers=x9", None),
        // A rate that nobody states.
        (
            "oversubscription: 1",
            "core -- sw: 10G; sw -- web-1: 10G; sw -- web-2:",
            "bandwidth=x2",
            Some(
                "unknown now: the 2 links below sw can ask at least 10 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 1 to 1 [sw -- web-2: 1 Gbit/s, under links]",
            ),
        ),
        // What is planned hangs there once it is installed.
        (
            "oversubscription: 2",
            "core -- sw: 10G; sw -- web-[1-2]: 10G; sw -- tape: 10G",
            "add=tape",
            Some(
                "breaks 0: the 3 links below sw can ask 30 Gbit/s of uplinks that carry 10 Gbit/s, which is more than 2 to 1",
            ),
        ),
        // As much is asked of what is below as of what is above.
        (
            "oversubscription: 1",
            "core -- sw: 50G; sw -- web-[1-2]: 25G",
            "bandwidth=x1.5",
            None,
        ),
    ] {
        check("CAB009", to, &access(switch, links), expected);
    }
}

/// A gateway, two switches and two servers in VLAN 20.
fn vlans(network: &str, links: &str) -> String {
    let links: Vec<String> = links.split("; ").map(|link| format!("  - {link}\n")).collect();
    format!(
        "networks: {{lan: {{prefix: 10.0.0.0/24{network}}}}}\ndevices: {{fw: {{}}, sw1: {{}}, sw2: {{}}, \"web-[1-2]\": {{networks: lan}}}}\n\
         services: {{web: {{runs: \"web-[1-2]\"}}}}\nlinks:\n{}",
        links.concat()
    )
}

#[test]
fn how_far_a_vlan_gets() {
    let (vlan, gateway) = (", vlan: 20", ", vlan: 20, gateway: fw");
    let lost = |link: &str, device: &str| {
        Some(format!(
            "breaks now: VLAN 20 of lan does not get to {device}: {link} does not carry it"
        ))
    };
    for (network, links, expected) in [
        (
            gateway,
            "fw -- sw1: 1G, vlan 10; sw1 -- web-[1-2]: 1G",
            lost("fw -- sw1", "web-1 and 1 more"),
        ),
        (gateway, "fw -- sw1: 1G, vlan 10 20; sw1 -- web-[1-2]: 1G", None),
        (
            gateway,
            "fw -- sw1: 1G, vlan 20; sw1 -- web-1: 1G, vlan 10; sw1 -- web-2: 1G",
            lost("sw1 -- web-1", "web-1"),
        ),
        // A second way carries it.
        (
            gateway,
            "fw -- sw1: 1G, vlan 10; fw -- sw2: 1G; sw2 -- sw1: 1G; sw1 -- web-[1-2]: 1G",
            None,
        ),
        // A server passes nothing on.
        (
            gateway,
            "fw -- sw1: 1G; sw1 -- web-1: 1G; web-1 -- sw2: 1G; sw1 -- sw2: 1G, vlan 30; sw2 -- web-2: 1G",
            lost("sw1 -- sw2", "web-2"),
        ),
        // Nobody lists any, nobody numbers it, or no cable is known to lead there.
        (gateway, "fw -- sw1: 1G; sw1 -- web-1: 1G", None),
        ("", "fw -- sw1: 1G, vlan 10; sw1 -- web-[1-2]: 1G", None),
        (gateway, "fw -- sw1: 1G, vlan 20; sw2 -- web-[1-2]: 1G", None),
        // Without a gateway, the servers at least have to get at each other.
        (vlan, "fw -- sw1: 1G, vlan 10; sw1 -- web-[1-2]: 1G", None),
        (
            vlan,
            "sw1 -- sw2: 1G, vlan 10; sw1 -- web-1: 1G; sw2 -- web-2: 1G",
            lost("sw1 -- sw2", "web-2"),
        ),
    ] {
        check("CAB010", "", &vlans(network, links), expected.as_deref());
    }
}

#[test]
fn a_new_server_in_a_rack_that_was_never_told_of_the_vlan() {
    // web-1 fills r1; the new ones go to r2, where sw2 stands.
    let estate = |trunk: &str| {
        format!(
            "room: {{}}\nracks: {{r1: {{units: 2, depth: 80 cm}}, r2: {{units: 9, depth: 80 cm}}}}\n\
             networks: {{lan: {{prefix: 10.0.0.0/24, vlan: 20, gateway: fw}}}}\n\
             devices:\n  fw: {{}}\n  sw1: {{rack: r1 @ 1, size: 1 U, ports: 8 x 1000base-t}}\n  \
             sw2: {{rack: r2 @ 1, size: 1 U, ports: 8 x 1000base-t}}\n  \
             web-1: {{networks: lan, rack: r1 @ 2, size: 1 U, ports: 1 x 1000base-t}}\n\
             services: {{web: {{runs: web-1}}}}\nlinks:\n  - fw -- sw1: 1G, vlan 20\n  - sw1 -- sw2: 1G{trunk}\n  - sw1 -- web-1: 1G\n"
        )
    };
    check("CAB010", "servers=x3", &estate(", vlan 20"), None);
    check(
        "CAB010",
        "servers=x3",
        &estate(", vlan 10"),
        Some(
            "breaks above 0: VLAN 20 of lan does not get to sw2, into which a new one like web-1 is plugged",
        ),
    );
    // A server of another network asks for none of it.
    let other = estate(", vlan 10")
        .replace("networks: lan", "networks: other")
        .replace("networks: {lan", "networks: {other: {prefix: 10.1.0.0/24}, lan");
    check("CAB010", "servers=x3", &other, None);
    // Its second link goes to sw2 and is for another VLAN: copies of that link are not lost.
    let two = estate(", vlan 10")
        .replace("1 x 1000base-t", "2 x 1000base-t")
        .replace(
            "sw1 -- web-1: 1G",
            "sw1 -- web-1: 1G, vlan 20\n  - sw2 -- web-1: 1G, vlan 10",
        );
    check(
        "CAB010",
        "servers=x2",
        &two,
        Some(
            "breaks above 0: VLAN 20 of lan does not get to sw2, into which a new one like web-1 is plugged",
        ),
    );
}
