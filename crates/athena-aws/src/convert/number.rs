//! Numbers and times of the wire, as types that cannot be negative or out of range.

use std::time::{Duration, SystemTime};

use aws_smithy_types::DateTime;

/// Milliseconds; a negative number is none.
pub(super) fn millis(value: Option<i64>) -> Option<Duration> {
    value.and_then(|millis| u64::try_from(millis).ok()).map(Duration::from_millis)
}

/// A count; a negative number is none.
pub(super) fn count(value: Option<i64>) -> Option<u64> {
    value.and_then(|count| u64::try_from(count).ok())
}

/// A moment, to the microsecond: the wire has a floating point number of seconds, of which finer digits are noise. A
/// moment outside what the system's clock can tell is none.
pub(super) fn time(value: Option<&DateTime>) -> Option<SystemTime> {
    let moment = value?;
    let micros = moment.subsec_nanos().checked_add(500)? / 1000;
    let whole = SystemTime::try_from(DateTime::from_secs(moment.secs())).ok()?;
    whole.checked_add(Duration::from_micros(micros.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_fraction_of_a_second() {
        let sent = DateTime::from_secs_f64(1_565_649_050.175);
        let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(1_565_649_050_175);
        assert_eq!(time(Some(&sent)), Some(expected));
        let before = DateTime::from_secs_f64(-1.5);
        assert_eq!(time(Some(&before)), Some(SystemTime::UNIX_EPOCH - Duration::from_millis(1500)));
    }

    #[test]
    fn absurd_numbers_are_none() {
        assert_eq!(millis(Some(-1)), None);
        assert_eq!(millis(Some(i64::MAX)), Some(Duration::from_millis(i64::MAX.unsigned_abs())));
        assert_eq!(count(Some(i64::MIN)), None);
        // whatever the platform's clock can hold, these must not panic
        let _ = time(Some(&DateTime::from_secs(i64::MAX)));
        let _ = time(Some(&DateTime::from_secs(i64::MIN)));
        let _ = time(Some(&DateTime::from_secs_f64(f64::NAN)));
    }
}
