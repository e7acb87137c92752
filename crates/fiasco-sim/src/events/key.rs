//! When something happens, as one number that orders events totally.
//!
//! The bits of a time that is not negative order as the time does, so 64 bits of time, 36 of a sequence number and
//! 28 of a payload make one `u128`: comparing keys is one integer comparison, and ties fall in the order in which
//! they were scheduled.

/// A packed key.
pub type Key = u128;
/// Later than every event.
pub const NEVER: Key = u128::MAX;
/// Bits of the payload.
const PAYLOAD: u32 = 28;
/// The largest payload: frames and sources are numbered below it.
pub const MAX_PAYLOAD: u32 = (1 << PAYLOAD) - 1;
/// Keys that one run may make.
pub const MAX_SEQUENCE: u64 = (1 << 36) - 1;

/// Packs a time ≥ 0, a sequence number and a payload.
#[inline]
#[must_use]
pub fn pack(time: f64, sequence: u64, payload: u32) -> Key {
    (u128::from(time.to_bits()) << 64) | u128::from((sequence << PAYLOAD) | u64::from(payload))
}

/// The time of a key.
#[inline]
#[must_use]
pub fn time(key: Key) -> f64 {
    f64::from_bits(moment(key))
}

/// The bits of a key's time: they order as the time does, and those of [`NEVER`] are above those of infinity.
#[inline]
#[must_use]
pub fn moment(key: Key) -> u64 {
    (key >> 64) as u64
}

/// Whether it is [`NEVER`], whatever its payload.
#[inline]
#[must_use]
pub fn is_never(key: Key) -> bool {
    moment(key) == moment(NEVER)
}

/// The payload of a key.
#[inline]
#[must_use]
pub fn payload(key: Key) -> u32 {
    key as u32 & MAX_PAYLOAD
}

/// The sequence number of a key.
#[inline]
#[must_use]
pub fn sequence(key: Key) -> u64 {
    (key as u64) >> PAYLOAD
}

/// The key with another payload.
#[inline]
#[must_use]
pub fn with_payload(key: Key, payload: u32) -> Key {
    (key & !u128::from(MAX_PAYLOAD)) | u128::from(payload)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_order_by_time_then_by_sequence() {
        let keys = [
            pack(0.0, 9, 7),
            pack(1e-300, 8, 6),
            pack(1.0, 1, MAX_PAYLOAD),
            pack(1.0, 2, 0),
            pack(1e300, 0, 0),
        ];
        assert!(keys.is_sorted() && keys[4] < NEVER);
        let key = with_payload(pack(2.5, MAX_SEQUENCE, 3), MAX_PAYLOAD);
        assert_eq!(
            (time(key), sequence(key), payload(key)),
            (2.5, MAX_SEQUENCE, MAX_PAYLOAD)
        );
    }
}
