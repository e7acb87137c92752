//! The estate as a tree and as JSON, as it stands or grown to some progress with what is new marked.

use crate::Report;
use crate::style::{self, paint};
use fiasco_estate::device::{Address, End};
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::quantity::{Quantity, Rational};
use fiasco_estate::{Confidence, DeviceId, View};
use fiasco_rules::words;
use fiasco_scale::growth::new_name;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// The estate as a tree.
#[must_use]
pub fn tree(report: &Report<'_>, view: View<'_>) -> String {
    let mut out = String::new();
    let estate = report.estate;
    let _ = writeln!(out, "{}", paint(style::HEADING, &estate.name));
    devices(&mut out, report, view);
    section(&mut out, "networks", estate.networks.len());
    for id in estate.network_ids() {
        let network = estate.network(id);
        let prefix = network
            .prefix
            .as_ref()
            .map_or_else(|| "no prefix stated".to_owned(), |p| p.value.to_string());
        let _ = writeln!(
            out,
            "  {:<24} {prefix}, {} taken",
            network.name.value,
            view.places(id)
        );
    }
    section(&mut out, "links", estate.links.len());
    for id in estate.link_ids() {
        let link = estate.link(id);
        let rate = view
            .link_rate(id)
            .map(|rate| words::bounds(rate, fiasco_estate::quantity::Measure::DataRate));
        let ends = format!("{} -- {}", end(report, &link.a), end(report, &link.b));
        let _ = writeln!(out, "  {ends:<24} {}", rate.unwrap_or_default());
    }
    services(&mut out, report, view);
    section(&mut out, "traffic", estate.traffic.len());
    for id in estate.traffic_ids() {
        let rate = view
            .traffic(id)
            .map(|rate| words::bounds(rate, fiasco_estate::quantity::Measure::RequestRate));
        let _ = writeln!(
            out,
            "  {:<24} {}",
            estate.service_name(estate.arrivals(id).service),
            rate.unwrap_or_default()
        );
    }
    out
}

fn section(out: &mut String, name: &str, rows: usize) {
    if rows > 0 {
        let _ = writeln!(out, "{}", paint(style::HEADING, name));
    }
}

fn devices(out: &mut String, report: &Report<'_>, view: View<'_>) {
    let estate = report.estate;
    section(out, "devices", estate.devices.len());
    for id in estate.device_ids() {
        let device = estate.device(id);
        if device.planned.is_some() && !view.is_installed(id) {
            let _ = writeln!(out, "  {:<24} planned, not installed", device.name.value);
            continue;
        }
        let services = words_of_services(report, id);
        let addresses: Vec<String> = report.relations.places_of[id.index()]
            .iter()
            .filter_map(|place| estate.address(*place).ip)
            .map(|ip| ip.to_string())
            .collect();
        let kind = device.kind.as_ref().map_or("", |kind| kind.value.as_str());
        let parts: Vec<String> = [
            kind.to_owned(),
            facts(&device.facts),
            addresses.join(" "),
            services,
        ]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
        let assumed = if device.assumed { " (assumed)" } else { "" };
        let _ = writeln!(
            out,
            "  {:<24} {}",
            format!("{}{assumed}", device.name.value),
            parts.join(", ")
        );
    }
    let mut addresses = report.ladder.grown.addresses.iter().peekable();
    for (position, device) in report.ladder.grown.devices.iter().enumerate() {
        let mut taken = Vec::new();
        while let Some(address) = addresses.next_if(|address| address.device as usize == position) {
            taken.push(match (address.ip, estate.address(address.origin).ip) {
                (Some(ip), _) => ip.to_string(),
                (None, Some(_)) => "no address free".to_owned(),
                (None, None) => "address not stated".to_owned(),
            });
        }
        if device.step > view.born || device.number == 0 {
            continue;
        }
        let origin = estate.device_name(device.origin);
        let line = format!(
            "+ {:<24} like {origin}{}{}",
            new_name(estate, device),
            if taken.is_empty() { "" } else { ", " },
            taken.join(" ")
        );
        let _ = writeln!(out, "{}", paint(style::COMMAND, &line));
    }
}

fn words_of_services(report: &Report<'_>, device: DeviceId) -> String {
    let services = &report.relations.services_on[device.index()];
    if services.is_empty() {
        return String::new();
    }
    format!(
        "runs {}",
        words::list(
            services
                .iter()
                .map(|service| report.estate.service_name(*service))
        )
    )
}

fn services(out: &mut String, report: &Report<'_>, view: View<'_>) {
    let estate = report.estate;
    section(out, "services", estate.services.len());
    for id in estate.service_ids() {
        let service = estate.service(id);
        let (today, now) = (report.relations.replicas[id.index()], view.instances(id));
        let new = if now > today {
            format!(" (+{})", now - today)
        } else {
            String::new()
        };
        let image = service
            .image
            .as_ref()
            .map_or("", |image| image.value.reference.as_str());
        let calls: Vec<String> = report.relations.callees[id.index()]
            .iter()
            .map(|call| estate.call(*call))
            .map(|call| {
                let sure = if call.confidence > Confidence::Inferred {
                    ""
                } else {
                    "?"
                };
                let times = if call.times == Rational::ONE {
                    String::new()
                } else {
                    format!(" x {}", call.times.decimal(2))
                };
                let side = if call.side_channel { " (side channel)" } else { "" };
                format!("{}{times}{sure}{side}", estate.service_name(call.to))
            })
            .collect();
        let calls = if calls.is_empty() {
            String::new()
        } else {
            format!("calls {}", calls.join(", "))
        };
        let store = if service.is_store() {
            "store".to_owned()
        } else {
            String::new()
        };
        let parts: Vec<String> = [image.to_owned(), store, facts(&service.facts), calls]
            .into_iter()
            .filter(|p| !p.is_empty())
            .collect();
        let replicas = words::plural(now, "replica");
        let line = format!(
            "  {:<24} {replicas}{new}{}{}",
            service.name.value,
            if parts.is_empty() { "" } else { ", " },
            parts.join(", ")
        );
        let _ = writeln!(
            out,
            "{}",
            if new.is_empty() {
                line
            } else {
                paint(style::COMMAND, &line)
            }
        );
    }
}

