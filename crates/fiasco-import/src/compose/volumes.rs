//! `volumes` of a service: whether it keeps data in a named volume that it writes.

use super::keys::MOUNT_IRRELEVANT;
use super::paths::has_drive;
use super::reading::Reading;
use super::value::{Map, Value};
use fiasco_estate::confidence::Said;
use fiasco_source::Span;
use indexmap::IndexMap;

/// A mounted volume.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Mount {
    /// The named volume; `None` for a folder of the host, memory, or a volume without a name.
    pub volume: Option<String>,
    /// Where in the container.
    pub target: String,
    /// Whether it is only read.
    pub read_only: bool,
}

/// Reads the short syntax: `name:/path`, `./folder:/path:ro`, `/path`.
pub(super) fn short(text: &str) -> Mount {
    // The colon of a drive letter separates nothing.
    let skip = if has_drive(text) { 2 } else { 0 };
    let colon = text
        .get(skip..)
        .and_then(|rest| rest.find(':'))
        .map(|at| at + skip);
    let Some((source, rest)) = colon.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?))) else {
        return Mount {
            volume: None,
            target: text.to_owned(),
            read_only: false,
        };
    };
    let skip = if has_drive(rest) { 2 } else { 0 };
    let colon = rest
        .get(skip..)
        .and_then(|rest| rest.find(':'))
        .map(|at| at + skip);
    let (target, options) = match colon {
        Some(at) => (
            rest.get(..at).unwrap_or_default(),
            rest.get(at + 1..).unwrap_or_default(),
        ),
        None => (rest, ""),
    };
    let volume = (!source.is_empty() && !is_folder(source)).then(|| source.to_owned());
    let read_only = options.split(',').any(|option| option == "ro");
    Mount {
        volume,
        target: target.trim_end_matches('/').to_owned(),
        read_only,
    }
}

/// Whether a source is a folder of the host.
pub(super) fn is_folder(source: &str) -> bool {
    source.starts_with(['.', '/', '~', '\\']) || has_drive(source)
}

impl<'t> Reading<'t> {
    /// The first named volume that the service mounts to write to. Of two entries for one path the last counts.
    pub fn volumes(&mut self, name: &str, map: &Map<'t>) -> Option<Said<String>> {
        let value = map.get("volumes")?;
        let what = format!("`volumes` of `{name}`");
        if value.map().is_some() {
            self.misread(value, &what, "a list");
            return None;
        }
        let mut mounts: IndexMap<String, (Mount, Span)> = IndexMap::new();
        for item in value.items() {
            let mount = match item.map() {
                Some(map) => self.long_mount(&what, item, map),
                None => self
                    .some_text(item, &what, "a volume such as `data:/var/lib/data`")
                    .map(short),
            };
            if let Some(mount) = mount {
                mounts.insert(mount.target.clone(), (mount, item.at));
            }
        }
        mounts.into_values().find_map(|(mount, at)| {
            let volume = mount.volume.filter(|_| !mount.read_only)?;
            Some(Said::new(volume, at))
        })
    }

    /// `{type: volume, source: data, target: /var/lib/data, read_only: true}`.
    fn long_mount(&mut self, what: &str, item: &Value<'t>, map: &Map<'t>) -> Option<Mount> {
        map.irrelevant(MOUNT_IRRELEVANT);
        let text = |key: &str| {
            map.get(key)
                .and_then(Value::text)
                .map(|text| text.text.clone().into_owned())
        };
        let (kind, source) = (text("type"), text("source").or_else(|| text("src")));
        let read_only = text("read_only")
            .or_else(|| text("readonly"))
            .is_some_and(|text| text != "false");
        let target = text("target")
            .or_else(|| text("destination"))
            .or_else(|| text("dst"));
        let Some(target) = target else {
            self.notes.unreadable(
                item.at,
                format!("{what}: expected the path in the container under `target`"),
            );
            return None;
        };
        let named = kind.is_none_or(|kind| kind == "volume");
        let volume = source.filter(|source| named && !source.is_empty() && !is_folder(source));
        Some(Mount {
            volume,
            target: target.trim_end_matches('/').to_owned(),
            read_only,
        })
    }
}
