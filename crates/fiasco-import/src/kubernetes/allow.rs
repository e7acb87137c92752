//! `fiasco.dev/allow`: the annotation with which an object says that a finding about it is known.

use fiasco_source::{Entry, Node, Span};

/// The annotation's key.
pub(super) const ALLOW: &str = "fiasco.dev/allow";

/// Takes annotations as known: tools write what they like into them, and only one is fiasco's.
pub(super) fn annotations(entry: Entry<'_, '_>) {
    entry.mark_irrelevant();
    if let Some(allow) = entry.value.find(ALLOW) {
        allow.mark_used();
    }
}

/// What an object allows, as it is written, and where. Nobody reads it yet: this is where suppressions begin.
#[cfg_attr(
    not(test),
    expect(
        dead_code,
        reason = "suppressions are read by the part of the importer that fills `Part.allows`"
    )
)]
pub(super) fn allowed<'t>(object: Node<'t, '_>) -> Option<(&'t str, Span)> {
    let value = object.peek("metadata")?.peek("annotations")?.peek(ALLOW)?;
    Some((value.text()?, value.used_at()))
}
