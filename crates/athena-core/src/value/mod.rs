//! Values of cells, their text form, and conversions to Rust types.
//!
//! * [`Value`] is the exact value of one cell, of any Athena type; [`Decimal`], [`Date`], [`Time`], [`Timestamp`] and
//!   others are the parts that the standard library has no type for.
//! * [`decode`] reads the text of a cell by its type; [`driver::decode::parse`](crate::driver::decode::parse) has one
//!   function per type, over bytes, for columnar readers.
//! * [`FromValue`] converts a value to a Rust type, and fails if anything would be lost. The features `chrono`, `time`
//!   and `rust_decimal` add the types of those crates.
//!
//! Nothing is cut or rounded silently: a value that does not fit its target is an error.
//!
//! ```
//! use athena_core::value::{FromValue, Value};
//!
//! let cell = Value::Timestamp("2020-01-01 12:34:56.789".parse()?);
//! assert_eq!(cell.type_name(), "timestamp");
//! assert_eq!(cell.to_string(), "2020-01-01 12:34:56.789");
//! assert!(i64::from_value(cell).is_err());
//! # Ok::<(), athena_core::value::ParseError>(())
//! ```

mod cell;
mod civil;
mod compare;
mod date;
mod decimal;
mod decode;
mod display;
mod foreign;
mod from_value;
mod interval;
mod java_float;
pub(crate) mod parse;
mod time_of_day;
mod time_tz;
mod time_unit;
mod timestamp;
mod timestamp_tz;
mod zone;

pub use self::cell::Value;
pub use self::date::Date;
pub use self::decimal::Decimal;
pub use self::decode::decode;
pub use self::from_value::FromValue;
#[cfg(feature = "serde")]
pub(crate) use self::from_value::{does_not_fit, is_untyped, rust_type, untyped};
pub use self::interval::{IntervalDayTime, IntervalYearMonth};
pub use self::parse::ParseError;
pub use self::time_of_day::Time;
pub use self::time_tz::TimeTz;
pub use self::time_unit::TimeUnit;
pub use self::timestamp::Timestamp;
pub use self::timestamp_tz::TimestampTz;

/// Picoseconds in a second.
pub(crate) const PICOS_PER_SECOND: u64 = 1_000_000_000_000;

#[cfg(test)]
pub(crate) mod tests;
