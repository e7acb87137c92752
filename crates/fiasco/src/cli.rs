//! What can be typed. Help, man page and completions come from here.

pub mod diff;
pub mod init;
pub mod library;
pub mod papers;
pub mod rehearse;

use crate::load::live::Answer;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// What `fiasco` alone prints.
pub const SHORT_HELP: &str = "\
fiasco says what breaks before a system is scaled: in which order, at which scale, why.

  fiasco check                       how far what is described here can grow
  fiasco check --to servers=x3,traffic=x5
                                     what breaks on the way to a target
  fiasco why CAP002 --to servers=x3  the numbers and lines behind a problem
  fiasco show --at x2                the estate, as read or grown
  fiasco rehearse --at x3            the demo before the demo, second by second
  fiasco diff main                   how the change at hand moves walls
  fiasco rule CAP002                 what a rule looks for, and when it stays quiet
  fiasco pull netbox --url URL       what NetBox knows, as a file to check
  fiasco baseline write              what is known; `check --baseline` fails for the rest
  fiasco init                        what is missing most, and a file to say it in

It reads compose files, Kubernetes manifests, Terraform plans, NetBox, usage and its
own notation. `fiasco help` lists every option.
";

/// Says what breaks before a system is scaled.
#[derive(Debug, Parser)]
#[command(name = "fiasco", version, about, max_term_width = 100)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// What breaks, in which order, at which scale
    Check(CheckArgs),
    /// The numbers, lines and drivers behind a problem
    Why(WhyArgs),
    /// The estate as it was read, or grown along the target
    Show(ShowArgs),
    /// The demo before the demo: services under their traffic, with heat and power beside them
    Rehearse(rehearse::RehearseArgs),
    /// What a rule looks for, how it is computed, when it stays quiet
    Rule(RuleArgs),
    /// Fetch what a live system knows into a file that the other commands read
    Pull(PullArgs),
    /// How a change moves walls: between two folders, two revisions, or a revision and the working tree
    Diff(diff::DiffArgs),
    /// A file of what is known, so that only what is new or comes earlier fails a build
    Baseline(BaselineArgs),
    /// What a folder says, what is missing most, and a file to say it in
    Init(init::InitArgs),
    /// A folder of device types: what in it cannot be true
    Library(library::LibraryArgs),
    /// What a shell needs to complete commands and options
    Completions(papers::CompletionsArgs),
    /// The manual, as man pages
    Man(papers::ManArgs),
}

/// How input is read.
#[derive(Debug, Clone, Args)]
pub struct ReadArgs {
    /// What to reach: servers=x3,bandwidth=x4,traffic=500/s,web.replicas=6,add=NAME; replaces the files' target
    #[arg(long, value_name = "TARGET")]
    pub to: Option<String>,
    /// The host a compose file runs on, such as 8GiB/4cores
    #[arg(long, value_name = "MEMORY/CORES")]
    pub host: Option<String>,
    /// Read a compose file as a swarm stack
    #[arg(long)]
    pub swarm: bool,
    /// Compose profiles that are active
    #[arg(long = "profile", value_name = "NAME")]
    pub profiles: Vec<String>,
    /// Compose environment file, instead of .env
    #[arg(long = "env-file", value_name = "FILE")]
    pub env_files: Vec<PathBuf>,
    /// What devices weigh, draw and plug into by their types: a NetBox device type library, or a folder of one maker's
    #[arg(long, value_name = "DIR")]
    pub device_library: Option<PathBuf>,
    /// The day that suppressions with a last day are judged on, such as 2027-01-31; today if none is given
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<String>,
    /// A Prometheus server to ask how busy things are; its answers are read like files
    #[arg(long, value_name = "URL")]
    pub prometheus: Option<String>,
    /// The environment variable that holds a token for it
    #[arg(long, value_name = "NAME", requires = "prometheus")]
    pub prometheus_token_env: Option<String>,
    /// What it answered, where it was asked already
    #[arg(skip)]
    pub answers: Option<Vec<Answer>>,
    /// How far to look, in multiples of the way to the target
    #[arg(long, value_name = "N", default_value = "4")]
    pub beyond: String,
    /// How much to spend on rehearsals (rules SIM): about a second, or until every interval is narrow
    #[arg(long, value_enum, value_name = "EFFORT")]
    pub rehearse: Option<Rehearse>,
}

/// How much is spent on rehearsals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Rehearse {
    /// Nothing is rehearsed
    Off,
    /// About a second; `check`, `why` and `baseline` do so
    Quick,
    /// Until every interval is narrow
    Full,
}

impl Default for ReadArgs {
    fn default() -> Self {
        Self {
            as_of: None,
            prometheus: None,
            prometheus_token_env: None,
            answers: None,
            to: None,
            host: None,
            swarm: false,
            profiles: Vec::new(),
            env_files: Vec::new(),
            device_library: None,
            beyond: "4".to_owned(),
            rehearse: None,
        }
    }
}

/// Arguments of `fiasco check`.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Folders or files; a folder means what its own tool would read there
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How input is read
    #[command(flatten)]
    pub read: ReadArgs,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = Format::Full)]
    pub output_format: Format,
    /// Write the result to a file as well: json=ladder.json
    #[arg(long, value_name = "FORMAT=PATH")]
    pub output_file: Vec<String>,
    /// What else fails the build
    #[arg(long, value_enum, value_delimiter = ',')]
    pub gate: Vec<Gate>,
    /// What is known already, as `fiasco baseline write` wrote it: only what is new or earlier fails
    #[arg(long, value_name = "FILE")]
    pub baseline: Option<PathBuf>,
    /// Exit 0 whatever breaks
    #[arg(long)]
    pub exit_zero: bool,
    /// Say where the time went, rule by rule, on standard error
    #[arg(long)]
    pub timing: bool,
    /// Show everything: excerpts, what is alike, headroom, keys not understood
    #[arg(short, long)]
    pub verbose: bool,
}

