//! A made-up NetBox of any size, as its REST interface answers: every field of every row, most of which say
//! nothing to us.

use std::fmt::Write as _;

/// Devices in one prefix and one rack row.
const GROUP: usize = 100;

/// Files of lists, by name: devices with two interfaces and two addresses each, cabled to a switch of their group.
pub fn files(devices: usize) -> Vec<(&'static str, String)> {
    vec![
        (
            "prefixes.json",
            list("ipam/prefixes", devices.div_ceil(GROUP), 900, prefix),
        ),
        ("devices.json", list("dcim/devices", devices, 2600, device)),
        (
            "interfaces.json",
            list("dcim/interfaces", devices * 2, 2000, interface),
        ),
        (
            "ip-addresses.json",
            list("ipam/ip-addresses", devices * 2, 1500, address),
        ),
    ]
}

fn list(endpoint: &str, count: usize, each: usize, row: fn(&mut String, usize)) -> String {
    let mut out = String::with_capacity(count * each + 100);
    let _ = write!(
        out,
        "{{\"count\":{count},\"next\":null,\"previous\":null,\"results\":["
    );
    for n in 0..count {
        let id = n + 1;
        out.push_str(if n == 0 { "" } else { "," });
        let _ = write!(
            out,
            "{{\"id\":{id},\"url\":\"https://netbox.example/api/{endpoint}/{id}/\",\"display_url\":\"https://netbox.example/{endpoint}/{id}/\",\"display\":\"row {id}\","
        );
        row(&mut out, n);
        out.push_str(
            "\"tenant\":{\"id\":1,\"url\":\"https://netbox.example/api/tenancy/tenants/1/\",\"display\":\"Example\",\"name\":\"Example\",\"slug\":\"example\",\"description\":\"\"},\"description\":\"\",\"comments\":\"\",\"tags\":[{\"id\":1,\"url\":\"https://netbox.example/api/extras/tags/1/\",\"display\":\"prod\",\"name\":\"prod\",\"slug\":\"prod\",\"color\":\"9e9e9e\"}],\"custom_fields\":{\"cost_center\":\"4711\",\"owner\":null,\"purchased\":\"2024-05-01\"},\"created\":\"2024-05-01T12:00:00.000000Z\",\"last_updated\":\"2026-01-01T12:00:00.000000Z\"}",
        );
    }
    out.push_str("]}");
    out
}

fn short(out: &mut String, key: &str, endpoint: &str, id: usize, name: &str) {
    let _ = write!(
        out,
        "\"{key}\":{{\"id\":{id},\"url\":\"https://netbox.example/api/{endpoint}/{id}/\",\"display\":\"{name}\",\"name\":\"{name}\",\"slug\":\"{name}\",\"description\":\"\"}},"
    );
}

fn prefix(out: &mut String, n: usize) {
    let _ = write!(
        out,
        "\"family\":{{\"value\":4,\"label\":\"IPv4\"}},\"prefix\":\"10.{}.{}.0/22\",\"vrf\":null,\"scope_type\":null,\"scope_id\":null,\"scope\":null,\"vlan\":{{\"id\":{n},\"url\":\"https://netbox.example/api/ipam/vlans/{n}/\",\"display\":\"net ({n})\",\"vid\":{},\"name\":\"net-{n}\",\"description\":\"\"}},\"status\":{{\"value\":\"active\",\"label\":\"Active\"}},\"role\":null,\"is_pool\":false,\"mark_utilized\":false,\"children\":0,\"_depth\":0,",
        n / 64,
        n % 64 * 4,
        n % 4094 + 1
    );
}

fn device(out: &mut String, n: usize) {
    let group = n / GROUP;
    let _ = write!(
        out,
        "\"name\":\"srv-{n:05}\",\"device_type\":{{\"id\":1,\"url\":\"https://netbox.example/api/dcim/device-types/1/\",\"display\":\"R640\",\"manufacturer\":{{\"id\":1,\"url\":\"https://netbox.example/api/dcim/manufacturers/1/\",\"display\":\"Dell\",\"name\":\"Dell\",\"slug\":\"dell\",\"description\":\"\"}},\"model\":\"PowerEdge R640\",\"slug\":\"r640\",\"description\":\"\"}},"
    );
    short(out, "role", "dcim/device-roles", 1, "server");
    short(out, "platform", "dcim/platforms", 1, "debian");
    short(out, "site", "dcim/sites", group / 20 + 1, "hq");
    short(out, "location", "dcim/locations", group / 10 + 1, "room");
    short(out, "rack", "dcim/racks", group * 3 + n % GROUP / 40 + 1, "rack");
    let _ = write!(
        out,
        "\"serial\":\"SN{n:08}\",\"asset_tag\":\"A{n:06}\",\"position\":{}.0,\"face\":{{\"value\":\"front\",\"label\":\"Front\"}},\"latitude\":null,\"longitude\":null,\"parent_device\":null,\"status\":{{\"value\":\"active\",\"label\":\"Active\"}},\"airflow\":null,\"primary_ip\":{{\"id\":{1},\"url\":\"https://netbox.example/api/ipam/ip-addresses/{1}/\",\"display\":\"{2}\",\"family\":{{\"value\":4,\"label\":\"IPv4\"}},\"address\":\"{2}\",\"description\":\"\"}},\"primary_ip4\":{{\"id\":{1},\"url\":\"https://netbox.example/api/ipam/ip-addresses/{1}/\",\"display\":\"{2}\",\"family\":{{\"value\":4,\"label\":\"IPv4\"}},\"address\":\"{2}\",\"description\":\"\"}},\"primary_ip6\":null,\"oob_ip\":null,\"cluster\":null,\"virtual_chassis\":null,\"vc_position\":null,\"vc_priority\":null,\"config_template\":null,\"local_context_data\":null,\"config_context\":{{\"ntp\":[\"10.0.0.1\",\"10.0.0.2\"],\"syslog\":{{\"servers\":[\"10.0.0.3\"],\"level\":\"info\"}}}},\"console_port_count\":0,\"console_server_port_count\":0,\"power_port_count\":2,\"power_outlet_count\":0,\"interface_count\":2,\"front_port_count\":0,\"rear_port_count\":0,\"device_bay_count\":0,\"module_bay_count\":0,\"inventory_item_count\":0,",
        n % 40 + 1,
        n * 2 + 1,
        ip(n * 2)
    );
}

