//! Each rule about ports and cables where it is on the edge: what just fits, what just does not, and what nobody
//! said. The numbers are worked by hand; `ports.rs` holds the plain case of each.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::says;

fn check(code: &str, to: &str, yaml: &str, expected: &[&str]) {
    assert_eq!(says(yaml, code, to), expected, "{code} --to {to}\n{yaml}");
}

/// Devices and links, in braces.
fn net(devices: &str, links: &str) -> String {
    let links: Vec<String> = links.split("; ").map(|link| format!("  - {link}\n")).collect();
    format!("devices: {{{devices}}}\nlinks:\n{}", links.concat())
}

/// What one rule says of each, on the way to a target: nothing or one line.
fn table(code: &str, rows: &[(&str, &str, &str, Option<&str>)]) {
    for (devices, links, to, expected) in rows {
        let expected: Vec<&str> = expected.iter().copied().collect();
        check(code, to, &net(devices, links), &expected);
    }
}

#[test]
fn things_declared_redundant() {
    let switches = "sw1: {}, sw2: {}, sw3: {}";
    let pair = |one: &str, two: &str| format!("{switches}, db-1: {{{one}}}, db-2: {{{two}}}");
    let (set, other) = ("redundant: db", "redundant: web");
    let both = pair(set, set);
    let on_one = "breaks now: db-1 and db-2 are declared redundant, and all hang on sw1";
    let links = |links: &'static str| (both.clone(), links);
    for ((devices, links), expected) in [
        (links("sw1 -- db-1: 1G; sw1 -- db-2: 1G"), Some(on_one)),
        (
            links("db-1 -- sw1: 1G; sw1 -- db-2: 1G; sw1 -- db-2: 1G"),
            Some(on_one),
        ),
        (links("sw1 -- db-1: 1G; sw2 -- db-2: 1G"), None),
        // A second switch for one of them is enough, whichever it is.
        (links("sw1 -- db-1: 1G; sw1 -- db-2: 1G; sw2 -- db-2: 1G"), None),
        (links("sw1 -- db-1: 1G; sw2 -- db-1: 1G; sw1 -- db-2: 1G"), None),
        // Of one of them nobody says where it is plugged in.
        (links("sw1 -- db-1: 1G"), None),
        ((pair(set, other), "sw1 -- db-1: 1G; sw1 -- db-2: 1G"), None),
        ((pair(set, ""), "sw1 -- db-1: 1G; sw1 -- db-2: 1G"), None),
        (
            (
                pair(set, "redundant: db, planned: true"),
                "sw1 -- db-1: 1G; sw1 -- db-2: 1G",
            ),
            None,
        ),
        // Three of a set: one elsewhere is enough; and the set is told once.
        (
            (
                format!("{both}, db-3: {{redundant: db}}"),
                "sw1 -- db-[1-2]: 1G; sw2 -- db-3: 1G",
            ),
            None,
        ),
        (
            (format!("{both}, db-3: {{redundant: db}}"), "sw1 -- db-[1-3]: 1G"),
            Some("breaks now: db-1, db-2 and db-3 are declared redundant, and all hang on sw1"),
        ),
        // Links: both ends in common, whichever way round they are written.
        (
            (
                switches.to_owned(),
                "sw1 -- sw2: 1G, redundant up; sw2 -- sw1: 1G, redundant up",
            ),
            Some("breaks now: sw1 -- sw2 and sw2 -- sw1 are declared redundant, and all hang on sw1 and sw2"),
        ),
        (
            (
                switches.to_owned(),
                "sw1 -- sw2: 1G, redundant up; sw1 -- sw3: 1G, redundant up",
            ),
            None,
        ),
        (
            (
                switches.to_owned(),
                "sw1 -- sw2: 1G, redundant up; sw1 -- sw2: 1G, redundant down",
            ),
            None,
        ),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        check("CAB011", "", &net(&devices, links), &expected);
    }
    let room = "room: {feeds: {A: 230 V 16 A, B: 230 V 16 A}}\n";
    let fed = |one: &str, two: &str, links: &str| {
        let own = |feeds: &str| format!("redundant: db, power: 1 W, feeds: {feeds}");
        format!("{room}{}", net(&pair(&own(one), &own(two)), links))
    };
    let hang = |on: &str| format!("breaks now: db-1 and db-2 are declared redundant, and all hang on {on}");
    for (one, two, links, expected) in [
        ("A", "A", "sw1 -- db-1: 1G", Some(hang("feed A"))),
        // Two legs of one feed are one feed.
        ("A L1", "A L2", "sw1 -- db-1: 1G", Some(hang("feed A"))),
        ("A", "B", "sw1 -- db-1: 1G", None),
        ("A", "A+B", "sw1 -- db-1: 1G", None),
        ("A", "A", "sw1 -- db-[1-2]: 1G", Some(hang("sw1 and feed A"))),
    ] {
        let expected: Vec<&str> = expected.as_deref().into_iter().collect();
        check("CAB011", "", &fed(one, two, links), &expected);
    }
}

