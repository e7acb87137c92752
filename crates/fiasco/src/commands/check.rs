//! `fiasco check`: the ladder.

use super::{Built, Failure, baseline, build_rehearsed, look, print, timing, wider};
use crate::cli::{CheckArgs, Format};
use crate::exit;
use clap::ValueEnum as _;
use fiasco_report::{Look, concise, full, gate, github, json, junit, markdown, sarif};
use std::time::Instant;

/// Runs it; the exit code is the gate's.
///
/// # Errors
/// What is wrong with the input, the target or the output.
pub fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let begin = Instant::now();
    let mut built = build_rehearsed(&args.paths, &args.read)?;
    let whole = begin.elapsed();
    if let Some(file) = &args.baseline {
        baseline::compare(&mut built, file)?;
    }
    let look = look(args.verbose);
    let gate = wider(&args.gate);
    print(&render(&built, args.output_format, look, gate))?;
    for wish in &args.output_file {
        write(&built, wish, look, gate)?;
    }
    if args.timing {
        timing::tell(&built, whole, built.options);
    }
    let fails = !args.exit_zero && gate::fails(&built.report(), gate);
    Ok(if fails { exit::GATE } else { exit::OK })
}

fn render(built: &Built, format: Format, look: Look, gate: gate::Gate) -> String {
    let report = built.report();
    match format {
        Format::Full => full::render(&report, look),
        Format::Concise => concise::render(&report),
        Format::Json => json::render(&report),
        Format::Markdown => markdown::render(&report),
        Format::Sarif => sarif::render(&report, gate),
        Format::Junit => junit::render(&report, gate),
        Format::Github => github::render(&report, gate),
    }
}

/// Writes `FORMAT=PATH`, without styles.
fn write(built: &Built, wish: &str, look: Look, gate: gate::Gate) -> Result<(), Failure> {
    let (format, path) = wish.split_once('=').ok_or_else(|| {
        format!("cannot read --output-file {wish}: expected FORMAT=PATH, such as json=ladder.json")
    })?;
    let format = Format::from_str(format, true).map_err(|_| {
        let names: Vec<String> = Format::value_variants()
            .iter()
            .filter_map(|format| Some(format!("{}=", format.to_possible_value()?.get_name())))
            .collect();
        format!(
            "cannot read --output-file {wish}: expected one of {} and a path",
            names.join(", ")
        )
    })?;
    let look = Look {
        terminal: false,
        ..look
    };
    let text = render(built, format, look, gate);
    let plain = anstream::adapter::strip_str(&super::tame(&text)).to_string();
    std::fs::write(path, plain).map_err(|error| format!("failed to write {path}: {error}"))?;
    Ok(())
}
