//! How long answers took, as the table of percentiles that tools for HDR histograms draw: value in milliseconds,
//! percentile, how many, one over the rest.

use super::Rehearsal;
use std::fmt::Write as _;

/// Renders it, a table for each door.
#[must_use]
pub fn render(rehearsal: &Rehearsal<'_>) -> String {
    let mut out = String::new();
    let Some(all) = &rehearsal.play.all else {
        return out;
    };
    for door in &rehearsal.low.doors {
        let Some(source) = door.sources.first() else {
            continue;
        };
        let requests = &all.requests[source.index()];
        let count = requests.sojourns.count();
        let _ = writeln!(out, "#[Door = {}]", rehearsal.estate.service_name(door.service));
        let _ = writeln!(
            out,
            "{:>12} {:>14} {:>10} {:>14}\n",
            "Value", "Percentile", "TotalCount", "1/(1-Percentile)"
        );
        let (mut seen, mut most) = (0, 0.0_f64);
        for (_, upper, here) in requests.sojourns.filled() {
            seen += here;
            most = upper;
            let share = seen as f64 / count as f64;
            let rest = if seen == count {
                "inf".to_owned()
            } else {
                format!("{:.2}", 1.0 / (1.0 - share))
            };
            let _ = writeln!(out, "{:>12.3} {share:>14.12} {seen:>10} {rest:>14}", upper * 1e3);
        }
        let mean = requests.sojourn.mean() * 1e3;
        let deviation = requests.sojourn.variance().sqrt() * 1e3;
        let _ = writeln!(
            out,
            "#[Mean    = {mean:>12.3}, StdDeviation   = {deviation:>12.3}]"
        );
        let _ = writeln!(
            out,
            "#[Max     = {:>12.3}, Total count    = {count:>12}]",
            most * 1e3
        );
    }
    out
}
