//! What the rules of cables have in common.

use crate::rule::{Story, Subject};
use crate::words;
use fiasco_estate::device::End;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::Cabling;
use fiasco_estate::room::cable::{CableKind, Reach};
use fiasco_estate::{Bounds, Confidence, Dimension, ETHERNET_MBIT, LinkId, View};
use fiasco_source::Span;

/// The rate that is asked of a link: today's, times the factor of bandwidth. Where nobody asks for more, and the rate is
/// only what its ports can do, it stays what it is: it would be too little at once.
///
/// # Errors
/// [`Overflow`] when it grows beyond exact computation.
pub fn asked_rate(view: &View<'_>, link: LinkId) -> Result<Bounds, Overflow> {
    let rate = view.estate.link(link).facts.get(key::Rate);
    if !view.plan.asked && rate.confidence < Confidence::Declared {
        return Ok(rate.bounds());
    }
    rate.bounds().scaled(view.factor(Dimension::Bandwidth, None))
}

/// Whether both ends of a link stand.
#[must_use]
pub fn is_plugged(view: &View<'_>, link: LinkId) -> bool {
    let link = view.estate.link(link);
    [&link.a, &link.b].into_iter().all(|end| match end {
        End::Device(device) => view.is_installed(*device),
        End::Outside(_) => true,
    })
}

/// Whether the plan asks more of links than today.
#[must_use]
pub fn bandwidth_grows(view: &View<'_>) -> bool {
    let mut axes = view.plan.axes.iter();
    axes.any(|axis| axis.dimension == Dimension::Bandwidth)
}

/// What is known of a link as a cable.
#[must_use]
pub fn cabling<'v>(view: &View<'v>, link: LinkId) -> Option<&'v Cabling> {
    view.estate.link(link).cabling.as_deref()
}

/// The rates there are, in bit/s, in order.
pub fn ethernet_rates() -> impl DoubleEndedIterator<Item = u64> {
    ETHERNET_MBIT
        .into_iter()
        .filter_map(|mbit| u64::try_from(mbit).ok()?.checked_mul(1_000_000))
}

/// The highest rate at which nobody says that a cable does not carry it, in bit/s; 0 where it carries none, `None`
/// where it may carry any.
#[must_use]
pub fn highest_rate(kind: CableKind) -> Option<u64> {
    let may = |rate: &u64| kind.carries(*rate) != Reach::No;
    let all = ethernet_rates().all(|rate| may(&rate));
    (!all).then(|| ethernet_rates().filter(may).max().unwrap_or(0))
}

/// What people call a kind of cable: `cat6`, `dac passive`, `om4`.
#[must_use]
pub fn cable_words(kind: CableKind) -> String {
    let mut words = String::new();
    for (at, c) in format!("{kind:?}").char_indices() {
        if c.is_ascii_uppercase() && at > 0 {
            words.push(' ');
        }
        words.push(c.to_ascii_lowercase());
    }
    words
}

/// `10 Gbit/s`.
#[must_use]
pub fn rate_words(rate: u64) -> String {
    let rate = Rational::new(i128::from(rate), 1).unwrap_or(Rational::ZERO);
    words::bounds(Bounds::exact(rate), Measure::DataRate)
}

/// A number of bit/s that is known.
#[must_use]
pub fn exactly(rate: u64) -> Bounds {
    Rational::new(i128::from(rate), 1).map_or(Bounds::UNKNOWN, Bounds::exact)
}

/// The link that a subject is.
#[must_use]
pub fn link_of(subject: Subject) -> Option<LinkId> {
    match subject {
        Subject::Link(link) => Some(link),
        _ => None,
    }
}

/// Where the rate of a link is written; where the link is, if nobody wrote one.
#[must_use]
pub fn cite_rate(view: &View<'_>, link: LinkId, story: Story, asked: Bounds) -> Story {
    let row = view.estate.link(link);
    let today = row.facts.get(key::Rate);
    if !row.facts.has(FactKind::Rate) {
        return story.cite(Some(row.at), "the link");
    }
    let factor = view.factor(Dimension::Bandwidth, None);
    let story = if factor == Rational::ONE {
        story
    } else {
        story.formula(format!(
            "{} x bandwidth {} = {}",
            words::bounds(today.bounds(), Measure::DataRate),
            words::number(factor),
            words::bounds(asked, Measure::DataRate)
        ))
    };
    let says = format!(
        "{} carries {}",
        words::link(view.estate, link),
        words::bounds(today.bounds(), Measure::DataRate)
    );
    story
        .cite(today.at.or(Some(row.at)), says)
        .rests_on(today.confidence)
}

/// The rate that is asked, in words: `1 Gbit/s`, `more than 1 Gbit/s` where it only just exceeds `limit`.
#[must_use]
pub fn asked_words(asked: Bounds, limit: u64) -> String {
    let printed = words::bounds(asked, Measure::DataRate);
    if printed == rate_words(limit) {
        format!("more than {printed}")
    } else {
        printed
    }
}

/// The place of a device's own hardware, or of its type, or of its name.
#[must_use]
pub fn hardware_at(view: &View<'_>, device: fiasco_estate::DeviceId) -> Option<Span> {
    let row = view.estate.device(device);
    row.hardware_at
        .or_else(|| row.kind.as_ref().and_then(|kind| kind.at))
        .or(row.name.at)
}
