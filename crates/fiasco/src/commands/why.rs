//! `fiasco why`: one problem, whole.

use super::{Failure, build, look, print};
use crate::cli::WhyArgs;
use crate::exit;
use fiasco_report::why;

/// Runs it.
///
/// # Errors
/// What is wrong with the input, or that nothing is called so.
pub fn run(args: &WhyArgs) -> Result<u8, Failure> {
    let built = build(&args.paths, &args.read)?;
    let text = why::render(&built.report(), look(true), &args.rule, args.subject.as_deref())?;
    print(&text)?;
    Ok(exit::OK)
}
