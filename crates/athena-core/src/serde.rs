//! Rows as your own types, by [serde](https://serde.rs); with the feature `serde`
//!
//! # Rows
//!
//! | type | a row becomes |
//! |---|---|
//! | a struct | its fields by column name: spelled exactly so, else in other case |
//! | a map, `serde_json::Value` | all columns by name, spelled exactly so |
//! | a struct with `#[serde(flatten)]`, an enum with `#[serde(tag = "..")]` | as a map |
//! | a tuple, an array, a `Vec` | the columns by position; a tuple has one value for each column |
//! | a number, a `String`, an `Option` of these and the like | the value of the only column |
//!
//! A newtype is read as the type inside. Columns without a field are ignored, unless the struct has
//! `#[serde(deny_unknown_fields)]`. Of columns with one name the first counts. A type that asks for any kind of value,
//! as `rust_decimal::Decimal` and those of `time` do, sees a row as a map. For a result of one column put it in a tuple
//! of one: `(Decimal,)`.
//!
//! ```
//! use std::borrow::Cow;
//!
//! use chrono::{DateTime, NaiveDate, Utc};
//! use rust_decimal::Decimal;
//! use serde::Deserialize;
//!
//! #[derive(Deserialize)]
//! struct Order<'r> {
//!     id: i64,
//!     #[serde(rename = "order_date")]
//!     date: NaiveDate,
//!     paid_at: Option<DateTime<Utc>>,
//!     total: Decimal,
//!     /// Borrowed from the batch.
//!     #[serde(borrow)]
//!     note: Cow<'r, str>,
//!     /// A `row` or a `json` column.
//!     address: Address,
//!     tags: Vec<String>,
//!     document: serde_json::Value,
//! }
//!
//! #[derive(Deserialize)]
//! struct Address {
//!     city: String,
//!     zip: Option<String>,
//! }
//! ```
//!
//! # Values
//!
//! What a type does not hold exactly is an error. The one exception is a decimal as `f64`, which is the nearest one.
//!
//! * **boolean**: `bool`.
//! * **tinyint, smallint, integer, bigint**: every integer type that holds the number; `f32` and `f64` if they are
//!   exactly the number.
//! * **real, double**: `f64`; `f32` if it is exactly the number, or NaN.
//! * **decimal**: types that read text, such as `String`, `rust_decimal::Decimal` and `bigdecimal::BigDecimal`;
//!   [`Decimal`]; integers if there is no fraction; the nearest `f64`; `f32` if it is exactly the number.
//! * **varchar, char**: `String`, `Cow<str>`, `char`, bytes, and an enum by the name of a variant; `&str` if the driver
//!   has the text in this form.
//! * **varbinary**: `Vec<u8>`, `[u8; N]`, `serde_bytes::ByteBuf`.
//! * **date, time, timestamp**, with time zone or without: see below.
//! * **interval day to second**: integers, as milliseconds; `std::time::Duration`, `chrono::TimeDelta`,
//!   `jiff::SignedDuration`, `jiff::Span`; `String`.
//! * **interval year to month**: integers, as months; `jiff::Span`; `String`.
//! * **uuid, ipaddress**: `uuid::Uuid`, `std::net::IpAddr`; `String`.
//! * **json**: `String` and `Cow<str>`, which are the text; every other type, such as `serde_json::Value` or a struct,
//!   is read from the JSON. The `null` of JSON is `None` as NULL is.
//! * **array**: `Vec<T>`; a tuple or an array `[T; N]` of that length.
//! * **map**: a map, a struct, `Vec<(K, V)>`. Keys that are not text are printed for a type that asks for text.
//! * **row**: a struct or a map by field name, a tuple by position. Fields without names are read by position only.
//! * **NULL**: `Option`, `()`.
//! * **array, map, row of which the driver does not know the element types**: `String`, which is Athena's text.
//!
//! `serde_json::Value` takes every value but times finer than nanoseconds. Numbers are numbers, decimals are text,
//! bytes are an array of numbers. A float that is not finite is null, as JSON has none.
//!
//! # Dates and times
//!
//! Each crate reads a text of its own and asks for it in a way of its own. So the request decides about the text:
//!
//! | request | text | example |
//! |---|---|---|
//! | `string` | Athena's | `2020-01-01 12:00:00.000 Europe/Berlin` |
//! | `str` | ISO 8601 | `2020-01-01T12:00:00.000+01:00` |
//! | any kind | Athena's, with a fraction and the seconds of an offset | `2020-01-01 12:00:00.0 +01:00:00` |
//! | a tuple | numbers | year, day of the year, hour, ... |
//!
//! * `String` requests `string`.
//! * The types of chrono and jiff, and fields with `time::serde::rfc3339`, request `str`.
//! * The types of `time` and `serde_json::Value` request any kind; without its feature `serde-human-readable` `time`
//!   requests a tuple.
//! * The types of [`value`](crate::value) are recognised by name. They take the Athena type of that name, exactly.
//!
//! The limits:
//!
//! * All texts but Athena's, and tuples, hold nanoseconds. Zeros beyond them are dropped, other digits are an error.
//! * ISO 8601 and tuples have the offset that a region such as `Europe/Berlin` has at this time, from the time zone
//!   database that is built in. A time that the region's clocks show twice is an error.
//! * `jiff::Zoned` needs the name of the zone: see [`zoned`]. `time::OffsetDateTime` reads no region: see
//!   [`at_offset`].
//! * `time::Duration` is served only without the feature `serde-human-readable`. With it, take the milliseconds as
//!   `i64`.
//! * Serde reads flattened fields and untagged enums as any kind of value first. There `chrono::NaiveDateTime` and
//!   `chrono::DateTime` see the text for `time` and refuse it: take [`Timestamp`] or [`TimestampTz`], and convert it.
//!
//! # Errors
//!
//! An error names the type, the Athena type of the value and, as `column` of its context, the column with the path
//! inside of it: `address.city`, `tags[3]`. An error of a flattened field has no column, as serde does not tell it. A
//! field without a column is [`ErrorKind::NoSuchColumn`](crate::ErrorKind::NoSuchColumn), everything else is
//! [`ErrorKind::Decode`](crate::ErrorKind::Decode).
//!
//! # Parameters
//!
//! [`Bindings::from_serialize`](crate::Bindings::from_serialize) makes parameters of a struct, a map or a tuple.
//!
//! [`Decimal`]: crate::value::Decimal
//! [`Timestamp`]: crate::value::Timestamp
//! [`TimestampTz`]: crate::value::TimestampTz

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Visitor};

