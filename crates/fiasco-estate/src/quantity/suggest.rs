//! "Did you mean": the nearest unit of the dimension that is due.

use super::dimension::Dimension;
use super::table::TABLE;

/// Longer texts are no misspelled unit, and comparing them would cost more than it tells.
const LONGEST_UNIT: usize = 32;

/// No more than this many units are proposed.
const PROPOSALS: usize = 3;

/// A clause that proposes the nearest units, or shows how such a quantity is written.
pub(super) fn hint(dimension: Dimension, unit: &str) -> String {
    let near = nearest(dimension, unit);
    if near.is_empty() {
        return format!("write {}", dimension.such_as());
    }
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    format!("did you mean {}?", quoted.join(" or "))
}

/// The canonical spellings of the nearest units, in the order of the table.
fn nearest(dimension: Dimension, unit: &str) -> Vec<&'static str> {
    let wanted: Vec<char> = unit.chars().take(LONGEST_UNIT + 1).collect();
    let most = match wanted.len() {
        // A letter changed in so few makes another unit: propose only another case.
        0..=2 => 0,
        3..=5 => 1,
        length if length <= LONGEST_UNIT => length / 3,
        _ => return Vec::new(),
    };
    let (mut best, mut names) = (most, Vec::new());
    for row in TABLE.iter().filter(|row| row.dimension == dimension) {
        let distance = row
            .spellings
            .iter()
            .filter_map(|spelling| distance(&wanted, spelling))
            .min();
        let (Some(name), Some(distance)) = (row.spellings.first(), distance) else {
            continue;
        };
        if distance < best {
            names.clear();
        }
        if distance <= best && !names.contains(name) {
            best = distance;
            names.push(*name);
        }
    }
    names.truncate(PROPOSALS);
    names
}

/// How many letters to change, in either case. None when the first letter differs: it is most often the prefix,
/// and a proposal that is off by a thousand would be worse than none.
fn distance(wanted: &[char], spelling: &str) -> Option<usize> {
    let wanted: Vec<char> = wanted.iter().flat_map(|letter| letter.to_lowercase()).collect();
    let spelling: Vec<char> = spelling.chars().flat_map(char::to_lowercase).collect();
    (wanted.first() == spelling.first()).then(|| fiasco_source::distance(&wanted, &spelling))
}
