//! `fiasco check`: the ladder.

use super::{Built, Failure, build, look, print};
use crate::cli::{CheckArgs, Format, Gate};
use crate::exit;
use clap::ValueEnum as _;
use fiasco_report::{Look, concise, full, gate, json};

/// Runs it; the exit code is the gate's.
///
/// # Errors
/// What is wrong with the input, the target or the output.
pub fn run(args: &CheckArgs) -> Result<u8, Failure> {
    let built = build(&args.paths, &args.read)?;
    let look = look(args.verbose);
    print(&render(&built, args.output_format, look))?;
    for wish in &args.output_file {
        write(&built, wish, look)?;
    }
    let wants = |wish| args.gate.contains(&wish);
    let wider = gate::Gate {
        now: wants(Gate::Now),
        faults: wants(Gate::Faults),
        unknown: wants(Gate::Unknown),
    };
    let fails = !args.exit_zero && gate::fails(&built.report(), wider);
    Ok(if fails { exit::GATE } else { exit::OK })
}

fn render(built: &Built, format: Format, look: Look) -> String {
    let report = built.report();
    match format {
        Format::Full => full::render(&report, look),
        Format::Concise => concise::render(&report),
        Format::Json => json::render(&report),
    }
}

/// Writes `FORMAT=PATH`, without styles.
fn write(built: &Built, wish: &str, look: Look) -> Result<(), Failure> {
    let (format, path) = wish.split_once('=').ok_or_else(|| {
        format!("cannot read --output-file {wish}: expected FORMAT=PATH, such as json=ladder.json")
    })?;
    let format = Format::from_str(format, true).map_err(|_| {
        format!("cannot read --output-file {wish}: expected full=, concise= or json= and a path")
    })?;
    let text = render(
        built,
        format,
        Look {
            terminal: false,
            ..look
        },
    );
    let plain = anstream::adapter::strip_str(&text).to_string();
    std::fs::write(path, plain).map_err(|error| format!("failed to write {path}: {error}"))?;
    Ok(())
}
