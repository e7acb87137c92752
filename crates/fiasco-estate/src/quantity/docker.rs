//! Sizes as Docker and Compose files write them, where every letter is binary: `512m` is 512 MiB and `1gb` is
//! 1 GiB. They get a reader of their own because the same text means something else anywhere else.

use super::convert::too_big;
use super::dimension::Dimension;
use super::error::ReadError;
use super::parse::checked;
use super::qty::Bytes;
use super::rational::Rational;
use super::text::number;

/// Reads a size in bytes the way Docker does (`RAMInBytes` in github.com/docker/go-units): an optional letter
/// `b`, `k`, `m`, `g`, `t` or `p` in either case, optionally followed by `b` or `ib`, in powers of 1024; no
/// letter means bytes. A part of a byte is dropped, as Docker does.
///
/// # Errors
/// [`ReadError`] when the text is no such size.
pub fn read_docker_bytes(text: &str) -> Result<Bytes, ReadError> {
    let part = checked(text, Dimension::Data)?;
    let number = number(part, Dimension::Data)?;
    let unit = number.rest;
    let Some(power) = binary_power(&unit.text.to_ascii_lowercase()) else {
        return Err(ReadError::UnknownUnit {
            unit: unit.quoted(),
            expected: Dimension::Data,
            hint: "write a size such as `512m` or `2g`".to_owned(),
            at: unit.span(),
        });
    };
    let size = Rational::int(1 << (10 * power));
    let bytes = number
        .value
        .times(size)
        .and_then(|exact| Rational::new(exact.floor(), 1));
    bytes.map(Bytes::new).map_err(|_| too_big(part))
}

/// The power of 1024 that a lower-case suffix stands for.
fn binary_power(suffix: &str) -> Option<u32> {
    match suffix {
        "" | "b" => Some(0),
        "k" | "kb" | "kib" => Some(1),
        "m" | "mb" | "mib" => Some(2),
        "g" | "gb" | "gib" => Some(3),
        "t" | "tb" | "tib" => Some(4),
        "p" | "pb" | "pib" => Some(5),
        _ => None,
    }
}
