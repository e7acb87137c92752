//! Texts that do not read, and what the messages say about them.

use super::super::*;

/// Checks a table of texts: the dimension due, the message, and the offending part.
pub(super) fn table(rows: &[(&str, Dimension, &str, &str)]) {
    for (text, dimension, message, part) in rows {
        let error = read(text, *dimension).expect_err(text);
        assert_eq!(error.to_string(), *message, "{text}");
        let Span { offset, len } = error.span();
        assert_eq!(text.get(offset..offset + len), Some(*part), "{text}");
    }
}

#[test]
fn units() {
    use Dimension::{Cores, Data, DataRate, Energy, Power, RackUnits, RequestRate, Temperature, Time};
    table(&[
        (
            "10 s",
            Power,
            "expected a power such as `350 W`, found a time `10 s`",
            "10 s",
        ),
        (
            "2 kW",
            Energy,
            "expected an energy such as `12 kWh`, found a power `2 kW`",
            "2 kW",
        ),
        (
            "5 m2",
            Time,
            "expected a time such as `2 s`, found an area `5 m2`",
            "5 m2",
        ),
        (
            "10 GB",
            DataRate,
            "expected a data rate such as `10 Gbit/s`, found a data size `10 GB`",
            "10 GB",
        ),
        (
            "80 %",
            Cores,
            "expected a number of cores such as `4 cores`, found a ratio `80 %`",
            "80 %",
        ),
        (
            "3..5 s",
            Power,
            "expected a power such as `350 W`, found a time `5 s`",
            "5 s",
        ),
        (
            " 3 kilowats ",
            Power,
            "unknown unit `kilowats` for a power; did you mean `kW`?",
            "kilowats",
        ),
        (
            "3 kWhh",
            Energy,
            "unknown unit `kWhh` for an energy; did you mean `kWh`?",
            "kWhh",
        ),
        (
            "3 kWatt",
            Power,
            "unknown unit `kWatt` for a power; write a power such as `350 W`",
            "kWatt",
        ),
        (
            "3 gbit",
            DataRate,
            "unknown unit `gbit` for a data rate; did you mean `Gbit`?",
            "gbit",
        ),
        (
            "3 kw",
            Power,
            "unknown unit `kw` for a power; did you mean `kW`?",
            "kw",
        ),
        (
            "3 mw",
            Power,
            "unknown unit `mw` for a power; did you mean `MW` or `mW`?",
            "mw",
        ),
        (
            "3 gbit/s",
            DataRate,
            "unknown unit `gbit/s` for a data rate; did you mean `Gbit/s`?",
            "gbit/s",
        ),
        (
            "3 k",
            Power,
            "unknown unit `k` for a power; write a power such as `350 W`",
            "k",
        ),
        (
            "3 Gb",
            Power,
            "unknown unit `Gb` for a power; write a power such as `350 W`",
            "Gb",
        ),
        (
            "3 zorkmids",
            Time,
            "unknown unit `zorkmids` for a time; write a time such as `2 s`",
            "zorkmids",
        ),
        ("350", Power, "`350` has no unit; write a power as `350 W`", "350"),
        (
            "40",
            RequestRate,
            "`40` has no unit; write a request rate as `40/s`",
            "40",
        ),
        (
            "27",
            Temperature,
            "`27` has no unit; write a temperature as `27 °C`",
            "27",
        ),
        (
            "42",
            RackUnits,
            "`42` has no unit; write a height in rack units as `42 U`",
            "42",
        ),
        ("1h30", Time, "`30` has no unit; write a time as `30 s`", "30"),
        (
            "1m30s..40",
            Time,
            "`40` has no unit; write a time as `40 s`",
            "40",
        ),
        (
            "40..1m30s",
            Time,
            "`40` has no unit; write a time as `40 s`",
            "40",
        ),
        (
            "350 W..500",
            Power,
            "`500` has no unit; write a power as `500 W`",
            "500",
        ),
        (
            "1073741824",
            Data,
            "`1073741824` has no unit; write a data size as `1073741824 B`",
            "1073741824",
        ),
    ]);
}

#[test]
fn numbers() {
    use Dimension::{Count, Power, Temperature};
    table(&[
        ("", Power, "expected a power such as `350 W`, found nothing", ""),
        (
            "  ",
            Power,
            "expected a power such as `350 W`, found nothing",
            "  ",
        ),
        (
            "NaN",
            Count,
            "expected a count such as `1500`, found `NaN`",
            "NaN",
        ),
        (
            "inf W",
            Power,
            "expected a power such as `350 W`, found `inf W`",
            "inf W",
        ),
        ("-", Power, "expected a power such as `350 W`, found `-`", "-"),
        (
            "+3 W",
            Power,
            "expected a power such as `350 W`, found `+3 W`",
            "+3 W",
        ),
        (
            "a\nb",
            Power,
            "expected a power such as `350 W`, found `a\u{fffd}b`",
            "a\nb",
        ),
        ("-3 W", Power, "a power cannot be negative, found `-3 W`", "-3 W"),
        ("−3 W", Power, "a power cannot be negative, found `−3 W`", "−3 W"),
        (
            "-300 °C",
            Temperature,
            "`-300 °C` is below absolute zero",
            "-300 °C",
        ),
        (
            "1,5 W",
            Power,
            "`1,5` is not a number; write it like `1500`, `1,500` or `1.5`",
            "1,5",
        ),
        (
            "1 500 W",
            Power,
            "`1 500 W` is not a number; write it like `1500`, `1,500` or `1.5`",
            "1 500 W",
        ),
        (
            "3/0 W",
            Power,
            "`3/0` is not a number; write it like `1500`, `1,500` or `1.5`",
            "3/0",
        ),
        (
            "1e99 W",
            Power,
            "`1e99` is beyond what can be computed exactly",
            "1e99",
        ),
        (
            "1e-99 W",
            Power,
            "`1e-99` is beyond what can be computed exactly",
            "1e-99",
        ),
        (
            "1e37 GW",
            Power,
            "`1e37 GW` is beyond what can be computed exactly",
            "1e37 GW",
        ),
        (
            "40/5s",
            Power,
            "expected a power such as `350 W`, found a time `40/5s`",
            "40/5s",
        ),
    ]);
}
