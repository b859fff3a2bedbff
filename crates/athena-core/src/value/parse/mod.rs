//! Parsing of cells: one pure function per Athena type, from bytes to a value or a [`ParseError`].
//!
//! The texts are those of Athena's CSV results and of `GetQueryResults`, which are the same ([data
//! types](https://docs.aws.amazon.com/athena/latest/ug/data-types.html); details that the page omits were measured).
//! All functions are exact and strict: they do not trim, do not round exact types, and do not cut. They take bytes,
//! because columnar readers have bytes, and only those that return owned bytes allocate. They do not panic on any
//! input.

mod bytes;
mod decimal;
mod error;
mod fast;
mod float;
mod from_str;
mod integer;
mod interval;
mod scalar;
mod scanner;
mod temporal;
mod zoned;

pub use self::bytes::{varbinary, varbinary_into};
pub use self::decimal::decimal;
pub use self::error::ParseError;
pub(crate) use self::fast::{FixedTimestamp, fixed_timestamp};
pub use self::float::{double, real};
pub use self::integer::{bigint, integer, smallint, tinyint};
pub use self::interval::{interval_day_time, interval_year_month};
pub use self::scalar::{boolean, ip_address, uuid};
pub(super) use self::scanner::{picos_per_last_digit, two as two_digits};
pub use self::temporal::{date, time, timestamp};
pub use self::zoned::{time_tz, timestamp_tz};

#[cfg(test)]
mod tests;
