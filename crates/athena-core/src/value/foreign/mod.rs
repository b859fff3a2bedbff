//! Conversions between values and the date, time and number types of other crates, each behind the feature of its name.
//!
//! A conversion that can lose something is a `TryFrom` whose error names the loss.

#[cfg(feature = "rust_decimal")]
mod for_rust_decimal;

#[cfg(feature = "chrono")]
mod for_chrono;

#[cfg(feature = "time")]
mod for_time;

/// [`FromValue`](super::FromValue) for a type with a `TryFrom` from one of our types.
#[cfg(any(feature = "chrono", feature = "time", feature = "rust_decimal"))]
macro_rules! from_value_through {
    ($($ours:ty => $target:ty;)+) => {
        $(impl<'v> FromValue<'v> for $target {
            fn from_value(value: Value<'v>) -> Result<Self> {
                <$ours>::from_value(value).and_then(Self::try_from)
            }
        })+
    };
}
#[cfg(any(feature = "chrono", feature = "time", feature = "rust_decimal"))]
use from_value_through;

/// The error for a `value` that does not fit `target`, for the reason `why`.
#[cfg(any(feature = "chrono", feature = "time", feature = "rust_decimal"))]
fn does_not_fit(value: &impl std::fmt::Display, target: &str, why: &str) -> crate::error::Error {
    let message = format!("`{value}` does not fit {target}: {why}");
    crate::error::Error::new(crate::error::ErrorKind::Decode, message)
}

/// The reason why a zone has no offset.
#[cfg(any(feature = "chrono", feature = "time"))]
const NAMED_ZONE: &str = "its zone is a region and has no fixed offset; ask for `value::TimestampTz`, or select \
                          `at_timezone(t, 'UTC')`";
#[cfg(any(feature = "chrono", feature = "time"))]
const OUT_OF_RANGE: &str = "the year is out of range";
#[cfg(any(feature = "chrono", feature = "time"))]
const FINER: &str = "it is finer than nanoseconds";

/// The zone id of an offset in seconds; `None` if it is not whole minutes.
#[cfg(any(feature = "chrono", feature = "time"))]
fn zone_of(offset_seconds: i32) -> Option<String> {
    let minutes = offset_seconds.unsigned_abs() / 60;
    let sign = if offset_seconds < 0 { '-' } else { '+' };
    (offset_seconds % 60 == 0).then(|| format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}

/// Nanoseconds since the last whole second; `None` if picoseconds remain.
#[cfg(any(feature = "chrono", feature = "time"))]
fn subsecond_nanos(time: super::Time) -> Option<u32> {
    let picos = time.subsecond_picos();
    if picos.is_multiple_of(1_000) { u32::try_from(picos / 1_000).ok() } else { None }
}
