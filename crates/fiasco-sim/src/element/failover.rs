//! Feeds that a machine hangs on: it draws evenly from those that are left, and from all in full where nobody knows which
//! it hangs on.
//!
//! Where every feed is known, what the feeds carry adds up to what the machines draw, whichever feeds are lost, as long as
//! each machine has one left.

/// The share of a machine's draw that each feed carries: `named` are those it hangs on, `all` those it may hang on where
/// that is not known. Nothing where none of them is alive.
pub fn shares<'a>(
    named: &'a [usize],
    all: &'a [usize],
    alive: impl Fn(usize) -> bool + Copy + 'a,
) -> impl Iterator<Item = (usize, f64)> + 'a {
    let known = !named.is_empty();
    let candidates = if known { named } else { all };
    let left = candidates.iter().filter(|feed| alive(**feed)).count();
    let each = if known { 1.0 / left.max(1) as f64 } else { 1.0 };
    let carrying = candidates.iter().filter(move |feed| alive(**feed));
    carrying.map(move |feed| (*feed, each))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(named: &[usize], lost: Option<usize>) -> Vec<(usize, f64)> {
        shares(named, &[0, 1, 2], |feed| Some(feed) != lost).collect()
    }

    #[test]
    fn what_is_lost_falls_on_what_is_left() {
        for (named, lost, expected) in [
            (&[0, 1][..], None, vec![(0, 0.5), (1, 0.5)]),
            (&[0, 1], Some(0), vec![(1, 1.0)]),
            (&[0, 1, 2], Some(1), vec![(0, 0.5), (2, 0.5)]),
            (&[0], Some(0), vec![]),
            // Nobody knows which: in full on each.
            (&[], None, vec![(0, 1.0), (1, 1.0), (2, 1.0)]),
            (&[], Some(2), vec![(0, 1.0), (1, 1.0)]),
        ] {
            assert_eq!(split(named, lost), expected, "{named:?} {lost:?}");
        }
    }
}
