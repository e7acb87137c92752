//! How quantities print.

use super::super::*;
use super::r;

/// Checks a table: base value as a fraction, text.
fn table(dimension: Dimension, rows: &[(i128, i128, &str)]) {
    for (num, den, text) in rows {
        assert_eq!(
            Quantity {
                value: r(*num, *den),
                dimension
            }
            .to_string(),
            *text
        );
    }
}

#[test]
fn powers_and_energies() {
    table(
        Dimension::Power,
        &[
            (4200, 1, "4.2 kW"),
            (2944, 1, "2,944 W"),
            (350, 1, "350 W"),
            (0, 1, "0 W"),
            (1, 4, "250 mW"),
            (12_345, 1, "12.345 kW"),
            (1_234_567, 1, "1,234.567 kW"),
            (3_000_000, 1, "3 MW"),
            (-4200, 1, "-4.2 kW"),
            (20_000, 9, "2,222 W"),
        ],
    );
    assert_eq!(
        Watts::read("8200 BTU/h").map(|watts| watts.to_string()),
        Ok("2,403 W".to_owned())
    );
    table(
        Dimension::Energy,
        &[
            (43_200_000, 1, "12 kWh"),
            (500, 1, "500 J"),
            (2_000_000, 1, "2 MJ"),
            (3600, 1, "1 Wh"),
            (0, 1, "0 J"),
        ],
    );
}

#[test]
fn data_and_rates() {
    table(
        Dimension::Data,
        &[
            (3 << 29, 1, "1.5 GiB"),
            (512 << 20, 1, "512 MiB"),
            (1000 << 20, 1, "1,000 MiB"),
            (1_000_000_000, 1, "1 GB"),
            (1_500_000, 1, "1.5 MB"),
            (128_000, 1, "128 kB"),
            (65_536, 1, "64 KiB"),
            (100, 1, "100 B"),
            (1_234_567_891, 1, "1,235 MB"),
            (0, 1, "0 B"),
        ],
    );
    table(
        Dimension::DataRate,
        &[
            (200_000_000, 1, "200 Mbit/s"),
            (10_000_000_000, 1, "10 Gbit/s"),
            (9600, 1, "9.6 kbit/s"),
        ],
    );
    table(
        Dimension::RequestRate,
        &[
            (222, 1, "222/s"),
            (2000, 9, "222/s"),
            (20, 9, "2.22/s"),
            (12_000, 1, "12,000/s"),
            (1, 2, "30/min"),
            (1, 86_400, "1/day"),
            (1, 70_000, "0.0000143/s"),
            (0, 1, "0/s"),
        ],
    );
}

#[test]
fn times() {
    table(
        Dimension::Time,
        &[
            (48, 1000, "48 ms"),
            (20, 1, "20 s"),
            (60, 1, "60 s"),
            (90, 1, "90 s"),
            (240, 1, "240 s"),
            (300, 1, "5 min"),
            (330, 1, "330 s"),
            (3600, 1, "1 h"),
            (5400, 1, "90 min"),
            (86_400, 1, "24 h"),
            (172_800, 1, "2 days"),
            (3, 2, "1.5 s"),
            (1, 3000, "333 µs"),
            (1, 3_000_000_000, "0.333 ns"),
            (0, 1, "0 s"),
        ],
    );
}

#[test]
fn the_rest() {
    table(
        Dimension::Cores,
        &[
            (28, 15, "1.87 cores"),
            (1, 1, "1 core"),
            (4, 1, "4 cores"),
            (1, 2, "0.5 cores"),
        ],
    );
    table(
        Dimension::Count,
        &[
            (1500, 1, "1,500"),
            (999, 1, "999"),
            (1_000_000, 1, "1,000,000"),
            (5, 2, "2.5"),
        ],
    );
    table(
        Dimension::Ratio,
        &[
            (31, 100, "31 %"),
            (1, 3, "33.3 %"),
            (5, 16, "31.25 %"),
            (0, 1, "0 %"),
            (1, 1, "100 %"),
        ],
    );
    table(
        Dimension::Temperature,
        &[
            (30_015, 100, "27 °C"),
            (0, 1, "-273.15 °C"),
            (25_315, 100, "-20 °C"),
        ],
    );
    table(
        Dimension::Length,
        &[
            (4, 5, "80 cm"),
            (2, 1, "2 m"),
            (4826, 10_000, "48.26 cm"),
            (1500, 1, "1.5 km"),
        ],
    );
    table(
        Dimension::Mass,
        &[(25, 1, "25 kg"), (1500, 1, "1,500 kg"), (1, 5, "200 g")],
    );
    table(Dimension::Area, &[(12, 1, "12 m²")]);
    table(
        Dimension::Frequency,
        &[(50, 1, "50 Hz"), (3_200_000_000, 1, "3.2 GHz")],
    );
    table(Dimension::Current, &[(16, 1, "16 A"), (1, 2, "500 mA")]);
    table(Dimension::Voltage, &[(230, 1, "230 V"), (10_000, 1, "10 kV")]);
    table(Dimension::RackUnits, &[(42, 1, "42 U")]);
    assert_eq!(format!("[{:>8}]", Units::int(42)), "[    42 U]");
}

#[test]
fn the_precise_form() {
    for (quantity, text) in [
        (Watts::int(4200).untyped(), "4.2 kW"),
        (Cores::new(r(20, 9)).untyped(), "20/9 cores"),
        (PerSecond::new(r(2000, 9)).untyped(), "2000/9 /s"),
        (Seconds::new(r(12_345_678, 1_000_000)).untyped(), "12.345678 s"),
        (Share::new(r(1, 3)).untyped(), "1/3"),
        (Kelvin::new(r(53_967, 180)).untyped(), "80/3 °C"),
        (
            Kelvin::new(r(i128::MAX, 7)).untyped(),
            "170141183460469231731687303715884105727/7 K",
        ),
    ] {
        assert_eq!(Precise(quantity).to_string(), text);
    }
    assert_eq!(format!("{:?}", Cores::new(r(20, 9))), "Cores(20/9)");
    assert_eq!(Cores::new(r(20, 9)).precise().to_string(), "20/9 cores");
}
