//! Numbers with a unit: NetBox keeps both in fields of their own, or knows the unit without saying it.

use super::row::{Row, Table, clip, text};
use fiasco_estate::Confidence;
use fiasco_estate::fact::{FactKind, Facts, RawFact};
use fiasco_estate::quantity::{Measure, Rational, read_exact};
use fiasco_source::{Kind, Node, Span};

/// A number above nothing in a unit that is known, in the base unit of what it measures. Anything else is told.
pub(super) fn above_nothing<'t>(
    node: Node<'t, '_>,
    (unit, measure): (&str, Measure),
    what: &str,
    table: &mut Table<'t>,
) -> Option<Rational> {
    let number = decimal(node).filter(|number| *number > Rational::ZERO);
    let amount = number
        .and(text(node))
        .and_then(|number| read_exact(&format!("{number} {unit}"), measure).ok());
    if amount.is_none() {
        let message = format!("expected {what} in {unit}, above 0, found {}", found(node));
        table.wrong(node.span(), message);
    }
    amount
}

/// A number above nothing whose unit is in another field, such as `weight` and `weight_unit`.
pub(super) fn with_unit<'t>(
    row: &Row<'t, '_>,
    [key, unit]: [&str; 2],
    (units, measure): (&[&str], Measure),
    table: &mut Table<'t>,
) -> Option<(Rational, Span)> {
    let node = row.get(key)?;
    let said = row.choice(unit);
    let Some(word) = said.and_then(text).filter(|word| units.contains(word)) else {
        let message = match said.map(found) {
            Some(found) => format!("`{unit}` is {found}: expected one of {}", units.join(", ")),
            None => format!("`{key}` has no `{unit}`, so it says nothing"),
        };
        table.wrong(said.unwrap_or(node).span(), message);
        return None;
    };
    let amount = above_nothing(node, (word, measure), &format!("`{key}`"), table)?;
    Some((amount, node.span()))
}

/// A plain number.
pub(super) fn decimal(node: Node<'_, '_>) -> Option<Rational> {
    text(node).and_then(Rational::parse_decimal)
}

/// Puts an exact number among facts.
pub(super) fn set(facts: &mut Facts, kind: FactKind, said: Option<(Rational, Span)>, confidence: Confidence) {
    if let Some((value, at)) = said {
        facts.set(RawFact {
            kind,
            lo: value,
            hi: value,
            at: Some(at),
            confidence,
        });
    }
}

/// What stands somewhere, for a message.
pub(super) fn found(node: Node<'_, '_>) -> String {
    match node.kind() {
        Kind::Scalar => format!("`{}`", clip(node.text().unwrap_or_default())),
        Kind::List => "a list".to_owned(),
        Kind::Map => "a map".to_owned(),
    }
}
