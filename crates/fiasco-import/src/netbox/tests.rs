//! NetBox in small: what each shape of row becomes, in both files and lists; then wrong input.

use super::{import, recognizes_text};
use crate::part::{DeviceRow, Part};
use fiasco_estate::device::Role;
use fiasco_estate::fact::FactKind;
use fiasco_estate::{Confidence, NoteKind};
use fiasco_source::Files;

/// Reads files by name.
fn files(texts: &[(&str, &str)]) -> (Files, Part) {
    let mut files = Files::new();
    let ids: Vec<_> = texts
        .iter()
        .map(|(path, text)| files.add(*path, text.as_bytes().to_vec()).expect("text"))
        .collect();
    let part = import(&files, &ids);
    (files, part)
}

/// A dump of these lists.
pub(super) fn dump(lists: &[(&str, &str)]) -> Part {
    let lists: Vec<String> = lists
        .iter()
        .map(|(endpoint, rows)| format!("\"{endpoint}\": {{\"count\": 0, \"results\": [{rows}]}}"))
        .collect();
    let text = format!(
        "{{\"schema\": \"fiasco/netbox/1\", \"url\": \"https://nb/\", \"gaps\": [], \"endpoints\": {{{}}}}}",
        lists.join(",\n")
    );
    let (_, part) = files(&[("netbox.json", &text)]);
    part
}

pub(super) fn device<'p>(part: &'p Part, name: &str) -> &'p DeviceRow {
    let found = part.devices.iter().find(|row| row.name.value == name);
    found.unwrap_or_else(|| {
        let names: Vec<&str> = part.devices.iter().map(|row| row.name.value.as_str()).collect();
        panic!("no device {name} among {names:?}")
    })
}

/// `address in network (scope)` of each place of a device.
fn places(part: &Part, name: &str) -> Vec<String> {
    let scope = |network: &str| {
        let row = part.networks.iter().find(|row| row.name.value == network);
        row.map_or_else(|| panic!("no network {network}"), |row| row.scope.clone())
    };
    let place = |row: &crate::part::PlaceRow| {
        let ip = row.ip.map_or_else(String::new, |ip| ip.to_string());
        match &row.network {
            None => ip,
            Some(network) if scope(&network.value).is_empty() => format!("{ip} in {}", network.value),
            Some(network) => format!("{ip} in {} ({})", network.value, scope(&network.value)),
        }
    };
    device(part, name).places.iter().map(place).collect()
}

fn links(part: &Part) -> Vec<String> {
    let link = |row: &crate::part::LinkRow| {
        let rate = row.facts.raw(FactKind::Rate);
        let rate = rate.map_or_else(|| "?".to_owned(), |rate| rate.lo.to_string());
        format!("{} -- {}: {rate}", row.a.value, row.b.value)
    };
    part.links.iter().map(link).collect()
}

pub(super) fn said(part: &Part) -> Vec<&str> {
    part.notes.iter().map(|note| note.message.as_str()).collect()
}

const SITE: &str = r#""site": {"id": 1, "name": "hq"}"#;

/// An address of a device.
fn ip(id: u64, address: &str, device: &str, more: &str) -> String {
    format!(
        r#"{{"id": {id}, "address": "{address}", "status": {{"value": "active"}}, {more} "assigned_object_type": "dcim.interface", "assigned_object_id": {id}, "assigned_object": {{"id": {id}, "device": {device}, "name": "eth0"}}}}"#
    )
}

