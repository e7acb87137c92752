//! Devices that weigh, draw and plug in alike. Every sum over a room, a rack or a feed is a count of likes times
//! what each of them takes, so growth only has to remember at which steps a like was born.

use super::legs::are_told;
use super::plug::Plug;
use super::{Airflow, Face, FeedUse, PowerUnit};
use crate::bounds::Bounds;
use crate::estate::Estate;
use crate::fact::{FactKind, key};
use crate::ids::{DeviceId, FeedId, RoomId};
use crate::quantity::{Overflow, Rational};
use crate::room::Leg;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The least a device draws of its nameplate in normal operation; a plate of 500 W is seen to draw 150 W to 250 W,
/// and may never draw more than it says.
const LEAST_OF_NAMEPLATE: (i128, i128) = (3, 10);

/// A kind of device in one room: alike in draw, mass and feeds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Like {
    /// The first of them, in source order, planned or not.
    pub first: DeviceId,
    /// The room.
    pub room: RoomId,
    /// The feeds they name; none counts in full on every feed of the room.
    pub feeds: Vec<FeedUse>,
    /// What each draws, in watts.
    pub draw: Bounds,
    /// What each weighs, in kilograms.
    pub mass: Bounds,
    /// Which way each blows, seen from the front of its rack; `None` where that is not known, or not from one end
    /// to the other.
    pub blows: Option<Airflow>,
    /// The warmest air each may take in, in kelvins.
    pub max_inlet: Bounds,
    /// The kinds of their inlets, where outlets state legs or units a rating; else nobody asks for them.
    pub inlets: Vec<Plug>,
    /// How many stand today.
    pub today: i64,
}

/// What devices draw and weigh, by likes.
#[derive(Debug, Clone, Default)]
pub struct Likes {
    /// All likes, in the order of their first devices.
    pub all: Vec<Like>,
    /// The like of each device that is in a room, as a position in `all`.
    pub of_device: Vec<Option<u32>>,
    /// Likes by room.
    pub in_room: Vec<Vec<u32>>,
    /// Likes that stand in each rack today, with how many of each.
    pub in_rack: Vec<Vec<(u32, i64)>>,
    /// Feeds by room.
    pub feeds_of_room: Vec<Vec<FeedId>>,
    /// Likes that draw from each feed, those that name none among them.
    pub on_feed: Vec<Vec<u32>>,
    /// Likes that draw from the feeds of each UPS, with the share of their draw it carries; all of its room in full
    /// where no feeds are stated.
    pub on_ups: Vec<Vec<(u32, Rational)>>,
}

impl Likes {
    /// Finds them. A draw that grows beyond exact computation is unknown.
    #[must_use]
    pub fn of(estate: &Estate) -> Self {
        let mut likes = Self {
            in_room: vec![Vec::new(); estate.rooms.len()],
            feeds_of_room: vec![Vec::new(); estate.rooms.len()],
            in_rack: vec![Vec::new(); estate.racks.len()],
            ..Self::default()
        };
        for feed in estate.feed_ids() {
            if let Some(room) = estate.feed(feed).room {
                likes.feeds_of_room[room.index()].push(feed);
            }
        }
        let mut known = Kinds::default();
        // Only rated units and legs ask which outlets devices fit.
        let rated = |unit: &PowerUnit| unit.facts.has(FactKind::Current);
        let asks = are_told(estate) || estate.power_units.iter().any(rated);
        for id in estate.device_ids() {
            let device = estate.device(id);
            let Some(room) = device.room else {
                likes.of_device.push(None);
                continue;
            };
            let feeds = device.feeds.as_ref().map(|said| &said.value);
            let (draw, mass) = (
                draw(estate, id).unwrap_or(Bounds::UNKNOWN),
                estate.device_fact(id, key::Weight).bounds(),
            );
            let blows = blows(estate, id);
            let max_inlet = estate.device_fact(id, key::MaxInlet).bounds();
            let inlets = if asks { inlets(estate, id) } else { Vec::new() };
            let candidates = known.of(room, feeds);
            let same = |at: &&u32| {
                let like: Option<&Like> = likes.all.get(**at as usize);
                like.is_some_and(|like| {
                    let alike =
                        (like.draw, like.mass, like.blows, like.max_inlet) == (draw, mass, blows, max_inlet);
                    alike && like.inlets == inlets
                })
            };
            let at = candidates.iter().find(same).copied().unwrap_or_else(|| {
                let at = u32::try_from(likes.all.len()).unwrap_or(u32::MAX);
                candidates.push(at);
                likes.in_room[room.index()].push(at);
                likes.all.push(Like {
                    first: id,
                    room,
                    feeds: feeds.map(|feeds| feeds.to_vec()).unwrap_or_default(),
                    draw,
                    mass,
                    blows,
                    max_inlet,
                    inlets: inlets.clone(),
                    today: 0,
                });
                at
            });
            if device.planned.is_none()
                && let Some(like) = likes.all.get_mut(at as usize)
            {
                like.today += 1;
                if let Some(stand) = &device.stand {
                    let rack = &mut likes.in_rack[stand.value.rack.index()];
                    match rack.iter_mut().find(|(like, _)| *like == at) {
                        Some((_, count)) => *count += 1,
                        None => rack.push((at, 1)),
                    }
                }
            }
            likes.of_device.push(Some(at));
        }
        likes.hang(estate);
        likes
    }

