//! `ports`: which ports of its host a container takes.
//!
//! Only a stated host port matters; a container port alone gets any free one, so a second replica never meets it.

use super::reading::Reading;
use super::value::{Map, Value, quoted};
use crate::part::PortRow;
use fiasco_estate::service::Protocol;
use fiasco_source::Span;
use std::net::IpAddr;

/// What a short entry looks like.
const EXPECTED: &str = "a port such as `80`, `8080:80` or `127.0.0.1:8000-8010:8000-8010/udp`";

/// A published port, whether or not its host port is stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Published {
    bind: Option<IpAddr>,
    host: Option<(u16, u16)>,
    container: (u16, u16),
    protocol: Protocol,
    host_mode: bool,
}

impl Published {
    /// The row it makes, where it takes a stated port of the host.
    fn row(&self, swarm: bool, at: Span) -> Option<PortRow> {
        let (first, last) = self.host?;
        let (from, to) = self.container;
        // One container port takes one port of the host range, whichever is free.
        let each = if from == to {
            1
        } else {
            (last - first).saturating_add(1)
        };
        let ingress = swarm && !self.host_mode;
        Some(PortRow {
            bind: self.bind,
            first,
            last,
            each,
            protocol: self.protocol,
            ingress,
            at,
        })
    }
}

/// Reads a port as `docker run -p` takes it: `[ip:][host[-host]:]container[-container][/protocol]`. `None` where
/// no host port is stated.
///
/// # Errors
/// What was expected and what was found.
pub fn published_port(text: &str, at: Span) -> Result<Option<PortRow>, String> {
    match short(text) {
        Ok(published) => Ok(published.row(false, at)),
        Err(why) => Err(format!("expected {EXPECTED}, found {}: {why}", quoted(text))),
    }
}

/// Reads the short syntax. The error never repeats the text, which may come from a variable.
fn short(text: &str) -> Result<Published, &'static str> {
    let (text, protocol) = match text.rsplit_once('/') {
        Some((text, word)) => (text, protocol(word)?),
        None => (text, Protocol::Tcp),
    };
    let (rest, container) = match text.rsplit_once(':') {
        Some((rest, container)) => (Some(rest), container),
        None => (None, text),
    };
    let container = range(container)?;
    let (bind, host) = match rest {
        None => (None, ""),
        // An address in brackets may stand before the host port, and so may one without.
        Some(rest) => match rest.rsplit_once(':') {
            Some((ip, host)) => (Some(address(ip)?), host),
            None => (None, rest),
        },
    };
    let host = if host.is_empty() { None } else { Some(range(host)?) };
    paired(host, container)?;
    Ok(Published {
        bind,
        host,
        container,
        protocol,
        host_mode: false,
    })
}

/// Two ranges must be equally long, unless the container has one port only.
fn paired(host: Option<(u16, u16)>, container: (u16, u16)) -> Result<(), &'static str> {
    let len = |(first, last): (u16, u16)| last - first;
    match host {
        Some(host) if len(container) > 0 && len(host) != len(container) => {
            Err("the two ranges must be equally long")
        }
        _ => Ok(()),
    }
}

fn address(text: &str) -> Result<IpAddr, &'static str> {
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'))
        .unwrap_or(text);
    inner
        .parse()
        .map_err(|_| "what stands before the host port must be an IP address")
}

fn protocol(word: &str) -> Result<Protocol, &'static str> {
    match word.to_ascii_lowercase().as_str() {
        "tcp" => Ok(Protocol::Tcp),
        "udp" => Ok(Protocol::Udp),
        "sctp" => Ok(Protocol::Sctp),
        _ => Err("the protocol must be `tcp`, `udp` or `sctp`"),
    }
}

fn range(text: &str) -> Result<(u16, u16), &'static str> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (first, last) = (port(first)?, port(last)?);
    if last < first {
        Err("the range runs backwards")
    } else {
        Ok((first, last))
    }
}

fn port(text: &str) -> Result<u16, &'static str> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = if digits { text.parse::<u16>().ok() } else { None };
    number
        .filter(|port| *port > 0)
        .ok_or("a port is a number from 1 to 65535")
}

impl<'t> Reading<'t> {
    /// The host ports a service takes; of equal entries the last one counts.
    pub fn ports(&mut self, name: &str, value: &Value<'t>) -> Vec<PortRow> {
        let swarm = self.gathered.request.swarm;
        let what = format!("`ports` of `{name}`");
        if value.map().is_some() {
            self.misread(value, &what, "a list");
            return Vec::new();
        }
        let mut unique: Vec<(Published, Span)> = Vec::new();
        for item in value.items() {
            let read = match item.map() {
                Some(map) => self.long_port(&what, item, map),
                None => self.short_port(&what, item),
            };
            let Some(published) = read else { continue };
            unique.retain(|(known, _)| *known != published);
            unique.push((published, item.at));
        }
        unique
            .iter()
            .filter_map(|(published, at)| published.row(swarm, *at))
            .collect()
    }

    fn short_port(&mut self, what: &str, item: &Value<'t>) -> Option<Published> {
        let text = self.some_text(item, what, EXPECTED)?;
        let read = short(text);
        if let Err(why) = read {
            let message = format!("{what}: expected {EXPECTED}, found {}: {why}", item.found());
            self.notes.unreadable(item.at, message);
        }
        read.ok()
    }

    /// `{target: 80, published: "8080", host_ip: 127.0.0.1, protocol: tcp, mode: host}`.
    fn long_port(&mut self, what: &str, item: &Value<'t>, map: &Map<'t>) -> Option<Published> {
        map.irrelevant(&["name", "app_protocol"]);
        let mut field = |key: &str| {
            let what = format!("{what}: `{key}`");
            let value = map.get(key)?;
            let text = self.some_text(value, &what, "a number or a text")?.to_owned();
            Some((text, value))
        };
        let target = field("target");
        let (published, host_ip) = (field("published"), field("host_ip"));
        let (word, mode) = (field("protocol"), field("mode"));
        let Some((target, target_at)) = target else {
            self.notes.unreadable(
                item.at,
                format!("{what}: expected the container's port under `target`"),
            );
            return None;
        };
        let container = self.checked(what, target_at, range(&target))?;
        let host = match published {
            Some((text, at)) => {
                let host = self.checked(what, at, range(&text))?;
                self.checked(what, at, paired(Some(host), container))?;
                Some(host)
            }
            None => None,
        };
        let bind = match host_ip {
            Some((text, at)) => Some(self.checked(what, at, address(&text))?),
            None => None,
        };
        let protocol = match word {
            Some((text, at)) => self.checked(what, at, protocol(&text))?,
            None => Protocol::Tcp,
        };
        let host_mode = mode.is_some_and(|(text, _)| text == "host");
        Some(Published {
            bind,
            host,
            container,
            protocol,
            host_mode,
        })
    }

    fn checked<T>(&mut self, what: &str, value: &Value<'t>, read: Result<T, &'static str>) -> Option<T> {
        if let Err(why) = &read {
            self.notes
                .unreadable(value.at, format!("{what}: {why}, found {}", value.found()));
        }
        read.ok()
    }
}
