//! What the rules about power share: what a feed may carry for hours, and who draws from it.

use crate::rule::{Story, Subject};
use crate::words;
use fiasco_estate::fact::{FactKind, key};
use fiasco_estate::quantity::{Measure, Overflow, Rational};
use fiasco_estate::room::{Like, Supply};
use fiasco_estate::{Bounds, Confidence, DeviceId, FeedId, View};

/// The share of its rating that a breaker carries for hours, where neither feed nor room says: 80 % (NEC 210.20).
const CONTINUOUS: Rational = Rational::ratio::<4, 5>();
/// The square root of 3, rounded down to 16 decimals.
const ROOT_OF_THREE: Rational = Rational::ratio::<17_320_508_075_688_772, 10_000_000_000_000_000>();
/// How many kinds of device a formula names.
const NAMED: usize = 6;

/// What a feed may carry for hours, and why.
pub struct Rating {
    /// In watts.
    pub limit: Bounds,
    /// The formula, with its numbers put in.
    pub formula: String,
    /// That of the weakest fact it rests on.
    pub confidence: Confidence,
}

/// Whether voltage and current of a feed are stated.
#[must_use]
pub fn is_rated(view: &View<'_>, feed: FeedId) -> bool {
    let facts = &view.estate.feed(feed).facts;
    facts.has(FactKind::Voltage) && facts.has(FactKind::Current)
}

/// The factor of three phases: the voltage of such a feed is that between two of them.
#[must_use]
pub fn root_of_three() -> Rational {
    ROOT_OF_THREE
}

/// The share of its rating that a feed carries for hours, and whether anybody said so: the feed, else its room.
#[must_use]
pub fn continuous(view: &View<'_>, feed: FeedId) -> (Bounds, Option<Confidence>) {
    let row = view.estate.feed(feed);
    let own = row.facts.get(key::Continuous);
    let of_room = row
        .room
        .map(|room| view.estate.room(room).facts.get(key::Continuous));
    let said = [Some(own), of_room]
        .into_iter()
        .flatten()
        .find(|fact| fact.is_known());
    match said {
        Some(fact) => (fact.bounds(), Some(fact.confidence)),
        None => (Bounds::exact(CONTINUOUS), None),
    }
}

/// What a feed may carry for hours, in watts: voltage, current and the continuous share, times the root of three
/// for three phases.
///
/// # Errors
/// [`Overflow`] when the product grows beyond exact computation.
pub fn limit(view: &View<'_>, feed: FeedId) -> Result<Bounds, Overflow> {
    let row = view.estate.feed(feed);
    let (share, _) = continuous(view, feed);
    let volts = row.facts.get(key::Voltage).bounds();
    let single = volts.times(row.facts.get(key::Current).bounds())?.times(share)?;
    if row.three_phase {
        single.scaled(root_of_three())
    } else {
        Ok(single)
    }
}

/// The same, with the formula it comes from.
///
/// # Errors
/// [`Overflow`] when the product grows beyond exact computation.
pub fn rating(view: &View<'_>, feed: FeedId) -> Result<Rating, Overflow> {
    let row = view.estate.feed(feed);
    let (volts, amps) = (row.facts.get(key::Voltage), row.facts.get(key::Current));
    let (share, said) = continuous(view, feed);
    let limit = limit(view, feed)?;
    let mut formula = format!(
        "{}: {} x {} x {}",
        words::feed(view.estate, feed),
        words::bounds(volts.bounds(), Measure::Voltage),
        words::bounds(amps.bounds(), Measure::Current),
        words::bounds(share, Measure::Ratio),
    );
    if row.three_phase {
        formula.push_str(" x root of 3");
    }
    formula.push_str(&format!(" = {}", watts(limit)));
    if said.is_none() {
        formula.push_str(" (80 % unless the feed or room says otherwise)");
    }
    let confidence = volts.confidence.min(amps.confidence);
    Ok(Rating {
        limit,
        formula,
        confidence: confidence.min(said.unwrap_or(Confidence::Default)),
    })
}

/// Watts as people read them.
#[must_use]
pub fn watts(bounds: Bounds) -> String {
    words::bounds(bounds, Measure::Power)
}

/// Tells of the rating of a feed: its formula, its lines, how sure it is.
///
/// # Errors
/// [`Overflow`] when the product grows beyond exact computation.
pub fn tell_rating(view: &View<'_>, story: Story, feed: FeedId) -> Result<Story, Overflow> {
    let rating = rating(view, feed)?;
    let row = view.estate.feed(feed);
    let name = words::feed(view.estate, feed);
    let at = row.facts.get(key::Current).at.or(row.name.at);
    let says = format!("feed {name} carries {} for hours", watts(rating.limit));
    Ok(story
        .formula(rating.formula)
        .cite(at, says)
        .rests_on(rating.confidence))
}

/// `old-1`, `old-1 and 3 like it`.
fn name_of(view: &View<'_>, like: &Like, count: i64) -> String {
    let first = view.estate.device_name(like.first);
    match count {
        0 | 1 => first.to_owned(),
        more => format!("{first} and {} like it", more - 1),
    }
}

