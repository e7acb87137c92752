//! `fiasco pull netbox`: lists of the REST API, page by page, into one JSON file that the importer reads.
//!
//! Only what an estate is made of is asked for and kept: fields of no use here, and those that hold secrets in
//! some places (custom fields, config contexts, comments), are left out of the file, which says so. What
//! cannot be read is a gap, in the file and on standard error; the rest goes on.

use super::{Progress, connect, token, write_whole};
use crate::cli::NetboxArgs;
use crate::commands::{Failure, print, warn};
use crate::exit;
use crate::http::{Auth, Client, HttpError, Url};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The lists that are asked for. The first is one that every NetBox has.
const ENDPOINTS: &[&str] = &[
    "dcim/sites",
    "dcim/locations",
    "dcim/racks",
    "dcim/rack-reservations",
    "dcim/device-types",
    "dcim/module-types",
    "dcim/devices",
    "dcim/modules",
    "dcim/power-panels",
    "dcim/power-feeds",
    "dcim/power-ports",
    "dcim/power-outlets",
    "dcim/interfaces",
    "dcim/cables",
    "ipam/vrfs",
    "ipam/prefixes",
    "ipam/ip-ranges",
    "ipam/ip-addresses",
    "ipam/vlans",
    "ipam/fhrp-groups",
    "virtualization/clusters",
    "virtualization/virtual-machines",
    "virtualization/interfaces",
];

/// Rows asked for at a time: the most that NetBox gives unless it is set up otherwise.
const PAGE: &str = "limit=1000";
/// Lists whose rows carry a rendered config context, which takes long and is of no use here.
const WITH_CONTEXT: &[&str] = &["dcim/devices", "virtualization/virtual-machines"];
/// Pages read of one list, whatever the server says.
const MAX_PAGES: usize = 10_000;
/// Bytes kept of one list: far more than a file may have to be read again.
const MAX_BYTES: usize = 512 * 1024 * 1024;
/// Lists that may fail one after the other before the server is taken to be gone.
const MAX_FAILURES: usize = 3;

/// Fields that are not kept: of no use here, and some hold secrets.
const LEFT_OUT: &[&str] = &[
    "comments",
    "config_context",
    "created",
    "custom_fields",
    "description",
    "display",
    "display_url",
    "front_image",
    "last_updated",
    "local_context_data",
    "owner",
    "rear_image",
    "tags",
    "url",
    "_depth",
    "_occupied",
];

/// What was read of one list.
struct List {
    endpoint: &'static str,
    /// How many rows the server says there are.
    count: Option<u64>,
    /// Each row as it is written.
    rows: Vec<String>,
    /// Why there are no more.
    gap: Option<String>,
}

/// What was read, and what was not.
#[derive(Default)]
struct Found {
    lists: Vec<List>,
    absent: Vec<&'static str>,
}

/// Runs it.
///
/// # Errors
/// When nothing could be read, or the file cannot be written.
pub fn run(args: &NetboxArgs) -> Result<u8, Failure> {
    let auth = match token(args.token_env.as_deref(), "NETBOX_TOKEN")? {
        // NetBox 4.5 has tokens of a second kind, which start so and travel as bearer tokens.
        Some((secret, from)) => Auth::Token {
            scheme: if secret.reveal().starts_with("nbt_") {
                "Bearer"
            } else {
                "Token"
            },
            secret,
            from,
        },
        None => Auth::None,
    };
    let (client, url) = connect(&args.server)?;
    let root = root(&url);
    let progress = Progress::new();
    let pull = Pull {
        client,
        root: root.clone(),
        auth,
        progress,
    };
    let found = pull.everything();
    pull.progress.done();
    let found = found.map_err(|error| error.to_string())?;
    let text = document(&root, &found);
    write_whole(&args.out, &text)?;
    for list in &found.lists {
        if let Some(gap) = &list.gap {
            let of = list
                .count
                .map_or_else(String::new, |count| format!(" of {count}"));
            warn(&format!(
                "{}: read {}{of} rows: {gap}",
                list.endpoint,
                list.rows.len()
            ));
        }
    }
    if !found.absent.is_empty() {
        warn(&format!("this NetBox does not have {}", found.absent.join(", ")));
    }
    if text.len() > fiasco_source::MAX_FILE_BYTES {
        warn(&format!(
            "{} has {} MiB, and files of up to {} MiB are read: pull a part of the sites",
            args.out.display(),
            text.len() >> 20,
            fiasco_source::MAX_FILE_BYTES >> 20
        ));
    }
    let rows: usize = found.lists.iter().map(|list| list.rows.len()).sum();
    print(&format!(
        "{rows} rows of {} lists from {root} are in {out}\nnext: fiasco check {out}\n",
        found.lists.len(),
        out = args.out.display()
    ))?;
    Ok(exit::OK)
}

