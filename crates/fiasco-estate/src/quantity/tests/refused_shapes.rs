//! Ranges, durations, products, ambiguous units and garbage that do not read.

use super::super::*;
use super::refusals::table;

#[test]
fn ranges_and_durations() {
    use Dimension::{Power, Time};
    let not_range = |found: &str| {
        format!("`{found}` is not a range; write a power like `350..500`, with the unit after it")
    };
    table(&[
        (
            "350-500 W",
            Power,
            "a range takes two dots: write `350..500 W`",
            "350-500 W",
        ),
        (
            "350 W – 500 W",
            Power,
            "a range takes two dots: write `350 W..500 W`",
            "350 W – 500 W",
        ),
        ("350...500 W", Power, &not_range("350...500 W"), "350...500 W"),
        ("..500 W", Power, &not_range("..500 W"), "..500 W"),
        ("500 W..", Power, &not_range("500 W.."), "500 W.."),
        ("1..2..3 W", Power, &not_range("1..2..3 W"), "1..2..3 W"),
        (
            "500..350 W",
            Power,
            "the range `500..350 W` runs backwards; write the smaller value first",
            "500..350 W",
        ),
        (
            "30s1m",
            Time,
            "the parts of `30s1m` must go from the longest unit to the shortest, as in `1m30s`",
            "30s1m",
        ),
        (
            "1s 1s",
            Time,
            "the parts of `1s 1s` must go from the longest unit to the shortest, as in `1m30s`",
            "1s 1s",
        ),
    ]);
    let error = read_exact("1..2 W", Power).unwrap_err();
    assert_eq!(
        error.to_string(),
        "expected a single value, found the range `1..2 W`"
    );
}

#[test]
fn products_of_lengths() {
    let message = |text| read_product(text).unwrap_err().to_string();
    assert_eq!(
        message("80 cm x 3 kg"),
        "expected a length such as `80 cm`, found a mass `3 kg`"
    );
    assert_eq!(
        message("80 x 200 cm"),
        "`80` has no unit; write a length as `80 m`"
    );
    assert_eq!(
        message("80 cm × "),
        "expected a length such as `80 cm`, found nothing"
    );
    assert_eq!(
        message("80 cm x 200 parsec"),
        "unknown unit `parsec` for a length; write a length such as `80 cm`"
    );
    assert_eq!(
        read_product("80 cm x 3 kg").unwrap_err().span(),
        Span { offset: 8, len: 4 }
    );
}

#[test]
fn long_garbage_is_cut_short() {
    let garbage = "9".repeat(10_240);
    for dimension in Dimension::ALL {
        let message = read(&garbage, dimension).unwrap_err().to_string();
        assert!(message.ends_with("found a text of 10240 bytes"), "{message}");
    }
    let long = format!("1 {}", "x".repeat(200));
    let message = read(&long, Dimension::Power).unwrap_err().to_string();
    assert!(message.len() < 150 && message.contains('…'), "{message}");
}

#[test]
fn questions() {
    let bits = "is `10 Gb` 10 gigabits (write `10 Gbit`) or 10 gigabytes (write `10 GB`)?";
    let rate =
        "is `10 Mb` 10 megabits per second (write `10 Mbit/s`) or 10 megabytes per second (write `10 MB/s`)?";
    table(&[
        ("10 Gb", Dimension::Data, bits, "Gb"),
        ("10gb", Dimension::Data, &bits.replace("10 Gb`", "10 gb`"), "gb"),
        ("10 Mb", Dimension::DataRate, rate, "Mb"),
        (
            "10 b",
            Dimension::Data,
            "is `10 b` 10 bits (write `10 bit`) or 10 bytes (write `10 B`)?",
            "b",
        ),
        (
            "512m",
            Dimension::Data,
            "is `512m` in powers of 1000 (write `512 MB`) or of 1024 (write `512 MiB`)?",
            "m",
        ),
    ]);
    for unit in ["kb", "Kb", "mb", "tb", "Tb", "pb", "Pb"] {
        for dimension in [Dimension::Data, Dimension::DataRate] {
            let error = read(&format!("1 {unit}"), dimension).unwrap_err();
            assert!(matches!(error, ReadError::BitOrByte { .. }), "{unit}");
        }
    }
}
