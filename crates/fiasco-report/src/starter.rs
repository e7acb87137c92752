//! A file in the native notation that asks for what is missing, and nothing else: every question commented out, so
//! that the file says nothing before somebody answers. `# ` opens a remark, a bare `#` a line to fill in.

use crate::Report;
use fiasco_estate::fact::FactKind;
use fiasco_estate::service::{Runtime, Service};
use fiasco_estate::{DeviceId, ServiceId};
use std::fmt::Write as _;

/// The name of the file.
pub const FILE: &str = "fiasco.yaml";

/// Services and devices that are asked about, each; who has more knows how to go on.
const MOST: usize = 100;

const HEAD: &str = "\
# What fiasco could not find in the other files of this folder. Every line that begins with a bare # asks for
# something: put in what is true and take the # away. A range such as 4..12 ms is an answer too.
";

/// The file for an estate.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let mut out = format!("{HEAD}estate: {}\n", name(&report.estate.name));
    devices(&mut out, report);
    services(&mut out, report);
    traffic(&mut out, report);
    if report.estate.target.is_empty() {
        out.push_str(
            "\n# How far it is to grow; `fiasco check --to servers=x3,traffic=x5` asks for once.\n#target: {traffic: x3}\n",
        );
    }
    out
}

/// The file for a folder of which nothing could be read: a small estate, to be replaced.
#[must_use]
pub fn blank(folder: &str) -> String {
    let estate = name(folder);
    format!(
        "\
# The system in this folder, for fiasco. Every line that begins with a bare # is an example: put in what is true
# and take the # away. A range such as 4..12 ms is an answer too.
estate: {estate}

# Machines: processor cores and memory of each. app-[1-2] stands for two that are alike.
#devices:
#  app-[1-2]: {{cores: 4, memory: 16 GiB}}
#  store: {{cores: 8, memory: 64 GiB}}

# What runs on them: processor time of one request, connections that each process opens, what it calls.
#services:
#  web: {{runs: \"app-[1-2]\", cpu: 8 ms, pool: 20, calls: db x 2}}
#  db: {{runs: store, image: \"postgres:17\", cpu: 2 ms}}

# Requests that arrive from outside today.
#traffic:
#  web: 100/s

# How far it is to grow.
#target: {{servers: x2, traffic: x3}}
"
    )
}

fn devices(out: &mut String, report: &Report<'_>) {
    let estate = report.estate;
    let hosts: Vec<DeviceId> = estate
        .device_ids()
        .filter(|id| {
            estate
                .services
                .iter()
                .any(|service| service.runs.iter().any(|on| on.value == *id))
        })
        .collect();
    let lines: Vec<String> = hosts
        .into_iter()
        .filter_map(|id| {
            let row = estate.device(id);
            // Memory is asked for where something that runs there says how much it takes.
            let takes_memory = estate.services.iter().any(|service| {
                service.facts.has(FactKind::Memory) && service.runs.iter().any(|on| on.value == id)
            });
            let wanted = [
                (FactKind::Cores, "cores: 4", true),
                (FactKind::Memory, "memory: 8 GiB", takes_memory),
            ];
            let wanted = wanted.into_iter();
            let keys: Vec<&str> = wanted
                .filter(|(kind, _, wanted)| *wanted && !row.facts.has(*kind))
                .map(|(_, key, _)| key)
                .collect();
            (!keys.is_empty()).then(|| format!("#  {}: {{{}}}\n", name(&row.name.value), keys.join(", ")))
        })
        .collect();
    section(
        out,
        "Machines: processor cores and memory of each.",
        "devices",
        &lines,
    );
}

fn services(out: &mut String, report: &Report<'_>) {
    let estate = report.estate;
    let lines: Vec<String> = estate
        .service_ids()
        .filter_map(|id| {
            let keys = missing(report, id);
            let row = estate.service(id);
            (!keys.is_empty()).then(|| format!("#  {}: {{{}}}\n", name(&row.name.value), keys.join(", ")))
        })
        .collect();
    section(
        out,
        "What runs. cpu: processor time of one request; pool: connections that each process opens to a store;\n# calls: what one request calls, and how often; memory: what one replica may use.",
        "services",
        &lines,
    );
}

/// What nobody says of a service and some check would need.
fn missing(report: &Report<'_>, id: ServiceId) -> Vec<String> {
    let estate = report.estate;
    let row: &Service = estate.service(id);
    let lacks = |kind| !row.facts.has(kind);
    let mut keys: Vec<String> = Vec::new();
    if lacks(FactKind::Cpu) && lacks(FactKind::Busy) {
        keys.push("cpu: 8 ms".to_owned());
    }
    let of = |call: &&fiasco_estate::service::Call| call.from == id && !call.side_channel;
    let calls = estate.calls.iter().filter(of);
    if calls.clone().any(|call| estate.service(call.to).is_store()) && lacks(FactKind::Pool) {
        keys.push("pool: 20".to_owned());
    }
    // What was read between the lines is put forward, to be confirmed.
    let hinted = calls.filter(|call| call.hint.is_some());
    let hinted: Vec<String> = hinted.map(|call| name(estate.service_name(call.to))).collect();
    if !hinted.is_empty() {
        keys.push(format!("calls: [{}]", hinted.join(", ")));
    }
    if row.runtime != Runtime::Kubernetes && row.runtime != Runtime::Hosts && lacks(FactKind::Memory) {
        keys.push("memory: 512 MiB".to_owned());
    }
    if row.is_store() && row.product().is_none() && lacks(FactKind::MaxConnections) {
        keys.push("max_connections: 100".to_owned());
    }
    keys
}

fn traffic(out: &mut String, report: &Report<'_>) {
    let estate = report.estate;
    if !estate.traffic.is_empty() {
        return;
    }
    let called = |id: ServiceId| estate.calls.iter().any(|call| call.to == id);
    let doors: Vec<String> = estate
        .service_ids()
        .filter(|id| !called(*id) && !estate.service(*id).is_store())
        .map(|id| format!("#  {}: 100/s\n", name(estate.service_name(id))))
        .collect();
    section(out, "Requests that arrive from outside today.", "traffic", &doors);
}

fn section(out: &mut String, remark: &str, key: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = write!(out, "\n# {remark}\n#{key}:\n");
    for line in lines.iter().take(MOST) {
        out.push_str(line);
    }
    if lines.len() > MOST {
        let _ = writeln!(out, "# and {} more", lines.len() - MOST);
    }
}

/// A name as YAML takes it for nothing but a name.
fn name(text: &str) -> String {
    let plain = text
        .chars()
        .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    let word = text.starts_with(|c: char| c.is_ascii_alphabetic());
    let means_something = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    if plain && word && !means_something.contains(&text.to_ascii_lowercase().as_str()) {
        return text.to_owned();
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() || !(' '..='\u{fffd}').contains(&c) => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
