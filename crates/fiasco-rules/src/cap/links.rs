//! What the rules about links share: the rate that a link is asked for, and words for flows.

use crate::rule::Story;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::flows::{Crossing, Source};
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::{Bounds, Dimension, LinkId, View};

/// The rate a link is asked for, in bit/s: today's by the factor of `bandwidth`. A cable between two devices may get
/// more than that, the next rate there is; what is bought gets exactly this.
///
/// # Errors
/// [`Overflow`] when it grows beyond exact computation.
pub fn asked_rate(view: &View<'_>, link: LinkId) -> Result<Bounds, Overflow> {
    let today = view.estate.link(link).facts.get(key::Rate).bounds();
    today.scaled(view.factor(Dimension::Bandwidth, None))
}

/// A rate of data, in words.
pub fn bits(rate: Bounds) -> String {
    words::bounds(rate, Measure::DataRate)
}

/// Flows that a story gives a line each.
const MOST_LINES: usize = 8;

/// Tells what flows: a line each, with where its bytes and its way are stated.
///
/// # Errors
/// [`Overflow`] when a number grows beyond exact computation.
pub fn with_flows(view: &View<'_>, crossings: &[Crossing], mut story: Story) -> Result<Story, Overflow> {
    let estate = view.estate;
    let mut sources: Vec<Source> = crossings.iter().map(|crossing| crossing.source).collect();
    sources.dedup();
    for source in sources.iter().take(MOST_LINES) {
        let Some(bytes) = source.bytes(estate) else {
            continue;
        };
        let mut here = (Bounds::ZERO, Bounds::ZERO);
        let mut certain = true;
        for crossing in crossings.iter().filter(|crossing| crossing.source == *source) {
            let (questions, answers) = crossing.bits(view)?;
            here = (here.0.plus(questions)?, here.1.plus(answers)?);
            certain &= crossing.certain;
        }
        let (name, confidence) = match source {
            Source::Call(id) => {
                let call = estate.call(*id);
                let (from, to) = (estate.service_name(call.from), estate.service_name(call.to));
                (format!("{from} -> {to}"), Some(call.confidence))
            }
            Source::Traffic(id) => {
                let service = estate.service_name(estate.arrivals(*id).service);
                (format!("arrivals at {service}"), None)
            }
        };
        let rate = source.rate(view)?;
        let size = |bytes: Bounds| words::bounds(bytes, Measure::Data);
        let each = if bytes.question == Bounds::ZERO {
            size(bytes.answer)
        } else {
            format!("{} + {}", size(bytes.question), size(bytes.answer))
        };
        let per = words::bounds(rate, Measure::RequestRate);
        let questions = if bytes.question == Bounds::ZERO {
            String::new()
        } else {
            format!("{} one way and ", bits(here.0))
        };
        let other = if certain {
            ""
        } else {
            "; there is another way as short"
        };
        story = story
            .formula(format!(
                "{name}: {per} of {each}: {questions}{} here{other}",
                bits(here.1)
            ))
            .cite(Some(bytes.at), format!("{name}: {each} each"));
        if let Some(confidence) = confidence {
            story = story.rests_on(confidence);
        }
    }
    Ok(story)
}