#[test]
fn what_is_a_netbox_file() {
    for (text, is) in [
        (r#"{"schema": "fiasco/netbox/1", "endpoints": {}}"#, true),
        (
            r#"{"count": 1, "next": null, "results": [{"id": 1, "url": "https://nb/api/dcim/sites/1/"}]}"#,
            true,
        ),
        (
            r#"[{"id": 1, "url": "https://nb/netbox/api/ipam/vrfs/1/"}]"#,
            true,
        ),
        (r#"{"services": {"web": {"image": "netbox"}}}"#, false),
        (
            "services: {web: {command: curl https://nb/api/dcim/sites/}}",
            false,
        ),
        ("", false),
        ("{", false),
    ] {
        assert_eq!(recognizes_text(text), is, "{text}");
    }
    let long = format!("{{\"a\": \"{}\"}}", "é".repeat(5000));
    assert!(!recognizes_text(&long), "the head may end within a character");
}

#[test]
fn devices_have_types_racks_and_names() {
    let part = dump(&[(
        "dcim/devices",
        r#"
        {"id": 1, "name": "srv-1", "device_type": {"id": 1, "manufacturer": {"name": "Dell"}, "model": "R640"},
         "serial": "X1", "asset_tag": "A1", "site": {"id": 1, "name": "hq"}, "rack": {"id": 4, "name": "R1"},
         "position": 12.0, "status": {"value": "active", "label": "Active"}},
        {"id": 2, "name": null, "device_type": {"manufacturer": {"name": "Panduit"}, "model": "CPP24"}},
        {"id": 3, "name": "srv-2", "device_role": {"id": 1}, "position": 5.5, "rack": {"name": "R1"}},
        {"id": 4, "name": "", "device_type": {"model": "Box"}, "rack": null, "position": null}
        "#,
    )]);
    let shown: Vec<_> = part
        .devices
        .iter()
        .map(|row| {
            let text = |said: &Option<fiasco_estate::Said<String>>| {
                said.as_ref().map_or("-".to_owned(), |said| said.value.clone())
            };
            format!(
                "{}: {} at {}",
                row.name.value,
                text(&row.kind),
                row.stand
                    .as_ref()
                    .map_or("-".to_owned(), |stand| stand.value.to_string())
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "srv-1: Dell/R640 at R1 @ 12",
            "Panduit CPP24 #2: Panduit/CPP24 at -",
            "srv-2: - at R1 @ 5.5",
            "Box #4: Box at -",
        ]
    );
    assert_eq!(said(&part), [""; 0]);
    assert_eq!(part.not_looked_at, [""; 0]);
    assert!(part.devices.iter().all(|row| row.places_complete));
}

#[test]
fn devices_say_what_other_sources_may_know_them_by() {
    let part = dump(&[(
        "dcim/devices",
        r#"{"id": 1, "name": "box.example", "serial": "X1", "asset_tag": "A1",
            "primary_ip4": {"id": 1, "address": "10.0.0.1/24"}, "oob_ip": {"id": 2, "address": "10.1.0.1/24"}},
           {"id": 2, "name": "box", "serial": "", "asset_tag": null}"#,
    )]);
    let known = device(&part, "box.example")
        .identity
        .as_ref()
        .expect("an identity");
    let text = |said: &Option<fiasco_estate::Said<String>>| said.as_ref().map(|said| said.value.clone());
    assert_eq!(text(&known.serial).as_deref(), Some("X1"));
    assert_eq!(text(&known.asset_tag).as_deref(), Some("A1"));
    assert_eq!(text(&known.fqdn).as_deref(), Some("box.example"));
    let management = known.management.as_ref().map(|said| said.value.to_string());
    assert_eq!(management.as_deref(), Some("10.1.0.1"));
    assert!(device(&part, "box").identity.is_none());
}

#[test]
fn what_is_planned_is_not_installed_and_what_is_gone_is_not_there() {
    let rows: Vec<String> = [
        "active",
        "planned",
        "staged",
        "failed",
        "offline",
        "decommissioning",
        "inventory",
    ]
    .iter()
    .enumerate()
    .map(|(id, status)| format!(r#"{{"id": {id}, "name": "{status}", "status": "{status}"}}"#))
    .collect();
    let gone = ip(1, "10.0.0.1/24", r#"{"id": 4, "name": "offline"}"#, "");
    let part = dump(&[("dcim/devices", &rows.join(",")), ("ipam/ip-addresses", &gone)]);
    let shown: Vec<(&str, bool)> = part
        .devices
        .iter()
        .map(|row| (row.name.value.as_str(), row.planned.is_some()))
        .collect();
    assert_eq!(
        shown,
        [
            ("active", false),
            ("planned", true),
            ("staged", true),
            ("failed", false)
        ]
    );
    assert!(part.devices.iter().all(|row| row.places.is_empty()));
}

#[test]
fn a_name_that_several_have_is_told_apart() {
    let part = dump(&[
        (
            "dcim/devices",
            &[
                r#"{"id": 1, "name": "sw-1", "site": {"id": 1, "name": "hq"}}"#,
                r#"{"id": 2, "name": "sw-1", "site": {"id": 2, "name": "lab"}}"#,
                r#"{"id": 3, "name": "sw-1", "site": {"id": 2, "name": "lab"}}"#,
                r#"{"id": 4, "name": "sw-1"}"#,
                r#"{"id": 1, "name": "the first page again"}"#,
            ]
            .join(","),
        ),
        (
            "virtualization/virtual-machines",
            r#"{"id": 1, "name": "sw-1", "cluster": {"name": "c1"}}"#,
        ),
    ]);
    let names: Vec<&str> = part.devices.iter().map(|row| row.name.value.as_str()).collect();
    assert_eq!(
        names,
        ["sw-1 (hq)", "sw-1 (lab)", "sw-1 (lab) #3", "sw-1", "sw-1 (c1)"]
    );
}

#[test]
fn machines_have_cores_and_memory() {
    let part = dump(&[(
        "virtualization/virtual-machines",
        r#"{"id": 1, "name": "wiki", "vcpus": 2.50, "memory": 4096, "disk": 20, "status": {"value": "active"}}"#,
    )]);
    let facts = &device(&part, "wiki").facts;
    let cores = facts.raw(FactKind::Cores).expect("cores");
    assert_eq!(cores.lo.to_string(), "5/2");
    let memory = facts.raw(FactKind::Memory).expect("memory");
    assert_eq!(
        (memory.lo.to_string(), memory.hi.to_string()),
        ("4096000000".to_owned(), "4294967296".to_owned())
    );
}

#[test]
fn addresses_lie_in_the_narrowest_prefix_of_their_vrf() {
    let prefixes = r#"
        {"id": 1, "prefix": "10.0.0.0/8", "status": {"value": "container"}},
        {"id": 2, "prefix": "10.0.0.0/16", "status": {"value": "active"}},
        {"id": 3, "prefix": "10.0.1.0/24", "status": "active", "vlan": {"id": 1, "vid": 7, "name": "office"}},
        {"id": 4, "prefix": "10.0.1.0/24", "status": "active", "vrf": {"id": 9, "name": "blue"}},
        {"id": 5, "prefix": "10.0.2.0/24", "status": "deprecated"},
        {"id": 6, "prefix": "10.0.3.0/30", "status": "active", "is_pool": true},
        {"id": 7, "prefix": "2001:db8::/64", "status": "active"}
    "#;
    let box1 = r#"{"id": 1, "name": "box"}"#;
    let blue = r#""vrf": {"id": 9, "name": "blue"},"#;
    let addresses = [
        ip(1, "10.0.1.5/24", box1, ""),
        ip(2, "10.0.9.5/24", box1, ""),
        ip(3, "10.0.1.5/24", box1, blue),
        ip(4, "10.9.9.9/24", box1, blue),
        ip(5, "10.0.2.5/24", box1, ""),
        ip(6, "10.0.3.1/30", box1, ""),
        ip(7, "10.9.9.9/24", box1, ""),
        ip(8, "2001:db8::5/64", box1, ""),
    ];
    let part = dump(&[
        ("dcim/devices", r#"{"id": 1, "name": "box"}"#),
        ("ipam/prefixes", prefixes),
        ("ipam/ip-addresses", &addresses.join(",")),
    ]);
    assert_eq!(
        places(&part, "box"),
        [
            "10.0.1.5 in office",
            "10.0.9.5 in 10.0.0.0/16",
            "10.0.1.5 in 10.0.1.0/24 (blue) (blue)",
            "10.9.9.9 in no prefix of blue (blue)",
            "10.0.2.5 in 10.0.0.0/16",
            "10.0.3.1 in 10.0.0.0/16",
            "10.9.9.9 in no prefix of the global table",
            "2001:db8::5 in 2001:db8::/64",
        ]
    );
    assert_eq!(said(&part), [""; 0]);
}

#[test]
fn the_same_prefix_at_two_sites_is_two_networks() {
    let at = |id: u64, site: u64, name: &str| {
        // Before 4.2 a prefix has a site, since then a scope.
        if id == 1 {
            format!(
                r#"{{"id": {id}, "prefix": "192.168.1.0/24", "site": {{"id": {site}, "name": "{name}"}}}}"#
            )
        } else {
            format!(
                r#"{{"id": {id}, "prefix": "192.168.1.0/24", "scope_type": "dcim.site", "scope_id": {site}, "scope": {{"id": {site}, "name": "{name}"}}}}"#
            )
        }
    };
    let device =
        |id: u64, site: u64| format!(r#"{{"id": {id}, "name": "box-{id}", "site": {{"id": {site}}}}}"#);
    let addresses: Vec<String> = (1..=3)
        .map(|id| ip(id, "192.168.1.1/24", &format!(r#"{{"id": {id}}}"#), ""))
        .collect();
    let part = dump(&[
        ("ipam/prefixes", &[at(1, 1, "hq"), at(2, 2, "lab")].join(",")),
        (
            "dcim/devices",
            &[device(1, 1), device(2, 2), device(3, 3)].join(","),
        ),
        ("ipam/ip-addresses", &addresses.join(",")),
    ]);
    assert_eq!(
        places(&part, "box-1"),
        ["192.168.1.1 in 192.168.1.0/24 (site hq) (site hq)"]
    );
    assert_eq!(
        places(&part, "box-2"),
        ["192.168.1.1 in 192.168.1.0/24 (site lab) (site lab)"]
    );
    assert_eq!(
        places(&part, "box-3"),
        ["192.168.1.1 in no prefix of site #3 (site #3)"]
    );
}

#[test]
fn the_same_prefix_twice_in_one_place_is_told() {
    let part = dump(&[(
        "ipam/prefixes",
        r#"{"id": 1, "prefix": "10.0.0.0/24"}, {"id": 2, "prefix": "10.0.0.0/24"}"#,
    )]);
    assert_eq!(part.networks.len(), 1);
    assert_eq!(
        said(&part),
        ["10.0.0.0/24 stands twice in the global table; the first counts"]
    );
    assert_eq!(part.notes[0].kind, NoteKind::Disagree);
}

#[test]
fn roles_and_statuses_say_how_an_address_is_shared() {
    let range = r#"{"id": 1, "start_address": "10.0.0.100/24", "end_address": "10.0.0.200/24", "role": {"slug": "dhcp-pool", "name": "Pool"}}"#;
    let (status, role) = (
        |status: &str| format!(r#""status": {{"value": "{status}"}},"#),
        |role: &str| format!(r#""role": {{"value": "{role}"}},"#),
    );
    let cases = [
        (status("active"), Some(Role::Ordinary)),
        (status("slaac"), Some(Role::Ordinary)),
        (status("dhcp"), Some(Role::Lease)),
        (status("reserved"), Some(Role::Lease)),
        (status("deprecated"), None),
        (role("vip"), Some(Role::Shared)),
        (role("vrrp"), Some(Role::Shared)),
        (role("hsrp"), Some(Role::Shared)),
        (role("glbp"), Some(Role::Shared)),
        (role("carp"), Some(Role::Shared)),
        (role("anycast"), Some(Role::Shared)),
        (role("loopback"), Some(Role::Shared)),
        (role("secondary"), Some(Role::Ordinary)),
        (r#""role": "vip","#.to_owned(), Some(Role::Shared)),
    ];
    for (more, expected) in cases {
        let address = format!(
            r#"{{"id": 1, "address": "10.0.0.150/24", {more} "assigned_object": {{"device": {{"id": 1}}}}}}"#
        );
        let part = dump(&[
            ("dcim/devices", r#"{"id": 1, "name": "box"}"#),
            ("ipam/prefixes", r#"{"id": 1, "prefix": "10.0.0.0/24"}"#),
            ("ipam/ip-ranges", range),
            ("ipam/ip-addresses", &address),
        ]);
        let role = device(&part, "box").places.first().map(|place| place.role);
        assert_eq!(role, expected, "{more}");
        let dhcp = part.networks[0]
            .dhcp
            .as_ref()
            .map(|range| range.value.0.to_string());
        assert_eq!(dhcp.as_deref(), Some("10.0.0.100"));
    }
}

#[test]
fn ranges_without_the_word_are_no_dhcp() {
    let part = dump(&[
        ("ipam/prefixes", r#"{"id": 1, "prefix": "10.0.0.0/24"}"#),
        (
            "ipam/ip-ranges",
            r#"{"id": 1, "start_address": "10.0.0.100/24", "end_address": "10.0.0.200/24", "role": {"slug": "servers"}}"#,
        ),
    ]);
    assert!(part.networks[0].dhcp.is_none());
    assert_eq!(part.not_looked_at, ["address ranges without a DHCP role"]);
}

#[test]
fn what_no_device_has_takes_a_place_all_the_same() {
    let free = |id: u64, address: &str, more: &str| {
        format!(r#"{{"id": {id}, "address": "{address}", "status": "active" {more}}}"#)
    };
    let addresses = [
        ip(1, "10.0.0.1/24", r#"{"id": 1, "name": "box"}"#, ""),
        free(2, "10.0.0.1/24", ""),
        free(3, "10.0.0.2/24", r#", "dns_name": "printer""#),
        free(
            4,
            "10.0.0.3/24",
            r#", "assigned_object_type": "ipam.fhrpgroup", "assigned_object_id": 5"#,
        ),
    ];
    let part = dump(&[
        ("dcim/devices", r#"{"id": 1, "name": "box"}"#),
        ("ipam/prefixes", r#"{"id": 1, "prefix": "10.0.0.0/24"}"#),
        ("ipam/ip-addresses", &addresses.join(",")),
    ]);
    let nobody = device(&part, "addresses of no device");
    let held: Vec<(String, Role)> = nobody
        .places
        .iter()
        .map(|place| (place.ip.map_or_else(String::new, |ip| ip.to_string()), place.role))
        .collect();
    assert_eq!(
        held,
        [
            ("10.0.0.2".to_owned(), Role::Ordinary),
            ("10.0.0.3".to_owned(), Role::Shared)
        ]
    );
}

#[test]
fn what_a_device_states_of_itself_counts_where_the_list_lacks_it() {
    let rows = format!(
        r#"{{"id": 1, "name": "box", {SITE}, "primary_ip": {{"id": 7, "address": "10.0.0.7/24"}},
            "primary_ip4": {{"id": 7, "address": "10.0.0.7/24"}}, "oob_ip": {{"id": 8, "address": "10.0.0.8/24"}}}}"#
    );
    let addresses = ip(7, "10.0.0.7/24", r#"{"id": 1, "name": "box"}"#, "");
    let part = dump(&[("dcim/devices", &rows), ("ipam/ip-addresses", &addresses)]);
    assert_eq!(places(&part, "box"), ["10.0.0.7", "10.0.0.8"]);
}

#[test]
fn interfaces_that_are_connected_are_links_once() {
    let interfaces = r#"
        {"id": 1, "device": {"id": 1, "name": "a"}, "name": "eth0", "type": {"value": "10gbase-t"}, "speed": 1000000,
         "connected_endpoints": [{"id": 2, "device": {"id": 2, "name": "b"}}],
         "connected_endpoints_type": "dcim.interface", "connected_endpoints_reachable": true},
        {"id": 2, "device": {"id": 2, "name": "b"}, "name": "eth0", "type": {"value": "25gbase-x-sfp28"},
         "connected_endpoints": [{"id": 1, "device": {"id": 1, "name": "a"}}],
         "connected_endpoints_type": "dcim.interface", "connected_endpoints_reachable": true},
        {"id": 3, "device": {"id": 1, "name": "a"}, "type": "1000base-t",
         "connected_endpoint": {"id": 4, "device": {"id": 3, "name": "c"}},
         "connected_endpoint_type": "dcim.interface", "connected_endpoint_reachable": true},
        {"id": 5, "device": {"id": 1, "name": "a"}, "type": {"value": "1000base-t"},
         "connected_endpoints": [{"id": 9}], "connected_endpoints_type": "circuits.circuittermination"},
        {"id": 6, "device": {"id": 1, "name": "a"}, "type": {"value": "1000base-t"},
         "connected_endpoints": [{"id": 7, "device": {"id": 2, "name": "b"}}],
         "connected_endpoints_type": "dcim.interface", "connected_endpoints_reachable": false}
    "#;
    let cables = r#"
        {"id": 1, "status": {"value": "connected"},
         "a_terminations": [{"object_type": "dcim.interface", "object_id": 1, "object": {"id": 1, "device": {"id": 1}}}],
         "b_terminations": [{"object_type": "dcim.interface", "object_id": 2, "object": {"id": 2, "device": {"id": 2}}}]},
        {"id": 2, "status": {"value": "planned"},
         "a_terminations": [{"object_type": "dcim.interface", "object_id": 10, "object": {"device": {"id": 1}}}],
         "b_terminations": [{"object_type": "dcim.interface", "object_id": 11, "object": {"device": {"id": 2}}}]},
        {"id": 3,
         "a_terminations": [{"object_type": "dcim.interface", "object_id": 12, "object": {"device": {"id": 1}}}],
         "b_terminations": [{"object_type": "dcim.frontport", "object_id": 2, "object": {"device": {"id": 9}}}]},
        {"id": 4, "status": {"value": "connected"}, "termination_a_type": "dcim.interface", "termination_a_id": 20,
         "termination_a": {"id": 20, "device": {"id": 2, "name": "b"}}, "termination_b_type": "dcim.interface",
         "termination_b_id": 21, "termination_b": {"id": 21, "device": {"id": 3, "name": "c"}}}
    "#;
    let part = dump(&[
        (
            "dcim/devices",
            r#"{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": "c"}"#,
        ),
        ("dcim/interfaces", interfaces),
        ("dcim/cables", cables),
    ]);
    assert_eq!(
        links(&part),
        ["a -- b: 1000000000", "a -- c: 1000000000", "b -- c: ?"]
    );
    let confidence = |n: usize| {
        part.links[n]
            .facts
            .raw(FactKind::Rate)
            .map(|rate| rate.confidence)
    };
    assert_eq!(
        (confidence(0), confidence(1)),
        (Some(Confidence::Declared), Some(Confidence::Default))
    );
    assert_eq!(said(&part), [""; 0]);
}

#[test]
fn lists_saved_from_the_rest_interface_are_one_netbox() {
    let devices = r#"{"count": 1, "next": null, "previous": null, "results": [
        {"id": 1, "url": "https://nb.example/api/dcim/devices/1/", "name": "box", "display": "box"}]}"#;
    let addresses = r#"[{"id": 1, "url": "https://nb.example/api/ipam/ip-addresses/1/", "address": "10.0.0.1/24",
        "assigned_object": {"id": 3, "device": {"id": 1}}}]"#;
    let prefix = r#"{"id": 1, "url": "https://NB.example/api/ipam/prefixes/1/", "prefix": "10.0.0.0/24"}"#;
    let (_, part) = files(&[("a.json", addresses), ("b.json", devices), ("c.json", prefix)]);
    assert_eq!(part.devices.len(), 1);
    assert_eq!(places(&part, "box"), ["10.0.0.1 in 10.0.0.0/24"]);
    assert_eq!(said(&part), [""; 0]);
}

#[test]
fn two_servers_are_two_netboxes() {
    let row = |host: &str, name: &str| {
        format!(r#"[{{"id": 1, "url": "https://{host}/api/dcim/devices/1/", "name": "{name}"}}]"#)
    };
    let (_, part) = files(&[("a.json", &row("one", "a")), ("b.json", &row("two", "b"))]);
    let names: Vec<&str> = part.devices.iter().map(|row| row.name.value.as_str()).collect();
    assert_eq!(names, ["a", "b"]);
}

#[test]
fn the_name_of_a_file_tells_what_rows_without_urls_are() {
    let rows = r#"[{"id": 1, "name": "box"}]"#;
    for path in [
        "devices.json",
        "saved/dcim_devices.json",
        "Dcim-Devices.2026.json",
    ] {
        let (_, part) = files(&[(path, rows)]);
        assert_eq!(part.devices.len(), 1, "{path}");
    }
    let (_, part) = files(&[("things.json", rows)]);
    assert_eq!(
        said(&part),
        ["the list `things.json` of NetBox is not understood"]
    );
}

#[test]
fn fields_nobody_knows_are_told_once() {
    let part = dump(&[(
        "dcim/devices",
        r#"{"id": 1, "name": "a", "plugin_x": 1}, {"id": 2, "plugin_x": 2, "name": "b", "comments": "x"}, {"id": 3, "plugin_y": {}}"#,
    )]);
    assert_eq!(
        said(&part),
        [
            "`plugin_x` is not understood (2 rows)",
            "`plugin_y` is not understood (1 row)"
        ]
    );
}

#[test]
fn fields_without_end_are_told_in_short() {
    let fields: Vec<String> = (0..500).map(|n| format!("\"x{n}\": 1")).collect();
    let part = dump(&[("dcim/devices", &format!("{{\"id\": 1, {}}}", fields.join(",")))]);
    assert_eq!(part.notes.len(), 100);
    assert_eq!(
        said(&part).last(),
        Some(&"`x99` is not understood (1 row), nor are 400 more fields of these rows")
    );
}

#[test]
fn an_area_is_named_only_where_something_is_said_of_it() {
    let part = dump(&[
        ("circuits/circuits", ""),
        ("virtualization/clusters", r#"{"id": 1}"#),
        ("dcim/racks", r#"{"id": 1}"#),
        ("dcim/cables", r#"{"id": 1}"#),
    ]);
    assert_eq!(part.not_looked_at, ["clusters"]);
}

#[test]
fn cables_may_fan_out() {
    let ends = |ids: &[u64]| {
        let end = |id: &u64| {
            format!(
                r#"{{"object_type": "dcim.interface", "object_id": {id}, "object": {{"device": {{"id": {id}, "name": "box-{id}"}}}}}}"#
            )
        };
        ids.iter().map(end).collect::<Vec<_>>().join(",")
    };
    for (a, b, expected) in [
        (
            &[1][..],
            &[2, 3][..],
            &["box-1 -- box-2: ?", "box-1 -- box-3: ?"][..],
        ),
        (&[1, 2], &[3, 4], &["box-1 -- box-3: ?", "box-2 -- box-4: ?"]),
        (&[1, 2], &[3], &["box-3 -- box-1: ?", "box-3 -- box-2: ?"]),
    ] {
        let cable = format!(
            r#"{{"id": 1, "a_terminations": [{}], "b_terminations": [{}]}}"#,
            ends(a),
            ends(b)
        );
        let part = dump(&[("dcim/cables", &cable)]);
        assert_eq!(links(&part), expected);
    }
}

#[test]
fn gaps_are_told() {
    let text = r#"{"schema": "fiasco/netbox/1", "url": "https://nb/", "gaps": [
        {"endpoint": "dcim/devices", "read": 4, "of": 5, "error": "it answered 502 4 times"},
        {"endpoint": "ipam/vrfs", "read": 0, "of": null, "error": "refused"}], "endpoints": {}}"#;
    let (_, part) = files(&[("netbox.json", text)]);
    assert_eq!(
        said(&part),
        [
            "`dcim/devices` was read in part: 4 of 5 rows",
            "`ipam/vrfs` was read in part: 0 rows"
        ]
    );
    let help = part.notes[0].help.as_deref();
    assert_eq!(
        help,
        Some("pull it again; the reason was: it answered 502 4 times")
    );
}

#[test]
fn one_page_of_several_is_told() {
    let page = r#"{"count": 60, "next": "https://nb/api/dcim/devices/?offset=1", "results": [
        {"id": 1, "url": "https://nb/api/dcim/devices/1/", "name": "box"}]}"#;
    let (_, part) = files(&[("devices.json", page)]);
    assert_eq!(said(&part), ["this is a page of 1 rows of a list of 60"]);
    assert_eq!(part.devices.len(), 1);
}

#[test]
fn wrong_shapes_are_told_and_the_rest_is_read() {
    let part = dump(&[
        (
            "dcim/devices",
            r#"{"id": 1, "name": "box"}, 7, {"name": "no number"}, {"id": "x", "name": []}, {"id": 5, "device_type": 3}"#,
        ),
        (
            "ipam/prefixes",
            r#"{"id": 1, "prefix": "10.0.0.0/99"}, {"id": 2}, {"id": 3, "prefix": "10.0.0.0/24"}"#,
        ),
        (
            "ipam/ip-addresses",
            r#"{"id": 1, "address": "ten"}, {"id": 2, "address": {}}, {"id": 3, "assigned_object": []}"#,
        ),
        (
            "dcim/interfaces",
            r#"{"id": 1, "speed": -5, "type": {}, "connected_endpoints": 3}"#,
        ),
        (
            "dcim/cables",
            r#"{"id": 1, "a_terminations": {}, "b_terminations": [[]]}"#,
        ),
        ("dcim/unheard-of", r#"{"id": 1}"#),
    ]);
    let names: Vec<&str> = part.devices.iter().map(|row| row.name.value.as_str()).collect();
    assert_eq!(names, ["box", "device #5"]);
    assert_eq!(part.networks.len(), 1);
    assert_eq!(
        said(&part),
        [
            "the list `dcim/unheard-of` of NetBox is not understood",
            "expected a prefix such as 192.168.1.0/24, found `10.0.0.0/99`",
            "expected a `prefix`",
            "expected a row with fields such as `id`",
            "expected the row's `id`, a number",
            "expected the row's `id`, a number",
            "expected an address such as 192.168.1.5/24",
            "expected an address such as 192.168.1.5/24",
            "expected an `address`",
            "expected a `speed` in kbit/s",
        ]
    );
}

#[test]
fn many_wrong_rows_are_told_in_short() {
    let rows = vec!["7"; 500].join(",");
    let part = dump(&[("dcim/devices", &rows)]);
    assert_eq!(part.notes.len(), 10);
    assert_eq!(
        said(&part).last(),
        Some(&"expected a row with fields such as `id`, and so with 490 more rows")
    );
}

#[test]
fn other_schemas_and_empty_dumps_are_told() {
    let (_, part) = files(&[("netbox.json", r#"{"schema": "fiasco/netbox/9", "extra": 1}"#)]);
    assert_eq!(
        said(&part),
        [
            "expected the schema fiasco/netbox/1, found `fiasco/netbox/9`",
            "`extra` is not understood",
            "the dump has no `endpoints`, so nothing of it can be read",
        ]
    );
}

#[test]
fn a_text_cut_anywhere_never_panics() {
    let whole = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../examples/office/netbox.json"
    ))
    .expect("the example");
    for end in (0..whole.len())
        .step_by(97)
        .filter(|end| whole.is_char_boundary(*end))
    {
        let (_, part) = files(&[("netbox.json", &whole[..end])]);
        assert!(end < 2 || !part.notes.is_empty(), "cut at {end} and nothing said");
    }
}
