//! What can be typed after `fiasco completions` and `fiasco man`.

use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

/// Arguments of `fiasco completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL", value_enum)]
    pub shell: Shell,
}

/// Arguments of `fiasco man`.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// Write a page for each command to this folder, instead of printing the page of fiasco itself
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}
