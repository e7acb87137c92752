//! The command that is worth typing next.

use crate::Report;
use fiasco_estate::Dimension;
use fiasco_estate::fact::FactKind;
use fiasco_scale::Finding;

/// What to type after this report.
#[must_use]
pub fn command(report: &Report<'_>) -> String {
    let ladder = report.ladder;
    let paths = if report.read.paths == "." {
        String::new()
    } else {
        format!(" {}", report.read.paths)
    };
    let target = report
        .read
        .target
        .as_ref()
        .map_or_else(String::new, |target| format!(" --to {}", quoted(target)));
    if let Some(first) = ladder.within().next() {
        let inside = if paths.is_empty() {
            String::new()
        } else {
            format!(" --in{paths}")
        };
        return format!(
            "fiasco why {}{}{inside}{target}",
            first.meta().code,
            subject(first)
        );
    }
    if ladder.judges_nothing() {
        return format!("fiasco show{paths}");
    }
    if !ladder.plan.asked {
        return format!("fiasco check{paths} --to {}=x3", dimension(report).word());
    }
    format!("fiasco check{paths}{target} -v")
}

/// What to grow first: machines where they are all that is known, else the load.
fn dimension(report: &Report<'_>) -> Dimension {
    let moves = |dimension| report.ladder.plan.moves(dimension);
    let load = [FactKind::Cpu, FactKind::Busy, FactKind::Connections];
    let mut services = report.estate.services.iter();
    let loaded = !report.estate.traffic.is_empty()
        || services.any(|service| load.iter().any(|fact| service.facts.has(*fact)));
    if moves(Dimension::Servers) && (!loaded || !moves(Dimension::Traffic)) {
        Dimension::Servers
    } else {
        Dimension::Traffic
    }
}

/// The name that `fiasco why` finds it by: `app` of `app -> db`; left out where a shell would take it apart.
fn subject(finding: &Finding) -> String {
    let name = finding.story.as_ref().map_or("", |story| story.subject.as_str());
    let name = name.split([' ', ',']).next().unwrap_or_default();
    if !name.is_empty() && name.chars().all(plain) {
        format!(" {name}")
    } else {
        String::new()
    }
}

/// A text as a shell takes it whole.
fn quoted(text: &str) -> String {
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{text}'")
    }
}

fn plain(c: char) -> bool {
    c.is_alphanumeric() || "-_.,:/=".contains(c)
}
