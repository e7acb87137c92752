//! What happens in a rehearsal: how the traffic goes, and what fails when. Words as people write them, read into acts;
//! which row a name means is settled where the estate is known.

use crate::confidence::Said;
use crate::quantity::{Measure, Rational, read_exact};
use thiserror::Error;

/// One thing that happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Traffic goes evenly from where it is to that of the scale that is rehearsed, in so many seconds.
    Ramp(Rational),
    /// Traffic stays for so many seconds.
    Hold(Rational),
    /// Traffic is multiplied for so many seconds.
    Spike(Rational, Rational),
    /// Traffic is today's for so many seconds.
    Back(Rational),
    /// Traffic goes through a day, from a third at night to all of it at noon, in so many seconds.
    Day(Rational),
    /// Something fails at a time, in seconds, and is well again later, where that is stated.
    Fault(Fault, Rational, Option<Rational>),
}

/// Something that fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A server, rack, switch, feed or cooling unit of this name is lost.
    Lose(String),
    /// A service of this name takes so many times as long.
    Slow(String, Rational),
    /// A loop without end takes so many cores of a server.
    Runaway(String, Rational),
    /// The cache of a service of this name forgets everything.
    Forget(String),
}

/// Why an act cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ScriptError {
    /// Not an act.
    #[error(
        "cannot read `{text}` as a part of a script{}: expected one of {EXPECTED}",
        hint(nearest)
    )]
    Unknown {
        /// What was written.
        text: String,
        /// The nearest word that exists.
        nearest: Option<&'static str>,
    },
    /// A number that is none.
    #[error("cannot read `{text}` as a part of a script: {why}")]
    Number {
        /// What was written.
        text: String,
        /// What is wrong.
        why: String,
    },
}

const EXPECTED: &str = "`ramp 30 s`, `hold 90 s`, `spike x1.5 30 s`, `back 8 min`, `day 24 min`, \
    `lose NAME at 60 s for 30 s`, `slow NAME x3 at 60 s`, `runaway NAME at 60 s`, `forget NAME at 60 s`";

const WORDS: [&str; 10] = [
    "ramp", "hold", "spike", "back", "day", "lose", "kill", "slow", "runaway", "forget",
];

fn hint(nearest: &Option<&'static str>) -> String {
    nearest.map_or(String::new(), |near| format!(" (did you mean `{near}`?)"))
}

/// Scripts that have a name, and what they are for.
pub const PRESETS: [(&str, &str); 5] = [
    (
        "demo",
        "up to the traffic asked for, hold, a spike, and back to today's",
    ),
    ("spike", "a spike out of steady traffic"),
    ("ramp", "a slow climb to the traffic asked for"),
    ("day", "a day in 24 minutes"),
    ("steady", "the traffic asked for, from the first second"),
];

/// The acts of a script that has a name.
#[must_use]
pub fn preset(name: &str) -> Option<Script> {
    let text = match name {
        "demo" => "ramp 30 s, hold 90 s, spike x1.5 30 s, back 8 min",
        "spike" => "ramp 1 s, hold 60 s, spike x2 30 s, hold 3 min",
        "ramp" => "ramp 5 min, hold 60 s",
        "day" => "day 24 min",
        "steady" => "ramp 1 s, hold 2 min",
        _ => return None,
    };
    let acts = text.split(',').filter_map(|act| read(act).ok());
    Some(Script(acts.map(Said::assumed).collect()))
}

/// The acts of a rehearsal, in the order of their writing: traffic one after the other, faults at their times.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Script(pub Vec<Said<Act>>);

impl Script {
    /// How long the traffic is scripted for, in seconds.
    #[must_use]
    pub fn lasts(&self) -> f64 {
        let of_act = |act: &Said<Act>| match &act.value {
            Act::Ramp(lasts)
            | Act::Hold(lasts)
            | Act::Spike(_, lasts)
            | Act::Back(lasts)
            | Act::Day(lasts) => lasts.to_f64(),
            Act::Fault(..) => 0.0,
        };
        self.0.iter().map(of_act).sum()
    }

    /// Whether it says how traffic goes; one of faults alone goes along that of the demo.
    #[must_use]
    pub fn has_traffic(&self) -> bool {
        self.0.iter().any(|act| !matches!(act.value, Act::Fault(..)))
    }
}

