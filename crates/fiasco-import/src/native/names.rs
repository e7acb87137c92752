//! Names with ranges: `old-[1-3]` is `old-1`, `old-2` and `old-3`; `rack[08-11]` keeps its zeros.

/// The most names one range may stand for.
pub const MAX_NAMES: u64 = 10_000;

/// The names a text stands for: itself, or one per number of its range.
///
/// # Errors
/// What is wrong with the range.
pub fn expand(text: &str) -> Result<Vec<String>, String> {
    let Some((base, rest)) = text.split_once('[') else {
        return Ok(vec![text.to_owned()]);
    };
    let Some((range, end)) = rest.split_once(']') else {
        return Err(format!("`{text}` opens a range with `[` and does not close it"));
    };
    let malformed = || format!("`[{range}]` is not a range: write for example [1-3]");
    let (first, last) = range.split_once('-').ok_or_else(malformed)?;
    let width = if first.starts_with('0') { first.len() } else { 0 };
    let (Ok(first), Ok(last)) = (first.trim().parse::<u64>(), last.trim().parse::<u64>()) else {
        return Err(malformed());
    };
    if last < first {
        return Err(format!(
            "`[{range}]` runs backwards: the first number must not be larger than the last"
        ));
    }
    if last - first >= MAX_NAMES {
        return Err(format!("`[{range}]` stands for more than {MAX_NAMES} names"));
    }
    if end.contains('[') {
        return Err(format!("`{text}` has more than one range"));
    }
    Ok((first..=last)
        .map(|number| format!("{base}{number:0width$}{end}"))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        for (text, names) in [
            ("web", vec!["web"]),
            ("old-[1-3]", vec!["old-1", "old-2", "old-3"]),
            ("r[08-10]a", vec!["r08a", "r09a", "r10a"]),
            ("one-[7-7]", vec!["one-7"]),
        ] {
            assert_eq!(
                expand(text).as_deref(),
                Ok(names
                    .iter()
                    .map(|n| (*n).to_owned())
                    .collect::<Vec<_>>()
                    .as_slice())
            );
        }
        for bad in [
            "a[1-",
            "a[]",
            "a[x-y]",
            "a[3-1]",
            "a[1-99999999]",
            "a[1-2][1-2]",
            "a[-1-2]",
        ] {
            assert!(expand(bad).is_err(), "{bad}");
        }
    }
}
