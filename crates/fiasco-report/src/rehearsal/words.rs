//! The moments of a rehearsal in words.

use fiasco_estate::quantity::Measure;
use fiasco_estate::rehearsed::seen;
use fiasco_estate::{DeviceId, Estate, ServiceId};
use fiasco_rehearse::plant::Why;
use fiasco_rehearse::timeline::{Machines, Moment, Notice};
use fiasco_rules::words;

/// A line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When: `1:30`.
    pub at: String,
    /// What, in a sentence without an end.
    pub text: String,
    /// What people shout.
    pub shout: Option<&'static str>,
}

/// `1:30`; `1:02:03` from an hour on.
#[must_use]
pub fn clock(at: f64) -> String {
    let seconds = at.max(0.0).round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// `12 %`, `0.4 %`.
#[must_use]
pub fn share(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 1.0 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

/// `500/s`, `8.5 kW`: a number with three digits.
#[must_use]
pub fn amount(value: f64, measure: Measure) -> String {
    let digits = if value == 0.0 {
        0
    } else {
        value.abs().log10().floor() as i32
    };
    let scale = 10.0_f64.powi(2 - digits);
    let rounded = (value * scale).round() / scale;
    words::bounds(seen(rounded), measure)
}

/// `2.6 times`.
#[must_use]
pub fn times(value: f64) -> String {
    if value >= 10.0 {
        format!("{value:.0} times")
    } else {
        format!("{value:.1} times")
    }
}

/// `35 °C`.
#[must_use]
pub fn degrees(value: f64) -> String {
    format!("{value:.0} °C")
}

fn machines(estate: &Estate, machines: &Machines) -> String {
    let all: f64 = machines.which.iter().map(|(_, count)| count).sum();
    if machines.all && all > 1.0 {
        return format!("all {all:.0} machines");
    }
    let mut named: Vec<(DeviceId, f64)> = Vec::new();
    for (device, count) in &machines.which {
        match named.iter_mut().find(|(known, _)| known == device) {
            Some((_, sum)) => *sum += count,
            None => named.push((*device, *count)),
        }
    }
    if named.len() > 3 {
        let names = named
            .iter()
            .take(2)
            .map(|(device, _)| estate.device_name(*device));
        let names: Vec<&str> = names.collect();
        return format!("{all:.0} machines, {} among them,", names.join(" and "));
    }
    let name = |(device, count): &(DeviceId, f64)| match count.round() as i64 {
        1 => estate.device_name(*device).to_owned(),
        many => format!("{many} like {}", estate.device_name(*device)),
    };
    let names: Vec<String> = named.iter().map(name).collect();
    words::list(names.iter().map(String::as_str))
}

/// A moment as a line.
#[must_use]
pub fn line(estate: &Estate, moment: &Moment) -> Line {
    let (text, shout) = told(estate, &moment.notice);
    Line {
        at: clock(moment.at),
        text,
        shout,
    }
}

fn told(estate: &Estate, notice: &Notice) -> (String, Option<&'static str>) {
    let name = |service: &ServiceId| estate.service_name(*service);
    let rate = |rate: f64| amount(rate, Measure::RequestRate);
    match notice {
        Notice::Begins { rates, needs } => {
            let needs: Vec<String> = needs
                .iter()
                .rev()
                .map(|(service, need)| format!("{} {}", name(service), share(*need)))
                .collect();
            let needs = if needs.is_empty() {
                String::new()
            } else {
                format!("; at {} of the processors: {}", rate(rates.1), needs.join(", "))
            };
            (format!("{} at the door{needs}", rate(rates.0)), None)
        }
        Notice::Full(full) => (format!("{} at the door", rate(*full)), None),
        Notice::Saturates { services, inside } => {
            let names = words::list(services.iter().map(|service| estate.service_name(*service)));
            let s = if services.len() == 1 { "s" } else { "" };
            (
                format!("{names} saturate{s}: all processors at work, {inside:.0} requests inside"),
                None,
            )
        }
        Notice::PoolFull {
            call: id,
            size,
            waiting,
        } => (
            format!(
                "all {size} connections of {} are in use, {waiting:.0} requests wait for one",
                words::call(estate, *id)
            ),
            None,
        ),
        Notice::WorkersBusy {
            service,
            workers,
            waiting,
        } => (
            format!(
                "all {workers} workers of {} are busy, {waiting:.0} requests wait",
                name(service)
            ),
            None,
        ),
        Notice::Refuses {
            service,
            accepts,
            rate: refused,
        } => (
            format!(
                "{} accepts {accepts} connections, and turns {} away",
                name(service),
                rate(*refused)
            ),
            None,
        ),
        Notice::TimesOut {
            call: id,
            timeout,
            share: part,
        } => {
            let row = estate.call(*id);
            let after = amount(*timeout, Measure::Time);
            (
                format!(
                    "{} gives up on {} after {after}: {} of its attempts",
                    name(&row.from),
                    name(&row.to),
                    share(*part)
                ),
                None,
            )
        }
        Notice::Storm {
            call: id,
            tries,
            load,
        } => {
            let row = estate.call(*id);
            (
                format!(
                    "retry storm: a request is tried {} on its way to {}, {tries} times at worst",
                    times(*load),
                    name(&row.to)
                ),
                None,
            )
        }
        Notice::Freezes(part) => (
            format!("{} are answered in time", share(*part)),
            Some("SCREEN FREEZES"),
        ),
        Notice::Thaws(part) => (format!("{} are answered in time again", share(*part)), None),
        Notice::Spike(full) => (format!("a spike: {} at the door", rate(*full)), None),
        Notice::SpikeEnds(left) => (format!("the spike ends: {} at the door", rate(*left)), None),
        Notice::Script { name, begins, deed } => (
            if *begins {
                format!("{name} {deed}")
            } else {
                format!("{name} is as before")
            },
            None,
        ),
        Notice::Ends {
            share: part,
            without,
            was_frozen,
        } => ends(*part, *without, *was_frozen),
        Notice::Throttles {
            machines: which,
            temperature,
            ..
        } => {
            let s = if one(which) { "s" } else { "" };
            (
                format!(
                    "{} of inlet air: {} throttle{s}",
                    degrees(*temperature),
                    machines(estate, which)
                ),
                None,
            )
        }
        Notice::ShutsDown {
            machines: which,
            temperature,
        } => {
            let s = if one(which) { "s" } else { "" };
            (
                format!(
                    "{}: {} begin{s} to shut down",
                    degrees(*temperature),
                    machines(estate, which)
                ),
                Some("SMOKE"),
            )
        }
        Notice::Off {
            machines: which,
            why,
            all,
        } => {
            let is = if one(which) { "is" } else { "are" };
            let dark = (*why == Why::Power).then_some("LIGHTS OUT");
            let why = match why {
                Why::Heat => "too warm",
                Why::Power => "no power",
                Why::Script => "switched off",
            };
            let (what, shout) = if *all {
                ("everything is off".to_owned(), dark)
            } else {
                (format!("{} {is} off", machines(estate, which)), None)
            };
            (format!("{what}: {why}"), shout)
        }
        Notice::Trips {
            feed,
            watts,
            rating,
            temperature,
            left,
        } => {
            let power = |watts: f64| amount(watts, Measure::Power);
            let warm = match temperature {
                Some(temperature) if *temperature > 30.0 => format!(" at {}", degrees(*temperature)),
                _ => String::new(),
            };
            let mut text = format!(
                "{} trips: {} of {}{warm}",
                words::feed(estate, *feed),
                power(*watts),
                power(*rating)
            );
            if let [(other, carries, of)] = left.as_slice() {
                text.push_str(&format!(
                    "; {} carries {} of {}",
                    words::feed(estate, *other),
                    power(*carries),
                    power(*of)
                ));
            }
            (text, None)
        }
        Notice::Battery { ups, overload } => {
            let name = &estate.one_ups(*ups).name.value;
            if *overload {
                (format!("{name} is asked for more than it can give"), None)
            } else {
                (format!("the battery of {name} is empty"), None)
            }
        }
        Notice::Cut => (
            "the run is cut here: more events than it may take".to_owned(),
            None,
        ),
    }
}

fn one(machines: &Machines) -> bool {
    machines.which.len() == 1 && machines.which.iter().all(|(_, count)| *count <= 1.0)
}

fn ends(part: f64, without: Option<f64>, was_frozen: bool) -> (String, Option<&'static str>) {
    use fiasco_rehearse::assume::{FROZEN, WELL};
    let in_time = share(part);
    let text = match without {
        _ if part >= WELL && was_frozen => format!("{in_time} are answered in time: it came back"),
        _ if part >= WELL => format!("{in_time} are answered in time, as before"),
        Some(without) if part < FROZEN && without >= FROZEN => format!(
            "still {in_time} are answered in time, where it would be {} had nothing happened: it does not recover \
             (metastable)",
            share(without)
        ),
        Some(without) => {
            format!(
                "{in_time} are answered in time, where it would be {} had nothing happened",
                share(without)
            )
        }
        None => format!("{in_time} are answered in time"),
    };
    (text, None)
}
