//! Places in racks against exhaustive search on small rooms: never an overlap, never a refusal of what would go in,
//! never fewer than the most where the packer promises the most.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test says what it expects, and what it measured"
)]

use fiasco_estate::ids::RackId;
use fiasco_estate::room::HALF_UNITS;
use fiasco_scale::room::pack::{Footprint, Packer, Place, Request, Shape, Space, Standing};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroU32;
use std::time::Instant;

use Footprint::{FrontOnly, Full, RearOnly};

type Room = BTreeMap<RackId, Space>;

/// What is shown, the room, who asks in turn, and where each goes as rack and half unit.
type Case<'a> = (&'a str, Room, &'a [Request], &'a [Option<(u32, u32)>]);

/// Half units of so many whole ones.
fn units(count: u32) -> u32 {
    count * HALF_UNITS
}

fn request(height: u32, footprint: Footprint, origin: Option<u32>) -> Request {
    let height = NonZeroU32::new(height).expect("a height");
    Request {
        shape: Shape { height, footprint },
        origin: origin.map(RackId),
    }
}

/// A rack of so many units in which these stretches of units, the lowest being 1, are taken on both faces.
fn rack(height: u32, taken: &[(u32, u32)]) -> Space {
    let standing = taken.iter().map(|&(first, last)| Standing {
        at: units(first - 1),
        height: units(last - first + 1),
        footprint: Full,
    });
    Space {
        height: units(height),
        reserved: Vec::new(),
        standing: standing.collect(),
    }
}

fn room(racks: impl IntoIterator<Item = Space>) -> Room {
    (0..).map(RackId).zip(racks).collect()
}

/// Where each goes, as rack and half unit.
fn places(room: &Room, requests: &[Request]) -> Vec<Option<(u32, u32)>> {
    let mut packer = Packer::new(room);
    let place = |asked: &Request| packer.place(*asked).map(|place| (place.rack.0, place.at));
    requests.iter().map(place).collect()
}

/// Front and rear of each rack, one bit a half unit: 1 is free. The slow and obvious notion of a room.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Grid(Vec<[u32; 2]>);

fn bits(at: u32, height: u32) -> u32 {
    (at..at.saturating_add(height).min(32)).fold(0, |bits, at| bits | 1 << at)
}

fn faces(footprint: Footprint) -> &'static [usize] {
    match footprint {
        Full => &[0, 1],
        FrontOnly => &[0],
        RearOnly => &[1],
    }
}

impl Grid {
    fn of(room: &Room) -> Self {
        let mut grid = Self(Vec::new());
        for (index, space) in room.values().enumerate() {
            grid.0.push([bits(0, space.height); 2]);
            for &(at, height) in &space.reserved {
                grid.clear(index, at, height, Full);
            }
            for device in &space.standing {
                grid.clear(index, device.at, device.height, device.footprint);
            }
        }
        grid
    }

    fn clear(&mut self, rack: usize, at: u32, height: u32, footprint: Footprint) {
        for &face in faces(footprint) {
            self.0[rack][face] &= !bits(at, height);
        }
    }

    /// What is free on all faces of a footprint.
    fn free(&self, rack: usize, footprint: Footprint) -> u32 {
        let both = faces(footprint).iter().map(|&face| self.0[rack][face]);
        both.fold(u32::MAX, |all, face| all & face)
    }

    /// Whether a device may stand there: whole units at a whole unit, all of its faces free.
    fn holds(&self, rack: usize, at: u32, shape: Shape) -> bool {
        let height = shape.height.get();
        let wanted = bits(at, height);
        let aligned = !height.is_multiple_of(2) || at.is_multiple_of(2);
        aligned && at + height <= 32 && self.free(rack, shape.footprint) & wanted == wanted
    }

