//! Values: what a cell holds, how it is read from Athena's text, and how it becomes a Rust type.
//!
//! * [`Value`] is one cell, of any of Athena's types, exactly; [`Decimal`], [`Date`], [`Time`], [`Timestamp`] and the
//!   others are its parts that the standard library has no type for.
//! * [`decode`] reads a cell's text by its type; [`parse`] has one function per type, over bytes, for columnar readers.
//! * [`FromValue`] turns a value into a Rust type, and refuses where anything would be lost. With the features `chrono`,
//!   `time` and `rust_decimal` also into the types of those crates.
//!
//! Nothing is cut or rounded silently: what a target cannot hold is an error that says so.
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
mod nested;
pub mod parse;
mod time_of_day;
mod time_tz;
mod time_unit;
mod timestamp;
mod timestamp_tz;

pub use self::cell::Value;
pub use self::date::Date;
pub use self::decimal::Decimal;
pub use self::decode::decode;
pub use self::from_value::FromValue;
#[cfg(feature = "serde")]
pub(crate) use self::from_value::{does_not_fit, rust_type};
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
