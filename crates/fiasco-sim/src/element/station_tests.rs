//! What no run can show: the order in which a station tells those it loses.

use super::*;
use crate::jobs::frame::From;

/// A frame of this class that asks for this much.
fn job(frames: &mut Frames, class: u8, demand: f64) -> u32 {
    let job = frames.take(0, 0.0, From::outside(0, class, 0));
    frames.all[job as usize].demand = demand;
    job
}

/// Those that a station loses of jobs that come one after the other, of these classes and demands, by their places.
fn lost(servers: u32, discipline: Discipline, jobs: &[(u8, f64)]) -> Vec<usize> {
    let spec = StationSpec {
        servers,
        discipline,
        ..StationSpec::default()
    };
    let mut station = Station::new(&spec, 3);
    let mut frames = Frames::default();
    let mut places = Vec::new();
    for (number, (class, demand)) in jobs.iter().enumerate() {
        let job = job(&mut frames, *class, *demand);
        places.push(job);
        station.arrive(job, number as f64, number as u64, &mut frames);
    }
    let mut told = Vec::new();
    station.lose(jobs.len() as f64, &mut frames, &mut told);
    assert_eq!(station.inside(), (0, 0));
    assert!(station.conserves());
    let place = |job: u32| places.iter().position(|at| *at == job);
    told.into_iter().filter_map(place).collect()
}

#[test]
fn those_in_service_are_told_as_they_would_have_been_done_and_then_the_lines() {
    for (name, servers, discipline, jobs, expected) in [
        (
            "those who wait, as they came",
            1,
            Discipline::Fifo,
            vec![(0, 9.0), (0, 3.0), (0, 1.0), (0, 2.0)],
            vec![0, 1, 2, 3],
        ),
        (
            "who would have been done first, first",
            3,
            Discipline::Fifo,
            vec![(0, 9.0), (0, 7.0), (0, 8.0), (0, 1.0), (0, 1.0)],
            vec![1, 0, 2, 3, 4],
        ),
        (
            "the last served first, told as they came",
            1,
            Discipline::Lifo,
            vec![(0, 9.0), (0, 1.0), (0, 1.0)],
            vec![0, 1, 2],
        ),
        (
            "class by class",
            1,
            Discipline::Priority,
            vec![(2, 9.0), (2, 1.0), (1, 1.0), (0, 1.0), (1, 1.0), (0, 1.0)],
            vec![0, 3, 5, 2, 4, 1],
        ),
        (
            "who gave way, before the others of its class",
            1,
            Discipline::PreemptivePriority,
            vec![(1, 9.0), (1, 1.0), (0, 9.0)],
            vec![2, 0, 1],
        ),
        (
            "all who share",
            1,
            Discipline::Sharing(None),
            vec![(0, 9.0), (0, 3.0), (0, 5.0)],
            vec![1, 2, 0],
        ),
    ] {
        assert_eq!(lost(servers, discipline, &jobs), expected, "{name}");
    }
}
