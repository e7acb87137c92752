//! Colors by meaning: the same meaning has the same look in every renderer.

use anstyle::{AnsiColor, Style};
use fiasco_rules::Effect;
use fiasco_scale::Outcome;

/// Wraps a text in a style.
#[must_use]
pub fn paint(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}

/// A heading.
pub const HEADING: Style = Style::new().bold();
/// What matters less.
pub const DIM: Style = Style::new().dimmed();
/// A place in a file.
pub const PLACE: Style = AnsiColor::Cyan.on_default();
/// What to type.
pub const COMMAND: Style = AnsiColor::Green.on_default().bold();

/// The look of an effect: what stops or damages is red, what slows is yellow.
#[must_use]
pub fn effect(effect: Effect) -> Style {
    match effect {
        Effect::Damages | Effect::Stops => AnsiColor::Red.on_default().bold(),
        Effect::Refuses | Effect::Drops => AnsiColor::Red.on_default(),
        Effect::Queues | Effect::Degrades => AnsiColor::Yellow.on_default(),
        Effect::Costs => AnsiColor::Magenta.on_default(),
    }
}

/// The look of a verdict.
#[must_use]
pub fn outcome(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Go => AnsiColor::Green.on_default().bold(),
        Outcome::NoGo => AnsiColor::Red.on_default().bold(),
        Outcome::Undecided => AnsiColor::Yellow.on_default().bold(),
    }
}
