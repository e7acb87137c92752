//! What importers read between the lines: host names in values of the environment, options on command lines, and
//! the calls they hint at. Hints order the questions to ask; they are never facts.

pub(crate) mod command;
mod hosts;
pub(crate) mod side;

pub(crate) use hosts::hosts;

use crate::part::CallRow;
use fiasco_estate::confidence::{Confidence, Said};
use fiasco_estate::quantity::Rational;
use fiasco_source::Span;
use indexmap::IndexMap;

/// What hints at a call.
pub(crate) struct Edge {
    /// The variable, option or key that named the callee.
    pub hint: String,
    /// Where it is written.
    pub at: Span,
    /// Whether it carries no request traffic.
    pub side: bool,
}

/// The services that one service may call, by index, each with its strongest hint: one for requests is stronger
/// than one for a side channel, and of equals the first counts.
#[derive(Default)]
pub(crate) struct Edges(IndexMap<usize, Edge>);

impl Edges {
    /// Adds a hint.
    pub fn add(&mut self, to: usize, edge: Edge) {
        match self.0.get(&to) {
            Some(known) if !known.side || edge.side => {}
            _ => drop(self.0.insert(to, edge)),
        }
    }

    /// Whether something hints at this callee already.
    pub fn has(&self, to: usize) -> bool {
        self.0.contains_key(&to)
    }

    /// The calls, with the names of the callees. What is declared needs no guess.
    pub fn add_to(self, calls: &mut Vec<CallRow>, name: impl Fn(usize) -> Option<String>) {
        for (to, edge) in self.0 {
            let Some(name) = name(to) else { continue };
            if calls.iter().any(|call| call.to.value == name) {
                continue;
            }
            calls.push(CallRow {
                to: Said::new(name, edge.at),
                times: Rational::ONE,
                bytes: None,
                confidence: Confidence::Inferred,
                side_channel: edge.side,
                hint: Some(edge.hint),
                at: edge.at,
            });
        }
    }
}
