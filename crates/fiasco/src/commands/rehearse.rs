//! `fiasco rehearse`: the demo before the demo.

use super::{Built, Failure, build, build_rehearsed, look, print, progress};
use crate::cli::rehearse::{RehearseArgs, RehearseFormat};
use crate::exit;
use fiasco_estate::quantity::Rational;
use fiasco_estate::script::{self, Script};
use fiasco_estate::{Said, View};
use fiasco_rehearse::lower::{Lowered, lower};
use fiasco_rehearse::play::{Limits, Play, play, play_watched};
use fiasco_rehearse::stage::Stage;
use fiasco_rehearse::timeline::timeline;
use fiasco_rehearse::{faults, see, theory};
use fiasco_report::rehearsal::{Rehearsal, csv, hdr, json, path, text, walls};
use fiasco_report::wording;
use fiasco_scale::{Finding, remedies};
use fiasco_sim::observe::{Trace, Tracer};

/// Requests that a trace holds.
const FOLLOWED: usize = 5;

/// Runs it.
///
/// # Errors
/// What is wrong with the input, the scale or the script.
pub fn run(args: &RehearseArgs) -> Result<u8, Failure> {
    let walls = !args.no_walls && args.output_format == RehearseFormat::Text;
    let built = if walls {
        build_rehearsed(&args.paths, &args.read)?
    } else {
        build(&args.paths, &args.read)?
    };
    let estate = &built.loaded.estate;
    let report = built.report();
    let course = report.course();
    let (at, scale) = scale(&built, args.at.as_deref())?;
    let (born, factors) = match at {
        None => (0, course.ones()),
        Some(t) => (
            course.step_at(t),
            course.factors(t).map_err(|error| error.to_string())?,
        ),
    };
    let view = course.view(born, &factors);
    let (script, name) = chosen(&built, &args.script)?;
    let (low, run, traces) = rehearse(&built, &view, &script, args)?;
    if let Some(gap) = theory::gap(&low, &run) {
        return Err(Failure::Message(format!(
            "this is an error of fiasco, please report it: {gap}"
        )));
    }
    let moments = timeline(&low, &run);
    let honesty = see::honesty(&low);
    let rehearsal = Rehearsal {
        estate,
        low: &low,
        play: &run,
        moments: &moments,
        honesty: &honesty,
        scale,
        script: name,
        seed: args.seed,
        replay: replay(&built, args),
    };
    let look = look(args.verbose);
    print(&match args.output_format {
        RehearseFormat::Text => {
            let mut out = text::moments(&rehearsal, look);
            if let (Some(sim), Some(slowest)) = (&low.sim, traces.first()) {
                out.push_str(&format!("\n{}", path::render(sim, slowest)));
            }
            if walls {
                out.push_str(&first_wall(&built, look));
            }
            out.push_str(&text::assumptions(&rehearsal, look));
            out
        }
        RehearseFormat::Json => json::render(&rehearsal),
        RehearseFormat::Csv => csv::render(&rehearsal),
        RehearseFormat::Hdr => hdr::render(&rehearsal),
        RehearseFormat::Chrome => low
            .sim
            .as_ref()
            .map_or(String::new(), |sim| path::chrome(sim, &traces)),
    })?;
    Ok(exit::OK)
}

/// The first wall of the rehearsal, and what would move it; empty where there is none.
fn first_wall(built: &Built, look: fiasco_report::Look) -> String {
    let report = built.report();
    let mut found = built
        .ladder
        .breaks
        .iter()
        .filter(|finding| finding.meta().family() == "SIM");
    // What breaks by itself says more than an objective that nobody stated.
    let breaks =
        |finding: &&Finding| !matches!(finding.meta().code, "SIM001" | "SIM002") || !finding.is_presumed();
    let first = found.clone().find(breaks).or_else(|| found.next());
    let Some(first) = first else {
        return String::new();
    };
    let course = report.course();
    let moved = remedies::moved(&course, first, &remedies::remedies(&course, first));
    format!("\n{}", walls::first(&report, first, &moved, look))
}

