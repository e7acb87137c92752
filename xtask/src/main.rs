//! Chores of the project: `cargo xtask generate` writes the registries and rule pages, `cargo xtask bench`
//! measures the main job, and single importers, each against its yardstick.

mod bench;
mod generate;
#[cfg(test)]
mod tidy;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["generate"] => generate::write(),
        ["generate", "--check"] => generate::check(),
        ["bench", "ladder", sizes @ ..] => bench::ladder::run(sizes),
        ["bench", "netbox", sizes @ ..] => bench::netbox::run(sizes),
        ["bench", "manifests", sizes @ ..] => bench::manifests::run(sizes),
        ["bench", "rehearse", sizes @ ..] => bench::rehearse::run(sizes),
        ["bench", "sim", only @ ..] => bench::sim::run(only),
        ["bench", "sim-memory", jobs] => bench::sim::memory(jobs.parse()?),
        ["bench", "terraform", sizes @ ..] => bench::terraform::run(sizes),
        _ => bail!(
            "usage: cargo xtask generate [--check] | bench ladder|netbox|manifests|terraform|rehearse [SIZE…] | bench sim [MODEL…]"
        ),
    }
}
