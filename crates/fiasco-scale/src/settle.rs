//! What was born gets its places: in racks and networks, then, by the rack it stands in, in ports and outlets. Each of
//! these asks nothing of the others, so that two are done side by side.

use crate::addresses::{self, Places};
use crate::room::placing::Placing;
use crate::room::ports::Plugging;
use crate::room::{outlets, ports};
use fiasco_estate::{Estate, Grown, NewDevice, Plan, RackId, Relations, Step};

/// What is free today, and what copies of each device will ask for.
pub(crate) struct Today {
    placing: Placing,
    ports: Option<Plugging>,
}

impl Today {
    /// Before anything is born.
    pub(crate) fn of(files: (&Estate, &Relations), plan: &Plan) -> Self {
        Self {
            placing: Placing::of(files.0, plan),
            ports: ports::today(files),
        }
    }
}

/// Settles all new devices of `grown`, in order of birth.
pub(crate) fn settle(files: (&Estate, &Relations), today: Today, grown: &mut Grown) {
    let relations = files.1;
    let devices = std::mem::take(&mut grown.devices);
    let (racks, places) = rayon::join(
        || place(files, today.placing, &devices, grown),
        || addresses::hand_out(files, &devices),
    );
    let ((port_steps, new_links), (outlet_steps, like_steps)) = rayon::join(
        || ports::plug_in(relations, today.ports, &devices, &racks),
        || {
            (
                outlets::fill(files, &devices, &racks),
                by_like(relations, &devices),
            )
        },
    );
    let Places {
        addresses,
        place_steps,
        lease_steps,
    } = places;
    *grown = Grown {
        devices,
        addresses,
        place_steps,
        lease_steps,
        port_steps,
        new_links,
        outlet_steps,
        like_steps,
        ..std::mem::take(grown)
    };
}

/// Places all of them in racks, and gives the rack of each that found a place.
fn place(
    (estate, relations): (&Estate, &Relations),
    mut placing: Placing,
    devices: &[NewDevice],
    grown: &mut Grown,
) -> Vec<Option<RackId>> {
    let rooms = estate.rooms.len();
    grown.rack_steps = vec![Vec::new(); estate.racks.len()];
    grown.asked_steps = vec![Vec::new(); rooms];
    grown.refused_steps = vec![Vec::new(); rooms];
    grown.unmeasured = vec![None; rooms];
    grown.fits_together = vec![false; rooms];
    let racks = (0_u32..).zip(devices).map(|(position, new)| {
        let born = (new.origin, new.number, position);
        let stand = placing.bear(relations, grown, born, new.step);
        stand.map(|stand| stand.rack)
    });
    racks.collect()
}

fn by_like(relations: &Relations, devices: &[NewDevice]) -> Vec<Vec<Step>> {
    let mut steps = vec![Vec::new(); relations.likes.all.len()];
    for new in devices {
        if let Some(Some(like)) = relations.likes.of_device.get(new.origin.index())
            && let Some(steps) = steps.get_mut(*like as usize)
        {
            steps.push(new.step);
        }
    }
    steps
}
