//! `cargo xtask bench ladder`: the whole main job on estates of 1k, 10k and 100k devices, each against draining
//! the YAML parser's events of the same bytes.

use super::estate;
use anyhow::{Context, Result, bail};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Relations, Target};
use fiasco_import::{join, library, native};
use fiasco_rules::RULES;
use fiasco_scale::{Options, growth, ladder, plan};
use fiasco_source::{Files, yaml};
use saphyr_parser::Parser;
use std::time::{Duration, Instant};

/// Runs per size; the fastest counts, for both sides alike.
const ROUNDS: usize = 3;

/// What one round took.
#[derive(Clone, Copy)]
struct Round {
    events: Duration,
    read: Duration,
    import: Duration,
    grow: Duration,
    judge: Duration,
    search: Duration,
}

impl Round {
    fn whole(&self) -> Duration {
        self.read + self.import + self.search
    }
}

/// Measures the sizes named, or 1k, 10k and 100k.
pub fn run(sizes: &[&str]) -> Result<()> {
    let sizes: Vec<usize> = if sizes.is_empty() {
        vec![1_000, 10_000, 100_000]
    } else {
        sizes
            .iter()
            .map(|size| size.parse())
            .collect::<Result<_, _>>()
            .context("failed to read a size")?
    };
    println!(
        "target servers=x3.75,traffic=x3.75: the far end is x12. Times in ms, the fastest of {ROUNDS} rounds."
    );
    println!("`search` includes `grow`; `judge` is one judgment of everything, for comparison.");
    println!(
        "{:>8} {:>6} {:>8} {:>7} {:>7} {:>7} {:>7} {:>7} {:>8} {:>6} {:>9}",
        "devices", "MB", "events", "read", "import", "grow", "judge", "search", "whole", "ratio", "peak MiB"
    );
    for size in sizes {
        let text = estate::yaml(size);
        let mut best: Option<Round> = None;
        for _ in 0..ROUNDS {
            let round = round(&text)?;
            if best.is_none_or(|best| round.whole() < best.whole()) {
                best = Some(Round {
                    events: best.map_or(round.events, |b| b.events.min(round.events)),
                    ..round
                });
            } else if let Some(best) = &mut best {
                best.events = best.events.min(round.events);
            }
        }
        let best = best.context("no round was run")?;
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{size:>8} {:>6.1} {:>8.1} {:>7.1} {:>7.1} {:>7.1} {:>7.1} {:>7.1} {:>8.1} {:>6.2} {:>9}",
            text.len() as f64 / 1e6,
            ms(best.events),
            ms(best.read),
            ms(best.import),
            ms(best.grow),
            ms(best.judge),
            ms(best.search),
            ms(best.whole()),
            ms(best.whole()) / ms(best.events),
            peak_mib().map_or_else(|| "?".to_owned(), |mib| mib.to_string()),
        );
    }
    Ok(())
}

fn round(text: &str) -> Result<Round> {
    let start = Instant::now();
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        event.context("the yardstick failed to parse")?;
    }
    let events = start.elapsed();

    let mut files = Files::new();
    let mut sources = Vec::new();
    for (name, text) in ["server.yaml", "switch.yaml"].into_iter().zip(estate::types()) {
        let id = files
            .add(name, text.into_bytes())
            .map_err(|problem| anyhow::anyhow!("{problem}"))?;
        sources.push((id, library::Class::Device));
    }
    let types = library::Library::read(&files, &sources);

    let start = Instant::now();
    let id = files
        .add("bench.yaml", text.as_bytes().to_vec())
        .map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let (tree, problems) = yaml::read(&files, id);
    let read = start.elapsed();
    if !problems.is_empty() {
        bail!("the estate does not parse: {}", problems[0]);
    }

    let start = Instant::now();
    let part = native::import(&files, &tree);
    drop(tree);
    let mut estate = join("bench", vec![part]);
    library::resolve(&mut estate, &types);
    let import = start.elapsed();
    if let Some(note) = estate.notes.first() {
        bail!("the estate is not understood: {}", note.message);
    }

    let start = Instant::now();
    let relations = Relations::of(&estate);
    let target = Target::read("servers=x3.75,traffic=x3.75")?;
    let plan = plan::resolve(&target, &estate, &relations)?;
    let ladder = ladder::build(&estate, &relations, plan.clone(), RULES, Options::default());
    let search = start.elapsed();

    let start = Instant::now();
    let grown = growth::grow(&estate, &relations, &plan, Rational::int(4));
    let grow = start.elapsed();
    if grown.devices.len() != ladder.grown.devices.len() {
        bail!("growth is not deterministic");
    }

    let start = Instant::now();
    let course = ladder.course(&estate, &relations);
    let ones = course.ones();
    let view = course.view(0, &ones);
    let mut judged = 0_usize;
    for rule in RULES {
        for subject in rule.subjects(&view) {
            judged += usize::from(rule.judge(&view, subject).is_ok());
        }
    }
    let judge = start.elapsed();
    if judged == 0 {
        bail!("nothing was judged");
    }
    Ok(Round {
        events,
        read,
        import,
        grow,
        judge,
        search,
    })
}

/// The most memory this process has had, in MiB.
pub fn peak_mib() -> Option<u64> {
    peak_kib().map(|kib| kib / 1024)
}

/// The same, KiB.
pub fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
