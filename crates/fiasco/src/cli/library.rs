//! What can be typed after `fiasco library`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Arguments of `fiasco library`.
#[derive(Debug, Args)]
pub struct LibraryArgs {
    /// What to do
    #[command(subcommand)]
    pub action: LibraryAction,
}

/// What can be done with a folder of device types.
#[derive(Debug, Subcommand)]
pub enum LibraryAction {
    /// What in it cannot be true or be read, each with its line; exits 1 if there is something
    Check(LibraryCheck),
}

/// Arguments of `fiasco library check`.
#[derive(Debug, Args)]
pub struct LibraryCheck {
    /// A device type library of NetBox or Nautobot, or a folder of one maker's types
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
}
