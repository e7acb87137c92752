//! Applies what the files say may break: sets the findings apart, and tells which suppressions do nothing, and
//! why: no reason, no such rule, out of date, nothing to suppress.

use crate::rules;
use fiasco_estate::{Allow, Date, Estate};
use fiasco_scale::{Allowed, Ladder};
use fiasco_source::Span;

/// What came of the suppressions.
#[derive(Debug, Clone, Default)]
pub struct Allowances {
    /// The day that last days were compared with; `None` where there are none.
    pub as_of: Option<Date>,
    /// Suppressions that are wrong or out of date, in order.
    pub wrong: Vec<Remark>,
    /// Suppressions that nothing needed, in order.
    pub unused: Vec<Remark>,
}

/// Something about a suppression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Where the suppression is written.
    pub at: Span,
    /// What is to be said about it.
    pub message: String,
}

/// A suppression of one rule that is in force.
struct Force {
    /// Its position in the estate.
    by: usize,
    code: &'static str,
    at: Span,
    used: bool,
}

/// Whether any suppression has a last day, so that a date is needed.
#[must_use]
pub fn needs_date(estate: &Estate) -> bool {
    estate.allows.iter().any(|allow| allow.until.is_some())
}

/// Sets apart what is allowed on a day. Without a day, last days do not count.
pub fn apply(ladder: &mut Ladder, estate: &Estate, as_of: Option<Date>) -> Allowances {
    let mut out = Allowances {
        as_of,
        ..Allowances::default()
    };
    let mut forces: Vec<Force> = Vec::new();
    for (by, allow) in estate.allows.iter().enumerate() {
        match in_force(allow, as_of, &mut out.wrong) {
            codes if codes.is_empty() => {}
            codes => forces.extend(codes.into_iter().map(|(code, at)| Force {
                by,
                code,
                at,
                used: false,
            })),
        }
    }
    if !forces.is_empty() {
        ladder.allow(|meta, story| {
            let mut first = None;
            let cites: Vec<Span> = story.cites.iter().map(|cite| cite.at).collect();
            for force in forces.iter_mut().filter(|force| force.code == meta.code) {
                let allow = estate.allows.get(force.by)?;
                if allow.scope.reaches(&story.subject, &cites) {
                    force.used = true;
                    first = first.or(Some(force.by));
                }
            }
            first
        });
    }
    out.unused = forces
        .iter()
        .filter(|force| !force.used)
        .map(|force| Remark {
            at: force.at,
            message: format!("nothing here needs {} to be allowed", force.code),
        })
        .collect();
    out
}

/// The rules that a suppression allows now, each with its place; what is wrong with it otherwise.
fn in_force(allow: &Allow, as_of: Option<Date>, wrong: &mut Vec<Remark>) -> Vec<(&'static str, Span)> {
    let mut remark = |at: Span, message: String| wrong.push(Remark { at, message });
    let mut codes = Vec::new();
    if allow.rules.is_empty() {
        remark(
            allow.at,
            "names no rule to allow: write for example allow CAP002 and the reason".to_owned(),
        );
        return codes;
    }
    for rule in &allow.rules {
        let at = rule.at.unwrap_or(allow.at);
        match rules::find(&rule.value) {
            Ok(meta) => codes.push((meta.code, at)),
            Err(message) => remark(at, message),
        }
    }
    let names: Vec<&str> = codes.iter().map(|(code, _)| *code).collect();
    if allow.reason.is_empty() && !codes.is_empty() {
        remark(
            allow.at,
            format!(
                "{} is not allowed without a reason: say why after the code",
                names.join(", ")
            ),
        );
        return Vec::new();
    }
    if let (Some(until), Some(as_of)) = (allow.until, as_of)
        && until < as_of
    {
        remark(
            allow.at,
            format!(
                "{} was allowed until {until}, and it is {as_of}: {}",
                names.join(", "),
                allow.reason
            ),
        );
        return Vec::new();
    }
    codes
}

/// The suppression of a finding: why, and where it is written.
#[must_use]
pub fn of<'e>(estate: &'e Estate, allowed: &Allowed) -> Option<&'e Allow> {
    estate.allows.get(allowed.by)
}

/// `2 allowed`, for the verdict; nothing where nothing is.
pub(crate) fn counted(ladder: &Ladder) -> String {
    match ladder.allowed.len() {
        0 => String::new(),
        count => format!("; {count} allowed"),
    }
}

/// Whether a suppression stands in a file that is edited, and not in the settings of the folder.
pub(crate) fn is_in_source(path: &str) -> bool {
    !path.ends_with(".toml")
}