#[test]
fn ports_that_a_new_server_may_take() {
    let web = "services: {web: {runs: \"web-[1-2]\"}}\n";
    // A port for management is not taken; the third link is the first new server, the fourth the second (x3/2).
    check(
        "CAB001",
        "servers=x2",
        &format!(
            "{}{web}",
            net(
                "\"web-[1-2]\": {nic: 1000base-t}, sw1: {ports: 2 x 1000base-t + 9 x 1000base-t management}",
                "sw1 -- web-[1-2]: 1G"
            )
        ),
        &["breaks above 0: the 3rd link asks for one of 2 1G RJ45 ports of sw1"],
    );
    // Four ports are enough for x2, and not for the fifth server above it.
    check(
        "CAB001",
        "servers=x2",
        &format!(
            "{}{web}",
            net(
                "\"web-[1-2]\": {nic: 1000base-t}, sw1: {ports: 4 x 1000base-t}",
                "sw1 -- web-[1-2]: 1G"
            )
        ),
        &["breaks above 1: the 5th link asks for one of 4 1G RJ45 ports of sw1"],
    );
    // r1 is full, so new servers stand in r2 and take the ports of its switch: two of them. The third, above x3,
    // asks its origin's.
    let racks = "racks: {r1: {units: 2}, r2: {units: 9}}\n";
    let devices = |ports: &str| {
        format!(
            "web-1: {{rack: r1 @ 2, size: 1 U, nic: 1000base-t}}, sw1: {{rack: r1 @ 1, size: 1 U, ports: 1 x 1000base-t}}, sw2: {{rack: r2 @ 1, size: 1 U, ports: {ports}}}"
        )
    };
    let yaml = |ports: &str| {
        format!(
            "{racks}{}services: {{web: {{runs: web-1}}}}\n",
            net(&devices(ports), "sw1 -- web-1: 1G")
        )
    };
    check(
        "CAB001",
        "servers=x4",
        &yaml("2 x 1000base-t"),
        &[
            "breaks above 2/3: the 2nd link asks for one of 1 1G RJ45 ports of sw1",
            "holds",
        ],
    );
    // The other switch has none of that kind.
    check(
        "CAB001",
        "servers=x4",
        &yaml("2 x 10gbase-x-sfpp"),
        &["breaks above 0: the 2nd link asks for one of 1 1G RJ45 ports of sw1"],
    );
    // A planned device takes a port on delivery, and one for each unit of it that capacity brings.
    let planned = format!(
        "{}{web}",
        net(
            "\"web-[1-2]\": {cores: 4, nic: 1000base-t}, giant: {planned: true, cores: 4, nic: 1000base-t}, sw1: {ports: 3 x 1000base-t}",
            "sw1 -- web-[1-2]: 1G; sw1 -- giant: 1G"
        )
    );
    check(
        "CAB001",
        "add=giant,servers=x2",
        &planned,
        &[
            "breaks above 0: the 4th link asks for one of 3 1G RJ45 ports of sw1",
            "holds",
        ],
    );
    // Eight cores are to be sixteen: the second unit of four is asked for above half of the way.
    check(
        "CAB001",
        "capacity=x2 with giant",
        &planned,
        &[
            "breaks above 1/2: the 4th link asks for one of 3 1G RJ45 ports of sw1",
            "holds",
        ],
    );
}

