//! A rehearsal told: the timeline as text with a small chart, as JSON, as a CSV of its seconds.

mod chart;
pub mod csv;
pub mod hdr;
pub mod json;
pub mod path;
pub mod text;
pub mod walls;
pub mod words;

use fiasco_estate::Estate;
use fiasco_rehearse::assume::Honesty;
use fiasco_rehearse::lower::Lowered;
use fiasco_rehearse::play::Play;
use fiasco_rehearse::timeline::Moment;

/// What there is to tell.
pub struct Rehearsal<'a> {
    /// What the files say.
    pub estate: &'a Estate,
    /// What was rehearsed.
    pub low: &'a Lowered,
    /// How it went.
    pub play: &'a Play,
    /// Its moments.
    pub moments: &'a [Moment],
    /// What was taken for granted.
    pub honesty: &'a Honesty,
    /// At which scale, in words: `servers x3, traffic x5`.
    pub scale: String,
    /// The script, in words.
    pub script: String,
    /// The seed.
    pub seed: u64,
    /// The command that gives the same bytes again.
    pub replay: String,
}
