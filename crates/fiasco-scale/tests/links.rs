//! What flows over links, and what one connection gets: small networks with numbers worked out by hand.

#![allow(clippy::expect_used, clippy::panic, reason = "a test says what it expects")]

mod common;

use common::says;

fn check(code: &str, to: &str, yaml: &str, expected: &[&str]) {
    assert_eq!(says(yaml, code, to), expected, "{code} --to {to}\n{yaml}");
}

/// Three web servers and a database on one switch, behind a firewall.
fn office(calls: &str, traffic: &str) -> String {
    format!(
        "\
outside: [isp]
devices:
  web-[1-3]: {{cores: 4}}
  db-1: {{cores: 8}}
  sw1: {{}}
  fw1: {{}}
links:
  - isp -- fw1: 200 Mbit/s
  - fw1 -- sw1: 1 Gbit/s
  - sw1 -- web-[1-3]: 1 Gbit/s
  - sw1 -- db-1: 1 Gbit/s
services:
  web: {{runs: \"web-[1-3]\", {calls}}}
  db: {{runs: db-1, max_connections: 100}}
traffic: {{{traffic}}}
"
    )
}

/// 100/s of 40 kB are 32 Mbit/s outward: the contract is full on x6.25, at 21/80 of the way to x21; 1 Gbit/s
/// inside on x31.25, at 121/80; a third of it at each server on x93.75, beyond where anybody looks.
#[test]
fn arrivals() {
    let yaml = office("cpu: 1 ms", "web: 100/s of 40 kB");
    check(
        "CAP003",
        "traffic=x21",
        &yaml,
        &[
            "breaks 21/80: isp -- fw1 has to carry 200 Mbit/s of 200 Mbit/s one way",
            "breaks 121/80: fw1 -- sw1 has to carry 1 Gbit/s of 1 Gbit/s one way",
            "holds",
            "holds",
            "holds",
        ],
    );
    // Bandwidth as fast as traffic: it never fills.
    check("CAP003", "traffic=x21,bandwidth=x21", &yaml, &["holds"; 5]);
    check("CAP003", "traffic=x21", &office("cpu: 1 ms", "web: 100/s"), &[]);
}

/// Each request asks the database 3 times for 50 kB: 100/s x 3 x 50 kB = 120 Mbit/s out of the database, which
/// is full on x25/3; 40 Mbit/s into each web server, full on x25. Nothing of it passes the firewall.
#[test]
fn calls() {
    let yaml = office("calls: db x 3 of 50 kB", "web: 100/s");
    let db = "breaks 11/36: sw1 -- db-1 has to carry 1 Gbit/s of 1 Gbit/s one way";
    let web = |n: u32| format!("breaks 1: sw1 -- web-{n} has to carry 1 Gbit/s of 1 Gbit/s one way");
    check("CAP003", "traffic=x25", &yaml, &[db, &web(1), &web(2), &web(3)]);
    // The same by intervals: 25 to 50 kB break for certain twice as late.
    let yaml = office("calls: db x 3 of 25..50 kB", "web: 100/s");
    let [found, ..] = &says(&yaml, "CAP003", "traffic=x25")[..] else {
        panic!("a finding")
    };
    assert!(
        found.starts_with("breaks 47/72: sw1 -- db-1 has to carry 1 Gbit/s..2 Gbit/s"),
        "{found}"
    );
}

/// A link carries each direction by itself: 5 kB of question and 50 kB of answer are 12 and 120 Mbit/s, the other
/// way around for the web servers.
#[test]
fn questions_go_the_other_way() {
    let yaml = office("calls: db x 3 of 50 kB + 5 kB", "web: 100/s");
    let [found, ..] = &says(&yaml, "CAP003", "traffic=x25")[..] else {
        panic!("a finding")
    };
    assert!(found.starts_with("breaks 11/36: sw1 -- db-1"), "{found}");
    // 32 Mbit/s of answers leave web-1..3 (10.7 each), and 120 come in (40 each): the larger counts.
    let yaml = office("calls: db x 3 of 50 kB", "web: 100/s of 40 kB");
    let found = says(&yaml, "CAP003", "traffic=x25");
    assert!(
        found.contains(&"breaks 1: sw1 -- web-1 has to carry 1 Gbit/s of 1 Gbit/s one way".to_owned()),
        "{found:?}"
    );
}

/// Clones take work off the links of today's servers: at traffic x25 and servers x25 each carries what it did. The
/// database's link carries it all, wherever it is asked from.
#[test]
fn more_servers_share() {
    let yaml = office("calls: db x 3 of 50 kB", "web: 100/s");
    let found = says(&yaml, "CAP003", "traffic=x25,servers=x25");
    assert_eq!(
        found,
        [
            "breaks 11/36: sw1 -- db-1 has to carry 1 Gbit/s of 1 Gbit/s one way",
            "holds",
            "holds",
            "holds",
        ]
    );
}

/// Two contracts: nobody says by which the arrivals come in, but all of them end at the servers.
#[test]
fn two_ways_in() {
    let yaml = "\
outside: [east, west]
devices: {web-1: {}, fw1: {}, fw2: {}}
links:
  - east -- fw1: 100 Mbit/s
  - west -- fw2: 100 Mbit/s
  - fw1 -- web-1: 1 Gbit/s
  - fw2 -- web-1: 200 Mbit/s
services: {web: {runs: web-1}}
traffic: {web: 100/s of 40 kB}
";
    // 32 Mbit/s: either contract may be full on x3.125, and none is for certain.
    let found = says(yaml, "CAP003", "traffic=x5");
    assert_eq!(
        found,
        [
            "unknown 17/32: east -- fw1 has to carry 0 bit/s..100 Mbit/s of 100 Mbit/s one way",
            "unknown 17/32: west -- fw2 has to carry 0 bit/s..100 Mbit/s of 100 Mbit/s one way",
            "unknown 21/16: fw2 -- web-1 has to carry 0 bit/s..200 Mbit/s of 200 Mbit/s one way",
            "holds",
        ]
    );
    // With one cable between firewall and server it is on that one for certain.
    let yaml = yaml
        .replace("west -- fw2", "west -- fw1")
        .replace("  - fw2 -- web-1: 200 Mbit/s\n", "");
    let found = says(&yaml, "CAP003", "traffic=x32");
    assert!(
        found.contains(&"breaks 121/124: fw1 -- web-1 has to carry 1 Gbit/s of 1 Gbit/s one way".to_owned()),
        "{found:?}"
    );
}

/// Two switches between the same ends, and a server that stands between two others but passes nothing on.
#[test]
fn ways_that_are_as_short() {
    let net = |links: &str| {
        format!(
            "devices: {{a: {{}}, b: {{}}, c: {{}}, sw1: {{}}, sw2: {{}}}}\nlinks: [{links}]\n\
             services: {{x: {{runs: a, calls: y of 1 MB}}, y: {{runs: b}}, z: {{runs: c}}}}\ntraffic: {{x: 10/s}}\n"
        )
    };
    // 80 Mbit/s.
    let tie = "a -- sw1: 1G, a -- sw2: 1G, sw1 -- b: 1G, sw2 -- b: 1G";
    let tie = tie
        .split(", ")
        .map(|link| format!("{{{link}}}"))
        .collect::<Vec<_>>()
        .join(", ");
    let found = says(&net(&tie), "CAP003", "traffic=x20");
    assert_eq!(found.len(), 4);
    assert!(
        found.iter().all(|line| line.starts_with("unknown 23/38")),
        "{found:?}"
    );
    // The way through c has as few links as that through the switch.
    let server = "{a -- c: 1G}, {c -- b: 1G}, {a -- sw1: 1G}, {sw1 -- b: 1G}";
    let found = says(&net(server), "CAP003", "traffic=x20");
    assert_eq!(found.len(), 2);
    assert!(
        found.iter().all(|line| line.starts_with("breaks 23/38")),
        "{found:?}"
    );
}

/// A contract of 200 Mbit/s that is asked for four times over is 800 Mbit/s, and a firewall of 1 Gbit/s holds it;
/// above x5 it does not, two thirds of the way to x7. Flows count both ways.
#[test]
fn firewalls() {
    let yaml = |flows: &str| {
        format!(
            "outside: [isp]\ndevices: {{fw1: {{throughput: 1 Gbit/s}}, web-1: {{}}}}\nlinks: [{{isp -- fw1: 200 Mbit/s}}, {{fw1 -- web-1: 10G}}]\n\
             services: {{web: {{runs: web-1}}}}\ntraffic: {{web: 100/s{flows}}}\n"
        )
    };
    let wall = "breaks above 2/3: fw1 inspects 1 Gbit/s of the 1 Gbit/s that its contracts bring";
    check("CAP003", "bandwidth=x7", &yaml(""), &[wall]);
    // The contract is the first to ask for more, although the traffic would before the target is passed.
    let both = yaml(" of 40 kB").replace("1 Gbit/s", "300 Mbit/s");
    let found = says(&both, "CAP003", "traffic=x15,bandwidth=x2");
    assert_eq!(
        found[0],
        "breaks above 1/2: fw1 inspects 300 Mbit/s of the 300 Mbit/s that its contracts bring"
    );
    // 32 + 48 Mbit/s are 1 Gbit/s at x12.5, although the contract alone brings 200 at first.
    let found = says(&yaml(" of 60 kB + 40 kB"), "CAP003", "traffic=x24");
    assert!(
        found.contains(&"breaks above 1/2: fw1 has to inspect 1 Gbit/s, and inspects 1 Gbit/s".to_owned()),
        "{found:?}"
    );
}

/// 1 MiB every 24 ms is 349.5 Mbit/s: 200 Mbit/s stay below, above x1.7476 more pipe gives no more speed.
#[test]
fn one_connection() {
    let yaml = |device: &str, link: &str| {
        format!("outside: [isp]\ndevices: {{fw1: {{}}, {device}}}\nlinks: [{{isp -- fw1: \"{link}\"}}]\n")
    };
    let wall = "breaks above 7009/28125: isp -- fw1 carries 350 Mbit/s, of which one connection gets 350 Mbit/s at most";
    check(
        "CAP004",
        "bandwidth=x4",
        &yaml("b: {window: 1 MiB}", "200 Mbit/s, 12 ms"),
        &[wall],
    );
    check(
        "CAP004",
        "bandwidth=x4",
        &yaml("b: {window: 64 KiB}", "200 Mbit/s, 12 ms"),
        &["breaks now: isp -- fw1 carries 200 Mbit/s, of which one connection gets 21.8 Mbit/s at most"],
    );
    let two = "b: {window: 64 KiB}, c: {window: 1 GiB}";
    check(
        "CAP004",
        "bandwidth=x4",
        &yaml(two, "200 Mbit/s, 12 ms"),
        &[
            "unknown now: isp -- fw1 carries 200 Mbit/s, of which one connection gets 21.8 Mbit/s..358 Gbit/s at most",
        ],
    );
    check("CAP004", "bandwidth=x4", &yaml("b: {}", "200 Mbit/s, 12 ms"), &[]);
    check(
        "CAP004",
        "bandwidth=x4",
        &yaml("b: {window: 64 KiB}", "200 Mbit/s"),
        &[],
    );
}

/// A planned server takes its half of 32 Mbit/s as soon as it is installed: the old link is full on x3, not on x1.5.
#[test]
fn an_addition_takes_its_share() {
    let yaml = "\
outside: [isp]
devices: {web-1: {}, giant: {planned: true}, sw1: {}}
links: [{isp -- sw1: 10G}, {sw1 -- web-1: 48 Mbit/s}, {sw1 -- giant: 64 Mbit/s}]
services: {web: {runs: [web-1, giant]}}
traffic: {web: 100/s of 40 kB}
";
    let full = |link: &str, at: &str, rate: u32| {
        format!("breaks {at}: sw1 -- {link} has to carry {rate} Mbit/s of {rate} Mbit/s one way")
    };
    assert_eq!(
        says(yaml, "CAP003", "traffic=x2"),
        [full("web-1", "1/2", 48), "holds".to_owned(), "holds".to_owned(),]
    );
    assert_eq!(
        says(yaml, "CAP003", "traffic=x2,add=giant"),
        [full("web-1", "2", 48), full("giant", "3", 64), "holds".to_owned(),]
    );
}
