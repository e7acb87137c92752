//! `fiasco rule`: what a rule looks for.

use super::{Failure, print};
use crate::cli::{RuleArgs, RuleFormat};
use crate::exit;
use fiasco_report::rules;
use fiasco_rules::{Meta, RULES};

/// Runs it.
///
/// # Errors
/// That there is no such rule, with the nearest.
pub fn run(args: &RuleArgs) -> Result<u8, Failure> {
    let metas: Vec<&Meta> = match &args.rule {
        Some(word) => vec![rules::find(word)?],
        None => RULES.iter().map(|rule| rule.meta()).collect(),
    };
    let text = match (args.output_format, &args.rule, args.all) {
        (RuleFormat::Json, _, _) => rules::json(&metas),
        (RuleFormat::Text, None, false) => rules::list(),
        (RuleFormat::Text, _, _) => metas
            .iter()
            .map(|meta| rules::page(meta))
            .collect::<Vec<_>>()
            .join("\n"),
    };
    print(&text)?;
    Ok(exit::OK)
}
