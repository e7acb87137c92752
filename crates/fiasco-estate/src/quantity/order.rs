//! The exact order of fractions, also where their cross products overflow.

use std::cmp::Ordering;

use super::rational::Rational;

impl Ord for Rational {
    fn cmp(&self, other: &Self) -> Ordering {
        if self.den() == other.den() {
            return self.num().cmp(&other.num());
        }
        match (
            self.num().checked_mul(other.den()),
            other.num().checked_mul(self.den()),
        ) {
            (Some(left), Some(right)) => left.cmp(&right),
            _ => compare_by_continued_fraction((self.num(), self.den()), (other.num(), other.den())),
        }
    }
}

impl PartialOrd for Rational {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Compares whole parts, then the reciprocals of what is left (in reverse), as Euclid's algorithm would: it
/// needs no number larger than those given.
fn compare_by_continued_fraction(left: (i128, i128), right: (i128, i128)) -> Ordering {
    let ((mut a, mut b), (mut c, mut d)) = (left, right);
    loop {
        let by_whole = a.div_euclid(b).cmp(&c.div_euclid(d));
        let (rest_left, rest_right) = (a.rem_euclid(b), c.rem_euclid(d));
        if by_whole != Ordering::Equal || rest_left == 0 || rest_right == 0 {
            return by_whole.then(rest_left.cmp(&0).cmp(&rest_right.cmp(&0)));
        }
        // x < y exactly when 1/y < 1/x, so the sides swap.
        (a, b, c, d) = (d, rest_right, b, rest_left);
    }
}
