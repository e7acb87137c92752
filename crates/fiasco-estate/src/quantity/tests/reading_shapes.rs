//! Ranges, products, Docker sizes and the table itself, read.

use super::super::table::TABLE;
use super::super::*;
use super::r;

#[test]
fn ranges() {
    for (text, dimension, lo, hi) in [
        ("350..500 W", Dimension::Power, r(350, 1), r(500, 1)),
        ("350 W..500 W", Dimension::Power, r(350, 1), r(500, 1)),
        ("350 W .. 0.5 kW", Dimension::Power, r(350, 1), r(500, 1)),
        ("1.5..2.5 kW", Dimension::Power, r(1500, 1), r(2500, 1)),
        ("10..20%", Dimension::Ratio, r(1, 10), r(1, 5)),
        ("2..4", Dimension::Cores, r(2, 1), r(4, 1)),
        ("500ms..1m30s", Dimension::Time, r(1, 2), r(90, 1)),
        (
            "18..27 °C",
            Dimension::Temperature,
            r(29_115, 100),
            r(30_015, 100),
        ),
        (
            "-5..27 °C",
            Dimension::Temperature,
            r(26_815, 100),
            r(30_015, 100),
        ),
        ("5 W", Dimension::Power, r(5, 1), r(5, 1)),
        ("5..5 W", Dimension::Power, r(5, 1), r(5, 1)),
    ] {
        assert_eq!(read(text, dimension), Ok(Reading { lo, hi }), "{text}");
    }
    assert_eq!(
        read("5 W", Dimension::Power).map(Reading::exact),
        Ok(Some(r(5, 1)))
    );
    assert_eq!(read("5..6 W", Dimension::Power).map(Reading::exact), Ok(None));
}

#[test]
fn products_of_lengths() {
    let shown =
        |text| read_product(text).map(|sides| sides.iter().map(ToString::to_string).collect::<Vec<_>>());
    assert_eq!(
        shown("80 cm x 200 cm"),
        Ok(vec!["80 cm".to_owned(), "2 m".to_owned()])
    );
    assert_eq!(
        shown("8 U × 48 cm×90 cm"),
        Ok(vec!["8 U".to_owned(), "48 cm".to_owned(), "90 cm".to_owned()])
    );
    assert_eq!(shown("2 m"), Ok(vec!["2 m".to_owned()]));
}

#[test]
fn docker_sizes_are_binary() {
    for (text, bytes) in [
        ("512m", 512 << 20),
        ("512M", 512 << 20),
        ("1g", 1 << 30),
        ("1gb", 1 << 30),
        ("1GiB", 1 << 30),
        ("2 kb", 2048),
        ("100", 100),
        ("7b", 7),
        ("1.5g", 3 << 29),
        ("0.3k", 307),
        ("1t", 1 << 40),
    ] {
        assert_eq!(read_docker_bytes(text), Ok(Bytes::int(bytes)), "{text}");
    }
    let message = |text| read_docker_bytes(text).unwrap_err().to_string();
    assert_eq!(
        message("5 parsecs"),
        "unknown unit `parsecs` for a data size; write a size such as `512m` or `2g`"
    );
    assert_eq!(message("-1"), "a data size cannot be negative, found `-1`");
    assert_eq!(message("1e38g"), "`1e38g` is beyond what can be computed exactly");
}

#[test]
fn conversions_close() {
    let four_digits = |num: &str, den: &str| {
        let one = |text| read_exact(text, Dimension::Power).unwrap();
        one(num).over(one(den)).unwrap().decimal(3)
    };
    assert_eq!(four_digits("1 W", "1 BTU/h"), "3.412");
    assert_eq!(four_digits("8200 BTU/h", "1 kW"), "2.403");
    assert_eq!(four_digits("1 TR", "1 kW"), "3.517");
    assert_eq!(four_digits("1 hp", "1 kW"), "0.746");
    let horsepower = read_exact("1 hp", Dimension::Power).unwrap();
    assert_eq!(horsepower.decimal(14), "745.69987158227022");
    assert_eq!(
        read_exact("212 F", Dimension::Temperature),
        read_exact("100 °C", Dimension::Temperature)
    );
    assert_eq!(
        read_exact("1 yd", Dimension::Length),
        read_exact("36 in", Dimension::Length)
    );
    assert_eq!(read_exact("1 mi", Dimension::Length), Ok(r(1_609_344, 1000)));
    assert_eq!(
        read_exact("1 ft2", Dimension::Area),
        read_exact("144 in2", Dimension::Area)
    );
}

#[test]
fn every_spelling_reads_as_its_row() {
    for (index, row) in TABLE.iter().enumerate() {
        for spelling in row.spellings {
            let one = read_exact(&format!("1 {spelling}"), row.dimension);
            assert_eq!(one, Ok(row.to_base(Rational::ONE).unwrap()), "{spelling}");
            let twice = TABLE
                .iter()
                .skip(index + 1)
                .find(|other| other.dimension == row.dimension && other.spellings.contains(spelling));
            assert!(twice.is_none(), "{spelling} stands twice");
        }
    }
    assert!(TABLE.len() >= 90, "{}", TABLE.len());
}

#[test]
fn every_example_in_messages_reads() {
    for dimension in Dimension::ALL {
        assert!(
            read_exact(dimension.example(), dimension).is_ok(),
            "{dimension:?}"
        );
        let repaired = format!("7{}", dimension.missing_suffix());
        assert!(read_exact(&repaired, dimension).is_ok(), "{repaired}");
        let base = read_exact(&format!("7 {}", dimension.base_symbol()), dimension);
        assert_eq!(base, Ok(Rational::int(7)), "{dimension:?}");
    }
}