    /// Every place a device could take now.
    fn open(&self, shape: Shape) -> Vec<(usize, u32)> {
        let all = (0..self.0.len()).flat_map(|rack| (0..32).map(move |at| (rack, at)));
        all.filter(|&(rack, at)| self.holds(rack, at, shape)).collect()
    }

    /// Puts a device there, or says what is wrong with the place.
    fn put(&mut self, place: Place, shape: Shape) -> Result<(), TestCaseError> {
        let rack = place.rack.index();
        prop_assert!(rack < self.0.len(), "{place:?} is in no rack of the room");
        prop_assert!(
            self.holds(rack, place.at, shape),
            "{shape:?} cannot stand at {place:?}"
        );
        self.clear(rack, place.at, shape.height.get(), shape.footprint);
        Ok(())
    }

    /// What the policy says, worked out from the grid: of all lowest places of a gap, that of the shortest.
    fn policy(&self, asked: Request) -> Option<(usize, u32)> {
        let half = asked.shape.height.get() % 2 == 1;
        let lowest = |&(rack, at): &(usize, u32)| {
            let free = self.free(rack, asked.shape.footprint);
            let start = (0..=at).rev().take_while(|&at| free >> at & 1 == 1).last()?;
            let end = (at..=32).find(|&at| at == 32 || free >> at & 1 == 0)?;
            let away = asked.origin != Some(RackId::at(rack));
            let begins_at_half = start % 2 == 1;
            let last_choice = begins_at_half != half;
            let usable = if half {
                end - start
            } else {
                end - start.next_multiple_of(2)
            };
            Some((usable, last_choice, away, rack, at))
        };
        let best = self.open(asked.shape).iter().filter_map(lowest).min();
        best.map(|(.., rack, at)| (rack, at))
    }

    /// The most devices of one shape that any arrangement holds: from each place up, either leave the half unit
    /// free or let a device begin there.
    fn most(&self, shape: Shape) -> u32 {
        let height = shape.height.get();
        let in_rack = |rack| {
            let mut best = [0_u32; 64];
            for at in (0..32_u32).rev() {
                let skip = best[at as usize + 1];
                let here = self.holds(rack, at, shape);
                let taken = if here { 1 + best[(at + height) as usize] } else { 0 };
                best[at as usize] = skip.max(taken);
            }
            best[0]
        };
        (0..self.0.len()).map(in_rack).sum()
    }

    /// Whether some arrangement holds all of these, by trying every one.
    fn holds_all(&self, shapes: &[Shape], dead: &mut BTreeSet<(usize, Self)>) -> bool {
        let Some((first, rest)) = shapes.split_first() else {
            return true;
        };
        if dead.contains(&(shapes.len(), self.clone())) {
            return false;
        }
        let fits = self.open(*first).iter().any(|&(rack, at)| {
            let mut next = self.clone();
            next.clear(rack, at, first.height.get(), first.footprint);
            next.holds_all(rest, dead)
        });
        if !fits {
            dead.insert((shapes.len(), self.clone()));
        }
        fits
    }
}

fn footprint() -> impl Strategy<Value = Footprint> {
    prop_oneof![Just(Full), Just(FrontOnly), Just(RearOnly)]
}

prop_compose! {
    fn standing()(at in 0_u32..18, height in 0_u32..6, footprint in footprint()) -> Standing {
        Standing { at, height, footprint }
    }
}

prop_compose! {
    /// A rack of 3 to 8 units, with what stands in it anyhow: across halves, over each other, out of the top.
    fn space()(
        height in 6_u32..=16,
        reserved in prop::collection::vec((0_u32..18, 0_u32..4), 0..2),
        standing in prop::collection::vec(standing(), 0..4),
    ) -> Space {
        Space { height, reserved, standing }
    }
}

fn small_room() -> impl Strategy<Value = Room> {
    prop::collection::vec(space(), 1..=3).prop_map(room)
}

