//! `fiasco`: the command line. The only crate that prints, reads the environment, touches files or exits.

mod cli;
mod commands;
mod http;
mod load;
mod settings;

use clap::Parser;
use std::process::ExitCode;

/// Documented exit codes.
pub mod exit {
    /// All is well, or nothing that fails a build.
    pub const OK: u8 = 0;
    /// Something fails the gate.
    pub const GATE: u8 = 1;
    /// Wrong usage, or nothing could be read.
    pub const USAGE: u8 = 2;
}

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    let Some(command) = cli.command else {
        return finish(commands::print(cli::SHORT_HELP).map(|()| exit::OK));
    };
    finish(match command {
        cli::Command::Check(args) => commands::check::run(&args),
        cli::Command::Why(args) => commands::why::run(&args),
        cli::Command::Show(args) => commands::show::run(&args),
        cli::Command::Rehearse(args) => commands::rehearse::run(&args),
        cli::Command::Rule(args) => commands::rule::run(&args),
        cli::Command::Pull(args) => commands::pull::run(&args),
        cli::Command::Diff(args) => commands::diff::run(&args),
        cli::Command::Baseline(args) => commands::baseline::run(&args),
        cli::Command::Init(args) => commands::init::run(&args),
        cli::Command::Library(args) => commands::library::run(&args),
        cli::Command::Completions(args) => commands::papers::completions(&args),
        cli::Command::Man(args) => commands::papers::man(&args),
    })
}

fn finish(result: Result<u8, commands::Failure>) -> ExitCode {
    match result {
        Ok(code) => ExitCode::from(code),
        // A reader that has seen enough (`| head`) is no failure.
        Err(commands::Failure::BrokenPipe) => ExitCode::from(exit::OK),
        Err(commands::Failure::Message(message) | commands::Failure::NothingToRead(message)) => {
            commands::complain(&message);
            ExitCode::from(exit::USAGE)
        }
    }
}
