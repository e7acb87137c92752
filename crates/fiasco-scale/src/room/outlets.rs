//! Power cords of what growth makes: each goes, or would have gone, into a row of outlets.

use fiasco_estate::{Estate, NewDevice, RackId, Relations, Step};

/// The birth steps of cords by row of outlets. Each new device is plugged in where it stands; one without a rack, as its
/// origin is.
pub(crate) fn fill(
    (estate, relations): (&Estate, &Relations),
    devices: &[NewDevice],
    racks: &[Option<RackId>],
) -> Vec<Vec<Step>> {
    // As today's devices leave them.
    let mut plugging = relations.plugging.clone();
    let mut steps = vec![Vec::new(); plugging.cords.len()];
    for (new, rack) in devices.iter().zip(racks) {
        plugging.plug(estate, &relations.supplies, new.origin, *rack, |row| {
            if let Some(steps) = steps.get_mut(row.index()) {
                steps.push(new.step);
            }
        });
    }
    steps
}