#[test]
fn ports_at_two_ends() {
    let ends = |sw1: &str, old: &str| format!("sw1: {{{sw1}}}, old-1: {{{old}}}");
    let copper = ends("ports: 1000base-t", "nic: 10gbase-t");
    let one_end = ends("ports: 1000base-t", "");
    let optics = ends("ports: 1000base-t", "nic: 100G QSFP28");
    let named = ends("ports: {Gi1: 1000base-t, Te1: 10gbase-t}", "nic: 10gbase-t");
    let planned = ends("ports: 1000base-t", "nic: 100G QSFP28, planned: true");
    let still = "bandwidth=x1";
    let slow = "breaks now: 10 Gbit/s is asked, and the 1G RJ45 port of sw1 and the 10G RJ45 port of old-1 carry at most 1 Gbit/s together";
    table(
        "CAB002",
        &[
            (&copper, "sw1 -- old-1: 10G", still, Some(slow)),
            (&copper, "sw1 -- old-1: 1G", still, Some("holds")),
            (
                &copper,
                "sw1 -- old-1: 1..10 Gbit/s",
                still,
                Some(
                    "unknown now: 1 Gbit/s..10 Gbit/s is asked, and the 1G RJ45 port of sw1 and the 10G RJ45 port of old-1 carry at most 1 Gbit/s together",
                ),
            ),
            (
                &one_end,
                "sw1 -- old-1: 10G",
                still,
                Some("breaks now: 10 Gbit/s is asked, and the 1G RJ45 port of sw1 carries at most 1 Gbit/s"),
            ),
            // Nobody says how fast, and nothing links them at all.
            (
                &optics,
                "sw1 -- old-1: 3 m",
                still,
                Some(
                    "breaks now: no cable or module links the 1G RJ45 port of sw1 and the 100G QSFP28 port of old-1",
                ),
            ),
            (&copper, "sw1 -- old-1: 3 m", still, None),
            // The port that is named counts, else the best there is.
            (&named, "sw1:Gi1 -- old-1: 10G", still, Some(slow)),
            (&named, "sw1:Te1 -- old-1: 10G", still, Some("holds")),
            (&named, "sw1 -- old-1: 10G", still, Some("holds")),
            (&planned, "sw1 -- old-1: 1G", still, Some("holds")),
        ],
    );
}

#[test]
fn what_a_kind_of_cable_carries() {
    let two = "sw1: {}, old-1: {}";
    let planned = "sw1: {}, old-1: {planned: true}";
    let still = "bandwidth=x1";
    let says = |rate: &str, cable: &str| format!("{rate} is asked, and {cable}");
    let rows = [
        (
            two,
            "10 Gbit/s, cat5e",
            still,
            Some(format!(
                "breaks now: {}",
                says("10 Gbit/s", "cat5e carries at most 5 Gbit/s")
            )),
        ),
        // Nobody promises 5 Gbit/s over it, and nobody rules it out.
        (two, "5 Gbit/s, cat5e", still, Some("holds".to_owned())),
        (
            two,
            "1..10 Gbit/s, cat5e",
            still,
            Some(format!(
                "unknown now: {}",
                says("1 Gbit/s..10 Gbit/s", "cat5e carries at most 5 Gbit/s")
            )),
        ),
        // 1 + 3 t = 2.5.
        (
            two,
            "1 Gbit/s, cat5",
            "bandwidth=x4",
            Some(format!(
                "breaks above 1/2: {}",
                says("more than 2.5 Gbit/s", "cat5 carries at most 2.5 Gbit/s")
            )),
        ),
        // Category 6A carries all of 10 Gbit/s.
        (
            two,
            "10 Gbit/s, cat6a",
            "bandwidth=x4",
            Some(format!(
                "breaks above 0: {}",
                says("more than 10 Gbit/s", "cat6a carries at most 10 Gbit/s")
            )),
        ),
        (
            two,
            "1 Gbit/s, cat6a",
            "bandwidth=x10",
            Some(format!(
                "breaks above 1: {}",
                says("more than 10 Gbit/s", "cat6a carries at most 10 Gbit/s")
            )),
        ),
        (
            two,
            "1 Gbit/s, power",
            still,
            Some(format!(
                "breaks now: {}",
                says("1 Gbit/s", "a power cable carries no data")
            )),
        ),
        // Glass carries what its ends do; nobody states a rate; not installed, and installed.
        (two, "100 Gbit/s, os2", "bandwidth=x8", None),
        (two, "cat3", "bandwidth=x8", None),
        (planned, "10 Gbit/s, cat5e", still, Some("holds".to_owned())),
        (
            planned,
            "10 Gbit/s, cat5e",
            "add=old-1",
            Some(format!(
                "breaks 0: {}",
                says("10 Gbit/s", "cat5e carries at most 5 Gbit/s")
            )),
        ),
    ];
    for (devices, link, to, expected) in rows {
        let expected: Vec<&str> = expected.as_deref().into_iter().collect();
        check(
            "CAB003",
            to,
            &net(devices, &format!("sw1 -- old-1: {link}")),
            &expected,
        );
    }
}

