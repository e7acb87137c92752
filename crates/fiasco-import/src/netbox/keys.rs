//! Fields of NetBox's rows that do not matter here, in all versions since 2.11. Plugins add fields of their own,
//! which are told as not understood.

/// Fields known not to matter, in alphabetical order.
const IRRELEVANT: &[&str] = &[
    "airflow",
    "asns",
    "asset_tag",
    "attributes",
    "bridge",
    "bridge_interfaces",
    "cable",
    "cable_end",
    "cable_peer",
    "cable_peer_type",
    "changelog_message",
    "children",
    "cluster",
    "color",
    "comments",
    "config_context",
    "config_template",
    "console_port_count",
    "contacts",
    "created",
    "custom_fields",
    "default_platform",
    "desc_units",
    "description",
    "device",
    "device_bay_count",
    "device_role",
    "discovered",
    "disk",
    "display",
    "display_name",
    "display_url",
    "dns_name",
    "duplex",
    "enabled",
    "end",
    "enforce_unique",
    "exclude_from_utilization",
    "export_targets",
    "face",
    "facility",
    "facility_id",
    "family",
    "fhrpgroup_assignments",
    "form_factor",
    "front_image",
    "group",
    "import_targets",
    "is_pool",
    "l2vpn_termination",
    "label",
    "lag",
    "last_updated",
    "latitude",
    "length",
    "length_unit",
    "link_peers",
    "link_peers_type",
    "local_context_data",
    "location",
    "longitude",
    "mac_address",
    "mac_addresses",
    "manufacturer",
    "mark_connected",
    "mark_populated",
    "mark_utilized",
    "member_interfaces",
    "mgmt_only",
    "mode",
    "model",
    "module",
    "module_bay",
    "mtu",
    "name",
    "nat_inside",
    "nat_outside",
    "notes",
    "oob_ip",
    "outer_height",
    "owner",
    "parent",
    "parent_device",
    "part_number",
    "platform",
    "poe_mode",
    "poe_type",
    "primary_ip",
    "primary_ip4",
    "primary_ip6",
    "primary_mac_address",
    "profile",
    "qinq_svlan",
    "rack_type",
    "rd",
    "rear_image",
    "rf_channel",
    "rf_channel_frequency",
    "rf_channel_width",
    "rf_role",
    "role",
    "serial",
    "site",
    "size",
    "slug",
    "start_on_boot",
    "status",
    "subdevice_role",
    "supply",
    "tagged_vlans",
    "tags",
    "tenant",
    "tx_power",
    "type",
    "untagged_vlan",
    "url",
    "user",
    "utilization",
    "vc_position",
    "vc_priority",
    "vdcs",
    "virtual_chassis",
    "virtual_machine_type",
    "vlan_translation_policy",
    "vm_role",
    "vrf",
    "width",
    "wireless_lans",
    "wireless_link",
    "wwn",
];

/// Whether a field is known not to matter. Counts of what hangs on a row, and fields that start with `_`, are
/// derived from other rows.
pub(super) fn is_irrelevant(key: &str) -> bool {
    key.starts_with('_')
        || key.starts_with("count_")
        || key.ends_with("_count")
        || IRRELEVANT.binary_search(&key).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted() {
        assert!(IRRELEVANT.is_sorted());
    }

    #[test]
    fn derived_fields_do_not_matter() {
        for key in ["tags", "_occupied", "power_port_count", "count_ipaddresses"] {
            assert!(is_irrelevant(key), "{key}");
        }
        assert!(!is_irrelevant("plugin_field"));
    }
}
