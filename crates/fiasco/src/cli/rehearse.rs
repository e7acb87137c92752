//! Arguments of `fiasco rehearse`.

use super::ReadArgs;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Arguments of `fiasco rehearse`.
#[derive(Debug, Args)]
pub struct RehearseArgs {
    /// Folders or files
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How input is read
    #[command(flatten)]
    pub read: ReadArgs,
    /// How far to grow: x3 of what the target names first, 50% of the way to it, target, or today
    #[arg(long, value_name = "SCALE")]
    pub at: Option<String>,
    /// What happens: demo, spike, ramp, day, steady, or acts such as "lose A at 60 s for 30 s", which go along with the demo
    #[arg(long = "script", value_name = "SCRIPT", value_delimiter = ',')]
    pub script: Vec<String>,
    /// The seed of all random numbers
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub seed: u64,
    /// Events after which a run is cut
    #[arg(long, value_name = "N", default_value_t = 200_000_000)]
    pub events: u64,
    /// Do not look for the first wall, nor for what would move it
    #[arg(long)]
    pub no_walls: bool,
    /// Follow the slowest request of the hold, and tell what it waited for
    #[arg(long)]
    pub slowest: bool,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = RehearseFormat::Text)]
    pub output_format: RehearseFormat,
    /// Show everything that was assumed
    #[arg(short, long)]
    pub verbose: bool,
}

/// Forms of a rehearsal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RehearseFormat {
    /// For a person
    Text,
    /// For programs
    Json,
    /// A line for each second
    Csv,
    /// Percentiles of answer times, as tools for HDR histograms read them
    Hdr,
    /// The slowest requests of the hold, as a trace that Chrome and Perfetto draw
    Chrome,
}