/// The root of the server, wherever in it the URL points: people copy it from their browser's bar, or with
/// `/api/` from a script.
fn root(url: &Url) -> Url {
    let path = url.path().trim_end_matches('/');
    let path = path.strip_suffix("/api").unwrap_or(path);
    url.with_path(format!("{path}/"))
}

struct Pull {
    client: Client,
    root: Url,
    auth: Auth,
    progress: Progress,
}

impl Pull {
    /// All lists; an error when none could be read, and at once when it is plain that none can be.
    fn everything(&self) -> Result<Found, HttpError> {
        let mut found = Found::default();
        let mut first_error = None;
        let mut failures = 0;
        for endpoint in ENDPOINTS {
            if failures >= MAX_FAILURES {
                found.lists.push(List {
                    endpoint,
                    count: None,
                    rows: Vec::new(),
                    gap: Some("not asked for, as the server failed before".to_owned()),
                });
                continue;
            }
            let (mut list, error) = self.list(endpoint);
            failures = match &error {
                Some(HttpError::NotFound { .. }) if !found.lists.is_empty() => {
                    found.absent.push(endpoint);
                    continue;
                }
                Some(error) if error.is_permission() => 0,
                Some(_) => failures + 1,
                None => 0,
            };
            if let Some(error) = error {
                list.gap = Some(error.to_string());
                if found.is_nothing() && list.rows.is_empty() && is_hopeless(&error) {
                    return Err(error);
                }
                first_error.get_or_insert(error);
            }
            found.lists.push(list);
        }
        match first_error {
            Some(error)
                if found
                    .lists
                    .iter()
                    .all(|list| list.gap.is_some() && list.rows.is_empty()) =>
            {
                Err(error)
            }
            _ => Ok(found),
        }
    }

    /// One list, as far as it can be read.
    fn list(&self, endpoint: &'static str) -> (List, Option<HttpError>) {
        let place = self
            .root
            .with_path(format!("{}api/{endpoint}/", self.root.path()));
        let context = if WITH_CONTEXT.contains(&endpoint) {
            "&exclude=config_context"
        } else {
            ""
        };
        let mut query = format!("{PAGE}{context}");
        let mut list = List {
            endpoint,
            count: None,
            rows: Vec::new(),
            gap: None,
        };
        let mut seen = BTreeSet::new();
        let mut bytes = 0;
        loop {
            seen.insert(query.clone());
            let of = list
                .count
                .map_or_else(String::new, |count| format!(" of {count}"));
            self.progress
                .say(&format!("{endpoint}: {}{of} rows", list.rows.len()));
            let url = place.with_query(query);
            let page = match self.client.get_json(&url, &self.auth) {
                Ok(bytes) => Page::read(&bytes),
                Err(error) => return (list, Some(error)),
            };
            let Some(page) = page else {
                let got = "JSON that is no list of rows".to_owned();
                return (
                    list,
                    Some(HttpError::NotJson {
                        url: Box::new(place),
                        got,
                    }),
                );
            };
            let empty = page.rows.is_empty();
            list.count = page.count.or(list.count);
            bytes += page.rows.iter().map(String::len).sum::<usize>();
            list.rows.extend(page.rows);
            let read = u64::try_from(list.rows.len()).unwrap_or(u64::MAX);
            let Some(next) = page.next else { break };
            list.gap = if empty {
                Some("a page without rows names a next page".to_owned())
            } else if seen.contains(&next) {
                Some("the next page is one that was read before".to_owned())
            } else if list.count.is_some_and(|count| read > count.saturating_mul(2)) {
                Some("it goes on past twice the rows that it says it has".to_owned())
            } else if seen.len() >= MAX_PAGES || bytes > MAX_BYTES {
                Some("it is too long to be read whole".to_owned())
            } else {
                None
            };
            if list.gap.is_some() {
                return (list, None);
            }
            query = next;
        }
        let read = u64::try_from(list.rows.len()).unwrap_or(u64::MAX);
        if list.count.is_some_and(|count| read < count) {
            list.gap = Some("the list ended early; it may have changed while it was read".to_owned());
        }
        (list, None)
    }
}

