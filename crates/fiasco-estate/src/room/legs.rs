//! Which leg of a three-phase feed devices are on that name none: the one that all outlets lie on which they can be
//! plugged into. Where these lie on several legs, or on one that nobody states, nobody knows.

use super::plug::{Fit, Plug, cord};
use super::{ByPlace, Leg, Like, Likes, Outlets, Supplies};
use crate::estate::Estate;
use crate::ids::{FeedId, OutletsId, RackId};
use std::collections::BTreeMap;

/// The legs that outlets tell.
#[derive(Debug, Clone, Default)]
pub struct Legs {
    /// By feed and like; in a rack none where its outlets, and those of the room, are not all on one leg.
    of: BTreeMap<(FeedId, u32), ByPlace<Option<Leg>>>,
}

impl Legs {
    /// Finds them, for likes that hang on a three-phase feed by name and not by leg.
    #[must_use]
    pub fn of(estate: &Estate, likes: &Likes, supplies: &Supplies) -> Self {
        let mut legs = Self::default();
        if !are_told(estate) {
            return legs;
        }
        for feed in estate.feed_ids().filter(|feed| estate.feed(*feed).three_phase) {
            let racks = supplies.racks_on(feed);
            for at in likes.on_feed.get(feed.index()).into_iter().flatten() {
                let like = likes.all.get(*at as usize);
                let Some(like) = like.filter(|like| like.hangs_loose(feed)) else {
                    continue;
                };
                let found = of_like(estate, supplies, like, feed, &racks);
                if found.elsewhere.is_some() || found.in_rack.values().any(Option::is_some) {
                    legs.of.insert((feed, *at), found);
                }
            }
        }
        legs
    }

    /// The legs of what a like hangs on a feed without naming a leg; none where outlets tell nothing.
    #[must_use]
    pub fn of_like(&self, feed: FeedId, like: u32) -> Option<&ByPlace<Option<Leg>>> {
        self.of.get(&(feed, like))
    }
}

/// Whether outlets of any feed state their leg.
pub(super) fn are_told(estate: &Estate) -> bool {
    estate.outlets.iter().any(|row| row.leg.is_some())
}

/// Whether one of these inlets may be fed from an outlet; any outlet may do where no inlet is known.
pub(super) fn fits(row: &Outlets, inlets: &[Plug]) -> bool {
    inlets.is_empty() || inlets.iter().any(|inlet| cord(row.kind, *inlet) != Fit::None)
}

fn of_like(
    estate: &Estate,
    supplies: &Supplies,
    like: &Like,
    feed: FeedId,
    racks: &[RackId],
) -> ByPlace<Option<Leg>> {
    let of_room = |rack: &&RackId| estate.rack(**rack).room.is_none_or(|room| room == like.room);
    let racks: Vec<RackId> = racks.iter().filter(of_room).copied().collect();
    supplies.by_place(&racks, (like.room, feed), |rows| {
        one_leg(estate, rows, &like.inlets)
    })
}

/// The leg of all outlets that one of these inlets may be fed from; of all outlets where no inlet is known.
fn one_leg(estate: &Estate, rows: impl Iterator<Item = OutletsId>, inlets: &[Plug]) -> Option<Leg> {
    let mut found = None;
    for row in rows.map(|row| estate.outlets_of(row)) {
        if !fits(row, inlets) {
            continue;
        }
        let leg = row.leg?;
        if *found.get_or_insert(leg) != leg {
            return None;
        }
    }
    found
}
