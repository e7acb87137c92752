//! What would decide what is open: unknowns folded by the missing fact, the one that decides most first.

use crate::Report;
use fiasco_rules::{State, words};
use fiasco_scale::Finding;

/// An open question, folded by the missing fact.
pub struct Question {
    /// Which fact.
    pub fact: String,
    /// Of what, in order of appearance.
    pub of: Vec<String>,
    /// How to state it.
    pub ask: String,
    /// How many checks wait for it.
    pub checks: usize,
    /// The value at which the answer flips, where one check says so.
    pub flips: Option<String>,
}

/// The open questions that matter, the one that decides most first.
#[must_use]
pub fn questions(report: &Report<'_>) -> Vec<Question> {
    let mut questions: Vec<Question> = Vec::new();
    for finding in report.ladder.undecided() {
        let Some(story) = &finding.story else { continue };
        let mut counted: Vec<&str> = Vec::new();
        for missing in &story.missing {
            let position = questions
                .iter()
                .position(|question| question.fact == missing.fact);
            let question = match position.and_then(|position| questions.get_mut(position)) {
                Some(question) => question,
                None => {
                    questions.push(Question {
                        fact: missing.fact.clone(),
                        of: Vec::new(),
                        ask: missing.ask.clone(),
                        checks: 0,
                        flips: flips(finding),
                    });
                    let Some(question) = questions.last_mut() else {
                        continue;
                    };
                    question
                }
            };
            if !question.of.contains(&missing.of) {
                question.of.push(missing.of.clone());
            }
            if !counted.contains(&missing.fact.as_str()) {
                counted.push(&missing.fact);
                question.checks += 1;
                if question.checks > 1 {
                    question.flips = None;
                }
            }
        }
    }
    let mut joined: Vec<Question> = Vec::new();
    for question in questions {
        // One answer for several facts is one question.
        match joined
            .iter_mut()
            .find(|other| other.ask == question.ask && other.of == question.of)
        {
            Some(other) => {
                other.fact = format!("{} and {}", other.fact, question.fact);
                other.checks += question.checks;
                let flips = [other.flips.take(), question.flips]
                    .into_iter()
                    .flatten()
                    .collect::<Vec<_>>();
                other.flips = (!flips.is_empty()).then(|| flips.join(", "));
            }
            None => joined.push(question),
        }
    }
    joined.sort_by_key(|question| std::cmp::Reverse((question.checks, question.of.len())));
    joined
}

/// The value at which an unknown check turns.
fn flips(finding: &Finding) -> Option<String> {
    let measure = finding.measure;
    let verdict = &finding.at_target;
    match (verdict.used.point(), verdict.limit.point()) {
        (None, Some(limit)) if finding.state == State::Unknown => Some(format!(
            "breaks above {}",
            words::bounds(fiasco_estate::Bounds::exact(limit), measure)
        )),
        (Some(used), None) if !used.is_zero() => {
            let used = words::bounds(fiasco_estate::Bounds::exact(used), measure);
            let today = words::bounds(finding.today.used, measure);
            Some(if used == today {
                format!("{used} needed")
            } else {
                format!("{today} needed now, {used} then")
            })
        }
        _ => None,
    }
}
