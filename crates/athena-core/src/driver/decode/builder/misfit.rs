//! Messages for values that are of their type and do not fit their column.

use super::units;
use crate::driver::decode::zones::NoInstant;
use crate::excerpt::excerpt;
use crate::value::{Time, TimeUnit, Timestamp, TimestampTz, Value};

/// A message that names the value, and the option that would accept it.
pub(in crate::driver::decode) type Misfit = String;

const UNITS: [TimeUnit; 3] = [TimeUnit::Millisecond, TimeUnit::Microsecond, TimeUnit::Nanosecond];

/// `timestamp` is the part of `value` that the column stores.
#[cold]
pub(super) fn timestamp(value: &Value<'_>, timestamp: Timestamp, unit: TimeUnit) -> Misfit {
    let why = match timestamp.with_precision(unit.precision()) {
        None => format!("has more digits than timestamp_unit={unit} holds"),
        Some(_) => format!("is outside the years of timestamp_unit={unit}"),
    };
    // The finest unit that fits: its column is the most likely to hold the next value too.
    let advice = match UNITS.into_iter().rev().find(|unit| timestamp.epoch_in(*unit).is_some()) {
        Some(unit) => format!("use timestamp_unit={unit}"),
        None => "no unit holds it: CAST it to varchar in the query".to_owned(),
    };
    format!("`{}` {why}; {advice}", shown(value))
}

#[cold]
pub(super) fn time(time: Time, unit: TimeUnit) -> Misfit {
    let advice = match units::of_time(time, TimeUnit::Nanosecond) {
        Some(_) => "use time_unit=ns",
        None => "CAST it to time(9), or to varchar, in the query",
    };
    format!("`{time}` has more digits than time_unit={unit} holds; {advice}")
}

#[cold]
pub(super) fn no_instant(zoned: &TimestampTz<'_>, why: NoInstant) -> Misfit {
    format!("`{}` {why}; use timestamp_tz=text, or at_timezone(..., 'UTC') in the query", excerpt(zoned.to_string()))
}

#[cold]
pub(super) fn null_key() -> Misfit {
    "a key of a map is NULL; read it by UNLOAD (unload=true), or CAST(... AS JSON) in the query".to_owned()
}

#[cold]
pub(super) fn other(value: &Value<'_>) -> Misfit {
    format!("`{}` of type {} does not fit the column", shown(value), value.type_name())
}

fn shown(value: &Value<'_>) -> String {
    excerpt(value.to_string())
}