/// The scale: progress, none for today, and what it is called.
fn scale(built: &Built, at: Option<&str>) -> Result<(Option<Rational>, String), Failure> {
    let plan = &built.ladder.plan;
    match at {
        Some("today") => Ok((None, "today's scale".to_owned())),
        None if !plan.asked => Ok((None, "today's scale".to_owned())),
        at => {
            let t = progress(built, at.unwrap_or("target"))?;
            let factors = plan.axes.iter().map(|axis| {
                let factor = fiasco_scale::factor_at(axis.factor, t).map_err(|error| error.to_string())?;
                Ok(format!("{} {}", axis.dimension.word(), wording::factor(factor)))
            });
            let factors: Result<Vec<String>, String> = factors.collect();
            Ok((Some(t), factors?.join(", ")))
        }
    }
}

/// The script that is asked for, or the files', or the demo; and its name.
fn chosen(built: &Built, asked: &[String]) -> Result<(Script, String), Failure> {
    let demo = || script::preset("demo").unwrap_or_default();
    if asked.is_empty() {
        let own = built.loaded.estate.script.clone();
        return Ok(if own.0.is_empty() {
            (demo(), "the demo".to_owned())
        } else if own.has_traffic() {
            (own, "the estate's script".to_owned())
        } else {
            (
                Script([demo().0, own.0].concat()),
                "the demo with the estate's script".to_owned(),
            )
        });
    }
    let mut acts = Vec::new();
    for part in asked {
        match script::preset(part.trim()) {
            Some(preset) => acts.extend(preset.0),
            None => acts.push(Said::assumed(
                script::read(part).map_err(|error| error.to_string())?,
            )),
        }
    }
    let own = Script(acts);
    let name = asked.join(", ");
    Ok(if own.has_traffic() {
        (own, name)
    } else {
        (Script([demo().0, own.0].concat()), format!("the demo, {name}"))
    })
}

fn rehearse(
    built: &Built,
    view: &View<'_>,
    script: &Script,
    args: &RehearseArgs,
) -> Result<(Lowered, Play, Vec<Trace>), Failure> {
    let stage = Stage::of(script);
    let low = lower(view, stage, &[]).map_err(|error| format!("cannot rehearse this: {error}"))?;
    if low.sim.is_none() && low.plant.machines.is_empty() {
        return Err(Failure::Message(
            "there is nothing to rehearse: no traffic reaches a service (say `traffic: {web: 100/s}` and `cpu:` of \
             services), and no room says what is in it"
                .to_owned(),
        ));
    }
    let (planned, unknown) = faults::find(view, &low, &low.stage);
    if let Some(unknown) = unknown.first() {
        let place = unknown
            .at
            .map_or(String::new(), |at| format!("{}: ", built.loaded.files.place(at)));
        return Err(Failure::Message(format!("{place}{}", unknown.message)));
    }
    let limits = Limits {
        seed: args.seed,
        replication: 0,
        events: args.events,
        room_until: low.stage.end,
    };
    if !args.slowest && args.output_format != RehearseFormat::Chrome {
        let run = play(&low, &planned, limits);
        return Ok((low, run, Vec::new()));
    }
    let (from, to) = low.stage.hold;
    let (run, tracer) = play_watched(&low, &planned, limits, |sim| {
        Tracer::slowest(sim, FOLLOWED).during(from, to)
    });
    let traces = tracer.map_or_else(Vec::new, Tracer::traces);
    Ok((low, run, traces))
}

/// The command that gives the same bytes.
fn replay(built: &Built, args: &RehearseArgs) -> String {
    let mut line = format!("fiasco rehearse {}", built.loaded.read.paths);
    if let Some(to) = &args.read.to {
        line.push_str(&format!(" --to {to}"));
    }
    if let Some(at) = &args.at {
        line.push_str(&format!(" --at {at}"));
    }
    for part in &args.script {
        line.push_str(&format!(" --script {}", super::shell_word(part)));
    }
    line.push_str(&format!(" --seed {}", args.seed));
    line
}
