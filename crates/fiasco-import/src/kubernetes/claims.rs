//! PersistentVolumeClaims: which pods share a volume, how often it may be mounted, and who keeps data in one.

use super::document::Object;
use super::named::Named;
use super::reading::Reading;
use fiasco_estate::kubernetes::Access;
use fiasco_source::{Node, Span};

/// Claims by namespace and name: how often each may be mounted, and where that is written.
pub(super) type Claims<'t> = Named<'t, (Access, Option<Span>)>;

/// Reads a PersistentVolumeClaim.
pub(super) fn claim<'t>(reading: &mut Reading<'_>, object: &Object<'t, '_>, into: &mut Claims<'t>) {
    object.understood(&[]);
    let mut found = (Access::Unknown, None);
    if let Some(spec) = object.spec.and_then(|spec| reading.map(spec, object)) {
        found = access(reading, object, spec);
    }
    into.insert(object.namespace, object.name, found);
}

/// The widest of the access modes of a claim's `spec`.
pub(super) fn access(
    reading: &mut Reading<'_>,
    of: &Object<'_, '_>,
    spec: Node<'_, '_>,
) -> (Access, Option<Span>) {
    spec.irrelevant(&[
        "dataSource",
        "dataSourceRef",
        "resources",
        "selector",
        "storageClassName",
        "volumeAttributesClassName",
        "volumeMode",
        "volumeName",
    ]);
    let mut widest: Option<(Access, Span)> = None;
    let modes = spec.get("accessModes");
    let modes = modes.and_then(|modes| reading.list(modes, &format_args!("`accessModes` of {of}")));
    for mode in modes.into_iter().flat_map(Node::items) {
        let access = match mode.text() {
            Some("ReadWriteOncePod") => Access::OncePod,
            Some("ReadWriteOnce") => Access::Once,
            Some("ReadOnlyMany" | "ReadWriteMany") => Access::Many,
            _ => {
                let expected = "ReadWriteOnce, ReadOnlyMany, ReadWriteMany or ReadWriteOncePod";
                reading.misread(mode, &format_args!("`accessModes` of {of}"), expected);
                continue;
            }
        };
        if widest.is_none_or(|(known, _)| access > known) {
            widest = Some((access, mode.used_at()));
        }
    }
    widest.map_or((Access::Unknown, None), |(access, at)| (access, Some(at)))
}
