//! Times that are equal, however they are printed.

use awsathena::value::{Timestamp, TimestampTz, decode};
use awsathena::{AthenaType, Value};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Whether `text`, of a temporal type, is the same time or moment as `value`.
pub(super) fn is_same(data_type: &AthenaType, text: &str, value: &Value<'_>) -> bool {
    match decode(data_type, text) {
        Ok(expected) => are_same(&expected, value) || (data_type.is_temporal() && expected.identical(value)),
        Err(_) => false,
    }
}

/// Whether both are moments, and the same one.
pub(crate) fn are_same(expected: &Value<'_>, found: &Value<'_>) -> bool {
    let (Value::TimestampTz(expected), Value::TimestampTz(found)) = (expected, found) else { return false };
    let expected = in_utc(expected);
    expected.is_some() && expected == in_utc(found)
}

fn in_utc(moment: &TimestampTz<'_>) -> Option<Timestamp> {
    let local = moment.local();
    if let Some(utc) = moment.to_utc() {
        return Some(utc);
    }
    let (date, time) = (local.date(), local.time());
    let (year, month, day) = date.ymd();
    let part = |number: u32| i8::try_from(number).ok();
    let civil = DateTime::new(
        i16::try_from(year).ok()?,
        part(month.into())?,
        part(day.into())?,
        part(time.hour().into())?,
        part(time.minute().into())?,
        part(time.second().into())?,
        0,
    );
    let zone = TimeZone::get(moment.zone()).ok()?;
    let utc = civil.ok()?.to_zoned(zone).ok()?.timestamp().as_second();
    Timestamp::new(utc, local.subsecond_picos(), local.precision())
}
