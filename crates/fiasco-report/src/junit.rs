//! Every check as a test case of JUnit XML, grouped by family: a failure for what fails the gate, skipped for
//! what cannot be decided. Without times, which would differ from run to run.

use crate::Report;
use crate::gate::{Gate, fails_for};
use crate::text::one_line;
use crate::wording;
use fiasco_rules::State;
use fiasco_scale::Finding;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Renders a report. Characters that XML cannot hold become spaces.
#[must_use]
pub fn render(report: &Report<'_>, gate: Gate) -> String {
    let ladder = report.ladder;
    let mut suites: BTreeMap<&str, Suite> = BTreeMap::new();
    for finding in ladder.breaks.iter().chain(&ladder.unknown).chain(&ladder.holds) {
        let suite = suites.entry(finding.meta().family()).or_default();
        suite.add(report, finding, gate);
    }
    let tests: usize = suites.values().map(|suite| suite.tests).sum();
    let failures: usize = suites.values().map(|suite| suite.failures).sum();
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <testsuites name=\"fiasco\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">\n"
    );
    for (family, suite) in &suites {
        let _ = writeln!(
            out,
            "  <testsuite name=\"fiasco.{family}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n{}  </testsuite>",
            suite.tests, suite.failures, suite.skipped, suite.cases
        );
    }
    out.push_str("</testsuites>\n");
    out
}

/// The checks of one family.
#[derive(Default)]
struct Suite {
    tests: usize,
    failures: usize,
    skipped: usize,
    cases: String,
}

impl Suite {
    fn add(&mut self, report: &Report<'_>, finding: &Finding, gate: Gate) {
        let meta = finding.meta();
        let story = report.story(finding);
        let subject = story.as_ref().map_or("", |story| story.subject.as_str());
        let name = xml(&one_line(&format!("{} {}: {subject}", meta.code, meta.name)));
        let message = xml(&one_line(&wording::sentence(report, finding)));
        let fails = fails_for(report, finding, gate);
        self.tests += 1;
        let inner = if fails {
            self.failures += 1;
            format!(
                "      <failure type=\"{}\" message=\"{message}\">{}</failure>\n",
                meta.effect.word(),
                xml(&details(report, finding))
            )
        } else if finding.state == State::Unknown {
            self.skipped += 1;
            format!("      <skipped message=\"{message}\"/>\n")
        } else if finding.state == State::Breaks {
            // It breaks and fails nothing: worth reading, not worth stopping for.
            format!(
                "      <system-out>{}</system-out>\n",
                xml(&details(report, finding))
            )
        } else {
            String::new()
        };
        let _ = writeln!(
            self.cases,
            "    <testcase classname=\"fiasco.{}\" name=\"{name}\">\n{inner}    </testcase>",
            meta.family()
        );
    }
}

/// The sentence, the places it rests on, and how it is fixed.
fn details(report: &Report<'_>, finding: &Finding) -> String {
    let mut out = format!("{}\n", wording::sentence(report, finding));
    let cites = finding.story.as_ref().map(|story| story.cites.as_slice());
    for cite in cites.unwrap_or_default() {
        let _ = writeln!(out, "{}: {}", report.files.place(cite.at), cite.says);
    }
    let _ = writeln!(out, "fix: {}", finding.meta().fix);
    out
}

/// A text as XML holds it, in an element or in an attribute.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push('\n'),
            // XML has no way to write these, not even as numbers.
            '\u{fffe}' | '\u{ffff}' => out.push(' '),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::xml;

    #[test]
    fn what_xml_cannot_hold_is_a_space() {
        assert_eq!(
            xml("a<b>&\"c\"\u{0}\u{1b}[1m\u{ffff}ü]]>"),
            "a&lt;b&gt;&amp;&quot;c&quot;  [1m ü]]&gt;"
        );
    }
}