    /// Which likes hang on which feeds and UPSs.
    fn hang(&mut self, estate: &Estate) {
        self.on_feed = vec![Vec::new(); estate.feeds.len()];
        for (at, like) in (0_u32..).zip(&self.all) {
            let named = like.feeds.iter().map(|used| used.feed);
            let of_room = || self.feeds_of_room[like.room.index()].iter().copied();
            let mut feeds: Vec<FeedId> = if like.feeds.is_empty() {
                of_room().collect()
            } else {
                named.collect()
            };
            feeds.sort_unstable();
            feeds.dedup();
            for feed in feeds {
                self.on_feed[feed.index()].push(at);
            }
        }
        for ups in &estate.ups {
            let mut feeds = ups.feeds.clone();
            feeds.sort_unstable();
            feeds.dedup();
            let mut likes: Vec<u32> = Vec::new();
            if let Some(room) = ups.room {
                likes.extend(&self.in_room[room.index()]);
            }
            for feed in &feeds {
                likes.extend(&self.on_feed[feed.index()]);
            }
            likes.sort_unstable();
            likes.dedup();
            let with_share = likes.into_iter().filter_map(|at| {
                let like = self.all.get(at as usize)?;
                let share = if ups.room.is_some() {
                    Rational::ONE
                } else {
                    like.share_of_any(&feeds)
                };
                Some((at, share))
            });
            self.on_ups.push(with_share.collect());
        }
    }
}

/// Likes by room and feeds. Devices that name the same feeds mostly share one list of them, so that only its place in
/// memory is looked up; lists that say the same all the same lead to one row.
#[derive(Default)]
struct Kinds<'e> {
    rows: Vec<Vec<u32>>,
    by_list: BTreeMap<(RoomId, &'e [FeedUse]), usize>,
    by_place: HashMap<(RoomId, usize), usize>,
}

impl<'e> Kinds<'e> {
    fn of(&mut self, room: RoomId, feeds: Option<&'e Arc<Vec<FeedUse>>>) -> &mut Vec<u32> {
        let place = feeds.map_or(0, |feeds| Arc::as_ptr(feeds).addr());
        let at = *self.by_place.entry((room, place)).or_insert_with(|| {
            let list = feeds.map(|feeds| feeds.as_slice()).unwrap_or_default();
            *self.by_list.entry((room, list)).or_insert_with(|| {
                self.rows.push(Vec::new());
                self.rows.len() - 1
            })
        });
        &mut self.rows[at]
    }
}

