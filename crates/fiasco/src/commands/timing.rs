//! `fiasco check --timing`: where the time goes. The engines have no clock, so each rule is asked again by itself and the
//! growth that all of them share is taken off.

use super::{Built, warn};
use fiasco_rules::RULES;
use fiasco_scale::{Effort, Options, ladder};
use std::time::{Duration, Instant};

/// Rules that are named; the rest is summed up.
const NAMED: usize = 8;

/// Tells it, on standard error.
pub fn tell(built: &Built, whole: Duration, options: Options) {
    let estate = &built.loaded.estate;
    let time = |only: Option<&'static str>, rehearse: Effort| {
        let begin = Instant::now();
        let options = Options {
            only,
            rehearse,
            ..options
        };
        let plan = built.ladder.plan.clone();
        let made = ladder::build(estate, &built.relations, plan, RULES, options);
        drop(made);
        begin.elapsed()
    };
    // No rule is called so: what is left is growth.
    let growth = time(Some("none"), Effort::Off);
    let mut rules: Vec<(String, Duration)> = RULES
        .iter()
        .filter(|rule| rule.meta().family() != "SIM")
        .map(|rule| {
            let meta = rule.meta();
            (
                format!("{} {}", meta.code, meta.name),
                time(Some(meta.code), Effort::Off).saturating_sub(growth),
            )
        })
        .collect();
    rules.sort_by_key(|(_, time)| std::cmp::Reverse(*time));
    let judged: Duration = rules.iter().map(|(_, time)| *time).sum();
    let rehearsed = match options.rehearse {
        Effort::Off => Duration::ZERO,
        effort => time(None, effort).saturating_sub(time(None, Effort::Off)),
    };
    let all = (growth + judged + rehearsed).as_secs_f64().max(1e-9);
    let row = |name: &str, time: Duration| {
        let milliseconds = time.as_secs_f64() * 1e3;
        format!(
            "\n  {milliseconds:>9.1} ms {:>5.1} %  {name}",
            time.as_secs_f64() / all * 100.0
        )
    };
    let mut text = format!(
        "the whole took {:.1} ms; each part by itself:",
        whole.as_secs_f64() * 1e3
    );
    text.push_str(&row("growth", growth));
    for (name, time) in rules.iter().take(NAMED) {
        text.push_str(&row(name, *time));
    }
    let rest: Duration = rules.iter().skip(NAMED).map(|(_, time)| *time).sum();
    text.push_str(&row(
        &format!("{} other rules", rules.len().saturating_sub(NAMED)),
        rest,
    ));
    let spent = built.ladder.rehearsed;
    let cut = if spent.cut { ", where the budget ended" } else { "" };
    text.push_str(&row(
        &format!(
            "rehearsals: {} scales, {} events{cut}",
            spent.scales, spent.events
        ),
        rehearsed,
    ));
    warn(&text);
}