#[test]
fn how_far_a_cable_carries() {
    let two = "sw1: {}, old-1: {}";
    let still = "bandwidth=x1";
    for (link, to, expected) in [
        // 275 m of OM1 at 1 Gbit/s, 5 m of passive copper at 10, 100 m of category 6A at 10.
        (
            "1 Gbit/s, om1, 276 m",
            still,
            Some("breaks now: the cable is 276 m long, and om1 carries 1 Gbit/s for 275 m"),
        ),
        ("1 Gbit/s, om1, 275 m", still, Some("holds")),
        (
            "10 Gbit/s, dac-passive, 6 m",
            still,
            Some("breaks now: the cable is 6 m long, and dac passive carries 10 Gbit/s for 5 m"),
        ),
        ("10 Gbit/s, dac-passive, 5 m", still, Some("holds")),
        (
            "10 Gbit/s, cat6a, 101 m",
            still,
            Some("breaks now: the cable is 101 m long, and cat6a carries 10 Gbit/s for 100 m"),
        ),
        // Today's 10 Gbit/s go 100 m over category 8, anything faster 30 m.
        (
            "10 Gbit/s, cat8, 31 m",
            "bandwidth=x4",
            Some("breaks above 0: the cable is 31 m long, and cat8 carries 25 Gbit/s for 30 m"),
        ),
        ("10 Gbit/s, cat8, 31 m", still, Some("holds")),
        ("10 Gbit/s, cat8, 30 m", "bandwidth=x4", None),
        // 300 m of OM3 are enough for 10 Gbit/s; 25 Gbit/s go for 70 m. 1 + 39 t = 10.
        (
            "1 Gbit/s, om3, 71 m",
            "bandwidth=x40",
            Some("breaks above 3/13: the cable is 71 m long, and om3 carries 25 Gbit/s for 70 m"),
        ),
        // The least it can be counts: 55 m.
        ("10 Gbit/s, cat6, 55..90 m", still, None),
        (
            "10 Gbit/s, cat6, 56..90 m",
            still,
            Some("breaks now: the cable is 56 m long, and cat6 carries 10 Gbit/s for 55 m"),
        ),
        // The rate nobody knows: 5 Gbit/s go 100 m.
        (
            "5..10 Gbit/s, cat6, 60 m",
            still,
            Some("unknown now: the cable is 60 m long, and cat6 carries 10 Gbit/s for 55 m"),
        ),
        // Which glass, how long, how fast: nobody said.
        ("10 Gbit/s, mmf, 9000 m", "bandwidth=x4", None),
        ("10 Gbit/s, cat6", "bandwidth=x4", None),
        ("cat6, 9000 m", "bandwidth=x4", None),
    ] {
        let expected: Vec<&str> = expected.into_iter().collect();
        check(
            "CAB004",
            to,
            &net(two, &format!("sw1 -- old-1: {link}")),
            &expected,
        );
    }
    let planned = net(
        "sw1: {}, old-1: {planned: true}",
        "sw1 -- old-1: 10 Gbit/s, cat6, 60 m",
    );
    check("CAB004", still, &planned, &["holds"]);
    check(
        "CAB004",
        "add=old-1",
        &planned,
        &["breaks 0: the cable is 60 m long, and cat6 carries 10 Gbit/s for 55 m"],
    );
}

