//! `fiasco show`: the estate as it was read, or grown.

use super::{Failure, build, print, progress};
use crate::cli::{CableForm, ShowArgs, ShowFormat};
use crate::exit;
use fiasco_report::{cabling, elevation, show};

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