impl Found {
    /// Whether no list was read, not even an empty one.
    fn is_nothing(&self) -> bool {
        self.lists
            .iter()
            .all(|list| list.gap.is_some() && list.rows.is_empty())
    }
}

/// Whether an error at the first thing that is asked says that asking on is of no use.
fn is_hopeless(error: &HttpError) -> bool {
    !error.is_permission() && !matches!(error, HttpError::Busy { .. } | HttpError::Status { .. })
}

/// One page of a list.
struct Page {
    count: Option<u64>,
    /// The query of the next page. Only that: whatever host and path a server behind a proxy believes to have,
    /// the next page is at the place that was asked for this one.
    next: Option<String>,
    rows: Vec<String>,
}

impl Page {
    fn read(bytes: &[u8]) -> Option<Self> {
        let mut page: Map<String, Value> = serde_json::from_slice(bytes).ok()?;
        let rows = match page.remove("results")? {
            Value::Array(rows) => rows,
            _ => return None,
        };
        let next = page
            .get("next")
            .and_then(Value::as_str)
            .map(|next| next.split_once('?').map_or("", |(_, query)| query))
            .map(|query| query.split('#').next().unwrap_or_default().to_owned());
        Some(Self {
            count: page.get("count").and_then(Value::as_u64),
            next,
            rows: rows.into_iter().map(|row| slim(row).to_string()).collect(),
        })
    }
}

/// A row without what is of no use here, at any depth. Nesting is bounded by the JSON reader.
fn slim(value: Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map
                .into_iter()
                .filter(|(key, _)| !LEFT_OUT.contains(&key.as_str()) && !key.ends_with("_count"));
            let kept = kept.map(|(key, value)| (key, slim(value)));
            Value::Object(kept.filter(|(_, value)| !says_nothing(value)).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(slim).collect()),
        other => other,
    }
}

fn says_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The file: one row a line, so that a line names a row, and two pulls can be compared.
fn document(root: &Url, found: &Found) -> String {
    let mut out = String::new();
    out.push_str("{\n\"schema\": \"fiasco/netbox/1\",\n");
    let _ = writeln!(out, "\"url\": {},", json!(root.to_string()));
    let _ = writeln!(out, "\"left_out\": {},", json!(LEFT_OUT));
    if !found.absent.is_empty() {
        let _ = writeln!(out, "\"absent\": {},", json!(found.absent));
    }
    let gaps: Vec<Value> = found
        .lists
        .iter()
        .filter_map(|list| {
            let error = list.gap.as_ref()?;
            let (endpoint, read, of) = (list.endpoint, list.rows.len(), list.count);
            Some(json!({"endpoint": endpoint, "read": read, "of": of, "error": error}))
        })
        .collect();
    let _ = writeln!(out, "\"gaps\": {},", Value::Array(gaps));
    out.push_str("\"endpoints\": {");
    for (n, list) in found.lists.iter().enumerate() {
        out.push_str(if n == 0 { "\n" } else { ",\n" });
        let count = list.count.map_or(Value::Null, Value::from);
        let _ = write!(
            out,
            "{}: {{\"count\": {count}, \"results\": [",
            json!(list.endpoint)
        );
        for (n, row) in list.rows.iter().enumerate() {
            out.push_str(if n == 0 { "\n" } else { ",\n" });
            out.push_str(row);
        }
        out.push_str("]}");
    }
    out.push_str("\n}\n}\n");
    out
}
