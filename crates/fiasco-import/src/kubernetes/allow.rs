//! `fiasco.dev/allow`: the annotation with which an object says that a finding about it is known.

use fiasco_estate::allow::{Allow, AllowScope};
use fiasco_source::{Entry, Node};

/// The annotation's key.
pub(super) const ALLOW: &str = "fiasco.dev/allow";

/// Takes annotations as known: tools write what they like into them, and only one is fiasco's.
pub(super) fn annotations(entry: Entry<'_, '_>) {
    entry.mark_irrelevant();
    if let Some(allow) = entry.value.find(ALLOW) {
        allow.mark_used();
    }
}

/// What an object allows, of findings that cite a line of its document.
pub(super) fn allowed(object: Node<'_, '_>) -> Vec<Allow> {
    let value = object
        .peek("metadata")
        .and_then(|metadata| metadata.peek("annotations")?.peek(ALLOW));
    let said = value.and_then(|value| Some((value.text()?, value.used_at())));
    let scope = AllowScope::Within(vec![object.span()]);
    said.map_or_else(Vec::new, |(text, at)| Allow::read_all(text, &scope, at))
}