#[test]
fn plugs_of_one_port() {
    let bare = "sw1: {}, \"old-[1-5]\": {}";
    let lanes = "sw1: {ports: {Q1: 100gbase-x-qsfp28}}, \"old-[1-5]\": {}";
    let names = "sw1: {ports: {\"GigabitEthernet1/0/[1-2]\": 1000base-t}}, \"old-[1-5]\": {}";
    let planned = "sw1: {}, old-1: {}, old-2: {planned: true}";
    let twice = "sw1:Gi1 -- old-1: 1G; sw1:Gi1 -- old-2: 1G";
    table(
        "CAB005",
        &[
            (
                bare,
                "sw1:Gi1 -- old-1: 1G; sw1:Gi1 -- old-2: 1G; sw1:Gi1 -- old-3: 1G",
                "",
                Some(
                    "breaks now: 3 links are plugged into sw1:Gi1: sw1 -- old-1, sw1 -- old-2 and sw1 -- old-3",
                ),
            ),
            (bare, "sw1:Gi1 -- old-1: 1G; sw1:Gi2 -- old-2: 1G", "", None),
            // One name at two devices is two ports.
            (bare, "sw1:eth0 -- old-1:eth0: 1G", "", None),
            (bare, "sw1:po1 -- old-1: 1G; sw1:po1 -- old-2: 1G", "", None),
            (lanes, "sw1:Q1 -- old-[1-4]: 1G", "", None),
            (
                lanes,
                "sw1:Q1 -- old-[1-5]: 1G",
                "",
                Some("breaks now: 5 links are plugged into sw1:Q1, which has 4 lanes"),
            ),
            // The short name and the long one of the same port.
            (
                names,
                "sw1:Gi1/0/1 -- old-1: 1G; sw1:GigabitEthernet1/0/1 -- old-2: 1G",
                "",
                Some("breaks now: sw1 -- old-1 and sw1 -- old-2 are both plugged into sw1:Gi1/0/1"),
            ),
            (planned, twice, "", Some("holds")),
            (
                planned,
                twice,
                "add=old-2",
                Some("breaks 0: sw1 -- old-1 and sw1 -- old-2 are both plugged into sw1:Gi1"),
            ),
        ],
    );
}

#[test]
fn ports_that_are_not_there() {
    let named = "sw1: {ports: {\"Gi[1-2]\": 1000base-t}}, old-1: {}";
    let partly = "sw1: {ports: 2 x 1000base-t}, old-1: {}";
    let planned = "sw1: {ports: {\"Gi[1-2]\": 1000base-t}}, old-1: {planned: true}";
    table(
        "CAB006",
        &[
            (named, "sw1:Gi2 -- old-1:eth0: 1G", "", None),
            (
                named,
                "sw1:Te9 -- old-1:eth0: 1G",
                "",
                Some("breaks now: sw1 has no port Te9"),
            ),
            // The other end, of a link that is written the other way round.
            (
                named,
                "old-1:eth0 -- sw1:Gi3: 1G",
                "",
                Some("breaks now: sw1 has no port Gi3; did you mean Gi1?"),
            ),
            (partly, "sw1:Gi9 -- old-1: 1G", "", None),
            (planned, "sw1:Gi3 -- old-1: 1G", "", Some("holds")),
            (
                planned,
                "sw1:Gi3 -- old-1: 1G",
                "add=old-1",
                Some("breaks 0: sw1 has no port Gi3; did you mean Gi1?"),
            ),
        ],
    );
}