use crate::de::names;

/// A `timestamp with time zone` as a type that needs the name of the zone, such as `jiff::Zoned`: its text is
/// `2020-01-01T12:00:00.000+01:00[Europe/Berlin]`.
///
/// Works for an `Option` and a `Vec` of such a type, too. Data formats other than Athena's rows are not affected.
///
/// # Errors
/// Those of the type; and when the zone is not in the time zone database, or its clocks show the time twice.
///
/// ```
/// use jiff::Zoned;
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Flight {
///     #[serde(deserialize_with = "athena_core::serde::zoned")]
///     departure: Zoned,
///     #[serde(deserialize_with = "athena_core::serde::zoned")]
///     arrival: Option<Zoned>,
/// }
/// ```
pub fn zoned<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(names::ZONED, Inside(PhantomData))
}

/// A `timestamp with time zone` of any zone as `time::OffsetDateTime`: a region such as `Europe/Berlin` becomes the
/// offset that it has at this time, in the text that `time` reads, `2020-01-01 12:00:00.0 +01:00:00`.
///
/// Works for an `Option` and a `Vec` of such a type, too. Data formats other than Athena's rows are not affected.
///
/// # Errors
/// Those of the type; and when the zone is not in the time zone database, or its clocks show the time twice.
///
/// ```
/// use serde::Deserialize;
/// use time::OffsetDateTime;
///
/// #[derive(Deserialize)]
/// struct Event {
///     #[serde(deserialize_with = "athena_core::serde::at_offset")]
///     at: OffsetDateTime,
/// }
/// ```
pub fn at_offset<'de, D: Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_newtype_struct(names::AT_OFFSET, Inside(PhantomData))
}

/// Reads the value inside of a newtype.
struct Inside<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Inside<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a timestamp with time zone")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::deserialize(deserializer)
    }
}