/// What a device draws: what is stated, else a share of its nameplate, else anything.
///
/// # Errors
/// [`Overflow`] when it grows beyond exact computation.
pub fn draw(estate: &Estate, device: DeviceId) -> Result<Bounds, Overflow> {
    let stated = estate.device_fact(device, key::Power);
    if stated.is_known() {
        return Ok(stated.bounds());
    }
    let plate = estate.device_fact(device, key::Nameplate).bounds();
    let least = Rational::new(LEAST_OF_NAMEPLATE.0, LEAST_OF_NAMEPLATE.1)?;
    Ok(Bounds {
        lo: plate.lo.times(least)?,
        hi: plate.hi,
    })
}

/// The kinds of a device's inlets, in their order.
fn inlets(estate: &Estate, device: DeviceId) -> Vec<Plug> {
    let hardware = estate.device(device).hardware.map(|id| estate.one_hardware(id));
    let inlets = hardware.map(|own| own.inlets.as_slice()).unwrap_or_default();
    inlets.iter().map(|(kind, _)| *kind).collect()
}

/// Which way a device blows, seen from the front of its rack: one that is mounted from the rear is turned around.
#[must_use]
pub fn blows(estate: &Estate, device: DeviceId) -> Option<Airflow> {
    let row = estate.device(device);
    let airflow = estate.one_hardware(row.hardware?).airflow?;
    let turned = row
        .stand
        .as_ref()
        .is_some_and(|stand| stand.value.face == Face::Rear);
    match (airflow, turned) {
        (Airflow::FrontToRear, false) | (Airflow::RearToFront, true) => Some(Airflow::FrontToRear),
        (Airflow::RearToFront, false) | (Airflow::FrontToRear, true) => Some(Airflow::RearToFront),
        (Airflow::Sideways | Airflow::Passive, _) => None,
    }
}

impl Like {
    /// The share of a device's draw that one feed carries, while `lost` is down: all of it where the device names
    /// no feed, since nobody knows which it hangs on; nothing where it does not hang on that feed.
    #[must_use]
    pub fn share(&self, feed: FeedId, lost: Option<FeedId>) -> Rational {
        if self.feeds.is_empty() {
            return Rational::ONE;
        }
        let left = self.feeds.iter().filter(|used| Some(used.feed) != lost);
        let count = i128::try_from(left.clone().count()).unwrap_or(i128::MAX);
        let here = i128::try_from(left.filter(|used| used.feed == feed).count()).unwrap_or(0);
        if here == 0 {
            return Rational::ZERO;
        }
        Rational::new(here, count).unwrap_or(Rational::ONE)
    }

    /// The share of a device's draw that some feeds carry together: all of it at most.
    #[must_use]
    pub fn share_of_any(&self, feeds: &[FeedId]) -> Rational {
        if self.feeds.is_empty() {
            return Rational::ONE;
        }
        self.share_where(|used| feeds.contains(&used.feed))
    }

    /// The share of a device's draw that hangs on one leg of a feed; none for what names no leg of it.
    #[must_use]
    pub fn share_of_leg(&self, feed: FeedId, leg: Leg) -> Rational {
        self.share_where(|used| used.feed == feed && used.leg == Some(leg))
    }

    /// The share of a device's draw that hangs on a feed which it names, and no leg of it.
    #[must_use]
    pub fn share_of_no_leg(&self, feed: FeedId) -> Rational {
        self.share_where(|used| used.feed == feed && used.leg.is_none())
    }

    /// Whether it names a feed, and no leg of it, for some of what it draws.
    pub(super) fn hangs_loose(&self, feed: FeedId) -> bool {
        self.feeds
            .iter()
            .any(|used| used.feed == feed && used.leg.is_none())
    }

    fn share_where(&self, counts: impl Fn(&FeedUse) -> bool) -> Rational {
        let all = i128::try_from(self.feeds.len()).unwrap_or(i128::MAX);
        let here = self.feeds.iter().filter(|used| counts(used)).count();
        Rational::new(i128::try_from(here).unwrap_or(0), all).unwrap_or(Rational::ZERO)
    }
}