/// Tells of the devices behind a load: what each kind draws and which share of it counts, the largest first.
///
/// # Errors
/// [`Overflow`] when a product grows beyond exact computation.
pub fn tell_load(view: &View<'_>, mut story: Story, shares: &[(u32, Rational)]) -> Result<Story, Overflow> {
    let mut parts: Vec<(Bounds, &Like, i64, Rational)> = Vec::new();
    for (at, share) in shares {
        let count = view.of_like(*at);
        if let (true, Some(like)) = (
            count > 0 && !share.is_zero(),
            view.relations.likes.all.get(*at as usize),
        ) {
            let load = like.draw.scaled(share.times(Rational::int(count))?)?;
            parts.push((load, like, count, *share));
        }
    }
    // What is unknown first, since it decides; then the largest. The sort is stable: source order among equals.
    let rank = |bounds: &Bounds| (bounds.hi.is_some(), bounds.hi.map(Rational::negated));
    parts.sort_by_key(|part| rank(&part.0));
    for (load, like, count, share) in parts.iter().take(NAMED) {
        let counts = if share == &Rational::ONE {
            String::new()
        } else {
            format!(" x {}", words::bounds(Bounds::exact(*share), Measure::Ratio))
        };
        story = story.formula(format!(
            "{}: {count} x {}{counts} = {}",
            name_of(view, like, *count),
            watts(like.draw),
            watts(*load)
        ));
        story = tell_draw(view, story, like.first);
    }
    if parts.len() > NAMED {
        let rest = parts.iter().skip(NAMED);
        let sum = rest
            .clone()
            .try_fold(Bounds::ZERO, |sum, part| sum.plus(part.0))?;
        story = story.formula(format!("{} more kinds: {}", rest.len(), watts(sum)));
    }
    let weakest = parts.iter().map(|part| draw_confidence(view, part.1.first)).min();
    Ok(story.rests_on(weakest.unwrap_or(Confidence::Measured)))
}

/// How sure what a device draws is.
#[must_use]
pub fn draw_confidence(view: &View<'_>, device: DeviceId) -> Confidence {
    let power = view.estate.device_fact(device, key::Power);
    if power.is_known() {
        power.confidence
    } else {
        let plate = view.estate.device_fact(device, key::Nameplate);
        // What nobody knows is an interval already, and does not make what is known less sure.
        if plate.is_known() {
            plate.confidence
        } else {
            Confidence::Declared
        }
    }
}

/// Cites the line that says what a device draws, or asks for it.
#[must_use]
pub fn tell_draw(view: &View<'_>, story: Story, device: DeviceId) -> Story {
    let name = view.estate.device_name(device);
    let (power, plate) = (
        view.estate.device_fact(device, key::Power),
        view.estate.device_fact(device, key::Nameplate),
    );
    if power.is_known() {
        return story.cite(power.at, format!("{name} draws {}", watts(power.bounds())));
    }
    let ask = format!("power: 350 W, under {name}");
    if !plate.is_known() {
        return story.missing("power", name, ask);
    }
    let says = format!(
        "{name} draws between 30 % and all of its nameplate, {}",
        watts(plate.bounds())
    );
    story.cite(plate.at, says).missing("power", name, ask)
}

/// ` (sw1 and fw1 name no feed and count in full)`, where any does.
#[must_use]
pub fn who_names_no_feed(view: &View<'_>, likes: impl IntoIterator<Item = u32>) -> String {
    let mut names: Vec<String> = Vec::new();
    let mut all: i64 = 0;
    for at in likes {
        let count = view.of_like(at);
        let Some(like) = view.relations.likes.all.get(at as usize) else {
            continue;
        };
        let draws = like.draw.hi != Some(Rational::ZERO);
        if like.feeds.is_empty() && count > 0 && draws {
            names.push(name_of(view, like, count));
            all = all.saturating_add(count);
        }
    }
    if names.is_empty() {
        return String::new();
    }
    let (name, counts) = if all == 1 {
        ("names", "counts")
    } else {
        ("name", "count")
    };
    format!(
        "; {} {name} no feed and {counts} in full",
        words::list(names.iter().map(String::as_str))
    )
}

/// The devices of a kind of supply, by the first of them.
#[must_use]
pub fn supply_of<'v>(view: &View<'v>, first: DeviceId) -> Option<&'v Supply> {
    let all = &view.relations.supplies.all;
    let at = all.binary_search_by_key(&Some(&first), |supply| supply.members.first());
    all.get(at.ok()?)
}

/// One device of each kind of supply that a rule speaks about.
pub fn of_each_kind(view: &View<'_>, speaks: impl Fn(&Supply) -> bool) -> Vec<Subject> {
    let kinds = view.relations.supplies.all.iter().filter(|supply| speaks(supply));
    let firsts = kinds.filter_map(|supply| supply.members.first());
    firsts.map(|device| Subject::Device(*device)).collect()
}

/// Whether it is there: a planned device draws and asks for nothing until it is installed.
#[must_use]
pub fn stands(view: &View<'_>, supply: &Supply) -> bool {
    supply
        .members
        .first()
        .is_some_and(|device| view.is_installed(*device))
}

/// `old-[1-3]`, `giant`: all devices of a kind, and the verb that follows them.
#[must_use]
pub fn names(view: &View<'_>, supply: &Supply) -> (String, bool) {
    let many = supply.members.len() > 1;
    (words::device_names(view.estate, &supply.members), many)
}
