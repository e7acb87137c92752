//! Everything about the findings that match a name: the sentence, the formula with its numbers put in, the
//! lines it rests on, what drives it, what goes with it, and how it is fixed and undone.

use crate::style::{self, paint};
use crate::text::wrap;
use crate::wording::{self, Section};
use crate::{Look, Report, allow, excerpt};
use fiasco_estate::Allow;
use fiasco_rules::{Compare, State, words};
use fiasco_scale::Finding;
use std::fmt::Write as _;

/// Renders the findings of a code or rule name, of one subject if that is given.
///
/// # Errors
/// What was looked for and what there is instead.
pub fn render(report: &Report<'_>, look: Look, rule: &str, subject: Option<&str>) -> Result<String, String> {
    let ladder = report.ladder;
    // What is told under another is told on its own only to who asks for it.
    let folded = if subject.is_some() {
        ladder.folded.as_slice()
    } else {
        &[]
    };
    let all = || {
        ladder
            .breaks
            .iter()
            .chain(&ladder.unknown)
            .chain(&ladder.attached)
            .chain(&ladder.holds)
            .chain(ladder.allowed.iter().map(|allowed| &allowed.finding))
            .chain(folded)
    };
    let is_rule = |finding: &&Finding| {
        finding.meta().code.eq_ignore_ascii_case(rule) || finding.meta().name.eq_ignore_ascii_case(rule)
    };
    let mut found: Vec<(&Finding, String)> = all()
        .filter(is_rule)
        .map(|finding| (finding, name_of(report, finding)))
        .collect();
    if found.is_empty() {
        let mut codes: Vec<&str> = all().map(|finding| finding.meta().code).collect();
        codes.sort_unstable();
        codes.dedup();
        return Err(format!(
            "nothing here is judged by `{rule}`; rules that judge something here: {}",
            if codes.is_empty() {
                "none".to_owned()
            } else {
                codes.join(", ")
            }
        ));
    }
    if let Some(subject) = subject {
        let names: Vec<String> = found.iter().map(|(_, name)| name.clone()).collect();
        found.retain(|(_, name)| name.split([' ', ',', '>']).any(|word| word == subject) || name == subject);
        if found.is_empty() {
            return Err(format!(
                "`{rule}` says nothing about `{subject}`; it speaks of {}",
                words::list(names.iter().map(String::as_str))
            ));
        }
    }
    let blocks: Vec<String> = found
        .iter()
        .map(|(finding, name)| block(report, look, finding, name))
        .collect();
    Ok(blocks.join("\n"))
}

fn name_of(report: &Report<'_>, finding: &Finding) -> String {
    report
        .story(finding)
        .map(|story| story.subject)
        .unwrap_or_default()
}

fn block(report: &Report<'_>, look: Look, finding: &Finding, name: &str) -> String {
    let meta = finding.meta();
    let plan = &report.ladder.plan;
    let told = report.story(finding);
    let mut out = String::new();
    let phase = finding.wall.map_or("holds", |wall| match finding.state {
        State::Unknown => "cannot be decided",
        _ => Section::of(&wall, plan).heading(plan),
    });
    let effect = match finding.state {
        State::Breaks => format!("{phase}, {}", meta.effect.word()),
        State::Unknown | State::Holds => phase.to_owned(),
    };
    let _ = writeln!(
        out,
        "{} {}  {name}  {}",
        paint(style::effect(meta.effect), meta.code),
        paint(style::HEADING, meta.name),
        paint(style::DIM, &effect)
    );
    let Some(story) = told else { return out };
    let mut row = |label: &str, text: &str| {
        for (position, line) in wrap(text, look.width.saturating_sub(12)).iter().enumerate() {
            let label = if position == 0 { label } else { "" };
            let _ = writeln!(out, "  {}{line}", paint(style::DIM, &format!("{label:<10}")));
        }
    };
    let sentence = wording::sentence(report, finding);
    row(
        "says",
        if sentence.is_empty() {
            &story.says
        } else {
            &sentence
        },
    );
    for (position, line) in story.formula.iter().enumerate() {
        row(if position == 0 { "formula" } else { "" }, line);
    }
    let verdict = &finding.verdict;
    let (used, limit) = (
        words::bounds(verdict.used, finding.measure),
        words::bounds(verdict.limit, finding.measure),
    );
    let means = match (finding.state, verdict.compare) {
        (State::Holds, _) => "it holds",
        (State::Unknown, _) => "it cannot be said",
        (State::Breaks, Compare::AtMost) => "more than there is",
        (State::Breaks, Compare::Below) => "nothing is left",
    };
    row("verdict", &format!("{used} of {limit}: {means}"));
    let today = (
        words::bounds(finding.today.used, finding.measure),
        words::bounds(finding.today.limit, finding.measure),
    );
    row("today", &format!("{} of {}", today.0, today.1));
    if !finding.drivers.is_empty() {
        let drivers = words::list(finding.drivers.iter().map(|driver| driver.word()));
        row(
            "driver",
            &format!("{drivers}: held at today, it would not break there"),
        );
    }
    row("rests on", &format!("what is {}", story.confidence.word()));
    if let Some(under) = finding.folded_under {
        let under = words::subject(report.estate, report.relations, under);
        row(
            "under",
            &format!("{under}, which adds it up with the others there"),
        );
    }
    for cause in &finding.causes {
        if let Some(cause) = report.ladder.attached.get(*cause) {
            row(
                "with it",
                &format!(
                    "{} {}: {}",
                    cause.meta().code,
                    cause.meta().name,
                    wording::sentence(report, cause)
                ),
            );
        }
    }
    for other in coupled(report, finding) {
        row(
            "coupled",
            &format!("{} {}", other.meta().code, wording::sentence(report, other)),
        );
    }
    for missing in &story.missing {
        row(
            "missing",
            &format!("{} of {}: state {}", missing.fact, missing.of, missing.ask),
        );
    }
    if let Some(evidence) = &story.evidence {
        row("you see", evidence);
    }
    let by = ladder_allows(report, finding);
    if let Some(allow) = by {
        row(
            "allowed",
            &format!("{} ({})", allow.reason, report.files.place(allow.at)),
        );
    }
    row("fix", meta.fix);
    row("undo", meta.undo);
    out.push_str(&excerpt::render(
        report.files,
        meta.code,
        &story.says,
        &story.cites,
        look,
    ));
    out
}

/// The suppression of a finding, if it has one.
fn ladder_allows<'a>(report: &Report<'a>, finding: &Finding) -> Option<&'a Allow> {
    let mut allowed = report.ladder.allowed.iter();
    let found = allowed.find(|allowed| std::ptr::eq(&raw const allowed.finding, finding))?;
    allow::of(report.estate, found)
}

/// Other walls about the same services.
fn coupled<'a>(report: &'a Report<'_>, finding: &Finding) -> Vec<&'a Finding> {
    let course = report.course();
    let ones = course.ones();
    let view = course.view(0, &ones);
    let about = finding.rule.about(&view, finding.subject);
    let others = report.ladder.breaks.iter().filter(|other| {
        (other.meta().code, other.subject) != (finding.meta().code, finding.subject)
            && other
                .rule
                .about(&view, other.subject)
                .iter()
                .any(|service| about.contains(service))
    });
    others.take(3).collect()
}