prop_compose! {
    fn any_request()(
        height in 1_u32..=8,
        footprint in footprint(),
        origin in prop::option::of(0_u32..4),
    ) -> Request {
        request(height, footprint, origin)
    }
}

/// Asks for the same until it is refused.
fn fill(packer: &mut Packer, asked: Request) -> u32 {
    let mut count = 0;
    while packer.place(asked).is_some() {
        count += 1;
    }
    count
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn places_are_free_and_refusals_are_due(
        room in small_room(),
        requests in prop::collection::vec(any_request(), 1..16),
    ) {
        let (mut packer, mut grid) = (Packer::new(&room), Grid::of(&room));
        for asked in requests {
            let expected = grid.policy(asked);
            let open = grid.open(asked.shape);
            match packer.place(asked) {
                Some(place) => {
                    grid.put(place, asked.shape)?;
                    prop_assert_eq!(Some((place.rack.index(), place.at)), expected, "{:?}", asked);
                }
                None => prop_assert!(open.is_empty(), "{asked:?} refused, though {open:?} would take it"),
            }
            for footprint in [Full, FrontOnly, RearOnly] {
                let mut told = Grid(vec![[0; 2]; room.len()]);
                for gap in packer.gaps(footprint) {
                    told.0[gap.rack.index()][0] |= bits(gap.at, gap.height);
                }
                for rack in 0..room.len() {
                    prop_assert_eq!(told.0[rack][0], grid.free(rack, footprint), "{:?}", footprint);
                }
            }
        }
    }

    #[test]
    fn of_one_height_and_footprint_as_many_as_any_arrangement_holds(
        room in small_room(),
        asked in any_request(),
    ) {
        let placed = fill(&mut Packer::new(&room), asked);
        prop_assert_eq!(placed, Grid::of(&room).most(asked.shape));
    }

    #[test]
    fn front_and_rear_do_not_take_each_others_places(room in small_room(), front in 1_u32..=8, rear in 1_u32..=8) {
        let (front, rear) = (request(front, FrontOnly, None), request(rear, RearOnly, None));
        let mut packer = Packer::new(&room);
        let grid = Grid::of(&room);
        prop_assert_eq!(fill(&mut packer, front), grid.most(front.shape));
        prop_assert_eq!(fill(&mut packer, rear), grid.most(rear.shape));
    }

    #[test]
    fn a_plan_is_valid_and_found_where_first_come_finds_one(
        room in small_room(),
        requests in prop::collection::vec(any_request(), 1..9),
    ) {
        let first_come = places(&room, &requests);
        let plan = Packer::new(&room).plan_together(&requests);
        prop_assert!(plan.is_some() || first_come.contains(&None), "{first_come:?} fits, but no plan");
        if let Some(plan) = plan {
            prop_assert_eq!(plan.len(), requests.len());
            let mut grid = Grid::of(&room);
            for (place, asked) in plan.into_iter().zip(requests) {
                grid.put(place, asked.shape)?;
            }
        }
    }

    #[test]
    fn a_plan_does_not_depend_on_what_was_placed(
        room in small_room(),
        requests in prop::collection::vec(any_request(), 1..9),
    ) {
        let mut packer = Packer::new(&room);
        let before = packer.plan_together(&requests);
        for asked in &requests {
            packer.place(*asked);
        }
        prop_assert_eq!(before, packer.plan_together(&requests));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_multiples_and_one_footprint_a_plan_is_found_if_there_is_one(
        room in small_room(),
        footprint in footprint(),
        heights in prop::collection::vec(prop_oneof![Just(1_u32), Just(2), Just(4), Just(8)], 1..10),
    ) {
        let requests: Vec<Request> = heights.iter().map(|&height| request(height, footprint, None)).collect();
        // Largest first is quickest to try; which order is tried makes no difference to whether one fits.
        let mut shapes: Vec<Shape> = requests.iter().map(|asked| asked.shape).collect();
        shapes.sort_by(|a, b| b.cmp(a));
        let possible = Grid::of(&room).holds_all(&shapes, &mut BTreeSet::new());
        prop_assert_eq!(Packer::new(&room).plan_together(&requests).is_some(), possible);
    }
}

#[test]
fn servers_of_two_units_by_hand() {
    let two_units = [request(units(2), Full, Some(0)); 8];
    let count = |taken| {
        places(&room([rack(24, taken)]), &two_units)
            .iter()
            .flatten()
            .count()
    };
    // U3 and U20 to U24 are free: two servers, one unit is left over.
    assert_eq!(count(&[(1, 2), (4, 11), (12, 19)]), 2);
    // U3 and U12 to U24 are free: six servers.
    assert_eq!(count(&[(1, 2), (4, 11)]), 6);
    let (u12, u14, u16) = (units(11), units(13), units(15));
    let first = places(&room([rack(24, &[(1, 2), (4, 11)])]), &two_units);
    assert_eq!(first[..3], [Some((0, u12)), Some((0, u14)), Some((0, u16))]);
    assert_eq!(first[6..], [None, None]);
}

#[test]
fn the_policy_by_hand() {
    let one = request(2, Full, None);
    let at_rack_2 = request(2, Full, Some(2));
    let half = request(1, Full, None);
    let shelf = |at, height, footprint| Space {
        height: 6,
        reserved: Vec::new(),
        standing: vec![Standing {
            at,
            height,
            footprint,
        }],
    };
    let empty = |count: usize| room(vec![rack(3, &[]); count]);
    let cases: [Case<'_>; 9] = [
        (
            "the shortest gap",
            room([rack(5, &[(2, 2)])]),
            &[one, one],
            &[Some((0, 0)), Some((0, 4))],
        ),
        (
            "the shortest gap, though it is higher up",
            room([rack(5, &[(4, 4)])]),
            &[one],
            &[Some((0, 8))],
        ),
        (
            "the shortest gap, though it is elsewhere",
            room([rack(3, &[]), rack(2, &[]), rack(3, &[])]),
            &[at_rack_2],
            &[Some((1, 0))],
        ),
        (
            "of equal ones that of the origin, then what it left",
            empty(4),
            &[at_rack_2, one],
            &[Some((2, 0)), Some((2, 2))],
        ),
        (
            "of equal ones the first rack",
            empty(4),
            &[request(6, Full, Some(9)), one],
            &[Some((0, 0)), Some((1, 0))],
        ),
        (
            "whole units begin at whole units",
            room([shelf(0, 1, Full)]),
            &[one, one, one, half, half],
            &[Some((0, 2)), Some((0, 4)), None, Some((0, 1)), None],
        ),
        (
            "halves go beside halves",
            room([rack(1, &[]), shelf(0, 5, Full)]),
            &[half, one],
            &[Some((1, 5)), Some((0, 0))],
        ),
        (
            "full depth needs the rear too",
            room([shelf(0, 4, RearOnly)]),
            &[one, one, request(4, FrontOnly, None)],
            &[Some((0, 4)), None, Some((0, 0))],
        ),
        (
            "what stands at the front leaves the rear",
            room([shelf(0, 6, FrontOnly)]),
            &[request(6, FrontOnly, None), one, request(6, RearOnly, None)],
            &[None, None, Some((0, 0))],
        ),
    ];
    for (name, room, requests, expected) in cases {
        assert_eq!(places(&room, requests), expected, "{name}");
    }
}

#[test]
fn a_refusal_says_nothing_about_less() {
    let room = room([rack(4, &[(3, 3)])]);
    let asked = [units(3), units(2), units(3), units(1), units(1)].map(|height| request(height, Full, None));
    assert_eq!(
        places(&room, &asked),
        [None, Some((0, 0)), None, Some((0, 6)), None]
    );
}

#[test]
fn what_fits_only_if_planned_together() {
    // A gap of two units and one of three. The unit comes first and takes the shorter gap.
    let room = room([rack(2, &[]), rack(3, &[])]);
    let asked = [1, 2, 2].map(|height| request(units(height), Full, None));
    assert_eq!(places(&room, &asked), [Some((0, 0)), Some((1, 0)), None]);
    let plan = Packer::new(&room).plan_together(&asked).expect("a plan");
    let plan: Vec<(u32, u32)> = plan.iter().map(|place| (place.rack.0, place.at)).collect();
    assert_eq!(plan, [(1, 4), (0, 0), (1, 0)]);
    let one_more = [1, 2, 2, 1].map(|height| request(units(height), Full, None));
    assert_eq!(Packer::new(&room).plan_together(&one_more), None);
}

#[test]
fn where_largest_first_fails_the_order_of_asking_may_do() {
    // Gaps of five and six units. Four units would take the gap of five, where three and two fit exactly.
    let room = room([rack(5, &[]), rack(6, &[])]);
    let ask = |heights: [u32; 4]| heights.map(|height| request(units(height), Full, None));
    assert!(Packer::new(&room).plan_together(&ask([3, 2, 4, 2])).is_some());
    // The same devices asked for in another order: no plan is found, though there is one.
    assert_eq!(Packer::new(&room).plan_together(&ask([4, 3, 2, 2])), None);
}

#[test]
fn numbers_out_of_bounds_are_cut_to_the_rack() {
    let hostile = Space {
        height: u32::MAX,
        reserved: vec![(u32::MAX, u32::MAX), (8, 0), (4, u32::MAX)],
        standing: vec![Standing {
            at: u32::MAX - 1,
            height: 9,
            footprint: Full,
        }],
    };
    let room = room([hostile, Space::default()]);
    let asked = [u32::MAX, 4, 1].map(|height| request(height, Full, Some(u32::MAX)));
    assert_eq!(places(&room, &asked), [None, Some((0, 0)), None]);
    assert_eq!(places(&BTreeMap::new(), &asked), [None; 3]);
    let open = BTreeMap::from([(
        RackId(u32::MAX),
        Space {
            height: u32::MAX,
            ..Space::default()
        },
    )]);
    let odd_and_all = [request(u32::MAX, Full, None)];
    assert_eq!(places(&open, &odd_and_all), [Some((u32::MAX, 0))]);
}

/// `cargo test --release -p fiasco-scale --test packing -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn how_long_a_large_room_takes() {
    let room = room(vec![rack(42, &[(20, 20), (41, 42)]); 2500]);
    let start = Instant::now();
    let mut packer = Packer::new(&room);
    let built = start.elapsed();
    let heights = [1, 2, 1, 4, 1, 2, 1, 1];
    let asked: Vec<Request> = (0..400_000_u32)
        .zip(heights.iter().cycle())
        .map(|(index, height)| request(units(*height), Full, Some(index % 2500)))
        .collect();
    let start = Instant::now();
    let placed = asked
        .iter()
        .filter(|asked| packer.place(**asked).is_some())
        .count();
    let mixed = start.elapsed();
    println!("{built:?} to build; {mixed:?} for 400,000 births of 1 to 4 units, {placed} placed");
    let one = asked[0];
    let mut packer = Packer::new(&room);
    let start = Instant::now();
    let placed = (0..400_000).filter(|_| packer.place(one).is_some()).count();
    println!(
        "{:?} for 400,000 births of 1 unit, {placed} placed",
        start.elapsed()
    );
    let start = Instant::now();
    let plan = packer.plan_together(&asked[..56_000]);
    println!(
        "{:?} to plan 56,000 together: {}",
        start.elapsed(),
        plan.is_some()
    );
    let start = Instant::now();
    let plan = packer.plan_together(&asked);
    println!(
        "{:?} to plan 400,000 together: {}",
        start.elapsed(),
        plan.is_some()
    );
}