/// Reads one act: `spike x1.5 30 s`, `lose A at 60 s for 30 s`.
///
/// # Errors
/// What cannot be read, and what can.
pub fn read(text: &str) -> Result<Act, ScriptError> {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    let time = |words: &str| {
        let time = read_exact(words.trim(), Measure::Time);
        time.map_err(|error| number(text, &error.to_string()))
    };
    let times = |words: &str| {
        let factor = words.strip_prefix('x').and_then(Rational::parse_decimal);
        let factor = factor.filter(|factor| *factor > Rational::ZERO);
        factor.ok_or_else(|| number(text, &format!("expected a factor such as x1.5, found `{words}`")))
    };
    Ok(match word {
        "ramp" => Act::Ramp(time(rest)?),
        "hold" => Act::Hold(time(rest)?),
        "back" => Act::Back(time(rest)?),
        "day" => Act::Day(time(rest)?),
        "spike" => {
            let (factor, lasts) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let lasts = lasts.trim();
            Act::Spike(times(factor)?, time(lasts.strip_prefix("for ").unwrap_or(lasts))?)
        }
        "lose" | "kill" | "slow" | "runaway" | "forget" => {
            let (what, when) = rest
                .split_once(" at ")
                .ok_or_else(|| number(text, "expected the time of it, as in `at 60 s`"))?;
            let (at, lasts) = match when.split_once(" for ") {
                Some((at, lasts)) => (time(at)?, Some(time(lasts)?)),
                None => (time(when)?, None),
            };
            let (name, factor) = match what.trim().rsplit_once(" x") {
                Some((name, factor)) => (name, Some(times(&format!("x{factor}"))?)),
                None => (what, None),
            };
            let name = name.trim().to_owned();
            if name.is_empty() {
                return Err(number(text, "expected a name"));
            }
            let fault = match (word, factor) {
                ("slow", factor) => Fault::Slow(name, factor.unwrap_or(Rational::int(3))),
                ("runaway", factor) => Fault::Runaway(name, factor.unwrap_or(Rational::ONE)),
                (_, Some(_)) => return Err(number(text, "only `slow` and `runaway` have a factor")),
                ("forget", None) => Fault::Forget(name),
                (_, None) => Fault::Lose(name),
            };
            Act::Fault(fault, at, lasts)
        }
        _ => {
            let nearest = fiasco_source::nearest(word, WORDS);
            let nearest = WORDS.into_iter().find(|word| Some(*word) == nearest);
            let text = text.to_owned();
            return Err(ScriptError::Unknown { text, nearest });
        }
    })
}

fn number(text: &str, why: &str) -> ScriptError {
    ScriptError::Number {
        text: text.to_owned(),
        why: why.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn acts_are_read_as_people_write_them() {
        let seconds = |n: i64| Rational::int(n);
        for (text, expected) in [
            ("ramp 30 s", Act::Ramp(seconds(30))),
            ("hold 1.5 min", Act::Hold(seconds(90))),
            ("spike x2 30s", Act::Spike(seconds(2), seconds(30))),
            ("spike x2 for 30 s", Act::Spike(seconds(2), seconds(30))),
            (
                "kill old-1 at 60 s for 30 s",
                Act::Fault(Fault::Lose("old-1".into()), seconds(60), Some(seconds(30))),
            ),
            (
                "slow db x5 at 1 min",
                Act::Fault(Fault::Slow("db".into(), seconds(5)), seconds(60), None),
            ),
            (
                "runaway old-2 at 0 s",
                Act::Fault(Fault::Runaway("old-2".into(), seconds(1)), seconds(0), None),
            ),
        ] {
            assert_eq!(read(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_read_says_what_can() {
        for (text, says) in [
            ("holt 3 s", "did you mean `hold`?"),
            ("hold", "part of a script"),
            ("spike 2 30 s", "expected a factor such as x1.5, found `2`"),
            ("kill old-1", "expected the time of it"),
            ("kill x2 at 3 s", "expected"),
            ("forget db x2 at 3 s", "only `slow` and `runaway` have a factor"),
        ] {
            let error = read(text).map_err(|error| error.to_string());
            if text == "kill x2 at 3 s" {
                // A server may be called so.
                assert!(error.is_ok());
                continue;
            }
            assert!(
                error.as_ref().is_err_and(|error| error.contains(says)),
                "{text}: {error:?}"
            );
        }
    }

    #[test]
    fn presets_have_acts() {
        for (name, _) in PRESETS {
            assert!(preset(name).is_some_and(|script| script.lasts() > 60.0), "{name}");
        }
    }
}
