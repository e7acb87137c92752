//! What a rule answers: exact `used` and `limit`, and which of two comparisons decides.

use fiasco_estate::Bounds;
use fiasco_estate::quantity::Rational;

/// When a subject breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// It holds while `used <= limit`: the first value that breaks lies above the boundary.
    AtMost,
    /// It holds while `used < limit`: it breaks on the boundary (a queue at utilization 1).
    Below,
}

/// Whether a subject holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It holds, whatever the unknowns are.
    Holds,
    /// It depends on what is not known.
    Unknown,
    /// It breaks, whatever the unknowns are.
    Breaks,
}

impl State {
    /// The word used in JSON.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Unknown => "unknown",
            Self::Breaks => "breaks",
        }
    }
}

/// One end of what is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Everything unknown turns out well: only what breaks here breaks for certain.
    Best,
    /// Everything unknown turns out badly: only what holds here holds for certain.
    Worst,
}

/// The answer of a rule about one subject of one view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// What is used, in the base unit of the rule's measure.
    pub used: Bounds,
    /// What there is.
    pub limit: Bounds,
    /// How the two compare.
    pub compare: Compare,
}

impl Verdict {
    /// `used` must not exceed `limit`.
    #[must_use]
    pub fn at_most(used: Bounds, limit: Bounds) -> Self {
        Self {
            used,
            limit,
            compare: Compare::AtMost,
        }
    }

    /// `used` must stay below `limit`.
    #[must_use]
    pub fn below(used: Bounds, limit: Bounds) -> Self {
        Self {
            used,
            limit,
            compare: Compare::Below,
        }
    }

    /// `limit - used` at one end of what is possible; `None` stands for plus infinity at the best end and for
    /// minus infinity at the worst. Overflow of the difference counts as infinite too: both numbers are then
    /// further apart than anything that can be computed.
    #[must_use]
    pub fn margin(&self, side: Side) -> Option<Rational> {
        let (used, limit) = match side {
            Side::Best => (Some(self.used.lo), self.limit.hi),
            Side::Worst => (self.used.hi, Some(self.limit.lo)),
        };
        limit?.minus(used?).ok()
    }

    /// Whether it breaks at one end of what is possible.
    #[must_use]
    pub fn breaks(&self, side: Side) -> bool {
        match (self.margin(side), self.compare) {
            (None, _) => side == Side::Worst,
            (Some(margin), Compare::AtMost) => margin.is_negative(),
            (Some(margin), Compare::Below) => margin <= Rational::ZERO,
        }
    }

    /// Holds, breaks, or cannot be said.
    #[must_use]
    pub fn state(&self) -> State {
        if self.breaks(Side::Best) {
            State::Breaks
        } else if self.breaks(Side::Worst) {
            State::Unknown
        } else {
            State::Holds
        }
    }

    /// Share of the limit in use, where both are points and the limit is not zero.
    #[must_use]
    pub fn utilization(&self) -> Option<Rational> {
        self.used.point()?.over(self.limit.point()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(lo: i64, hi: Option<i64>) -> Bounds {
        Bounds {
            lo: Rational::int(lo),
            hi: hi.map(Rational::int),
        }
    }

    #[test]
    fn the_state_follows_from_both_ends() {
        for (used, limit, at_most, below) in [
            (bounds(3, Some(3)), bounds(4, Some(4)), State::Holds, State::Holds),
            (
                bounds(4, Some(4)),
                bounds(4, Some(4)),
                State::Holds,
                State::Breaks,
            ),
            (
                bounds(5, Some(5)),
                bounds(4, Some(4)),
                State::Breaks,
                State::Breaks,
            ),
            (
                bounds(0, None),
                bounds(4, Some(4)),
                State::Unknown,
                State::Unknown,
            ),
            (bounds(5, None), bounds(4, Some(4)), State::Breaks, State::Breaks),
            (
                bounds(3, Some(5)),
                bounds(4, Some(4)),
                State::Unknown,
                State::Unknown,
            ),
            (
                bounds(3, Some(3)),
                bounds(0, None),
                State::Unknown,
                State::Unknown,
            ),
            (
                bounds(3, Some(4)),
                bounds(4, Some(5)),
                State::Holds,
                State::Unknown,
            ),
        ] {
            assert_eq!(
                Verdict::at_most(used, limit).state(),
                at_most,
                "{used:?} <= {limit:?}"
            );
            assert_eq!(Verdict::below(used, limit).state(), below, "{used:?} < {limit:?}");
        }
    }
}
