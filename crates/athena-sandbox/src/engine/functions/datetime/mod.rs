//! Date and time functions.

mod arithmetic;
mod fields;
mod format;
mod parse;
mod patterns;
mod unixtime;
mod zones;

use chrono::{DateTime, NaiveDateTime};
use datafusion::arrow::array::{Array, ArrayRef, AsArray, StringArray};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::DataType;
use datafusion::error::Result;

pub(super) use parse::iso_instant;
pub(super) use zones::zone_of;

use super::cast_time::{Local, locals};
use super::simple::Simple;

pub(super) fn functions() -> Vec<Simple> {
    [
        arithmetic::functions(),
        fields::functions(),
        format::functions(),
        parse::functions(),
        unixtime::functions(),
        zones::functions(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The local date and time of each value.
pub(crate) fn local_times(array: &ArrayRef) -> Result<Vec<Option<NaiveDateTime>>> {
    if array.data_type() == &DataType::Null {
        return Ok(vec![None; array.len()]);
    }
    let to_naive = |local: Local| {
        let nanos = u32::try_from(local.picos / 1000).unwrap_or(0);
        DateTime::from_timestamp(local.seconds, nanos).map(|at| at.naive_utc())
    };
    Ok(locals(array)?.into_iter().map(|local| local.and_then(to_naive)).collect())
}

pub(crate) fn texts(array: &ArrayRef) -> Result<StringArray> {
    Ok(cast(array, &DataType::Utf8)?.as_string::<i32>().clone())
}
