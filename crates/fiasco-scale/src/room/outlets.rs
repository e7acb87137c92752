//! Power cords of what growth makes: each goes, or would have gone, into a row of outlets.

use fiasco_estate::room::Plugging;
use fiasco_estate::{DeviceId, Estate, Grown, RackId, Relations, Step};

/// The outlets as they fill.
pub(crate) struct Filling(Plugging);

impl Filling {
    /// As today's devices leave them; makes room for the births of cords.
    pub(crate) fn of(relations: &Relations, grown: &mut Grown) -> Self {
        let plugging = relations.plugging.clone();
        grown.outlet_steps = vec![Vec::new(); plugging.cords.len()];
        Self(plugging)
    }

    /// Plugs in a device like `origin` that was born at `step`, in the rack it was placed in; without one, as its
    /// origin is.
    pub(crate) fn plug(
        &mut self,
        (estate, relations): (&Estate, &Relations),
        grown: &mut Grown,
        (origin, rack): (DeviceId, Option<RackId>),
        step: Step,
    ) {
        for row in self.0.plug(estate, &relations.supplies, origin, rack) {
            if let Some(steps) = grown.outlet_steps.get_mut(row.index()) {
                steps.push(step);
            }
        }
    }
}
