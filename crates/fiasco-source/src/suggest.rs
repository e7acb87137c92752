//! "Did you mean": the known word nearest to a misspelled one.

/// The candidate nearest to a word, if it is near enough to be a typing mistake.
///
/// Near means a Damerau-Levenshtein distance (insert, delete, replace, swap two neighbors) of at
/// most a third of the word's length, and of at least 1. Upper and lower case count as equal, so
/// `Ports` finds `ports`. Of equally near candidates the first wins.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = fold(word);
    let limit = (word.len() / 3).max(1);
    let mut best: Option<(usize, &'c str)> = None;
    for candidate in candidates {
        let other = fold(candidate);
        // The difference in length is a lower bound, and it keeps huge words out of the table.
        if word.is_empty() || word.len().abs_diff(other.len()) > limit || word.len() > LONGEST {
            continue;
        }
        let distance = distance(&word, &other);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Words longer than this are not names somebody mistyped.
const LONGEST: usize = 200;

fn fold(word: &str) -> Vec<char> {
    word.chars()
        .take(LONGEST + 1)
        .flat_map(char::to_lowercase)
        .collect()
}

/// The optimal string alignment distance of two words, in three rolling rows: letters inserted, deleted,
/// replaced, or swapped with their neighbor.
#[must_use]
pub fn distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    let mut last_left = None;
    for (row, &l) in (1..).zip(left) {
        let mut current = Vec::with_capacity(above.len());
        let mut behind = row;
        current.push(behind);
        let mut last_right = None;
        for (column, &r) in right.iter().enumerate() {
            let at = |line: &[usize], index: usize| line.get(index).copied().unwrap_or(usize::MAX / 2);
            let replace = at(&above, column) + usize::from(l != r);
            let mut cost = replace.min(at(&above, column + 1) + 1).min(behind + 1);
            if last_left == Some(r) && last_right == Some(l) {
                cost = cost.min(at(&before, column.wrapping_sub(1)) + 1);
            }
            current.push(cost);
            behind = cost;
            last_right = Some(r);
        }
        before = std::mem::replace(&mut above, current);
        last_left = Some(l);
    }
    above.last().copied().unwrap_or(left.len())
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn table() {
        let known = ["ports", "image", "volumes", "depends_on", "environment"];
        let cases = [
            ("port", Some("ports")),
            ("imgae", Some("image")),
            ("iamge", Some("image")),
            ("Ports", Some("ports")),
            ("dependson", Some("depends_on")),
            ("enviroment", Some("environment")),
            ("volume", Some("volumes")),
            ("x", None),
            ("", None),
            ("command", None),
        ];
        for (word, expected) in cases {
            assert_eq!(nearest(word, known), expected, "{word}");
        }
        assert_eq!(nearest("ab", ["ac", "ab"]), Some("ab"));
        assert_eq!(nearest("ab", ["ac", "ad"]), Some("ac"), "the first of equals");
        assert_eq!(nearest("größe", ["grösse", "größer"]), Some("größer"));
        assert_eq!(nearest(&"a".repeat(100_000), ["a"]), None);
    }
}
