//! The machine room against its closed forms.

use super::*;
use crate::assume;
use fiasco_sim::element::battery::BatterySpec;
use fiasco_sim::element::heat::HeatSpec;
use fiasco_sim::element::trip::TripSpec;

fn machine(watts: (f64, f64), feeds: &[usize]) -> Machine {
    Machine {
        device: DeviceId::at(0),
        count: 1.0,
        host: Some(0),
        room: 0,
        feeds: feeds.to_vec(),
        each: Each::new(build::spec(watts.0, watts.1, 35.0, 43.0)),
        off: None,
        runaway: 0.0,
        draws: 0.0,
    }
}

fn feed(ups: Option<usize>) -> FeedState {
    FeedState {
        ups,
        ..FeedState::new(FeedId::at(0), 0, Some(3680.0), 'C')
    }
}

/// A room of 20 m³ at 20 °C with so much cooling.
fn plant(machines: Vec<Machine>, feeds: Vec<FeedState>, cooling: f64) -> Plant {
    let heat = Heat::new(HeatSpec {
        capacity: 20.0 * assume::AIR_HEAT,
        cooling,
        supply: 20.0,
    });
    Plant {
        now: 0.0,
        machines,
        rooms: vec![RoomState {
            room: RoomId::at(0),
            heat: Some(heat),
            units: vec![cooling],
            warmest: 20.0,
            feeds: (0..feeds.len()).collect(),
        }],
        feeds,
        ups: Vec::new(),
    }
}

/// Goes on second by second, and gives what happened with its time.
fn happened(plant: &mut Plant, until: f64, busy: f64) -> Vec<(f64, What)> {
    let mut all = Vec::new();
    while plant.now < until {
        let next = plant.now + 1.0;
        all.extend(
            plant
                .advance(next, &[busy])
                .into_iter()
                .map(|happening| (happening.at, happening.what)),
        );
    }
    all
}

#[test]
fn it_throttles_shuts_down_and_cools_at_the_times_of_straight_lines() {
    // 1.5 kW more than is taken out: 15 K after 15 x 20 x 1,207.2 / 1,500 s. It draws as much idle as at work.
    let mut room = plant(vec![machine((2500.0, 2500.0), &[])], Vec::new(), 1000.0);
    let slope = 20.0 * assume::AIR_HEAT / 1500.0;
    let seen = happened(&mut room, 500.0, 1.0);
    let expected = [15.0 * slope, 23.0 * slope, 23.0 * slope + assume::SHUTDOWN_TAKES];
    let times: Vec<f64> = seen.iter().map(|(at, _)| *at).collect();
    assert_eq!(times.len(), 3, "{seen:?}");
    assert!(
        times
            .iter()
            .zip(expected)
            .all(|(at, expected)| (at - expected).abs() < 1e-6),
        "{times:?}"
    );
    assert_eq!(seen[2].1, What::Off(0, Why::Heat));
    // Off, it cools down to what is supplied.
    happened(&mut room, 1200.0, 1.0);
    assert!((room.rooms[0].temperature().unwrap_or(f64::NAN) - 20.0).abs() < 1e-9);
}

#[test]
fn throttled_machines_that_draw_by_work_come_back() {
    // At work 1.5 kW, throttled 0.85 kW against 1 kW of cooling: it swings between 35 °C and 33 °C.
    let mut room = plant(vec![machine((200.0, 1500.0), &[])], Vec::new(), 1000.0);
    let seen = happened(&mut room, 3600.0, 1.0);
    let turns: Vec<&What> = seen.iter().map(|(_, what)| what).collect();
    assert!(turns.len() > 3, "{turns:?}");
    assert!(turns.chunks(2).all(|pair| matches!(
        pair,
        [What::Throttles(0), What::Recovers(0)] | [What::Throttles(0)]
    )));
    assert!(room.rooms[0].warmest < 35.01);
}

#[test]
fn one_breaker_takes_the_other_along() {
    // 1.6 times the rating on each of two feeds.
    let mut room = plant(
        vec![machine((11_776.0, 11_776.0), &[0, 1])],
        vec![feed(None), feed(None)],
        20e3,
    );
    let seen = happened(&mut room, 600.0, 1.0);
    let trip = Trip::new(TripSpec::within_band(assume::BAND, 'C'));
    // It is 20 °C around it, where it carries more.
    let mut cool = trip;
    cool.set_ambient(20.0);
    let expected = cool.until(1.6).unwrap_or(f64::NAN);
    assert!((seen[0].0 - expected).abs() < 1.1, "{seen:?} {expected}");
    assert_eq!(
        [seen[0].1, seen[1].1, seen[2].1],
        [What::Trips(0), What::Trips(1), What::Off(0, Why::Power)]
    );
    assert!((room.feeds[1].tripped_with - 11_776.0).abs() < 1e-6);
    assert!(seen[1].0 - seen[0].0 < 10.0);
    // It is certain: the last of the band would trip too, and that without the other.
    assert!(room.feeds.iter().all(|feed| feed.warmth[1] >= 1.0));
}

#[test]
fn what_another_breaker_brings_is_not_certain() {
    // 1.2 times the rating on each: the middle of the band holds where it is cool, and the last all the more.
    let mut room = plant(
        vec![machine((8832.0, 8832.0), &[0, 1])],
        vec![feed(None), feed(None)],
        20e3,
    );
    room.feeds[0].trip = Trip::new(TripSpec::within_band(0.0, 'C'));
    let seen = happened(&mut room, 600.0, 1.0);
    assert_eq!([seen[0].1, seen[1].1], [What::Trips(0), What::Trips(1)]);
    assert!(
        room.feeds
            .iter()
            .all(|feed| feed.warmth[0] >= 1.0 && feed.warmth[1] < 1.0)
    );
}

#[test]
fn a_battery_carries_a_lost_feed_by_peukerts_law_or_not_at_all() {
    let battery = Battery::new(BatterySpec {
        lasts: 600.0,
        at: 2000.0,
        exponent: 1.2,
    });
    let ups = |watts| UpsState {
        ups: UpsId::at(0),
        battery: Some(battery),
        watts: Some(watts),
        most: 0.0,
        empty: None,
    };
    let lost = |watts: f64, rated: f64| {
        let mut room = plant(vec![machine((watts, watts), &[0])], vec![feed(Some(0))], 20e3);
        room.ups.push(ups(rated));
        happened(&mut room, 10.0, 1.0);
        room.lose_feed(FeedId::at(0), true);
        happened(&mut room, 2000.0, 1.0)
    };
    let seen = lost(3000.0, 5000.0);
    assert_eq!(seen[0].1, What::Empty(0));
    assert!(
        (seen[0].0 - 10.0 - 600.0 * (2.0_f64 / 3.0).powf(1.2)).abs() < 1e-6,
        "{seen:?}"
    );
    assert_eq!(seen[1].1, What::Off(0, Why::Power));
    assert_eq!(lost(3000.0, 2500.0)[0].1, What::Overloaded(0));
}
