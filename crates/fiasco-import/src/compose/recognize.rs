//! Which files are Compose files, and which of a folder docker compose reads by itself.

use fiasco_source::{Kind, Tree};

/// Names of the main file, the preferred first.
const MAIN: &[&str] = &[
    "compose.yaml",
    "compose.yml",
    "docker-compose.yml",
    "docker-compose.yaml",
];

/// Names of the file that is merged over it without being asked for, the preferred first.
const OVERRIDE: &[&str] = &[
    "compose.override.yml",
    "compose.override.yaml",
    "docker-compose.override.yml",
    "docker-compose.override.yaml",
];

/// Keys that services have in Compose files and hardly anywhere else under `services`.
const TELLING: &[&str] = &[
    "build",
    "cap_add",
    "command",
    "container_name",
    "depends_on",
    "deploy",
    "entrypoint",
    "env_file",
    "environment",
    "extends",
    "healthcheck",
    "image",
    "network_mode",
    "ports",
    "privileged",
    "restart",
    "volumes",
];

/// Keys that only the native notation has.
const NATIVE_TOP: &[&str] = &[
    "devices", "estate", "links", "outside", "racks", "room", "target", "traffic",
];
const NATIVE_SERVICE: &[&str] = &[
    "busy",
    "calls",
    "cpu",
    "grows",
    "pool",
    "processes",
    "reuse",
    "runs",
    "workers",
];

/// Of the names in a folder, those docker compose reads when nobody names a file, in the order of merging; then
/// `.env`. Empty if there is no main file.
#[must_use]
pub fn default_files<'n>(names: &[&'n str]) -> Vec<&'n str> {
    let pick = |wanted: &[&str]| {
        wanted
            .iter()
            .find_map(|wanted| names.iter().copied().find(|name| name == wanted))
    };
    let Some(main) = pick(MAIN) else { return Vec::new() };
    [Some(main), pick(OVERRIDE), pick(&[".env"])]
        .into_iter()
        .flatten()
        .collect()
}

/// Whether a file is a Compose file: by its name, or by services that look like Compose's. Marks nothing as read.
#[must_use]
pub fn recognizes(tree: &Tree<'_>, file_name: &str) -> bool {
    let name = file_name
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
    let telling = |stem: &str| {
        name.strip_prefix(stem)
            .is_some_and(|rest| rest.starts_with(['.', '-', '_']))
    };
    if yaml && (telling("compose") || telling("docker-compose")) {
        return true;
    }
    tree.documents().any(|root| {
        let native = NATIVE_TOP.iter().any(|key| root.peek(key).is_some());
        let services = root
            .peek("services")
            .filter(|services| services.kind() == Kind::Map && !native);
        let services = services.into_iter().flat_map(|services| services.entries());
        let (mut is, mut is_not) = (false, false);
        for key in services
            .flat_map(|service| service.value.entries())
            .map(|entry| entry.key)
        {
            is |= TELLING.contains(&key);
            is_not |= NATIVE_SERVICE.contains(&key);
        }
        is && !is_not
    })
}
