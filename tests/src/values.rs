//! Values of a result, and equality of instants.

use awsathena::value::{Timestamp, TimestampTz, decode};
use awsathena::{AthenaType, Cursor, Result, Value};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The values of all rows that are left of a result.
pub(crate) async fn fetch_values(cursor: &mut Cursor) -> Result<Vec<Vec<Value<'static>>>> {
    let rows = cursor.fetch_all().await?;
    rows.iter().map(|row| row.values().map(|value| value.map(Value::into_owned)).collect()).collect()
}

/// True if `text`, of a temporal type, is the same time or instant as `value`.
pub(crate) fn is_same_time(data_type: &AthenaType, text: &str, value: &Value<'_>) -> bool {
    match decode(data_type, text) {
        Ok(expected) => are_same_instant(&expected, value) || (data_type.is_temporal() && expected.identical(value)),
        Err(_) => false,
    }
}

/// True if both are timestamps with time zone of the same instant, in any zones.
pub(crate) fn are_same_instant(expected: &Value<'_>, found: &Value<'_>) -> bool {
    let (Value::TimestampTz(expected), Value::TimestampTz(found)) = (expected, found) else { return false };
    let expected = in_utc(expected);
    expected.is_some() && expected == in_utc(found)
}

fn in_utc(timestamp: &TimestampTz<'_>) -> Option<Timestamp> {
    let local = timestamp.local();
    if let Some(utc) = timestamp.to_utc() {
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
    let zone = TimeZone::get(timestamp.zone()).ok()?;
    let utc = civil.ok()?.to_zoned(zone).ok()?.timestamp().as_second();
    Timestamp::new(utc, local.subsecond_picos(), local.precision())
}
