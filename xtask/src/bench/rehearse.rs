//! `cargo xtask bench rehearse`: ladders with quick rehearsals, against the same ladders without; and one rehearsal
//! against a bare run of its simulation, without windows, room and moments.

use anyhow::{Context, Result, anyhow};
use fiasco_estate::quantity::Rational;
use fiasco_estate::{Estate, Relations, Target, script};
use fiasco_import::{join, native};
use fiasco_rehearse::lower::lower;
use fiasco_rehearse::play::{Limits, play};
use fiasco_rehearse::stage::Stage;
use fiasco_rules::RULES;
use fiasco_scale::growth::grow;
use fiasco_scale::{Course, Effort, Options, ladder, plan};
use fiasco_sim::kernel::Bounds;
use fiasco_source::{Files, yaml};
use std::fmt::Write as _;
use std::time::Instant;

/// Rounds; the fastest counts, for both sides alike.
const ROUNDS: usize = 3;

/// Measures estates of so many services, or of 10 and 100.
pub fn run(sizes: &[&str]) -> Result<()> {
    let sizes: Vec<usize> = if sizes.is_empty() {
        vec![10, 100]
    } else {
        let sizes = sizes.iter().map(|size| size.parse());
        sizes.collect::<Result<_, _>>().context("failed to read a size")?
    };
    println!("Times in ms, the fastest of {ROUNDS} rounds; --to servers=x2,traffic=x3.");
    println!(
        "{:>9} {:>9} {:>9} {:>8} {:>10} {:>4} {:>9} {:>9} {:>6} {:>9}",
        "services", "ladder", "quick", "scales", "events", "cut", "bare run", "rehearsal", "ratio", "M ev/s"
    );
    for size in sizes {
        let estate = estate(size)?;
        let relations = Relations::of(&estate);
        let target = Target::read("servers=x2,traffic=x3").map_err(|error| anyhow!("{error}"))?;
        let build = |rehearse| -> Result<(f64, fiasco_scale::Ladder)> {
            let plan = plan::resolve(&target, &estate, &relations).map_err(|error| anyhow!("{error}"))?;
            let begin = Instant::now();
            let options = Options {
                rehearse,
                ..Options::default()
            };
            let made = ladder::build(&estate, &relations, plan, RULES, options);
            Ok((begin.elapsed().as_secs_f64() * 1e3, made))
        };
        let (mut off, mut quick, mut spent) = (f64::MAX, f64::MAX, None);
        for _ in 0..ROUNDS {
            off = off.min(build(Effort::Off)?.0);
            let (time, made) = build(Effort::Quick)?;
            quick = quick.min(time);
            spent = Some(made.rehearsed);
        }
        let spent = spent.context("no round was made")?;
        let plan = plan::resolve(&target, &estate, &relations).map_err(|error| anyhow!("{error}"))?;
        let grown = grow(&estate, &relations, &plan, Rational::ONE);
        let course = Course {
            estate: &estate,
            relations: &relations,
            plan: &plan,
            grown: &grown,
            end: Rational::ONE,
        };
        let ones = course.ones();
        let view = course.view(0, &ones);
        let demo = script::preset("demo").context("a demo")?;
        let mut low = lower(&view, Stage::of(&demo), &[]).map_err(|error| anyhow!("{error}"))?;
        // The run alone is measured, without the calm one that it is compared with.
        low.calm = None;
        let sim = low.sim.as_ref().context("nothing flows")?;
        let (mut bare, mut whole, mut events) = (f64::MAX, f64::MAX, 0);
        for _ in 0..ROUNDS {
            let begin = Instant::now();
            let all = Bounds {
                warmup: 0.0,
                until: low.stage.end,
                events: u64::MAX,
            };
            events = sim.run(1, 0, all).events;
            bare = bare.min(begin.elapsed().as_secs_f64() * 1e3);
            let begin = Instant::now();
            let limits = Limits {
                seed: 1,
                replication: 0,
                events: u64::MAX,
                room_until: 0.0,
            };
            let made = play(&low, &[], limits);
            whole = whole.min(begin.elapsed().as_secs_f64() * 1e3);
            drop(made);
        }
        println!(
            "{size:>9} {off:>9.1} {quick:>9.1} {:>8} {:>10} {:>4} {bare:>9.1} {whole:>9.1} {:>6.2} {:>9.1}",
            spent.scales,
            spent.events,
            if spent.cut { "yes" } else { "no" },
            whole / bare,
            events as f64 / whole / 1e3,
        );
    }
    Ok(())
}

/// A tree of services, each on two hosts of its own, with retries, timeouts, workers and pools.
fn estate(size: usize) -> Result<Estate> {
    let mut text = String::from("devices:\n");
    for at in 0..size {
        writeln!(text, "  h{at}-[1-2]: {{cores: 4, power: 300 W, idle: 120 W}}")?;
    }
    text.push_str("services:\n");
    for at in 0..size {
        let (left, right) = (2 * at + 1, 2 * at + 2);
        let calls: Vec<String> = [left, right]
            .into_iter()
            .filter(|to| *to < size)
            .map(|to| format!("s{to}"))
            .collect();
        let calls = if calls.is_empty() {
            String::new()
        } else {
            format!(", calls: [{}]", calls.join(", "))
        };
        writeln!(
            text,
            "  s{at}: {{runs: \"h{at}-[1-2]\", cpu: {} ms, workers: 64, timeout: 2 s, retries: 2, backoff: 50 ms{calls}}}",
            5 + at % 20
        )?;
    }
    text.push_str("traffic: {s0: 100/s}\n");
    let mut files = Files::new();
    let id = files
        .add("bench.yaml", text.into_bytes())
        .map_err(|problem| anyhow!("{problem}"))?;
    let (tree, problems) = yaml::read(&files, id);
    anyhow::ensure!(problems.is_empty(), "not YAML: {problems:?}");
    let part = native::import(&files, &tree);
    drop(tree);
    Ok(join("bench", vec![part]))
}
