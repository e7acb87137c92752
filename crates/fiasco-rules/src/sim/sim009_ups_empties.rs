//! # SIM009 ups-empties
//!
//! A feed fails, and the battery that carries it is empty before it is back.
//!
//! ## What breaks
//! Everything behind the UPS that has no other feed.
//!
//! ## Why growth brings it out
//! A battery gives less than in proportion the more it is asked for (Peukert).
//!
//! ## How it is computed
//! The estate's `script:` loses a feed. Its UPS carries what hangs on it: at once too much where that is more than
//! it is rated for, else it empties by (P / P₀)^k / t₀ a second, with t₀ the `runtime` at P₀ and k the exponent
//! (1.2 where none is stated). Used: the share of its charge that is gone. It breaks at all of it.
//!
//! ## Example
//! ```yaml
//! room: {feeds: {A: 230 V 16 A}, cooling: 20 kW, ups: {rating: 3 kVA, runtime: 2 min, runtime_at: 1 kW, feeds: A}}
//! racks: {r1: {units: 42}}
//! devices:
//!   box-[1-2]: {rack: r1, size: 2 U, power: 400 W, cores: 4, feeds: A}
//! services: {web: {runs: "box-[1-2]", cpu: 10 ms, cpu_p99: 40 ms}}
//! traffic: {web: 100/s}
//! script: [ramp 1 s, hold 2 min, lose A at 10 s for 90 s]
//! ```
//! ```text
//! $ fiasco check --to servers=x2
//! estate.yaml:1:78: ≈x1.56 SIM009 ups-empties: servers ≈x1.56: ups carries 1.6 kW from its battery and is empty after 1 min 18 s; possibly from ≈x1.5 on [stops]
//! ```
//!
//! ## When it stays quiet
//! Where no `script:` of the estate loses a feed behind a UPS; [PWR008](PWR008.md) needs none.
//!
//! ## Fix
//! A larger battery, fewer watts, or a generator.
//!
//! ## Undo
//! Switch the added devices off.
//!
//! ## References
//! W. Peukert, *Über die Abhängigkeit der Kapazität von der Entladestromstärke bei Bleiakkumulatoren*, 1897; the
//! book: [the rehearsal](../rehearsal.md).

use super::{DRAWS, Kind, after, nothing, ranged};
use crate::rule::{Class, Effect, Meta, Rule, Story, Subject};
use crate::verdict::Verdict;
use crate::words;
use fiasco_estate::fact::key;
use fiasco_estate::quantity::{Measure, Overflow};
use fiasco_estate::rehearsed::BatterySeen;
use fiasco_estate::{Bounds, View};

/// The rule.
pub static RULE: UpsEmpties = UpsEmpties;

/// SIM009.
pub struct UpsEmpties;

static META: Meta = Meta {
    code: "SIM009",
    name: "ups-empties",
    class: Class::Fault,
    effect: Effect::Stops,
    since: "0.1.0",
    measure: Measure::Ratio,
    trends: DRAWS,
    contradiction: false,
    attached: false,
    fix: "a larger battery, fewer watts, or a generator",
    undo: "switch the added devices off",
    source: include_str!("sim009_ups_empties.rs"),
};

/// UPSs that carried something.
const BATTERIES: Kind<BatterySeen> = Kind {
    all: |seen| &seen.batteries,
    subject: |_, battery| Some(Subject::Ups(battery.ups)),
};

impl Rule for UpsEmpties {
    fn meta(&self) -> &'static Meta {
        &META
    }

    fn subjects(&self, view: &View<'_>) -> Vec<Subject> {
        BATTERIES.subjects(view)
    }

    fn judge(&self, view: &View<'_>, subject: Subject) -> Result<Verdict, Overflow> {
        Ok(match BATTERIES.of(view, subject) {
            Some(seen) => Verdict::below(seen.used, Bounds::ONE),
            None => nothing(),
        })
    }

    fn explain(&self, view: &View<'_>, subject: Subject) -> Result<Story, Overflow> {
        let (Some(seen), Subject::Ups(id)) = (BATTERIES.of(view, subject), subject) else {
            return Ok(Story::new("", ""));
        };
        let row = view.estate.one_ups(id);
        let name = &row.name.value;
        let (lasts, at) = (row.facts.get(key::Runtime), row.facts.get(key::RuntimeAt));
        let most = ranged(seen.most, Measure::Power);
        let says = format!(
            "{name} carries {most} from its battery and is empty{}",
            after(seen.empty_at)
        );
        Ok(Story::new(name.clone(), says)
            .formula(format!(
                "{name}: {} at {}, asked for {most}",
                words::bounds(lasts.bounds(), Measure::Time),
                words::bounds(at.bounds(), Measure::Power)
            ))
            .cite(lasts.at, format!("how long {name} holds"))
            .rests_on(lasts.confidence))
    }
}
