//! What can be typed after `fiasco init`.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `fiasco init`.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// The folder
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// Print the file instead of writing it
    #[arg(long)]
    pub print: bool,
    /// Print the commands that measure how busy things are, instead of all else
    #[arg(long, value_enum, conflicts_with = "print")]
    pub usage: Option<UsageSource>,
}

/// Who knows how busy things are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UsageSource {
    /// A Prometheus server
    Prometheus,
    /// Docker on one host
    Docker,
    /// The metrics server of a Kubernetes cluster
    Kubectl,
}
