//! `cargo xtask bench netbox`: reading a NetBox of 1k and 10k devices from files as its REST interface answers,
//! against a bare parse of the same bytes.

use super::netbox_rows;
use anyhow::{Context, Result, bail};
use fiasco_import::{join, netbox};
use fiasco_source::Files;
use std::time::{Duration, Instant};

/// Runs per size; the fastest counts, for both sides alike.
const ROUNDS: usize = 3;

/// Measures the sizes named, or 1k and 10k.
pub fn run(sizes: &[&str]) -> Result<()> {
    let sizes: Vec<usize> = if sizes.is_empty() {
        vec![1_000, 10_000]
    } else {
        sizes
            .iter()
            .map(|size| size.parse())
            .collect::<Result<_, _>>()
            .context("failed to read a size")?
    };
    println!(
        "`bare` is serde_json building its own tree, without positions. Times in ms, the fastest of {ROUNDS} rounds."
    );
    println!(
        "{:>8} {:>6} {:>8} {:>8} {:>7} {:>6}",
        "devices", "MB", "bare", "import", "join", "ratio"
    );
    for size in sizes {
        let texts = netbox_rows::files(size);
        let bytes: usize = texts.iter().map(|(_, text)| text.len()).sum();
        let mut best = [Duration::MAX; 3];
        for _ in 0..ROUNDS {
            for (best, time) in best.iter_mut().zip(round(&texts, size)?) {
                *best = time.min(*best);
            }
        }
        let [bare, import, join] = best.map(|time| time.as_secs_f64() * 1e3);
        println!(
            "{size:>8} {:>6.1} {bare:>8.1} {import:>8.1} {join:>7.1} {:>6.2}",
            bytes as f64 / 1e6,
            (import + join) / bare
        );
    }
    Ok(())
}

fn round(texts: &[(&'static str, String)], devices: usize) -> Result<[Duration; 3]> {
    let start = Instant::now();
    for (_, text) in texts {
        let value: serde_json::Value = serde_json::from_str(text).context("the yardstick failed to parse")?;
        drop(value);
    }
    let bare = start.elapsed();

    let mut files = Files::new();
    let mut ids = Vec::new();
    for (name, text) in texts {
        let id = files
            .add(*name, text.as_bytes().to_vec())
            .map_err(|problem| anyhow::anyhow!("{problem}"))?;
        ids.push(id);
    }
    let start = Instant::now();
    let part = netbox::import(&files, &ids);
    let import = start.elapsed();
    let start = Instant::now();
    let estate = join("bench", vec![part]);
    let joined = start.elapsed();
    if let Some(note) = estate.notes.first() {
        bail!("the rows are not understood: {}", note.message);
    }
    if estate.devices.len() != devices + 1 || estate.addresses.len() != devices * 2 {
        bail!(
            "{} devices, {} addresses",
            estate.devices.len(),
            estate.addresses.len()
        );
    }
    Ok([bare, import, joined])
}
