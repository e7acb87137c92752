//! Where to go on behind a broken document.
//!
//! Only in a file of one value a line it is known where the next one starts: at a line that by its
//! first and last characters is a whole list or map. In any other file every guess would turn one
//! mistake into many.

/// The start of the next line that looks like a record, behind the line on which the broken
/// document starts; its break is at `broke`.
///
/// If the break is on a later line, the broken record has to be one that was cut off and ran into
/// the next, so that only the line right behind its own will do.
pub(super) fn next_record(source: &str, start: usize, broke: usize) -> Option<usize> {
    let behind = |at: usize| Some(at + source.get(at..)?.find('\n')? + 1);
    let mut at = behind(start)?;
    let lines = source.get(at..)?.split_inclusive('\n');
    let tries = if broke < at { usize::MAX } else { 1 };
    for line in lines.take(tries) {
        if is_record(line.trim_end()) {
            return Some(at);
        }
        at += line.len();
    }
    None
}

fn is_record(line: &str) -> bool {
    line.len() > 1
        && (line.starts_with('{') && line.ends_with('}') || line.starts_with('[') && line.ends_with(']'))
}
