//! The cabling plan: what to pull for what is new, as a table, as CSV, and as text for labels.

use crate::Report;
use fiasco_estate::quantity::Measure;
use fiasco_estate::{Bounds, Step};
use fiasco_rules::words;
use fiasco_scale::room::cables::{NewCable, new_cables};
use std::fmt::Write as _;

/// The cables of everything that is new at a step.
#[must_use]
pub fn plan(report: &Report<'_>, born: Step) -> Vec<NewCable> {
    new_cables(report.estate, report.relations, &report.ladder.grown, born)
}

const HEAD: [&str; 6] = ["from", "port", "to", "port", "cable", "length"];

fn cells(cable: &NewCable) -> [String; 6] {
    let port = |port: &Option<String>| port.clone().unwrap_or_else(|| "not known".to_owned());
    let far = if cable.no_port_left {
        "no port left".to_owned()
    } else if cable.misfit {
        "none that fits".to_owned()
    } else {
        port(&cable.to_port)
    };
    let length = match &cable.length {
        Ok(meters) => words::bounds(Bounds::exact(*meters), Measure::Length),
        Err(_) => "not known".to_owned(),
    };
    [
        cable.from.clone(),
        port(&cable.from_port),
        cable.to.clone(),
        far,
        cable.kind.clone(),
        length,
    ]
}

/// A sheet to walk with.
#[must_use]
pub fn table(cables: &[NewCable]) -> String {
    if cables.is_empty() {
        return "no new cables: nothing that is linked grows, or not that far (--at)\n".to_owned();
    }
    let rows: Vec<[String; 6]> = cables.iter().map(cells).collect();
    let mut widths = HEAD.map(str::len);
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut out = String::new();
    let head = HEAD.map(str::to_owned);
    for row in std::iter::once(&head).chain(&rows) {
        let mut line = String::new();
        for (width, cell) in widths.iter().zip(row) {
            let _ = write!(line, "{cell:<width$}  ");
        }
        let _ = writeln!(out, "{}", line.trim_end());
    }
    let mut why: Vec<&str> = cables
        .iter()
        .filter_map(|cable| cable.length.as_ref().err().copied())
        .collect();
    why.sort_unstable();
    why.dedup();
    for why in why {
        let _ = writeln!(out, "{why}");
    }
    out
}

/// For a spreadsheet (RFC 4180).
#[must_use]
pub fn csv(cables: &[NewCable]) -> String {
    let mut out = String::from("from,from_port,to,to_port,cable,length_m,note\r\n");
    for cable in cables {
        let [from, _, to, _, kind, _] = cells(cable);
        let length = cable
            .length
            .as_ref()
            .map(|meters| meters.decimal(2))
            .unwrap_or_default();
        let note = if cable.no_port_left {
            "no port left"
        } else if cable.misfit {
            "no port there fits (CAB002)"
        } else {
            cable.length.as_ref().err().copied().unwrap_or_default()
        };
        let fields = [
            from.as_str(),
            cable.from_port.as_deref().unwrap_or_default(),
            to.as_str(),
            cable.to_port.as_deref().unwrap_or_default(),
            kind.as_str(),
            length.as_str(),
            note,
        ];
        let fields: Vec<String> = fields.into_iter().map(field).collect();
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}

/// Quoted where it has to be. What a spreadsheet would take for a formula is made text.
fn field(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@']) {
        format!("'{text}")
    } else {
        text.to_owned()
    };
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A label for either end of each cable: what it is in, and where the other end is.
#[must_use]
pub fn labels(cables: &[NewCable]) -> String {
    let mut out = String::new();
    for cable in cables {
        let end = |name: &str, port: &Option<String>| match port {
            Some(port) => format!("{name}:{port}"),
            None => name.to_owned(),
        };
        let (near, far) = (end(&cable.from, &cable.from_port), end(&cable.to, &cable.to_port));
        let _ = writeln!(out, "{near} > {far}");
        let _ = writeln!(out, "{far} > {near}");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn fields_are_quoted_and_no_formulas() {
        for (text, written) in [
            ("sw1", "sw1"),
            ("a,b", "\"a,b\""),
            ("say \"hi\"", "\"say \"\"hi\"\"\""),
            ("=1+1", "'=1+1"),
            ("-2,5", "\"'-2,5\""),
        ] {
            assert_eq!(field(text), written, "{text}");
        }
    }
}