fn facts(facts: &Facts) -> String {
    // Replicas are counted in front.
    let shown = facts.iter().filter(|fact| fact.kind != FactKind::Replicas);
    let all: Vec<String> = shown
        .map(|fact| {
            let print = |value| {
                Quantity {
                    value,
                    dimension: fact.kind.measure(),
                }
                .to_string()
            };
            let value = if fact.lo == fact.hi {
                print(fact.lo)
            } else {
                format!("{}..{}", print(fact.lo), print(fact.hi))
            };
            if fact.kind == FactKind::Cores {
                value
            } else {
                format!("{} {value}", fact.kind.key())
            }
        })
        .collect();
    all.join(", ")
}

fn end(report: &Report<'_>, end: &End) -> String {
    match end {
        End::Device(device) => report.estate.device_name(*device).to_owned(),
        End::Outside(name) => name.clone(),
    }
}

/// The estate as JSON, schema `fiasco/estate/1`.
#[must_use]
pub fn json(report: &Report<'_>, view: View<'_>) -> String {
    let estate = report.estate;
    let fact_map = |facts: &Facts| -> Value {
        let pairs = facts.iter().map(|fact| {
            let print = |value| Quantity { value, dimension: fact.kind.measure() }.to_string();
            let value = json!({
                "text": if fact.lo == fact.hi { print(fact.lo) } else { format!("{}..{}", print(fact.lo), print(fact.hi)) },
                "unit": fact.kind.measure().base_symbol(),
                "low": fact.lo.to_f64(),
                "high": fact.hi.to_f64(),
                "confidence": fact.confidence.word(),
                "source": fact.at.map(|at| report.files.place(at).to_string()),
            });
            (fact.kind.key().to_owned(), value)
        });
        Value::Object(pairs.collect())
    };
    let address = |address: &Address| json!({"ip": address.ip.map(|ip| ip.to_string()), "network": address.network.map(|n| estate.network(n).name.value.clone())});
    let mut devices: Vec<Value> = estate
        .device_ids()
        .map(|id| {
            let device = estate.device(id);
            let places: Vec<Value> = report.relations.places_of[id.index()]
                .iter()
                .map(|p| address(estate.address(*p)))
                .collect();
            json!({
                "name": device.name.value,
                "new": device.planned.is_some() && view.is_installed(id),
                "installed": view.is_installed(id),
                "assumed": device.assumed,
                "type": device.kind.as_ref().map(|kind| &kind.value),
                "facts": fact_map(&device.facts),
                "addresses": places,
            })
        })
        .collect();
    let grown = &report.ladder.grown;
    for (position, device) in grown.devices.iter().enumerate() {
        if device.step > view.born || device.number == 0 {
            continue;
        }
        let first = grown
            .addresses
            .partition_point(|address| (address.device as usize) < position);
        let taken = grown.addresses.get(first..).unwrap_or_default();
        let places: Vec<Value> = taken
            .iter()
            .take_while(|address| address.device as usize == position)
            .map(|a| json!({"ip": a.ip.map(|ip| ip.to_string()), "network": estate.network(a.network).name.value}))
            .collect();
        devices.push(json!({
            "name": new_name(estate, device),
            "new": true,
            "installed": true,
            "assumed": false,
            "origin": estate.device_name(device.origin),
            "addresses": places,
        }));
    }
    let services: Vec<Value> = estate
        .service_ids()
        .map(|id| {
            let service = estate.service(id);
            let calls: Vec<Value> = report.relations.callees[id.index()]
                .iter()
                .map(|call| estate.call(*call))
                .map(|call| json!({
                    "to": estate.service_name(call.to),
                    "times": call.times.to_f64(),
                    "confidence": call.confidence.word(),
                    "side_channel": call.side_channel,
                    "hint": call.hint,
                }))
                .collect();
            json!({
                "name": service.name.value,
                "image": service.image.as_ref().map(|image| &image.value.reference),
                "store": service.is_store(),
                "replicas": view.instances(id),
                "replicas_today": report.relations.replicas[id.index()],
                "runs": service.runs.iter().map(|device| estate.device_name(device.value)).collect::<Vec<_>>(),
                "facts": fact_map(&service.facts),
                "calls": calls,
            })
        })
        .collect();
    let networks: Vec<Value> = estate
        .network_ids()
        .map(|id| {
            json!({
                "name": estate.network(id).name.value,
                "prefix": estate.network(id).prefix.as_ref().map(|prefix| prefix.value.to_string()),
                "taken": view.places(id),
            })
        })
        .collect();
    let value = json!({"schema": "fiasco/estate/1", "estate": estate.name, "devices": devices, "networks": networks, "services": services});
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}
