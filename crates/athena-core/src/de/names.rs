//! Newtype names by which core's own types recognise each other behind serde
//!
//! A format that does not know them, such as `serde_json`, passes the value through.

/// A value that is asked for with its time zone in brackets.
pub(crate) const ZONED: &str = "$athena_core::Zoned";
/// A value that is asked for with the offset that its region has.
pub(crate) const AT_OFFSET: &str = "$athena_core::AtOffset";

pub(crate) const DATE: &str = "$athena_core::Date";
pub(crate) const TIME: &str = "$athena_core::Time";
pub(crate) const TIME_TZ: &str = "$athena_core::TimeTz";
pub(crate) const TIMESTAMP: &str = "$athena_core::Timestamp";
pub(crate) const TIMESTAMP_TZ: &str = "$athena_core::TimestampTz";
pub(crate) const INTERVAL_DAY_TIME: &str = "$athena_core::IntervalDayTime";
pub(crate) const INTERVAL_YEAR_MONTH: &str = "$athena_core::IntervalYearMonth";
pub(crate) const DECIMAL: &str = "$athena_core::Decimal";

/// The names that are asked for as well as written.
pub(crate) const OWN: [&str; 8] =
    [DATE, TIME, TIME_TZ, TIMESTAMP, TIMESTAMP_TZ, INTERVAL_DAY_TIME, INTERVAL_YEAR_MONTH, DECIMAL];

/// Written by [`Value`](crate::Value) only, so that a binder knows its type.
pub(crate) const UUID: &str = "$athena_core::Uuid";
pub(crate) const IP_ADDRESS: &str = "$athena_core::IpAddress";
pub(crate) const JSON: &str = "$athena_core::Json";
pub(crate) const ROW: &str = "$athena_core::Row";

/// The names that `serde_json` gives to a text that it takes for JSON, and to a number of any length.
pub(crate) const RAW_JSON: &str = "$serde_json::private::RawValue";
pub(crate) const JSON_NUMBER: &str = "$serde_json::private::Number";
