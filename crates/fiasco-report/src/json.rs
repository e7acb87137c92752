//! The ladder as JSON, schema `fiasco/ladder/1` (`docs/schema/ladder-1.schema.json`). Quantities stand as text
//! with units and as numbers in base units; progress as a decimal and as an exact fraction.

use crate::allow::Remark;
use crate::baseline::Status;
use crate::wording::{self, Section};
use crate::{Report, allow};
use fiasco_estate::quantity::{Measure, Rational};
use fiasco_estate::{Allow, Bounds, Scope};
use fiasco_rules::{Story, words};
use fiasco_scale::{At, Corner, Finding, Wall, factor_at};
use fiasco_source::Span;
use serde_json::{Map, Value, json};

/// Renders a report; the same bytes for the same input.
#[must_use]
pub fn render(report: &Report<'_>) -> String {
    let ladder = report.ladder;
    let findings: Vec<Value> = ladder
        .breaks
        .iter()
        .chain(&ladder.unknown)
        .chain(&ladder.holds)
        .map(|f| finding(report, f, None))
        .chain(
            ladder
                .allowed
                .iter()
                .map(|allowed| finding(report, &allowed.finding, allow::of(report.estate, allowed))),
        )
        .collect();
    let attached: Vec<Value> = ladder.attached.iter().map(|f| finding(report, f, None)).collect();
    let folded: Vec<Value> = ladder.folded.iter().map(|f| finding(report, f, None)).collect();
    let corners: Vec<Value> = ladder.corners.iter().map(|c| corner(report, c)).collect();
    let questions: Vec<Value> = crate::questions::questions(report)
        .iter()
        .map(|q| json!({"fact": q.fact, "of": q.of, "ask": q.ask, "checks": q.checks}))
        .collect();
    let value = json!({
        "schema": "fiasco/ladder/1",
        "estate": report.estate.name,
        "target": target(report),
        "read": read(report),
        "verdict": wording::outcome(ladder.outcome).to_lowercase(),
        "sentence": wording::verdict(report),
        "findings": findings,
        "latent": attached,
        "folded": folded,
        "corners": corners,
        "questions": questions,
        "suppressions": suppressions(report),
        "baseline": baseline(report),
        "rehearsed": rehearsed(report),
    });
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// What was spent on rehearsals; nothing where none were made.
fn rehearsed(report: &Report<'_>) -> Value {
    let spent = report.ladder.rehearsed;
    if spent.scales == 0 {
        return Value::Null;
    }
    json!({"scales": spent.scales, "events": spent.events, "cut": spent.cut})
}

/// The day that last days were compared with, and what is to be said about suppressions.
fn suppressions(report: &Report<'_>) -> Value {
    let allowances = report.allowances;
    let told = |remarks: &[Remark]| -> Vec<Value> {
        let told = remarks
            .iter()
            .map(|remark| json!({"message": remark.message, "source": source(report, remark.at)}));
        told.collect()
    };
    json!({
        "as_of": allowances.as_of.map(|day| day.to_string()),
        "wrong": told(&allowances.wrong),
        "unused": told(&allowances.unused),
    })
}

/// How the findings stand against a baseline; null without one.
fn baseline(report: &Report<'_>) -> Value {
    let Some(compared) = report.baseline else {
        return Value::Null;
    };
    let (known, new, earlier) = compared.counts();
    let gone: Vec<Value> = compared
        .gone
        .iter()
        .map(|key| json!({"rule": key.rule, "subject": key.subject}))
        .collect();
    json!({"known": known, "new": new, "earlier": earlier, "gone": gone})
}

pub(crate) fn target(report: &Report<'_>) -> Value {
    let plan = &report.ladder.plan;
    let axes: Vec<Value> = plan
        .axes
        .iter()
        .map(|axis| {
            json!({
                "dimension": axis.dimension.word(),
                "of": scope(report, axis.scope),
                "factor": axis.factor.to_f64(),
                "factor_exact": axis.factor.to_string(),
            })
        })
        .collect();
    let adds: Vec<&str> = plan
        .adds
        .iter()
        .map(|device| report.estate.device_name(*device))
        .collect();
    json!({"asked": plan.asked, "axes": axes, "adds": adds, "searched_to": report.ladder.end.to_f64()})
}

/// What a wish moves; null for everything.
fn scope(report: &Report<'_>, scope: Scope) -> Value {
    match scope {
        Scope::All => Value::Null,
        Scope::Service(id) => json!(report.estate.service_name(id)),
        Scope::Group(id) => {
            let members = &report.relations.groups[id.index()].members;
            json!(words::device_names(report.estate, members))
        }
    }
}

fn read(report: &Report<'_>) -> Value {
    let unknown: Vec<Value> = report
        .not_understood()
        .iter()
        .map(|note| json!({"message": note.message, "source": note.at.map(|at| source(report, at))}))
        .collect();
    let unmatched: Vec<Value> = report
        .estate
        .unmatched
        .iter()
        .map(|said| json!({"name": said.value, "source": said.at.map(|at| source(report, at))}))
        .collect();
    json!({
        "files": report.read.read,
        "not_read": report.read.not_read,
        "inactive": report.read.inactive,
        "entities": report.estate.entities(),
        "not_understood": unknown,
        "not_looked_at": report.estate.not_looked_at,
        "unmatched": unmatched,
    })
}

pub(crate) fn finding(report: &Report<'_>, finding: &Finding, allow: Option<&Allow>) -> Value {
    let meta = finding.meta();
    let plan = &report.ladder.plan;
    let told = report.story(finding);
    let story = told.as_ref();
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| drop(out.insert(key.to_owned(), value));
    put("rule", json!(meta.code));
    put("name", json!(meta.name));
    put("family", json!(meta.family()));
    put("class", json!(meta.class.word()));
    put("subject", json!(story.map(|story| story.subject.as_str())));
    put("state", json!(finding.state.word()));
    put(
        "phase",
        json!(finding.wall.map(|wall| Section::of(&wall, plan).word())),
    );
    put_wall(&mut put, report, finding.wall.as_ref());
    put(
        "drivers",
        json!(finding.drivers.iter().map(|d| d.word()).collect::<Vec<_>>()),
    );
    put("within_target", json!(finding.within(plan)));
    put("state_at_target", json!(finding.at_target.state().word()));
    put(
        "possible_from",
        json!(finding.doubt.map(|doubt| doubt.progress.to_f64())),
    );
    put("used", quantity(finding.verdict.used, finding.measure));
    put("limit", quantity(finding.verdict.limit, finding.measure));
    put("headroom", headroom(finding));
    put("effect", json!(meta.effect.word()));
    put("confidence", json!(story.map(|story| story.confidence.word())));
    put(
        "message",
        json!(finding.story.as_ref().map(|_| wording::sentence(report, finding))),
    );
    put(
        "formula",
        json!(story.map(|story| story.formula.clone()).unwrap_or_default()),
    );
    put("evidence", json!(story.and_then(|story| story.evidence.clone())));
    put(
        "sources",
        json!(story.map(|story| sources(report, story)).unwrap_or_default()),
    );
    let causes = finding
        .causes
        .iter()
        .filter_map(|cause| report.ladder.attached.get(*cause));
    let causes: Vec<Value> = causes
        .map(|cause| json!({"rule": cause.meta().code, "message": wording::sentence(report, cause)}))
        .collect();
    put("causes", json!(causes));
    let missing = story.map(|story| story.missing.as_slice()).unwrap_or_default();
    let missing: Vec<Value> = missing
        .iter()
        .map(|m| json!({"fact": m.fact, "of": m.of, "ask": m.ask}))
        .collect();
    put("missing", json!(missing));
    put("allowed", json!(allow.map(|allow| allow.reason.as_str())));
    let status = report.baseline.and_then(|compared| compared.status(finding));
    put("baseline", json!(status.map(Status::word)));
    let under = finding
        .folded_under
        .map(|subject| words::subject(report.estate, report.relations, subject));
    put("folded_under", json!(under));
    put("fix", json!(meta.fix));
    put("undo", json!(meta.undo));
    Value::Object(out)
}

fn put_wall(put: &mut impl FnMut(&str, Value), report: &Report<'_>, wall: Option<&Wall>) {
    put("progress", json!(wall.map(|wall| wall.progress.to_f64())));
    put(
        "progress_exact",
        json!(wall.map(|wall| wall.progress.to_string())),
    );
    put("exact", json!(wall.map(|wall| wall.exact)));
    put(
        "at",
        json!(wall.map(|wall| if wall.at == At::On { "on" } else { "above" })),
    );
    let factors = wall.map(|wall| {
        let axes = report.ladder.plan.axes.iter();
        let factors = axes.filter_map(|axis| Some((axis, factor_at(axis.factor, wall.progress).ok()?)));
        factors
            .map(|(axis, f)| json!({"dimension": axis.dimension.word(), "of": scope(report, axis.scope), "factor": f.to_f64()}))
            .collect::<Vec<_>>()
    });
    put("factors", json!(factors.unwrap_or_default()));
}

fn corner(report: &Report<'_>, corner: &Corner) -> Value {
    json!({
        "rule": corner.rule.meta().code,
        "name": corner.rule.meta().name,
        "subject": corner.story.subject,
        "when": if corner.demand_first { "supply-late" } else { "demand-late" },
        "progress": corner.wall.progress.to_f64(),
        "progress_exact": corner.wall.progress.to_string(),
        "message": corner.story.says,
        "sources": sources(report, &corner.story),
    })
}

fn quantity(bounds: Bounds, measure: Measure) -> Value {
    json!({
        "text": words::bounds(bounds, measure),
        "unit": measure.base_symbol(),
        "low": bounds.lo.to_f64(),
        "high": bounds.hi.map(Rational::to_f64),
    })
}

fn headroom(finding: &Finding) -> Value {
    match finding
        .verdict
        .utilization()
        .map(|used| Rational::ONE.minus(used))
    {
        Some(Ok(room)) => json!(room.to_f64()),
        _ => Value::Null,
    }
}

fn sources(report: &Report<'_>, story: &Story) -> Vec<Value> {
    story
        .cites
        .iter()
        .map(|cite| {
            let mut value = source(report, cite.at);
            if let Value::Object(map) = &mut value {
                map.insert("says".to_owned(), json!(cite.says));
            }
            value
        })
        .collect()
}

fn source(report: &Report<'_>, at: Span) -> Value {
    let place = report.files.place(at);
    json!({"file": place.path, "line": place.line, "column": place.column})
}
