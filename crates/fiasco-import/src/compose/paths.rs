//! Paths as texts: joined, shortened, taken apart. Nothing here looks at a file system.

/// `relative` seen from the folder `base`, without `.` and with `..` resolved as far as the text allows.
pub(super) fn join(base: &str, relative: &str) -> String {
    if is_absolute(relative) || base.is_empty() {
        return normal(relative);
    }
    normal(&format!("{base}/{relative}"))
}

/// The folder a file stands in; empty for the folder everything is relative to.
pub(super) fn folder(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some(("", _)) => "/",
        Some((folder, _)) => folder,
        None => "",
    }
}

/// Whether a path starts at a root, a home or a drive.
pub(super) fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '~', '\\']) || has_drive(path)
}

/// `C:\data`, `c:/data`.
pub(super) fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'\\' | b'/', ..] if letter.is_ascii_alphabetic())
}

/// Whether a path names something on another machine, which Compose fetches.
pub(super) fn is_remote(path: &str) -> bool {
    path.contains("://") || path.starts_with("git@") || path.starts_with("oci:")
}

/// The same path without detours.
pub(super) fn normal(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if rooted { format!("/{joined}") } else { joined }
}

/// A project's name made of any text, as Compose does it: lower case letters, digits, `_` and `-`.
pub(super) fn project_name(text: &str) -> String {
    let lower = text.to_lowercase();
    let kept: String = lower
        .chars()
        .filter(|c| matches!(c, 'a'..='z' | '0'..='9' | '_' | '-'))
        .collect();
    kept.trim_start_matches(['_', '-']).to_owned()
}
