//! `fiasco why`: one problem, whole.

use super::{Built, Failure, build_rehearsed, look, print};
use crate::cli::WhyArgs;
use crate::exit;
use fiasco_report::rehearsal::walls;
use fiasco_report::why;
use fiasco_scale::{Finding, remedies};

/// Runs it.
///
/// # Errors
/// What is wrong with the input, or that nothing is called so.
pub fn run(args: &WhyArgs) -> Result<u8, Failure> {
    let built = build_rehearsed(&args.paths, &args.read)?;
    let text = why::render(&built.report(), look(true), &args.rule, args.subject.as_deref())?;
    print(&text)?;
    print(&moves(&built, &args.rule))?;
    Ok(exit::OK)
}

/// For findings of a rehearsal: where each wall would be if one thing were better.
fn moves(built: &Built, rule: &str) -> String {
    let report = built.report();
    let course = report.course();
    let mut out = String::new();
    let asked = |finding: &&Finding| {
        let meta = finding.meta();
        meta.family() == "SIM"
            && (meta.code.eq_ignore_ascii_case(rule) || meta.name.eq_ignore_ascii_case(rule))
    };
    for finding in built.ladder.breaks.iter().filter(asked) {
        let name = finding.story.as_ref().map_or("", |story| story.subject.as_str());
        out.push_str(&format!(
            "\nwhat moves it ({name}, {})\n",
            walls::interval(&report, finding)
        ));
        for moved in remedies::moved(&course, finding, &remedies::remedies(&course, finding)) {
            out.push_str(&format!("  {}\n", walls::line(&report, finding, &moved)));
        }
    }
    out
}