#[test]
fn sizes_of_packets() {
    let over = |lan: &str, overlay: &str| {
        format!(
            "devices: {{a: {{network: lan}}}}\nnetworks:\n  lan: {{{lan}}}\n  pods: {{prefix: 10.1.0.0/24, {overlay}}}\n"
        )
    };
    let (v4, v6) = (
        "prefix: 10.0.0.0/24, mtu: 1500",
        "prefix: \"2001:db8::/64\", mtu: 1500",
    );
    let needs = |bytes: &str| format!("packets of pods need {bytes} bytes beneath it, and lan takes");
    for (lan, overlay, expected) in [
        // 50 over IPv4 and 70 over IPv6 for VXLAN, 60 and 80 for WireGuard.
        (v4, "mtu: 1450, overlay: vxlan", None),
        (
            v4,
            "mtu: 1451, overlay: vxlan",
            Some(format!("breaks now: {} 1,500", needs("1,501"))),
        ),
        (
            v6,
            "mtu: 1431, overlay: vxlan",
            Some(format!("breaks now: {} 1,500", needs("1,501"))),
        ),
        (v4, "mtu: 1440, overlay: wireguard", None),
        (
            v4,
            "mtu: 1441, overlay: wireguard",
            Some(format!("breaks now: {} 1,500", needs("1,501"))),
        ),
        (
            v6,
            "mtu: 1421, overlay: wireguard",
            Some(format!("breaks now: {} 1,500", needs("1,501"))),
        ),
        // Nobody states the size beneath.
        (
            "prefix: 10.0.0.0/24",
            "mtu: 1450, overlay: vxlan",
            Some(format!(
                "unknown now: {} unknown [mtu: 1500, under lan]",
                needs("1,500")
            )),
        ),
        (v4, "overlay: vxlan", None),
    ] {
        let expected = expected.or_else(|| overlay.contains("mtu").then(|| "holds".to_owned()));
        let expected: Vec<&str> = expected.as_deref().into_iter().collect();
        check("CAB008", "", &over(lan, overlay), &expected);
    }
    let lan = |devices: &str| {
        format!(
            "devices: {{{devices}}}\nnetworks: {{lan: {{prefix: 10.0.0.0/24, mtu: 1500}}, dmz: {{prefix: 10.2.0.0/24}}}}\n"
        )
    };
    let jumbo = "b: {network: lan, mtu: 1500}, giant: {network: lan, mtu: 9000, planned: true}";
    let sends = "giant sends packets of 9,000 bytes, and b takes 1,500";
    check("CAB008", "", &lan(jumbo), &["holds"]);
    check(
        "CAB008",
        "add=giant",
        &lan(jumbo),
        &[&format!("breaks 0: {sends}")],
    );
    // The network's own size counts, and a device of two networks does not.
    check(
        "CAB008",
        "",
        &lan("a: {network: lan, mtu: 1501}"),
        &["breaks now: a sends packets of 1,501 bytes, and lan takes 1,500"],
    );
    check("CAB008", "", &lan("a: {network: lan, mtu: 1500}"), &[]);
    check(
        "CAB008",
        "",
        &lan("a: {addresses: [10.0.0.5, 10.2.0.5], mtu: 9000}"),
        &["holds"],
    );
}

/// Links of which nobody states the rate are asked for it; CAP003 and CAP004 at their edges.
#[test]
fn rates_and_windows() {
    let web = "services: {web: {runs: web-1}}\ntraffic: {web: 100/s of 40 kB}\noutside: [isp]\n";
    let yaml = |rate: &str| format!("{}{web}", net("web-1: {}", &format!("isp -- web-1: {rate}")));
    // 32 Mbit/s: a link is full when it carries all it can.
    check(
        "CAP003",
        "",
        &yaml("32 Mbit/s"),
        &["breaks now: isp -- web-1 has to carry 32 Mbit/s of 32 Mbit/s one way"],
    );
    check(
        "CAP003",
        "traffic=x2",
        &yaml("64 Mbit/s"),
        &["breaks 1: isp -- web-1 has to carry 64 Mbit/s of 64 Mbit/s one way"],
    );
    check(
        "CAP003",
        "",
        &yaml("30..40 Mbit/s"),
        &["unknown now: isp -- web-1 has to carry 32 Mbit/s of 30 Mbit/s..40 Mbit/s one way"],
    );
    check(
        "CAP003",
        "",
        &yaml("3 m"),
        &[
            "unknown now: isp -- web-1 has to carry 32 Mbit/s one way, and its rate is not known [isp -- web-1: 1 Gbit/s, under links]",
        ],
    );
    let line = |rate: &str| {
        format!(
            "outside: [isp]\n{}",
            net("a: {window: 50 kB}", &format!("isp -- a: {rate}, 10..20 ms"))
        )
    };
    // 400 kbit each 20 to 40 ms are 20 to 10 Mbit/s.
    check("CAP004", "bandwidth=x1", &line("10 Mbit/s"), &["holds"]);
    check(
        "CAP004",
        "bandwidth=x1",
        &line("20 Mbit/s"),
        &[
            "unknown now: isp -- a carries 20 Mbit/s, of which one connection gets 10 Mbit/s..20 Mbit/s at most",
        ],
    );
    check(
        "CAP004",
        "bandwidth=x1",
        &line("21 Mbit/s"),
        &[
            "breaks now: isp -- a carries 21 Mbit/s, of which one connection gets 10 Mbit/s..20 Mbit/s at most",
        ],
    );
}
