//! The keys of the Compose specification, sorted into those that are read and those that do not matter here.

use super::extension;
use super::reading::Reading;
use super::value::Field;
use fiasco_estate::{Note, NoteKind};
use fiasco_source::{Span, Unread, nearest};
use std::collections::BTreeSet;

/// Keys of a file that do not matter.
pub(super) const TOP_IRRELEVANT: &[&str] = &["version", "name", "models"];

/// Keys of a file that are read.
const TOP: &[&str] = &[
    "services", "networks", "volumes", "configs", "secrets", "include", "x-fiasco",
];

/// Keys of a service that are read.
const SERVICE: &[&str] = &[
    "command",
    "configs",
    "container_name",
    "cpus",
    "depends_on",
    "deploy",
    "entrypoint",
    "env_file",
    "environment",
    "extends",
    "hostname",
    "image",
    "links",
    "mem_limit",
    "network_mode",
    "networks",
    "ports",
    "profiles",
    "scale",
    "secrets",
    "ulimits",
    "volumes",
    "x-fiasco",
];

/// Keys of a service that say nothing about scale, or nothing that any rule asks for.
pub(super) const SERVICE_IRRELEVANT: &[&str] = &[
    "annotations",
    "attach",
    "blkio_config",
    "build",
    "cap_add",
    "cap_drop",
    "cgroup",
    "cgroup_parent",
    "cpu_count",
    "cpu_percent",
    "cpu_period",
    "cpu_quota",
    "cpu_rt_period",
    "cpu_rt_runtime",
    "cpu_shares",
    "cpuset",
    "credential_spec",
    "develop",
    "device_cgroup_rules",
    "devices",
    "dns",
    "dns_opt",
    "dns_search",
    "domainname",
    "expose",
    "external_links",
    "extra_hosts",
    "gpus",
    "group_add",
    "healthcheck",
    "init",
    "ipc",
    "isolation",
    "label_file",
    "labels",
    "log_driver",
    "log_opt",
    "logging",
    "mac_address",
    "mem_reservation",
    "mem_swappiness",
    "memswap_limit",
    "models",
    "oom_kill_disable",
    "oom_score_adj",
    "pid",
    "pids_limit",
    "platform",
    "post_start",
    "pre_stop",
    "privileged",
    "provider",
    "pull_policy",
    "pull_refresh_after",
    "read_only",
    "restart",
    "runtime",
    "security_opt",
    "shm_size",
    "stdin_open",
    "stop_grace_period",
    "stop_signal",
    "storage_opt",
    "sysctls",
    "tmpfs",
    "tty",
    "use_api_socket",
    "user",
    "userns_mode",
    "uts",
    "volume_driver",
    "volumes_from",
    "working_dir",
];

/// Keys of `deploy` that do not matter.
pub(super) const DEPLOY_IRRELEVANT: &[&str] = &[
    "endpoint_mode",
    "labels",
    "placement",
    "restart_policy",
    "rollback_config",
    "update_config",
];

/// Keys of a network that do not matter.
pub(super) const NETWORK_IRRELEVANT: &[&str] = &[
    "attachable",
    "driver",
    "driver_opts",
    "enable_ipv4",
    "enable_ipv6",
    "internal",
    "labels",
];

/// Keys of a service's place in a network that do not matter.
pub(super) const ATTACHMENT_IRRELEVANT: &[&str] = &[
    "driver_opts",
    "gw_priority",
    "interface_name",
    "link_local_ips",
    "mac_address",
    "priority",
];

/// Keys of a volume entry that do not matter.
pub(super) const MOUNT_IRRELEVANT: &[&str] = &["bind", "consistency", "image", "tmpfs", "volume", "cluster"];

/// Keys that are read or known further down, for the suggestion of the nearest.
const NESTED: &[&str] = &[
    "aliases",
    "app_protocol",
    "condition",
    "config",
    "cpus",
    "devices",
    "external",
    "format",
    "gateway",
    "hard",
    "host_ip",
    "ip_range",
    "ipam",
    "ipv4_address",
    "ipv6_address",
    "limits",
    "memory",
    "mode",
    "nofile",
    "path",
    "pids",
    "protocol",
    "published",
    "read_only",
    "replicas",
    "required",
    "reservations",
    "resources",
    "restart",
    "soft",
    "source",
    "subnet",
    "target",
    "type",
];

impl<'t> Reading<'t> {
    /// Notes every key that nobody read, in every file.
    pub fn not_understood(&mut self) {
        let trees = self.trees;
        let mut seen = BTreeSet::new();
        for (file, tree) in trees {
            let whole = self.whole.contains(file);
            for root in tree.documents() {
                root.irrelevant(TOP_IRRELEVANT);
                root.irrelevant_prefix("x-");
                if !whole {
                    // Of a file that is only extended, the services nobody extends are not of this project.
                    root.entries()
                        .filter(|entry| entry.key != "services")
                        .for_each(|entry| entry.mark_irrelevant());
                    let services = root
                        .peek("services")
                        .into_iter()
                        .flat_map(|services| services.entries());
                    services.for_each(|service| service.mark_irrelevant());
                }
            }
            for unread in tree.unread() {
                if seen.insert(unread.span) {
                    self.unread(&unread);
                }
            }
        }
    }

    fn unread(&mut self, unread: &Unread) {
        let (depth, key) = taken_apart(&unread.path);
        let known: Vec<&str> = match depth {
            1 => [TOP, TOP_IRRELEVANT].concat(),
            3 if unread.path.starts_with("services.") => [SERVICE, SERVICE_IRRELEVANT].concat(),
            _ if unread.path.contains("x-fiasco") => extension::keys(),
            _ => [
                NESTED,
                DEPLOY_IRRELEVANT,
                NETWORK_IRRELEVANT,
                ATTACHMENT_IRRELEVANT,
                MOUNT_IRRELEVANT,
            ]
            .concat(),
        };
        self.add_unread(&unread.path, &key, unread.span, &known);
    }

    fn add_unread(&mut self, path: &str, key: &str, at: Span, known: &[&str]) {
        let note = Note::new(NoteKind::NotUnderstood, at, format!("`{path}` is not understood"));
        self.notes.add(match nearest(key, known.iter().copied()) {
            Some(near) if near != key => note.help(format!("did you mean `{near}`?")),
            Some(_) => note.help("it has no meaning at this place"),
            None => note,
        });
    }

    /// Notes the keys of a service that came from an anchor under `x-…`, where nobody looks for unread keys.
    pub fn unknown_merged(&mut self, service: &str, key: &str, field: &Field<'t>) {
        let known = SERVICE.contains(&key) || SERVICE_IRRELEVANT.contains(&key) || key.starts_with("x-");
        if !known && field.entries.iter().all(|entry| entry.is_merged()) {
            let known = [SERVICE, SERVICE_IRRELEVANT].concat();
            self.add_unread(&format!("services.{service}.{key}"), key, field.key_at, &known);
            field.mark_deep();
        }
    }
}

/// How many keys a path has, and the last of them.
fn taken_apart(path: &str) -> (usize, String) {
    let (mut depth, mut key, mut quoted) = (1, String::new(), false);
    for c in path.chars() {
        match c {
            '"' => quoted = !quoted,
            '.' if !quoted => {
                depth += 1;
                key.clear();
            }
            c => key.push(c),
        }
    }
    (depth, key)
}
