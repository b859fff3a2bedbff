//! Packed byte forms of values without an Arrow type: instants with a time zone and up to 12 fraction digits, and times
//! with an offset. All forms compare in value order as plain bytes.

use super::text_parse::{Instant, Zone};

const SIGN: u64 = 1 << 63;
/// Longest time zone id that fits (`America/Argentina/ComodRivadavia` has 32 bytes).
const ZONE_BYTES: usize = 48;

/// Encodes `[seconds][picoseconds]` and, for a zoned value, its time zone id, zero-padded to `size`.
pub(crate) fn encode_instant(instant: &Instant, zone: Option<&Zone>, size: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size);
    bytes.extend_from_slice(&(instant.seconds.cast_unsigned() ^ SIGN).to_be_bytes());
    bytes.extend_from_slice(&instant.picos.to_be_bytes());
    if let Some(zone) = zone {
        let name = zone.name().as_bytes();
        bytes.extend_from_slice(&name[..name.len().min(ZONE_BYTES)]);
    }
    bytes.resize(size, 0);
    bytes
}

pub(crate) fn decode_instant(bytes: &[u8]) -> Instant {
    Instant { seconds: (read_u64(bytes, 0) ^ SIGN).cast_signed(), picos: read_u64(bytes, 8) }
}

/// The time zone id of a packed `timestamp with time zone`.
pub(crate) fn decode_zone(bytes: &[u8]) -> &str {
    let tail = bytes.get(16..).unwrap_or_default();
    let end = tail.iter().position(|b| *b == 0).unwrap_or(tail.len());
    std::str::from_utf8(&tail[..end]).unwrap_or("UTC")
}

/// Encodes `[picoseconds of the UTC day, may be negative][offset in minutes]`. The local time is their sum.
pub(crate) fn encode_time_tz(local_picos: u64, offset_minutes: i16, size: usize) -> Vec<u8> {
    let utc = local_picos.cast_signed() - i64::from(offset_minutes) * 60_000_000_000_000;
    let mut bytes = Vec::with_capacity(size);
    bytes.extend_from_slice(&(utc.cast_unsigned() ^ SIGN).to_be_bytes());
    bytes.extend_from_slice(&offset_minutes.to_be_bytes());
    bytes.resize(size, 0);
    bytes
}

/// Decodes the local picoseconds of the day and the offset in minutes.
pub(crate) fn decode_time_tz(bytes: &[u8]) -> (u64, i16) {
    let utc = (read_u64(bytes, 0) ^ SIGN).cast_signed();
    let offset = bytes.get(8..10).and_then(|b| b.try_into().ok()).map_or(0, i16::from_be_bytes);
    ((utc + i64::from(offset) * 60_000_000_000_000).cast_unsigned(), offset)
}

pub(crate) fn encode_time(picos: u64, size: usize) -> Vec<u8> {
    let mut bytes = picos.to_be_bytes().to_vec();
    bytes.resize(size, 0);
    bytes
}

pub(crate) fn read_u64(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_be_bytes)
}
