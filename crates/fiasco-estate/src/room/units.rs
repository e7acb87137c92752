//! Which rated power units devices are plugged into: surely one that alone has outlets for them, perhaps one of
//! several that have.

use super::legs::fits;
use super::{ByPlace, Like, Likes, Supplies};
use crate::estate::Estate;
use crate::fact::FactKind;
use crate::ids::{OutletsId, PowerUnitId};
use std::collections::BTreeMap;

/// Whether what hangs on a feed is plugged into one of its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plugged {
    /// None of its outlets is within reach, or none fits.
    No,
    /// Outlets of other units do as well.
    Maybe,
    /// No other unit has outlets for it.
    Surely,
}

/// Devices of a like that a unit may carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnUnit {
    /// The like, as a position in [`Likes::all`].
    pub like: u32,
    /// Whether they are plugged into it.
    pub plugged: ByPlace<Plugged>,
}

/// What each unit whose rating is stated may carry.
#[derive(Debug, Clone, Default)]
pub struct UnitLoads {
    of: BTreeMap<PowerUnitId, Vec<OnUnit>>,
}

impl UnitLoads {
    /// Finds it, for units that state a current and name their feed.
    #[must_use]
    pub fn of(estate: &Estate, likes: &Likes, supplies: &Supplies) -> Self {
        let mut loads = Self::default();
        for unit in estate.power_unit_ids() {
            let row = estate.power_unit(unit);
            let Some(feed) = row.feed.filter(|_| row.facts.has(FactKind::Current)) else {
                continue;
            };
            let racks = supplies.racks_on(feed);
            let on_feed = likes.on_feed.get(feed.index()).into_iter().flatten();
            let all = on_feed.filter_map(|at| {
                let like = likes.all.get(*at as usize)?;
                let alone = likes.feeds_of_room[like.room.index()].len() == 1;
                let most = if like.feeds.is_empty() && !alone {
                    // It may hang on another feed altogether.
                    Plugged::Maybe
                } else {
                    Plugged::Surely
                };
                let plugged = supplies.by_place(&racks, (like.room, feed), |rows| {
                    plugged(estate, unit, like, rows, most)
                });
                Some(OnUnit { like: *at, plugged })
            });
            loads.of.insert(unit, all.collect());
        }
        loads
    }

    /// What one unit may carry; nothing where its rating is not stated.
    #[must_use]
    pub fn of_unit(&self, unit: PowerUnitId) -> &[OnUnit] {
        self.of.get(&unit).map(Vec::as_slice).unwrap_or_default()
    }
}

/// Whether a like is plugged into a unit where it has these outlets within reach; at most so.
fn plugged(
    estate: &Estate,
    unit: PowerUnitId,
    like: &Like,
    rows: &mut dyn Iterator<Item = OutletsId>,
    most: Plugged,
) -> Plugged {
    let rows = rows.map(|row| estate.outlets_of(row));
    let (mut own, mut others) = (false, false);
    for row in rows.filter(|row| fits(row, &like.inlets)) {
        own |= row.unit == unit;
        others |= row.unit != unit;
    }
    match (own, others) {
        (false, _) => Plugged::No,
        (true, true) => Plugged::Maybe,
        (true, false) => most,
    }
}
