//! What a type draws, from what is written at its power ports.

use fiasco_estate::Said;
use fiasco_estate::quantity::Rational;
use fiasco_source::Span;

/// What ports draw together, least and most, in watts, and where it is written; `None` where one of them does not
/// say.
///
/// Types with several supplies repeat the draw of the whole at each of them, since each alone can carry it: 526 of
/// 562 types with several ports that state a draw do. So `k` ports of one draw take at least one of it, and at most
/// `k - 1` of it, as one of the supplies is there to be lost. Ports of different draws are for different things, and
/// sum.
pub(crate) fn together<'i, I>(
    inlets: &'i [I],
    draw: impl Fn(&'i I) -> Option<&'i Said<Rational>>,
) -> Option<(Rational, Rational, Span)> {
    let said: Vec<&Said<Rational>> = inlets.iter().map(draw).collect::<Option<_>>()?;
    let at = said.first()?.at?;
    let mut values: Vec<Rational> = said.iter().map(|said| said.value).collect();
    values.sort();
    let (mut least, mut most) = (Rational::ZERO, Rational::ZERO);
    for alike in values.chunk_by(|a, b| a == b) {
        let one = *alike.first()?;
        let times = i64::try_from(alike.len()).ok()?.saturating_sub(1).max(1);
        least = least.plus(one).ok()?;
        most = most.plus(one.times(Rational::int(times)).ok()?).ok()?;
    }
    Some((least, most, at))
}
