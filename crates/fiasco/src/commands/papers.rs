//! `fiasco completions` and `fiasco man`: what a shell and `man` want to know, from the same table as the help.

use super::{Failure, print};
use crate::cli::Cli;
use crate::cli::papers::{CompletionsArgs, ManArgs};
use crate::exit;
use clap::CommandFactory as _;
use clap_mangen::Man;
use std::io;
use std::path::Path;

/// Prints the completions of a shell.
///
/// # Errors
/// That they cannot be written.
pub fn completions(args: &CompletionsArgs) -> Result<u8, Failure> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "fiasco", &mut out);
    print(&text(out)?)?;
    Ok(exit::OK)
}

/// Prints the page of fiasco, or writes a page for each command to a folder.
///
/// # Errors
/// That a page cannot be written.
pub fn man(args: &ManArgs) -> Result<u8, Failure> {
    let mut command = Cli::command();
    // `help` has no page of its own: every page is help.
    command = command.disable_help_subcommand(true);
    command.build();
    let Some(folder) = &args.folder else {
        print(&text(page(&command)?)?)?;
        return Ok(exit::OK);
    };
    std::fs::create_dir_all(folder)
        .map_err(|error| format!("failed to make {}: {error}", folder.display()))?;
    let mut names = Vec::new();
    pages(&command, folder, &mut names)?;
    print(&format!("wrote {} to {}\n", names.join(", "), folder.display()))?;
    Ok(exit::OK)
}

/// Pages of a command and all below it: `fiasco.1`, `fiasco-check.1`.
fn pages(command: &clap::Command, folder: &Path, names: &mut Vec<String>) -> Result<(), Failure> {
    let called = command.get_display_name().unwrap_or_else(|| command.get_name());
    let name = format!("{called}.1");
    let path = folder.join(&name);
    std::fs::write(&path, page(command)?)
        .map_err(|error| format!("failed to write {}: {error}", path.display()))?;
    names.push(name);
    for inner in command.get_subcommands() {
        pages(inner, folder, names)?;
    }
    Ok(())
}

fn page(command: &clap::Command) -> Result<Vec<u8>, Failure> {
    let mut out = Vec::new();
    let source = concat!("fiasco ", env!("CARGO_PKG_VERSION"));
    let rendered: io::Result<()> = Man::new(command.clone()).source(source).render(&mut out);
    rendered.map_err(|error| Failure::Message(format!("failed to make a page: {error}")))?;
    Ok(out)
}

fn text(bytes: Vec<u8>) -> Result<String, Failure> {
    String::from_utf8(bytes).map_err(|error| Failure::Message(format!("failed to print: {error}")))
}
