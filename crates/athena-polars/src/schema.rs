//! polars dtypes of planned columns.

use std::collections::HashSet;

use athena_core::driver::decode::{self, Kind};
use athena_core::value::TimeUnit;
use athena_core::{Error, ErrorKind, Result};
use polars_core::prelude::{DataType, Field, PlSmallStr, Schema, TimeUnit as PolarsUnit, TimeZone};

/// The schema of planned columns. Its names are unique, which Athena's need not be: the second column `a` is named
/// `a_duplicated_0`.
///
/// # Errors
/// As [`to_dtype`].
pub fn to_schema(fields: &[decode::Field]) -> Result<Schema> {
    let names = unique_names(fields.iter().map(|field| field.name.as_str()));
    names.into_iter().zip(fields).map(|(name, field)| Ok((name, to_dtype(field)?))).collect()
}

/// The polars dtype of a planned column.
///
/// # Errors
/// `Unsupported` for timestamps in seconds, and for a kind of column that this version does not know.
pub fn to_dtype(field: &decode::Field) -> Result<DataType> {
    Ok(match &field.column_type {
        Kind::Boolean => DataType::Boolean,
        Kind::Int8 => DataType::Int8,
        Kind::Int16 => DataType::Int16,
        Kind::Int32 => DataType::Int32,
        Kind::Int64 => DataType::Int64,
        Kind::Float32 => DataType::Float32,
        Kind::Float64 => DataType::Float64,
        Kind::Decimal128 { precision, scale } => DataType::Decimal((*precision).into(), (*scale).into()),
        Kind::Date32 => DataType::Date,
        Kind::Time64 { unit: TimeUnit::Nanosecond } => DataType::Time,
        Kind::Timestamp { unit } => DataType::Datetime(polars_unit(*unit, field)?, None),
        Kind::TimestampUtc { unit } => DataType::Datetime(polars_unit(*unit, field)?, Some(TimeZone::UTC)),
        Kind::DurationMillis => DataType::Duration(PolarsUnit::Milliseconds),
        // polars has no type for months; expressions can compute with their number.
        Kind::MonthInterval => DataType::Int32,
        Kind::Utf8 => DataType::String,
        Kind::Binary => DataType::Binary,
        Kind::List(item) => DataType::List(Box::new(to_dtype(item)?)),
        Kind::Map { key, value } => {
            let entry = [("key", key), ("value", value)];
            let fields = entry.into_iter().map(|(name, field)| Ok(Field::new(name.into(), to_dtype(field)?)));
            DataType::List(Box::new(DataType::Struct(fields.collect::<Result<_>>()?)))
        }
        Kind::Struct(fields) => {
            let names = unique_names(fields.iter().map(|field| field.name.as_str()));
            let fields = names.into_iter().zip(fields).map(|(name, field)| Ok(Field::new(name, to_dtype(field)?)));
            DataType::Struct(fields.collect::<Result<_>>()?)
        }
        _ => return Err(no_dtype(field)),
    })
}

fn polars_unit(unit: TimeUnit, field: &decode::Field) -> Result<PolarsUnit> {
    match unit {
        TimeUnit::Second => Err(no_dtype(field)),
        TimeUnit::Millisecond => Ok(PolarsUnit::Milliseconds),
        TimeUnit::Microsecond => Ok(PolarsUnit::Microseconds),
        TimeUnit::Nanosecond => Ok(PolarsUnit::Nanoseconds),
    }
}

pub(crate) fn athena_unit(unit: PolarsUnit) -> TimeUnit {
    match unit {
        PolarsUnit::Milliseconds => TimeUnit::Millisecond,
        PolarsUnit::Microseconds => TimeUnit::Microsecond,
        PolarsUnit::Nanoseconds => TimeUnit::Nanosecond,
    }
}

fn no_dtype(field: &decode::Field) -> Error {
    let message = format!("there is no polars dtype for {:?}", field.column_type);
    Error::new(ErrorKind::Unsupported, message).with_context("column", &field.name)
}

/// The names, of which those that an earlier column has get a number, as polars itself does when it reads CSV.
fn unique_names<'a>(names: impl Iterator<Item = &'a str> + Clone) -> Vec<PlSmallStr> {
    let mut taken: HashSet<PlSmallStr> = HashSet::new();
    let own: HashSet<&str> = names.clone().collect();
    names
        .map(|name| {
            let mut unique = PlSmallStr::from(name);
            let mut number = 0_usize;
            while !taken.insert(unique.clone()) {
                unique = loop {
                    let candidate = format!("{name}_duplicated_{number}");
                    number += 1;
                    if !own.contains(candidate.as_str()) {
                        break candidate.into();
                    }
                };
            }
            unique
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_repeat_are_numbered() {
        let names = ["a", "A", "a", "a_duplicated_0", "a", ""];
        let unique = unique_names(names.into_iter());
        assert_eq!(unique, ["a", "A", "a_duplicated_1", "a_duplicated_0", "a_duplicated_2", ""]);
    }
}
