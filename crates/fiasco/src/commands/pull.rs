//! `fiasco pull`: what a live system knows, as a file. The only command that talks to the network, and only to
//! the server that is named. One file a system; what they share is here: tokens from the environment, progress
//! on a terminal, and files that are whole or not there.

mod netbox;

use super::Failure;
use crate::cli::{PullArgs, PullSource, ServerArgs};
use crate::http::{Client, Options, Secret, Url};
use std::io::{IsTerminal as _, Write as _};
use std::path::Path;
use std::time::Duration;

/// Runs it.
///
/// # Errors
/// When nothing could be read, or the file cannot be written.
pub fn run(args: &PullArgs) -> Result<u8, Failure> {
    match &args.source {
        PullSource::Netbox(args) => netbox::run(args),
    }
}

/// A client and the URL it is for.
fn connect(server: &ServerArgs) -> Result<(Client, Url), Failure> {
    let url = Url::parse(&server.url).map_err(|error| error.to_string())?;
    let options = Options {
        ca_file: server.ca_file.clone(),
        whole: Duration::from_secs(server.timeout),
    };
    let client = Client::new(&options).map_err(|error| error.to_string())?;
    Ok((client, url))
}

/// The token in an environment variable, and the variable's name: the one that is asked for, which then has to
/// be set, or else the usual one.
fn token(asked: Option<&str>, usual: &str) -> Result<Option<(Secret, String)>, Failure> {
    let name = asked.unwrap_or(usual);
    match std::env::var(name) {
        Ok(token) if !token.trim().is_empty() => Ok(Some((Secret::new(token.trim()), name.to_owned()))),
        Err(std::env::VarError::NotUnicode(_)) => Err(Failure::Message(format!(
            "the environment variable {name} does not hold text"
        ))),
        _ if asked.is_some() => Err(Failure::Message(format!(
            "the environment variable {name} is not set, or empty: it should hold the token"
        ))),
        _ => Ok(None),
    }
}

/// One line on a terminal that says how far we are; nothing where no person looks.
struct Progress {
    shows: bool,
}

impl Progress {
    fn new() -> Self {
        Self {
            shows: std::io::stderr().is_terminal(),
        }
    }

    /// Replaces the line.
    fn say(&self, text: &str) {
        if self.shows {
            let mut err = anstream::stderr().lock();
            let _ = write!(err, "\r\x1b[2K{text}").and_then(|()| err.flush());
        }
    }

    /// Takes the line away.
    fn done(&self) {
        self.say("");
    }
}

/// Writes a file so that it is whole or not there: to a neighbor first, which then takes its name.
fn write_whole(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| format!("failed to write {}: {error}", path.display());
    let name = path
        .file_name()
        .ok_or_else(|| format!("cannot write {}: it is no name of a file", path.display()))?;
    let mut neighbor = std::ffi::OsString::from(".");
    neighbor.push(name);
    neighbor.push(format!(".{}.part", std::process::id()));
    let neighbor = path.with_file_name(neighbor);
    let written = std::fs::File::create(&neighbor).and_then(|mut file| {
        file.write_all(text.as_bytes())?;
        file.sync_all()
    });
    let named = written.and_then(|()| std::fs::rename(&neighbor, path));
    named.map_err(|error| {
        // It may never have been made.
        let _ = std::fs::remove_file(&neighbor);
        Failure::Message(failed(error))
    })
}