/// The n-th address: two a device, 200 in a prefix of 1022.
fn ip(n: usize) -> String {
    let (group, rest) = (n / (2 * GROUP), n % (2 * GROUP));
    format!("10.{}.{}.{}/22", group / 64, group % 64 * 4, rest + 1)
}

fn interface_short(out: &mut String, n: usize) {
    let _ = write!(
        out,
        "\"id\":{0},\"url\":\"https://netbox.example/api/dcim/interfaces/{0}/\",\"display\":\"eno{1}\",\"device\":{{\"id\":{2},\"url\":\"https://netbox.example/api/dcim/devices/{2}/\",\"display\":\"srv-{3:05}\",\"name\":\"srv-{3:05}\",\"description\":\"\"}},\"name\":\"eno{1}\",\"description\":\"\",\"cable\":{{\"id\":{0},\"url\":\"https://netbox.example/api/dcim/cables/{0}/\",\"display\":\"#{0}\"}},\"_occupied\":true",
        n + 1,
        n % 2 + 1,
        n / 2 + 1,
        n / 2
    );
}

fn interface(out: &mut String, n: usize) {
    // The first interface of a device leads to the second one of the next.
    let far = if n.is_multiple_of(2) {
        n + 3
    } else {
        n.saturating_sub(3)
    };
    let _ = write!(
        out,
        "\"device\":{{\"id\":{0},\"url\":\"https://netbox.example/api/dcim/devices/{0}/\",\"display\":\"srv-{1:05}\",\"name\":\"srv-{1:05}\",\"description\":\"\"}},\"vdcs\":[],\"module\":null,\"name\":\"eno{2}\",\"label\":\"\",\"type\":{{\"value\":\"25gbase-x-sfp28\",\"label\":\"SFP28 (25GE)\"}},\"enabled\":true,\"parent\":null,\"bridge\":null,\"bridge_interfaces\":[],\"lag\":null,\"mtu\":9000,\"mac_address\":\"02:00:00:00:00:01\",\"primary_mac_address\":null,\"mac_addresses\":[],\"speed\":25000000,\"duplex\":null,\"wwn\":null,\"mgmt_only\":false,\"mode\":null,\"rf_role\":null,\"rf_channel\":null,\"poe_mode\":null,\"poe_type\":null,\"rf_channel_frequency\":null,\"rf_channel_width\":null,\"tx_power\":null,\"untagged_vlan\":null,\"tagged_vlans\":[],\"mark_connected\":false,\"cable\":null,\"cable_end\":\"A\",\"wireless_link\":null,\"link_peers\":[],\"link_peers_type\":null,\"wireless_lans\":[],\"vrf\":null,\"l2vpn_termination\":null,\"connected_endpoints\":[{{",
        n / 2 + 1,
        n / 2,
        n % 2 + 1
    );
    interface_short(out, far);
    out.push_str("}],\"connected_endpoints_type\":\"dcim.interface\",\"connected_endpoints_reachable\":true,\"count_ipaddresses\":1,\"count_fhrp_groups\":0,\"_occupied\":true,");
}

fn address(out: &mut String, n: usize) {
    let _ = write!(
        out,
        "\"family\":{{\"value\":4,\"label\":\"IPv4\"}},\"address\":\"{}\",\"vrf\":null,\"status\":{{\"value\":\"active\",\"label\":\"Active\"}},\"role\":null,\"assigned_object_type\":\"dcim.interface\",\"assigned_object_id\":{},\"assigned_object\":{{",
        ip(n),
        n + 1
    );
    interface_short(out, n);
    out.push_str("},\"nat_inside\":null,\"nat_outside\":[],\"dns_name\":\"\",");
}
