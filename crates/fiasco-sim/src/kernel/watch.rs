//! Who watches a run: told of every step of every request that it asked to follow.

use super::program::Op;
use crate::jobs::frame::Frame;

/// An observer. `()` watches nothing, and a run that nobody watches has no code for it.
pub trait Watch: Clone {
    /// Whether no step has to be told, nor the end of an attempt that is one use of a station, which its caller's own frame
    /// may then make: faster, and the same in every count.
    const INLINES: bool = false;

    /// A request of this source begins: the number under which it is followed, or 0.
    #[inline(always)]
    fn begins(&mut self, _source: u32, _now: f64) -> u32 {
        0
    }

    /// A frame is about to do this.
    #[inline(always)]
    fn steps(&mut self, _index: u32, _frame: &Frame, _op: Op, _now: f64) {}

    /// A frame ends, well or not, and is given back or begins anew.
    #[inline(always)]
    fn ends(&mut self, _index: u32, _frame: &Frame, _well: bool, _now: f64) {}
}

impl Watch for () {
    const INLINES: bool = true;
}
