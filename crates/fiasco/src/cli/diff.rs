//! What can be typed after `fiasco diff`.

use super::{Gate, ReadArgs};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `fiasco diff`.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// Before: a folder, a file, or a revision of the repository, such as main or v1.2:deploy
    #[arg(value_name = "BASE")]
    pub base: String,
    /// After: the same; without it the working tree. What follows narrows both to these paths
    #[arg(value_name = "HEAD|PATH")]
    pub rest: Vec<String>,
    /// How input is read
    #[command(flatten)]
    pub read: ReadArgs,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = DiffFormat::Full)]
    pub output_format: DiffFormat,
    /// Print nothing where no wall moves
    #[arg(long)]
    pub only_if_changed: bool,
    /// What else fails the build, of what the change adds or brings nearer
    #[arg(long, value_enum, value_delimiter = ',')]
    pub gate: Vec<Gate>,
    /// Exit 0 whatever the change breaks
    #[arg(long)]
    pub exit_zero: bool,
    /// Show what stays too
    #[arg(short, long)]
    pub verbose: bool,
}

impl DiffArgs {
    /// What follows the base, as paths.
    pub fn paths(&self, from: usize) -> Vec<PathBuf> {
        self.rest.iter().skip(from).map(PathBuf::from).collect()
    }
}

/// Forms of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DiffFormat {
    /// For a person
    Full,
    /// A comment for a pull request
    Markdown,
    /// For programs
    Json,
}
