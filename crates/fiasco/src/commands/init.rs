//! `fiasco init`: what a folder says already, what is missing most, and a file that asks for it.

use super::{Built, Failure, look, print, resolve_target};
use crate::cli::ReadArgs;
use crate::cli::init::{InitArgs, UsageSource};
use crate::exit;
use crate::load::{self, Disk, World as _};
use fiasco_import::usage::queries;
use fiasco_report::inventory::{self, Kind};
use fiasco_report::starter;
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// Runs it.
///
/// # Errors
/// What is wrong with the folder, or that the file is there already.
pub fn run(args: &InitArgs) -> Result<u8, Failure> {
    if let Some(source) = args.usage {
        print(&measure(source))?;
        return Ok(exit::OK);
    }
    if !args.path.is_dir() {
        return Err(Failure::Message(format!("{}: not a folder", args.path.display())));
    }
    let (summary, text) = match load::load(std::slice::from_ref(&args.path), &ReadArgs::default()) {
        Ok(loaded) => known(loaded)?,
        Err(Failure::NothingToRead(_)) => {
            let name = Disk
                .folder_name(&args.path)
                .unwrap_or_else(|| "estate".to_owned());
            let summary = "nothing to read yet: compose files, Kubernetes manifests, Terraform plans as JSON, NetBox dumps and usage are read where there are any\n";
            (summary.to_owned(), starter::blank(&name))
        }
        Err(failure) => return Err(failure),
    };
    if args.print {
        print(&text)?;
        return Ok(exit::OK);
    }
    print(&summary)?;
    let path = args.path.join(starter::FILE);
    let path = path.strip_prefix(".").unwrap_or(&path);
    write_new(path, &text)?;
    let here = if args.path == Path::new(".") {
        String::new()
    } else {
        format!(" {}", args.path.display())
    };
    print(&format!(
        "\nwrote {}: answer what you can in it.  Next: fiasco check{here}\n",
        path.display()
    ))?;
    Ok(exit::OK)
}

/// What was found, as text, and the file that asks for the rest.
fn known(loaded: load::Loaded) -> Result<(String, String), Failure> {
    let kinds: Vec<Kind> = loaded
        .found
        .iter()
        .map(|(format, files)| Kind {
            word: format.word(),
            files: files.clone(),
        })
        .collect();
    let built = Built::along(loaded, &ReadArgs::default(), |loaded, relations| {
        let target = &loaded.estate.target;
        let plan = resolve_target(target, true, loaded, relations)?;
        Ok((plan, target.normal()))
    })?;
    let report = built.report();
    Ok((
        inventory::render(&report, &kinds, look(false)),
        starter::render(&report),
    ))
}

/// Writes a file that must not be there yet.
fn write_new(path: &Path, text: &str) -> Result<(), Failure> {
    let mut options = std::fs::OpenOptions::new();
    let file = options.write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    written.map_err(|error| {
        let path = path.display();
        Failure::Message(match error.kind() {
            ErrorKind::AlreadyExists => format!(
                "{path} is there already and stays as it is: `fiasco init --print` prints what is still missing, to copy from"
            ),
            _ => format!("failed to write {path}: {error}"),
        })
    })
}

/// The commands that measure, as a script.
fn measure(source: UsageSource) -> String {
    match source {
        UsageSource::Docker => "\
# CPU and memory of every container, under the load of a usual busy hour. fiasco check reads the file with the
# others of the folder.
docker stats --no-stream --format json > stats.json
"
        .to_owned(),
        UsageSource::Kubectl => "\
# CPU and memory of every container, under the load of a usual busy hour. fiasco check reads the file with the
# others of the folder.
kubectl top pods --all-namespaces --containers > pods.txt
"
        .to_owned(),
        UsageSource::Prometheus => {
            let mut out = String::from(
                "\
# What Prometheus knows of CPU, memory, requests and connections, at a usual busy hour. fiasco check reads the
# files with the others of the folder.
PROMETHEUS=${PROMETHEUS:-http://localhost:9090}
",
            );
            for query in queries() {
                let text = query.text.replace('\'', "'\\''");
                let _ = writeln!(
                    out,
                    "curl -fsS -G \"$PROMETHEUS/api/v1/query\" --data-urlencode 'query={text}' > prometheus-{}.json",
                    query.measures
                );
            }
            out
        }
    }
}
