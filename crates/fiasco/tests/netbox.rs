//! A dump of NetBox next to what the team wrote itself, from the command line.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects"
)]

mod support;

use support::{fiasco, findings, json, root, scratch, stderr, stdout};

#[test]
fn a_duplicate_is_found_and_a_prefix_runs_out() {
    let json = json(&root(), &["examples/office"]);
    let duplicates = findings(&json, "ADR001");
    assert_eq!(
        duplicates.len(),
        1,
        "neither the lab's, nor the shared, nor that of what is gone"
    );
    assert_eq!(duplicates[0]["message"], "srv-3 and nas-1 both claim 10.20.10.5");
    let exhausted: Vec<_> = findings(&json, "ADR002")
        .into_iter()
        .filter(|finding| finding["state"] == "breaks")
        .collect();
    assert_eq!(exhausted.len(), 1);
    assert_eq!(
        exhausted[0]["message"],
        "servers above x3: machines needs 16 of the 14 addresses of 10.20.10.0/28"
    );
    assert!(findings(&json, "EST001").is_empty() && findings(&json, "EST002").is_empty());
    assert!(findings(&json, "EST003").is_empty() && findings(&json, "EST004").is_empty());
}

#[test]
fn a_dump_alone_says_what_stands_now() {
    let output = fiasco(&root(), &["check", "examples/office/netbox.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("srv-3 and nas-1 both claim 10.20.10.5"), "{text}");
    assert!(
        !text.contains("not looked at"),
        "racks, power and cables are read: {text}"
    );
}

#[test]
fn a_dump_that_is_cut_off_is_said_and_read_as_far_as_it_goes() {
    let folder = scratch("netbox-cut");
    let whole = std::fs::read_to_string(root().join("examples/office/netbox.json")).expect("the example");
    let end = whole.find("\"ipam/vlans\"").expect("a list of VLANs");
    std::fs::write(folder.join("netbox.json"), &whole[..end]).expect("a file");
    let output = fiasco(&folder, &["check", "."]);
    let said = stdout(&output) + &stderr(&output);
    assert!(said.contains("EST001") || said.contains("netbox.json:"), "{said}");
    assert_ne!(output.status.code(), Some(0), "{said}");
}

#[test]
fn gaps_of_a_pull_stand_among_the_findings() {
    let folder = scratch("netbox-gaps");
    let dump = r#"{"schema": "fiasco/netbox/1", "url": "https://nb/", "gaps": [
{"endpoint": "dcim/devices", "read": 1, "of": 5, "error": "the server broke off"}],
"endpoints": {"dcim/devices": {"count": 5, "results": [{"id": 1, "name": "box"}]}}}"#;
    std::fs::write(folder.join("netbox.json"), dump).expect("a file");
    let json = json(&folder, &["."]);
    let found = findings(&json, "EST001");
    assert_eq!(found.len(), 1, "{json}");
    assert_eq!(
        found[0]["message"],
        "`dcim/devices` was read in part: 1 of 5 rows; pull it again; the reason was: the server broke off"
    );
}