/// Forms of a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For a person
    Full,
    /// One line a finding
    Concise,
    /// For programs
    Json,
    /// A comment for a pull request
    Markdown,
    /// SARIF 2.1.0, for lists of alerts
    Sarif,
    /// JUnit XML, a test case a check
    Junit,
    /// Annotations of a GitHub workflow
    Github,
}

/// What can fail a build besides limits on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Gate {
    /// Problems that stand now
    Now,
    /// What breaks only if something else fails
    Faults,
    /// Checks that wait for a fact
    Unknown,
}

/// Arguments of `fiasco why`.
#[derive(Debug, Args)]
pub struct WhyArgs {
    /// A rule's code or name
    #[arg(value_name = "RULE")]
    pub rule: String,
    /// What it speaks of, where it speaks of several things
    #[arg(value_name = "SUBJECT")]
    pub subject: Option<String>,
    /// Folders or files
    #[arg(long = "in", value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How input is read
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Arguments of `fiasco show`.
#[derive(Debug, Args)]
pub struct ShowArgs {
    /// Folders or files
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How input is read
    #[command(flatten)]
    pub read: ReadArgs,
    /// How far to grow: x2 along every dimension, 50% of the way to the target, or target
    #[arg(long, value_name = "SCALE")]
    pub at: Option<String>,
    /// Draw the racks of all rooms, or of one, with what is new marked
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true)]
    pub room: Option<Option<String>>,
    /// List the cables to pull for what is new, as a table, as CSV or as text for labels
    #[arg(long, value_name = "FORM", value_enum, num_args = 0..=1, require_equals = true, default_missing_value = "table", conflicts_with = "room")]
    pub cables: Option<CableForm>,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = ShowFormat::Tree)]
    pub output_format: ShowFormat,
}

/// Forms of a cabling plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CableForm {
    /// A sheet to walk with
    Table,
    /// For a spreadsheet
    Csv,
    /// Two labels a cable, one for each end
    Labels,
}

/// Forms of an estate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShowFormat {
    /// For a person
    Tree,
    /// For programs
    Json,
}

/// Arguments of `fiasco rule`.
#[derive(Debug, Args)]
pub struct RuleArgs {
    /// A code or a name; without one, a line for each rule
    #[arg(value_name = "RULE")]
    pub rule: Option<String>,
    /// Every rule
    #[arg(long, conflicts_with = "rule")]
    pub all: bool,
    /// The form of the result
    #[arg(long, value_enum, default_value_t = RuleFormat::Text)]
    pub output_format: RuleFormat,
}

/// Forms of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RuleFormat {
    /// For a person
    Text,
    /// For programs
    Json,
}

/// Arguments of `fiasco pull`.
#[derive(Debug, Args)]
pub struct PullArgs {
    /// The system to ask.
    #[command(subcommand)]
    pub source: PullSource,
}

/// Systems that can be asked.
#[derive(Debug, Subcommand)]
pub enum PullSource {
    /// Devices, addresses, prefixes, cables and racks from NetBox (2.11 or newer)
    Netbox(NetboxArgs),
}

/// How a server is reached.
#[derive(Debug, Args)]
pub struct ServerArgs {
    /// The server, with its scheme: https://HOST
    #[arg(long, value_name = "URL")]
    pub url: String,
    /// Certificates (PEM) that vouch for the server, instead of those the machine trusts
    #[arg(long, value_name = "FILE")]
    pub ca_file: Option<PathBuf>,
    /// Seconds that one request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub timeout: u64,
}

/// Arguments of `fiasco pull netbox`.
#[derive(Debug, Args)]
pub struct NetboxArgs {
    /// How the server is reached
    #[command(flatten)]
    pub server: ServerArgs,
    /// The environment variable that holds the API token; without it NETBOX_TOKEN, if it is set
    #[arg(long, value_name = "NAME")]
    pub token_env: Option<String>,
    /// The file to write
    #[arg(long, value_name = "FILE", default_value = "netbox.json")]
    pub out: PathBuf,
}

/// Arguments of `fiasco baseline`.
#[derive(Debug, Args)]
pub struct BaselineArgs {
    /// What to do
    #[command(subcommand)]
    pub action: BaselineAction,
}

/// What can be done with a baseline.
#[derive(Debug, Subcommand)]
pub enum BaselineAction {
    /// Write what breaks and what is undecided, for this target; what the file knows of others stays
    Write(BaselineWrite),
    /// Fail only for what is new or comes earlier
    Check(BaselineCheck),
}

/// Arguments of `fiasco baseline write`.
#[derive(Debug, Args)]
pub struct BaselineWrite {
    /// Folders or files
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The file
    #[arg(long, value_name = "FILE", default_value = "fiasco-baseline.json")]
    pub file: PathBuf,
    /// How input is read
    #[command(flatten)]
    pub read: ReadArgs,
}

/// Arguments of `fiasco baseline check`.
#[derive(Debug, Args)]
pub struct BaselineCheck {
    /// Folders or files
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// The file
    #[arg(long, value_name = "FILE", default_value = "fiasco-baseline.json")]
    pub file: PathBuf,
    /// What else fails
    #[arg(long, value_enum, value_delimiter = ',')]
    pub gate: Vec<Gate>,
    /// How input is read
    #[command(flatten)]
    pub read: ReadArgs,
}
