//! Texts that read, and what they mean in base units.

use super::super::*;
use super::r;

/// Checks a table of texts against base values given as fractions.
fn table(dimension: Dimension, rows: &[(&str, i128, i128)]) {
    for (text, num, den) in rows {
        assert_eq!(read_exact(text, dimension), Ok(r(*num, *den)), "{text}");
    }
}

#[test]
fn power_and_energy() {
    table(
        Dimension::Power,
        &[
            ("350 W", 350, 1),
            ("2.4kW", 2400, 1),
            ("  4.2\u{a0}kW ", 4200, 1),
            ("1.2 kVA", 1200, 1),
            ("2,944 W", 2944, 1),
            ("250 mW", 1, 4),
            ("3 MW", 3_000_000, 1),
            ("8200 BTU/h", 8200 * 105_505_585_262, 3600 * 100_000_000),
            ("8200 BTU / hr", 8200 * 105_505_585_262, 3600 * 100_000_000),
            ("1 hp", 37_284_993_579_113_511, 50_000_000_000_000),
            ("7/3 W", 7, 3),
            ("1e3 W", 1000, 1),
        ],
    );
    table(
        Dimension::Energy,
        &[
            ("12 kWh", 43_200_000, 1),
            ("5 J", 5, 1),
            ("1 Wh", 3600, 1),
            ("2 MJ", 2_000_000, 1),
        ],
    );
}

#[test]
fn times() {
    table(
        Dimension::Time,
        &[
            ("2 s", 2, 1),
            ("500ms", 1, 2),
            ("8 ms", 1, 125),
            ("250 µs", 1, 4000),
            ("250 μs", 1, 4000),
            ("10ns", 1, 100_000_000),
            ("1m30s", 90, 1),
            ("1h30m", 5400, 1),
            ("1 h 30 min", 5400, 1),
            ("1h0m0.5s", 7201, 2),
            ("10 min", 600, 1),
            ("5m", 300, 1),
            ("1h", 3600, 1),
            ("2 days", 172_800, 1),
            ("1e3s", 1000, 1),
        ],
    );
}

#[test]
fn data_and_rates() {
    table(
        Dimension::Data,
        &[
            ("512M", 512_000_000, 1),
            ("80M", 80_000_000, 1),
            ("1Gi", 1 << 30, 1),
            ("1GiB", 1 << 30, 1),
            ("1GB", 1_000_000_000, 1),
            ("100G", 100_000_000_000, 1),
            ("10 Gbit", 1_250_000_000, 1),
            ("64 KiB", 65_536, 1),
            ("4 bytes", 4, 1),
        ],
    );
    table(
        Dimension::DataRate,
        &[
            ("10 Gbit/s", 10_000_000_000, 1),
            ("10 Gbps", 10_000_000_000, 1),
            ("10Gb/s", 10_000_000_000, 1),
            ("10 GB/s", 80_000_000_000, 1),
            ("10G", 10_000_000_000, 1),
            ("10 Gbits", 10_000_000_000, 1),
            ("1 MiB/s", 8_388_608, 1),
            ("200 Mbit/s", 200_000_000, 1),
        ],
    );
}

#[test]
fn request_rates_counts_cores_and_ratios() {
    table(
        Dimension::RequestRate,
        &[
            ("40/s", 40, 1),
            ("40 req/s", 40, 1),
            ("2400/min", 40, 1),
            ("100 rps", 100, 1),
            ("3 k/s", 3000, 1),
            ("3k req / s", 3000, 1),
            ("2000/9 /s", 2000, 9),
            ("2000/9/s", 2000, 9),
            ("86400 requests per day", 1, 1),
        ],
    );
    table(
        Dimension::AreaLoad,
        &[
            ("500 kg/m2", 500, 1),
            ("0.5 t/m²", 500, 1),
            // 1 lb over 1 ft² of exactly 0.09290304 m².
            ("1 lb/ft²", 45_359_237, 9_290_304),
        ],
    );
    table(
        Dimension::Volume,
        &[
            ("50 m³", 50, 1),
            ("2500 l", 5, 2),
            ("1 ft³", 28_316_846_592, 1_000_000_000_000),
        ],
    );
    table(
        Dimension::Airflow,
        &[
            ("3600 m³/h", 1, 1),
            ("1.5 m3/s", 3, 2),
            ("60 CFM", 28_316_846_592, 1_000_000_000_000),
        ],
    );
    table(
        Dimension::Cores,
        &[
            ("4", 4, 1),
            ("0.5", 1, 2),
            ("500m", 1, 2),
            ("4 cores", 4, 1),
            ("1.4 cores", 7, 5),
            ("2 vCPU", 2, 1),
        ],
    );
    table(
        Dimension::Ratio,
        &[
            ("80 %", 4, 5),
            ("80%", 4, 5),
            ("0.8", 4, 5),
            ("4/5", 4, 5),
            ("5‰", 1, 200),
        ],
    );
    table(
        Dimension::Count,
        &[
            ("1500", 1500, 1),
            ("1,500", 1500, 1),
            ("3k", 3000, 1),
            ("2 million", 2_000_000, 1),
        ],
    );
}

#[test]
fn lengths_areas_masses_and_the_rest() {
    table(
        Dimension::Length,
        &[
            ("80 cm", 4, 5),
            ("19 in", 4826, 10_000),
            ("6 ft", 18_288, 10_000),
            ("19\"", 2413, 5000),
        ],
    );
    table(
        Dimension::Area,
        &[
            ("12 m²", 12, 1),
            ("12 m2", 12, 1),
            ("1 sq ft", 9_290_304, 100_000_000),
        ],
    );
    table(
        Dimension::Mass,
        &[
            ("25 kg", 25, 1),
            ("1 t", 1000, 1),
            ("100 lb", 45_359_237, 1_000_000),
        ],
    );
    assert_eq!(
        read_exact("16 oz", Dimension::Mass),
        read_exact("1 lb", Dimension::Mass)
    );
    table(
        Dimension::Temperature,
        &[
            ("27 °C", 30_015, 100),
            ("27 C", 30_015, 100),
            ("300 K", 300, 1),
            ("-40 °C", 23_315, 100),
            ("0 K", 0, 1),
        ],
    );
    assert_eq!(read_exact("80 F", Dimension::Temperature), Ok(r(53_967, 180)));
    assert_eq!(read_exact("−40 °F", Dimension::Temperature), Ok(r(23_315, 100)));
    table(
        Dimension::Frequency,
        &[
            ("50 Hz", 50, 1),
            ("3.2 GHz", 3_200_000_000, 1),
            ("7200 rpm", 120, 1),
        ],
    );
    table(Dimension::Current, &[("16 A", 16, 1), ("500mA", 1, 2)]);
    table(Dimension::Voltage, &[("230 V", 230, 1), ("10 kV", 10_000, 1)]);
    table(
        Dimension::RackUnits,
        &[("42 U", 42, 1), ("42U", 42, 1), ("8 RU", 8, 1), ("1u", 1, 1)],
    );
}
