//! Units of the timestamps in the files of an UNLOAD.

use super::files::READ;
use crate::error::{Error, ErrorKind, Result};
use crate::value::{TimeUnit, Timestamp};

/// Timestamps in one unit as timestamps in another, counted from 1970. A NULL, of which the number is arbitrary, gives
/// some number.
///
/// # Errors
/// `Decode` for the first timestamp that the other unit cannot hold without loss: it has more digits, or is out of the
/// range of 64 bits.
pub fn convert_timestamps(
    timestamps: &[i64],
    is_null: impl Fn(usize) -> bool,
    from: TimeUnit,
    to: TimeUnit,
) -> Result<Vec<i64>> {
    let (per_from, per_to) = (from.per_second(), to.per_second());
    let convert = |timestamp: i64| match per_to / per_from {
        0 => (timestamp % (per_from / per_to) == 0).then(|| timestamp / (per_from / per_to)),
        factor => timestamp.checked_mul(factor),
    };
    let converted = timestamps.iter().enumerate().map(|(row, timestamp)| match convert(*timestamp) {
        Some(converted) => Ok(converted),
        None if is_null(row) => Ok(0),
        None => Err(does_not_fit(*timestamp, from, to)),
    });
    converted.collect()
}

#[cold]
fn does_not_fit(timestamp: i64, from: TimeUnit, to: TimeUnit) -> Error {
    let shown = match Timestamp::from_epoch(timestamp, from) {
        Some(timestamp) => timestamp.to_string(),
        None => format!("{timestamp} {from}"),
    };
    let cure = if to == TimeUnit::Nanosecond { TimeUnit::Microsecond } else { from };
    let message = format!("`{shown}` does not fit a timestamp in {to}; set timestamp_unit={cure}");
    Error::new(ErrorKind::Decode, message).with_operation(READ)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conversion_loses_nothing_or_fails() {
        let convert = |timestamps: &[i64], from, to| convert_timestamps(timestamps, |row| row == 1, from, to);
        let (ms, us, ns) = (TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond);
        assert_eq!(convert(&[1000, -2000], us, ms).ok(), Some(vec![1, -2]));
        assert_eq!(convert(&[1, -2], us, ns).ok(), Some(vec![1000, -2000]));
        assert_eq!(convert(&[5, i64::MAX], us, ns).ok(), Some(vec![5000, 0]));
        for (timestamp, to, cure) in [(1001, ms, "timestamp_unit=us"), (i64::MAX / 10, ns, "timestamp_unit=us")] {
            let error = convert(&[timestamp], us, to).expect_err("does not fit");
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(error.message().contains(cure), "{error}");
        }
    }
}
