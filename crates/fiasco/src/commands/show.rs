//! `fiasco show`: the estate as it was read, or grown.

use super::{Built, Failure, build, print};
use crate::cli::{CableForm, ShowArgs, ShowFormat};
use crate::exit;
use fiasco_estate::quantity::Rational;
use fiasco_report::{cabling, elevation, show, wording};

/// Runs it.
///
/// # Errors
/// What is wrong with the input or the scale.
pub fn run(args: &ShowArgs) -> Result<u8, Failure> {
    let built = build(&args.paths, &args.read)?;
    let report = built.report();
    let course = report.course();
    let progress = args.at.as_deref().map(|at| progress(&built, at)).transpose()?;
    let (born, factors) = match progress {
        None => (0, course.ones()),
        Some(t) => (
            course.step_at(t),
            course.factors(t).map_err(|error| error.to_string())?,
        ),
    };
    let view = course.view(born, &factors);
    if let Some(room) = &args.room {
        print(&elevation::map(&report, view, room.as_deref())?)?;
        return Ok(exit::OK);
    }
    if let Some(form) = args.cables {
        let cables = cabling::plan(&report, view.born);
        print(&match form {
            CableForm::Table => cabling::table(&cables),
            CableForm::Csv => cabling::csv(&cables),
            CableForm::Labels => cabling::labels(&cables),
        })?;
        return Ok(exit::OK);
    }
    print(&match args.output_format {
        ShowFormat::Tree => show::tree(&report, view),
        ShowFormat::Json => show::json(&report, view),
    })?;
    Ok(exit::OK)
}

/// `x2`, `50%` of the way, or `target`.
fn progress(built: &Built, text: &str) -> Result<Rational, Failure> {
    let plan = &built.ladder.plan;
    let unreadable = || {
        format!(
            "cannot read --at {text}: expected a factor such as x2, a share of the way such as 50%, or target"
        )
    };
    let progress = if text == "target" {
        Rational::ONE
    } else if let Some(share) = text.strip_suffix('%') {
        let share = Rational::parse_decimal(share.trim()).ok_or_else(unreadable)?;
        share
            .over(Rational::int(100))
            .map_err(|error| error.to_string())?
    } else {
        let factor = text
            .strip_prefix('x')
            .and_then(Rational::parse_decimal)
            .ok_or_else(unreadable)?;
        let common = wording::common_factor(plan).ok_or_else(|| {
            "the target's dimensions grow by different factors: say --at as a share of the way, such as 50%".to_owned()
        })?;
        let way = common
            .minus(Rational::ONE)
            .and_then(|way| factor.minus(Rational::ONE)?.over(way));
        way.map_err(|_| "the target does not grow anything".to_owned())?
    };
    if progress.is_negative() || progress > built.ladder.end {
        return Err(Failure::Message(format!(
            "--at {text} lies outside of what was grown: from today to {} of the way (--beyond)",
            wording::percent(built.ladder.end)
        )));
    }
    Ok(progress)
}
