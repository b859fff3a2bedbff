//! Conversion between the SDK's types and those of `athena-core`, without I/O, and without a panic on any response.

#[cfg(feature = "glue")]
pub(crate) mod glue;
pub(crate) mod metadata;
pub(crate) mod query;

use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;

/// A duration in milliseconds; `None` for a negative number.
fn millis(value: Option<i64>) -> Option<Duration> {
    value.and_then(|millis| u64::try_from(millis).ok()).map(Duration::from_millis)
}

/// A count; `None` for a negative number.
fn count(value: Option<i64>) -> Option<u64> {
    value.and_then(|count| u64::try_from(count).ok())
}

/// An instant, rounded to microseconds: the wire format is a floating point number of seconds, whose finer digits are
/// noise. `None` for an instant that the system's clock cannot represent.
fn time(value: Option<&DateTime>) -> Option<SystemTime> {
    let instant = value?;
    let micros = instant.subsec_nanos().checked_add(500)? / 1000;
    let whole = SystemTime::try_from(DateTime::from_secs(instant.secs())).ok()?;
    whole.checked_add(Duration::from_micros(micros.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_keeps_its_fraction_of_a_second() {
        let sent = DateTime::from_secs_f64(1_565_649_050.175);
        let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(1_565_649_050_175);
        assert_eq!(time(Some(&sent)), Some(expected));
        let before = DateTime::from_secs_f64(-1.5);
        assert_eq!(time(Some(&before)), Some(SystemTime::UNIX_EPOCH - Duration::from_millis(1500)));
    }

    #[test]
    fn numbers_out_of_range_are_none() {
        assert_eq!(millis(Some(-1)), None);
        assert_eq!(millis(Some(i64::MAX)), Some(Duration::from_millis(i64::MAX.unsigned_abs())));
        assert_eq!(count(Some(i64::MIN)), None);
        // the range depends on the platform's clock, but these must not panic
        let _ = time(Some(&DateTime::from_secs(i64::MAX)));
        let _ = time(Some(&DateTime::from_secs(i64::MIN)));
        let _ = time(Some(&DateTime::from_secs_f64(f64::NAN)));
    }
}
