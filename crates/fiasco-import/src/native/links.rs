//! `links:` of the native notation: `a -- b: rate, delay`; an end may be a range.

use super::names::expand;
use super::read::{Reader, said};
use crate::part::{LinkRow, declared};
use fiasco_estate::NoteKind;
use fiasco_estate::fact::{FactKind, Facts};
use fiasco_estate::quantity::{Measure, read};
use fiasco_source::{Entry, Kind, Node};

impl Reader<'_> {
    pub(super) fn links(&mut self, node: Node<'_, '_>) {
        match node.kind() {
            Kind::List => {
                self.part.links.reserve(node.items().len());
                for item in node.items() {
                    if self.is_kind(item, Kind::Map, "a link such as `a -- b: 1 Gbit/s`") {
                        for entry in item.entries() {
                            self.link(&entry);
                        }
                    }
                }
            }
            Kind::Map => {
                for entry in node.entries() {
                    self.link(&entry);
                }
            }
            Kind::Scalar => {
                self.is_kind(node, Kind::List, "a list of links such as `- a -- b: 1 Gbit/s`");
            }
        }
    }

    fn link(&mut self, entry: &Entry<'_, '_>) {
        entry.mark_used();
        let Some((a, b)) = entry.key.split_once("--") else {
            let message = format!("expected a link such as `a -- b`, found `{}`", entry.key);
            return self.note(NoteKind::Unreadable, entry.key_span, message);
        };
        let mut facts = Facts::default();
        if !entry.value.is_null() {
            let Some(text) = self.word(entry.value) else {
                return;
            };
            for part in text.split(", ").map(str::trim) {
                self.link_fact(entry, part, &mut facts);
            }
        }
        let ends = [a.trim(), b.trim()].map(expand);
        match ends {
            [Ok(left), Ok(right)] => {
                for a in &left {
                    for b in &right {
                        let (a, b) = (said(a, entry.key_span), said(b, entry.key_span));
                        self.part.links.push(LinkRow {
                            a,
                            b,
                            at: entry.key_span,
                            facts: facts.clone(),
                        });
                    }
                }
            }
            [Err(error), _] | [_, Err(error)] => self.note(NoteKind::Unreadable, entry.key_span, error),
        }
    }

    fn link_fact(&mut self, entry: &Entry<'_, '_>, text: &str, facts: &mut Facts) {
        let at = entry.value.span();
        let fact = match read(text, Measure::DataRate) {
            Ok(rate) => declared(FactKind::Rate, rate, at),
            Err(error) => match read(text, Measure::Time) {
                Ok(delay) => declared(FactKind::Delay, delay, at),
                Err(_) => return self.note(NoteKind::Unreadable, at, error.to_string()),
            },
        };
        facts.set(fact);
    }
}