/// A room as NetBox has it: two servers with two supplies each on two feeds through two PDUs, a switch, a rack of six
/// units; one row a line.
fn room() -> String {
    let port = |id: u64, device: (u64, &str), watts: u64, outlet: u64| {
        let (of, name) = device;
        format!(
            r#"{{"id":{id},"device":{{"id":{of},"name":"{name}"}},"name":"PSU{id}","type":{{"value":"iec-60320-c14"}},"maximum_draw":{watts},"allocated_draw":{watts},"connected_endpoints":[{{"id":{outlet},"device":{{"id":9}}}}],"connected_endpoints_type":"dcim.poweroutlet","connected_endpoints_reachable":true}}"#
        )
    };
    let unit_port = |id: u64, unit: u64, feed: u64| {
        format!(
            r#"{{"id":{id},"device":{{"id":{unit}}},"name":"in","type":{{"value":"iec-60309-p-n-e-6h"}},"connected_endpoints":[{{"id":{feed}}}],"connected_endpoints_type":"dcim.powerfeed","connected_endpoints_reachable":true}}"#
        )
    };
    let outlet = |id: u64, unit: u64, port: u64| {
        format!(
            r#"{{"id":{id},"device":{{"id":{unit}}},"name":"out{id}","type":{{"value":"iec-60320-c13"}},"power_port":{{"id":{port}}},"feed_leg":null}}"#
        )
    };
    let device = |id: u64, name: &str, kind: u64, position: &str| {
        format!(
            r#"{{"id":{id},"name":"{name}","device_type":{{"id":{kind},"manufacturer":{{"name":"Acme"}},"model":"M{kind}"}},"site":{{"id":1,"name":"hq"}},"rack":{{"id":1,"name":"R1"}},"position":{position},"face":{{"value":"front"}},"status":{{"value":"active"}}}}"#
        )
    };
    let kind = |id: u64, units: u64, mass: &str| {
        format!(
            r#"{{"id":{id},"manufacturer":{{"name":"Acme"}},"model":"M{id}","u_height":{units},"is_full_depth":true{mass}}}"#
        )
    };
    let feed = |id: u64, name: &str| {
        format!(
            r#"{{"id":{id},"name":"{name}","rack":{{"id":1,"name":"R1"}},"status":{{"value":"active"}},"voltage":230,"amperage":8,"phase":{{"value":"single-phase"}},"max_utilization":80}}"#
        )
    };
    let interface = |id: u64, device: u64, name: &str, far: &str| {
        format!(
            r#"{{"id":{id},"device":{{"id":{device}}},"name":"{name}","type":{{"value":"10gbase-x-sfpp"}},"enabled":true{far}}}"#
        )
    };
    let cable = |id: u64, a: u64, b: u64| {
        format!(
            r#"{{"id":{id},"type":{{"value":"dac-passive"}},"status":{{"value":"connected"}},"a_terminations":[{{"object_type":"dcim.interface","object_id":{a}}}],"b_terminations":[{{"object_type":"dcim.interface","object_id":{b}}}],"length":1.0,"length_unit":{{"value":"m"}}}}"#
        )
    };
    let far = |id: u64, device: u64| {
        format!(
            r#","connected_endpoints":[{{"id":{id},"device":{{"id":{device}}}}}],"connected_endpoints_type":"dcim.interface","connected_endpoints_reachable":true"#
        )
    };
    let kilos = |kilos: u64| format!(r#","weight":{kilos},"weight_unit":{{"value":"kg"}}"#);
    let (srv_1, srv_2, sw) = ((1, "srv-1"), (2, "srv-2"), (3, "sw-1"));
    let lists = [
        (
            "dcim/racks",
            vec![
                r#"{"id":1,"name":"R1","site":{"id":1,"name":"hq"},"status":{"value":"active"},"u_height":6,"max_weight":90,"weight_unit":{"value":"kg"}}"#.to_owned(),
            ],
        ),
        (
            "dcim/device-types",
            vec![kind(1, 1, &kilos(20)), kind(2, 1, &kilos(5)), kind(3, 0, &kilos(1))],
        ),
        (
            "dcim/devices",
            vec![
                device(1, "srv-1", 1, "2.0"),
                device(2, "srv-2", 1, "3.0"),
                device(3, "sw-1", 2, "1.0"),
                device(4, "pdu-a", 3, "null"),
                device(5, "pdu-b", 3, "null"),
            ],
        ),
        ("dcim/power-feeds", vec![feed(1, "A"), feed(2, "B")]),
        (
            "dcim/power-ports",
            vec![
                port(1, srv_1, 400, 11),
                port(2, srv_1, 400, 21),
                port(3, srv_2, 400, 12),
                port(4, srv_2, 400, 22),
                port(5, sw, 100, 13),
                unit_port(6, 4, 1),
                unit_port(7, 5, 2),
            ],
        ),
        (
            "dcim/power-outlets",
            (11..=16)
                .map(|id| outlet(id, 4, 6))
                .chain((21..=30).map(|id| outlet(id, 5, 7)))
                .collect(),
        ),
        (
            "dcim/interfaces",
            vec![
                interface(1, 1, "eno1", &far(11, 3)),
                interface(2, 2, "eno1", &far(12, 3)),
                interface(11, 3, "Ethernet1", &far(1, 1)),
                interface(12, 3, "Ethernet2", &far(2, 2)),
                interface(13, 3, "Ethernet3", ""),
                interface(14, 3, "Ethernet4", ""),
            ],
        ),
        ("dcim/cables", vec![cable(1, 1, 11), cable(2, 2, 12)]),
    ];
    let list = |(name, rows): &(&str, Vec<String>)| {
        format!(
            "\"{name}\": {{\"count\": {}, \"results\": [\n{}]}}",
            rows.len(),
            rows.join(",\n")
        )
    };
    let lists: Vec<String> = lists.iter().map(list).collect();
    format!(
        "{{\n\"schema\": \"fiasco/netbox/1\", \"url\": \"https://nb/\", \"gaps\": [],\n\"endpoints\": {{\n{}}}}}\n",
        lists.join(",\n")
    )
}

/// Findings about racks, power and cables as one line each: the row of the dump that it points at, and what is said.
fn of_room(name: &str, to: &str) -> Vec<String> {
    let folder = scratch(name);
    let dump = room();
    std::fs::write(folder.join("netbox.json"), &dump).expect("a file");
    std::fs::write(
        folder.join("estate.yaml"),
        "services: {web: {runs: \"srv-[1-2]\"}}\n",
    )
    .expect("a file");
    let output = fiasco(&folder, &["check", "--output-format", "concise", "--to", to, "."]);
    let said = stdout(&output);
    let row = |place: &str| {
        let line: usize = place
            .split(':')
            .nth(1)
            .and_then(|line| line.parse().ok())
            .expect(place);
        let row = dump.lines().nth(line - 1).expect("a row");
        let name = row
            .split_once(r#""name":""#)
            .or_else(|| row.split_once(r#""model":""#));
        let name = name.and_then(|(_, rest)| rest.split_once('"')).expect(row).0;
        name.to_owned()
    };
    said.lines()
        .filter(|line| {
            ["RCK", "PWR", "CAB", "EST"]
                .iter()
                .any(|family| line.contains(family))
        })
        .map(|line| {
            let (place, says) = line.split_once(": ").expect(line);
            format!("{}: {says}", row(place))
        })
        .collect()
}

#[test]
fn a_room_from_netbox_runs_out_of_units_power_and_ports() {
    assert_eq!(of_room("netbox-room-now", "servers=x1"), [""; 0]);
    // Each feed carries 230 V x 8 A x 80 % = 1,472 W; a server draws half of its 400 W on each, the switch 100 W on A.
    // A alone has 3 x 400 W + 100 W, and the fourth server is too much; with B up it is the seventh. Four servers, the
    // switch and both PDUs weigh 87 kg. Three units are free, 4 ports and 6 outlets of pdu-a there at all.
    assert_eq!(
        of_room("netbox-room", "servers=x4"),
        [
            "A: x1.5 PWR002 feed-failover: servers above x1.5: with feed B lost, A carries 1.7 kW of 1,472 W [stops]",
            "B: x1.5 PWR002 feed-failover: servers above x1.5: with feed A lost, B carries 1.6 kW of 1,472 W [stops]",
            "sw-1: x2 CAB001 no-free-port: servers above x2: the 5th link asks for one of 4 10G SFP+ ports of sw-1 [refuses]",
            "R1: x2 RCK004 rack-overweight: servers above x2: R1 carries 107 kg of 90 kg [damages]",
            "out11: x2.5 PWR006 outlets-exhausted: servers above x2.5: 7 cords ask for the 6 C13 outlets of pdu-a on feed A [refuses]",
            "srv-2: x2.5 RCK001 no-rack-space: servers above x2.5: the 4th new device, like srv-2, finds no 1 U in one piece: no unit is free [refuses]",
            "A: x3 PWR001 feed-overload: servers above x3: feed A carries 1.5 kW of 1,472 W [stops]",
            "B: x3.5 PWR001 feed-overload: servers above x3.5: feed B carries 1.6 kW of 1,472 W [stops]",
            "out21: x5 PWR006 outlets-exhausted: servers above x5: 11 cords ask for the 10 C13 outlets of pdu-b on feed B [refuses]",
        ]
    );
}
